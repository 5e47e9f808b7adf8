"""Which classes of edges the Biolink Model has, and which predicates it allows between which categories.

Classes, predicates and categories are those of Biolink Model 4.4 (https://w3id.org/biolink/biolink-model).
"""

from __future__ import annotations

GENES = {"Gene", "Protein"}
AGENTS = {"ChemicalEntity", "Drug", "Treatment"}
PROCESSES = {"BiologicalProcess", "Pathway"}
CONDITIONS = {"Disease", "PhenotypicFeature"}
STATISTICAL = {
    "associated_with",
    "associated_with_decreased_likelihood_of",
    "correlated_with",
    "positively_correlated_with",
    "negatively_correlated_with",
}

# Predicates that Biolink does not allow for a category of subject: a complex is no gene product, a protein no
# treatment, and a medicine does not regulate.
INSTEAD = {
    ("MacromolecularComplex", "expressed_in"): "located_in",
    ("Protein", "beneficial_in_models_for"): "associated_with_decreased_likelihood_of",
    **{(kind, "regulates"): "affects" for kind in AGENTS},
}

# Subject, predicate, object: first match wins; a condition that is empty always holds.
ASSOCIATIONS: tuple[tuple[set[str], set[str], set[str], str], ...] = (
    (set(), {"mentions"}, set(), "InformationContentEntityToNamedThingAssociation"),
    (set(), {"has_adverse_event"}, set(), "ChemicalOrDrugOrTreatmentAdverseEventAssociation"),
    (
        set(),
        {
            "treats",
            "applied_to_treat",
            "studied_to_treat",
            "in_clinical_trials_for",
            "ameliorates_condition",
            "beneficial_in_models_for",
        },
        set(),
        "ChemicalOrDrugOrTreatmentToDiseaseOrPhenotypicFeatureAssociation",
    ),
    (
        AGENTS - {"Treatment"},
        {"contraindicated_in"},
        CONDITIONS,
        "ChemicalEntityToDiseaseOrPhenotypicFeatureAssociation",
    ),
    (AGENTS - {"Treatment"}, {"directly_physically_interacts_with"}, GENES, "ChemicalGeneInteractionAssociation"),
    (AGENTS - {"Treatment"}, {"affects"}, set(), "ChemicalAffectsBiologicalEntityAssociation"),
    (GENES, {"orthologous_to"}, GENES, "GeneToGeneHomologyAssociation"),
    (
        GENES,
        {"directly_physically_interacts_with", "physically_interacts_with"},
        GENES,
        "PairwiseGeneToGeneInteraction",
    ),
    (GENES, {"regulates"}, GENES, "GeneRegulatesGeneAssociation"),
    (GENES, {"in_complex_with", "affects"}, GENES, "GeneToGeneAssociation"),
    (GENES, {"actively_involved_in", "regulates", "affects"}, {"Pathway"}, "GeneToPathwayAssociation"),
    (GENES, {"expressed_in"}, {"Cell"}, "GeneToExpressionSiteAssociation"),
    (GENES, {"causes"}, {"Disease"}, "CausalGeneToDiseaseAssociation"),
    (
        GENES,
        {"correlated_with", "positively_correlated_with", "negatively_correlated_with"},
        {"Disease"},
        "CorrelatedGeneToDiseaseAssociation",
    ),
    (GENES, {"associated_with", "contributes_to"}, {"Disease"}, "GeneToDiseaseAssociation"),
    (PROCESSES, {"regulates"}, PROCESSES, "ProcessRegulatesProcessAssociation"),
    (
        set(),
        {"associated_with", "associated_with_decreased_likelihood_of"},
        set(),
        "NamedThingAssociatedWithLikelihoodOfNamedThingAssociation",
    ),
    (set(), set(), set(), "Association"),
)


def association(subject: str, predicate: str, object: str) -> str:
    """Return the class of an edge between two categories."""
    edge = (subject, predicate, object)
    return next(
        name
        for *wanted, name in ASSOCIATIONS
        if all(not choice or part in choice for part, choice in zip(edge, wanted, strict=True))
    )
