"""Laws of double entry: what a piece of evidence says its source gives, against the row that rests on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from il2data.canonical import number
from il2data.checking import readings
from il2data.checking.rules import EACH, Finding, Tables, fact_tables, rule, unit_factors

# Columns whose unit stands in the column `unit`.
OF_UNIT = (
    "value", "lower", "upper", "comparator_value", "comparator_lower", "comparator_upper", "baseline_value", "baseline_lower", "baseline_upper",
)  # fmt: skip
# Amounts agree within this share of the reading, or half a step of the last digit of either.
TOLERANCE = 0.01
# Units of one dimension that are told apart: a percentage is no number of times.
APART = ("%", "{fold}")

@rule("asserted-amount", "Where a reading names an amount of the dimension of one in its row, an amount of the row equals one of the reading.", "A value is entered twice, each time from the source; where the two differ, one of them is a slip.", reads=(EACH, "evidence", "unit_spellings", "units"))
def asserted_amount(tables: Tables) -> Iterator[Finding]:
    spellings = dict(zip(tables["unit_spellings"]["spelling"], tables["unit_spellings"]["unit_id"], strict=True))
    factors = unit_factors(tables)
    dimensions = dict(zip(tables["units"]["unit_id"], tables["units"]["dimension"], strict=True))

    def kind(unit: str) -> str:
        return unit if unit in APART else dimensions[unit]

    for position, evidence, row in _read(tables, *OF_UNIT, "percent"):
        mine = [(value * factors[unit], rounding(value) * factors[unit], kind(unit)) for value, unit in _amounts(row, factors)]
        read = [
            (amount.value * factors[amount.unit], max(amount.rounding * factors[amount.unit], TOLERANCE * abs(amount.value * factors[amount.unit])), kind(amount.unit))
            for amount in readings.amounts(str(evidence.asserted), spellings)
        ]
        common = {kind for _, _, kind in mine} & {kind for _, _, kind in read}
        for shared in sorted(common):
            if not any(abs(value - found) <= max(slack, own) * 1.000001 for value, own, of in mine if of == shared for found, slack, as_ in read if as_ == shared):
                yield "evidence", position, "asserted", f"{evidence.source_id} is said to give {evidence.asserted!r}, and no {shared} of {evidence.fact_id} is among it.", "Read the source again: correct the row or the reading, or mark the evidence as refining or contradicting."


@rule("asserted-count", "Where a reading gives so many of so many, and its row a count and a number, one pair of the reading is that of the row.", "Counts are what percentages are checked against.", reads=(EACH, "evidence"))
def asserted_count(tables: Tables) -> Iterator[Finding]:
    for position, evidence, row in _read(tables, "count", "n", "comparator_count", "comparator_n"):
        pairs = readings.counts(str(evidence.asserted))
        mine = [(row[one], row[all_]) for one, all_ in (("count", "n"), ("comparator_count", "comparator_n")) if one in row and not pd.isna(row[one]) and not pd.isna(row[all_])]
        if pairs and mine and not set(pairs) & {(int(one), int(all_)) for one, all_ in mine}:
            yield "evidence", position, "asserted", f"{evidence.source_id} is said to give {evidence.asserted!r}, and {evidence.fact_id} has {mine[0][0]} of {mine[0][1]}.", "Read the source again: correct the row or the reading."


def rounding(value: float) -> float:
    """Return half a step of the last digit of a number as it is written."""
    return float(10.0 ** -len(number(value).partition(".")[2])) / 2 if "e" not in number(value) else 0.0


def _read(tables: Tables, *columns: str) -> Iterator[tuple[int, Any, dict[str, Any]]]:
    """Yield each supporting reading of a record that holds a digit, with its position and the named columns of the row that it supports, where one is filled."""
    evidence = tables["evidence"]
    rows: dict[str, dict[str, Any]] = {}
    for frame in fact_tables(tables).values():
        mine = [column for column in columns if column in frame]
        filled = frame[frame[mine].notna().any(axis=1)] if mine else frame[:0]
        wanted = ["fact_id", *mine, *(["unit"] if "unit" in frame else [])]
        rows |= {row["fact_id"]: row for row in filled[wanted].to_dict("records")}
    read = evidence[(evidence["stance"] == "supports") & evidence["passage_id"].isna() & evidence["asserted"].str.contains("[0-9]", regex=True).fillna(False).astype(bool)]
    for row in read.itertuples():
        if row.fact_id in rows:
            yield int(row.Index), row, rows[row.fact_id]


def _amounts(row: dict[str, Any], factors: dict[str, float]) -> Iterator[tuple[float, str]]:
    """Yield what a row measures, with its unit; times and numbers of participants are left to other laws."""
    for column, value in row.items():
        if isinstance(value, int | float) and not isinstance(value, bool) and not pd.isna(value):
            unit = "%" if column == "percent" else row.get("unit") if column in OF_UNIT else None
            if not pd.isna(unit) and unit in factors:
                yield float(value), str(unit)

