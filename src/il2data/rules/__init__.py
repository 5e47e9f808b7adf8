"""Laws over rows and tables that no schema can say.

Each law is one short function that takes all tables and yields what breaks it; the modules
of this package register them. `RULES` holds them by identifier.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

Tables = dict[str, "pd.DataFrame"]
# table, position of the row (None for the whole table), column, message, fix
Finding = tuple[str, int | None, str, str, str]
Law = Callable[[Tables], Iterator[Finding]]


@dataclass(frozen=True)
class Rule:
    """A law with its identifier, severity, the sentence it enforces and the reason for it."""

    id: str
    severity: Literal["error", "warning"]
    sentence: str
    reason: str
    law: Law


RULES: dict[str, Rule] = {}


def rule(id: str, sentence: str, reason: str, severity: Literal["error", "warning"] = "error") -> Callable[[Law], Law]:
    """Register the decorated law under ``id``."""

    def register(law: Law) -> Law:
        RULES[id] = Rule(id, severity, sentence, reason, law)
        return law

    return register


def present(tables: Tables, *names: str) -> bool:
    """Say whether all the named tables are there."""
    return all(name in tables for name in names)


def fact_tables(tables: Tables) -> dict[str, pd.DataFrame]:
    """Return the tables whose rows are facts, by name."""
    return {name: frame for name, frame in tables.items() if frame.columns[0] == "fact_id" and name != "facts"}
