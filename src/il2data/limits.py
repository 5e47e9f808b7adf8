"""How large a package may be: far above what the dataset needs, far below what stalls a machine.

A release that breaks one of these is refused before its content is read.
"""

from __future__ import annotations

import struct
from pathlib import Path

from il2data.errors import PackageError, Problems

MEBIBYTE = 1024 * 1024
# One table as a file, all tables of a package together, and a descriptor or schema.
MAX_FILE = 64 * MEBIBYTE
MAX_TOTAL = 256 * MEBIBYTE
MAX_JSON = 8 * MEBIBYTE
# Members of a zip, and the bytes of the directory that lists them.
MAX_MEMBERS = 2_000
MAX_DIRECTORY = MEBIBYTE
# Rows and columns of a table, and the bytes it takes up once decoded.
MAX_ROWS = 1_000_000
MAX_COLUMNS = 1_000
MAX_DECODED = 256 * MEBIBYTE
# Pages of a Parquet file, and the columns of its groups of rows.
MAX_PAGES = 50_000
# Problems of one rule that are kept and can be shown; all are counted.
MAX_PROBLEMS = Problems.KEPT
# The record at the end of a zip (APPNOTE 4.3.16): signature, numbers of disks and entries,
# size and place of the directory.
END = struct.Struct("<4s4H2LH")
# Stands before it where another record counts (APPNOTE 4.3.15), which only an archive of 4 GiB or 65,535 members needs.
LOCATOR, LOCATOR_SIZE = b"PK\x06\x07", 20


def size(place: object, bytes: int, limit: int) -> None:
    """Raise `PackageError` where something is larger than it may be."""
    if bytes > limit:
        raise PackageError(
            f"{place} has {bytes:,} bytes, and at most {limit:,} are read; no file of il2data is that large."
        )


def content(path: Path, limit: int) -> bytes:
    """Return the bytes of a file or pipe; raise `PackageError` once more than ``limit`` of them come."""
    with path.open("rb") as stream:
        data = stream.read(limit + 1)
    size(path, len(data), limit)
    return data


def directory(path: Path) -> None:
    """Raise `PackageError` where a zip lists more members than a release has, without listing them."""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - LOCATOR_SIZE - END.size - 0xFFFF))
        tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + END.size:
        raise PackageError(f"{path} is no zip, or is truncated. Download it again.")
    if tail[max(0, at - LOCATOR_SIZE) : at].startswith(LOCATOR):
        raise PackageError(
            f"{path} is a zip of the format for more than 4 GiB or 65,535 members; no release is that large."
        )
    _, _, _, _, members, bytes, _, _ = END.unpack_from(tail, at)
    if members > MAX_MEMBERS or bytes > MAX_DIRECTORY:
        raise PackageError(
            f"{path} lists {members:,} members in {bytes:,} bytes; a release has at most {MAX_MEMBERS:,} in"
            f" {MAX_DIRECTORY:,}."
        )


def shape(place: object, rows: int, columns: int, decoded: int) -> None:
    """Raise `PackageError` where a table has more rows, columns or bytes than any reader should be asked for."""
    if rows > MAX_ROWS or columns > MAX_COLUMNS or decoded > MAX_DECODED:
        raise PackageError(
            f"{place} asks for {rows:,} rows, {columns:,} columns and {decoded:,} bytes; at most {MAX_ROWS:,},"
            f" {MAX_COLUMNS:,} and {MAX_DECODED:,} are read."
        )


def pages(place: object, number: int, unpacked: int) -> None:
    """Raise `PackageError` where a Parquet file has more pages, or more bytes in them, than a table has."""
    if number > MAX_PAGES or unpacked > MAX_DECODED:
        raise PackageError(
            f"{place} unpacks to {unpacked:,} bytes in its first {number:,} pages; at most {MAX_DECODED:,} in"
            f" {MAX_PAGES:,} are read."
        )
