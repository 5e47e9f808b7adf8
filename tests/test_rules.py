"""Every law finds its planted defects, exactly, and lets its near misses pass."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from il2data.checking import validation
from il2data.checking.rules import RULES, Edit, examples, readers

# What is wrong may be far from the typical, too; and an example edits a row and not what its evidence says of it.
BESIDES = {"value-typical", *(id for id in RULES if id.startswith("asserted-"))}
EXAMPLES = {id: found for id, found in examples().items() if RULES[id].law}
Tables = dict[str, pd.DataFrame]


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


@pytest.fixture(scope="module")
def baseline(tables: Tables) -> set[Any]:
    """Findings of the sound data: warnings only."""
    problems = set(validation.law_problems(tables))
    assert {p.rule for p in problems} <= validation.WARNINGS
    return problems


def found(id: str, edits: list[dict[str, Any]], tables: Tables) -> set[Any]:
    """Return what the laws that an edit concerns find, those that may find it besides left out."""
    edit = Edit({edit["table"] for edit in edits})
    laws = readers(edit.tables) - (BESIDES - {id})
    return {problem for law in laws for problem in validation.problems_of(RULES[law], tables, edit)}


@pytest.mark.parametrize(("id", "edits"), [(id, e) for id, ex in EXAMPLES.items() for e in ex["defects"]])
def test_a_planted_defect_is_found_and_nothing_else(
    id: str, edits: list[dict[str, Any]], tables: Tables, baseline: set[Any]
) -> None:
    new = found(id, edits, edited(tables, edits)) - baseline
    assert {problem.rule for problem in new} == {id}
    assert all(p.message and p.fix and p.table for p in new)


@pytest.mark.parametrize(("id", "edits"), [(id, e) for id, ex in EXAMPLES.items() for e in ex["near_misses"]])
def test_a_near_miss_passes(id: str, edits: list[dict[str, Any]], tables: Tables, baseline: set[Any]) -> None:
    changed = edited(tables, edits)
    assert any(not changed[name].equals(tables[name]) for name in tables)
    assert {p.rule for p in found(id, edits, changed)} <= {p.rule for p in baseline}
