"""How well the facts are supported: independent sources for and against each, and the status that follows."""

from __future__ import annotations

import pandas as pd

from il2data.tableschema import TableSchema, of_kind

Schemas = dict[str, TableSchema]
Tables = dict[str, pd.DataFrame]

# Kinds of source that record what those who wrote them found, granted or registered.
PRIMARY = (
    "paper",
    "conference_abstract",
    "label",
    "registry_record",
    "database_record",
    "patent",
    "regulatory_document",
    "dataset",
)
# What a company does and its own release records as well as any register: what it owns and how it set up its trials,
# not what these found; and events.
OWN_ACTS = ("arms", "doses", "medicine_owners", "trials")
OWN_EVENTS = ("acquisition_agreed", "acquisition_completed", "licensed", "rights_returned", "development_stopped")
# Ways of reading, the most thorough first; a record of a register is read whole.
READ_AS = ("full_text", "label", "registry", "database_record", "patent", "abstract", "secondary")
# Statuses of facts that primary records support and none that weighs denies.
SUPPORTED = ("corroborated", "reported")
COUNTS = (
    "records_for",
    "records_against",
    "records_outweighed",
    "secondary_for",
    "documents_for",
    "documents_refined",
    "documents_against",
)


def status(records_for: int, records_against: int, secondary_for: int) -> str:
    """Return how well a fact is supported.

    Parameters
    ----------
    records_for, records_against
        Number of independent primary records that support and contradict it; a
        contradiction that is outweighed does not count. A founding document is never one
        of them, nor is a secondary source.
    secondary_for
        Number of secondary sources that support it.
    """
    if records_for:
        return "disputed" if records_against else "corroborated" if records_for > 1 else "reported"
    if records_against:
        return "refuted"
    return "secondary_only" if secondary_for else "document_only"


def tallies(schemas: Schemas, tables: Tables) -> pd.DataFrame:
    """Count the sources for and against each fact, compute its status and how well it was read.

    Sources of one study count once; so do all records of what one trial found or is, and
    those of a wide row, each of which speaks to a part of it. A company's release is the
    record of what the company itself did (`OWN_ACTS`, `OWN_EVENTS`), and of nothing else.

    Returns
    -------
    DataFrame
        Indexed by ``fact_id``: ``status`` and ``best_read`` (string) and the counts of
        independent sources named in `COUNTS` (Int64).
    """
    evidence, sources = tables["evidence"], tables["sources"].set_index("source_id")
    kind = evidence["source_id"].map(sources["kind"])
    document = kind == "founding_document"
    acts = [tables[name]["fact_id"] for name in OWN_ACTS if name in tables]
    if "events" in tables:
        acts.append(tables["events"].loc[tables["events"]["event"].isin(OWN_EVENTS), "fact_id"])
    told = (kind == "press_release") & evidence["fact_id"].isin({fact for some in acts for fact in some})
    record = (kind.isin(PRIMARY) | told) & (evidence["read_as"] != "secondary")
    together = [
        tables[name]["fact_id"]
        for name in of_kind(schemas, "fact")
        if "trial_id" in tables[name] or schemas[name].get("wide")
    ]
    at_once = evidence["fact_id"].isin(pd.concat(together)) & (kind != "founding_document")
    study = evidence["source_id"].map(sources["study_id"]).fillna(evidence["source_id"]).mask(at_once, "as one")
    stance, weighs = evidence["stance"], evidence["outweighed"].isna()
    groups = {
        "records_for": record & (stance == "supports"),
        "records_against": record & (stance == "contradicts") & weighs,
        "records_outweighed": (stance == "contradicts") & ~weighs,
        "secondary_for": ~record & ~document & (stance == "supports"),
        "documents_for": document & (stance == "supports"),
        "documents_refined": document & (stance == "refines"),
        "documents_against": document & (stance == "contradicts"),
    }
    counts = (
        pd.DataFrame({name: study[chosen].groupby(evidence["fact_id"]).nunique() for name, chosen in groups.items()})
        .fillna(0)
        .astype("Int64")
    )
    counts["status"] = [
        status(*row) for row in counts[["records_for", "records_against", "secondary_for"]].itertuples(index=False)
    ]
    rank = evidence["read_as"].map({read: place for place, read in enumerate(READ_AS)})
    best = rank[(stance == "supports") & ~document].groupby(evidence["fact_id"]).min()
    counts["best_read"] = best.map(dict(enumerate(READ_AS)))
    return counts
