"""Law of rows that rest on one passage: what its reading does not tell they have alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterator
from functools import partial
from itertools import combinations
from typing import Any

import pandas as pd

from il2data.checking import readings
from il2data.checking.rules import EACH, Finding, Tables, fact_tables, kept, rule
from il2data.checking.rules.keyed import Names, names_of
from il2data.checking.rules.meanings import TELLING, listed
from il2data.checking.rules.readings import Read, whole
from il2data.checking.rules.slips import COMMENTS, WORDLESS, figured, one_figure
from il2data.checking.rules.things import NAMES, Index, index_of
from il2data.checking.rules.wording import meant

# Columns that tell the rows of one passage apart: the lines of a table, the arms of a trial, the parts of a molecule.
APART = {
    "adverse_reactions": ("finding_id",), "affinities": ("ligand_id", "quantity", "target_id"),
    "arms": ("agent_id", "cohort", "combined_with", "n", "n_evaluable", "n_kind", "name", "role", "trial_arms"),
    "chain_parts": ("chain", "kind"), "constructs": ("agent_id",),
    "doses": ("arm_id", "disease_id", "phase_of_treatment", "value"),
    "errata": (
        "certainty", "kind", "mended_in", "mended_on", "place", "resource", "resource_version", "seen", "subject_id",
    ),
    "experiments": ("measured_on", "same_wells_as", "values"),
    "genetic_associations": ("disease_id", "population", "subject_id"), "medicine_owners": ("until_how",),
    "medicines": ("agent_id",),
    "outcomes": ("arm_id", "comparator_n", "count", "endpoint_id", "n", "significance", "trial_id"),
    "potencies": ("cell_gate", "cell_type_id", "hill", "lower", "upper", "value"), "receptor_turnover": ("target_id",),
    "regulation": ("regulator_id",),
    "sequence_features": ("end", "kind", "length", "mature_end", "mature_start", "protein_id", "start"),
    "sequences": ("chain", "mass"), "signalling_edges": ("amino_acid", "other_position", "position"),
    "structure_components": ("entity_id", "structure_id"),
    "substitutions": ("agent_id", "effect", "kind", "position", "variant", "wild_type"),
    "trial_safety": ("arm_id", "comparator_arm_id", "finding_id", "subgroup", "trial_id"), "trials": ("disease_id",),
}  # fmt: skip
# What makes one passage of two, besides its words.
PLACE = ("source_id", "locator", "note")
# A value of a list is one word of small letters, or a sign; a text that stands in so many cells of its column is one,
# too, and no remark.
VALUE = re.compile(r"[a-z][a-z0-9_]*|[<>=~]+")
USUAL = 3
# A number in a name, such as Y338, tells of one, too.
DIGITS = re.compile(r"\d+(?:\.\d+)?")
# Fewer words of a reading that are not those of its row are found beside many others.
LEFT = 4


@rule(
    "asserted-alike",
    "Rows of a table that rest on one passage, read in the same words but for those of each row, have the same numbers,"
    " keys and values, unless the reading tells of each; no text differs from another in a figure alone.",
    "What a source says of two things in one breath it says under one condition: its species, system and time are those"
    " of both.",
    reads=(EACH, "evidence", *NAMES),
)
def asserted_alike(tables: Tables) -> Iterator[Finding]:
    things = index_of(readings.plain, *(tables[name] for name in NAMES))
    told = partial(_told, things, names_of(tables["entities"], tables["names"]))
    frames = fact_tables(tables)
    for mine in _together(tables):
        table, text = mine[0].table, mine[0].text
        for column in mine[0].row.keys() - {"fact_id", *APART.get(table, ())}:
            if len({str(read.row[column]) for read in mine}) == 1:
                continue
            filled = [read for read in mine if not pd.isna(read.row[column])]
            if all(_is_value(read.row[column], frames[table][column], things.near) for read in filled):
                odd = _odd(filled, column, partial(told, f"{table}.{column}")) or _empty(mine, filled, column)
            else:
                odd = _misprinted(filled, column)
            if odd:
                cell = odd.row[column]
                others = sorted({str(read.row[column]) for read in filled} - {str(cell)})
                yield (
                    table,
                    odd.position,
                    column,
                    f"{column} is {'empty' if pd.isna(cell) else cell}, and {', '.join(others)} in another row, where"
                    f" the source is said to give the same ({text[:80]!r}).",
                    "Read the source again: correct one of the rows, or write into the readings what tells them apart.",
                )


def _together(tables: Tables) -> Iterator[list[Read]]:
    """Yield the rows that rest on one passage, read in the same words, or in the same but for those of each row."""
    places = _places(tables["evidence"])
    there: dict[tuple[str, str], list[Read]] = {}
    for read in whole(tables):
        there.setdefault((read.table, places[read.row["fact_id"]]), []).append(read)
    for reads in (reads for reads in there.values() if len(reads) > 1):
        found: dict[str, list[Read]] = {}
        for read in reads:
            for text in {read.text, _left(read)} - {""}:
                found.setdefault(text, []).append(read)
        once = {tuple(read.position for read in mine): mine for mine in found.values() if len(mine) > 1}
        yield from once.values()


def _left(read: Read) -> str:
    """Return the words of a reading that are not those of its row; nothing where too few are left."""
    own = {word for cell in read.row.values() if isinstance(cell, str) for word in readings.words(cell)}
    left = [word for word in readings.words(read.text) if word not in own]
    return " ".join(left) if len(left) >= LEFT else ""


def _odd(filled: list[Read], column: str, told: Callable[[Any, str], bool]) -> Read | None:
    """Return the last row with the rarest of the cells of a column that no reading tells of, where they differ."""
    cells = Counter(read.row[column] for read in filled)
    untold = [read for read in filled if not told(read.row[column], read.text)]
    if len(cells) < 2 or not untold:
        return None
    rarest = min(cells[read.row[column]] for read in untold)
    return [read for read in untold if cells[read.row[column]] == rarest][-1]


def _empty(mine: list[Read], filled: list[Read], column: str) -> Read | None:
    """Return a row that leaves a column empty which another fills that has the same columns of numbers."""
    given = {_numbers(read, column) for read in filled}
    return next((read for read in mine if pd.isna(read.row[column]) and _numbers(read, column) in given), None)


def _numbers(read: Read, but: str) -> tuple[str, ...]:
    """Return the columns of numbers that a row fills, one aside."""
    return tuple(
        column
        for column, cell in read.row.items()
        if column != but and isinstance(cell, int | float) and not pd.isna(cell)
    )


def _misprinted(filled: list[Read], column: str) -> Read | None:
    """Return a row whose text is that of another but for one figure, where no reading has the one or the other."""
    if column in WORDLESS or column.endswith("_id"):
        return None
    for one, other in combinations(filled, 2):
        text, twin = one.row[column], other.row[column]
        said = {*figured(f"{one.text} {other.text}")}
        if one_figure(text, twin) and said.isdisjoint({*figured(text)} ^ {*figured(twin)}):
            return other
    return None


def _is_value(cell: object, cells: pd.Series[Any], things: Container[str]) -> bool:
    """Say whether a cell of a column holds a number, a key or a value, and no remark."""
    return (
        not isinstance(cell, str)
        or cell in things
        or VALUE.fullmatch(cell) is not None
        or (cells.name not in (*WORDLESS, *COMMENTS) and int((cells == cell).sum()) >= USUAL)
    )


def _told(things: Index, names: Names, column: str, cell: Any, text: str) -> bool:
    """Say whether a reading tells of a cell: of its number, of what it names, or of a value by a word of it."""
    if not isinstance(cell, str):
        return float(cell) in {*readings.numbers(text), *map(float, DIGITS.findall(text))}
    if cell in things.near:
        return names.means(things, cell, names.found(text)[0], text)
    tells = TELLING.get(listed(*column.split(".")), {}).get(cell)
    return bool(tells and tells[0].pattern and tells[0].search(text)) or bool(meant(cell) & readings.stems(text))


@kept
def _places(evidence: pd.DataFrame) -> dict[str, str]:
    """Return where sources say what supports each fact, with the notes on it."""
    support = evidence.loc[evidence["stance"] == "supports", ["fact_id", *PLACE]].fillna("")
    found: dict[str, str] = {}
    for fact, *place in support.itertuples(index=False, name=None):
        found[fact] = " ; ".join([found.get(fact, ""), *place])
    return found
