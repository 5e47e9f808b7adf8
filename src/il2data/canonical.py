"""The canonical form of a CSV file: its only writer."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from il2data.tableschema import TableSchema

if TYPE_CHECKING:
    import pandas as pd

Row = Sequence[str]


def number(value: float) -> str:
    """Return the shortest text that reads back as ``value``; whole numbers without a point."""
    return repr(float(value)).removesuffix(".0")


def key_of(schema: TableSchema) -> Callable[[Row], tuple[str, ...]]:
    """Return what gives the primary key of a row, by which rows are sorted."""
    names = [field["name"] for field in schema["fields"]]
    places = [names.index(name) for name in schema["primaryKey"]]
    return lambda row: tuple([row[place] for place in places])


def write(schema: TableSchema, rows: Iterable[Row]) -> bytes:
    """Return rows of text cells as canonical CSV: sorted by primary key, minimal quoting, LF, UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(field["name"] for field in schema["fields"])
    ordered: list[Row] = sorted(rows, key=key_of(schema))
    writer.writerows(ordered)
    return text.getvalue().encode()


def to_csv(schema: TableSchema, frame: pd.DataFrame) -> bytes:
    """Return a typed frame as canonical CSV."""
    return write(schema, as_text(schema, frame).to_numpy().tolist())


def as_text(schema: TableSchema, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a typed frame with every cell as its canonical CSV text, empty where it is missing."""
    import pandas as pd

    def cell(kind: str, value: Any) -> str:
        if pd.isna(value):
            return ""
        if kind == "boolean":
            return "true" if value else "false"
        return number(value) if kind == "number" else str(value)

    kinds = {field["name"]: field["type"] for field in schema["fields"]}
    return pd.DataFrame(
        {name: [cell(kinds[name], value) for value in frame[name]] for name in frame}, index=frame.index, dtype="object"
    )


def rows_digest(text: bytes) -> str:
    """Return a digest of a table's rows that no writer's version changes: of its canonical CSV lines, sorted."""
    lines = sorted(text.splitlines(keepends=True)[1:])
    return f"sha256:{hashlib.sha256(b''.join(lines)).hexdigest()}"
