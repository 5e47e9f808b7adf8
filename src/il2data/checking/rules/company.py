"""Laws of company: the facts that one source is cited for hang together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pandas as pd

from il2data.checking.rules import Finding, Tables, kept, rule

# Columns whose things no source was ever cited for once only, beside others of their kind.
KEYS: dict[str, dict[str, tuple[str, ...]]] = {
    "agents": {
        "adverse_reactions": ("agent_id",), "arms": ("agent_id",), "chain_parts": ("agent_id",),
        "constructs": ("agent_id",), "doses": ("agent_id",), "formulations": ("agent_id",),
        "label_provisions": ("agent_id",), "substitutions": ("agent_id",),
        "trial_reports": ("agent_id", "combined_with"), "trial_safety": ("agent_id",), "trials": ("agent_id",),
    },
    "cell_types": {"receptor_abundance": ("cell_type_id",)},
    "diseases": {
        "adverse_reactions": ("disease_id", "other_disease_id"), "doses": ("disease_id",), "events": ("disease_id",),
    },
    "pathways": {"pathway_members": ("pathway_id",), "pathways_activated": ("pathway_id",)},
    "trials": {
        "arms": ("trial_id",), "doses": ("trial_id",), "outcomes": ("trial_id",), "trial_benefits": ("trial_id",),
        "trial_reports": ("trial_id",), "trial_safety": ("trial_id",),
    },
}  # fmt: skip
# What belongs to a source, and so to each fact that it is cited for in a table.
OWN = {
    "adverse_reactions": ("jurisdiction", "label_edition"), "designations": ("regulator",), "doses": ("jurisdiction",),
    "label_provisions": ("jurisdiction",), "pharmacokinetics": ("label_of",), "registry_snapshots": ("registry",),
    "subclasses": ("register",), "trial_safety": ("release", "data_cut"),
}  # fmt: skip
# Kinds of source that tell of many things once.
SURVEYS = ("label", "review", "web_page")
# So many others make company.
COMPANY = 2
TABLES = tuple(sorted({table for tables in KEYS.values() for table in tables} | OWN.keys()))


@rule(
    "source-thing",
    "A source that is cited for several facts about trials, medicines or diseases is cited for another about the one in"
    " the row; reviews, labels and web pages may tell of a trial once.",
    "A key that slipped points at a thing that the source does not tell of.",
    reads=("entities", "evidence", "mentions", "sources", *TABLES),
)
def source_thing(tables: Tables) -> Iterator[Finding]:
    cited, of = _cited(tables["evidence"])
    about = _about(tables["mentions"], tables["entities"])
    surveys = set(tables["sources"].loc[tables["sources"]["kind"].isin(SURVEYS), "source_id"])
    for kind, places in KEYS.items():
        things = about.get(kind, {})
        for table, columns in places.items():
            for column in columns:
                frame = tables[table]
                for position, fact, thing in frame[["fact_id", column]].dropna().itertuples(name=None):
                    mine = [source for source in of.get(fact, ()) if kind != "trials" or source not in surveys]
                    others = {other for source in mine for other in cited[source] if other in things} - {fact}
                    if len(others) >= COMPANY and not any(thing in things[other] for other in others):
                        named = Counter(each for other in others for each in things[other])
                        yield (
                            table,
                            position,
                            column,
                            f"{thing}, and {' and '.join(sorted(mine))} {'is' if len(mine) == 1 else 'are'} cited for"
                            f" {len(others)} other facts, none about it; most are about {named.most_common(1)[0][0]}.",
                            "Correct the key or the source, or enter what else the source says of it.",
                        )


@rule(
    "source-own",
    "What belongs to a source, such as the jurisdiction of a label, is the same in the rows that it is cited for.",
    "A label of one country does not change its country from line to line.",
    reads=("evidence", *OWN),
)
def source_own(tables: Tables) -> Iterator[Finding]:
    cited, of = _cited(tables["evidence"])
    for table, columns in OWN.items():
        for column in columns:
            frame = tables[table]
            cells = dict(zip(frame["fact_id"], frame[column], strict=True))
            for position, (fact, cell) in zip(frame.index, cells.items(), strict=False):
                for source in of.get(fact, ()):
                    others = [cells[other] for other in cited[source] if other in cells and other != fact]
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
def _cited(evidence: pd.DataFrame) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return the facts that each source supports, and the sources that support each fact."""
    cited: dict[str, list[str]] = {}
    of: dict[str, list[str]] = {}
    support = evidence.loc[evidence["stance"] == "supports", ["fact_id", "source_id"]].dropna().drop_duplicates()
    for fact, source in support.itertuples(index=False, name=None):
        cited.setdefault(source, []).append(fact)
        of.setdefault(fact, []).append(source)
    return cited, of


@kept
def _about(mentions: pd.DataFrame, entities: pd.DataFrame) -> dict[str, dict[str, set[str]]]:
    """Return, by table, the things that each fact names."""
    home = dict(zip(entities["entity_id"], entities["table"], strict=True))
    found: dict[str, dict[str, set[str]]] = {}
    for fact, thing in mentions[["fact_id", "entity_id"]].itertuples(index=False, name=None):
        found.setdefault(home.get(thing, ""), {}).setdefault(fact, set()).add(thing)
    return found
