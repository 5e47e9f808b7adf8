"""Laws of regulators and events: approvals, designations, withdrawals, and what happened to what."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from il2data.checking.rules import Finding, Tables, rule, source_kinds

# Sources that record a regulator's decision.
REGULATORY = ("label", "regulatory_document", "registry_record", "database_record")
JURISDICTIONS = {
    "FDA": "US",
    "European Commission": "EU",
    "MHRA": "GB",
    "MHLW": "JP",
    "Swissmedic": "CH",
    "German national authority": "DE",
    "Russian health ministry": "RU",
}
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
