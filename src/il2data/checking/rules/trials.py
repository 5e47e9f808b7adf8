"""Laws of trials: one record for one trial, with its status, size, dates, phase and reports."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

from il2data.checking.rules import Finding, Tables, rule, together
from il2data.checking.rules.dates import earliest, latest

# Statuses of a trial that is still to take in participants.
OPEN = ("NOT_YET_RECRUITING", "RECRUITING", "ENROLLING_BY_INVITATION")


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
