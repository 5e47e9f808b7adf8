"""The rules of a CSV file's text.

pandas, pyarrow, pandera and frictionless accept nearly all faults that are refused here,
so the raw bytes are checked before any of them reads a file.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator

from il2data import limits
from il2data.canonical import key_of, number, write
from il2data.errors import Problem, Problems
from il2data.tableschema import TableSchema

# Longer than any sequence or title, shorter than anything that breaks a spreadsheet's cell (32,767).
MAX_CELL = 10_000
# Characters that titles and names use, beside Latin letters: Greek, signs,
# and figures that stand high or low (CD4⁺, 10⁷, H₂O).
ALLOWED = set("αβγδεζηθκλμπρσςτφχψωΓΔΘΛΞΠΣΦΨΩ–—‘’“”…±×÷·•°′″≥≤≈→≠−∞®™§¶†‡²³¹⁰⁴⁵⁶⁷⁸⁹⁺⁻₀₁₂₃₄₅₆₇₈₉₊₋½€£©«»ªº¿¡‐")
MANGLED_DATE = re.compile(r"\A\d{1,2}-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?:-\d{2})?\Z")
INTEGER = re.compile(r"\A(?:0|-?[1-9][0-9]*)\Z", re.ASCII)
NUMBER = re.compile(r"\A-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:e[+-][0-9]{2,3})?\Z", re.ASCII)


def tidy(schema: TableSchema, data: bytes) -> bytes:
    """Return CSV bytes in canonical order and quoting; bytes with any other fault come back as they are."""
    found = problems(schema, data)
    if not found or any(problem.rule not in ("text-order", "text-quoting") for problem in found):
        return data
    return write(schema, _rows(data))


def _rows(data: bytes) -> list[list[str]]:
    return [next(csv.reader([line], strict=True)) for line in data.decode().split("\n")[1:-1]]


def problems(schema: TableSchema, data: bytes) -> Problems:
    """Check the raw bytes of a table's CSV file.

    Parameters
    ----------
    schema
        Table Schema of the table.
    data
        The file as it is.

    Returns
    -------
    Problems
        Everything that is not canonical, with line and column; empty for a canonical file.
        When the file cannot be decoded or its line ends are not LF, only that is reported.

    Raises
    ------
    PackageError
        The file has more rows or bytes than any table of il2data.
    """
    table = schema["name"]
    limits.shape(f"data/{table}.csv", data.count(b"\n"), len(schema["fields"]), len(data))
    found = Problems(Problem(table, *fault) for fault in _file_faults(data))
    if found:
        return found
    lines = data.decode().split("\n")[:-1]
    names = [field["name"] for field in schema["fields"]]
    if lines[0] != ",".join(names):
        return Problems(
            [
                Problem(
                    table,
                    1,
                    "",
                    "text-header",
                    f"the header is {lines[0][:200]!r}, expected {','.join(names)!r}.",
                    "Restore the header, in the schema's order and case.",
                )
            ]
        )
    if len(lines) == 1:
        return Problems(
            [
                Problem(
                    table,
                    1,
                    "",
                    "text-empty",
                    "the file has a header and no rows.",
                    "Restore the rows, or remove the table and its schema.",
                )
            ]
        )
    columns = [(field["name"], field["type"]) for field in schema["fields"]]
    # Most cells stand in many rows; what was found to be without fault is not looked at again.
    sound: dict[str, set[str]] = {kind: set() for _, kind in columns}
    rows: list[list[str]] = []
    for at, line in enumerate(lines[1:], start=2):
        try:
            row = next(csv.reader([line], strict=True), [])
        except csv.Error as error:
            found.append(
                Problem(
                    table,
                    at,
                    "",
                    "text-quoting",
                    f"the row cannot be read as CSV ({error}).",
                    "Quote cells with commas or quotation marks, and double the marks inside.",
                )
            )
            continue
        if len(row) != len(names):
            found.append(
                Problem(
                    table,
                    at,
                    "",
                    "text-width",
                    f"the row has {len(row)} cells, expected {len(names)}.",
                    "Give each column one cell, with commas between and cells with commas quoted.",
                )
            )
            continue
        for (name, kind), cell in zip(columns, row, strict=True):
            if cell not in sound[kind]:
                faults = [Problem(table, at, name, *fault) for fault in cell_faults(kind, cell)]
                if faults:
                    found += faults
                else:
                    sound[kind].add(cell)
        rows.append(row)
    if not found:
        found += _order(schema, data, rows)
    return found


def _order(schema: TableSchema, data: bytes, rows: list[list[str]]) -> Iterator[Problem]:
    keys = list(map(key_of(schema), rows))
    for at, (found, expected) in enumerate(zip(keys, sorted(keys), strict=True), start=2):
        if found != expected:
            yield Problem(
                schema["name"],
                at,
                schema["primaryKey"][0],
                "text-order",
                f"{'/'.join(found)} stands where {'/'.join(expected)} is expected.",
                "Run `il2data build`; it sorts rows by primary key.",
            )
            return
    written = write(schema, rows)
    if written != data:
        expected_lines = written.decode().split("\n")
        at = next(
            at
            for at, pair in enumerate(zip(data.decode().split("\n"), expected_lines, strict=False), start=1)
            if pair[0] != pair[1]
        )
        yield Problem(
            schema["name"],
            at,
            "",
            "text-quoting",
            "cells are quoted that need no quotation marks.",
            "Run `il2data build`; it quotes minimally.",
        )


def _file_faults(data: bytes) -> Iterator[tuple[int, str, str, str, str]]:
    if not data:
        yield 0, "", "text-empty", "the file is empty.", "Restore the file."
        return
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        yield (
            1,
            "",
            "text-encoding",
            "the file starts with a byte order mark.",
            "Save it as UTF-8 without a byte order mark.",
        )
        return
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        at = data[: error.start].count(b"\n") + 1
        yield at, "", "text-encoding", f"byte {error.start} is not UTF-8.", "Save the file as UTF-8."
        return
    if "\r" in text:
        yield (
            text[: text.index("\r")].count("\n") + 1,
            "",
            "text-line-ends",
            "the line ends with CR or CRLF, expected LF.",
            "Save the file with Unix line ends.",
        )
    if not text.endswith("\n"):
        last = text[text.rfind("\n") + 1 :]
        short = last.count(",") < text.partition("\n")[0].count(",")
        found = (
            f"the last line has no newline and is shorter than the others: the file is truncated after {last[-40:]!r}."
            if short
            else "the last line has no newline."
        )
        yield (
            text.count("\n") + 1,
            "",
            "text-final-newline",
            found,
            "Restore the rest of the file." if short else "End the file with one newline.",
        )
    for at, line in enumerate(text.split("\n")[:-1], start=1):
        if not line.strip():
            yield at, "", "text-blank-line", "the line is blank.", "Remove it."


def cell_faults(type: str, cell: str) -> Iterator[tuple[str, str, str]]:
    """Yield rule, message and fix for each fault of one cell of a column of ``type``."""
    if not cell:
        return
    if len(cell) > MAX_CELL:
        yield (
            "text-giant-cell",
            f"the cell has {len(cell)} characters, expected at most {MAX_CELL}.",
            "Shorten it; a quotation mark may be missing.",
        )
        return
    if type == "string":
        yield from _string_faults(cell)
    elif not _canonical(type, cell):
        yield (
            f"text-{type}",
            f"found {cell!r}, expected {EXPECTED[type]}.",
            "Write the value in that form and no other.",
        )


EXPECTED = {
    "integer": "an integer such as 3, in ASCII digits without sign, space, point or separator",
    "number": "the shortest decimal form such as 0.5, 12 or 1e-09, finite",
    "boolean": "true or false",
}


def _canonical(type: str, cell: str) -> bool:
    if type == "boolean":
        return cell in ("true", "false")
    if type == "integer":
        return bool(INTEGER.match(cell)) and abs(int(cell)) < 2**63
    return bool(NUMBER.match(cell)) and number(float(cell)) == cell != "-0"


def _string_faults(cell: str) -> Iterator[tuple[str, str, str]]:
    if cell != cell.strip() or "  " in cell:
        yield "text-space", f"{cell!r} has leading, trailing or doubled spaces.", "Remove them."
    if cell[0] in "=+@-" and len(cell) > 1:
        yield (
            "text-formula",
            f"a spreadsheet would run {cell[:40]!r} as a formula.",
            "Reword the cell so that it starts with a letter or digit.",
        )
    if MANGLED_DATE.match(cell):
        yield (
            "text-mangled-date",
            f"{cell!r} looks like a symbol that a spreadsheet turned into a date.",
            "Restore the symbol, or write the date as 2021-09-02.",
        )
    if cell.isascii() and cell.isprintable():
        return
    if unicodedata.normalize("NFC", cell) != cell:
        yield "text-normal-form", f"{cell!r} is not in Unicode normal form C.", "Normalise it to NFC."
        return
    strange = {char for char in cell if char > "~" or char < " "} - ALLOWED
    bad = sorted(
        char
        for char in strange
        if not (unicodedata.name(char, "").startswith("LATIN ") and "FULLWIDTH" not in unicodedata.name(char))
    )
    if bad:
        named = ", ".join(f"U+{ord(char):04X} {unicodedata.name(char, 'control character')}" for char in bad)
        yield "text-character", f"the cell holds {named}.", "Use the plain letter or space it stands for."
    elif strange and _mojibake(cell):
        yield "text-mojibake", f"{cell!r} was decoded with the wrong encoding.", "Restore the original characters."


def _mojibake(cell: str) -> bool:
    try:
        return cell.encode("cp1252").decode() != cell
    except UnicodeError:
        return False
