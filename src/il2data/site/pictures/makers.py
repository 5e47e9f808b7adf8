"""Who makes IL-2 and who uses it: cells by what they make, what they carry and what they answer, as the rows say."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree.ElementTree import Element

import pandas as pd

from il2data.site.carriers import DOT, columns, dot
from il2data.site.drawing import document, element, flowed, legend, linked, mark, records, text, wrapped
from il2data.site.measured import readable
from il2data.site.picture import COLOURS, Picture
from il2data.support import SUPPORTED

if TYPE_CHECKING:
    from il2data import Release
    from il2data._tables import TableName

TITLE = "Who makes IL-2, who carries its receptor and who answers"
READING = (
    "A line for each kind of cell: whether it makes IL-2, which chains of the receptor it carries, and whether it"
    " answers IL-2. Each mark is one row, behind the species of its cells; an empty ring means that a row denies it, a"
    " dash that no row was read. Only answers to IL-2 itself count, as it is, given as medicine or taken away, not to"
    " engineered forms; an effect that goes on without IL-2 is a ring. A whole form of the receptor stands in a column"
    " of its own, since its rows do not tell the chains apart. Cells stand as the rows name them, from all T cells to"
    " their subsets: what is read of one is not carried over to another."
)
# IL-2 itself: of man, of mouse, of a species that the source does not give, and as low-dose medicine.
IL2 = ("UniProtKB:P60568", "UniProtKB:P04351", "il2d:agent-il2-species-not-given", "il2d:agent-low-dose-il2")
COLUMNS = {
    "makes": "makes IL-2",
    "α": "α chain",
    "β": "β chain",
    "γ": "γ chain",
    "form": "a whole form",
    "answers": "answers",
}
# Colour of the marks of a column, and its share of the width.
LOOKS = {
    "makes": ("green", 4),
    "α": ("vermilion", 4),
    "β": ("blue", 4),
    "γ": ("green", 4),
    "form": ("purple", 4),
    "answers": ("ink", 6),
}
PARTS = {
    (True, True): "Make it, and carry its receptor or answer it",
    (True, False): "Make it; no row says that they carry its receptor or answer it",
    (False, True): "Carry its receptor or answer it; no row says that they make it",
    (False, False): "No row says that they make it, carry its receptor or answer it",
}
SPECIES = {
    "Homo sapiens": "human",
    "Mus musculus": "mouse",
    "Rattus norvegicus": "rat",
    "Macaca fascicularis": "macaque",
    "Macaca mulatta": "rhesus",
    "mixed": "several",
    None: "not told",
}
DENIED = {"none", "absent", "no_effect", "not_required_for"}
# How high a line of marks is, and the room for the species before them.
PITCH, TAG = 17, 55


class Layout(NamedTuple):
    """The width of the drawing, its edge, the room for the name of a cell, and whether columns stand side by side."""

    width: float
    edge: float
    names: float
    beside: bool


WIDE, NARROW = Layout(1000, 12, 176, True), Layout(360, 8, 336, False)
Rows = list[dict[str, Any]]


def picture(release: Release) -> Picture:
    """Draw who makes, carries and answers, a mark for each row.

    Returns
    -------
    Picture
        One mark for each row of ``production``, ``receptor_expression`` and ``receptor_abundance``, for each of
        ``potencies`` of IL-2, and for each of ``effects`` of IL-2 on a kind of cell.
    """
    rows = _rows(release)
    statement = dict(release.load("facts")[["fact_id", "statement"]].itertuples(index=False))
    lines = sorted(
        ((str(name), records(own)) for name, own in rows.groupby("cell")),
        key=lambda line: (list(PARTS).index(_part(line[1])), -len(line[1]), line[0].lower()),
    )
    wide, narrow = (_draw(lines, statement, layout) for layout in (WIDE, NARROW))
    order = {name: at for at, (name, _) in enumerate(lines)}
    table = rows.assign(
        order=rows["cell"].map(order),
        column=rows["column"].map(COLUMNS),
        says=[statement[fact] for fact in rows["fact_id"]],
        species=rows["species"].map(SPECIES),
    ).sort_values(["order", "fact_id"], ignore_index=True)
    return Picture(
        "makers",
        TITLE,
        READING,
        wide,
        table[["fact_id", "cell", "column", "found", "species", "says", "status"]],
        narrow=narrow,
    )


def counts(release: Release) -> dict[tuple[bool, bool], int]:
    """Return how many kinds of cell stand in each of `PARTS`."""
    found = dict.fromkeys(PARTS, 0)
    for _, own in _rows(release).groupby("cell"):
        found[_part(records(own))] += 1
    return found


def _rows(release: Release) -> pd.DataFrame:
    """Return every row that is drawn: its fact, cell, column, what it found, sign, species and status."""
    parts = []
    for table, find in TABLES.items():
        frame, plain = readable(release, table), release.load(table)
        for name in {"target_id", "ligand_id", "cause_id"} & set(plain):
            frame[name] = plain[name]
        frame["cell"] = frame["cell_type"].fillna(frame.get("tissue", pd.NA))
        parts.append(find(release, frame)[["fact_id", "cell", "column", "found", "sign", "species", "status"]])
    rows = pd.concat(parts, ignore_index=True).astype(object)
    rows = rows.where(rows.notna(), None)
    rows["cell"] = [name.partition(" (")[0] for name in rows["cell"]]
    return rows


def _made(release: Release, rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(column="makes", found=rows["level"], sign=_signs(rows["level"]))


def _carried(release: Release, rows: pd.DataFrame) -> pd.DataFrame:
    partly = rows["share"].notna() | (rows["presence"] == "induced")
    return rows.assign(
        column=_column(release, rows), found=rows["presence"], sign=_signs(rows["presence"]).mask(partly, "induced")
    )


def _counted(release: Release, rows: pd.DataFrame) -> pd.DataFrame:
    few = (rows["relation"] == "<").fillna(False)
    return rows.assign(column=_column(release, rows), found="counted", sign=few.map({True: "few", False: "count"}))


def _needed(release: Release, rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows[rows["ligand_id"].isin(IL2)]
    return rows.assign(column="answers", found=rows["quantity"], sign="dose")


def _answered(release: Release, rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows[rows["cause_id"].isin(IL2) & rows["cell_type"].notna()]
    return rows.assign(column="answers", found=rows["effect"], sign=_signs(rows["effect"]))


TABLES: dict[TableName, Callable[[Release, pd.DataFrame], pd.DataFrame]] = {
    "production": _made,
    "receptor_expression": _carried,
    "receptor_abundance": _counted,
    "potencies": _needed,
    "effects": _answered,
}


def _signs(said: pd.Series) -> pd.Series:
    return said.isin(DENIED).map({True: "absent", False: "present"})


def _column(release: Release, rows: pd.DataFrame) -> pd.Series:
    chain = columns(release, rows)
    return chain.where(chain.isin(list(COLUMNS)), "form")


def _part(rows: Rows) -> tuple[bool, bool]:
    """Tell whether any row says that a cell makes IL-2, and whether any says that it carries a chain or answers."""
    said = [row["column"] == "makes" for row in rows if row["sign"] not in ("absent", "few")]
    return any(said), not all(said)


def _draw(lines: list[tuple[str, Rows]], statement: dict[str, str], layout: Layout) -> str:
    drawn, y = _legend(layout)
    for part, some in groupby(lines, key=lambda line: _part(line[1])):
        for words in wrapped(PARTS[part], (layout.width - 2 * layout.edge) / 1.06, 14):
            y += 20
            drawn.append(text(layout.edge, y, words, font_size=14, font_weight="bold"))
        y += 8
        if layout.beside:
            y += 20
            drawn += [text(x, y, COLUMNS[column], font_weight="bold") for column, x, _ in _places(layout)]
            y += 8
        for name, rows in some:
            drawn.append(
                element("path", d=f"M{layout.edge} {y + 0.5:g}H{layout.width - layout.edge}", stroke=COLOURS["line"])
            )
            made, y = (_across if layout.beside else _down)(name, rows, y, statement, layout)
            drawn += made
        y += 16
    return document(layout.width, y, TITLE, *drawn)


def _places(layout: Layout) -> list[tuple[str, float, float]]:
    """Return each column with its ends, where columns stand side by side."""
    x, room, places = layout.edge + layout.names, layout.width - 2 * layout.edge - layout.names, []
    whole = sum(share for _, share in LOOKS.values())
    for column, (_, share) in LOOKS.items():
        places.append((column, x, x + room * share / whole - 8))
        x += room * share / whole
    return places


def _across(name: str, rows: Rows, y: float, statement: dict[str, str], layout: Layout) -> tuple[list[Element], float]:
    """Return a cell with its columns side by side, and the height beneath it."""
    words = wrapped(name, layout.names - 12)
    drawn = [text(layout.edge, y + 17 + 15 * at, line) for at, line in enumerate(words)]
    foot = y + 15 * len(words) + 8
    for column, left, right in _places(layout):
        mine = [row for row in rows if row["column"] == column]
        if not mine:
            drawn.append(text(left, y + 17, "–", fill=COLOURS["muted"]))
            continue
        marks, low = _marks(mine, left, right, y + 17, statement)
        drawn += marks
        foot = max(foot, low)
    return drawn, foot


def _down(name: str, rows: Rows, y: float, statement: dict[str, str], layout: Layout) -> tuple[list[Element], float]:
    """Return a cell with what was read of it one under another and the columns without a row by name."""
    drawn = []
    y += 4
    for line in wrapped(name, layout.names / 1.06):
        y += 15
        drawn.append(text(layout.edge, y, line, font_weight="bold"))
    y += 18
    for column, title in COLUMNS.items():
        mine = [row for row in rows if row["column"] == column]
        if mine:
            drawn.append(text(layout.edge, y, title, font_size=12))
            marks, y = _marks(mine, layout.edge + 88, layout.width - layout.edge, y, statement)
            drawn += marks
            y += 9
    missing = [title for column, title in COLUMNS.items() if all(row["column"] != column for row in rows)]
    for line in wrapped("– " + ", ".join(missing), layout.width - 2 * layout.edge, 12) if missing else []:
        drawn.append(text(layout.edge, y, line, font_size=12, fill=COLOURS["muted"]))
        y += 15
    return drawn, y - 4


def _marks(rows: Rows, left: float, right: float, y: float, statement: dict[str, str]) -> tuple[list[Element], float]:
    """Return the marks of a cell in one column, a line or more for each species, and the height beneath them."""
    drawn: list[Element] = []
    for species, tag in SPECIES.items():
        mine = sorted((row for row in rows if row["species"] == species), key=lambda row: (row["sign"], row["fact_id"]))
        if not mine:
            continue
        drawn.append(text(left, y, tag, font_size=12, fill=COLOURS["muted"]))
        # A mark in doubt has a sign behind it.
        rooms = [DOT if row["status"] in SUPPORTED else DOT + 8 for row in mine]
        places = flowed(zip(rooms, rooms, strict=True), left + TAG, y, left + TAG, right, PITCH)
        for row, (x, y) in zip(mine, places, strict=True):
            doubt = [] if row["status"] in SUPPORTED else [text(x + 10, y - 2, "?", font_size=12)]
            colour = LOOKS[row["column"]][0]
            drawn.append(
                linked(row["fact_id"], statement[row["fact_id"]], *_sign(row["sign"], x + 5, y - 4.5, colour), *doubt)
            )
        y += PITCH
    return drawn, y - PITCH + 9


def _sign(sign: str, x: float, y: float, colour: str) -> list[Element]:
    """Return the mark of a row: a dot of what is said in words, a square of a count, a diamond of a dose."""
    if sign in ("count", "few"):
        return [mark("square", x, y, COLOURS[colour], 4, sign == "few")]
    return [mark("diamond", x, y, COLOURS[colour], 4)] if sign == "dose" else dot(sign, x, y, colour)


def _legend(layout: Layout) -> tuple[list[Element], float]:
    """Return the legend, broken at the right edge, and the height at its end."""
    signs = {
        "a row says so": _sign("present", 5, -4.5, "ink"),
        "on a part of the cells, or induced": _sign("induced", 5, -4.5, "ink"),
        "a row denies it": _sign("absent", 5, -4.5, "ink"),
        "copies counted": _sign("count", 5, -4.5, "ink"),
        "fewer than could be counted": _sign("few", 5, -4.5, "ink"),
        "half-maximal dose": _sign("dose", 5, -4.5, "ink"),
        "disputed, or from secondary sources": [text(1, 0, "?", font_size=12)],
        "no row read": [text(1, 0, "–", fill=COLOURS["muted"])],
    }
    right = layout.width - layout.edge
    drawn, y = legend(((words, shapes, 17) for words, shapes in signs.items()), layout.edge, 18, right, 19)
    return drawn, y + 14
