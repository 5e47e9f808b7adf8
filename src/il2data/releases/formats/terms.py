"""Entities in the words of the Biolink Model: their classes, the prefixes of their identifiers, and their taxa."""

from __future__ import annotations

import re

from il2data._tables import TableName
from il2data.release import Release

# Our prefixes are those of Bioregistry; only those that Biolink spells in another way stand here.
PREFIXES = {
    "DOI": "doi",
    "cas": "CAS",
    "chembl": "CHEMBL.COMPOUND",
    "chembl.target": "CHEMBL.TARGET",
    "clinicaltrials": "CLINICALTRIALS",
    "complexportal": "ComplexPortal",
    "dbsnp": "DBSNP",
    "drugbank": "DRUGBANK",
    "iuphar.ligand": "GTOPDB",
    "iuphar.receptor": "IUPHARobj",
    "ncit": "NCIT",
    "omim": "OMIM",
    "reactome": "REACT",
    "rxnorm": "RXCUI",
    "umls": "UMLS",
    "unii": "UNII",
    "wikipathways": "WIKIPATHWAYS",
}

# NCBI Taxonomy; "mixed" is no taxon.
TAXA = {
    "Homo sapiens": "NCBITaxon:9606",
    "Mus musculus": "NCBITaxon:10090",
    "Rattus norvegicus": "NCBITaxon:10116",
    "Oryctolagus cuniculus": "NCBITaxon:9986",
    "Bos taurus": "NCBITaxon:9913",
    "Macaca fascicularis": "NCBITaxon:9541",
    "Macaca mulatta": "NCBITaxon:9544",
    "mixed": "",
}

CATEGORIES = {
    "genes": "Gene",
    "proteins": "Protein",
    "receptor_forms": "MacromolecularComplex",
    "cell_types": "Cell",
    "processes": "BiologicalProcess",
    "pathways": "Pathway",
    "diseases": "Disease",
    "agents": "ChemicalEntity",
    "findings": "PhenotypicFeature",
    "variants": "SequenceVariant",
    "structures": "Dataset",
    "trials": "ClinicalTrial",
}

# Entities that are not what the rest of their table is.
EXCEPTIONS = {
    "il2d:agent-antiretroviral-therapy": "Treatment",
    "il2d:agent-autologous-treg": "Treatment",
    "il2d:agent-donor-treg-infusion": "Treatment",
    "il2d:agent-haploidentical-nk": "Treatment",
    "il2d:agent-haploidentical-nk-il2": "Treatment",
    "il2d:agent-hyperthermic-ip-chemo": "Treatment",
    "il2d:agent-lak-adjuvant": "Treatment",
    "il2d:agent-lak-cells": "Treatment",
    "il2d:agent-photopheresis": "Treatment",
    "il2d:agent-radiotherapy-pembrolizumab": "Treatment",
    "il2d:agent-sbrt": "Treatment",
    "il2d:agent-standard-covid-care": "Treatment",
    "il2d:agent-tb-chemotherapy": "Treatment",
    "il2d:agent-til": "Treatment",
    "il2d:condition-burns": "PhenotypicFeature",
    "il2d:condition-healthy-volunteers": "StudyPopulation",
    "il2d:condition-heart-transplantation": "Procedure",
    "il2d:condition-kidney-transplantation": "Procedure",
    "il2d:condition-liver-transplantation": "Procedure",
    "il2d:condition-longevity": "PhenotypicFeature",
}


def curie(identifier: str) -> str:
    """Return an identifier of the dataset as a CURIE with the prefix that Biolink uses for it."""
    prefix, local = (
        ("clinicaltrials", identifier) if re.fullmatch(r"NCT\d{8}", identifier) else identifier.split(":", 1)
    )
    return f"{PREFIXES.get(prefix, prefix)}:{local}"


def categories(release: Release) -> dict[str, str]:
    """Return the Biolink class of each entity, without prefix.

    An agent that patients were given, in a trial or as a medicine, is a drug; any other is a
    chemical entity, as is a class of agents.
    """
    tables: tuple[TableName, ...] = ("indications", "trials", "doses", "adverse_reactions")
    given = {agent for table in tables for agent in release.load(table)["agent_id"]}
    agents = release.load("agents")
    drugs = dict.fromkeys(given & set(agents["agent_id"][agents["kind"] != "class"]), "Drug")
    entities = release.load("entities")
    return {
        entity: EXCEPTIONS.get(entity) or drugs.get(entity) or CATEGORIES[table]
        for entity, table in zip(entities["entity_id"], entities["table"], strict=True)
    }
