"""Measure the check of a million and of ten million wells, as ratios.

DuckDB, pandas, Spark and a query written by hand are measured in one run.

The wells have the shape of `potencies` and are made from a seed in a temporary folder, as Parquet files of a million
rows each. Every engine runs in a fresh interpreter, in turn with the others; time is that of the check, of the
processors for what runs in one process, and memory the largest that the process had. pandas loads its rows, and is
asked once, for the million only; Spark, whose work is done by a process of Java, is left out where it or Java is not
installed.

Run `nice python benchmarks/wells.py`; it takes some minutes and 400 MB of disk.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
import pyarrow
import pyarrow.parquet

import il2data

SEED, MILLION, RUNS = 1, 1_000_000, 3
SETUP = (
    "import glob, json, re, sys, time, il2data; import pandas, duckdb, il2data.checking.validation; files ="
    " sys.argv[1]; start, spent = time.perf_counter(), time.process_time()\n"
)
# Not getrusage, which a process inherits from the one that started it.
REPORT = r"""
memory = int(re.search(r'VmHWM:\s+([0-9]+)', open('/proc/self/status').read())[1]) / 1024
print(json.dumps([time.perf_counter() - start, time.process_time() - spent, memory]))
"""
# The checks of `potencies`, as somebody would write them who knows the table and DuckDB.
BY_HAND = """
keys = {"e": ("entities", "entity_id"), "c": ("cell_types", "cell_type_id"), "u": ("units", "unit_id")}
known = {name: il2data.load(table)[column].tolist() for name, (table, column) in keys.items()}
connection = duckdb.connect(config={"memory_limit": "640MiB", "threads": 4})
for name, values in known.items():
    connection.execute(f"CREATE TABLE {name} AS SELECT unnest(?::VARCHAR[]) AS id", [values])
connection.execute(f"CREATE VIEW wells AS SELECT * FROM read_parquet('{files}')")
REQUIRED = [
    "fact_id", "ligand_id", "ligand_format", "cell_type_id", "readout", "quantity", "relation", "value", "unit",
    "fitted_by", "method", "species",
]
ENUMS = {
    "ligand_format": ["free", "fc_fusion"],
    "readout": ["stat5_phosphorylation", "chemotaxis"],
    "quantity": ["EC50", "IC50", "ED50"],
    "relation": ["=", "<", ">", "~"],
    "interval_kind": ["confidence", "range", "interquartile", "deviation", "error", "unstated"],
    "n_kind": ["days", "replicates"],
    "fitted_by": ["source", "il2data"],
    "method": ["flow_cytometry", "migration_assay"],
    "species": ["Homo sapiens", "Mus musculus", "Rattus norvegicus", "Macaca fascicularis", "Macaca mulatta", "mixed"],
}
FINITE = ["value", "lower", "upper", "time", "hill"]
POSITIVE = ["value", "time", "hill"]
COUNTS = ["valency", "n", "donors"]
broken = [f"{c} IS NULL" for c in REQUIRED] + [f"{c} NOT IN {tuple(v)}" for c, v in ENUMS.items()]
broken += [f"isinf({c})" for c in FINITE] + [f"{c} <= 0" for c in POSITIVE] + [f"{c} < 1" for c in COUNTS]
broken += ["l.id IS NULL", "c.id IS NULL", "u.id IS NULL", "time_unit IS NOT NULL AND t.id IS NULL"]
joins = "LEFT JOIN e l ON l.id = ligand_id LEFT JOIN c ON c.id = cell_type_id"
joins += " LEFT JOIN u ON u.id = unit LEFT JOIN u t ON t.id = time_unit"
query = f"SELECT count(*), {', '.join(f'count_if({b})' for b in broken)} FROM wells {joins}"
rows, *found = connection.execute(query).fetchone()
doubled = "SELECT fact_id FROM wells GROUP BY fact_id HAVING count(*) > 1"
twice = connection.execute(f"SELECT count(*) FROM ({doubled})").fetchone()[0]
assert rows and not any(found) and not twice
"""
CODE = {
    "duckdb": "il2data.validate(files, 'potencies', engine='duckdb')",
    "by hand": BY_HAND,
    "pandas": (
        "il2data.validate(pandas.concat(map(pandas.read_parquet, glob.glob(files)), ignore_index=True), 'potencies')"
    ),
    "spark": "il2data.validate(files, 'potencies', engine='spark')",
}


def write(folder: Path, millions: int) -> None:
    """Write wells, the same for each seed."""
    random = np.random.default_rng(SEED)
    folder.mkdir()
    known = {
        "ligand_id": il2data.load("agents")["agent_id"],
        "cell_type_id": il2data.load("cell_types")["cell_type_id"],
        "unit": ["pmol/L"],
        "time_unit": ["min"],
    }
    fields = il2data.open(il2data.path("genes").parents[1]).package.schema("potencies")["fields"]
    for number in range(millions):
        columns: dict[str, pyarrow.Array] = {}
        for field in fields:
            name, choices = field["name"], field.get("constraints", {}).get("enum", known.get(field["name"]))
            if name == "fact_id":
                cells = pyarrow.array([f"plate-{number:04}-{at:07}" for at in range(MILLION)])
            elif choices is not None:
                cells = pyarrow.array(list(choices)).take(random.integers(0, len(choices), MILLION))
            elif field["type"] == "integer":
                cells = pyarrow.array(random.integers(1, 10, MILLION))
            elif field["type"] == "number":
                cells = pyarrow.array(random.lognormal(3, 2, MILLION) + 1e-9)
            else:
                cells = pyarrow.nulls(MILLION, pyarrow.string())
            columns[name] = cells
        pyarrow.parquet.write_table(pyarrow.table(columns), folder / f"{number:04}.parquet")


class Cost(NamedTuple):
    """Seconds on the clock and of all processors, and memory in MiB."""

    clock: float
    processors: float
    memory: float


def measured(code: str, files: str) -> Cost:
    """Return what a check costs in a fresh interpreter."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SETUP + code + REPORT, files], check=True, capture_output=True, text=True
    )
    return Cost(*json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """Run all in turn and print medians and ratios."""
    spark = find_spec("pyspark") is not None and shutil.which("java") is not None
    medians: dict[tuple[str, int], Cost] = {}
    with TemporaryDirectory() as folder:
        for millions in (1, 10):
            place = Path(folder, str(millions))
            write(place, millions)
            names = [name for name in CODE if (name != "spark" or spark) and (name != "pandas" or millions == 1)]
            runs: dict[str, list[Cost]] = {name: [] for name in names}
            for run in range(RUNS):
                for name in names:
                    if name != "pandas" or run == 0:
                        runs[name].append(measured(CODE[name], f"{place}/*.parquet"))
            for name in names:
                cost = medians[name, millions] = Cost(*map(statistics.median, zip(*runs[name], strict=True)))
                ours = medians["duckdb", millions]
                ratio = ours.clock / cost.clock if name == "spark" else ours.processors / cost.processors
                said = "" if name == "spark" else f" ({cost.processors:.2f} s of processors), {cost.memory:,.0f} MiB"
                print(
                    f"{millions * MILLION:>10,} wells, {name:8} {cost.clock:7.2f} s{said}; duckdb takes {ratio:.2f}"
                    " of it",
                    flush=True,
                )
    for name in [name for name, millions in medians if millions == 10]:
        one, ten = medians[name, 1], medians[name, 10]
        print(
            f"{name}: ten times the wells take"
            f" {ten.clock / one.clock if name == 'spark' else ten.processors / one.processors:.1f} times as long"
        )


if __name__ == "__main__":
    main()
