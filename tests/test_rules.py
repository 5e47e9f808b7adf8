"""Every law finds its planted defects, exactly, and lets its near misses pass.

The law of an example is run on that example alone. All the other laws that its edits concern are run on the edits
of many examples at once, as they take twenty times as long; those that find anything that is not planted there, on
ever fewer of them, down to one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import pandas as pd
import pytest

from il2data.checking import validation
from il2data.checking.rules import RULES, Edit, examples, readers
from il2data.errors import Problem

Tables = dict[str, pd.DataFrame]
# A problem but for its line, which the edit of another example may move.
Told = tuple[str, str, str, str]


class Example(NamedTuple):
    """Edits, the law that they are an example of, and whether it must find them."""

    law: str
    edits: list[dict[str, Any]]
    defect: bool

    @property
    def names(self) -> set[str]:
        """The tables that it edits."""
        return {edit["table"] for edit in self.edits}


# What is wrong may be far from the typical, too; and an example edits a row and not its evidence, what that says, or
# what is told of its changes.
BESIDES = {
    "value-typical",
    "source-own",
    "source-trial",
    "evidence-title",
    "change-standing",
    *(id for id in RULES if id.startswith("asserted-")),
}
EXAMPLES = [
    Example(id, edits, kind == "defects")
    for id, found in examples().items()
    if RULES[id].law
    for kind in ("defects", "near_misses")
    for edits in found[kind]
]
BATCHES = 4
# Those of one table and of one law stand in batches of their own.
SORTED = sorted(EXAMPLES, key=lambda example: (example.edits[0]["table"], example.law))


def edited(tables: Tables, edits: list[dict[str, Any]]) -> Tables:
    """Return the tables with the edits of one example applied; each edit names exactly one row."""
    tables = dict(tables)
    for edit in edits:
        frame = tables[edit["table"]].copy()
        chosen = pd.Series(True, index=frame.index)
        for column, value in edit["where"].items():
            chosen &= (frame[column] == value).fillna(False).astype(bool)
        assert chosen.sum() == 1, f"{edit['where']} names {chosen.sum()} rows of {edit['table']}"
        (position,) = frame.index[chosen]
        if edit["do"] == "drop":
            frame = frame.drop(index=position).reset_index(drop=True)
        elif edit["do"] == "copy":
            frame = pd.concat([frame, frame.loc[[position]]], ignore_index=True)
            position = frame.index[-1]
        for column, value in edit.get("set", {}).items():
            frame.loc[position, column] = pd.NA if value is None and str(frame[column].dtype) != "float64" else value
        tables[edit["table"]] = frame
    return tables


def found(laws: set[str], tables: Tables, names: set[str]) -> set[Problem]:
    """Return what laws find in tables of which those of these names were edited."""
    return {p for law in laws for p in validation.problems_of(RULES[law], tables, Edit(names))}


def told(problems: Iterable[Problem]) -> set[Told]:
    return {(p.table, p.column, p.rule, p.message) for p in problems}


@pytest.fixture(scope="module")
def alone(tables: Tables, sound_problems: list[Problem]) -> Callable[[Example], set[Problem]]:
    """What the law of an example finds in it."""
    kept: dict[int, set[Problem]] = {}

    def alone(example: Example) -> set[Problem]:
        if id(example) not in kept:
            changed = edited(tables, example.edits)
            assert any(not changed[name].equals(tables[name]) for name in example.names)
            kept[id(example)] = found({example.law}, changed, example.names) - set(sound_problems)
        return kept[id(example)]

    return alone


def strays(
    batch: list[Example],
    tables: Tables,
    sound: set[Told],
    alone: Callable[[Example], set[Problem]],
    laws: set[str] = set(RULES) - BESIDES,
) -> dict[str, set[Told]]:
    """Return what laws find besides what is planted, by the law of the example that brings it forth alone."""
    changed = tables
    try:
        for example in batch:
            changed = edited(changed, example.edits)
    except AssertionError:  # of two examples of one row the first leaves none to the second
        if len(batch) == 1:
            raise
    else:
        names = set().union(*(example.names for example in batch))
        besides = told(found(readers(names) & laws, changed, names)) - sound
        besides = besides.difference(*(told(alone(example)) for example in batch))
        if len(batch) == 1 or not besides:
            return {batch[0].law: besides} if besides else {}
        laws = {rule for _, _, rule, _ in besides}
    return strays(batch[::2], tables, sound, alone, laws) | strays(batch[1::2], tables, sound, alone, laws)


@pytest.mark.slow
def test_the_sound_data_has_warnings_only(sound_problems: list[Problem]) -> None:
    assert {p.rule for p in sound_problems} <= validation.WARNINGS


@pytest.mark.parametrize("example", [example for example in EXAMPLES if example.defect], ids=lambda it: it.law)
def test_a_planted_defect_is_found(example: Example, alone: Callable[[Example], set[Problem]]) -> None:
    assert alone(example)
    assert all(p.message and p.fix and p.table for p in alone(example))


@pytest.mark.parametrize("example", [example for example in EXAMPLES if not example.defect], ids=lambda it: it.law)
def test_a_near_miss_passes(
    example: Example, alone: Callable[[Example], set[Problem]], sound_problems: list[Problem]
) -> None:
    assert {p.rule for p in alone(example)} <= {p.rule for p in sound_problems}


@pytest.mark.slow
@pytest.mark.parametrize("batch", [SORTED[at::BATCHES] for at in range(BATCHES)], ids=range(BATCHES))
def test_no_other_law_finds_anything(
    batch: list[Example], tables: Tables, sound_problems: list[Problem], alone: Callable[[Example], set[Problem]]
) -> None:
    assert strays(batch, tables, told(sound_problems), alone) == {}


@pytest.mark.slow
def test_what_another_law_finds_is_seen_in_a_batch(
    tables: Tables, sound_problems: list[Problem], alone: Callable[[Example], set[Problem]]
) -> None:
    of_gaps = next(example for example in EXAMPLES if example.law == "gap-table" and example.defect)
    batch = [*EXAMPLES[:3], of_gaps._replace(law="gene-place")]
    strange = strays(batch, tables, told(sound_problems), alone)
    assert {law: {rule for _, _, rule, _ in found} for law, found in strange.items()} == {"gene-place": {"gap-table"}}
