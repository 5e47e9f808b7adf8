"""The medicines: what each does to the receptor, how far it came, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

import pandas as pd

from il2data.site.drawing import document, element, linked, mark, text, width, wrapped
from il2data.site.fates import GROUPS, STAGES, STATES, UNTRIED, Fate, fates
from il2data.site.picture import COLOURS, Picture, themed

if TYPE_CHECKING:
    from il2data import Release

TITLE = "Medicines that act through interleukin-2 or its receptor, and what became of them"
WIDTH, LEFT, NARROW, LINE, GAP, TOP = 1000, 186, 360, 15, 9, 74
SIZE = 12
# Shape, colour and whether it is hollow, of the mark of each state.
SIGNS = {
    "approved": ("tick", "green", False),
    "under way": ("circle", "blue", False),
    "no trial open": ("circle", "muted", True),
    "stopped": ("cross", "vermilion", False),
    "withdrawn": ("diamond", "vermilion", True),
    "not told": ("square", "muted", True),
}


def picture(release: Release) -> Picture:
    """Draw the medicines with a clinical record by what they do and by the highest phase they reached.

    Returns
    -------
    Picture
        One mark for each medicine with a trial, a clinical phase or an approval.
    """
    every = fates(release)
    clinical = [fate for fate in every if fate.stage != UNTRIED]
    reading = (
        f"{len(clinical)} of {len(every)} medicines and molecules have a clinical record in version {release.data_version}: each stands in the column of the highest phase "
        "that it reached, with the mark of its state. No record here does not mean that there was no trial."
    )
    rows = pd.DataFrame([_row(fate) for fate in clinical])
    told = {
        "groups": {name: (*GROUPS[name], list(some)) for name, some in groupby(clinical, key=lambda fate: fate.group)},
        "untried": [fate for fate in every if fate.stage == UNTRIED],
        "states": STATES,
        "signs": {state: _sign(state) for state in STATES},
    }
    return Picture("pipeline", TITLE, reading, _wide(clinical), rows, narrow=_narrow(clinical), part="fates.html", told=told)


def _row(fate: Fate) -> dict[str, object]:
    return {
        "fact_id": fate.fact, "medicine": fate.name, "group": GROUPS[fate.group][0], "kind": fate.kind, "reached": fate.stage,
        "trials": sum(fate.trials.values()), "state": fate.standing, "primary endpoints": fate.endpoints,
        "diseases": "; ".join(label for _, label in fate.diseases), "why": " ".join(why.text for why in fate.why),
    }  # fmt: skip


def _sign(state: str) -> str:
    """Return the mark of a state as a small drawing of its own, for the list beneath the picture."""
    return themed(document(14, 14, state, _mark(state, 7, 7)))


def _mark(state: str, x: float, y: float) -> Element:
    shape, colour, hollow = SIGNS[state]
    return mark(shape, x, y, COLOURS[colour], 4.5, hollow)


def _chip(fate: Fate, x: float, y: float, room: float) -> tuple[Element, float]:
    """Return a medicine as mark and name, and the height that it takes."""
    lines = wrapped(fate.name, room - 16, SIZE)
    label = [text(x + 16, y + LINE * number, line, font_size=SIZE) for number, line in enumerate(lines)]
    name = f"{fate.name}: {fate.kind + ', ' if fate.kind else ''}{fate.stage}, {fate.standing}"
    return linked(fate.fact, name, _mark(fate.state, x + 5, y - 4), *label), LINE * len(lines) + GAP


def _legend(x: float, y: float, right: float) -> tuple[list[Element], float]:
    drawn: list[Element] = []
    left = x
    for state in STATES:
        wide = width(state) + 40
        if x + wide - 20 > right:
            x, y = left, y + 22
        drawn += [_mark(state, x + 5, y - 4), text(x + 16, y, state)]
        x += wide
    return drawn, y


def _wide(clinical: Sequence[Fate]) -> str:
    columns = [stage for stage in STAGES if any(fate.stage == stage for fate in clinical)]
    room = (WIDTH - LEFT) / len(columns)
    drawn, _ = _legend(16, 24, WIDTH)
    for number, stage in enumerate(columns):
        count = sum(fate.stage == stage for fate in clinical)
        drawn.append(text(LEFT + room * number, TOP - 14, stage, font_weight="bold"))
        drawn.append(text(LEFT + room * number + width(stage) + 10, TOP - 14, f"{count}", fill=COLOURS["muted"], font_size=SIZE))
    y: float = TOP
    for group, some in groupby(clinical, key=lambda fate: fate.group):
        members = list(some)
        title, meaning = GROUPS[group]
        drawn.append(element("path", d=f"M16 {y + 0.5:g}H{WIDTH - 16}", stroke=COLOURS["line"]))
        foot = y + 24
        for words, style in ((title, {"font_weight": "bold"}), (meaning, {"fill": COLOURS["muted"], "font_size": SIZE})):
            for line in wrapped(words, LEFT - 36):
                drawn.append(text(16, foot, line, **style))
                foot += LINE
            foot += 3
        for number, stage in enumerate(columns):
            below = y + 24
            for fate in (fate for fate in members if fate.stage == stage):
                chip, high = _chip(fate, LEFT + room * number, below, room - 10)
                drawn.append(chip)
                below += high
            foot = max(foot, below)
        y = foot + 2
    return document(WIDTH, y + 6, TITLE, *drawn)


def _narrow(clinical: Sequence[Fate]) -> str:
    drawn, y = _legend(8, 20, NARROW)
    for group, some in groupby(clinical, key=lambda fate: fate.group):
        y += 20
        drawn.append(element("path", d=f"M8 {y + 0.5:g}H{NARROW - 8}", stroke=COLOURS["line"]))
        y += 22
        for line in wrapped(GROUPS[group][0], NARROW - 24, 14):
            drawn.append(text(8, y, line, font_weight="bold"))
            y += 18
        for stage, reached in groupby(some, key=lambda fate: fate.stage):
            y += 4
            drawn.append(text(8, y, stage, fill=COLOURS["muted"], font_size=SIZE))
            for fate in reached:
                chip, high = _chip(fate, 112, y, NARROW - 120)
                drawn.append(chip)
                y += high
    return document(NARROW, y + 6, TITLE, *drawn)
