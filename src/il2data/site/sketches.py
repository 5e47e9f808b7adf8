"""One small drawing for the page of a thing: its chains part by part, its changes, its receptors, its hazard ratios."""

from __future__ import annotations

from collections.abc import Iterable
from math import log10
from typing import NamedTuple
from xml.etree import ElementTree

from il2data.site.carriers import GREEK
from il2data.site.comparing import IL2
from il2data.site.content import Content, Row
from il2data.site.drawing import TEXT_SIZE, document, element, linked, mark, text, width
from il2data.site.measured import TARGET_COLOURS
from il2data.site.picture import COLOURS, themed

# As wide as a phone shows it without making it smaller; wider windows draw it a little larger.
WIDE = 350
LEFT = 6
BAR = 20
SMALL = 11
# Stretches of a receptor chain by their kind.
STRETCHES = {"signal_peptide": "line", "extracellular": "sky", "transmembrane": "orange", "cytoplasmic": "green"}
COPIES = (10.0, 100.0, 1000.0, 10000.0, 100000.0)
RATIOS = (0.25, 0.5, 1.0, 2.0, 4.0)


class Stretch(NamedTuple):
    """Residues of a chain, in words and a colour, and the fact that says so."""

    start: int
    end: int
    words: str
    colour: str
    fact: str


class Dot(NamedTuple):
    """A number with the ends of its interval, and the fact that says so."""

    value: float
    lower: float | None
    upper: float | None
    fact: str


class Sketch(NamedTuple):
    """What a drawing shows, in words, and the drawing."""

    caption: str
    svg: str


def sketch(content: Content, entity: Row) -> Sketch | None:
    """Return the small drawing of a thing, or None where no rows make one."""
    name, label = entity["entity_id"], entity["label"]
    if entity["table"] == "agents":
        return _chains(content, name, label) or _changes(content, name, label)
    made = {"proteins": _topology, "cell_types": _copies, "trials": _ratios}.get(entity["table"])
    return made(content, name, label) if made else None


def _chains(content: Content, name: str, label: str) -> Sketch | None:
    chains: dict[str, list[Stretch]] = {}
    kinds, named = content.labels("chain_parts", "kind"), content.labels("chain_parts", "chain")
    for row in content.rows["chain_parts"]:
        if row["agent_id"] == name:
            colour = "sky" if row["of_id"] == IL2 else "paper"
            words = "IL-2" if row["of_id"] == IL2 else kinds.get(kind := str(row["kind"]), kind)
            part = Stretch(row["start"], row["end"], words, colour, row["fact_id"])
            chains.setdefault(named.get(chain := str(row["chain"]), chain), []).append(part)
    shaded = any(part.colour == "sky" for parts in chains.values() for part in parts)
    return _spans(f"The chains of {label}, part by part{'; what comes from IL-2 is shaded' if shaded else ''}", chains)


def _topology(content: Content, name: str, label: str) -> Sketch | None:
    kinds = content.labels("sequence_features", "kind")
    parts = [
        Stretch(row["start"], row["end"], kinds[row["kind"]], STRETCHES[row["kind"]], row["fact_id"])
        for row in content.rows["sequence_features"]
        if row["protein_id"] == name and row["kind"] in STRETCHES and row["start"] is not None
    ]
    if not any(part.colour == STRETCHES["transmembrane"] for part in parts):
        return None
    return _spans(f"The precursor of {label}, from outside the cell to inside", {"": sorted(parts)})


def _changes(content: Content, name: str, label: str) -> Sketch | None:
    """Return the residues of mature IL-2 that a molecule changes, on a bar of all of them."""
    rows = [
        row
        for row in content.rows["substitutions"]
        if row["agent_id"] == name and row["numbering"] == "mature" and row["position"] and row["protein_id"] == IL2
    ]
    if not rows:
        return None
    length = next(
        row["length"] for row in content.rows["sequences"] if row["entity_id"] == IL2 and row["form"] == "mature"
    )
    room = (WIDE - 2 * LEFT) / length
    # Words stand in as many lines as it takes for none to touch another.
    ends: list[float] = []
    placed: list[tuple[str, str, float, float, int]] = []
    for row in sorted(rows, key=lambda row: (row["position"], row["fact_id"])):
        words = f"{row['wild_type']}{row['position']}{row['variant'] or '–'}"
        middle, wide = LEFT + (row["position"] - 0.5) * room, width(words, SMALL)
        begin = min(max(middle - wide / 2, 0), WIDE - wide)
        line = next((line for line, end in enumerate(ends) if begin > end), len(ends))
        ends[line : line + 1] = [begin + wide + 3]
        placed.append((row["fact_id"], words, middle, begin, line))
    y = 6 + 14 * len(ends)
    shapes = [element("rect", x=LEFT, y=y, width=WIDE - 2 * LEFT, height=BAR, fill=COLOURS["line"])]
    for fact, words, middle, begin, line in placed:
        tick = element("rect", x=f"{middle - 1.5:.1f}", y=y, width=3, height=BAR, fill=COLOURS["vermilion"])
        shapes.append(linked(fact, words, tick, text(begin, y - 6 - 14 * line, words, font_size=SMALL)))
    shapes += [
        text(LEFT, y + BAR + 14, "1", font_size=SMALL, fill=COLOURS["muted"]),
        text(WIDE - LEFT, y + BAR + 14, f"{length}", font_size=SMALL, fill=COLOURS["muted"], text_anchor="end"),
    ]
    caption = f"Residues of mature IL-2 that are changed in {label}"
    return _drawn(caption, y + BAR + 20, shapes)


def _spans(caption: str, chains: dict[str, list[Stretch]]) -> Sketch | None:
    """Return chains as bars on one scale, their stretches named where there is room."""
    if not any(chains.values()):
        return None
    scale = (WIDE - 2 * LEFT) / max(part.end for parts in chains.values() for part in parts)
    shapes, y = [], 0.0
    for name, parts in chains.items():
        length = f"{max(part.end for part in parts)} residues"
        shapes.append(text(LEFT, y + 13, f"{name}, {length}" if name else length, font_size=SMALL))
        for part in parts:
            x, wide = LEFT + (part.start - 1) * scale, (part.end - part.start + 1) * scale
            place = {"x": f"{x:.1f}", "y": y + 18, "width": f"{wide:.1f}", "height": BAR}
            box = element("rect", **place, fill=COLOURS[part.colour], stroke=COLOURS["muted"], fill_opacity=0.55)
            inside = [text(x + 4, y + 32, part.words, font_size=SMALL)] if width(part.words, SMALL) + 8 < wide else []
            shapes.append(linked(part.fact, f"{part.words}, {part.start} to {part.end}", box, *inside))
        y += 18 + BAR + 8
    return _drawn(caption, y, shapes)


def _copies(content: Content, name: str, label: str) -> Sketch | None:
    lines: dict[str, tuple[str, list[Dot]]] = {
        f"{letter} chain": (TARGET_COLOURS[chain], []) for chain, letter in GREEK.items()
    }
    for row in content.rows["receptor_abundance"]:
        if row["cell_type_id"] == name and row["target_id"] in GREEK and row["value"]:
            dot = Dot(row["value"], row["lower"], row["upper"], row["fact_id"])
            lines[f"{GREEK[row['target_id']]} chain"][1].append(dot)
    return _dots(f"Copies of each receptor chain on one {label}, as laboratories counted them", lines, COPIES)


def _ratios(content: Content, name: str, label: str) -> Sketch | None:
    names = {row["endpoint_id"]: row["name"] for row in content.rows["endpoints"]}
    lines: dict[str, tuple[str, list[Dot]]] = {}
    for row in content.rows["outcomes"]:
        if row["trial_id"] == name and row["measure"] == "hazard_ratio" and row["value"]:
            words = str(names[row["endpoint_id"]])
            dot = Dot(row["value"], row["lower"], row["upper"], row["fact_id"])
            lines.setdefault(words, ("blue", []))[1].append(dot)
    return _dots(f"Hazard ratios in {label}: left of 1 there were fewer events in the first arm", lines, RATIOS)


def _dots(caption: str, lines: dict[str, tuple[str, list[Dot]]], ticks: tuple[float, ...]) -> Sketch | None:
    """Return numbers on a logarithmic axis, a line for each name, the name above it."""
    if not any(dots for _, dots in lines.values()):
        return None
    low, high = log10(ticks[0]), log10(ticks[-1])

    def at(value: float) -> float:
        share = (log10(max(value, 1e-9)) - low) / (high - low)
        return LEFT + 14 + (WIDE - 2 * LEFT - 34) * min(max(share, -0.04), 1.04)

    shapes, y = [], 22.0
    for name, (colour, dots) in lines.items():
        if dots:
            shapes.append(text(LEFT, y + 12, name, font_size=TEXT_SIZE))
        for dot in dots:
            middle = y + 24
            parts = [mark("circle", at(dot.value), middle, COLOURS[colour], 4.5)]
            if dot.lower and dot.upper:
                ends = {"x1": f"{at(dot.lower):.1f}", "x2": f"{at(dot.upper):.1f}", "y1": middle, "y2": middle}
                parts.insert(0, element("line", **ends, stroke=COLOURS[colour], stroke_width=1.5))
            shapes.append(linked(dot.fact, f"{name}: {dot.value:,g}", *parts))
        y += 36 if dots else 0
    grid = [
        element("line", x1=f"{at(tick):.1f}", x2=f"{at(tick):.1f}", y1=18, y2=y, stroke=COLOURS["line"])
        for tick in ticks
    ]
    heads = [text(at(tick), 12, f"{tick:,g}", font_size=SMALL, text_anchor="middle") for tick in ticks]
    return _drawn(caption, y + 4, [*grid, *heads, *shapes])


def _drawn(caption: str, high: float, shapes: Iterable[ElementTree.Element]) -> Sketch:
    return Sketch(caption, themed(document(WIDE, high, caption, *shapes)))
