"""The knowledge graph: entities as nodes and facts as edges, as KGX tab-separated text in the words of Biolink.

The format is that of KGX (https://github.com/biolink/kgx/blob/master/specification/kgx-format.md). What an edge says,
and which tables and relations make none, stands in the schemas of the tables.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import pandas as pd

from il2data._tables import TableName
from il2data.errors import PackageError
from il2data.release import Release
from il2data.releases.formats import associations, biolink
from il2data.releases.formats.terms import TAXA, categories, curie
from il2data.support import SUPPORTED

SOURCE = "infores:il2data"

NODE_COLUMNS = ("id", "category", "name", "synonym", "xref", "in_taxon", "provided_by")
EDGE_COLUMNS = (
    "id",
    "subject",
    "predicate",
    "object",
    "category",
    "negated",
    "qualified_predicate",
    "object_direction_qualifier",
    "object_aspect_qualifier",
    "anatomical_context_qualifier",
    "disease_context_qualifier",
    "species_context_qualifier",
    "clinical_approval_status",
    "has_supporting_studies",
    "publications",
    "supporting_records",
    "has_evidence",
    "knowledge_level",
    "agent_type",
    "primary_knowledge_source",
    "certainty",
    "fact_status",
    "statement",
)

# Kinds of sources that are no publication.
RECORDS = ("database_record", "registry_record", "dataset")

Row = Mapping[str, Any]
Value = TypeVar("Value")


def nodes(release: Release) -> str:
    """Return all entities as KGX nodes.

    A node carries its names, the identifiers that match it exactly, and its taxon where the
    dataset has one; names and identifiers that are disputed or refuted are left out.

    Parameters
    ----------
    release
        The release to export.

    Returns
    -------
    str
        Tab-separated text with the columns of `NODE_COLUMNS`, sorted by ``id``.

    Raises
    ------
    PackageError
        A cell holds what the format cannot.
    """
    status = _column(release, "facts", "status")
    accepted = [fact for fact, value in status.items() if value in (*SUPPORTED, "secondary_only")]
    names, xrefs = (
        release.load(table).loc[lambda frame: frame["fact_id"].isin(accepted)] for table in ("names", "xrefs")
    )
    xrefs = xrefs[xrefs["predicate_id"] == "skos:exactMatch"]
    synonyms = _grouped(names, "entity_id", "name")
    exact = _grouped(xrefs, "subject_id", "object_id")
    taxa = _column(release, "genes", "species") | _column(release, "proteins", "species")
    labels = _column(release, "entities", "label")
    return _text(
        NODE_COLUMNS,
        (
            {
                "id": curie(entity),
                "category": f"biolink:{category}",
                "name": labels[entity],
                "synonym": _list(synonyms[entity] - {labels[entity]}),
                "xref": _list(map(curie, exact[entity])),
                "in_taxon": TAXA[taxa[entity]] if entity in taxa else "",
                "provided_by": SOURCE,
            }
            for entity, category in categories(release).items()
        ),
    )


def edges(release: Release) -> str:
    """Return all facts that relate two entities as KGX edges.

    The ``id`` is the ``fact_id``, for what a row says beside with a colon and the column of
    the object, as in ``trl-0003:disease_id``; ``negated`` is true where the row says that something is
    not so. Evidence is that which supports the row, founding documents not among it. Not of
    Biolink are ``supporting_records``, ``certainty``, ``fact_status`` and ``statement``.

    Parameters
    ----------
    release
        The release to export.

    Returns
    -------
    str
        Tab-separated text with the columns of `EDGE_COLUMNS`, sorted by ``id``.

    Raises
    ------
    PackageError
        A schema does not say what a table or a value becomes, or a cell holds what the format cannot.
    """
    return _text(EDGE_COLUMNS, _judged(release)[0])


def left_out(release: Release) -> dict[str, str]:
    """Return why a fact makes no edge, for each such fact of a table that makes edges."""
    return _judged(release)[1]


def _judged(release: Release) -> tuple[list[dict[str, str]], dict[str, str]]:
    """Return the edges, and why other facts of the exported tables make none."""
    facts = release.load("facts")
    told = dict(zip(facts["fact_id"], zip(facts["status"], facts["statement"], strict=True), strict=True))
    kinds = categories(release)
    evidence = release.load("evidence").merge(release.load("sources")[["source_id", "kind"]], on="source_id")
    evidence = evidence[(evidence["stance"] == "supports") & (evidence["kind"] != "founding_document")]
    codes = _grouped(evidence, "fact_id", "eco")
    record = evidence["kind"].isin(RECORDS)
    records, publications = (_grouped(evidence[chosen], "fact_id", "source_id") for chosen in (record, ~record))
    found, reasons = [], {}
    for table, spec in biolink.tables(release).items():
        for row in release.load(table).to_dict("records"):  # type: ignore[arg-type]
            fact = row["fact_id"]
            status, statement = told[fact]
            said = {fact: _edge(table, spec, row, status, kinds)}
            said |= {f"{fact}:{other.objects[0]}": _edge(table, other, row, status, kinds) for other in spec.beside}
            made = {name: edge for name, edge in said.items() if not isinstance(edge, str)}
            if isinstance(reason := said[fact], str) and not made:
                reasons[fact] = reason
            for name, edge in made.items():
                found.append(
                    edge
                    | {
                        "id": name,
                        "publications": _list(map(curie, publications[fact])),
                        "supporting_records": _list(map(curie, records[fact])),
                        "has_evidence": _list(codes[fact]),
                        "fact_status": status,
                        "statement": statement,
                    }
                )
    return found, reasons


def _edge(table: str, spec: biolink.Edges, row: Row, status: str, kinds: Mapping[str, str]) -> dict[str, str] | str:
    """Return what a row says, or why it makes no edge."""
    relation = spec.relation(row)
    if relation is None:
        raise PackageError(
            f"{row['fact_id']} holds {', '.join(f'{column} {row[column]!r}' for column in spec.deciding)}, for which no"
            f" edge is written down. Say in edges of schemas/{table}.json what it becomes, or the reason why it makes"
            " none."
        )
    if relation.reason:
        return relation.reason
    if reason := _known(biolink.STATUSES, status, "facts.status"):
        return reason
    row = {column: "" if pd.isna(value) else value for column, value in row.items()}
    if row.get("certainty") == "speculated":
        return "a speculation is no knowledge"
    if spec.objects == ("finding_id",) and 0 in (row.get("percent"), row.get("count")):
        return "no case among some patients does not say that there never is one"
    column = next((column for column in spec.objects if row[column]), "")
    subject, object = row[spec.subject], row.get(column)
    if not subject or not object:
        return "the row names no second entity"
    if subject not in kinds or object not in kinds:
        return "one of the two is no entity of the dataset"
    # A trial may be of healthy volunteers; what it names otherwise has an edge of its own.
    of_trial = spec.subject == "trial_id"
    if column == "disease_id" and kinds[object] not in associations.CONDITIONS and not of_trial:
        return "what the agent was given for is no disease"
    if relation.inverse:
        subject, object = object, subject

    predicate = associations.INSTEAD.get((kinds[subject], relation.predicate), relation.predicate)
    knowledge = "statistical_association" if predicate in associations.STATISTICAL else "knowledge_assertion"
    aspect = "" if kinds[object] in associations.PROCESSES else relation.aspect
    # A row that only names the cell does not say what of the cell rises or falls.
    direction = "" if column == "cell_type_id" and not aspect else relation.direction
    if direction and kinds[object] in associations.GENES:
        aspect = aspect or "activity_or_abundance"
    return {
        "subject": curie(subject),
        "predicate": f"biolink:{predicate}",
        "object": curie(object),
        "category": f"biolink:{associations.association(kinds[subject], predicate, kinds[object])}",
        "negated": str(relation.negated).lower(),
        "qualified_predicate": "biolink:causes" if direction else "",
        "object_direction_qualifier": direction,
        "object_aspect_qualifier": aspect,
        "anatomical_context_qualifier": (
            row.get("cell_type_id", "") if "cell_type_id" not in (spec.subject, column) else ""
        ),
        "disease_context_qualifier": row.get("disease_id", "") if column != "disease_id" and not of_trial else "",
        "species_context_qualifier": _known({"": "", **TAXA}, row.get("species", ""), f"{table}.species"),
        "clinical_approval_status": relation.approval,
        "has_supporting_studies": curie(row["trial_id"]) if row.get("trial_id") and not of_trial else "",
        "knowledge_level": knowledge,
        "agent_type": "manual_agent",
        "primary_knowledge_source": SOURCE,
        "certainty": row.get("certainty", ""),
    }


def _known(choices: Mapping[str, Value], value: str, column: str) -> Value:
    if value not in choices:
        raise PackageError(
            f"{column} holds {value!r}, which the knowledge graph does not know. Say in il2data/releases/formats"
            " what it becomes, or why it makes no edge."
        )
    return choices[value]


def _column(release: Release, table: TableName, column: str) -> dict[str, str]:
    frame = release.load(table)
    return dict(zip(frame.iloc[:, 0], frame[column], strict=True))


def _grouped(frame: pd.DataFrame, key: str, column: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for one, value in zip(frame[key], frame[column], strict=True):
        found[one].add(value)
    return found


def _list(values: Iterable[str]) -> str:
    found = sorted(values)
    for value in found:
        if "|" in value:
            raise PackageError(f"{value!r} holds '|', which separates values in KGX. Write it without.")
    return "|".join(found)


def _text(columns: tuple[str, ...], rows: Iterable[Row]) -> str:
    lines = [[str(row[column]) for column in columns] for row in rows]
    for cell in (cell for line in lines for cell in line):
        if any(mark in cell for mark in "\t\r\n"):
            raise PackageError(f"{cell!r} holds a tab or a line end, which KGX cannot. Write it without.")
    return "".join("\t".join(line) + "\n" for line in [list(columns), *sorted(lines)])
