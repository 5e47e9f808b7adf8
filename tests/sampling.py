"""A small package of the checkout's own rows: the first of each table, and all that they refer to.

Every key leads somewhere and every derived table follows from the others; of the laws, those that ask for whole tables
would find much in it.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from il2data.build import NAMES, build
from il2data.canonical import to_csv
from il2data.package import Package
from il2data.tableschema import TableSchema, entity_key

Schemas = Mapping[str, TableSchema]
Tables = dict[str, pd.DataFrame]

FIRST = 3
# Vocabularies up to this size stay whole.
SMALL = 200
# Facts that tests look for: names (CD25, an abbreviation, a brand and an accent), and one of a capillary leak.
ASKED = {"name-0119", "name-0187", "name-0019", "name-1129", "adr-0049"}
# A key to one of these leads on to the table that it names for the row.
INDEXES = {"entities": "entity_id", "facts": "fact_id"}


def keys(schema: TableSchema) -> list[tuple[str, str, str]]:
    """Return the foreign keys of a table: its column, the other table and the column there."""
    return [
        (key["fields"][0], key["reference"]["resource"] or schema["name"], key["reference"]["fields"][0])
        for key in schema.get("foreignKeys", [])
    ]


def first(schemas: Schemas, tables: Tables) -> Tables:
    """Return the first rows of each table, all of the small vocabularies, and facts of each status."""
    facts = ASKED | set(tables["facts"].groupby("status").head(1)["fact_id"])

    def chosen(name: str, frame: pd.DataFrame) -> pd.DataFrame:
        targets = {target for _, target, _ in keys(schemas[name])}
        if schemas[name]["kind"] == "reference" and len(frame) <= SMALL and not targets & INDEXES.keys():
            return frame
        asked = frame["fact_id"].isin(facts) if schemas[name]["kind"] == "fact" else False
        return frame[(frame.index < FIRST) | asked]

    return {name: chosen(name, tables[name]) for name in schemas if schemas[name]["kind"] != "derived"}


def closed(schemas: Schemas, tables: Tables, chosen: Tables) -> Tables:
    """Return chosen rows with all that they refer to and the evidence of each fact."""
    kept, before = dict(chosen), -1
    while (now := sum(map(len, kept.values()))) > before:
        before, wanted = now, defaultdict[tuple[str, str], set[object]](set)
        for name, frame in kept.items():
            for column, target, key in keys(schemas[name]):
                wanted[target, key] |= set(frame[column].dropna())
            if schemas[name]["kind"] == "fact":
                wanted["evidence", "fact_id"] |= set(frame["fact_id"])
        for index, key in INDEXES.items():
            found = tables[index][tables[index][key].isin(wanted.pop((index, key), set()))]
            for name, ids in found.groupby("table")[key]:
                wanted[str(name), key if index == "facts" else str(entity_key(schemas[str(name)]))] |= set(ids)
        for (name, column), values in wanted.items():
            frame = tables[name]
            kept[name] = frame[frame.index.isin(kept[name].index) | frame[column].isin(values)]
    return {name: frame.reset_index(drop=True) for name, frame in kept.items()}


def write(package: Package, tables: Tables, folder: Path) -> None:
    """Write the small package into a folder and build it; its laws are the caller's concern."""
    schemas = {name: package.schema(name) for name in package.tables}
    shutil.copytree(package.root / "schemas", folder / "schemas")
    shutil.copy(package.root / "datapackage.json", folder)
    for place in ("data", Path(NAMES).parent):
        (folder / place).mkdir(parents=True)
    for name, frame in closed(schemas, tables, first(schemas, tables)).items():
        (folder / f"data/{name}.csv").write_bytes(to_csv(schemas[name], frame))
    build(folder)
