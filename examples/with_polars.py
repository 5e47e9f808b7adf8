"""The Kd of IL-2 and its receptor's alpha chain, with polars: python with_polars.py FOLDER."""

import sys
from pathlib import Path
from zipfile import ZipFile

import polars as pl

(archive,) = Path(sys.argv[1]).glob("il2data-*-parquet.zip")
with ZipFile(archive) as package:
    affinities, facts = (pl.read_parquet(package.read(f"data/{table}.parquet")) for table in ("affinities", "facts"))
found = affinities.join(facts.select("fact_id", "status"), on="fact_id").filter(
    quantity="Kd", ligand_id="UniProtKB:P60568", target_id="UniProtKB:P01589"
)
for fact, value, unit, status in (
    found.drop_nulls("value").sort("fact_id").select("fact_id", "value", "unit", "status").iter_rows()
):
    print(f"{fact}\t{value:g}\t{unit}\t{status}")
