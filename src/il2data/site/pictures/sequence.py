"""The residues of IL-2 as a map.

With them stand what they touch in the receptor and the changes that engineered forms made to them.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

import pandas as pd

from il2data.site import residues
from il2data.site.addresses import address
from il2data.site.drawing import document, element, flowed, linked, text, width, wrapped
from il2data.site.picture import COLOURS, Picture
from il2data.site.residue_shapes import (
    BOX,
    CHAINS,
    CONTACTS,
    NARROW,
    WIDE,
    Layout,
    change_box,
    contact_box,
    line_of_residues,
    sign_of,
    tinted_box,
)
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
LANE = 34


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
            contact_box(row, first, y - 32, str(statement[row["fact_id"]]), layout)
            for row in touching.to_dict("records")
        ]
        shapes += line_of_residues(precursor, first, last, offset, y, sequences, features, statement, layout)
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
        shapes.append(change_box(row, first, y + depth * LANE, str(statement[row["fact_id"]]), layout))
    high = LANE * (1 + max(depth for depth, _ in lanes))
    return shapes, y + (max(high, 14 * len(words) + 4) if layout.beside else high + 4)


def _lanes(rows: pd.DataFrame) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield each change of an agent with the depth of its lane.

    Changes of one residue, or whose signs would meet, lie below each other.
    """
    ends: list[tuple[int, int]] = []
    for row in rows.to_dict("records"):
        # A sign of more than two letters is wider than a cell.
        wide = int(len(sign_of(row)[0]) > 2)
        depth = next((at for at, (end, beside) in enumerate(ends) if end + max(beside, wide) < row["start"]), len(ends))
        ends[depth : depth + 1] = [(row["end"], wide)]
        yield depth, row


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
        shapes += [*tinted_box(x, y - 12, 14, 14, colour), text(x + 21, y, words)]
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


def _unplaced(rows: pd.DataFrame, y: float, statement: pd.Series, layout: Layout) -> tuple[list[Element], float]:
    """Return the list of changes without a position, in columns, and the height at its end."""
    shapes = [text(8, y, "Changes without a position", font_weight="bold", font_size=14)]
    columns = 2 if layout.beside else 1
    half = -(-len(rows) // columns)
    top = y = y + 26
    foot = y
    for at, row in enumerate(rows.sort_values(["kind", "agent", "fact_id"]).to_dict("records")):
        colour = sign_of(row)[1]
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
        box = tinted_box(x, y - 11, 12, 12, colour)
        shapes.append(linked(row["fact_id"], str(statement[row["fact_id"]]), *box, *label))
        y += 22 + 15 * (len(lines) - 1)
        foot = max(foot, y)
    return shapes, foot
