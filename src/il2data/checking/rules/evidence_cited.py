"""Laws of what is cited: it is of the fact's thing, trial and kind of release, and no older than what it reports."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from il2data.checking.rules import EACH, Finding, Tables, fact_tables, rule, source_kinds
from il2data.checking.rules.dates import earliest, latest
from il2data.checking.rules.readings import cited

# Kinds of source that are kept up to date after the day they were first published.
LIVING = ("web_page", "database_record", "registry_record", "regulatory_document", "label", "dataset")
# Kinds of source that make known what is said to come from a kind of release, or repeat it.
RELEASED = {
    "conference": {"conference_abstract"},
    "label": {"label", "web_page"},
    "paper": {"paper", "dataset", "news", "web_page"},
    "registry": {"registry_record", "dataset"},
    "review": {"paper", "letter", "review"},
    "maker_release": {"press_release", "news"},
    "regulator_release": {"press_release", "news", "regulatory_document"},
    "sponsor_release": {"press_release", "news"},
    "sponsor_topline": {"press_release", "news"},
}
# Registers with one record for each thing: the record that is cited is that of a thing in the row, or of its match.
RECORDS = ("HGNC", "ncit", "drugbank", "iuphar.ligand")


@rule(
    "evidence-record",
    "A registry's record of one thing is cited for facts about that thing.",
    "A record of another gene or drug cannot say what the row says.",
    reads=(EACH, "evidence", "proteins", "xrefs"),
)
def record(tables: Tables) -> Iterator[Finding]:
    evidence, near = tables["evidence"], about(tables)
    registry = evidence["source_id"].str.split(":").str[0]
    mine = evidence[registry.isin(RECORDS) & (evidence["stance"] == "supports")]
    for position, fact, source in zip(mine.index, mine["fact_id"], mine["source_id"], strict=True):
        if fact in near and source not in near[fact]:
            yield (
                "evidence",
                position,
                "source_id",
                f"{source} is the record of nothing that {fact} is about.",
                "Correct the source or the fact.",
            )


@rule(
    "evidence-trial",
    "A trial's record that is cited for a fact about a trial is that of the fact's trial.",
    "The record of another trial says nothing of this one.",
    reads=(EACH, "evidence", "trials"),
)
def evidence_trial(tables: Tables) -> Iterator[Finding]:
    evidence, trials = tables["evidence"], set(tables["trials"]["trial_id"])
    trials_of = cited(evidence[[source in trials for source in evidence["source_id"]]], "source_id")
    for table, frame in fact_tables(tables).items():
        if "trial_id" in frame:
            for position, fact, trial in frame[["fact_id", "trial_id"]].dropna().itertuples():
                if fact in trials_of and trial not in trials_of[fact]:
                    yield (
                        table,
                        position,
                        "trial_id",
                        f"{trial}, and the record of {' and '.join(sorted(trials_of[fact]))} is cited.",
                        "Correct the trial or the source.",
                    )


@rule(
    "release-source",
    "A result is cited from a source of the kind in which it is said to have been made known.",
    "A number of a press release that passes for one of a paper is trusted too much.",
    reads=("evidence", "outcomes", "sources", "trial_safety"),
)
def release_source(tables: Tables) -> Iterator[Finding]:
    kinds = cited(tables["evidence"].assign(kind=source_kinds(tables)), "kind")
    for table in ("outcomes", "trial_safety"):
        for position, fact, release in tables[table][["fact_id", "release"]].itertuples():
            if fact in kinds and release in RELEASED and not kinds[fact] & RELEASED[release]:
                yield (
                    table,
                    position,
                    "release",
                    f"{release}, from a source of the kind {' and '.join(sorted(kinds[fact]))}.",
                    "Correct the kind of release, or cite the source in which it was made known.",
                )


def about(tables: Tables) -> dict[str, set[str]]:
    """Return, for each fact of names, mappings, genes and agents, the identifiers in its row and their matches."""
    matches: dict[str, set[str]] = {}
    ends = [tables["xrefs"][["subject_id", "object_id"]], tables["proteins"][["protein_id", "gene_id"]]]
    for frame in ends:
        for one, other in frame.dropna().itertuples(index=False):
            matches.setdefault(one, set()).add(other)
            matches.setdefault(other, set()).add(one)
    near = {}
    for frame in fact_tables(tables).values():
        ids = [
            column
            for column in frame.columns[1:]
            if column.endswith("_id") or column in ("residue_of", "combined_with")
        ]
        for fact, *cells in frame[["fact_id", *ids]].itertuples(index=False):
            mine = {cell for cell in cells if not pd.isna(cell)}
            near[fact] = mine.union(*(matches.get(cell, ()) for cell in mine))
    return near


@rule(
    "evidence-after",
    "What a source reports happened before the source was published.",
    "A paper cannot report an approval that comes after it; the date or the source is a slip.",
    reads=("events", "evidence", "indications", "registry_snapshots", "sources", "trials"),
)
def after(tables: Tables) -> Iterator[Finding]:
    evidence, sources = tables["evidence"], tables["sources"].set_index("source_id")
    mine = evidence[evidence["stance"] == "supports"]
    mine = mine.assign(
        kind=mine["source_id"].map(sources["kind"]), published=mine["source_id"].map(sources["published"])
    )
    living = set(mine.loc[mine["kind"].isin(LIVING), "fact_id"])
    published: dict[str, str] = {}
    for fact, day in mine[["fact_id", "published"]].dropna().itertuples(index=False):
        published[fact] = max(published.get(fact, ""), latest(day))
    for table, column in (
        ("events", "date"),
        ("indications", "approved_on"),
        ("indications", "withdrawn_on"),
        ("indications", "as_of"),
        ("trials", "status_as_of"),
        ("registry_snapshots", "seen"),
    ):
        frame = tables[table]
        for position, fact, day in zip(frame.index, frame["fact_id"], frame[column], strict=True):
            if pd.isna(day) or "X" in day or fact not in published:
                continue
            # A status may be taken from a page that was read a year after its date.
            slack = 1 if column in ("as_of", "status_as_of", "seen") else 0
            if (slack or fact not in living) and int(earliest(day)[:4]) > int(published[fact][:4]) + slack:
                yield (
                    table,
                    position,
                    column,
                    f"{day}, and the last supporting source is of {published[fact][:4]}.",
                    "Correct the date, or cite the source that reports it.",
                )


@rule(
    "recommended-current",
    "A fact that is recommended is neither refuted nor superseded.",
    "Whoever asks for one value gets this one.",
    reads=("facts", "outcomes", "recommended"),
)
def recommended_current(tables: Tables) -> Iterator[Finding]:
    frame, outcomes = tables["recommended"], tables["outcomes"]
    status = tables["facts"].set_index("fact_id")["status"]
    later = outcomes.dropna(subset=["superseded_by"]).set_index("fact_id")["superseded_by"]
    for position, fact in frame["fact_id"].items():
        if fact in later.index:
            yield (
                "recommended",
                position,
                "fact_id",
                f"{fact} is superseded by {later[fact]}.",
                "Recommend the later result.",
            )
        elif status.get(fact) == "refuted":
            yield "recommended", position, "fact_id", f"{fact} is refuted.", "Recommend a fact that records support."
