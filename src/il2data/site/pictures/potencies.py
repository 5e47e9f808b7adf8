"""How much IL-2 each kind of cell needs to respond."""

from __future__ import annotations

from typing import TYPE_CHECKING

from il2data.canonical import number
from il2data.site.comparing import IL2
from il2data.site.measured import caveats, in_words, measured, readable
from il2data.site.picture import Picture
from il2data.site.strips import drawings, strips

if TYPE_CHECKING:
    from il2data import Release

TITLE = "How much IL-2 a cell needs to respond"
READING = (
    "Each line is one half-maximal concentration; the further left its mark, the less of the ligand the cell needs. The"
    " shape is what was measured, with the time of stimulation, a bar the 95 % interval of a fit, ~ means about."
)


def picture(release: Release) -> Picture:
    """Return the strip chart of all half-maximal concentrations, the most sensitive cell first."""
    rows = measured(release, "potencies")
    rows["colour"] = "blue"
    after = (" after " + rows["time"].map(number) + " " + rows["time_unit"]).where(rows["time"].notna(), "")
    rows["shape"], rows["group"] = (
        in_words(release, "potencies", "readout") + after,
        rows["ligand"] + ", " + rows["quantity"],
    )
    rows["words"] += rows["fitted_by"].map({"il2data": ", our fit"}).fillna("") + caveats(rows)
    rows["label"] = rows["cell_type"]
    best = rows.groupby(["group", "cell_type"])["at"].transform("min")
    # IL-2 itself comes first: what others need is read against it.
    other = release.load("potencies")["ligand_id"] != IL2
    rows = rows.assign(best=best, other=other).sort_values(["other", "group", "best", "at", "fact_id"])
    axes = {"mol/L": "half-maximal concentration (logarithmic)"}
    wide, narrow = drawings(TITLE, lambda layout: strips(rows, "readout", axes, layout=layout))
    return Picture("potencies", TITLE, READING, wide, readable(release, "potencies"), narrow=narrow)
