"""Laws of evidence: every fact is supported, and judged for a reason."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from il2data.checking.rules import EACH, EVERY, Finding, Tables, fact_tables, rule, source_kinds

DOCUMENT_ECO = "ECO:0000303"


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
