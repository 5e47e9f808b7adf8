"""Rows with the readings of their evidence, for the laws of double entry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from il2data.canonical import number
from il2data.checking.readings import Amount
from il2data.checking.rules import Tables, fact_tables, kept

# Columns whose unit stands in the column `unit`.
OF_UNIT = (
    "value", "lower", "upper", "comparator_value", "comparator_lower", "comparator_upper", "baseline_value",
    "baseline_lower", "baseline_upper",
)  # fmt: skip
# Units of one dimension that are told apart: a percentage is no number of times.
APART = ("%", "{fold}")
# Rounded numbers differ by less than this share.
NEAR = 0.05
# What another resource says is held against records of other days.
TOLD_OF = ("errata",)


class Read(NamedTuple):
    """A row with all that is written down of the records that support it."""

    table: str
    position: int
    row: dict[str, Any]
    text: str
    note: str


class Scale(NamedTuple):
    """Factors and dimensions of units, by UCUM code."""

    factors: dict[str, float]
    dimensions: dict[str, str]

    def other(self, number: float, printed: list[Amount], value: float, unit: object) -> bool:
        """Say whether a number is printed with units of the dimension of a value, and is another amount each time."""
        mine = [each for each in printed if number in (each.value, each.value / 1e6, each.value / 1e9)]
        dimension = None if pd.isna(unit) else self.dimensions.get(str(unit))
        if not mine or any(self.dimensions[each.unit] != dimension or each.unit in APART for each in mine):
            return False
        amount = value * self.factors[str(unit)]
        return all(abs(self.factors[each.unit] * each.value - amount) > NEAR * amount for each in mine)


def whole(tables: Tables, *columns: str, only: tuple[str, ...] = ()) -> Iterator[Read]:
    """Yield each row of facts all of whose supporting evidence has a reading, with the readings.

    Where columns or tables are named, rows of these tables that fill one of the columns.
    """
    texts, notes = _texts(tables["evidence"]), notes_of(tables["evidence"])
    for table, frame in fact_tables(tables).items():
        here = [column for column in columns if column in frame]
        if (columns and not here) or (only and table not in only):
            continue
        for position, row in _rows(frame, texts):
            if not here or any(not pd.isna(row[column]) for column in here):
                yield Read(table, position, row, texts[row["fact_id"]], notes.get(row["fact_id"], ""))


@kept
def _texts(evidence: pd.DataFrame) -> dict[str, str]:
    """Return the readings of each fact all of whose supporting evidence has one."""
    support = evidence.loc[evidence["stance"] == "supports", ["fact_id", "asserted", "passage_id"]]
    partly = set(support.loc[support["asserted"].isna() | support["passage_id"].notna(), "fact_id"])
    texts: dict[str, list[str]] = {}
    for fact, text in zip(support["fact_id"], support["asserted"], strict=True):
        if fact not in partly:
            texts.setdefault(fact, []).append(text)
    return {fact: " ; ".join(mine) for fact, mine in texts.items()}


@kept
def _rows(frame: pd.DataFrame, texts: dict[str, str]) -> list[tuple[int, dict[str, Any]]]:
    """Return the rows of a table that have a reading, each with its position."""
    mine = frame[[fact in texts for fact in frame["fact_id"]]]
    return list(zip(map(int, mine.index), mine.to_dict("records"), strict=True))


def cited(evidence: pd.DataFrame, column: str) -> dict[str, set[str]]:
    """Return what supporting evidence has in a column, by fact."""
    found: dict[str, set[str]] = {}
    support = evidence.loc[evidence["stance"] == "supports", ["fact_id", column]].dropna()
    for fact, cell in support.itertuples(index=False, name=None):
        found.setdefault(fact, set()).add(cell)
    return found


@kept
def notes_of(evidence: pd.DataFrame) -> dict[str, str]:
    """Return the notes on what supports each fact."""
    return {fact: " ; ".join(sorted(notes)) for fact, notes in cited(evidence, "note").items()}


@kept
def told_of(evidence: pd.DataFrame, sources: pd.DataFrame) -> dict[str, str]:
    """Return the places, notes, readings and titles of all that speaks to each fact, for or against it."""
    found: dict[str, str] = {}
    titles = evidence["source_id"].map(sources.set_index("source_id")["title"])
    spoken = evidence[["fact_id", "locator", "note", "asserted"]].assign(title=titles).fillna("")
    for fact, *texts in spoken.itertuples(index=False, name=None):
        found[fact] = " ; ".join(filter(None, (found.get(fact, ""), *texts)))
    return found


@kept
def titles_of(evidence: pd.DataFrame, sources: pd.DataFrame) -> dict[str, str]:
    """Return the titles of the sources that support each fact."""
    titled = evidence.assign(title=evidence["source_id"].map(sources.set_index("source_id")["title"]))
    return {fact: " ; ".join(sorted(titles)) for fact, titles in cited(titled, "title").items()}


def rounding(value: float) -> float:
    """Return half a step of the last digit of a number as it is written."""
    return float(10.0 ** -len(number(value).partition(".")[2])) / 2 if "e" not in number(value) else 0.0
