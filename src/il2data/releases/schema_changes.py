"""What changed between two Table Schemas, each change with the version step it calls for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from il2data.tableschema import TableSchema

Step = Literal["none", "patch", "minor", "major"]
STEPS: tuple[Step, ...] = ("none", "patch", "minor", "major")
# Properties that only describe; whatever else changes, known or not, changes what a reader has to do.
DESCRIPTIVE = frozenset(
    {
        "$schema",
        "title",
        "description",
        "example",
        "categories",
        "subject",
        "object",
        "quantity",
        "label",
        "wide",
        "quantities",
        "quantitiesBy",
        "question",
    }
)
DESCRIPTOR_DESCRIPTIVE = DESCRIPTIVE | {
    "keywords",
    "licenses",
    "contributors",
    "homepage",
    "created",
    "sources",
    "image",
}
NOT_COMPARED = frozenset(
    {
        "version",
        "resources",
        "seal",
        "name",
        "fields",
        "primaryKey",
        "foreignKeys",
        "constraints",
        "statement",
        "parts",
        "edges",
    }
)


@dataclass(frozen=True)
class SchemaChange:
    """One change of a schema or of the descriptor.

    Parameters
    ----------
    column
        Name of the column; empty where the table or the package is meant.
    what
        ``column added``, ``column removed``, ``columns moved``, ``primary key``, ``foreign key`` or
        ``constraint`` with its name and how it changed (``added``, ``dropped``, ``widened``,
        ``narrowed``, ``changed``), ``wording`` (the sentences, or the label or phrase of a value),
        ``edges`` (of the knowledge graph), or the property that changed.
    old, new
        What it was and what it is, as JSON; empty where there is nothing.
    step
        The version step it calls for.
    documentation
        Whether it changes the description only.
    meaning
        Whether rows that stayed as they were are now checked or told otherwise.
    """

    column: str
    what: str
    old: str
    new: str
    step: Step
    documentation: bool = False
    meaning: bool = False


def schema_changes(old: TableSchema, new: TableSchema) -> tuple[SchemaChange, ...]:
    """Return what changed from one schema of a table to the next."""
    return (
        *_columns(old, new),
        *_foreign_keys(old, new),
        *_keys(old, new),
        *_wording(old, new),
        *_properties("", old, new, DESCRIPTIVE),
    )


def descriptor_changes(old: dict[str, Any], new: dict[str, Any]) -> tuple[SchemaChange, ...]:
    """Return what changed in a descriptor beside its version, its tables and its seal."""
    renamed = [_change("", "name", old["name"], new["name"], "major")] if old["name"] != new["name"] else []
    return (*renamed, *_properties("", old, new, DESCRIPTOR_DESCRIPTIVE))


def _columns(old: TableSchema, new: TableSchema) -> Iterator[SchemaChange]:
    before, after = ({field["name"]: field for field in schema["fields"]} for schema in (old, new))
    for name in before:
        if name not in after:
            yield _change(name, "column removed", before[name]["type"], None, "major")
    for name in after:
        if name not in before:
            yield _change(name, "column added", None, after[name]["type"], "major")
    common = [name for name in before if name in after]
    if common != (moved := [name for name in after if name in before]):
        yield _change("", "columns moved", common, moved, "major")
    for name in common:
        yield from _properties(name, before[name], after[name], DESCRIPTIVE)
        yield from _constraints(name, before[name].get("constraints", {}), after[name].get("constraints", {}))


def _constraints(column: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[SchemaChange]:
    for kind in dict.fromkeys((*old, *new)):
        # No constraint and one that is switched off are the same; so are two orders of a list of values.
        one, other = (
            sorted(limit) if isinstance(limit, list) else limit or None if kind in ("required", "unique") else limit
            for limit in (old.get(kind), new.get(kind))
        )
        if one != other:
            how = "added" if one is None else "dropped" if other is None else _moved(kind, one, other)
            yield _change(
                column,
                f"constraint {kind} {how}",
                one,
                other,
                "minor" if how in ("dropped", "widened") else "major",
                meaning=True,
            )


def _moved(kind: str, old: Any, new: Any) -> str:
    """Say whether a constraint takes more or less than before; of two patterns nobody can tell."""
    if kind == "enum":
        return "widened" if set(old) <= set(new) else "narrowed"
    if kind in ("maximum", "exclusiveMaximum", "maxLength"):
        return "widened" if new > old else "narrowed"
    if kind in ("minimum", "exclusiveMinimum", "minLength"):
        return "widened" if new < old else "narrowed"
    return "changed"


def _foreign_keys(old: TableSchema, new: TableSchema) -> Iterator[SchemaChange]:
    before, after = (
        {",".join(key["fields"]): key["reference"] for key in schema.get("foreignKeys", [])} for schema in (old, new)
    )
    for columns in dict.fromkeys((*before, *after)):
        one, other = before.get(columns), after.get(columns)
        if one != other:
            # A reference that is new refuses what was taken before;
            # one that leads elsewhere is the recipe's "update a reference".
            how = "added" if one is None else "dropped" if other is None else "changed"
            yield _change(columns, f"foreign key {how}", one, other, "major" if one is None else "minor", meaning=True)


def _keys(old: TableSchema, new: TableSchema) -> Iterator[SchemaChange]:
    if old["primaryKey"] != new["primaryKey"]:
        yield _change("", "primary key", old["primaryKey"], new["primaryKey"], "major")


def _wording(old: TableSchema, new: TableSchema) -> Iterator[SchemaChange]:
    """Yield how sentences changed (templates, and labels and phrases of values that stayed) and edges of the graph."""
    for part in ("statement", "parts"):
        if old.get(part) != new.get(part):
            yield _change("", "wording", old.get(part), new.get(part), "patch", documentation=True, meaning=True)
    if old.get("edges") != new.get("edges"):
        meaning = "edges" in old
        yield _change("", "edges", old.get("edges"), new.get("edges"), "patch", documentation=True, meaning=meaning)
    said = [
        {
            (field["name"], value["value"]): (value["label"], value.get("phrase"))
            for field in schema["fields"]
            for value in field.get("categories", [])
        }
        for schema in (old, new)
    ]
    for (column, value), words in said[0].items():
        if said[1].get((column, value), words) != words:
            yield _change(
                column,
                "wording",
                [value, *words],
                [value, *said[1][column, value]],
                "patch",
                documentation=True,
                meaning=True,
            )


def _properties(
    column: str, old: dict[str, Any], new: dict[str, Any], descriptive: frozenset[str]
) -> Iterator[SchemaChange]:
    for name in dict.fromkeys((*old, *new)):
        if name not in NOT_COMPARED and old.get(name) != new.get(name):
            documentation = name in descriptive
            yield _change(
                column, name, old.get(name), new.get(name), "patch" if documentation else "major", documentation
            )


def _change(
    column: str, what: str, old: Any, new: Any, step: Step, documentation: bool = False, meaning: bool = False
) -> SchemaChange:
    one, other = (
        "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for value in (old, new)
    )
    return SchemaChange(column, what, one, other, step, documentation, meaning)
