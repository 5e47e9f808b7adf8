"""Laws of evidence: every fact is supported, and judged for a reason."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from il2data.checking.rules import EACH, EVERY, Finding, Tables, fact_tables, rule, source_kinds
from il2data.checking.rules.dates import earliest, latest

DOCUMENT_ECO = "ECO:0000303"
# Kinds of source that are kept up to date after the day they were first published.
LIVING = ("web_page", "database_record", "registry_record", "regulatory_document", "label", "dataset")
# Kinds of source that make known what is said to come from a kind of release, or repeat it.
RELEASED = {
    "conference": {"conference_abstract"},
    "label": {"label", "web_page"},
    "paper": {"paper", "dataset", "letter", "news", "review", "web_page"},
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
    "evidence-supports",
    "Every fact has at least one supporting piece of evidence, or is a claim of a founding document that records deny.",
    "A fact nobody supports cannot be traced or trusted; a claim that was refuted stays on record.",
    reads=(EACH, "claim_facts", "evidence"),
)
def supports(tables: Tables) -> Iterator[Finding]:
    evidence = tables["evidence"]
    supported = set(evidence.loc[evidence["stance"] == "supports", "fact_id"])
    claimed = tables["claim_facts"].loc[tables["claim_facts"]["bearing"] == "agrees", "fact_id"]
    supported |= set(claimed) & set(evidence.loc[evidence["stance"] == "contradicts", "fact_id"])
    for table, frame in fact_tables(tables).items():
        for position, fact_id in enumerate(frame["fact_id"]):
            if fact_id not in supported:
                yield (
                    table,
                    position,
                    "fact_id",
                    f"{fact_id} has no supporting evidence.",
                    "Add a row to evidence with the stance supports, or remove the fact.",
                )


@rule(
    "evidence-once",
    "The same source, place and stance is entered once for each fact.",
    "A doubled row would count twice in nobody's favour and hides a slip of the hand.",
    reads=("evidence",),
)
def once(tables: Tables) -> Iterator[Finding]:
    evidence = tables["evidence"]
    same = evidence.duplicated(["fact_id", "source_id", "locator", "passage_id"])
    for position in evidence.index[same]:
        yield (
            "evidence",
            position,
            "source_id",
            (
                f"{evidence.at[position, 'source_id']} is entered twice for {evidence.at[position, 'fact_id']} at the"
                " same place."
            ),
            "Remove one of the two rows, or name the two places.",
        )


@rule(
    "evidence-document",
    "Evidence of a founding document names its passage, and no other evidence does.",
    "The ledger can account for a passage only when its evidence names it.",
    reads=("evidence", "passages", "sources"),
)
def document(tables: Tables) -> Iterator[Finding]:
    evidence = tables["evidence"]
    kind = source_kinds(tables)
    home = evidence["passage_id"].map(tables["passages"].set_index("passage_id")["document_id"])
    is_document = kind == "founding_document"
    for position in evidence.index[is_document & (home.isna() | (home != evidence["source_id"]).fillna(True))]:
        yield (
            "evidence",
            position,
            "passage_id",
            f"the passage is not one of {evidence.at[position, 'source_id']}.",
            "Name the passage of that document.",
        )
    for position in evidence.index[~is_document & evidence["passage_id"].notna()]:
        yield (
            "evidence",
            position,
            "passage_id",
            "a passage is named, but the source is no founding document.",
            "Empty the cell, or name the document as the source.",
        )
    for position in evidence.index[is_document & (evidence["eco"] != DOCUMENT_ECO)]:
        yield (
            "evidence",
            position,
            "eco",
            f"found {evidence.at[position, 'eco']} for a founding document.",
            f"Write {DOCUMENT_ECO}: the documents cite nothing.",
        )


@rule(
    "evidence-reason",
    "Evidence that contradicts or refines says what its source asserts and why it is judged so.",
    "A contradiction without its value and reason cannot be weighed by a reader.",
    reads=("evidence",),
)
def reason(tables: Tables) -> Iterator[Finding]:
    evidence = tables["evidence"]
    judged = evidence["stance"] != "supports"
    for column in ("asserted", "note"):
        for position in evidence.index[judged & evidence[column].isna()]:
            yield (
                "evidence",
                position,
                column,
                f"the evidence {evidence.at[position, 'stance']} the fact, but {column} is empty.",
                "Write the value that the source gives in asserted, and the reason in note.",
            )


@rule(
    "evidence-outweighed",
    "Only a contradiction is outweighed, and its note says why.",
    "An explained contradiction disputes nothing; unexplained it must weigh.",
    reads=("evidence",),
)
def outweighed(tables: Tables) -> Iterator[Finding]:
    evidence = tables["evidence"]
    mine = evidence["outweighed"].notna()
    for position in evidence.index[mine & ((evidence["stance"] != "contradicts") | evidence["note"].isna())]:
        yield (
            "evidence",
            position,
            "outweighed",
            f"{evidence.at[position, 'stance']}, outweighed as {evidence.at[position, 'outweighed']}.",
            "Empty the cell unless the source contradicts the fact, and say in the note why that is explained.",
        )


@rule(
    "search-found",
    "What a search found stands among the evidence of its fact, with the stance of the find; a search without a find"
    " names no record.",
    "The log of searches is what says that nobody looked, or that nothing was there.",
    reads=("evidence", "searches"),
)
def search_found(tables: Tables) -> Iterator[Finding]:
    stances = {"repeats": "supports", "contradicts": "contradicts", "refines": "refines"}
    given = set(tables["evidence"][["fact_id", "source_id", "stance"]].itertuples(index=False, name=None))
    for row in tables["searches"].itertuples():
        if (row.found == "nothing") != pd.isna(row.source_id):
            yield (
                "searches",
                row.Index,
                "source_id",
                (
                    f"{row.search_id} found {row.found} and names"
                    f" {'no record' if pd.isna(row.source_id) else row.source_id}."
                ),
                "Name the record that was found, or write nothing and leave it empty.",
            )
        elif row.found != "nothing" and (row.fact_id, row.source_id, stances[row.found]) not in given:
            yield (
                "searches",
                row.Index,
                "found",
                f"{row.source_id} {row.found} {row.fact_id}, and is no such evidence of it.",
                f"Add it to evidence with the stance {stances[row.found]}, or correct what was found.",
            )


@rule(
    "fact-id-once",
    "A fact identifier stands once in all tables.",
    "Evidence could not tell which of two facts it speaks to.",
    reads=(EVERY,),
)
def fact_id_once(tables: Tables) -> Iterator[Finding]:
    frames = fact_tables(tables)
    all_ids = pd.concat([frame["fact_id"] for frame in frames.values()])
    doubled = set(all_ids[all_ids.duplicated()])
    for table, frame in frames.items():
        for position in frame.index[frame["fact_id"].isin(doubled)]:
            yield (
                table,
                position,
                "fact_id",
                f"{frame.at[position, 'fact_id']} stands in another table too.",
                "Use the prefix of this table and the next free number.",
            )


@rule(
    "fact-once",
    "No fact is entered twice under two identifiers.",
    "Evidence would be split between the two and both would look weaker than they are.",
    reads=(EACH,),
)
def fact_once(tables: Tables) -> Iterator[Finding]:
    for table, frame in fact_tables(tables).items():
        rest = [column for column in frame.columns if column not in ("fact_id", "remark", "certainty", "detail")]
        if table == "events":
            rest.append("detail")
        same = frame.duplicated(rest, keep="first")
        for position in frame.index[same]:
            yield (
                table,
                position,
                "fact_id",
                f"{frame.at[position, 'fact_id']} says what an earlier row says.",
                "Keep one of the two, with the evidence of both.",
            )


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
    cited = _cited(evidence[[source in trials for source in evidence["source_id"]]], "source_id")
    for table, frame in fact_tables(tables).items():
        if "trial_id" in frame:
            for position, fact, trial in frame[["fact_id", "trial_id"]].dropna().itertuples():
                if fact in cited and trial not in cited[fact]:
                    yield (
                        table,
                        position,
                        "trial_id",
                        f"{trial}, and the record of {' and '.join(sorted(cited[fact]))} is cited.",
                        "Correct the trial or the source.",
                    )


@rule(
    "release-source",
    "A result is cited from a source of the kind in which it is said to have been made known.",
    "A number of a press release that passes for one of a paper is trusted too much.",
    reads=("evidence", "outcomes", "sources", "trial_safety"),
)
def release_source(tables: Tables) -> Iterator[Finding]:
    cited = _cited(tables["evidence"].assign(kind=source_kinds(tables)), "kind")
    for table in ("outcomes", "trial_safety"):
        for position, fact, release in tables[table][["fact_id", "release"]].itertuples():
            if fact in cited and release in RELEASED and not cited[fact] & RELEASED[release]:
                yield (
                    table,
                    position,
                    "release",
                    f"{release}, from a source of the kind {' and '.join(sorted(cited[fact]))}.",
                    "Correct the kind of release, or cite the source in which it was made known.",
                )


def _cited(evidence: pd.DataFrame, column: str) -> dict[str, set[str]]:
    """Return what supporting evidence has in a column, by fact."""
    cited: dict[str, set[str]] = {}
    support = evidence.loc[evidence["stance"] == "supports", ["fact_id", column]].dropna()
    for fact, cell in support.itertuples(index=False, name=None):
        cited.setdefault(fact, set()).add(cell)
    return cited


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
