"""Names and values as SQL has them."""

from __future__ import annotations


def quoted(name: str) -> str:
    """Return an SQL identifier in quotation marks, so that it may be a word of the language, as ``end`` is."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: object) -> str:
    """Return a text or number as an SQL literal."""
    return str(value) if isinstance(value, int | float) else "'" + str(value).replace("'", "''") + "'"
