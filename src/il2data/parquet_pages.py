"""How large the pages of a Parquet file become, told by the headers that stand before them, without unpacking any.

The footer may say anything of a page; its header may not, for it is what a reader unpacks it by. A header is a
``PageHeader`` in Thrift's compact protocol (https://parquet.apache.org/docs/file-format/metadata/).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow.parquet

# Types of Thrift's compact protocol of which a page header consists, and how deep they stand in each other.
TRUE, FALSE, BYTE, SHORT, INTEGER, LONG, BINARY, STRUCT = 1, 2, 3, 4, 5, 6, 8, 12
DEPTH = 3
# Fields of a PageHeader: the bytes of its page once unpacked, and as they stand in the file.
UNPACKED, PACKED = 2, 3
# What a reader that takes them for 32 bits understands as we do.
LARGEST = 2**31 - 1


class DamagedError(ValueError):
    """What stands in the place of pages is none."""


def sizes(data: bytes, footer: pyarrow.parquet.FileMetaData) -> Iterator[tuple[int, int]]:
    """Yield the number of a column and the bytes of a page of it once unpacked; for the column itself none first.

    Raises
    ------
    DamagedError
        A page header is damaged, or the pages do not fill the place that the footer gives them.
    """
    for group in range(footer.num_row_groups):
        for at in range(footer.num_columns):
            yield at, 0
            column = footer.row_group(group).column(at)
            starts = [column.data_page_offset]
            # A file may name a dictionary at 0, where none can stand.
            if column.has_dictionary_page and column.dictionary_page_offset:
                starts.append(column.dictionary_page_offset)
            for size in _pages(data, min(starts), min(starts) + column.total_compressed_size):
                yield at, size


def _pages(data: bytes, start: int, end: int) -> Iterator[int]:
    if not 0 <= start <= end <= len(data):
        raise DamagedError("its pages are not in the file")
    while start < end:
        fields, start = _struct(data, start)
        if not all(0 <= fields.get(key, -1) <= LARGEST for key in (UNPACKED, PACKED)):
            raise DamagedError("a page does not say its size")
        start += fields[PACKED]
        yield max(fields[UNPACKED], fields[PACKED])
    if start != end:
        raise DamagedError("its pages do not fill their place")


def _struct(data: bytes, at: int, depth: int = DEPTH) -> tuple[dict[int, int], int]:
    """Return the whole numbers of a Thrift struct by the number of their field, and where the struct ends."""
    fields: dict[int, int] = {}
    number = 0
    while head := _byte(data, at):
        at += 1
        # Fields stand in their order, none twice, and none is far from the one before.
        if not head >> 4:
            raise DamagedError("a page header is damaged")
        number, kind = number + (head >> 4), head & 15
        if kind in (SHORT, INTEGER, LONG):
            value, at = _varint(data, at)
            fields[number] = value >> 1 ^ -(value & 1)
        elif kind == BINARY:
            length, at = _varint(data, at)
            at += length
        elif kind == STRUCT and depth:
            _, at = _struct(data, at, depth - 1)
        elif kind == BYTE:
            at += 1
        elif kind not in (TRUE, FALSE):
            raise DamagedError("a page header is damaged")
    return fields, at + 1


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Return a number in groups of seven bits, the lowest first, and where it ends."""
    value = 0
    for shift in range(0, 64, 7):
        byte = _byte(data, at)
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise DamagedError("a page header is damaged")


def _byte(data: bytes, at: int) -> int:
    if at >= len(data):
        raise DamagedError("a page header is cut short")
    return data[at]
