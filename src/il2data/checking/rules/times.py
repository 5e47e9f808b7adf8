"""Laws of double entry in dates and times: what readings name, against the row that rests on them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

import pandas as pd

from il2data.canonical import number
from il2data.checking import readings
from il2data.checking.rules import EACH, Finding, Tables, kept, rule
from il2data.checking.rules.dates import DATES
from il2data.checking.rules.readings import TOLD_OF, told_of, whole

# Columns of times, whose unit stands beside them; units by the first letters of their words.
TIMES = ("time", "follow_up", "duration", "cycle_length")
TIME_UNITS = {"mi": "min", "ho": "h", "hr": "h", "da": "d", "we": "wk", "wk": "wk", "mo": "mo", "ye": "a", "yr": "a"}
TIMED = re.compile(
    r"(?i)(?<![\w.,])(?P<number>\d+(?:\.\d+)?)[ -]?"
    r"(?P<unit>min(?:ute)?s?|hours?|hrs?|days?|weeks?|wks?|months?|years?|yrs?)\b"
    r"|\b(?P<before>min(?:ute)?s?|hours?|hrs?|days?|weeks?|wks?|months?|years?|yrs?) (?P<after>\d+(?:\.\d+)?)\b"
)
# Days of which a state is told: those of sources, and they stand in no reading, unless it says of which day it is.
READ_ON = ("as_of", "status_as_of")
OF_SOURCE = ("seen",)
# What was read within so many days of its source was read a little later.
LATER = 9


@rule(
    "asserted-date",
    "Where readings name a day that no cell of the row is, each date of the row is one that they name; the day of"
    " which a state is told is that of a source or a few days after it, or is named in its evidence or another cell;"
    " that on which an error was seen is not one figure, and weeks, from that of a source.",
    "A date is entered twice; where the two differ, one is a slip.",
    reads=(EACH, "evidence", "sources"),
)
def asserted_date(tables: Tables) -> Iterator[Finding]:
    published = _published(tables["evidence"], tables["sources"])
    told = told_of(tables["evidence"], tables["sources"])
    for read in (read for read in whole(tables, *DATES) if read.table not in TOLD_OF):
        mine = {
            column: read.row[column].rstrip("~?%")
            for column in DATES
            if column in read.row and not pd.isna(read.row[column]) and "X" not in read.row[column]
        }
        days = readings.dates(read.text) if mine else ()
        left = {day for day in days if not any(day.startswith(date) or date.startswith(day) for date in mine.values())}
        fact = read.row["fact_id"]
        issued = published.get(fact, set())
        for column, date in mine.items():
            known = set(days)
            if column in READ_ON:
                others = {day for other, day in mine.items() if other != column}
                known |= issued | readings.dates(told[fact]) | others
                later = any(len(day) == len(date) == 10 and not _apart(day, date) for day in issued)
                wrong = set() if later else issued
            else:
                wrong = left
            if not wrong and column in OF_SOURCE:
                wrong, known = {day for day in issued if _one_off(day, date) and _apart(day, date)}, known | issued
            if wrong and not any(day.startswith(date) or date.startswith(day) for day in known):
                yield (
                    read.table,
                    read.position,
                    column,
                    f"{column} is {date}, and the source is said to give {', '.join(sorted(wrong))}.",
                    "Read the source again: correct the row or the reading.",
                )


@rule(
    "asserted-time",
    "A time whose number a reading prints with a unit of time has that unit.",
    "Twelve weeks and twelve years are one click apart.",
    reads=(EACH, "evidence"),
)
def asserted_time(tables: Tables) -> Iterator[Finding]:
    for read in whole(tables, *TIMES):
        said = {(float(number), TIME_UNITS[word[:2].casefold()]) for number, word in _timed(read.text)}
        for column in TIMES:
            value, unit = read.row.get(column, pd.NA), read.row.get(f"{column}_unit", pd.NA)
            if pd.isna(value) or pd.isna(unit):
                continue
            units = {other for number, other in said if number == value}
            if units and unit not in units and unit in TIME_UNITS.values():
                yield (
                    read.table,
                    read.position,
                    f"{column}_unit",
                    f"{number(float(value))} {unit}, and the source is said to give {' and '.join(sorted(units))}.",
                    "Read the source again: correct the row or the reading.",
                )


def _timed(text: str) -> Iterator[tuple[str, str]]:
    """Yield each number with the word of time beside it: 12 weeks, 24-month, week 12."""
    for match in TIMED.finditer(text):
        yield (match["number"] or match["after"], match["unit"] or match["before"])


@kept
def _published(evidence: pd.DataFrame, sources: pd.DataFrame) -> dict[str, set[str]]:
    """Return the days of the sources that speak to each fact, as far as they are known: 202 of the twenties."""
    of = dict(zip(sources["source_id"], sources["published"].str.rstrip("~?%X"), strict=True))
    found: dict[str, set[str]] = {}
    for fact, source in evidence[["fact_id", "source_id"]].itertuples(index=False, name=None):
        if not pd.isna(day := of.get(source, pd.NA)):
            found.setdefault(fact, set()).add(day)
    return found


def _one_off(one: str, other: str) -> bool:
    """Say whether two dates differ in one figure."""
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _apart(one: str, other: str) -> bool:
    """Say whether two dates are days that lie more than a few apart."""
    try:
        return abs((datetime.date.fromisoformat(one) - datetime.date.fromisoformat(other)).days) > LATER
    except ValueError:
        return False
