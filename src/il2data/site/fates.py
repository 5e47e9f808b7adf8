"""What became of each medicine: what it does, how far it came, where it stands, what it met, and why it ended."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from il2data.site.drawing import records
from il2data.site.medicine_groups import GROUPS, group
from il2data.tableschema import categories

if TYPE_CHECKING:
    import pandas as pd

    from il2data import Release

Row = dict[str, Any]
Words = dict[str, dict[str, str]]
UNTRIED = "no clinical record"
# How far a medicine came, and the phases of trials that say so.
STAGES = ("phase not told", "phase 1", "phase 1/2", "phase 2", "phase 2/3", "phase 3", "approved")
REACHED = {
    "EARLY_PHASE1": "phase 1",
    "PHASE1": "phase 1",
    "PHASE1/PHASE2": "phase 1/2",
    "PHASE2": "phase 2",
    "PHASE2/PHASE3": "phase 2/3",
    "PHASE3": "phase 3",
    "phase_1": "phase 1",
    "phase_1_2": "phase 1/2",
    "phase_2": "phase 2",
    "phase_2_3": "phase 2/3",
    "phase_3": "phase 3",
    "approved": "approved",
}
# Where a medicine stands, in words; a listing that ended, a designation or one use of several never sets it.
STATES = ("approved", "under way", "no trial open", "paused", "stopped", "withdrawn", "not told")
STANDING = {
    "approved": "approved",
    "active": "under way",
    "paused": "paused",
    "stopped": "stopped",
    "withdrawn": "withdrawn",
}
OPEN = ("NOT_YET_RECRUITING", "RECRUITING", "ENROLLING_BY_INVITATION", "ACTIVE_NOT_RECRUITING", "SUSPENDED")
OVER = ("COMPLETED", "TERMINATED", "WITHDRAWN")
# Events that end a medicine or its approval, and those that tell of an end short of that, the gravest first.
ENDS = (
    "development_stopped",
    "withdrawal_announced",
    "approval_withdrawn",
    "application_withdrawn",
    "trials_stopped",
    "trial_stopped",
)


class Told(NamedTuple):
    """Something that a row says, and the fact that it is."""

    text: str
    fact: str


class Fate(NamedTuple):
    """A medicine and what became of it.

    ``trials`` counts distinct trials by the words of their phase, ``met``, ``partly`` and
    ``missed`` distinct primary endpoints of them; ``year`` is that of the approval or end, else
    that of the source of the state.
    """

    agent: str
    name: str
    fact: str
    group: str
    kind: str
    stage: str
    trials: dict[str, int]
    state: str
    year: str
    met: int
    partly: int
    missed: int
    diseases: list[tuple[str, str]]
    why: list[Told]

    @property
    def endpoints(self) -> str:
        """Its primary endpoints in words, as ``0 of 6 met``; empty where none has a verdict."""
        of = self.met + self.partly + self.missed
        return f"{self.met} of {of} met" + (f", {self.partly} in part" if self.partly else "") if of else ""

    @property
    def tried(self) -> str:
        """Its trials in words, as ``6 trials, 4 in phase 3``; empty where none has a row."""
        of, last = sum(self.trials.values()), max((phase for phase in self.trials if phase in STAGES), default="")
        if not last or self.trials[last] == of:
            return f"{of} {'trial' if of == 1 else 'trials'}" if of else ""
        return f"{of} trials, {self.trials[last]} in {last}"

    @property
    def standing(self) -> str:
        """Its state with its year: that of the approval or end, or of the source that saw it so."""
        seen = self.state in ("under way", "no trial open")
        return f"{self.state} {'in ' if seen else ''}{self.year}" if self.year else self.state


def endpoints(outcomes: pd.DataFrame) -> list[tuple[str, str, set[str]]]:
    """Return each primary or co-primary endpoint of a trial with its verdicts, those that are superseded left out.

    An endpoint that is told as met for groups of participants alone is met in part.
    """
    own = outcomes[
        outcomes["endpoint_role"].isin(["primary", "co_primary"])
        & outcomes["met"].notna()
        & outcomes["superseded_by"].isna()
    ]
    found = []
    for (trial, endpoint), rows in own.groupby(["trial_id", "endpoint_id"]):
        met = rows[rows["met"] == "met"]
        grouped = not met.empty and met["subgroup"].notna().all()
        found.append((str(trial), str(endpoint), {*rows["met"], *(["not_met"] if grouped else [])}))
    return found


def fates(release: Release) -> list[Fate]:
    """Return the medicines with a row of their own or a trial, by group, then from the last stage to the first."""
    labels = dict(release.load("entities")[["entity_id", "label"]].itertuples(index=False))
    schema = release.package.schema("medicines")
    kinds = categories(schema, "modality", "label")
    medicines = {row["agent_id"]: row for row in records(release.load("medicines"))}
    trials = _grouped(records(release.load("trials")), "agent_id")
    indications = _grouped(records(release.load("indications")), "agent_id")
    events = _grouped(records(release.load("events")), "entity_id")
    phases = categories(release.package.schema("trials"), "phase", "label")
    words = {
        column: categories(release.package.schema(table), column, "label")
        for table, column in (("events", "event"), ("indications", "ending"))
    }
    verdicts = endpoints(release.load("outcomes"))
    found = []
    for agent in sorted({*medicines, *trials}):
        medicine, mine, used = medicines.get(agent, {}), trials.get(agent, []), indications.get(agent, [])
        state, year = _state(medicine, mine, used, events.get(agent, []))
        ids = {row["trial_id"] for row in mine}
        judged = [verdict for trial, _, verdict in verdicts if trial in ids]
        told = Counter(phases.get(row["phase"], "no phase") for row in mine)
        found.append(
            Fate(
                agent,
                labels[agent],
                medicine.get("fact_id") or mine[0]["fact_id"],
                group(medicine),
                kinds.get(medicine.get("modality") or "", ""),
                _stage(medicine, mine, used),
                dict(sorted(told.items())),
                state,
                year,
                judged.count({"met"}),
                sum(len(verdict) > 1 for verdict in judged),
                judged.count({"not_met"}),
                [(name, labels[name]) for name in _diseases(mine, used)],
                _why(medicine, mine, used, events.get(agent, []), state, labels, words),
            )
        )
    order = (*STAGES[::-1], UNTRIED)
    return sorted(found, key=lambda fate: (list(GROUPS).index(fate.group), order.index(fate.stage), fate.name.lower()))


def _grouped(rows: list[Row], column: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[column], []).append(row)
    return groups


def _stage(medicine: Row, trials: list[Row], indications: list[Row]) -> str:
    reached = [REACHED.get(row["phase"], "phase not told") for row in trials]
    reached += [REACHED[medicine["highest_phase"]]] if medicine.get("highest_phase") in REACHED else []
    reached += ["approved" for row in indications if row["status"] in ("approved", "withdrawn")]
    return max(reached, key=STAGES.index) if reached else UNTRIED


def _state(medicine: Row, trials: list[Row], indications: list[Row], events: list[Row]) -> tuple[str, str]:
    """Return where a medicine stands and the year: as its row says; else as approvals, end, or trials have it."""
    given = STANDING.get(medicine.get("development_status") or "")
    approved = sorted(row["approved_on"] for row in indications if row["status"] == "approved" and row["approved_on"])
    approved += sorted(row["date"] for row in events if row["event"] in ("approved", "launched"))
    if given == "approved" or (not given and approved):
        return "approved", min(approved)[:4] if approved else _year(medicine.get("status_as_of"))
    if given:
        return given, _year(medicine["status_as_of"])
    ended = sorted(row["date"] for row in events if row["event"] == "development_stopped")
    if ended:
        return "stopped", _year(ended[-1])
    seen = [_year(row["status_as_of"]) for row in trials if row["status_as_of"]]
    if any(row["status"] in OPEN for row in trials):
        return "under way", max(seen, default="")
    if trials and all(row["status"] in OVER for row in trials):
        return "no trial open", max(seen, default="")
    return "not told", ""


def _year(date: str | None) -> str:
    return "" if not date else date[:4].replace("X", "0s") if date[3:4] == "X" else date[:4]


def _diseases(trials: list[Row], indications: list[Row]) -> list[str]:
    """Return the diseases of a medicine: those of its approvals, then those of its trials, the commonest first."""
    licensed = [row["disease_id"] for row in indications if row["status"] in ("approved", "withdrawn")]
    tried = Counter(row["disease_id"] for row in trials if row["disease_id"])
    return [name for name in dict.fromkeys([*licensed, *(name for name, _ in tried.most_common())]) if name]


def _why(
    medicine: Row,
    trials: list[Row],
    indications: list[Row],
    events: list[Row],
    state: str,
    labels: dict[str, str],
    words: Words,
) -> list[Told]:
    """Return why it ended: the reason of its row, else its two gravest ends, else why a trial of it was stopped."""
    if medicine.get("stopped_reason"):
        return [Told(_sentence(medicine["stopped_reason"]), medicine["fact_id"])]
    if state == "approved":
        return []
    told: dict[str, Row] = {}
    for row in sorted(
        (row for row in events if row["event"] in ENDS),
        key=lambda row: (ENDS.index(row["event"]), -len(row["detail"] or "")),
    ):
        if state != "under way" or row["event"] == "application_withdrawn":
            told.setdefault(row["event"], row)
    found = [
        Told(_sentence(f"{words['event'][name]} {_year(row['date'])}", row["detail"]), row["fact_id"])
        for name, row in told.items()
    ][:2]
    if state == "withdrawn" and not found:
        found = [
            Told(_sentence(f"{words['ending'][row['ending']]} {_year(row['withdrawn_on'])}"), row["fact_id"])
            for row in indications
            if row["ending"]
        ][:1]
    if state in ("no trial open", "not told") and not found:
        stopped = [row for row in trials if row["why_stopped"]]
        found = [
            Told(
                _sentence(f"{labels[row['trial_id']].partition(' (')[0]} was stopped", row["why_stopped"]),
                row["fact_id"],
            )
            for row in stopped
        ][:1]
    return found


def _sentence(words: str, more: str | None = None) -> str:
    return f"{words[0].upper()}{words[1:]}{f': {more}' if more else ''}".rstrip(".") + "."
