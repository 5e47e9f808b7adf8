"""Laws of receptors and complexes: their chains, subunits and components, and where they are expressed."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from il2data.checking.rules import Finding, Tables, rule
from il2data.checking.rules.molecules import sequences

GAMMA = "UniProtKB:P31785"


@rule(
    "receptor-chains",
    "The three forms of the receptor have the chains that define them.",
    "A dropped subunit turns the high-affinity form into another one.",
    reads=("receptor_subunits",),
)
def receptor_chains(tables: Tables) -> Iterator[Finding]:
    alpha, beta = "UniProtKB:P01589", "UniProtKB:P14784"
    defined = {
        "il2d:receptor-alpha": {alpha},
        "il2d:receptor-beta-gamma": {beta, GAMMA},
        "il2d:receptor-alpha-beta-gamma": {alpha, beta, GAMMA},
        "il2d:receptor-alpha-beta": {alpha, beta},
    }
    frame = tables["receptor_subunits"]
    for form, mine in frame.groupby("receptor_form_id"):
        found = set(mine["protein_id"])
        if form in defined and found != defined[str(form)]:
            yield (
                "receptor_subunits",
                mine.index[0],
                "protein_id",
                f"{form} has {', '.join(sorted(found))}, expected {', '.join(sorted(defined[str(form)]))}.",
                "Restore the chain that is missing, or remove the one too many.",
            )


@rule(
    "expression-whole",
    "What is induced has its stimulus, and of a gene only the transcript was measured.",
    "Induced by what is the finding; a transcript proves no receptor on the cell.",
    reads=("genes", "receptor_expression"),
)
def expression_whole(tables: Tables) -> Iterator[Finding]:
    frame = tables["receptor_expression"]
    for position in frame.index[(frame["presence"] == "induced") & frame["stimulus"].isna()]:
        yield "receptor_expression", position, "stimulus", "induced, and the stimulus is empty.", "Name the stimulus."
    transcript = (frame["measured"] == "transcript").fillna(False)
    for position in frame.index[frame["target_id"].isin(tables["genes"]["gene_id"]) != transcript]:
        yield (
            "receptor_expression",
            position,
            "measured",
            f"{frame.at[position, 'measured']} of {frame.at[position, 'target_id']}.",
            "Name the gene for a transcript, the chain or form for anything else.",
        )


@rule(
    "chains-once",
    "A chain of a structure is one letter and belongs to one component.",
    "Chain letters are how a structure is opened.",
    reads=("structure_components",),
)
def chains_once(tables: Tables) -> Iterator[Finding]:
    frame = tables["structure_components"]
    taken: set[tuple[str, str]] = set()
    for row in frame.dropna(subset=["chains"]).itertuples():
        chains = row.chains.split(", ")
        if not all(re.fullmatch(r"[A-Z0-9]{1,2}", chain) for chain in chains):
            yield (
                "structure_components",
                row.Index,
                "chains",
                f"{row.chains!r} are no chain letters.",
                "Write letters with a comma and a blank between.",
            )
        doubled = {(row.structure_id, chain) for chain in chains} & taken
        if doubled or len(set(chains)) < len(chains):
            yield (
                "structure_components",
                row.Index,
                "chains",
                f"a chain of {row.structure_id} stands twice.",
                "Correct the chains or the structure.",
            )
        taken |= {(row.structure_id, chain) for chain in chains}


@rule(
    "component-part",
    "The residues of a structure's component lie in the stored chain, in order, and those of an ectodomain in or next"
    " to the extracellular part.",
    "A construct counted in mature numbers is off by the signal peptide.",
    reads=("sequence_features", "sequences", "structure_components"),
)
def component_part(tables: Tables) -> Iterator[Finding]:
    stored, features = sequences(tables), tables["sequence_features"]
    outside = features[features["kind"] == "extracellular"].dropna(subset=["start", "end"]).set_index("protein_id")
    for row in tables["structure_components"].dropna(subset=["first_residue", "last_residue"]).itertuples():
        length = len(stored.get((row.entity_id, "precursor"), "")) or row.last_residue
        if not row.first_residue <= row.last_residue <= length:
            yield (
                "structure_components",
                row.Index,
                "last_residue",
                f"residues {row.first_residue} to {row.last_residue} of {length}.",
                "Count in the precursor.",
            )
        elif (
            not pd.isna(row.fragment)
            and row.fragment == "ectodomain"
            and row.entity_id in outside.index
            and not outside.at[row.entity_id, "start"] - 1
            <= row.first_residue
            <= row.last_residue
            <= outside.at[row.entity_id, "end"]
        ):
            yield (
                "structure_components",
                row.Index,
                "first_residue",
                f"residues {row.first_residue} to {row.last_residue} are not outside the membrane.",
                "Check the residues and the part.",
            )


@rule(
    "subunit-role",
    "A chain has one role in all forms of the receptor.",
    "Beta binds and signals wherever it stands.",
    reads=("receptor_subunits",),
)
def subunit_role(tables: Tables) -> Iterator[Finding]:
    frame = tables["receptor_subunits"].dropna(subset=["role"])
    for protein, mine in frame.groupby("protein_id"):
        common = mine["role"].mode().iloc[0]
        for position in mine.index[mine["role"] != common]:
            yield (
                "receptor_subunits",
                position,
                "role",
                f"{protein} {mine.at[position, 'role']} here and {common} elsewhere.",
                "Correct the role.",
            )


# Quantities of receptor_turnover that may stand without a number, and those that are of a time.
UNCOUNTED = ("internalised", "not_internalised", "downregulation", "fate")
WITHIN = ("internalised_share", "recovered_share")


@rule(
    "turnover-shape",
    "A fate tells what becomes of it and nothing else does; a half-time, rate or share has its number, a share its"
    " time, and where the ligand was followed it is named.",
    "Taken up by half, of an unnamed thing and after an untold time, says nothing.",
    reads=("receptor_turnover",),
)
def turnover_shape(tables: Tables) -> Iterator[Finding]:
    frame = tables["receptor_turnover"]
    quantity, ligand = frame["quantity"], frame["followed"] == "ligand"
    bare = frame[["value", "lower", "upper"]].isna().all(axis=1)
    for broken, column, what, mend in (
        (
            frame["fate"].notna() != (quantity == "fate"),
            "fate",
            "quantity and fate do not fit",
            "Fill fate for fates alone.",
        ),
        (bare & ~quantity.isin(UNCOUNTED), "value", "no number", "Enter the number, or take the quantity without one."),
        (quantity.isin(WITHIN) & frame["time"].isna(), "time", "a share without its time", "Enter the time."),
        (
            ligand & frame["ligand_id"].isna(),
            "ligand_id",
            "the ligand was followed and is not named",
            "Name the ligand.",
        ),
    ):
        for position in frame.index[broken]:
            yield "receptor_turnover", position, column, f"{what} ({quantity[position]}).", mend
