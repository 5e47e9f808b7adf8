"""Laws of reported numbers: percentages and counts, intervals and p values."""

from __future__ import annotations

from collections.abc import Iterator
from math import erf, floor, log, sqrt
from typing import Any

import pandas as pd

from il2data.checking.rules import Finding, Tables, rule

RATIOS = ("hazard_ratio", "odds_ratio", "risk_ratio")
# Measures that are a share of participants.
SHARES = ("response_rate", "event_rate", "share_event_free")


def proportion_agrees(percent: float, count: float, n: float) -> bool:
    """Say whether a reported percentage is count/n, rounded or cut to the digits it shows."""
    digits = len(repr(float(percent)).removesuffix(".0").partition(".")[2])
    step = 10.0**-digits
    return -step < percent - 100 * count / n <= step * 0.5001


def possible(percent: float, n: float) -> bool:
    """Say whether some count of n gives a reported percentage, within rounding."""
    nearest = floor(percent * n / 100)
    return any(proportion_agrees(percent, count, n) for count in (nearest, nearest + 1))


@rule(
    "proportion-count",
    "A percentage is its count over its number, within rounding.",
    "Three numbers for two degrees of freedom: one bumped digit shows.",
    reads=("adverse_reactions", "outcomes", "trial_benefits", "trial_safety"),
)
def proportion(tables: Tables) -> Iterator[Finding]:
    for table, side in (("adverse_reactions", ""), ("trial_safety", ""), ("trial_safety", "comparator_")):
        cells = [side + cell for cell in ("percent", "count", "n")]
        for position, percent, count, n in tables[table][cells].dropna().itertuples():
            if not proportion_agrees(percent, count, n):
                yield (
                    table,
                    position,
                    cells[0],
                    f"{percent} %, but {count} of {n} is {100 * count / n:.2f} %.",
                    "Check the three numbers; keep what the source prints and leave one out if it contradicts itself.",
                )
    for table in ("outcomes", "trial_benefits"):
        shares = tables[table][tables[table]["measure"].isin(SHARES)]
        for side in ("", "comparator_"):
            value, count, n = (side + cell for cell in ("value", "count", "n"))
            for position, *cells in shares[[value, count, n]].dropna().itertuples() if count in shares else []:
                if not proportion_agrees(*cells):
                    yield (
                        table,
                        position,
                        value,
                        f"{cells[0]} %, but {cells[1]} of {cells[2]} is {100 * cells[1] / cells[2]:.2f} %.",
                        (
                            "Check the three numbers; keep what the source prints and leave one out if it contradicts"
                            " itself."
                        ),
                    )


@rule(
    "percent-possible",
    "A percentage of responders or of patients with a reaction is one that so many participants can give.",
    "Nobody is 27.7 % of 391: the number counted was another than the number randomised.",
    reads=("adverse_reactions", "outcomes", "trial_safety"),
)
def percent_possible(tables: Tables) -> Iterator[Finding]:
    for table, share, sides in (
        ("outcomes", "measure", ("", "comparator_")),
        ("adverse_reactions", "percent", ("",)),
        ("trial_safety", "percent", ("", "comparator_")),
    ):
        frame = tables[table]
        frame = frame[frame["measure"] == "response_rate"] if share == "measure" else frame
        for side in sides:
            percent, n = side + ("value" if share == "measure" else "percent"), f"{side}n"
            for position, value, number in frame[[percent, n]].dropna().itertuples() if n in frame else []:
                if not possible(value, number):
                    nearest = floor(value * number / 100)
                    yield (
                        table,
                        position,
                        n,
                        (
                            f"{value} % of {number}: {nearest} are {100 * nearest / number:.2f} %, {nearest + 1} are"
                            f" {100 * (nearest + 1) / number:.2f} %."
                        ),
                        "Enter the number that was counted, or empty the cell if the source does not print it.",
                    )


@rule(
    "count-within",
    "A count is no larger than the number it is out of; that of a reaction has one.",
    "A count without its number is no rate.",
    reads=("adverse_reactions", "outcomes", "trial_benefits", "trial_safety"),
)
def count_within(tables: Tables) -> Iterator[Finding]:
    for table in ("adverse_reactions", "outcomes", "trial_benefits", "trial_safety"):
        for side in ("", "comparator_"):
            frame = tables[table]
            if side + "count" not in frame:
                continue
            for position, count, n in frame[[side + "count", side + "n"]].dropna(subset=[side + "count"]).itertuples():
                if pd.isna(n):
                    if table not in ("outcomes", "trial_safety"):
                        yield table, position, "n", "a count stands without the number it is out of.", "Enter n."
                elif count > n:
                    yield table, position, side + "count", f"{count} of {n}.", "Correct the count or the number."


def contradicts(row: Any) -> bool:
    """Say whether a 95 % interval of a ratio and a p value cannot both be right.

    A two-sided p below 0.05 and a 95 % interval that holds 1 exclude each other, up to
    rounding; so do a p of 0.05 or more and an interval that leaves 1 out. Where the
    published pair comes from different tests, the p value implied by the interval (normal
    on the log scale) must be more than a factor of 5 away to count.
    """
    if row.lower <= 0 or row.upper <= row.lower or row.value <= 0:
        return False
    z = abs(log(row.value)) / ((log(row.upper) - log(row.lower)) / (2 * 1.959964))
    implied = max(1 - erf(z / sqrt(2)), 1e-12)
    said = max(row.p_value, 1e-12)
    across = (row.lower <= 1 <= row.upper) == (said < 0.05)
    return across and not 0.2 <= implied / said <= 5


def flagged(row: Any) -> bool:
    """Say whether a row states that the source's own numbers are inconsistent."""
    return not pd.isna(row.check) if hasattr(row, "check") else not pd.isna(row.remark) and "inconsistent" in row.remark


@rule(
    "interval-p",
    "A p value does not contradict the interval of its ratio, unless the row flags the source as inconsistent.",
    "Published numbers that exclude each other are kept as they are and flagged, never mended.",
    reads=("genetic_associations", "outcomes", "trial_benefits"),
)
def interval_p(tables: Tables) -> Iterator[Finding]:
    for table, column in (
        ("outcomes", "measure"),
        ("trial_benefits", "measure"),
        ("genetic_associations", "effect_measure"),
    ):
        frame = tables[table].dropna(subset=["value", "lower", "upper", "p_value"])
        for row in frame[frame[column].isin(RATIOS)].itertuples():
            level_95 = pd.isna(getattr(row, "confidence_level", None)) or row.confidence_level == 95
            exact = pd.isna(getattr(row, "p_relation", None)) or row.p_relation == "="
            if level_95 and exact and contradicts(row) and not flagged(row):
                yield (
                    table,
                    row.Index,
                    "p_value",
                    f"P = {row.p_value} and the interval {row.lower} to {row.upper} exclude each other.",
                    (
                        "Check the transcription; if the source prints it so, flag the row as inconsistent (check, or"
                        " the remark)."
                    ),
                )
