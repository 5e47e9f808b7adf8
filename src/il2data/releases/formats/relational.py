"""The dataset as a relational database: its tables, keys and views as SQL that SQLite and DuckDB both run.

Everything is generated from the Table Schemas. The two engines differ only in the names of
their types, so there is one model here, and `il2data.releases.formats.databases` writes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any

from il2data.quoting import literal, quoted
from il2data.tableschema import TableSchema, entity_key

if TYPE_CHECKING:
    from il2data.release import Release

COMPARISONS = {"minimum": ">=", "maximum": "<=", "exclusiveMinimum": ">", "exclusiveMaximum": "<"}
LENGTHS = {"minLength": ">=", "maxLength": "<="}
# Of a source, what a reader of evidence needs to judge and find it.
SOURCE_COLUMNS = ("title", "published", "kind", "doi", "url")


@dataclass(frozen=True)
class Column:
    """A column of a table or view.

    Parameters
    ----------
    name
        Its name.
    sql
        Type and constraints of a table's column; expression of a view's column.
    description
        What it means.
    unit
        Unit of its values as in the Table Schema: a UCUM code, ``column:`` and the column
        that holds the unit, or ``none``.
    """

    name: str
    sql: str
    description: str
    unit: str = "none"

    @property
    def comment(self) -> str:
        """Description and unit in one line."""
        if self.unit == "none":
            return self.description
        return f"{self.description} Unit: {self.unit.replace('column:', 'see column ')}."


@dataclass(frozen=True)
class Relation:
    """A table or view.

    Parameters
    ----------
    kind
        ``TABLE`` or ``VIEW``.
    name, description
        Its name, and what it holds.
    columns
        Its columns in order.
    rest
        Keys of a table; what a view selects from.
    """

    kind: str
    name: str
    description: str
    columns: tuple[Column, ...]
    rest: tuple[str, ...] = ()

    def create(self) -> str:
        """Return the statement that creates it, with every description as an SQL comment."""
        if self.kind == "TABLE":
            parts = [f"  {_comment(c.comment)}\n  {quoted(c.name)} {c.sql}" for c in self.columns]
            body = ",\n".join([*parts, *(f"  {key}" for key in self.rest)])
            return f"CREATE TABLE {quoted(self.name)} (\n  {_comment(self.description)}\n{body}\n)"
        parts = [f"  {_comment(c.comment)}\n  {c.sql} AS {quoted(c.name)}" for c in self.columns]
        return "\n".join(
            [f"CREATE VIEW {quoted(self.name)} AS", _comment(self.description), "SELECT", ",\n".join(parts), *self.rest]
        )


def _comment(text: str) -> str:
    return "-- " + " ".join(text.split())


def creation_order(schemas: dict[str, TableSchema]) -> list[str]:
    """Return the names of tables so that each comes after all that its foreign keys refer to."""
    targets = {
        name: [
            key["reference"]["resource"]
            for key in schema.get("foreignKeys", [])
            if key["reference"]["resource"] != name
        ]
        for name, schema in schemas.items()
    }
    return list(TopologicalSorter(targets).static_order())


def table(schema: TableSchema, types: dict[str, str], own_keys: bool) -> Relation:
    """Return a table with the keys and constraints of its Table Schema.

    Patterns are left out: SQLite has no regular expressions.

    Parameters
    ----------
    schema
        Table Schema of the table.
    types
        The engine's name of each type of Table Schema.
    own_keys
        Whether the engine can hold keys of a table to itself; they are left out where it can't.
    """
    columns = [
        Column(field["name"], _definition(schema, field, types), field["description"], field["unit"])
        for field in schema["fields"]
    ]
    keys = [f"PRIMARY KEY ({_listed(schema['primaryKey'])})"]
    for key in schema.get("foreignKeys", []):
        target = key["reference"]
        if target["resource"] == schema["name"] and not own_keys:
            continue
        keys.append(
            f"FOREIGN KEY ({_listed(key['fields'])}) REFERENCES {quoted(target['resource'])}"
            f" ({_listed(target['fields'])})"
        )
    return Relation("TABLE", schema["name"], schema["description"], tuple(columns), tuple(keys))


def _listed(names: list[str]) -> str:
    return ", ".join(map(quoted, names))


def _definition(schema: TableSchema, field: dict[str, Any], types: dict[str, str]) -> str:
    constraints = field.get("constraints", {})
    name = quoted(field["name"])
    parts = [types[field["type"]]]
    if constraints.get("required"):
        parts.append("NOT NULL")
    if constraints.get("unique") and schema["primaryKey"] != [field["name"]]:
        parts.append("UNIQUE")
    if field["type"] == "boolean":
        parts.append(f"CHECK ({name} IN (0, 1))" if types["boolean"] == "INTEGER" else "")
    if "enum" in constraints:
        parts.append(f"CHECK ({name} IN ({', '.join(map(literal, constraints['enum']))}))")
    parts += [
        f"CHECK ({name} {sign} {literal(constraints[kind])})"
        for kind, sign in COMPARISONS.items()
        if kind in constraints
    ]
    parts += [
        f"CHECK (length({name}) {sign} {literal(constraints[kind])})"
        for kind, sign in LENGTHS.items()
        if kind in constraints
    ]
    return " ".join(filter(None, parts))


def views(schemas: dict[str, TableSchema]) -> list[Relation]:
    """Return the views: every table of facts with names, and the evidence with its sources."""
    return [
        *(_with_names(schemas, name) for name, schema in schemas.items() if schema["kind"] == "fact"),
        _evidence(schemas),
    ]


def _with_names(schemas: dict[str, TableSchema], name: str) -> Relation:
    schema = schemas[name]
    entity_columns = {
        key["fields"][0]
        for key in schema.get("foreignKeys", [])
        if key["reference"]["resource"] == "entities"
        or entity_key(schemas[key["reference"]["resource"]]) == key["reference"]["fields"][0]
    }
    columns, joins = [], [f"FROM {quoted(name)} AS row_"]
    for column in _fields(schema, "row_"):
        columns.append(column)
        if column.name in entity_columns:
            label = f"{column.name.removesuffix('_id')}_name"
            alias = quoted(f"{label}_")
            columns.append(
                Column(label, f'{alias}."label"', f"Approved symbol or name of what {column.name} identifies.")
            )
            joins.append(f'LEFT JOIN "entities" AS {alias} ON {alias}."entity_id" = {column.sql}')
    columns += _of_facts(schemas)
    joins.append('LEFT JOIN "facts" AS fact_ ON fact_."fact_id" = row_."fact_id"')
    description = (
        f"{schema['description']} With the names of all entities, the statement, and how well it is supported."
    )
    return Relation("VIEW", f"{name}_with_names", description, tuple(columns), tuple(joins))


def _evidence(schemas: dict[str, TableSchema]) -> Relation:
    evidence = _fields(schemas["evidence"], "row_")
    source = [
        c for c in _fields(schemas["sources"], "source_", "source_") if c.name.removeprefix("source_") in SOURCE_COLUMNS
    ]
    joins = (
        'FROM "evidence" AS row_',
        'LEFT JOIN "facts" AS fact_ ON fact_."fact_id" = row_."fact_id"',
        'LEFT JOIN "sources" AS source_ ON source_."source_id" = row_."source_id"',
    )
    description = f"{schemas['evidence']['description']} With the fact that it speaks to and the source that speaks."
    return Relation("VIEW", "evidence_with_sources", description, (*evidence, *_of_facts(schemas), *source), joins)


def _fields(schema: TableSchema, alias: str, prefix: str = "") -> list[Column]:
    return [
        Column(prefix + f["name"], f"{alias}.{quoted(f['name'])}", f["description"], f["unit"])
        for f in schema["fields"]
    ]


def _of_facts(schemas: dict[str, TableSchema]) -> list[Column]:
    """Return statement and status of a fact.

    The latter is prefixed, as indications and trials have a status of their own.
    """
    fields = {column.name: column for column in _fields(schemas["facts"], "fact_")}
    status = fields["status"]
    return [fields["statement"], Column("fact_status", status.sql, status.description)]


def descriptions(relations: list[Relation]) -> list[tuple[str, str, str, str]]:
    """Return table or view, column, description and unit of every column."""
    return [(relation.name, c.name, c.description, c.unit) for relation in relations for c in relation.columns]


def about(release: Release) -> list[tuple[str, str]]:
    """Return what a database should say of itself, as names and values."""
    descriptor = release.package.descriptor
    licence = descriptor["licenses"][0]
    return [
        ("name", descriptor["name"]),
        ("title", descriptor["title"]),
        ("version", release.data_version),
        ("licence", licence["name"]),
        ("licence_url", licence["path"]),
        ("citation", release.cite()),
    ]
