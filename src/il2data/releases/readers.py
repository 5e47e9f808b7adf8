"""Read every artefact of a release back with the libraries that people use, and compare it with the source."""

from __future__ import annotations

import math
import sqlite3
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

import duckdb
import pandas as pd
import polars as pl
import pyarrow.csv
import pyarrow.parquet

from il2data.errors import PackageError
from il2data.package import Package
from il2data.tableschema import PANDAS, TableSchema, arrow, tuples

if TYPE_CHECKING:
    from il2data.release import Release

Rows = list[tuple[Any, ...]]
# Takes the artefact and Table Schemas; yields the rows of each of their tables.
Reader = Callable[[Path, Iterable[TableSchema]], Iterator[Rows]]
POLARS = {"string": pl.String, "integer": pl.Int64, "number": pl.Float64, "boolean": pl.Boolean}
DUCKDB = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN"}


class Comparison(NamedTuple):
    """One reader's view of one artefact: how many tables and rows it read, all equal to the source."""

    artefact: str
    reader: str
    tables: int
    rows: int


def compare(release: Release, artefacts: dict[str, Path]) -> Iterator[Comparison]:
    """Read artefacts back with every reader that suits them.

    Parameters
    ----------
    release
        What was released.
    artefacts
        Files by kind: the keys of `READERS`.

    Yields
    ------
    Comparison
        One for each artefact and reader, as soon as all its tables are equal.

    Raises
    ------
    PackageError
        A reader finds other rows; names artefact, reader, table and the first row that differs.
    """
    schemas = {name: release.package.schema(name) for name in release.tables()}
    expected = {name: tuples(release.load(name)) for name in release.tables()}  # type: ignore[arg-type]
    for kind, path in artefacts.items():
        for reader, read in READERS[kind].items():
            for name, found in zip(schemas, read(path, schemas.values()), strict=True):
                difference(path, reader, name, expected[name], found)
            yield Comparison(path.name, reader, len(schemas), sum(map(len, expected.values())))


def difference(path: Path, reader: str, table: str, expected: Rows, found: Rows) -> None:
    """Raise `PackageError` at the first row that a reader finds to be other than it is."""
    if len(found) != len(expected):
        raise PackageError(f"{path.name}: {reader} reads {len(found)} rows of {table}, expected {len(expected)}.")
    for at, (row, other) in enumerate(zip(expected, found, strict=True), start=1):
        if row != other or list(map(type, row)) != list(map(type, other)):
            raise PackageError(f"{path.name}: {reader} reads row {at} of {table} as {other!r}, expected {row!r}.")


def _member(path: Path, schema: TableSchema, format: str) -> BytesIO:
    with zipfile.ZipFile(path) as archive:
        return BytesIO(archive.read(f"data/{schema['name']}.{format}"))


def _types(schema: TableSchema, names: dict[str, Any]) -> dict[str, Any]:
    return {field["name"]: names[field["type"]] for field in schema["fields"]}


def _each(read: Callable[[Path, TableSchema], Rows]) -> Reader:
    """Return a reader that opens the artefact anew for each table."""
    return lambda path, schemas: (read(path, schema) for schema in schemas)


def _once(opened: Callable[[Path], AbstractContextManager[Any]], read: Callable[[Any, TableSchema], Rows]) -> Reader:
    """Return a reader that opens the artefact once for all tables, as DuckDB takes long to open one."""

    def reader(path: Path, schemas: Iterable[TableSchema]) -> Iterator[Rows]:
        with opened(path) as source:
            yield from (read(source, schema) for schema in schemas)

    return reader


def _itself(path: Path, schemas: Iterable[TableSchema]) -> Iterator[Rows]:
    from il2data.release import Release

    release = Release(Package(path))
    yield from (tuples(release.load(schema["name"])) for schema in schemas)


def _csv_pandas(path: Path, schema: TableSchema) -> Rows:
    # Before version 3, pandas reads some decimals to a neighbouring double unless told otherwise;
    # hence the extra's lower bound.
    return tuples(
        pd.read_csv(_member(path, schema, "csv"), dtype=_types(schema, PANDAS), keep_default_na=False, na_values=[""])
    )


def _csv_polars(path: Path, schema: TableSchema) -> Rows:
    return pl.read_csv(_member(path, schema, "csv"), schema=_types(schema, POLARS)).rows()


def _csv_pyarrow(path: Path, schema: TableSchema) -> Rows:
    convert = pyarrow.csv.ConvertOptions(column_types=arrow(schema), null_values=[""], strings_can_be_null=True)
    return _from_arrow(pyarrow.csv.read_csv(_member(path, schema, "csv"), convert_options=convert))


def _csv_duckdb(archive: _Unpacked, schema: TableSchema) -> Rows:
    types = _types(schema, DUCKDB)
    return list(archive.connection.read_csv(archive.file(schema, "csv"), dtype=types, header=True).fetchall())


def _parquet_pandas(path: Path, schema: TableSchema) -> Rows:
    return tuples(pd.read_parquet(_member(path, schema, "parquet"), dtype_backend="numpy_nullable"))


def _parquet_polars(path: Path, schema: TableSchema) -> Rows:
    return pl.read_parquet(_member(path, schema, "parquet")).rows()


def _parquet_pyarrow(path: Path, schema: TableSchema) -> Rows:
    return _from_arrow(pyarrow.parquet.read_table(_member(path, schema, "parquet")))


def _parquet_duckdb(archive: _Unpacked, schema: TableSchema) -> Rows:
    return list(archive.connection.read_parquet(archive.file(schema, "parquet")).fetchall())


def _from_arrow(table: Any) -> Rows:
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


class _Unpacked(NamedTuple):
    """The files of an archive, and what reads them: DuckDB reads no member of a zip."""

    folder: Path
    connection: duckdb.DuckDBPyConnection

    def file(self, schema: TableSchema, format: str) -> str:
        return str(self.folder / "data" / f"{schema['name']}.{format}")


@contextmanager
def _unpacked(path: Path) -> Iterator[_Unpacked]:
    with TemporaryDirectory() as folder, zipfile.ZipFile(path) as archive, closing(duckdb.connect()) as connection:
        archive.extractall(folder)
        yield _Unpacked(Path(folder), connection)


def _query(schema: TableSchema) -> str:
    columns = ", ".join(f'"{field["name"]}"' for field in schema["fields"])
    return f'SELECT {columns} FROM "{schema["name"]}" ORDER BY "{schema["primaryKey"][0]}"'


def _sqlite(path: Path) -> AbstractContextManager[sqlite3.Connection]:
    return closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True))


def _sqlite3(connection: sqlite3.Connection, schema: TableSchema) -> Rows:
    return _booleans(schema, connection.execute(_query(schema)).fetchall())


def _sqlite_pandas(connection: sqlite3.Connection, schema: TableSchema) -> Rows:
    return tuples(pd.read_sql_query(_query(schema), connection, dtype=_types(schema, PANDAS)))


def _sqlite_polars(connection: sqlite3.Connection, schema: TableSchema) -> Rows:
    overrides = {name: pl.Int64 if type == pl.Boolean else type for name, type in _types(schema, POLARS).items()}
    return _booleans(schema, pl.read_database(_query(schema), connection, schema_overrides=overrides).rows())


def _booleans(schema: TableSchema, found: Rows) -> Rows:
    """SQLite has no booleans: 0 and 1 stand for them."""
    at = {i for i, field in enumerate(schema["fields"]) if field["type"] == "boolean"}
    return [tuple(bool(cell) if i in at and cell is not None else cell for i, cell in enumerate(row)) for row in found]


def _duckdb(path: Path) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
    return closing(duckdb.connect(str(path), read_only=True))


def _duckdb_itself(connection: duckdb.DuckDBPyConnection, schema: TableSchema) -> Rows:
    return list(connection.execute(_query(schema)).fetchall())


def _duckdb_polars(connection: duckdb.DuckDBPyConnection, schema: TableSchema) -> Rows:
    return pl.read_database(_query(schema), connection).rows()


@contextmanager
def _workbook(path: Path) -> Iterator[tuple[str, pd.ExcelFile]]:
    with pd.ExcelFile(path, engine="calamine") as book:
        yield path.name, book


def _sheet(opened: tuple[str, pd.ExcelFile], schema: TableSchema) -> Rows:
    name, book = opened
    frame = pd.read_excel(book, sheet_name=schema["name"], dtype=object, keep_default_na=False, na_values=[""])
    # The cast would make numbers of texts.
    kinds = {"string": str, "boolean": bool, "integer": int, "number": (int, float)}
    for field in schema["fields"]:
        if not frame[field["name"]].dropna().map(lambda cell, kind=kinds[field["type"]]: isinstance(cell, kind)).all():
            raise PackageError(f"{name}: {schema['name']}.{field['name']} holds a cell that is no {field['type']}.")
    return [
        tuple(None if isinstance(cell, float) and math.isnan(cell) else cell for cell in row)
        for row in tuples(frame.astype(_types(schema, PANDAS)))
    ]


READERS: dict[str, dict[str, Reader]] = {
    "csv": {
        "il2data": _itself,
        "pandas": _each(_csv_pandas),
        "polars": _each(_csv_polars),
        "pyarrow": _each(_csv_pyarrow),
        "duckdb": _once(_unpacked, _csv_duckdb),
    },
    "parquet": {
        "il2data": _itself,
        "pandas": _each(_parquet_pandas),
        "polars": _each(_parquet_polars),
        "pyarrow": _each(_parquet_pyarrow),
        "duckdb": _once(_unpacked, _parquet_duckdb),
    },
    "sqlite": {
        "sqlite3": _once(_sqlite, _sqlite3),
        "pandas": _once(_sqlite, _sqlite_pandas),
        "polars": _once(_sqlite, _sqlite_polars),
    },
    "duckdb": {"duckdb": _once(_duckdb, _duckdb_itself), "polars": _once(_duckdb, _duckdb_polars)},
    "xlsx": {"pandas": _once(_workbook, _sheet)},
}
