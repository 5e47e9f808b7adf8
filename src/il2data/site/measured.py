"""Measurements ready to be drawn: numbers in the base unit, labels for identifiers, the value as words, the status."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from il2data.site.figures import figure
from il2data.support import SUPPORTED
from il2data.tableschema import categories

if TYPE_CHECKING:
    from il2data import Release
    from il2data._tables import TableName

# The chains keep their colour in all pictures; a form has that of the chain which sets it apart.
TARGET_COLOURS = {
    "UniProtKB:P01589": "vermilion",
    "UniProtKB:P14784": "blue",
    "UniProtKB:P31785": "green",
    "il2d:receptor-alpha": "vermilion",
    "il2d:receptor-beta-gamma": "blue",
    "il2d:receptor-alpha-beta-gamma": "purple",
}
# SI prefixes and the UCUM time units, from the smallest up.
SCALES: dict[str, dict[float, str]] = {
    "mol/L": {1e-15: "fmol/L", 1e-12: "pmol/L", 1e-9: "nmol/L", 1e-6: "µmol/L", 1e-3: "mmol/L"},
    "s": {1: "s", 60: "min", 3600: "h"},
}


def in_words(release: Release, table: TableName, column: str) -> pd.Series:
    """Return a column of a vocabulary as the labels of its values, in the order of the table."""
    return release.load(table)[column].map(categories(release.package.schema(table), column, "label"))


def readable(release: Release, table: TableName) -> pd.DataFrame:
    """Return a table of facts for people to read: labels in place of identifiers, and the status.

    Returns
    -------
    DataFrame
        ``fact_id``, the other columns with ``_id`` taken off their names, and ``status``;
        dtypes as in the table.
    """
    frame = release.load(table)
    label = release.load("entities").set_index("entity_id")["label"]
    for column in frame.columns[1:]:
        if column.endswith("_id"):
            frame[column] = frame[column].map(label).fillna(frame[column])
    frame = frame.rename(columns={column: column.removesuffix("_id") for column in frame.columns[1:]})
    frame["status"] = frame["fact_id"].map(release.load("facts").set_index("fact_id")["status"])
    return frame


def measured(release: Release, table: TableName) -> pd.DataFrame:
    """Return a table of measurements with what a strip of them needs.

    Returns
    -------
    DataFrame
        The columns of `readable`, then ``at``, ``low`` and ``high`` (value and interval in
        the base unit, float64), ``base`` (base unit), ``words`` (the value as text), ``statement`` and, for
        tables that have a target, ``colour`` (name of a colour), all string.
    """
    frame = readable(release, table)
    units = release.load("units").set_index("unit_id")
    factor = frame["unit"].map(units["factor"])
    frame["base"] = frame["unit"].map(units["base_unit"])
    frame["at"], frame["low"], frame["high"] = (frame[column] * factor for column in ("value", "lower", "upper"))
    frame["words"] = [words(row) for row in frame.to_dict("records")]
    frame["statement"] = frame["fact_id"].map(release.load("facts").set_index("fact_id")["statement"])
    if "target" in frame:
        frame["colour"] = release.load(table)["target_id"].map(TARGET_COLOURS).fillna("muted")
    return frame


def caveats(frame: pd.DataFrame) -> pd.Series:
    """Return what a reader must know of each row at once.

    It is the species unless human, and the status unless primary records support the row. Each stands after a comma;
    rows without either have an empty text.
    """
    species = (", " + frame["species"].replace("mixed", "mixed species")).mask(
        frame["species"].isna() | (frame["species"] == "Homo sapiens"), ""
    )
    return species + (", " + frame["status"].str.replace("_", " ")).mask(frame["status"].isin(SUPPORTED), "")


def words(row: dict[str, Any]) -> str:
    """Return a measurement as text: ``~18 nmol/L``, ``5 to 50 nmol/L``; empty when it has no number.

    It is in the unit of its row, concentrations in that which keeps the number at 1 or above, as the axis has them.
    """
    value, lower, upper = row["value"], row["lower"], row["upper"]
    lead = next((size for size in (row["at"], row["low"], row["high"]) if not pd.isna(size) and size > 0), None)
    if row["base"] == "mol/L" and lead is not None:
        size, name = _scale(lead, SCALES["mol/L"])
        value, lower, upper = (
            end if pd.isna(end) else float(f"{end / size:.12g}") for end in (row["at"], row["low"], row["high"])
        )
        row = row | {"unit": name}
    unit = {"{receptors}/{cell}": "", "{fold}": "-fold", "1": ""}.get(
        str(row["unit"]), f" {row['unit']}".replace(" umol", " µmol")
    )
    interval = "" if pd.isna(lower) else f"{figure(lower)} to {figure(upper)}"
    if pd.isna(value) or pd.isna(row["at"]):
        return interval + unit if interval else ""
    relation = "" if pd.isna(row["relation"]) or row["relation"] == "=" else str(row["relation"])
    return f"{relation}{figure(value)}{unit}" + (f" ({interval})" if interval else "")


def ticks(values: pd.Series, base: str) -> dict[float, str]:
    """Return the ticks of a logarithmic axis that takes in all values, with their labels.

    There is one a decade, for times the units of the clock and their tens; where decades are
    many, only every third has a label.
    """
    low, high = float(values.min()), float(values.max())
    if base == "s":
        steps = [first * unit for unit in SCALES["s"] for first in (1, 10)]
    else:
        steps = [float(f"1e{power}") for power in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)]
    first = max((at for at, step in enumerate(steps) if step <= low), default=0)
    last = min((at for at, step in enumerate(steps) if step >= high), default=len(steps) - 1)
    shown = steps[first : last + 1]
    crowded = base in SCALES and base != "s" and len(shown) > 6
    return {step: "" if crowded and step not in SCALES[base] else amount(step, base) for step in shown}


def amount(value: float, base: str) -> str:
    """Return a quantity in the unit that keeps its number at 1 or above, where one does."""
    scales = SCALES.get(base)
    if not scales:
        return f"{value:,.15g}"
    factor, name = _scale(value, scales)
    return f"{value / factor:.6g} {name}"


def _scale(value: float, scales: dict[float, str]) -> tuple[float, str]:
    """Return the largest unit that keeps a number at 1 or above, else the smallest, and its name."""
    factor = max((size for size in scales if size <= value * 1.000001), default=min(scales))
    return factor, scales[factor]
