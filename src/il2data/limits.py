"""How large a package may be: far above what the dataset needs, far below what stalls a machine.

A release that breaks one of these is refused before its content is read.
"""

from __future__ import annotations

import struct
from pathlib import Path

from il2data.errors import PackageError

MEBIBYTE = 1024 * 1024
# One table as a file, all tables of a package together, and a descriptor or schema.
MAX_FILE = 256 * MEBIBYTE
MAX_TOTAL = 1024 * MEBIBYTE
MAX_JSON = 8 * MEBIBYTE
# Members of a zip, and the bytes of the directory that lists them.
MAX_MEMBERS = 2_000
MAX_DIRECTORY = MEBIBYTE
# Rows and columns of a table, and the bytes it takes up once decoded.
MAX_ROWS = 5_000_000
MAX_COLUMNS = 1_000
MAX_DECODED = 4096 * MEBIBYTE
# The record at the end of a zip (APPNOTE 4.3.16): signature, numbers of disks and entries, size and place of the directory.
END = struct.Struct("<4s4H2LH")


def size(place: object, bytes: int, limit: int) -> None:
    """Raise `PackageError` where something is larger than it may be."""
    if bytes > limit:
        raise PackageError(f"{place} has {bytes:,} bytes, and at most {limit:,} are read; no file of il2data is that large.")


def directory(path: Path) -> None:
    """Raise `PackageError` where a zip lists more members than a release has, without listing them."""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - END.size - 0xFFFF))
        tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + END.size:
        raise PackageError(f"{path} is no zip, or is truncated. Download it again.")
    _, _, _, _, members, bytes, _, _ = END.unpack_from(tail, at)
    if members > MAX_MEMBERS or bytes > MAX_DIRECTORY:
        raise PackageError(f"{path} lists {members:,} members in {bytes:,} bytes; a release has at most {MAX_MEMBERS:,} in {MAX_DIRECTORY:,}.")


def shape(place: object, rows: int, columns: int, decoded: int) -> None:
    """Raise `PackageError` where a table has more rows, columns or bytes than any reader should be asked for."""
    if rows > MAX_ROWS or columns > MAX_COLUMNS or decoded > MAX_DECODED:
        raise PackageError(f"{place} asks for {rows:,} rows, {columns:,} columns and {decoded:,} bytes; at most {MAX_ROWS:,}, {MAX_COLUMNS:,} and {MAX_DECODED:,} are read.")
