"""The medicines: what each does to the receptor, how far it came, and where it stands."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import pandas as pd

from il2data.site import grid
from il2data.site.fates import STAGES, STATES, UNTRIED, Fate, fates
from il2data.site.medicine_groups import GROUPS
from il2data.site.picture import Picture, themed

if TYPE_CHECKING:
    from il2data import Release

TITLE = "Medicines that act through interleukin-2 or its receptor, and what became of them"
SIGNS = {
    "approved": ("tick", "green", False),
    "under way": ("circle", "blue", False),
    "no trial open": ("circle", "muted", True),
    "paused": ("square", "orange", True),
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
        f"{len(clinical)} of {len(every)} medicines and molecules have a clinical record in version "
        f"{release.data_version}: each stands in the column of the highest phase that it reached, with the mark of its "
        "state. No record here does not mean that there was no trial."
    )
    groups = {name: list(some) for name, some in groupby(clinical, key=lambda fate: fate.group)}
    lines = [
        grid.Line(*GROUPS[name], {stage: [_chip(fate) for fate in some if fate.stage == stage] for stage in STAGES})
        for name, some in groups.items()
    ]
    told = {
        "groups": {name: (*GROUPS[name], some) for name, some in groups.items()},
        "untried": [fate for fate in every if fate.stage == UNTRIED],
        "states": STATES,
        "signs": {state: themed(grid.alone(SIGNS, state)) for state in STATES},
    }
    return Picture(
        "pipeline",
        TITLE,
        reading,
        grid.wide(TITLE, lines, STAGES, SIGNS, counted=True),
        pd.DataFrame([_row(fate) for fate in clinical]),
        narrow=grid.narrow(TITLE, lines, STAGES[::-1], SIGNS),
        part="fates.html",
        scripts=("fates.js",),
        told=told,
    )


def _chip(fate: Fate) -> grid.Chip:
    reached = "" if fate.standing.startswith(fate.stage) else fate.stage
    said = ", ".join(filter(None, (fate.kind, reached, fate.standing)))
    return grid.Chip(fate.fact, fate.name, f"{fate.name}: {said}", fate.state)


def _row(fate: Fate) -> dict[str, object]:
    return {
        "fact_id": fate.fact,
        "medicine": fate.name,
        "group": GROUPS[fate.group][0],
        "kind": fate.kind,
        "reached": fate.stage,
        "trials": sum(fate.trials.values()),
        "state": fate.standing,
        "primary endpoints": fate.endpoints,
        "diseases": "; ".join(label for _, label in fate.diseases),
        "why": " ".join(why.text for why in fate.why),
    }
