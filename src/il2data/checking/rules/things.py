"""Laws of double entry in things: what readings and titles of sources name is what the keys of a row point at."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from itertools import chain
from typing import Any, NamedTuple

import pandas as pd

from il2data.checking import readings
from il2data.checking.rules import EACH, Finding, Tables, fact_tables, kept, rule
from il2data.checking.rules.readings import notes_of, whole
from il2data.naming import ORTHOLOGOUS

# Names of fewer letters are words of the language, too; in a title, which has more words, of one letter more.
SHORTEST = 3
IN_TITLE = 4
# What follows the name of another thing.
OF_ANOTHER = ("receptor", "receptors")
# Tables whose cells of words tell of other things of the kinds of their keys.
SPEAKING = ("arms", "disease_links", "effects", "label_provisions", "regulation", "trials")
Words = tuple[str, ...]
# Lines are cells of kinds that are not entered for them.
LINE = "il2d:cell-"
# Tables whose readings, where they name things of a kind, name one of the row.
THINGS = {
    "agents": (
        "affinities", "arms", "constructs", "designations", "effects", "errata", "events", "formulations",
        "label_provisions", "medicine_owners", "names", "pharmacokinetics", "receptor_turnover", "regulation",
        "statements", "structure_components", "substitutions", "trial_benefits", "trial_reports", "trial_safety",
        "trials",
    ),
    "cell_types": (
        "affinities", "names", "pathways_activated", "production", "receptor_abundance", "receptor_expression",
        "regulation", "signalling_edges",
    ),
    "diseases": (
        "designations", "disease_links", "epidemiology", "events", "genetic_associations", "indications",
        "label_provisions", "mendelian_disorders", "names", "outcomes", "pharmacokinetics", "trial_benefits",
        "trial_reports",
    ),
    "findings": ("adverse_reactions", "names", "trial_safety"),
    "genes": (
        "allelic_expression", "constructs", "disease_links", "effects", "experiments", "gene_locations",
        "genetic_associations", "hot_spots", "medicines", "mendelian_disorders", "names", "pathway_members",
        "pathways_activated", "physical_properties", "production", "sequence_features", "signalling_edges",
        "statements", "structure_components", "substitutions", "xrefs",
    ),
    "pathways": ("names", "signalling_edges"),
    "processes": ("effects", "names", "pathways_activated", "signalling_edges"),
    "receptor_forms": ("errata", "names", "signalling_edges"),
    "trials": ("names", "trials", "xrefs"),
    "variants": ("genetic_associations",),
}  # fmt: skip
# Tables for whose rows a source that has a thing of a kind in its title has a thing of the row in it.
TITLED = {
    "agents": (
        "adverse_reactions", "constructs", "designations", "events", "formulations", "indications", "label_provisions",
        "medicine_owners", "medicines", "names", "pharmacokinetics", "physical_properties", "substitutions",
        "trial_reports",
    ),
    "diseases": ("adverse_reactions", "genetic_associations", "marker_cutoffs"),
}  # fmt: skip
NAMES = ("agents", "entities", "names", "proteins", "subclasses", "variants", "xrefs")


class Index(NamedTuple):
    """What names mean.

    Attributes
    ----------
    home
        The table of each entity; proteins are told with their genes.
    words
        The words of the label of each entity.
    near
        Each entity with those that are told with it: product and gene, orthologue, what it is a kind of.
    named
        For each table the entities that bear a name, by its words; left out are names that things of two tables bear,
        and those of classes and combinations, which are named beside what belongs to them.
    several
        Agents that are a class or combination of others.
    lengths
        For each table how many words names have, by the word that they begin with.
    spelled
        What gives the words of a name or text.
    """

    home: dict[str, str]
    words: dict[str, frozenset[str]]
    near: dict[str, set[str]]
    named: dict[str, dict[tuple[str, ...], set[str]]]
    several: set[str]
    lengths: dict[str, dict[str, set[int]]]
    spelled: Callable[[str], tuple[str, ...]]

    def found(self, text: str, kind: str, shortest: int = 0) -> set[tuple[str, ...]]:
        """Return the names of things of a table that a text holds."""
        words = self.spelled(text)
        # IL-2 of an IL-2 receptor is not told of.
        ends = {at for at in range(1, len(words) + 1) if at == len(words) or words[at] not in OF_ANOTHER}
        return {
            name
            for name, end in held(words, self.lengths[kind], self.named[kind])
            if end in ends and sum(map(len, name)) >= shortest
        }

    def mine(self, row: dict[str, Any], kind: str) -> dict[str, str]:
        """Return the columns of a row that name things of a table, by the thing."""
        return {cell: column for column, cell in row.items() if isinstance(cell, str) and self.home.get(cell) == kind}

    def meant(self, mine: dict[str, str], found: set[tuple[str, ...]], kind: str) -> bool:
        """Say whether one of the names that were found is of one of the things, or of one that is told with it."""
        own = set().union(*(self.near[id] for id in mine))
        return not self.several.isdisjoint(mine) or any(
            (id in own or self.near[id] & (own if kind == "variants" else mine.keys()))
            or any(self.words[one].issuperset(part) for one in mine if one in self.words)
            or (LINE in min(mine) and LINE not in id)
            for part in found
            for id in self.named[kind][part]
        )


def lengths_of(names: Iterable[Words]) -> dict[str, set[int]]:
    """Return how many words names have, by the word that they begin with."""
    lengths: dict[str, set[int]] = {}
    for words in filter(None, names):
        lengths.setdefault(words[0], set()).add(len(words))
    return lengths


def held(words: Words, lengths: dict[str, set[int]], names: Container[Words]) -> Iterator[tuple[Words, int]]:
    """Yield each name that the words of a text hold, with the place behind it."""
    for at, word in enumerate(words):
        for length in lengths.get(word, ()):
            if (name := words[at : at + length]) in names:
                yield name, at + length


@kept
def index_of(
    spelled: Callable[[str], tuple[str, ...]],
    agents: pd.DataFrame,
    entities: pd.DataFrame,
    names: pd.DataFrame,
    proteins: pd.DataFrame,
    subclasses: pd.DataFrame,
    variants: pd.DataFrame,
    xrefs: pd.DataFrame,
) -> Index:
    home = {id: "genes" if table == "proteins" else table for id, table in _pairs(entities, "entity_id", "table")}
    near: dict[str, set[str]] = {id: {id} for id in home}
    products = list(_pairs(proteins, "protein_id", "gene_id"))
    for one, other in chain(
        products,
        (pair[::-1] for pair in products),
        _pairs(variants, "variant_id", "gene_id"),
        _pairs(xrefs[xrefs["predicate_id"] == ORTHOLOGOUS], "subject_id", "object_id"),
        _pairs(subclasses, "child_id", "parent_id"),
    ):
        near.setdefault(one, {one}).add(other)
    called: dict[tuple[str, ...], set[str]] = {}
    for id, name in chain(
        _pairs(names[~names["ambiguous"].fillna(False)], "entity_id", "name"), _pairs(entities, "entity_id", "label")
    ):
        if len(name) >= SHORTEST and id in home:
            called.setdefault(spelled(name), set()).add(id)
    named: dict[str, dict[tuple[str, ...], set[str]]] = {kind: {} for kind in home.values()}
    several = set(agents.loc[agents["kind"].isin(["class", "combination"]), "agent_id"])
    for words, ids in called.items():
        kinds = {home[id] for id in ids}
        if len(kinds) == 1 and not ids & several:
            named[kinds.pop()][words] = ids
    return Index(
        home,
        {id: frozenset(spelled(label)) for id, label in _pairs(entities, "entity_id", "label")},
        near,
        named,
        several,
        {kind: lengths_of(names_of) for kind, names_of in named.items()},
        spelled,
    )


@rule(
    "asserted-thing",
    "Where readings name things of a table, medicines, diseases or genes among them, the row names one of them, or what"
    " one is a kind of.",
    "A key that slipped points at another thing than the one that was read about.",
    reads=(EACH, "evidence", *NAMES),
)
def asserted_thing(tables: Tables) -> Iterator[Finding]:
    index = index_of(readings.plain, *(tables[name] for name in NAMES))
    for read in whole(tables, only=tuple({table for wanted in THINGS.values() for table in wanted})):
        told = f" {' '.join(readings.plain(' '.join(cell for cell in read.row.values() if isinstance(cell, str))))} "
        for kind in (kind for kind, wanted in THINGS.items() if read.table in wanted):
            mine, found = index.mine(read.row, kind), index.found(read.text, kind)
            if not mine or not found or read.note or index.meant(mine, found, kind):
                continue
            if read.table not in SPEAKING or any(f" {' '.join(part)} " not in told for part in found):
                yield (
                    read.table,
                    read.position,
                    next(iter(mine.values())),
                    f"{' and '.join(mine)}, and the source is said to give {read.text[:80]!r}.",
                    "Read the source again: correct the row or the reading.",
                )


@rule(
    "evidence-title",
    "Where the titles of the sources of a fact about a medicine name medicines, they name one of the row, unless a note"
    " names one; so for diseases.",
    "A label of one medicine that is cited for another says that a key has slipped, or that the wrong source is cited.",
    reads=(EACH, "evidence", "sources", *NAMES),
)
def evidence_title(tables: Tables) -> Iterator[Finding]:
    index = index_of(readings.words, *(tables[name] for name in NAMES))
    evidence, titles = tables["evidence"], dict(_pairs(tables["sources"], "source_id", "title"))
    cited: dict[str, str] = {}
    said: dict[str, str] = {}
    notes = notes_of(evidence)
    for fact, source, text in (
        evidence.loc[evidence["stance"] == "supports", ["fact_id", "source_id", "asserted"]]
        .fillna("")
        .itertuples(index=False, name=None)
    ):
        cited[fact] = f"{cited.get(fact, '')} ; {titles.get(source, '')}"
        said[fact] = f"{said.get(fact, '')} ; {text}"
    for table, frame in fact_tables(tables).items():
        for kind in (kind for kind, wanted in TITLED.items() if table in wanted):
            for position, row in zip(frame.index, frame.to_dict("records"), strict=True):
                mine, text = index.mine(row, kind), cited.get(row["fact_id"], "")
                if not mine or not text or index.found(notes.get(row["fact_id"], ""), kind):
                    continue
                found = index.found(text, kind, IN_TITLE)
                if found and not index.meant(mine, found | index.found(said[row["fact_id"]], kind), kind):
                    yield (
                        table,
                        position,
                        next(iter(mine.values())),
                        f"{' and '.join(mine)}, and sources are cited on {', '.join(map(' '.join, sorted(found)))}.",
                        "Correct the key or the source.",
                    )


def _pairs(frame: pd.DataFrame, one: str, other: str) -> Iterator[tuple[str, str]]:
    yield from frame[[one, other]].dropna().itertuples(index=False, name=None)
