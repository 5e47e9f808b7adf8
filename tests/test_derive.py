"""What is counted of a fact's evidence, and what a disputed sentence says of it, on rows made for each case."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from conftest import ROOT
from il2data import derive, support
from il2data.package import Package

SOURCES = {
    "PMID:1": "paper",
    "PMID:2": "paper",
    "PMID:3": "paper",
    "il2d:review": "review",
    "il2d:doc": "founding_document",
    "NCT1": "registry_record",
}
# Source, stance, how it was read, why it is outweighed.
Row = tuple[str, str, str, str | None]
FOR, AGAINST, REFINES = "supports", "contradicts", "refines"
CASES: dict[str, tuple[list[Row], dict[str, int], str | None]] = {
    "one paper": ([("PMID:1", FOR, "full_text", None)], {"records_for": 1}, "full_text"),
    "the better of two readings": (
        [("PMID:1", FOR, "abstract", None), ("PMID:2", FOR, "full_text", None)],
        {"records_for": 2},
        "full_text",
    ),
    "read at second hand": ([("PMID:1", FOR, "secondary", None)], {"secondary_for": 1}, "secondary"),
    "a review": ([("il2d:review", FOR, "full_text", None)], {"secondary_for": 1}, "full_text"),
    "one study in two papers": (
        [("PMID:1", FOR, "abstract", None), ("PMID:3", FOR, "abstract", None)],
        {"records_for": 1},
        "abstract",
    ),
    "against": (
        [("PMID:1", FOR, "full_text", None), ("PMID:2", AGAINST, "full_text", None)],
        {"records_for": 1, "records_against": 1},
        "full_text",
    ),
    "against and outweighed": (
        [("PMID:1", FOR, "abstract", None), ("PMID:2", AGAINST, "full_text", "misprint")],
        {"records_for": 1, "records_outweighed": 1},
        "abstract",
    ),
    "a document each way": (
        [("il2d:doc", FOR, "full_text", None), ("PMID:1", FOR, "registry", None)],
        {"documents_for": 1, "records_for": 1},
        "registry",
    ),
    "a document refined": (
        [("il2d:doc", REFINES, "full_text", None), ("PMID:1", FOR, "label", None)],
        {"documents_refined": 1, "records_for": 1},
        "label",
    ),
    "a document that is wrong": (
        [("il2d:doc", AGAINST, "full_text", None), ("PMID:1", FOR, "patent", None)],
        {"documents_against": 1, "records_for": 1},
        "patent",
    ),
    "a document alone": ([("il2d:doc", FOR, "full_text", None)], {"documents_for": 1}, None),
    "a record that refines": (
        [("PMID:1", REFINES, "full_text", None), ("PMID:2", FOR, "abstract", None)],
        {"records_for": 1},
        "abstract",
    ),
    "a review against": (
        [("il2d:review", AGAINST, "full_text", None), ("PMID:2", FOR, "abstract", None)],
        {"records_for": 1},
        "abstract",
    ),
}
STATUS = {
    "one paper": "reported",
    "the better of two readings": "corroborated",
    "read at second hand": "secondary_only",
    "a review": "secondary_only",
    "against": "disputed",
    "a document alone": "document_only",
}


@pytest.fixture(scope="module")
def counted() -> pd.DataFrame:
    """The counts of a fact for each case; its papers 1 and 3 are of one study."""
    rows = [(fact, *row) for fact, (evidence, _, _) in CASES.items() for row in evidence]
    evidence = pd.DataFrame(rows, columns=["fact_id", "source_id", "stance", "read_as", "outweighed"], dtype="string")
    sources = pd.DataFrame({"source_id": list(SOURCES), "kind": list(SOURCES.values())}, dtype="string")
    sources["study_id"] = (
        sources["source_id"].where(sources["source_id"] == "PMID:1").mask(sources["source_id"] == "PMID:3", "PMID:1")
    )
    schemas: Any = {"names": {"name": "names", "kind": "fact"}, "trials": {"name": "trials", "kind": "fact"}}
    facts = {name: pd.DataFrame({"fact_id": pd.Series(dtype="string")}) for name in schemas}
    facts["trials"]["trial_id"] = pd.Series(dtype="string")
    return support.tallies(schemas, {"evidence": evidence, "sources": sources, **facts})


@pytest.mark.parametrize("case", CASES)
def test_each_source_is_counted_in_its_place(case: str, counted: pd.DataFrame) -> None:
    _, numbers, best = CASES[case]
    row = counted.loc[case]
    assert {name: int(row[name]) for name in support.COUNTS if row[name]} == numbers
    assert (None if pd.isna(row["best_read"]) else row["best_read"]) == best
    assert row["status"] == STATUS.get(case, row["status"])


def test_a_disputed_sentence_says_how_many_records_contradict(tables: dict[str, pd.DataFrame]) -> None:
    disputed = tables["facts"][tables["facts"]["status"] == "disputed"]
    words = {1: "one other record contradicts", 2: "two other records contradict"}
    for row in disputed.itertuples():
        said = words.get(int(row.records_against), "several other records contradict")
        assert row.statement.endswith(f"; {said} this."), row.statement
    assert not tables["facts"].drop(disputed.index)["statement"].str.contains("other records? contradict").any()


@pytest.mark.slow
@pytest.mark.parametrize("name", derive.DERIVED)
def test_what_is_derived_is_what_is_shipped(name: str, tables: dict[str, pd.DataFrame]) -> None:
    package = Package(ROOT)
    made = derive.DERIVED[name]({table: package.schema(table) for table in package.tables}, tables)
    pd.testing.assert_frame_equal(made, tables[name])
