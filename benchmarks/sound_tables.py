"""The sound tables that faults are planted in, and what the checks find in them after an edit."""

from __future__ import annotations

import copy
import csv
import time
from pathlib import Path

from il2data import canonical, derive, loading
from il2data.checking import csv_text, foreign_keys, rules, validation
from il2data.checking.rules import Edit
from il2data.errors import PackageError, Problem
from il2data.package import Package

Row = list[str]
Rows = list[Row]
Signature = tuple[str, str, str, str]


class Data:
    """The sound tables, as text and typed, with what a mutant is measured against."""

    def __init__(self, root: Path) -> None:
        package = Package(root)
        self.schemas = {table: package.schema(table) for table in package.tables}
        texts = {table: package.read(f"data/{table}.csv") for table in package.tables}
        self.tables = {table: loading.read_csv(data, self.schemas[table]) for table, data in texts.items()}
        self.rows: dict[str, Rows] = {
            table: list(csv.reader(data.decode().splitlines()[1:]))
            for table, data in texts.items()
            if self.schemas[table]["kind"] != "derived"
        }
        self.fields = {table: schema["fields"] for table, schema in self.schemas.items()}
        self.names = {table: [field["name"] for field in fields] for table, fields in self.fields.items()}
        self.keys = {
            (table, foreign["fields"][0]): foreign["reference"]["resource"]
            for table, schema in self.schemas.items()
            for foreign in schema.get("foreignKeys", [])
        }
        self.sound: set[Signature] = set()
        self.cost: dict[str, float] = {}
        for id in rules.RULES:
            start = time.perf_counter()
            self.sound.update(map(signature, validation.problems_of(rules.RULES[id], self.tables)))
            self.cost[id] = time.perf_counter() - start

    def column(self, table: str, name: str) -> int:
        """Return the position of a column."""
        return self.names[table].index(name)

    def with_rows(self, added: dict[str, Rows]) -> Data | None:
        """Return the tables with more rows, or None where validation reports anything that it did not report before."""
        more = copy.copy(self)
        more.rows = self.rows | {table: [*self.rows[table], *rows] for table, rows in added.items()}
        more.tables = dict(self.tables)
        for table in added:
            schema = self.schemas[table]
            text = canonical.write(schema, more.rows[table])
            if any(csv_text.problems(schema, text)):
                return None
            more.tables[table] = loading.read_csv(text, schema)
            if any(loading.schema_problems(more.tables[table], schema)):
                return None
        try:
            more.tables |= validation.derived(self.schemas, more.tables, set(added))
        except PackageError:
            return None
        return None if found(more, Edit({*added, *more.moved(self)}, set(added))) else more

    def moved(self, before: Data) -> set[str]:
        """Return the derived tables that are not as they were."""
        return {name for name in derive.DERIVED if not self.tables[name].equals(before.tables[name])}


def signature(problem: Problem) -> Signature:
    """Return a problem without its line, which moves when rows come and go."""
    return problem.table, problem.column, problem.rule, problem.message


def found(data: Data, edit: Edit) -> str | None:
    """Return the rule that finds something new after an edit, the cheapest first."""
    for problem in foreign_keys.key_problems(data.schemas, data.tables, edit.tables):
        return problem.rule
    for id in sorted(rules.readers(edit.tables) - validation.WARNINGS, key=data.cost.__getitem__):
        for problem in validation.problems_of(rules.RULES[id], data.tables, edit):
            if signature(problem) not in data.sound:
                return problem.rule
    return None
