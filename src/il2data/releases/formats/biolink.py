"""What each relation of the dataset is in the words of the Biolink Model, or why the model cannot say it.

Classes, predicates and qualifiers are those of Biolink Model 4.4 (https://w3id.org/biolink/biolink-model).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from typing import NamedTuple


class Relation(NamedTuple):
    """How an edge says a relation.

    Parameters
    ----------
    predicate
        Predicate of Biolink, without prefix.
    direction, aspect
        Direction and aspect of the object that is affected.
    negated
        Whether the row says that the relation does not hold.
    object
        Column of the object, where it is not the table's own.
    approval
        Standing of a use with the authorities.
    inverse
        Whether subject and object change places.
    """

    predicate: str
    direction: str = ""
    aspect: str = ""
    negated: bool = False
    object: str = ""
    approval: str = ""
    inverse: bool = False


class Table(NamedTuple):
    """How the rows of a table become edges.

    Parameters
    ----------
    subject
        Column of the subject, or the one entity that all rows are about.
    objects
        Columns of the object; the first that is not empty counts.
    deciding
        Columns whose values, joined by a space, decide on the relation.
    relations
        For each such value its relation, or the reason why it makes no edge.
    beside
        What else a row says, each with an edge of its own.
    """

    subject: str
    objects: tuple[str, ...]
    deciding: tuple[str, ...]
    relations: dict[str, Relation | str]
    beside: tuple[Table, ...] = ()


def _each(first: Iterable[str], second: Iterable[str], relation: Relation | str) -> dict[str, Relation | str]:
    return {f"{one} {other}".strip(): relation for one, other in product(first, second)}


EXPRESSED = Relation("expressed_in")
PRODUCES = Relation("produces")
BINDS = Relation("directly_physically_interacts_with")
ACTIVATES = Relation("regulates", "increased", "activity")
INHIBITS = Relation("regulates", "decreased", "activity")
AFFECTS = Relation("affects")
ADVERSE = Relation("has_adverse_event")
ASSOCIATED = Relation("associated_with")
MEASURES = (
    "Kd",
    "Ka",
    "kon",
    "koff",
    "association_half_time",
    "dissociation_half_time",
    "kon_ratio",
    "koff_ratio",
    "relative_affinity",
)
WAYS = ("", "increased", "decreased")
# Levels of evidence that carry the statement that an agent helps, or does not; the others only that it was tried.
STRONG = ("randomised_primary", "meta_analysis")
WEAK = (
    "randomised",
    "randomised_secondary",
    "randomised_biomarker",
    "post_hoc",
    "subgroup",
    "not_randomised",
    "uncontrolled",
    "before_after",
)
NEED = "not being needed does not mean having no effect, and Biolink has no predicate for need"


def _of_trial(column: str) -> Table:
    """Join a trial with what it studied or gave.

    The model has clinical trial conditions and interventions as properties of a node, and no
    predicate for them; this is the closest that a trial may be the subject of.
    """
    return Table("trial_id", (column,), (), {"": Relation("related_to_at_instance_level")})


TABLES: dict[str, Table] = {
    "xrefs": Table(
        "subject_id",
        ("object_id",),
        ("predicate_id",),
        {
            "RO:0002204": Relation("gene_product_of"),
            "RO:0002205": Relation("gene_product_of", inverse=True),
            "RO:HOM0000017": Relation("orthologous_to"),
            **dict.fromkeys(
                ("skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch"),
                "a mapping between identifiers: exact ones stand at the node, all in the SSSOM export",
            ),
        },
    ),
    "receptor_subunits": Table("receptor_form_id", ("protein_id",), (), {"": Relation("has_part")}),
    "receptor_expression": Table(
        "target_id",
        ("cell_type_id",),
        ("presence",),
        {
            "present": EXPRESSED,
            "induced": EXPRESSED,
            "absent": EXPRESSED._replace(negated=True),
        },
    ),
    "production": Table(
        "cell_type_id",
        ("product_id",),
        ("level",),
        {
            **dict.fromkeys(("low", "moderate", "high", "detected"), PRODUCES),
            "none": PRODUCES._replace(negated=True),
        },
    ),
    "regulation": Table(
        "regulator_id",
        ("target_id",),
        ("direction",),
        {
            "increases": Relation("regulates", "increased", "expression"),
            "decreases": Relation("regulates", "decreased", "expression"),
            **dict.fromkeys(("modulates", "required"), Relation("affects", "", "expression")),
        },
    ),
    "effects": Table(
        "cause_id",
        ("process_id", "target_id", "cell_type_id"),
        ("effect",),
        {
            **dict.fromkeys(("stimulates", "supports", "induces"), Relation("affects", "increased")),
            **dict.fromkeys(("inhibits", "impairs"), Relation("affects", "decreased")),
            "expands": Relation("affects", "increased", "abundance"),
            "depletes": Relation("affects", "decreased", "abundance"),
            "not_required_for": NEED,
            "modulates": AFFECTS,
            "required_for": AFFECTS,
            "no_effect": AFFECTS._replace(negated=True),
        },
    ),
    "pathways_activated": Table(
        "cause_id",
        ("pathway_id",),
        ("relation",),
        {
            "activates": ACTIVATES,
            "inhibits": INHIBITS,
            "does_not_activate": ACTIVATES._replace(negated=True),
            "does_without": NEED,
        },
    ),
    "pathway_members": Table("gene_id", ("pathway_id",), (), {"": Relation("actively_involved_in")}),
    "signalling_edges": Table(
        "subject_id",
        ("object_id",),
        ("relation",),
        {
            "binds": BINDS,
            "associates_with": Relation("physically_interacts_with"),
            "forms_complex": Relation("in_complex_with"),
            "assembles": AFFECTS,
            "presents_ligand_to": AFFECTS,
            "required_for": AFFECTS,
            "required_for_activation_of": AFFECTS,
            "required_for_phosphorylation_of": Relation("affects", "", "phosphorylation"),
            "required_for_expression_of": Relation("affects", "", "expression"),
            "activates": ACTIVATES,
            "amplifies": ACTIVATES,
            "inhibits": INHIBITS,
            "does_not_activate": ACTIVATES._replace(negated=True),
            **dict.fromkeys(
                ("phosphorylates", "induces_phosphorylation_of"), Relation("regulates", "increased", "phosphorylation")
            ),
            "dephosphorylates": Relation("regulates", "decreased", "phosphorylation"),
            "recruits": Relation("affects", "", "localization"),
            "induces_expression": Relation("regulates", "increased", "expression"),
            "represses_expression": Relation("regulates", "decreased", "expression"),
            "promotes_degradation_of": Relation("affects", "increased", "degradation"),
            **dict.fromkeys(
                ("not_required_for", "not_required_for_activation_of", "not_required_for_expression_of"), NEED
            ),
        },
    ),
    "affinities": Table(
        "ligand_id",
        ("target_id",),
        ("quantity", "relation"),
        {
            **_each(MEASURES, "=~", BINDS),
            **_each(MEASURES, "<>", "a bound on a measure does not say that binding was seen"),
            "no_binding": BINDS._replace(negated=True),
        },
    ),
    "structure_components": Table("structure_id", ("entity_id",), (), {"": Relation("mentions")}),
    "genetic_associations": Table(
        "subject_id",
        ("disease_id",),
        ("relation",),
        {
            "associated_with": ASSOCIATED,
            "candidate_causal": ASSOCIATED,
            "not_associated_with": ASSOCIATED._replace(negated=True),
        },
    ),
    "mendelian_disorders": Table("gene_id", ("disease_id",), (), {"": Relation("causes")}),
    "disease_links": Table(
        "subject_id",
        ("disease_id",),
        ("relation", "direction"),
        {
            "level_altered increased": Relation("positively_correlated_with"),
            "level_altered decreased": Relation("negatively_correlated_with"),
            **_each(["level_unaltered", "no_marker"], WAYS, Relation("correlated_with", negated=True)),
            **_each(["signalling_altered", "associated_with"], WAYS, ASSOCIATED),
            **_each(["contributes_to"], WAYS, Relation("contributes_to")),
            **_each(["protects_from"], WAYS, Relation("associated_with_decreased_likelihood_of")),
            **_each(["eases_model"], WAYS, Relation("beneficial_in_models_for")),
            **_each(["proposed_treatment", "proposed_to_modulate"], WAYS, "a proposal, not an observation"),
            "level_altered_model": "seen in an animal model, in a direction that the source as read does not give",
            "not_required_for": NEED,
        },
    ),
    "trial_benefits": Table(
        "agent_id",
        ("disease_id",),
        ("result", "evidence_level"),
        {
            **_each(["benefit"], STRONG, Relation("ameliorates_condition")),
            **_each(["no_benefit"], STRONG, Relation("ameliorates_condition", negated=True)),
            **_each(["benefit", "no_benefit"], WEAK, Relation("in_clinical_trials_for")),
            **_each(["tested", "harm", "not_significant"], STRONG + WEAK, Relation("in_clinical_trials_for")),
        },
    ),
    "indications": Table(
        "agent_id",
        ("disease_id",),
        ("status",),
        {
            "approved": Relation("treats", approval="approved_for_condition"),
            "withdrawn": Relation("applied_to_treat", approval="post_approval_withdrawal"),
            "off_label": Relation("applied_to_treat", approval="off_label_use"),
            "expanded_access": Relation("applied_to_treat"),
            **dict.fromkeys(
                ("investigational", "studied", "discontinued", "application_withdrawn"), Relation("studied_to_treat")
            ),
        },
    ),
    "adverse_reactions": Table(
        "agent_id",
        ("finding_id",),
        ("kind", "use"),
        {
            **dict.fromkeys(("boxed_warning", "warning", "common_reaction", "reaction", "drug_related_death"), ADVERSE),
            "contraindication any": Relation("contraindicated_in"),
            "contraindication retreatment": "it forbids another course after it, not use as such",
            "contraindication exclusion_recommended": "a recommendation, not a contraindication",
        },
    ),
    "trials": Table(
        "agent_id",
        ("disease_id",),
        ("status",),
        {
            **dict.fromkeys(
                (
                    "",
                    "RECRUITING",
                    "ENROLLING_BY_INVITATION",
                    "ACTIVE_NOT_RECRUITING",
                    "COMPLETED",
                    "TERMINATED",
                    "SUSPENDED",
                    "UNKNOWN",
                ),
                Relation("in_clinical_trials_for"),
            ),
            **dict.fromkeys(("NOT_YET_RECRUITING", "WITHDRAWN"), "nobody had taken part in the trial"),
        },
        (_of_trial("disease_id"), _of_trial("agent_id"), _of_trial("combined_with")),
    ),
    "arms": _of_trial("agent_id")._replace(beside=(_of_trial("combined_with"),)),
    "trial_reports": Table("agent_id", ("disease_id",), (), {"": Relation("in_clinical_trials_for")}),
}

TABLES_LEFT_OUT = {
    "names": "a name is a property of one entity; names stand at the node",
    "sequence_features": "a property of one entity",
    "protein_profiles": "a property of one entity",
    "physical_properties": "a property of one entity",
    "gene_locations": "a property of one entity",
    "gene_structures": "a property of one entity",
    "gene_classes": "a property of one entity",
    "allelic_expression": "a property of one entity",
    "receptor_form_profiles": "a property of one entity",
    "structures": "a property of one entity",
    "glycoforms": "a property of one entity",
    "formulations": "what a container of one agent holds",
    "epidemiology": "a frequency of one disease",
    "phenotypes": "what one disease looks like, in words",
    "contacts": "two residues, which an edge cannot hold; which chains make up a receptor stands in receptor_subunits",
    "chain_contacts": (
        "what lies beside what in one crystal; which chains make up a receptor stands in receptor_subunits"
    ),
    "buried_areas": "a residue, which an edge cannot hold",
    "hot_spots": "a residue, which an edge cannot hold",
    "subclasses": "the subclasses of ontologies are theirs to tell",
    "cell_fractions": "a share of a kind of cell, which an edge cannot hold",
    "medicines": "what one agent is and how far it came",
    "medicine_owners": "an organisation, which is no entity",
    "designations": "a step of the law on one agent; it is neither treatment nor study",
    "sequences": "a property of one entity",
    "chain_parts": "a stretch of one chain; what a medicine is made of stands in constructs",
    "events": "what happened to one entity",
    "statements": "a judgement in words on one entity",
    "errata": "what another resource has wrong about one entity; what is right stands in the other tables",
    "pharmacokinetics": "a measure of one agent",
    "receptor_abundance": (
        "a number for each cell, which an edge cannot hold; that a cell carries a receptor stands in"
        " receptor_expression"
    ),
    "receptor_turnover": "a time, a share or a fate, which an edge cannot hold; affinities has what binds",
    "experiments": "a protocol and its files; what was measured stands value by value in other tables",
    "potencies": "a concentration, which an edge cannot hold; that an agent acts on a cell stands in effects",
    "substitutions": "a change of residues; the protein is only the one whose numbering is used",
    "constructs": "the make-up of one molecule; the protein is only the one it is derived from",
    "doses": "a dose, which an edge cannot hold; the use stands in indications and trials",
    "label_provisions": (
        "a rule for the use of one agent, with a condition that an edge cannot hold; indications and adverse_reactions"
        " have the edges"
    ),
    "marker_cutoffs": "how well a test tells a disease, a number that an edge cannot hold; disease_links has the edges",
    "outcomes": "a result of one arm of a trial, which is no entity",
    "trial_safety": (
        "a count in one arm of a trial, which may be none, beside that of its comparator, which an edge cannot hold;"
        " what labels say of harm stands in adverse_reactions"
    ),
    "registry_snapshots": "what the record of one trial said on a day",
}

# Why facts of a status make no edge; empty for those that do.
STATUSES = {
    "corroborated": "",
    "reported": "",
    "secondary_only": "",
    "disputed": "",
    "refuted": "records contradict it and none supports it",
    "document_only": "no record of it was read",
}
