"""One Table Schema gives the same verdict through read dtypes, Arrow and pandera."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable
from random import Random
from typing import Any

import pandas as pd
import pandera.errors
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import il2data
from conftest import ROOT
from il2data import tableschema as mapping
from il2data._tables import TableName
from il2data.loading import schema_problems
from il2data.sentences import TOKEN, whole

RELEASE = il2data.open(ROOT)
SCHEMAS = {path.stem: json.loads(path.read_text()) for path in sorted((ROOT / "schemas").glob("*.json"))}


def table(kind: str, constraints: dict[str, Any]) -> dict[str, Any]:
    fields = [
        {
            "name": "id",
            "type": "string",
            "title": "",
            "description": "",
            "constraints": {"required": True, "unique": True},
        },
        {"name": "x", "type": kind, "title": "", "description": "", "constraints": constraints},
    ]
    return {"name": "t", "title": "", "description": "", "fields": fields, "primaryKey": ["id"]}


def framed(kind: str, values: list[Any]) -> pd.DataFrame:
    return pd.DataFrame({"id": [f"a{i}" for i in range(len(values))], "x": values}).astype(
        {"id": "string", "x": mapping.PANDAS[kind]}
    )


def verdict(kind: str, constraints: dict[str, Any], values: list[Any]) -> list[str]:
    frame, schema = framed(kind, values), table(kind, constraints)
    problems = [problem.rule for problem in schema_problems(frame, schema)]
    assert mapping.keeps(frame, schema) == fits(frame, schema) == (not problems)
    return problems


def fits(frame: pd.DataFrame, schema: dict[str, Any]) -> bool:
    """Say whether the pandera schema, which users get, finds nothing."""
    try:
        mapping.pandera(schema).validate(frame, lazy=True)
    except pandera.errors.SchemaErrors:
        return False
    return True


@pytest.mark.parametrize(
    ("kind", "constraints", "good", "bad", "rule"),
    [
        ("string", {"enum": ["a", "b"]}, "a", "c", "schema-constraint"),
        ("string", {"pattern": "^(a|bc)$"}, "bc", "ac", "schema-constraint"),
        ("string", {"pattern": "^a$"}, "a", "a\n", "schema-constraint"),
        ("string", {"required": True}, "a", None, "schema-required"),
        ("integer", {"minimum": 1}, 1, 0, "schema-constraint"),
        ("number", {"maximum": 100}, 100.0, 100.1, "schema-constraint"),
        ("number", {"exclusiveMinimum": 0}, 0.1, 0.0, "schema-constraint"),
        ("integer", {"exclusiveMaximum": 3}, 2, 3, "schema-constraint"),
        ("string", {"minLength": 2}, "ab", "a", "schema-constraint"),
        ("string", {"maxLength": 1}, "\U0001f9ec", "ab", "schema-constraint"),
        ("number", {"required": True}, 0.0, None, "schema-required"),
        ("boolean", {"required": True}, False, None, "schema-required"),
    ],
)
def test_each_constraint_finds_its_defect_and_passes_its_near_miss(
    kind: str, constraints: dict[str, Any], good: Any, bad: Any, rule: str
) -> None:
    assert verdict(kind, constraints, [good]) == []
    assert verdict(kind, constraints, [good, bad]) == [rule]


def test_a_pattern_takes_time_in_proportion_to_the_text() -> None:
    # Engines that go back over the text would not end within the age of the universe.
    assert verdict("string", {"pattern": "^(([a-z0-9 ,-])+.)+[A-Z]([a-z])+$"}, ["a" * 5000]) == ["schema-constraint"]


@pytest.mark.parametrize("pattern", ["^(?=a)a$", r"^(a)\1$", "^(a$"])
def test_a_pattern_that_cannot_be_matched_in_that_time_is_refused(pattern: str) -> None:
    for values in (["aa"], [None], []):
        with pytest.raises(il2data.PackageError, match=r"^schemas/t\.json: the pattern"):
            schema_problems(framed("string", values), table("string", {"pattern": pattern}))


def test_unique_finds_the_doubled_value_and_passes_two_empty_cells() -> None:
    assert set(verdict("string", {"unique": True}, ["a", "a"])) == {"schema-unique"}
    assert verdict("string", {"unique": True}, ["a", None, None]) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", SCHEMAS)
def test_every_table_is_clean_to_pandera_and_without_it(name: TableName) -> None:
    frame = RELEASE.load(name, validate=False)
    assert mapping.keeps(frame, SCHEMAS[name])
    assert fits(frame, SCHEMAS[name])


CELLS = [None, "", "x", "il2d:agent-001", "true", 0, -1, 1, 7, 101, 0.5, -0.0, 1e300, float("inf"), float("nan"), True]
# Which of its two is "string" depends on the version of pandas.
OTHER_STRING = pd.StringDtype("pyarrow" if pd.StringDtype().storage == "python" else "python")
DTYPES = [
    "object",
    "str",
    "string",
    OTHER_STRING,
    "int64",
    "Int64",
    "Int32",
    "float64",
    "Float64",
    "boolean",
    "category",
]


def first(frame: pd.DataFrame, column: str, cell: Any) -> pd.DataFrame:
    return frame.assign(**{column: pd.Series([cell, *frame[column][1:]], frame.index, frame[column].dtype)})


EDITS: dict[str, Callable[[pd.DataFrame, str, int], pd.DataFrame]] = {
    "cell": lambda frame, column, n: first(frame, column, CELLS[n % len(CELLS)]),
    "copy": lambda frame, column, n: first(frame, column, frame[column].iloc[n % len(frame)]),
    "row": lambda frame, column, n: pd.concat([frame, frame.head(1)], ignore_index=True),
    "missing": lambda frame, column, n: frame.drop(columns=column),
    "extra": lambda frame, column, n: frame.assign(extra=1),
    "named": lambda frame, column, n: frame.rename(columns={column: column.upper()}),
    "order": lambda frame, column, n: frame[[column, *frame.columns.drop(column)]],
    "dtype": lambda frame, column, n: frame.astype({column: DTYPES[n % len(DTYPES)]}),
    "index": lambda frame, column, n: frame.set_axis(range(n, n + len(frame))),
    "sorted": lambda frame, column, n: frame.sort_values(column),
    "none": lambda frame, column, n: frame.head(0),
}


@pytest.mark.parametrize("dtype", [OTHER_STRING, "category"], ids=["the other string", "category"])
def test_a_dtype_that_is_close_to_that_of_the_contract_is_none(dtype: Any) -> None:
    frame = RELEASE.load("genes").astype({"name": dtype})
    assert [problem.rule for problem in schema_problems(frame, SCHEMAS["genes"])][:1] == ["schema-type"]


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(sorted(SCHEMAS)),
    st.integers(0),
    st.lists(st.sampled_from([*EDITS, "cell", "copy", "dtype"]), max_size=3),
)
def test_a_frame_is_clean_if_and_only_if_pandera_finds_nothing(name: TableName, seed: int, edits: list[str]) -> None:
    schema, random = SCHEMAS[name], Random(seed)
    some = {
        *schema["primaryKey"],
        *(field["name"] for field in random.sample(schema["fields"], min(4, len(schema["fields"])))),
    }
    schema = schema | {"fields": [field for field in schema["fields"] if field["name"] in some]}
    whole = RELEASE.load(name, validate=False)[[field["name"] for field in schema["fields"]]]
    frame = whole.iloc[random.sample(range(len(whole)), min(5, len(whole)))].reset_index(drop=True)
    for edit in edits:
        # The column takes no such cell, or there is no row left.
        with contextlib.suppress(TypeError, ValueError, IndexError, ArithmeticError):
            frame = EDITS[edit](frame, random.choice(list(frame.columns)), random.randrange(1000))
    contract = all(frame[column].dtype == whole[column].dtype for column in whole.columns.intersection(frame.columns))
    assert mapping.keeps(frame, schema) == (
        fits(frame, schema) and contract
    )  # pandera alone judges other dtypes: it lets some through


@pytest.mark.parametrize(
    ("kind", "constraints"),
    [
        ("number", {"minimum": "a"}),
        ("number", {"minimum": [1, 2]}),
        ("string", {"maximum": 5}),
        ("number", {"pattern": "1"}),
        ("string", {"enum": []}),
    ],
)
def test_a_constraint_that_cannot_be_asked_is_a_problem_and_no_crash(kind: str, constraints: dict[str, Any]) -> None:
    assert verdict(kind, constraints, [1.0 if kind == "number" else "a"]) == ["schema-constraint"]


def test_a_key_of_two_columns_stands_once() -> None:
    frame = RELEASE.load("claim_facts")
    assert SCHEMAS["claim_facts"]["primaryKey"] == ["claim_id", "fact_id"]
    assert frame["claim_id"].duplicated().any()
    twice = pd.concat([frame, frame.tail(1)], ignore_index=True)
    assert {problem.rule for problem in schema_problems(twice, SCHEMAS["claim_facts"])} == {"schema-unique"}


def test_an_unknown_constraint_is_an_error() -> None:
    with pytest.raises(ValueError, match="jsonSchema"):
        schema_problems(framed("string", ["a"]), table("string", {"jsonSchema": 1}))


def test_columns_must_be_those_of_the_schema_in_its_order() -> None:
    frame = il2data.load("genes")
    for wrong in (frame[frame.columns[::-1]], frame.drop(columns="symbol"), frame.assign(extra="x")):
        with pytest.raises(il2data.ValidationError, match="schema-columns"):
            il2data.validate(wrong, "genes")


def test_pandera_cannot_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pandera.config.CONFIG.validation_enabled", False)
    frame = il2data.load("genes")
    frame.loc[0, "symbol"] = "il-2"
    with pytest.raises(il2data.ValidationError, match="genes:2:symbol"):
        il2data.validate(frame, "genes")


def test_the_schema_refuses_a_bad_frame_in_a_users_own_pipeline() -> None:
    schema = il2data.schema("genes")
    frame = il2data.load("genes")
    assert schema.validate(frame).equals(frame)
    with pytest.raises(pandera.errors.SchemaError):
        schema.validate(frame.assign(gene_id=frame["gene_id"].str.replace("HGNC:", "")))


@pytest.mark.slow
@pytest.mark.parametrize("name", SCHEMAS)
def test_every_field_is_described_and_its_example_is_valid(name: str) -> None:
    schema = SCHEMAS[name]
    assert schema["name"] == name
    assert schema["title"] and schema["description"] and schema["primaryKey"]
    columns = [field["name"] for field in schema["fields"]]
    for field in schema["fields"]:
        assert field["title"] and field["description"] and field["unit"], field["name"]
        assert field["type"] in mapping.PANDAS
        unit = field["unit"].removeprefix("column:")
        assert unit == field["unit"] or unit in columns
        good = verdict(
            field["type"], {k: v for k, v in field.get("constraints", {}).items() if k != "unique"}, [field["example"]]
        )
        assert good == [], field["name"]
    for foreign in schema.get("foreignKeys", []):
        target = SCHEMAS[foreign["reference"]["resource"]]
        (key,) = foreign["reference"]["fields"]
        assert [key] == target["primaryKey"] or next(f for f in target["fields"] if f["name"] == key)["constraints"][
            "unique"
        ]


@pytest.mark.parametrize("name", [name for name, schema in SCHEMAS.items() if schema["kind"] == "fact"])
def test_every_statement_is_made_of_what_the_table_has(name: str) -> None:
    schema = SCHEMAS[name]
    fields = {field["name"]: field for field in schema["fields"]}
    assert "when" not in schema["statement"][-1], "the last template fits every row"
    for part in schema.get("parts", {}):
        assert sum(f"<{part}>" in template["text"] for template in schema["statement"]) > 1, (
            f"{part} is shared by nobody"
        )
    for template in schema["statement"]:
        text = whole(schema, template["text"])
        assert re.fullmatch(r"[^{}<>]*(\{[^{}<>]+\}[^{}<>]*)*", text)
        for token in re.findall(r"\{([^{}]+)\}", text):
            match = TOKEN.fullmatch(f"{{{token}}}")
            assert match, token
            column, filter, _ = match.groups()
            names = column.split("/")
            assert set(names) <= set(fields) or (filter == "amount" and f"{column}_lower" in fields), token
            assert filter != "every" or f"{column}_unit" in fields, token
        for column, wanted in template.get("when", {}).items():
            values = wanted if isinstance(wanted, list) else [] if isinstance(wanted, bool) else [wanted]
            assert set(values) <= set(fields[column].get("constraints", {}).get("enum", values)), column
    for end in ("subject", "object"):
        assert schema.get(end, schema["fields"][0]["name"]) in fields


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_pattern_means_the_same_to_every_reader(name: str) -> None:
    for field in SCHEMAS[name]["fields"]:
        pattern = field.get("constraints", {}).get("pattern")
        if pattern:
            # One group between the anchors, so that readers that search, match or wrap agree.
            assert pattern.startswith("^") and pattern.endswith("$")
            depth = 0
            for char in re.sub(r"\\.|\[[^\]]*\]", "", pattern):
                depth += {"(": 1, ")": -1}.get(char, 0)
                assert char != "|" or depth > 0, field["name"]


@pytest.mark.slow
@pytest.mark.parametrize("name", SCHEMAS)
def test_csv_and_parquet_give_equal_frames_under_the_dtype_contract(name: str) -> None:
    from il2data.loading import read_csv

    frame = il2data.open(ROOT).load(name)  # type: ignore[arg-type]
    assert read_csv((ROOT / f"data/{name}.csv").read_bytes(), SCHEMAS[name]).equals(frame)
    assert {str(dtype) for dtype in frame.dtypes} <= {"string", "Int64", "float64", "boolean"}
