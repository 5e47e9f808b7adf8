"""The Kd of IL-2 and its receptor's alpha chain, with il2data: python with_il2data.py FOLDER."""

import sys
from pathlib import Path

import il2data

(archive,) = Path(sys.argv[1]).glob("il2data-*-csv.zip")
release = il2data.open(archive)
found = release.load("affinities").merge(release.load("facts")[["fact_id", "status"]], on="fact_id")
found = found.query(
    "quantity == 'Kd' and ligand_id == 'UniProtKB:P60568' and target_id == 'UniProtKB:P01589' and value.notna()"
)
for row in found.sort_values("fact_id").itertuples():
    print(f"{row.fact_id}\t{row.value:g}\t{row.unit}\t{row.status}")
