"""How tightly IL-2 and its variants bind each chain and form of the receptor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from il2data.site.figures import figure
from il2data.site.measured import caveats, in_words, measured, readable
from il2data.site.picture import Picture
from il2data.site.strips import drawings, strips

if TYPE_CHECKING:
    from il2data import Release

TITLE = "How tightly IL-2 binds its receptor"
READING = (
    "Each line is one value of the dissociation constant; the further left its mark, the tighter the binding. Blue is"
    " IL-2, orange an engineered form, green a chain of the receptor, as the name at the left says. A bar is the"
    " interval or range that the source gives; ~ means about, an arrow above or below. Behind the name stands on what"
    " it was measured, where the source says so. Where no binding was seen the mark stands in a column on the right;"
    " ratios to IL-2, and an association constant, have axes of their own below. Values are never averaged."
)
QUANTITIES = ("Kd", "Ka", "no_binding", "relative_affinity")
# A longer name of cells gives way to that of their type.
LONGEST = 50
AXES = {
    "mol/L": "dissociation constant Kd (logarithmic; left is tighter)",
    "1": "affinity relative to IL-2 (logarithmic; right is tighter)",
    "L/mol": "association constant Ka (logarithmic; right is tighter)",
}


def picture(release: Release) -> Picture:
    """Return the strip chart of all dissociation constants, absent bindings and relative affinities."""
    rows = measured(release, "affinities")
    rows["shape"] = in_words(release, "affinities", "method").fillna("not stated")
    rows["state"] = in_words(release, "affinities", "receptor_state")
    rows = rows[rows["quantity"].isin(QUANTITIES)].copy()
    kind = release.load("affinities").set_index("fact_id")["ligand_id"].reindex(rows["fact_id"])
    native = (kind == "UniProtKB:P60568").array
    rows["colour"] = [
        "blue" if ligand == "UniProtKB:P60568" else "vermilion" if ligand.startswith("il2d:agent-") else "green"
        for ligand in kind
    ]
    rows["group"] = rows["target"]
    cells = rows["cells_in_source"]
    where = (
        cells.where(cells.str.len() <= LONGEST)
        .fillna(rows["cell_type"].str.replace(r" \(.*", "", regex=True))
        .fillna(rows["state"])
    )
    rows["label"] = rows["ligand"].mask(native, "IL-2") + (" · " + where).fillna("")
    absent = rows["quantity"] == "no_binding"
    limits = [
        "" if pd.isna(limit) else f" up to {figure(limit)} {unit}"
        for limit, unit in zip(rows["tested_up_to"], rows["tested_up_to_unit"], strict=True)
    ]
    rows["words"] = rows["words"].mask(absent, "no binding" + pd.Series(limits, rows.index, dtype="string")) + rows[
        "value_origin"
    ].map({"quoted": ", quoted", "review": ", review"}).fillna("")
    rows["words"] += caveats(rows)
    rows["middle"] = rows["at"].fillna((rows["low"] * rows["high"]) ** 0.5)
    tightest = rows["middle"].where(native).groupby(rows["target"]).transform("min")
    rows = rows.assign(tightest=tightest, other=~native, absent=absent).sort_values(
        ["tightest", "target", "other", "absent", "middle", "fact_id"]
    )
    wide, narrow = drawings(TITLE, lambda layout: strips(rows, "method", AXES, "none seen", layout))
    table = readable(release, "affinities")
    return Picture(
        "affinities",
        TITLE,
        READING,
        wide,
        table[table["fact_id"].isin(rows["fact_id"])].reset_index(drop=True),
        narrow=narrow,
    )
