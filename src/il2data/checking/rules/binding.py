"""Laws of binding: constants and rates, the order of the receptor's forms, ratios and potencies."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pandas as pd

from il2data.checking.rules import Finding, Tables, rule, together, unit_factors
from il2data.checking.rules.molecules import IL2
from il2data.checking.rules.receptors import GAMMA

# Kd and koff/kon of one study agree within this factor; published rates are rounded to one or two digits.
RATE_FACTOR = 3.0
CHAIN_ORDER = ("il2d:receptor-alpha-beta-gamma", "il2d:receptor-beta-gamma", "UniProtKB:P14784")


@rule(
    "kd-rates",
    "Kd agrees with koff over kon, within a factor of three, where one study gives all.",
    "The three are one equation; a factor of a thousand between them is a slip of unit.",
    reads=("affinities", "units"),
)
def kd_rates(tables: Tables) -> Iterator[Finding]:
    frame = tables["affinities"].dropna(subset=["study", "value"])
    factor = unit_factors(tables)
    for _, mine in frame.groupby(["study", "ligand_id", "target_id", "species"]):
        by = dict(list(mine.groupby("quantity")))
        if not all(len(by.get(q, [])) == 1 for q in ("Kd", "kon", "koff")):
            continue
        kd, kon, koff = (float(by[q]["value"].iloc[0]) * factor[by[q]["unit"].iloc[0]] for q in ("Kd", "kon", "koff"))
        ratio = kd / (koff / kon)
        if not 1 / RATE_FACTOR <= ratio <= RATE_FACTOR:
            yield (
                "affinities",
                by["Kd"].index[0],
                "value",
                f"Kd is {ratio:.3g} times koff/kon of the same study.",
                "Check value and unit of the three rows.",
            )


@rule(
    "affinity-order",
    "IL-2 binds the alpha-beta-gamma form tighter than beta-gamma, and beta-gamma tighter than beta alone.",
    "The three classes are a hundredfold apart; a measurement between them belongs to another form.",
    reads=("affinities", "units"),
)
def affinity_order(tables: Tables) -> Iterator[Finding]:
    frame = tables["affinities"]
    factor = frame["unit"].map(unit_factors(tables))
    middle = (frame["lower"] * frame["upper"]) ** 0.5
    molar = (frame["value"].fillna(middle) * factor)[
        (frame["ligand_id"] == IL2) & (frame["quantity"] == "Kd") & (frame["species"] == "Homo sapiens")
    ]
    for tight, loose in pairwise(CHAIN_ORDER):
        target = frame.loc[molar.index, "target_id"]
        ceiling = molar[target == loose].median()
        for position in molar.index[(target == tight) & (molar >= ceiling)]:
            yield (
                "affinities",
                position,
                "value",
                (
                    f"{molar[position]:.3g} mol/L is no tighter than {ceiling:.3g} mol/L, the median of the next weaker"
                    " form."
                ),
                "Check value, unit and receptor form.",
            )


@rule(
    "gamma-alone",
    "No row says that IL-2 binds the gamma chain alone tighter than 0.1 mmol/L.",
    "Gamma alone has hardly any affinity for IL-2; a row with a tighter constant belongs to another form.",
    reads=("affinities", "units"),
)
def gamma_alone(tables: Tables) -> Iterator[Finding]:
    frame = tables["affinities"]
    factor = frame["unit"].map(unit_factors(tables))
    binds = (
        (frame["ligand_id"] == IL2)
        & (frame["target_id"] == GAMMA)
        & (frame["quantity"] == "Kd")
        & (frame["value"] * factor < 1e-4)
    )
    for position in frame.index[binds]:
        yield (
            "affinities",
            position,
            "target_id",
            "a binding constant of IL-2 for gamma alone.",
            "Name the receptor form that was measured, or enter no_binding.",
        )


@rule(
    "no-binding",
    "Where no binding was seen there is no value; what was tested up to stands only there.",
    "A value beside no binding reads as a constant, and a limit of testing beside a constant as its bound.",
    reads=("affinities",),
)
def no_binding(tables: Tables) -> Iterator[Finding]:
    frame = tables["affinities"]
    absent = frame["quantity"] == "no_binding"
    for position in frame.index[absent & frame[["relation", "unit"]].notna().any(axis=1)]:
        yield (
            "affinities",
            position,
            "relation",
            "no binding was seen, and the row has a relation or a unit.",
            "Enter the highest concentration tested in tested_up_to, or correct the quantity.",
        )
    for position in frame.index[~absent & frame[["value", "lower", "upper"]].isna().all(axis=1)]:
        yield (
            "affinities",
            position,
            "value",
            f"{frame.at[position, 'quantity']} without a number.",
            "Enter the number, or write no_binding.",
        )
    for position in frame.index[~absent & frame["tested_up_to"].notna()]:
        yield (
            "affinities",
            position,
            "tested_up_to",
            "a concentration tested that bounds nothing.",
            "Keep it where no binding was seen.",
        )
    yield from together(tables, "affinities", ("tested_up_to", "tested_up_to_unit"))


@rule(
    "ratio-reference",
    "A ratio has what it is relative to: another ligand for affinities, another receptor form for rates; nothing else"
    " has.",
    "Thirty times is no number without of what.",
    reads=("affinities", "agents", "proteins"),
)
def ratio_reference(tables: Tables) -> Iterator[Finding]:
    frame = tables["affinities"]
    ligands = {*tables["agents"]["agent_id"], *tables["proteins"]["protein_id"]}
    for row in frame.itertuples():
        ratio = row.quantity == "relative_affinity" or row.quantity.endswith("_ratio")
        if ratio == pd.isna(row.reference_id):
            yield (
                "affinities",
                row.Index,
                "reference_id",
                f"{row.quantity} {'without' if ratio else 'with'} a reference.",
                "Name what a ratio is relative to, and only there.",
            )
        elif ratio and (
            row.reference_id in (row.ligand_id, row.target_id)
            or (row.quantity == "relative_affinity") != (row.reference_id in ligands)
        ):
            yield (
                "affinities",
                row.Index,
                "reference_id",
                f"{row.quantity} relative to {row.reference_id}.",
                "Name the other ligand of an affinity, the other form of a ratio of rates.",
            )


@rule(
    "potency-time",
    "A potency of phosphorylation has its time of stimulation, with unit.",
    "The half-maximal concentration moves severalfold between half an hour and four.",
    reads=("potencies",),
)
def potency_time(tables: Tables) -> Iterator[Finding]:
    frame = tables["potencies"]
    for position in frame.index[frame["time"].isna() & frame["readout"].str.endswith("phosphorylation")]:
        yield "potencies", position, "time", "the time of stimulation is missing.", "Enter it from the source."
    yield from together(tables, "potencies", ("time", "time_unit"))
