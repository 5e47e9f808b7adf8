"""Rows of a table by condition, and names beside their identifiers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from il2data import canonical
from il2data.errors import PackageError, UnknownNameError, UnknownTableError
from il2data.naming import key

if TYPE_CHECKING:
    from il2data._tables import TableName
    from il2data.contents import Contents

CONDITION = re.compile(r"(\w+)([=~<>])(.*)", re.DOTALL)


def select(release: Contents, name: TableName, frame: pd.DataFrame, column: str, sign: str, value: str) -> pd.DataFrame:
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
        ``=`` for a cell as the CSV has it, the label of a vocabulary's value, or anything that
        the entity in the cell is called; ``~`` for a part of the cell or of the entity's name, without regard to case;
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
        A number or a value of a vocabulary is compared with what is none.
    """
    if column not in frame:
        raise UnknownTableError(f"column of {name}", column, frame.columns)
    schema = release.package.schema(name)
    cells = canonical.as_text(schema, frame)[column]
    field = next(field for field in schema["fields"] if field["name"] == column)
    known = _labels(release, name).get(column)
    labels = pd.Series("", index=cells.index) if known is None else cells.map(known).astype("string").fillna("")
    if sign == "~":
        chosen = cells.str.contains(value, case=False, regex=False) | labels.str.contains(
            value, case=False, regex=False
        )
    elif sign == "=":
        chosen = cells == value
        if not chosen.any() and value:
            if known is not None and known.index.name == "entity_id":
                chosen = cells.isin(release.index.all_of(value))
            elif known is not None:
                chosen = labels == value
                if not (known == value).any():
                    raise UnknownNameError(value, known.dropna().unique())
            elif "categories" in field:
                chosen = cells.isin(_values(name, field, value))
            elif pd.api.types.is_numeric_dtype(frame[column]):
                _number(name, column, sign, value)
    elif pd.api.types.is_numeric_dtype(frame[column]):
        number = _number(name, column, sign, value)
        chosen = (frame[column] > number if sign == ">" else frame[column] < number).fillna(False)
    else:
        chosen = (cells != "") & (cells > value if sign == ">" else cells < value)
    return frame[chosen.astype(bool)]


def _number(name: str, column: str, sign: str, value: str) -> float:
    try:
        return float(value)
    except ValueError as error:
        raise PackageError(
            f"{column} of {name} holds numbers, and {value!r} is none. Write a number after {sign}, such as"
            f" {column}{sign}10."
        ) from error


def _values(name: str, field: dict[str, Any], value: str) -> list[str]:
    """Return the values of a vocabulary that are meant.

    They are told by their label, or without regard to case, hyphens and underscores.
    """
    meant = [c["value"] for c in field["categories"] if key(value) in (key(c["value"]), key(c["label"]))]
    if not meant:
        raise UnknownTableError(f"value of {field['name']} in {name}", value, [c["value"] for c in field["categories"]])
    return meant


def any_of(release: Contents, name: TableName, frame: pd.DataFrame, column: str, value: object) -> pd.DataFrame:
    """Return the rows of a table with a value, with any of several, or, for ``None``, with an empty cell.

    Raises as `select` does.
    """
    texts = [
        "" if one is None else str(one).lower() if isinstance(one, bool) else str(one)
        for one in (value if isinstance(value, list | tuple | set) else [value])
    ]
    chosen = [select(release, name, frame, column, "=", text).index for text in texts]
    return frame[frame.index.isin([at for index in chosen for at in index])]


def named(release: Contents, name: TableName, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with names for identifiers, and with statement and status of facts.

    Names stand in a column after that of the identifiers, the others at the end.

    The column of names beside ``cell_type_id`` is ``cell_type_name``.
    """
    frame = frame.copy()
    for column, labels in _labels(release, name).items():
        at = int(frame.columns.get_loc(column))
        frame.insert(at + 1, f"{column.removesuffix('_id')}_name", frame[column].map(labels).astype("string"))
    if release.package.schema(name)["kind"] == "fact":
        facts = release.load("facts").set_index("fact_id")
        for column in ("statement", "status"):
            frame[column if column not in frame else f"fact_{column}"] = (
                frame["fact_id"].map(facts[column]).astype("string")
            )
    return frame


def called(release: Contents, name: TableName, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with names in place of identifiers, those of its own rows apart."""
    frame = frame.copy()
    for column, labels in _labels(release, name).items():
        if column != release.package.schema(name)["primaryKey"][0]:
            frame[column] = frame[column].map(labels).fillna("")
            frame = frame.rename(columns={column: f"{column.removesuffix('_id')}_name"})
    return frame


def _labels(release: Contents, name: TableName) -> dict[str, pd.Series]:
    """Return the names of what each column of identifiers may hold."""
    found = {}
    table, proteins = release.load("entities").set_index("entity_id"), release.load("proteins")
    # A protein of another species bears the name of the human one; what a sentence calls it tells them apart.
    entities = table["label"].mask(
        table.index.isin(proteins.loc[proteins["species"] != "Homo sapiens", "protein_id"]), table["prose"]
    )
    for foreign in release.package.schema(name).get("foreignKeys", []):
        target = foreign["reference"]["resource"]
        schema = release.package.schema(target)
        (column,) = foreign["fields"]
        if target == "entities" or schema["kind"] == "entity" or "entity" in schema:
            found[column] = entities
        elif "label" in schema:
            found[column] = release.load(target).set_index(foreign["reference"]["fields"][0])[schema["label"]]
    return found
