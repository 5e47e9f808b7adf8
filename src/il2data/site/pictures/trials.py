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
    None: ("diamond", "muted", "no verdict"),
    "harm": ("diamond", "vermilion", "significantly worse in the first arm"),
}
# By how many participants in all a mark has which half width.
SIZES = ((0, 3.5), (60, 4.5), (300, 5.5), (1000, 6.5))
PANELS = {
    "hazard ratio": "Hazard ratios (logarithmic axis; 1: no difference between the arms)",
    "compared rate": "Response rates against a comparator, % (comparator: vertical bar, its interval dashed)",
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
        parts, y = _panel(str(panel), own, y + {"other primary": 48, "hazard ratio": 92}.get(str(panel), 74), statements)
        drawn += parts
    left_out = table[~table["fact_id"].isin(rows["fact_id"])]["measure"].value_counts()
    kinds = ", ".join(f"{count} {measure.replace('_', ' ')}" for measure, count in left_out.items())
    reading = (
        f"{len(rows)} of {len(table)} outcomes, one line each: all hazard ratios, all response rates and every other primary or co-primary endpoint. "
        "They stand by medicine and disease; a mark is the larger the more people were counted. Values, numbers and intervals stand for the arm and, after vs, for its comparator. A horizontal line is the interval of the source at the level it states, thick for 95 %; no line means that none was given, an arrow that it runs on beyond the axis. Shape and colour say "
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
    names = {**release.load("arms").set_index("fact_id")["name"], **release.load("endpoints").set_index("endpoint_id")["name"], **release.load("entities").set_index("entity_id")["label"]}
    units = release.load("units").set_index("unit_id")["symbol"]
    agents = dict(release.load("trials")[["trial_id", "agent_id"]].itertuples(index=False))
    ill = dict(release.load("trials")[["trial_id", "disease_id"]].itertuples(index=False))
    table["medicine"], table["disease"] = (table["trial_id"].map(of).map(names) for of in (agents, ill))
    table["trial"], table["arm"], table["comparator"] = (table[column].map(names) for column in ("trial_id", "arm_id", "comparator_arm_id"))
    group = table["subgroup"].radd("among participants ")
    table["endpoint"] = [", ".join(filter(None, (" ".join(own), among))) for own, among in zip(zip(table["endpoint_id"].map(names), table["endpoint_detail"].fillna(""), strict=True), group.fillna(""), strict=True)]
    table["endpoint"] = table["endpoint"].str.replace(" ,", ",").str.strip()
    table["timepoint"] = [pd.NA if pd.isna(time) else f"{time:g} {units[unit]}" for time, unit in table[["time", "time_unit"]].itertuples(index=False)]
    panel = pd.Series(pd.NA, index=table.index, dtype="string")
    panel[table["endpoint_role"].isin(["primary", "co_primary"])] = "other primary"
    panel[(table["measure"] == "response_rate") & table["value"].notna()] = "single-arm rate"
    panel[(panel == "single-arm rate") & table["comparator_value"].notna()] = "compared rate"
    panel[(table["measure"] == "hazard_ratio") & table["value"].notna()] = "hazard ratio"
    table.insert(1, "panel", panel)
    columns = ["fact_id", "panel", "medicine", "disease", "trial", "endpoint", "endpoint_role", "arm", "comparator", "measure", "relation", "value", "lower", "upper", "unit"]
    columns += ["count", "n", "comparator_value", "comparator_lower", "comparator_upper", "comparator_count", "comparator_n", "interval_kind", "confidence_level", "p_relation", "p_value", "significance", "met", "analysis", "release", "timepoint", "apart"]
    # Rows that would read alike are told apart by their set, their report and their being superseded.
    alike = table.duplicated(["panel", "trial_id", "endpoint", "timepoint", "arm", "comparator", "measure"], keep=False)
    marks = [table["analysis_set"].str.replace("_", " "), table["release"].where(alike).str.replace("_", " "), table["superseded_by"].notna().map({True: "superseded", False: pd.NA})]
    table["apart"] = [", ".join(own.dropna()) or pd.NA for _, own in pd.concat(marks, axis=1).iterrows()]
    order = table["panel"].map({name: number for number, name in enumerate(PANELS)})
    rows = table[table["panel"].notna()].assign(order=order)
    keys = ["medicine", "disease", "trial"]
    by = {name: rows[name].fillna("").str.lower() for name in keys}
    return _ordered(rows, by)[columns], table


def _ordered(rows: pd.DataFrame, keys: dict[str, pd.Series]) -> pd.DataFrame:
    """Return the rows by panel, medicine, disease and trial."""
    folded = rows[["order", "fact_id"]].assign(**keys).sort_values(["order", *keys, "fact_id"])
    return rows.loc[folded.index].reset_index(drop=True)


def verdict(row: dict[str, Any]) -> str | None:
    """Return the sign of a row: whether its endpoint was met, and where no one says so, whether the hazard was significantly higher."""
    worse = row["measure"] == "hazard_ratio" and row["value"] is not None and row["value"] > 1
    sure = (row["lower"] is not None and row["lower"] > 1) or (row["p_value"] is not None and row["p_value"] < 0.05 and row["lower"] is None)
    return "harm" if row["met"] is None and worse and sure else row["met"]


def _panel(panel: str, rows: pd.DataFrame, top: float, statements: dict[str, str]) -> tuple[list[Element], float]:
    place, ticks = _scale(panel, rows)
    drawn: list[Element] = []
    y, previous, given = top, "", ""
    for row in records(rows):
        if row["medicine"] != given:
            given, y = row["medicine"], y + 8
            drawn.append(text(16, y + 16, given or "medicine not told", font_weight="bold", **HALO))
            y += STEP
        if row["trial"] != previous:
            drawn.append(text(22, y + 16, row["trial"], font_size=12, fill=COLOURS["muted"], **HALO))
            previous, y = row["trial"], y + STEP
        versus = f" vs {row['comparator']}" if row["comparator"] else ""
        role = f" ({row['endpoint_role'].replace('_', '-')})" if ticks and (row["endpoint_role"] or "").endswith("primary") else ""
        when = f", {row['timepoint']}" if row["timepoint"] else ""
        apart = f" ({row['apart']})" if row["apart"] else ""
        name = textwrap.wrap(f"{row['endpoint']}{when}{role}: {row['arm']}{versus}{apart}", 62 if ticks else 100)
        kind = "" if ticks or row["value"] is None else f"{row['measure'].replace('_', ' ')} "
        figure = textwrap.wrap(kind + _figure(row), 48)
        middle = y + STEP / 2
        lines = [text(30, middle + 4 + LINE * number, line, font_size=12) for number, line in enumerate(name)]
        lines += [text(RIGHT + 14, middle + 4 + LINE * number, line, font_size=12) for number, line in enumerate(figure)]
        shape, colour, _ = VERDICTS[verdict(row)]
        many = (row["n"] or 0) + (row["comparator_n"] or 0)
        size = max(half for least, half in SIZES if many >= least)
        shapes = _interval(row, middle, place) if ticks else []
        shapes.append(mark(shape, place(row["value"]) if ticks else RIGHT, middle, COLOURS[colour], size))
        drawn.append(linked(row["fact_id"], statements[row["fact_id"]], *lines, *shapes))
        y += STEP + LINE * (max(len(name), len(figure)) - 1)
    heads = []
    if panel == "hazard ratio":
        for x, words, anchor in ((place(1) - 8, "← favours the first arm", "end"), (place(1) + 8, "favours the other →", "start")):
            heads.append(text(x, top - 26, words, font_size=12, fill=COLOURS["muted"], text_anchor=anchor))
    return [*heads, *_axis(place, ticks, top, y), *drawn], y + 30


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
        drawn.append(element("path", d=path, stroke=COLOURS["ink"], stroke_width=2 if row["confidence_level"] == 95 else 1, fill="none"))
    if row["comparator_value"] is not None and row["measure"] == "response_rate":
        x = place(row["comparator_value"])
        drawn.append(element("path", d=f"M{x:.1f} {y:g}H{place(row['value']):.1f}", stroke=COLOURS["muted"], stroke_dasharray="2 2"))
        if row["comparator_lower"] is not None and row["comparator_upper"] is not None:
            drawn.append(element("path", d=f"M{place(row['comparator_lower']):.1f} {y + 5:g}H{place(row['comparator_upper']):.1f}", stroke=COLOURS["muted"], stroke_dasharray="4 2"))
        drawn.append(element("path", d=f"M{x:.1f} {y - 6:g}V{y + 6:g}", stroke=COLOURS["ink"], stroke_width=2.5))
    return drawn


def _figure(row: dict[str, Any]) -> str:
    """Return the figures of a row as they stand in the table: values with intervals, counts and n of both arms, and P."""
    unit = {"%": " %", "1": "", None: "", "{fold}": "-fold", "%{points}": " points"}.get(row["unit"], f" {str(row['unit']).replace('{', '').replace('}', '')}")
    level = f"; {row['confidence_level']:g} %" if row["confidence_level"] is not None else f"; {row['interval_kind']}" if row["interval_kind"] in ("range", "interquartile") else ""

    def side(stem: str) -> str:
        value, lower, upper, count, n = (row[stem + cell] for cell in ("value", "lower", "upper", "count", "n"))
        of = "" if n is None else f"n {n}" if count is None else f"{count} of {n}"
        bounds = "" if lower is None or upper is None else f" ({lower:g} to {upper:g}{level})"
        relation = (row["relation"] or "").replace("=", "") if not stem else ""
        figure = f"{relation}{value:g}{unit}" if value is not None else ""
        return ", ".join(filter(None, (figure + bounds, of or ("" if count is None else str(count)))))

    both = [words for words in (side(""), side("comparator_")) if words]
    words = [" vs ".join(both)] if both else []
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
        x += 40 + 6.4 * len(words)
    for thick, words in ((2, "95 % interval"), (1, "interval of another level")):
        drawn += [element("path", d=f"M{x} 24H{x + 34}", stroke=COLOURS["ink"], stroke_width=thick), text(x + 42, 28, words)]
        x += 150
    return drawn
