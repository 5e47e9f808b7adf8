"""The verdict on low-dose IL-2 in a disease follows from the rows of its trials."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import il2data
from conftest import ROOT
from il2data.site import low_dose, trial_words
from il2data.site.pictures import low_dose as drawing

Tables = dict[str, pd.DataFrame]
KINDS = {"acr20": "efficacy", "treg": "biomarker", "sae": "safety"}


@pytest.fixture(scope="module")
def told() -> dict[str, low_dose.Disease]:
    return {row.disease: row for row in low_dose.diseases(il2data.open(ROOT))}


def outcome(endpoint: str, met: str | None = None, value: float | None = None) -> dict[str, Any]:
    return {
        "endpoint_id": endpoint,
        "endpoint_role": "primary" if met else None,
        "met": met,
        "value": value,
        "count": None,
    }


def benefit(result: str, level: str) -> dict[str, Any]:
    return {"result": result, "evidence_level": level}


@pytest.mark.parametrize(
    ("allocation", "outcomes", "benefits", "result"),
    [
        ("randomised", [outcome("acr20", "met")], [], "met"),
        ("randomised", [outcome("acr20", "not_met")], [benefit("benefit", "post_hoc")], "missed"),
        ("randomised", [outcome("acr20", "met"), outcome("acr20", "not_met")], [], "missed"),
        ("randomised", [outcome("acr20", value=12)], [benefit("not_significant", "randomised")], "missed"),
        ("randomised", [outcome("treg", "met")], [], "marker"),
        ("randomised", [], [benefit("benefit", "randomised_biomarker")], "marker"),
        ("randomised", [outcome("sae", value=3)], [], "no result"),
        ("single_arm", [outcome("acr20", "met", 60)], [], "promising"),
        ("single_arm", [outcome("acr20", "not_met")], [benefit("harm", "uncontrolled")], "harm"),
        ("single_arm", [], [benefit("benefit", "uncontrolled")], "promising"),
        # Without a control group nothing is missed in a randomised trial, and what was missed is no gain.
        ("single_arm", [outcome("acr20", "not_met", 20)], [], "no result"),
        ("single_arm", [outcome("acr20", "not_met", 20)], [benefit("benefit", "post_hoc")], "promising"),
        ("single_arm", [outcome("treg", value=2)], [], "no result"),
    ],
)
def test_what_a_trial_came_to(
    allocation: str, outcomes: list[dict[str, Any]], benefits: list[dict[str, Any]], result: str
) -> None:
    assert low_dose.result({"allocation": allocation}, outcomes, benefits, KINDS) == result


@pytest.mark.parametrize(
    ("results", "verdict"),
    [
        (["met"], "worked"),
        (["promising", "met"], "worked"),
        (["met", "missed"], "mixed"),
        (["promising", "missed", "marker"], "failed"),
        (["no result", "harm"], "harm"),
        (["no result", "promising"], "promising"),
        (["no result", "marker"], "marker"),
        (["no result"], "unknown"),
    ],
)
def test_the_verdict_on_a_disease_is_that_of_its_best_test(results: list[str], verdict: str) -> None:
    assert low_dose.verdict(results) == verdict


def test_every_trial_of_the_low_dose_stands_in_the_line_of_its_disease(
    told: dict[str, low_dose.Disease], tables: Tables
) -> None:
    medicines = tables["medicines"].to_dict("records")
    agents = low_dose.agents(medicines)
    assert {"il2d:agent-low-dose-il2", "il2d:agent-ilt-101"} <= agents
    assert "il2d:agent-aldesleukin" not in agents
    trials = tables["trials"]
    for trial, disease in trials[trials["agent_id"].isin(agents)][["trial_id", "disease_id"]].itertuples(index=False):
        assert trial in {own.trial for own in told[disease].trials}
    # Of another plain IL-2, only trials that looked for regulatory T cells.
    others = (
        {own.trial for row in told.values() for own in row.trials}
        - set(trials[trials["agent_id"].isin(agents)]["trial_id"])
        - {""}
    )
    names = tables["outcomes"].merge(tables["endpoints"], on="endpoint_id").groupby("trial_id")["name"].agg(" ".join)
    assert others
    assert all(low_dose.TREG in names[trial] for trial in others)


def test_each_finding_is_a_fact_of_its_trial(told: dict[str, low_dose.Disease], tables: Tables) -> None:
    facts = set(tables["facts"]["fact_id"])
    of = tables["outcomes"].set_index("fact_id")["trial_id"]
    for row in told.values():
        for trial in row.trials:
            assert trial.fact in facts
            for item in (*trial.doses, *trial.treg, *trial.outcomes):
                assert item.fact in facts
                assert of.get(item.fact, trial.trial) == trial.trial
                assert "None" not in item.text and "nan" not in item.text


def test_results_and_verdicts_have_their_marks_and_words() -> None:
    assert set(drawing.SIGNS) == set(low_dose.RESULTS)
    words = il2data.open(ROOT).vocabulary("trials").query("column == 'phase'")["label"]
    assert set(words) - {"no phase", "early phase 1"} <= set(drawing.PHASES)


@pytest.mark.parametrize(
    ("row", "short"),
    [
        ({"acronym": "MIROCALS", "name": "MIROCALS (low-dose IL-2)", "trial_id": "NCT1"}, "MIROCALS"),
        (
            {
                "acronym": None,
                "name": "the trial of low-dose IL-2 in lupus (He 2016)",
                "trial_id": "il2d:trial-he-2016",
            },
            "He 2016",
        ),
        (
            {"acronym": None, "name": "the trial of low-dose IL-2 in Korea (2021)", "trial_id": "NCT00000002"},
            "NCT00000002",
        ),
        (
            {"acronym": None, "name": "the phase 2 trial of IL-2 in children", "trial_id": "il2d:trial-x"},
            "IL-2 in children",
        ),
    ],
)
def test_a_trial_is_called_as_one_would(row: dict[str, Any], short: str) -> None:
    assert trial_words.short(row) == short


def test_the_findings_of_a_trial_are_its_outcomes_in_figures_and_verdicts(
    told: dict[str, low_dose.Disease], tables: Tables
) -> None:
    outcomes = tables["outcomes"].merge(tables["endpoints"][["endpoint_id", "name", "kind"]], on="endpoint_id")
    outcomes = outcomes[outcomes["superseded_by"].isna()]
    symbols = tables["units"].set_index("unit_id")["symbol"]
    of_cells = outcomes["name"].str.contains(low_dose.TREG, regex=False)
    seen = set()
    for trial in (trial for row in told.values() for trial in row.trials if trial.trial):
        mine = outcomes["trial_id"] == trial.trial
        assert {item.fact for item in trial.treg} == set(outcomes.loc[mine & of_cells, "fact_id"])
        others = outcomes[mine & ~of_cells & (outcomes["kind"] != "safety")].set_index("fact_id")
        words = {item.fact: item.text for item in trial.outcomes if not item.text.startswith("harm: ")}
        assert words.keys() == set(others.index)
        for fact, row in others.iterrows():
            met = "" if pd.isna(row["met"]) else row["met"]
            seen.add(met)
            assert words[str(fact)].endswith(" endpoint met") == (met == "met")
            assert words[str(fact)].endswith(" endpoint missed") == (met == "not_met")
            if pd.notna(row["value"]):
                unit = "1" if pd.isna(row["unit"]) else row["unit"]
                said = {"{fold}": "-fold", "1": ""}.get(unit, f" {symbols[unit]}")
                assert f"{row['value']:g}{said}" in words[str(fact)].partition(": ")[2]
    assert {"met", "not_met"} <= seen


def test_trials_stand_by_result_and_the_largest_first(told: dict[str, low_dose.Disease]) -> None:
    for row in told.values():
        places = [(list(low_dose.RESULTS).index(trial.result), -(trial.size or 0)) for trial in row.trials]
        assert places == sorted(places)
        assert row.size == sum(trial.size for trial in row.trials if trial.size)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({}, ""),
        ({"value": 1.5}, "1.5 MIU"),
        ({"value": 1.5, "lower": 1, "upper": 2, "per": "day"}, "1.5 MIU a day"),
        ({"lower": 1, "upper": 3000, "interval": 1, "interval_unit": "d"}, "1 to 3,000 MIU a day"),
        ({"value": 2, "interval": 2, "interval_unit": "d"}, "2 MIU every 2 days"),
        ({"value": 2, "interval": 1, "interval_unit": "wk"}, "2 MIU every 1 weeks"),
    ],
)
def test_a_dose_is_told_in_short(cells: dict[str, Any], words: str) -> None:
    row = dict.fromkeys(("value", "lower", "upper", "per", "interval", "interval_unit")) | {"unit": "M[iU]"} | cells
    assert trial_words.dose(row, {"M[iU]": "MIU", "d": "days", "wk": "weeks"}) == words
