"""Selectivity by dose: where a ligand acts on regulatory T cells and not yet on NK and CD8 T cells."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree.ElementTree import Element

import pandas as pd

from il2data.canonical import number
from il2data.site.drawing import document, element, legend, linked, mark, records, text, wrapped
from il2data.site.picture import COLOURS, Picture
from il2data.site.pictures.responses import by_day

if TYPE_CHECKING:
    from il2data import Release

TITLE = "Selectivity by dose: regulatory T cells before NK and CD8 T cells"
READING = (
    "The shaded window begins at the dose at which regulatory T cells respond half-maximally to a ligand, and ends"
    " where the first of NK and CD8 T cells do. Each block is one ligand on one day, of human blood cells. The"
    " response is STAT5 phosphorylation after one hour, mean of the cells; a bar is the 95 % interval, cut off at"
    " the end of the axis. Helper T cells, gated outside the regulatory ones, have a mark of their own and no part"
    " in the window, within which they often respond. An arrow: no half-maximum among the doses, so that the window"
    " ends at the highest of them or above. A window is left white where intervals overlap or where NK or CD8 T"
    " cells give no dose to compare, and there is none where regulatory T cells have no half-maximal dose or the"
    " highest one. No mark: the wells settle no curve. Only cells of one experiment, time and statistic are"
    " compared, each kind by one gate. Not compared are days with each other, whose cells and gain differ, and"
    " heights: NK and CD8 T cells were stained with another antibody than helper and regulatory T cells, and a"
    " half-maximal response of one is not as strong as that of another."
)
TREG, HELPER, NK, CD8 = "CL:0000815", "CL:0000624", "CL:0000623", "CL:0000625"
EFFECTORS = (NK, CD8)
LOOKS = {
    TREG: ("circle", "blue"),
    HELPER: ("diamond", "muted"),
    NK: ("square", "vermilion"),
    CD8: ("cross", "purple"),
}
NAMES = {TREG: "regulatory T cells", HELPER: "helper T cells", NK: "NK cells", CD8: "CD8 T cells"}
# How high the line of one kind of cell is, and how far blocks stand apart.
STEP, APART, LINE = 12, 10, 15
# Ends of the axis in nmol/L: about the doses tested, which run from 0.00047 to 84.
ENDS, DOSES = (0.0005, 150.0), (0.001, 0.01, 0.1, 1.0, 10.0, 100.0)
Fit = dict[str, Any]


class Layout(NamedTuple):
    """The width of the drawing, its edge, the ends of the axis, and whether words stand beside it."""

    width: float
    edge: float
    left: float
    right: float
    beside: bool

    def x(self, dose: float) -> float:
        """Return where a dose stands; one beyond an end of the axis at that end."""
        low, high = map(math.log, ENDS)
        return self.left + (self.right - self.left) * min(max((math.log(dose) - low) / (high - low), 0.0), 1.0)


WIDE, NARROW = Layout(1000, 16, 214, 690, True), Layout(360, 8, 12, 348, False)


class Window(NamedTuple):
    """The doses between regulatory T cells and the first effector: both in nmol/L, what is said of it, how sure it is.

    ``low`` is None where there is no window.
    """

    low: float | None
    high: float
    words: str
    sure: bool


def window(fits: Mapping[str, Fit]) -> Window:
    """Return the window of a ligand in one experiment, from the fits of its cells by their identifier."""
    treg = fits.get(TREG)
    if treg is None or treg["outcome"] != "estimated":
        return Window(None, 0, f"not comparable: {_why(treg)} for regulatory T cells", False)
    # A bound is the least dose at which the cells can be half-maximal.
    known = {
        cell: float(fits[cell]["bound_dose"] if fits[cell]["relation"] == ">" else fits[cell]["ec50"])
        for cell in EFFECTORS
        if cell in fits and (fits[cell]["outcome"] == "estimated" or fits[cell]["relation"] == ">")
    }
    unknown = "".join(
        f"; {NAMES[cell]} not comparable: {_why(fits.get(cell))}" for cell in EFFECTORS if cell not in known
    )
    if not known:
        return Window(None, 0, unknown[2:], False)
    first = min(known, key=lambda cell: known[cell])
    low, high, open_ = float(treg["ec50"]), known[first], fits[first]["relation"] == ">"
    if high <= low:
        return Window(
            None, 0, f"none: {NAMES[first]} need {high:.2g} nmol/L, regulatory T cells {low:.2g}{unknown}", False
        )
    least = min(
        value if fits[cell]["relation"] == ">" else float(fits[cell]["ec50_lower"]) for cell, value in known.items()
    )
    apart = float(treg["ec50_upper"]) < least
    fold = f"{'at least ' if open_ else ''}{_rounded(high / low)}-fold"
    until = f"above {high:g} nmol/L" if open_ else f"{high:.2g} nmol/L"
    whose = " and ".join(NAMES[cell] for cell in known) if open_ else NAMES[first]
    overlap = "" if apart else "; intervals overlap"
    return Window(low, high, f"{fold}: {low:.2g} to {until} ({whose}){overlap}{unknown}", apart and not unknown)


def _why(fit: Fit | None) -> str:
    """Return why a fit gives no half-maximal dose."""
    if fit is None:
        return "not measured"
    beyond = {">": "no half-maximum up to", "<": "half-maximal below"}.get(fit["relation"])
    return f"{beyond} {fit['bound_dose']:g} nmol/L" if beyond else "no curve settled"


def picture(release: Release) -> Picture:
    """Draw the half-maximal doses of four kinds of cells by ligand and day, the widest window first.

    Returns
    -------
    Picture
        One mark for each fitted curve or bound, that leads to its experiment, and one row for each ligand and day.
    """
    fits = by_day(release)
    fits = fits[fits["cell_type_id"].isin(LOOKS)]
    label = release.load("entities").set_index("entity_id")["label"]
    days = release.load("experiments").set_index("fact_id")["measured_on"]
    blocks = [
        (str(ligand), str(experiment), {row["cell_type_id"]: row for row in records(own)})
        for (ligand, experiment), own in fits.groupby(["ligand_id", "experiment_id"])
    ]
    widest: dict[str, float] = {}
    for ligand, _, mine in blocks:
        found = window(mine)
        widest[ligand] = max(widest.get(ligand, 0), found.high / found.low if found.low else 0)
    blocks.sort(key=lambda block: (-widest[block[0]], block[0], block[1]))
    rows = pd.DataFrame(
        [
            {"fact_id": experiment, "ligand": label[ligand], "measured on": days[experiment]}
            | {"window": window(mine).words}
            | {f"{name}, nmol/L": _figure(mine.get(cell)) for cell, name in NAMES.items()}
            for ligand, experiment, mine in blocks
        ]
    )
    drawn = [
        (str(label[ligand]), f"{experiment}, {days[experiment]}", experiment, mine)
        for ligand, experiment, mine in blocks
    ]
    wide, narrow = (_draw(drawn, layout) for layout in (WIDE, NARROW))
    return Picture("selectivity", TITLE, READING, wide, rows, narrow=narrow)


def _rounded(ratio: float) -> str:
    """Return a ratio with two figures, in full."""
    return f"{float(f'{ratio:.2g}'):,g}"


def _figure(fit: Fit | None) -> str:
    """Return a half-maximal dose as text, with its interval."""
    if fit is None:
        return "not measured"
    if fit["outcome"] == "estimated":
        return f"{fit['ec50']:.2g} ({fit['ec50_lower']:.2g} to {fit['ec50_upper']:.2g})"
    return f"{fit['relation']}{fit['bound_dose']:g}" if fit["relation"] else "no curve settled"


def _draw(blocks: Sequence[tuple[str, str, str, Mapping[str, Fit]]], layout: Layout) -> str:
    drawn, y = _legend(layout)
    given = ""
    for ligand, day, experiment, fits in blocks:
        shown = window(fits)
        if ligand != given:
            y += 8
            drawn.append(
                element("path", d=f"M{layout.edge} {y + 0.5:g}H{layout.width - layout.edge}", stroke=COLOURS["line"])
            )
            # Bold letters are wider.
            for line in wrapped(ligand, (layout.width - 2 * layout.edge) / 1.06):
                y += 18
                drawn.append(text(layout.edge, y, line, font_weight="bold"))
            y += 22
            drawn += _doses(y, layout)
            given = ligand
        y += 6
        if layout.beside:
            label = [text(layout.edge, y + 18, day, font_size=12)]
            said = wrapped(shown.words, layout.width - layout.right - 34, 12)
            words = [text(layout.right + 18, y + 13 + LINE * at, line, font_size=12) for at, line in enumerate(said)]
            foot = y + max(STEP * len(LOOKS), LINE * len(said))
        else:
            said = [day, *wrapped(shown.words, layout.width - 2 * layout.edge, 12)]
            label = [text(layout.edge, y + 10 + LINE * at, line, font_size=12) for at, line in enumerate(said)]
            words = []
            y += LINE * len(said) + 2
            foot = y + STEP * len(LOOKS)
        shapes = [*_ground(y, layout), *_band(shown, y, layout), *_marks(fits, y, layout)]
        drawn.append(linked(experiment, f"{ligand}, {day}: {shown.words}", *label, *shapes, *words))
        y = foot + APART
    return document(layout.width, y + 6, TITLE, *drawn)


def _legend(layout: Layout) -> tuple[list[Element], float]:
    """Return the legend, broken at the right edge, and the height at its end."""
    signs = [(NAMES[cell], [mark(shape, 6, -4, COLOURS[colour], 4.5)]) for cell, (shape, colour) in LOOKS.items()]
    box = {"x": 0, "y": -11, "width": 22, "height": 14, "stroke": COLOURS["blue"]}
    tint = element("rect", **box, fill=COLOURS["blue"], fill_opacity=0.2)
    signs += [
        ("window", [tint]),
        ("window in doubt", [element("rect", **box, fill="none", stroke_dasharray="3 2")]),
        ("half-maximal beyond the doses", [_arrow(12, -4, COLOURS["ink"])]),
    ]
    right = layout.width - layout.edge
    drawn, y = legend(((words, shapes, 28) for words, shapes in signs), layout.edge, 18, right, 18)
    y += 24
    for line in wrapped(
        "half-maximal dose, nmol/L (logarithmic; left: less is enough)", layout.width - 2 * layout.edge
    ):
        drawn.append(text(layout.left if layout.beside else layout.edge, y, line, fill=COLOURS["muted"]))
        y += LINE
    return drawn, y - LINE


def _doses(y: float, layout: Layout) -> list[Element]:
    return [
        text(layout.x(dose), y, number(dose), text_anchor="middle", font_size=12, fill=COLOURS["muted"])
        for dose in DOSES
    ]


def _ground(y: float, layout: Layout) -> list[Element]:
    """Return the lines of the axis behind a block, and a ground that the pointer meets."""
    high = STEP * len(LOOKS)
    return [
        element("rect", x=layout.left, y=f"{y:g}", width=layout.right - layout.left, height=high, fill="transparent"),
        *(
            element("path", d=f"M{round(layout.x(dose)) + 0.5:g} {y:g}v{high}", stroke=COLOURS["line"])
            for dose in DOSES
        ),
    ]


def _band(shown: Window, y: float, layout: Layout) -> list[Element]:
    if shown.low is None:
        return []
    left, right = layout.x(shown.low), layout.x(shown.high)
    size = {"x": f"{left:.1f}", "y": f"{y:g}", "width": f"{right - left:.1f}", "height": STEP * len(LOOKS)}
    if not shown.sure:
        return [element("rect", **size, fill="none", stroke=COLOURS["blue"], stroke_dasharray="3 2")]
    return [element("rect", **size, fill=COLOURS["blue"], fill_opacity=0.2, stroke=COLOURS["blue"])]


def _marks(fits: Mapping[str, Fit], top: float, layout: Layout) -> list[Element]:
    """Return the interval and the mark of each kind of cell, a line each."""
    drawn = []
    for at, (cell, (shape, colour)) in enumerate(LOOKS.items()):
        fit, y, ink = fits.get(cell), top + STEP * (at + 0.5), COLOURS[colour]
        if fit is None:
            continue
        if fit["outcome"] == "estimated":
            low, high = layout.x(fit["ec50_lower"]), layout.x(fit["ec50_upper"])
            drawn.append(element("path", d=f"M{low:.1f} {y:g}H{high:.1f}", stroke=ink, stroke_width=2))
            drawn.append(mark(shape, layout.x(fit["ec50"]), y, ink, 4))
        elif fit["relation"]:
            x, way = layout.x(fit["bound_dose"]), 1 if fit["relation"] == ">" else -1
            drawn += [mark(shape, x, y, ink, 4), _arrow(x + 5 * way, y, ink, way)]
    return drawn


def _arrow(x: float, y: float, colour: str, way: int = 1) -> Element:
    path = f"M{x:g} {y:g}h{9 * way}m{-4 * way} -3l{4 * way} 3l{-4 * way} 3"
    return element("path", d=path, fill="none", stroke=colour, stroke_width=1.5)
