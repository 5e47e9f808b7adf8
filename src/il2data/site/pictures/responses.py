"""How cells respond to doses of IL-2, its Fc fusions and IL-15: values, and the curves fitted to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

import numpy as np
import pandas as pd

from il2data.canonical import number
from il2data.curves import share
from il2data.site.drawing import document, element, linked, mark, text
from il2data.site.measured import readable
from il2data.site.picture import COLOURS, Picture

if TYPE_CHECKING:
    from il2data import Release

TITLE = "Responses of four kinds of cells by dose and ligand"
READING = (
    "A row for each ligand, a column for each kind of cell: STAT5 phosphorylation after one hour, as the mean of the cells, against the dose. Each mark is one well and leads to its experiment; "
    "shapes tell the days apart. Lines are the curves fitted to a day, where its wells settle one. The height is that of the highest value of the column, and columns are not on one scale: "
    "T helper and regulatory cells were stained with one antibody, NK and CD8 T cells with another."
)
# What is drawn: one statistic at one time, of the four kinds of cells that all days have, the most sensitive first.
STATISTIC, TIME, UNIT = "mean", 1.0, "h"
CELLS = ("CL:0000815", "CL:0000624", "CL:0000623", "CL:0000625")
LOOKS = (("circle", "blue"), ("square", "vermilion"), ("diamond", "green"), ("cross", "purple"))
LEFT, TOP, WIDE, HIGH, GAP, LABELS = 175.0, 46.0, 165.0, 72.0, 14.0, 26.0


def picture(release: Release) -> Picture:
    """Return the panels of all ligands, those that regulatory T cells need least of first."""
    frame, fits = release.load("dose_responses"), release.load("response_fits")
    mine = frame[(frame["statistic"] == STATISTIC) & (frame["time"] == TIME) & (frame["time_unit"] == UNIT) & frame["cell_type_id"].isin(CELLS)]
    curves = fits[(fits["statistic"] == STATISTIC) & (fits["time"] == TIME) & (fits["time_unit"] == UNIT) & (fits["outcome"] == "estimated") & (fits["scope"] == "day")]
    entities = release.load("entities").set_index("entity_id")
    names, cells = entities["label"], entities["prose"]
    sensitive = curves[curves["cell_type_id"] == CELLS[0]].groupby("ligand_id")["ec50"].min()
    ligands = sorted(mine["ligand_id"].unique(), key=lambda name: (float(sensitive.get(name, np.inf)), name))
    highest = mine.groupby("cell_type_id")["response"].max()
    low, high = float(mine["dose"].min()), float(mine["dose"].max())
    shapes: list[Element] = []
    for across, cell in enumerate(CELLS):
        left = LEFT + across * (WIDE + GAP)
        shapes.append(text(left, 18, f"{cells[cell]}s"))
        shapes.append(text(left, 36, f"up to {number(float(f'{highest[cell]:.3g}'))}", fill=COLOURS["muted"]))
        for down, ligand in enumerate(ligands):
            top = TOP + down * (HIGH + GAP)
            shapes += _panel(mine[(mine["ligand_id"] == ligand) & (mine["cell_type_id"] == cell)], curves, left, top, (low, high), float(highest[cell]))
        foot = TOP + len(ligands) * (HIGH + GAP)
        shapes += [text(left + _across(dose, low, high), foot + 6, number(dose), text_anchor="middle") for dose in (0.001, 0.1, 10.0)]
    for down, ligand in enumerate(ligands):
        lines = _lines(str(names[ligand]))
        middle = TOP + down * (HIGH + GAP) + HIGH / 2 - 8 * (len(lines) - 1)
        shapes += [text(LEFT - 8, middle + 16 * at, line, text_anchor="end") for at, line in enumerate(lines)]
    width, height = LEFT + len(CELLS) * (WIDE + GAP), TOP + len(ligands) * (HIGH + GAP) + LABELS + 16
    shapes.append(text(LEFT, height - 8, "dose (nmol/L, logarithmic)", fill=COLOURS["muted"]))
    table = readable(release, "experiments")
    return Picture("responses", TITLE, READING, document(width, height, TITLE, *shapes), table[table["fact_id"].isin(mine["experiment_id"])].reset_index(drop=True))


def _panel(rows: pd.DataFrame, curves: pd.DataFrame, left: float, top: float, ends: tuple[float, float], highest: float) -> list[Element]:
    """Return the frame, the curves and the wells of one ligand and kind of cell."""
    shapes = [element("rect", x=f"{left:g}", y=f"{top:g}", width=WIDE, height=HIGH, fill="none", stroke=COLOURS["line"])]
    for at, (experiment, wells) in enumerate(rows.groupby("experiment_id", sort=True)):
        shape, colour = LOOKS[at % len(LOOKS)]
        fit = curves[(curves["experiment_id"] == experiment) & (curves["ligand_id"] == wells["ligand_id"].iloc[0]) & (curves["cell_type_id"] == wells["cell_type_id"].iloc[0])]
        shapes += [_curve(curve, left, top, ends, highest, COLOURS[colour]) for curve in fit.to_dict("records")]
        for well in wells.to_dict("records"):
            x, y = left + _across(well["dose"], *ends), top + HIGH - _up(well["response"], highest)
            shapes.append(linked(str(experiment), _said(well), mark(shape, x, y, COLOURS[colour], size=2.2)))
    return shapes


def _said(well: dict[str, Any]) -> str:
    return f"{well['measurement_id']}: {well['dose']:.3g} nmol/L, {well['response']:.4g}"


def _curve(fit: dict[str, Any], left: float, top: float, ends: tuple[float, float], highest: float, colour: str) -> Element:
    doses = np.geomspace(*ends, 40)
    values = fit["baseline"] + (fit["top"] - fit["baseline"]) * share(doses, fit["ec50"], fit["hill"])
    points = " ".join(f"{left + _across(float(dose), *ends):.1f},{top + HIGH - _up(float(value), highest):.1f}" for dose, value in zip(doses, values, strict=True))
    return element("polyline", points=points, fill="none", stroke=colour, stroke_width=1.2)


def _across(dose: float, low: float, high: float) -> float:
    return float((np.log(dose) - np.log(low)) / (np.log(high) - np.log(low))) * (WIDE - 12) + 6


def _up(value: float, highest: float) -> float:
    return min(max(value / highest, 0.0), 1.0) * (HIGH - 10) + 5


def _lines(name: str) -> list[str]:
    """Return a name in lines that stand left of the panels."""
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + len(word) > 22:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
