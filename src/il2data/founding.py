"""What the founding documents said: their claims in reading order, with the facts that bear on each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from il2data.errors import UnknownTableError
from il2data.tableschema import categories

if TYPE_CHECKING:
    import pandas as pd

    from il2data.release import Release

# The hedge of a claim that is stated plainly, which goes without saying.
PLAIN = "asserted"


def names(release: Release) -> dict[str, str]:
    """Return the names that a founding document goes by: its identifier, without the prefix, and its number alone."""
    found: dict[str, str] = {}
    for document in map(str, release.load("documents")["document_id"]):
        local = document.partition(":")[2]
        found |= {document: document, local: document, local.rpartition("-")[2]: document}
    return found


def claims(release: Release, document: str | None, verdict: str | None) -> pd.DataFrame:
    """Return claims as `Release.claims` does."""
    documents, verdicts = names(release), categories(release.package.schema("claims"), "verdict", "label")
    if document is not None and document not in documents:
        raise UnknownTableError("founding document", document, dict.fromkeys(documents.values()))
    if verdict is not None and verdict not in verdicts:
        raise UnknownTableError("verdict", verdict, verdicts)
    frame = release.load("claims")
    place = {name: place for place, name in enumerate(release.load("documents")["document_id"])}
    passage = release.load("passages").set_index("passage_id")["ordinal"]
    order = frame.assign(document=frame["document_id"].map(place), passage=frame["passage_id"].map(passage))
    frame = frame.loc[order.sort_values(["document", "passage", "ordinal", "claim_id"]).index]
    facts = bearings(release)
    facts["said"] = facts["bearing"] + " " + facts["fact_id"]
    frame["facts"] = frame["claim_id"].map(facts.groupby("claim_id")["said"].agg("; ".join)).astype("string")
    if document is not None:
        frame = frame[frame["document_id"] == documents[document]]
    if verdict is not None:
        frame = frame[frame["verdict"] == verdict]
    return frame.reset_index(drop=True)


def bearings(release: Release) -> pd.DataFrame:
    """Return which facts bear on which claims, by claim.

    They stand in the order of the vocabulary: those that agree first, those that deny last.
    """
    frame = release.load("claim_facts")
    place = {
        value: place
        for place, value in enumerate(categories(release.package.schema("claim_facts"), "bearing", "label"))
    }
    order = frame.assign(place=frame["bearing"].map(place)).sort_values(["claim_id", "place", "fact_id"])
    return frame.loc[order.index].reset_index(drop=True)
