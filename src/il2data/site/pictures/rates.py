"""How fast IL-2 binds each form of the receptor, and how fast it leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from il2data.site.drawing import link
from il2data.site.measured import SCALES, amount, caveats, measured, readable
from il2data.site.picture import COLOURS, Picture
from il2data.site.strips import Layout, drawings, strips

if TYPE_CHECKING:
    from il2data import Release

TITLE = "How fast IL-2 binds and how fast it leaves"
READING = (
    "Above, for each experiment that has both, the half-time of association against that of dissociation: a box spans"
    " the two ranges, its upper and lower edges lead to the one fact, its sides to the other; to the left is fast to"
    " bind, to the top slow to leave. Below, one line for each fact: half-times, then ratios of rates."
)
NO_PAIR = (
    " No source in the dataset gives an absolute pair of kon and koff, so none is drawn; a half-time of association"
    " also depends on the concentration of IL-2 that was used."
)
AXES = {
    "L/mol/s": "association rate kon (logarithmic)",
    "/s": "dissociation rate koff (logarithmic)",
    "s": "half-time (logarithmic)",
    "1": "ratio of rates (logarithmic)",
}
RATES = ("kon", "koff", "association_half_time", "dissociation_half_time", "kon_ratio", "koff_ratio")
EXPERIMENT = ["study", "ligand", "target", "method", "colour"]


def picture(release: Release) -> Picture:
    """Return the half-times against each other, and the strips of all kinetic facts."""
    rows = measured(release, "affinities")
    rows = rows[rows["quantity"].isin(RATES)].copy()
    rows["shape"] = rows["quantity"].str.replace("_half_time", " half-time").str.replace("_", " ")
    rows["group"] = rows["target"] + (", relative to " + rows["reference"]).fillna("")
    rows["label"] = rows["shape"] + " · " + rows["cells_in_source"].fillna(rows["cell_type"]).fillna("cells")
    rows["words"] += caveats(rows)
    rows["rank"] = rows["quantity"].map({quantity: at for at, quantity in enumerate(RATES)})
    rows = rows.sort_values(["target", "rank", "species", "fact_id"])

    def chart(layout: Layout) -> alt.VConcatChart:
        return alt.vconcat(_boxes(rows, layout), strips(rows, "quantity", AXES, layout=layout), spacing=40)

    wide, narrow = drawings(TITLE, chart)
    table = readable(release, "affinities")
    pairless = not {"kon", "koff"} <= set(rows["quantity"])
    return Picture(
        "rates",
        TITLE,
        READING + NO_PAIR * pairless,
        wide,
        table[table["fact_id"].isin(rows["fact_id"])].reset_index(drop=True),
        narrow=narrow,
    )


def _boxes(rows: pd.DataFrame, layout: Layout) -> alt.LayerChart | alt.FacetChart:
    """Return half-times of association against those of dissociation.

    Each experiment has a box.
    """
    kinds = {
        name: rows[rows["quantity"] == f"{name}_half_time"].assign(href=rows["fact_id"].map(link))
        for name in ("association", "dissociation")
    }
    pairs = kinds["association"].merge(kinds["dissociation"], on=EXPERIMENT, suffixes=("_on", "_off"))
    for side in ("on", "off"):
        pairs[f"low_{side}"], pairs[f"high_{side}"] = (
            pairs[f"{end}_{side}"].fillna(pairs[f"at_{side}"]) for end in ("low", "high")
        )
    pairs["name"] = (
        pairs["target"]
        .str.extract(r"([a-z-]+)\)?$")[0]
        .replace({"alpha": "α", "beta": "β", "gamma": "γ", "-": ""}, regex=True)
    )
    animal = pairs["species_on"].where(pairs["species_on"] != "Homo sapiens")
    pairs["name"] += (", " + animal).fillna("")
    pairs["colour"] = pairs["colour"].map(COLOURS)
    steps = [first * unit for unit in SCALES["s"] for first in (1, 10)]
    labels = "[" + ",".join(f"'{amount(step, 's')}'" for step in steps) + f"][round(datum.index * {len(steps) - 1})]"
    scale = alt.Scale(type="log", domain=[steps[0], steps[-1]])
    axis: dict[str, Any] = {"values": steps, "labelExpr": labels, "domain": False, "ticks": False}
    keep = [
        "low_on",
        "high_on",
        "low_off",
        "high_off",
        "href_on",
        "href_off",
        "statement_on",
        "statement_off",
        "colour",
        "name",
    ]
    base = alt.Chart(pairs[keep].astype(object))
    x = alt.X("low_on:Q", scale=scale, axis=alt.Axis(title="half-time of association: faster to the left", **axis))
    y = alt.Y("low_off:Q", scale=scale, axis=alt.Axis(title="half-time of dissociation: slower to the top", **axis))
    colour = alt.Color("colour:N", scale=None)
    # Round ends show the box of two numbers without ranges, which has no sides, as a dot.
    rule = base.mark_rule(strokeWidth=6, strokeCap="round")
    on = rule.encode(x=x, x2="high_on:Q", color=colour, href="href_on:N", description="statement_on:N")
    off = rule.encode(y=y, y2="high_off:Q", color=colour, href="href_off:N", description="statement_off:N")
    return alt.layer(
        base.mark_rect(opacity=0.25).encode(x=x, x2="high_on:Q", y=y, y2="high_off:Q", color=colour),
        *(on.encode(y=alt.Y(f"{end}_off:Q", scale=scale)) for end in ("low", "high")),
        *(off.encode(x=alt.X(f"{end}_on:Q", scale=scale)) for end in ("low", "high")),
        base.mark_text(align="left", dx=10, dy=-9).encode(x=alt.X("high_on:Q", scale=scale), y=y, text="name:N"),
    ).properties(width=400 if layout.beside else 260, height=300)
