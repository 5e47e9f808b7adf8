"""Laws of double entry in words: what evidence asserts of names, things and directions is what its row says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

import pandas as pd

from il2data.checking import readings
from il2data.checking.rules import EACH, Finding, Tables, fact_tables, rule
from il2data.checking.rules.readings import whole
from il2data.naming import ORTHOLOGOUS

# Names of fewer letters are words of the language, too.
SHORTEST = 3
# Words that tell no value of a list from another, as `readings.stems` gives them.
SMALL_WORDS = readings.stems("a an and as at by for from in is it its no not of on or other than the to was with")
# Values that registers have two words for.
ALIKE = {"ENDED_PREMATURELY": "TERMINATED"}
# Words of more and of less, and of a cause that was taken away, which turn round what follows.
MORE = re.compile(r"(?i)\b(?:increas\w*|rais\w*|higher|elevat\w*|enhanc\w*|strength\w*|stronger|rises?|rose)\b")
LESS = re.compile(
    r"(?i)\b(?:reduc\w*|lower\w*|decreas\w*|weak\w*|fewer|diminish\w*|falls?|fell|repress\w*)\b|\bprotect\w*"
)
UNDONE = re.compile(
    r"(?i)deficien|knock|KO\b|\blos[st]|delet|block|negative|\banti-|\bwithout\b|-/-|inhibit|\bnot?\b|absen|lack"
)
SPECIES = {
    "Homo sapiens": re.compile(r"(?i)\b(?:human|patients?|volunteers?|people|children|participants?|adults|donors?)\b"),
    "Mus musculus": re.compile(r"(?i)\b(?:mouse|mice|murine)\b(?! (?:anti|monoclonal))"),
    "Rattus norvegicus": re.compile(r"(?i)\brats?\b"),
}
DIRECTED = {
    "disease_links": "direction",
    "hot_spots": "effect",
    "outcomes": "direction",
    "regulation": "direction",
    "substitutions": "effect",
}
# Columns of words that readings repeat.
WORDED = (
    "agent_basis", "attenuation", "background", "effect_measure", "element", "endpoint_role", "enrolment_type", "event",
    "fit", "fused_end", "highest_phase", "level", "masking", "organ_system", "partner_residue", "phase", "presence",
    "receptor_state", "register", "regulator", "response_statistic", "route", "stage", "status", "tissue",
)  # fmt: skip
# Tables whose readings, where they name things of a kind, name one of the row.
THINGS = {
    "agents": (
        "affinities", "constructs", "designations", "effects", "events", "formulations", "label_provisions",
        "medicine_owners", "pharmacokinetics", "structure_components", "substitutions", "trial_benefits",
        "trial_reports",
    ),
    "cell_types": ("affinities", "production", "regulation", "signalling_edges"),
    "diseases": (
        "designations", "disease_links", "epidemiology", "events", "genetic_associations", "indications",
        "label_provisions", "mendelian_disorders", "outcomes", "pharmacokinetics", "trial_benefits",
    ),
    "findings": ("adverse_reactions", "trial_safety"),
    "genes": (
        "constructs", "effects", "experiments", "hot_spots", "medicines", "production", "signalling_edges",
        "structure_components", "substitutions", "xrefs",
    ),
    "pathways": ("signalling_edges",),
    "processes": ("effects", "pathways_activated", "signalling_edges"),
    "trials": ("trials",),
    "variants": ("genetic_associations",),
}  # fmt: skip


@rule(
    "asserted-name",
    "Each word of a name stands in what its source is said to give.",
    "A name with a slip in it is found by nobody.",
    reads=("evidence", "names"),
)
def asserted_name(tables: Tables) -> Iterator[Finding]:
    for read in whole(tables, only=("names",)):
        name, text = (readings.words(part) for part in (read.row["name"], read.text))
        lost = sorted(set(name) - set(text))
        if lost and "".join(name) not in "".join(text):
            yield (
                read.table,
                read.position,
                "name",
                f"{read.row['name']!r} has {', '.join(lost)}, and the source is said to give {read.text[:80]!r}.",
                "Read the source again: correct the name or the reading.",
            )


@rule(
    "asserted-thing",
    "Where readings name diseases, findings, variants, genes or trials, the row names one of them, or what one is a"
    " kind of.",
    "A key that slipped points at another thing than the one that was read about.",
    reads=(EACH, "entities", "evidence", "names", "proteins", "subclasses", "variants", "xrefs"),
)
def asserted_thing(tables: Tables) -> Iterator[Finding]:
    home = {
        id: "genes" if table == "proteins" else table
        for id, table in zip(tables["entities"]["entity_id"], tables["entities"]["table"], strict=True)
    }
    near: dict[str, set[str]] = {id: {id} for id in home}
    orthologous = tables["xrefs"][tables["xrefs"]["predicate_id"] == ORTHOLOGOUS]
    products = list(_pairs(tables["proteins"], "protein_id", "gene_id"))
    for one, other in chain(
        products,
        (pair[::-1] for pair in products),
        _pairs(tables["variants"], "variant_id", "gene_id"),
        _pairs(orthologous, "subject_id", "object_id"),
        _pairs(tables["subclasses"], "child_id", "parent_id"),
    ):
        near.setdefault(one, {one}).add(other)
    called: dict[tuple[str, ...], set[str]] = {}
    for id, name in chain(
        _pairs(tables["names"][~tables["names"]["ambiguous"].fillna(False)], "entity_id", "name"),
        _pairs(tables["entities"], "entity_id", "label"),
    ):
        if len(name) >= SHORTEST:
            called.setdefault(readings.words(name), set()).add(id)
    named = {
        kind: {words: ids for words, ids in called.items() if all(home[id] == kind for id in ids)} for kind in THINGS
    }
    longest = max(map(len, called), default=0)
    for read in whole(tables, only=tuple({table for wanted in THINGS.values() for table in wanted})):
        words = readings.words(read.text)
        parts = [words[at : at + size] for at in range(len(words)) for size in range(1, longest + 1)]
        for kind in (kind for kind, wanted in THINGS.items() if read.table in wanted):
            mine = {
                cell: column for column, cell in read.row.items() if isinstance(cell, str) and home.get(cell) == kind
            }
            found = {part for part in parts if part in named[kind]}
            if not mine or not found or read.noted:
                continue
            told = (
                f" {' '.join(readings.words(' '.join(cell for cell in read.row.values() if isinstance(cell, str))))} "
            )
            own = set().union(*(near[id] for id in mine))
            if any(f" {' '.join(part)} " not in told for part in found) and not any(
                near[id] & own for part in found for id in named[kind][part]
            ):
                yield (
                    read.table,
                    read.position,
                    next(iter(mine.values())),
                    f"{' and '.join(mine)}, and the source is said to give {read.text[:80]!r}.",
                    "Read the source again: correct the row or the reading.",
                )


@rule(
    "asserted-word",
    "Where a reading has the word of another value of a list, it has the word of the row's value, too.",
    "A status, phase or route that slipped to its neighbour in the list is a valid word, and wrong.",
    reads=(EACH, "evidence"),
)
def asserted_word(tables: Tables) -> Iterator[Finding]:
    lists = {
        table: {column: sorted(set(frame[column].dropna())) for column in WORDED if column in frame}
        for table, frame in fact_tables(tables).items()
    }
    for read in whole(tables, *WORDED):
        said = readings.stems(read.text)
        for column, values in lists[read.table].items():
            cell = read.row[column]
            if pd.isna(cell) or cell == "not_stated" or _meant(cell) <= said:
                continue
            other = [
                value
                for value in values
                if _meant(value) and _meant(value) <= said and not _meant(value) < _meant(cell)
            ]
            if other:
                yield (
                    read.table,
                    read.position,
                    column,
                    f"{column} is {cell}, and the source is said to give {other[0]} ({read.text[:80]!r}).",
                    "Read the source again: correct the row or the reading.",
                )


def _meant(value: str) -> frozenset[str]:
    """Return the words of a value of a list; phases of two in one."""
    text = re.sub(r"(\d) (?=\d|PHASE)", r"\1/", ALIKE.get(value, value).replace("_", " "))
    return readings.stems(text) - SMALL_WORDS


@rule(
    "asserted-species",
    "Where readings name one species alone, it is that of the row.",
    "Mouse and man are one click apart in a list.",
    reads=(EACH, "evidence"),
)
def asserted_species(tables: Tables) -> Iterator[Finding]:
    for read in whole(tables, "species"):
        named = {species for species, words in SPECIES.items() if words.search(read.text)}
        cell = read.row["species"]
        if len(named) == 1 and cell in SPECIES and cell not in named and not read.noted:
            yield (
                read.table,
                read.position,
                "species",
                f"species is {cell}, and the source is said to give {read.text[:80]!r}.",
                "Read the source again: correct the row or the reading.",
            )


@rule(
    "asserted-direction",
    "Where the only words of direction in a reading are those of more, the row says no less, and the other way round.",
    "Higher and lower are one click apart in a list.",
    reads=(EACH, "evidence"),
)
def asserted_direction(tables: Tables) -> Iterator[Finding]:
    for read in whole(tables, *set(DIRECTED.values()), only=tuple(DIRECTED)):
        cell, column = read.row[DIRECTED[read.table]], DIRECTED[read.table]
        if pd.isna(cell) or UNDONE.search(read.text):
            continue
        said, meant = (
            tuple(bool(words.search(text)) for words in (MORE, LESS)) for text in (read.text, cell.replace("_", " "))
        )
        if said in ((True, False), (False, True)) and meant == said[::-1]:
            yield (
                read.table,
                read.position,
                column,
                f"{column} is {cell}, and the source is said to give {read.text[:80]!r}.",
                "Read the source again: correct the row or the reading.",
            )


def _pairs(frame: pd.DataFrame, one: str, other: str) -> Iterator[tuple[str, str]]:
    yield from frame[[one, other]].dropna().itertuples(index=False, name=None)
