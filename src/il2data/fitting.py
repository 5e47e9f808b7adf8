"""Fit logistic curves to the responses, and make the table ``response_fits`` anew from the rows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import optimize, stats

from il2data.canonical import to_csv
from il2data.curves import SLOPES, Series, grid, level_line, levels, residuals, series
from il2data.loading import read_csv
from il2data.package import Package
from il2data.placing import replace
from il2data.tableschema import TableSchema, dtypes

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Half-maximal doses are searched for this far outside of the doses tested, so that one that lies outside shows.
OUTSIDE = 100.0
# A rising curve must fit better than a level line by the F test at this level.
SIGNIFICANT = 0.05
# An interval of the half-maximal dose that is wider than this factor settles nothing.
WIDEST = 1000.0
# Digits of the stored numbers; the rest is noise of the search.
DIGITS = 6


def fit(root: Path) -> int:
    """Write ``data/response_fits.csv`` of a checkout from its tables, and return the number of fits.

    Raises
    ------
    PackageError
        The checkout lacks a table, or one of another shape.
    """
    package = Package(root)
    tables = {
        name: read_csv((root / f"data/{name}.csv").read_bytes(), package.schema(name))
        for name in ("dose_responses", "experiments")
    }
    schema = package.schema("response_fits")
    replace(root / "data/response_fits.csv", to_csv(schema, fitted := fits(schema, **tables)))
    return len(fitted)


def fits(schema: TableSchema, dose_responses: pd.DataFrame, experiments: pd.DataFrame) -> pd.DataFrame:
    """Return the fits to all series of responses.

    Parameters
    ----------
    schema
        Schema of ``response_fits``.
    dose_responses, experiments
        The tables of these names.

    Returns
    -------
    DataFrame
        The table ``response_fits``.
    """
    rows = [
        {"fit_id": f"fit-{at:04d}", **one(mine)} for at, mine in enumerate(series(dose_responses, experiments), start=1)
    ]
    columns = dtypes(schema)
    return pd.DataFrame(rows).reindex(columns=list(columns)).astype(columns)


def one(mine: Series) -> dict[str, Any]:
    """Return the row of one fit: its keys, what it settled, and the curve where it settled one."""
    low, high = float(mine.doses.min()), float(mine.doses.max())
    count = int(mine.groups.max()) + 1
    row = {**mine.keys, "points": len(mine.doses), "experiments": count, "dose_min": low, "dose_max": high}
    line = level_line(mine)
    rss, ec50, hill = _search(mine, low / OUTSIDE, high * OUTSIDE)
    free = len(mine.doses) - 2 * count - 2
    gain = (line - rss) / (count + 2) / max(rss / free, np.finfo(float).tiny) if np.isfinite(rss) else 0.0
    if stats.f.sf(gain, count + 2, free) > SIGNIFICANT:
        return {**row, "outcome": "no_response", "rss": _rounded(line), "relation": ">", "bound_dose": high}
    if not low <= ec50 <= high:
        side, bound = (">", high) if ec50 > high else ("<", low)
        return {
            **row,
            "outcome": "above_range" if side == ">" else "below_range",
            "rss": _rounded(rss),
            "relation": side,
            "bound_dose": bound,
        }
    near, ends = _intervals(mine, ec50, hill, rss / free, float(stats.t.ppf(0.975, free)))
    if not SLOPES[0] * 1.001 < hill < SLOPES[1] / 1.001 or not near or ends["ec50"][1] / ends["ec50"][0] > WIDEST:
        return {**row, "outcome": "not_determined", "rss": _rounded(rss)}
    values = {"ec50": _rounded(ec50), "hill": _rounded(hill)}
    baseline, top = levels(mine, values["ec50"], values["hill"])
    if count == 1:
        values |= {"baseline": _rounded(baseline[0]), "top": _rounded(top[0])}
        baseline, top = np.array([values["baseline"]]), np.array([values["top"]])
    else:
        ends = {name: ends[name] for name in values}
    left = residuals(mine, values["ec50"], values["hill"], baseline, top)
    bounds = {
        f"{name}_{end}": _rounded(value)
        for name, pair in ends.items()
        for end, value in zip(("lower", "upper"), pair, strict=True)
    }
    return {**row, "outcome": "estimated", **values, **bounds, "rss": _rounded(float((left**2).sum()))}


def _search(mine: Series, low: float, high: float) -> tuple[float, float, float]:
    """Return the least sum of squares of a rising curve, and its half-maximal dose and slope."""
    rss, ec50, hill = grid(mine, low, high)
    if not np.isfinite(rss):
        return rss, ec50, hill
    scale = float(np.abs(mine.responses).max()) or 1.0
    found = optimize.least_squares(
        lambda at: residuals(mine, float(10 ** at[0]), float(10 ** at[1])) / scale,
        np.log10([ec50, hill]),
        bounds=np.log10([[low, SLOPES[0]], [high, SLOPES[1]]]) + np.array([[-1e-9], [1e-9]]),
        xtol=1e-12, ftol=1e-12, gtol=1e-12,
    )  # fmt: skip
    return min((rss, ec50, hill), (float(2 * found.cost) * scale**2, float(10 ** found.x[0]), float(10 ** found.x[1])))


def _intervals(
    mine: Series, ec50: float, hill: float, variance: float, quantile: float
) -> tuple[bool, dict[str, tuple[float, float]]]:
    """Return whether the curvature settles the curve, and the 95 % intervals.

    The intervals are symmetric, those of dose and slope in their logarithms.
    """
    count = int(mine.groups.max()) + 1
    baseline, top = levels(mine, ec50, hill)
    at = np.concatenate([np.log10([ec50, hill]), baseline, top])

    def left(point: NDArray[np.float64]) -> NDArray[np.float64]:
        return residuals(mine, float(10 ** point[0]), float(10 ** point[1]), point[2 : 2 + count], point[2 + count :])

    steps = np.maximum(np.abs(at), 1.0) * 1e-6
    slopes = np.array([(left(at + step) - left(at - step)) / (2 * step.max()) for step in np.diag(steps)]).T
    size = np.linalg.norm(slopes, axis=0)
    if not (size > 0).all() or np.linalg.cond(slopes / size) > 1e8:
        return False, {}
    spread = quantile * np.sqrt(np.diag(np.linalg.inv((slopes / size).T @ (slopes / size))) * variance) / size
    if not (spread[:2] < 300).all():
        return False, {}
    ends = {
        name: (float(10 ** (at[n] - spread[n])), float(10 ** (at[n] + spread[n])))
        for n, name in enumerate(("ec50", "hill"))
    }
    ends |= {
        name: (float(at[n] - spread[n]), float(at[n] + spread[n])) for name, n in (("baseline", 2), ("top", 2 + count))
    }
    return True, ends


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
