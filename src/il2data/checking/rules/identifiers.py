"""Laws of identifiers: their patterns and prefixes, and the kinds of things that they stand for."""

from __future__ import annotations

from collections.abc import Iterator

from il2data.checking.rules import Finding, Tables, rule
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
# Registers, by the letters with which their numbers begin.
REGISTERS = {
    "CL:": "cell_ontology",
    "MONDO:": "mondo",
    "NCT": "clinicaltrials_gov",
    "euclinicaltrials:": "eu_clinical_trials_register",
}


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
    "register-prefix",
    "A step in a register is between its identifiers, and a record of a trial is in the register that gave its number.",
    "The register is said twice: in words, and by the letters of the number.",
    reads=("registry_snapshots", "subclasses"),
)
def register_prefix(tables: Tables) -> Iterator[Finding]:
    for table, column, register in (
        ("subclasses", "child_id", "register"),
        ("registry_snapshots", "trial_id", "registry"),
    ):
        for position, id, name in tables[table][[column, register]].itertuples():
            if (mine := next((REGISTERS[start] for start in REGISTERS if id.startswith(start)), name)) != name:
                yield table, position, register, f"{name} of {id}.", f"Write {mine}, or correct the identifier."


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
