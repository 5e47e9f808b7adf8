"""What the small drawings of the front page are made of: bars, strips of measurements, and the card itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil, log
from typing import NamedTuple
from xml.etree.ElementTree import Element

import pandas as pd

from il2data.site.drawing import document, element, mark, records, text, width
from il2data.site.measured import amount, ticks
from il2data.site.picture import COLOURS, themed
from il2data.support import SUPPORTED

# As wide as the narrowest card, so that its letters are nowhere smaller than they are here.
WIDE, HIGH, EDGE = 272, 170, 4
SIZE = 12
Line = tuple[str, Sequence[tuple[float, str]], str]
Strip = tuple[str, pd.DataFrame]


class Card(NamedTuple):
    """What a card says in words, and its drawing."""

    said: str
    svg: str


def card(said: str, shapes: Iterable[Element], high: float = HIGH) -> Card:
    """Return the card of a drawing, which says in words what it shows."""
    return Card(said, themed(document(WIDE, high, said, *shapes)))


def bars(lines: Sequence[Line], whole: float | None = None, above: bool = False) -> list[Element]:
    """Return bars of parts in their colours, each with its number behind it and its name before or above it."""
    lines = [line for line in lines if sum(part for part, _ in line[1])]
    left = EDGE if above else EDGE + max(width(name, SIZE) for name, _, _ in lines) + 8
    room = WIDE - left - max(width(said, SIZE) for _, _, said in lines) - 10
    most = whole or max(sum(part for part, _ in parts) for _, parts, _ in lines)
    step = min(HIGH / len(lines), 44)
    shapes = []
    for place, (name, parts, said) in enumerate(lines):
        y, x = (HIGH - step * len(lines)) / 2 + step * place, left
        if above:
            shapes.append(text(left, y + 12, name, font_size=SIZE))
        else:
            shapes.append(text(left - 8, y + step / 2 + 4, name, font_size=SIZE, text_anchor="end"))
        top, tall = (y + 16, step - 20) if above else (y + step * 0.18, step * 0.64)
        for number, colour in parts:
            wide = room * number / most
            box = {"x": f"{x:.1f}", "y": f"{top:.1f}", "width": f"{wide:.1f}", "height": f"{tall:.1f}"}
            shapes += [element("rect", **box, fill=COLOURS[colour])] if number else []
            x += wide
        shapes.append(text(x + 6, top + tall / 2 + 4, said, font_size=SIZE, font_weight="bold"))
    return shapes


def on_axis(lines: Sequence[Strip], base: str) -> list[Element]:
    """Return measurements as marks on one logarithmic axis, a line for each name; hollow where in doubt."""
    numbers = pd.concat([rows[column] for _, rows in lines for column in ("at", "low", "high")]).dropna()
    axis = ticks(numbers, base)
    low, high = log(min(axis)), log(max(axis))
    left = EDGE + max(width(name, SIZE) for name, _ in lines) + 18
    right, foot = WIDE - 24, HIGH - 22

    def at(value: float) -> float:
        return left + (right - left) * (log(value) - low) / (high - low)

    told = {tick: label for tick, label in axis.items() if label}
    apart = ceil(sum(width(label, SIZE) + 12 for label in told.values()) / (right - left + 40))
    shapes = [element("path", d=f"M{at(tick):.1f} 4V{foot}", stroke=COLOURS["line"]) for tick in told]
    shapes += [
        text(min(at(tick), WIDE - width(label, SIZE) / 2), HIGH - 6, label, font_size=SIZE, text_anchor="middle")
        for place, (tick, label) in enumerate(told.items())
        if place % apart == 0
    ]
    step = foot / len(lines)
    for place, (name, rows) in enumerate(lines):
        y = step * (place + 0.5)
        shapes.append(text(left - 14, y + 4, name, font_size=SIZE, text_anchor="end"))
        for row in records(rows):
            colour, sure = COLOURS[row["colour"]], row["status"] in SUPPORTED
            ends = [row[end] for end in ("low", "high") if row[end] is not None]
            if len(ends) == 2:
                reach = {"x1": f"{at(ends[0]):.1f}", "x2": f"{at(ends[1]):.1f}", "y1": f"{y:.1f}", "y2": f"{y:.1f}"}
                shapes.append(
                    element(
                        "line",
                        **reach,
                        stroke=colour,
                        stroke_width=5 if row["at"] is None else 2,
                        stroke_linecap="round",
                    )
                )
            if row["at"] is not None:
                shapes.append(mark("circle", at(row["at"]), y, colour, 4, not sure))
    return shapes


def span(rows: pd.DataFrame, base: str) -> str:
    """Return the least and the largest number of measurements, bounds among them, in words."""
    numbers = rows[["at", "low", "high"]].stack()
    ends = [amount(end, base).split() for end in (numbers.min(), numbers.max())]
    return " to ".join(f"{float(f'{float(number):.2g}'):g} {unit}" for number, unit in ends)
