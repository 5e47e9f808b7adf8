"""Laws of company: the facts that one source is cited for hang together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pandas as pd

from il2data.checking.rules import Finding, Tables, kept, rule
from il2data.checking.rules.readings import cited

# Tables of facts about trials.
OF_TRIALS = ("arms", "doses", "outcomes", "trial_benefits", "trial_reports", "trial_safety")
# What belongs to a source, and so to each fact that it is cited for in a table.
OWN = {
    "adverse_reactions": ("agent_id", "jurisdiction", "label_edition"), "designations": ("regulator",),
    "doses": ("jurisdiction",), "label_provisions": ("agent_id", "jurisdiction"), "pharmacokinetics": ("label_of",),
    "registry_snapshots": ("registry",), "subclasses": ("register",), "trial_safety": ("release",),
}  # fmt: skip
# Kinds of source that tell of many trials once.
SURVEYS = ("label", "review", "web_page")
# So many others make company.
COMPANY = 2


@rule(
    "source-trial",
    "A source that is cited for several facts about trials is cited for another about the trial of the row; reviews,"
    " labels and web pages may tell of a trial once.",
    "A key that slipped points at a trial that the source does not tell of.",
    reads=("entities", "evidence", "mentions", "sources", *OF_TRIALS),
)
def source_trial(tables: Tables) -> Iterator[Finding]:
    facts, of = cited_for(tables["evidence"])
    trials = _trials(tables["mentions"], tables["entities"])
    surveys = set(tables["sources"].loc[tables["sources"]["kind"].isin(SURVEYS), "source_id"])
    for table in OF_TRIALS:
        for position, fact, trial in tables[table][["fact_id", "trial_id"]].dropna().itertuples(name=None):
            mine = [source for source in of.get(fact, ()) if source not in surveys]
            others = {other for source in mine for other in facts[source] if other in trials} - {fact}
            if len(others) >= COMPANY and not any(trial in trials[other] for other in others):
                named = Counter(each for other in others for each in trials[other])
                yield (
                    table,
                    position,
                    "trial_id",
                    f"{trial}, and {' and '.join(sorted(mine))} {'is' if len(mine) == 1 else 'are'} cited for"
                    f" {len(others)} other facts, none about it; most are about {named.most_common(1)[0][0]}.",
                    "Correct the trial or the source, or enter what else the source says of it.",
                )


@rule(
    "source-own",
    "What belongs to a source, such as the jurisdiction of a label, is the same in the rows that it is cited for.",
    "A label of one country does not change its country from line to line.",
    reads=("evidence", *OWN),
)
def source_own(tables: Tables) -> Iterator[Finding]:
    facts, of = cited_for(tables["evidence"])
    for table, columns in OWN.items():
        for column in columns:
            rows = tables[table][["fact_id", column]]
            cells = dict(rows.itertuples(index=False, name=None))
            for position, fact, cell in rows.itertuples(name=None):
                for source in of.get(fact, ()):
                    others = [cells[other] for other in facts[source] if other in cells and other != fact]
                    given = {other for other in others if not pd.isna(other)}
                    if len(others) >= COMPANY and len(given) == 1 and not pd.isna(cell) and cell not in given:
                        yield (
                            table,
                            position,
                            column,
                            f"{cell}, and {min(given)} in the other rows that {source} is cited for.",
                            "Correct the cell, or the source.",
                        )
                        break


@kept
def cited_for(evidence: pd.DataFrame) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return the facts that each source supports, and the sources that support each fact."""
    of = {fact: sorted(sources) for fact, sources in cited(evidence, "source_id").items()}
    facts: dict[str, list[str]] = {}
    for fact, sources in of.items():
        for source in sources:
            facts.setdefault(source, []).append(fact)
    return facts, of


@kept
def _trials(mentions: pd.DataFrame, entities: pd.DataFrame) -> dict[str, set[str]]:
    """Return the trials that each fact names."""
    trials = set(entities.loc[entities["table"] == "trials", "entity_id"])
    found: dict[str, set[str]] = {}
    for fact, thing in mentions.loc[mentions["entity_id"].isin(trials), ["fact_id", "entity_id"]].itertuples(
        index=False, name=None
    ):
        found.setdefault(fact, set()).add(thing)
    return found
