"""Texts for people: what is in the dataset, and where a fact comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from il2data.errors import UnknownTableError

if TYPE_CHECKING:
    from il2data.release import Release


def overview(release: Release) -> str:
    """Return one screen that says what the dataset holds and how well it is supported."""
    frame, facts, sources = release.catalogue(), release.load("facts"), release.load("sources")
    statuses = ", ".join(
        f"{count} {status.replace('_', ' ')}" for status, count in facts["status"].value_counts().items()
    )
    lines = [
        (
            f"il2data {release.data_version}: human interleukin-2 in {len(frame)} tables, {len(facts)} facts,"
            f" {len(sources)} sources."
        ),
        f"How well they are supported: {statuses}.",
        "",
    ]
    for kind in ("fact", "measurement", "entity", "evidence", "reference", "derived"):
        mine = frame[frame["kind"] == kind]
        lines.append(f"{kind:11} " + ", ".join(f"{row.table} {row.rows}" for row in mine.itertuples()))
    return "\n".join(_wrap(line) for line in lines)


def _wrap(line: str, indent: int = 12) -> str:
    import textwrap

    return textwrap.fill(line, 100, subsequent_indent=" " * indent, break_on_hyphens=False)


def rules() -> pd.DataFrame:
    """Return the catalogue: ``rule``, ``severity``, ``sentence`` and ``reason`` of each rule, by identifier."""
    from il2data.checking import validation  # registers the laws
    from il2data.checking.rules import RULES

    del validation
    return pd.DataFrame(
        [
            {"rule": r.id, "severity": r.severity, "sentence": r.sentence, "reason": r.reason}
            for _, r in sorted(RULES.items())
        ]
    )


def rule(id: str) -> str:
    """Return one rule with its reason and its examples, as text."""
    from il2data.checking import validation
    from il2data.checking.rules import RULES, examples

    del validation
    if id not in RULES:
        raise UnknownTableError("rule", id, sorted(RULES))
    found = RULES[id]
    lines = [f"{id} ({found.severity}): {found.sentence}", f"Why: {found.reason}"]
    for title, cases in (("must find", examples()[id]["defects"]), ("must let pass", examples()[id]["near_misses"])):
        lines += [f"It {title}:", *(f"  {'; '.join(map(_edit, case))}" for case in cases)]
    return "\n".join(lines)


def _edit(edit: dict[str, object]) -> str:
    rest = ", ".join(f"{key} {value}" for key, value in edit.items() if key not in ("do", "table"))
    return f"{edit['do']} {edit.get('table', '')} {rest}".replace("  ", " ")


def trace(release: Release, evidence: pd.DataFrame) -> str:
    """Return facts with their statements, statuses and evidence, as text."""
    facts, said_by = release.load("facts").set_index("fact_id"), release.load("claims").set_index("claim_id")
    lines = []
    for fact_id, mine in evidence.groupby("fact_id", sort=False):
        fact = facts.loc[str(fact_id)]
        lines.append(f"{fact_id} ({fact['table']}, {fact['status'].replace('_', ' ')}): {fact['statement']}")
        for row in mine.itertuples():
            said = f", which gives {row.asserted}" if not pd.isna(row.asserted) else ""
            note = f" [{row.note}]" if not pd.isna(row.note) else ""
            lines.append(
                f"  {row.stance}{said}: {row.source_id}, {row.locator} ({row.title}, {row.published}; read as"
                f" {row.read_as}; {row.eco}){note}"
            )
            if not pd.isna(row.claim_id):
                claim = said_by.loc[row.claim_id]
                lines.append(f"    {row.claim_id}, {claim['verdict']}: {claim['claim']}")
    return "\n".join(lines)


def claims(release: Release, claims: pd.DataFrame, facts: bool) -> str:
    """Return claims of the founding documents with verdict, accepted statement and reason, as text.

    Parameters
    ----------
    release
        The release that holds them.
    claims
        Claims as `Release.claims` returns them.
    facts
        Give the facts that bear on each claim with their sentences; else their identifiers alone.
    """
    from il2data import founding
    from il2data.tableschema import categories

    titles = release.load("sources").set_index("source_id")["title"]
    fact, bearing = (
        release.load("facts").set_index("fact_id"),
        dict(tuple(founding.bearings(release).groupby("claim_id"))),
    )
    blocks = []
    for document, mine in claims.groupby("document_id", sort=False):
        counts = mine["verdict"].value_counts()
        found = [
            f"{counts[verdict]} {verdict}"
            for verdict in categories(release.package.schema("claims"), "verdict", "label")
            if verdict in counts
        ]
        blocks.append(f"{_wrap(f'{document}: {titles[document]}')}\nClaims: {', '.join(found)}")
        for row in mine.itertuples():
            hedge = "" if row.hedge == founding.PLAIN else f", {row.hedge}"
            lines = [("said", row.claim), ("accepted", row.accepted), ("why", row.reason)]
            if facts and row.claim_id in bearing:
                each = bearing[row.claim_id].itertuples()
                lines += [
                    (
                        b.bearing,
                        (
                            f"{b.fact_id} ({fact.at[b.fact_id, 'status'].replace('_', ' ')}):"
                            f" {fact.at[b.fact_id, 'statement']}"
                        ),
                    )
                    for b in each
                ]
            else:
                lines.append(("facts", row.facts))
            text = [_wrap(f"  {label:9} {said}", 12) for label, said in lines if not pd.isna(said)]
            blocks.append("\n".join([f"{row.passage_id} {row.claim_id}: {row.verdict}{hedge}", *text]))
    return "\n\n".join(blocks)
