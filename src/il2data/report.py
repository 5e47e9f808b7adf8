"""Texts for people: what is in the dataset, and where a fact comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from il2data.release import Release


def tables(release: Release) -> pd.DataFrame:
    """Return one row a table: ``table``, ``kind``, ``rows`` and ``title``."""
    rows = []
    for name in release.tables():
        schema = release.package.schema(name)
        rows.append({"table": name, "kind": schema["kind"], "rows": len(release.load(name, validate=False)), "title": schema["title"]})  # type: ignore[arg-type]
    return pd.DataFrame(rows)


def overview(release: Release) -> str:
    """Return one screen that says what the dataset holds and how well it is confirmed."""
    frame, facts, sources = tables(release), release.load("facts"), release.load("sources")
    statuses = ", ".join(f"{count} {status.replace('_', ' ')}" for status, count in facts["status"].value_counts().items())
    lines = [
        f"il2data {release.data_version}: human interleukin-2 in {len(frame)} tables, {len(facts)} facts, {len(sources)} sources.",
        f"How well they are confirmed: {statuses}.",
        "",
    ]
    for kind in ("fact", "entity", "evidence", "reference", "derived"):
        mine = frame[frame["kind"] == kind]
        lines.append(f"{kind:9} " + ", ".join(f"{row.table} {row.rows}" for row in mine.itertuples()))
    return "\n".join(_wrap(line) for line in lines)


def _wrap(line: str) -> str:
    import textwrap

    return textwrap.fill(line, 100, subsequent_indent=" " * 10, break_on_hyphens=False)


def trace(release: Release, evidence: pd.DataFrame) -> str:
    """Return facts with their statements, statuses and evidence, as text."""
    facts = release.load("facts").set_index("fact_id")
    lines = []
    for fact_id, mine in evidence.groupby("fact_id", sort=False):
        fact = facts.loc[str(fact_id)]
        lines.append(f"{fact_id} ({fact['table']}, {fact['status']}): {fact['statement']}")
        for row in mine.itertuples():
            said = f", which gives {row.asserted}" if not pd.isna(row.asserted) else ""
            note = f" [{row.note}]" if not pd.isna(row.note) else ""
            lines.append(f"  {row.stance}{said}: {row.source_id}, {row.locator} ({row.title}, {row.published}; read as {row.read_as}; {row.eco}){note}")
    return "\n".join(lines)
