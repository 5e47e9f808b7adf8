"""The shapes of a descriptor, a Table Schema and the record of a release, to be held before anything is made of one.

The standards leave nearly everything open; what is required here is what the code reads, so
that a file of another shape is refused by name and never met halfway.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from il2data import limits
from il2data.errors import PackageError
from il2data.shapes import (
    CELLS,
    FLAG,
    LENGTH,
    OBJECT,
    OBJECTS,
    TEXT,
    TEXTS,
    Keys,
    Kind,
    cut,
    hold,
    is_number,
    list_of,
    named,
    once,
    parsed,
    shown,
    spelt,
)

NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
# https://specs.frictionlessdata.io/data-package/#name
PACKAGE_NAME = re.compile(r"[-a-z0-9._/]+\Z")
# https://semver.org/, the last of its questions.
VERSION = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?\Z")
DIGEST = re.compile(r"[0-9a-f]{64}\Z")
HASH = re.compile(r"sha256:[0-9a-f]{64}\Z")
KINDS = ("entity", "fact", "measurement", "evidence", "reference", "derived")


def _moment(value: Any) -> bool:
    from datetime import datetime

    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


ONE = Kind("a list of one column", lambda value: TEXTS.holds(value) and len(value) == 1)
COLUMN_NAME = Kind("a name of small letters, digits and low lines", spelt(NAME))

DIGESTS = Kind("an object of digests", lambda value: OBJECT.holds(value) and all(map(TEXT.holds, value.values())))

SEAL: Keys = {
    "bytes": Kind("a number of bytes", LENGTH.holds),
    "hash": Kind("sha256: and 64 hexadecimal digits", spelt(HASH)),
}
DESCRIPTOR: Keys = {
    "name": Kind("a name of small letters, digits and - . _ /", spelt(PACKAGE_NAME)),
    "title": TEXT,
    "description": TEXT,
    "version": Kind("a version such as 1.4.0", spelt(VERSION)),
    "created": Kind("a date and time such as 2026-01-31T12:00:00Z", _moment),
    "keywords": TEXTS,
    "licenses": OBJECTS,
    "contributors": OBJECTS,
    "resources": OBJECTS,
}
RESOURCE: Keys = {"name": COLUMN_NAME, "path": TEXT, "schema": TEXT}
SCHEMA: Keys = {
    "name": COLUMN_NAME,
    "title": TEXT,
    "description": TEXT,
    "kind": Kind(f"one of {', '.join(KINDS)}", lambda value: value in KINDS),
    "fields": OBJECTS,
    "primaryKey": TEXTS,
}
# What a comparison with a record asks of the schemas in it.
RECORDED = ("kind", "fields", "primaryKey")
MORE_OF_SCHEMA: Keys = {
    "foreignKeys": OBJECTS,
    "statement": OBJECTS,
    "parts": Kind("an object of texts", lambda value: OBJECT.holds(value) and all(map(TEXT.holds, value.values()))),
    "prefix": TEXT,
    **dict.fromkeys(("subject", "object", "quantity", "label", "entity", "question"), TEXT),
    "edges": Kind("a text or an object", lambda value: TEXT.holds(value) or OBJECT.holds(value)),
}
EDGES: Keys = {"subject": TEXT, "objects": TEXTS, "relations": OBJECTS}
RELATION: Keys = {
    "when": OBJECT,
    **dict.fromkeys(("predicate", "direction", "aspect", "approval", "reason"), TEXT),
    **dict.fromkeys(("negated", "inverse"), FLAG),
}
FIELD: Keys = {
    "name": COLUMN_NAME,
    "type": Kind(f"one of {', '.join(CELLS)}", lambda value: isinstance(value, str) and value in CELLS),
    "title": TEXT,
    "description": TEXT,
    "unit": TEXT,
}
MORE_OF_FIELD: Keys = {"constraints": OBJECT, "categories": OBJECTS, "quantities": TEXTS, "quantitiesBy": TEXT}
CATEGORY: Keys = {"value": TEXT, "label": TEXT, "description": TEXT}


def descriptor(place: Path, data: bytes, sealed: bool = True) -> dict[str, Any]:
    """Return a descriptor that has the shape of one.

    Parameters
    ----------
    place
        The file, for messages.
    data
        Its bytes.
    sealed
        Whether the sizes and hashes must be there; `il2data.build` writes them, and needs only
        the files of a checkout named.

    Raises
    ------
    PackageError
        It is not UTF-8 JSON, lacks a key, has one of another kind, or names files that are not its own.
    """
    try:
        found = parsed(data)
        hold("it", found, DESCRIPTOR)
        if sealed:
            hold("it", found, {"seal": Kind("64 hexadecimal digits", spelt(DIGEST))})
        for key, keys in {"licenses": {"name": TEXT, "path": TEXT}, "contributors": {"title": TEXT}}.items():
            for at, entry in enumerate(found[key], start=1):
                hold(f"number {at} of {key}", entry, keys)
        names = [_resource(at, resource, sealed) for at, resource in enumerate(found["resources"], start=1)]
        once(names, "resource")
        if (
            sealed
            and len({(resource["path"].endswith(".csv"), "parquet" in resource) for resource in found["resources"]}) > 1
        ):
            raise ValueError("its resources are of different formats")
    except (ValueError, RecursionError) as error:
        raise PackageError(f"{place} is not an il2data descriptor ({cut(error)}).") from error
    return found  # type: ignore[no-any-return]


def _resource(at: int, resource: dict[str, Any], sealed: bool) -> str:
    """Check an entry of a descriptor and return its name."""
    where = f"resource {at}"
    hold(where, resource, RESOURCE)
    name, csv = resource["name"], resource["path"].endswith(".csv")
    if sealed:
        hold(where, resource, {**SEAL, "rowsHash": SEAL["hash"], "schemaSeal": OBJECT})
        hold(f"schemaSeal of {where}", resource["schemaSeal"], SEAL)
        if csv and "parquet" in resource:
            hold(where, resource, {"parquet": OBJECT})
            hold(f"parquet of {where}", resource["parquet"], {"path": TEXT, **SEAL})
    data = f"data/{name}.csv" if csv or not sealed else f"data/{name}.parquet"
    expected = {data: resource["path"], f"schemas/{name}.json": resource["schema"]}
    if sealed and csv and "parquet" in resource:
        expected[f"data/{name}.parquet"] = resource["parquet"]["path"]
    if any(path != own for own, path in expected.items()):
        raise ValueError(f"each resource must name its own data and schema files: {where} {', '.join(expected)}")
    return str(name)


def schema(place: Path, data: bytes, table: str) -> dict[str, Any]:
    """Return a Table Schema that has the shape of one, and each column that it names.

    Parameters
    ----------
    place
        The file, for messages.
    data
        Its bytes.
    table
        Name of the table.

    Raises
    ------
    PackageError
        It is not UTF-8 JSON, is of another table, lacks a key, has one of another kind, knows a
        type or constraint that il2data does not, or a key names no column.
    """
    try:
        found = parsed(data)
        hold("it", found, SCHEMA, MORE_OF_SCHEMA)
        if found["name"] != table:
            raise ValueError(f"its name is {shown(found['name'])}")
        if len(found["fields"]) > limits.MAX_COLUMNS:
            raise ValueError(f"it has {len(found['fields']):,} columns, and at most {limits.MAX_COLUMNS:,} are read")
        for at, field in enumerate(found["fields"], start=1):
            _field(at, field)
        columns = [field["name"] for field in found["fields"]]
        once(columns, "column")
        once(found["primaryKey"], "column of the primary key")
        for at, foreign in enumerate(found.get("foreignKeys", []), start=1):
            hold(f"foreign key {at}", foreign, {"fields": ONE, "reference": OBJECT})
            hold(f"reference of foreign key {at}", foreign["reference"], {"resource": TEXT, "fields": ONE})
            named(columns, foreign["fields"], f"foreign key {at}")
        named(columns, found["primaryKey"], "primaryKey")
        named(columns, [found[key] for key in ("label", "entity") if key in found], "label or entity")
        kinds = {field["name"] for field in found["fields"] if "categories" in field}
        for field in found["fields"]:
            if field.get("quantitiesBy", field["name"]) not in {*kinds, field["name"]}:
                raise ValueError(
                    f"quantitiesBy of the column {field['name']} is {shown(field['quantitiesBy'])}, expected a column"
                    " with categories"
                )
        for at, template in enumerate(found.get("statement", []), start=1):
            hold(f"statement {at}", template, {"text": TEXT}, {"when": OBJECT})
            named(columns, list(template.get("when", {})), f"statement {at}")
        if isinstance(found.get("edges"), dict):
            _edges(columns, "edges", found["edges"])
        if found["kind"] == "fact":
            hold("it", found, {"statement": OBJECTS})
            named(columns, ["fact_id"], "kind")
    except (ValueError, RecursionError) as error:
        raise PackageError(f"{place} is not the schema of the table {table} ({cut(error)}).") from error
    return found  # type: ignore[no-any-return]


def _edges(columns: list[str], where: str, edges: dict[str, Any]) -> None:
    """Check what rows become in the knowledge graph."""
    hold(where, edges, EDGES, {"beside": OBJECTS})
    named(columns, [edges["subject"], *edges["objects"]], where)
    for at, relation in enumerate(edges["relations"], start=1):
        said = f"relation {at} of {where}"
        hold(said, relation, {}, RELATION)
        if unknown := relation.keys() - RELATION.keys():
            raise ValueError(f"{said} has {shown(min(unknown))}; known are {', '.join(RELATION)}")
        if ("predicate" in relation) == ("reason" in relation):
            raise ValueError(f"{said} must have a predicate, or the reason why there is no edge")
        named(columns, list(relation.get("when", {})), said)
    for at, beside in enumerate(edges.get("beside", []), start=1):
        _edges(columns, f"beside {at} of {where}", beside)


def record(place: Path, data: bytes) -> dict[str, Any]:
    """Return the record of a release that has the shape of one; its schemas are those of their time.

    Raises
    ------
    PackageError
        It is not UTF-8 JSON, is of another version than its name says, or a table in it lacks schema or digests.
    """
    try:
        found = parsed(data)
        hold("it", found, {"version": DESCRIPTOR["version"], "package": OBJECT, "tables": OBJECT})
        if found["version"] != place.stem:
            raise ValueError(f"its version is {found['version']}")
        for name, table in found["tables"].items():
            hold(f"the table {name}", table, {"schema": OBJECT, "rows": DIGESTS})
            hold(f"the schema of {name}", table["schema"], {key: SCHEMA[key] for key in RECORDED})
            for at, field in enumerate(table["schema"]["fields"], start=1):
                hold(f"field {at} of {name}", field, {"name": TEXT, "type": TEXT}, {"constraints": OBJECT})
    except (ValueError, RecursionError) as error:
        raise PackageError(
            f"{place} is not the record of a release ({cut(error)}). Restore it from the repository."
        ) from error
    return found  # type: ignore[no-any-return]


def _field(at: int, field: dict[str, Any]) -> None:
    hold(f"field {at}", field, FIELD, MORE_OF_FIELD)
    where, type = f"the column {field['name']}", field["type"]
    values = Kind(
        f"a list of values of type {type}, each once",
        lambda value: list_of(CELLS[type])(value) and len(set(value)) == len(value),
    )
    known: dict[str, Kind] = {"required": FLAG, "unique": FLAG, "enum": values}
    if type == "string":
        known |= {"pattern": TEXT, "minLength": LENGTH, "maxLength": LENGTH}
    elif type != "boolean":
        known |= dict.fromkeys(
            ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), Kind("a number", is_number)
        )
    constraints = field.get("constraints", {})
    for constraint in constraints:
        if constraint not in known:
            raise ValueError(
                f"{where}, of type {type}, has the constraint {shown(constraint)}; known are {', '.join(known)}"
            )
    hold(f"the constraints of {where}", constraints, {}, known)
    for category in field.get("categories", []):
        hold(f"a category of {where}", category, CATEGORY, {"phrase": TEXT, "quantities": TEXTS})
