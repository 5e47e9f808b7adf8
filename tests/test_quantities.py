"""Every column of numbers is of a quantity, and its limits are shown wherever a column is described."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import il2data
from conftest import ROOT
from il2data import profiles
from il2data.checking import validation
from il2data.checking.rules import RULES
from il2data.releases.formats import dictionary

SCHEMAS = {path.stem: json.loads(path.read_text()) for path in sorted((ROOT / "schemas").glob("*.json"))}
KNOWN = set(il2data.open(ROOT).load("quantities")["quantity_id"])
COLUMNS = [
    (name, field["name"])
    for name, schema in SCHEMAS.items()
    for field in schema["fields"]
    if field["type"] in ("integer", "number")
]


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_every_column_of_numbers_leads_to_a_quantity(table: str, column: str) -> None:
    fields = {field["name"]: field for field in SCHEMAS[table]["fields"]}
    field = fields[column]
    assert ("quantities" in field) != ("quantitiesBy" in field)
    told = (
        [category.get("quantities", []) for category in fields[field["quantitiesBy"]]["categories"]]
        if "quantitiesBy" in field
        else [field["quantities"]]
    )
    named = {id for ids in told for id in ids}
    assert named and named <= KNOWN


def test_text_has_no_quantity() -> None:
    assert not [
        (name, field["name"])
        for name, schema in SCHEMAS.items()
        for field in schema["fields"]
        if field["type"] in ("string", "boolean") and {"quantities", "quantitiesBy"} & field.keys()
    ]


def test_a_column_is_described_with_quantity_and_range() -> None:
    described = il2data.describe("affinities").set_index("column")["quantity"]
    meanings = il2data.vocabulary("affinities").set_index(["column", "value"])["quantity"]
    assert described["value"] == "as quantity says"
    assert described["ligand_id"] == ""
    assert meanings["quantity", "Kd"] == "dissociation constant (0.0001 to 10,000,000 nmol/L)"
    assert (
        il2data.describe("structures").set_index("column").at["resolution", "quantity"] == "resolution (0.4 to 15 Ao)"
    )
    assert "Quantity: dissociation constant (0.0001 to 10,000,000 nmol/L)." in dictionary.markdown(il2data.open(ROOT))


def test_a_column_that_no_category_explains_tells_no_quantity(tmp_path: Path) -> None:
    for by, fault in (
        ("quantity", ""),
        ("relation_", "expected a column with categories"),
        ("remark", "expected a column with categories"),
    ):
        schema = json.loads((ROOT / "schemas/affinities.json").read_text())
        next(field for field in schema["fields"] if field["name"] == "value")["quantitiesBy"] = by
        data = json.dumps(schema).encode()
        if fault:
            with pytest.raises(il2data.PackageError, match=fault):
                profiles.schema(tmp_path, data, "affinities")
        else:
            assert profiles.schema(tmp_path, data, "affinities")


def test_limits_are_data(tables: dict[str, pd.DataFrame]) -> None:
    quantities = tables["quantities"].copy()
    quantities.loc[quantities["quantity_id"] == "resolution", "most"] = 3.0
    found = list(validation.problems_of(RULES["value-possible"], {**tables, "quantities": quantities}))
    assert {(p.table, p.column) for p in found} == {("structures", "resolution")}
