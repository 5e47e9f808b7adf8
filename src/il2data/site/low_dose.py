"""Low-dose IL-2 by disease: its trials, what each came to, and the verdict that follows from them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from il2data.site.drawing import records
from il2data.site.fates import Told
from il2data.site.medicine_groups import ITSELF
from il2data.site.trial_words import amounts, dose, short
from il2data.tableschema import categories

if TYPE_CHECKING:
    from il2data import Release
    from il2data._tables import TableName

Row = dict[str, Any]
# What a trial came to, in the order in which a reader should meet it, with its meaning.
RESULTS = {
    "met": "met a primary endpoint for patients, in a randomised trial",
    "missed": "missed its primary endpoint, or no difference between the arms, in a randomised trial",
    "harm": "did harm",
    "promising": "a gain without randomisation, or on another than the primary endpoint",
    "marker": "a marker moved as hoped; for patients no verdict",
    "no result": "no result for patients told here",
}
# Verdict on a disease, with its heading.
VERDICTS = {
    "worked": "It worked in a randomised trial",
    "mixed": "Randomised trials disagree",
    "failed": "It missed its primary endpoint, or made no difference, in a randomised trial",
    "harm": "It did harm",
    "promising": "Gains, but no fair test",
    "marker": "A marker moved, patients were not judged",
    "unknown": "Nobody knows",
}
RANDOMISED = ("randomised_primary", "randomised")
# Where a gain beside a missed primary endpoint was seen.
BESIDE = ("randomised_secondary", "subgroup", "post_hoc")
NONE = ("no_benefit", "not_significant")
TREG = "regulatory T cell"


class Trial(NamedTuple):
    """A trial, or a report of one without a trial of its own, and what it came to; each finding is a fact.

    ``hint`` tells whether a secondary, later or post hoc result was in its favour.
    """

    trial: str
    short: str
    name: str
    fact: str
    disease: str
    phase: str
    randomised: bool
    size: int | None
    status: str
    result: str
    hint: bool
    doses: list[Told]
    treg: list[Told]
    outcomes: list[Told]


class Disease(NamedTuple):
    """A disease, the verdict on low-dose IL-2 in it, what in words, and its trials."""

    disease: str
    name: str
    verdict: str
    said: str
    trials: list[Trial]

    @property
    def size(self) -> int:
        """How many people its trials had, where they say so."""
        return sum(trial.size or 0 for trial in self.trials)


def agents(medicines: list[Row]) -> set[str]:
    """Return the agents that are IL-2 itself, given at a dose for regulatory T cells."""
    return {
        row["agent_id"] for row in medicines if row["modality"] in ITSELF and row["bias_claimed"] == "treg_selective"
    }


def result(trial: Row | None, outcomes: list[Row], benefits: list[Row], kinds: dict[str, str]) -> str:
    """Return what a trial came to, one of `RESULTS`.

    Parameters
    ----------
    trial
        Its row, None for a report without one.
    outcomes, benefits
        Its rows of ``outcomes``, without superseded ones, and of ``trial_benefits``.
    kinds
        Kind of each endpoint: efficacy, biomarker, safety.
    """
    told = {(row["result"], row["evidence_level"]) for row in benefits}
    if any(what == "harm" for what, _ in told):
        return "harm"
    primary = [row for row in outcomes if row["endpoint_role"] in ("primary", "co_primary") and row["met"]]
    verdicts = {row["met"] for row in primary if kinds.get(row["endpoint_id"]) == "efficacy"}
    if trial and trial["allocation"] == "randomised":
        if "not_met" in verdicts or any(what in NONE and level in RANDOMISED for what, level in told):
            return "missed"
        if "met" in verdicts or ("benefit", "randomised_primary") in told:
            return "met"
    if any(what == "benefit" and level != "randomised_biomarker" for what, level in told):
        return "promising"
    if any(
        kinds.get(row["endpoint_id"]) == "efficacy"
        and row["met"] != "not_met"
        and (row["value"] is not None or row["count"] is not None)
        for row in outcomes
    ):
        return "promising"
    if ("benefit", "randomised_biomarker") in told or any(row["met"] == "met" for row in primary):
        return "marker"
    return "no result"


def verdict(results: list[str]) -> str:
    """Return the verdict on a disease, one of `VERDICTS`, that follows from what its trials came to."""
    found = set(results)
    if {"met", "missed"} <= found:
        return "mixed"
    first = next(name for name in RESULTS if name in found)
    return {"met": "worked", "missed": "failed", "harm": "harm", "promising": "promising", "marker": "marker"}.get(
        first, "unknown"
    )


def diseases(release: Release) -> list[Disease]:
    """Return the diseases in which low-dose IL-2 was tried, by verdict, then those with the most people first.

    A trial counts when its agent is IL-2 at a dose for regulatory T cells, or when it is of
    another plain IL-2 and has regulatory T cells among its outcomes.
    """
    tell = _Telling(release)
    medicines = records(release.load("medicines"))
    low = agents(medicines)
    plain = {row["agent_id"] for row in medicines if row["modality"] == "recombinant_il2"}
    found: dict[str, list[Trial]] = {}
    for row in records(release.load("trials")):
        measured = any(TREG in tell.endpoints[other["endpoint_id"]] for other in tell.outcomes.get(row["trial_id"], []))
        if row["agent_id"] in low or (row["agent_id"] in plain and measured):
            found.setdefault(row["disease_id"], []).append(tell.trial(row))
    for row in records(release.load("trial_benefits")):
        if row["agent_id"] in low and row["trial_id"] is None:
            found.setdefault(row["disease_id"], []).append(tell.report(row))
    made = []
    for disease, trials in found.items():
        trials.sort(key=lambda trial: (list(RESULTS).index(trial.result), -(trial.size or 0), trial.short))
        said = verdict([trial.result for trial in trials])
        made.append(Disease(disease, tell.labels[disease], said, _said(trials), trials))
    return sorted(made, key=lambda row: (list(VERDICTS).index(row.verdict), -row.size, row.name))


def _said(trials: list[Trial]) -> str:
    counts = Counter(trial.result for trial in trials)
    many = [f"{count} {name}" for name, count in sorted(counts.items(), key=lambda item: list(RESULTS).index(item[0]))]
    hints = sum(trial.hint for trial in trials if trial.result == "missed")
    return ", ".join(many) + (
        f"; {hints} of those that missed had a secondary, subgroup or post hoc result in its favour" if hints else ""
    )


class _Telling:
    """Tells the rows of trials in short words."""

    def __init__(self, release: Release) -> None:
        self.labels = dict(release.load("entities")[["entity_id", "label"]].itertuples(index=False))
        self.endpoints = dict(release.load("endpoints")[["endpoint_id", "name"]].itertuples(index=False))
        self.kinds = dict(release.load("endpoints")[["endpoint_id", "kind"]].itertuples(index=False))
        self.units = dict(release.load("units")[["unit_id", "symbol"]].itertuples(index=False))
        self.words = {
            (table, column): categories(release.package.schema(table), column, "label")
            for table, column in (
                ("trials", "phase"),
                ("trials", "status"),
                ("outcomes", "direction"),
                ("outcomes", "measure"),
                ("doses", "route"),
            )
        }
        self.outcomes = self._of(release, "outcomes")
        self.arms = dict(release.load("arms")[["fact_id", "name"]].itertuples(index=False))
        self.doses = self._of(release, "doses")
        self.benefits = self._of(release, "trial_benefits")

    def _of(self, release: Release, table: TableName) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in records(release.load(table)):
            # What a later result supersedes is left out.
            if row["trial_id"] and not row.get("superseded_by"):
                found.setdefault(row["trial_id"], []).append(row)
        return found

    def trial(self, row: Row) -> Trial:
        name = row["trial_id"]
        outcomes, benefits = self.outcomes.get(name, []), self.benefits.get(name, [])
        harm = [Told(f"harm: {other['endpoint']}", other["fact_id"]) for other in benefits if other["result"] == "harm"]
        efficacy = [
            other
            for other in outcomes
            if self.kinds[other["endpoint_id"]] != "safety" and TREG not in self.endpoints[other["endpoint_id"]]
        ]
        treg = [other for other in outcomes if TREG in self.endpoints[other["endpoint_id"]]]
        return Trial(
            name,
            short(row),
            self.labels[name],
            row["fact_id"],
            row["disease_id"],
            self.words["trials", "phase"].get(row["phase"], "").replace("no phase", "").removeprefix("early "),
            row["allocation"] == "randomised",
            row["enrolment"],
            self.words["trials", "status"].get(row["status"], ""),
            result(row, outcomes, benefits, self.kinds),
            any(other["result"] == "benefit" and other["evidence_level"] in BESIDE for other in benefits),
            self._doses(name),
            [self._told(other, treg) for other in treg],
            harm + [self._told(other, efficacy) for other in efficacy],
        )

    def report(self, row: Row) -> Trial:
        said = [Told(", ".join(filter(None, (row["endpoint"], row["regimen"]))), row["fact_id"])]
        return Trial(
            "",
            "a report",
            "a report without a trial of its own",
            row["fact_id"],
            row["disease_id"],
            "",
            False,
            row["n"],
            "",
            result(None, [], [row], self.kinds),
            False,
            [],
            [],
            said,
        )

    def _doses(self, trial: str) -> list[Told]:
        found = {dose(row, self.units): row["fact_id"] for row in reversed(self.doses.get(trial, []))}
        return [Told(words, fact) for words, fact in reversed(found.items()) if words]

    def _told(self, row: Row, beside: list[Row]) -> Told:
        """Return an outcome in short; of several of one endpoint, also in whom, when and in which analysis."""
        alike = sum(other["endpoint_id"] == row["endpoint_id"] for other in beside) > 1
        when = f"at {row['time']:g} {self.units[row['time_unit']]}" if alike and row["time"] is not None else ""
        analysis = [(row[column] or "").replace("_", " ") for column in ("analysis_set", "analysis")] if alike else []
        arm = self.arms.get(row["arm_id"], "") if alike and not row["comparator_arm_id"] else ""
        among = f"among participants {row['subgroup']}" if row["subgroup"] else ""
        name = " ".join(filter(None, (self.endpoints[row["endpoint_id"]], row["endpoint_detail"], when)))
        name = ", ".join(filter(None, (name, among, arm, *analysis)))
        met = {"met": "met", "not_met": "missed"}.get(row["met"] or "")
        role = f"{row['endpoint_role'].replace('_', '-')} endpoint {met}" if met else ""
        said = amounts(row, self.units, self.words["outcomes", "direction"])
        return Told(f"{name}: {', '.join(filter(None, (said, role))) or 'told in words'}", row["fact_id"])
