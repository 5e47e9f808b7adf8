"""Laws of names: labels and symbols, and that a name leads to what bears it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from il2data.checking.rules import EACH, Finding, Tables, rule
from il2data.naming import key, one_thing

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
# The tables of the things that bear names of a kind.
HOMES = {
    **dict.fromkeys(("approved_symbol", "approved_name", "disease_symbol"), ("genes",)),
    **dict.fromkeys(("recommended_name", "entry_name"), ("proteins",)),
    **dict.fromkeys(("code", "brand", "generic", "inn", "developed_as", "us_bla", "us_ndc", "ca_din"), ("agents",)),
    **dict.fromkeys(("protocol_number", "registry_id"), ("trials",)),
    "cd_number": ("genes", "proteins"),
    "hgvs": ("variants",),
}
# Kinds of name that one thing alone bears.
SOLE = ("brand", "developed_as", "code", "us_bla", "us_ndc", "ca_din", "inn", "generic", "cd_number")


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
    "name-home",
    "A name of a kind that one sort of thing bears is that of such a thing: a brand or code of an agent, a protocol"
    " number of a trial, a CD number of a gene or protein.",
    "The brand of a gene is the brand of a medicine whose key has slipped.",
    reads=("entities", "names"),
)
def name_home(tables: Tables) -> Iterator[Finding]:
    names, home = tables["names"], dict(tables["entities"][["entity_id", "table"]].itertuples(index=False, name=None))
    for position, id, kind in names[["entity_id", "kind"]].itertuples():
        if home.get(id) not in HOMES.get(kind, (home.get(id),)):
            yield (
                "names",
                position,
                "entity_id",
                f"a name of kind {kind} of {id}, of the table {home.get(id)}.",
                "Correct the entity, or the kind of the name.",
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
