"""Laws of medicines: proportions, intervals and p values, approvals, one record for one drug."""

from __future__ import annotations

from collections.abc import Iterator
from math import erf, log, sqrt
from typing import Any

import pandas as pd

from il2data.rules import Finding, Tables, present, rule

RATIOS = ("hazard_ratio", "odds_ratio", "risk_ratio")
# Sources that record a regulator's decision.
REGULATORY = ("label", "regulatory_document", "registry_record", "database_record")


def proportion_agrees(percent: float, count: float, n: float) -> bool:
    """Say whether a reported percentage is count/n, rounded or cut to the digits it shows."""
    digits = len(repr(float(percent)).removesuffix(".0").partition(".")[2])
    step = 10.0**-digits
    return abs(percent - 100 * count / n) < step * 1.0001


@rule("proportion-count", "A percentage is its count over its number, within rounding.", "Three numbers for two degrees of freedom: one bumped digit shows.")
def proportion(tables: Tables) -> Iterator[Finding]:
    frame = tables.get("adverse_reactions", pd.DataFrame(columns=["percent", "count", "n"]))
    for row in frame.dropna(subset=["percent", "count", "n"]).itertuples():
        if not proportion_agrees(row.percent, row.count, row.n):
            yield "adverse_reactions", row.Index, "percent", f"{row.percent} %, but {row.count} of {row.n} is {100 * row.count / row.n:.2f} %.", "Check the three numbers; keep what the source prints and leave one out if it contradicts itself."
    if present(tables, "outcomes"):
        outcomes = tables["outcomes"]
        rates = outcomes[outcomes["measure"].isin(["response_rate", "event_rate"]) & (outcomes["unit"] == "%")]
        for row in rates.dropna(subset=["value", "count", "n"]).itertuples():
            if not proportion_agrees(row.value, row.count, row.n):
                yield "outcomes", row.Index, "value", f"{row.value} %, but {row.count} of {row.n} is {100 * row.count / row.n:.2f} %.", "Check the three numbers; keep what the source prints and leave one out if it contradicts itself."


@rule("count-within", "A count is no larger than the number it is out of, and has one.", "A count without its number is no rate.")
def count_within(tables: Tables) -> Iterator[Finding]:
    for table in ("adverse_reactions", "outcomes"):
        for row in tables.get(table, pd.DataFrame(columns=["count"])).dropna(subset=["count"]).itertuples():
            if pd.isna(row.n):
                yield table, row.Index, "n", "a count stands without the number it is out of.", "Enter n."
            elif row.count > row.n:
                yield table, row.Index, "count", f"{row.count} of {row.n}.", "Correct the count or the number."


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


def flagged(remark: Any) -> bool:
    """Say whether a remark states that the source's own numbers are inconsistent."""
    return not pd.isna(remark) and "inconsistent" in remark


@rule("interval-p", "A p value does not contradict the interval of its ratio, unless the remark flags the source as inconsistent.", "Published numbers that exclude each other are kept as they are and flagged, never mended.")
def interval_p(tables: Tables) -> Iterator[Finding]:
    for table, column in (("outcomes", "measure"), ("genetic_associations", "effect_measure")):
        if table not in tables:
            continue
        frame = tables[table].dropna(subset=["value", "lower", "upper", "p_value"])
        for row in frame[frame[column].isin(RATIOS)].itertuples():
            level_95 = pd.isna(row.confidence_level) or row.confidence_level == 95
            exact = table != "outcomes" or pd.isna(row.p_relation) or row.p_relation == "="
            if level_95 and exact and contradicts(row) and not flagged(row.remark):
                yield table, row.Index, "p_value", f"P = {row.p_value} and the interval {row.lower} to {row.upper} exclude each other.", "Check the transcription; if the source prints it so, say in the remark that its numbers are inconsistent."


@rule("met-primary", "An endpoint that was met has a p value below 0.05, or none; one that was not met has none below, unless the remark explains it.", "Met and missed are one word apart and the most consequential cell of the table.")
def met(tables: Tables) -> Iterator[Finding]:
    if not present(tables, "outcomes"):
        return
    frame = tables["outcomes"].dropna(subset=["p_value"])
    frame = frame[frame["p_relation"].fillna("=") == "="]
    wrong = ((frame["met"] == "met") & (frame["p_value"] > 0.1)) | ((frame["met"] == "not_met") & (frame["p_value"] < 0.01) & frame["remark"].isna())
    for position in frame.index[wrong]:
        yield "outcomes", position, "met", f"{frame.at[position, 'met']} with P = {frame.at[position, 'p_value']}.", "Correct the cell, or explain in the remark (another threshold, or an effect against the treatment)."


@rule("approval-complete", "An approval has its regulator and jurisdiction.", "Approved by whom, and where, is what approved means.")
def approval_complete(tables: Tables) -> Iterator[Finding]:
    frame = tables["indications"]
    decided = frame["status"].isin(["approved", "withdrawn"])
    for column in ("regulator", "jurisdiction"):
        for position in frame.index[decided & frame[column].isna()]:
            yield "indications", position, column, f"the use is {frame.at[position, 'status']} without a {column}.", "Name it, or write investigational."


@rule("approval-evidence", "An approval is supported by a label or a regulator's record.", "News and reviews repeat each other; the label is what was approved.", severity="warning")
def approval_evidence(tables: Tables) -> Iterator[Finding]:
    frame, evidence = tables["indications"], tables["evidence"]
    kind = evidence["source_id"].map(tables["sources"].set_index("source_id")["kind"])
    good = set(evidence.loc[kind.isin(REGULATORY) & (evidence["stance"] == "supports"), "fact_id"])
    for position in frame.index[(frame["status"] == "approved") & ~frame["fact_id"].isin(good)]:
        yield "indications", position, "fact_id", f"{frame.at[position, 'fact_id']} is approved on the word of neither label nor regulator.", "Cite the label or the regulator's record."


@rule("withdrawal-date", "A withdrawn use says when it was withdrawn, and an approved one is not withdrawn.", "A status without its date cannot be checked.")
def withdrawal(tables: Tables) -> Iterator[Finding]:
    frame = tables["indications"]
    for position in frame.index[(frame["status"] == "withdrawn") != frame["withdrawn_on"].notna()]:
        yield "indications", position, "withdrawn_on", f"status {frame.at[position, 'status']}, withdrawn on {frame.at[position, 'withdrawn_on']}.", "Fill both or neither."


@rule("trial-agents", "A trial record stands once for each trial, agent and date.", "Two records of one day cannot both be the registry's.")
def trial_once(tables: Tables) -> Iterator[Finding]:
    if present(tables, "trial_records"):
        frame = tables["trial_records"]
        for position in frame.index[frame.duplicated(["trial_id", "agent_id", "disease_id", "as_of"])]:
            yield "trial_records", position, "trial_id", f"{frame.at[position, 'trial_id']} is entered twice for the same date.", "Merge the two rows."


@rule("trial-outcome", "Every trial has a record and every outcome a trial with a record.", "A result without design cannot be judged.")
def trial_outcome(tables: Tables) -> Iterator[Finding]:
    if present(tables, "trials", "trial_records"):
        recorded = set(tables["trial_records"]["trial_id"])
        frame = tables["trials"]
        for position in frame.index[~frame["trial_id"].isin(recorded)]:
            yield "trials", position, "trial_id", f"{frame.at[position, 'trial_id']} has no trial record.", "Add one to trial_records."


@rule("substitution-complete", "A substitution names its residues, position and numbering, or says in its detail that the source leaves the new residue open; from and to differ.", "A mutein is defined by nothing else.")
def substitution(tables: Tables) -> Iterator[Finding]:
    if not present(tables, "substitutions"):
        return
    frame = tables["substitutions"]
    mine = frame[frame["kind"] == "substitution"]
    for column in ("position", "wild_type", "variant", "numbering"):
        for position in mine.index[mine[column].isna() & (mine["detail"].isna() if column == "variant" else True)]:
            yield "substitutions", position, column, "a substitution is incomplete.", "Fill the cell; where the source does not name the new residue, say so in the detail."
    for position in mine.index[(mine["wild_type"] == mine["variant"]).fillna(False)]:
        yield "substitutions", position, "variant", f"{mine.at[position, 'wild_type']} is replaced by itself.", "Correct one of the two residues."


@rule("target-human", "The protein that an agent is derived from or acts on is human.", "A medicine is designed on the human protein; a mouse accession puts its residues in the wrong place.")
def target_human(tables: Tables) -> Iterator[Finding]:
    species = dict(zip(tables["proteins"]["protein_id"], tables["proteins"]["species"], strict=True))
    for table, column in (("substitutions", "protein_id"), ("affinities", "target_id")):
        if not present(tables, table):
            continue
        frame = tables[table]
        of_agent = frame.get("agent_id", frame.get("ligand_id")).str.startswith("il2d:agent-")
        foreign = frame[column].map(species).fillna("Homo sapiens") != "Homo sapiens"
        if "species" in frame:
            foreign &= frame["species"] == "Homo sapiens"
        for position in frame.index[of_agent & foreign]:
            yield table, position, column, f"{frame.at[position, column]} is a protein of {species[frame.at[position, column]]}.", "Cite the human protein, or enter the species of the measurement."
