"""How cells respond to doses of IL-2, its Fc fusions and IL-15: values, and the curves fitted to them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree.ElementTree import Element

import numpy as np
import pandas as pd

from il2data.canonical import number
from il2data.curves import share
from il2data.site.drawing import document, element, linked, mark, text
from il2data.site.figures import figure
from il2data.site.measured import readable
from il2data.site.picture import COLOURS, Picture

if TYPE_CHECKING:
    from il2data import Release

TITLE = "Responses of four kinds of cells by dose and ligand"
READING = (
    "A panel for each ligand and kind of cell: STAT5 phosphorylation after one hour, as the mean of the cells, against"
    " the dose. Each mark is one well and leads to its experiment; shapes tell the days apart. Lines are the curves"
    " fitted to a day, where its wells settle one. The height is that of the highest value of the kind of cell, and"
    " kinds are not on one scale: T helper and regulatory cells were stained with one antibody, NK and CD8 T cells with"
    " another. In a wide window ligands are rows and kinds of cells columns; on a phone the panels of a kind of cell"
    " stand one below the other, and a curve leads to its experiment together with its wells."
)
# What is drawn: one statistic at one time, of the four kinds of cells that all days have, the most sensitive first.
STATISTIC, TIME, UNIT = "mean", 1.0, "h"
CELLS = ("CL:0000815", "CL:0000624", "CL:0000623", "CL:0000625")
LOOKS = (("circle", "blue"), ("square", "vermilion"), ("diamond", "green"), ("cross", "purple"))
LEFT, TOP, GAP, LABELS = 175.0, 46.0, 14.0, 26.0
EDGE, HEAD = 8.0, 20.0
DOSES, AXIS = (0.001, 0.1, 10.0), "dose (nmol/L, logarithmic)"
# The shapes of `mark`, about the point where a path stands.
DOTS = {
    "circle": "m-2.2 0a2.2 2.2 0 1 0 4.4 0a2.2 2.2 0 1 0-4.4 0",
    "square": "m-2.2-2.2h4.4v4.4h-4.4z",
    "diamond": "m0-2.9 2.2 2.9-2.2 2.9-2.2-2.9z",
    "cross": "m-2.2-2.2 4.4 4.4m0-4.4-4.4 4.4",
}


class Panel(NamedTuple):
    """The width and height of a panel, and how many points a curve has in it."""

    wide: float
    high: float
    points: int

    def across(self, dose: float, low: float, high: float) -> float:
        """Return how far right of its left edge a dose stands."""
        return float((np.log(dose) - np.log(low)) / (np.log(high) - np.log(low))) * (self.wide - 12) + 6

    def up(self, value: float, highest: float) -> float:
        """Return how far over its foot a response stands."""
        return min(max(value / highest, 0.0), 1.0) * (self.high - 10) + 5


WIDE, NARROW = Panel(165, 72, 40), Panel(344, 56, 24)


def picture(release: Release) -> Picture:
    """Return the panels of all ligands, those that regulatory T cells need least of first."""
    frame, fits = release.load("dose_responses"), by_day(release)
    mine = frame[
        (frame["statistic"] == STATISTIC)
        & (frame["time"] == TIME)
        & (frame["time_unit"] == UNIT)
        & frame["cell_type_id"].isin(CELLS)
    ]
    curves = fits[fits["outcome"] == "estimated"]
    entities = release.load("entities").set_index("entity_id")
    cells = entities["prose"]
    sensitive = curves[curves["cell_type_id"] == CELLS[0]].groupby("ligand_id")["ec50"].min()
    ligands = sorted(mine["ligand_id"].unique(), key=lambda name: (float(sensitive.get(name, np.inf)), name))
    kinds = {cell: f"{cells[cell]}s" for cell in CELLS}
    names = {ligand: str(entities["label"][ligand]) for ligand in ligands}
    wide, narrow = (draw(mine, curves, names, kinds) for draw in (_wide, _narrow))
    table = readable(release, "experiments")
    return Picture(
        "responses",
        TITLE,
        READING,
        wide,
        table[table["fact_id"].isin(mine["experiment_id"])].reset_index(drop=True),
        narrow=narrow,
    )


def by_day(release: Release) -> pd.DataFrame:
    """Return the fits of the statistic and time that are drawn, each made to the values of one day."""
    fits = release.load("response_fits")
    return fits[
        (fits["statistic"] == STATISTIC)
        & (fits["time"] == TIME)
        & (fits["time_unit"] == UNIT)
        & (fits["scope"] == "day")
    ]


def _scales(rows: pd.DataFrame) -> tuple[tuple[float, float], dict[str, float]]:
    """Return the lowest and highest dose, and the highest response of each kind of cell."""
    highest = rows.groupby("cell_type_id")["response"].max()
    return (float(rows["dose"].min()), float(rows["dose"].max())), {cell: float(highest[cell]) for cell in CELLS}


def _top(highest: float) -> str:
    return f"up to {figure(float(f'{highest:.3g}'))}"


def _doses(left: float, y: float, ends: tuple[float, float], panel: Panel) -> list[Element]:
    return [text(left + panel.across(dose, *ends), y, number(dose), text_anchor="middle") for dose in DOSES]


def _wide(rows: pd.DataFrame, curves: pd.DataFrame, names: dict[str, str], kinds: dict[str, str]) -> str:
    """Return a row of panels for each ligand, a column for each kind of cell."""
    ends, highest = _scales(rows)
    shapes: list[Element] = []
    foot = TOP + len(names) * (WIDE.high + GAP)
    for across, (cell, kind) in enumerate(kinds.items()):
        left = LEFT + across * (WIDE.wide + GAP)
        shapes += [text(left, 18, kind), text(left, 36, _top(highest[cell]), fill=COLOURS["muted"])]
        for down, ligand in enumerate(names):
            top = TOP + down * (WIDE.high + GAP)
            shapes.append(_frame(left, top, WIDE))
            for experiment, look, wells, fits in _days(rows, curves, ligand, cell):
                shape, colour = look
                shapes += [_curve(fit, left, top, ends, highest[cell], colour, WIDE) for fit in fits]
                for well in wells:
                    x = left + WIDE.across(well["dose"], *ends)
                    y = top + WIDE.high - WIDE.up(well["response"], highest[cell])
                    shapes.append(linked(experiment, _said(well), mark(shape, x, y, colour, size=2.2)))
        shapes += _doses(left, foot + 6, ends, WIDE)
    for down, name in enumerate(names.values()):
        lines = textwrap.wrap(name, 23, break_long_words=False, break_on_hyphens=False)
        middle = TOP + down * (WIDE.high + GAP) + WIDE.high / 2 - 8 * (len(lines) - 1)
        shapes += [text(LEFT - 8, middle + 16 * at, line, text_anchor="end") for at, line in enumerate(lines)]
    height = foot + LABELS + 16
    shapes.append(text(LEFT, height - 8, AXIS, fill=COLOURS["muted"]))
    return document(LEFT + len(kinds) * (WIDE.wide + GAP), height, TITLE, *shapes)


def _narrow(rows: pd.DataFrame, curves: pd.DataFrame, names: dict[str, str], kinds: dict[str, str]) -> str:
    """Return the panels one below the other, those of a kind of cell together; a day's wells and curve are one link."""
    ends, highest = _scales(rows)
    right = EDGE + NARROW.wide
    shapes: list[Element] = []
    y = 0.0
    for cell, kind in kinds.items():
        shapes.append(text(EDGE, y + 18, kind, font_size=14, font_weight="bold"))
        shapes.append(text(right, y + 18, _top(highest[cell]), text_anchor="end", fill=COLOURS["muted"]))
        shapes.append(text(EDGE, y + 38, AXIS, fill=COLOURS["muted"]))
        shapes += _doses(EDGE, y + 56, ends, NARROW)
        y += 62
        for ligand, name in names.items():
            top = y + HEAD
            shapes += [text(EDGE, y + 14, name), _frame(EDGE, top, NARROW)]
            for experiment, look, wells, fits in _days(rows, curves, ligand, cell):
                shape, colour = look
                path = "".join(
                    f"M{EDGE + NARROW.across(well['dose'], *ends):.1f}"
                    f" {top + NARROW.high - NARROW.up(well['response'], highest[cell]):.1f}{DOTS[shape]}"
                    for well in wells
                )
                fill = "none" if shape == "cross" else colour
                dots = element("path", d=path, fill=fill, stroke=colour, stroke_width=1.5)
                drawn = [_curve(fit, EDGE, top, ends, highest[cell], colour, NARROW) for fit in fits]
                shapes.append(linked(experiment, f"{experiment}: {name}, {kind}, {len(wells)} wells", *drawn, dots))
            y = top + NARROW.high + 8
        shapes += _doses(EDGE, y + 12, ends, NARROW)
        y += 36
    return document(right + EDGE, y, TITLE, *shapes)


def _frame(left: float, top: float, panel: Panel) -> Element:
    size = {"width": panel.wide, "height": panel.high}
    return element("rect", x=f"{left:g}", y=f"{top:g}", **size, fill="none", stroke=COLOURS["line"])


def _days(
    rows: pd.DataFrame, curves: pd.DataFrame, ligand: str, cell: str
) -> Iterator[tuple[str, tuple[str, str], list[dict[str, Any]], list[dict[str, Any]]]]:
    """Yield each day of a ligand and kind of cell: its experiment, shape and colour, wells and fitted curves."""
    rows, curves = (frame[(frame["ligand_id"] == ligand) & (frame["cell_type_id"] == cell)] for frame in (rows, curves))
    for at, (experiment, wells) in enumerate(rows.groupby("experiment_id", sort=True)):
        shape, colour = LOOKS[at % len(LOOKS)]
        fits = curves[curves["experiment_id"] == experiment]
        yield str(experiment), (shape, COLOURS[colour]), wells.to_dict("records"), fits.to_dict("records")


def _said(well: dict[str, Any]) -> str:
    return f"{well['measurement_id']}: {well['dose']:.3g} nmol/L, {well['response']:.4g}"


def _curve(
    fit: dict[str, Any],
    left: float,
    top: float,
    ends: tuple[float, float],
    highest: float,
    colour: str,
    panel: Panel,
) -> Element:
    doses = np.geomspace(*ends, panel.points)
    values = fit["baseline"] + (fit["top"] - fit["baseline"]) * share(doses, fit["ec50"], fit["hill"])
    points = " ".join(
        f"{left + panel.across(float(dose), *ends):.1f},{top + panel.high - panel.up(float(value), highest):.1f}"
        for dose, value in zip(doses, values, strict=True)
    )
    return element("polyline", points=points, fill="none", stroke=colour, stroke_width=1.2)
