"""Foreign keys as joins: every cell that names a row of another table names one that is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from il2data.errors import Problem, UnknownTableError
from il2data.tableschema import TableSchema

Schemas = dict[str, TableSchema]
Tables = dict[str, pd.DataFrame]


def key_problems(schemas: Schemas, tables: Tables, edited: set[str] | None = None) -> Iterator[Problem]:
    """Check every foreign key as a join, or those from and to edited tables, naming the nearest key that exists."""
    keys: dict[tuple[str, str], set[Any]] = {}
    for table, schema in schemas.items():
        for foreign in schema.get("foreignKeys", []):
            (column,), reference = foreign["fields"], foreign["reference"]
            target, (key,) = reference["resource"], reference["fields"]
            if edited is not None and not edited & {table, target}:
                continue
            if (target, key) not in keys:
                keys[target, key] = set(tables[target][key])
            known, cells = keys[target, key], tables[table][column]
            unknown = {cell for cell in cells.unique() if not pd.isna(cell)} - known
            if not unknown:
                continue
            homes = [target]
            if target == "entities":
                homes = sorted(set(tables[target].loc[tables[target][key].isin(cells), "table"])) or [
                    name for name, other in schemas.items() if other["kind"] == "entity"
                ]
            for position in cells.index[cells.isin(unknown)]:
                value = cells[position]
                hint = str(UnknownTableError(f"{key} in {target}", str(value), known)).split("Choices")[0]
                yield Problem(
                    table,
                    int(position) + 2,
                    column,
                    "foreign-key",
                    hint,
                    f"Correct it, or add the row to {' or '.join(homes)}.",
                )
