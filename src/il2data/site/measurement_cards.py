"""Cards of the pictures that draw measurements: affinities, rates, copies, potencies and responses, in small."""

from __future__ import annotations

from math import log

import numpy as np
import pandas as pd

from il2data.curves import share
from il2data.site.card_shapes import EDGE, HIGH, SIZE, WIDE, Card, Line, Strip, bars, card, on_axis, span
from il2data.site.carriers import GREEK
from il2data.site.comparing import IL2
from il2data.site.content import Content
from il2data.site.drawing import element, records, text, width
from il2data.site.measured import measured
from il2data.site.picture import COLOURS
from il2data.site.pictures import responses, selectivity
from il2data.site.tails import colour_of

ALPHA, BETA, GAMMA = GREEK
FORMS = {"il2d:receptor-alpha": "α", "il2d:receptor-beta-gamma": "βγ", "il2d:receptor-alpha-beta-gamma": "αβγ"}
# Chains and forms that are one receptor to a reader.
RECEPTORS = {
    "α": (ALPHA, "il2d:receptor-alpha"),
    "β": (BETA,),
    "γ": (GAMMA,),
    "βγ": ("il2d:receptor-beta-gamma",),
    "αβγ": ("il2d:receptor-alpha-beta-gamma",),
}
CELLS = {
    selectivity.TREG: "regulatory T",
    selectivity.HELPER: "CD4 T",
    selectivity.NK: "NK",
    selectivity.CD8: "CD8 T",
}


def _of_il2(content: Content, quantity: str) -> pd.DataFrame:
    """Return the measurements of IL-2 itself of a kind, with the receptor of each; those of animals are left out."""
    rows, plain = measured(content.release, "affinities"), content.release.load("affinities")
    rows = rows.assign(target_id=plain["target_id"])
    human = rows["species"].isna() | (rows["species"] == "Homo sapiens")
    told = rows["at"].notna() | rows["low"].notna()
    return rows[(plain["ligand_id"] == IL2) & (rows["quantity"] == quantity) & human & told]


def _by_receptor(rows: pd.DataFrame) -> list[Strip]:
    return [(name, rows[rows["target_id"].isin(targets)]) for name, targets in RECEPTORS.items()]


def _by_cell(rows: pd.DataFrame, plain: pd.DataFrame) -> list[Strip]:
    """Return rows by kind of cell, which the table itself (``plain``) names."""
    cells = plain.loc[rows.index, "cell_type_id"]
    return [(name, rows[cells == cell]) for cell, name in CELLS.items()]


def of_receptor_forms(content: Content) -> Card:
    """Return the three forms that bind IL-2 on cells, each with its range of Kd."""
    rows = _of_il2(content, "Kd").query("receptor_state == 'on_cells'")
    shapes = [element("rect", x=0, y=104, width=WIDE, height=16, fill=COLOURS["line"])]
    for place, (form, letters) in enumerate(FORMS.items()):
        middle = WIDE * (place + 0.5) / len(FORMS)
        heads = {"α": (middle - 14, 78), "β": (middle - 17, 78), "γ": (middle + 17, 78)}
        ball = (middle + 14, 78) if letters == "α" else (middle, 52)
        if letters == "αβγ":
            heads["α"] = (middle - 27, 42)
        for letter in letters:
            x, y = heads[letter]
            stalk = x - 13 if letters == "αβγ" and letter == "α" else x
            colour = colour_of(letter)
            shapes.append(element("rect", x=stalk - 3, y=y, width=6, height=124 - y, fill=colour))
            shapes.append(element("circle", cx=x, cy=y, r=15, fill=COLOURS["paper"], stroke=colour, stroke_width=3))
            shapes.append(text(x, y + 5, letter, font_size=15, font_weight="bold", text_anchor="middle"))
        shapes.append(element("circle", cx=ball[0], cy=ball[1], r=13, fill=COLOURS["ink"]))
        shapes.append(text(ball[0], ball[1] + 3.5, "IL-2", font_size=11, fill=COLOURS["paper"], text_anchor="middle"))
        own = rows[rows["target_id"] == form]
        said = span(own, "mol/L").replace("mol/L to", "M to").replace("mol/L", "M") if len(own) else "no Kd"
        low, _, high = said.partition(" to ")
        shapes += [
            text(middle, 142, low + (" to" if high else ""), font_size=SIZE, text_anchor="middle"),
            text(middle, 157, high, font_size=SIZE, text_anchor="middle"),
        ]
    return card(f"Three forms of the receptor bind IL-2 on cells, with a Kd of {span(rows, 'mol/L')}.", shapes)


def of_affinities(content: Content) -> Card:
    """Return the dissociation constants of human IL-2 by receptor."""
    rows = _of_il2(content, "Kd")
    strips = _by_receptor(rows)
    many, left = sum(len(own) for _, own in strips), "left is tighter, hollow in doubt"
    said = f"{many} dissociation constants of human IL-2, {span(rows, 'mol/L')}; {left}."
    return card(said, on_axis(strips, "mol/L"))


def of_rates(content: Content) -> Card:
    """Return the half-times after which IL-2 has left each receptor."""
    rows = _of_il2(content, "dissociation_half_time")
    strips = _by_receptor(rows)
    strips = [(name, own) for name, own in strips if len(own)]
    said = ", ".join(f"{name} within {span(own, 's')}" for name, own in strips)
    return card(f"Half of the human IL-2 has left {said}.", on_axis(strips, "s"))


def of_copies(content: Content) -> Card:
    """Return how many copies of each chain were counted on a cell, by kind of cell."""
    rows, plain = measured(content.release, "receptor_abundance"), content.release.load("receptor_abundance")
    rows = rows[plain["target_id"].isin(GREEK)]
    strips = _by_cell(rows, plain)
    return card(
        f"{sum(len(own) for _, own in strips)} counts of α (orange), β (blue) and γ (green) on one cell.",
        on_axis(strips, str(rows["base"].iloc[0])),
    )


def of_potencies(content: Content) -> Card:
    """Return the half-maximal doses of IL-2 by kind of cell."""
    rows, plain = measured(content.release, "potencies"), content.release.load("potencies")
    mine = (plain["ligand_id"] == IL2) & (plain["quantity"] == "EC50")
    rows = rows[mine].assign(colour="blue")
    strips = _by_cell(rows, plain)
    first, last = (span(strips[place][1], "mol/L") for place in (0, -1))
    said = f"Half-maximal doses of IL-2: regulatory T cells {first}, CD8 T cells {last}."
    return card(said, on_axis(strips, "mol/L"))


def _fits(content: Content) -> pd.DataFrame:
    fits = responses.by_day(content.release)
    return fits[fits["cell_type_id"].isin(CELLS)]


def of_responses(content: Content) -> Card:
    """Return the curves fitted to IL-2 on the first day on which all four kinds of cells have one."""
    fits = _fits(content)
    fits = fits[(fits["ligand_id"] == IL2) & (fits["outcome"] == "estimated")]
    day = next(str(day) for day, own in fits.groupby("experiment_id") if set(own["cell_type_id"]) == set(CELLS))
    least, most = log(0.0005), log(150.0)
    left, right, foot = 14.0, WIDE - 10.0, HIGH - 42.0

    def at(dose: float) -> float:
        return left + (right - left) * (log(dose) - least) / (most - least)

    doses = np.exp(np.linspace(least, most, 61))
    shapes = [element("path", d=f"M{left} 8V{foot}H{right}", stroke=COLOURS["muted"], fill="none")]
    x: float = EDGE + 6
    for row in records(fits[fits["experiment_id"] == day]):
        colour, name = COLOURS[selectivity.LOOKS[row["cell_type_id"]][1]], CELLS[row["cell_type_id"]]
        shares = zip(doses, share(doses, row["ec50"], row["hill"]), strict=True)
        points = " ".join(f"{at(dose):.1f},{foot - (foot - 12) * part:.1f}" for dose, part in shares)
        shapes.append(element("polyline", points=points, fill="none", stroke=colour, stroke_width=2.5))
        shapes.append(element("rect", x=f"{x - 6:.1f}", y=HIGH - 12, width=10, height=4, fill=colour))
        shapes.append(text(x + 7, HIGH - 6, name, font_size=SIZE))
        x += width(name, SIZE) + 22
    for dose in responses.DOSES:
        unit = " nmol/L" if dose == responses.DOSES[-1] else ""
        shapes.append(text(at(dose), foot + 16, f"{dose:g}{unit}", font_size=SIZE, text_anchor="middle"))
    on = next(row["measured_on"] for row in content.rows["experiments"] if row["fact_id"] == day)
    return card(
        f"Curves fitted to one day, {on}: the response to IL-2 by dose, each as a share of its own span.", shapes
    )


def of_selectivity(content: Content) -> Card:
    """Return the widest windows between regulatory T cells and the first of NK and CD8 T cells, by medicine."""
    widest: dict[str, tuple[float, str]] = {}
    for (ligand, _), own in _fits(content).groupby(["ligand_id", "experiment_id"]):
        window = selectivity.window({row["cell_type_id"]: row for row in records(own)})
        if window.low is not None and window.sure:
            found = (window.high / window.low, window.words.partition(":")[0])
            widest[str(ligand)] = max(found, widest.get(str(ligand), (0.0, "")))
    first = sorted(widest.items(), key=lambda item: -item[1][0])
    shown = [item for item in first if item[0] == IL2 or item in first[:4]]
    lines: list[Line] = [
        (
            _brief(content.entities[ligand]["label"]),
            [(log(fold), "sky")],
            words.replace("at least ", "≥").replace("-fold", "×"),
        )
        for ligand, (fold, words) in shown
    ]
    said = "How many times the dose for regulatory T cells the first of NK and CD8 T cells needs (bars logarithmic)."
    return card(said, bars(lines, above=True))


def _brief(label: str) -> str:
    return label.partition(" (N-")[0].partition(" (C-")[0].replace("Interleukin-2", "IL-2").replace("IL-2 (WT)", "IL-2")
