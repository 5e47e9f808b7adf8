"""JSON of a shape: what an object must hold, in words and as a test, the kinds of its values, and what is said else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple


class Kind(NamedTuple):
    """What a value must be: in words, and as a test."""

    words: str
    holds: Callable[[Any], bool]


Keys = Mapping[str, Kind]


def parsed(data: bytes) -> Any:
    """Return JSON that is UTF-8, names each key of an object once and holds only what JSON knows.

    All readers see such a text the same way.

    Raises
    ------
    ValueError
        It is not such JSON.
    """

    def apart(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            doubled = next(name for at, (name, _) in enumerate(pairs) if name in dict(pairs[:at]))
            raise ValueError(f"the key {doubled!r} stands twice in one object")
        return found

    def refuse(constant: str) -> Any:
        raise ValueError(f"{constant} is no JSON")

    found = json.loads(data.decode("utf-8"), object_pairs_hook=apart, parse_constant=refuse)
    json.dumps(
        found, ensure_ascii=False
    ).encode()  # what is nested too deeply, or holds half a character, cannot be written again
    return found


def hold(where: str, thing: Any, required: Keys, optional: Keys | None = None) -> None:
    """Raise `ValueError` unless ``thing`` is an object with the required keys, all of their kinds.

    Keys that are not required are held to their kinds where they stand.
    """
    if not isinstance(thing, dict):
        raise ValueError(f"{where} is {shown(thing)}, expected an object")
    for key, kind in required.items():
        if key not in thing:
            raise ValueError(f"{where} has no {key}, expected {kind.words}")
    for key, value in thing.items():
        expected = required.get(key) or (optional or {}).get(key)
        if expected and not expected.holds(value):
            raise ValueError(f"{key} of {where} is {shown(value)}, expected {expected.words}")


def once(names: list[str], what: str) -> None:
    """Raise `ValueError` where a name stands twice."""
    doubled = next((name for at, name in enumerate(names) if name in names[:at]), None)
    if doubled is not None:
        raise ValueError(f"the {what} {doubled!r} stands twice")


def named(columns: list[str], names: list[str], where: str) -> None:
    """Raise `ValueError` where a name is that of no column."""
    unknown = next((name for name in names if name not in columns), None)
    if unknown is not None:
        raise ValueError(f"{where} names {shown(unknown)}, and there is no such column")


def shown(value: object) -> str:
    """Return a value as a message shows it: cut short, a list or object by its type alone."""
    said = ascii(value) if not isinstance(value, list | dict) else type(value).__name__
    return said if len(said) <= 60 else f"{said[:60]}..."


def cut(error: BaseException) -> str:
    """Return what an error says, cut short."""
    said = str(error)
    return said if len(said) <= 200 else f"{said[:200]}..."


def is_text(value: Any) -> bool:
    """Say whether it is a text."""
    return isinstance(value, str)


def is_number(value: Any) -> bool:
    """Say whether it is a number that a column can hold; ``True`` is one to Python and not to a schema."""
    return isinstance(value, int | float) and not isinstance(value, bool) and -(2**63) <= value < 2**63


# What a cell of a column may be, by the type of the column.
CELLS: dict[str, Callable[[Any], bool]] = {
    "string": is_text,
    "integer": lambda value: isinstance(value, int) and is_number(value),
    "number": is_number,
    "boolean": lambda value: isinstance(value, bool),
}


def list_of(holds: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Return the test for a list that holds something, and nothing but what passes a test."""
    return lambda value: isinstance(value, list) and bool(value) and all(map(holds, value))


def spelt(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    """Return the test for a text that begins as a pattern says."""
    return lambda value: isinstance(value, str) and pattern.match(value) is not None


TEXT = Kind("text", is_text)
FLAG = Kind("true or false", CELLS["boolean"])
TEXTS = Kind("a list of texts", list_of(TEXT.holds))
LENGTH = Kind("a number of characters", lambda value: CELLS["integer"](value) and value >= 0)
OBJECT = Kind("an object", lambda value: isinstance(value, dict))
OBJECTS = Kind("a list of objects", list_of(OBJECT.holds))
