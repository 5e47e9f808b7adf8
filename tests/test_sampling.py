"""The small package is the checkout's in all but size."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

import il2data
from il2data.checking.foreign_keys import key_problems


def test_it_has_rows_of_every_table_all_from_the_checkout(few: Path, tables: dict[str, pd.DataFrame]) -> None:
    release = il2data.open(few)
    found = {name: release.load(name) for name in release.tables()}  # type: ignore[arg-type]
    schemas = {name: release.package.schema(name) for name in found}
    assert list(found) == list(tables) and all(len(frame) for frame in found.values())
    for name, frame in found.items():
        if name != "mentions":  # which lead to what stands in other rows, too
            assert len(frame.merge(tables[name])) == len(frame), name
    assert list(key_problems(schemas, found)) == []
    # Sentence, status and counts are those of the checkout, as each fact has all its evidence.
    facts, evidence = found["facts"], tables["evidence"]
    assert set(facts["status"]) == set(tables["facts"]["status"])
    assert len(found["evidence"]) == evidence["fact_id"].isin(facts["fact_id"]).sum()
    assert 20 * len(facts) < len(tables["facts"])
