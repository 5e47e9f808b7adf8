"""The cells of a file as SQL: each in the type of its column, and as it is; null where it is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from sqlglot import exp

# What a column of a file holds: cells of CSV, one of the types of Table Schema, or what is none of them.
Holds = Literal["csv", "string", "integer", "number", "boolean", "other"]
SQL = {"string": "TEXT", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN"}
# Lexical forms of https://datapackage.org/standard/table-schema/#field-types, without NaN and INF.
INTEGER = r"\A[-+]?[0-9]+\z"
NUMBER = r"\A[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\z"
# The largest double that is finite.
LARGEST = "1.7976931348623157e308"
# Of a row, beside its cells: its file, its number there, and how often its key stands.
# No column of a schema has a capital letter.
FILE, ROW, TIMES = "File", "Row", "Times"


def rows(
    source: str, fields: Sequence[dict[str, Any]], held: Mapping[str, Holds], numbered: bool = False
) -> exp.Select:
    """Return the selection of a file's rows.

    Each cell is there in the type of its column, and as it is, both null where it is missing.
    """
    cells = [
        exp.alias_(expression, name, quoted=True)
        for field in fields
        for name, expression in _cells(field, held[field["name"]])
    ]
    return exp.select(*map(cell_of, (FILE, ROW) if numbered else (FILE,)), *cells).from_(exp.table_(source))


def _cells(field: dict[str, Any], holds: Holds) -> list[tuple[str, exp.Condition]]:
    raw: exp.Condition = cell_of(field["name"])
    if holds in ("csv", "string"):
        raw = exp.Nullif(this=raw, expression=exp.Literal.string(""))
    elif holds == "number":
        raw = exp.Case().when(exp.not_(exp.IsNan(this=raw)), exp.cast(raw.copy(), SQL["number"]))
    return [(field["name"], _typed(raw, holds, field["type"])), (raw_of(field["name"]), raw)]


def _typed(raw: exp.Condition, holds: Holds, type: str) -> exp.Condition:
    """Return a cell in the type of its column, or null where it is not of that type."""
    cell = raw.copy()
    if holds == "csv":
        if type == "string":
            return cell
        if type == "boolean":
            return exp.Case().when(cell.eq("true"), exp.true()).when(cell.copy().eq("false"), exp.false())
        form = exp.RegexpLike(this=cell, expression=exp.Literal.string(INTEGER if type == "integer" else NUMBER))
        number = exp.TryCast(this=raw.copy(), to=exp.DataType.build(SQL[type]), safe=True)
        return exp.Case().when(form if type == "integer" else exp.and_(form, _finite(number)), number.copy())
    if holds == "integer" and type in ("integer", "number"):
        return exp.TryCast(this=cell, to=exp.DataType.build(SQL[type]), safe=True)
    if holds == "number" and type == "number":
        return exp.Case().when(_finite(cell), cell.copy())
    if holds == "number" and type == "integer":
        whole = exp.and_(_finite(cell), exp.EQ(this=exp.Floor(this=cell.copy()), expression=cell.copy()))
        return exp.Case().when(whole, exp.TryCast(this=cell.copy(), to=exp.DataType.build(SQL[type]), safe=True))
    return cell if holds == type else exp.cast(exp.null(), SQL[type])


def _finite(number: exp.Condition) -> exp.Condition:
    return exp.LTE(this=exp.Abs(this=number.copy()), expression=exp.Literal.number(LARGEST))


def cell_of(name: str, table: str | None = None) -> exp.Column:
    """Return a column, of a certain table where it is told."""
    return exp.column(name, table, quoted=True)


def is_missing(cell: exp.Condition) -> exp.Condition:
    """Return the condition that a cell is null."""
    return cell.is_(exp.null())


def raw_of(name: str) -> str:
    """Return the name of the column that has the cells of another as they are."""
    return f"Raw_{name}"
