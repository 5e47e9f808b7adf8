"""A grid with marked names in its cells, for a window and for a phone; pictures share its legend and labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from il2data.site.drawing import TEXT_SIZE, document, element, flowed, linked, mark, text, width, wrapped
from il2data.site.picture import COLOURS

WIDTH, LEFT, NARROW, ASIDE, STEP, GAP, TOP = 1000, 186, 360, 112, 15, 9, 74
SIZE = 12
# Shape, colour and whether it is hollow, of the mark of each state.
Signs = Mapping[str, tuple[str, str, bool]]


@dataclass(frozen=True)
class Chip:
    """A mark with a name that leads to a fact: the name that is drawn, what a screen reader says, and its state."""

    fact: str
    name: str
    said: str
    state: str


@dataclass(frozen=True)
class Line:
    """A line: its heading, what that means, its chips by column, and the title of the part that begins with it."""

    heading: str
    meaning: str
    cells: Mapping[str, Sequence[Chip]]
    part: str = ""


def sign(signs: Signs, state: str, x: float, y: float) -> Element:
    """Return the mark of a state."""
    shape, colour, hollow = signs[state]
    return mark(shape, x, y, COLOURS[colour], 4.5, hollow)


def alone(signs: Signs, state: str) -> str:
    """Return the mark of a state as a drawing of its own."""
    return document(14, 14, state, sign(signs, state, 7, 7))


def legend(signs: Signs, x: float, y: float, right: float) -> tuple[list[Element], float]:
    """Return the legend of all states, broken at ``right``, and the height of its last line."""
    drawn: list[Element] = []
    rooms = [(width(state) + 20, width(state) + 40) for state in signs]
    places = flowed(rooms, x, y, x, right)
    for state, (x, y) in zip(signs, places, strict=True):
        drawn += [sign(signs, state, x + 5, y - 4), text(x + 16, y, state)]
    return drawn, y


def wide(title: str, lines: Sequence[Line], columns: Sequence[str], signs: Signs, counted: bool = False) -> str:
    """Return the grid with its columns side by side; ``counted`` tells how many chips each has."""
    columns = [column for column in columns if any(line.cells.get(column) for line in lines)]
    room = (WIDTH - LEFT) / len(columns)
    drawn, _ = legend(signs, 16, 24, WIDTH)
    for number, column in enumerate(columns):
        x, count = LEFT + room * number, sum(len(line.cells.get(column, ())) for line in lines)
        drawn.append(text(x, TOP - 14, column, font_weight="bold"))
        drawn += (
            [text(x + width(column) + 10, TOP - 14, f"{count}", fill=COLOURS["muted"], font_size=SIZE)]
            if counted
            else []
        )
    y: float = TOP
    for line in lines:
        if line.part:
            drawn.append(text(16, y + 26, line.part, font_size=14, font_weight="bold"))
            y += 40
        drawn.append(element("path", d=f"M16 {y + 0.5:g}H{WIDTH - 16}", stroke=COLOURS["line"]))
        labels, foot = _label(line, 16, y + 24, LEFT - 36)
        drawn += labels
        for number, column in enumerate(columns):
            below = y + 24
            for chip in line.cells.get(column, ()):
                made, high = _chip(chip, signs, LEFT + room * number, below, room - 10)
                drawn.append(made)
                below += high
            foot = max(foot, below)
        y = foot + 2
    return document(WIDTH, y + 6, title, *drawn)


def narrow(title: str, lines: Sequence[Line], columns: Sequence[str], signs: Signs) -> str:
    """Return the grid for a phone: the columns of a line one under another, in the order given."""
    drawn, y = legend(signs, 8, 20, NARROW)
    for line in lines:
        y += 20
        if line.part:
            y += 12
            drawn += [
                text(8, y + STEP * at, words, font_size=15, font_weight="bold")
                for at, words in enumerate(wrapped(line.part, NARROW - 16, 16))
            ]
            y += STEP * (len(wrapped(line.part, NARROW - 16, 16)) - 1) + 14
        drawn.append(element("path", d=f"M8 {y + 0.5:g}H{NARROW - 8}", stroke=COLOURS["line"]))
        labels, y = _label(line, 8, y + 22, NARROW - 24)
        drawn += labels
        for column in columns:
            if line.cells.get(column):
                y += 4
                drawn.append(text(8, y, column, fill=COLOURS["muted"], font_size=SIZE))
            for chip in line.cells.get(column, ()):
                made, high = _chip(chip, signs, ASIDE, y, NARROW - ASIDE - 8)
                drawn.append(made)
                y += high
    return document(NARROW, y + 6, title, *drawn)


def _label(line: Line, x: float, y: float, room: float) -> tuple[list[Element], float]:
    drawn = []
    for words, style in (
        (line.heading, {"font_weight": "bold"}),
        (line.meaning, {"fill": COLOURS["muted"], "font_size": SIZE}),
    ):
        # Bold letters are wider.
        for part in wrapped(words, room / (1.06 if "font_weight" in style else 1), TEXT_SIZE) if words else []:
            drawn.append(text(x, y, part, **style))
            y += STEP
        y += 3
    return drawn, y


def _chip(chip: Chip, signs: Signs, x: float, y: float, room: float) -> tuple[Element, float]:
    """Return a chip, and the height that it takes."""
    lines = wrapped(chip.name, room - 16, SIZE)
    label = [text(x + 16, y + STEP * number, line, font_size=SIZE) for number, line in enumerate(lines)]
    return linked(chip.fact, chip.said, sign(signs, chip.state, x + 5, y - 4), *label), STEP * len(lines) + GAP
