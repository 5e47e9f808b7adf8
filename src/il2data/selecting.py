"""Rows of a table by condition, and names beside their identifiers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from il2data import canonical
from il2data.errors import PackageError, UnknownTableError

if TYPE_CHECKING:
    from il2data._tables import TableName
    from il2data.release import Release

CONDITION = re.compile(r"(\w+)([=~<>])(.*)", re.DOTALL)


def select(release: Release, name: TableName, frame: pd.DataFrame, column: str, sign: str, value: str) -> pd.DataFrame:
    """Return the rows of a table that fulfil a condition.

    Parameters
    ----------
    release
        The release that the table is of.
    name
        Name of the table.
    frame
        Rows of it.
    column
        Column that is compared.
    sign
        ``=`` for a cell as the CSV has it, or anything that the entity in the cell is
        called; ``~`` for a part of the cell or of the entity's name, without regard to case;
        ``>`` and ``<`` for numbers, and for dates and other texts in their order.
    value
        What it is compared with.

    Raises
    ------
    UnknownTableError
        The table has no such column.
    UnknownNameError, AmbiguousNameError
        The value of a column of identifiers is no name, or means more than one thing.
    PackageError
        A number is compared with what is none.
    """
    if column not in frame:
        raise UnknownTableError(f"column of {name}", column, frame.columns)
    schema = release.package.schema(name)
    cells = canonical.as_text(schema, frame)[column]
    known = _labels(release, name).get(column)
    labels = pd.Series("", index=cells.index) if known is None else cells.map(known).astype("string").fillna("")
    if sign == "~":
        chosen = cells.str.contains(value, case=False, regex=False) | labels.str.contains(value, case=False, regex=False)
    elif sign == "=":
        chosen = cells == value
        if not chosen.any() and known is not None and value:
            chosen = labels == value
            if not chosen.any():
                chosen = cells.isin(release.index.all_of(value))
    elif pd.api.types.is_numeric_dtype(frame[column]):
        try:
            number = float(value)
        except ValueError as error:
            raise PackageError(f"{column} of {name} holds numbers, and {value!r} is none. Write a number after {sign}, such as {column}{sign}10.") from error
        chosen = (frame[column] > number if sign == ">" else frame[column] < number).fillna(False)
    else:
        chosen = (cells != "") & (cells > value if sign == ">" else cells < value)
    return frame[chosen.astype(bool)]


def named(release: Release, name: TableName, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with a column of names after each column of identifiers, and statement and status of facts at the end.

    The column of names beside ``cell_type_id`` is ``cell_type_name``.
    """
    frame = frame.copy()
    for column, labels in _labels(release, name).items():
        at = int(frame.columns.get_loc(column))
        frame.insert(at + 1, f"{column.removesuffix('_id')}_name", frame[column].map(labels).astype("string"))
    if release.package.schema(name)["kind"] == "fact":
        facts = release.load("facts").set_index("fact_id")
        for column in ("statement", "status"):
            frame[column if column not in frame else f"fact_{column}"] = frame["fact_id"].map(facts[column]).astype("string")
    return frame


def _labels(release: Release, name: TableName) -> dict[str, pd.Series]:
    """Return the names of what each column of identifiers may hold."""
    found = {}
    entities = release.load("entities").set_index("entity_id")["label"]
    for key in release.package.schema(name).get("foreignKeys", []):
        target = key["reference"]["resource"]
        schema = release.package.schema(target)
        (column,) = key["fields"]
        if target == "entities" or schema["kind"] == "entity" or "entity" in schema:
            found[column] = entities
        elif "label" in schema:
            found[column] = release.load(target).set_index(key["reference"]["fields"][0])[schema["label"]]
    return found
