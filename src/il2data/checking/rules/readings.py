"""Laws of double entry in numbers: what a piece of evidence says its source gives, against the row that rests on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

import pandas as pd

from il2data.canonical import number
from il2data.checking import readings
from il2data.checking.rules import EACH, Finding, Tables, fact_tables, kept, rule, unit_factors

# Columns whose unit stands in the column `unit`.
OF_UNIT = (
    "value", "lower", "upper", "comparator_value", "comparator_lower", "comparator_upper", "baseline_value",
    "baseline_lower", "baseline_upper",
)  # fmt: skip
# Amounts agree within this share of the reading, or half a step of the last digit of either.
TOLERANCE = 0.01
# Signs and words of less and of more.
SIGNS = {
    "<": re.compile(
        r"(?i)[<≤]|\b(?:less|below|under|up to|at most|no more|not more|within|fewer|lower|maxim\w*|smaller|unter)\b"
    ),
    ">": re.compile(
        r"(?i)[>≥]|\b(?:more|over|above|at least|greater|excess|exceed\w*|higher|minim\w*|longer|not reached|über)\b"
    ),
}
SIGNED = re.compile(r"(?P<sign>[<>≤≥])?\s*(?<![\w.,-])(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)(?![\w.,]*\d)")
# Units of one dimension that are told apart: a percentage is no number of times.
APART = ("%", "{fold}")
# Rounded numbers differ by less than this share.
NEAR = 0.05
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
# What another resource says is held against records of other days.
TOLD_OF = ("errata",)


@rule(
    "asserted-amount",
    "Where a reading names an amount of the dimension of one in its row, an amount of the row equals one of the"
    " reading.",
    "A value is entered twice, each time from the source; where the two differ, one of them is a slip.",
    reads=(EACH, "evidence", "unit_spellings", "units"),
)
def asserted_amount(tables: Tables) -> Iterator[Finding]:
    amounts = _reader(tables["unit_spellings"])
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


@kept
def _reader(unit_spellings: pd.DataFrame) -> Callable[[str], list[readings.Amount]]:
    """Return what reads the amounts of a text with these spellings, each text once."""
    spellings = dict(zip(unit_spellings["spelling"], unit_spellings["unit_id"], strict=True))
    return lru_cache(None)(lambda text: readings.amounts(text, spellings))


class Read(NamedTuple):
    """A row with all that is written down of the records that support it."""

    table: str
    position: int
    row: dict[str, Any]
    text: str
    noted: bool


@rule(
    "asserted-number",
    "Where the readings of a row hold a number that no cell accounts for, they hold each number of the row, too, and"
    " none is one slip from it.",
    "A bound, P value or count is entered twice; a digit that differs is a slip in one of the two.",
    reads=(EACH, "evidence", "unit_spellings", "units"),
)
def asserted_number(tables: Tables) -> Iterator[Finding]:
    amiss = {
        tables["evidence"].at[position, "fact_id"]
        for _, position, *_ in chain(asserted_amount(tables), asserted_count(tables))
    }
    for read in (read for read in whole(tables) if read.row["fact_id"] not in amiss and read.table not in COMPUTED):
        found = readings.numbers(read.text)
        mine = {
            column: abs(float(cell))
            for column, cell in read.row.items()
            if isinstance(cell, int | float) and not isinstance(cell, bool) and not pd.isna(cell)
        }
        # Once, or a single one, is said without a figure.
        mine = {column: value for column, value in mine.items() if value != 1}
        # What has no unit in the row cannot have been printed in another.
        lost = {
            column: value
            for column, value in mine.items()
            if value not in found
            and not any(
                _same(number, step, value, exact=column not in OF_UNIT and f"{column}_unit" not in read.row)
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
            if not any(_same(number, found[number], value, exact=True) for value in (*mine.values(), *told))
        ]
        for column, value in lost.items() if left else ():
            printed = column in NUMBERS or column in PLACES.get(read.table, ())
            wrong = (
                left
                if printed
                else []
                if read.noted or column in COUNTED
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


@rule(
    "asserted-relation",
    "A number that is said to be less or more than another is so in a reading, and one that a reading prints with such"
    " a sign has it in the row.",
    "Below 15, 15 and above 15 are three statements, one click apart.",
    reads=(EACH, "evidence"),
)
def asserted_relation(tables: Tables) -> Iterator[Finding]:
    for read in whole(tables, "relation"):
        relation, value = read.row["relation"], read.row.get("value", pd.NA)
        if relation in SIGNS and not SIGNS[relation].search(read.text):
            given = "no such sign"
        elif relation == "=" and not pd.isna(value) and (sign := _signed(read.text, value)):
            given = sign
        else:
            continue
        yield (
            read.table,
            read.position,
            "relation",
            f"relation is {relation}, and the source is said to give {given} ({read.text[:80]!r}).",
            "Read the source again: correct the row or the reading.",
        )


def _signed(text: str, value: float) -> str | None:
    """Return the sign of less or more before a number, where the number stands in the text and always has one."""
    signs = [match["sign"] for match in SIGNED.finditer(text) if float(match["number"].replace(",", "")) == value]
    return signs[0] if signs and all(signs) else None


def _same(found: float, step: float, value: float, exact: bool = False) -> bool:
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
