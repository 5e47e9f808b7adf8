"""Check what an edit can have broken: the tables that are no longer as they were sealed, and what reads them."""

from __future__ import annotations

from il2data import derive, profiles
from il2data.checking import validation
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
        these tables alone, then all keys, and the laws that read one of them or what is
        derived. The comparison with the last release is left to `il2data build`.
    """
    names = changed(package)
    schemas = {
        name: profiles.schema(package.root / f"schemas/{name}.json", package.read(f"schemas/{name}.json"), name)
        for name in package.tables
    }
    validation.complete(package.root, schemas)
    texts = {name: package.read(f"data/{name}.csv") for name in schemas if name not in derive.DERIVED}
    edited, problems = validation.check_typed(
        schemas, {name: tidy(schemas[name], texts[name]) for name in names}, watch
    )
    if validation.errors(problems) or not names:
        return names, problems
    tables = edited | {name: read_csv(text, schemas[name]) for name, text in texts.items() if name not in edited}
    tables |= validation.derived(schemas, tables)
    problems = validation.check_relations(schemas, tables, watch, {*names, *derive.DERIVED})
    problems.sort()
    return names, problems
