"""The slips of a curator's hand: what each does to a cell or row, where it can be made, and the table that has it."""

from __future__ import annotations

import random
import re
import string
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any, NamedTuple

from sound_tables import Data, Rows

from il2data import canonical

NUMERIC = ("integer", "number")


class Site(NamedTuple):
    """Where a mutant may be planted: an operator, a table and a column (empty for whole rows)."""

    operator: str
    table: str
    column: str


class Mutant(NamedTuple):
    """One table with one fault, the row's key and what was done."""

    site: Site
    key: str
    change: str
    rows: Rows
    cells: list[tuple[str, str]]
    """Type and text of the cells that changed."""
    twice: bool | None = None
    """Whether the cell of a new row stands a second time; None for old rows."""


# Each cell operator takes text, field, the column's texts, the row's position and a source of chance;
# it returns the new text.
Operator = Callable[[str, dict[str, Any], list[str], random.Random], str]


def bump_digit(cell: str, field: dict[str, Any], column: list[str], chance: random.Random) -> str:
    """Raise one digit by one."""
    at = chance.choice([at for at, char in enumerate(cell) if char in string.digits])
    return cell[:at] + str((int(cell[at]) + 1) % 10) + cell[at + 1 :]


def change_letter(cell: str, field: dict[str, Any], column: list[str], chance: random.Random) -> str:
    """Put another letter of the same case in the place of one letter."""
    at = chance.choice([at for at, char in enumerate(cell) if char in string.ascii_letters])
    letters = string.ascii_lowercase if cell[at].islower() else string.ascii_uppercase
    return cell[:at] + chance.choice(letters.replace(cell[at], "")) + cell[at + 1 :]


def enum_neighbour(cell: str, field: dict[str, Any], column: list[str], chance: random.Random) -> str:
    """Take the next word of the list that the column allows."""
    choices = ["true", "false"] if field["type"] == "boolean" else field["constraints"]["enum"]
    return str(choices[(choices.index(cell) + 1) % len(choices)])


def move_key(cell: str, field: dict[str, Any], column: list[str], chance: random.Random) -> str:
    """Point at another row that this column points at elsewhere."""
    return chance.choice(sorted({other for other in column if other} - {cell}) or [cell])


def scale(factor: float) -> Operator:
    """Return the operator that multiplies a number."""

    def scaled(cell: str, field: dict[str, Any], column: list[str], chance: random.Random) -> str:
        return canonical.number(float(f"{float(cell) * factor:.12g}"))

    return scaled


CELL_OPERATORS: dict[str, Operator] = {
    "bump a digit": bump_digit,
    "multiply by 1000": scale(1000),
    "divide by 1000": scale(0.001),
    "flip the sign": scale(-1),
    "enum neighbour": enum_neighbour,
    "move a foreign key": move_key,
    "trailing space": lambda cell, *_: f"{cell} ",
    "change a letter": change_letter,
    "empty the cell": lambda *_: "",
}
ROW_OPERATORS = ("drop the row", "duplicate the row")
SWAPS = ("swap with the next row", "swap within the row")


def applies(operator: str, data: Data, table: str, field: dict[str, Any]) -> bool:
    """Say whether an operator makes sense for a column."""
    type: str = field["type"]
    numeric = type in NUMERIC
    match operator:
        case "multiply by 1000" | "divide by 1000" | "flip the sign":
            return numeric
        case "enum neighbour":
            return type == "boolean" or "enum" in field.get("constraints", {})
        case "move a foreign key":
            return (table, field["name"]) in data.keys
        case "trailing space" | "change a letter":
            return type == "string"
        case _:
            return True


def sites(data: Data) -> list[Site]:
    """Return all places where an operator can be tried."""
    found = [Site(operator, table, "") for operator in ROW_OPERATORS for table in data.rows]
    for operator in (*SWAPS, *CELL_OPERATORS):
        found += [
            Site(operator, table, f["name"])
            for table in data.rows
            for f in data.fields[table]
            if applies(operator, data, table, f)
        ]
    return found


def new_id(old: str, taken: set[str], pattern: str) -> str:
    """Return an identifier of the same form that no row has."""
    form = re.compile(pattern)
    tail = re.search(r"\d+", old[::-1])
    candidates: Iterable[str] = (f"{old}{letter}" for letter in string.ascii_lowercase)
    if tail:
        end, width = len(old) - tail.start(), len(tail[0])
        number = int(old[end - width : end])
        numbers = (
            f"{old[: end - width]}{(number + step) % 10**width:0{width}}{old[end:]}"
            for step in range(1, 10 ** min(width, 4))
        )
        candidates = chain(numbers, candidates)
    return next(id for id in candidates if id not in taken and form.fullmatch(id))


def plant(data: Data, site: Site, at: int, chance: random.Random) -> Mutant | None:
    """Return the mutant of one site and row; None when it would change nothing."""
    operator, table, name = site
    rows = list(data.rows[table])
    row, fields = rows[at], data.fields[table]
    key = "/".join(canonical.key_of(data.schemas[table])(row))
    if operator == "drop the row":
        del rows[at]
        return Mutant(site, key, "dropped", rows, []) if rows else None
    if operator == "duplicate the row":
        id = data.column(table, data.schemas[table]["primaryKey"][0])
        copy = list(row)
        copy[id] = new_id(row[id], {r[id] for r in rows}, fields[id].get("constraints", {}).get("pattern", ".*"))
        return Mutant(site, key, f"again as {copy[id]}", [*rows, copy], [("string", copy[id])])
    column = data.column(table, name)
    field, cell, copy = fields[column], row[column], list(row)
    rows[at] = copy
    if operator == "swap with the next row":
        if at + 1 >= len(rows) or rows[at + 1][column] == cell:
            return None
        other = list(rows[at + 1])
        copy[column], other[column] = other[column], cell
        rows[at + 1] = other
        return Mutant(site, key, f"{name} {cell!r} <-> {copy[column]!r} of the next row", rows, [])
    if operator == "swap within the row":
        same = [i for i, f in enumerate(fields) if f["type"] == field["type"] and row[i] != cell]
        if not same:
            return None
        other_column = chance.choice(same)
        copy[column], copy[other_column] = row[other_column], cell
        return Mutant(site, key, f"{name} {cell!r} <-> {fields[other_column]['name']} {copy[column]!r}", rows, [])
    letters = {"bump a digit": string.digits, "change a letter": string.ascii_letters}.get(operator)
    if not cell or (letters and not set(cell) & set(letters)):
        return None
    copy[column] = CELL_OPERATORS[operator](cell, field, [r[column] for r in data.rows[table]], chance)
    if copy[column] == cell:
        return None
    return Mutant(site, key, f"{name} {cell!r} -> {copy[column]!r}", rows, [(field["type"], copy[column])])
