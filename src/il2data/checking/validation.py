"""Run every check on a package or a frame and report all problems at once."""

from __future__ import annotations

import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, get_args

import pandas as pd

from il2data import canonical, derive, limits
from il2data._tables import TableName
from il2data.checking import csv_text, rules
from il2data.checking.foreign_keys import key_problems
from il2data.errors import Il2DataError, IntegrityError, PackageError, Problem, Problems
from il2data.loading import load, read_arrow, read_csv, schema_problems
from il2data.output import Watch, unwatched
from il2data.package import Package
from il2data.tableschema import TableSchema, arrow, dtypes, from_arrow, of_kind

# Every module of the package registers its laws when it is imported.
for _module in pkgutil.iter_modules(rules.__path__):
    importlib.import_module(f"{rules.__name__}.{_module.name}")

# Rules whose findings are reported and do not make a release invalid.
WARNINGS = frozenset(rule.id for rule in rules.RULES.values() if rule.severity == "warning")
# Tables from which others are derived, whatever else the package holds.
SOURCES = ("evidence", "sources", "units", "genes", "proteins", "variants", "names", "xrefs", "subclasses", "trials")
Schemas = dict[str, TableSchema]
Tables = dict[str, pd.DataFrame]


def check_package(package: Package, watch: Watch = unwatched) -> Problems:
    """Return all problems of a package: seals, text, schemas, keys, laws, derived tables.

    Parameters
    ----------
    package
        What to check.
    watch
        Is handed the tables and the laws, and shows how far the work is.

    Raises
    ------
    PackageError, IntegrityError
        The descriptor or a schema cannot be trusted, or a table is missing that others need,
        so nothing else can be checked.
    """
    schemas = {table: package.schema(table) for table in package.tables}
    problems = Problems()
    texts: dict[str, bytes] = {}
    for table in watch(package.tables, "files of tables"):
        for format in package.formats:
            try:
                package.data(table, format)
            except IntegrityError as error:
                problems.append(
                    Problem(
                        table,
                        0,
                        "",
                        "seal",
                        f"{error.file} has SHA-256 {error.actual[1]}, sealed was {error.expected[1]}.",
                        "Run `il2data build` after an edit; otherwise restore the file.",
                    )
                )
        texts[table] = _text(package, table, schemas[table])
        limits.size(f"the tables of {package.root}", sum(map(len, texts.values())), limits.MAX_TOTAL)
    complete(package.root, schemas)
    tables, found = check_texts(schemas, texts, watch)
    problems += found
    if not errors(found):
        problems += _derived_problems(schemas, tables)
        suspect = {problem.table for problem in problems if problem.rule in ("seal", "derived-fresh")}
        if "parquet" in package.formats:
            problems += (
                p
                for table in tables
                if table not in suspect
                for p in _parquet_problems(package, table, schemas[table], tables[table])
            )
        problems += (
            Problem(
                table,
                0,
                "",
                "seal",
                f"the rows have the digest {canonical.rows_digest(texts[table])}, sealed was"
                f" {package.resource(table)['rowsHash']}.",
                "Download the release again.",
            )
            for table in tables
            if table not in suspect and canonical.rows_digest(texts[table]) != package.resource(table)["rowsHash"]
        )
    problems.sort()
    return problems


def complete(root: Path, schemas: Schemas) -> None:
    """Raise `PackageError` where a table is missing that a foreign key or a derivation needs."""
    for table in (*derive.DERIVED, *SOURCES):
        if table not in schemas:
            raise PackageError(
                f"{root} has no table {table}, which every release of il2data has. Add it to the descriptor again."
            )
    if unknown := [name for name in of_kind(schemas, "derived") if name not in derive.DERIVED]:
        known = ", ".join(derive.DERIVED)
        raise PackageError(
            f"{root}: the schema of {unknown[0]} says that it is derived, and il2data derives {known} only."
        )
    columns = {table: dtypes(schema) for table, schema in schemas.items()}
    for table, schema in schemas.items():
        for foreign in schema.get("foreignKeys", []):
            (column,), target, (key,) = (
                foreign["fields"],
                foreign["reference"]["resource"],
                foreign["reference"]["fields"],
            )
            where = f"{root}: {column} in {table} refers to"
            if target not in schemas:
                raise PackageError(
                    f"{where} the table {target!r}, which is missing. Add it to the descriptor, or correct the schema."
                )
            if columns[target].get(key) != columns[table][column]:
                raise PackageError(
                    f"{where} {key!r} in {target}, which is no column of its type. Correct the schema of {table}."
                )


@contextmanager
def fitting(what: str, tables: Tables) -> Iterator[None]:
    """Turn what a law or derivation raises over tables that are not those it was written for into `PackageError`."""
    try:
        yield
    except Il2DataError:
        raise
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        lost = [name for name in get_args(TableName) if name not in tables and name not in derive.DERIVED]
        reason = f"the table {lost[0]} is missing" if lost else f"{type(error).__name__}: {str(error)[:200]}"
        message = (
            f"{what} cannot be applied to these tables, which are not those of this version of il2data ({reason})."
        )
        raise PackageError(message) from error


def _text(package: Package, table: str, schema: TableSchema) -> bytes:
    """Return a table's CSV text as it stands, or as it follows from Parquet in a package without CSV."""
    if "csv" in package.formats:
        return package.read(f"data/{table}.csv")
    return canonical.to_csv(schema, load(package, table, validate=False))


def check_csv(data: bytes, schema: TableSchema) -> list[Problem]:
    """Return the problems of one CSV file: its text, and its schema once the text is sound."""
    problems = csv_text.problems(schema, data) or schema_problems(read_csv(data, schema), schema)
    problems.sort()
    return problems


def errors(problems: Iterable[Problem]) -> Problems:
    """Return the problems that make a release invalid: all but the warnings."""
    found = problems if isinstance(problems, Problems) else Problems(problems)
    return found.of(lambda _, rule: rule not in WARNINGS)


def check_texts(schemas: Schemas, texts: dict[str, bytes], watch: Watch = unwatched) -> tuple[Tables, Problems]:
    """Check CSV files: text first, then schemas, then keys and laws once all tables are typed.

    Returns
    -------
    tables, problems
        Typed frames by name, and what is wrong. Keys and laws are checked only when no
        text or schema fault stands in their way.
    """
    tables, problems = check_typed(schemas, texts, watch)
    return tables, problems or check_relations(schemas, tables, watch)


def check_typed(schemas: Schemas, texts: dict[str, bytes], watch: Watch = unwatched) -> tuple[Tables, Problems]:
    """Check each CSV file by itself: its text, and its schema once no text is at fault; return typed frames too."""
    problems = Problems()
    for table in watch(texts, "texts of tables"):
        problems += csv_text.problems(schemas[table], texts[table])
    if problems:
        return {}, by_hand(schemas, problems)
    tables = {table: read_csv(data, schemas[table]) for table, data in texts.items()}
    for table in watch(tables, "tables"):
        problems += schema_problems(tables[table], schemas[table])
    return tables, by_hand(schemas, problems)


def check_relations(
    schemas: Schemas, tables: Tables, watch: Watch = unwatched, edit: rules.Edit | None = None
) -> Problems:
    """Check what tables say of each other: keys, and once all are found the laws.

    After an edit, these are the keys and laws that it can have broken.
    """
    problems = by_hand(schemas, Problems(key_problems(schemas, tables, edit.tables if edit else None)))
    return problems or by_hand(schemas, Problems(law_problems(tables, edit, watch)))


def derived(schemas: Schemas, tables: Tables, edited: set[str] | None = None) -> Tables:
    """Return what follows from the other tables, by name.

    After an edit of some tables, those that followed before it stand among the tables.
    """
    found: Tables = {}
    for name, make in derive.DERIVED.items():
        with fitting(f"the derivation of {name}", tables):
            if edited is None:
                found[name] = make(schemas, tables)
            elif name == "facts":
                found[name] = derive.facts(schemas, tables, derive.standing(schemas, tables, found["entities"], edited))
            elif name == "mentions" and not edited & {
                *of_kind(schemas, "fact"),
                *of_kind(schemas, "entity"),
            }:
                found[name] = tables[name]
            else:
                found[name] = make(schemas, tables)
    return found


def by_hand(schemas: Schemas, problems: Problems) -> Problems:
    """Return the problems of tables that a hand can edit.

    Those of derived tables are returned only where there are no others, for they follow from them.
    """
    typed = problems.of(lambda table, _: table not in schemas or schemas[table]["kind"] != "derived")
    return typed if errors(typed) else problems


def law_problems(tables: Tables, edit: rules.Edit | None = None, watch: Watch = unwatched) -> Iterator[Problem]:
    """Run the laws over typed tables: all, or those that an edit can have broken."""
    for id in watch(rules.RULES if edit is None else sorted(rules.readers(edit.tables)), "laws"):
        yield from problems_of(rules.RULES[id], tables, edit)


def problems_of(rule: rules.Rule, tables: Tables, edit: rules.Edit | None = None) -> Iterator[Problem]:
    """Run one law over typed tables, whole or as far as an edit can have broken it."""
    given = rule.given(tables, edit)
    with fitting(f"the rule {rule.id}", tables):
        for table, position, column, message, fix in rule.law(given) if rule.law and given is not None else ():
            yield Problem(table, 0 if position is None else int(position) + 2, column, rule.id, message, fix)


def _derived_problems(schemas: Schemas, tables: Tables) -> Iterator[Problem]:
    for name, fresh in derived(schemas, tables).items():
        if not fresh.equals(tables[name]):
            yield Problem(
                name,
                0,
                "",
                "derived-fresh",
                "the table is not what follows from the others.",
                "Run `il2data build`; never edit it by hand.",
            )


def _parquet_problems(package: Package, table: str, schema: TableSchema, frame: pd.DataFrame) -> Iterator[Problem]:
    import pyarrow

    try:
        found = read_arrow(package.read(f"data/{table}.parquet"), schema)
        same = found.schema.equals(arrow(schema)) and from_arrow(found).equals(frame)
    except pyarrow.ArrowException:
        same = False
    if not same:
        yield Problem(
            table,
            0,
            "",
            "parquet-fresh",
            f"data/{table}.parquet does not hold the rows of the CSV file.",
            "Run `il2data build`.",
        )


def summary(problems: Iterable[Problem]) -> dict[str, Any]:
    """Count problems by rule, most frequent first."""
    found = problems if isinstance(problems, Problems) else Problems(problems)
    counts: Counter[str] = Counter()
    for (_, rule), number in found.counts.items():
        counts[rule] += number
    return dict(counts.most_common())
