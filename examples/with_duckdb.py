"""The Kd of IL-2 and its receptor's alpha chain, with DuckDB: python with_duckdb.py FOLDER."""

import sys
from pathlib import Path

import duckdb

database = Path(sys.argv[1]) / "il2data.duckdb"
query = """
    SELECT fact_id, value, unit, fact_status
    FROM affinities_with_names
    WHERE quantity = 'Kd' AND ligand_name = 'Interleukin-2' AND target_id = 'UniProtKB:P01589' AND value IS NOT NULL
    ORDER BY fact_id
"""
with duckdb.connect(str(database), read_only=True) as connection:
    for fact, value, unit, status in connection.execute(query).fetchall():
        print(f"{fact}\t{value:g}\t{unit}\t{status}")
