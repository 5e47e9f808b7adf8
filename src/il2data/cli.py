"""The command line: a thin shell over the Python API."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NoReturn, get_args

from il2data import limits, output
from il2data._tables import TableName
from il2data.errors import Il2DataError, PackageError, Problem, UnknownTableError, ValidationError
from il2data.package import Package
from il2data.release import Release

if TYPE_CHECKING:
    import pandas as pd

SOUND, PROBLEMS, FAILED, INTERRUPTED = 0, 1, 2, 130
FIRST_STEPS = """\
il2data list                                       the tables, what is in them, and how many rows
il2data describe affinities                        what each column means, its unit and constraints
il2data find Treg                                  entities and facts by any of their names
il2data about CD25 Treg                            the facts that mention a thing, or several
il2data show affinities --limit 5                  rows of a table, with names for identifiers
il2data evidence xref-0003                         where a fact comes from
il2data sequence IL-2v                             the chains of a protein or medicine, as FASTA
il2data claims --verdict wrong                     what the founding documents said that is not so
il2data validate                                   check everything, offline
il2data rules kd-rates                             what a rule enforces, and why
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments
        Words after the program's name; those of the process when left out.

    Returns
    -------
    int
        0 when all is sound, 1 when problems were found, 2 when the command could not run.
    """
    output.prepare()
    try:
        options = _parser().parse_args(arguments)
        try:
            return int(options.run(Release(Package.installed()), options))
        except ValidationError as error:
            _report(error.problems, options, {table: f"data/{table}.csv" for table in get_args(TableName)})
            return PROBLEMS
    except KeyboardInterrupt:
        output.complaint("interrupted")
        return INTERRUPTED
    except (Il2DataError, OSError) as error:
        output.complaint(error)
        return FAILED
    finally:
        output.clear()


class _Parser(argparse.ArgumentParser):
    """A parser that writes as the commands do."""

    def error(self, message: str) -> NoReturn:
        super().error(output.plain(message))

    def _print_message(self, message: str, file: Any = None) -> None:
        output.put(message, file or sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="il2data",
        description="A curated dataset on human interleukin-2: typed tables, evidence for every row.",
        epilog=f"first steps:\n{FIRST_STEPS}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=_overview)
    # Read only when asked for: a descriptor that was just edited must not keep `il2data build` from sealing it.
    parser.add_argument("--version", action="store_const", const=_version, dest="run", help="print the version")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    def command(name: str, run: Any, help: str, example: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help, description=help, epilog=f"example: {example}")
        sub.set_defaults(run=run)
        sub.add_argument("--json", action="store_true", help="print JSON for machines")
        return sub

    command("list", _list, "List the tables.", "il2data list")
    show = command(
        "show", _show, "Print the rows of a table.", "il2data show affinities --where quantity=Kd --format csv"
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
    find = command("find", _find, "Search names and sentences.", "il2data find Treg")
    find.add_argument("text", help="a name, or words of a sentence")
    find.add_argument("--format", choices=("table", "csv", "json", "markdown"), default="table")
    about = command(
        "about", _about, "Print the facts that mention a thing, or all of several.", "il2data about CD25 Treg"
    )
    about.add_argument("thing", nargs="+", help="name, symbol or identifier")
    about.add_argument("--format", choices=("table", "csv", "json", "markdown"), default="table")
    command("describe", _describe, "Print the data dictionary of a table.", "il2data describe affinities").add_argument(
        "table"
    )
    evidence = command("evidence", _evidence, "Print a fact and its evidence.", "il2data evidence xref-0003")
    evidence.add_argument("fact", help="a fact, a table of facts, or a founding document for its claims")
    claims = command(
        "claims",
        _claims,
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
        "sequence", _sequence, "Print the chains of a protein or medicine as FASTA.", "il2data sequence IL-2v"
    )
    sequence.add_argument("name", help="name, symbol or identifier")
    sequence.add_argument("--chain", help="one chain, such as heavy, or one form of it, such as precursor")
    validate = command(
        "validate", _validate, "Check a release: seals, text, schemas, keys and laws.", "il2data validate"
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
        _diff,
        "Compare two releases by row, cell and schema. Ends with 0 if they hold the same, 1 if they differ, 2 if it"
        " could not run.",
        "il2data diff il2data-0.4.0-csv.zip installed",
    )
    diff.add_argument("old", metavar="OLD", help="folder or zip of a release, or the word installed")
    diff.add_argument("new", metavar="NEW", help="the same, of the release to compare it with")
    diff.add_argument("--format", choices=("text", "json", "markdown"), default="text")
    command(
        "rules", _rules, "List the rules, or explain one with its examples.", "il2data rules kd-rates"
    ).add_argument("rule", nargs="?")
    build = command(
        "build", _build, "Derive Parquet, index and hashes of a checkout, if it validates.", "il2data build --check"
    )
    build.add_argument("--check", action="store_true", help="compare only, write nothing")
    build.add_argument("--root", type=_folder, default=Path(), help="top folder of the checkout (default: here)")
    command(
        "fit",
        _fit,
        "Fit the responses of a checkout anew and write the table of fits; `il2data build` comes after it.",
        "il2data fit",
    ).add_argument("--root", type=_folder, default=Path(), help="top folder of the checkout (default: here)")
    refresh = command(
        "refresh",
        _refresh,
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
        _release,
        "Write a release: archives, databases, workbook, metadata and sums.",
        "il2data release release/",
    )
    publish.add_argument("folder", type=_folder, help="new or empty folder")
    publish.add_argument("--since", metavar="OLD", help="folder or zip of the release before, for the notes")
    site = command(
        "site",
        _site,
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
        _contacts,
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
    command(
        "verify-sources",
        _verify,
        "Check the ledger of passages against the founding documents.",
        "il2data verify-sources sources/",
    ).add_argument("folder", type=_folder)
    cite = command("cite", _cite, "Print how to cite the dataset.", "il2data cite --format bibtex")
    cite.add_argument("--format", choices=("text", "bibtex", "ris"), default="text")
    return parser


def _number(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no number of problems")
    return int(text)


def _folder(text: str) -> Path:
    if not text:
        raise argparse.ArgumentTypeError("the path is empty")
    return Path(text)


def _overview(release: Release, options: argparse.Namespace) -> int:
    from il2data import report

    output.lines(f"{report.overview(release)}\n\nFirst steps:\n{FIRST_STEPS}\nil2data --help lists all commands.")
    return SOUND


def _version(release: Release, options: argparse.Namespace) -> int:
    output.line(f"il2data {release.data_version}")
    return SOUND


def _list(release: Release, options: argparse.Namespace) -> int:
    return _print(release.catalogue()[["table", "kind", "rows", "title"]], "json" if options.json else "table")


def _show(release: Release, options: argparse.Namespace) -> int:
    from il2data import canonical, selecting

    frame, schema = release.load(options.table), release.package.schema(options.table)
    for condition in options.where:
        found = selecting.CONDITION.fullmatch(condition)
        if not found:
            raise PackageError(
                f"{condition!r} is no condition. Write COLUMN=VALUE, COLUMN~PART, COLUMN>VALUE or COLUMN<VALUE."
            )
        before, frame = frame, selecting.select(release, options.table, frame, *found.groups())
        if frame.empty and len(before):
            example = next(filter(None, canonical.as_text(schema, before)[found[1]]), "nothing")
            output.complaint(
                f"no row of {options.table} has {condition} (values are compared with the CSV's cells, such as"
                f" {example})."
            )
    frame = frame.head(options.limit)
    format = "json" if options.json else options.format
    whole = not (options.names or options.columns)
    if whole and format == "csv":
        output.data(canonical.write(schema, canonical.as_text(schema, frame).to_numpy().tolist()).decode())
        return SOUND
    text = frame if format == "json" else canonical.as_text(schema, frame)
    if options.names:
        text = selecting.named(release, options.table, text)
    elif whole and format in ("table", "markdown"):
        text = selecting.called(release, options.table, text)
    if options.columns:
        missing = [column for column in options.columns.split(",") if column not in text]
        if missing:
            raise UnknownTableError(f"column of {options.table}", missing[0], text.columns)
        text = text[options.columns.split(",")]
    return _print(text, format)


def _find(release: Release, options: argparse.Namespace) -> int:
    found = release.find(options.text)
    if found.empty:
        output.complaint(f"nothing is called {options.text!r}, and no sentence holds it.")
    return _print(found, "json" if options.json else options.format)


def _about(release: Release, options: argparse.Namespace) -> int:
    found = release.about(*options.thing)
    if found.empty:
        output.complaint(f"no fact mentions {' and '.join(options.thing)}.")
    return _print(found, "json" if options.json else options.format)


def _describe(release: Release, options: argparse.Namespace) -> int:
    frame, values = release.describe(options.table), release.vocabulary(options.table)
    if options.json:
        return _print(frame, "json")
    _print(frame.drop(columns=["title", "example"]), "table")
    if len(values):
        output.lines("\nWhat the values mean:")
        _print(values, "table")
    return SOUND


def _evidence(release: Release, options: argparse.Namespace) -> int:
    from il2data import founding, report

    if options.fact in founding.names(release):
        return _print_claims(release, release.claims(options.fact), True, "json" if options.json else "table")
    evidence = release.evidence(options.fact)
    if options.json:
        return _print(evidence, "json")
    output.lines(report.trace(release, evidence))
    return SOUND


def _claims(release: Release, options: argparse.Namespace) -> int:
    claims = release.claims(options.document, options.verdict)
    if claims.empty:
        output.complaint("no claim of this document has this verdict.")
    narrowed = bool(options.document or options.verdict)
    return _print_claims(
        release,
        claims,
        narrowed if options.facts is None else options.facts,
        "json" if options.json else options.format,
    )


def _print_claims(release: Release, claims: pd.DataFrame, facts: bool, format: str) -> int:
    from il2data import report

    if format != "table":
        return _print(claims, format)
    if not claims.empty:
        output.lines(report.claims(release, claims, facts))
    return SOUND


def _sequence(release: Release, options: argparse.Namespace) -> int:
    from il2data import chains

    found = (
        chains.of(release, options.name)
        if options.chain is None
        else [chains.one(release, options.name, options.chain)]
    )
    if options.json:
        output.json_text(json.dumps([chain._asdict() for chain in found], indent=2, ensure_ascii=False))
    else:
        output.data("".join(chain.fasta() for chain in found))
    return SOUND


def _validate(release: Release, options: argparse.Namespace) -> int:
    from il2data.checking import formats, validation
    from il2data.checking.engines import brought
    from il2data.errors import Problems

    version = release.data_version
    if options.path == "":
        raise PackageError("the path is empty. Name a folder or zip, or leave it out to check the installed release.")
    if options.table is not None:
        if options.path is None:
            raise PackageError("--table names the table of a file; name the file as well.")
        problems, paths = brought.check_files(release.package, options.path, options.table, options.engine)
        done = f"{options.path} is a valid table {options.table} of il2data {version}."
    elif options.engine is not None:
        raise PackageError("--engine checks files in the shape of a table; name the table with --table.")
    elif options.changed:
        from il2data.checking.changed import check_changed

        package = Package(options.path or Path())
        tables, problems = check_changed(package, output.watched)
        paths = {table: f"data/{table}.csv" for table in package.tables}
        done = (
            f"What changed is valid: {', '.join(tables)}. `il2data build` checks the rest."
            if tables
            else "Nothing changed since it was built."
        )
    else:
        package = Package(options.path) if options.path is not None else release.package
        problems = validation.check_package(package, output.watched)
        paths = {table: f"data/{table}.csv" for table in package.tables}
        done = f"{package.descriptor['name']} {package.descriptor['version']}: {len(package.tables)} tables are valid."
    format = "json" if options.json else options.format
    said = formats.FORMATS[format](Problems(problems).first(options.limit), paths, version)
    if format in ("json", "sarif"):
        output.json_text(said)
    elif format != "text":
        output.data(said)
    elif said:
        output.lines(said)
    if validation.errors(problems):
        return PROBLEMS
    if format == "text":
        output.line(f"{done} Warnings: {len(problems)}." if problems else done)
    return SOUND


def _diff(release: Release, options: argparse.Namespace) -> int:
    from il2data.releases import difference_report, differences

    old, new = (release.package if name == "installed" else Package(name) for name in (options.old, options.new))
    difference = differences.compare(old, new)
    format = "json" if options.json else options.format
    (output.json_text if format == "json" else output.lines)(difference_report.FORMATS[format](difference))
    return PROBLEMS if difference else SOUND


def _rules(release: Release, options: argparse.Namespace) -> int:
    from il2data import report

    if options.rule is None:
        return (
            _print(report.rules(), "json") if options.json else _print(report.rules().drop(columns="reason"), "table")
        )
    if options.json:
        return _print(report.rules().query("rule == @options.rule"), "json")
    output.lines(report.rule(options.rule))
    return SOUND


def _build(release: Release, options: argparse.Namespace) -> int:
    from il2data import build

    stale = build.build(options.root, options.check, output.watched)
    if options.json:
        output.json_text(json.dumps(stale))
    else:
        for name in stale:
            output.line(f"{'stale' if options.check else 'wrote'} {name}")
        output.line(
            f"{len(stale)} file(s) {'to be written; run `il2data build`' if options.check else 'written'}."
            if stale
            else "Everything is fresh."
        )
    return PROBLEMS if stale and options.check else SOUND


def _fit(release: Release, options: argparse.Namespace) -> int:
    try:
        from il2data import fitting
    except ModuleNotFoundError as error:
        raise PackageError(f"{error}. To fit needs more libraries: pip install 'il2data[fit]'.") from error
    number = fitting.fit(options.root)
    if options.json:
        output.json_text(json.dumps(number))
    else:
        output.line(f"{number} fits written to data/response_fits.csv. Run `il2data build`.")
    return SOUND


def _refresh(release: Release, options: argparse.Namespace) -> int:
    from il2data import refreshing

    done = refreshing.refresh(options.root, options.files)
    if options.json:
        output.json_text(
            json.dumps(
                [{**one._asdict(), "changes": [change._asdict() for change in one.changes]} for one in done],
                indent=2,
                ensure_ascii=False,
            )
        )
        return SOUND
    for one in done:
        output.line(
            f"{one.registry}, {one.version}: {one.found} of {one.used} identifiers in use,"
            f" {sum(change.field == 'new' for change in one.changes)} of them new."
        )
        for change in one.changes:
            if change.field != "new":
                output.line(f"  {change}")
    return SOUND


def _release(release: Release, options: argparse.Namespace) -> int:
    try:
        from il2data.releases import publishing
    except ModuleNotFoundError as error:
        raise PackageError(f"{error}. A release needs more libraries: pip install 'il2data[release]'.") from error
    since = Release(Package(options.since)) if options.since is not None else None
    with closing(output.watched(count(), "steps of the release")) as steps:

        def report(line: str) -> None:
            if not options.json:
                output.line(line)
            next(steps)

        artefacts = publishing.publish(release, options.folder, since, report, output.watched)
    if options.json:
        output.json_text(json.dumps([artefact._asdict() for artefact in artefacts], indent=2))
    else:
        output.line(f"{len(artefacts)} files in {options.folder}, {sum(a.bytes for a in artefacts):,} bytes.")
    return SOUND


def _site(release: Release, options: argparse.Namespace) -> int:
    try:
        from il2data.site import building, serving
    except ModuleNotFoundError as error:
        raise PackageError(
            f"The portal needs {error.name}, which is not installed: pip install 'il2data[site]'"
        ) from error

    counts = building.build(
        release,
        options.folder,
        options.url,
        options.repository,
        (lambda line: None) if options.json else output.line,
        output.watched,
    )
    if options.json:
        output.json_text(json.dumps(counts))
    else:
        output.line(f"{sum(counts.values())} pages in {options.folder}; open {options.folder / 'index.html'}")
    if options.serve:
        serving.serve(options.folder)
    return SOUND


def _contacts(release: Release, options: argparse.Namespace) -> int:
    try:
        from il2data import coordinates
    except ModuleNotFoundError as error:
        raise PackageError(
            f"Coordinates are read with {error.name}, which is not installed: pip install 'il2data[structures]'"
        ) from error
    import pandas as pd

    rows = [coordinates.TABLES[options.table](file, release) for file in options.files]
    return _print(pd.concat(rows, ignore_index=True), "json" if options.json else "csv")


def _verify(release: Release, options: argparse.Namespace) -> int:
    from dataclasses import asdict

    from il2data.checking import ledger

    coverage, problems = ledger.verify(release.load("documents"), release.load("passages"), options.folder)
    if options.json:
        output.json_text(
            json.dumps(
                {"coverage": [asdict(c) for c in coverage], "problems": [p._asdict() for p in problems]}, indent=2
            )
        )
    else:
        for c in coverage:
            output.line(
                f"{c.document_id}: {c.passages} passages cover {c.covered} of {c.total} code points"
                f" ({100 * c.covered / c.total:.1f} %)"
            )
        _report(problems, options)
    return PROBLEMS if problems else SOUND


def _cite(release: Release, options: argparse.Namespace) -> int:
    said = release.cite(options.format)
    (output.json_text if options.json else output.lines)(json.dumps(said) if options.json else said)
    return SOUND


def _report(
    problems: Sequence[Problem], options: argparse.Namespace, paths: Mapping[str, str] = MappingProxyType({})
) -> None:
    from il2data.checking import formats

    said = formats.FORMATS["json" if options.json else "text"](problems, paths, "")
    if options.json:
        output.json_text(said)
    elif said:
        output.lines(said)


def _print(frame: pd.DataFrame, format: str) -> int:
    import pandas as pd

    text = frame.astype("string").fillna("")
    if format == "csv":
        output.data(frame.to_csv(index=False, lineterminator="\n"))
    elif format == "json":
        output.json_text(frame.to_json(orient="records", indent=2, force_ascii=False))
    elif format == "markdown":
        rows = [list(frame.columns), ["---"] * len(frame.columns), *text.values.tolist()]
        output.lines("\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows))
    elif sys.stdout.isatty():
        from il2data.terminal import folded

        output.lines(folded(text))
    elif text.empty:
        output.line(" ".join(text.columns))
    else:
        with pd.option_context(
            "display.max_rows", None, "display.max_columns", None, "display.width", None, "display.max_colwidth", 60
        ):
            output.lines(text.to_string(index=False))
    return SOUND
