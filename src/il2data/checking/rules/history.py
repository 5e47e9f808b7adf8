"""Laws of the history: what became of released rows, and identifiers that are never reused."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from il2data.checking.rules import EACH, EVERY, Finding, Tables, check, rule

GONE = ("withdrawn", "replaced", "moved")
# Identifiers that the dataset gives out itself; those of a registry mean what it says and may come back.
MINTED = re.compile(r"il2d:.+|[a-z]+-[0-9]+|[0-9]{3}-[0-9]+")

check(
    "history-lost",
    "A row or table of the last release that is gone has a tombstone in changes.",
    "Whoever cites an identifier must learn what became of it.",
)
check(
    "history-undeclared",
    "A released row that differs is declared in changes; so are columns, constraints, keys and sentences of a table"
    " that are no longer those of the last release.",
    "A value that changes without a word cannot be told from a slip.",
)
check(
    "evidence-asserted",
    "Evidence that is new since the last release says what its source gives, in figures and names as printed.",
    "A value that is entered twice, each time from the source, shows the slip of a hand.",
)
check(
    "history-version",
    "The version is large enough for what changed since the last release, and every change since is of the version in"
    " the making.",
    "A number that promises a correction must not remove what somebody relies on.",
)


@rule(
    "change-table",
    "A change names a table that exists; without a key, and withdrawn, one that does not.",
    "A tombstone in the wrong graveyard is not found.",
    reads=(EVERY, "changes"),
)
def table_exists(tables: Tables) -> Iterator[Finding]:
    changes = _changes(tables)
    withdrawn = {row.table for _, row in changes if row.kind == "withdrawn" and pd.isna(row.row_key)}
    for position, row in changes:
        buried = row.kind == "withdrawn" and pd.isna(row.row_key)
        if buried and row.table in tables:
            yield (
                "changes",
                position,
                "row_key",
                f"{row.change_id} says that the table {row.table} was withdrawn, which is there.",
                "Name the row that was withdrawn, or remove the table.",
            )
        elif not buried and row.table not in tables and row.table not in withdrawn:
            yield "changes", position, "table", f"there is no table {row.table}.", "Name the table of the row."


@rule(
    "change-reused",
    "A withdrawn, replaced or moved identifier that the dataset gave out stands in its table no more.",
    "A reused identifier makes old citations speak of something else.",
    reads=(EACH, "changes"),
)
def reused(tables: Tables) -> Iterator[Finding]:
    keys = _keys(tables)
    for position, row in _changes(tables):
        if (
            row.kind in GONE
            and not pd.isna(row.row_key)
            and MINTED.fullmatch(row.row_key)
            and row.row_key in keys.get(row.table, ())
        ):
            yield (
                "changes",
                position,
                "row_key",
                f"{row.row_key} was {row.kind} in {row.version} and stands in {row.table}.",
                "Give the row the next free identifier.",
            )


@rule(
    "change-standing",
    "A corrected or completed row stands in its table, or was withdrawn since.",
    "A change of a row that is not there is a slip of the key.",
    reads=(EACH, "changes"),
)
def standing(tables: Tables) -> Iterator[Finding]:
    keys, changes = _keys(tables), _changes(tables)
    gone = {(row.table, row.row_key) for _, row in changes if row.kind in GONE}
    for position, row in changes:
        if (
            row.kind not in GONE
            and not pd.isna(row.row_key)
            and row.row_key not in keys.get(row.table, {row.row_key})
            and (row.table, row.row_key) not in gone
        ):
            yield "changes", position, "row_key", f"{row.table} has no row {row.row_key}.", "Correct the key."


@rule(
    "change-successor",
    "A replaced row, and no other, names a successor: another row that stands, or was itself withdrawn later; a moved"
    " row stands in the table it names.",
    "A successor is where a reader of the old identifier is sent.",
    reads=(EVERY, "changes"),
)
def successor(tables: Tables) -> Iterator[Finding]:
    keys, changes = _keys(tables), _changes(tables)
    gone = {(row.table, row.row_key): _numbers(row.version) for _, row in changes if row.kind in GONE}
    for position, row in changes:
        named, home = not pd.isna(row.successor), row.table if pd.isna(row.successor_table) else row.successor_table
        heir = row.row_key if row.kind == "moved" else row.successor
        if named != (row.kind == "replaced") or (row.kind in ("replaced", "moved") and pd.isna(row.row_key)):
            yield (
                "changes",
                position,
                "successor",
                (
                    f"{row.change_id} is of kind {row.kind} and has"
                    f" {'the successor ' + row.successor if named else 'no row or no successor'}."
                ),
                "Use replaced with a row and its successor, and any other kind without one.",
            )
        elif (row.kind == "moved" and home == row.table) or (
            row.kind not in ("replaced", "moved") and home != row.table
        ):
            yield (
                "changes",
                position,
                "successor_table",
                (
                    f"{row.change_id} is of kind {row.kind} and names"
                    f" {'no other table' if home == row.table else 'the table ' + home}."
                ),
                "Name the table for a row that moved, or whose successor stands in another; else leave it empty.",
            )
        elif row.kind in ("replaced", "moved") and (home in tables or home != row.table):
            later = gone.get((home, heir), (0,)) > _numbers(row.version)
            if (heir, home) == (row.row_key, row.table) or (heir not in keys.get(home, ()) and not later):
                yield (
                    "changes",
                    position,
                    "successor",
                    f"{heir} is no other row of {home}.",
                    "Name the row that stands for it now.",
                )


@rule(
    "change-order",
    "Changes are numbered in the order of their versions.",
    "The next free number belongs to the version in the making; an older one rewrites the history.",
    reads=("changes",),
)
def order(tables: Tables) -> Iterator[Finding]:
    latest: tuple[int, ...] = (0,)
    for position, row in sorted(_changes(tables), key=lambda item: item[1].change_id):
        if _numbers(row.version) < latest:
            yield (
                "changes",
                position,
                "version",
                f"{row.change_id} is of {row.version}, the one before of {'.'.join(map(str, latest))}.",
                "Give it the next free number and the version in the making.",
            )
        latest = max(latest, _numbers(row.version))


@rule(
    "change-once",
    "A row changes once in a version; of the rows of a table as a whole, and of its schema, each kind of change stands"
    " once.",
    "Two reasons for one change contradict each other, or are one.",
    reads=("changes",),
)
def once(tables: Tables) -> Iterator[Finding]:
    changes = tables["changes"]
    whole = changes["row_key"].isna()
    again = [
        *changes.index[~whole][changes[~whole].duplicated(["version", "table", "row_key"])],
        *changes.index[whole][changes[whole].duplicated(["version", "table", "kind"])],
    ]
    for position in again:
        yield "changes", position, "row_key", "another change of this version names the same row.", "Merge the two."


def _changes(tables: Tables) -> list[tuple[int, pd.Series[str]]]:
    """Return the rows of changes with their positions."""
    return [(row.Index, row) for row in tables["changes"].itertuples()]


def _keys(tables: Tables) -> dict[str, set[str]]:
    """Return the keys of the tables that changes speak of."""
    named = set(tables["changes"][["table", "successor_table"]].stack())
    return {name: _key(tables[name]) for name in named if name in tables}


def _key(frame: pd.DataFrame) -> set[str]:
    """Return the keys of the rows of a table: the first column or, where that says a thing twice, the first two."""
    first = frame.iloc[:, 0]
    return set(first if first.is_unique else first.str.cat(frame.iloc[:, 1], sep="/"))


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))
