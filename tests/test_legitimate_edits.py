"""Edits that a careful curator makes pass every check: the laws raise no false alarm on them.

`legitimate_edits.json` holds them in the format of the laws' examples, each with a word on
what it is. They are taken together in a few batches; a finding names the rows it is about.
"""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest

from conftest import ROOT
from il2data import derive
from il2data.canonical import to_csv
from il2data.checking import csv_text, foreign_keys, validation
from il2data.checking.rules import Edit
from il2data.errors import Problem
from il2data.loading import schema_problems
from il2data.package import Package
from test_rules import edited

pytestmark = pytest.mark.slow
EDITS: list[dict[str, Any]] = json.loads((ROOT / "tests/legitimate_edits.json").read_text())
BATCH = 24
Tables = dict[str, pd.DataFrame]


def test_there_are_enough_and_each_says_what_it_is() -> None:
    assert len(EDITS) >= 80
    assert len({edit["why"] for edit in EDITS}) == len(EDITS)
    assert all(edit["edits"] for edit in EDITS)


@pytest.mark.parametrize(
    "batch", [EDITS[at : at + BATCH] for at in range(0, len(EDITS), BATCH)], ids=lambda batch: str(batch[0]["why"])
)
def test_legitimate_edits_raise_nothing(
    batch: list[dict[str, Any]], package: Package, tables: Tables, sound_problems: list[Problem]
) -> None:
    schemas = {name: package.schema(name) for name in package.tables}
    changed = dict(tables)
    for edit in batch:
        before = changed
        changed = edited(changed, edit["edits"])
        assert any(changed[name] is not before[name] for name in changed), edit["why"]
    touched = {name for name in tables if changed[name] is not tables[name]}
    changed = {
        name: (
            frame.sort_values(schemas[name]["primaryKey"], key=lambda s: s.astype(object)).reset_index(drop=True)
            if name in touched
            else frame
        )
        for name, frame in changed.items()
    }
    for name, make in derive.DERIVED.items():
        changed[name] = make(schemas, changed)
    for name in touched | set(derive.DERIVED):
        assert not csv_text.problems(schemas[name], to_csv(schemas[name], changed[name]))
        assert not schema_problems(changed[name], schemas[name])
    assert not list(foreign_keys.key_problems(schemas, changed))
    known = {(p.table, p.rule, p.message) for p in sound_problems}
    broken = Edit({name for name, frame in changed.items() if not frame.equals(tables[name])})
    found = validation.errors(validation.law_problems(changed, broken))
    new = [p for p in found if (p.table, p.rule, p.message) not in known]
    assert not new, "\n".join(map(str, new))
