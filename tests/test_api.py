"""What an analyst relies on when they load a table."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pandas as pd
import pytest

import il2data
from conftest import ROOT
from il2data._tables import TableName


@pytest.mark.usefixtures("concerned")
def test_every_table_loads_and_validates() -> None:
    assert il2data.tables() == get_args(TableName)
    for name in il2data.tables():
        frame = il2data.load(name)  # type: ignore[arg-type]
        assert len(frame) > 0
        il2data.validate(frame, name)  # type: ignore[arg-type]
    il2data.validate()
    il2data.validate(ROOT)


def test_the_help_of_the_package_teaches_it_in_a_screen() -> None:
    assert len((il2data.__doc__ or "").splitlines()) <= 40
    assert doctest.testmod(il2data) == (0, 7)
    assert {name for name in il2data.__all__ if name.islower() and name not in ("path", "schema")} <= set(
        re.findall(r"\w+", il2data.__doc__ or "")
    )


def test_names_of_tables_are_completed() -> None:
    release = il2data.open(ROOT)
    assert release._ipython_key_completions_() == list(il2data.tables())
    pd.testing.assert_frame_equal(release["genes"], release.load("genes"))


def test_a_frame_is_the_callers_own() -> None:
    first = il2data.load("genes")
    first.loc[:, "symbol"] = "X"
    assert not il2data.load("genes").equals(first)
    assert il2data.load("genes").equals(il2data.load("genes", validate=False))


def test_describe_gives_every_column_with_its_unit() -> None:
    frame = il2data.describe("passages").set_index("column")
    assert list(frame.index) == list(il2data.load("passages").columns)
    assert frame.at["ordinal", "type"] == "integer"
    assert frame.at["ordinal", "unit"] == "1"
    assert frame.at["document_id", "references"] == "documents.document_id"
    assert frame.at["disposition", "constraints"] == "enum: evidence, structural"


def test_path_leads_to_the_files() -> None:
    assert pd.read_csv(il2data.path("genes")).shape == il2data.load("genes").shape
    assert len(pd.read_parquet(il2data.path("genes", format="parquet"))) == len(il2data.load("genes"))


def test_evidence_of_a_fact_and_of_a_table() -> None:
    xrefs = il2data.load("xrefs").query("subject_id == 'HGNC:6001' and object_id == 'NCBIGene:3558'")
    evidence = il2data.evidence(xrefs["fact_id"].item())
    wrong = evidence[evidence["stance"] == "contradicts"]
    assert wrong["asserted"].tolist() == ["3559"]
    assert wrong["source_id"].tolist() == ["il2d:doc-000"]
    assert wrong["spans"].notna().all()
    assert evidence["title"].notna().all()
    whole = il2data.evidence("xrefs")
    assert set(whole["fact_id"]) == set(il2data.load("xrefs")["fact_id"])
    with pytest.raises(il2data.UnknownTableError, match="'xref-9999'"):
        il2data.evidence("xref-9999")


def test_versions_and_citation() -> None:
    assert il2data.__version__ == il2data.data_version
    assert il2data.cite().startswith("The il2data developers. il2data:")
    assert il2data.data_version in il2data.cite()
    with pytest.raises(AttributeError, match="nothing"):
        il2data.nothing  # noqa: B018


def test_a_frame_is_validated_as_users_make_it() -> None:
    plain = pd.read_csv(ROOT / "data/passages.csv", keep_default_na=False, na_values=[""])
    il2data.validate(plain, "passages")
    for column, value in (("ordinal", 1.5), ("passage_id", "000-1"), ("kind", "table row"), ("sha256", None)):
        broken = plain.astype({column: object}).copy()
        broken.loc[3, column] = value
        with pytest.raises(il2data.ValidationError) as caught:
            il2data.validate(broken, "passages")
        assert {problem.column for problem in caught.value.problems} == {column}
    with pytest.raises(TypeError, match="name of the table"):
        il2data.validate(plain)


def test_a_frame_with_faulty_text_is_refused_with_its_line() -> None:
    frame = il2data.load("genes")
    frame.loc[2, "name"] = "interleukin\u00a02"
    with pytest.raises(il2data.ValidationError, match="genes:4:name text-character"):
        il2data.validate(frame, "genes")


def test_importing_loads_nothing_heavy() -> None:
    code = (
        "import sys, il2data; print([m for m in ('pandas', 'pandera', 'pyarrow', 'frictionless', 'zipfile.x') if m in"
        " sys.modules])"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


@pytest.mark.slow
def test_nothing_is_written_and_no_socket_opened(tmp_path: Path) -> None:
    """Nor while a whole package is checked, which is watched where it is checked in strange surroundings."""
    code = (
        "import sys\ndef hook(event, args):\n    if event.startswith('socket.') and event != 'socket.__new__' or event"
        " == 'open' and isinstance(args[1], str) and set('wax+') & set(args[1]):\n        raise SystemExit(f'{event}"
        " {args}')\nimport pandas, pandera.pandas, pyarrow.parquet, il2data\nsys.addaudithook(hook)\nfor name in"
        " il2data.tables(): il2data.load(name)\nil2data.validate(il2data.load('genes'), 'genes')\n"
    )
    subprocess.run([sys.executable, "-B", "-c", code], cwd=tmp_path, check=True, env={"PATH": "", "LC_ALL": "C"})
    assert list(tmp_path.iterdir()) == []


def test_a_release_says_what_it_is_and_how_to_cite_it() -> None:
    release = il2data.open(ROOT)
    assert repr(release) == f"<il2data {release.data_version}: {len(release.tables())} tables, {ROOT}>"
    for format, start in (("bibtex", "@misc{il2data-"), ("ris", "TY  - DATA\n")):
        text = release.cite(format)  # type: ignore[arg-type]
        assert text.startswith(start)
        assert release.data_version in text
        assert "human interleukin-2" in text
