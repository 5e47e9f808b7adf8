"""The checks of text, schemas, keys and files find their planted defects, exactly, and let their near misses pass."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet
import pytest

from conftest import ROOT
from il2data.canonical import to_csv
from il2data.checking import foreign_keys, validation
from il2data.checking.rules import RULES, examples
from il2data.loading import read_csv, schema_problems
from il2data.package import Package, digest, seal_of
from il2data.releases import records
from test_rules import edited

CHECKS = {id: found for id, found in examples().items() if RULES[id].law is None}
Tables = dict[str, pd.DataFrame]


def text_rules(edit: dict[str, Any], tables: Tables, package: Package) -> set[str]:
    """Return the rules that one table's CSV file breaks after an edit of its text."""
    table = edit["table"]
    text = package.read(f"data/{table}.csv").decode()
    if "keep" in edit:
        text = "".join(text.splitlines(keepends=True)[: edit["keep"]])
    elif "swap_lines" in edit:
        lines = text.splitlines(keepends=True)
        one, other = (number - 1 for number in edit["swap_lines"])
        lines[one], lines[other] = lines[other], lines[one]
        text = "".join(lines)
    elif edit.get("last"):
        assert text.endswith(edit["find"])
        text = text.removesuffix(edit["find"]) + edit["put"]
    else:
        assert edit["find"] in text
        text = text.replace(edit["find"], edit["put"], 1 if edit.get("first") else -1)
    data = text.encode(edit.get("encoding", "utf-8"))
    schema = package.schema(table)
    found = validation.check_csv(data, schema)
    if not found:
        schemas = {name: package.schema(name) for name in package.tables}
        found = list(foreign_keys.key_problems(schemas, tables | {table: read_csv(data, schema)}))
    return {problem.rule for problem in found}


def frame_rules(edit: dict[str, Any], tables: Tables, package: Package) -> set[str]:
    """Return the rules that a frame breaks after its columns or types were changed."""
    frame = tables[edit["table"]]
    if edit["do"] == "astype":
        frame = frame.astype({edit["column"]: edit["dtype"]})
    frame = frame.drop(columns=edit.get("drop", [])).assign(**({edit["add"]: "x"} if "add" in edit else {}))
    return {problem.rule for problem in schema_problems(frame, package.schema(edit["table"]))}


def file_rules(edit: dict[str, Any], checkout: Path) -> set[str]:
    """Return the rules that a package breaks after one of its files was changed."""
    path = checkout / edit["path"]
    if "like" in edit:
        path.write_bytes((checkout / edit["like"]).read_bytes())
    elif "compression" in edit:
        pyarrow.parquet.write_table(pyarrow.parquet.read_table(path), path, compression=edit["compression"])
    else:
        data = path.read_bytes()
        assert edit["find"].encode() in data
        path.write_bytes(data.replace(edit["find"].encode(), edit["put"].encode(), 1))
    if edit.get("reseal"):
        reseal(checkout, edit["path"])
    return {problem.rule for problem in validation.errors(validation.check_package(Package(checkout)))}


def reseal(checkout: Path, member: str) -> None:
    """Seal one file as it is, as somebody would who wants an edit to pass."""
    descriptor = json.loads((checkout / "datapackage.json").read_text())
    resource = next(r for r in descriptor["resources"] if member in (r["path"], r["parquet"]["path"]))
    entry = resource if member == resource["path"] else resource["parquet"]
    size, sha256 = digest((checkout / member).read_bytes())
    entry.update(bytes=size, hash=f"sha256:{sha256}")
    descriptor["seal"] = seal_of(descriptor)
    (checkout / "datapackage.json").write_text(json.dumps(descriptor))


def history_rules(edit: dict[str, Any], tables: Tables, package: Package) -> set[str]:
    """Return the rules that an edited package breaks as the successor of itself, released as 90.0.0."""
    schemas = {name: package.schema(name) for name in package.tables}
    released = recorded(package)
    changed = edited(tables, edit.get("edits", []))
    if "drop_column" in edit:
        name, column = edit["drop_column"]
        schemas[name] = schemas[name] | {
            "fields": [field for field in schemas[name]["fields"] if field["name"] != column]
        }
        changed[name] = changed[name].drop(columns=column)
    schemas.pop(edit.get("drop_table", ""), None)
    # The files of the checkout are canonical, so that only what was edited is written.
    texts = {
        name: package.read(f"data/{name}.csv") if changed[name] is tables[name] else to_csv(schema, changed[name])
        for name, schema in schemas.items()
        if schema["kind"] != "derived"
    }
    found = records.problems(released, package.descriptor | {"version": edit["version"]}, schemas, texts)
    return {problem.rule for problem in found}


@cache
def recorded(package: Package) -> dict[str, Any]:
    """Return the record of a package, as if it had been released as 90.0.0."""
    schemas = {name: package.schema(name) for name in package.tables}
    texts = {name: package.read(f"data/{name}.csv") for name in schemas}
    return records.record(package.descriptor | {"version": "90.0.0"}, schemas, texts)


def rules_of(edit: dict[str, Any], tables: Tables, package: Package, request: pytest.FixtureRequest) -> set[str]:
    if edit["do"] == "text":
        return text_rules(edit, tables, package)
    if edit["do"] == "file":
        request.getfixturevalue("concerned")
        return file_rules(edit, request.getfixturevalue("checkout"))
    if edit["do"] == "history":
        return history_rules(edit, tables, package)
    return frame_rules(edit, tables, package)


def of(kind: str) -> list[Any]:
    """Return the examples of a kind; those of files have the whole package checked."""
    return [
        pytest.param(id, edit, marks=[pytest.mark.slow] if edit["do"] == "file" else [])
        for id, found in CHECKS.items()
        for (edit,) in found[kind]
    ]


@pytest.mark.slow
@pytest.mark.parametrize(("id", "edit"), of("defects"))
def test_a_planted_defect_is_found_and_nothing_else(
    id: str, edit: dict[str, Any], tables: Tables, package: Package, request: pytest.FixtureRequest
) -> None:
    assert rules_of(edit, tables, package, request) == {id}


@pytest.mark.slow
@pytest.mark.parametrize(("id", "edit"), of("near_misses"))
def test_a_near_miss_passes(
    id: str, edit: dict[str, Any], tables: Tables, package: Package, request: pytest.FixtureRequest
) -> None:
    assert rules_of(edit, tables, package, request) <= {"foreign-key"} - {id}


def test_the_catalogue_is_complete_and_every_rule_explains_itself() -> None:
    found = examples()
    assert set(found) == set(RULES)
    for rule in RULES.values():
        assert rule.sentence.endswith(".") and rule.reason.endswith("."), rule.id
        assert len(found[rule.id]["defects"]) >= 2, rule.id
        assert found[rule.id]["near_misses"], rule.id


def test_every_rule_that_a_check_can_report_is_in_the_catalogue() -> None:
    import re

    source = "".join(path.read_text() for path in (ROOT / "src/il2data").rglob("*.py"))
    for id in re.findall(r'"((?:text|schema)-[a-z-]+|foreign-key|seal|derived-fresh|parquet-fresh)"', source):
        assert id in RULES or id in ("schema-", "text-"), id
