"""SQL that reads the CSV files of a release with the types of their schemas, for engines that would guess others.

Each script is run in the folder into which the archive of the CSV files was unpacked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from il2data.quoting import literal, quoted
from il2data.releases.formats.databases import DUCKDB
from il2data.tableschema import TableSchema

if TYPE_CHECKING:
    from il2data.release import Release

SPARK = {"string": "STRING", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN"}


def duckdb(release: Release) -> str:
    """Return SQL that creates each table in DuckDB, with the types that its Parquet file has."""

    def statement(schema: TableSchema, path: str) -> str:
        columns = ",\n".join(
            f"  {literal(field['name'])}: {literal(DUCKDB[field['type']])}" for field in schema["fields"]
        )
        options = "auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', nullstr = ''"
        return (
            f"CREATE TABLE {quoted(schema['name'])} AS FROM read_csv({literal(path)}, {options}, columns ="
            f" {{\n{columns}\n}});\n"
        )

    return _script(release, "DuckDB", statement)


def spark(release: Release) -> str:
    """Return SQL that makes each table a view in Spark.

    What stands between its parentheses is the schema as DDL text.
    """

    def statement(schema: TableSchema, path: str) -> str:
        columns = ",\n".join(f"  `{field['name']}` {SPARK[field['type']]}" for field in schema["fields"])
        options = f"path {literal(path)}, header 'true', enforceSchema 'false', mode 'FAILFAST', escape '\"'"
        return f"CREATE OR REPLACE TEMPORARY VIEW `{schema['name']}` (\n{columns}\n) USING csv OPTIONS ({options});\n"

    return _script(release, "Spark", statement)


def _script(release: Release, engine: str, statement: Callable[[TableSchema, str], str]) -> str:
    package = release.package
    head = (
        f"-- {package.descriptor['name']} {release.data_version} for {engine}: run it where the archive of the CSV"
        " files was unpacked.\n"
    )
    return head + "".join(statement(package.schema(table), f"data/{table}.csv") for table in package.tables)
