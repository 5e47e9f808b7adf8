"""Laws of medicines: what a medicine is and does, how far it came, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from il2data.checking.rules import Finding, Tables, rule, together

# Phases of a medicine from first to last, and the place of a trial's phase among them.
PHASES = ("preclinical", "phase_1", "phase_1_2", "phase_2", "phase_2_3", "phase_3", "approved")
TRIAL_PHASES = {"EARLY_PHASE1": 1, "PHASE1": 1, "PHASE1/PHASE2": 2, "PHASE2": 3, "PHASE2/PHASE3": 4, "PHASE3": 5}
# What a molecule can do to the receptor; those not named here activate it.
ACTIONS = {
    "il2_mutein": {"agonist", "partial_agonist", "inactive"},
    "il2_mutein_antagonist": {"antagonist", "partial_antagonist"}, "anti_il2_antibody": {"redirecting", "antagonist"},
    "anti_receptor_antibody": {"receptor_blocker", "depleting"}, "antibody_drug_conjugate": {"cytotoxic"},
    "fusion_toxin": {"cytotoxic"}, "immunotoxin": {"cytotoxic"},
}  # fmt: skip
ACTIVE = {"agonist", "partial_agonist"}
# Molecules without IL-2 or a site for CD25.
WITHOUT_IL2 = ("il15_agonist", "tnf_antibody_fusion")


@rule(
    "phase-of-trials",
    "The highest phase of a medicine is no lower than that of its trials.",
    "A trial is entered with its phase, and the profile of the medicine stays behind.",
    reads=("medicines", "trials"),
)
def phase_of_trials(tables: Tables) -> Iterator[Finding]:
    reached = tables["trials"]["phase"].map(TRIAL_PHASES).groupby(tables["trials"]["agent_id"]).max()
    frame = tables["medicines"]
    stated = frame["highest_phase"].map({phase: rank for rank, phase in enumerate(PHASES)}).fillna(-1)
    least = frame["agent_id"].map(reached).fillna(-1)
    for position in frame.index[stated < least]:
        phase = PHASES[int(least[position])]
        yield (
            "medicines",
            position,
            "highest_phase",
            f"{frame.at[position, 'highest_phase']}, and a trial of it is of {phase}.",
            f"Write {phase}, or correct the phase of the trial.",
        )


@rule(
    "medicine-action",
    "What a medicine does fits what it is: an antagonist, an antibody to the receptor or a toxin activates nothing.",
    "Agonist and antagonist in one class answer a question with its opposite.",
    reads=("medicines",),
)
def medicine_action(tables: Tables) -> Iterator[Finding]:
    for row in tables["medicines"].dropna(subset=["modality", "action"]).itertuples():
        allowed = ACTIONS.get(row.modality, ACTIVE)
        if row.action not in allowed:
            yield (
                "medicines",
                row.Index,
                "action",
                f"{row.action} for {row.modality}.",
                f"Write {' or '.join(sorted(allowed))}, or correct the modality.",
            )


@rule(
    "medicine-bias",
    "A chain is named with how far its binding is lowered, and a molecule without IL-2 has no bias against CD25.",
    "An IL-15 agonist never bound CD25; a class shared with IL-2 hides that.",
    reads=("medicines",),
)
def medicine_bias(tables: Tables) -> Iterator[Finding]:
    frame = tables["medicines"]
    yield from together(tables, "medicines", ("attenuated_chain", "attenuation"))
    for position in frame.index[frame["attenuated_how"].notna() & frame["attenuated_chain"].isna()]:
        yield (
            "medicines",
            position,
            "attenuated_how",
            "it is said what lowers the binding, and not of which chain.",
            "Name the chain, or empty the cell.",
        )
    foreign = frame["modality"].isin(WITHOUT_IL2)
    for column in ("attenuated_chain", "bias_measured", "bias_claimed"):
        for position in frame.index[foreign & frame[column].notna()]:
            yield (
                "medicines",
                position,
                column,
                f"{frame.at[position, 'modality']} with a {column}.",
                "Empty the cell: there is no IL-2 whose binding could be shifted.",
            )


@rule(
    "medicine-status",
    "A standing has its date, only what was stopped or paused has a reason for it, and what was approved has an"
    " indication that says where.",
    "Stopped, but when; approved, but where: both halves are needed.",
    reads=("indications", "medicines"),
)
def medicine_status(tables: Tables) -> Iterator[Finding]:
    frame, uses = tables["medicines"], tables["indications"]
    yield from together(tables, "medicines", ("development_status", "status_as_of"))
    ended = frame["development_status"].isin(["stopped", "paused"])
    for position in frame.index[frame["stopped_reason"].notna() & ~ended]:
        yield (
            "medicines",
            position,
            "stopped_reason",
            f"a reason for stopping, and the status {frame.at[position, 'development_status']}.",
            "Correct the status, or empty the cell.",
        )
    licensed = frame["agent_id"].isin(uses.loc[uses["status"].isin(["approved", "withdrawn"]), "agent_id"])
    approved = (frame["highest_phase"] == "approved").fillna(False).astype(bool)
    for position in frame.index[approved != licensed]:
        yield (
            "medicines",
            position,
            "highest_phase",
            (
                f"highest phase {frame.at[position, 'highest_phase']}, and indications"
                f" {'approve' if licensed[position] else 'do not approve'} it."
            ),
            "Correct the phase, or add the indication.",
        )
    for position in frame.index[frame["development_status"].isin(["approved", "withdrawn"]) & ~approved]:
        yield (
            "medicines",
            position,
            "development_status",
            f"{frame.at[position, 'development_status']} without an approval.",
            "Correct the status or the highest phase.",
        )
