"""Logistic curves of responses to doses: which rows one is fitted to, and what it leaves of them.

Once the half-maximal dose and the slope are given, baseline and top follow by linear least
squares, so that a curve has two parameters to be searched for, whatever the number of experiments.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

# What one series of doses shares; across experiments,
# only values of one statistic and background are on comparable scales.
SERIES = (
    "ligand_id",
    "cell_type_id",
    "cell_gate",
    "statistic",
    "background",
    "time",
    "time_unit",
    "dose_unit",
    "response_unit",
)
# A curve has four parameters; with fewer doses, chance alone would shape it.
FEWEST_DOSES = 8
# Limits of the slope: single cells hardly respond more steeply, and a flatter curve shows neither baseline nor top.
SLOPES = (0.25, 8.0)


class Series(NamedTuple):
    """The values that one fit is made to, and the columns that describe them."""

    keys: dict[str, Any]
    doses: NDArray[np.float64]
    responses: NDArray[np.float64]
    groups: NDArray[np.intp]


def series(responses: pd.DataFrame, experiments: pd.DataFrame) -> Iterator[Series]:
    """Yield the values of each fit: those of one experiment, then those of several that share all but the day.

    Parameters
    ----------
    responses, experiments
        The tables ``dose_responses`` and ``experiments``.

    Yields
    ------
    Series
        ``keys`` holds ``scope``, ``experiment_id`` (missing where there are several) and the
        columns of `SERIES`; ``groups`` numbers the experiment of each value.
    """
    background = responses["experiment_id"].map(experiments.set_index("fact_id")["background"])
    frame = responses.assign(background=background)
    doses, values = frame["dose"].to_numpy(float), frame["response"].to_numpy(float)
    cells = {column: frame[column].astype(object).to_numpy() for column in ("experiment_id", *SERIES)}
    experiment = cells["experiment_id"]
    for scope, columns in (("day", ["experiment_id", *SERIES]), ("pooled", list(SERIES))):
        # By positions, as a frame for each of a thousand series takes ten times as long.
        group = frame.groupby(columns, dropna=False, sort=True).ngroup().to_numpy()
        order = np.argsort(group, kind="stable")
        for rows in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
            groups, names = pd.factorize(experiment[rows])
            if len(set(doses[rows])) >= FEWEST_DOSES and (scope == "day" or len(names) > 1):
                found = zip(columns, (cells[column][rows[0]] for column in columns), strict=True)
                yield Series({"scope": scope, "experiment_id": pd.NA, **dict(found)}, doses[rows], values[rows], groups)


def share(doses: NDArray[np.float64], ec50: float, hill: float) -> NDArray[np.float64]:
    """Return which share of the way from baseline to top a curve has gone at each dose."""
    return np.asarray(1 / (1 + np.exp(-hill * (np.log(doses) - np.log(ec50)))))


def levels(mine: Series, ec50: float, hill: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return baseline and top of each experiment that leave least of its values, given the rest of the curve."""
    shares = share(mine.doses, ec50, hill)
    count = np.bincount(mine.groups)
    x, y = (np.bincount(mine.groups, values) / count for values in (shares, mine.responses))
    apart = shares - x[mine.groups]
    spread = np.bincount(mine.groups, apart**2)
    span = np.bincount(mine.groups, apart * mine.responses) / np.where(spread > 0, spread, 1)
    baseline = y - span * x
    return baseline, baseline + span


def residuals(
    mine: Series,
    ec50: float,
    hill: float,
    baseline: NDArray[np.float64] | None = None,
    top: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Return what a curve leaves of each value; with the best baseline and top where none are given."""
    if baseline is None or top is None:
        baseline, top = levels(mine, ec50, hill)
    return np.asarray(
        mine.responses - baseline[mine.groups] - (top - baseline)[mine.groups] * share(mine.doses, ec50, hill)
    )


def level_line(mine: Series) -> float:
    """Return the sum of squares that a level line for each experiment leaves."""
    means = np.bincount(mine.groups, mine.responses) / np.bincount(mine.groups)
    return float(((mine.responses - means[mine.groups]) ** 2).sum())


def grid(mine: Series, low: float, high: float) -> tuple[float, float, float]:
    """Return the least sum of squares over a grid of rising curves, with its half-maximal dose and slope.

    The half-maximal dose of a curve of the grid lies between two doses.

    Of slopes and doses that only let the curve fall, none counts; where all do, the sum is infinite.
    """
    ec50, hill = (found.ravel() for found in np.meshgrid(np.geomspace(low, high, 40), np.geomspace(*SLOPES, 12)))
    shares = 1 / (1 + np.exp(-hill[:, None] * (np.log(mine.doses) - np.log(ec50)[:, None])))
    member = np.eye(int(mine.groups.max()) + 1)[mine.groups]
    count = member.sum(axis=0)
    apart = shares - (shares @ member / count)[:, mine.groups]
    responses = mine.responses - (mine.responses @ member / count)[mine.groups]
    spread, along = apart**2 @ member, apart * responses @ member
    span = along / np.where(spread > 0, spread, 1)
    rss = np.where(span.sum(axis=1) > 0, (responses**2).sum() - (along * span).sum(axis=1), np.inf)
    best = int(rss.argmin())
    return float(rss[best]), float(ec50[best]), float(hill[best])
