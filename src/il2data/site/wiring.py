"""Boxes and the lines between them: where a line leaves and reaches a box, and the sign at its end."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from il2data.site.drawing import element, text
from il2data.site.picture import COLOURS

Point = tuple[float, float]
LINE = 14
# How far lines keep from a box that they go round.
CLEAR = 3
# How far lines keep apart in a gap, and how much farther a line goes for each unit of it.
APART, CROWDED = 4, 8
# Text that lines may pass behind.
HALO = {"stroke": COLOURS["paper"], "stroke_width": 4, "paint_order": "stroke"}


@dataclass(frozen=True)
class Box:
    """A node: the middle of its box, half its width, the lines of its label, and how far a tail hangs from it."""

    x: float
    y: float
    wide: float
    lines: tuple[str, ...]
    tail: float = 0

    @property
    def tall(self) -> float:
        """Half the height of the box."""
        return 5 + LINE * len(self.lines) / 2

    @property
    def bottom(self) -> float:
        """Where lines leave it downwards: the end of its tail."""
        return self.y + self.tall + self.tail

    def shapes(self) -> list[Element]:
        """Return the frame and the label."""
        place = {
            "x": f"{self.x - self.wide:.1f}",
            "y": f"{self.y - self.tall:g}",
            "width": f"{2 * self.wide:.1f}",
            "height": f"{2 * self.tall:g}",
        }
        frame = element("rect", rx=5, fill=COLOURS["paper"], stroke=COLOURS["ink"], **place)
        first = self.y + 4 - LINE * (len(self.lines) - 1) / 2
        return [
            frame,
            *(
                text(self.x, first + LINE * number, line, font_size=12, text_anchor="middle")
                for number, line in enumerate(self.lines)
            ),
        ]


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


def routes(wires: list[Wire], boxes: Collection[Box], left: float, right: float) -> list[list[Point]]:
    """Return the points of each line, which runs behind no box but round it, between ``left`` and ``right``.

    Along the side of a box, lines stand in the order of where they go.
    """
    rows = _rows(boxes)
    taken: dict[float, list[float]] = defaultdict(list)
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
            edge = start.x + start.wide
            found.append([(edge, start.y - 6), (edge, start.y + 6)])
            continue
        first, last = (
            (place[number, which], box.bottom if side > 0 else box.y - box.tall)
            for which, box, side in ((0, start, wire.side), (1, end, wire.arrival))
        )
        if start.y == end.y:
            # From below, under all that hangs between the two.
            low = 26 + max(
                box.bottom for box in boxes if box.y == start.y and min(start.x, end.x) <= box.x <= max(start.x, end.x)
            )
            found.append([first, (first[0], low), (last[0], low), last])
        else:
            found.append(
                _around(
                    first, last, [[box for box in row if box not in (start, end)] for row in rows], taken, left, right
                )
            )
    return found


def _rows(boxes: Collection[Box]) -> list[list[Box]]:
    """Return the boxes by row, and what hangs from a row as boxes of one below."""
    rows: dict[float, list[Box]] = defaultdict(list)
    for box in boxes:
        rows[box.y].append(box)
    tails = [box for box in boxes if box.tail]
    return [*rows.values(), tails] if tails else list(rows.values())


def _around(
    first: Point, last: Point, rows: list[list[Box]], taken: dict[float, list[float]], left: float, right: float
) -> list[Point]:
    """Return the points of a line that meets no box.

    At each row where it would, it goes upright through the nearest gap.
    """
    route = [first, last]
    # Each box with its sides and the margin about them.
    walls = [
        (box.x, box.wide + CLEAR, box.y - box.tall - CLEAR, box.bottom + CLEAR, box) for row in rows for box in row
    ]
    for _ in rows:
        points = sampled(route)
        met = next(
            (
                box
                for left_of, above in points
                for x, wide, top, bottom, box in walls
                if top < above < bottom and abs(left_of - x) < wide
            ),
            None,
        )
        if met is None:
            break
        row = next(row for row in rows if met in row)
        top, bottom = min(box.y - box.tall for box in row) - CLEAR - 1, max(box.bottom for box in row) + CLEAR + 1
        middle = (top + bottom) / 2
        target = min(points, key=lambda point: abs(point[1] - middle))[0]
        x = _gap(target, row, taken[middle], left, right)
        taken[middle].append(x)
        ways = [(x, top), (x, bottom)] if first[1] < last[1] else [(x, bottom), (x, top)]
        low, high = sorted((first[1], last[1]))
        route += [(x, y) for x, y in ways if low < y < high]
        route.sort(key=lambda point: point[1], reverse=first[1] > last[1])
    return route


def _gap(target: float, row: list[Box], taken: list[float], left: float, right: float) -> float:
    """Return the place nearest to a target that lies under no box of a row.

    Lines that pass there already make it as good as farther.
    """
    free = [
        x
        for x in map(float, range(int(left), int(right)))
        if not any(abs(x - box.x) <= box.wide + CLEAR + 1 for box in row)
    ]
    return min(
        free,
        key=lambda x: (
            abs(x - target) + sum(CROWDED * (APART - abs(x - other)) for other in taken if abs(x - other) < APART)
        ),
    )


def sampled(route: list[Point]) -> list[Point]:
    """Return points along a line, close enough that no box fits between two."""
    points = []
    for (left, top), (right, bottom) in itertools.pairwise(route):
        for part in range(33):
            at = part / 32
            # The handles of each stretch stand above one another, half way down.
            ease = at * at * (3 - 2 * at)
            points.append(
                (
                    left + (right - left) * ease,
                    top + (bottom - top) * (1.5 * at * (1 - at) ** 2 + 1.5 * at**2 * (1 - at) + at**3),
                )
            )
    return points


def curve(route: list[Point]) -> tuple[str, Point]:
    """Return a smooth path along a route, upright at each point, and the heading at its tip."""
    (x, y), (above, before) = route[-1], route[-2]
    path = f"M{route[0][0]:.0f} {route[0][1]:.0f}"
    if above == x and len(route) == 2 and abs(y - before) == 12:
        return f"{path}c13 -8 13 20 0 12", (-1, 0)
    if len(route) == 4 and route[1][1] == route[2][1]:
        (first, low), (second, _) = route[1:3]
        return f"{path}C{first:.0f} {low:.0f} {second:.0f} {low:.0f} {x:.0f} {y:.0f}", (0, -1)
    for (left, top), (right, bottom) in itertools.pairwise(route):
        half = (top + bottom) / 2
        path += (
            f"V{bottom:.0f}"
            if left == right
            else f"C{left:.0f} {half:.0f} {right:.0f} {half:.0f} {right:.0f} {bottom:.0f}"
        )
    return path, (0, 1 if y > before else -1)


def stroke(
    sign: str, colour: str, path: str, tip: Point, heading: Point, dashes: str | None = None, thick: float = 1.6
) -> list[Element]:
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
    drawn.append(
        element("path", d=path, fill="none", stroke=colour, stroke_width=round(thick, 1), stroke_dasharray=dashes)
    )
    (x, y), (right, down) = tip, heading
    if sign == "arrow":
        back_x, back_y = x - 7 * right, y - 7 * down
        head = (
            f"M{x:.0f} {y:g}L{back_x + 3.5 * down:.1f} {back_y + 3.5 * right:g}L{back_x - 3.5 * down:.1f}"
            f" {back_y - 3.5 * right:g}Z"
        )
        drawn.append(element("path", d=head, fill=colour))
    elif sign == "bar":
        x, y = x - 3 * right, y - 3 * down
        drawn.append(
            element(
                "path",
                d=f"M{x - 5 * down:.1f} {y - 5 * right:g}L{x + 5 * down:.1f} {y + 5 * right:g}",
                stroke=colour,
                stroke_width=3,
            )
        )
    elif sign == "circle":
        drawn.append(
            element(
                "circle",
                cx=f"{x - 4 * right:.1f}",
                cy=f"{y - 4 * down:g}",
                r=3.5,
                fill=COLOURS["paper"],
                stroke=colour,
                stroke_width=1.5,
            )
        )
    return drawn
