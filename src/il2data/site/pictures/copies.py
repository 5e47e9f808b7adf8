"""How many copies of each chain and form of the receptor a cell carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from il2data.site.measured import TARGET_COLOURS, caveats, in_words, measured, readable
from il2data.site.picture import Picture
from il2data.site.strips import drawings, strips

if TYPE_CHECKING:
    from il2data import Release

TITLE = "Copies of the receptor on a cell"
READING = (
    "Each line is one count: copies of a chain, or of a form of the whole receptor, on a cell of the kind named at the"
    " left. The shape is the method, a bar the interval or range that the source gives; an arrow to the left means"
    " fewer than this. Counts of one kind of cell stand next to each other, since methods disagree."
)


def picture(release: Release) -> Picture:
    """Return the strip chart of all counts, the most copies of each chain or form first."""
    rows = measured(release, "receptor_abundance")
    rows["shape"], rows["group"] = (
        in_words(release, "receptor_abundance", "method").fillna("not stated"),
        rows["target"],
    )
    state = (" · " + rows["activation"]).where(rows["activation"] != "line").fillna("")
    rows["label"] = rows["cells_in_source"].fillna(rows["cell_type"].str.replace(r" \(.*", "", regex=True)) + state
    rows["words"] += rows["statistic"].map({"single": ", single count", "estimate": ""}).fillna(
        ", " + rows["statistic"].str.replace("_", " ")
    ) + caveats(rows)
    rows["middle"] = rows["at"].fillna((rows["low"] * rows["high"]) ** 0.5)
    most = rows.groupby(["target", "cell_type"])["middle"].transform("max")
    rank = release.load("receptor_abundance")["target_id"].map({target: at for at, target in enumerate(TARGET_COLOURS)})
    rows = rows.assign(most=-most, rank=rank).sort_values(["rank", "target", "most", "cell_type", "fact_id"])
    axes = {"{receptors}/{cell}": "copies on a cell (logarithmic)"}
    wide, narrow = drawings(TITLE, lambda layout: strips(rows, "method", axes, layout=layout))
    return Picture("copies", TITLE, READING, wide, readable(release, "receptor_abundance"), narrow=narrow)
