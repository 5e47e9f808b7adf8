"""DuckDB as an engine: on one machine, from files of any size, with little memory and no network."""

from __future__ import annotations

import csv
import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow
import pyarrow.parquet
from sqlglot import exp

from il2data.checking.engines.cells import FILE, ROW, Holds
from il2data.checking.engines.sql import Column, Header
from il2data.errors import PackageError
from il2data.quoting import literal, quoted

# What it may hold in memory; the rest goes to a temporary folder. Each thread needs a share of it.
MEMORY, THREADS = "640MiB", 4
PARQUET = ".parquet"


class Engine:
    """A connection to DuckDB that reads the given files and nothing else.

    Parameters
    ----------
    files
        Paths of CSV and Parquet files.
    folder
        Empty folder for what does not fit into memory.
    """

    dialect = "duckdb"

    def __init__(self, files: Sequence[str], folder: str) -> None:
        self.files = list(files)
        self._connection = duckdb.connect(
            config={"autoinstall_known_extensions": False, "autoload_known_extensions": False}
        )
        settings = {
            "memory_limit": MEMORY,
            "threads": min(THREADS, os.cpu_count() or 1),
            "temp_directory": folder,
            "enable_progress_bar": False,
        }
        # In this order: what may be read can be named only before all else is forbidden.
        for name, value in {
            **settings,
            "allowed_paths": self.files,
            "enable_external_access": False,
            "lock_configuration": True,
        }.items():
            said = f"[{', '.join(map(literal, value))}]" if isinstance(value, list) else literal(value)
            self._run(f"SET {name} = {said}")
        self._numbers = count()

    def shown(self, file: str) -> str:
        """Return how messages name a file."""
        return file

    def whole(self, pattern: str) -> str:
        """Return a pattern that must match a whole text, as RE2 writes it."""
        return rf"\A(?:{pattern})\z"

    def header(self, file: str) -> Header:
        """Return what each column of a file holds.

        Raises
        ------
        PackageError
            The file cannot be read.
        """
        try:
            if file.endswith(PARQUET):
                return [
                    Column(field.name, _holds(field.type), str(field.type))
                    for field in pyarrow.parquet.read_schema(file)
                ]
            with open(file, encoding="utf-8", newline="") as stream:  # noqa: PTH123 - a path as the user spelt it
                return [Column(name, "csv") for name in next(csv.reader(stream, strict=True), [])]
        except (pyarrow.ArrowException, OSError, UnicodeError, csv.Error) as error:
            raise PackageError(f"{file} cannot be read ({error}).") from error

    def source(self, files: Sequence[str], header: Header, names: Iterable[str], numbered: bool = False) -> str:
        """Return the name of a view of some columns of files of one header.

        A view that is ``numbered`` is of one file, its rows counted from 0.
        """
        listed, cells = ", ".join(map(literal, files)), ", ".join(map(quoted, names))
        if files[0].endswith(PARQUET):
            # The statistics of a file leave NaN out, and without the last option DuckDB concludes that there is none.
            scan, row = (
                (
                    f"read_parquet([{listed}], filename = 'il2data_file', file_row_number = {numbered},"
                    " hive_partitioning = false, can_have_nan = true)"
                ),
                "file_row_number",
            )
        else:
            columns = ", ".join(f"{literal(column.name)}: 'VARCHAR'" for column in header)
            options = "auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', nullstr = ''"
            scan = (
                f"read_csv([{listed}], {options}, columns = {{{columns}}}, filename = 'il2data_file', hive_partitioning"
                " = false)"
            )
            row = "row_number() OVER () - 1"  # rows come in the order of the file
        name = f"source_{next(self._numbers)}"
        self._run(
            f"CREATE TEMP VIEW {name} AS SELECT {cells}, il2data_file AS"
            f" {quoted(FILE)}{f', {row} AS {quoted(ROW)}' if numbered else ''} FROM {scan}"
        )
        return name

    def vocabulary(self, name: str, values: Iterable[str]) -> None:
        """Make a table of texts, in the column ``Key``."""
        self._run(f"CREATE TEMP TABLE {name} AS SELECT unnest(?::VARCHAR[]) AS {quoted('Key')}", [list(values)])

    def keep(self, query: exp.Query) -> str:
        """Keep the result of a query, and return the name of the table that holds it."""
        name = f"kept_{next(self._numbers)}"
        self._run(f"CREATE TEMP TABLE {name} AS {query.sql(self.dialect)}")
        return name

    def rows(self, query: exp.Query) -> list[tuple[Any, ...]]:
        """Return the result of a query."""
        return self._run(query.sql(self.dialect)).fetchall()

    def _run(self, text: str, values: list[Any] | None = None) -> duckdb.DuckDBPyConnection:
        try:
            return self._connection.execute(text, values)
        except duckdb.Error as error:
            raise PackageError(f"DuckDB cannot read the files ({' '.join(str(error).split())[:400]}).") from error

    def close(self) -> None:
        """End the connection."""
        self._connection.close()


def _holds(type: pyarrow.DataType) -> Holds:
    types = pyarrow.types
    if types.is_dictionary(type):
        return _holds(type.value_type)
    if types.is_string(type) or types.is_large_string(type) or types.is_string_view(type):
        return "string"
    if types.is_integer(type):
        return "integer"
    if types.is_floating(type):
        return "number"
    return "boolean" if types.is_boolean(type) else "other"


@contextmanager
def opened(target: str) -> Iterator[Engine]:
    """Give an engine for the files that a path or glob names."""
    # Absolute or not, as the user spelt it.
    files = [target] if os.path.lexists(target) else sorted(glob.glob(target, recursive=True))  # noqa: PTH207
    with TemporaryDirectory(prefix="il2data-") as folder:
        engine = Engine(files, folder)
        try:
            yield engine
        finally:
            engine.close()
