"""The words and options that the command line takes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from il2data import limits, output
from il2data.cli import asking, checks, making

# Adds a command: its name, what carries it out, its help and an example.
Command = Callable[[str, Any, str, str], argparse.ArgumentParser]


class _Parser(argparse.ArgumentParser):
    """A parser that writes as the commands do."""

    def error(self, message: str) -> NoReturn:
        super().error(output.plain(message))

    def _print_message(self, message: str, file: Any = None) -> None:
        output.put(message, file or sys.stderr)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = _Parser(
        prog="il2data",
        description="A curated dataset on human interleukin-2: typed tables, evidence for every row.",
        epilog=f"first steps:\n{asking.FIRST_STEPS}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=asking.overview)
    # Read only when asked for: a descriptor that was just edited must not keep `il2data build` from sealing it.
    parser.add_argument("--version", action="store_const", const=asking.version, dest="run", help="print the version")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    def command(name: str, run: Any, help: str, example: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help, description=help, epilog=f"example: {example}")
        sub.set_defaults(run=run)
        sub.add_argument("--json", action="store_true", help="print JSON for machines")
        return sub

    _ask(command)
    _check(command)
    _make(command)
    command(
        "verify-sources",
        checks.verify,
        "Check the ledger of passages against the founding documents.",
        "il2data verify-sources sources/",
    ).add_argument("folder", type=_folder)
    cite = command("cite", asking.cite, "Print how to cite the dataset.", "il2data cite --format bibtex")
    cite.add_argument("--format", choices=("text", "bibtex", "ris"), default="text")
    return parser


def _ask(command: Command) -> None:
    command("list", asking.catalogue, "List the tables.", "il2data list")
    show = command(
        "show", asking.show, "Print the rows of a table.", "il2data show affinities --where quantity=Kd --format csv"
    )
    show.add_argument("table")
    show.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="CONDITION",
        help=(
            "only rows with COLUMN=VALUE, COLUMN~PART, COLUMN>VALUE or COLUMN<VALUE; a value may be a name; may be"
            " repeated"
        ),
    )
    show.add_argument(
        "--names",
        action="store_true",
        help="names beside identifiers and not in their place, statement and status of facts at the end",
    )
    show.add_argument("--columns", metavar="A,B", help="these columns only, in this order")
    show.add_argument("--limit", type=int, metavar="N", help="the first N rows only")
    show.add_argument("--format", choices=("table", "csv", "json", "markdown"), default="table")
    find = command("find", asking.find, "Search names and sentences.", "il2data find Treg")
    find.add_argument("text", help="a name, or words of a sentence")
    find.add_argument("--format", choices=("table", "csv", "json", "markdown"), default="table")
    about = command(
        "about", asking.about, "Print the facts that mention a thing, or all of several.", "il2data about CD25 Treg"
    )
    about.add_argument("thing", nargs="+", help="name, symbol or identifier")
    about.add_argument("--format", choices=("table", "csv", "json", "markdown"), default="table")
    command(
        "describe", asking.describe, "Print the data dictionary of a table.", "il2data describe affinities"
    ).add_argument("table")
    evidence = command("evidence", asking.evidence, "Print a fact and its evidence.", "il2data evidence xref-0003")
    evidence.add_argument("fact", help="a fact, a table of facts, or a founding document for its claims")
    claims = command(
        "claims",
        asking.claims,
        "Print what the founding documents said, and whether it was right.",
        "il2data claims --document 000 --verdict wrong",
    )
    claims.add_argument("--document", metavar="N", help="claims of one document only, such as 000")
    claims.add_argument("--verdict", help="claims of one verdict only; il2data describe claims explains them")
    claims.add_argument("--format", choices=("table", "csv", "json", "markdown"), default="table")
    claims.add_argument(
        "--facts",
        action=argparse.BooleanOptionalAction,
        help=(
            "show the facts that bear on each claim with their sentences (default: when a document or verdict is named)"
        ),
    )
    sequence = command(
        "sequence", asking.sequence, "Print the chains of a protein or medicine as FASTA.", "il2data sequence IL-2v"
    )
    sequence.add_argument("name", help="name, symbol or identifier")
    sequence.add_argument("--chain", help="one chain, such as heavy, or one form of it, such as precursor")


def _check(command: Command) -> None:
    validate = command(
        "validate", checks.validate, "Check a release: seals, text, schemas, keys and laws.", "il2data validate"
    )
    validate.add_argument(
        "path",
        nargs="?",
        help=(
            "folder or zip, or with --table a path or glob of CSV and Parquet files; the installed release when"
            " left out"
        ),
    )
    validate.add_argument("--table", help="check files in the shape of this table")
    validate.add_argument(
        "--engine",
        choices=("duckdb", "spark"),
        help=(
            "with --table: check the files as rows of your own (default: duckdb for all but one small CSV file, which"
            " is checked as a file of a release)"
        ),
    )
    validate.add_argument(
        "--changed",
        action="store_true",
        help="check only what an edit of a checkout can have broken since it was built (default path: here)",
    )
    validate.add_argument("--format", choices=("text", "json", "junit", "github", "sarif"), default="text")
    validate.add_argument(
        "--limit",
        type=_number,
        default=limits.MAX_PROBLEMS,
        metavar="N",
        help="show the first N problems, and how many more there are (default: %(default)s)",
    )
    diff = command(
        "diff",
        checks.diff,
        "Compare two releases by row, cell and schema. Ends with 0 if they hold the same, 1 if they differ, 2 if it"
        " could not run.",
        "il2data diff il2data-0.4.0-csv.zip installed",
    )
    diff.add_argument("old", metavar="OLD", help="folder or zip of a release, or the word installed")
    diff.add_argument("new", metavar="NEW", help="the same, of the release to compare it with")
    diff.add_argument("--format", choices=("text", "json", "markdown"), default="text")
    command(
        "rules", asking.rules, "List the rules, or explain one with its examples.", "il2data rules kd-rates"
    ).add_argument("rule", nargs="?")


def _make(command: Command) -> None:
    build = command(
        "build",
        making.build,
        "Derive Parquet, index and hashes of a checkout, if it validates.",
        "il2data build --check",
    )
    build.add_argument("--check", action="store_true", help="compare only, write nothing")
    build.add_argument("--root", type=_folder, default=Path(), help="top folder of the checkout (default: here)")
    command(
        "fit",
        making.fit,
        "Fit the responses of a checkout anew and write the table of fits; `il2data build` comes after it.",
        "il2data fit",
    ).add_argument("--root", type=_folder, default=Path(), help="top folder of the checkout (default: here)")
    refresh = command(
        "refresh",
        making.refresh,
        "Make the snapshot of the registries' labels anew from their files, and tell what changed.",
        "il2data refresh hgnc_complete_set.txt.gz eco.obo",
    )
    refresh.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="a registry's download: OBO, OBO Graphs JSON, or a table; il2data describe registries names where",
    )
    refresh.add_argument("--root", type=_folder, default=Path(), help="top folder of the checkout (default: here)")
    publish = command(
        "release",
        making.publish,
        "Write a release: archives, databases, workbook, metadata and sums.",
        "il2data release release/",
    )
    publish.add_argument("folder", type=_folder, help="new or empty folder")
    publish.add_argument("--since", metavar="OLD", help="folder or zip of the release before, for the notes")
    site = command(
        "site",
        making.portal,
        "Build the portal: a static site with pictures, tables and a page for each fact.",
        "il2data site portal/ --serve",
    )
    site.add_argument("folder", type=_folder, help="new or empty folder, or one that holds a site, which is replaced")
    site.add_argument("--url", default="", help="public address of the site, for its sitemap and for search engines")
    site.add_argument(
        "--repository", default="", metavar="URL", help="address of the repository, where readers report errors"
    )
    site.add_argument("--serve", action="store_true", help="show it in the browser from this machine until interrupted")
    contacts = command(
        "contacts",
        making.contacts,
        "Compute contacts and buried areas of IL-2 and its receptor from coordinates, as rows of the tables that hold"
        " them.",
        "il2data contacts 2B5I.pdb > contacts.csv",
    )
    contacts.add_argument(
        "files", nargs="+", type=_folder, metavar="FILE", help="PDB or mmCIF file, named after its entry"
    )
    contacts.add_argument(
        "--table",
        choices=("contacts", "chain_contacts", "buried_areas"),
        default="contacts",
        help="table whose rows to compute (default: %(default)s)",
    )


def _number(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no number of problems")
    return int(text)


def _folder(text: str) -> Path:
    if not text:
        raise argparse.ArgumentTypeError("the path is empty")
    return Path(text)
