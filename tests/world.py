"""A release of made-up rows, for what is to be read by eye and never changes with the data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

import il2data
from il2data.package import Package
from il2data.tableschema import dtypes

ROOT = Path(__file__).parents[1]
Row = dict[str, Any]
COUNTS = ("records_for", "records_against", "records_outweighed", "secondary_for")
DOCUMENTS = ("documents_for", "documents_refined", "documents_against")


class World(il2data.Release):
    """A release of made-up rows; a table of facts that has none is empty, and others are those of the checkout.

    Parameters
    ----------
    entities
        Names by identifier, of what is no agent with its table.
    package
        The package whose schemas and descriptor it has, where it is not the checkout.
    tables
        Rows by table, each with the cells that are not empty. The facts that they are stand in the index.
    """

    def __init__(
        self, entities: dict[str, str | tuple[str, str]], package: Package | None = None, /, **tables: list[Row]
    ) -> None:
        super().__init__(package or Package(ROOT))
        zero = dict.fromkeys((*COUNTS, *DOCUMENTS), 0)
        said = [
            {**zero, "fact_id": row["fact_id"], "table": name, "statement": f"{row['fact_id']} is so."}
            | {"status": row.pop("status_of_fact", "reported"), "records_for": 1}
            for name, rows in tables.items()
            for row in rows
            if self.package.schema(name)["kind"] == "fact"
        ]
        of = {name: label if isinstance(label, tuple) else (label, "agents") for name, label in entities.items()}
        named = [
            {"entity_id": name, "label": label, "prose": f"a {label.lower()}", "table": table}
            for name, (label, table) in of.items()
        ]
        # What is written says these, and must not change with them.
        self.package.descriptor.update(version="1.2.3", description="Rows of made-up facts.")
        self.made = {**tables, "facts": said, "entities": named}

    def load(self, name: str, validate: bool = True, names: bool = False, where: Any = None) -> pd.DataFrame:
        """Return the rows of a table."""
        schema = self.package.schema(name)
        if name not in self.made and schema["kind"] != "fact":
            return super().load(name, validate)  # type: ignore[arg-type]
        kinds = dtypes(schema)
        rows = [dict.fromkeys(kinds) | row for row in self.made.get(name, [])]
        return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)
