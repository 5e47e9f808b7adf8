"""Commands that ask a release: its tables, facts, claims, sequences and rules."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from il2data import output
from il2data.cli.printing import SOUND, print_rows
from il2data.errors import PackageError, UnknownTableError
from il2data.release import Release

if TYPE_CHECKING:
    import pandas as pd

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


def overview(release: Release, options: argparse.Namespace) -> int:
    """Print what there is and the first steps."""
    from il2data import report

    output.lines(f"{report.overview(release)}\n\nFirst steps:\n{FIRST_STEPS}\nil2data --help lists all commands.")
    return SOUND


def version(release: Release, options: argparse.Namespace) -> int:
    """Print the version of the release."""
    output.line(f"il2data {release.data_version}")
    return SOUND


def catalogue(release: Release, options: argparse.Namespace) -> int:
    """List the tables."""
    return print_rows(release.catalogue()[["table", "kind", "rows", "title"]], "json" if options.json else "table")


def show(release: Release, options: argparse.Namespace) -> int:
    """Print rows of a table."""
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
    return print_rows(text, format)


def find(release: Release, options: argparse.Namespace) -> int:
    """Print what a text finds."""
    found = release.find(options.text)
    if found.empty:
        output.complaint(f"nothing is called {options.text!r}, and no sentence holds it.")
    return print_rows(found, "json" if options.json else options.format)


def about(release: Release, options: argparse.Namespace) -> int:
    """Print the facts that mention things."""
    found = release.about(*options.thing)
    if found.empty:
        output.complaint(f"no fact mentions {' and '.join(options.thing)}.")
    return print_rows(found, "json" if options.json else options.format)


def describe(release: Release, options: argparse.Namespace) -> int:
    """Print the data dictionary of a table."""
    frame, values = release.describe(options.table), release.vocabulary(options.table)
    if options.json:
        return print_rows(frame, "json")
    print_rows(frame.drop(columns=["title", "example"]), "table")
    if len(values):
        output.lines("\nWhat the values mean:")
        print_rows(values, "table")
    return SOUND


def evidence(release: Release, options: argparse.Namespace) -> int:
    """Print a fact or table with its evidence, or the claims of a document."""
    from il2data import founding, report

    if options.fact in founding.names(release):
        return _of_claims(release, release.claims(options.fact), True, "json" if options.json else "table")
    evidence = release.evidence(options.fact)
    if options.json:
        return print_rows(evidence, "json")
    output.lines(report.trace(release, evidence))
    return SOUND


def claims(release: Release, options: argparse.Namespace) -> int:
    """Print claims of the founding documents."""
    claims = release.claims(options.document, options.verdict)
    if claims.empty:
        output.complaint("no claim of this document has this verdict.")
    narrowed = bool(options.document or options.verdict)
    return _of_claims(
        release,
        claims,
        narrowed if options.facts is None else options.facts,
        "json" if options.json else options.format,
    )


def _of_claims(release: Release, claims: pd.DataFrame, facts: bool, format: str) -> int:
    from il2data import report

    if format != "table":
        return print_rows(claims, format)
    if not claims.empty:
        output.lines(report.claims(release, claims, facts))
    return SOUND


def sequence(release: Release, options: argparse.Namespace) -> int:
    """Print the chains of a protein or medicine."""
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


def rules(release: Release, options: argparse.Namespace) -> int:
    """List the rules, or explain one."""
    from il2data import report

    if options.rule is None and not options.json:
        return print_rows(report.rules().drop(columns="reason"), "table")
    if options.rule is None:
        return print_rows(report.rules(), "json")
    if options.json:
        return print_rows(report.rules().query("rule == @options.rule"), "json")
    output.lines(report.rule(options.rule))
    return SOUND


def cite(release: Release, options: argparse.Namespace) -> int:
    """Print how to cite the dataset."""
    said = release.cite(options.format)
    (output.json_text if options.json else output.lines)(json.dumps(said) if options.json else said)
    return SOUND
