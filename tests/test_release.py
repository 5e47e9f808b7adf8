"""A release: reproducible, complete, read back by everyone, refused where something is wrong."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import subprocess
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import polars
import pytest

import il2data
from conftest import ROOT
from il2data.build import build
from il2data.cli import main
from il2data.errors import PackageError
from il2data.package import Package
from il2data.releases import readers
from il2data.releases.formats import databases
from il2data.releases.publishing import moment_of, publish
from test_output import at_a_terminal, on_screen

VERSION = il2data.__version__
DATA = {
    "csv": f"il2data-{VERSION}-csv.zip",
    "parquet": f"il2data-{VERSION}-parquet.zip",
    "sqlite": "il2data.sqlite",
    "duckdb": "il2data.duckdb",
    "xlsx": f"il2data-{VERSION}.xlsx",
}
OTHERS = {
    "load-duckdb.sql",
    "load-spark.sql",
    f"il2data-{VERSION}.sssom.tsv",
    f"il2data-{VERSION}-nodes.tsv",
    f"il2data-{VERSION}-edges.tsv",
    f"il2data-{VERSION}-digests.json",
    f"il2data-{VERSION}-sequences.fasta",
    "DATA-DICTIONARY.md",
    "RELEASE-NOTES.md",
    "CITATION.cff",
    ".zenodo.json",
    "croissant.json",
    "ro-crate-metadata.json",
    "SHA256SUMS",
}


def hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_a_release_is_complete_and_its_sums_hold(published: Path) -> None:
    assert {path.name for path in published.iterdir()} == {*DATA.values(), *OTHERS}
    result = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS"], cwd=published, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout
    assert result.stdout.count(": OK") == len(DATA) + len(OTHERS) - 2


# The command where the package that it is told first is installed, without laws, which find much in a small one.
SMALL = """
import sys
from il2data import cli
from il2data.checking import validation
from il2data.package import Package

installed, *arguments = sys.argv[1:]
validation.law_problems = lambda *_: iter(())
Package.installed = lambda: Package(installed)
sys.exit(cli.main(arguments))
"""


@pytest.mark.usefixtures("lawless")
def test_two_builds_in_two_folders_are_equal_to_the_byte(few: Path, tmp_path: Path) -> None:
    publish(il2data.open(few), tmp_path / "release", None, lambda line: None)
    elsewhere = tmp_path / "a folder" / "release"
    code, progress, bar = at_a_terminal(["-c", SMALL, few, "release", elsewhere], out=False)
    assert code == 0
    assert "tables " in bar and "steps of the release" in bar and on_screen(bar) == []
    assert hashes(elsewhere) == hashes(tmp_path / "release")
    assert all(name in progress for name in (*DATA.values(), *OTHERS))
    assert [path.name for path in elsewhere.parent.iterdir()] == ["release"]


def test_dates_come_from_the_descriptor_or_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    release = il2data.open(ROOT)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert f"{moment_of(release):%Y-%m-%dT%H:%M:%SZ}" == release.package.descriptor["created"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert moment_of(release).timestamp() == 1700000000
    for wrong in ("yesterday", "0", "99999999999999"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", wrong)
        with pytest.raises(PackageError, match="expected whole seconds"):
            moment_of(release)


def test_every_member_of_an_archive_carries_the_moment_of_the_release(published: Path) -> None:
    moment = moment_of(il2data.open(ROOT)).timetuple()[:6]
    for kind in ("csv", "parquet"):
        with zipfile.ZipFile(published / DATA[kind]) as archive:
            assert {info.date_time for info in archive.infolist()} == {moment}
            assert archive.namelist() == sorted(archive.namelist())


@pytest.mark.usefixtures("lawless")
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_an_archive_opens_loads_and_validates_as_the_checkout_does(kind: str, published: Path) -> None:
    release = il2data.open(published / DATA[kind])
    assert release.package.formats == (kind,)
    for name in release.tables():
        assert release.load(name).equals(il2data.load(name))  # type: ignore[arg-type]
    assert main(["validate", str(published / DATA[kind])]) == 0


def test_an_archive_says_which_format_it_lacks(published: Path) -> None:
    with pytest.raises(PackageError, match="holds its tables as csv only"):
        Package(published / DATA["csv"]).data("genes", "parquet")
    with pytest.raises(PackageError, match="is a zip"):
        il2data.open(published / DATA["parquet"]).path("genes")


def test_frictionless_finds_the_csv_archive_valid(published: Path) -> None:
    report = frictionless.Package(str(published / DATA["csv"])).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])[:5]
    assert report.stats["tasks"] == len(il2data.tables())


@pytest.mark.parametrize(
    ("table", "found"), [("genes", {"byte-count"}), ("disease_links", {"byte-count", "type-error", "constraint-error"})]
)
def test_frictionless_finds_in_the_parquet_archive_what_the_page_says(
    table: str, found: set[str], published: Path
) -> None:
    report = frictionless.Package(str(published / DATA["parquet"])).get_resource(table).validate()
    faults = report.flatten(["type", "note"])
    assert {kind for kind, _ in faults} == found
    page = (ROOT / "docs/releases.md").read_text()
    assert [kind for kind in found if f"`{kind}`" not in page] == []
    assert all(note.endswith('actual is "None"') for kind, note in faults if kind == "byte-count")


@pytest.fixture(scope="module")
def unpacked(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the tables of a release as CSV and as Parquet."""
    folder = tmp_path_factory.mktemp("unpacked")
    for kind in ("csv", "parquet"):
        with zipfile.ZipFile(published / DATA[kind]) as archive:
            archive.extractall(folder)
    return folder


def test_duckdb_loads_the_csv_files_as_typed_as_the_parquet_files(
    published: Path, unpacked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(unpacked)
    guessed = 0
    with closing(duckdb.connect()) as connection:
        connection.execute((published / "load-duckdb.sql").read_text())
        for name in il2data.tables():
            parquet, csv = f"read_parquet('data/{name}.parquet')", f"read_csv('data/{name}.csv')"
            described = [
                connection.execute(f"DESCRIBE FROM {source}").fetchall() for source in (f'"{name}"', parquet, csv)
            ]
            types, wanted, inferred = ([row[:2] for row in columns] for columns in described)
            assert types == wanted, name
            assert (
                connection.execute(f'FROM "{name}"').fetchall() == connection.execute(f"FROM {parquet}").fetchall()
            ), name
            guessed += inferred != wanted
    assert guessed, "DuckDB needs no hints"


def test_polars_loads_the_csv_files_as_typed_as_the_parquet_files(
    published: Path, unpacked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (example,) = re.findall(r"^```py\n(.*?)^```", (ROOT / "docs/releases.md").read_text(), re.MULTILINE | re.DOTALL)
    monkeypatch.chdir(published)
    for name in il2data.tables():
        found: dict[str, Any] = {}
        exec(compile(example.replace("affinities", name), "the example", "exec"), found)
        expected = polars.read_parquet(unpacked / f"data/{name}.parquet")
        assert found["frame"].schema == expected.schema, name
        assert found["frame"].equals(expected), name


# tests/checkers/spark.py has Spark run the script and compares types and rows.
def test_the_schema_for_spark_says_the_type_of_every_column(published: Path) -> None:
    statement = re.compile(
        r"(?ms)^CREATE OR REPLACE TEMPORARY VIEW `(\w+)` \(\n(.*?)\n\) USING csv OPTIONS \(path '(.*?)', "
    )
    views = statement.findall((published / "load-spark.sql").read_text())
    types = {"STRING": "string", "BIGINT": "integer", "DOUBLE": "number", "BOOLEAN": "boolean"}
    found = {
        name: [(column, types[kind]) for column, kind in re.findall(r"`(\w+)` (\w+)", columns)]
        for name, columns, _ in views
    }
    assert found == {
        name: [(f["name"], f["type"]) for f in Package(ROOT).schema(name)["fields"]] for name in il2data.tables()
    }
    assert [path for *_, path in views] == [f"data/{name}.csv" for name in il2data.tables()]


@pytest.mark.parametrize("table", ["affinities", "affinities_with_names"])
def test_an_attached_database_is_called_by_its_name_without_quotation_marks(table: str, published: Path) -> None:
    with closing(duckdb.connect()) as connection:
        connection.execute(f"ATTACH '{published / DATA['duckdb']}' (READ_ONLY)")
        assert connection.execute(f"SELECT count(*) FROM il2data.{table}").fetchone() == (
            len(il2data.load("affinities")),
        )


def test_the_command_that_verifies_an_attestation_names_the_workflow_that_attests(published: Path) -> None:
    (command,) = re.findall(r"gh attestation verify .*?(?=\n```)", (ROOT / "docs/releases.md").read_text(), re.DOTALL)
    words = command.replace("\\\n", " ").split()
    assert (published / words[3]).is_file()
    options = dict(zip(words[4::2], words[5::2], strict=True))
    workflow = options["--signer-workflow"].removeprefix(f"{options['--repo']}/")
    assert "attest-build-provenance@" in (ROOT / workflow).read_text()
    assert options["--source-ref"] == f"refs/tags/v{VERSION}"


def test_every_artefact_is_read_by_every_reader_it_suits(published: Path) -> None:
    notes = (published / "RELEASE-NOTES.md").read_text()
    found = re.findall(r"(?m)^\| `(\S+)` \| (\w+) \| (\d+) \| ([\d,]+) \|$", notes)
    tables, rows = il2data.catalogue().shape[0], f"{il2data.catalogue()['rows'].sum():,}"
    assert found == [(DATA[kind], reader, str(tables), rows) for kind in DATA for reader in readers.READERS[kind]]


def test_a_reader_that_finds_another_cell_stops_the_release(few: Path, tmp_path: Path) -> None:
    path = tmp_path / "changed.sqlite"
    databases.write_sqlite(il2data.open(few), path)
    list(readers.compare(il2data.open(few), {"sqlite": path}))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE genes SET name = 'interleukin 3' WHERE symbol = 'IL2'")
        connection.commit()
    with pytest.raises(
        PackageError,
        match=r"changed.sqlite: sqlite3 reads row .* of genes as .*interleukin 3.*, expected .*interleukin 2",
    ):
        list(readers.compare(il2data.open(few), {"sqlite": path}))


def test_a_workbook_with_text_for_numbers_stops_the_release(tmp_path: Path) -> None:
    frame = il2data.load("potencies").astype(object)
    as_it_is = {"engine": "xlsxwriter", "engine_kwargs": {"options": {"strings_to_formulas": False}}}
    frame.to_excel(tmp_path / "sound.xlsx", sheet_name="potencies", index=False, **as_it_is)
    frame.loc[0, "value"] = str(frame.loc[0, "value"])
    frame.to_excel(tmp_path / "changed.xlsx", sheet_name="potencies", index=False, **as_it_is)
    assert len(next(readers.READERS["xlsx"]["pandas"](tmp_path / "sound.xlsx", [Package(ROOT).schema("potencies")])))
    with pytest.raises(PackageError, match=r"changed.xlsx: potencies.value holds a cell that is no number"):
        next(readers.READERS["xlsx"]["pandas"](tmp_path / "changed.xlsx", [Package(ROOT).schema("potencies")]))


def test_the_folder_of_a_release_says_which_file_to_name(published: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", str(published), "installed"]) == 2
    assert f"It holds the files of a release; name {published / DATA['csv']}" in capsys.readouterr().err
    assert main(["diff", str(published / DATA["csv"]), "installed"]) == 0


def test_the_folder_one_stands_in_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["release", "."]) == 2
    assert "the folder you stand in" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_use_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert main(["release", str(tmp_path)]) == 2
    assert "is in use" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.usefixtures("lawless")
def test_an_invalid_release_is_not_written(small_checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    genes = small_checkout / "data/genes.csv"
    genes.write_text(genes.read_text().replace("interleukin 2,", "interleukin 22,"))
    target = tmp_path_factory.mktemp("nothing") / "release"
    with pytest.raises(il2data.ValidationError):
        publish(il2data.open(small_checkout), target, None, lambda line: None)
    assert list(target.parent.iterdir()) == []


@pytest.mark.usefixtures("lawless")
def test_notes_tell_the_difference_to_the_release_before(
    few: Path,
    small_checkout: Path,
    published: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The same files were read back when they were first published.
    monkeypatch.setattr(readers, "compare", lambda *_: iter(()))
    monkeypatch.setattr(Package, "installed", lambda: Package(few))
    excluded = small_checkout / "data/excluded.csv"
    excluded.write_text(
        excluded.read_text().replace("measured values with method are entered", "measured values are entered", 1)
    )
    build(small_checkout)
    assert main(["release", str(tmp_path / "release"), "--since", str(small_checkout), "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert {a["name"]: a["sha256"] for a in listed} == hashes(tmp_path / "release")
    assert {a["name"] for a in listed} == set(hashes(published))
    notes = (tmp_path / "release/RELEASE-NOTES.md").read_text()
    assert "measured values are entered" in notes
    assert "measured values are entered" not in (published / "RELEASE-NOTES.md").read_text()


def test_the_readme_lists_every_file_with_its_size_and_its_readers(published: Path) -> None:
    rows = re.findall(
        r"^\| `(\S+)` \| [^|]+ \| ([\d.]+) MB \| ([^|]*)\|$", (ROOT / "docs/releases.md").read_text(), re.MULTILINE
    )
    sizes = {name: float(size) for name, size, _ in rows}
    assert sizes.keys() == {path.name for path in published.iterdir()}
    # Sizes depend a little on the libraries that write.
    assert {
        name: size
        for name, size in sizes.items()
        if abs(size - (published / name).stat().st_size / 1e6) > 0.05 + size / 4
    } == {}
    assert {name: tuple(listed.strip().split(", ")) for name, _, listed in rows if listed.strip()} == {
        name: tuple(readers.READERS[kind]) for kind, name in DATA.items()
    }
