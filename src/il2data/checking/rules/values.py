"""Laws of values: units and intervals."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from il2data.checking.rules import EACH, Finding, Tables, fact_tables, rule

# Values of one quantity on one thing lie within this factor of their median, ends of one interval within the second.
FAR = 300
WIDE = 100
RANGE_WIDE = 1000
GROUPS = {
    "receptor_abundance": ["target_id", "statistic"],
    "potencies": ["ligand_id", "readout", "quantity"],
    "pharmacokinetics": ["agent_id", "parameter", "dimension"],
    "doses": ["agent_id", "dimension"],
}
# Metric prefixes as they begin the words of a unit's name.
METRIC = {
    "mega": 1e6,
    "million ": 1e6,
    "kilo": 1e3,
    "milli": 1e-3,
    "micro": 1e-6,
    "nano": 1e-9,
    "pico": 1e-12,
    "femto": 1e-15,
}
# Names of units without prefix, with their factor to the base unit of the table.
NAMED = {
    "gram": 1.0, "litre": 1.0, "mole": 1.0, "second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86400.0,
    "week": 604800.0, "month": 2629800.0, "year": 31557600.0, "angstrom": 1e-10, "per cent": 0.01,
    "international unit": 1.0, "international units": 1.0,
}  # fmt: skip
# UCUM codes of the same, for units that are one letter or two with a metric prefix.
CODES = {"gram": "g", "litre": "L", "mole": "mol", "second": "s", "minute": "min", "kilogram": "kg"}
LETTERS = {"kilo": "k", "milli": "m", "micro": "u", "nano": "n", "pico": "p", "femto": "f"}


@rule(
    "unit-with-value",
    "A number has its unit, and a unit its number.",
    "A number without unit is off by any factor one likes.",
    reads=(EACH,),
)
def unit_with_value(tables: Tables) -> Iterator[Finding]:
    for table, frame in fact_tables(tables).items():
        if "unit" not in frame:
            continue
        columns = [c for c in ("value", "lower", "upper") if c in frame]
        has = frame[columns].notna().any(axis=1)
        for position in frame.index[has & frame["unit"].isna()]:
            if not _ratio(frame, position):
                yield (
                    table,
                    position,
                    "unit",
                    "the row has a value and no unit.",
                    "Write the unit's UCUM code; 1 for a plain number.",
                )
        for position in frame.index[~has & frame["unit"].notna()]:
            yield table, position, "unit", "the row has a unit and no value.", "Enter the value, or empty the unit."


def _ratio(frame: pd.DataFrame, position: int) -> bool:
    return "measure" in frame and str(frame.at[position, "measure"]).endswith("_ratio")


@rule(
    "unit-known",
    "Every unit is a UCUM code of the table units.",
    "UCUM is case-sensitive and unforgiving; nM and nmol/l are two different mistakes.",
    reads=(EACH, "units"),
)
def unit_known(tables: Tables) -> Iterator[Finding]:
    known = set(tables["units"]["unit_id"])
    for table, frame in fact_tables(tables).items():
        for column in (column for column in frame.columns if column == "unit" or column.endswith("_unit")):
            for position in frame.index[frame[column].notna() & ~frame[column].isin(known)]:
                yield (
                    table,
                    position,
                    column,
                    f"{frame.at[position, column]!r} is not a known UCUM code.",
                    "Use a code of the table units, or add it there.",
                )


@rule(
    "interval-order",
    "A value lies in its own interval, and the interval's ends stand in order.",
    "Swapped ends or a digit too many in one of the three is the commonest slip of transcription.",
    reads=(EACH,),
)
def interval(tables: Tables) -> Iterator[Finding]:
    for table, frame in tables.items():
        for lower, upper, middles in _ends(frame):
            for position in frame.index[(frame[lower] > frame[upper]).fillna(False).astype(bool)]:
                yield (
                    table,
                    position,
                    lower,
                    f"the interval runs from {frame.at[position, lower]} to {frame.at[position, upper]}.",
                    "Swap the ends, or correct them.",
                )
            for middle in middles:
                outside = (frame[middle] < frame[lower]) | (frame[middle] > frame[upper])
                for position in frame.index[outside.fillna(False).astype(bool)]:
                    yield (
                        table,
                        position,
                        middle,
                        f"{frame.at[position, middle]} lies outside {frame.at[position, lower]} to"
                        f" {frame.at[position, upper]}.",
                        "Correct the value or the interval.",
                    )


def _ends(frame: pd.DataFrame) -> Iterator[tuple[str, str, list[str]]]:
    """Yield the columns of each interval of a table: its ends, and the values that lie in it."""
    for lower in (column for column in frame.columns if re.fullmatch("(.+_)?lower", column)):
        stem = lower.removesuffix("lower")
        if f"{stem}upper" in frame:
            yield lower, f"{stem}upper", sorted({stem.removesuffix("_"), f"{stem}value"} & set(frame.columns))


@rule(
    "value-said",
    "A row that is about a quantity gives a number.",
    "A quantity without value is a sentence without a verb.",
    reads=("epidemiology", "pharmacokinetics", "physical_properties"),
)
def value_said(tables: Tables) -> Iterator[Finding]:
    for table, columns in {
        "physical_properties": ["value", "lower", "upper"],
        "pharmacokinetics": ["value", "lower", "upper"],
        "epidemiology": ["value", "one_in", "one_in_lower"],
    }.items():
        frame = tables[table]
        for position in frame.index[frame[columns].isna().all(axis=1)]:
            yield table, position, columns[0], "the row has no value.", f"Fill one of {', '.join(columns)}."


@rule(
    "relation-said",
    "A number that stands alone says how it relates to the quantity.",
    "About 15, below 15 and 15 are three different statements.",
    reads=(EACH,),
)
def relation_said(tables: Tables) -> Iterator[Finding]:
    for table, frame in fact_tables(tables).items():
        if "relation" in frame and "value" in frame and table != "genetic_associations":
            for position in frame.index[frame["value"].notna() & frame["relation"].isna()]:
                yield (
                    table,
                    position,
                    "relation",
                    "the row has a value and no relation.",
                    "Write =, <, > or ~ as the source has it.",
                )


def factors(tables: Tables) -> tuple[dict[str, float], dict[str, str]]:
    """Return each unit's factor to its base unit, and its dimension."""
    units = tables["units"]
    return dict(zip(units["unit_id"], units["factor"], strict=True)), dict(
        zip(units["unit_id"], units["dimension"], strict=True)
    )


@rule(
    "value-far",
    "A value lies within a factor of 300 of the median of its kind, where there are four or more.",
    "Measurements of one thing differ by tens; a factor of a thousand is a unit.",
    reads=("doses", "pharmacokinetics", "potencies", "receptor_abundance", "units"),
)
def far(tables: Tables) -> Iterator[Finding]:
    factor, dimension = factors(tables)
    for table, keys in GROUPS.items():
        frame = tables[table]
        frame = frame.assign(
            dimension=frame["unit"].map(dimension),
            middle=(frame["value"].fillna((frame["lower"] * frame["upper"]) ** 0.5) * frame["unit"].map(factor)).astype(
                float
            ),
        )
        frame = frame[frame["middle"] > 0].dropna(subset=keys)
        kind = frame.groupby(keys)["middle"]
        ratio = frame["middle"] / kind.transform("median")
        for position in frame.index[((ratio > FAR) | (ratio < 1 / FAR)) & (kind.transform("size") >= 4)]:
            yield (
                table,
                position,
                "value",
                f"{ratio[position]:.3g} times the median of the rows of its kind.",
                "Check value and unit against the source.",
            )


@rule(
    "interval-width",
    "The ends of an interval lie within a factor of 100 of each other and of the value (of 1,000, where they are the"
    " least and the greatest), unless it is a share.",
    "A decimal point lost in one end leaves the value inside and the interval absurd.",
    reads=(EACH,),
)
def interval_width(tables: Tables) -> Iterator[Finding]:
    for table, frame in fact_tables(tables).items():
        for lower, upper, middles in _ends(frame):
            remark = frame.get("remark", pd.Series("", index=frame.index))
            flagged = remark.str.contains("inconsistent").fillna(False).astype(bool)
            # The exact interval of a share of one in few reaches from nearly nothing to a third.
            flagged |= (frame["unit"] == "%").fillna(False).astype(bool) if "unit" in frame else False
            # The least and the greatest of some people lie farther apart than the ends of an interval of their mean.
            most = pd.Series(WIDE, index=frame.index)
            if "interval_kind" in frame:
                most = most.where((frame["interval_kind"] != "range").fillna(True), RANGE_WIDE)
            far = (frame[lower] > 0) & (frame[upper] / frame[lower].where(frame[lower] > 0) > most)
            for middle in middles:
                far |= (frame[middle] > 0) & (frame[upper] > WIDE * frame[middle])
            for position in frame.index[(far & ~flagged).fillna(False).astype(bool)]:
                yield (
                    table,
                    position,
                    upper,
                    f"{frame.at[position, lower]:g} to {frame.at[position, upper]:g}.",
                    "Check both ends; if the source prints them so, call its numbers inconsistent in the remark.",
                )


@rule(
    "unit-factor",
    "A unit's factor is the one that its name says, and units of one dimension have one base unit.",
    "All comparisons between units go through the factor.",
    reads=("units",),
)
def unit_factor(tables: Tables) -> Iterator[Finding]:
    units = tables["units"]
    for position, id, name, found, base in zip(
        *(units[c] if c else units.index for c in ("", "unit_id", "name", "factor", "base_unit")), strict=True
    ):
        expected = 1.0 if id == base else named_factor(name)
        code = named_code(name)
        if code is not None and code != id:
            yield (
                "units",
                position,
                "unit_id",
                f"{name} has the code {id}, expected {code}.",
                "Correct the code or the name.",
            )
        if expected is not None and not 0.999 < found / expected < 1.001:
            yield (
                "units",
                position,
                "factor",
                f"{name} has the factor {found:g}, expected {expected:g}.",
                "Correct the factor or the name.",
            )
    for dimension, mine in units.groupby("dimension"):
        bases = mine["base_unit"].fillna("")
        for position in mine.index[bases != bases.mode().iloc[0]]:
            yield (
                "units",
                position,
                "base_unit",
                f"{units.at[position, 'base_unit']} for {dimension}, whose other units have {bases.mode().iloc[0]}.",
                "Correct the base unit or the dimension.",
            )


def named_factor(name: str) -> float | None:
    """Return the factor that a unit's name says, as `nanomole per litre`; None for names of other forms."""
    over, _, under = name.partition(" per ") if name not in NAMED else (name, "", "")
    top, bottom = _part(over), 1.0 if under in ("", "kilogram", "square metre") else _part(under)
    return None if top is None or bottom is None else top / bottom


def _part(word: str) -> float | None:
    for prefix, size in METRIC.items():
        if word.startswith(prefix) and word.removeprefix(prefix) in NAMED:
            return size * NAMED[word.removeprefix(prefix)]
    return NAMED.get(word)


def named_code(name: str) -> str | None:
    """Return the UCUM code that a unit's name says; None for names of other forms."""
    codes = []
    for word in name.split(" per "):
        prefix = next((prefix for prefix in LETTERS if word.startswith(prefix) and word not in CODES), "")
        if word.removeprefix(prefix) not in CODES:
            return None
        codes.append(LETTERS.get(prefix, "") + CODES[word.removeprefix(prefix)])
    return "/".join(codes) if len(codes) < 3 else None
