"""What is in doubt or wrong.

Where sources disagree, what the founding documents said of which records say otherwise, and what other resources
have wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from il2data.site.content import Content
from il2data.site.rows import Row
from il2data.site.sections import question
from il2data.site.standing import STANCES
from il2data.support import PRIMARY, SUPPORTED

# Verdicts by which a claim does not stand as written, the gravest first.
NOT_AS_WRITTEN = ("wrong", "contested", "imprecise")

# How many disagreements, the weightiest of all, stand open on their page.
OPEN = 1

# Questions whose disagreements come first, before those on names, dates and records.
FIRST = ("doing", "binding", "found", "disease", "benefit", "harm", "body", "fate", "giving", "trials", "made")
# Kinds of passage that stand beneath a sentence, and how many of all stand together at most.
BENEATH = ("list_item", "table_row")
LONG = 12


def counted(content: Content, claims: Iterable[Row]) -> dict[str, int]:
    """Return how many claims have each verdict, in the order of the vocabulary and without those of none."""
    counts = Counter(claim["verdict"] for claim in claims)
    return {verdict: counts[verdict] for verdict in content.verdicts if counts[verdict]}


def disagreements(content: Content) -> dict[str, dict[str, list[Row]]]:
    """Return the facts with contradicting evidence, by part and table, the science first and of a table the weightiest.

    What still stands in doubt weighs more than what was settled, then what more sources speak to.
    Part ``records`` holds those that a primary record denies, ``retold`` those that only
    documents and retellings contradict. Each has ``fact``, ``value``, ``evidence`` with those
    against first, ``sources``, how many there are, and ``open``, whether it is one of the weightiest of all.
    """
    found: dict[str, dict[str, list[Row]]] = {"records": {}, "retold": {}}
    for name, fact in content.facts.items():
        evidence = content.evidence[name]
        against = [row for row in evidence if row["stance"] == "contradicts"]
        if against:
            ordered = sorted(
                evidence,
                key=lambda row: (
                    STANCES[::-1].index(row["stance"]),
                    content.sources[row["source_id"]]["kind"] == "founding_document",
                ),
            )
            record = any(
                content.sources[row["source_id"]]["kind"] in PRIMARY and row["read_as"] != "secondary"
                for row in against
            )
            part = found["records" if record else "retold"]
            part.setdefault(fact["table"], []).append(
                {
                    "fact": fact,
                    "value": content.value(name),
                    "evidence": ordered,
                    "sources": len({row["source_id"] for row in evidence}),
                    "open": False,
                }
            )
    rank = {name: number for number, name in enumerate(FIRST)}
    order = sorted(content.facts_tables, key=lambda table: rank.get(question(content, table), len(rank)))
    for items in (items for tables in found.values() for items in tables.values()):
        items.sort(key=_weight, reverse=True)
    for item in sorted(
        (item for table in order for item in found["records"].get(table, [])), key=_weight, reverse=True
    )[:OPEN]:
        item["open"] = True
    return {part: {table: tables[table] for table in order if table in tables} for part, tables in found.items()}


def _weight(item: Row) -> tuple[bool, int]:
    return item["fact"]["status"] not in SUPPORTED, item["sources"]


def errors_found(content: Content) -> dict[str, list[Row]]:
    """Return the claims that do not stand as written, by document and gravest first."""
    found: dict[str, list[Row]] = {row["document_id"]: [] for row in content.rows["documents"]}
    for claim in content.claims.values():
        if claim["verdict"] in NOT_AS_WRITTEN:
            found[claim["document_id"]].append(claim)
    return {
        document: sorted(claims, key=lambda claim: NOT_AS_WRITTEN.index(claim["verdict"]))
        for document, claims in found.items()
    }


def documents(content: Content) -> list[Row]:
    """Return each founding document with its ``passages`` and ``verdicts``.

    Passages stand in reading order; verdicts tell how many of the claims have each. A passage has its ``size`` in code
    points, its ``claims``, and ``verdicts`` of its own.
    """
    claims: dict[str, list[Row]] = {}
    for claim in content.claims.values():
        claims.setdefault(claim["passage_id"], []).append(claim)
    found = []
    for document in content.rows["documents"]:
        passages = []
        for row in sorted(content.rows["passages"], key=lambda row: row["ordinal"]):
            if row["document_id"] == document["document_id"]:
                size = sum(
                    int(end) - int(start) for start, end in (span.split("-") for span in row["spans"].split(";"))
                )
                mine = claims.get(row["passage_id"], [])
                passages.append(row | {"size": size, "claims": mine, "verdicts": counted(content, mine)})
        said = [claim for passage in passages for claim in passage["claims"]]
        found.append(
            document | {"passages": passages, "verdicts": counted(content, said), "parts": _parts(content, passages)}
        )
    return found


def _parts(content: Content, passages: list[Row]) -> list[Row]:
    """Return the passages of a document in parts: each begins with a sentence and has the list or table beneath it."""
    runs: list[list[Row]] = []
    for passage in passages:
        if not runs or passage["kind"] not in BENEATH or len(runs[-1]) == LONG:
            runs.append([])
        runs[-1].append(passage)
    parts = []
    for run in runs:
        said = [claim for passage in run for claim in passage["claims"]]
        parts.append(
            {
                "passages": run,
                "first": run[0]["passage_id"],
                "last": run[-1]["passage_id"],
                "claims": len(said),
                "verdicts": counted(content, said),
                "begins": said[0]["claim"] if said else "",
            }
        )
    return parts


def errata(content: Content) -> dict[str, list[Row]]:
    """Return what other resources have wrong, by resource.

    Resources are in the order of the alphabet, each version and place in its own order.
    """
    found: dict[str, list[Row]] = {}
    for row in sorted(
        content.rows["errata"], key=lambda row: (row["resource"].casefold(), row["seen"], row["fact_id"])
    ):
        found.setdefault(row["resource"], []).append(row)
    return found
