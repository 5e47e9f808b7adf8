"""The trials: their endpoints and intervals, met and missed alike."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

import pandas as pd

from il2data.site.drawing import document, element, legend, linked, mark, records, text, wrapped
from il2data.site.outcomes import PANELS, WORDS, arms, by_panel, diseases, endpoint, verdict
from il2data.site.picture import COLOURS, Picture
from il2data.site.trial_marks import (
    NARROW,
    VERDICTS,
    WIDE,
    Layout,
    Place,
    axis_of_line,
    grid_lines,
    half_width,
    mark_of,
    said_of,
    scale,
)
from il2data.site.wiring import HALO

if TYPE_CHECKING:
    from il2data import Release

TITLE = "Trials with interleukin-2 medicines: endpoints and intervals"
SIZE, LINE, PITCH = 12, 14, 15


def picture(release: Release) -> Picture:
    """Draw the outcomes of trials: hazard ratios and response rates; every other primary endpoint is told in words.

    Returns
    -------
    Picture
        One mark for each row of ``outcomes`` that is drawn.
    """
    rows, table = by_panel(release)
    drawn, worded = rows[rows["panel"] != WORDS].reset_index(drop=True), rows[rows["panel"] == WORDS]
    left_out = table[~table["fact_id"].isin(rows["fact_id"])]["measure"].value_counts()
    kinds = ", ".join(f"{count} {measure.replace('_', ' ')}" for measure, count in left_out.items())
    reading = (
        f"{len(drawn)} of {len(table)} outcomes, a mark each: all hazard ratios and all response rates. They stand by"
        f" disease; a mark is the larger the more people were counted. The {len(worded)} other primary or co-primary"
        " endpoints stand beneath in words, and with them every trial. Values, numbers and intervals stand for the arm"
        " and, after vs, for its comparator. A horizontal line is the interval of the source at the level it states,"
        " thick for 95 %; no line means that none was given, an arrow that it runs on beyond the axis. Shape and"
        f" colour say whether the endpoint was met. The other {left_out.sum()} rows of the table outcomes, secondary or"
        f" about safety, are neither drawn nor told: {kinds}."
    )
    told = {"diseases": diseases(release, rows)}
    return Picture(
        "trials",
        TITLE,
        reading,
        _draw(drawn, WIDE),
        _table(drawn),
        narrow=_draw(drawn, NARROW),
        part="trials.html",
        told=told,
        panels=tuple(
            (f"{PANELS[str(panel)]} ({len(own)})", _draw(own, WIDE), _draw(own, NARROW))
            for panel, own in drawn.groupby("panel", sort=False)
        ),
    )


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the table beneath the picture, each row as it is drawn."""
    endpoints, verdicts = zip(*((endpoint(row), VERDICTS[verdict(row)][2]) for row in records(rows)), strict=True)
    shown = rows[["fact_id", "panel", "disease", "medicine", "trial", "arm", "comparator", "figures"]].assign(
        verdict=verdicts
    )
    shown.insert(5, "endpoint", endpoints)
    return shown


def _draw(rows: pd.DataFrame, layout: Layout) -> str:
    drawn, y = _legend(layout)
    for panel, own in rows.groupby("panel", sort=False):
        for line in wrapped(f"{PANELS[str(panel)]} ({len(own)})", (layout.width - 32) / 1.1, 14):
            y += 18
            drawn.append(text(layout.edge, y, line, font_size=14, font_weight="bold"))
        place, ticks = scale(panel, rows[rows["panel"] == panel], layout)
        y += 24
        if panel == "hazard ratio":
            for x, words, anchor in (
                (place(1) - 8, "← favours the first arm", "end"),
                (place(1) + 8, "favours the other →", "start"),
            ):
                drawn.append(text(x, y, words, font_size=SIZE, fill=COLOURS["muted"], text_anchor=anchor))
            y += 18
        drawn += [
            text(place(value), y, f"{value:g}", text_anchor="middle", fill=COLOURS["muted"], font_size=SIZE)
            for value in ticks
        ]
        lines = _swarms if panel == "single-arm rate" else _forest
        parts, foot = lines(records(own), layout, place, ticks, y + 6)
        drawn += [*(grid_lines(place, ticks, y + 6, foot) if layout.beside else []), *parts]
        y = foot + 20
    return document(layout.width, y, TITLE, *drawn)


def _forest(
    rows: list[dict[str, Any]], layout: Layout, place: Place, ticks: list[float], y: float
) -> tuple[list[Element], float]:
    """Return a line for each row, and the height at their end.

    Rows stand under the name of their trial, and trials under that of their disease.
    """
    drawn: list[Element] = []
    halo = HALO if layout.beside else {}
    for disease, some in groupby(rows, key=lambda row: row["disease"]):
        for line in wrapped(disease, layout.width - 60):
            y += 19
            drawn.append(text(layout.edge, y, line, font_weight="bold", **halo))
        for trial, own in groupby(some, key=lambda row: row["trial"]):
            mine = list(own)
            # Arms stand once where all rows of a trial compare the same.
            shared = {arms(row) for row in mine}
            head = f"{trial}{shared.pop() if len(shared) == 1 else ''}"
            for line in wrapped(head, 1.12 * (layout.width - 44), SIZE):
                y += PITCH
                drawn.append(text(layout.edge + 6, y, line, font_size=SIZE, fill=COLOURS["muted"], **halo))
            for row in mine:
                row["words"] = f"{endpoint(row)}{arms(row) if shared else ''}"
                made, y = _row(row, layout, place, ticks, y + 3)
                drawn.append(made)
    return drawn, y + 4


def _row(row: dict[str, Any], layout: Layout, place: Place, ticks: list[float], y: float) -> tuple[Element, float]:
    """Return the words and the mark of a row, and the height at its end."""
    name = wrapped(row["words"], layout.room, SIZE)
    figure = wrapped(row["figures"], 1.1 * (layout.width - layout.right - 18) if layout.beside else layout.room, SIZE)
    if layout.beside:
        many = max(len(name), len(figure))
        middle, foot = y + 9, y + LINE * many + 3
        lines = [text(30, y + 13 + LINE * at, line, font_size=SIZE) for at, line in enumerate(name)]
        lines += [text(layout.right + 14, y + 13 + LINE * at, line, font_size=SIZE) for at, line in enumerate(figure)]
    else:
        lines = [
            text(layout.edge + 6, y + 13 + LINE * at, line, font_size=SIZE) for at, line in enumerate([*name, *figure])
        ]
        middle, foot = y + LINE * len(lines) + 12, y + LINE * len(lines) + 22
        lines.insert(0, axis_of_line(place, ticks, middle))
    return linked(row["fact_id"], said_of(row), *lines, *mark_of(row, middle, place, layout)), foot


def _swarms(
    rows: list[dict[str, Any]], layout: Layout, place: Place, ticks: list[float], y: float
) -> tuple[list[Element], float]:
    """Return a line for each medicine and disease, and the height at their end.

    On it is a mark for each rate, none over another.
    """
    drawn: list[Element] = []
    given = ""
    for (disease, medicine), own in groupby(rows, key=lambda row: (row["disease"], row["medicine"])):
        lanes = _lanes(sorted(own, key=lambda row: (row["value"], row["fact_id"])), place)
        some = [row for lane in lanes for row in lane]
        values = sorted({row["value"] for row in some})
        figure = (
            some[0]["figures"]
            if len(some) == 1
            else (
                f"{len(some)} rates, {values[0]:g} to {values[-1]:g} %"
                if len(values) > 1
                else f"{len(some)} rates of {values[0]:g} %"
            )
        )
        if disease != given:
            y += 5
        heads = wrapped(disease, (190 if layout.beside else layout.room) / 1.06) if disease != given else []
        if layout.beside:
            labels = wrapped(medicine or "medicine not told", 190, SIZE)
            drawn += [text(layout.edge, y + 13 + PITCH * at, line, font_weight="bold") for at, line in enumerate(heads)]
            drawn += [text(216, y + 13 + LINE * at, line, font_size=SIZE) for at, line in enumerate(labels)]
            figures = wrapped(figure, 1.1 * (layout.width - layout.right - 18), SIZE)
            drawn += [
                text(layout.right + 14, y + 13 + LINE * at, line, font_size=SIZE) for at, line in enumerate(figures)
            ]
            top, foot = (
                y + 9,
                y + 4 + max(PITCH * len(heads), LINE * len(labels), LINE * len(figures), PITCH * len(lanes)),
            )
        else:
            for at, line in enumerate(heads):
                drawn.append(text(layout.edge, y + 16 + PITCH * at, line, font_weight="bold"))
            y += PITCH * len(heads) + 4
            labels = wrapped(f"{medicine or 'medicine not told'}: {figure}", layout.room, SIZE)
            drawn += [text(layout.edge + 6, y + 13 + LINE * at, line, font_size=SIZE) for at, line in enumerate(labels)]
            top, foot = y + LINE * len(labels) + 12, y + LINE * len(labels) + PITCH * len(lanes) + 8
            drawn += [axis_of_line(place, ticks, top + PITCH * at) for at in range(len(lanes))]
        for at, lane in enumerate(lanes):
            for row in lane:
                drawn.append(linked(row["fact_id"], said_of(row), *mark_of(row, top + PITCH * at, place, layout)))
        given, y = disease, foot
    return drawn, y + 4


def _lanes(rows: list[dict[str, Any]], place: Place) -> list[list[dict[str, Any]]]:
    """Return rows in as few lanes as hold them with neither marks nor intervals over one another."""
    lanes: list[tuple[float, list[dict[str, Any]]]] = []
    for row in rows:
        half = 1.3 * half_width(row) + 1.5
        ends = [row[end] for end in ("lower", "upper") if row[end] is not None]
        start, stop = (
            pick([place(row["value"]) + side * half, *map(place, ends)]) for pick, side in ((min, -1), (max, 1))
        )
        free = next((at for at, (taken, _) in enumerate(lanes) if taken < start), len(lanes))
        lanes[free : free + 1] = [(stop, [*(lanes[free][1] if free < len(lanes) else []), row])]
    return [lane for _, lane in lanes]


def _legend(layout: Layout) -> tuple[list[Element], float]:
    """Return the legend, broken at the right edge, and the height of its last line."""
    signs = [
        (
            f"endpoint {words}" if colour != "muted" and name != "harm" else words,
            [mark(shape, 5, -4, COLOURS[colour], 4.5)],
            16,
        )
        for name, (shape, colour, words) in VERDICTS.items()
    ]
    signs += [
        (words, [element("path", d="M0 -4H34", stroke=COLOURS["ink"], stroke_width=thick)], 42)
        for thick, words in ((2, "95 % interval"), (1, "interval of another level"))
    ]
    drawn, y = legend(signs, 16, 28, layout.width - 16, 18)
    return drawn, y + 12
