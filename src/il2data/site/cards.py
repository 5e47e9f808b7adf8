"""The small drawing that stands for each picture on the front page: few marks, one message, told from the same rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from math import log

import numpy as np
import pandas as pd

from il2data.curves import share
from il2data.derive import SUPPORTED
from il2data.site import fates, low_dose, outcomes, steps
from il2data.site.card_shapes import EDGE, HIGH, SIZE, WIDE, Card, Line, Strip, bars, card, on_axis, span
from il2data.site.carriers import GREEK
from il2data.site.comparing import IL2
from il2data.site.content import Content
from il2data.site.drawing import element, mark, records, text, width
from il2data.site.measured import TARGET_COLOURS, measured
from il2data.site.picture import COLOURS
from il2data.site.pictures import adverse_reactions, makers, responses, selectivity, timeline

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


def cards(content: Content) -> dict[str, Card]:
    """Return the card of each picture by the name of the picture."""
    return {name: draw(content) for name, draw in DRAW.items()}


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


def _receptor_forms(content: Content) -> Card:
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
            colour = COLOURS[TARGET_COLOURS[next(chain for chain, sign in GREEK.items() if sign == letter)]]
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


def _affinities(content: Content) -> Card:
    rows = _of_il2(content, "Kd")
    strips = _by_receptor(rows)
    many, left = sum(len(own) for _, own in strips), "left is tighter, hollow in doubt"
    said = f"{many} dissociation constants of human IL-2, {span(rows, 'mol/L')}; {left}."
    return card(said, on_axis(strips, "mol/L"))


def _rates(content: Content) -> Card:
    rows = _of_il2(content, "dissociation_half_time")
    strips = _by_receptor(rows)
    strips = [(name, own) for name, own in strips if len(own)]
    said = ", ".join(f"{name} within {span(own, 's')}" for name, own in strips)
    return card(f"Half of the human IL-2 has left {said}.", on_axis(strips, "s"))


def _copies(content: Content) -> Card:
    rows, plain = measured(content.release, "receptor_abundance"), content.release.load("receptor_abundance")
    rows = rows[plain["target_id"].isin(GREEK)]
    strips = _by_cell(rows, plain)
    return card(
        f"{sum(len(own) for _, own in strips)} counts of α (orange), β (blue) and γ (green) on one cell.",
        on_axis(strips, str(rows["base"].iloc[0])),
    )


def _makers(content: Content) -> Card:
    parts = makers.counts(content.release)
    lines: list[Line] = [
        (name, [(parts[key], colour)], f"{parts[key]}")
        for name, key, colour in (
            ("make it and use it", (True, True), "purple"),
            ("make it", (True, False), "green"),
            ("use it", (False, True), "blue"),
        )
    ]
    said = (
        f"{parts[True, True] + parts[True, False]} kinds of cell are said to make IL-2, "
        f"{parts[True, True] + parts[False, True]} to carry its receptor or answer it."
    )
    return card(said, bars(lines))


def _potencies(content: Content) -> Card:
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


def _responses(content: Content) -> Card:
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


def _selectivity(content: Content) -> Card:
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


def _sequence(content: Content) -> Card:
    touched: dict[str, set[int]] = {}
    for row in content.rows["contacts"]:
        if row["protein_id"] == IL2 and row["numbering"] == "mature" and row["partner_id"] in GREEK:
            touched.setdefault(row["partner_id"], set()).add(row["position"])
    changed = {
        row["position"]
        for row in content.rows["substitutions"]
        if row["protein_id"] == IL2 and row["numbering"] == "mature" and row["position"]
    }
    length = content.mature_length(IL2)
    lines = [(f"touch {sign}", touched.get(chain, set()), TARGET_COLOURS[chain]) for chain, sign in GREEK.items()]
    lines.append(("changed", changed, "ink"))
    left, right = 68.0, WIDE - 40.0
    shapes = []
    for place, (name, residues, colour) in enumerate(lines):
        y = 6 + 36 * place
        shapes.append(text(left - 8, y + 17, name, font_size=SIZE, text_anchor="end"))
        shapes.append(
            element("rect", x=left, y=y, width=f"{right - left:g}", height=24, fill=COLOURS["line"], fill_opacity=0.5)
        )
        for residue in sorted(residues):
            x = left + (right - left) * (residue - 1) / length
            shapes.append(
                element(
                    "rect", x=f"{x:.1f}", y=y, width=f"{(right - left) / length:.2f}", height=24, fill=COLOURS[colour]
                )
            )
        shapes.append(text(right + 8, y + 17, f"{len(residues)}", font_size=SIZE, font_weight="bold"))
    shapes.append(text(left, HIGH - 6, "1", font_size=SIZE))
    shapes.append(text(right, HIGH - 6, f"{length}", font_size=SIZE, text_anchor="end"))
    every = set().union(*touched.values())
    return card(
        f"{len(every)} of {length} residues of IL-2 touch its receptor; {len(every & changed)} of these were changed.",
        shapes,
    )


def _signalling(content: Content) -> Card:
    pairs = steps.pairs(content.release)
    colours = {"accepted": "blue", "disputed": "purple", "refuted": "muted"}
    counts = Counter((pair.lane, pair.certainty) for pair in pairs)
    names = {"jak": "JAK–STAT", "pi3k": "PI3K–AKT", "ras": "RAS–ERK"}
    lines: list[Line] = [
        (
            name,
            [(counts[lane, sure], colour) for sure, colour in colours.items()],
            f"{sum(counts[lane, sure] for sure in colours)}",
        )
        for lane, name in names.items()
    ]
    sure = Counter(pair.certainty for pair in pairs)
    return card(
        f"{len(pairs)} pairs of molecules, {sure['disputed']} disputed (purple), {sure['refuted']} refuted (grey).",
        bars(lines),
    )


def _pipeline(content: Content) -> Card:
    told = [fate for fate in fates.fates(content.release) if fate.stage != fates.UNTRIED]
    counts = Counter((fate.stage, _side(fate.state)) for fate in told)
    colours = {"on": "blue", "approved": "green", "off": "vermilion", "untold": "muted"}
    lines: list[Line] = [
        (
            stage,
            [(counts[stage, side], colour) for side, colour in colours.items()],
            f"{sum(counts[stage, side] for side in colours)}",
        )
        for stage in fates.STAGES[:0:-1]
    ]
    sides = Counter(_side(fate.state) for fate in told)
    said = (
        f"{len(told)} medicines by the phase they reached: {sides['approved']} approved (green), {sides['on']} under"
        f" way (blue), {sides['off']} stopped, paused or withdrawn (orange)."
    )
    return card(said, bars(lines))


def _side(state: str) -> str:
    sides = {"approved": "approved", "under way": "on", "paused": "off", "stopped": "off", "withdrawn": "off"}
    return sides.get(state, "untold")


def _low_dose(content: Content) -> Card:
    told = low_dose.diseases(content.release)
    short = {
        "worked": ("it worked", "green"),
        "mixed": ("trials disagree", "orange"),
        "failed": ("it missed", "vermilion"),
        "harm": ("it did harm", "vermilion"),
        "promising": ("no fair test", "sky"),
        "marker": ("a marker moved", "blue"),
        "unknown": ("nobody knows", "muted"),
    }
    counts = Counter(row.verdict for row in told)
    lines: list[Line] = [
        (name, [(counts[verdict], colour)], f"{counts[verdict]}") for verdict, (name, colour) in short.items()
    ]
    met = f"in {counts['worked']} it met a primary endpoint of a randomised trial"
    said = f"Low-dose IL-2 was tried in {len(told)} diseases; {met}."
    return card(said, bars(lines))


def _trials(content: Content) -> Card:
    rows, _ = outcomes.by_panel(content.release)
    ratios = records(rows[rows["panel"] == "hazard ratio"])
    reach = max(abs(log(row["value"])) for row in ratios)
    left, right, bins = 14.0, WIDE - 14.0, Counter[int]()
    shapes = [
        element("path", d=f"M{(left + right) / 2:g} 6V{HIGH - 24}", stroke=COLOURS["muted"], stroke_dasharray="4 3")
    ]
    looks = {"met": ("circle", "green"), "not_met": ("cross", "vermilion"), "harm": ("diamond", "vermilion")}
    for row in sorted(ratios, key=lambda row: (row["value"], row["fact_id"])):
        x = (left + right) / 2 + (right - left) / 2 * log(row["value"]) / reach
        place = round(x / 11)
        shape, colour = looks.get(outcomes.verdict(row) or "", ("circle", "muted"))
        shapes.append(mark(shape, x, HIGH - 36 - 10.5 * bins[place], COLOURS[colour], 4))
        bins[place] += 1
    shapes.append(text(left, HIGH - 6, "fewer events", font_size=SIZE))
    shapes.append(text((left + right) / 2, HIGH - 6, "1", font_size=SIZE, text_anchor="middle"))
    shapes.append(text(right, HIGH - 6, "more events", font_size=SIZE, text_anchor="end"))
    verdicts = Counter(outcomes.verdict(row) for row in ratios)
    said = (
        f"{len(ratios)} hazard ratios: {verdicts['met']} endpoints met (green), {verdicts['not_met']} missed (crosses)."
    )
    return card(said, shapes)


def _adverse_reactions(content: Content) -> Card:
    names = {name: row["label"] for name, row in content.entities.items()}
    rows = [
        row
        for row in content.rows["adverse_reactions"]
        if row["agent_id"] == adverse_reactions.AGENT
        and row["percent"] is not None
        and content.facts[row["fact_id"]]["status"] in SUPPORTED
    ]
    common = sorted((row for row in rows if row["grade"] == "any"), key=lambda row: (-row["percent"], row["fact_id"]))[
        :5
    ]
    deaths = [row for row in rows if row["grade"] == "5"]
    lines: list[Line] = [
        (str(names[row["finding_id"]]), [(row["percent"], "blue")], f"{row['percent']:g} %") for row in common
    ]
    shares = sorted(row["percent"] for row in deaths)
    lines += (
        [("Death", [(shares[-1], "vermilion")], " and ".join(f"{share:g}" for share in shares) + " %")]
        if shares
        else []
    )
    first = common[0]
    said = f"{names[first['finding_id']]} in {first['percent']:g} % of {first['n']}; death in " + " and ".join(
        f"{row['percent']:g} % of {row['n']}" for row in deaths
    )
    return card(f"{said}.", bars(lines, 100))


def _timeline(content: Content) -> Card:
    years = [int(timeline.span(row["date"])[0]) for row in content.rows["events"]]
    counts = Counter(year // 10 * 10 for year in years)
    lines: list[Line] = [(f"{decade}s", [(counts[decade], "blue")], f"{counts[decade]}") for decade in sorted(counts)]
    return card(f"{len(years)} events, {min(years)} to {max(years)}, by decade.", bars(lines))


DRAW: Mapping[str, Callable[[Content], Card]] = {
    "receptor_forms": _receptor_forms,
    "affinities": _affinities,
    "rates": _rates,
    "copies": _copies,
    "makers": _makers,
    "potencies": _potencies,
    "responses": _responses,
    "selectivity": _selectivity,
    "sequence": _sequence,
    "signalling": _signalling,
    "pipeline": _pipeline,
    "low_dose": _low_dose,
    "trials": _trials,
    "adverse_reactions": _adverse_reactions,
    "timeline": _timeline,
}
