"""Spark as an engine: on this machine, or on the cluster that the session in use or the environment names."""

from __future__ import annotations

import csv
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any
from urllib.parse import unquote

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from sqlglot import exp

from il2data.checking.engines.cells import FILE, ROW, Holds
from il2data.checking.engines.sql import Column, Header, portable
from il2data.errors import PackageError

HOLDS: dict[str, Holds] = {
    "string": "string", "tinyint": "integer", "smallint": "integer", "int": "integer", "bigint": "integer",
    "decimal(20,0)": "integer", "float": "number", "double": "number", "boolean": "boolean",
}  # fmt: skip
SETTINGS = {
    "spark.sql.caseSensitive": "true",
    "spark.sql.csv.parser.columnPruning.enabled": "false",  # a row is malformed whatever is asked of it
    "spark.sql.legacy.parquet.nanosAsLong": "true",  # else one such column makes a file unreadable
}
# Rows of one partition are numbered from here on by `monotonically_increasing_id`.
PARTITION = 2**33


class Engine:
    """A session of Spark with the files that a path or glob names.

    Parameters
    ----------
    session
        The session, which is set up for this use alone.
    target
        Path or glob, as Hadoop reads it.
    """

    dialect = "spark"

    def __init__(self, session: SparkSession, target: str) -> None:
        self._session, self._numbers = session, count()
        self._kept: list[Any] = []
        here = session.sparkContext.master.startswith("local")
        for name, value in (
            SETTINGS
            | ({"spark.sql.shuffle.partitions": str(2 * session.sparkContext.defaultParallelism)} if here else {})
        ).items():
            session.conf.set(name, value)
        found = self._asked(
            lambda: session.read.format("binaryFile").load(target).select("path", "_metadata.file_path").collect()
        )
        # A row names its file in another spelling than the one under which it is read.
        self._spelt = {address: path for path, address in found}
        self.files = sorted(self._spelt.values())

    def shown(self, file: str) -> str:
        """Return how messages name a file: without the scheme of local ones."""
        return unquote(file.removeprefix("file:")) if file.startswith("file:") else file

    def whole(self, pattern: str) -> str:
        """Return a pattern that must match a whole text, as Java writes it; only LF ends a line, as in RE2."""
        return rf"(?d)\A(?:{portable(pattern)})\z"

    def header(self, file: str) -> Header:
        """Return what each column of a file holds."""
        if file.endswith(".parquet"):
            return [
                Column(name, HOLDS.get(kind, "other"), kind)
                for name, kind in self._asked(lambda: self._session.read.parquet(file).dtypes)
            ]
        lines = self._asked(lambda: self._session.read.text(file).limit(1).collect())
        return [Column(name, "csv") for line in lines for name in next(csv.reader([line[0]]), [])]

    def source(self, files: Sequence[str], header: Header, names: Iterable[str], numbered: bool = False) -> str:
        """Return the name of a view of some columns of files of one header.

        A view that is ``numbered`` is of one file, its rows counted from 0.
        """
        parquet = files[0].endswith(".parquet")
        read = (
            self._session.read
            if parquet
            else self._session.read.options(header=True, mode="FAILFAST", quote='"', escape='"')
        )
        kinds = ", ".join(f"`{column.name.replace('`', '``')}` STRING" for column in header)
        frame = self._asked(lambda: read.parquet(*files) if parquet else read.schema(kinds).csv(list(files)))
        cells = [*(F.col(f"`{column}`") for column in names), F.col("_metadata.file_path").alias(FILE)]
        if numbered and parquet:
            frame = frame.select(*cells, F.col("_metadata.row_index").alias(ROW))
        elif numbered:
            # Numbered once, before anything is asked of the number.
            frame = frame.select(*cells, F.monotonically_increasing_id().alias(ROW)).withColumn(ROW, self._row(frame))
        else:
            frame = frame.select(*cells)
        name = f"il2data_source_{next(self._numbers)}"
        frame.createOrReplaceTempView(name)
        return name

    def _row(self, frame: Any) -> Any:
        """Return the number of a row of one CSV file, from 0.

        Spark numbers the rows of each partition, and the partitions in the order of the file.
        """
        parts = (
            frame.select((F.monotonically_increasing_id() / PARTITION).cast("bigint").alias("part"))
            .groupBy("part")
            .count()
            .orderBy("part")
        )
        row, before = F.col(ROW), 0
        for part, rows in self._asked(parts.collect):
            row, before = (
                F.when(F.col(ROW) >= part * PARTITION, F.col(ROW) - part * PARTITION + before).otherwise(row),
                before + rows,
            )
        return row

    def vocabulary(self, name: str, values: Iterable[str]) -> None:
        """Make a table of texts, in the column ``Key``."""
        self._session.createDataFrame([(value,) for value in values], "Key STRING").createOrReplaceTempView(name)

    def keep(self, query: exp.Query) -> str:
        """Keep the result of a query, and return the name of the table that holds it."""
        name = f"il2data_kept_{next(self._numbers)}"
        self._kept.append(self._asked(lambda: self._session.sql(query.sql(self.dialect)).persist()))
        self._kept[-1].createOrReplaceTempView(name)
        return name

    def rows(self, query: exp.Query) -> list[tuple[Any, ...]]:
        """Return the result of a query."""
        found = self._asked(lambda: self._session.sql(query.sql(self.dialect)).collect())
        return [(self._spelt.get(row[0], row[0]), *row[1:]) for row in found]

    def close(self) -> None:
        """Let go of what is kept."""
        for frame in self._kept:
            frame.unpersist()

    def _asked(self, question: Any) -> Any:
        try:
            return question()
        except (PySparkException, Py4JJavaError) as error:
            raise PackageError(f"Spark cannot read the files ({' '.join(_said(error).split())[:400]}).") from error


def _said(error: Exception) -> str:
    """Return the first and the last that Java says of an error, without its trace."""
    if not isinstance(error, Py4JJavaError):
        return str(error)
    causes = [error.java_exception]
    while causes[-1].getCause() is not None:
        causes.append(causes[-1].getCause())
    return " ".join(dict.fromkeys(str(cause.getMessage()) for cause in (causes[0], causes[-1])))


@contextmanager
def opened(target: str) -> Iterator[Engine]:
    """Give an engine for the files that a path or glob names.

    It uses the session that there is, or else one that ends with it.
    """
    with warnings.catch_warnings():
        # Nothing of pandas is used.
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")
        running = SparkSession.getActiveSession()
        session = (
            running
            or SparkSession.builder.appName("il2data")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .getOrCreate()
        )
        if not running:
            session.sparkContext.setLogLevel("ERROR")
        try:
            engine = Engine(session.newSession(), target)
            yield engine
            engine.close()
        finally:
            if not running:
                session.stop()
