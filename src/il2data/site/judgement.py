"""Where sources disagree, what the founding documents said of which records say otherwise, and what other resources have wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from il2data.site.content import Content, Row

# Verdicts by which a claim does not stand as written, the gravest first.
NOT_AS_WRITTEN = ("wrong", "contested", "imprecise")


def counted(content: Content, claims: Iterable[Row]) -> dict[str, int]:
    """Return how many claims have each verdict, in the order of the vocabulary and without those of none."""
    counts = Counter(claim["verdict"] for claim in claims)
    return {verdict: counts[verdict] for verdict in content.verdicts if counts[verdict]}


def disagreements(content: Content) -> dict[str, list[Row]]:
    """Return the facts with contradicting evidence, by table: ``fact``, ``value``, and ``evidence`` with those against first."""
    found: dict[str, list[Row]] = {}
    for name, fact in content.facts.items():
        evidence = content.evidence[name]
        if any(row["stance"] == "contradicts" for row in evidence):
            ordered = sorted(evidence, key=lambda row: ("contradicts", "refines", "supports").index(row["stance"]))
            found.setdefault(fact["table"], []).append({"fact": fact, "value": content.value(name), "evidence": ordered})
    return {table: found[table] for table in content.facts_tables if table in found}


def errors_found(content: Content) -> dict[str, list[Row]]:
    """Return the claims that do not stand as written, by document and gravest first."""
    found: dict[str, list[Row]] = {row["document_id"]: [] for row in content.rows["documents"]}
    for claim in content.claims.values():
        if claim["verdict"] in NOT_AS_WRITTEN:
            found[claim["document_id"]].append(claim)
    return {document: sorted(claims, key=lambda claim: NOT_AS_WRITTEN.index(claim["verdict"])) for document, claims in found.items()}


def documents(content: Content) -> list[Row]:
    """Return each founding document with its ``passages`` in reading order, and ``verdicts``, how many of its claims have each.

    A passage has its ``size`` in code points, its ``claims``, and ``verdicts``.
    """
    claims: dict[str, list[Row]] = {}
    for claim in content.claims.values():
        claims.setdefault(claim["passage_id"], []).append(claim)
    found = []
    for document in content.rows["documents"]:
        passages = []
        for row in sorted(content.rows["passages"], key=lambda row: row["ordinal"]):
            if row["document_id"] == document["document_id"]:
                size = sum(int(end) - int(start) for start, end in (span.split("-") for span in row["spans"].split(";")))
                mine = claims.get(row["passage_id"], [])
                passages.append(row | {"size": size, "claims": mine, "verdicts": counted(content, mine)})
        said = [claim for passage in passages for claim in passage["claims"]]
        found.append(document | {"passages": passages, "verdicts": counted(content, said)})
    return found


def errata(content: Content) -> dict[str, list[Row]]:
    """Return what other resources have wrong, by resource in the order of the alphabet, each version and place in its own order."""
    found: dict[str, list[Row]] = {}
    for row in sorted(content.rows["errata"], key=lambda row: (row["resource"].casefold(), row["seen"], row["fact_id"])):
        found.setdefault(row["resource"], []).append(row)
    return found
