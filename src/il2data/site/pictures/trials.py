"""The trials: their endpoints and intervals, met and missed alike."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

import pandas as pd

from il2data.site.drawing import document, element, linked, mark, records, text
from il2data.site.picture import COLOURS, Picture
from il2data.site.wiring import HALO

if TYPE_CHECKING:
    from il2data import Release

TITLE = "Trials with interleukin-2 medicines: endpoints and intervals"
WIDTH, LEFT, RIGHT, STEP, LINE = 1000, 420, 690, 21, 14
VERDICTS = {
    "met": ("circle", "green", "met"),
    "not_met": ("cross", "vermilion", "not met"),
    "not_stated": ("diamond", "muted", "met or not: not stated"),
    "not_tested": ("square", "muted", "not tested"),
}
PANELS = {
    "hazard ratio": "Hazard ratios (logarithmic axis; 1: no difference between the arms)",
    "compared rate": "Response rates against a comparator, % (comparator: vertical bar)",
    "single-arm rate": "Response rates without a comparator, %",
    "other primary": "Primary endpoints of any other kind, in words",
}


def picture(release: Release) -> Picture:
    """Draw the outcomes of trials: hazard ratios, response rates, and every other primary endpoint.

    Returns
    -------
    Picture
        One mark for each row of ``outcomes`` that is drawn.
    """
    rows, table = _rows(release)
    statements = dict(release.load("facts")[["fact_id", "statement"]].itertuples(index=False))
    drawn = _legend()
    y = 40.0
    for panel, own in rows.groupby("panel", sort=False):
        drawn.append(text(16, y + 34, f"{PANELS[str(panel)]} ({len(own)})", font_size=14, font_weight="bold"))
        parts, y = _panel(str(panel), own, y + (48 if panel == "other primary" else 74), statements)
        drawn += parts
    left_out = table[~table["fact_id"].isin(rows["fact_id"])]["measure"].value_counts()
    kinds = ", ".join(f"{count} {measure.replace('_', ' ') if measure != 'none' else 'without a figure'}" for measure, count in left_out.items())
    reading = (
        f"{len(rows)} of {len(table)} outcomes, one line each: all hazard ratios, all response rates and every other primary or co-primary endpoint. "
        "A horizontal line is the interval of the source at the level it states; no line means that none was given, an arrow that it runs on beyond the axis. Shape and colour say "
        f"whether the endpoint was met. The other {left_out.sum()} rows of the table outcomes, secondary or about safety, are not drawn: {kinds}."
    )
    svg = document(WIDTH, y + 10, TITLE, *drawn)
    return Picture("trials", TITLE, reading, svg, rows.drop(columns="apart"))


def ratio_position(ratio: float, least: float, most: float) -> float:
    """Return where a ratio stands on a logarithmic axis from ``least`` to ``most``."""
    return LEFT + (RIGHT - LEFT) * math.log(ratio / least) / math.log(most / least)


def rate_position(percent: float) -> float:
    """Return where a percentage stands on the axis from 0 to 100."""
    return LEFT + (RIGHT - LEFT) * percent / 100


def _rows(release: Release) -> tuple[pd.DataFrame, pd.DataFrame]:
    table = release.load("outcomes")
    table["trial"] = table["trial_id"].map(release.load("entities").set_index("entity_id")["label"])
    panel = pd.Series(pd.NA, index=table.index, dtype="string")
    panel[table["endpoint_role"].isin(["primary", "co_primary"])] = "other primary"
    panel[(table["measure"] == "response_rate") & table["value"].notna()] = "single-arm rate"
    panel[(panel == "single-arm rate") & table["comparator_value"].notna()] = "compared rate"
    panel[(table["measure"] == "hazard_ratio") & table["value"].notna()] = "hazard ratio"
    table.insert(1, "panel", panel)
    columns = ["fact_id", "panel", "trial", "endpoint", "endpoint_role", "arm", "comparator", "measure", "relation", "value", "lower", "upper", "unit"]
    columns += ["comparator_value", "count", "n", "comparator_n", "confidence_level", "p_relation", "p_value", "met", "analysis", "release", "timepoint", "remark", "apart"]
    # Rows that would read alike, such as the cohorts of one trial, are told apart by what the remark begins with.
    alike = table.duplicated(["panel", "trial_id", "endpoint", "timepoint", "arm", "comparator", "measure"], keep=False)
    table["apart"] = table["remark"].str.split("[;:]", regex=True).str[0].where(alike)
    order = table["panel"].map({name: number for number, name in enumerate(PANELS)})
    rows = table[table["panel"].notna()].assign(order=order)
    rows["folded"] = rows["trial"].str.lower()
    return rows.sort_values(["order", "folded", "fact_id"], ignore_index=True)[columns], table


def _panel(panel: str, rows: pd.DataFrame, top: float, statements: dict[str, str]) -> tuple[list[Element], float]:
    place, ticks = _scale(panel, rows)
    drawn: list[Element] = []
    y, previous = top, ""
    for row in records(rows):
        if row["trial"] != previous:
            drawn.append(text(16, y + 16, row["trial"], font_size=12, font_weight="bold", **HALO))
            previous, y = row["trial"], y + STEP
        versus = f" vs {row['comparator']}" if row["comparator"] else ""
        role = f" ({row['endpoint_role'].replace('_', '-')})" if ticks and row["endpoint_role"].endswith("primary") else ""
        when = f", {row['timepoint']}" if row["timepoint"] and row["timepoint"] not in row["endpoint"] else ""
        apart = f" ({row['apart']})" if row["apart"] else ""
        name = textwrap.wrap(f"{row['endpoint']}{when}{role}: {row['arm']}{versus}{apart}", 62 if ticks else 100)
        kind = "" if ticks or row["value"] is None or row["measure"] in ("none", "count") else f"{row['measure'].replace('_', ' ')} "
        figure = textwrap.wrap(kind + _figure(row), 48)
        middle = y + STEP / 2
        lines = [text(30, middle + 4 + LINE * number, line, font_size=12) for number, line in enumerate(name)]
        lines += [text(RIGHT + 14, middle + 4 + LINE * number, line, font_size=12) for number, line in enumerate(figure)]
        shape, colour, _ = VERDICTS[row["met"]]
        shapes = _interval(row, middle, place) if ticks else []
        shapes.append(mark(shape, place(row["value"]) if ticks else RIGHT, middle, COLOURS[colour], 4.5))
        drawn.append(linked(row["fact_id"], statements[row["fact_id"]], *lines, *shapes))
        y += STEP + LINE * (max(len(name), len(figure)) - 1)
    return [*_axis(place, ticks, top, y), *drawn], y + 30


def _scale(panel: str, rows: pd.DataFrame) -> tuple[Callable[[float], float], list[float]]:
    """Return where a value stands in a panel, and the values at its grid lines; none where it has no axis."""
    if panel == "other primary":
        return rate_position, []
    if panel != "hazard ratio":
        return rate_position, list(range(0, 101, 20))
    # From the least bound to the greatest ratio, in powers of two: one very wide interval may run out of the axis.
    powers = range(math.floor(math.log2(rows[["value", "lower"]].min().min())), math.ceil(math.log2(rows["value"].max())) + 1)
    ticks = [2.0**power for power in powers]
    return lambda ratio: ratio_position(ratio, ticks[0], ticks[-1]), ticks


def _interval(row: dict[str, Any], y: float, place: Callable[[float], float]) -> list[Element]:
    drawn = []
    if row["lower"] is not None and row["upper"] is not None:
        end = place(row["upper"])
        arrow = f"M{RIGHT - 5} {y - 4:g}L{RIGHT} {y:g}L{RIGHT - 5} {y + 4:g}" if end > RIGHT else ""
        path = f"M{place(row['lower']):.1f} {y:g}H{min(end, RIGHT):.1f}{arrow}"
        drawn.append(element("path", d=path, stroke=COLOURS["ink"], stroke_width=1.5, fill="none"))
    if row["comparator_value"] is not None and row["measure"] == "response_rate":
        x = place(row["comparator_value"])
        drawn.append(element("path", d=f"M{x:.1f} {y:g}H{place(row['value']):.1f}", stroke=COLOURS["muted"], stroke_dasharray="2 2"))
        drawn.append(element("path", d=f"M{x:.1f} {y - 6:g}V{y + 6:g}", stroke=COLOURS["ink"], stroke_width=2.5))
    return drawn


def _figure(row: dict[str, Any]) -> str:
    """Return the figures of a row as they stand in the table: value, interval, comparator, n and P."""
    unit = {"%": " %", "1": "", None: ""}.get(row["unit"], f" {str(row['unit']).replace('{', '').replace('}', '')}")
    words = [] if row["value"] is None else [f"{row['relation'].replace('=', '')}{row['value']:g}{unit}"]
    if row["lower"] is not None and row["upper"] is not None:
        level = "level not stated" if row["confidence_level"] is None else f"{row['confidence_level']:g} %"
        words[-1] += f" ({row['lower']:g} to {row['upper']:g}; {level})"
    if row["comparator_value"] is not None and row["measure"] != "hazard_ratio":
        words.append(f"vs {row['comparator_value']:g}")
    if row["n"] is not None:
        words.append(f"n {row['n']}" + (f" vs {row['comparator_n']}" if row["comparator_n"] is not None else ""))
    if row["p_value"] is not None:
        words.append(f"P\N{NO-BREAK SPACE}{row['p_relation']}\N{NO-BREAK SPACE}{row['p_value']:g}")
    return ", ".join(words) or "no figure"


def _axis(place: Callable[[float], float], ticks: list[float], top: float, bottom: float) -> list[Element]:
    drawn = []
    for value in ticks:
        x = place(value)
        reference = value == (0 if 0 in ticks else 1)
        drawn.append(element("path", d=f"M{round(x) + 0.5} {top - 4}V{bottom}", stroke=COLOURS["muted" if reference else "line"]))
        drawn.append(text(x, top - 10, f"{value:g}", text_anchor="middle", fill=COLOURS["muted"], font_size=12))
    return drawn


def _legend() -> list[Element]:
    drawn = [text(16, 28, "endpoint:", fill=COLOURS["muted"])]
    x = 92.0
    for shape, colour, words in VERDICTS.values():
        drawn += [mark(shape, x, 24, COLOURS[colour], 4.5), text(x + 12, 28, words)]
        x += 44 + 7 * len(words)
    drawn += [element("path", d=f"M{x} 24H{x + 34}", stroke=COLOURS["ink"], stroke_width=1.5), text(x + 42, 28, "interval as stated by the source")]
    return drawn
