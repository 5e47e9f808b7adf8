"""Laws of mappings to other registries: known on both sides, consistent, one to one where that is said."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from il2data.checking.rules import EVERY, Finding, Tables, rule
from il2data.naming import ORTHOLOGOUS

# Registries whose records are of one thing each: a mapping to them is one to one.
ONE_TO_ONE = ("NCBIGene", "ENSEMBL", "HGNC", "unii", "cas", "drugbank", "euclinicaltrials", "omim")
INVERSE = {"RO:0002205": "RO:0002204", "RO:0002204": "RO:0002205"}
GENE_PRODUCT = {"RO:0002205": ("HGNC:", "UniProtKB:"), "RO:0002204": ("UniProtKB:", "HGNC:")}
# Registers of the genes of man and of another species.
SPECIES_PAIRS = ({"HGNC", "MGI"}, {"HGNC", "RGD"})


@rule(
    "xref-known",
    "A mapping starts or ends at an entity of the dataset.",
    "A mapping between two strangers says nothing about interleukin-2.",
    reads=("entities", "xrefs"),
)
def known(tables: Tables) -> Iterator[Finding]:
    xrefs, ids = tables["xrefs"], set(tables["entities"]["entity_id"])
    for position in xrefs.index[~xrefs["subject_id"].isin(ids) & ~xrefs["object_id"].isin(ids)]:
        yield (
            "xrefs",
            position,
            "subject_id",
            "neither end is an entity of the dataset.",
            "Correct the identifier, or add the entity.",
        )


@rule(
    "xref-one-to-one",
    "An exact match to a registry of single things is one to one.",
    "Two genes with one NCBI Gene number, or one drug with two UNIIs: one of the two is wrong.",
    reads=("xrefs",),
)
def one_to_one(tables: Tables) -> Iterator[Finding]:
    xrefs = tables["xrefs"]
    exact = xrefs[xrefs["predicate_id"] == "skos:exactMatch"]
    exact = exact.assign(registry=exact["object_id"].str.split(":").str[0])
    exact = exact[exact["registry"].isin(ONE_TO_ONE)]
    for keys, column in ((["subject_id", "registry"], "object_id"), (["object_id"], "subject_id")):
        for position in exact.index[exact.duplicated(keys)]:
            yield (
                "xrefs",
                position,
                column,
                (
                    f"{exact.at[position, 'subject_id']} and {exact.at[position, 'object_id']}: another row maps one of"
                    " them elsewhere."
                ),
                "Check both records; keep the right one, or use skos:closeMatch.",
            )


@rule(
    "xref-closes",
    "A mapping that is entered from both ends closes.",
    "Each end was read in its own record; when they disagree, one record was misread.",
    reads=("xrefs",),
)
def closes(tables: Tables) -> Iterator[Finding]:
    xrefs = tables["xrefs"]
    pairs = {(s, p, o) for s, p, o in zip(xrefs["subject_id"], xrefs["predicate_id"], xrefs["object_id"], strict=True)}
    forward: dict[tuple[str, str, str], str] = {}
    for s, p, o in pairs:
        forward[s, p, o.split(":")[0]] = o
    for position, s, p, o in zip(
        xrefs.index, xrefs["subject_id"], xrefs["predicate_id"], xrefs["object_id"], strict=True
    ):
        back = forward.get((o, INVERSE.get(p, p), s.split(":")[0]))
        if back is not None and (o, INVERSE.get(p, p), s) not in pairs:
            yield (
                "xrefs",
                position,
                "object_id",
                f"{s} leads to {o}, which leads back to {back}.",
                "Check both records; one of the identifiers is wrong.",
            )


@rule(
    "gene-product",
    "A protein's gene is the gene that the mapping between them names.",
    "The accession and the gene are entered twice on purpose, so that a swap shows.",
    reads=("proteins", "xrefs"),
)
def gene_product(tables: Tables) -> Iterator[Finding]:
    xrefs, proteins = tables["xrefs"], tables["proteins"].set_index("protein_id")
    for predicate, gene, protein in (
        ("RO:0002205", "subject_id", "object_id"),
        ("RO:0002204", "object_id", "subject_id"),
    ):
        mine = xrefs[(xrefs["predicate_id"] == predicate) & xrefs[protein].isin(proteins.index)]
        expected = mine[protein].map(proteins["gene_id"])
        for position in mine.index[(mine[gene] != expected).fillna(True)]:
            yield (
                "xrefs",
                position,
                gene,
                (
                    f"{mine.at[position, protein]} is entered as a product of {expected[position]}, here of"
                    f" {mine.at[position, gene]}."
                ),
                "Check the UniProtKB record; correct one of the two.",
            )


@rule(
    "xref-label",
    "An object that is an entity of the dataset bears the entity's name.",
    "The label is read beside the identifier; when they disagree the identifier is of something else.",
    reads=(EVERY, "entities", "xrefs"),
)
def xref_label(tables: Tables) -> Iterator[Finding]:
    xrefs = tables["xrefs"]
    frames = [tables[name] for name in tables["entities"]["table"].unique()]
    names: dict[str, set[str]] = {}
    for frame in frames:
        for row in frame.itertuples(index=False):
            names.setdefault(row[0], set()).update(
                str(c).casefold() for c in (row.name, getattr(row, "symbol", row.name))
            )
    for position, id, label in zip(xrefs.index, xrefs["object_id"], xrefs["object_label"], strict=True):
        if not pd.isna(label) and id in names and label.casefold() not in names[id]:
            yield (
                "xrefs",
                position,
                "object_label",
                f"{id} is {' / '.join(sorted(names[id]))}, not {label!r}.",
                "Check the identifier against its record.",
            )


@rule(
    "xref-predicate",
    "A predicate fits its two ends: gene and product, or two genes of different species, for those of the Relation"
    " Ontology.",
    "A predicate turned round makes a gene the product of its protein.",
    reads=("xrefs",),
)
def predicate(tables: Tables) -> Iterator[Finding]:
    xrefs = tables["xrefs"]
    for position, s, p, o in zip(
        xrefs.index, xrefs["subject_id"], xrefs["predicate_id"], xrefs["object_id"], strict=True
    ):
        if p in GENE_PRODUCT:
            first, second = GENE_PRODUCT[p]
            if not (s.startswith(first) and o.startswith(second)):
                yield (
                    "xrefs",
                    position,
                    "predicate_id",
                    f"{p} leads from {s} to {o}.",
                    "RO:0002205 leads from gene to product, RO:0002204 from product to gene.",
                )
        elif ({s.split(":")[0], o.split(":")[0]} in SPECIES_PAIRS) != (p == ORTHOLOGOUS):
            yield (
                "xrefs",
                position,
                "predicate_id",
                f"{p} stands between {s} and {o}.",
                f"Use {ORTHOLOGOUS} between a human gene and that of a mouse or rat, and only there.",
            )


@rule(
    "xref-symbol",
    "The label of a gene's exact match in a register of genes is the gene's symbol or one of its names.",
    "The label is read beside the identifier; when it is another gene's, so is the identifier.",
    reads=("genes", "names", "xrefs"),
)
def xref_symbol(tables: Tables) -> Iterator[Finding]:
    xrefs, genes = tables["xrefs"], tables["genes"]
    own = {row.gene_id: {row.symbol.casefold(), row.name.casefold()} for row in genes.itertuples(index=False)}
    for row in tables["names"].itertuples(index=False):
        if row.entity_id in own:
            own[row.entity_id].add(row.name.casefold())
    mine = xrefs[
        xrefs["subject_id"].isin(own)
        & (xrefs["predicate_id"] == "skos:exactMatch")
        & xrefs["object_label"].notna()
        & xrefs["object_id"].str.startswith(("NCBIGene:", "ENSEMBL:", "omim:"))
    ]
    for position, id, label in zip(mine.index, mine["subject_id"], mine["object_label"], strict=True):
        if label.casefold() not in own[id]:
            yield (
                "xrefs",
                position,
                "object_label",
                f"{label!r} is no name of {id}.",
                "Check the identifier against its record, or enter the name.",
            )
