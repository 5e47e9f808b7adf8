"""The Kd of IL-2 and its receptor's alpha chain, with SQLite: python with_sqlite.py FOLDER."""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

database = Path(sys.argv[1]) / "il2data.sqlite"
query = """
    SELECT fact_id, value, unit, fact_status
    FROM affinities_with_names
    WHERE quantity = 'Kd' AND ligand_name = 'Interleukin-2' AND target_id = 'UniProtKB:P01589' AND value IS NOT NULL
    ORDER BY fact_id
"""
with closing(sqlite3.connect(database)) as connection:
    for fact, value, unit, status in connection.execute(query):
        print(f"{fact}\t{value:g}\t{unit}\t{status}")
