"""Laws against the registries: what has a registry's identifier is what the snapshot of the registry says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from il2data.checking.rules import EACH, EVERY, Finding, Tables, rule
from il2data.checking.rules.identifiers import FREE

# What the registry must say that the things of a table are;
# a locus that disposes to a disease is entered among the diseases.
TYPES = {
    "cell_types": {"cell"},
    "diseases": {"disease", "disease susceptibility"},
    "processes": {"biological_process"},
    "pathways": {"biological_process"},
    "evidence_types": {"evidence"},
}
# HGNC's locus type of each type of gene.
LOCUS = {"protein_coding": "gene with protein product"}


def places(tables: Tables) -> Iterator[tuple[str, int, str, str]]:
    """Yield where an identifier of a registry is used: table, position, column, identifier."""
    keys = [
        (name, str(tables[name].columns[0]))
        for name in tables["entities"]["table"].unique()
        if name in tables and tables[name].columns[0] != "fact_id"
    ]
    for table, column in [
        *keys,
        *((table, column) for table, column in FREE if table in tables and table != "entities"),
    ]:
        ids = tables[table][column].dropna()
        yield from ((table, position, column, id) for position, id in ids.items())


def _said(tables: Tables) -> Iterator[tuple[str, int, str, Any]]:
    """Yield the places whose identifier the snapshot holds, with what the registry says of it."""
    terms = {row.term_id: row for row in tables["registry_terms"].itertuples(index=False)}
    return ((table, position, column, terms[id]) for table, position, column, id in places(tables) if id in terms)


@rule(
    "registry-label",
    "What has an identifier of a registry bears the registry's current label, and a gene its symbol.",
    "Registries rename; whoever searches by the new label must find the row, and a wrong identifier shows by its"
    " label.",
    reads=(EACH, "entities", "registry_terms"),
)
def label(tables: Tables) -> Iterator[Finding]:
    for table, position, _, term in _said(tables):
        frame = tables[table]
        for column, expected in (("name", term.label), ("symbol", term.symbol)):
            if (
                column in frame
                and not term.obsolete
                and not pd.isna(expected)
                and (found := frame.at[position, column]) != expected
            ):
                yield (
                    table,
                    position,
                    column,
                    f"{term.term_id} is {found!r} here, and {expected!r} in its registry.",
                    "Check the identifier; if it is right, write the registry's label.",
                )


@rule(
    "registry-obsolete",
    "No obsolete identifier is used.",
    "An obsolete term means something else, or nothing, to whoever looks it up.",
    reads=(EACH, "entities", "registry_terms"),
)
def obsolete(tables: Tables) -> Iterator[Finding]:
    for table, position, column, term in _said(tables):
        if term.obsolete:
            instead = "" if pd.isna(term.replaced_by) else f" It is replaced by {term.replaced_by}."
            yield (
                table,
                position,
                column,
                f"{term.term_id} is obsolete in its registry.{instead}",
                "Use the identifier that took its place.",
            )


@rule(
    "registry-species",
    "A gene or protein is of the species that its registry says.",
    "The orthologue of the mouse bears nearly the same symbol.",
    reads=(EACH, "entities", "registry_terms"),
)
def species(tables: Tables) -> Iterator[Finding]:
    for table, position, _, term in _said(tables):
        frame = tables[table]
        if (
            "species" in frame
            and not pd.isna(term.species)
            and (found := frame.at[position, "species"]) != term.species
        ):
            yield (
                table,
                position,
                "species",
                f"{term.term_id} is entered as of {found}; its registry says {term.species}.",
                "Correct the species or the identifier.",
            )


@rule(
    "registry-type",
    "What stands among the cell types, diseases, processes, pathways or kinds of evidence is one by its registry, and a"
    " gene is of the type that HGNC gives it.",
    "A cellular component among the processes, or a gene of RNA called one of protein, is a wrong identifier.",
    reads=(EACH, "entities", "gene_classes", "registry_terms"),
)
def type_(tables: Tables) -> Iterator[Finding]:
    for table, position, column, term in _said(tables):
        if table in TYPES and not pd.isna(term.type) and not TYPES[table] & set(term.type.split("; ")):
            yield (
                table,
                position,
                column,
                (
                    f"{term.term_id} is of type {term.type!r} in its registry, and not"
                    f" {' or '.join(sorted(TYPES[table]))}."
                ),
                "Correct the identifier, or move the row to the table that fits.",
            )
    classes, types = tables["gene_classes"], tables["registry_terms"].set_index("term_id")["type"]
    for position, id, type in zip(classes.index, classes["gene_id"], classes["gene_type"], strict=True):
        if type in LOCUS and types.get(id, LOCUS[type]) != LOCUS[type]:
            yield (
                "gene_classes",
                position,
                "gene_type",
                f"{id} is {type} here, and {types[id]!r} in its registry.",
                "Correct the type or the gene.",
            )


@rule(
    "registry-xref",
    "The label of a mapping's object that is no entity of the dataset is the label or symbol that its registry"
    " gives it.",
    "The label is read beside the identifier; when they disagree the identifier is of something else.",
    reads=("entities", "registry_terms", "xrefs"),
)
def xref(tables: Tables) -> Iterator[Finding]:
    xrefs, own = tables["xrefs"], set(tables["entities"]["entity_id"])
    called = {
        row.term_id: {str(row.label).casefold(), str(row.symbol).casefold()}
        for row in tables["registry_terms"].itertuples(index=False)
    }
    # What is an entity here is compared with the entity's name, and that with the registry's.
    mine = xrefs[xrefs["object_label"].notna() & xrefs["object_id"].isin(called) & ~xrefs["object_id"].isin(own)]
    for position, id, label in zip(mine.index, mine["object_id"], mine["object_label"], strict=True):
        if label.casefold() not in called[id]:
            yield (
                "xrefs",
                position,
                "object_label",
                f"{id} is not called {label!r} by its registry.",
                "Check the identifier against its record.",
            )


@rule(
    "registry-known",
    "Each identifier in use of a registry whose whole file was read stands in the snapshot, and nothing else does.",
    "What was never compared with its registry may be mistyped.",
    reads=(EVERY, "entities", "registries", "registry_terms"),
)
def known(tables: Tables) -> Iterator[Finding]:
    terms, registries, used = tables["registry_terms"], tables["registries"], list(places(tables))
    whole = tuple(
        f"{prefix}:" for prefix in registries.loc[registries["whole"] & registries["version"].notna(), "prefix"]
    )
    have, ids = set(terms["term_id"]), {id for *_, id in used}
    for table, position, column, id in used:
        if id.startswith(whole) and id not in have:
            yield (
                table,
                position,
                column,
                f"{id} stands in no file of its registry that was read.",
                "Correct the identifier, or download a newer file of the registry and run `il2data refresh FILE`.",
            )
    prefix = dict(zip(registries["registry"], registries["prefix"], strict=True))
    for position, id, registry in zip(terms.index, terms["term_id"], terms["registry"], strict=True):
        if id not in ids:
            yield (
                "registry_terms",
                position,
                "term_id",
                f"{id} is used nowhere.",
                "Run `il2data refresh` on the file of its registry, which keeps what is used.",
            )
        elif registry in prefix and id.split(":")[0] != prefix[registry]:
            yield (
                "registry_terms",
                position,
                "registry",
                f"{id} is no identifier of {registry}.",
                "Run `il2data refresh` on the file of its registry.",
            )
