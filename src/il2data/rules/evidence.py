"""Laws of evidence: every fact is supported, every passage is accounted for."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from il2data.rules import Finding, Tables, fact_tables, rule

DOCUMENT_ECO = "ECO:0000303"
# Which ways of reading fit which kind of source; a secondary reading fits any.
READ_AS = {
    "label": {"label"},
    "registry_record": {"registry"},
    "database_record": {"database_record"},
    "patent": {"patent"},
    "dataset": {"database_record", "full_text"},
    "founding_document": {"full_text"},
}
# Kinds of source that an identifier's prefix allows.
SOURCE_KINDS = {
    "PMID": {"paper", "review"},
    "NCT": {"registry_record"},
    "dailymed": {"label"},
    "patent": {"patent"},
    "UniProtKB": {"database_record"},
    "NCBIGene": {"database_record"},
    "HGNC": {"database_record"},
    "pdb": {"database_record"},
    "reactome": {"database_record"},
    "euclinicaltrials": {"registry_record"},
}


@rule("evidence-supports", "Every fact has at least one supporting piece of evidence.", "A fact nobody supports cannot be traced or trusted.")
def supports(tables: Tables) -> Iterator[Finding]:
    evidence = tables["evidence"]
    supported = evidence.loc[evidence["stance"] == "supports", "fact_id"].unique()
    for table, frame in fact_tables(tables).items():
        for position in frame.index[~frame["fact_id"].isin(supported)]:
            yield table, position, "fact_id", f"{frame.at[position, 'fact_id']} has no supporting evidence.", "Add a row to evidence with the stance supports, or remove the fact."


@rule("evidence-once", "The same source, place and stance is entered once for each fact.", "A doubled row would count twice in nobody's favour and hides a slip of the hand.")
def once(tables: Tables) -> Iterator[Finding]:
    evidence = tables["evidence"]
    same = evidence.duplicated(["fact_id", "source_id", "locator", "passage_id"])
    for position in evidence.index[same]:
        yield "evidence", position, "source_id", f"{evidence.at[position, 'source_id']} is entered twice for {evidence.at[position, 'fact_id']} at the same place.", "Remove one of the two rows, or name the two places."


@rule("evidence-document", "Evidence of a founding document names its passage, and no other evidence does.", "The ledger can account for a passage only when its evidence names it.")
def document(tables: Tables) -> Iterator[Finding]:
    evidence = tables["evidence"]
    kind = evidence["source_id"].map(tables["sources"].set_index("source_id")["kind"])
    home = evidence["passage_id"].map(tables["passages"].set_index("passage_id")["document_id"])
    is_document = kind == "founding_document"
    for position in evidence.index[is_document & (home.isna() | (home != evidence["source_id"]).fillna(True))]:
        yield "evidence", position, "passage_id", f"the passage is not one of {evidence.at[position, 'source_id']}.", "Name the passage of that document."
    for position in evidence.index[~is_document & evidence["passage_id"].notna()]:
        yield "evidence", position, "passage_id", "a passage is named, but the source is no founding document.", "Empty the cell, or name the document as the source."
    for position in evidence.index[is_document & (evidence["eco"] != DOCUMENT_ECO)]:
        yield "evidence", position, "eco", f"found {evidence.at[position, 'eco']} for a founding document.", f"Write {DOCUMENT_ECO}: the documents cite nothing."


@rule("evidence-reason", "Evidence that contradicts or refines says what its source asserts and why it is judged so.", "A contradiction without its value and reason cannot be weighed by a reader.")
def reason(tables: Tables) -> Iterator[Finding]:
    evidence = tables["evidence"]
    judged = evidence["stance"] != "supports"
    for column in ("asserted", "note"):
        for position in evidence.index[judged & evidence[column].isna()]:
            yield "evidence", position, column, f"the evidence {evidence.at[position, 'stance']} the fact, but {column} is empty.", "Write the value that the source gives in asserted, and the reason in note."


@rule("evidence-read-as", "How a source was read fits what kind of source it is.", "A registry record cannot be read as an abstract; one of the two cells is wrong.")
def read_as(tables: Tables) -> Iterator[Finding]:
    evidence = tables["evidence"]
    kind = evidence["source_id"].map(tables["sources"].set_index("source_id")["kind"])
    reverse = {way: name for name, ways in READ_AS.items() for way in ways if way != "full_text"}
    for position, read, source in zip(evidence.index, evidence["read_as"], kind, strict=True):
        if read == "secondary":
            continue
        allowed = READ_AS.get(source)
        if (allowed and read not in allowed) or (not allowed and read in reverse):
            yield "evidence", position, "read_as", f"found {read} for a source of kind {source}.", f"Write {' or '.join(sorted(allowed or {'full_text', 'abstract', 'secondary'}))}, or correct the source's kind."


@rule("source-cited", "Every source is cited by some evidence.", "A source that nothing cites is a leftover or a mistyped identifier.")
def cited(tables: Tables) -> Iterator[Finding]:
    sources = tables["sources"]
    for position in sources.index[~sources["source_id"].isin(tables["evidence"]["source_id"])]:
        yield "sources", position, "source_id", f"{sources.at[position, 'source_id']} is not cited.", "Cite it in evidence, or remove it."


@rule("source-kind", "A source's kind fits the prefix of its identifier.", "A PMID is a paper or review, an NCT number a registry record; anything else is a slip.")
def kind(tables: Tables) -> Iterator[Finding]:
    sources = tables["sources"]
    for position, id, found in zip(sources.index, sources["source_id"], sources["kind"], strict=True):
        prefix = "NCT" if id.startswith("NCT") else id.split(":")[0]
        allowed = SOURCE_KINDS.get(prefix, {found})
        if found not in allowed:
            yield "sources", position, "kind", f"{id} is entered as {found}.", f"Write {' or '.join(sorted(allowed))}, or correct the identifier."


@rule("source-doi", "A source that is named by its DOI carries the same DOI.", "The identifier and the column are the same number; two versions cannot both be right.")
def doi(tables: Tables) -> Iterator[Finding]:
    sources = tables["sources"]
    named = sources[sources["source_id"].str.startswith("DOI:")]
    for position in named.index[named["doi"].fillna("") != named["source_id"].str.removeprefix("DOI:")]:
        yield "sources", position, "doi", f"found {named.at[position, 'doi']!r} for {named.at[position, 'source_id']}.", "Write the same DOI in both cells."


@rule("source-resolves", "A source resolves: by the prefix of its identifier, or by an address.", "A reader must be able to open what is cited.")
def resolves(tables: Tables) -> Iterator[Finding]:
    sources = tables["sources"]
    minted = sources["source_id"].str.startswith("il2d:") & (sources["kind"] != "founding_document")
    for position in sources.index[minted & sources["url"].isna() & sources["doi"].isna()]:
        yield "sources", position, "url", f"{sources.at[position, 'source_id']} has neither DOI nor address.", "Give the address of the record, or cite it by a registry's identifier."


@rule("passage-accounted", "Each passage gave evidence, is structural, or says why it holds no fact.", "The founding documents count as covered only when nothing in them is passed over.")
def accounted(tables: Tables) -> Iterator[Finding]:
    passages = tables["passages"]
    used = passages["passage_id"].isin(tables["evidence"]["passage_id"])
    gave = passages["disposition"] == "evidence"
    for position in passages.index[gave & ~used]:
        yield "passages", position, "disposition", f"{passages.at[position, 'passage_id']} is said to give evidence, and none names it.", "Add its evidence, or write structural or no_fact with a reason."
    for position in passages.index[~gave & used]:
        yield "passages", position, "disposition", f"evidence names {passages.at[position, 'passage_id']}, which is said to give none.", "Write evidence."
    for position in passages.index[(passages["disposition"] == "no_fact") != passages["reason"].notna()]:
        yield "passages", position, "reason", "a reason stands exactly where the disposition is no_fact.", "Give the reason, or empty the cell."


@rule("passage-tile", "The passages of a document follow each other without gap in number and without overlap in span.", "A code point that lies in two passages would be judged twice.")
def tile(tables: Tables) -> Iterator[Finding]:
    passages = tables["passages"]
    size = tables["documents"].set_index("document_id")["code_points"]
    for home, mine in passages.groupby("document_id"):
        taken: list[tuple[int, int, int]] = []
        for expected, position in enumerate(mine.sort_values("ordinal").index, start=1):
            if mine.at[position, "ordinal"] != expected:
                yield "passages", position, "ordinal", f"found {mine.at[position, 'ordinal']}, expected {expected}.", "Number the passages in reading order from 1."
                return
            for span in str(mine.at[position, "spans"]).split(";"):
                start, end = map(int, span.split("-"))
                if not start < end <= int(size[home]):
                    yield "passages", position, "spans", f"{span} is empty or beyond the document's {size[home]} code points.", "Correct the span."
                taken.append((start, end, int(position)))
        for (_, end, _), (start, _, position) in zip(sorted(taken), sorted(taken)[1:], strict=False):
            if start < end:
                yield "passages", position, "spans", f"the span from {start} overlaps another that ends at {end}.", "Give each code point to one passage."


@rule("fact-id-once", "A fact identifier stands once in all tables.", "Evidence could not tell which of two facts it speaks to.")
def fact_id_once(tables: Tables) -> Iterator[Finding]:
    frames = fact_tables(tables)
    all_ids = pd.concat([frame["fact_id"] for frame in frames.values()])
    doubled = set(all_ids[all_ids.duplicated()])
    for table, frame in frames.items():
        for position in frame.index[frame["fact_id"].isin(doubled)]:
            yield table, position, "fact_id", f"{frame.at[position, 'fact_id']} stands in another table too.", "Use the prefix of this table and the next free number."


@rule("fact-once", "No fact is entered twice under two identifiers.", "Evidence would be split between the two and both would look weaker than they are.")
def fact_once(tables: Tables) -> Iterator[Finding]:
    for table, frame in fact_tables(tables).items():
        rest = [column for column in frame.columns if column not in ("fact_id", "remark", "certainty", "detail")]
        if table in ("effects", "disease_links", "events", "substitutions", "regulation"):
            rest.append("detail")
        same = frame.duplicated(rest, keep="first")
        for position in frame.index[same]:
            yield table, position, "fact_id", f"{frame.at[position, 'fact_id']} says what an earlier row says.", "Keep one of the two, with the evidence of both."
