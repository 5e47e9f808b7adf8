"""Check a frame of a user against the schema of a table."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from il2data.checking import csv_text
from il2data.errors import Problem, Problems
from il2data.loading import schema_problems
from il2data.tableschema import CELL, PANDAS, TableSchema, dtypes


def check_frame(frame: pd.DataFrame, schema: TableSchema) -> Problems:
    """Return the problems of one frame: cells, columns, types and constraints of its schema."""
    columns = dtypes(schema)
    if list(frame.columns) == list(columns):
        frame = frame.reset_index(drop=True)
        # As in CSV, a text of no characters is missing.
        empty = {
            name: (frame[name] == "").fillna(False).astype(bool)
            for name in columns
            if not pd.api.types.is_numeric_dtype(frame[name])
        }
        frame = frame.assign(**{name: frame[name].mask(cells) for name, cells in empty.items() if cells.any()})
        problems = Problems(_cell_problems(frame, schema))
        problems += _type_problems(frame, schema)
        if problems:
            return problems
        frame = frame.astype({name: dtype for name, dtype in columns.items() if _holds(frame[name], dtype)})
    problems = schema_problems(frame.reset_index(drop=True), schema, first_is_sound=False)
    problems.sort()
    return problems


def _holds(column: pd.Series[Any], dtype: str) -> bool:
    """Say whether a column already holds values of ``dtype``, in whatever pandas dtype.

    Nothing else may be cast, or text would pass for a number and 1.5 for 1. pandas reads
    integers with gaps as floating, so whole floating numbers count as integers.
    """
    if column.isna().all():
        return True
    kind = pd.api.types.infer_dtype(column, skipna=True)
    if dtype == "Int64" and kind == "floating":
        return bool((column.dropna() % 1 == 0).all())
    return (
        kind
        in {"string": ("string",), "Int64": ("integer",), "float64": ("floating", "integer"), "boolean": ("boolean",)}[
            dtype
        ]
    )


def _type_problems(frame: pd.DataFrame, schema: TableSchema) -> Iterator[Problem]:
    """Find cells that are not of their column's type; a number is finite."""
    for field in schema["fields"]:
        column, kind = frame[field["name"]], field["type"]
        if _holds(column, PANDAS[kind]) and (
            kind != "number" or np.isfinite(column.dropna().to_numpy("float64")).all()
        ):
            continue
        for at, cell in enumerate(column, start=2):
            if not _is(cell, kind):
                yield Problem(
                    schema["name"],
                    at,
                    field["name"],
                    "schema-type",
                    f"found {cell!r}, expected {CELL[kind]}.",
                    f"See `il2data describe {schema['name']}` for what the column takes.",
                )


def _is(cell: Any, kind: str) -> bool:
    """Say whether a cell is of a type of Table Schema, or missing."""
    if pd.api.types.is_scalar(cell) and pd.isna(cell):
        return True
    if kind in ("string", "boolean"):
        return isinstance(cell, str if kind == "string" else bool | np.bool_)
    number = isinstance(cell, int | float | np.integer | np.floating) and not isinstance(cell, bool)
    return number and math.isfinite(cell) and (kind == "number" or cell % 1 == 0)


def _cell_problems(frame: pd.DataFrame, schema: TableSchema) -> Iterator[Problem]:
    for field in (field for field in schema["fields"] if field["type"] == "string"):
        cells = {
            cell: [*csv_text.cell_faults("string", cell)]
            for cell in {cell for cell in frame[field["name"]] if isinstance(cell, str)}
        }
        if any(cells.values()):
            yield from (
                Problem(schema["name"], at, field["name"], *fault)
                for at, cell in enumerate(frame[field["name"]], start=2)
                if isinstance(cell, str)
                for fault in cells[cell]
            )
