"""Raw text is refused with line and column before any library reads it, and canonical text survives round trips."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import ROOT
from il2data import canonical
from il2data.canonical import to_csv
from il2data.checking import csv_text
from il2data.loading import read_csv

SCHEMA: dict[str, Any] = {
    "name": "t",
    "primaryKey": ["id"],
    "fields": [
        {"name": "id", "type": "string"},
        {"name": "text", "type": "string"},
        {"name": "count", "type": "integer"},
        {"name": "value", "type": "number"},
        {"name": "flag", "type": "boolean"},
    ],
}
GOOD = 'id,text,count,value,flag\na1,"CD25, TAC",3,0.5,true\na2,γ chain,,1e-09,\n'


def rules(data: bytes) -> list[tuple[int, str, str]]:
    return [(p.line, p.column, p.rule) for p in csv_text.problems(SCHEMA, data)]


def test_canonical_text_passes() -> None:
    assert rules(GOOD.encode()) == []


WHOLE_FILE = {
    "byte order mark": (b"\xef\xbb\xbf" + GOOD.encode(), (1, "", "text-encoding")),
    "UTF-16": (GOOD.encode("utf-16"), (1, "", "text-encoding")),
    "latin-1": (GOOD.replace("γ", "é").encode("latin-1"), (3, "", "text-encoding")),
    "CRLF": (GOOD.replace("\n", "\r\n").encode(), (1, "", "text-line-ends")),
    "CR": (GOOD.replace("\n", "\r").encode(), (1, "", "text-line-ends")),
    "mixed line ends": (GOOD.replace("true\n", "true\r\n").encode(), (2, "", "text-line-ends")),
    "no final newline": (GOOD[:-1].encode(), (3, "", "text-final-newline")),
    "blank line": (GOOD.replace("true\n", "true\n\n").encode(), (3, "", "text-blank-line")),
    "empty file": (b"", (0, "", "text-empty")),
    "header only": (GOOD.split("\n")[0].encode() + b"\n", (1, "", "text-empty")),
    "header case": (GOOD.replace("text", "Text", 1).encode(), (1, "", "text-header")),
    "doubled header": (GOOD.replace("count", "text", 1).encode(), (1, "", "text-header")),
    "blank header": (GOOD.replace("count", "", 1).encode(), (1, "", "text-header")),
    "semicolons": (GOOD.replace(",", ";").encode(), (1, "", "text-header")),
    "tabs": (GOOD.replace(",", "\t").encode(), (1, "", "text-header")),
    "short row": (GOOD.replace("a2,γ chain,,1e-09,", "a2,γ chain,,1e-09").encode(), (3, "", "text-width")),
    "long row": (GOOD.replace("a2,γ chain,,1e-09,", "a2,γ chain,,1e-09,,").encode(), (3, "", "text-width")),
    "quote left open": (GOOD.replace("γ chain", '"γ chain').encode(), (3, "", "text-quoting")),
    "needless quotes": (GOOD.replace("γ chain", '"γ chain"').encode(), (3, "", "text-quoting")),
    "order": ("".join(GOOD.splitlines(keepends=True)[i] for i in (0, 2, 1)).encode(), (2, "id", "text-order")),
}


@pytest.mark.parametrize("name", WHOLE_FILE)
def test_a_fault_of_the_file_is_refused(name: str) -> None:
    data, expected = WHOLE_FILE[name]
    assert rules(data)[:1] == [expected]


CELLS = {
    "text": {
        " CD25": "text-space", "CD25 ": "text-space", "CD  25": "text-space",
        "=1+1": "text-formula", "+44": "text-formula", "@SUM(A1)": "text-formula", "-330T": "text-formula",
        "2-Sep": "text-mangled-date", "1-Mar-24": "text-mangled-date", "e\u0301": "text-normal-form",
        "\u0410KT1": "text-character", "IL\u00a02": "text-character", "IL\u200b2": "text-character",
        "a\u202eb": "text-character", "a\x00b": "text-character", "a\x07b": "text-character", "a\tb": "text-character",
        "ＩＬ": "text-character", "Ο": "text-character", "\u2011": "text-character",
        "Ã©tude": "text-mojibake", "x" * 10_001: "text-giant-cell",
    },
    "count": dict.fromkeys(
        ("3.0", "1_000", "1,000", "٣", "+3", "03", "1e3", " 3", "-0", "0x1", str(2 ** 63)), "text-integer",
    ),
    "value": dict.fromkeys(
        ("inf", "nan", "NaN", "1e400", ".5", "5.", "1.50", "1.0", "1E-9", "1_0.5", "٣", " 1", "+1", "--1", "0,5"),
        "text-number",
    ),
    "flag": dict.fromkeys(("TRUE", "True", "1", "0", "yes", "t", "false "), "text-boolean"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("column", "cell", "rule"), [(c, cell, rule) for c, cells in CELLS.items() for cell, rule in cells.items()]
)
def test_a_fault_of_a_cell_is_refused_in_its_place(column: str, cell: str, rule: str) -> None:
    row = {"id": "a1", "text": "x", "count": "3", "value": "0.5", "flag": "true"} | {column: cell}
    assert rules(canonical.write(SCHEMA, [list(row.values())])) == [(2, column, rule)]


@pytest.mark.parametrize(
    "cell",
    [
        "NA",
        "nan",
        "NK",
        "null",
        "=",
        "a-b",
        "IL-2Rα",
        "Müller–Lyer’s",
        "2-Sept",
        "SEPTIN2",
        "x" * 10_000,
        "2021-09-02",
        "É",
        "Łódź",
    ],
)
def test_a_near_miss_of_text_passes(cell: str) -> None:
    assert list(csv_text.cell_faults("string", cell)) == []


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        ("integer", "0"),
        ("integer", "-3"),
        ("number", "0"),
        ("number", "1e-09"),
        ("number", "1e+16"),
        ("number", "-0.5"),
        ("boolean", "false"),
    ],
)
def test_a_near_miss_of_a_value_passes(kind: str, cell: str) -> None:
    assert list(csv_text.cell_faults(kind, cell)) == []


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_reads_back_and_is_canonical(value: float) -> None:
    text = canonical.number(value)
    assert float(text) == value
    assert value == 0 or list(csv_text.cell_faults("number", text)) == []


cells = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=20).filter(
    lambda s: not list(csv_text.cell_faults("string", s))
)
whole = st.integers(-(2**62), 2**62).map(str)
real = st.floats(allow_nan=False, allow_infinity=False).filter(bool).map(canonical.number)
empty = st.just("")
rows = st.lists(
    st.tuples(cells, cells | empty, whole | empty, real | empty, st.sampled_from(["true", "false", ""])),
    min_size=1,
    max_size=8,
    unique_by=lambda row: row[0],
)


@given(rows)
def test_what_is_written_is_canonical_and_survives_a_round_trip(rows: list[tuple[str, ...]]) -> None:
    data = canonical.write(SCHEMA, rows)
    assert rules(data) == []
    assert to_csv(SCHEMA, read_csv(data, SCHEMA)) == data


@given(rows, st.randoms(use_true_random=False))
def test_tidy_restores_order_and_quoting_and_nothing_else(rows: list[tuple[str, ...]], random: Any) -> None:
    data = canonical.write(SCHEMA, rows)
    lines = data.decode().split("\n")
    body = lines[1:-1]
    random.shuffle(body)
    assert csv_text.tidy(SCHEMA, "\n".join([lines[0], *body, ""]).encode()) == data
    broken = data.replace(b"\n", b"\r\n")
    assert csv_text.tidy(SCHEMA, broken) == broken


@pytest.mark.slow
def test_all_shipped_tables_are_canonical() -> None:
    for resource in json.loads((ROOT / "datapackage.json").read_text())["resources"]:
        schema = json.loads((ROOT / resource["schema"]).read_text())
        data = (ROOT / resource["path"]).read_bytes()
        assert csv_text.problems(schema, data) == []
        assert to_csv(schema, read_csv(data, schema)) == data
