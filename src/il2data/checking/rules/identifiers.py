"""Laws of identifiers: patterns, labels, mappings that close from both ends."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from il2data.checking.rules import EACH, EVERY, Finding, Tables, rule
from il2data.naming import ORTHOLOGOUS, key, one_thing
from il2data.tableschema import matchable, matches

# Columns that hold CURIEs without being keys of this package.
FREE = (
    ("xrefs", "subject_id"),
    ("xrefs", "predicate_id"),
    ("xrefs", "object_id"),
    ("xrefs", "mapping_justification"),
    ("sources", "source_id"),
    ("entities", "entity_id"),
    ("evidence_types", "eco_id"),
    ("gaps", "record"),
)
# Registries whose records are of one thing each: a mapping to them is one to one.
ONE_TO_ONE = ("NCBIGene", "ENSEMBL", "HGNC", "unii", "cas", "drugbank", "euclinicaltrials", "omim")
INVERSE = {"RO:0002205": "RO:0002204", "RO:0002204": "RO:0002205"}
# What a name of each kind looks like.
NAME_FORMS = {
    "cd_number": re.compile(r"CD\d+[a-z]?( antigen)?"),
    "code": re.compile(r"(?=.*\d)[A-Z0-9][\w ./:>=-]{2,}"),
    "inn": re.compile(r"[a-z][a-z -]+"),
    "generic": re.compile(r"[a-z][a-z -]+"),
    "brand": re.compile(r"[A-Z][A-Za-z -]+"),
    "developed_as": re.compile(r"[A-Z][A-Za-z -]+"),
    "us_bla": re.compile(r"BLA\d{6}"),
    "us_ndc": re.compile(r"NDC [\d-]{9,13}"),
    "ca_din": re.compile(r"DIN \d{8}"),
    "entry_name": re.compile(r"[A-Z0-9]{1,5}_HUMAN"),
    "hgvs": re.compile(r"N[A-Z]_\d+\.\d+:[cgp]\.\S+"),
    "abbreviation": re.compile(r"(?=.*[A-Z])[A-Za-z0-9-]{2,12}"),
    "acronym": re.compile(r"(?=.*[A-Z])[A-Za-z0-9 /-]{2,20}"),
}
# Kinds of name that one thing alone bears.
SOLE = ("brand", "developed_as", "code", "us_bla", "us_ndc", "ca_din", "inn", "generic", "cd_number")
GENE_PRODUCT = {"RO:0002205": ("HGNC:", "UniProtKB:"), "RO:0002204": ("UniProtKB:", "HGNC:")}
# Registers of the genes of man and of another species.
SPECIES_PAIRS = ({"HGNC", "MGI"}, {"HGNC", "RGD"})


@rule(
    "prefix-pattern",
    "The pattern of a prefix is a regular expression of RE2, which needs time in proportion to the text.",
    "A pattern that cannot be matched lets no identifier be checked.",
    reads=("prefixes",),
)
def prefix_pattern(tables: Tables) -> Iterator[Finding]:
    for position, pattern in tables["prefixes"]["pattern"].items():
        if not matchable(str(pattern)):
            yield (
                "prefixes",
                position,
                "pattern",
                f"{pattern!r} is no regular expression of RE2.",
                "Write one without look-around and references back, such as ^[0-9]+$.",
            )


@rule(
    "identifier-pattern",
    "Every identifier has a known prefix and the form that its registry prescribes.",
    "An identifier of the wrong form resolves to nothing, or to something else.",
    reads=("entities", "evidence_types", "gaps", "prefixes", "sources", "xrefs"),
)
def pattern(tables: Tables) -> Iterator[Finding]:
    patterns = {
        prefix: pattern
        for prefix, pattern in zip(tables["prefixes"]["prefix"], tables["prefixes"]["pattern"], strict=True)
        if matchable(pattern)
    }
    unmatchable = set(tables["prefixes"]["prefix"]) - patterns.keys()
    for table, column in FREE:
        ids = tables[table][column].dropna()
        parts = ids.mask(ids.str.startswith("NCT"), "clinicaltrials:" + ids).str.partition(":")
        for prefix, mine in parts[2].str.split("#").str[0].groupby(parts[0]):
            if prefix in unmatchable:
                continue
            wrong = mine if prefix not in patterns else mine[~matches(patterns[str(prefix)], mine)]
            for position in wrong.index:
                if prefix not in patterns:
                    yield (
                        table,
                        position,
                        column,
                        f"{ids[position]} has the unknown prefix {prefix!r}.",
                        "Use the prefix of the table prefixes, or add it there.",
                    )
                else:
                    yield (
                        table,
                        position,
                        column,
                        f"{ids[position]} does not have the form that {prefix} prescribes.",
                        "Copy the identifier from its registry.",
                    )


@rule(
    "label-unique",
    "No two entities of a table, or of a species in it, bear the same name.",
    "Two entities of one name are one thing entered twice, or one of the names is wrong.",
    reads=(EACH, "entities"),
)
def label_unique(tables: Tables) -> Iterator[Finding]:
    entities = tables["entities"]
    for name in sorted(set(entities["table"]) & tables.keys()):
        frame = tables[str(name)]
        same = frame.assign(name=frame["name"].str.casefold()).duplicated(
            ["name", "species"] if "species" in frame else ["name"]
        )
        for position in frame.index[same]:
            yield (
                str(name),
                position,
                "name",
                f"{frame.at[position, 'name']!r} is the name of another row too.",
                "Merge the two, or write the registry's label.",
            )


@rule(
    "gene-symbol",
    "An approved symbol or name that is entered as a fact is the one of its gene.",
    "HGNC approves one symbol and one name; a second spelling is a slip or out of date.",
    reads=("genes", "names"),
)
def gene_symbol(tables: Tables) -> Iterator[Finding]:
    names, genes = tables["names"], tables["genes"].set_index("gene_id")
    for kind, column in (("approved_symbol", "symbol"), ("approved_name", "name")):
        mine = names[names["kind"] == kind]
        expected = mine["entity_id"].map(genes[column])
        for position in mine.index[(mine["name"] != expected).fillna(True)]:
            yield (
                "names",
                position,
                "name",
                f"found {mine.at[position, 'name']!r}, the gene has {expected[position]!r}.",
                "Write what HGNC approves in both places.",
            )


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
    "agent-not-gene",
    "A medicine shares no identifier with a gene or protein.",
    "Aldesleukin is not interleukin-2; a shared identifier merges them in whoever joins on it.",
    reads=("entities", "xrefs"),
)
def agent_not_gene(tables: Tables) -> Iterator[Finding]:
    xrefs = tables["xrefs"]
    table = xrefs["subject_id"].map(tables["entities"].set_index("entity_id")["table"])
    strong = xrefs["predicate_id"] == "skos:exactMatch"
    of_genes = set(xrefs.loc[strong & table.isin(["genes", "proteins"]), "object_id"])
    for position in xrefs.index[strong & (table == "agents") & xrefs["object_id"].isin(of_genes)]:
        yield (
            "xrefs",
            position,
            "object_id",
            f"{xrefs.at[position, 'object_id']} identifies a gene or protein as well.",
            "Find the medicine's own identifier, or use skos:closeMatch.",
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
    "name-code",
    "A structure or variant that is named by a code is named by its own.",
    "Name and identifier are one code written twice.",
    reads=("structures", "variants"),
)
def name_code(tables: Tables) -> Iterator[Finding]:
    for table, form in (("structures", r"PDB entry (\w+)"), ("variants", r"(rs\d+)")):
        key = f"{table.removesuffix('s')}_id"
        frame = tables[table]
        for position, id, name in zip(frame.index, frame[key], frame["name"], strict=True):
            if (found := re.fullmatch(form, name)) and found[1] != id.partition(":")[2]:
                yield table, position, "name", f"{id} is called {name!r}.", "Write the code of the identifier."


@rule(
    "protein-name",
    "A recommended name that is entered as a fact is the one of its protein, and an INN of a single substance is its"
    " name.",
    "UniProt and the WHO recommend one name; a second spelling is a slip or out of date.",
    reads=("agents", "names", "proteins"),
)
def protein_name(tables: Tables) -> Iterator[Finding]:
    names = tables["names"]
    for kind, frame in (("recommended_name", tables["proteins"]), ("inn", tables["agents"])):
        own = dict(zip(frame[frame.columns[0]], frame["name"], strict=True))
        mine = names[names["kind"] == kind]
        for position, id, name in zip(mine.index, mine["entity_id"], mine["name"], strict=True):
            if own.get(id, "").casefold() != name.casefold():
                yield (
                    "names",
                    position,
                    "name",
                    f"found {name!r}, {id} is called {own.get(id, 'nothing of the kind')!r}.",
                    "Correct the name, its kind or the entity.",
                )


@rule(
    "name-form",
    "A name has the form of its kind: a CD number starts with CD, a code holds a digit, a nonproprietary name has small"
    " letters, a brand a capital one.",
    "A code entered as a brand is not found by whoever looks for brands.",
    reads=("names",),
)
def name_form(tables: Tables) -> Iterator[Finding]:
    names = tables["names"]
    for position, kind, name in zip(names.index, names["kind"], names["name"], strict=True):
        if kind in NAME_FORMS and not NAME_FORMS[kind].fullmatch(name):
            yield (
                "names",
                position,
                "kind",
                f"{name!r} does not look like a name of kind {kind}.",
                "Correct the name or its kind.",
            )


@rule(
    "name-bearer",
    "A name by which the dataset itself calls a thing says in other words what bears it.",
    "That aldesleukin is called aldesleukin tells nothing.",
    reads=("entities", "names"),
)
def name_bearer(tables: Tables) -> Iterator[Finding]:
    called = {
        row.entity_id: {str(row.label).casefold(), str(row.prose).casefold()} for row in tables["entities"].itertuples()
    }
    mine = tables["names"][
        tables["names"]["bearer"].isna() & tables["names"]["kind"].isin(["inn", "generic", "synonym", "code"])
    ]
    for position, id, name in zip(mine.index, mine["entity_id"], mine["name"], strict=True):
        if not id.startswith("HGNC:") and name.casefold() in called.get(id, ()):
            yield (
                "names",
                position,
                "bearer",
                f"{name!r} is what {id} is called.",
                "Say in other words what bears the name.",
            )


@rule(
    "name-elsewhere",
    "A brand, code, INN or CD number belongs to one thing, or to a gene, its product and its orthologue.",
    "A name that leads to two medicines leads to the wrong one.",
    reads=("entities", "names", "proteins", "xrefs"),
)
def name_elsewhere(tables: Tables) -> Iterator[Finding]:
    names, same = tables["names"], one_thing(tables)
    mine = names[names["kind"].isin(SOLE)]
    mine = mine.assign(
        thing=mine["entity_id"].map(same).fillna(mine["entity_id"]),
        key=mine["name"].str.casefold().str.removesuffix(" antigen"),
    )
    for _, shared in mine.groupby("key"):
        if shared["thing"].nunique() > 1:
            yield (
                "names",
                shared.index[-1],
                "entity_id",
                f"{shared['name'].iloc[0]!r} is entered for {' and '.join(sorted(shared['entity_id']))}.",
                "Keep the entity whose name it is.",
            )
    labels = {
        label.casefold(): id for id, label, _, table in tables["entities"].itertuples(index=False) if table == "agents"
    }
    for position, name, id in zip(names.index, names["name"], names["entity_id"], strict=True):
        if labels.get(name.casefold(), id) != id and id.startswith("il2d:agent-"):
            yield (
                "names",
                position,
                "entity_id",
                f"{name!r} is the name of {labels[name.casefold()]}.",
                "Correct the entity or the name.",
            )


@rule(
    "name-ambiguous",
    "A name that more than one thing of the dataset bears, or that registers give to other genes, is marked as"
    " ambiguous.",
    "Whoever looks for AP-1 must learn that it is two proteins.",
    reads=("entities", "names", "proteins", "xrefs"),
)
def name_ambiguous(tables: Tables) -> Iterator[Finding]:
    names, entities, same = tables["names"], tables["entities"], one_thing(tables)
    bearers: dict[str, set[str]] = {}
    for id, name in [
        *zip(names["entity_id"], names["name"], strict=True),
        *zip(entities["entity_id"], entities["label"], strict=True),
        *entities[["entity_id", "prose"]].dropna().itertuples(index=False),
    ]:
        bearers.setdefault(key(name), set()).add(same.get(id, id))
    shared = names[~names["kind"].isin(SOLE)]
    for position, name, marked, others in zip(
        shared.index, shared["name"], shared["ambiguous"].fillna(False), shared["shared_with"].fillna(""), strict=True
    ):
        meant = sorted(bearers[key(name)])
        if not marked and (len(meant) > 1 or others):
            yield (
                "names",
                position,
                "ambiguous",
                f"{name!r} may mean {' or '.join([*meant, *filter(None, others.split(', '))])}.",
                "Write true.",
            )


@rule(
    "subclass-nearest",
    "A narrower kind and a wider one are of one table, no kind is wider than itself, and only the nearest wider kinds"
    " are listed.",
    "What is said of memory B cells is found under B cells by way of these rows.",
    reads=("entities", "subclasses"),
)
def subclass_nearest(tables: Tables) -> Iterator[Finding]:
    frame, home = tables["subclasses"], tables["entities"].set_index("entity_id")["table"]
    above: dict[str, set[str]] = {}
    for child, parent in zip(frame["child_id"], frame["parent_id"], strict=True):
        above.setdefault(child, set()).add(parent)

    def wider(kind: str, seen: frozenset[str]) -> set[str]:
        return {
            other for parent in above.get(kind, set()) - seen for other in {parent} | wider(parent, seen | {parent})
        }

    for position, child, parent in zip(frame.index, frame["child_id"], frame["parent_id"], strict=True):
        if home.get(child) != home.get(parent):
            yield (
                "subclasses",
                position,
                "parent_id",
                f"{child} is one of {home.get(child)}, {parent} of {home.get(parent)}.",
                "Name two kinds of one table.",
            )
        elif child in wider(parent, frozenset({parent})) | {parent}:
            yield (
                "subclasses",
                position,
                "parent_id",
                f"{child} would be wider than itself.",
                "Correct the pair from the ontology.",
            )
        elif any(parent in wider(other, frozenset({other})) for other in above[child] - {parent}):
            yield (
                "subclasses",
                position,
                "parent_id",
                f"{parent} follows from another row of {child}.",
                "Keep the nearest wider kinds only.",
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


@rule(
    "prefix-used",
    "A prefix stands before some identifier, has an address of its own with one place for the identifier, and a name of"
    " its own.",
    "A prefix nobody uses, or that leads where another leads, is a leftover of a copy.",
    reads=("entities", "evidence_types", "gaps", "prefixes", "sources", "xrefs"),
)
def prefix_used(tables: Tables) -> Iterator[Finding]:
    frame = tables["prefixes"]
    used = {"clinicaltrials"}
    for column in (tables[table][column] for table, column in FREE if table in tables):
        used |= set(column.dropna().str.split(":").str[0])
    for position in frame.index[~frame["prefix"].isin(used)]:
        yield (
            "prefixes",
            position,
            "prefix",
            f"{frame.at[position, 'prefix']} stands before no identifier.",
            "Remove the row, or use the prefix.",
        )
    for position in frame.index[
        frame["name"].str.casefold().duplicated() | (frame["uri_format"].notna() & frame["uri_format"].duplicated())
    ]:
        yield (
            "prefixes",
            position,
            "name",
            f"{frame.at[position, 'prefix']} has the name or address of another prefix.",
            "Correct it, or keep one of the two.",
        )
    wrong = frame["uri_format"].notna() & ~frame["uri_format"].str.fullmatch(r"https?://[^ $]+\$1[^ $]*").fillna(
        False
    ).astype(bool)
    for position in frame.index[wrong]:
        yield (
            "prefixes",
            position,
            "uri_format",
            f"{frame.at[position, 'uri_format']!r} is no address with one $1.",
            "Write the registry's address with $1 for the identifier.",
        )


@rule(
    "agent-kind",
    "What a registry of single things knows as one thing is a substance.",
    "A class or a combination has no UNII of its own.",
    reads=("agents", "xrefs"),
)
def agent_kind(tables: Tables) -> Iterator[Finding]:
    xrefs, agents = tables["xrefs"], tables["agents"]
    registry = xrefs["object_id"].str.split(":").str[0]
    single = set(xrefs.loc[registry.isin(["unii", "cas"]) & (xrefs["predicate_id"] == "skos:exactMatch"), "subject_id"])
    for position in agents.index[agents["agent_id"].isin(single) & (agents["kind"] != "substance")]:
        yield (
            "agents",
            position,
            "kind",
            f"{agents.at[position, 'agent_id']} is a {agents.at[position, 'kind']} and has a UNII or CAS number.",
            "Correct the kind, or use skos:closeMatch.",
        )
