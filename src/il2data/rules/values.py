"""Laws of values: dates, units, intervals."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pandas as pd

from il2data.rules import Finding, Tables, fact_tables, rule

DATES = ("date", "date_end", "published", "approved_on", "withdrawn_on", "as_of", "started")
# Kind of quantity -> dimension that its unit must have, by table and the column that names the quantity.
DIMENSIONS = {
    ("affinities", "quantity"): {
        "Kd": {"substance concentration"},
        "kon": {"association rate"},
        "koff": {"rate"},
        "association_half_time": {"time"},
        "dissociation_half_time": {"time"},
        "kon_ratio": {"dimensionless"},
        "koff_ratio": {"dimensionless"},
        "relative_affinity": {"dimensionless"},
    },
    ("potencies", "quantity"): {q: {"substance concentration", "mass concentration", "activity concentration"} for q in ("EC50", "IC50", "ED50")},
    ("properties", "property"): {
        "mass": {"molecular mass"},
        "length": {"residue count"},
        "resolution": {"length"},
        "gene_length": {"sequence length"},
    },
    ("pharmacokinetics", "parameter"): {
        "half_life": {"time"},
        "half_life_distribution": {"time"},
        "half_life_elimination": {"time"},
        "tmax": {"time"},
        "clearance": {"volume rate"},
        "bioavailability": {"dimensionless"},
    },
    ("receptor_abundance", "statistic"): {s: {"number per cell"} for s in ("single", "mean", "median", "geometric_mean", "estimate")},
}


@rule("date-real", "Every date exists in the calendar.", "EDTF's pattern lets 31 February through.")
def date_real(tables: Tables) -> Iterator[Finding]:
    for table, frame in tables.items():
        for column in set(DATES) & set(frame.columns):
            for position, date in frame[column].dropna().items():
                if len(day := date.rstrip("~?%")) == 10:
                    try:
                        datetime.date.fromisoformat(day)
                    except ValueError:
                        yield table, position, column, f"{date} is no day of the calendar.", "Correct it, or write the month alone."


def earliest(date: str) -> str:
    """Return the first day an EDTF date can mean, as comparable text."""
    return f"{date.rstrip('~?%').replace('X', '0')}-01-01"[:10]


def latest(date: str) -> str:
    """Return the last day an EDTF date can mean, as comparable text."""
    plain = date.rstrip("~?%").replace("X", "9")
    return (plain + "-12-31"[len(plain) - 4 :])[:10] if len(plain) < 10 else plain


@rule("date-order", "What comes later has the later date.", "Start, approval, withdrawal and the day a status was read follow each other; a swap shows in their order.")
def date_order(tables: Tables) -> Iterator[Finding]:
    orders = {
        "events": [("date", "date_end")],
        "indications": [("approved_on", "withdrawn_on"), ("approved_on", "as_of"), ("withdrawn_on", "as_of")],
        "trial_records": [("started", "as_of")],
    }
    for table, pairs in orders.items():
        for first, second in pairs if table in tables else []:
            frame = tables[table].dropna(subset=[first, second])
            for position in frame.index:
                if earliest(frame.at[position, first]) > latest(frame.at[position, second]):
                    yield table, position, second, f"{second} {frame.at[position, second]} lies before {first} {frame.at[position, first]}.", "Correct the date that is wrong."


@rule("unit-with-value", "A number has its unit, and a unit its number.", "A number without unit is off by any factor one likes.")
def unit_with_value(tables: Tables) -> Iterator[Finding]:
    for table, frame in fact_tables(tables).items():
        if "unit" not in frame:
            continue
        columns = [c for c in ("value", "lower", "upper", "magnitude") if c in frame]
        has = frame[columns].notna().any(axis=1)
        for position in frame.index[has & frame["unit"].isna()]:
            if not _ratio(frame, position):
                yield table, position, "unit", "the row has a value and no unit.", "Write the unit's UCUM code; 1 for a plain number."
        for position in frame.index[~has & frame["unit"].notna()]:
            yield table, position, "unit", "the row has a unit and no value.", "Enter the value, or empty the unit."


def _ratio(frame: pd.DataFrame, position: int) -> bool:
    return "measure" in frame and str(frame.at[position, "measure"]).endswith("_ratio")


@rule("unit-known", "Every unit is a UCUM code of the table units.", "UCUM is case-sensitive and unforgiving; nM and nmol/l are two different mistakes.")
def unit_known(tables: Tables) -> Iterator[Finding]:
    known = set(tables["units"]["unit_id"])
    for table, frame in fact_tables(tables).items():
        if "unit" in frame:
            for position in frame.index[frame["unit"].notna() & ~frame["unit"].isin(known)]:
                yield table, position, "unit", f"{frame.at[position, 'unit']!r} is not a known UCUM code.", "Use a code of the table units, or add it there."


@rule("unit-dimension", "A unit measures the kind of quantity that the row is about.", "A dissociation constant is a concentration, a half-life a time; anything else is a swapped cell.")
def unit_dimension(tables: Tables) -> Iterator[Finding]:
    dimension = dict(zip(tables["units"]["unit_id"], tables["units"]["dimension"], strict=True))
    for (table, column), expected in DIMENSIONS.items():
        if table not in tables:
            continue
        frame = tables[table].dropna(subset=["unit"])
        for position, quantity, unit in zip(frame.index, frame[column], frame["unit"], strict=True):
            if quantity in expected and unit in dimension and dimension[unit] not in expected[quantity]:
                yield table, position, "unit", f"{unit} is a unit of {dimension[unit]}, and {quantity} needs {' or '.join(sorted(expected[quantity]))}.", "Correct the unit or the quantity."


@rule("interval-order", "A value lies in its own interval, and the interval's ends stand in order.", "Swapped ends or a digit too many in one of the three is the commonest slip of transcription.")
def interval(tables: Tables) -> Iterator[Finding]:
    for table, frame in fact_tables(tables).items():
        if "lower" not in frame:
            continue
        for position in frame.index[(frame["lower"] > frame["upper"]).fillna(False)]:
            yield table, position, "lower", f"the interval runs from {frame.at[position, 'lower']} to {frame.at[position, 'upper']}.", "Swap the ends, or correct them."
        outside = (frame["value"] < frame["lower"]) | (frame["value"] > frame["upper"])
        for position in frame.index[outside.fillna(False)]:
            yield table, position, "value", f"{frame.at[position, 'value']} lies outside {frame.at[position, 'lower']} to {frame.at[position, 'upper']}.", "Correct the value or the interval."


@rule("value-said", "A row that is about a quantity says it, as a number or as text.", "A property without value is a sentence without a verb.")
def value_said(tables: Tables) -> Iterator[Finding]:
    for table, columns in {"properties": ["value", "lower", "upper", "text"], "pharmacokinetics": ["value", "lower", "upper"]}.items():
        if table in tables:
            frame = tables[table]
            for position in frame.index[frame[columns].isna().all(axis=1)]:
                yield table, position, columns[0], "the row has no value.", f"Fill one of {', '.join(columns)}."


@rule("relation-said", "A number that stands alone says how it relates to the quantity.", "About 15, below 15 and 15 are three different statements.")
def relation_said(tables: Tables) -> Iterator[Finding]:
    for table, frame in fact_tables(tables).items():
        if "relation" in frame and "value" in frame and table != "genetic_associations":
            for position in frame.index[frame["value"].notna() & frame["relation"].isna()]:
                yield table, position, "relation", "the row has a value and no relation.", "Write =, <, > or ~ as the source has it."
