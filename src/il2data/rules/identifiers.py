"""Laws of identifiers: patterns, labels, mappings that close from both ends."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from il2data.rules import Finding, Tables, rule
from il2data.tableschema import whole

# Columns that hold CURIEs without being keys of this package.
FREE = (("xrefs", "subject_id"), ("xrefs", "predicate_id"), ("xrefs", "object_id"), ("xrefs", "mapping_justification"), ("sources", "source_id"), ("entities", "entity_id"), ("evidence_types", "eco_id"))
# Registries whose records are of one thing each: a mapping to them is one to one.
ONE_TO_ONE = ("NCBIGene", "ENSEMBL", "HGNC", "unii", "cas", "drugbank", "euclinicaltrials", "omim")
INVERSE = {"RO:0002205": "RO:0002204", "RO:0002204": "RO:0002205"}


@rule("identifier-pattern", "Every identifier has a known prefix and the form that its registry prescribes.", "An identifier of the wrong form resolves to nothing, or to something else.")
def pattern(tables: Tables) -> Iterator[Finding]:
    patterns = {row.prefix: whole(row.pattern) for row in tables["prefixes"].itertuples()}
    for table, column in FREE:
        for position, id in tables[table][column].items():
            prefix, _, local = ("clinicaltrials", "", id) if id.startswith("NCT") else id.partition(":")
            local = local.split("#")[0]
            if prefix not in patterns:
                yield table, position, column, f"{id} has the unknown prefix {prefix!r}.", "Use the prefix of the table prefixes, or add it there."
            elif not patterns[prefix].match(local):
                yield table, position, column, f"{id} does not have the form that {prefix} prescribes.", "Copy the identifier from its registry."


@rule("label-unique", "No two entities of a table bear the same name.", "Two entities of one name are one thing entered twice, or one of the names is wrong.")
def label_unique(tables: Tables) -> Iterator[Finding]:
    entities = tables["entities"]
    for name in entities["table"].unique():
        frame = tables[str(name)]
        for position in frame.index[frame["name"].str.casefold().duplicated()]:
            yield str(name), position, "name", f"{frame.at[position, 'name']!r} is the name of another row too.", "Merge the two, or write the registry's label."


@rule("gene-symbol", "An approved symbol or name that is entered as a fact is the one of its gene.", "HGNC approves one symbol and one name; a second spelling is a slip or out of date.")
def gene_symbol(tables: Tables) -> Iterator[Finding]:
    names, genes = tables["names"], tables["genes"].set_index("gene_id")
    for kind, column in (("approved_symbol", "symbol"), ("approved_name", "name")):
        mine = names[names["kind"] == kind]
        expected = mine["entity_id"].map(genes[column])
        for position in mine.index[(mine["name"] != expected).fillna(True)]:
            yield "names", position, "name", f"found {mine.at[position, 'name']!r}, the gene has {expected[position]!r}.", "Write what HGNC approves in both places."


@rule("xref-known", "A mapping starts or ends at an entity of the dataset.", "A mapping between two strangers says nothing about interleukin-2.")
def known(tables: Tables) -> Iterator[Finding]:
    xrefs, ids = tables["xrefs"], set(tables["entities"]["entity_id"])
    for position in xrefs.index[~xrefs["subject_id"].isin(ids) & ~xrefs["object_id"].isin(ids)]:
        yield "xrefs", position, "subject_id", "neither end is an entity of the dataset.", "Correct the identifier, or add the entity."


@rule("xref-one-to-one", "An exact match to a registry of single things is one to one.", "Two genes with one NCBI Gene number, or one drug with two UNIIs: one of the two is wrong.")
def one_to_one(tables: Tables) -> Iterator[Finding]:
    xrefs = tables["xrefs"]
    exact = xrefs[xrefs["predicate_id"] == "skos:exactMatch"]
    exact = exact.assign(registry=exact["object_id"].str.split(":").str[0])
    exact = exact[exact["registry"].isin(ONE_TO_ONE)]
    for keys, column in ((["subject_id", "registry"], "object_id"), (["object_id"], "subject_id")):
        for position in exact.index[exact.duplicated(keys)]:
            yield "xrefs", position, column, f"{exact.at[position, 'subject_id']} and {exact.at[position, 'object_id']}: another row maps one of them elsewhere.", "Check both records; keep the right one, or use skos:closeMatch."


@rule("xref-closes", "A mapping that is entered from both ends closes.", "Each end was read in its own record; when they disagree, one record was misread.")
def closes(tables: Tables) -> Iterator[Finding]:
    xrefs = tables["xrefs"]
    pairs = {(s, p, o) for s, p, o in zip(xrefs["subject_id"], xrefs["predicate_id"], xrefs["object_id"], strict=True)}
    forward: dict[tuple[str, str, str], str] = {}
    for s, p, o in pairs:
        forward[s, p, o.split(":")[0]] = o
    for position, s, p, o in zip(xrefs.index, xrefs["subject_id"], xrefs["predicate_id"], xrefs["object_id"], strict=True):
        back = forward.get((o, INVERSE.get(p, p), s.split(":")[0]))
        if back is not None and (o, INVERSE.get(p, p), s) not in pairs:
            yield "xrefs", position, "object_id", f"{s} leads to {o}, which leads back to {back}.", "Check both records; one of the identifiers is wrong."


@rule("gene-product", "A protein's gene is the gene that the mapping between them names.", "The accession and the gene are entered twice on purpose, so that a swap shows.")
def gene_product(tables: Tables) -> Iterator[Finding]:
    xrefs, proteins = tables["xrefs"], tables["proteins"].set_index("protein_id")
    for predicate, gene, protein in (("RO:0002205", "subject_id", "object_id"), ("RO:0002204", "object_id", "subject_id")):
        mine = xrefs[(xrefs["predicate_id"] == predicate) & xrefs[protein].isin(proteins.index)]
        expected = mine[protein].map(proteins["gene_id"])
        for position in mine.index[(mine[gene] != expected).fillna(True)]:
            yield "xrefs", position, gene, f"{mine.at[position, protein]} is entered as a product of {expected[position]}, here of {mine.at[position, gene]}.", "Check the UniProtKB record; correct one of the two."


@rule("agent-not-gene", "A medicine shares no identifier with a gene or protein.", "Aldesleukin is not interleukin-2; a shared identifier merges them in whoever joins on it.")
def agent_not_gene(tables: Tables) -> Iterator[Finding]:
    xrefs = tables["xrefs"]
    table = xrefs["subject_id"].map(tables["entities"].set_index("entity_id")["table"])
    strong = xrefs["predicate_id"] == "skos:exactMatch"
    of_genes = set(xrefs.loc[strong & table.isin(["genes", "proteins"]), "object_id"])
    for position in xrefs.index[strong & (table == "agents") & xrefs["object_id"].isin(of_genes)]:
        yield "xrefs", position, "object_id", f"{xrefs.at[position, 'object_id']} identifies a gene or protein as well.", "Find the medicine's own identifier, or use skos:closeMatch."


@rule("xref-label", "An object that is an entity of the dataset bears the entity's name.", "The label is read beside the identifier; when they disagree the identifier is of something else.")
def xref_label(tables: Tables) -> Iterator[Finding]:
    xrefs = tables["xrefs"]
    frames = [tables[name] for name in tables["entities"]["table"].unique()]
    names: dict[str, set[str]] = {}
    for frame in frames:
        for row in frame.itertuples(index=False):
            names.setdefault(row[0], set()).update(str(c).casefold() for c in (row.name, getattr(row, "symbol", row.name)))
    for position, id, label in zip(xrefs.index, xrefs["object_id"], xrefs["object_label"], strict=True):
        if not pd.isna(label) and id in names and label.casefold() not in names[id]:
            yield "xrefs", position, "object_label", f"{id} is {' / '.join(sorted(names[id]))}, not {label!r}.", "Check the identifier against its record."
