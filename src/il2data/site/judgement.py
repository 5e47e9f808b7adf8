"""Where sources disagree, and what became of each passage of the founding documents."""

from __future__ import annotations

from collections import Counter

from il2data.site.content import Content, Row

# Verdicts on a claim of a founding document, the gravest first, with what each means.
VERDICTS = {
    "contradicted": "A record contradicts the claim; the accepted value is the fact.",
    "refuted": "The claim is kept as a fact that records only contradict.",
    "refined": "The claim holds, and the fact says more exactly what is so.",
    "supported": "The claim agrees with the fact.",
}


def verdict(content: Content, evidence: Row) -> str:
    """Return how a claim of a founding document was judged, one of `VERDICTS`."""
    if evidence["stance"] == "supports":
        return "refuted" if content.facts[evidence["fact_id"]]["status"] == "refuted" else "supported"
    return {"contradicts": "contradicted", "refines": "refined"}[evidence["stance"]]


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
    """Return the evidence by which a passage of a founding document was contradicted, refined or refuted, by document and gravest first."""
    order = list(VERDICTS)
    found: dict[str, list[Row]] = {row["document_id"]: [] for row in content.rows["documents"]}
    for row in content.rows["passages"]:
        judged = [e | {"verdict": verdict(content, e)} for e in content.evidence_of_passage.get(row["passage_id"], [])]
        found[row["document_id"]] += [e for e in judged if e["verdict"] != "supported"]
    return {document: sorted(rows, key=lambda e: order.index(e["verdict"])) for document, rows in found.items()}


def coverage(content: Content) -> list[Row]:
    """Return each founding document with its ``passages`` in reading order.

    A passage has its ``size`` in code points, its ``evidence``, each with its ``verdict``,
    and ``verdicts``, the number of each.
    """
    documents = []
    for document in content.rows["documents"]:
        passages = []
        for row in sorted(content.rows["passages"], key=lambda row: row["ordinal"]):
            if row["document_id"] != document["document_id"]:
                continue
            size = sum(int(end) - int(start) for start, end in (span.split("-") for span in row["spans"].split(";")))
            evidence = [e | {"verdict": verdict(content, e)} for e in content.evidence_of_passage.get(row["passage_id"], [])]
            counts = Counter(e["verdict"] for e in evidence)
            passages.append(row | {"size": size, "evidence": evidence, "verdicts": {v: counts[v] for v in VERDICTS if counts[v]}})
        documents.append(document | {"passages": passages})
    return documents
