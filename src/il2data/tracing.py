"""The evidence of facts, or what became of a fact that has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from il2data.errors import Il2DataError, UnknownTableError
from il2data.tableschema import of_kind

if TYPE_CHECKING:
    import pandas as pd

    from il2data.release import Release


def evidence(release: Release, name: str) -> pd.DataFrame:
    """Return the evidence of a fact or of all facts of a table, as `Release.evidence` does."""
    evidence = release.load("evidence")
    of_facts = of_kind({table: release.package.schema(table) for table in release.package.tables}, "fact")
    if name in of_facts:
        chosen = evidence["fact_id"].isin(release.load(name)["fact_id"])  # type: ignore[arg-type]
    else:
        chosen = evidence["fact_id"] == name
        if not chosen.any():
            _refuse_withdrawn(release, name)
            _refuse_document(release, name)
            raise UnknownTableError("fact or table of facts", name, (*of_facts, *evidence["fact_id"].unique()))
    sources = release.load("sources")[["source_id", "title", "published", "kind", "doi", "url"]]
    passages = release.load("passages")[["passage_id", "spans"]]
    joined = evidence[chosen].merge(sources, how="left", on="source_id").merge(passages, how="left", on="passage_id")
    return joined.reset_index(drop=True)


def _refuse_withdrawn(release: Release, fact: str) -> None:
    """Raise `Il2DataError` with what became of a fact that was withdrawn or replaced."""
    if "changes" in release.tables():  # releases before 0.5.0 have no such table
        changes = release.load("changes")
        gone = changes[(changes["row_key"] == fact) & changes["kind"].isin(["withdrawn", "replaced"])]
        for row in gone.tail(1).itertuples():
            see = f" See {row.successor}." if row.kind == "replaced" else ""
            raise Il2DataError(f"{fact} was {row.kind} in {row.version}: {row.reason}.{see}")


def _refuse_document(release: Release, name: str) -> None:
    """Raise `Il2DataError` with the way to the claims of a founding document."""
    if name in release.load("documents")["document_id"].array:
        raise Il2DataError(
            f"{name} is a founding document, not a fact. claims({name!r}) gives what it said, with the facts that"
            " bear on each claim."
        )
