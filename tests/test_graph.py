"""The knowledge graph says what the rows say: nothing refuted or contested, and no denial without its negation.

`tests/checkers/kgx.py` has the same text read by KGX and held against the Biolink Model.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd
import pytest

import golden
import il2data
from conftest import ROOT
from golden import parsed
from il2data.errors import PackageError
from il2data.package import Package
from il2data.releases.formats import biolink, kgx
from il2data.releases.formats.terms import CATEGORIES, curie

Tables = dict[str, pd.DataFrame]
Change = Callable[[pd.DataFrame], pd.DataFrame]

PACKAGE = Package(ROOT)
EDGES = biolink.tables(il2data.Release(PACKAGE))
# Kinds of sources that are no publication.
RECORDS = {"database_record", "registry_record", "dataset"}

# What a value of a relation begins with when it denies.
DENIALS = ("no_", "not_", "does_not_", "absent", "none", "level_unaltered")
# What an edge that only says that something was tried does not deny.
TRIED = "in_clinical_trials_for"


class Changed(il2data.Release):
    """The checkout with a change of some tables."""

    def __init__(self, **changes: Change) -> None:
        super().__init__(PACKAGE)
        self.changes = changes

    def load(self, name: str, validate: bool = True, names: bool = False, where: Any = None) -> pd.DataFrame:
        """Return a table with its change."""
        frame = super().load(name, validate)  # type: ignore[arg-type]
        return self.changes[name](frame) if name in self.changes else frame


def changed(column: str, fact: str, value: str) -> Change:
    return lambda frame: frame.assign(**{column: frame[column].mask(frame["fact_id"] == fact, value)})


def values_of(spec: biolink.Edges, column: str, relation: biolink.Relation | None = None) -> set[str]:
    """Return the values of a column that a relation, or any, wants; an empty cell is an empty text."""
    wanted = [when[column] for when, each in spec.relations if column in when and relation in (None, each)]
    return {value for each in wanted for value in (each if isinstance(each, list) else [each or ""])}


def facts_of(edges: Iterable[str]) -> set[str]:
    """Return the facts of edges, of which some bear the column of their object too."""
    return {edge.split(":")[0] for edge in edges}


@pytest.fixture(scope="module")
def nodes() -> dict[str, dict[str, str]]:
    return {node["id"]: node for node in parsed(kgx.nodes(il2data.Release(PACKAGE)))}


@pytest.fixture(scope="module")
def edges() -> dict[str, dict[str, str]]:
    return {edge["id"]: edge for edge in parsed(kgx.edges(il2data.Release(PACKAGE)))}


def enums(release: il2data.Release, table: str, column: str) -> list[str]:
    field = next(field for field in release.package.schema(table)["fields"] if field["name"] == column)
    return [*field["constraints"]["enum"], *([] if field["constraints"].get("required") else [""])]


@pytest.mark.parametrize(("write", "columns"), [(kgx.nodes, kgx.NODE_COLUMNS), (kgx.edges, kgx.EDGE_COLUMNS)])
def test_text_is_sorted_unique_and_plain(write: Callable[[il2data.Release], str], columns: tuple[str, ...]) -> None:
    text = write(il2data.Release(PACKAGE))
    header, *lines = text.removesuffix("\n").split("\n")
    assert tuple(header.split("\t")) == columns
    assert all(line.count("\t") == len(columns) - 1 and line == line.strip() for line in lines)
    ids = [line.split("\t")[0] for line in lines]
    assert ids == sorted(set(ids))


def test_every_entity_is_a_node(nodes: dict[str, dict[str, str]], tables: Tables) -> None:
    entities = tables["entities"]
    assert {node["id"]: node["name"] for node in nodes.values()} == dict(
        zip(map(curie, entities["entity_id"]), entities["label"], strict=True)
    )
    assert set(entities["table"]) <= CATEGORIES.keys()


def test_edges_join_nodes(nodes: dict[str, dict[str, str]], edges: dict[str, dict[str, str]]) -> None:
    assert {edge[end] for edge in edges.values() for end in ("subject", "object")} <= nodes.keys()


def test_a_condition_that_no_ontology_has_is_not_called_a_disease(
    nodes: dict[str, dict[str, str]], tables: Tables
) -> None:
    own = [disease for disease in tables["diseases"]["disease_id"] if not disease.startswith("MONDO:")]
    assert own
    assert [disease for disease in own if nodes[disease]["category"] == "biolink:Disease"] == [], (
        "say in EXCEPTIONS of exports/terms.py what it is"
    )


def test_every_fact_table_says_what_it_becomes_or_why_not() -> None:
    package = Package(ROOT)
    schemas = [package.schema(table) for table in package.tables]
    declared = {schema["name"]: schema["edges"] for schema in schemas if schema["kind"] == "fact"}
    assert declared.keys() - EDGES.keys() == {table for table, edges in declared.items() if isinstance(edges, str)}
    assert all(declared.values())


@pytest.mark.parametrize("table", EDGES)
def test_every_value_of_a_relation_is_said_or_left_out(table: str) -> None:
    release, spec = il2data.Release(PACKAGE), EDGES[table]
    for column in spec.deciding:
        assert values_of(spec, column) <= set(enums(release, table, column)), "a value that there is not"
    # That each combination in the data is there, the edges themselves show: one that is not is an error.
    for column in spec.deciding[:1]:
        assert values_of(spec, column) | {""} == {*enums(release, table, column), ""}


def test_every_status_is_decided_on() -> None:
    assert biolink.STATUSES.keys() == set(enums(il2data.Release(PACKAGE), "facts", "status"))


@pytest.mark.parametrize("table", EDGES)
def test_denials_and_only_they_are_negated(table: str) -> None:
    spec = EDGES[table]
    for when, relation in spec.relations:
        if not relation.reason:
            column = next(iter(when), "")
            for value in values_of(spec, column, relation) if column else {""}:
                denies = value.startswith(DENIALS) and value != "not_stated" and relation.predicate != TRIED
                assert relation.negated == denies, value


def test_every_row_is_an_edge_or_left_out_for_a_reason(edges: dict[str, dict[str, str]], tables: Tables) -> None:
    reasons = kgx.left_out(il2data.Release(PACKAGE))
    facts = {fact for table in EDGES for fact in tables[table]["fact_id"]}
    assert facts_of(edges) | reasons.keys() == facts
    assert not facts_of(edges) & reasons.keys()
    assert all(reasons.values())


def test_rows_that_deny_are_negated_edges(edges: dict[str, dict[str, str]], tables: Tables) -> None:
    denied = set()
    for table, spec in EDGES.items():
        for column in spec.deciding[:1]:
            values = tables[table][column].fillna("")
            denied |= set(tables[table]["fact_id"][values.str.startswith(DENIALS) & (values != "not_stated")])
    denied &= {fact for fact, edge in edges.items() if edge["predicate"] != f"biolink:{TRIED}"}
    assert {fact for fact, edge in edges.items() if edge["negated"] == "true"} == denied
    assert denied


def test_no_refuted_row_is_an_edge(edges: dict[str, dict[str, str]], tables: Tables) -> None:
    facts = tables["facts"]
    banned = facts[facts["status"] == "refuted"]
    assert len(banned)
    assert not set(banned["fact_id"]) & facts_of(edges)


@pytest.mark.slow
@pytest.mark.parametrize("status", [status for status, reason in biolink.STATUSES.items() if reason])
def test_a_fact_that_becomes_refuted_leaves_the_graph(status: str, edges: dict[str, dict[str, str]]) -> None:
    fact = next(
        fact for fact, edge in edges.items() if edge["fact_status"] == "reported" and edge["negated"] == "false"
    )
    planted = Changed(facts=changed("status", fact, status))
    assert {edge["id"] for edge in parsed(kgx.edges(planted))} == edges.keys() - {fact}
    assert kgx.left_out(planted)[fact] == biolink.STATUSES[status]


def test_a_speculation_is_no_edge(tables: Tables) -> None:
    frame = tables["effects"]
    fact = frame["fact_id"][frame["certainty"] == "asserted"].iloc[0]
    planted = Changed(effects=changed("certainty", fact, "speculated"))
    assert kgx.left_out(planted)[fact] == "a speculation is no knowledge"


def test_a_row_that_becomes_a_denial_becomes_negated(edges: dict[str, dict[str, str]], tables: Tables) -> None:
    frame = tables["receptor_expression"]
    fact = frame["fact_id"][frame["presence"] == "present"].iloc[0]
    planted = Changed(receptor_expression=changed("presence", fact, "absent"))
    assert edges[fact]["negated"] == "false"
    assert {edge["id"]: edge["negated"] for edge in parsed(kgx.edges(planted))}[fact] == "true"


def test_a_trial_is_joined_with_its_disease_and_with_each_agent_of_its_arms(
    edges: dict[str, dict[str, str]], tables: Tables
) -> None:
    joined = {
        (edge["subject"], edge["object"])
        for edge in edges.values()
        if edge["predicate"] == "biolink:related_to_at_instance_level"
    }
    status = tables["facts"].set_index("fact_id")["status"]
    named = {
        (curie(row["trial_id"]), curie(row[column]))
        for table, columns in (
            ("trials", ("disease_id", "agent_id", "combined_with")),
            ("arms", ("agent_id", "combined_with")),
        )
        for row in tables[table].to_dict("records")
        for column in columns
        if pd.notna(row[column]) and not biolink.STATUSES[status[row["fact_id"]]]
    }
    assert joined == named
    assert {trial for trial, _ in joined} == set(map(curie, tables["trials"]["trial_id"]))


@pytest.mark.slow
@pytest.mark.parametrize(("column", "left"), [("agent_id", {":disease_id"}), ("disease_id", {":agent_id"})])
def test_a_trial_without_one_end_keeps_its_other_edges(
    column: str, left: set[str], edges: dict[str, dict[str, str]], tables: Tables
) -> None:
    frame = tables["trials"]
    fact = frame["fact_id"][frame["combined_with"].isna() & frame["disease_id"].str.startswith("MONDO:")].iloc[0]
    assert {edge.removeprefix(fact) for edge in edges if facts_of([edge]) == {fact}} == {"", ":disease_id", ":agent_id"}
    planted = Changed(trials=lambda frame: frame.assign(**{column: frame[column].mask(frame["fact_id"] == fact)}))
    found = {edge["id"] for edge in parsed(kgx.edges(planted))}
    assert {edge.removeprefix(fact) for edge in found if facts_of([edge]) == {fact}} == left
    assert fact not in kgx.left_out(planted)


def test_a_reaction_that_nobody_had_is_no_edge(edges: dict[str, dict[str, str]], tables: Tables) -> None:
    frame = tables["adverse_reactions"]
    fact = frame["fact_id"][frame["count"].notna()].iloc[0]
    assert fact in edges
    planted = Changed(
        adverse_reactions=lambda frame: frame.assign(count=frame["count"].mask(frame["fact_id"] == fact, 0))
    )
    assert fact in kgx.left_out(planted)


def test_disputed_facts_say_so(edges: dict[str, dict[str, str]], tables: Tables) -> None:
    facts = tables["facts"].set_index("fact_id")
    said = {(fact, edge["fact_status"]) for name, edge in edges.items() for fact in facts_of([name])}
    assert said == {(fact, facts["status"][fact]) for fact in facts_of(edges)}
    assert "disputed" in {edge["fact_status"] for edge in edges.values()}


def test_edges_say_what_was_read_by_eye(edges: dict[str, dict[str, str]]) -> None:
    release = il2data.Release(PACKAGE)
    read, now, of = json.loads(golden.GRAPH.read_text("utf-8")), golden.said(release), golden.relations(release)
    why = "read what the edges say now, then run python tests/golden.py"
    assert {name: now.get(name) for name in read} == read, why
    assert {of[name] for name in read} == {of[name] for name in now}, why


def test_evidence_of_an_edge_is_what_supports_its_fact(edges: dict[str, dict[str, str]], tables: Tables) -> None:
    """Publications and records are told apart, and documents that the dataset is to check are neither."""
    kind = tables["sources"].set_index("source_id")["kind"]
    support = tables["evidence"][tables["evidence"]["stance"] == "supports"].assign(
        kind=lambda frame: frame["source_id"].map(kind)
    )
    support = support[support["kind"] != "founding_document"]
    expected: dict[str, dict[str, set[str]]] = {}
    for row in support.itertuples():
        column = "supporting_records" if row.kind in RECORDS else "publications"
        said = expected.setdefault(row.fact_id, {"publications": set(), "supporting_records": set(), "codes": set()})
        said[column].add(curie(row.source_id))
        said["codes"].add(row.eco)
    for name, edge in edges.items():
        (fact,) = facts_of([name])
        for column, key in (
            ("publications", "publications"), ("supporting_records", "supporting_records"), ("has_evidence", "codes"),
        ):  # fmt: skip
            assert set(edge[column].split("|")) - {""} == expected[fact][key], (name, column)
    assert {column for said in expected.values() for column in said if said[column]} == {
        "publications",
        "supporting_records",
        "codes",
    }


def test_an_edge_repeats_certainty_and_statement_of_its_fact(edges: dict[str, dict[str, str]], tables: Tables) -> None:
    statement = tables["facts"].set_index("fact_id")["statement"]
    certainty = {
        fact: value
        for table in EDGES
        if "certainty" in tables[table]
        for fact, value in zip(tables[table]["fact_id"], tables[table]["certainty"], strict=True)
    }
    for name, edge in edges.items():
        (fact,) = facts_of([name])
        assert edge["statement"] == statement[fact]
        assert edge["certainty"] == certainty.get(fact, "")
    assert "speculated" not in {edge["certainty"] for edge in edges.values()}
    assert "speculated" in certainty.values()


def test_a_node_has_the_taxon_and_exact_identifiers_of_its_entity(
    nodes: dict[str, dict[str, str]], tables: Tables
) -> None:
    species = {
        id: name
        for table, key in (("genes", "gene_id"), ("proteins", "protein_id"))
        for id, name in zip(tables[table][key], tables[table]["species"], strict=True)
    }
    taxa = {"Homo sapiens": "9606", "Mus musculus": "10090", "Rattus norvegicus": "10116"}
    assert {nodes[curie(id)]["in_taxon"] for id, name in species.items() if name not in taxa} <= {""}
    assert {id: nodes[curie(id)]["in_taxon"] for id, name in species.items() if name in taxa} == {
        id: f"NCBITaxon:{taxa[name]}" for id, name in species.items() if name in taxa
    }
    status = tables["facts"].set_index("fact_id")["status"]
    xrefs = tables["xrefs"][tables["xrefs"]["predicate_id"] == "skos:exactMatch"]
    exact: dict[str, set[str]] = {}
    for row in xrefs.itertuples():
        if status[row.fact_id] in ("corroborated", "reported", "secondary_only"):
            exact.setdefault(curie(row.subject_id), set()).add(curie(row.object_id))
    assert {id: set(node["xref"].split("|")) - {""} for id, node in nodes.items() if node["xref"]} == exact


@pytest.mark.parametrize(
    ("entity", "category"),
    [
        ("il2d:agent-aldesleukin", "Drug"),
        ("il2d:agent-lak-cells", "Treatment"),
        ("UniProtKB:P60568", "Protein"),
        ("HGNC:6001", "Gene"),
        ("il2d:receptor-alpha-beta-gamma", "MacromolecularComplex"),
        ("il2d:condition-healthy-volunteers", "StudyPopulation"),
    ],
)
def test_a_node_is_of_the_category_of_its_thing(entity: str, category: str, nodes: dict[str, dict[str, str]]) -> None:
    assert nodes[curie(entity)]["category"] == f"biolink:{category}"


def test_an_agent_is_a_drug_once_a_patient_was_given_it_and_it_is_no_class(
    nodes: dict[str, dict[str, str]], tables: Tables
) -> None:
    agents = tables["agents"].set_index("agent_id")["kind"]
    given = {
        agent for name in ("indications", "trials", "doses", "adverse_reactions") for agent in tables[name]["agent_id"]
    }
    found = {agent: nodes[curie(agent)]["category"].removeprefix("biolink:") for agent in agents.index}
    assert {agent for agent, category in found.items() if category == "Drug"} == {
        agent for agent in given if agent in agents.index and agents[agent] != "class" and found[agent] != "Treatment"
    }
    assert {"Drug", "ChemicalEntity", "Treatment"} == set(found.values())


def test_a_refuted_name_is_no_synonym(nodes: dict[str, dict[str, str]], tables: Tables) -> None:
    row = next(
        row
        for row in tables["names"].itertuples()
        if row.name in nodes[curie(row.entity_id)]["synonym"].split("|")
        and not tables["names"]["name"].duplicated(keep=False)[row.Index]
    )
    planted = Changed(facts=changed("status", row.fact_id, "refuted"))
    assert row.name not in {node["id"]: node for node in parsed(kgx.nodes(planted))}[curie(row.entity_id)][
        "synonym"
    ].split("|")


def test_what_is_not_decided_on_is_an_error(tables: Tables) -> None:
    first = tables["effects"]["fact_id"].iloc[0]
    with pytest.raises(PackageError, match=r"holds effect 'tickles', .* edges of schemas/effects\.json"):
        kgx.edges(Changed(effects=changed("effect", first, "tickles")))
    with pytest.raises(PackageError, match=r"effects\.species holds 'Danio rerio'"):
        kgx.edges(Changed(effects=changed("species", first, "Danio rerio")))
    with pytest.raises(PackageError, match="holds a tab"):
        kgx.edges(Changed(facts=changed("statement", first, "one\ttwo")))
    with pytest.raises(PackageError, match=r"'a\|b' holds '\|'"):
        kgx.nodes(Changed(names=changed("name", tables["names"]["fact_id"].iloc[0], "a|b")))


def test_a_table_whose_schema_says_nothing_of_edges_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    release = il2data.open(ROOT)
    schemas = {table: dict(release.package.schema(table)) for table in release.tables()}
    del schemas["names"]["edges"]
    monkeypatch.setattr(release.package, "schema", schemas.get)
    with pytest.raises(PackageError, match=r"schemas/names\.json has no edges\. Say there"):
        kgx.edges(release)


def test_the_order_of_rows_does_not_matter(tables: Tables) -> None:
    backwards = Changed(**dict.fromkeys(tables, lambda frame: frame.iloc[::-1].reset_index(drop=True)))
    release = il2data.Release(PACKAGE)
    assert kgx.nodes(backwards) == kgx.nodes(release)
    assert kgx.edges(backwards) == kgx.edges(release)
