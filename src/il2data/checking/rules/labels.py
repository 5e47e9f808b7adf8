"""Laws of labels: the provisions of each edition, and that an approved medicine has one."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from il2data.checking.rules import Finding, Tables, rule
from il2data.checking.rules.numbers import proportion_agrees
from il2data.sentences import figure

# Kinds of a label's provision that hold under a condition, and those that name another medicine.
CONDITIONAL = ("dose_hold", "dose_stop", "permanent_stop", "exclusion_recommended")
PAIRED = ("interaction", "companion")
# Bases of an edition that have no date.
DATELESS = ("undated", "older", "cited")


@rule(
    "approved-label",
    "A medicine that was approved has a row that rests on its label, or a gap of label_provisions that names it.",
    "What an approval allows stands in the label; who looks for it must find it, or find that it could not be read.",
    reads=("adverse_reactions", "doses", "entities", "gaps", "indications", "label_provisions"),
)
def approved_label(tables: Tables) -> Iterator[Finding]:
    frame, doses, gaps = tables["indications"], tables["doses"], tables["gaps"]
    labelled = {
        *tables["label_provisions"]["agent_id"],
        *tables["adverse_reactions"]["agent_id"],
        *doses.loc[doses["jurisdiction"].notna(), "agent_id"],
    }
    label = tables["entities"].set_index("entity_id")["label"]
    asked = " ".join(gaps.loc[gaps["table"] == "label_provisions", "question"])
    for agent, rows in frame[frame["status"].isin(["approved", "withdrawn"])].groupby("agent_id"):
        if agent not in labelled and not re.search(rf"\b{re.escape(label.get(agent, agent))}(?![\w-])", asked):
            yield (
                "indications",
                rows.index[0],
                "agent_id",
                f"{agent} was approved, and nothing is told from its label.",
                "Enter what its label says, or say in gaps (table label_provisions) why it could not be read.",
            )


@rule(
    "provision-shape",
    "A hold or stop has its condition, an interaction its other medicine and what follows from it, a counted reaction"
    " its share.",
    "What to do without when to do it, or the other way round, is no instruction.",
    reads=("label_provisions",),
)
def provision_shape(tables: Tables) -> Iterator[Finding]:
    frame = tables["label_provisions"]
    for position in frame.index[frame["kind"].isin(CONDITIONAL) & frame["condition"].isna()]:
        yield (
            "label_provisions",
            position,
            "condition",
            f"{frame.at[position, 'kind']} without a condition.",
            "Say in which case it applies.",
        )
    for position in frame.index[frame["resume_when"].notna() & (frame["kind"] != "dose_hold")]:
        yield (
            "label_provisions",
            position,
            "resume_when",
            f"{frame.at[position, 'kind']} that is resumed.",
            "Only a dose that is withheld is given again; correct the kind.",
        )
    paired = frame["kind"].isin(PAIRED)
    for position in frame.index[paired & (frame["other_agent_id"].isna() == frame["other_agent_class"].isna())]:
        yield (
            "label_provisions",
            position,
            "other_agent_class",
            (
                f"{frame.at[position, 'kind']} with"
                f" {'two' if pd.notna(frame.at[position, 'other_agent_class']) else 'no'} others."
            ),
            "Name one: the agent, or in words what is no agent of the package.",
        )
    for position in frame.index[~paired & frame["other_agent_class"].notna()]:
        yield (
            "label_provisions",
            position,
            "other_agent_class",
            f"{frame.at[position, 'kind']} with other agents, which its sentence does not print.",
            "Say it in the condition or the action.",
        )
    counted = frame["kind"] == "reaction"
    for position in frame.index[counted != frame["percent"].notna()]:
        yield (
            "label_provisions",
            position,
            "percent",
            f"{frame.at[position, 'kind']} {'without' if counted[position] else 'with'} a share.",
            "A counted reaction has its share, and nothing else has one.",
        )
    for position in frame.index[
        (~frame["kind"].isin([*CONDITIONAL, "reaction"]))
        & frame["action"].isna()
        & ~(frame["kind"].isin(["boxed_warning", "warning"]) & frame["finding_id"].notna())
        & ~((frame["kind"] == "contraindication") & frame["condition"].notna())
    ]:
        yield (
            "label_provisions",
            position,
            "action",
            f"{frame.at[position, 'kind']} that says nothing.",
            "Say what the label provides for.",
        )


@rule(
    "provision-count",
    "The share of a label's counted reaction is its count over its number.",
    "Three numbers for two degrees of freedom: one bumped digit shows.",
    reads=("label_provisions",),
)
def provision_count(tables: Tables) -> Iterator[Finding]:
    frame = tables["label_provisions"]
    for position in frame.index[frame["count"].notna()]:
        percent, count, n = (frame.at[position, column] for column in ("percent", "count", "n"))
        if pd.isna(n) or pd.isna(percent) or not proportion_agrees(float(percent), float(count), float(n)):
            yield (
                "label_provisions",
                position,
                "percent",
                f"{percent} %, with {count} of {n}.",
                "Check the three numbers against the label.",
            )


@rule(
    "provision-threshold",
    "A threshold of a label has its relation and unit, and its number stands in the words too.",
    "The words are what is read, the number is what is sorted: entered twice, a slip in one shows.",
    reads=("label_provisions",),
)
def provision_threshold(tables: Tables) -> Iterator[Finding]:
    frame = tables["label_provisions"]
    filled = frame[["threshold", "threshold_relation", "threshold_unit"]].notna().sum(axis=1)
    for position in frame.index[~filled.isin([0, 3])]:
        yield (
            "label_provisions",
            position,
            "threshold",
            "value, relation and unit of the threshold do not stand together.",
            "Fill all three or none.",
        )
    for position in frame.index[filled == 3]:
        number = figure(float(frame.at[position, "threshold"]))
        words = " ".join(
            frame.at[position, column] for column in ("condition", "action") if pd.notna(frame.at[position, column])
        )
        if not re.search(rf"(?<![\d.,]){re.escape(number)}(?![\d]|[.,]\d)", words):
            yield (
                "label_provisions",
                position,
                "threshold",
                f"{number} does not stand in {words[:80]!r}.",
                "Write the number in the condition or the action as well.",
            )


@rule(
    "provision-edition",
    "An edition of a label has a date where its basis is one, and none where there is none.",
    "A provision without its edition may have been overtaken.",
    reads=("label_provisions",),
)
def provision_edition(tables: Tables) -> Iterator[Finding]:
    frame = tables["label_provisions"]
    for position in frame.index[frame["label_edition"].isna() != frame["edition_basis"].isin(DATELESS)]:
        yield (
            "label_provisions",
            position,
            "label_edition",
            f"the edition {frame.at[position, 'label_edition']} with the basis {frame.at[position, 'edition_basis']}.",
            "Enter the date, or the basis that has none.",
        )
