"""The dataset as one Excel workbook: what it is, the data dictionary, and a sheet for each table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import xlsxwriter

from il2data.errors import PackageError
from il2data.placing import replace
from il2data.tableschema import categories

if TYPE_CHECKING:
    from il2data.release import Release

# In characters, as Excel counts widths.
NARROWEST, WIDEST = 8, 60


def write(release: Release, path: Path, when: datetime) -> None:
    """Write a release as an Excel workbook.

    The sheets are ``About``, ``Data dictionary``, ``Vocabulary`` and one for each table by its name, with the
    header frozen and a filter. A sheet prints landscape, as wide as the page, its header on every
    page. Text is written as text and never as a formula, link or number; a missing value is an
    empty cell.

    Parameters
    ----------
    release
        What to write.
    path
        The file; replaced if it exists, once the new one is complete.
    when
        The time of creation that the file states; with a time zone.

    Raises
    ------
    ValueError
        ``when`` has no time zone, so that what it means would depend on the machine.
    PackageError
        A table or cell is larger than Excel can hold.
    """
    if when.tzinfo is None:
        raise ValueError(f"{path.name}: the time {when.isoformat()} has no time zone. Give it one, such as UTC.")
    sink = BytesIO()
    # Made in memory, the members of the zip carry a fixed date.
    workbook = xlsxwriter.Workbook(sink, {"in_memory": True})
    descriptor = release.package.descriptor
    workbook.set_properties(
        {
            "title": f"{descriptor['title']}, version {release.data_version}",
            "author": descriptor["contributors"][0]["title"],
            "comments": f"Licence: {descriptor['licenses'][0]['name']}",
            "created": when.astimezone(UTC).replace(tzinfo=None),
        }
    )
    header = workbook.add_format({"bold": True, "bottom": 1})
    _about(
        workbook.add_worksheet("About"),
        release,
        workbook.add_format({"bold": True, "valign": "top"}),
        workbook.add_format({"text_wrap": True, "valign": "top"}),
    )
    _sheet(workbook.add_worksheet("Data dictionary"), dictionary(release), header)
    _sheet(workbook.add_worksheet("Vocabulary"), vocabulary(release), header)
    for name in release.tables():
        _sheet(workbook.add_worksheet(name), release.load(name), header)  # type: ignore[arg-type]
    workbook.close()
    replace(path, sink.getvalue())


def about(release: Release) -> list[tuple[str, str | int]]:
    """Return what the first sheet says, as labels and values; a value is missing under a heading."""
    descriptor, catalogue = release.package.descriptor, release.catalogue()
    licence, statuses = descriptor["licenses"][0], release.load("facts")["status"].value_counts()
    meanings = categories(release.package.schema("facts"), "status", "description")
    return [
        ("Title", descriptor["title"]),
        ("Description", descriptor["description"]),
        ("Version", release.data_version),
        ("Licence", f"{licence['title']} ({licence['name']}), {licence['path']}"),
        ("How to cite", release.cite()),
        (
            "How to read it",
            "Each sheet is a table, and the first column is its key. An empty cell means that the value is missing.",
        ),
        ("", ""),
        ("Contents", ""),
        ("Tables", len(catalogue)),
        *((f"Rows of {row.table}", int(row.rows)) for row in catalogue.itertuples()),
        ("", ""),
        ("Status of a fact", ""),
        *((status, f"{statuses.get(status, 0)} facts. {meaning}") for status, meaning in meanings.items()),
    ]


def dictionary(release: Release) -> pd.DataFrame:
    """Return the data dictionary of all tables.

    Returns
    -------
    DataFrame
        One row a column: ``table``, ``column``, ``type``, ``unit``, ``quantity``, ``required``,
        ``description``, ``constraints`` and ``references`` (all text but the boolean ``required``).
    """
    columns = ["table", "column", "type", "unit", "quantity", "required", "description", "constraints", "references"]
    parts = [release.describe(name).assign(table=name) for name in release.tables()]  # type: ignore[arg-type]
    return pd.concat(parts, ignore_index=True)[columns]


def vocabulary(release: Release) -> pd.DataFrame:
    """Return what the values of all vocabularies mean.

    The columns are ``table``, ``column``, ``value``, ``label``, ``description`` and ``quantity``, all text.
    """
    parts = [release.vocabulary(name).assign(table=name) for name in release.tables()]  # type: ignore[arg-type]
    return pd.concat(parts, ignore_index=True)[["table", "column", "value", "label", "description", "quantity"]]


def _about(sheet: Any, release: Release, bold: Any, wrapped: Any) -> None:
    rows = about(release)
    _wide(sheet)
    sheet.set_column(0, 0, max(len(label) for label, _ in rows) + 2)
    sheet.set_column(1, 1, 100)
    for at, (label, value) in enumerate(rows):
        _cell(sheet, at, 0, label, bold)
        _cell(sheet, at, 1, value, wrapped)


def _wide(sheet: Any) -> None:
    """Have a sheet printed landscape, as wide as the page and as many pages long as it takes."""
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _sheet(sheet: Any, frame: pd.DataFrame, header: Any) -> None:
    _wide(sheet)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)
    # Identifiers that consist of digits are meant to be text.
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{len(frame) + 1}"})
    for at, name in enumerate(frame.columns):
        cells = [None if pd.isna(cell) else cell for cell in frame[name]]
        sheet.set_column(at, at, _width(name, cells))
        _cell(sheet, 0, at, name, header)
        for row, cell in enumerate(cells, start=1):
            _cell(sheet, row, at, cell)


def _width(name: str, cells: Sequence[Any]) -> int:
    # The button of the filter covers two characters of the header.
    longest = max([len(name) + 2, *(len(str(cell)) for cell in cells if cell is not None)])
    return min(max(longest + 1, NARROWEST), WIDEST)


class _Exact(float):
    """A number that is written in full: xlsxwriter's own 16 digits lose the last of some."""

    def __format__(self, specification: str) -> str:
        return repr(float(self))


def _cell(sheet: Any, row: int, column: int, value: Any, format: Any = None) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str):
        written = sheet.write_string(row, column, value, format)
    elif pd.api.types.is_bool(value):
        written = sheet.write_boolean(row, column, value, format)
    else:
        written = sheet.write_number(row, column, _Exact(value) if isinstance(value, float) else value, format)
    if written:
        raise PackageError(
            f"{sheet.get_name()}: Excel has no room for row {row + 1}, column {column + 1}. Shorten the text or split"
            " the table."
        )
