"""Rows with the readings of their evidence, for the laws of double entry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from il2data.canonical import number
from il2data.checking.rules import Tables, fact_tables, kept

# Columns whose unit stands in the column `unit`.
OF_UNIT = (
    "value", "lower", "upper", "comparator_value", "comparator_lower", "comparator_upper", "baseline_value",
    "baseline_lower", "baseline_upper",
)  # fmt: skip
# What another resource says is held against records of other days.
TOLD_OF = ("errata",)


class Read(NamedTuple):
    """A row with all that is written down of the records that support it."""

    table: str
    position: int
    row: dict[str, Any]
    text: str
    noted: bool


def whole(tables: Tables, *columns: str, only: tuple[str, ...] = ()) -> Iterator[Read]:
    """Yield each row of facts all of whose supporting evidence has a reading, with the readings.

    Where columns or tables are named, rows of these tables that fill one of the columns.
    """
    texts, noted = _texts(tables["evidence"])
    for table, frame in fact_tables(tables).items():
        here = [column for column in columns if column in frame]
        if (columns and not here) or (only and table not in only):
            continue
        for position, row in _rows(frame, texts):
            if not here or any(not pd.isna(row[column]) for column in here):
                yield Read(table, position, row, texts[row["fact_id"]], row["fact_id"] in noted)


@kept
def _texts(evidence: pd.DataFrame) -> tuple[dict[str, str], set[str]]:
    """Return the readings of each fact all of whose supporting evidence has one, and the facts that have a note."""
    support = evidence.loc[evidence["stance"] == "supports", ["fact_id", "asserted", "note", "passage_id"]]
    partly = set(support.loc[support["asserted"].isna() | support["passage_id"].notna(), "fact_id"])
    texts: dict[str, list[str]] = {}
    for fact, text in zip(support["fact_id"], support["asserted"], strict=True):
        if fact not in partly:
            texts.setdefault(fact, []).append(text)
    return {fact: " ; ".join(mine) for fact, mine in texts.items()}, set(
        support.loc[support["note"].notna(), "fact_id"]
    )


@kept
def _rows(frame: pd.DataFrame, texts: dict[str, str]) -> list[tuple[int, dict[str, Any]]]:
    """Return the rows of a table that have a reading, each with its position."""
    mine = frame[[fact in texts for fact in frame["fact_id"]]]
    return list(zip(map(int, mine.index), mine.to_dict("records"), strict=True))


def rounding(value: float) -> float:
    """Return half a step of the last digit of a number as it is written."""
    return float(10.0 ** -len(number(value).partition(".")[2])) / 2 if "e" not in number(value) else 0.0
