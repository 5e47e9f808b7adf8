"""Check with Spark that the CSV files of a release, read by its script, are as typed as its Parquet files.

Usage: ``python tests/checkers/spark.py RELEASE_DIR`` in an environment of
``tests/checkers/requirements-spark.txt``, with Java 17. Exit code 0 when each table has the names, types and
rows of its Parquet file, 1 with all that differ otherwise.
"""

from __future__ import annotations

import os
import sys
import tempfile
import zipfile
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession


def contents(frame: DataFrame) -> tuple[list[tuple[str, str]], list[str]]:
    """Return names and types of the columns, and the rows in an order of their own."""
    return frame.dtypes, sorted(map(repr, frame.collect()))


def main(release: Path) -> int:
    """Check a release, print a summary and return the exit code."""
    script = next(release.glob("load-spark.sql")).read_text(encoding="utf-8")
    archives = [next(release.glob(f"*-{kind}.zip")).resolve() for kind in ("csv", "parquet")]
    with tempfile.TemporaryDirectory() as folder:
        for archive in archives:
            zipfile.ZipFile(archive).extractall(folder)
        os.chdir(folder)  # the script names files from where it is run
        spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
        for statement in script.split(";\n")[:-1]:
            spark.sql(statement)
        tables = [table.name for table in spark.catalog.listTables()]
        different = [
            name
            for name in tables
            if contents(spark.table(name)) != contents(spark.read.parquet(f"data/{name}.parquet"))
        ]
        missing = {path.stem for path in Path("data").glob("*.csv")} - set(tables)
        spark.stop()
    print(f"Spark: {len(tables)} tables, {len(missing)} missing, different: {', '.join(different) or 'none'}")
    return 1 if different or missing else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
