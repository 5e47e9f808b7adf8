"""The Excel workbook reads back as the tables, and a spreadsheet makes nothing else of their cells."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

import il2data
from conftest import ROOT
from il2data import Release
from il2data.package import Package
from il2data.releases.formats import workbook
from il2data.tableschema import dtypes

pytestmark = pytest.mark.slow
WHEN = datetime(2020, 2, 3, 4, 5, 6, tzinfo=UTC)


@pytest.fixture(scope="module")
def release(few: Path) -> Release:
    return il2data.open(few)


@pytest.fixture(scope="module")
def path(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("workbook") / "release.xlsx"
    workbook.write(release, file, WHEN)
    return file


@pytest.fixture(scope="module")
def sheets(path: Path) -> Any:
    return openpyxl.load_workbook(path)


def test_two_folders_get_the_same_bytes(release: Release, path: Path, tmp_path: Path) -> None:
    workbook.write(release, tmp_path / "another.xlsx", WHEN)
    assert (tmp_path / "another.xlsx").read_bytes() == path.read_bytes()
    assert [file.name for file in tmp_path.iterdir()] == ["another.xlsx"]
    # The two were made within seconds of each other; a date of now would show only later.
    with zipfile.ZipFile(path) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_every_table_reads_back_as_it_is_loaded(release: Release, path: Path) -> None:
    as_text = {"dtype": object, "keep_default_na": False, "na_values": [""]}
    read = pd.read_excel(path, sheet_name=list(release.tables()), engine="openpyxl", **as_text)
    for name in release.tables():
        expected = dtypes(release.package.schema(name))
        loaded = release.load(name)  # type: ignore[arg-type]
        pd.testing.assert_frame_equal(read[name].astype(expected), loaded, obj=name, check_exact=True)


def test_cells_are_of_the_type_that_the_schema_says(release: Release, sheets: Any) -> None:
    kinds, seen = {"string": {"s"}, "integer": {"n"}, "number": {"n"}, "boolean": {"b"}}, set()
    for name in release.tables():
        columns = sheets[name].iter_cols(min_row=2)
        for field, column in zip(release.package.schema(name)["fields"], columns, strict=True):
            found = {cell.data_type for cell in column if cell.value is not None}
            assert found <= kinds[field["type"]], f"{name}.{field['name']}"
            seen |= {field["type"]} if found else set()
    assert seen == kinds.keys()


def test_sheets_can_be_filtered_and_keep_their_header_in_view(release: Release, sheets: Any) -> None:
    assert sheets.sheetnames == ["About", "Data dictionary", "Vocabulary", *release.tables()]
    for sheet in sheets.worksheets[1:]:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref == sheet.dimensions


def test_sheets_print_landscape_and_as_wide_as_the_page_with_their_header_on_each(sheets: Any) -> None:
    for sheet in sheets.worksheets:
        assert sheet.page_setup.orientation == "landscape", sheet.title
        assert sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.title
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
            None,
            0,
        ), sheet.title  # one page wide is the default
        assert sheet.print_title_rows == (None if sheet.title == "About" else "$1:$1"), sheet.title


def test_the_first_sheet_says_what_it_is(release: Release, sheets: Any) -> None:
    said = {label: value for label, value in sheets["About"].iter_rows(values_only=True) if label}
    assert said["Version"] == release.data_version
    assert said["How to cite"] == release.cite()
    assert said["Rows of genes"] == len(release.load("genes"))
    counts = release.load("facts")["status"].value_counts()
    statuses = {field["name"]: field for field in release.package.schema("facts")["fields"]}["status"]["constraints"][
        "enum"
    ]
    assert all(said[status].startswith(f"{counts.get(status, 0)} facts. ") for status in statuses)
    assert sheets.properties.created == WHEN.replace(tzinfo=None)
    descriptor = release.package.descriptor
    assert (said["Title"], said["Description"]) == (descriptor["title"], descriptor["description"])
    assert said["Licence"] == (
        "Creative Commons Attribution 4.0 International (CC-BY-4.0), https://creativecommons.org/licenses/by/4.0/"
    )
    assert said["Tables"] == len(release.tables())


def test_the_dictionary_has_every_column(release: Release, sheets: Any) -> None:
    header, *rows = sheets["Data dictionary"].iter_rows(values_only=True)
    assert header == (
        "table", "column", "type", "unit", "quantity", "required", "description", "constraints", "references",
    )  # fmt: skip
    targets = {
        (name, key["fields"][0]): f"{key['reference']['resource']}.{key['reference']['fields'][0]}"
        for name in release.tables()
        for key in release.package.schema(name).get("foreignKeys", [])
    }
    assert [(*row[:4], *row[5:7], row[8]) for row in rows] == [
        (
            name,
            field["name"],
            field["type"],
            field["unit"],
            field.get("constraints", {}).get("required", False),
            field["description"],
            targets.get((name, field["name"])),
        )
        for name in release.tables()
        for field in release.package.schema(name)["fields"]
    ]
    dose = next(row for row in rows if row[:2] == ("doses", "dose_id") or row[:2] == ("doses", "fact_id"))
    assert "pattern: " in dose[7]


def test_the_vocabulary_has_every_value(release: Release, sheets: Any) -> None:
    header, *rows = sheets["Vocabulary"].iter_rows(values_only=True)
    assert header == ("table", "column", "value", "label", "description", "quantity")
    fields = [(name, field) for name in release.tables() for field in release.package.schema(name)["fields"]]
    assert [row[:3] for row in rows] == [
        (name, field["name"], value) for name, field in fields for value in field.get("constraints", {}).get("enum", [])
    ]
    assert [row[:5] for row in rows] == [
        (name, field["name"], each["value"], each["label"], each["description"])
        for name, field in fields
        for each in field.get("categories", [])
    ]


class Genes(Release):
    """A release with one table, as a workbook of all of them takes long to write."""

    def tables(self) -> tuple[str, ...]:
        """Return the name of the one table."""
        return ("genes",)


class Tempting(Genes):
    """A release with names that spreadsheets like to turn into something else."""

    cells = ("=1+1", "https://example.org/", "0012", "1e5", "TRUE", "2020-01-01", "@SUM(A1)", "SEPT9")

    def load(self, name: Any, validate: bool = True, names: bool = False, where: Any = None) -> pd.DataFrame:
        """Return a table, the genes with other names."""
        table = super().load(name, validate)
        if name == "genes":
            table.loc[: len(self.cells) - 1, "name"] = self.cells
        return table


def test_text_stays_text(path: Path, tmp_path: Path) -> None:
    workbook.write(Tempting(Package(ROOT)), tmp_path / "tempting.xlsx", WHEN)
    cells = [row[1] for row in openpyxl.load_workbook(tmp_path / "tempting.xlsx")["genes"].iter_rows(min_row=2)]
    assert tuple(cell.value for cell in cells[: len(Tempting.cells)]) == Tempting.cells
    for file in (path, tmp_path / "tempting.xlsx"):
        with zipfile.ZipFile(file) as archive:
            for member in map(archive.read, archive.namelist()):
                assert b"<f>" not in member and b"<hyperlink" not in member


def test_a_time_without_zone_is_refused(release: Release, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="time zone"):
        workbook.write(release, tmp_path / "release.xlsx", WHEN.replace(tzinfo=None))
    assert not list(tmp_path.iterdir())


class Endless(Genes):
    """A release with a cell that Excel would cut off."""

    def load(self, name: Any, validate: bool = True, names: bool = False, where: Any = None) -> pd.DataFrame:
        """Return a table, the genes with one name of 32,768 characters."""
        table = super().load(name, validate)
        if name == "genes":
            table.loc[0, "name"] = "x" * 32_768
        return table


def test_no_text_is_cut_off(tmp_path: Path) -> None:
    with pytest.raises(il2data.PackageError, match="genes: Excel has no room for row 2, column 2"):
        workbook.write(Endless(Package(ROOT)), tmp_path / "release.xlsx", WHEN)
    assert not list(tmp_path.iterdir())
