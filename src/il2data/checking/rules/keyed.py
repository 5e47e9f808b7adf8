"""Law of double entry in columns of keys: where readings name values of a column, they name that of the row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from il2data.checking import readings
from il2data.checking.rules import EACH, Finding, Tables, fact_tables, kept, rule
from il2data.checking.rules.readings import notes_of, whole
from il2data.checking.rules.things import NAMES, OF_ANOTHER, SHORTEST, Index, Words, held, index_of, lengths_of

# Columns beside whose value readings name others of the column: what was tried as well, or what belongs to it.
BESIDE = {
    "doses": ("agent_id", "disease_id"), "effects": ("cause_id", "cell_type_id"), "errata": ("subject_id",),
    "events": ("entity_id",), "genetic_associations": ("subject_id",), "label_provisions": ("finding_id",),
    "medicines": ("agent_id",), "receptor_turnover": ("target_id",),
    "regulation": ("cell_type_id", "regulator_id", "target_id"), "signalling_edges": ("object_id", "subject_id"),
    "trials": ("agent_id", "combined_with", "disease_id"),
}  # fmt: skip
# Words of a row that are a reading of it, too.
CLAIMS = {"statements": "claim"}
# A word as identifiers are printed, with its prefix or without.
MIXED = re.compile(r"[a-z]\d|\d[a-z]")
PRINTED = re.compile(r"(?:[A-Za-z]\w*:)?\w+")
# Prefixes that sources leave out before identifiers that no number or word is like.
BARE = re.compile(r"^(?:UniProtKB|pdb):")
# What follows the name of another thing.
OTHERS = {(word,) for word in OF_ANOTHER}
# Two words of a label that are longer stand for it.
LONG = 4


class Names(NamedTuple):
    """What bears each name or identifier.

    Attributes
    ----------
    bearers
        The things that bear a name, by its words.
    lengths
        How many words names have, by the word that they begin with.
    clear
        Names that lead to what bears them, wherever they stand.
    """

    bearers: dict[Words, set[str]]
    lengths: dict[str, set[int]]
    clear: set[Words]

    def found(self, text: str) -> tuple[set[Words], set[Words]]:
        """Return the names in a text, and those of them that are clear and no part of the name of a receptor."""
        words = readings.plain(text)
        found = list(held(words, self.lengths, self.bearers))
        return {name for name, _ in found}, {
            name for name, end in found if name in self.clear and words[end : end + 1] not in OTHERS
        }

    def means(self, index: Index, id: str, told: set[Words], text: str) -> bool:
        """Say whether a text names a thing or one that is told with it, or has words of its label.

        A part of its label that has a figure may be the name of another: interleukin 2 of its receptor's.
        """
        own = {word for word in index.words[id] if len(word) > LONG}
        return len(own.intersection(readings.plain(text))) > 1 or any(
            (index.words[id].issuperset(name) and "".join(name).isalpha())
            or any(other in index.near[id] or id in index.near.get(other, ()) for other in self.bearers[name])
            for name in told
        )


@kept
def names_of(entities: pd.DataFrame, names: pd.DataFrame) -> Names:
    """Return the names, labels and identifiers of things."""
    labels = entities[["entity_id", "label"]].assign(clear=True).itertuples(index=False, name=None)
    own = [(id, text, True) for id in entities["entity_id"] for text in (id, BARE.sub("", id))]
    called = names[["entity_id", "name"]].assign(clear=~names["ambiguous"].fillna(False))
    bearers: dict[Words, set[str]] = {}
    clear: set[Words] = set()
    blurred: set[Words] = set()
    for id, name, sure in (*called.itertuples(index=False, name=None), *labels, *own):
        if words := readings.plain(name):
            bearers.setdefault(words, set()).add(id)
            (clear if sure and len(name) >= SHORTEST else blurred).add(words)
    return Names(bearers, lengths_of(bearers), clear - blurred)


@rule(
    "asserted-key",
    "Where a reading names another value of a column of keys, of which no other cell of the row tells, it names that of"
    " the row, too, unless a note tells of one of the two.",
    "A key that slipped to its neighbour is a valid key, and the name that was read stands beside it.",
    reads=(EACH, "evidence", *NAMES),
)
def asserted_key(tables: Tables) -> Iterator[Finding]:
    index = index_of(readings.plain, *(tables[name] for name in NAMES))
    names = names_of(tables["entities"], tables["names"])
    notes = notes_of(tables["evidence"])
    columns = {
        table: values
        for table, frame in fact_tables(tables).items()
        if (values := _columns(frame, tables["entities"], BESIDE.get(table, ())))
    }
    for read in whole(tables, only=tuple(columns)):
        row, claim = read.row, CLAIMS.get(read.table, "")
        mine = {column: row[column] for column in columns[read.table] if row[column] in index.near}
        text = f"{read.text} ; {row[claim]}" if claim else read.text
        found, clear = names.found(text) if mine else (set(), set())
        if not clear:
            continue
        note = notes.get(row["fact_id"], "")
        excused = names.found(note)[0]
        cells = " ; ".join(cell for column, cell in row.items() if isinstance(cell, str) and column != claim)
        told, near = f" {' '.join(readings.plain(cells))} ", set().union(*(index.near[id] for id in mine.values()))
        for column, id in mine.items():
            if id in index.several or names.means(index, id, found | excused, text):
                continue
            others = [
                " ".join(name)
                for name in sorted(clear - excused)
                if near.isdisjoint(names.bearers[name])
                and f" {' '.join(name)} " not in told
                and _values(index, names.bearers[name], columns[read.table][column])
            ]
            if others:
                yield (
                    read.table,
                    read.position,
                    column,
                    f"{column} is {id}, and the source is said to give {', '.join(others[:3])} ({read.text[:80]!r}).",
                    "Read the source again: correct the row or the reading.",
                )


def _values(index: Index, bearers: set[str], values: set[str]) -> bool:
    """Say whether what bears a name are values of a column, or told with one."""
    return not bearers.isdisjoint(values) and all(
        id in values or not values.isdisjoint(index.near.get(id, ())) for id in bearers
    )


@kept
def _columns(frame: pd.DataFrame, entities: pd.DataFrame, beside: tuple[str, ...]) -> dict[str, set[str]]:
    """Return the columns of keys of a table, each with its values; those beside which others are named are left out."""
    things = set(entities["entity_id"])
    values = {
        column: set(frame[column].dropna()) & things
        for column in frame.select_dtypes("string").columns
        if column not in beside
    }
    return {column: mine for column, mine in values.items() if mine}


@rule(
    "asserted-identifier",
    "Where a reading prints identifiers of a registry, one of them stands in the row, if the row has one of that"
    " registry; errata and one of several variants aside.",
    "An identifier that slipped to its neighbour is that of another thing, and nobody reads it.",
    reads=(EACH, "entities", "evidence"),
)
def asserted_identifier(tables: Tables) -> Iterator[Finding]:
    printed = _printed(tables["entities"])
    for read in whole(tables):
        named = {printed[word] for word in map(str.casefold, PRINTED.findall(read.text)) if word in printed}
        if not named:
            continue
        cells = {column: cell for column, cell in read.row.items() if isinstance(cell, str) and ":" in cell}
        for column, cell in cells.items():
            same = {id for id in named if id.partition(":")[0] == cell.partition(":")[0]}
            if same and same.isdisjoint(cells.values()) and column not in BESIDE.get(read.table, ()):
                yield (
                    read.table,
                    read.position,
                    column,
                    f"{column} is {cell}, and the source is said to give {', '.join(sorted(same))}.",
                    "Read the source again: correct the row or the reading.",
                )


@kept
def _printed(entities: pd.DataFrame) -> dict[str, str]:
    """Return the identifiers of registries by how they are printed: whole, or without prefix where letters are left."""
    found = {id.casefold(): id for id in entities["entity_id"]}
    return found | {
        word: id for id in found.values() if (word := id.casefold().partition(":")[2]).isalnum() and MIXED.search(word)
    }
