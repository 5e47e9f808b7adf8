"""The residues of IL-2 as a map.

With them stand what they touch in the receptor and the changes that engineered forms made to them.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree.ElementTree import Element

import pandas as pd

from il2data.site import residues
from il2data.site.addresses import address
from il2data.site.drawing import MONOSPACE, document, element, flowed, linked, text, width, wrapped
from il2data.site.picture import COLOURS, Picture
from il2data.site.wiring import HALO

if TYPE_CHECKING:
    from il2data import Release

TITLE = "The sequence of IL-2, what it touches and what was changed in it"
READING = (
    "The precursor in lines of 60 residues, of 20 on a phone: its numbers above, those of the mature chain below, the"
    " signal peptide shaded. Over each line the residues of the receptor that lie next to a residue of IL-2 in the"
    " crystal, a box each with the letter of its chain: the stronger its colour and outline, the firmer the contact may"
    " be (salt bridge, hydrogen bond, van der Waals contact). Under each line the engineered forms, a box at each"
    " residue they changed: in it the new residue (? where the source does not name it, Δ for a deletion), below it the"
    " chain whose binding changes and how: ↑ raised, ↓ reduced, × removed; R is the receptor as a whole, t↑ a longer"
    " half-life; in brackets where it was found for the whole molecule and not for this change alone. A row named after"
    " a class, such as the muteins of a patent, gathers changes of different molecules. Changes that have no position"
    " are listed at the end."
)
CHAINS = {"alpha": ("α", "vermilion"), "beta": ("β", "blue"), "gamma": ("γ", "green")}
# How much colour and outline a contact has, and the dashes of its outline.
LOOKS = ((0.6, 2, None), (0.35, 1, None), (0.12, 1, "1.5 1.5"))
CONTACTS = dict(zip(residues.CONTACTS, LOOKS, strict=True))
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
LANE, BOX = 34, 14


class Layout(NamedTuple):
    """The width of the drawing, residues a line, how wide each is, where they begin, and the size of the least text."""

    width: float
    columns: int
    cell: float
    left: float
    small: float

    @property
    def beside(self) -> bool:
        """Whether words stand left of the residues; else they stand among or over what they name."""
        return self.left > self.width / 10

    def x(self, position: int, first: int) -> float:
        """Return the left edge of a residue, in the line that begins with the residue ``first``."""
        return self.left + (position - first) * self.cell


WIDE, NARROW = Layout(1000, 60, 13.6, 178, 11), Layout(360, 20, 16.4, 16, 12)


def picture(release: Release) -> Picture:
    """Return the map of residues, features and substitutions.

    Raises
    ------
    PackageError
        A row gives a residue at a position where the stored sequence has another.
    """
    sequences = release.load("sequences").query("entity_id == @residues.PROTEIN").set_index("form")
    precursor = str(sequences.loc["precursor", "sequence"])
    offset = int(sequences.loc["mature", "start"]) - 1
    features = residues.features(release, precursor, offset)
    changes = residues.changes(release, precursor, offset)
    contacts = residues.contacts(release, precursor, offset)
    statement = release.load("facts").set_index("fact_id")["statement"]
    wide, narrow = (
        _draw(precursor, offset, sequences, features, changes, contacts, statement, layout) for layout in (WIDE, NARROW)
    )
    rows = pd.concat(
        [
            residues.chains(release),
            features.drop(columns=["residues", "feature"]),
            contacts.drop(columns=["at", "depth"]),
            changes.drop(columns=["start", "end"]),
        ],
        ignore_index=True,
    )
    columns = ["fact_id", "kind", "agent", "precursor", "mature", "wild_type", "variant", "effect", "detail", "status"]
    return Picture("sequence", TITLE, READING, wide, rows[columns], narrow=narrow)


def _draw(
    precursor: str,
    offset: int,
    sequences: pd.DataFrame,
    features: pd.DataFrame,
    changes: pd.DataFrame,
    contacts: pd.DataFrame,
    statement: pd.Series,
    layout: Layout,
) -> str:
    """Return the drawing, line by line: contacts, residues, and the changes of each agent."""
    legend, y = _legend(layout)
    shapes = list(legend)
    placed = changes[changes["start"].notna()]
    for first in range(1, len(precursor) + 1, layout.columns):
        last = min(first + layout.columns - 1, len(precursor))
        touching = contacts[contacts["at"].between(first, last)]
        y += BOX * (touching["depth"].max() + 1 if len(touching) else 0)
        shapes += [
            _contact(row, first, y - 32, str(statement[row["fact_id"]]), layout) for row in touching.to_dict("records")
        ]
        shapes += _residues(precursor, first, last, offset, y, sequences, features, statement, layout)
        y += 76
        for agent, rows in placed.groupby("agent", sort=False):
            here = rows[rows["start"].between(first, last)]
            if len(here):
                drawn, y = _agent(str(agent), here, first, last, y, statement, layout)
                shapes += drawn
        y += 50
    listed, y = _unplaced(changes[changes["start"].isna()], y - 14, statement, layout)
    return document(layout.width, y, TITLE, *shapes, *listed)


def _agent(
    agent: str, rows: pd.DataFrame, first: int, last: int, y: float, statement: pd.Series, layout: Layout
) -> tuple[list[Element], float]:
    """Return the changes of an agent in one line of residues, with its name, and the height beneath them."""
    lanes = list(_lanes(rows))
    start, end = layout.x(int(rows["start"].min()), first), layout.x(int(rows["end"].max()) + 1, first)
    right = layout.x(last + 1, first)
    over = False
    style: dict[str, object] = {"text_anchor": "end"}
    words, x = wrapped(agent, layout.left - 20), layout.left - 12
    if not layout.beside:
        # Left of the boxes, right of them, or over them.
        words, style = wrapped(agent, layout.width - 2 * layout.left), {"text_anchor": "start", **HALO}
        room = width(agent) + 12
        over = start - layout.left < room and layout.width - layout.left - end < room
        x = end + 8 if not over and start - layout.left < room else layout.left
    # Two lines stand about the middle of the first lane, more begin at its top.
    top = y + 8 if over else y + 14 - 7 * min(len(words) - 1, 1)
    label = [text(x, top + 14 * down, line, **style) for down, line in enumerate(words)]
    y += 14 * len(words) * over
    name = element("a", *label, href="../" + address("entities", rows["agent_id"].iloc[0]), aria_label=agent)
    shapes = [element("line", x1=layout.left, x2=f"{right:g}", y1=y + 9, y2=y + 9, stroke=COLOURS["line"]), name]
    for depth, row in lanes:
        shapes.append(_change(row, first, y + depth * LANE, str(statement[row["fact_id"]]), layout))
    high = LANE * (1 + max(depth for depth, _ in lanes))
    return shapes, y + (max(high, 14 * len(words) + 4) if layout.beside else high + 4)


def _residues(
    precursor: str,
    first: int,
    last: int,
    offset: int,
    y: float,
    sequences: pd.DataFrame,
    features: pd.DataFrame,
    statement: pd.Series,
    layout: Layout,
) -> Iterator[Element]:
    """Yield one line of residues: feature names and numbers of the precursor, letters, numbers of the mature chain."""
    for row in features.to_dict("records"):
        here = [position for position in row["residues"] if first <= position <= last]
        if not here:
            continue
        label = f"{row['kind']} {row['detail']}"
        marks = [_feature(row["feature"], layout.x(position, first), y, layout.cell) for position in here]
        yield linked(
            row["fact_id"],
            str(statement[row["fact_id"]]),
            *marks,
            text(min(layout.x(here[0], first), layout.width - width(label, 12)), y - 18, label, font_size=12),
        )
    for form, height, shift in (("precursor", y, 0), ("mature", y + 36, offset)):
        # Where no number stands nearby.
        fifth = next((at for at in range(first, last + 1) if at > shift and (at - shift) % 10 == 5), None)
        if layout.beside:
            x, anchor = layout.left - 12, "end"
        elif fifth:
            x, anchor = layout.x(fifth, first) + layout.cell / 2, "middle"
        else:
            continue
        yield linked(
            str(sequences.loc[form, "fact_id"]),
            str(statement[sequences.loc[form, "fact_id"]]),
            text(x, height, f"{form} number", font_size=12, text_anchor=anchor),
        )
    for position in range(first, last + 1):
        middle = layout.x(position, first) + layout.cell / 2
        # A letter lies on the mark of its feature, and must not keep the pointer from it.
        yield text(
            middle,
            y + 18,
            precursor[position - 1],
            text_anchor="middle",
            font_family=MONOSPACE,
            font_size=14,
            pointer_events="none",
        )
        if position % 10 == 0 or position == 1:
            yield text(middle, y, f"{position}", text_anchor="middle", font_size=layout.small, fill=COLOURS["muted"])
        mature = position - offset
        if mature > 0 and (mature % 10 == 0 or mature == 1):
            yield text(middle, y + 36, f"{mature}", text_anchor="middle", font_size=layout.small, fill=COLOURS["muted"])


def _feature(kind: str, x: float, y: float, cell: float) -> Element:
    if kind == "signal_peptide":
        return element("rect", x=f"{x:g}", y=y + 4, width=cell, height=20, fill=COLOURS["muted"], fill_opacity=0.2)
    if kind == "glycosylation_site":
        return element(
            "circle",
            cx=f"{x + cell / 2:g}",
            cy=y + 13.5,
            r=9.5,
            fill=COLOURS["purple"],
            fill_opacity=0.3,
            stroke=COLOURS["purple"],
            stroke_width=2,
        )
    return element(
        "rect",
        x=f"{x:g}",
        y=y + 4,
        width=cell,
        height=20,
        fill=COLOURS["yellow"],
        fill_opacity=0.4,
        stroke=COLOURS["ink"],
        stroke_width=2,
    )


def _lanes(rows: pd.DataFrame) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield each change of an agent with the depth of its lane.

    Changes of one residue, or whose signs would meet, lie below each other.
    """
    ends: list[tuple[int, int]] = []
    for row in rows.to_dict("records"):
        # A sign of more than two letters is wider than a cell.
        wide = int(len(_sign(row)[0]) > 2)
        depth = next((at for at, (end, beside) in enumerate(ends) if end + max(beside, wide) < row["start"]), len(ends))
        ends[depth : depth + 1] = [(row["end"], wide)]
        yield depth, row


def _sign(row: dict[str, Any]) -> tuple[str, str]:
    """Return the sign of a change's effect and the name of its colour.

    The sign stands in brackets where the effect is not that of the change alone.
    """
    found = re.fullmatch(r"(raises|reduces|removes)_(alpha|beta|gamma)_binding", str(row["effect"]))
    chain, colour = CHAINS[found[2]] if found else ("", "muted")
    sign = chain + CHANGES[found[1]] if found else OTHERS.get(str(row["effect"]), "")
    return f"({sign})" if sign and row["effect_of"] != "this_change_alone" else sign, colour


def _box(x: float, y: float, width: float, height: float, colour: str) -> tuple[Element, Element]:
    """Return a tinted box, and the plain one beneath it that hides what runs behind."""
    size = {"x": f"{x:g}", "y": f"{y:g}", "width": f"{width:g}", "height": height, "rx": 2}
    tint = element("rect", **size, fill=COLOURS[colour], fill_opacity=0.25, stroke=COLOURS[colour], stroke_width=1.5)
    return element("rect", **size, fill=COLOURS["paper"]), tint


def _contact(row: dict[str, Any], first: int, base: float, statement: str, layout: Layout) -> Element:
    """Return the box of a contact, in the pile over its residue whose foot is at ``base``."""
    sign, colour = CHAINS[row["chain_name"]]
    opacity, stroke, dashes = CONTACTS[row["sign"]]
    x, y = layout.x(int(row["at"]), first), base - BOX * (row["depth"] + 1)
    size = {"x": f"{x + 0.75:g}", "y": f"{y + 0.75:g}", "width": f"{layout.cell - 1.5:g}", "height": BOX - 1.5, "rx": 2}
    box = element(
        "rect",
        **size,
        fill=COLOURS[colour],
        fill_opacity=opacity,
        stroke=COLOURS[colour],
        stroke_width=stroke,
        stroke_dasharray=dashes,
    )
    letter = text(x + layout.cell / 2, y + 11, sign, text_anchor="middle", font_size=layout.small)
    return linked(row["fact_id"], statement, box, letter)


def _legend(layout: Layout) -> tuple[list[Element], float]:
    """Return what the boxes and the signs below them mean, and the height of the first line of residues."""
    boxes = [(f"changes binding to the {name} chain ({sign})", colour) for name, (sign, colour) in CHAINS.items()] + [
        ("other, none or not stated", "muted")
    ]
    room = layout.width - 16
    shapes: list[Element] = []
    y = 20.0
    rooms = [(21 + width(words), 262.0) for words, _ in boxes]
    places = flowed(rooms, 8, y, 8, room)
    for (words, colour), (x, y) in zip(boxes, places, strict=True):
        shapes += [*_box(x, y - 12, 14, 14, colour), text(x + 21, y, words)]
    y += 24
    lines = wrapped(
        "↑ raised, ↓ reduced, × removed; R the receptor as a whole; t↑ longer half-life; in the box the new residue, ?"
        " where none is named, Δ for a deletion",
        room,
    )
    shapes += [text(8, y + 17 * at, line) for at, line in enumerate(lines)]
    y += 17 * (len(lines) - 1) + 23
    lines = wrapped("over the line, contacts with the chain of that letter in the crystal:", room)
    shapes += [text(8, y + 17 * at, line) for at, line in enumerate(lines)]
    y += 17 * (len(lines) - 1)
    contacts = [
        (kind.replace("_", " ").replace("der waals", "der Waals contact"), *look) for kind, look in CONTACTS.items()
    ]
    rooms = [(20 + width(words), 150.0) for words, *_ in contacts]
    places = flowed(rooms, 400, y, 8, room, 20)
    for (words, opacity, stroke, dashes), (x, y) in zip(contacts, places, strict=True):
        size = {"x": f"{x:g}", "y": y - 11, "width": 13, "height": 13, "rx": 2}
        shapes.append(
            element(
                "rect",
                **size,
                fill=COLOURS["muted"],
                fill_opacity=opacity,
                stroke=COLOURS["muted"],
                stroke_width=stroke,
                stroke_dasharray=dashes,
            )
        )
        shapes.append(text(x + 20, y, words))
    return shapes, y + 55


def _change(row: dict[str, Any], first: int, y: float, statement: str, layout: Layout) -> Element:
    sign, colour = _sign(row)
    start, end = int(row["start"]), int(row["end"])
    letter = "Δ" if row["kind"] == "deletion" else "?" if pd.isna(row["variant"]) else str(row["variant"])
    x, across = layout.x(start, first), (end - start + 1) * layout.cell
    middle = x + across / 2
    return linked(
        str(row["fact_id"]),
        statement,
        *_box(x, y, across, 18, colour),
        text(middle, y + 13.5, letter, text_anchor="middle", font_family=MONOSPACE),
        text(middle, y + 29, sign, text_anchor="middle", font_size=layout.small),
    )


def _unplaced(rows: pd.DataFrame, y: float, statement: pd.Series, layout: Layout) -> tuple[list[Element], float]:
    """Return the list of changes without a position, in columns, and the height at its end."""
    shapes = [text(8, y, "Changes without a position", font_weight="bold", font_size=14)]
    columns = 2 if layout.beside else 1
    half = -(-len(rows) // columns)
    top = y = y + 26
    foot = y
    for at, row in enumerate(rows.sort_values(["kind", "agent", "fact_id"]).to_dict("records")):
        colour = _sign(row)[1]
        if at % half == 0:
            y = top
        x = 8 + 500 * (at // half)
        effect = "" if pd.isna(row["effect"]) else ": " + row["effect"].replace("_", " ")
        words = f"{row['agent']}, {row['kind'].replace('_', ' ')}{effect}"
        if layout.beside:
            lines = [textwrap.shorten(words, 76, placeholder=" …")]
        else:
            lines = wrapped(words, layout.width - x - 24)
        label = [text(x + 20, y + 15 * down, line) for down, line in enumerate(lines)]
        box = _box(x, y - 11, 12, 12, colour)
        shapes.append(linked(row["fact_id"], str(statement[row["fact_id"]]), *box, *label))
        y += 22 + 15 * (len(lines) - 1)
        foot = max(foot, y)
    return shapes, foot
