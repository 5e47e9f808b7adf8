"""Laws of double entry in numbers: what a piece of evidence says its source gives, against the row that rests on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import Any

import pandas as pd

from il2data.canonical import number
from il2data.checking import readings
from il2data.checking.rules import EACH, Finding, Tables, fact_tables, kept, rule, unit_factors
from il2data.checking.rules.readings import APART, NEAR, OF_UNIT, Scale, rounding, whole

# Amounts agree within this share of the reading, or half a step of the last digit of either.
TOLERANCE = 0.01
# A number before a unit that has no spelling here, such as mU/mL.
BEFORE_SLASH = re.compile(r"(\d+(?:,\d{3})*(?:\.\d+)?) ?[^\s\d;,]+/")
# A number of one of these columns stands in the readings of its row,
# where they hold a number that no cell of the row accounts for.
NUMBERS = (
    *OF_UNIT, "percent", "share_at_least", "threshold", "p_value", "area", "distance", "pairs", "enrolment", "n_trial",
    "n_evaluable", "resolution", "steps", "one_in", "tested_up_to", "partner_number", "comparator_count", "interval",
    "cycle_length", "cycles", "max_cycles", "doses_per_cycle", "max_doses_per_cycle", "max_doses_per_course",
)  # fmt: skip
# Places that these tables have as their source prints them, and others as they follow from a sequence.
PLACES = {"chain_parts": ("start", "end")}
# Tables of coordinates, whose readings have a law of their own.
COMPUTED = ("buried_areas", "chain_contacts", "contacts")
# Numbers that are counted here: arms, places on a sequence, whatever the numbering of the source, and wells of a file.
COUNTED = ("trial_arms", "position", "start", "end", "mature_start", "mature_end", "length", "mass", "values")


@rule(
    "asserted-amount",
    "Where a reading names an amount of the dimension of one in its row, an amount of the row equals one of the"
    " reading.",
    "A value is entered twice, each time from the source; where the two differ, one of them is a slip.",
    reads=(EACH, "evidence", "unit_spellings", "units"),
)
def asserted_amount(tables: Tables) -> Iterator[Finding]:
    amounts = amounts_by(tables["unit_spellings"])
    factors = unit_factors(tables)
    dimensions = dict(zip(tables["units"]["unit_id"], tables["units"]["dimension"], strict=True))

    def kind(unit: str) -> str:
        return unit if unit in APART else dimensions[unit]

    for position, evidence, row in _read(tables, *OF_UNIT, "percent"):
        mine = [
            (value * factors[unit], rounding(value) * factors[unit], kind(unit))
            for value, unit in _amounts(row, factors)
        ]
        read = [
            (
                amount.value * factors[amount.unit],
                max(amount.rounding * factors[amount.unit], TOLERANCE * abs(amount.value * factors[amount.unit])),
                kind(amount.unit),
            )
            for amount in amounts(str(evidence.asserted))
        ]
        common = {kind for _, _, kind in mine} & {kind for _, _, kind in read}
        for shared in sorted(common):
            if not any(
                abs(value - found) <= max(slack, own) * 1.000001
                for value, own, of in mine
                if of == shared
                for found, slack, as_ in read
                if as_ == shared
            ):
                yield (
                    "evidence",
                    position,
                    "asserted",
                    (
                        f"{evidence.source_id} is said to give {evidence.asserted!r}, and no {shared} of"
                        f" {evidence.fact_id} is among it."
                    ),
                    (
                        "Read the source again: correct the row or the reading, or mark the evidence as refining or"
                        " contradicting."
                    ),
                )


@kept
def amounts_by(unit_spellings: pd.DataFrame) -> Callable[[str], list[readings.Amount]]:
    """Return what reads the amounts of a text with these spellings, each text once."""
    spellings = dict(zip(unit_spellings["spelling"], unit_spellings["unit_id"], strict=True))
    return lru_cache(None)(lambda text: readings.amounts(text, spellings))


@rule(
    "asserted-count",
    "Where a reading gives so many of so many, and its row a count and a number, one pair of the reading is that of the"
    " row.",
    "Counts are what percentages are checked against.",
    reads=(EACH, "evidence"),
)
def asserted_count(tables: Tables) -> Iterator[Finding]:
    for position, evidence, row in _read(tables, "count", "n", "comparator_count", "comparator_n"):
        pairs = readings.counts(str(evidence.asserted))
        mine = [
            (row[one], row[all_])
            for one, all_ in (("count", "n"), ("comparator_count", "comparator_n"))
            if one in row and not pd.isna(row[one]) and not pd.isna(row[all_])
        ]
        if pairs and mine and not set(pairs) & {(int(one), int(all_)) for one, all_ in mine}:
            yield (
                "evidence",
                position,
                "asserted",
                (
                    f"{evidence.source_id} is said to give {evidence.asserted!r}, and {evidence.fact_id} has"
                    f" {mine[0][0]} of {mine[0][1]}."
                ),
                "Read the source again: correct the row or the reading.",
            )


@rule(
    "asserted-number",
    "Where the readings of a row hold a number that no cell accounts for, they hold each number of the row, too, and"
    " none is one slip from it.",
    "A bound, P value or count is entered twice; a digit that differs is a slip in one of the two.",
    reads=(EACH, "evidence", "unit_spellings", "units"),
)
def asserted_number(tables: Tables) -> Iterator[Finding]:
    yield from besides(tables, lost(tables), amiss)


def amiss(tables: Tables) -> set[str]:
    """Return the facts of which a reading gives another amount or count."""
    evidence = tables["evidence"]["fact_id"]
    return {evidence[position] for _, position, *_ in chain(asserted_amount(tables), asserted_count(tables))}


def besides(tables: Tables, found: Iterable[Finding], told: Callable[[Tables], set[str]]) -> Iterator[Finding]:
    """Yield what was found in rows of facts of which no other law tells, which is asked only where there is any."""
    if found := list(found):
        elsewhere = told(tables)
        yield from (finding for finding in found if fact_of(tables, finding) not in elsewhere)


def fact_of(tables: Tables, finding: Finding) -> str:
    """Return the fact in whose row something was found."""
    return str(tables[finding[0]].at[finding[1], "fact_id"])


def lost(tables: Tables) -> Iterator[Finding]:
    """Yield the numbers of rows that their readings do not hold, though they hold others."""
    amounts = amounts_by(tables["unit_spellings"])
    scale = Scale(unit_factors(tables), dict(tables["units"][["unit_id", "dimension"]].itertuples(index=False)))
    for read in (read for read in whole(tables) if read.table not in COMPUTED):
        found = readings.numbers(read.text)
        mine = {
            column: abs(float(cell))
            for column, cell in read.row.items()
            if isinstance(cell, int | float) and not isinstance(cell, bool) and not pd.isna(cell)
        }
        # Once, or a single one, is said without a figure.
        mine = {column: value for column, value in mine.items() if value != 1}
        lost = {column: value for column, value in mine.items() if value not in found}
        # What has no unit, in the row or where it is printed, cannot have been printed in another.
        printed = amounts(read.text) if lost else []
        united = _united(read.text, printed) if lost else set()
        lost = {
            column: value
            for column, value in lost.items()
            if not any(
                same(
                    number,
                    step,
                    value,
                    exact=number not in united
                    or not (unit := read.row.get("unit" if column in OF_UNIT else f"{column}_unit"))
                    or scale.other(number, printed, value, unit),
                )
                for number, step in found.items()
            )
        }
        if not found or not lost:
            continue
        told = readings.numbers(
            " ; ".join(cell for column, cell in read.row.items() if column != "fact_id" and isinstance(cell, str))
        )
        left = [
            number
            for number in found
            if not any(same(number, found[number], value, exact=True) for value in (*mine.values(), *told))
        ]
        for column, value in lost.items() if left else ():
            wrong = (
                left
                if column in NUMBERS or column in PLACES.get(read.table, ())
                else []
                if read.note or column in COUNTED
                else [other for other in left if _slip(other, value)]
            )
            if wrong and not _follows(value, found):
                yield (
                    read.table,
                    read.position,
                    column,
                    (
                        f"{column} is {number(value)}, and the source is said to give"
                        f" {', '.join(map(number, wrong[:3]))} ({read.text[:80]!r})."
                    ),
                    "Read the source again: correct the row or the reading.",
                )


def _united(text: str, amounts: list[readings.Amount]) -> set[float]:
    """Return the numbers of a text that stand before a unit, or what looks like one."""
    printed = [amount.value / multiple for amount in amounts for multiple in (1, 1e6, 1e9)]
    return {*printed, *(float(number.replace(",", "")) for number in BEFORE_SLASH.findall(text))}


def same(found: float, step: float, value: float, exact: bool = False) -> bool:
    """Say whether a number of a reading is one of a row: rounded alike, or of the same figures in another unit."""
    own = rounding(value) if step else 0.0
    return (abs(found - value) <= max(step, own) * 1.000001 and abs(found - value) < NEAR * max(value, 1.0)) or (
        not exact and _figures(found) == _figures(value)
    )


def _figures(value: float) -> str:
    return f"{value:.9e}".partition("e")[0].replace(".", "").rstrip("0")


def _follows(value: float, found: dict[float, float]) -> bool:
    """Say whether a number follows from those of a reading.

    It may be a sum, a product, the ends of plus and minus, or a share turned round.
    """
    printed = list(found)
    made = [*(100 - one for one in printed), *(1 / one for one in printed if one), sum(printed)]
    made += [
        result
        for at, one in enumerate(printed)
        for other in printed[at + 1 :]
        for result in (
            one + other,
            abs(one - other),
            one * other,
            *(
                share * times
                for share in (one / other if other else 0.0, other / one if one else 0.0)
                for times in (1, 100)
            ),
        )
    ]
    made += [sum(printed[at : at + 3]) for at in range(len(printed))]
    return any(abs(result - value) <= max(rounding(value), 1e-9 * value) * 1.000001 for result in made)


def _slip(one: float, other: float) -> bool:
    """Say whether two numbers of two figures or more differ by one slip.

    A slip is another figure, two figures in the other order, or another place of the decimal point.
    """
    if one and other and _figures(one) == _figures(other):
        return one != other
    a, b = (number(value).replace(".", "") for value in (one, other))
    differ = [at for at in range(len(a)) if a[at] != b[at]] if len(a) == len(b) > 1 else []
    return len(differ) == 1 or (len(differ) == 2 and a[differ[0]] + a[differ[1]] == b[differ[1]] + b[differ[0]])


def _read(tables: Tables, *columns: str) -> Iterator[tuple[int, Any, dict[str, Any]]]:
    """Yield each supporting reading of a record that holds a digit, with its position and columns of its row.

    The columns are the named ones of the row that it supports, where one of them is filled.
    """
    evidence = tables["evidence"]
    rows: dict[str, dict[str, Any]] = {}
    for frame in fact_tables(tables).values():
        mine = [column for column in columns if column in frame]
        filled = frame[frame[mine].notna().any(axis=1)] if mine else frame[:0]
        wanted = ["fact_id", *mine, *(["unit"] if "unit" in frame else [])]
        rows |= {row["fact_id"]: row for row in filled[wanted].to_dict("records")}
    read = evidence[[fact in rows for fact in evidence["fact_id"]]]
    read = read[
        (read["stance"] == "supports")
        & read["passage_id"].isna()
        & read["asserted"].str.contains("[0-9]", regex=True).fillna(False).astype(bool)
    ]
    for row in read.itertuples():
        yield int(row.Index), row, rows[row.fact_id]


def _amounts(row: dict[str, Any], factors: dict[str, float]) -> Iterator[tuple[float, str]]:
    """Yield what a row measures, with its unit; times and numbers of participants are left to other laws."""
    for column, value in row.items():
        if isinstance(value, int | float) and not isinstance(value, bool) and not pd.isna(value):
            unit = "%" if column == "percent" else row.get("unit") if column in OF_UNIT else None
            if not pd.isna(unit) and unit in factors:
                yield float(value), str(unit)
