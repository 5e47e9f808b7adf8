"""Check what an edit can have broken: the tables that are no longer as they were sealed, and what reads them."""

from __future__ import annotations

from il2data import derive, profiles
from il2data.checking import rules, validation
from il2data.checking.csv_text import tidy
from il2data.errors import Problems
from il2data.loading import read_csv
from il2data.output import Watch, unwatched
from il2data.package import Package, digest


def changed(package: Package) -> list[str]:
    """Return the tables, derived ones aside, whose CSV file or schema is not the one that was sealed."""
    return [
        name
        for name in package.tables
        if name not in derive.DERIVED
        and (
            _sealed(package, f"data/{name}.csv") != package.resource(name)["hash"]
            or _sealed(package, f"schemas/{name}.json") != package.resource(name)["schemaSeal"]["hash"]
        )
    ]


def _sealed(package: Package, member: str) -> str:
    return f"sha256:{digest(package.read(member))[1]}"


def check_changed(package: Package, watch: Watch = unwatched) -> tuple[list[str], Problems]:
    """Check the tables of a checkout that changed since it was built, and what other tables say of them.

    Parameters
    ----------
    package
        A checkout; rows of its tables may stand in any order, as `il2data build` sorts them.
    watch
        Is handed the tables and the laws, and shows how far the work is.

    Returns
    -------
    tables, problems
        Names of the tables that changed, and what is wrong. Text and schema are checked of
        these tables alone, then keys to and from them and the laws that read one of them,
        save laws of what is derived and the comparison with the last release: `il2data build`
        carries these out too.
    """
    names = changed(package)
    schemas = {
        name: profiles.schema(package.root / f"schemas/{name}.json", package.read(f"schemas/{name}.json"), name)
        for name in package.tables
        if name == "entities" or name not in derive.DERIVED
    }
    validation.complete(package.root, schemas | {name: package.schema(name) for name in derive.DERIVED if name not in schemas})
    texts = {name: package.read(f"data/{name}.csv") for name in schemas if name != "entities"}
    edited, problems = validation.check_typed(schemas, {name: tidy(schemas[name], texts[name]) for name in names}, watch)
    if validation.errors(problems) or not names:
        return names, problems
    tables = edited | {name: read_csv(text, schemas[name]) for name, text in texts.items() if name not in edited}
    with validation.fitting("the derivation of entities", tables):
        tables["entities"] = derive.entities(schemas, tables)
    # Entities follow from the tables that were read; what else is derived is not at hand.
    targets = {*names, "entities"} if any(derive.entity_key(schemas[name]) for name in names) else set(names)
    keys = {name: [key for key in schema.get("foreignKeys", []) if key["reference"]["resource"] in tables and (name in names or key["reference"]["resource"] in targets)] for name, schema in schemas.items()}
    problems = Problems(validation.key_problems({name: schema | {"foreignKeys": keys[name]} for name, schema in schemas.items()}, tables))
    if not problems:
        laws = [id for id in rules.readers(names) if not {"facts", "mentions"} & set(rules.RULES[id].reads)]
        problems = Problems(validation.law_problems(tables, watch(sorted(laws), "laws")))
    problems.sort()
    return names, problems
