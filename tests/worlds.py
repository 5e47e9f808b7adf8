"""Small worlds of made-up rows, and what the pictures of the portal and the exports make of them, to be read by eye.

The rows are few enough to see that each mark, word and line is right, and never change with the data.
Run `python tests/worlds.py` to write all of `tests/data/worlds/` anew; the difference is what changed for readers.
"""

from __future__ import annotations

import datetime
import importlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import disease_worlds
import molecule_worlds
from il2data.package import Package
from il2data.releases.formats import citation, croissant, databases, kgx, relational, rocrate, sssom
from il2data.site.picture import Picture
from world import ROOT, Row, World

DAY = datetime.date(2026, 1, 2)
FOLDER = Path(__file__).parent / "data" / "worlds"


def timeline() -> World:
    return World(
        {"x:il2": "Interleukin-2", "x:drug": "Proleukin"},
        events=[
            {"fact_id": "evt-1", "entity_id": "x:il2", "event": "discovered", "date": "1976-09-10", "actor": "A. B."},
            {"fact_id": "evt-2", "entity_id": "x:il2", "event": "forerunner_reported", "date": "197X"},
            {"fact_id": "evt-3", "entity_id": "x:il2", "event": "cloned", "date": "1983~", "detail": "in a plasmid"},
            {"fact_id": "evt-4", "entity_id": "x:drug", "event": "approved", "date": "1992-05", "place": "the US"},
            {"fact_id": "evt-5", "entity_id": "x:drug", "event": "launched", "date": "1992-05-31?"},
            {"fact_id": "evt-6", "entity_id": "x:drug", "event": "label_revised", "date": "2011",
             "detail": "long " * 24},
            {"fact_id": "evt-7", "entity_id": "x:drug", "event": "licensed", "date": "2004-02-29", "acquired": "rights",
             "detail": "of all kinds", "certainty": "asserted"},
            {"fact_id": "evt-8", "entity_id": "x:drug", "event": "trials_stopped", "date": "2022-10"},
            {"fact_id": "evt-9", "entity_id": "x:drug", "event": "clinical_hold", "date": "2021-01-08"},
        ],
    )  # fmt: skip


def adverse_reactions() -> World:
    drug = {"agent_id": "il2d:agent-aldesleukin"}
    return World(
        {"x:death": "Death", "x:fever": "Fever", "x:chills": "chills", "x:rcc": "Kidney cancer", "x:mel": "Melanoma"},
        adverse_reactions=[
            row | (drug if "agent_id" not in row else {})
            for row in (
                {"fact_id": "adr-1", "finding_id": "x:fever", "kind": "common_reaction", "percent": 71.5, "n": 255,
                 "grade": "any"},
                {"fact_id": "adr-2", "finding_id": "x:chills", "kind": "common_reaction", "percent": 52,
                 "grade": "any"},
                {"fact_id": "adr-3", "finding_id": "x:fever", "kind": "common_reaction", "percent": 6, "n": 30,
                 "grade": "3-5"},
                {"fact_id": "adr-4", "finding_id": "x:death", "kind": "drug_related_death", "percent": 4, "n": 255,
                 "grade": "5", "disease_id": "x:rcc"},
                {"fact_id": "adr-5", "finding_id": "x:death", "kind": "drug_related_death", "percent": 2, "n": 270,
                 "grade": "5", "disease_id": "x:mel"},
                {"fact_id": "adr-6", "finding_id": "x:chills", "kind": "boxed_warning", "jurisdiction": "US",
                 "label_edition": "2023"},
                {"fact_id": "adr-7", "finding_id": "x:fever", "kind": "contraindication", "use": "retreatment"},
                {"fact_id": "adr-8", "finding_id": "x:chills", "kind": "contraindication", "use": "retreatment"},
                {"fact_id": "adr-9", "finding_id": "x:fever", "kind": "common_reaction", "percent": 12, "n": 10,
                 "grade": "4"},
                {"fact_id": "adr-10", "finding_id": "x:death", "kind": "warning"},
                {"fact_id": "adr-11", "finding_id": "x:fever", "kind": "common_reaction", "percent": 99, "n": 10,
                 "agent_id": "x:other"},
            )
        ],
    )  # fmt: skip


def _outcome(number: int, trial: int, **cells: Any) -> Row:
    arm = {"arm_id": f"arm-{2 * trial - 1}", "comparator_arm_id": f"arm-{2 * trial}"}
    return {"fact_id": f"out-{number}", "trial_id": f"x:t{trial}", **arm, "endpoint_id": "e:os", **cells}


def trials() -> World:
    rate = {"endpoint_id": "e:orr", "measure": "response_rate", "unit": "%"}
    alone = rate | {"comparator_arm_id": None}
    ratio = {"measure": "hazard_ratio", "unit": "1", "endpoint_role": "primary"}
    return World(
        {"x:t1": "TRIAL-1", "x:t2": "Trial 2", "x:t3": "Trial 3",
         "x:drug": "Drug of a name that is so long that it takes two lines", "x:other": "Other drug",
         "x:mel": "melanoma of the skin, the eye and all mucous membranes", "x:rcc": "kidney cancer"},
        trials=[
            {"fact_id": "trl-1", "trial_id": "x:t1", "agent_id": "x:drug", "disease_id": "x:mel", "phase": "PHASE3",
             "status": "COMPLETED"},
            {"fact_id": "trl-2", "trial_id": "x:t2", "agent_id": "x:other", "disease_id": "x:rcc", "phase": "PHASE2"},
            {"fact_id": "trl-3", "trial_id": "x:t3", "agent_id": "x:drug", "disease_id": "x:mel"},
        ],
        arms=[{"fact_id": f"arm-{at}", "trial_id": f"x:t{(at + 1) // 2}", "name": f"arm {at}"} for at in range(1, 7)],
        endpoints=[
            {"endpoint_id": "e:os", "name": "overall survival", "kind": "efficacy"},
            {"endpoint_id": "e:orr", "name": "objective response", "kind": "efficacy"},
            {"endpoint_id": "e:tox", "name": "toxicity", "kind": "safety"},
        ],
        outcomes=[
            _outcome(1, 1, **ratio, value=0.5, lower=0.25, upper=0.9, confidence_level=95, n=150, comparator_n=151,
                     met="met", p_value=0.01, p_relation="="),
            _outcome(2, 1, **ratio, value=1.5, lower=1.1, upper=9.0, confidence_level=99, n=30, comparator_n=29),
            _outcome(3, 2, **ratio, value=1.0, met="not_met", time=12, time_unit="mo"),
            _outcome(4, 2, **ratio, value=0.8, subgroup="with one kidney", endpoint_detail="after a year"),
            _outcome(5, 1, **rate, value=40, lower=30, upper=50.5, confidence_level=95, n=700, comparator_n=300,
                     comparator_value=20, comparator_lower=12.5, comparator_upper=33, met="met", relation=">"),
            _outcome(6, 2, **rate, value=10, comparator_value=25, n=20, comparator_n=39, met="not_met"),
            _outcome(7, 1, **alone, value=16.5, lower=10, upper=25, confidence_level=95, n=60),
            _outcome(8, 1, **alone, value=17, n=59, analysis_set="per_protocol"),
            _outcome(9, 1, **alone, value=60, n=1000, met="met", endpoint_role="primary"),
            _outcome(10, 3, **alone, value=5, count=1, n=20),
            _outcome(11, 2, endpoint_id="e:tox", measure="count", endpoint_role="co_primary", count=3, met="not_met"),
            _outcome(12, 2, endpoint_id="e:tox", measure="count", endpoint_role="secondary", count=5),
        ],
    )  # fmt: skip


def pipeline() -> World:
    names = {"x:a": "Alpha drug", "x:b": "Beta drug", "x:c": "Gamma drug", "x:d": "Delta drug", "x:e": "Epsilon drug"}
    trial = {"disease_id": "x:mel"}
    return World(
        {**names, "x:mel": "melanoma", "x:rcc": "kidney cancer", "x:t1": "T1 (2020)", "x:t2": "T2", "x:t3": "T3"},
        medicines=[
            {"fact_id": "med-1", "agent_id": "x:a", "modality": "recombinant_il2", "highest_phase": "approved",
             "development_status": "approved", "status_as_of": "2020-01-01"},
            {"fact_id": "med-2", "agent_id": "x:b", "bias_measured": "not_alpha", "development_status": "stopped",
             "status_as_of": "2022-03", "stopped_reason": "no benefit was seen"},
            {"fact_id": "med-3", "agent_id": "x:c", "bias_claimed": "treg_selective", "highest_phase": "phase_2"},
            {"fact_id": "med-4", "agent_id": "x:d", "modality": "il15_agonist"},
        ],
        trials=[
            {"fact_id": "trl-1", "trial_id": "x:t1", "agent_id": "x:b", "phase": "PHASE3", "status": "COMPLETED",
             "status_as_of": "2021-02", **trial},
            {"fact_id": "trl-2", "trial_id": "x:t2", "agent_id": "x:c", "phase": "PHASE1/PHASE2",
             "status": "RECRUITING", "status_as_of": "2024-02", **trial},
            {"fact_id": "trl-3", "trial_id": "x:t3", "agent_id": "x:e", "phase": None, "status": "TERMINATED",
             "status_as_of": "2023-02", "why_stopped": "slow accrual", "disease_id": "x:rcc"},
        ],
        indications=[
            {"fact_id": "ind-1", "agent_id": "x:a", "disease_id": "x:rcc", "status": "approved",
             "approved_on": "1992-05-05"},
            {"fact_id": "ind-2", "agent_id": "x:a", "disease_id": "x:mel", "status": "approved",
             "approved_on": "1998-01-09"},
        ],
        events=[
            {"fact_id": "evt-1", "entity_id": "x:b", "event": "development_stopped", "date": "2022-03-14",
             "detail": "after a trial"},
            {"fact_id": "evt-2", "entity_id": "x:e", "event": "trial_stopped", "date": "202X"},
        ],
        outcomes=[
            {"fact_id": "out-1", "trial_id": "x:t1", "endpoint_id": "e:os", "endpoint_role": "primary",
             "met": "not_met"},
            {"fact_id": "out-2", "trial_id": "x:t1", "endpoint_id": "e:orr", "endpoint_role": "co_primary",
             "met": "met"},
        ],
    )  # fmt: skip


def graph() -> World:
    asserted = {"certainty": "asserted"}
    return World(
        {
            "HGNC:1": ("IL2", "genes"),
            "UniProtKB:P1": ("Interleukin-2", "proteins"),
            "CL:1": ("T cell", "cell_types"),
            "GO:1": ("proliferation", "processes"),
            "MONDO:1": ("melanoma", "diseases"),
            "il2d:condition-healthy-volunteers": ("healthy volunteers", "diseases"),
            "HP:1": ("fever", "findings"),
            "il2d:agent-1": "Drug",
            "il2d:agent-2": "Tool",
            "NCT00000001": ("Trial", "trials"),
        },
        agents=[{"agent_id": f"il2d:agent-{at}", "name": "A", "kind": "protein"} for at in (1, 2)],
        genes=[{"gene_id": "HGNC:1", "symbol": "IL2", "species": "Homo sapiens"}],
        proteins=[{"protein_id": "UniProtKB:P1", "gene_id": "HGNC:1", "species": "Mus musculus"}],
        prefixes=[
            {"prefix": prefix, "uri_format": f"https://example.org/{prefix}/$1"}
            for prefix in ("HGNC", "UniProtKB", "PMID", "DOI", "clinicaltrials", "MONDO", "cas")
        ],
        names=[
            {"fact_id": "nam-1", "entity_id": "UniProtKB:P1", "name": "TCGF"},
            {"fact_id": "nam-2", "entity_id": "UniProtKB:P1", "name": "IL-2", "status_of_fact": "secondary_only"},
            {"fact_id": "nam-3", "entity_id": "UniProtKB:P1", "name": "IL-3", "status_of_fact": "refuted"},
            {"fact_id": "nam-4", "entity_id": "UniProtKB:P1", "name": "Interleukin-2",
             "status_of_fact": "corroborated"},
            {"fact_id": "nam-5", "entity_id": "il2d:agent-1", "name": "NKTR", "status_of_fact": "disputed"},
        ],
        xrefs=[
            {"fact_id": "xrf-2", "subject_id": "il2d:agent-1", "predicate_id": "skos:exactMatch",
             "object_id": "cas:1-2-3", "mapping_justification": "semapv:ManualMappingCuration"},
            {"fact_id": "xrf-1", "subject_id": "UniProtKB:P1", "predicate_id": "skos:broadMatch", "object_id": "HGNC:1",
             "object_label": 'so "called"', "mapping_justification": "semapv:LexicalMatching",
             "status_of_fact": "refuted"},
            {"fact_id": "xrf-3", "subject_id": "NCT00000001", "predicate_id": "skos:relatedMatch",
             "object_id": "MONDO:1", "mapping_justification": "semapv:ManualMappingCuration"},
        ],
        effects=[
            {"fact_id": "eff-1", "cause_id": "UniProtKB:P1", "effect": "stimulates", "process_id": "GO:1",
             "cell_type_id": "CL:1", "species": "Mus musculus", **asserted},
            {"fact_id": "eff-2", "cause_id": "UniProtKB:P1", "effect": "expands", "cell_type_id": "CL:1",
             "species": "mixed", **asserted},
            {"fact_id": "eff-3", "cause_id": "il2d:agent-2", "effect": "no_effect", "target_id": "HGNC:1", **asserted},
            {"fact_id": "eff-4", "cause_id": "il2d:agent-2", "effect": "induces", "target_id": "UniProtKB:P1",
             "certainty": "speculated"},
            {"fact_id": "eff-5", "cause_id": "il2d:agent-2", "effect": "inhibits", "target_id": "UniProtKB:P1",
             "certainty": "suggested", "status_of_fact": "disputed"},
            {"fact_id": "eff-6", "cause_id": "il2d:agent-2", "effect": "inhibits", "target_id": "HGNC:1", **asserted,
             "status_of_fact": "document_only"},
            {"fact_id": "eff-7", "cause_id": "il2d:agent-2", "effect": "inhibits", "target_id": "HGNC:9", **asserted},
            {"fact_id": "eff-8", "cause_id": "il2d:agent-2", "effect": "inhibits", **asserted},
            {"fact_id": "eff-9", "cause_id": "UniProtKB:P1", "effect": "stimulates", "cell_type_id": "CL:1",
             **asserted},
        ],
        receptor_expression=[
            {"fact_id": "exp-1", "target_id": "UniProtKB:P1", "cell_type_id": "CL:1", "presence": "absent", **asserted},
        ],
        adverse_reactions=[
            {"fact_id": "adr-1", "agent_id": "il2d:agent-1", "finding_id": "HP:1", "kind": "reaction", "percent": 5,
             "disease_id": "MONDO:1", **asserted},
            {"fact_id": "adr-2", "agent_id": "il2d:agent-1", "finding_id": "HP:1", "kind": "reaction", "percent": 0,
             **asserted},
            {"fact_id": "adr-3", "agent_id": "il2d:agent-1", "finding_id": "HP:1", "kind": "contraindication",
             "use": "retreatment", **asserted},
        ],
        trials=[
            {"fact_id": "trl-1", "trial_id": "NCT00000001", "agent_id": "il2d:agent-1", "study_type": "INTERVENTIONAL",
             "disease_id": "il2d:condition-healthy-volunteers"},
        ],
        trial_benefits=[
            {"fact_id": "ben-1", "agent_id": "il2d:agent-1", "disease_id": "MONDO:1", "trial_id": "NCT00000001",
             "result": "benefit", "evidence_level": "randomised", **asserted},
            {"fact_id": "ben-2", "agent_id": "il2d:agent-1", "disease_id": "il2d:condition-healthy-volunteers",
             "result": "benefit", "evidence_level": "randomised", **asserted},
        ],
        sources=[
            {"source_id": "PMID:1", "kind": "paper"},
            {"source_id": "DOI:10.1/a(b)", "kind": "review", "url": "https://example.org/a|b"},
            {"source_id": "NCT00000001", "kind": "registry_record"},
            {"source_id": "il2d:doc-1", "kind": "founding_document"},
            {"source_id": "il2d:src-1", "kind": "paper"},
        ],
        evidence=[
            {"evidence_id": f"ev-{at}", "fact_id": fact, "source_id": source, "stance": stance, "eco": f"ECO:{at % 3}"}
            for at, (fact, source, stance) in enumerate(
                (
                    ("eff-1", "PMID:1", "supports"), ("eff-1", "DOI:10.1/a(b)", "supports"),
                    ("eff-1", "il2d:doc-1", "supports"), ("eff-1", "NCT00000001", "supports"),
                    ("eff-2", "PMID:1", "contradicts"), ("xrf-2", "PMID:1", "supports"),
                    ("xrf-2", "DOI:10.1/a(b)", "supports"), ("xrf-3", "il2d:src-1", "supports"),
                    ("xrf-1", "PMID:1", "contradicts"),
                )
            )
        ],
    )  # fmt: skip


def pictured(name: str, world: World) -> list[str]:
    """Return what a picture says: its words, its rows, what its page tells, and its drawings."""
    drawn: Picture = importlib.import_module(f"il2data.site.pictures.{name}").picture(world)
    told = {key: value for key, value in drawn.told.items() if key != "signs"}
    return [
        f"{drawn.name}: {drawn.title} ({', '.join(filter(None, (drawn.part, *drawn.scripts))) or 'no parts'})",
        drawn.reading,
        drawn.rows.to_csv(index=False),
        json.dumps(told, ensure_ascii=False, default=str).replace("}, {", "},\n{").replace("]], [", "]],\n["),
        "\n".join(title for title, *_ in drawn.panels),
        *(svg.replace("><", ">\n<") for svg in (drawn.svg, drawn.narrow)),
    ]


def worded(name: str, world: World) -> list[str]:
    """Return what a picture says, and of its drawings the marks that lead to facts, in their order.

    A library draws them that changes by itself, so that their places are left out.
    """
    *told, wide, narrow = pictured(name, world)
    return [*told, _marks(wide), _marks(narrow)]


def _marks(svg: str) -> str:
    """Return each mark that leads to a fact: the fact, its words or what it is, and its colour."""
    marks = [
        (
            Path(link.attrib["href"]).stem,
            mark.text or mark.tag.partition("}")[2],
            mark.get("stroke") or mark.get("fill"),
        )
        for link in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}a")
        for mark in link
        if mark.get("aria-label")
    ]
    return "\n".join(" | ".join(map(str, mark)) for mark in marks)


def exported(_: str, world: World) -> list[str]:
    """Return what the knowledge graph and the mappings say, and why other facts make no edge."""
    left_out = "".join(f"{fact}: {reason}\n" for fact, reason in kgx.left_out(world).items())
    return [kgx.nodes(world), kgx.edges(world), left_out, sssom.tsv(world, DAY)]


def _field(name: str, type: str, unit: str = "none", **constraints: Any) -> Row:
    return {"name": name, "type": type, "description": f"What {name} means.", "unit": unit, "constraints": constraints}


def _schema(name: str, kind: str, *fields: Row, **keys: tuple[str, str]) -> Row:
    return {
        "name": name,
        "kind": kind,
        "description": f"All {name}.",
        "primaryKey": [fields[0]["name"]],
        "fields": list(fields),
        "foreignKeys": [
            {"fields": [column], "reference": {"resource": table, "fields": [key]}}
            for column, (table, key) in keys.items()
        ],
    }


TEXT: Row = {"required": True}
SCHEMAS = {
    schema["name"]: schema
    for schema in (
        _schema("units", "reference", _field("unit_id", "string", **TEXT), _field("factor", "number", minimum=0)),
        _schema("cells", "entity", _field("cell_id", "string", **TEXT), _field("name", "string", unique=True)),
        _schema("entities", "derived", _field("entity_id", "string", **TEXT), _field("label", "string")),
        _schema("facts", "derived", *(_field(name, "string", **TEXT) for name in ("fact_id", "statement", "status"))),
        _schema("sources", "reference", *(_field(name, "string") for name in ("source_id", "title", "kind", "note"))),
        _schema(
            "counts",
            "fact",
            _field("fact_id", "string", **TEXT, pattern="c-[0-9]"),
            _field("cell_id", "string"),
            _field("thing_id", "string"),
            _field("sure", "boolean"),
            _field("value", "number", "column:unit", exclusiveMinimum=0),
            _field("unit", "string"),
            _field("part", "integer", "%", maximum=100, enum=[1, 50]),
            _field("like_id", "string", minLength=2),
            cell_id=("cells", "cell_id"),
            thing_id=("entities", "entity_id"),
            unit=("units", "unit_id"),
            like_id=("counts", "fact_id"),
        ),
        _schema("evidence", "evidence", *(_field(name, "string") for name in ("evidence_id", "fact_id", "source_id"))),
    )
}


class Few(Package):
    """The package of the checkout with a few tables, whose columns are made up."""

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables."""
        return tuple(SCHEMAS)

    def schema(self, name: str) -> Any:
        """Return the schema of a table."""
        return SCHEMAS[name]

    def resource(self, name: str) -> Row:
        """Return the entry of a table in the descriptor."""
        seal = {"bytes": len(name), "hash": f"sha256:{64 * 'a'}"}
        return {"name": name, "path": f"data/{name}.csv", "description": f"All {name}.", "schema": "", **seal}


def few() -> World:
    return World({}, Few(ROOT))


def metadata(_: str, world: World) -> list[str]:
    """Return what Croissant, RO-Crate and the citations say of the files of a release."""
    files = {
        name if name[0].isalpha() else f"il2data-1.2.3{name}": (at, 64 * "0") for at, name in enumerate(rocrate.KINDS)
    }
    documents = (
        rocrate.document(world, files, DAY),
        croissant.document(world, files, DAY),
        citation.zenodo(world, DAY),
    )
    return [citation.cff(world, DAY), *(json.dumps(document, indent=1) for document in documents)]


def database(_: str, world: World) -> list[str]:
    """Return the statements that create tables and views in SQLite and DuckDB, what columns mean, and what is said."""
    order = relational.creation_order(SCHEMAS)
    tables = [relational.table(SCHEMAS[name], databases.SQLITE, True) for name in order]
    tables.append(relational.table(SCHEMAS["counts"], databases.DUCKDB, False))
    views = relational.views(SCHEMAS)
    columns = ["\t".join(column) for column in relational.descriptions([*tables, *views])]
    told = [f"{name}: {value}" for name, value in relational.about(world)]
    return [*(made.create() for made in (*tables, *views)), "\n".join(columns), "\n".join(told)]


WORLDS: dict[str, tuple[Callable[[], World], Callable[[str, World], list[str]]]] = {
    **{
        world.__name__: (world, pictured)
        for world in (*molecule_worlds.ALL, disease_worlds.low_dose, timeline, adverse_reactions, trials, pipeline)
    },
    "affinities": (disease_worlds.affinities, worded),
    "graph": (graph, exported),
    "metadata": (few, metadata),
    "database": (few, database),
}


def said(name: str) -> str:
    """Return all that is made of a world, as text."""
    world, tell = WORLDS[name]
    return "\n\n".join(part.strip() for part in tell(name, world())) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name in WORLDS:
        (FOLDER / f"{name}.txt").write_text(said(name), "utf-8")
