"""Check what somebody brings in the shape of a table: a frame, or files of any number and size.

One CSV file within the limits is held to all that a file of a release is held to, its text included. Everything else
holds rows of its owner: they keep to the table's schema, and what they refer to must be in the dataset, while the
identifiers of the rows themselves, and of other rows of the same owner, are free.
"""

from __future__ import annotations

import glob
import os
import stat
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Literal

import pandas as pd

from il2data import limits
from il2data.checking import foreign_keys, frames, validation
from il2data.errors import PackageError, Problems
from il2data.loading import load
from il2data.package import Package
from il2data.tableschema import TableSchema, entity_key

EngineName = Literal["duckdb", "spark"]
# Kinds of tables whose primary key identifies a thing in the world;
# that of the others numbers the rows of whoever wrote them.
THINGS = ("entity", "reference", "derived")


def check_frame(package: Package, frame: pd.DataFrame, table: str) -> Problems:
    """Return the problems of a frame in the shape of a table."""
    schema = theirs(package, table)
    problems = frames.check_frame(frame, schema)
    if not problems:
        targets = {key["reference"]["resource"] for key in schema["foreignKeys"]}
        problems += foreign_keys.key_problems(
            {table: schema},
            {target: load(package, target) for target in targets} | {table: frame.reset_index(drop=True)},
        )
    return problems


def check_files(
    package: Package, target: str, table: str, engine: EngineName | None = None
) -> tuple[Problems, dict[str, str]]:
    """Return the problems of files in the shape of a table, and the path that each name in them stands for.

    Parameters
    ----------
    package
        Holds the schema of the table and what its rows refer to.
    target
        Path or glob of CSV and Parquet files.
    table
        Name of the table.
    engine
        What checks the files as rows of their owner; when left out, one CSV file within the limits is
        checked as a file of a release, and DuckDB checks everything else.

    Raises
    ------
    PackageError
        No file is found, a file cannot be read, or a library is missing.
    """
    schema = package.schema(table)
    data = None if engine else _small(target)
    if data is not None:
        return Problems(validation.check_csv(data, schema)), {table: target}
    try:
        from il2data.checking.engines import scanning

        if engine == "spark":
            from il2data.checking.engines import spark_engine

            opened: AbstractContextManager[scanning.Engine] = spark_engine.opened(target)
        else:
            from il2data.checking.engines import duckdb_engine

            opened = duckdb_engine.opened(target)
    except ModuleNotFoundError as error:
        extra = "spark" if engine == "spark" else "big"
        raise PackageError(f"Checking these files needs more libraries: pip install 'il2data[{extra}]'") from error
    with opened as reader:
        if not reader.files:
            raise PackageError(
                f"{target}: no file has such a name. Name a path, or a glob such as 'plates/*.parquet' between"
                " quotation marks."
            )
        return scanning.check(reader, package, theirs(package, table)), {
            reader.shown(file): reader.shown(file) for file in reader.files
        }


def _small(target: str) -> bytes | None:
    """Return the bytes of one CSV file within the limits, or of whatever is no file on a disk."""
    path = Path(target)
    if glob.has_magic(target) and not os.path.lexists(target):
        return None
    status = path.stat()
    if path.suffix == ".parquet" or (stat.S_ISREG(status.st_mode) and status.st_size > limits.MAX_FILE):
        return None
    data = limits.content(path, limits.MAX_FILE)
    return None if stat.S_ISREG(status.st_mode) and data.count(b"\n") > limits.MAX_ROWS else data


def theirs(package: Package, table: str) -> TableSchema:
    """Return a table's schema as it holds for rows of somebody else.

    A key that numbers rows has no pattern, and a foreign key that leads to such a key, or to the table itself,
    is left out.
    """
    schema = package.schema(table)
    fields = [
        field
        | {
            "constraints": {
                kind: limit
                for kind, limit in field.get("constraints", {}).items()
                if kind != "pattern" or not _numbers(schema, field["name"])
            }
        }
        for field in schema["fields"]
    ]
    keys = [
        key
        for key in schema.get("foreignKeys", [])
        if key["reference"]["resource"] != table
        and not _numbers(package.schema(key["reference"]["resource"]), key["reference"]["fields"][0])
    ]
    return schema | {"fields": fields, "foreignKeys": keys}


def _numbers(schema: TableSchema, column: str) -> bool:
    """Say whether a column only numbers the rows of a table."""
    return (
        column in schema["primaryKey"]
        and column != entity_key(schema)
        and (column == "fact_id" or schema["kind"] not in THINGS)
    )
