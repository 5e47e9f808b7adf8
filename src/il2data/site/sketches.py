"""Small drawings for the page of a thing: chains part by part, changes, receptors, hazard ratios, trials."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from math import ceil
from typing import NamedTuple

from il2data.site import dots, fates, grid, medicine_groups
from il2data.site.comparing import IL2
from il2data.site.content import Content
from il2data.site.drawing import element, linked, text, width, wrapped
from il2data.site.picture import COLOURS
from il2data.site.rows import Row
from il2data.site.sketch import LEFT, SMALL, WIDE, Sketch, drawn
from il2data.site.standing import plain

BAR = 20
# Stretches of a receptor chain by their kind.
STRETCHES = {"signal_peptide": "line", "extracellular": "sky", "transmembrane": "orange", "cytoplasmic": "green"}
# What a trial came to: its primary endpoints where a row judges them, else its state.
CAME_TO: grid.Signs = {
    "met": ("tick", "green", False),
    "met in part": ("diamond", "orange", True),
    "missed": ("cross", "vermilion", False),
    "under way": ("circle", "blue", False),
    "stopped early": ("diamond", "vermilion", True),
    "no verdict": ("square", "muted", True),
}
STEP = 18
Draw = Callable[[Content, str, str], Sketch | None]


class Stretch(NamedTuple):
    """Residues of a chain, in words and a colour, and the fact that says so."""

    start: int
    end: int
    words: str
    colour: str
    fact: str


def sketches(content: Content, entity: Row) -> list[Sketch]:
    """Return the small drawings of a thing; none where no rows make one."""
    name, label = entity["entity_id"], entity["label"]
    if entity["table"] == "genes":
        # A gene and its protein are one thing with two addresses.
        return [one for twin in content.twins.get(name, []) for one in sketches(content, content.entities[twin])]
    if entity["table"] == "agents":
        made = [_chains(content, name, label) or _changes(content, name, label), _by_phase(content, name, label)]
    else:
        draw: dict[str, tuple[Draw, ...]] = {
            "proteins": (_topology, dots.affinities_of, dots.copies_of),
            "cell_types": (dots.copies_on, dots.potencies_on),
            "trials": (dots.ratios_in,),
            "diseases": (_by_group,),
        }
        made = [sketch(content, name, label) for sketch in draw.get(entity["table"], ())]
    return [sketch for sketch in made if sketch]


def _chains(content: Content, name: str, label: str) -> Sketch | None:
    chains: dict[str, list[Stretch]] = {}
    kinds, named = content.labels("chain_parts", "kind"), content.labels("chain_parts", "chain")
    for row in content.rows["chain_parts"]:
        if row["agent_id"] == name:
            colour = "sky" if row["of_id"] == IL2 else "paper"
            words = "IL-2" if row["of_id"] == IL2 else kinds.get(kind := str(row["kind"]), kind)
            part = Stretch(row["start"], row["end"], words, colour, row["fact_id"])
            chains.setdefault(named.get(chain := str(row["chain"]), chain), []).append(part)
    shaded = any(part.colour == "sky" for parts in chains.values() for part in parts)
    return _spans(f"The chains of {label}, part by part{'; what comes from IL-2 is shaded' if shaded else ''}", chains)


def _topology(content: Content, name: str, label: str) -> Sketch | None:
    kinds = content.labels("sequence_features", "kind")
    parts = [
        Stretch(row["start"], row["end"], kinds[row["kind"]], STRETCHES[row["kind"]], row["fact_id"])
        for row in content.rows["sequence_features"]
        if row["protein_id"] == name and row["kind"] in STRETCHES and row["start"] is not None
    ]
    if not any(part.colour == STRETCHES["transmembrane"] for part in parts):
        return None
    return _spans(f"The precursor of {label}, from outside the cell to inside", {"": sorted(parts)})


def _changes(content: Content, name: str, label: str) -> Sketch | None:
    """Return the residues of mature IL-2 that a molecule changes, on a bar of all of them."""
    rows = [
        row
        for row in content.rows["substitutions"]
        if row["agent_id"] == name and row["numbering"] == "mature" and row["position"] and row["protein_id"] == IL2
    ]
    if not rows:
        return None
    length = content.mature_length(IL2)
    room = (WIDE - 2 * LEFT) / length
    # Words stand in as many lines as it takes for none to touch another.
    ends: list[float] = []
    placed: list[tuple[str, str, float, float, int]] = []
    for row in sorted(rows, key=lambda row: (row["position"], row["fact_id"])):
        words = f"{row['wild_type']}{row['position']}{row['variant'] or '–'}"
        middle, wide = LEFT + (row["position"] - 0.5) * room, width(words, SMALL)
        begin = min(max(middle - wide / 2, 0), WIDE - wide)
        line = next((line for line, end in enumerate(ends) if begin > end), len(ends))
        ends[line : line + 1] = [begin + wide + 3]
        placed.append((row["fact_id"], words, middle, begin, line))
    y = 6 + 14 * len(ends)
    shapes = [element("rect", x=LEFT, y=y, width=WIDE - 2 * LEFT, height=BAR, fill=COLOURS["line"])]
    for fact, words, middle, begin, line in placed:
        tick = element("rect", x=f"{middle - 1.5:.1f}", y=y, width=3, height=BAR, fill=COLOURS["vermilion"])
        shapes.append(linked(fact, words, tick, text(begin, y - 6 - 14 * line, words, font_size=SMALL)))
    shapes += [
        text(LEFT, y + BAR + 14, "1", font_size=SMALL, fill=COLOURS["muted"]),
        text(WIDE - LEFT, y + BAR + 14, f"{length}", font_size=SMALL, fill=COLOURS["muted"], text_anchor="end"),
    ]
    caption = f"Residues of mature IL-2 that are changed in {label}"
    return drawn(caption, y + BAR + 20, shapes)


def _spans(caption: str, chains: dict[str, list[Stretch]]) -> Sketch | None:
    """Return chains as bars on one scale, their stretches named where there is room."""
    if not any(chains.values()):
        return None
    scale = (WIDE - 2 * LEFT) / max(part.end for parts in chains.values() for part in parts)
    shapes, y = [], 0.0
    for name, parts in chains.items():
        length = f"{max(part.end for part in parts)} residues"
        shapes.append(text(LEFT, y + 13, f"{name}, {length}" if name else length, font_size=SMALL))
        for part in parts:
            x, wide = LEFT + (part.start - 1) * scale, (part.end - part.start + 1) * scale
            place = {"x": f"{x:.1f}", "y": y + 18, "width": f"{wide:.1f}", "height": BAR}
            box = element("rect", **place, fill=COLOURS[part.colour], stroke=COLOURS["muted"], fill_opacity=0.55)
            inside = [text(x + 4, y + 32, part.words, font_size=SMALL)] if width(part.words, SMALL) + 8 < wide else []
            shapes.append(linked(part.fact, f"{part.words}, {part.start} to {part.end}", box, *inside))
        y += 18 + BAR + 8
    return drawn(caption, y, shapes)


@lru_cache(maxsize=1)
def _came_to(content: Content) -> dict[str, tuple[str, str]]:
    """Return what each trial came to, a key of `CAME_TO`, and the fact that says so."""
    judged: dict[str, set[str]] = {}
    for trial, _, verdicts in fates.endpoints(content.release.load("outcomes")):
        judged.setdefault(trial, set()).update(verdicts)
    said = {
        row["trial_id"]: row["fact_id"]
        for row in reversed(content.rows["outcomes"])
        if row["endpoint_role"] in ("primary", "co_primary") and row["met"] and not row["superseded_by"]
    }
    found = {}
    for row in content.rows["trials"]:
        verdicts = judged.get(row["trial_id"], set())
        if verdicts:
            state = "met in part" if len(verdicts) > 1 else "met" if verdicts == {"met"} else "missed"
        elif row["status"] in fates.OPEN:
            state = "under way"
        else:
            state = "stopped early" if row["status"] == "TERMINATED" or row["ended_early"] else "no verdict"
        found[row["trial_id"]] = (state, said[row["trial_id"]] if verdicts else row["fact_id"])
    return found


def _by_phase(content: Content, name: str, label: str) -> Sketch | None:
    """Return the trials of a medicine by phase."""
    lines: dict[str, list[str]] = {stage: [] for stage in fates.STAGES[::-1]}
    for row in content.rows["trials"]:
        if row["agent_id"] == name:
            lines[fates.REACHED.get(row["phase"], fates.STAGES[0])].append(row["trial_id"])
    return _trials(content, f"Trials of {label} by phase, a mark each", lines)


def _by_group(content: Content, name: str, label: str) -> Sketch | None:
    """Return the trials in a disease by what their medicine does."""
    medicines = {row["agent_id"]: row for row in content.rows["medicines"]}
    lines: dict[str, list[str]] = {title: [] for title, _ in medicine_groups.GROUPS.values()}
    for row in content.rows["trials"]:
        if row["disease_id"] == name:
            lines[medicine_groups.GROUPS[medicine_groups.group(medicines.get(row["agent_id"], {}))][0]].append(
                row["trial_id"]
            )
    return _trials(content, f"Trials in {label} by what the medicine does, a mark each", lines)


def _trials(content: Content, caption: str, lines: Mapping[str, list[str]]) -> Sketch | None:
    """Return trials as marks of what they came to, in lines with their names at the left."""
    if not any(lines.values()):
        return None
    came = _came_to(content)
    room = min(max(width(name, SMALL) for name, trials in lines.items() if trials), 130)
    left = LEFT + room + 14
    many = int((WIDE - left) // STEP)
    states = {came[trial][0] for trials in lines.values() for trial in trials}
    shapes, y = grid.legend({state: sign for state, sign in CAME_TO.items() if state in states}, LEFT, 14, WIDE)
    y += 12
    for name, trials in lines.items():
        if not trials:
            continue
        shapes.append(element("path", d=f"M{LEFT} {y + 0.5:g}H{WIDE - LEFT}", stroke=COLOURS["line"]))
        words = wrapped(name, room + 2, SMALL)
        shapes += [text(LEFT, y + 16 + 13 * line, part, font_size=SMALL) for line, part in enumerate(words)]
        order = sorted(trials, key=lambda trial: (list(CAME_TO).index(came[trial][0]), trial))
        for place, trial in enumerate(order):
            state, fact = came[trial]
            sure = plain(content.facts[fact])
            x, below = left + STEP * (place % many) + 7, y + 12 + STEP * (place // many)
            doubt = [] if sure else [text(x + 5, below - 2, "?", font_size=SMALL)]
            said = f"{content.entities[trial]['label']}: {state}{'' if sure else ', in doubt'}"
            shapes.append(linked(fact, said, grid.sign(CAME_TO, state, x, below), *doubt))
        y += max(13 * len(words) + 10, STEP * ceil(len(trials) / many) + 6)
    verdict = (
        "; met, met in part and missed are said of primary endpoints"
        if states & {"met", "met in part", "missed"}
        else ""
    )
    return drawn(f"{caption}{verdict}", y, shapes)
