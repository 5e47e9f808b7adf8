"""Derive the tables nobody types in: `entities` and `facts`, with statements and statuses."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from il2data.canonical import number
from il2data.tableschema import TableSchema, dtypes

Schemas = dict[str, TableSchema]
Tables = dict[str, pd.DataFrame]

# Kinds of source that are neither a primary nor an authoritative record of what they say.
NOT_RECORDS = ("founding_document", "review", "book", "news", "web_page")
# Relations that do not read as a verb once their underscores are gone, and predicates, which have none.
VERBS = {
    "skos:exactMatch": "is the same as",
    "skos:closeMatch": "is close to",
    "skos:relatedMatch": "is related to",
    "RO:0002204": "is the gene product of",
    "RO:0002205": "has the gene product",
    "expands": "causes expansion",
    "forms_complex": "forms a complex with",
    "induces_expression": "induces expression of",
    "represses_expression": "represses expression of",
    "no_effect": "has no effect on",
    "required_for": "is required for",
    "not_required_for": "is not required for",
    "associated_with": "is associated with",
    "not_associated_with": "is not associated with",
    "candidate_causal": "is a candidate cause of",
    "level_altered": "level is altered in",
    "signalling_altered": "signalling is altered in",
    "modulates_process": "modulates a process in",
    "therapeutic_candidate": "is a candidate for the treatment of",
    "tested_in_trials": "was tested in trials in",
    "no_benefit_shown": "showed no benefit in",
    "benefit_shown": "showed benefit in",
    "no_link_shown": "showed no link with",
}
PART = re.compile(r"\[([^\]]*)\]|\{(\w+)\}")


def of_kind(schemas: Schemas, kind: str) -> list[str]:
    """Return the names of the tables whose schema says they are of ``kind``."""
    return [name for name, schema in schemas.items() if schema["kind"] == kind]


def entities(schemas: Schemas, tables: Tables) -> pd.DataFrame:
    """Return the index of all entities.

    Returns
    -------
    DataFrame
        ``entity_id``, ``label`` (approved symbol of a gene, name of anything else) and
        ``table``, all string, sorted by ``entity_id``.
    """
    rows = []
    for name in of_kind(schemas, "entity"):
        frame = tables[name]
        label = frame["symbol"] if "symbol" in frame else frame["name"]
        rows.append(pd.DataFrame({"entity_id": frame[schemas[name]["primaryKey"][0]], "label": label, "table": name}))
    return _typed(schemas["entities"], pd.concat(rows))


def status(records_for: int, records_against: int, secondary_for: int) -> str:
    """Return how well a fact is confirmed.

    Parameters
    ----------
    records_for, records_against
        Number of primary or authoritative records that support and contradict it. A
        founding document is never one of them, nor is a secondary source.
    secondary_for
        Number of secondary sources that support it.
    """
    if records_for:
        return "disputed" if records_against else "confirmed"
    if records_against:
        return "refuted"
    return "secondary_only" if secondary_for else "document_only"


def tallies(evidence: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Count the sources for and against each fact and compute its status.

    Returns
    -------
    DataFrame
        Indexed by ``fact_id``: ``status`` (string) and the counts of distinct sources,
        ``records_for``, ``records_against``, ``secondary_for``, ``documents_for``,
        ``documents_refined`` and ``documents_against`` (Int64).
    """
    kinds = sources.set_index("source_id")["kind"]
    kind = evidence["source_id"].map(kinds)
    document = kind == "founding_document"
    record = ~kind.isin(NOT_RECORDS) & (evidence["read_as"] != "secondary")
    groups = {
        "records_for": record & (evidence["stance"] == "supports"),
        "records_against": record & (evidence["stance"] == "contradicts"),
        "secondary_for": ~record & ~document & (evidence["stance"] == "supports"),
        "documents_for": document & (evidence["stance"] == "supports"),
        "documents_refined": document & (evidence["stance"] == "refines"),
        "documents_against": document & (evidence["stance"] == "contradicts"),
    }
    counts = pd.DataFrame(
        {name: evidence[chosen].groupby("fact_id")["source_id"].nunique() for name, chosen in groups.items()}
    ).fillna(0)
    counts = counts.astype("Int64")
    counts["status"] = [
        status(*row) for row in counts[["records_for", "records_against", "secondary_for"]].itertuples(index=False)
    ]
    return counts


def facts(schemas: Schemas, tables: Tables) -> pd.DataFrame:
    """Return the index of all facts: one row for each, with statement, status and counts.

    The frame has the columns of the schema ``facts`` and is sorted by ``fact_id``.
    """
    counts = tallies(tables["evidence"], tables["sources"])
    index = entities(schemas, tables)
    labels = dict(zip(index["entity_id"], index["label"], strict=True))
    rows: list[dict[str, Any]] = []
    for name in of_kind(schemas, "fact"):
        template = schemas[name]["statement"]
        rows += [
            {"fact_id": row["fact_id"], "table": name, "statement": statement(template, row, labels)}
            for row in tables[name].to_dict("records")
        ]
    frame = pd.DataFrame(rows).join(counts, on="fact_id")
    frame["status"] = frame["status"].fillna("document_only")
    return _typed(schemas["facts"], frame.fillna({column: 0 for column in counts.columns if column != "status"}))


def statement(template: str, row: dict[str, Any], labels: dict[str, str]) -> str:
    """Render a row as one English sentence.

    Parameters
    ----------
    template
        Text with ``{column}`` for a cell and ``[...]`` around parts that are left out when
        a cell in them is empty.
    row
        Cells by column.
    labels
        Labels of entities, put in place of their identifiers.
    """

    def cell(column: str) -> str:
        value = row[column]
        if pd.isna(value) or (column == "unit" and value == "1"):
            return ""
        if column == "unit":
            # UCUM marks what was counted with braces and arbitrary units with brackets; a sentence needs only the words.
            return re.sub(r"[][{}]", "", str(value).replace("10*6.", "million "))
        if column in ("relation", "predicate_id") and value in VERBS:
            return VERBS[value]
        if isinstance(value, float):
            return number(value)
        text = labels.get(str(value), str(value))
        return text.replace("_", " ") if re.fullmatch(r"[a-z_]+", text) else text

    def part(match: re.Match[str]) -> str:
        optional, column = match.groups()
        if column:
            return cell(column)
        names = re.findall(r"\{(\w+)\}", optional)
        return re.sub(r"\{(\w+)\}", lambda m: cell(m[1]), optional) if all(cell(n) for n in names) else ""

    # "is required for in B cell": of a process that the row does not name.
    text = PART.sub(part, template).strip().replace(" for in ", " in ")
    # A first word with digits or capitals inside is a name such as rs2104286, mRNA or hIL-2.
    return text[0].upper() + text[1:] if re.match(r"[a-z]+\b", text) else text


def _typed(schema: TableSchema, frame: pd.DataFrame) -> pd.DataFrame:
    columns = dtypes(schema)
    frame = frame[list(columns)].astype(columns)
    return frame.sort_values(schema["primaryKey"], key=lambda s: s.astype(object)).reset_index(drop=True)
