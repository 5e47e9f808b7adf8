"""Laws of what trials found: outcomes and benefits, in their endpoints, measures and subgroups."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from il2data.checking.rules import Finding, Tables, rule, together

# Units that the measure of an outcome takes.
MEASURE_UNITS = {
    "hazard_ratio": {"1"}, "odds_ratio": {"1"}, "risk_ratio": {"1"}, "response_rate": {"%"}, "event_rate": {"%"},
    "share_event_free": {"%"}, "cumulative_incidence": {"%"}, "risk_reduction": {"%"}, "risk_increase": {"%"},
    "rate_reduction": {"%"}, "percent_of_baseline": {"%"}, "percent_change": {"%"}, "fold_change": {"{fold}"},
    "rate": {"1"}, "share_difference": {"%{points}"},
}  # fmt: skip
# Roles of an endpoint that a trial can meet or miss.
TESTED = ("primary", "co_primary", "secondary")
# Levels of evidence that prove no benefit: nobody else, nobody by chance, or part of the patients to compare with.
WEAK_LEVELS = ("uncontrolled", "before_after", "not_randomised", "subgroup", "post_hoc")


@rule(
    "met-tested",
    "Only a primary or secondary endpoint that is no harm is met or missed, and its P value lies on that side of the"
    " threshold (0.05 where none is given).",
    "No adverse event is no endpoint met; met and missed are one word apart.",
    reads=("endpoints", "outcomes"),
)
def met(tables: Tables) -> Iterator[Finding]:
    frame = tables["outcomes"].dropna(subset=["met"])
    harm = set(tables["endpoints"].loc[tables["endpoints"]["kind"] == "safety", "endpoint_id"])
    limit = frame["threshold"].fillna(0.05)
    below = (frame["p_value"] < limit) | ((frame["p_value"] <= limit) & (frame["p_relation"] == "<"))
    above = (frame["p_value"] >= limit) & (frame["p_relation"] != "<")
    wrong = {
        "a role that is not tested": ~frame["endpoint_role"].isin(TESTED),
        "an endpoint of safety": frame["endpoint_id"].isin(harm),
        "a P value on the other side of the threshold": (
            ((frame["met"] == "met") & above) | ((frame["met"] == "not_met") & below)
        ),
    }
    for reason, found in wrong.items():
        for position in frame.index[found.fillna(False).astype(bool)]:
            yield (
                "outcomes",
                position,
                "met",
                f"{frame.at[position, 'met']}, with {reason}.",
                "Empty the cell, or correct it, the role or the P value; enter the threshold where it is another.",
            )


@rule(
    "outcome-shape",
    "The cells of an outcome fit each other: a measure has its unit, an interval its kind and level, a P value and a"
    " time their relation and unit.",
    "Each pair is printed together in the source.",
    reads=("outcomes",),
)
def outcome_shape(tables: Tables) -> Iterator[Finding]:
    for row in tables["outcomes"].itertuples():
        at, bounds = row.Index, not all(map(pd.isna, (row.lower, row.upper)))
        if row.measure in MEASURE_UNITS and not pd.isna(row.unit) and row.unit not in MEASURE_UNITS[row.measure]:
            yield (
                "outcomes",
                at,
                "unit",
                f"{row.measure} in {row.unit}.",
                f"Write {' or '.join(sorted(MEASURE_UNITS[row.measure]))}, or correct the measure.",
            )
        if bounds == pd.isna(row.interval_kind):
            yield (
                "outcomes",
                at,
                "interval_kind",
                "bounds without a kind, or a kind without bounds.",
                "Say what the bounds are (not_stated where the source does not), or empty the cell.",
            )
        if (row.interval_kind == "confidence") is pd.isna(row.confidence_level):
            yield (
                "outcomes",
                at,
                "confidence_level",
                f"an interval of kind {row.interval_kind} with the level {row.confidence_level}.",
                "Enter the level, or correct the kind of the interval.",
            )
    yield from together(
        tables,
        "outcomes",
        ("p_value", "p_relation"),
        ("time", "time_unit"),
        ("time", "time_word"),
        ("time", "time_from"),
        ("follow_up", "follow_up_unit"),
    )


@rule(
    "subgroup-whole",
    "A result of a subgroup says how the whole trial came out, where its primary endpoint was missed.",
    "What shone in a part of a failed trial is no success of it.",
    reads=("outcomes",),
)
def subgroup_whole(tables: Tables) -> Iterator[Finding]:
    frame = tables["outcomes"]
    primary = (
        frame["endpoint_role"].isin(["primary", "co_primary"])
        & (frame["met"] == "not_met").fillna(False)
        & frame["subgroup"].isna()
    )
    part = frame["subgroup"].notna() & frame["trial_id"].isin(frame.loc[primary, "trial_id"])
    for position in frame.index[part & frame["whole_trial"].isna()]:
        yield (
            "outcomes",
            position,
            "whole_trial",
            f"{frame.at[position, 'trial_id']} missed its primary endpoint.",
            "Write not_met.",
        )


@rule(
    "outcome-said",
    "An outcome gives a value, a count, a direction or a verdict, as its measure says.",
    "A result that says nothing is none.",
    reads=("outcomes",),
)
def outcome_said(tables: Tables) -> Iterator[Finding]:
    frame = tables["outcomes"]
    figures = frame[["value", "lower", "upper"]].notna().any(axis=1)
    said = {
        "count": frame["count"].notna(),
        "share_of_events": frame["count"].notna(),
        "direction": frame["direction"].notna(),
        "verdict": frame["met"].notna(),
    }
    for measure, mine in frame.groupby("measure"):
        for position in mine.index[~said.get(str(measure), figures)[mine.index]]:
            yield (
                "outcomes",
                position,
                "value",
                f"{measure} without it.",
                "Enter what the source gives, correct the measure, or withdraw the row.",
            )


@rule(
    "outcome-superseded",
    "A result is superseded by another of the same trial and endpoint.",
    "An interim value gives way to the final one, not to another question.",
    reads=("outcomes",),
)
def outcome_superseded(tables: Tables) -> Iterator[Finding]:
    frame = tables["outcomes"].set_index("fact_id", drop=False)
    for position, (fact, later, trial, endpoint) in enumerate(
        frame[["fact_id", "superseded_by", "trial_id", "endpoint_id"]].itertuples(index=False)
    ):
        if (
            not pd.isna(later)
            and later in frame.index
            and (later == fact or (frame.at[later, "trial_id"], frame.at[later, "endpoint_id"]) != (trial, endpoint))
        ):
            yield (
                "outcomes",
                position,
                "superseded_by",
                f"{later} is no other result of the same trial and endpoint.",
                "Name the later result of this endpoint, or empty the cell.",
            )


@rule(
    "outcome-enrolment",
    "An outcome counts no more than twice the participants of its trial, unless that is a registry, or it counts events"
    " or compares with people outside of it.",
    "Numbers of another trial, or with a digit too many, exceed the enrolment.",
    reads=("outcomes", "trial_reports", "trials"),
)
def outcome_enrolment(tables: Tables) -> Iterator[Finding]:
    outcomes, reports = tables["outcomes"], tables["trial_reports"].rename(columns={"n": "enrolment"})
    trials = tables["trials"]
    enrolled = (
        pd.concat(
            [
                trials[trials["study_type"] != "observational"],
                reports[~reports["trial_id"].isin(trials.loc[trials["study_type"] == "observational", "trial_id"])],
            ]
        )
        .dropna(subset=["enrolment"])
        .groupby("trial_id")["enrolment"]
        .max()
    )
    limit = outcomes["trial_id"].map(enrolled) * 2
    for column in ("n", "comparator_n"):
        for position in outcomes.index[
            ((outcomes[column] > limit) & (outcomes["measure"] != "share_of_events") & outcomes["comparison"].isna())
            .fillna(False)
            .astype(bool)
        ]:
            yield (
                "outcomes",
                position,
                column,
                f"{outcomes.at[position, column]} of a trial with {limit[position] // 2} participants.",
                "Check the trial and the number; a count of events is a measure of its own.",
            )


@rule(
    "benefit-level",
    "What nobody else was compared with is uncontrolled or compared with itself, and what is called otherwise has a"
    " comparator; a result has its endpoint.",
    "A benefit without its level of evidence is read as proof.",
    reads=("trial_benefits",),
)
def benefit_level(tables: Tables) -> Iterator[Finding]:
    frame = tables["trial_benefits"]
    alone = frame["evidence_level"].isin(("uncontrolled", "before_after"))
    for position in frame.index[alone != frame["comparator"].isna()]:
        yield (
            "trial_benefits",
            position,
            "evidence_level",
            f"{frame.at[position, 'evidence_level']} against {frame.at[position, 'comparator']}.",
            "Enter the comparator, or correct the level.",
        )
    for position in frame.index[(frame["result"] == "tested") != frame["endpoint"].isna()]:
        yield (
            "trial_benefits",
            position,
            "endpoint",
            f"{frame.at[position, 'result']} on the endpoint {frame.at[position, 'endpoint']}.",
            "Name the endpoint of a result; a trial as such has none.",
        )
    wrong = (
        (frame["result"] == "benefit") & (frame["evidence_level"] == "randomised_primary") & (frame["p_value"] > 0.05)
    )
    for position in frame.index[wrong.fillna(False)]:
        yield (
            "trial_benefits",
            position,
            "result",
            f"a benefit with P = {frame.at[position, 'p_value']}.",
            "Correct the result or the number.",
        )


@rule(
    "benefit-certainty",
    "A benefit that no randomised comparison of whole arms shows is suggested, not asserted.",
    "Patients who get better without anybody to compare them with may have done so of themselves.",
    reads=("trial_benefits",),
)
def benefit_certainty(tables: Tables) -> Iterator[Finding]:
    frame = tables["trial_benefits"]
    weak = (frame["result"] == "benefit") & frame["evidence_level"].isin(WEAK_LEVELS)
    for position in frame.index[weak & (frame["certainty"] == "asserted")]:
        yield (
            "trial_benefits",
            position,
            "certainty",
            f"a benefit is asserted, and its evidence level is {frame.at[position, 'evidence_level']}.",
            "Write suggested, or correct the level.",
        )
