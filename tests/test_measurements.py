"""Values, the experiments that they rest on, and the curves that are fitted to them."""

from __future__ import annotations

import builtins
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

import il2data
from conftest import ROOT
from il2data.cli import main
from il2data.curves import Series, levels, residuals, series, share
from il2data.loading import read_csv
from il2data.package import Package

pytest.importorskip("scipy", reason="curves are fitted by an optional library: pip install 'il2data[fit]'")
from il2data.fitting import one

pytestmark = pytest.mark.slow
DOSES = 84 / 3.0 ** np.arange(12)
NUMBERS = ("ec50", "ec50_lower", "ec50_upper", "hill", "hill_lower", "hill_upper", "baseline", "top", "rss")


def made(ec50: float, hill: float, *gains: tuple[float, float], noise: float = 0.01, seed: int = 2) -> Series:
    """Wells of one curve, with a baseline and top for each day and noise as a share of the way between."""
    random = np.random.default_rng(seed)
    doses, groups = np.tile(DOSES, len(gains)), np.repeat(np.arange(len(gains)), len(DOSES))
    baseline, top = (np.array(ends)[groups] for ends in zip(*gains, strict=True))
    apart = top - baseline
    return Series(
        {"scope": "day" if len(gains) == 1 else "pooled"},
        doses,
        baseline + apart * share(doses, ec50, hill) + noise * abs(apart) * random.normal(size=len(doses)),
        groups,
    )


@pytest.mark.parametrize(("ec50", "hill"), [(0.02, 0.9), (0.4, 1.5), (2.5, 3.0), (20.0, 1.0)])
def test_a_fit_finds_the_curve_that_the_values_were_made_of(ec50: float, hill: float) -> None:
    row = one(made(ec50, hill, (500.0, 9000.0)))
    assert row["outcome"] == "estimated" and row["points"] == 12 and "bound_dose" not in row
    assert row["ec50_lower"] < row["ec50"] < row["ec50_upper"] and row["hill"] == pytest.approx(hill, rel=0.15)
    assert (
        row["ec50"] == pytest.approx(ec50, rel=0.1)
        and row["top"] == pytest.approx(9000, rel=0.1)
        and row["baseline"] == pytest.approx(500, abs=250)
    )


@pytest.mark.parametrize("name", ["ec50", "hill", "baseline", "top"])
def test_the_intervals_hold_the_truth_nearly_as_often_as_they_say(name: str) -> None:
    truth = {"ec50": 0.4, "hill": 1.2, "baseline": 500.0, "top": 9000.0}
    rows = [one(made(0.4, 1.2, (500.0, 9000.0), noise=0.03, seed=seed)) for seed in range(100)]
    assert 88 <= sum(row[f"{name}_lower"] < truth[name] < row[f"{name}_upper"] for row in rows) <= 99


def test_days_of_different_gain_share_one_half_maximal_dose_and_slope() -> None:
    mine = made(0.4, 1.2, (0.0, 1000.0), (500.0, 9000.0), (-50.0, 300.0))
    row = one(mine)
    assert row["experiments"] == 3 and row["points"] == 36 and "top" not in row
    assert row["ec50"] == pytest.approx(0.4, rel=0.05) and row["hill"] == pytest.approx(1.2, rel=0.05)
    baseline, top = levels(mine, row["ec50"], row["hill"])
    assert list(top - baseline) == pytest.approx([1000, 8500, 350], rel=0.05)


@pytest.mark.parametrize(
    ("mine", "outcome", "relation", "bound"),
    [
        (made(2000.0, 1.5, (0.0, 1000.0), noise=0.00001), "above_range", ">", 84.0),
        (made(0.00005, 1.0, (0.0, 1000.0), noise=0.0001), "below_range", "<", DOSES.min()),
        (made(0.4, 1.0, (1000.0, 1000.0), noise=1.0), "no_response", ">", 84.0),
        (made(0.4, 1.0, (1000.0, 0.0)), "no_response", ">", 84.0),
        (made(0.4, 60.0, (0.0, 1000.0)), "not_determined", None, None),
    ],
    ids=["above", "below", "level", "falling", "a step"],
)
def test_values_that_settle_no_half_maximal_dose_get_none(
    mine: Series, outcome: str, relation: str | None, bound: float | None
) -> None:
    row = one(mine)
    assert (row["outcome"], row.get("relation"), row.get("bound_dose")) == (outcome, relation, bound)
    assert "ec50" not in row and "hill" not in row and row["rss"] >= 0


def test_fitting_again_gives_the_stored_fits(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stored = il2data.open(ROOT).load("response_fits")
    (checkout / "data/response_fits.csv").unlink()
    assert main(["fit", "--root", str(checkout)]) == 0
    assert capsys.readouterr().out == f"{len(stored)} fits written to data/response_fits.csv. Run `il2data build`.\n"
    fresh = read_csv((checkout / "data/response_fits.csv").read_bytes(), Package(ROOT).schema("response_fits"))
    rest = [column for column in stored.columns if column not in NUMBERS and not column.startswith(("baseline", "top"))]
    pd.testing.assert_frame_equal(fresh[rest], stored[rest])
    for column in NUMBERS:
        assert fresh[column].isna().equals(stored[column].isna()), column
        assert fresh[column].dropna().to_numpy() == pytest.approx(
            stored[column].dropna().to_numpy(), rel=1e-3, abs=1.0 if column in ("baseline", "top") else 0
        ), column


def test_without_the_extra_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = builtins.__import__

    def missing(name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0) -> Any:
        if name == "il2data" and "fitting" in (fromlist or ()):
            raise ModuleNotFoundError("No module named 'scipy'")
        return real(name, globals, locals, fromlist, level)

    monkeypatch.setattr(builtins, "__import__", missing)
    assert main(["fit"]) == 2
    assert "pip install 'il2data[fit]'" in capsys.readouterr().err


def test_every_series_of_eight_doses_has_one_fit_and_wells_are_fitted_once(tables: dict[str, pd.DataFrame]) -> None:
    frame = tables["dose_responses"]
    days = [mine for mine in series(frame, tables["experiments"]) if mine.keys["scope"] == "day"]
    curves = frame[frame["readout"] == "stat5_phosphorylation"]
    assert (
        sum(len(mine.doses) for mine in days) == len(curves)
        and frame.loc[frame["readout"] != "stat5_phosphorylation", "dose"].nunique() == 3
    )
    for mine in days[::50]:
        assert np.isfinite(residuals(mine, 1.0, 1.0)).all()


def test_measurements_are_no_facts_and_rest_on_experiments_that_are(tables: dict[str, pd.DataFrame]) -> None:
    release = il2data.open(ROOT)
    kinds = release.catalogue().set_index("table")["kind"]
    measured = list(kinds[kinds == "measurement"].index)
    assert set(measured) == {"dose_responses", "receptor_counts", "response_fits"}
    assert not set(measured) & set(tables["facts"]["table"])
    known = set(tables["facts"].loc[tables["facts"]["table"] == "experiments", "fact_id"])
    for table in measured:
        assert set(tables[table]["experiment_id"].dropna()) <= known
    assert set(tables["evidence"]["fact_id"]) >= known


def test_the_picture_shows_each_well_at_its_dose_and_leads_to_its_experiment(tables: dict[str, pd.DataFrame]) -> None:
    pytest.importorskip("vl_convert", reason="pictures are drawn by an optional library: pip install 'il2data[site]'")
    from il2data.site.picture import COLOURS
    from il2data.site.pictures import responses

    picture = responses.picture(il2data.open(ROOT))
    frame = tables["dose_responses"]
    shown = frame[(frame["statistic"] == "mean") & (frame["time"] == 1) & frame["cell_type_id"].isin(responses.CELLS)]
    assert set(re.findall(r"dr-\d{5}", picture.svg)) == set(shown["measurement_id"])
    assert (
        set(re.findall(r'href="\.\./facts/([^"]+)\.html"', picture.svg))
        == set(shown["experiment_id"])
        == set(picture.rows["fact_id"])
    )
    assert picture.rows.columns[0] == "fact_id" and picture.rows["fact_id"].is_unique and "status" in picture.rows
    assert len(picture.svg) < 450_000
    root = ElementTree.fromstring(picture.svg)
    used = {each.get(key) for each in root.iter() for key in ("fill", "stroke") if each.get(key)}
    assert used <= {*COLOURS.values(), "none"} and root.get("aria-label") == picture.title
    # Circles stand where the logarithm of their dose puts them.
    doses = shown.set_index("measurement_id")["dose"]
    column: dict[float, set[float]] = {}
    for anchor in root.iter("{http://www.w3.org/2000/svg}a"):
        for circle in anchor.iter("{http://www.w3.org/2000/svg}circle"):
            name = next(text.text or "" for text in anchor.iter("{http://www.w3.org/2000/svg}title"))
            column.setdefault(round(float(str(circle.get("cx"))) % 179, 1), set()).add(
                round(float(np.log(doses[name[:8]])), 1)
            )
    assert len(column) == 12 and all(len(logs) == 1 for logs in column.values())


def test_the_drawing_for_a_phone_shows_each_well_and_curve_and_leads_to_the_experiment(
    tables: dict[str, pd.DataFrame],
) -> None:
    pytest.importorskip("vl_convert", reason="pictures are drawn by an optional library: pip install 'il2data[site]'")
    from il2data.site.picture import COLOURS
    from il2data.site.pictures import responses

    svg = "{http://www.w3.org/2000/svg}"
    picture = responses.picture(il2data.open(ROOT))
    frame = tables["dose_responses"]
    shown = frame[(frame["statistic"] == "mean") & (frame["time"] == 1) & frame["cell_type_id"].isin(responses.CELLS)]
    wide, narrow = ElementTree.fromstring(picture.svg), ElementTree.fromstring(picture.narrow)
    places: dict[str, list[float]] = {}
    for anchor in narrow.iter(f"{svg}a"):
        experiment = anchor.attrib["href"].removeprefix("../facts/").removesuffix(".html")
        (wells,) = anchor.iter(f"{svg}path")
        places.setdefault(experiment, []).extend(map(float, re.findall(r"M([\d.]+) ", wells.attrib["d"])))
    assert {name: len(own) for name, own in places.items()} == shown.groupby("experiment_id").size().to_dict()
    for name, own in places.items():
        doses = np.log(np.sort(shown.loc[shown["experiment_id"] == name, "dose"].to_numpy(dtype=float)))
        slope, start = np.polyfit(doses, np.sort(own), 1)
        assert np.abs(np.sort(own) - slope * doses - start).max() < 0.2
    # In the wide drawing marks are polylines too, with a thicker line.
    fitted, beside = (
        [line for line in drawing.iter(f"{svg}polyline") if line.get("stroke-width") == "1.2"]
        for drawing in (narrow, wide)
    )
    assert len(fitted) == len(beside) > 50
    assert narrow.attrib["viewBox"].startswith("0 0 360 ") and narrow.get("aria-label") == picture.title
    assert {each.get(key) for each in narrow.iter() for key in ("fill", "stroke") if each.get(key)} <= {
        *COLOURS.values(),
        "none",
    }
    assert min(float(words.attrib["font-size"]) for words in narrow.iter(f"{svg}text")) >= 12
