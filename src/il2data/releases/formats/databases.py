"""The dataset as one SQLite and as one DuckDB database file.

Both hold every table with its keys, foreign keys and constraints, the views of
`il2data.releases.formats.relational`, and two tables about the database itself: ``release_information``
and ``column_descriptions``. The same release gives the same bytes in any folder, as long as the
version of the engine, which stands in the file's header, is the same.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import duckdb
import pyarrow

from il2data.errors import PackageError
from il2data.quoting import literal, quoted
from il2data.releases.formats import relational
from il2data.releases.formats.relational import Column, Relation
from il2data.tableschema import arrow

if TYPE_CHECKING:
    from il2data.release import Release

SQLITE = {"string": "TEXT", "integer": "INTEGER", "number": "REAL", "boolean": "INTEGER"}
DUCKDB = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN"}
DUCKDB_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    # The smallest there is; with the default of 256 KiB the file is eight times as large.
    "default_block_size": 16384,
    # DuckDB 1.1 and later read it, and since 1.4 newer formats carry a random identifier in the header.
    "storage_compatibility_version": "v1.0.0",
    # Compressed text leaves uninitialised memory in the file: https://github.com/duckdb/duckdb/issues/23382
    "force_compression": "uncompressed",
}


def write_sqlite(release: Release, path: Path) -> None:
    """Write a release as an SQLite database.

    Tables are ``STRICT`` (SQLite 3.37 or later); types are TEXT, INTEGER and REAL, a boolean is 0 or 1.
    Descriptions stand as comments in the statements that ``sqlite_schema`` keeps. ``search`` is a
    full-text index (FTS5) of names and sentences: ``WHERE search MATCH 'treg'``. SQLite checks
    foreign keys only on connections that set ``PRAGMA foreign_keys = ON``.

    Parameters
    ----------
    release
        What to write.
    path
        The file; replaced if it exists, once the new one is complete.

    Raises
    ------
    PackageError
        Rows break a key or constraint, or the file cannot be written.
    """
    with _draft(path) as draft, closing(sqlite3.connect(draft, isolation_level=None)) as connection:
        # Fixed, as the defaults are a matter of how the library was compiled.
        connection.execute("PRAGMA page_size = 4096")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("BEGIN")
        # A row may refer to a later row of its own table.
        connection.execute("PRAGMA defer_foreign_keys = ON")
        for relation, rows in _contents(release, SQLITE, own_keys=True):
            connection.execute(relation.create() + (" STRICT" if relation.kind == "TABLE" else ""))
            if rows is not None:
                marks = ", ".join("?" * len(relation.columns))
                values = zip(*(column.to_pylist() for column in rows.columns), strict=True)
                connection.executemany(f"INSERT INTO {quoted(relation.name)} VALUES ({marks})", values)
        connection.execute(
            'CREATE VIRTUAL TABLE search USING fts5(id UNINDEXED, kind UNINDEXED, "table" UNINDEXED, label, names,'
            " tokenize = 'unicode61 remove_diacritics 2')"
        )
        connection.executemany("INSERT INTO search VALUES (?, ?, ?, ?, ?)", _searched(release))
        connection.execute("COMMIT")


def write_duckdb(release: Release, path: Path) -> None:
    """Write a release as a DuckDB database.

    Types are VARCHAR, BIGINT, DOUBLE and BOOLEAN. Descriptions are the comments of tables, views
    and columns. DuckDB 1.1 and later read the file; `DUCKDB_SETTINGS` says why it is in an old
    format and uncompressed.

    Parameters
    ----------
    release
        What to write.
    path
        The file; replaced if it exists, once the new one is complete.

    Raises
    ------
    PackageError
        Rows break a key or constraint, or the file cannot be written.
    """
    with _draft(path) as draft, closing(duckdb.connect(str(draft), config=DUCKDB_SETTINGS)) as connection:
        # DuckDB checks each row of an insertion before it knows the others.
        for relation, rows in _contents(release, DUCKDB, own_keys=False):
            connection.execute(relation.create())
            name = quoted(relation.name)
            connection.execute(f"COMMENT ON {relation.kind} {name} IS {literal(relation.description)}")
            for column in relation.columns:
                connection.execute(f"COMMENT ON COLUMN {name}.{quoted(column.name)} IS {literal(column.comment)}")
            if rows is not None:
                connection.register("incoming_rows", rows)
                connection.execute(f"INSERT INTO {name} SELECT * FROM incoming_rows")
                connection.unregister("incoming_rows")
        # What fails here fails without a word when the connection is closed.
        connection.execute("CHECKPOINT")


@contextmanager
def _draft(path: Path) -> Iterator[Path]:
    """Give a place for a new file, and put the file into place when it was written without an error.

    The draft always has the same name, since DuckDB stores it in the file.
    """
    with TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
        draft = Path(folder) / "il2data"
        try:
            yield draft
        except (sqlite3.Error, duckdb.Error) as error:
            raise PackageError(
                f"{path.name} could not be written ({error}). The disk may be full, or its rows break a constraint."
            ) from error
        draft.replace(path)


def _contents(
    release: Release, types: dict[str, str], own_keys: bool
) -> Iterator[tuple[Relation, pyarrow.Table | None]]:
    """Yield tables with their rows, then views, in an order in which all that each refers to exists."""
    schemas = {name: release.package.schema(name) for name in release.tables()}
    tables = [relational.table(schemas[name], types, own_keys) for name in relational.creation_order(schemas)]
    views = relational.views(schemas)
    for table in tables:
        frame = release.load(table.name)  # type: ignore[arg-type]
        yield (
            table,
            pyarrow.Table.from_pandas(frame, schema=arrow(schemas[table.name]), preserve_index=False, nthreads=1),
        )
    text = types["string"]
    yield _texts(
        "release_information",
        "What this database is.",
        {"name": "Name.", "value": "Value."},
        text,
        relational.about(release),
    )
    columns = {
        "table_name": "Table or view.",
        "column_name": "Column of it.",
        "description": "What the column means.",
        "unit": "Unit of its values: a UCUM code, column: and the column that holds the unit, or none.",
    }
    yield _texts(
        "column_descriptions", "What every column means.", columns, text, relational.descriptions([*tables, *views])
    )
    for view in views:
        yield view, None


def _searched(release: Release) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield what the full-text index holds: entities with all their names, facts with their sentence."""
    names = release.load("names").groupby("entity_id")["name"].agg("; ".join)
    for row in release.load("entities").itertuples():
        yield str(row.entity_id), "entity", str(row.table), str(row.label), names.get(row.entity_id, "")
    for row in release.load("facts").itertuples():
        yield str(row.fact_id), "fact", str(row.table), str(row.statement), ""


def _texts(
    name: str, description: str, columns: dict[str, str], type: str, rows: Sequence[tuple[str, ...]]
) -> tuple[Relation, pyarrow.Table]:
    relation = Relation(
        "TABLE", name, description, tuple(Column(key, f"{type} NOT NULL", text) for key, text in columns.items())
    )
    return relation, pyarrow.table(
        [pyarrow.array(values, pyarrow.string()) for values in zip(*rows, strict=True)], names=list(columns)
    )
