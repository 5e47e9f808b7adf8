"""Check files against a Table Schema with an engine.

There is one scan for all that is asked of a row, and one for each key that stands once.

Only where a scan has found something are rows fetched, no more than can be shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from sqlglot import exp

from il2data.checking.engines import cells, sql, uniqueness
from il2data.errors import PackageError, Problem, Problems, UnknownTableError
from il2data.loading import load
from il2data.package import Package
from il2data.tableschema import ONCE, TableSchema

# As many characters of a cell are shown.
SHOWN = 200


class Engine(Protocol):
    """What reads files and answers queries about them."""

    files: list[str]

    def shown(self, file: str) -> str:
        """Return how messages name a file."""

    def whole(self, pattern: str) -> str:
        """Return a pattern that must match a whole text, as the engine writes it."""

    def header(self, file: str) -> sql.Header:
        """Return what each column of a file holds."""

    def source(self, files: Sequence[str], header: sql.Header, names: Iterable[str], numbered: bool = False) -> str:
        """Return the name of a view of some columns of files of one header.

        A view that is ``numbered`` is of one file, its rows counted from 0.
        """

    def vocabulary(self, name: str, values: Iterable[str]) -> None:
        """Make a table of texts, in the column ``Key``."""

    def keep(self, query: exp.Query) -> str:
        """Keep the result of a query, and return the name of the table that holds it."""

    def rows(self, query: exp.Query) -> list[tuple[Any, ...]]:
        """Return the result of a query."""


@dataclass(frozen=True)
class _Part:
    """Files of one header, and what is asked of their rows."""

    files: list[str]
    header: sql.Header
    held: dict[str, cells.Holds]
    checks: list[sql.Check]
    view: str


def check(engine: Engine, package: Package, schema: TableSchema) -> Problems:
    """Return the problems of the files of an engine: all counted, and the first of each rule with file and row.

    Parameters
    ----------
    engine
        Holds the files.
    package
        Holds what the rows refer to.
    schema
        Table Schema, whose foreign keys are all checked.

    Raises
    ------
    PackageError
        A file cannot be read, or a pattern cannot be matched.
    """
    for file in engine.files:
        if not file.endswith((".csv", ".parquet")) or set(file) & set("*?[]{}"):
            raise PackageError(
                f"{engine.shown(file)}: the name of a file ends with .csv or .parquet and holds none of * ? [ ] {{ }}."
                " Rename it."
            )
    keys = {
        key["fields"][0]: (key["reference"]["resource"], key["reference"]["fields"][0])
        for key in schema.get("foreignKeys", [])
    }
    known = {target: load(package, target[0])[target[1]].dropna().unique().tolist() for target in set(keys.values())}
    for target, values in known.items():
        engine.vocabulary(sql.vocabulary(*target), values)
    return _Scan(engine, schema, keys, known).problems()


class _Scan:
    def __init__(
        self, engine: Engine, schema: TableSchema, keys: sql.Keys, known: dict[tuple[str, str], list[str]]
    ) -> None:
        self._engine, self._schema, self._keys = engine, schema, keys
        self._fields = {field["name"]: field for field in schema["fields"]}
        self._found, self._fetched = Problems(), Counter[str]()

        @cache
        def near(key: tuple[str, str], value: str) -> str:
            return str(UnknownTableError(f"{key[1]} in {key[0]}", value, known[key])).split("Choices")[0].strip()

        self._near = near

    def problems(self) -> Problems:
        parts = [part for part in self._parts() if part.held]
        if sum(self._count(part) for part in parts) == 0 and not self._found:
            self._add(self._engine.files[0], 0, "", "text-empty", "there is no row.", "Name files that hold the rows.")
        for at, columns in enumerate(uniqueness.uniques(self._schema)):
            able = [part for part in parts if part.held.keys() >= set(columns)]
            if able:
                self._unique(able, columns, at == 0)
        self._found.sort()
        return self._found

    def _add(self, file: str, line: int, column: str, rule: str, message: str, fix: str) -> None:
        self._fetched[rule] += 1
        self._found.append(Problem(self._engine.shown(file), line, column, rule, message, fix))

    def _parts(self) -> list[_Part]:
        """Group files by header, and find those whose columns are not the table's."""
        files: dict[tuple[bool, tuple[sql.Column, ...]], list[str]] = {}
        for file in self._engine.files:
            header = self._engine.header(file)
            names = [column.name for column in header]
            if fault := _columns(names, list(self._fields)):
                self._add(
                    file,
                    0 if _parquet(file) else 1,
                    "",
                    "schema-columns",
                    fault,
                    "Name and order the columns as `il2data describe " + self._schema["name"] + "` does.",
                )
            # What is read by name can be read in another order, but not where a name means two columns.
            if len({name.casefold() for name in names}) == len(names):
                files.setdefault((_parquet(file), tuple(header)), []).append(file)
        parts = []
        for (_, columns), same in files.items():
            held = {column.name: column.holds for column in columns if column.name in self._fields}
            view = self._engine.source(same, list(columns), held) if held else ""
            parts.append(
                _Part(same, list(columns), held, sql.checks(self._schema, held, self._keys, self._engine.whole), view)
            )
        return parts

    def _rows(self, part: _Part, names: Iterable[str], view: str, numbered: bool = False) -> exp.Select:
        return cells.rows(view, [self._fields[name] for name in names], part.held, numbered)

    def _count(self, part: _Part) -> int:
        """Find what breaks a check of single rows, and return how many rows there are."""
        query = sql.joined(self._rows(part, part.held, part.view), part.checks)
        rows = 0
        for file, number, *broken in sorted(self._engine.rows(sql.counts(query, part.checks))):
            rows += number
            for check, times in zip(part.checks, broken, strict=True):
                if times:
                    self._fetch(part, file, check, times)
        return rows

    def _fetch(self, part: _Part, file: str, check: sql.Check, times: int) -> None:
        limit = min(times, Problems.KEPT - self._fetched[check.rule])
        if limit > 0:
            view = self._engine.source([file], part.header, [check.column], numbered=True)
            query = sql.joined(self._rows(part, [check.column], view, numbered=True), [check])
            for row, cell in self._engine.rows(sql.cases(query, check, limit)):
                unknown = check.key and self._near(check.key, str(cell))
                message = unknown or f"found {_shown(cell)}, expected {check.expected}."
                fix = (
                    f"Correct it; `il2data show {check.key[0]}` lists what there is."
                    if check.key
                    else f"See `il2data describe {self._schema['name']}` for what the column takes."
                )
                self._add(file, _line(file, row), check.column, check.rule, message, fix)
        self._found.unseen(self._engine.shown(file), check.rule, times - max(limit, 0))

    def _unique(self, parts: Sequence[_Part], columns: list[str], primary: bool) -> None:
        keys = uniqueness.together(
            [uniqueness.keyed(self._rows(part, columns, part.view), columns, primary) for part in parts]
        )
        found = self._engine.keep(uniqueness.doubled(keys, columns))
        if not self._engine.rows(exp.select(exp.Star()).from_(exp.table_(found)).limit(1)):
            return
        part_of = {file: part for part in parts for file in part.files}
        for file, times in sorted(self._engine.rows(uniqueness.numbers(keys, found, columns))):
            limit = min(times, Problems.KEPT - self._fetched["schema-unique"])
            if limit > 0:
                view = self._engine.source([file], part_of[file].header, columns, numbered=True)
                mine = uniqueness.keyed(
                    self._rows(part_of[file], columns, view, numbered=True), columns, primary, numbered=True
                )
                for row, often, *cells in self._engine.rows(uniqueness.doubles(mine, found, columns, limit)):
                    message = (
                        f"{' and '.join(map(_shown, cells))} stand{'s' if len(cells) == 1 else ''} {often:,} times in"
                        f" these files, expected {ONCE}."
                    )
                    self._add(
                        file,
                        _line(file, row),
                        columns[0],
                        "schema-unique",
                        message,
                        "Remove the row, or give it an identifier of its own.",
                    )
            self._found.unseen(self._engine.shown(file), "schema-unique", times - max(limit, 0))


def _parquet(file: str) -> bool:
    return file.endswith(".parquet")


def _line(file: str, row: int) -> int:
    """Return the row of a Parquet file, the first being 1, or the line of a CSV file, whose header is 1."""
    return row + (1 if _parquet(file) else 2)


def _columns(names: list[str], expected: list[str]) -> str:
    """Return what is wrong with the columns of a file."""
    if names == expected:
        return ""
    twice = [name for name, times in Counter(map(str.casefold, names)).items() if times > 1]
    missing, surplus = (
        [name for name in expected if name not in names],
        [name for name in names if name not in expected],
    )
    said = [
        f"{what} {', '.join(map(repr, which[:10]))}"
        for what, which in (("twice is", twice), ("missing is", missing), ("not of the table is", surplus))
        if which
    ]
    return f"the columns are not those of the table: {'; '.join(said) or 'they stand in another order'}."


def _shown(cell: Any) -> str:
    said = "nothing" if cell is None else repr(cell)
    return said if len(said) <= SHOWN else f"{said[:SHOWN]}..."
