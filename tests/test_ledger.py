"""The ledger covers the founding documents whole, and any change of them is found by offset."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest

import il2data
from conftest import ROOT
from il2data.checking import ledger
from il2data.cli import main

SOURCES = ROOT.parent / "shared" / "sources"
TEXT = "A sentence. Another, bro-\nken one.\n"
SPANS = ["0-11", "12-25;26-34"]


@pytest.fixture
def small(tmp_path: Path) -> tuple[pd.DataFrame, pd.DataFrame, Path]:
    (tmp_path / "d.txt").write_text(TEXT)
    data = TEXT.encode()
    documents = pd.DataFrame(
        [
            {
                "document_id": "il2d:doc-1",
                "file_name": "d.txt",
                "bytes": len(data),
                "sha256": hashlib.sha256(data).hexdigest(),
            }
        ]
    )
    passages = pd.DataFrame(
        [
            {"passage_id": f"001-0{i}", "document_id": "il2d:doc-1", "spans": s, "sha256": ledger.text_hash(TEXT, s)}
            for i, s in enumerate(SPANS)
        ]
    )
    return documents, passages, tmp_path


def test_a_sentence_in_two_pieces_is_covered_and_hashed(small: tuple[pd.DataFrame, pd.DataFrame, Path]) -> None:
    coverage, problems = ledger.verify(*small)
    assert problems == []
    assert (coverage[0].covered, coverage[0].total) == (29, 29)
    assert ledger.text_hash("a  b\n c", "0-7") == hashlib.sha256(b"a b c").hexdigest()


@pytest.mark.parametrize(
    ("spans", "rule", "said"),
    [
        ("12-25;27-34", "passage-uncovered", "code points 26 to 27 are uncovered"),
        ("10-25;26-34", "passage-doubly-covered", "code points 10 to 11 are doubly covered"),
    ],
)
def test_gaps_and_overlaps_are_found_by_offset(
    small: tuple[pd.DataFrame, pd.DataFrame, Path], spans: str, rule: str, said: str
) -> None:
    documents, passages, folder = small
    passages.loc[1, ["spans", "sha256"]] = [spans, ledger.text_hash(TEXT, spans)]
    _, problems = ledger.verify(documents, passages, folder)
    assert [problem.rule for problem in problems] == [rule]
    assert said in problems[0].message


def test_a_changed_document_is_found(small: tuple[pd.DataFrame, pd.DataFrame, Path]) -> None:
    documents, passages, folder = small
    (folder / "d.txt").write_text(TEXT.replace("Another", "AnotheR"))
    _, problems = ledger.verify(documents, passages, folder)
    assert [problem.rule for problem in problems] == ["document-changed", "passage-changed"]
    (folder / "d.txt").unlink()
    with pytest.raises(il2data.PackageError, match=r"d\.txt cannot be read"):
        ledger.verify(documents, passages, folder)


@pytest.mark.skipif(not SOURCES.is_dir(), reason="the founding documents are not distributed with the repository")
def test_the_founding_documents_are_covered_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify-sources", str(SOURCES), "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["problems"] == []
    assert [c["document_id"] for c in result["coverage"]] == ["il2d:doc-000", "il2d:doc-001", "il2d:doc-003"]
    assert all(c["covered"] == c["total"] > 0 for c in result["coverage"])


@pytest.mark.skipif(not SOURCES.is_dir(), reason="the founding documents are not distributed with the repository")
def test_no_sentence_of_the_documents_is_stored() -> None:
    stored = " ".join((ROOT / f"data/{name}.csv").read_text() for name in il2data.tables()).casefold()
    passages = il2data.load("passages")
    for document in il2data.load("documents").itertuples():
        text = (SOURCES / str(document.file_name)).read_text()
        mine = passages[
            (passages["document_id"] == document.document_id) & passages["kind"].isin(["sentence", "list_item"])
        ]
        for spans in mine["spans"]:
            pieces = [text[int(a) : int(b)] for a, b in (s.split("-") for s in spans.split(";"))]
            words = " ".join(" ".join(pieces).split()).strip("-. ").casefold()
            assert len(words) < 40 or words not in stored


def test_every_passage_is_accounted_for() -> None:
    passages = il2data.load("passages")
    assert set(passages["disposition"]) <= {"evidence", "structural"}
    assert (passages.loc[passages["disposition"] == "structural", "kind"] != "list_item").all()
