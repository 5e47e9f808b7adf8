"""Write anew what was read by eye, for review.

``python tests/golden.py`` rewrites golden_statements.json (of each table the sentences that are there, and as many more
as make five) and golden_graph.json (of each relation the edges that are there, and one more for each pair of
categories that has none); read their differences before they are committed.
"""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

import il2data
from il2data.releases.formats import biolink, kgx

FOLDER = Path(__file__).parent
GOLDEN, GRAPH = FOLDER / "golden_statements.json", FOLDER / "golden_graph.json"
EACH = 5
# Columns of an edge that other tests hold against the rows of evidence, or that repeat a cell.
ELSEWHERE = {"id", "publications", "supporting_records", "has_evidence", "fact_status", "statement", "certainty"}


def golden(kept: dict[str, str]) -> dict[str, str]:
    """Return sentences by fact.

    They are of the facts kept that still stand, and of others until each table has five, spread over its rows.
    """
    facts = il2data.load("facts")
    chosen = set(kept) & set(facts["fact_id"])
    for _, mine in facts.groupby("table"):
        others = mine[~mine["fact_id"].isin(chosen)]["fact_id"]
        missing = EACH - mine["fact_id"].isin(chosen).sum()
        if missing > 0:
            chosen.update(others.iloc[:: max(1, len(others) // missing)].head(missing))
    mine = facts[facts["fact_id"].isin(chosen)]
    return mine.set_index("fact_id")["statement"].to_dict()  # type: ignore[no-any-return]


def parsed(text: str) -> list[dict[str, str]]:
    """Return the rows of a file of KGX."""
    header, *lines = [line.split("\t") for line in text.removesuffix("\n").split("\n")]
    return [dict(zip(header, line, strict=True)) for line in lines]


def said(release: il2data.Release) -> dict[str, str]:
    """Return what each edge of the knowledge graph says, in one line."""
    return {
        edge["id"]: "; ".join(f"{name} {cell}" for name, cell in edge.items() if cell and name not in ELSEWHERE)
        for edge in parsed(kgx.edges(release))
    }


def relations(release: il2data.Release) -> dict[str, str]:
    """Return the relation of each edge: its table, the column of what it says beside, and the values that decide."""
    found = {}
    for table, spec in biolink.tables(release).items():
        for row in release.load(table).to_dict("records"):  # type: ignore[arg-type]
            for name, each in (
                (row["fact_id"], spec),
                *((f"{row['fact_id']}:{other.objects[0]}", other) for other in spec.beside),
            ):
                beside = name.partition(":")[2]
                found[name] = " ".join(
                    [table, beside, *(str(row[column]) for column in each.deciding if pd.notna(row[column]))]
                )
    return found


def graph(kept: dict[str, str]) -> dict[str, str]:
    """Return what edges say: those kept that still stand, and of each relation one for each pair of categories."""
    release = il2data.open(FOLDER.parent)
    now, of = said(release), relations(release)
    categories = {node["id"]: node["category"] for node in parsed(kgx.nodes(release))}
    ends = {
        edge["id"]: (categories[edge["subject"]], categories[edge["object"]]) for edge in parsed(kgx.edges(release))
    }
    chosen = dict.fromkeys(name for name in kept if name in now)
    have = {(of[name], *ends[name]) for name in chosen}
    for name in now:
        if (of[name], *ends[name]) not in have:
            have.add((of[name], *ends[name]))
            chosen[name] = None
    return {name: now[name] for name in sorted(chosen)}


if __name__ == "__main__":
    for path, make in ((GOLDEN, golden), (GRAPH, graph)):
        kept = json.loads(path.read_text("utf-8")) if path.is_file() else {}
        path.write_text(json.dumps(make(kept), indent=1, ensure_ascii=False) + "\n", "utf-8")
