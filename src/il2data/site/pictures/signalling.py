"""The signalling graph on a fixed grid: bands from outside to nucleus, lanes of pathways, one line a pair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

import pandas as pd

from il2data.site.addresses import address
from il2data.site.drawing import document, element, flowed, link, mark, text, width, wrapped
from il2data.site.picture import COLOURS, Picture
from il2data.site.places import ACROSS, BACKBONE, BANDS, CHAINS, LANES, RECEPTOR, TOP, WIDTH, boxed, placed
from il2data.site.steps import KINDS, Pair, nodes, pairs
from il2data.site.tails import below, intracellular
from il2data.site.wiring import HALO, Box, Point, Wire, curve, routes, sampled, stroke

if TYPE_CHECKING:
    from il2data import Release

TITLE = "Signalling from the IL-2 receptor to genes"
DASHES = {"accepted": None, "disputed": "6 4", "refuted": "1.5 4"}
DOTS = {"inhibition": "square", "none": "circle"}


def picture(release: Release) -> Picture:
    """Draw every pair of ``signalling_edges`` once.

    Returns
    -------
    Picture
        One line for each pair, that leads to its best supported fact; what interleukin-2 itself
        does to a molecule far from it is a small mark at that molecule.
    """
    every, named = pairs(release), nodes(release)
    pathway = dict.fromkeys(named, "") | {pair.end: pair.lane for pair in every}
    tails = intracellular(release)
    boxes, bands, height = boxed(named, placed(pathway), {name: row["length"] for name, row in tails.items()})
    direct = [pair for pair in every if pair.start == "IL-2" and pair.end not in set(RECEPTOR.values())]
    lines = [pair for pair in every if pair not in direct]
    main = sum(name in BACKBONE for name in named)
    reading = (
        "IL-2 brings the β and γ chains together; kinases at their tails phosphorylate β, and three arms follow. "
        f"{sum(len(pair.steps) for pair in every)} rows between {len(named)} molecules, one line a pair, "
        "each as wide as it has independent records. What is disputed is dashed. "
        "The tail of a chain is as long as its residues inside the cell, dashed where no row counts them."
    )
    drawn = [
        *_ground(bands, height),
        *_frame([boxes[name] for name in CHAINS if name in boxes]),
        *_legend(),
        *_lines(lines, boxes),
        *_dots(direct, boxes, named),
    ]
    foot = bands["membrane"][1]
    for name in CHAINS:
        if name in boxes:
            drawn += below(name, boxes[name], tails.get(name), foot, _main(name))
    for name, box in boxes.items():
        entity, label = named[name]
        drawn.append(
            element(
                "a",
                *box.shapes(),
                href="../" + address("entities", entity),
                aria_label=label,
                data_node=name,
                data_main=_main(name),
            )
        )
    # Lists go from outside to the nucleus, as the picture does.
    order = list(boxes)
    every.sort(key=lambda pair: (order.index(pair.start), order.index(pair.end)))
    lanes = {lane: [pair for pair in every if pair.lane == lane] for lane in LANES}
    told = {
        "lanes": {LANES[lane]: some for lane, some in lanes.items() if some},
        "nodes": named,
        "main": main,
        "kinds": KINDS,
    }
    rows = pd.DataFrame(
        [
            *(_row(pair, named) for pair in every),
            *(_counted(name, row, named) for name, row in tails.items() if name in boxes),
        ]
    )
    return Picture(
        "signalling",
        TITLE,
        reading,
        document(WIDTH, height, TITLE, *drawn),
        rows,
        part="steps.html",
        scripts=("steps.js", "backing.js"),
        told=told,
    )


def _row(pair: Pair, named: dict[str, tuple[str, str]]) -> dict[str, object]:
    return {
        "fact_id": pair.steps[0].fact,
        "from": named[pair.start][1],
        "kind of step": KINDS[pair.kind][2],
        "to": named[pair.end][1],
        "certainty": pair.certainty,
        "species": ", ".join(sorted({step.species for step in pair.steps})),
        "records": sum(step.records for step in pair.steps),
        "pathway": LANES[pair.lane],
        "rows": len(pair.steps),
    }


def _counted(name: str, row: dict[str, Any], named: dict[str, tuple[str, str]]) -> dict[str, object]:
    return {
        "fact_id": row["fact_id"],
        "from": named[name][1],
        "kind of step": "reaches into the cell",
        "to": f"{row['length']} residues",
    }


def _main(*names: str) -> str | None:
    return "yes" if set(names) <= BACKBONE else None


def _lines(lines: Sequence[Pair], boxes: dict[str, Box]) -> list[Element]:
    """Return the lines, those in doubt on top and with a sign for it where they pass over no box."""
    wires = [Wire(boxes[pair.start], boxes[pair.end]) for pair in lines]
    drawn: list[tuple[str, Element]] = []
    taken: list[Point] = []
    for pair, route in zip(lines, routes(wires, boxes.values(), ACROSS["jak"][0], WIDTH - 8), strict=True):
        colour, sign, words, _ = KINDS[pair.kind]
        path, heading = curve(route)
        shapes = stroke(
            sign, COLOURS[colour], path, route[-1], heading, DASHES[pair.certainty], 0.6 + 0.8 * pair.records
        )
        if pair.certainty != "accepted":
            x, y = _free(route, boxes, taken)
            taken.append((x, y))
            shapes.append(
                element("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=8, fill=COLOURS["paper"], stroke=COLOURS[colour])
            )
            shapes.append(
                text(x, y + 4, "?" if pair.certainty == "disputed" else "×", font_size=12, text_anchor="middle")
            )
        said = f"{boxes[pair.start].lines[0]} {words}: {boxes[pair.end].lines[0]}, {pair.certainty}"
        drawn.append((pair.certainty, _linked(pair, said, shapes)))
    return [shape for _, shape in sorted(drawn, key=lambda item: item[0] != "accepted")]


def _linked(pair: Pair, said: str, shapes: Sequence[Element]) -> Element:
    return element(
        "a",
        *shapes,
        href=link(pair.steps[0].fact),
        aria_label=said,
        data_from=pair.start,
        data_to=pair.end,
        data_certainty=pair.certainty,
        data_species=" ".join(sorted({step.species for step in pair.steps})),
        data_lane=pair.lane,
        data_main=_main(pair.start, pair.end),
    )


def _free(route: list[Point], boxes: dict[str, Box], taken: list[Point]) -> Point:
    """Return the point of a line nearest to its middle that lies over no box and beside no other sign.

    Where there is none, it is the middle.
    """
    points = sampled(route)
    middle = len(points) // 2
    for x, y in sorted(points, key=lambda point: abs(points.index(point) - middle)):
        clear = all(
            abs(x - box.x) > box.wide + 10 or not box.y - box.tall - 10 < y < box.bottom + 10 for box in boxes.values()
        )
        if clear and all(abs(x - a) > 17 or abs(y - b) > 17 for a, b in taken):
            return x, y
    return points[middle]


def _dots(direct: Sequence[Pair], boxes: dict[str, Box], named: dict[str, tuple[str, str]]) -> list[Element]:
    """Return the marks of what IL-2 does to molecules far from it, at the upper left of their boxes."""
    at: Counter[str] = Counter()
    drawn = []
    for pair in direct:
        box, (colour, _, words, _) = boxes[pair.end], KINDS[pair.kind]
        x, y = box.x - box.wide + 5 + 13 * at[pair.end], box.y - box.tall - 6
        at[pair.end] += 1
        shape = "diamond" if pair.certainty != "accepted" else DOTS.get(pair.kind, "circle")
        sign = mark(shape, x, y, COLOURS[colour], 4, pair.kind == "none" or pair.certainty != "accepted")
        drawn.append(
            _linked(pair, f"IL-2 {words}: {named[pair.end][1]}, {pair.certainty}, steps between not told", [sign])
        )
    return drawn


def _ground(bands: dict[str, tuple[float, float]], height: float) -> list[Element]:
    drawn = []
    tinted = {"membrane": 0.5, "factors": 0.22, "targets": 0.22}
    for band, (top, bottom) in bands.items():
        drawn.append(element("path", d=f"M8 {top + 0.5:g}H{WIDTH - 8}", stroke=COLOURS["line"]))
        if band in tinted:
            drawn.append(
                element(
                    "rect",
                    x=8,
                    y=f"{top:g}",
                    width=WIDTH - 16,
                    height=f"{bottom - top:g}",
                    fill=COLOURS["line"],
                    fill_opacity=tinted[band],
                )
            )
        for number, line in enumerate(wrapped(BANDS[band], 84, 12)):
            drawn.append(text(12, top + 20 + 15 * number, line, font_size=12, fill=COLOURS["muted"], **HALO))
    top = bands["near"][0]
    for lane, (left, right) in ACROSS.items():
        drawn.append(text((left + right) / 2, TOP - 8, LANES[lane], font_weight="bold", text_anchor="middle"))
        if left > ACROSS["jak"][0]:
            drawn.append(
                element("path", d=f"M{left - 6} {top:g}V{height - 8:g}", stroke=COLOURS["line"], stroke_dasharray="3 4")
            )
    return drawn


def _frame(chains: Sequence[Box]) -> list[Element]:
    """Return the frame about the chains, which are one receptor."""
    left, right = min(box.x - box.wide for box in chains), max(box.x + box.wide for box in chains)
    y, tall = chains[0].y, chains[0].tall
    size = {
        "x": f"{left - 8:g}",
        "y": f"{y - tall - 8:g}",
        "width": f"{right - left + 16:g}",
        "height": f"{2 * tall + 16:g}",
        "rx": 10,
    }
    return [element("rect", **size, fill=COLOURS["paper"], stroke=COLOURS["muted"], stroke_dasharray="2 2")]


def _legend() -> list[Element]:
    drawn: list[Element] = []
    y = 18.0
    rooms = [(48 + width(words, 12), 62 + width(words, 12)) for _, _, words, _ in KINDS.values()]
    places = flowed(rooms, 12, y, 12, WIDTH, 24)
    for (colour, sign, words, _), (x, y) in zip(KINDS.values(), places, strict=True):
        drawn += [
            *stroke(sign, COLOURS[colour], f"M{x:g} {y - 4:g}H{x + 32:g}", (x + 32, y - 4), (1, 0)),
            text(x + 40, y, words, font_size=12),
        ]
    y += 24
    for x, words, certainty, thick in (
        (12, "disputed", "disputed", 1.6),
        (122, "refuted", "refuted", 1.6),
        (224, "three records or more", "accepted", 3.0),
    ):
        drawn += [
            *stroke("arrow", COLOURS["ink"], f"M{x} {y - 4:g}h32", (x + 32, y - 4), (1, 0), DASHES[certainty], thick),
            text(x + 40, y, words, font_size=12),
        ]
    return [
        *drawn,
        mark("circle", 446, y - 4, COLOURS["ink"], 4),
        text(458, y, "at a box: what IL-2 does to it, steps between not told", font_size=12),
    ]
