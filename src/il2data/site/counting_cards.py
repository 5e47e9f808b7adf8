"""Cards of the pictures that draw rows as they are: each counts them, by what they say."""

from __future__ import annotations

from collections import Counter
from math import log

from il2data.site import fates, low_dose, outcomes, steps
from il2data.site.card_shapes import HIGH, SIZE, WIDE, Card, Line, bars, card
from il2data.site.carriers import GREEK
from il2data.site.comparing import IL2
from il2data.site.content import Content
from il2data.site.drawing import element, mark, records, text
from il2data.site.measured import TARGET_COLOURS
from il2data.site.picture import COLOURS
from il2data.site.pictures import adverse_reactions, makers, timeline
from il2data.support import SUPPORTED


def of_makers(content: Content) -> Card:
    """Return how many kinds of cell make IL-2, use it, or both."""
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


def of_sequence(content: Content) -> Card:
    """Return which residues of IL-2 touch each chain, and which were changed."""
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


def of_signalling(content: Content) -> Card:
    """Return how many pairs of molecules each pathway has, by how sure they are."""
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


def of_pipeline(content: Content) -> Card:
    """Return how many medicines reached each phase, by where they stand."""
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


def of_low_dose(content: Content) -> Card:
    """Return how many diseases have each verdict on low-dose IL-2."""
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


def of_trials(content: Content) -> Card:
    """Return the hazard ratios as a heap about 1, by verdict."""
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


def of_adverse_reactions(content: Content) -> Card:
    """Return the commonest reactions to aldesleukin with their shares, and death."""
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


def of_timeline(content: Content) -> Card:
    """Return how many events each decade has."""
    years = [int(timeline.span(row["date"])[0]) for row in content.rows["events"]]
    counts = Counter(year // 10 * 10 for year in years)
    lines: list[Line] = [(f"{decade}s", [(counts[decade], "blue")], f"{counts[decade]}") for decade in sorted(counts)]
    return card(f"{len(years)} events, {min(years)} to {max(years)}, by decade.", bars(lines))
