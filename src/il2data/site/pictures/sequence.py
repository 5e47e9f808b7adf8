"""The residues of IL-2 as a map, with what they touch in the receptor and the changes that engineered forms made to them."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

import pandas as pd

from il2data.errors import PackageError
from il2data.site.addresses import address
from il2data.site.drawing import MONOSPACE, document, element, linked, text, wrapped
from il2data.site.measured import readable
from il2data.site.picture import COLOURS, Picture

if TYPE_CHECKING:
    from il2data import Release

TITLE = "The sequence of IL-2, what it touches and what was changed in it"
READING = (
    "The precursor in lines of 60 residues: its numbers above, those of the mature chain below, the signal peptide shaded. Over each line the residues of the receptor "
    "that lie next to a residue of IL-2 in the crystal, a box each with the letter of its chain: the stronger its colour and outline, the firmer the contact may be (salt bridge, "
    "hydrogen bond, van der Waals contact). Under each line the engineered forms, "
    "a box at each residue they changed: in it the new residue (? where the source does not name it, Δ for a deletion), below it the chain whose binding changes "
    "and how: ↑ raised, ↓ reduced, × removed; R is the receptor as a whole, t↑ a longer half-life; in brackets where it was found for the whole molecule and not for this change alone. "
    "A row named after a class, such as the muteins of a patent, gathers changes of different molecules. Changes that have no position are listed at the end."
)
PROTEIN = "UniProtKB:P60568"
FEATURES = ("signal_peptide", "disulfide_bond", "glycosylation_site")
# One-letter codes of the residues (IUPAC-IUB 1983, doi.org/10.1111/j.1432-1033.1984.tb07877.x).
RESIDUES = {
    "Ala": "A", "Arg": "R", "Asn": "N", "Asp": "D", "Cys": "C", "Gln": "Q", "Glu": "E", "Gly": "G", "His": "H", "Ile": "I",
    "Leu": "L", "Lys": "K", "Met": "M", "Phe": "F", "Pro": "P", "Ser": "S", "Thr": "T", "Trp": "W", "Tyr": "Y", "Val": "V",
}  # fmt: skip
CHAINS = {"alpha": ("α", "vermilion"), "beta": ("β", "blue"), "gamma": ("γ", "green")}
TOUCHED = {"UniProtKB:P01589": "alpha", "UniProtKB:P14784": "beta", "UniProtKB:P31785": "gamma"}
# How much colour and outline a contact has.
CONTACTS = {"salt_bridge": (0.6, 2), "hydrogen_bond": (0.35, 1), "van_der_waals": (0.12, 0)}
CHANGES = {"raises": "↑", "reduces": "↓", "removes": "×"}
OTHERS = {
    "reduces_alpha_and_beta_binding": "αβ↓",
    "removes_beta_gamma_binding": "βγ×",
    "reduces_beta_gamma_binding": "βγ↓",
    "reduces_high_affinity_binding": "αβγ↓",
    "reduces_receptor_binding": "R↓",
    "removes_receptor_binding": "R×",
    "extends_half_life": "t↑",
}
COLUMNS, CELL, LEFT, WIDTH, LANE, BOX = 60, 13.6, 178, 1000, 34, 14


def picture(release: Release) -> Picture:
    """Return the map of residues, features and substitutions.

    Raises
    ------
    PackageError
        A row gives a residue at a position where the stored sequence has another.
    """
    sequences = release.load("sequences").query("entity_id == @PROTEIN").set_index("form")
    precursor = str(sequences.loc["precursor", "sequence"])
    offset = int(sequences.loc["mature", "start"]) - 1
    features = _features(release, precursor, offset)
    changes = _changes(release, precursor, offset)
    contacts = _contacts(release, precursor, offset)
    statement = release.load("facts").set_index("fact_id")["statement"]
    placed = changes[changes["start"].notna()]

    shapes = list(_legend())
    y = 122.0
    for first in range(1, len(precursor) + 1, COLUMNS):
        last = min(first + COLUMNS - 1, len(precursor))
        touching = contacts[contacts["at"].between(first, last)]
        y += BOX * (touching["depth"].max() + 1 if len(touching) else 0)
        shapes += [_contact(row, first, y - 32, str(statement[row["fact_id"]])) for row in touching.to_dict("records")]
        shapes += _residues(precursor, first, last, offset, y, sequences, features, statement)
        y += 76
        for agent, rows in placed.groupby("agent", sort=False):
            here = rows[rows["start"].between(first, last)]
            if len(here):
                lanes = list(_lanes(here))
                words = wrapped(str(agent), LEFT - 20)
                # Two lines stand about the middle of the first lane, more begin at its top.
                label = [text(LEFT - 12, y + 14 + 14 * (at - min(len(words) - 1, 1) / 2), line, text_anchor="end") for at, line in enumerate(words)]
                name = element("a", *label, href="../" + address("entities", here["agent_id"].iloc[0]), aria_label=str(agent))
                shapes += [name, element("line", x1=LEFT, x2=_x(last + 1, first), y1=y + 9, y2=y + 9, stroke=COLOURS["line"])]
                for depth, row in lanes:
                    shapes.append(_change(row, first, y + depth * LANE, str(statement[row["fact_id"]])))
                y += max(LANE * (1 + max(depth for depth, _ in lanes)), 14 * len(words) + 4)
        y += 50
    listed, y = _unplaced(changes[changes["start"].isna()], y - 14, statement)
    rows = pd.concat([_sequence_rows(release), features.drop(columns=["residues", "feature"]), contacts.drop(columns=["at", "depth"]), changes.drop(columns=["start", "end"])], ignore_index=True)
    columns = ["fact_id", "kind", "agent", "precursor", "mature", "wild_type", "variant", "effect", "detail", "status"]
    return Picture("sequence", TITLE, READING, document(WIDTH, y, TITLE, *shapes, *listed), rows[columns])


def check(fact_id: str, residue: str, position: int, precursor: str) -> None:
    """Raise an error unless the precursor has the residue at the position."""
    found = precursor[position - 1 : position]
    if found != residue:
        raise PackageError(f"{fact_id} gives {residue} at residue {position} of the precursor, where sequences has {found or 'none'}. Correct the residue, the position or its numbering.")


def _features(release: Release, precursor: str, offset: int) -> pd.DataFrame:
    """Return the features that have positions, with ``residues``: their positions in the precursor."""
    rows = readable(release, "sequence_features")
    rows = rows[(release.load("sequence_features")["protein_id"] == PROTEIN) & rows["kind"].isin(FEATURES) & rows["start"].notna()].copy()
    positions, details = [], []
    for row in rows.to_dict("records"):
        start, end = int(row["start"]), int(row["end"])
        single = sorted({start, end})
        for at in [] if pd.isna(row["residue"]) else single:
            check(row["fact_id"], RESIDUES.get(row["residue"], row["residue"]), at, precursor)
        positions.append(list(range(start, end + 1)) if pd.isna(row["residue"]) else single)
        details.append(_span(start, end) if pd.isna(row["residue"]) else "-".join(f"{row['residue']}{at}" for at in single))
    rows["residues"], rows["detail"], rows["feature"] = positions, details, rows["kind"]
    rows["kind"] = rows["kind"].str.replace("_", " ")
    for column, shift in (("precursor", 0), ("mature", offset)):
        rows[column] = [_positions([at - shift for at in found]) for found in positions]
    return rows


def _changes(release: Release, precursor: str, offset: int) -> pd.DataFrame:
    """Return the substitutions in the order of their agents' first positions, with ``start`` and ``end`` in the precursor."""
    mine = release.load("substitutions")
    rows = readable(release, "substitutions").assign(agent_id=mine["agent_id"])[mine["protein_id"] == PROTEIN].copy()
    shift = rows["numbering"].map({"mature": offset, "precursor": 0})
    rows["start"] = rows["position"] + shift
    rows["end"] = rows["start"]
    rows["detail"] = rows["partner"].fillna(rows["remark"])
    for row in rows[rows["start"].notna()].to_dict("records"):
        for at, residue in enumerate(row["wild_type"], start=int(row["start"])):
            check(row["fact_id"], residue, at, precursor)
    rows["precursor"] = [None if pd.isna(a) else _span(int(a), int(b)) for a, b in zip(rows["start"], rows["end"], strict=True)]
    rows["mature"] = [None if pd.isna(a) else _span(int(a) - offset, int(b) - offset) for a, b in zip(rows["start"], rows["end"], strict=True)]
    rows["first"] = rows.groupby("agent")["start"].transform("min")
    return rows.sort_values(["first", "agent", "start", "fact_id"])


def _contacts(release: Release, precursor: str, offset: int) -> pd.DataFrame:
    """Return the contacts of residues with ``at``, the position in the precursor, and ``depth``, the place in the pile over it."""
    rows = readable(release, "contacts").assign(partner_id=release.load("contacts")["partner_id"])
    rows = rows[release.load("contacts")["protein_id"] == PROTEIN].copy()
    rows["at"] = rows["position"] + rows["numbering"].map({"mature": offset, "precursor": 0})
    for row in rows.to_dict("records"):
        check(row["fact_id"], RESIDUES[row["residue"]], int(row["at"]), precursor)
    rows["chain_name"] = rows["partner_id"].map(TOUCHED)
    rows["strength"] = rows["kind"].map(list(CONTACTS).index)
    rows = rows.sort_values(["at", "chain_name", "strength", "partner_position", "fact_id"])
    rows["depth"] = rows.groupby("at").cumcount()
    rows["wild_type"], rows["precursor"], rows["mature"] = rows["residue"].map(RESIDUES), rows["at"].astype(str), (rows["at"] - offset).astype(str)
    rows["sign"], rows["detail"] = rows["kind"], [f"{row.partner_residue} {row.partner_position} of {row.partner}" for row in rows.itertuples()]
    rows["effect"], rows["kind"] = rows["kind"].str.replace("_", " "), "contact"
    return rows


def _sequence_rows(release: Release) -> pd.DataFrame:
    rows = readable(release, "sequences")
    rows = rows[(release.load("sequences")["entity_id"] == PROTEIN)].copy()
    rows["kind"] = rows["form"] + " sequence"
    rows["precursor"] = [_span(a, b) for a, b in zip(rows["start"], rows["end"], strict=True)]
    return rows.rename(columns={"sequence": "detail"})


def _positions(found: list[int]) -> str | None:
    """Return positions as text: a stretch by its ends; nothing where they lie before the mature chain."""
    if found[0] < 1:
        return None
    stretch = found == list(range(found[0], found[-1] + 1))
    return _span(found[0], found[-1]) if stretch else ", ".join(map(str, found))


def _span(first: int, last: int) -> str:
    return f"{first}" if first == last else f"{first} to {last}"


def _x(position: int, first: int) -> float:
    return LEFT + (position - first) * CELL


def _residues(
    precursor: str, first: int, last: int, offset: int, y: float, sequences: pd.DataFrame, features: pd.DataFrame, statement: pd.Series
) -> Iterator[Element]:
    """Yield one line of residues: feature names and numbers of the precursor, letters, numbers of the mature chain."""
    for row in features.to_dict("records"):
        here = [position for position in row["residues"] if first <= position <= last]
        if not here:
            continue
        label = f"{row['kind']} {row['detail']}"
        marks = [_feature(row["feature"], _x(position, first), y) for position in here]
        yield linked(row["fact_id"], str(statement[row["fact_id"]]), *marks, text(_x(here[0], first), y - 18, label, font_size=12))
    for form, height in (("precursor", y), ("mature", y + 36)):
        yield linked(str(sequences.loc[form, "fact_id"]), str(statement[sequences.loc[form, "fact_id"]]), text(LEFT - 12, height, f"{form} number", text_anchor="end", font_size=12))
    for position in range(first, last + 1):
        middle = _x(position, first) + CELL / 2
        # A letter lies on the mark of its feature, and must not keep the pointer from it.
        yield text(middle, y + 18, precursor[position - 1], text_anchor="middle", font_family=MONOSPACE, font_size=14, pointer_events="none")
        if position % 10 == 0 or position == 1:
            yield text(middle, y, f"{position}", text_anchor="middle", font_size=11, fill=COLOURS["muted"])
        mature = position - offset
        if mature > 0 and (mature % 10 == 0 or mature == 1):
            yield text(middle, y + 36, f"{mature}", text_anchor="middle", font_size=11, fill=COLOURS["muted"])


def _feature(kind: str, x: float, y: float) -> Element:
    if kind == "signal_peptide":
        return element("rect", x=f"{x:g}", y=y + 4, width=CELL, height=20, fill=COLOURS["muted"], fill_opacity=0.2)
    if kind == "glycosylation_site":
        return element("circle", cx=f"{x + CELL / 2:g}", cy=y + 13.5, r=9.5, fill=COLOURS["purple"], fill_opacity=0.3, stroke=COLOURS["purple"], stroke_width=2)
    return element("rect", x=f"{x:g}", y=y + 4, width=CELL, height=20, fill=COLOURS["yellow"], fill_opacity=0.4, stroke=COLOURS["ink"], stroke_width=2)


def _lanes(rows: pd.DataFrame) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield each change of an agent with the depth of its lane: changes of one residue, or whose signs would meet, lie below each other."""
    ends: list[tuple[int, int]] = []
    for row in rows.to_dict("records"):
        # A sign of more than two letters is wider than a cell.
        wide = int(len(_sign(row)[0]) > 2)
        depth = next((at for at, (end, beside) in enumerate(ends) if end + max(beside, wide) < row["start"]), len(ends))
        ends[depth : depth + 1] = [(row["end"], wide)]
        yield depth, row


def _sign(row: dict[str, Any]) -> tuple[str, str]:
    """Return the sign of a change's effect, in brackets where the effect is not that of the change alone, and the name of its colour."""
    found = re.fullmatch(r"(raises|reduces|removes)_(alpha|beta|gamma)_binding", str(row["effect"]))
    chain, colour = CHAINS[found[2]] if found else ("", "muted")
    sign = chain + CHANGES[found[1]] if found else OTHERS.get(str(row["effect"]), "")
    return f"({sign})" if sign and row["effect_of"] != "this_change_alone" else sign, colour


def _box(x: float, y: float, width: float, height: float, colour: str) -> tuple[Element, Element]:
    """Return a tinted box, and the plain one beneath it that hides what runs behind."""
    size = {"x": f"{x:g}", "y": f"{y:g}", "width": f"{width:g}", "height": height, "rx": 2}
    tint = element("rect", **size, fill=COLOURS[colour], fill_opacity=0.25, stroke=COLOURS[colour], stroke_width=1.5)
    return element("rect", **size, fill=COLOURS["paper"]), tint


def _contact(row: dict[str, Any], first: int, base: float, statement: str) -> Element:
    """Return the box of a contact, in the pile over its residue whose foot is at ``base``."""
    sign, colour = CHAINS[row["chain_name"]]
    opacity, stroke = CONTACTS[row["sign"]]
    x, y = _x(int(row["at"]), first), base - BOX * (row["depth"] + 1)
    size = {"x": f"{x + 0.75:g}", "y": f"{y + 0.75:g}", "width": CELL - 1.5, "height": BOX - 1.5, "rx": 2}
    box = element("rect", **size, fill=COLOURS[colour], fill_opacity=opacity, stroke=COLOURS[colour] if stroke else None, stroke_width=stroke or None)
    return linked(row["fact_id"], statement, box, text(x + CELL / 2, y + 11, sign, text_anchor="middle", font_size=11))


def _legend() -> Iterator[Element]:
    """Yield what the boxes and the signs below them mean."""
    boxes = [(f"changes binding to the {name} chain ({sign})", colour) for name, (sign, colour) in CHAINS.items()] + [("other, none or not stated", "muted")]
    for at, (words, colour) in enumerate(boxes):
        x = 8 + 262 * at
        yield from _box(x, 8, 14, 14, colour)
        yield text(x + 21, 20, words)
    yield text(8, 44, "↑ raised, ↓ reduced, × removed; R the receptor as a whole; t↑ longer half-life; in the box the new residue, ? where the source does not name it, Δ for a deletion")
    for at, (kind, (opacity, stroke)) in enumerate(CONTACTS.items()):
        size = {"x": 400 + 150 * at, "y": 56, "width": 13, "height": 13, "rx": 2}
        yield element("rect", **size, fill=COLOURS["muted"], fill_opacity=opacity, stroke=COLOURS["muted"] if stroke else None, stroke_width=stroke or None)
        yield text(400 + 150 * at + 20, 67, kind.replace("_", " ").replace("der waals", "der Waals contact"))
    yield text(8, 67, "over the line, contacts with the chain of that letter in the crystal:")


def _change(row: dict[str, Any], first: int, y: float, statement: str) -> Element:
    sign, colour = _sign(row)
    start, end = int(row["start"]), int(row["end"])
    letter = "Δ" if row["kind"] == "deletion" else "?" if pd.isna(row["variant"]) else str(row["variant"])
    x, width = _x(start, first), (end - start + 1) * CELL
    middle = x + width / 2
    return linked(
        str(row["fact_id"]), statement, *_box(x, y, width, 18, colour), text(middle, y + 13.5, letter, text_anchor="middle", font_family=MONOSPACE), text(middle, y + 29, sign, text_anchor="middle", font_size=11)
    )


def _unplaced(rows: pd.DataFrame, y: float, statement: pd.Series) -> tuple[list[Element], float]:
    """Return the list of changes without a position, in two columns, and the height at its end."""
    shapes = [text(8, y, "Changes without a position", font_weight="bold", font_size=14)]
    half = (len(rows) + 1) // 2
    for at, row in enumerate(rows.sort_values(["kind", "agent", "fact_id"]).to_dict("records")):
        colour = _sign(row)[1]
        x, line = 8 + 500 * (at // half), y + 26 + 22 * (at % half)
        effect = "" if pd.isna(row["effect"]) else ": " + row["effect"].replace("_", " ")
        words = textwrap.shorten(f"{row['agent']}, {row['kind'].replace('_', ' ')}{effect}", 76, placeholder=" …")
        shapes.append(linked(row["fact_id"], str(statement[row["fact_id"]]), *_box(x, line - 11, 12, 12, colour), text(x + 20, line, words)))
    return shapes, y + 26 + 22 * half
