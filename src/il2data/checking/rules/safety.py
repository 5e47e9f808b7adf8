"""Laws of harms: adverse reactions, what trials say of safety, and contraindications."""

from __future__ import annotations

from collections.abc import Iterator

from il2data.checking.rules import Finding, Tables, rule

# What a row of safety says of doses; all others count participants.
TOLERATED = ("maximum_tolerated_dose", "no_maximum_tolerated_dose")


@rule(
    "safety-said",
    "A row of safety gives the dose where it is of a maximum tolerated dose, and a count or a percentage where it is of"
    " an event.",
    "A tolerated dose without the dose, or an event that nobody counted, is no fact.",
    reads=("trial_safety",),
)
def safety_said(tables: Tables) -> Iterator[Finding]:
    frame = tables["trial_safety"]
    dose, counted = frame["kind"].isin(TOLERATED), frame[["count", "percent"]].notna().any(axis=1)
    for position in frame.index[(frame["kind"] == "maximum_tolerated_dose").fillna(False) & frame["value"].isna()]:
        yield (
            "trial_safety",
            position,
            "value",
            "a maximum tolerated dose without the dose.",
            "Enter the dose, or write no_maximum_tolerated_dose.",
        )
    for position in frame.index[dose & (counted | frame["finding_id"].notna() | frame["comparator_arm_id"].notna())]:
        yield (
            "trial_safety",
            position,
            "kind",
            "a tolerated dose with an event, a count or a comparator.",
            "Give the event a row of its own.",
        )
    for position in frame.index[~dose & frame["value"].notna()]:
        yield (
            "trial_safety",
            position,
            "value",
            f"{frame.at[position, 'kind']} with a dose.",
            "Name the dose in the arm, or correct the kind.",
        )
    for position in frame.index[~dose & ~counted]:
        yield (
            "trial_safety",
            position,
            "count",
            f"{frame.at[position, 'kind']} without count or percentage.",
            "Enter what the source counts, or withdraw the row.",
        )


@rule(
    "reaction-shape",
    "A percentage stands with reactions only, and a drug-related death has grade 5.",
    "Warnings and contraindications are not counted; a death is of grade 5 by definition.",
    reads=("adverse_reactions",),
)
def reaction_shape(tables: Tables) -> Iterator[Finding]:
    frame = tables["adverse_reactions"]
    uncounted = frame["kind"].isin(["boxed_warning", "warning", "contraindication"])
    for column in ("percent", "count", "grade"):
        for position in frame.index[uncounted & frame[column].notna()]:
            yield (
                "adverse_reactions",
                position,
                column,
                f"a {frame.at[position, 'kind']} with a {column}.",
                "Enter the counted reaction as a row of its own.",
            )
    deadly = frame["kind"] == "drug_related_death"
    for position in frame.index[deadly != (frame["grade"] == "5").fillna(False)]:
        yield (
            "adverse_reactions",
            position,
            "grade",
            f"{frame.at[position, 'kind']} of grade {frame.at[position, 'grade']}.",
            "Grade 5 is death; correct the grade or the kind.",
        )
    for position in frame.index[deadly != (frame["finding_id"] == "il2d:finding-death")]:
        yield (
            "adverse_reactions",
            position,
            "finding_id",
            f"{frame.at[position, 'kind']} with the finding {frame.at[position, 'finding_id']}.",
            "Enter death as the finding of a drug-related death.",
        )
    for position in frame.index[(frame["kind"] == "common_reaction") & (frame["percent"] < 1)]:
        yield (
            "adverse_reactions",
            position,
            "percent",
            f"a common reaction of {frame.at[position, 'percent']:g} %.",
            "Common is 1 % and more; correct the number or the kind.",
        )


@rule(
    "reaction-shape-label",
    "What a label lists from a share upwards is not rarer than that, and a counted reaction says in whom.",
    "A percentage without its patients is of nobody.",
    reads=("adverse_reactions",),
)
def reaction_of(tables: Tables) -> Iterator[Finding]:
    frame = tables["adverse_reactions"]
    for position in frame.index[(frame["percent"] < frame["share_at_least"]).fillna(False)]:
        yield (
            "adverse_reactions",
            position,
            "share_at_least",
            f"{frame.at[position, 'percent']:g} %, listed from {frame.at[position, 'share_at_least']:g} % on.",
            "Check the percentage or the list.",
        )
    for column in ("regimen", "arm", "disease_id"):
        for position in frame.index[frame["percent"].notna() & frame[column].isna()]:
            yield (
                "adverse_reactions",
                position,
                column,
                f"a percentage without its {column}.",
                "Say who was treated and how.",
            )


@rule(
    "contraindication-criterion",
    "A contraindication says what exactly forbids use, and only it does; a threshold is whole.",
    "Coma that lasted 48 hours forbids another course, coma as such is managed: the threshold decides.",
    reads=("adverse_reactions",),
)
def criterion(tables: Tables) -> Iterator[Finding]:
    frame = tables["adverse_reactions"]
    forbids = frame["kind"] == "contraindication"
    for column in ("criterion", "use"):
        for position in frame.index[forbids == frame[column].isna()]:
            yield (
                "adverse_reactions",
                position,
                column,
                f"{frame.at[position, 'kind']} with the {column} {frame.at[position, column]}.",
                "Fill it for a contraindication, and for nothing else.",
            )
    filled = frame[["threshold", "threshold_relation", "threshold_unit"]].notna().sum(axis=1)
    for position in frame.index[~filled.isin([0, 3]) | ((filled == 3) & ~forbids)]:
        yield (
            "adverse_reactions",
            position,
            "threshold",
            "value, relation and unit of the threshold do not stand together in a contraindication.",
            "Fill all three or none.",
        )
