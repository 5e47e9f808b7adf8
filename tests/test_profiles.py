"""A descriptor or schema of another shape is refused in one line that names the file.

Every command that reads it does so.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import il2data
from conftest import ROOT
from il2data import derive
from il2data.checking import validation
from il2data.checking.rules import EACH, RULES, Finding, Tables, UndeclaredError, rule
from il2data.cli import main
from il2data.package import Package, digest, seal_of

Capture = pytest.CaptureFixture[str]
Edit = Callable[[dict[str, Any]], object]
ESCAPE = "\x1b[2J"


def put(key: str, value: object) -> Edit:
    return lambda thing: thing.update({key: value})


def drop(key: str) -> Edit:
    return lambda thing: thing.pop(key)


def first(key: str, edit: Edit) -> Edit:
    return lambda thing: edit(thing[key][0])


def inner(key: str, edit: Edit) -> Edit:
    return lambda thing: edit(thing[key])


def refer(columns: list[str], table: str, keys: list[str]) -> Edit:
    return put("foreignKeys", [{"fields": columns, "reference": {"resource": table, "fields": keys}}])


def edges(relation: dict[str, object], **other: object) -> Edit:
    return put("edges", {"subject": "name", "objects": ["name"], "relations": [relation]} | other)


# What is needed to build is needed to read as well.
BUILT: dict[str, Edit] = {
    **{f"no {key}": drop(key) for key in ("name", "title", "description", "version", "created", "keywords")},
    **{f"no {key}": drop(key) for key in ("licenses", "contributors", "resources")},
    "name a list": put("name", ["il2data"]),
    "name with an escape": put("name", ESCAPE),
    "version a list": put("version", ["1.0.0"]),
    "version of two numbers": put("version", "1.0"),
    "version of two lines": put("version", "1.0.0\n::error::x"),
    "created in words": put("created", "yesterday"),
    "created a number": put("created", 2026),
    "no licence": put("licenses", []),
    "licence a text": put("licenses", ["CC0"]),
    "licence without a path": first("licenses", drop("path")),
    "contributor without a title": first("contributors", drop("title")),
    "resources an object": put("resources", {}),
    "resources of numbers": put("resources", [1]),
    "no resource": put("resources", []),
    "a resource twice": lambda d: d["resources"].append(d["resources"][0]),
    "a resource without a name": first("resources", drop("name")),
    "a resource without a schema": first("resources", drop("schema")),
    "a resource of another's schema": first("resources", put("schema", "schemas/proteins.json")),
    "a resource whose path is its schema": first("resources", put("path", "schemas/genes.json")),
    "half a character": put("title", "\ud800"),
    "no number": put("homepage", float("nan")),
}
SEALED: dict[str, Edit] = {
    "no seal": drop("seal"),
    "a seal with an escape": put("seal", ESCAPE),
    **{
        f"a resource without {key}": first("resources", drop(key))
        for key in ("bytes", "hash", "rowsHash", "schemaSeal")
    },
    "a resource in one format": first("resources", drop("parquet")),
    "a hash with an escape": first("resources", put("hash", f"sha256:{ESCAPE}")),
    "a short hash": first("resources", put("hash", "sha256:" + "0" * 63)),
    "bytes that are true": first("resources", put("bytes", True)),
    "bytes below nothing": first("resources", put("bytes", -1)),
    "a schema without a hash": first("resources", inner("schemaSeal", drop("hash"))),
    "Parquet without a path": first("resources", inner("parquet", drop("path"))),
}
RAW = {
    "nothing": b"",
    "an empty object": b"{}",
    "a list": b"[]",
    "null": b"null",
    "a bracket": b"[",
    "UTF-16": '{"name": "genes"}'.encode("utf-16"),
    "a key twice": b'{"name": "genes", "name": "genes"}',
    "100,000 brackets": b"[" * 100_000,
    "100,000 lists": b"[" * 100_000 + b"]" * 100_000,
    "5,000 digits": b"9" * 5_000,
}
CONSTRAINTS: dict[str, object] = {
    "a list": ["required"],
    "unknown": {"jsonSchema": 1},
    "a length below none": {"minLength": -1},
    "a length in words": {"maxLength": "10"},
    "a largest number of a text": {"exclusiveMaximum": 1},
    "required in words": {"required": "yes"},
    "unique a number": {"unique": 1},
    "enum a text": {"enum": "abc"},
    "enum empty": {"enum": []},
    "enum of numbers": {"enum": [1, 2]},
    "enum with one twice": {"enum": ["a", "a"]},
    "pattern a number": {"pattern": 1},
    "minimum of a text": {"minimum": 1},
}
SCHEMAS: dict[str, Edit] = {
    **{f"no {key}": drop(key) for key in ("name", "title", "description", "kind", "fields", "primaryKey")},
    "another's name": put("name", "proteins"),
    "kind unknown": put("kind", "table"),
    "kind a list": put("kind", ["entity"]),
    "no field": put("fields", []),
    "fields a text": put("fields", "gene_id"),
    "a field that is a text": put("fields", ["gene_id"]),
    "a field twice": lambda s: s["fields"].append(s["fields"][0]),
    "10,000 fields": lambda s: s["fields"].extend([s["fields"][0] | {"name": f"c{at}"} for at in range(10_000)]),
    **{
        f"a field without {key}": first("fields", drop(key)) for key in ("name", "type", "title", "description", "unit")
    },
    "type unknown": first("fields", put("type", "date")),
    "type a list": first("fields", put("type", ["string"])),
    "a field's name with an escape": first("fields", put("name", ESCAPE)),
    **{f"constraints: {name}": first("fields", put("constraints", value)) for name, value in CONSTRAINTS.items()},
    "minimum true": first("fields", lambda field: field.update(type="integer", constraints={"minimum": True})),
    "minimum beyond all numbers": first(
        "fields", lambda field: field.update(type="number", constraints={"minimum": 10**400})
    ),
    "a category without a label": lambda s: s["fields"][4]["categories"][0].pop("label"),
    "a key in words": put("primaryKey", "gene_id"),
    "a key of no column": put("primaryKey", ["protein_id"]),
    "a key with a column twice": put("primaryKey", ["gene_id", "gene_id"]),
    "a foreign key that is a text": put("foreignKeys", ["gene_id"]),
    "a foreign key without a reference": put("foreignKeys", [{"fields": ["gene_id"]}]),
    "a foreign key of no column": put(
        "foreignKeys", [{"fields": ["cell"], "reference": {"resource": "genes", "fields": ["gene_id"]}}]
    ),
    "a foreign key of two columns": refer(["gene_id", "name"], "genes", ["gene_id", "name"]),
    "a foreign key to no table": put(
        "foreignKeys", [{"fields": ["name"], "reference": {"resource": "jeans", "fields": ["gene_id"]}}]
    ),
    "a foreign key to no column of a table": refer(["name"], "proteins", ["weight"]),
    "a fact without a statement": put("kind", "fact"),
    "a derived table that nobody derives": put("kind", "derived"),
    "a label of no column": put("label", "nickname"),
    "a statement about no column": put("statement", [{"text": "", "when": {"nickname": "x"}}]),
    "edges that are a number": put("edges", 3),
    "edges without an object": put("edges", {"subject": "name", "relations": [{"predicate": "affects"}]}),
    "edges of no column": edges({"predicate": "affects"}, subject="nickname"),
    "edges decided by no column": edges({"predicate": "affects", "when": {"nickname": "x"}}),
    "an edge without a predicate": edges({"direction": "increased"}),
    "an edge with a reason against it": edges({"predicate": "affects", "reason": "it is none"}),
    "an edge with a key that is none": edges({"predicate": "affects", "denied": True}),
    "an edge beside others without a relation": edges(
        {"predicate": "affects"}, beside=[{"subject": "name", "objects": ["name"]}]
    ),
}


@pytest.fixture
def descriptor(sound: Path) -> Any:
    """The descriptor of the copy, to be edited."""
    kept = (sound / "datapackage.json").read_bytes()
    yield json.loads(kept)
    (sound / "datapackage.json").write_bytes(kept)


def write(root: Path, descriptor: dict[str, Any]) -> None:
    if "seal" in descriptor and len(descriptor["seal"]) == 64 and "\ud800" not in str(descriptor.get("title")):
        descriptor["seal"] = seal_of(descriptor)
    (root / "datapackage.json").write_text(json.dumps(descriptor))


def refused(capsys: pytest.CaptureFixture[str], root: Path, commands: tuple[str, ...], file: str) -> None:
    for command in commands:
        assert main([command, *(["--root"] if command == "build" else []), str(root)]) == 2
        said = capsys.readouterr()
        assert said.out == "" and said.err.count("\n") == 1
        assert file in said.err and said.err.isprintable() is False and len(said.err) < 700
        assert said.err.rstrip("\n").isprintable()


@pytest.mark.parametrize("edit", BUILT.values(), ids=BUILT)
def test_a_descriptor_of_another_shape_is_refused(
    sound: Path, descriptor: dict[str, Any], edit: Edit, capsys: Capture
) -> None:
    edit(descriptor)
    write(sound, descriptor)
    refused(capsys, sound, ("validate", "build"), "datapackage.json is not an il2data descriptor")


@pytest.mark.parametrize("edit", SEALED.values(), ids=SEALED)
def test_a_descriptor_without_its_seals_is_refused_by_readers(
    sound: Path, descriptor: dict[str, Any], edit: Edit, capsys: Capture
) -> None:
    edit(descriptor)
    write(sound, descriptor)
    refused(capsys, sound, ("validate",), "datapackage.json is not an il2data descriptor")


@pytest.mark.parametrize("version", ["0.0.1", "12.3.40", "1.0.0-rc.1", "1.0.0+5"])
def test_a_semantic_version_is_taken(sound: Path, descriptor: dict[str, Any], version: str) -> None:
    write(sound, descriptor | {"version": version})
    assert il2data.open(sound).data_version == version


@pytest.mark.parametrize("data", RAW.values(), ids=RAW)
def test_what_is_no_descriptor_is_refused(
    sound: Path, descriptor: dict[str, Any], data: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    (sound / "datapackage.json").write_bytes(data)
    refused(capsys, sound, ("validate", "build"), "datapackage.json is not an il2data descriptor")


def put_schema(root: Path, descriptor: dict[str, Any], data: bytes) -> None:
    (root / "schemas/genes.json").write_bytes(data)
    size, sha256 = digest(data)
    descriptor["resources"][0]["schemaSeal"] = {"bytes": size, "hash": f"sha256:{sha256}"}
    write(root, descriptor)


@pytest.mark.slow
@pytest.mark.parametrize("edit", SCHEMAS.values(), ids=SCHEMAS)
def test_a_schema_of_another_shape_is_refused(
    sound: Path, descriptor: dict[str, Any], edit: Edit, capsys: Capture
) -> None:
    kept = (sound / "schemas/genes.json").read_bytes()
    schema = json.loads(kept)
    edit(schema)
    put_schema(sound, descriptor, json.dumps(schema).encode())
    refused(capsys, sound, ("validate", "build"), "genes")
    (sound / "schemas/genes.json").write_bytes(kept)


@pytest.mark.parametrize("data", RAW.values(), ids=RAW)
def test_what_is_no_schema_is_refused(
    sound: Path, descriptor: dict[str, Any], data: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = (sound / "schemas/genes.json").read_bytes()
    put_schema(sound, descriptor, data)
    refused(capsys, sound, ("validate", "build"), "schemas/genes.json is not the schema of the table genes")
    with pytest.raises(il2data.PackageError, match=r"schemas/genes\.json"):
        il2data.open(sound).load("genes")
    (sound / "schemas/genes.json").write_bytes(kept)


def test_a_schema_with_more_than_is_needed_is_taken(sound: Path, descriptor: dict[str, Any]) -> None:
    kept = (sound / "schemas/genes.json").read_bytes()
    schema = json.loads(kept) | {"homepage": "https://example.org/", "missingValues": [""]}
    schema["fields"][1]["constraints"] = {"pattern": "^(.*)$", "enum": sorted(set(il2data.load("genes")["name"]))}
    put_schema(sound, descriptor, json.dumps(schema).encode())
    assert il2data.open(sound).load("genes").equals(il2data.load("genes"))
    (sound / "schemas/genes.json").write_bytes(kept)


def test_a_pattern_that_cannot_be_matched_names_its_schema(sound: Path, descriptor: dict[str, Any]) -> None:
    kept = (sound / "schemas/genes.json").read_bytes()
    schema = json.loads(kept)
    schema["fields"][0]["constraints"]["pattern"] = "^(?=H)HGNC$"
    put_schema(sound, descriptor, json.dumps(schema).encode())
    with pytest.raises(il2data.PackageError, match=r"schemas/genes\.json: the pattern"):
        il2data.open(sound).load("genes")
    (sound / "schemas/genes.json").write_bytes(kept)


@pytest.mark.parametrize("table", ["genes", "facts", "evidence", "units", "diseases"])
def test_a_missing_table_is_refused_by_name(
    sound: Path, descriptor: dict[str, Any], table: str, capsys: Capture
) -> None:
    descriptor["resources"] = [resource for resource in descriptor["resources"] if resource["name"] != table]
    write(sound, descriptor)
    refused(capsys, sound, ("validate", "build"), table)


@pytest.mark.slow
def test_the_tables_that_derivations_read_are_known(tables: dict[str, Any]) -> None:
    few = {"affinities", "trial_benefits"}
    given = {name: tables[name] for name in (*few, *validation.SOURCES)}
    schemas = {name: Package(ROOT).schema(name) for name in (*few, *derive.DERIVED)}
    for left_out in (None, *validation.SOURCES):
        some = {name: frame for name, frame in given.items() if name != left_out}
        try:
            for make in (derive.facts, derive.mentions):
                make(schemas | {"genes": Package(ROOT).schema("genes")}, some)
        except KeyError as error:
            assert error.args == (left_out,)
        else:
            assert left_out is None


def test_tables_that_laws_were_not_written_for_are_refused(tables: dict[str, Any]) -> None:
    other = tables | {"prefixes": tables["prefixes"].drop(columns="pattern")}
    with pytest.raises(il2data.PackageError, match=r"the rule prefix-pattern cannot be applied.*pattern"):
        list(validation.problems_of(RULES["prefix-pattern"], other))


def test_laws_are_silent_where_a_table_that_they_read_is_missing(tables: dict[str, Any]) -> None:
    for table in tables:
        left = {name: frame for name, frame in tables.items() if name != table}
        assert [p for rule in RULES.values() if table in rule.reads for p in validation.problems_of(rule, left)] == []


def test_a_law_reads_no_table_that_it_does_not_name() -> None:
    @rule("test-undeclared", "A test.", "A test.", reads=("genes",))
    def undeclared(tables: Tables) -> Iterator[Finding]:
        yield "genes", None, "", str(len(tables["proteins"])), ""

    try:
        two = {name: il2data.load(name) for name in ("genes", "proteins")}
        with pytest.raises(UndeclaredError, match="proteins"):
            list(validation.problems_of(RULES["test-undeclared"], two))
        with pytest.raises(ValueError, match="two rules are called test-undeclared"):
            rule("test-undeclared", "A test.", "A test.", reads=(EACH,))(undeclared)
    finally:
        del RULES["test-undeclared"]


def test_a_checkout_of_another_shape_is_left_as_it_is(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(checkout / "schemas")
    before = {path: path.read_bytes() for path in checkout.rglob("*") if path.is_file()}
    assert main(["build", "--root", str(checkout)]) == 2
    assert "cannot read schemas/genes.json" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in checkout.rglob("*") if path.is_file()} == before
