"""Small drawings of numbers: copies of a chain, affinities, half-maximal doses, hazard ratios, each on one axis."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import ceil, floor, log
from typing import NamedTuple
from xml.etree.ElementTree import Element

from il2data.site.carriers import GREEK
from il2data.site.comparing import IL2
from il2data.site.content import Content
from il2data.site.drawing import TEXT_SIZE, element, linked, mark, text, width, wrapped
from il2data.site.measured import TARGET_COLOURS, amount, words
from il2data.site.picture import COLOURS
from il2data.site.rows import Row
from il2data.site.sketch import LEFT, SMALL, WIDE, Sketch, drawn
from il2data.site.standing import plain

HUMAN = "Homo sapiens"
# The forms that a chain is part of, beside the chain alone; alone on cells, α is a form as well.
FORMS = {
    "α": ("il2d:receptor-alpha-beta-gamma",),
    "β": ("il2d:receptor-beta-gamma", "il2d:receptor-alpha-beta-gamma"),
    "γ": ("il2d:receptor-beta-gamma", "il2d:receptor-alpha-beta-gamma"),
}
ALONE = {"il2d:receptor-alpha": "UniProtKB:P01589"}
NAMES = {"il2d:receptor-beta-gamma": "with the form βγ", "il2d:receptor-alpha-beta-gamma": "with the form αβγ"}
ARROWS = {"<": "h-18m5 -4l-5 4l5 4", ">": "h18m-5 -4l5 4l-5 4"}


class Axis(NamedTuple):
    """The base of a logarithmic axis, the powers of it that it spans at least, and how a number on it is written."""

    base: int
    first: int
    last: int
    tell: Callable[[float], str]


COPIES = Axis(10, 1, 4, lambda number: f"{number:,g}")
RATIOS = Axis(2, -2, 2, lambda number: f"{number:,g}")
DOSES = Axis(10, -11, -8, lambda number: amount(number, "mol/L"))


class Dot(NamedTuple):
    """A number or the ends of its interval in the unit of the axis, what is said of it, and the fact that says so."""

    value: float | None
    lower: float | None
    upper: float | None
    relation: str
    fact: str
    words: str

    @property
    def sure(self) -> bool:
        """Whether the fact stands without doubt."""
        return not self.words.endswith("?")

    @property
    def ends(self) -> list[float]:
        """The numbers that the axis has to take in."""
        return [number for number in (self.value, self.lower, self.upper) if number]


Lines = dict[str, tuple[str, list[Dot]]]


def copies_on(content: Content, name: str, label: str) -> Sketch | None:
    """Return how many copies of each chain a cell carries."""
    lines: Lines = {f"{letter} chain": (TARGET_COLOURS[chain], []) for chain, letter in GREEK.items()}
    for row in content.rows["receptor_abundance"]:
        if row["cell_type_id"] == name and row["target_id"] in GREEK:
            lines[f"{GREEK[row['target_id']]} chain"][1].extend(_dot(content, row))
    return _drawn(f"Copies of each receptor chain on one {label}, as laboratories counted them", lines, COPIES)


def copies_of(content: Content, name: str, label: str) -> Sketch | None:
    """Return how many copies of a chain each kind of cell carries, the most first."""
    lines: Lines = {}
    for row in content.rows["receptor_abundance"]:
        if row["target_id"] == name and name in GREEK:
            cell = content.entities[row["cell_type_id"]]["label"]
            # Activation changes the number more than the kind of cell does.
            cell += " · activated" if row["activation"] == "activated" else ""
            lines.setdefault(cell, (TARGET_COLOURS[name], []))[1].extend(_dot(content, row))
    order = sorted(lines, key=lambda cell: -max((end for dot in lines[cell][1] for end in dot.ends), default=0))
    caption = f"Copies of {label} on one cell, as laboratories counted them"
    return _drawn(caption, {cell: lines[cell] for cell in order}, COPIES)


def affinities_of(content: Content, name: str, label: str) -> Sketch | None:
    """Return how tightly human IL-2 binds a chain alone and the forms that it is part of."""
    if name not in GREEK:
        return None
    letter = GREEK[name]
    lines: Lines = {f"{letter} alone": (TARGET_COLOURS[name], [])}
    lines |= {NAMES[form]: (TARGET_COLOURS[form], []) for form in FORMS[letter]}
    for row in content.rows["affinities"]:
        target = ALONE.get(str(row["target_id"]), str(row["target_id"]))
        line = f"{letter} alone" if target == name else NAMES.get(target, "")
        mine = row["quantity"] == "Kd" and row["ligand_id"] == IL2 and row["species"] == HUMAN
        if mine and line in lines and not row["bound_to_id"]:
            lines[line][1].extend(_dot(content, row))
    return _drawn(f"Kd of IL-2 with {label} and with its forms: left is tighter", lines, DOSES)


def potencies_on(content: Content, name: str, label: str) -> Sketch | None:
    """Return the half-maximal concentrations of each ligand on a cell, IL-2 first."""
    readouts = content.labels("potencies", "readout")
    rows = [row for row in content.rows["potencies"] if row["cell_type_id"] == name]
    measured = {row["readout"]: readouts.get(str(row["readout"]), row["readout"]) for row in rows}
    lines: Lines = {}
    for row in sorted(rows, key=lambda row: row["ligand_id"] != IL2):
        ligand = "IL-2" if row["ligand_id"] == IL2 else content.entities[row["ligand_id"]]["label"]
        line = ligand if len(measured) == 1 else f"{ligand}, {measured[row['readout']]}"
        lines.setdefault(line, ("blue", []))[1].extend(_dot(content, row))
    what = f" for {next(iter(measured.values()))}" if len(measured) == 1 else ""
    return _drawn(f"Half-maximal concentrations{what} on one {label}: left is more sensitive", lines, DOSES)


def ratios_in(content: Content, name: str, label: str) -> Sketch | None:
    """Return the hazard ratios of a trial."""
    names = {row["endpoint_id"]: row["name"] for row in content.rows["endpoints"]}
    lines: Lines = {}
    for row in content.rows["outcomes"]:
        if row["trial_id"] == name and row["measure"] == "hazard_ratio":
            lines.setdefault(str(names[row["endpoint_id"]]), ("blue", []))[1].extend(_dot(content, row))
    return _drawn(f"Hazard ratios in {label}: left of 1 there were fewer events in the first arm", lines, RATIOS)


def _dot(content: Content, row: Row) -> list[Dot]:
    """Return the dot of a row in the base unit; none where it has no number."""
    unit = next((unit for unit in content.rows["units"] if unit["unit_id"] == row["unit"]), None)
    factor = float(unit["factor"]) if unit and unit["factor"] is not None else 1.0
    at, low, high = (None if row[end] is None else row[end] * factor for end in ("value", "lower", "upper"))
    said = words(row | {"at": at, "low": low, "high": high, "base": unit["base_unit"] if unit else None})
    doubt = "" if plain(content.facts[row["fact_id"]]) else " ?"
    made = Dot(at, low, high, row["relation"] or "", row["fact_id"], f"{said}{doubt}")
    return [made] if at or (low and high) else []


def _drawn(caption: str, lines: Lines, axis: Axis) -> Sketch | None:
    """Return numbers on a logarithmic axis that takes in all, a line for each name, the name above it.

    Those that do not stand without doubt are hollow.
    """
    base = axis.base
    powers = [log(end, base) for _, dots in lines.values() for dot in dots for end in dot.ends]
    if not powers:
        return None
    # Of numbers that are powers themselves, the logarithm may miss by a hair.
    low, high = min(axis.first, floor(min(powers) + 1e-9)), max(axis.last, ceil(max(powers) - 1e-9))
    ticks = [float(f"{float(base) ** power:.6g}") for power in range(low, high + 1)]

    def at(value: float) -> float:
        return LEFT + 14 + (WIDE - 2 * LEFT - 34) * (log(value, base) - low) / (high - low)

    shapes, y = [], 22.0
    for name, (colour, dots) in lines.items():
        if not dots:
            continue
        *above, last = wrapped(name, WIDE - 2 * LEFT)
        for line in above:
            shapes.append(text(LEFT, y + 12, line, font_size=TEXT_SIZE))
            y += 15
        shapes.append(text(LEFT, y + 12, last, font_size=TEXT_SIZE))
        shapes += [
            element("path", d=f"M{at(tick):.1f} {y + 17:g}v14", stroke=COLOURS["line"], stroke_width=1)
            for tick in ticks
        ]
        if len(dots) == 1 and width(last) + width(dots[0].words) + 20 < WIDE:
            said = {"font_size": SMALL, "fill": COLOURS["muted"], "text_anchor": "end"}
            shapes.append(text(WIDE - LEFT, y + 12, dots[0].words, **said))
        shapes += [linked(dot.fact, f"{name}: {dot.words}", *_marks(dot, at, y + 24, colour)) for dot in dots]
        y += 36
    apart = ceil(len(ticks) / (6 if axis is not DOSES else 4))
    heads = []
    for tick in ticks[::apart]:
        half = width(axis.tell(tick), SMALL) / 2
        middle = min(max(at(tick), half), WIDE - half)
        heads.append(text(middle, 12, axis.tell(tick), font_size=SMALL, text_anchor="middle"))
    return drawn(caption, y + 4, [*heads, *shapes])


def _marks(dot: Dot, at: Callable[[float], float], y: float, colour: str) -> Iterable[Element]:
    """Return the interval of a number, its mark, and an arrow where it is a bound; of a range, a mark at each end."""
    ink = {"stroke": COLOURS[colour], "stroke_width": 1.5 if dot.value else 3}
    if dot.lower and dot.upper:
        yield element("line", x1=f"{at(dot.lower):.1f}", x2=f"{at(dot.upper):.1f}", y1=y, y2=y, **ink)
    if dot.value and dot.relation in ARROWS:
        yield element("path", d=f"M{at(dot.value):.1f} {y:g}{ARROWS[dot.relation]}", fill="none", **ink)
    for value in [dot.value] if dot.value else dot.ends:
        yield mark("circle", at(value), y, COLOURS[colour], 4.5, not dot.sure)
