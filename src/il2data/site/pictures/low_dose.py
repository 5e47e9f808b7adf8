"""Low-dose IL-2 by disease: where it worked, where it failed, and where nobody knows."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import pandas as pd

from il2data.site import grid
from il2data.site.low_dose import RESULTS, VERDICTS, Disease, Trial, diseases
from il2data.site.picture import Picture, themed

if TYPE_CHECKING:
    from il2data import Release

TITLE = "Low-dose interleukin-2, disease by disease"
SIGNS = {
    "met": ("tick", "green", False),
    "missed": ("cross", "vermilion", False),
    "harm": ("diamond", "vermilion", False),
    "promising": ("circle", "blue", True),
    "marker": ("square", "blue", False),
    "no result": ("square", "muted", True),
}
UNTOLD = "phase not told"
PHASES = (UNTOLD, "phase 1", "phase 1/2", "phase 2", "phase 2/3", "phase 3", "phase 4")


def picture(release: Release) -> Picture:
    """Draw the trials of low-dose IL-2, a line a disease, by phase and by what they came to.

    Returns
    -------
    Picture
        One mark for each trial, and for each report of one without a row of its own.
    """
    every = diseases(release)
    trials = [trial for row in every for trial in row.trials]
    reading = (
        f"{len(trials)} trials and reports in {len(every)} diseases, each with the number of its participants. "
        "The verdict on a disease follows by rule from the primary endpoints of its randomised trials; "
        "rows of later versions may change it."
    )
    lines = []
    for verdict, some in groupby(every, key=lambda row: row.verdict):
        for number, row in enumerate(some):
            lines.append(_line(row, VERDICTS[verdict] if number == 0 else ""))
    told = {
        "verdicts": {name: (VERDICTS[name], list(some)) for name, some in groupby(every, key=lambda row: row.verdict)},
        "results": RESULTS,
        "signs": {state: themed(grid.alone(SIGNS, state)) for state in SIGNS},
    }
    rows = pd.DataFrame([_row(row, trial) for row in every for trial in row.trials])
    return Picture(
        "low_dose",
        TITLE,
        reading,
        grid.wide(TITLE, lines, PHASES, SIGNS),
        rows,
        narrow=grid.narrow(TITLE, lines, PHASES[::-1], SIGNS),
        part="diseases.html",
        told=told,
    )


def _line(row: Disease, part: str) -> grid.Line:
    cells = {phase: [_chip(trial) for trial in row.trials if (trial.phase or UNTOLD) == phase] for phase in PHASES}
    return grid.Line(row.name.partition(" (")[0], "", cells, part)


def _chip(trial: Trial) -> grid.Chip:
    many = f", n\N{NO-BREAK SPACE}{trial.size}" if trial.size else ""
    return grid.Chip(trial.fact, trial.short + many, f"{trial.name}{many}: {RESULTS[trial.result]}", trial.result)


def _row(disease: Disease, trial: Trial) -> dict[str, object]:
    return {
        "fact_id": trial.fact,
        "disease": disease.name,
        "verdict": VERDICTS[disease.verdict],
        "trial": trial.name,
        "phase": trial.phase,
        "randomised": "yes" if trial.randomised else "no, or not told",
        "participants": trial.size,
        "came to": RESULTS[trial.result],
        "doses": "; ".join(told.text for told in trial.doses),
        "regulatory T cells": "; ".join(told.text for told in trial.treg),
        "outcomes": "; ".join(told.text for told in trial.outcomes),
    }
