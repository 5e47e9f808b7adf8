"""Check what an edit can have broken: the tables that are no longer as they were sealed, and what reads them."""

from __future__ import annotations

import pandas as pd

from il2data import derive, profiles
from il2data.checking import rules, validation
from il2data.checking.csv_text import tidy
from il2data.errors import IntegrityError, Problems
from il2data.loading import read_csv, read_parquet
from il2data.output import Watch, unwatched
from il2data.package import Package, digest
from il2data.tableschema import TableSchema


def changed(package: Package) -> list[str]:
    """Return the tables, derived ones aside, whose CSV file or schema is not the one that was sealed."""
    return [name for name in package.tables if name not in derive.DERIVED and not _sealed(package, name)]


def _sealed(package: Package, name: str) -> bool:
    """Say whether the CSV file and the schema of a table are those that were sealed."""
    resource = package.resource(name)
    return all(
        f"sha256:{digest(package.read(member))[1]}" == sealed
        for member, sealed in (
            (f"data/{name}.csv", resource["hash"]),
            (f"schemas/{name}.json", resource["schemaSeal"]["hash"]),
        )
    )


def _evidenced(package: Package, schema: TableSchema, tables: validation.Tables) -> set[str] | None:
    """Return the tables of facts whose evidence is not that of the last build, or None where that is not known."""
    import pyarrow

    try:
        before = read_parquet(package.data("evidence", "parquet"), schema)
    except (IntegrityError, pyarrow.ArrowException):
        return None
    both = pd.concat([before, tables["evidence"]])
    edited = set(both.loc[~both.duplicated(keep=False), "fact_id"])
    return {name for name, frame in rules.fact_tables(tables).items() if not edited.isdisjoint(frame["fact_id"])}


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
        these tables alone, then their keys, and the laws that read one of them or what is
        derived and is no longer as it was. The comparison with the last release is left to
        `il2data build`.
    """
    names = changed(package)
    schemas = {
        name: profiles.schema(package.root / f"schemas/{name}.json", package.read(f"schemas/{name}.json"), name)
        for name in package.tables
    }
    validation.complete(package.root, schemas)
    known = all(_sealed(package, name) for name in derive.DERIVED)
    texts = {name: package.read(f"data/{name}.csv") for name in schemas if known or name not in derive.DERIVED}
    edited, problems = validation.check_typed(
        schemas, {name: tidy(schemas[name], texts[name]) for name in names}, watch
    )
    if validation.errors(problems) or not names:
        return names, problems
    tables = edited | {name: read_csv(text, schemas[name]) for name, text in texts.items() if name not in edited}
    follow = validation.derived(schemas, tables, set(names) if known else None)
    moved = [name for name, frame in follow.items() if not (known and frame.equals(tables[name]))]
    tables |= follow
    evidenced = _evidenced(package, schemas["evidence"], tables) if "evidence" in names else set()
    problems = validation.check_relations(schemas, tables, watch, rules.Edit({*names, *moved}, evidenced))
    problems.sort()
    return names, problems
