"""Boxes and the lines between them: where a line leaves and reaches a box, and the sign at its end."""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from il2data.site.drawing import element, text
from il2data.site.picture import COLOURS

Point = tuple[float, float]
LINE = 14
# Text that lines may pass behind.
HALO = {"stroke": COLOURS["paper"], "stroke_width": 4, "paint_order": "stroke"}


@dataclass(frozen=True)
class Box:
    """A node: the middle of its box, half its width, and the lines of its label."""

    x: float
    y: float
    wide: float
    lines: tuple[str, ...]

    @property
    def tall(self) -> float:
        """Half the height of the box."""
        return 5 + LINE * len(self.lines) / 2

    def shapes(self) -> list[Element]:
        """Return the frame and the label."""
        place = {"x": f"{self.x - self.wide:.1f}", "y": f"{self.y - self.tall:g}", "width": f"{2 * self.wide:.1f}", "height": f"{2 * self.tall:g}"}
        frame = element("rect", rx=5, fill=COLOURS["paper"], stroke=COLOURS["ink"], **place)
        first = self.y + 4 - LINE * (len(self.lines) - 1) / 2
        return [frame, *(text(self.x, first + LINE * number, line, font_size=12, text_anchor="middle") for number, line in enumerate(self.lines))]


@dataclass(frozen=True)
class Wire:
    """A line from box to box."""

    start: Box
    end: Box

    @property
    def side(self) -> int:
        """1 where it leaves downwards, -1 upwards; boxes side by side are joined from below."""
        return -1 if self.end.y < self.start.y else 1

    @property
    def arrival(self) -> int:
        """The side of its end that it reaches: 1 from below, -1 from above."""
        return 1 if self.end.y == self.start.y else -self.side


def routes(wires: list[Wire]) -> list[list[Point]]:
    """Return the points of each line; along the side of a box, lines stand in the order of where they go."""
    sides: dict[tuple[Box, int], list[tuple[float, int, int]]] = defaultdict(list)
    for number, wire in enumerate(wires):
        if wire.start is not wire.end:
            sides[wire.start, wire.side].append((wire.end.x, number, 0))
            sides[wire.end, wire.arrival].append((wire.start.x, number, 1))
    place: dict[tuple[int, int], float] = {}
    for (box, _), own in sides.items():
        step = (2 * box.wide - 6) / len(own)
        for rank, (_, number, which) in enumerate(sorted(own)):
            place[number, which] = box.x + step * (rank - (len(own) - 1) / 2)
    found: list[list[Point]] = []
    for number, wire in enumerate(wires):
        start, end = wire.start, wire.end
        if start is end:
            right = start.x + start.wide
            found.append([(right, start.y - 6), (right, start.y + 6)])
        else:
            found.append([(place[number, 0], start.y + wire.side * start.tall), (place[number, 1], end.y + wire.arrival * end.tall)])
    return found


def curve(route: list[Point]) -> tuple[str, Point, Point]:
    """Return a smooth path along a route, upright at each point, with the heading at its tip and the place for a word."""
    (x, y), (above, before) = route[-1], route[-2]
    path = f"M{route[0][0]:.0f} {route[0][1]:.0f}"
    if above == x and len(route) == 2 and abs(y - before) == 12:
        return f"{path}c22 -8 22 20 0 12", (-1, 0), (x + 20, y)
    if len(route) == 2 and abs(y - before) < 26:
        low = max(y, before) + 26
        return f"{path}C{above:.0f} {low:.0f} {x:.0f} {low:.0f} {x:.0f} {y:.0f}", (0, -1), ((x + above) / 2, low - 6)
    for (left, top), (right, bottom) in itertools.pairwise(route):
        half = (top + bottom) / 2
        path += f"C{left:.0f} {half:.0f} {right:.0f} {half:.0f} {right:.0f} {bottom:.0f}"
    return path, (0, 1 if y > before else -1), ((above + x) / 2, (before + y) / 2)


def stroke(sign: str, colour: str, path: str, tip: Point, heading: Point, dashes: str | None = None, thick: float = 1.6) -> list[Element]:
    """Return a line with its sign at its tip.

    Parameters
    ----------
    sign
        ``arrow``, ``bar``, ``circle`` or ``none``.
    colour
        Colour of the line.
    path, tip, heading
        Its path, where it ends, and which way it points there.
    dashes
        Lengths of its dashes and gaps; none for an unbroken line.
    thick
        How thick it is.
    """
    # The wide, clear line beneath is for the pointer.
    drawn = [element("path", d=path, fill="none", stroke="transparent", stroke_width=8)]
    drawn.append(element("path", d=path, fill="none", stroke=colour, stroke_width=round(thick, 1), stroke_dasharray=dashes))
    (x, y), (right, down) = tip, heading
    if sign == "arrow":
        back_x, back_y = x - 7 * right, y - 7 * down
        head = f"M{x:.0f} {y:g}L{back_x + 3.5 * down:.1f} {back_y + 3.5 * right:g}L{back_x - 3.5 * down:.1f} {back_y - 3.5 * right:g}Z"
        drawn.append(element("path", d=head, fill=colour))
    elif sign == "bar":
        x, y = x - 3 * right, y - 3 * down
        drawn.append(element("path", d=f"M{x - 5 * down:.1f} {y - 5 * right:g}L{x + 5 * down:.1f} {y + 5 * right:g}", stroke=colour, stroke_width=3))
    elif sign == "circle":
        drawn.append(element("circle", cx=f"{x - 4 * right:.1f}", cy=f"{y - 4 * down:g}", r=3.5, fill=COLOURS["paper"], stroke=colour, stroke_width=1.5))
    return drawn
