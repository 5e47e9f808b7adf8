"""What became of the medicines is told by their rows: trials and endpoints once each, a state by its rule."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import il2data
from conftest import ROOT
from il2data.site import fates, medicine_groups

Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def told() -> dict[str, fates.Fate]:
    return {fate.agent: fate for fate in fates.fates(il2data.open(ROOT))}


def test_each_trial_is_counted_once(told: dict[str, fates.Fate], tables: Tables) -> None:
    trials = tables["trials"].drop_duplicates(["trial_id", "agent_id"])["agent_id"].value_counts()
    assert {name: sum(fate.trials.values()) for name, fate in told.items() if fate.trials} == trials.to_dict()


def test_each_endpoint_of_a_trial_is_counted_once(told: dict[str, fates.Fate], tables: Tables) -> None:
    outcomes = tables["outcomes"]
    assert outcomes.duplicated(["trial_id", "endpoint_id"]).any()
    own = outcomes[
        outcomes["endpoint_role"].isin(["primary", "co_primary"])
        & outcomes["met"].notna()
        & outcomes["superseded_by"].isna()
    ]
    assert len(fates.endpoints(outcomes)) == len(own[["trial_id", "endpoint_id"]].drop_duplicates())
    bempegaldesleukin = told["il2d:agent-bempegaldesleukin"]
    assert (bempegaldesleukin.met, bempegaldesleukin.endpoints[:2]) == (0, "0 ")
    assert bempegaldesleukin.endpoints.endswith("1 in part"), "one trial met it for two of nine kinds of sarcoma"


def test_an_endpoint_met_by_some_arms_only_is_met_in_part() -> None:
    rows = [("t", "e", "met"), ("t", "e", "not_met"), ("t", "f", "met"), ("t", "f", "met")]
    outcomes = pd.DataFrame(rows, columns=["trial_id", "endpoint_id", "met"]).assign(
        endpoint_role="primary", superseded_by=pd.NA, subgroup=pd.NA
    )
    assert fates.endpoints(outcomes) == [("t", "e", {"met", "not_met"}), ("t", "f", {"met"})]
    assert fates.endpoints(outcomes.assign(subgroup="s"))[1] == ("t", "f", {"met", "not_met"})
    assert fates.endpoints(outcomes.assign(superseded_by="x")) == []


def test_states_are_those_of_the_rows_of_medicines(told: dict[str, fates.Fate], tables: Tables) -> None:
    given = tables["medicines"].dropna(subset="development_status").set_index("agent_id")["development_status"]
    assert {name: told[str(name)].state for name in given.index} == given.map(fates.STANDING).to_dict()
    assert {fate.state for fate in told.values()} == set(fates.STATES)
    # A listing of it ended in 2026 and a designation in 2006.
    assert told["il2d:agent-aldesleukin"].standing == "approved 1989"


def test_no_clinical_record_is_no_phase(told: dict[str, fates.Fate], tables: Tables) -> None:
    without = {name for name, fate in told.items() if fate.stage == fates.UNTRIED}
    assert not without & set(tables["trials"]["agent_id"])
    phases = tables["medicines"].set_index("agent_id")["highest_phase"].reindex(list(without)).dropna()
    assert set(phases) <= {"preclinical"}


@pytest.mark.parametrize(
    ("row", "group"),
    [
        ({"modality": "recombinant_il2", "action": "agonist", "bias_claimed": "treg_selective"}, "itself"),
        ({"modality": "pegylated_il2", "action": "agonist", "bias_measured": "not_alpha"}, "away"),
        ({"modality": "il2_fc_fusion", "action": "agonist", "bias_claimed": "treg_selective"}, "toward"),
        ({"modality": "il2_antibody_fusion", "action": "agonist", "bias_measured": "not_alpha"}, "delivered"),
        ({"modality": "fusion_toxin", "action": "cytotoxic"}, "against"),
        ({"modality": "il15_agonist", "action": "agonist"}, "beside"),
        ({}, "untold"),
    ],
)
def test_a_medicine_is_grouped_by_what_it_does(row: dict[str, Any], group: str) -> None:
    assert medicine_groups.group(row) == group


def test_the_groups_know_the_vocabulary() -> None:
    words = il2data.open(ROOT).vocabulary("medicines").groupby("column")["value"].agg(set)
    assert {*medicine_groups.ITSELF, *medicine_groups.BESIDE, *medicine_groups.DELIVERED} <= words["modality"]
    assert set(medicine_groups.AGAINST) <= words["action"]
    assert {*medicine_groups.AWAY, *medicine_groups.TOWARD} <= words["bias_measured"]
    assert set(medicine_groups.TO_EFFECTORS) <= words["bias_claimed"]
    assert set(fates.STANDING) == words["development_status"]
    assert words["highest_phase"] - {"preclinical"} <= set(fates.REACHED)


def test_each_reason_is_a_fact_of_the_medicine(told: dict[str, fates.Fate], tables: Tables) -> None:
    mentions = tables["mentions"].groupby("fact_id")["entity_id"].agg(set)
    reasons = [(name, why) for name, fate in told.items() for why in fate.why]
    assert len(reasons) > 10
    for name, why in reasons:
        assert name in mentions[why.fact]
        assert why.text.endswith(".") and why.text[0].isupper()


def test_what_ended_a_medicine_is_told_and_the_gravest_first(told: dict[str, fates.Fate], tables: Tables) -> None:
    given = set(tables["medicines"].dropna(subset="stopped_reason")["agent_id"])
    ends = tables["events"][tables["events"]["event"].isin(fates.ENDS)]
    events, of_each = ends.set_index("fact_id")["event"], ends.groupby("entity_id")["event"].unique()
    seen = set()
    for name, fate in told.items():
        reasons = [events.get(why.fact) for why in fate.why]
        if name in given or fate.state == "approved":
            assert reasons == ([None] if name in given else [])
        elif fate.state == "under way":
            assert set(reasons) <= {"application_withdrawn"}
        elif name in of_each:
            seen.add(fate.state)
            gravest = sorted(of_each[name], key=fates.ENDS.index)
            assert reasons == gravest[:2]
    assert {"withdrawn", "stopped"} & seen


@pytest.mark.parametrize(
    ("cells", "tried", "endpoints"),
    [
        ({"trials": {}, "met": 0, "partly": 0, "missed": 0}, "", ""),
        ({"trials": {"phase 2": 1}, "met": 1, "partly": 0, "missed": 0}, "1 trial", "1 of 1 met"),
        ({"trials": {"phase 2": 3}, "met": 1, "partly": 2, "missed": 3}, "3 trials", "1 of 6 met, 2 in part"),
        (
            {"trials": {"phase 1": 2, "phase 3": 4}, "met": 0, "partly": 0, "missed": 2},
            "6 trials, 4 in phase 3",
            "0 of 2 met",
        ),
    ],
)
def test_trials_and_endpoints_are_counted_in_words(
    told: dict[str, fates.Fate], cells: dict[str, Any], tried: str, endpoints: str
) -> None:
    fate = told["il2d:agent-aldesleukin"]._replace(**cells)
    assert (fate.tried, fate.endpoints) == (tried, endpoints)


def test_where_no_row_tells_a_state_its_trials_do(told: dict[str, fates.Fate], tables: Tables) -> None:
    trials = {name: set(rows) for name, rows in tables["trials"].groupby("agent_id")["status"]}
    untold = {name: fate.state for name, fate in told.items() if fate.state in ("no trial open", "not told")}
    over = {name for name in untold if name in trials and trials[name] <= set(fates.OVER)}
    assert over and over == {name for name, state in untold.items() if state == "no trial open"}
