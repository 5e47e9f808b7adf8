"""Laws of medicines: proportions, intervals and p values, approvals, one record for one drug."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import erf, floor, log, sqrt
from typing import Any

import pandas as pd

from il2data.checking.rules import Finding, Tables, rule, source_kinds, species_of, together
from il2data.checking.rules.values import earliest, latest
from il2data.sentences import figure

RATIOS = ("hazard_ratio", "odds_ratio", "risk_ratio")
# Sources that record a regulator's decision.
REGULATORY = ("label", "regulatory_document", "registry_record", "database_record")
JURISDICTIONS = {
    "FDA": "US",
    "European Commission": "EU",
    "MHRA": "GB",
    "MHLW": "JP",
    "Swissmedic": "CH",
    "German national authority": "DE",
}
# Units that the measure of an outcome takes.
MEASURE_UNITS = {
    "hazard_ratio": {"1"}, "odds_ratio": {"1"}, "risk_ratio": {"1"}, "response_rate": {"%"}, "event_rate": {"%"},
    "share_event_free": {"%"}, "cumulative_incidence": {"%"}, "risk_reduction": {"%"}, "risk_increase": {"%"},
    "rate_reduction": {"%"}, "percent_of_baseline": {"%"}, "percent_change": {"%"}, "fold_change": {"{fold}"},
    "rate": {"1"}, "share_difference": {"%{points}"},
}  # fmt: skip
# Measures that compare two arms in one number, and those that are a share of participants.
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
SHARES = ("response_rate", "event_rate", "share_event_free")
# What a row of safety says of doses; all others count participants.
TOLERATED = ("maximum_tolerated_dose", "no_maximum_tolerated_dose")
# Roles of an endpoint that a trial can meet or miss.
TESTED = ("primary", "co_primary", "secondary")
# Statuses of a trial that is still to take in participants.
OPEN = ("NOT_YET_RECRUITING", "RECRUITING", "ENROLLING_BY_INVITATION")
# Phases of a medicine from first to last, and the place of a trial's phase among them.
PHASES = ("preclinical", "phase_1", "phase_1_2", "phase_2", "phase_3", "approved")
TRIAL_PHASES = {"EARLY_PHASE1": 1, "PHASE1": 1, "PHASE1/PHASE2": 2, "PHASE2": 3, "PHASE2/PHASE3": 3, "PHASE3": 4}
STOPPED = ("TERMINATED", "WITHDRAWN", "SUSPENDED")
# What an event happens to; all others happen to medicines.
EVENT_OF = {
    "chain_identified": {"proteins"}, "cloned": {"genes"}, "gene_structure_reported": {"genes"},
    "gene_located": {"genes"}, "purified": {"proteins"}, "crystallised": {"proteins", "structures"},
    "structure_solved": {"proteins", "receptor_forms", "structures"},
    "discovered": {"proteins", "receptor_forms", "genes", "cell_types"},
    **{
        key: {"proteins", "genes", "receptor_forms"}
        for key in ("forerunner_reported", "named", "method_reported", "function_reported")
    },
    **{key: {"proteins", "agents"} for key in ("first_in_human", "first_response", "result_reported")},
}  # fmt: skip
DEALS = ("acquisition_agreed", "acquisition_completed", "licensed", "rights_returned")
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


def proportion_agrees(percent: float, count: float, n: float) -> bool:
    """Say whether a reported percentage is count/n, rounded or cut to the digits it shows."""
    digits = len(repr(float(percent)).removesuffix(".0").partition(".")[2])
    step = 10.0**-digits
    return -step < percent - 100 * count / n <= step * 0.5001


@rule(
    "proportion-count",
    "A percentage is its count over its number, within rounding.",
    "Three numbers for two degrees of freedom: one bumped digit shows.",
    reads=("adverse_reactions", "outcomes", "trial_benefits", "trial_safety"),
)
def proportion(tables: Tables) -> Iterator[Finding]:
    for table, side in (("adverse_reactions", ""), ("trial_safety", ""), ("trial_safety", "comparator_")):
        cells = [side + cell for cell in ("percent", "count", "n")]
        for position, percent, count, n in tables[table][cells].dropna().itertuples():
            if not proportion_agrees(percent, count, n):
                yield (
                    table,
                    position,
                    cells[0],
                    f"{percent} %, but {count} of {n} is {100 * count / n:.2f} %.",
                    "Check the three numbers; keep what the source prints and leave one out if it contradicts itself.",
                )
    for table in ("outcomes", "trial_benefits"):
        shares = tables[table][tables[table]["measure"].isin(SHARES)]
        for side in ("", "comparator_"):
            value, count, n = (side + cell for cell in ("value", "count", "n"))
            for position, *cells in shares[[value, count, n]].dropna().itertuples() if count in shares else []:
                if not proportion_agrees(*cells):
                    yield (
                        table,
                        position,
                        value,
                        f"{cells[0]} %, but {cells[1]} of {cells[2]} is {100 * cells[1] / cells[2]:.2f} %.",
                        (
                            "Check the three numbers; keep what the source prints and leave one out if it contradicts"
                            " itself."
                        ),
                    )


@rule(
    "percent-possible",
    "A percentage of responders or of patients with a reaction is one that so many participants can give.",
    "Nobody is 27.7 % of 391: the number counted was another than the number randomised.",
    reads=("adverse_reactions", "outcomes", "trial_safety"),
)
def percent_possible(tables: Tables) -> Iterator[Finding]:
    for table, share, sides in (
        ("outcomes", "measure", ("", "comparator_")),
        ("adverse_reactions", "percent", ("",)),
        ("trial_safety", "percent", ("", "comparator_")),
    ):
        frame = tables[table]
        frame = frame[frame["measure"] == "response_rate"] if share == "measure" else frame
        for side in sides:
            percent, n = side + ("value" if share == "measure" else "percent"), f"{side}n"
            for position, value, number in frame[[percent, n]].dropna().itertuples() if n in frame else []:
                nearest = floor(value * number / 100)
                if not any(proportion_agrees(value, count, number) for count in (nearest, nearest + 1)):
                    yield (
                        table,
                        position,
                        n,
                        (
                            f"{value} % of {number}: {nearest} are {100 * nearest / number:.2f} %, {nearest + 1} are"
                            f" {100 * (nearest + 1) / number:.2f} %."
                        ),
                        "Enter the number that was counted, or empty the cell if the source does not print it.",
                    )


@rule(
    "count-within",
    "A count is no larger than the number it is out of; that of a reaction has one.",
    "A count without its number is no rate.",
    reads=("adverse_reactions", "outcomes", "trial_benefits", "trial_safety"),
)
def count_within(tables: Tables) -> Iterator[Finding]:
    for table in ("adverse_reactions", "outcomes", "trial_benefits", "trial_safety"):
        for side in ("", "comparator_"):
            frame = tables[table]
            if side + "count" not in frame:
                continue
            for position, count, n in frame[[side + "count", side + "n"]].dropna(subset=[side + "count"]).itertuples():
                if pd.isna(n):
                    if table not in ("outcomes", "trial_safety"):
                        yield table, position, "n", "a count stands without the number it is out of.", "Enter n."
                elif count > n:
                    yield table, position, side + "count", f"{count} of {n}.", "Correct the count or the number."


def contradicts(row: Any) -> bool:
    """Say whether a 95 % interval of a ratio and a p value cannot both be right.

    A two-sided p below 0.05 and a 95 % interval that holds 1 exclude each other, up to
    rounding; so do a p of 0.05 or more and an interval that leaves 1 out. Where the
    published pair comes from different tests, the p value implied by the interval (normal
    on the log scale) must be more than a factor of 5 away to count.
    """
    if row.lower <= 0 or row.upper <= row.lower or row.value <= 0:
        return False
    z = abs(log(row.value)) / ((log(row.upper) - log(row.lower)) / (2 * 1.959964))
    implied = max(1 - erf(z / sqrt(2)), 1e-12)
    said = max(row.p_value, 1e-12)
    across = (row.lower <= 1 <= row.upper) == (said < 0.05)
    return across and not 0.2 <= implied / said <= 5


def flagged(row: Any) -> bool:
    """Say whether a row states that the source's own numbers are inconsistent."""
    return not pd.isna(row.check) if hasattr(row, "check") else not pd.isna(row.remark) and "inconsistent" in row.remark


@rule(
    "interval-p",
    "A p value does not contradict the interval of its ratio, unless the row flags the source as inconsistent.",
    "Published numbers that exclude each other are kept as they are and flagged, never mended.",
    reads=("genetic_associations", "outcomes", "trial_benefits"),
)
def interval_p(tables: Tables) -> Iterator[Finding]:
    for table, column in (
        ("outcomes", "measure"),
        ("trial_benefits", "measure"),
        ("genetic_associations", "effect_measure"),
    ):
        frame = tables[table].dropna(subset=["value", "lower", "upper", "p_value"])
        for row in frame[frame[column].isin(RATIOS)].itertuples():
            level_95 = pd.isna(getattr(row, "confidence_level", None)) or row.confidence_level == 95
            exact = pd.isna(getattr(row, "p_relation", None)) or row.p_relation == "="
            if level_95 and exact and contradicts(row) and not flagged(row):
                yield (
                    table,
                    row.Index,
                    "p_value",
                    f"P = {row.p_value} and the interval {row.lower} to {row.upper} exclude each other.",
                    (
                        "Check the transcription; if the source prints it so, flag the row as inconsistent (check, or"
                        " the remark)."
                    ),
                )


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
    "approval-complete",
    "An approval has its regulator and jurisdiction.",
    "Approved by whom, and where, is what approved means.",
    reads=("indications",),
)
def approval_complete(tables: Tables) -> Iterator[Finding]:
    frame = tables["indications"]
    decided = frame["status"].isin(["approved", "withdrawn"])
    for column in ("regulator", "jurisdiction"):
        for position in frame.index[decided & frame[column].isna()]:
            yield (
                "indications",
                position,
                column,
                f"the use is {frame.at[position, 'status']} without a {column}.",
                "Name it, or write investigational.",
            )


@rule(
    "approval-evidence",
    "An approval is supported by a label or a regulator's record.",
    "News and reviews repeat each other; the label is what was approved.",
    reads=("evidence", "indications", "sources"),
    severity="warning",
)
def approval_evidence(tables: Tables) -> Iterator[Finding]:
    frame, evidence = tables["indications"], tables["evidence"]
    kind = source_kinds(tables)
    good = set(evidence.loc[kind.isin(REGULATORY) & (evidence["stance"] == "supports"), "fact_id"])
    for position in frame.index[(frame["status"] == "approved") & ~frame["fact_id"].isin(good)]:
        yield (
            "indications",
            position,
            "fact_id",
            f"{frame.at[position, 'fact_id']} is approved on the word of neither label nor regulator.",
            "Cite the label or the regulator's record.",
        )


@rule(
    "withdrawal-date",
    "A withdrawn use or application says when and by whom it was withdrawn, and no other use does.",
    "Withdrawn by a company for lack of sales and by a regulator for lack of safety are two stories.",
    reads=("indications",),
)
def withdrawal(tables: Tables) -> Iterator[Finding]:
    frame = tables["indications"]
    withdrawn = frame["status"].isin(["withdrawn", "application_withdrawn"])
    for column in ("withdrawn_on", "withdrawn_by"):
        for position in frame.index[withdrawn != frame[column].notna()]:
            yield (
                "indications",
                position,
                column,
                f"status {frame.at[position, 'status']}, and {column} is {frame.at[position, column]}.",
                "Fill both or neither.",
            )


@rule(
    "trial-once",
    "A registry record is entered once for each day, and a part of a trial once for each kind of report.",
    "Two versions of one day cannot both be the registry's.",
    reads=("registry_snapshots", "trial_reports"),
)
def trial_once(tables: Tables) -> Iterator[Finding]:
    for table, keys in (
        ("registry_snapshots", ["trial_id", "seen"]),
        ("trial_reports", ["trial_id", "kind", "cohort", "agent_id", "disease_id"]),
    ):
        frame = tables[table]
        for position in frame.index[frame.duplicated(keys)]:
            yield (
                table,
                position,
                "trial_id",
                f"{frame.at[position, 'trial_id']} is entered twice for the same day or part.",
                "Merge the two rows.",
            )


@rule(
    "trial-status",
    "A trial's status is that of its newest registry snapshot, or is of a later day.",
    "A status read years ago, beside a newer one, is the older of two truths.",
    reads=("registry_snapshots", "trials"),
)
def trial_status(tables: Tables) -> Iterator[Finding]:
    newest = {
        row.trial_id: row
        for row in (
            tables["registry_snapshots"]
            .assign(day=lambda frame: frame["seen"].map(latest))
            .sort_values("day")
            .itertuples()
        )
    }
    for row in tables["trials"].itertuples():
        found = newest.get(row.trial_id)
        if found is None:
            continue
        if pd.isna(row.status_as_of) or latest(row.status_as_of) < found.day:
            yield (
                "trials",
                row.Index,
                "status_as_of",
                f"the status is of {row.status_as_of}, and the newest record of {found.seen}.",
                "Take status and date from the newest record.",
            )
        elif row.status_as_of == found.seen and row.status != found.status:
            yield (
                "trials",
                row.Index,
                "status",
                f"{row.status}, and the record of that day says {found.status}.",
                "Correct the status or the snapshot.",
            )


@rule(
    "trial-enrolment-from",
    "An enrolment says where it was read; one read in the record of the status is the number of that version.",
    "A number of one version beside the status of another describes no day of the trial.",
    reads=("registry_snapshots", "trials"),
)
def trial_enrolment_from(tables: Tables) -> Iterator[Finding]:
    records: dict[Any, list[Any]] = {}
    for row in tables["registry_snapshots"].dropna(subset=["enrolment", "enrolment_type"]).itertuples():
        records.setdefault((row.trial_id, row.seen), []).append((row.enrolment, row.enrolment_type))
    for row in tables["trials"].itertuples():
        if pd.isna(row.enrolment) != pd.isna(row.enrolment_from):
            yield (
                "trials",
                row.Index,
                "enrolment_from",
                "a number without its origin, or an origin without a number.",
                "Fill both or neither.",
            )
            continue
        found = records.get((row.trial_id, row.status_as_of))
        if (
            found
            and pd.notna(row.enrolment_type)
            and row.enrolment_from == "status_record"
            and (row.enrolment, row.enrolment_type) not in found
        ):
            yield (
                "trials",
                row.Index,
                "enrolment_from",
                (
                    f"{row.enrolment_type} {row.enrolment}, and the record of {row.status_as_of} says {found[0][1]}"
                    f" {found[0][0]}."
                ),
                "Take the number of that version, or say where it was read.",
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
    "report-size",
    "A report counts no more participants than its trial enrolled.",
    "A part is no larger than the whole; a planned number may be.",
    reads=("trial_reports", "trials"),
)
def report_size(tables: Tables) -> Iterator[Finding]:
    trials, reports = tables["trials"], tables["trial_reports"]
    actual = trials[trials["enrolment_type"] == "actual"].set_index("trial_id")["enrolment"]
    limit = reports["trial_id"].map(actual)
    for position in reports.index[
        (reports["n"] > limit).fillna(False).astype(bool) & (reports["n_kind"].fillna("") != "planned")
    ]:
        yield (
            "trial_reports",
            position,
            "n",
            f"{reports.at[position, 'n']} of a trial that enrolled {limit[position]}.",
            "Check the number, and whether the enrolment is that of the whole trial.",
        )
    yield from together(tables, "trial_reports", ("n", "n_kind"))


@rule(
    "substitution-complete",
    "A substitution names both residues, position and numbering, and they differ; a replacement leaves the new residue"
    " open; what is no residue has none of them.",
    "A mutein is defined by nothing else.",
    reads=("substitutions",),
)
def substitution(tables: Tables) -> Iterator[Finding]:
    frame = tables["substitutions"]
    both, one = ["substitution", "optional_substitution"], ["replacement", "deletion"]
    for column in ("position", "wild_type", "variant", "numbering"):
        needed = frame["kind"].isin(both if column == "variant" else both + one)
        for position in frame.index[needed & frame[column].isna()]:
            yield (
                "substitutions",
                position,
                column,
                f"a {frame.at[position, 'kind']} is incomplete.",
                "Fill the cell; write replacement where the source does not name the new residue.",
            )
        for position in frame.index[~needed & frame[column].notna()]:
            yield (
                "substitutions",
                position,
                column,
                f"a {frame.at[position, 'kind']} with {column}.",
                "Empty the cell, or correct the kind.",
            )
    for position in frame.index[(frame["wild_type"] == frame["variant"]).fillna(False)]:
        yield (
            "substitutions",
            position,
            "variant",
            f"{frame.at[position, 'wild_type']} is replaced by itself.",
            "Correct one of the two residues.",
        )


@rule(
    "effect-of",
    "An effect says what it is an effect of; that of a set belongs to an agent with several changed residues, and that"
    " of one change to a change of a residue.",
    "What a whole molecule does is no property of one of its residues.",
    reads=("substitutions",),
)
def effect_of(tables: Tables) -> Iterator[Finding]:
    frame = tables["substitutions"]
    residues = frame[frame["position"].notna()].groupby("agent_id").size()
    yield from together(tables, "substitutions", ("effect", "effect_of"))
    for row in frame.itertuples():
        if not pd.isna(row.effect_of) and row.effect_of == "the_whole_set" and residues.get(row.agent_id, 0) < 2:
            yield (
                "substitutions",
                row.Index,
                "effect_of",
                f"{row.agent_id} has no set of changes.",
                "Enter the other changes, or say what the effect was measured for.",
            )
        elif not pd.isna(row.effect_of) and row.effect_of.startswith("this_change") and pd.isna(row.position):
            yield (
                "substitutions",
                row.Index,
                "effect_of",
                f"a {row.kind} is no change of a residue.",
                "Write the_conjugate.",
            )


@rule(
    "construct-string",
    "The changed residues of a construct are those of the substitutions of its agent, in the order of the sequence.",
    "Two accounts of one molecule that differ describe two molecules.",
    reads=("constructs", "substitutions"),
)
def construct_string(tables: Tables) -> Iterator[Finding]:
    frame = tables["substitutions"]
    mine = frame[frame["kind"].isin(["substitution", "deletion"]) & frame["position"].notna()].sort_values("position")
    written: dict[str, list[str]] = {}
    for row in mine.itertuples():
        written.setdefault(row.agent_id, []).append(
            f"{row.wild_type}{row.position}{'del' if pd.isna(row.variant) else row.variant}"
        )
    for row in tables["constructs"].itertuples():
        found, expected = (
            "" if pd.isna(row.substitutions) else row.substitutions,
            "/".join(written.get(row.agent_id, [])),
        )
        if found != expected:
            yield (
                "constructs",
                row.Index,
                "substitutions",
                f"{found or 'none'}, and substitutions has {expected or 'none'}.",
                "Correct the one that is wrong.",
            )
    missing = set(written) - set(tables["constructs"]["agent_id"])
    for position in mine.index[mine["agent_id"].isin(missing)]:
        yield (
            "substitutions",
            position,
            "agent_id",
            f"{mine.at[position, 'agent_id']} has no construct.",
            "Enter its row in constructs.",
        )


@rule(
    "target-human",
    "The protein that an agent is derived from or acts on is human.",
    "A medicine is designed on the human protein; a mouse accession puts its residues in the wrong place.",
    reads=("affinities", "genes", "proteins", "substitutions"),
)
def target_human(tables: Tables) -> Iterator[Finding]:
    species = species_of(tables)
    for table, column in (("substitutions", "protein_id"), ("affinities", "target_id")):
        frame = tables[table]
        of_agent = frame.get("agent_id", frame.get("ligand_id")).str.startswith("il2d:agent-")
        foreign = frame[column].map(species).fillna("Homo sapiens") != "Homo sapiens"
        if "species" in frame:
            foreign &= frame["species"] == "Homo sapiens"
        for position in frame.index[of_agent & foreign]:
            yield (
                table,
                position,
                column,
                f"{frame.at[position, column]} is a protein of {species[frame.at[position, column]]}.",
                "Cite the human protein, or enter the species of the measurement.",
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
    "trial-shape",
    "The cells of a trial fit each other: enrolment and its type, phase and its part, arms and masking, status, its"
    " date and why it stopped.",
    "Each pair is read off one line of the registry.",
    reads=("registry_snapshots", "trials"),
)
def trial_shape(tables: Tables) -> Iterator[Finding]:
    for table in ("trials", "registry_snapshots"):
        yield from together(tables, table, ("enrolment", "enrolment_type"))
        for row in tables[table].itertuples():
            status = "" if pd.isna(row.status) else row.status
            if status in OPEN and not pd.isna(row.why_stopped):
                yield (
                    table,
                    row.Index,
                    "why_stopped",
                    f"a reason for stopping, and the status {status}.",
                    "Correct the status, or empty the cell.",
                )
    for row in tables["registry_snapshots"].itertuples():
        if row.status in OPEN and not pd.isna(row.enrolment_type) and row.enrolment_type == "actual":
            yield (
                "registry_snapshots",
                row.Index,
                "enrolment_type",
                f"{row.status} with an actual enrolment.",
                "Write planned, or correct the status.",
            )
    yield from together(tables, "trials", ("status", "status_as_of"))
    for row in tables["trials"].itertuples():
        at = row.Index
        if not pd.isna(row.sub_phase) and (pd.isna(row.phase) or row.sub_phase[0] != str(row.phase)[-1]):
            yield "trials", at, "sub_phase", f"part {row.sub_phase} of {row.phase}.", "Correct the phase or its part."
        if (
            not pd.isna(row.masking)
            and row.masking != "open"
            and not pd.isna(row.allocation)
            and row.allocation == "single_arm"
        ):
            yield "trials", at, "masking", "a trial of one arm is masked.", "Correct masking or allocation."
        if not pd.isna(row.acronym) and row.acronym not in row.name:
            yield (
                "trials",
                at,
                "acronym",
                f"{row.acronym!r} is not in the name {row.name!r}.",
                "Write the acronym in the name, or correct one of the two.",
            )


@rule(
    "trial-stale",
    "No trial recruits ten years after its start.",
    "A status that nobody has read again for so long is no longer a status.",
    reads=("trials",),
    severity="warning",
)
def trial_stale(tables: Tables) -> Iterator[Finding]:
    frame = tables["trials"]
    for row in frame[frame["status"].isin(OPEN)].dropna(subset=["started", "status_as_of"]).itertuples():
        if int(earliest(row.status_as_of)[:4]) - int(latest(row.started)[:4]) > 10:
            yield (
                "trials",
                row.Index,
                "status",
                f"{row.status} in {row.status_as_of}, and the trial began in {row.started}.",
                "Read the record again.",
            )


@rule(
    "trial-phase",
    "A phase in a trial's name is the phase of the trial.",
    "Name and phase are read off one line.",
    reads=("trials",),
)
def trial_phase(tables: Tables) -> Iterator[Finding]:
    trials = tables["trials"].dropna(subset=["phase"])
    for position, name, phase in zip(trials.index, trials["name"], trials["phase"], strict=True):
        if (found := re.match(r"the phase (\d)", name)) and found[1] not in phase:
            yield "trials", position, "name", f"{name!r} of phase {phase}.", "Correct the name or the phase."


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


# Kinds of a label's provision that hold under a condition, and those that name another medicine.
CONDITIONAL = ("dose_hold", "dose_stop", "permanent_stop", "exclusion_recommended")
PAIRED = ("interaction", "companion")
# Bases of an edition that have no date.
DATELESS = ("undated", "older", "cited")


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


@rule(
    "benefit-level",
    "What nobody was compared with is uncontrolled, and what is called otherwise has a comparator; a result has its"
    " endpoint.",
    "A benefit without its level of evidence is read as proof.",
    reads=("trial_benefits",),
)
def benefit_level(tables: Tables) -> Iterator[Finding]:
    frame = tables["trial_benefits"]
    alone = frame["evidence_level"] == "uncontrolled"
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
    "regulator-jurisdiction",
    "A regulator decides for its own jurisdiction.",
    "EMA and US in one row are two approvals in one.",
    reads=("indications",),
)
def jurisdiction(tables: Tables) -> Iterator[Finding]:
    frame = tables["indications"]
    expected = frame["regulator"].map(JURISDICTIONS)
    for position in frame.index[(expected.notna() & (frame["jurisdiction"] != expected)).fillna(False).astype(bool)]:
        yield (
            "indications",
            position,
            "jurisdiction",
            (
                f"{frame.at[position, 'regulator']} for {frame.at[position, 'jurisdiction']}, expected"
                f" {expected[position]}."
            ),
            "Correct the regulator or the jurisdiction.",
        )


@rule(
    "event-of",
    "What happens fits what it happens to: medicines are approved, genes cloned, proteins purified.",
    "An event moved to another entity is a sentence that is never true.",
    reads=("entities", "events"),
)
def event_of(tables: Tables) -> Iterator[Finding]:
    frame = tables["events"]
    types = frame["entity_id"].map(dict(zip(tables["entities"]["entity_id"], tables["entities"]["table"], strict=True)))
    for position, event, found in zip(frame.index, frame["event"], types, strict=True):
        homes = EVENT_OF.get(event, {"agents"})
        if not pd.isna(found) and found not in homes:
            yield (
                "events",
                position,
                "entity_id",
                f"{event} for an entity of {found}.",
                f"Name one of {' or '.join(sorted(homes))}, or correct the event.",
            )


@rule(
    "event-deal",
    "A purchase, a licence or a return of rights names who did it and what changed hands, and no other event does the"
    " latter.",
    "Cetus was bought, not aldesleukin; the medicine only came along.",
    reads=("events",),
)
def event_deal(tables: Tables) -> Iterator[Finding]:
    frame = tables["events"]
    deal = frame["event"].isin(DEALS)
    for position in frame.index[deal != frame["acquired"].notna()]:
        yield (
            "events",
            position,
            "acquired",
            f"{frame.at[position, 'event']}, and what changed hands is {frame.at[position, 'acquired']}.",
            "Fill it for a deal, and for nothing else.",
        )
    for position in frame.index[deal & frame["actor"].isna()]:
        yield "events", position, "actor", f"{frame.at[position, 'event']} by nobody.", "Name who did it."


@rule(
    "event-approval",
    "An agent's indications begin no earlier than its first recorded approval in the same jurisdiction.",
    "Approval is entered as an event and with each use; two dates for one decision cannot both be right.",
    reads=("events", "indications"),
)
def event_approval(tables: Tables) -> Iterator[Finding]:
    events, uses = tables["events"], tables["indications"].dropna(subset=["approved_on", "jurisdiction"])
    mine = events[events["event"] == "approved"].dropna(subset=["jurisdiction"])
    first = mine.groupby(["entity_id", "jurisdiction"])["date"].min().to_dict()
    for position, agent, place, day in zip(
        uses.index, uses["agent_id"], uses["jurisdiction"], uses["approved_on"], strict=True
    ):
        known = first.get((agent, place))
        if known and day[:4] < known[:4]:
            yield (
                "indications",
                position,
                "approved_on",
                f"{day}, and the first approval is of {known}.",
                "Correct one of the two dates, or add the earlier event.",
            )


@rule(
    "event-designation",
    "A designation that is an event is a row of designations, of the same agent, disease and day.",
    "The day of a designation and that of its announcement are easily taken for each other.",
    reads=("designations", "events"),
)
def event_designation(tables: Tables) -> Iterator[Finding]:
    granted = tables["designations"]
    known = {
        (row.agent_id, row.disease_id, day)
        for row in granted.itertuples()
        for day in (row.designated_on, row.announced_on)
        if not pd.isna(day)
    }
    ended = {(row.agent_id, row.disease_id, row.withdrawn_on) for row in granted.itertuples()}
    for row in tables["events"].itertuples():
        wanted = {"designation_granted": known, "designation_withdrawn": ended}.get(row.event)
        if wanted is not None and (row.entity_id, row.disease_id, row.date) not in wanted:
            yield (
                "events",
                row.Index,
                "date",
                f"{row.event} on {row.date}, and no designation of {row.entity_id} has that disease and day.",
                "Correct the event, or add the designation.",
            )


@rule(
    "designation-shape",
    "A designation has a day or an announcement, and a day of its end only if it ended.",
    "A status beside the wrong date says two things.",
    reads=("designations",),
)
def designation_shape(tables: Tables) -> Iterator[Finding]:
    frame = tables["designations"]
    for position in frame.index[frame["designated_on"].isna() & frame["announced_on"].isna()]:
        yield (
            "designations",
            position,
            "designated_on",
            "the designation has no date.",
            "Enter the day of the designation or of its announcement.",
        )
    for position in frame.index[frame["withdrawn_on"].notna() & (frame["status"] != "withdrawn")]:
        yield (
            "designations",
            position,
            "status",
            f"{frame.at[position, 'status']}, and withdrawn on {frame.at[position, 'withdrawn_on']}.",
            "Correct the status or empty the date.",
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
    "A standing has its date, only what was stopped has a reason for it, and what was approved has an indication that"
    " says where.",
    "Stopped, but when; approved, but where: both halves are needed.",
    reads=("indications", "medicines"),
)
def medicine_status(tables: Tables) -> Iterator[Finding]:
    frame, uses = tables["medicines"], tables["indications"]
    yield from together(tables, "medicines", ("development_status", "status_as_of"))
    for position in frame.index[
        frame["stopped_reason"].notna() & (frame["development_status"] != "stopped").fillna(True)
    ]:
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
