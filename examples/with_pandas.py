"""The Kd of IL-2 and its receptor's alpha chain, with pandas: python with_pandas.py FOLDER."""

import sys
from pathlib import Path
from zipfile import ZipFile

import pandas as pd

(archive,) = Path(sys.argv[1]).glob("il2data-*-csv.zip")
with ZipFile(archive) as package:
    # Without these two options pandas takes the text NA for a missing value.
    affinities, facts = (
        pd.read_csv(package.open(f"data/{table}.csv"), keep_default_na=False, na_values=[""])
        for table in ("affinities", "facts")
    )
found = affinities.merge(facts[["fact_id", "status"]], on="fact_id")
found = found.query(
    "quantity == 'Kd' and ligand_id == 'UniProtKB:P60568' and target_id == 'UniProtKB:P01589' and value.notna()"
)
for row in found.sort_values("fact_id").itertuples():
    print(f"{row.fact_id}\t{row.value:g}\t{row.unit}\t{row.status}")
