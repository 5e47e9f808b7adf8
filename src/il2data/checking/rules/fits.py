"""Laws of fits: the fitted curves are those of the measured responses, and potencies agree with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from il2data.checking.rules import Finding, Tables, kept, rule
from il2data.curves import Series, grid, level_line, residuals, series

FIT_KEYS = [
    "scope", "experiment_id", "ligand_id", "cell_type_id", "cell_gate", "statistic", "background", "time", "time_unit",
    "dose_unit", "response_unit",
]  # fmt: skip
# How far a sum of squares is recomputed.
SAME = 1e-4


@rule(
    "fit-rows",
    "Every series of responses has its fit, with as many points, experiments and doses, and every fit its series.",
    "A fit that outlives its values describes nothing.",
    reads=("dose_responses", "experiments", "response_fits"),
)
def fit_rows(tables: Tables) -> Iterator[Finding]:
    frame, found = tables["response_fits"], _series(tables["dose_responses"], tables["experiments"])
    at = dict(zip(_keys(frame), frame.index, strict=True))
    for key, mine in found.items():
        if key not in at:
            yield "response_fits", None, "fit_id", f"there is no fit of {' '.join(key)}.", "Run `il2data fit`."
            continue
        expected = {
            "points": len(mine.doses),
            "experiments": int(mine.groups.max()) + 1,
            "dose_min": mine.doses.min(),
            "dose_max": mine.doses.max(),
        }
        for column, number in expected.items():
            if frame.at[at[key], column] != number:
                yield (
                    "response_fits",
                    at[key],
                    column,
                    f"{frame.at[at[key], column]:g}, and the rows give {number:g}.",
                    "Run `il2data fit`.",
                )
    for key, position in at.items():
        if key not in found:
            yield (
                "response_fits",
                position,
                "fit_id",
                f"no responses belong to {frame.at[position, 'fit_id']}.",
                "Run `il2data fit`.",
            )


@rule(
    "fit-curve",
    "A fitted curve leaves the sum of squares that it says, and none near it leaves less; one without a half-maximal"
    " dose says why, and its bound is the end of the doses.",
    "Stored fits follow from the rows, and are not what somebody wished.",
    reads=("dose_responses", "experiments", "response_fits"),
)
def fit_curve(tables: Tables) -> Iterator[Finding]:
    frame, found = tables["response_fits"], _series(tables["dose_responses"], tables["experiments"])
    for key, row in zip(_keys(frame), frame.to_dict("records"), strict=True):
        if key in found and (fault := _fault(row, found[key])):
            yield "response_fits", int(frame.index[frame["fit_id"] == row["fit_id"]][0]), *fault, "Run `il2data fit`."


@rule(
    "potency-fit",
    "A potency that il2data fitted is that of its stored fit, to three digits, in value, interval, slope, cells, ligand"
    " and time; nobody else's has one.",
    "Two tables that tell one fit must tell the same.",
    reads=("potencies", "response_fits"),
)
def potency_fit(tables: Tables) -> Iterator[Finding]:
    fits = tables["response_fits"].set_index("fit_id").to_dict("index")
    for row in tables["potencies"].itertuples():
        if (row.fitted_by == "il2data") != (not pd.isna(row.fit_id)):
            yield (
                "potencies",
                row.Index,
                "fit_id",
                f"fitted by {row.fitted_by}, with the fit {row.fit_id}.",
                "Name the fit of what il2data fitted, and of nothing else.",
            )
        elif not pd.isna(row.fit_id) and row.fit_id in fits:
            fit = fits[row.fit_id]
            told = {
                "ligand_id": "ligand_id",
                "cell_type_id": "cell_type_id",
                "cell_gate": "cell_gate",
                "value": "ec50",
                "lower": "ec50_lower",
                "upper": "ec50_upper",
                "hill": "hill",
                "unit": "dose_unit",
                "time": "time",
                "time_unit": "time_unit",
                "n": "experiments",
            }
            for column, other in told.items():
                stored = float(f"{fit[other]:.3g}") if column in ("value", "lower", "upper", "hill") else fit[other]
                told_here = getattr(row, column)
                if pd.isna(told_here) != pd.isna(stored) or (not pd.isna(stored) and told_here != stored):
                    yield (
                        "potencies",
                        row.Index,
                        column,
                        f"{getattr(row, column)}, and {row.fit_id} has {stored}.",
                        "Copy the stored fit, rounded to three digits.",
                    )


def _keys(frame: pd.DataFrame) -> list[tuple[str, ...]]:
    return [
        tuple("" if pd.isna(cell) else str(cell) for cell in row) for row in frame[FIT_KEYS].itertuples(index=False)
    ]


@kept
def _series(responses: pd.DataFrame, experiments: pd.DataFrame) -> dict[tuple[str, ...], Series]:
    found = list(series(responses, experiments))
    return dict(zip(_keys(pd.DataFrame([mine.keys for mine in found], columns=FIT_KEYS)), found, strict=True))


def _fault(row: dict[str, Any], mine: Series) -> tuple[str, str] | None:
    """Return the column of a fit that does not follow from its values, and what is wrong."""
    low, high, estimated = float(mine.doses.min()), float(mine.doses.max()), row["outcome"] == "estimated"
    if estimated == pd.isna(row["ec50"]) or estimated == pd.isna(row["hill"]):
        return "outcome", f"{row['outcome']} with the half-maximal dose {row['ec50']}."
    sides = {"above_range": (">", high), "no_response": (">", high), "below_range": ("<", low)}
    side, bound = sides.get(row["outcome"], ("", float("nan")))
    if ("" if pd.isna(row["relation"]) else row["relation"]) != side or not (
        row["bound_dose"] == bound or (pd.isna(row["bound_dose"]) and not side)
    ):
        return (
            "bound_dose",
            (
                f"{row['outcome']} with the bound {row['relation']} {row['bound_dose']}, expected {side or 'none'}"
                f" {bound if side else ''}."
            ),
        )
    if row["outcome"] == "no_response":
        return (
            None
            if _near(row["rss"], level_line(mine))
            else ("rss", f"{row['rss']:g}, and a level line leaves {level_line(mine):g}.")
        )
    if not estimated:
        within = grid(mine, low, high)[0]
        return (
            ("rss", f"{row['rss']:g}, and a curve within the doses leaves {within:g}.")
            if within < row["rss"] * (1 - SAME)
            else None
        )
    if not low <= row["ec50"] <= high:
        return "ec50", f"{row['ec50']:g} lies outside of the doses."
    if (
        not row["ec50_lower"] < row["ec50"] < row["ec50_upper"]
        or not row["hill_lower"] < row["hill"] < row["hill_upper"]
    ):
        return "ec50", "it lies outside of its interval, or the slope of its own."
    names = ["ec50", "hill", "baseline", "top"] if row["scope"] == "day" else ["ec50", "hill"]
    rss = _left(mine, row, names)
    if not _near(row["rss"], rss):
        return "rss", f"{row['rss']:g}, and the curve leaves {rss:g}."
    for name in names:
        for factor in (0.99, 1.01):
            if (other := _left(mine, row | {name: row[name] * factor}, names)) < rss * (1 - SAME):
                return name, f"{row[name]:g} leaves {rss:g}, and {row[name] * factor:g} leaves {other:g}."
    return None


def _left(mine: Series, row: dict[str, Any], names: list[str]) -> float:
    """Return the sum of squares that a curve leaves, with the best baselines and tops where it has none of its own."""
    ends = [np.array([row[name]]) for name in names[2:]]
    return float((residuals(mine, row["ec50"], row["hill"], *ends) ** 2).sum())


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= SAME * max(abs(one), abs(other))
