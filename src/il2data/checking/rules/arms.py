"""Laws of the arms of trials: who belongs to which, what they were given, and what is reported by arm."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from il2data.checking.rules import Finding, Tables, rule, together

# Measures of which each arm has its own, and those that compare two arms in one number.
OF_ONE_ARM = (
    "response_rate",
    "event_rate",
    "share_event_free",
    "cumulative_incidence",
    "count",
    "mean",
    "median",
    "rate",
)
COMPARING = (
    "hazard_ratio",
    "odds_ratio",
    "risk_ratio",
    "risk_reduction",
    "risk_increase",
    "rate_reduction",
    "difference",
    "share_difference",
)


@rule(
    "trial-arms",
    "All arms of a trial agree on how many there are, and a ratio has as many parts.",
    "An arm that is told alone must say of how many it is one.",
    reads=("arms",),
)
def trial_arms(tables: Tables) -> Iterator[Finding]:
    frame = tables["arms"]
    agreed = frame.groupby("trial_id")["trial_arms"].transform(lambda column: column.nunique(dropna=False)) == 1
    for position in frame.index[~agreed]:
        yield (
            "arms",
            position,
            "trial_arms",
            f"the arms of {frame.at[position, 'trial_id']} do not agree.",
            "Write the same number in each.",
        )
    for row in frame.dropna(subset=["allocation_ratio"]).itertuples():
        if pd.isna(row.trial_arms) or row.allocation_ratio.count(":") + 1 != row.trial_arms:
            yield (
                "arms",
                row.Index,
                "allocation_ratio",
                f"{row.allocation_ratio} has not as many parts as the trial has arms.",
                "Correct the ratio or the number.",
            )


@rule(
    "arm-trial",
    "An arm of a trial, and a dose of it, gives an agent of the trial or of a report on it; a dose treats its disease.",
    "Agent and trial are entered in all three tables; a moved key shows in the others.",
    reads=("arms", "doses", "trial_reports", "trials"),
)
def arm_trial(tables: Tables) -> Iterator[Finding]:
    agents: dict[str, set[str]] = {}
    diseases: dict[str, set[str]] = {}
    for row in pd.concat([tables["trials"], tables["trial_reports"]]).itertuples():
        agents.setdefault(row.trial_id, set()).update({row.agent_id, row.combined_with} - {pd.NA})
        diseases.setdefault(row.trial_id, set()).add(row.disease_id)
    for table in ("arms", "doses"):
        for row in tables[table].dropna(subset=["agent_id", "trial_id"]).itertuples():
            if row.trial_id in agents and row.agent_id not in agents[row.trial_id]:
                yield (
                    table,
                    row.Index,
                    "agent_id",
                    f"{row.agent_id} is no agent of {row.trial_id}.",
                    "Correct the agent or the trial, or add a report on that agent.",
                )
            if (
                table == "doses"
                and row.trial_id in diseases
                and not pd.isna(row.disease_id)
                and row.disease_id not in diseases[row.trial_id]
            ):
                yield (
                    table,
                    row.Index,
                    "disease_id",
                    f"{row.disease_id} is no disease of {row.trial_id}.",
                    "Correct the disease or the trial, or add a report on that disease.",
                )


@rule(
    "arm-once",
    "A trial has one arm of a name in a cohort, and an arm's number says what it counts.",
    "Two arms of one name cannot be told apart in a sentence.",
    reads=("arms",),
)
def arm_once(tables: Tables) -> Iterator[Finding]:
    frame = tables["arms"]
    for position in frame.index[frame.duplicated(["trial_id", "name", "cohort"])]:
        yield (
            "arms",
            position,
            "name",
            f"{frame.at[position, 'trial_id']} has another arm of this name.",
            "Merge the two arms, or tell them apart by name or cohort.",
        )
    yield from together(tables, "arms", ("n", "n_kind"))


@rule(
    "dose-shape",
    "A dose is of an arm of its trial or of a label, has its number, and every interval its unit.",
    "A dose of nobody, or every 3 of something, cannot be followed.",
    reads=("arms", "doses"),
)
def dose_shape(tables: Tables) -> Iterator[Finding]:
    frame = tables["doses"]
    home = frame["arm_id"].map(tables["arms"].set_index("fact_id")["trial_id"])
    for position in frame.index[frame["trial_id"].notna() & (home != frame["trial_id"]).fillna(True)]:
        yield (
            "doses",
            position,
            "arm_id",
            "the dose of a trial names no arm of it.",
            "Name the arm of the trial that was given it.",
        )
    for position in frame.index[frame["trial_id"].isna() == frame["jurisdiction"].isna()]:
        yield (
            "doses",
            position,
            "jurisdiction",
            "a dose is of a trial or of a label.",
            "Name the trial or the country of the label, one of them.",
        )
    for position in frame.index[
        frame[["value", "lower", "upper"]].isna().all(axis=1) != (frame["dose_kind"] == "unknown")
    ]:
        yield (
            "doses",
            position,
            "value",
            f"{frame.at[position, 'dose_kind']} with the dose {frame.at[position, 'value']}.",
            "Enter the dose, or unknown as its kind.",
        )
    yield from together(
        tables,
        "doses",
        ("interval", "interval_unit"),
        ("cycle_length", "cycle_length_unit"),
        ("duration", "duration_unit"),
    )


@rule(
    "outcome-arms",
    "The arms of an outcome are two arms of its trial, and what is compared has a comparator.",
    "A value of another trial's arm, or a ratio to nothing, means nothing.",
    reads=("arms", "outcomes"),
)
def outcome_arms(tables: Tables) -> Iterator[Finding]:
    frame = tables["outcomes"]
    home = tables["arms"].set_index("fact_id")["trial_id"]
    for column in ("arm_id", "comparator_arm_id"):
        for position in frame.index[
            frame[column].notna() & (frame[column].map(home) != frame["trial_id"]).fillna(True)
        ]:
            yield (
                "outcomes",
                position,
                column,
                f"{frame.at[position, column]} is no arm of {frame.at[position, 'trial_id']}.",
                "Correct the arm or the trial.",
            )
    for position in frame.index[(frame["arm_id"] == frame["comparator_arm_id"]).fillna(False)]:
        yield (
            "outcomes",
            position,
            "comparator_arm_id",
            "an arm is compared with itself.",
            "Correct one of the two arms.",
        )
    compared = frame["measure"].isin(COMPARING) | frame[
        ["comparator_value", "comparator_count", "comparator_n", "comparator_not_reached"]
    ].notna().any(axis=1)
    for position in frame.index[compared & frame["comparator_arm_id"].isna()]:
        yield "outcomes", position, "comparator_arm_id", "a comparison without comparator.", "Name the comparator arm."


@rule(
    "outcome-both",
    "A rate, count, mean or median beside a comparator gives that of the comparator too, or says which was greater.",
    "One value beside two arms is read as that of both, or of the wrong one.",
    reads=("outcomes",),
)
def outcome_both(tables: Tables) -> Iterator[Finding]:
    frame = tables["outcomes"]
    other = [f"comparator_{cell}" for cell in ("value", "lower", "upper", "count", "not_reached")]
    told = frame[[*other, "direction"]].notna().any(axis=1)
    mine = frame[["value", "lower", "upper", "count"]].notna().any(axis=1) & frame["comparator_arm_id"].notna()
    for position in frame.index[frame["measure"].isin(OF_ONE_ARM) & mine & ~told]:
        yield (
            "outcomes",
            position,
            "comparator_value",
            f"{frame.at[position, 'measure']} of one of two arms.",
            "Enter the value of the comparator, say which was greater, or leave the comparator out.",
        )


@rule(
    "safety-arms",
    "What a trial counts of safety is of an arm of it that was given the agent, and of a comparator arm where it gives"
    " numbers of one.",
    "A rate without its arm, or against nobody, says nothing of the medicine.",
    reads=("arms", "trial_safety"),
)
def safety_arms(tables: Tables) -> Iterator[Finding]:
    frame, arms = tables["trial_safety"], tables["arms"].set_index("fact_id")
    for column in ("arm_id", "comparator_arm_id"):
        for position in frame.index[
            frame[column].notna() & (frame[column].map(arms["trial_id"]) != frame["trial_id"]).fillna(True)
        ]:
            yield (
                "trial_safety",
                position,
                column,
                f"{frame.at[position, column]} is no arm of {frame.at[position, 'trial_id']}.",
                "Correct the arm or the trial.",
            )
    for position in frame.index[(frame["arm_id"].map(arms["agent_id"]) != frame["agent_id"]).fillna(True)]:
        yield (
            "trial_safety",
            position,
            "agent_id",
            f"{frame.at[position, 'arm_id']} was not given {frame.at[position, 'agent_id']}.",
            "Correct the agent or the arm.",
        )
    for position in frame.index[(frame["arm_id"] == frame["comparator_arm_id"]).fillna(False)]:
        yield (
            "trial_safety",
            position,
            "comparator_arm_id",
            "an arm is compared with itself.",
            "Correct one of the two arms.",
        )
    numbers = frame[["comparator_count", "comparator_percent"]].notna().any(axis=1)
    for position in frame.index[numbers != frame["comparator_arm_id"].notna()]:
        yield (
            "trial_safety",
            position,
            "comparator_arm_id",
            "a comparator without its count or percentage, or these without a comparator.",
            "Name the arm and what it had, or empty the cells.",
        )
