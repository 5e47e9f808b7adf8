"""The command line, as a stranger and as a machine use it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

import il2data
from conftest import ROOT
from il2data.cli import main
from il2data.package import Package


def test_without_arguments_it_tells_what_is_in_the_dataset(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    out = capsys.readouterr().out
    assert out.count("\n") <= 45
    assert max(map(len, out.splitlines())) <= 100
    for table in il2data.tables():
        assert table in out
    assert f"{len(il2data.load('facts'))} facts" in out


def test_list_counts_the_rows(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--json"]) == 0
    rows = {row["table"]: row["rows"] for row in json.loads(capsys.readouterr().out)}
    assert rows == {name: len(il2data.load(name)) for name in il2data.tables()}  # type: ignore[arg-type]


def test_show_filters_and_formats(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "genes", "--where", "symbol=IL2RA", "--format", "csv"]) == 0
    frame = pd.read_csv(StringIO(capsys.readouterr().out))
    assert frame["gene_id"].tolist() == ["HGNC:6008"]
    assert main(["show", "genes", "--where", "symbol=IL2RA", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["symbol"] == "IL2RA"
    assert main(["show", "genes", "--where", "symbol=IL2RA", "--format", "markdown"]) == 0
    assert capsys.readouterr().out.splitlines()[2].startswith("| HGNC:6008 |")
    assert main(["show", "genes"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(il2data.load("genes")) + 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", "gene"], "Did you mean 'genes'"),
        (["show", "genes", "--where", "symbl=IL2"], "Did you mean 'symbol'"),
        (["show", "../x"], "There is no table '../x'"),
        (["evidence", "xref-9999"], "There is no fact"),
        (["validate", "nowhere.zip"], "Expected the root of an il2data release"),
        (["verify-sources", "nowhere"], "Name the folder that holds the founding documents"),
    ],
)
def test_what_cannot_run_says_why_and_exits_2(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert said in capsys.readouterr().err


def test_describe_and_cite(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["describe", "genes", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["column"] == "gene_id"
    assert main(["cite"]) == 0
    assert capsys.readouterr().out.strip() == il2data.cite()


def test_evidence_tells_the_statement_and_who_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    fact = il2data.load("xrefs").query("subject_id == 'HGNC:6001' and object_id == 'NCBIGene:3558'")["fact_id"].item()
    assert main(["evidence", fact]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"{fact} (xrefs, corroborated): IL2 has the identifier NCBIGene:3558")
    assert "contradicts, which gives 3559: il2d:doc-000" in out


@pytest.mark.usefixtures("concerned")
def test_validate_exits_0_for_a_sound_release_and_1_with_all_problems(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["validate"]) == 0
    assert "tables are valid" in capsys.readouterr().out
    genes = checkout / "data/genes.csv"
    genes.write_text(genes.read_text().replace("HGNC:6001,", "HGNC:6001 ,").replace("HGNC:6008,", "HGNC:6O08,"))
    assert main(["validate", str(checkout), "--json"]) == 1
    found = {(p["table"], p["rule"]) for p in json.loads(capsys.readouterr().out)}
    assert ("genes", "seal") in found and ("genes", "text-space") in found


@pytest.mark.usefixtures("concerned")
def test_build_check_names_what_is_stale(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--check", "--root", str(checkout)]) == 0
    assert "Everything is fresh" in capsys.readouterr().out
    (checkout / "data/genes.parquet").unlink()
    assert main(["build", "--check", "--root", str(checkout), "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == ["data/genes.parquet"]
    assert main(["build", "--root", str(checkout)]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "wrote data/genes.parquet"
    assert (checkout / "data/genes.parquet").read_bytes() == (ROOT / "data/genes.parquet").read_bytes()


@pytest.mark.usefixtures("concerned")
def test_build_refuses_what_does_not_validate(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {p: p.read_bytes() for p in checkout.rglob("*") if p.is_file()}
    evidence = checkout / "data/evidence.csv"
    text = evidence.read_text()
    evidence.write_text(text.replace(",supports,", ",denies,", 1))
    line = next(number for number, row in enumerate(evidence.read_text().splitlines(), start=1) if ",denies," in row)
    before[evidence] = evidence.read_bytes()
    assert main(["build", "--root", str(checkout)]) == 1
    assert f"evidence:{line}:stance schema-constraint" in capsys.readouterr().out
    assert {p: p.read_bytes() for p in checkout.rglob("*") if p.is_file()} == before


def test_an_unknown_option_exits_2() -> None:
    with pytest.raises(SystemExit) as caught:
        main(["list", "--nonsense"])
    assert caught.value.code == 2


def test_build_outside_a_checkout_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(tmp_path)
    tmp_path.mkdir()
    assert main(["build", "--root", str(tmp_path)]) == 2
    assert "datapackage.json" in capsys.readouterr().err


@pytest.mark.slow
def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "il2data", "show", "evidence"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout and process.stderr
        assert process.stdout.readline()
        process.stdout.close()
        assert (process.stderr.read(), process.wait()) == ("", 0)


@pytest.mark.slow
def test_values_are_given_and_shown_as_the_csv_has_them(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    from il2data import canonical

    for table in il2data.tables():
        schema = Package.installed().schema(table)
        frame = il2data.load(table)  # type: ignore[arg-type]
        column = next(
            (
                f["name"]
                for f in schema["fields"]
                if f["type"] in ("number", "boolean") and frame[f["name"]].notna().any()
            ),
            None,
        )
        if column is None:
            continue
        cells = canonical.as_text(schema, frame)[column]
        wanted = next(filter(None, cells))
        assert main(["show", table, "--where", f"{column}={wanted}", "--format", "csv"]) == 0
        shown = tmp_path / f"{table}.csv"
        shown.write_text(capsys.readouterr().out)
        assert len(shown.read_text().splitlines()) - 1 == (cells == wanted).sum()
        assert main(["validate", str(shown), "--table", table]) == 0
        capsys.readouterr()


def test_a_filter_that_matches_nothing_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "genes", "--where", "symbol=IL3RA2"]) == 0
    assert "no row of genes has symbol=IL3RA2" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["validate", ""],
        ["validate", "", "--table", "genes"],
        ["diff", "", "installed"],
        ["diff", "installed", ""],
        ["release", "out", "--since", ""],
        ["build", "--root", ""],
        ["release", ""],
        ["site", ""],
        ["verify-sources", ""],
    ],
    ids=" ".join,
)
def test_an_empty_path_is_an_error(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT if arguments[0] in ("validate", "diff") else tmp_path)
    try:
        code = main(arguments)
    except SystemExit as error:  # what argparse refuses
        code = int(str(error.code))
    assert code == 2
    assert "the path is empty" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("call", [il2data.open, il2data.validate, Package])
def test_an_empty_path_is_not_the_folder_one_stands_in(
    call: Callable[[str], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    with pytest.raises(il2data.PackageError, match="the path is empty"):
        call("")


def test_an_empty_table_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(ROOT / "data/genes.csv"), "--table", ""]) == 2
    assert "There is no table ''" in capsys.readouterr().err


def test_a_column_begins_at_one_place_whatever_the_length_of_its_cells(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["find", "half-life"]) == 0
    header, *rows = capsys.readouterr().out.splitlines()
    assert len(rows) > 5 and all(row == row.rstrip() for row in rows)
    for name in header.split()[1:]:
        at = header.index(name)
        assert all(row[at - 2 : at] == "  " and row[at] != " " for row in rows)


def test_an_interrupt_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("il2data.checking.validation.check_package", interrupted)
    assert main(["validate"]) == 130
    assert capsys.readouterr().err == "il2data: interrupted\n"
