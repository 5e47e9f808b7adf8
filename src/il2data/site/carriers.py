"""Which cells carry which chain and form of the receptor, as a table of dots."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from il2data.site.drawing import element, flowed, legend, linked, text, wrapped
from il2data.site.drawing import width as length
from il2data.site.picture import COLOURS
from il2data.support import SUPPORTED

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from il2data import Release

SYMBOLS = {"IL2RA": "α", "IL2RB": "β", "IL2RG": "γ"}
GREEK = {"UniProtKB:P01589": "α", "UniProtKB:P14784": "β", "UniProtKB:P31785": "γ"}
ANY = "il2d:receptor-any"
PRESENCE = ("present", "induced", "absent")
# Where the columns begin, how wide they are, and how far dots of one cell stand apart.
NAMES, COLUMN, DOT = 372, 112, 17


def columns(release: Release, expression: pd.DataFrame) -> pd.Series:
    """Return the column of the table of cells for each row: a chain, of man or mouse, or a form."""
    symbol = release.load("genes").set_index("gene_id")["symbol"].str.upper()
    proteins = release.load("proteins").set_index("protein_id")["gene_id"].map(symbol)
    chain = expression["target_id"].map(proteins).fillna(expression["target_id"].map(symbol)).map(SYMBOLS)
    return chain.fillna(expression["target_id"])


def table(
    rows: pd.DataFrame, held: dict[str, set[str]], width: float, y: float, statement: pd.Series
) -> tuple[list[Element], float]:
    """Return the table of cells by chain and form, and the height below it; ``held`` are the chains of each form."""
    titles = _titles(rows)
    step = min(COLUMN, (width - NAMES) / len(titles))
    left = {title: NAMES + step * number for number, title in enumerate(titles)}
    shapes, y = _legend(y, width)
    shapes += [text(left[column], y, title, font_weight="bold") for column, title in titles.items()]
    for name, carried in _cells(rows, held):
        y += 24
        shapes.append(element("path", d=f"M8 {y - 16.5:g}H{width - 8:g}", stroke=COLOURS["line"]))
        shapes.append(text(8, y, name))
        for column, some in carried.items():
            shapes += _dots(some, left[column] + 5, y, statement)
    return shapes, y + 20


def lines(
    rows: pd.DataFrame, held: dict[str, set[str]], width: float, y: float, statement: pd.Series
) -> tuple[list[Element], float]:
    """Return the same for a phone.

    Under the name of each cell stand its dots, each chain or form with its name behind them.
    """
    titles = _titles(rows)
    shapes, y = _legend(y, width)
    y -= 14
    for name, carried in _cells(rows, held):
        y += 12
        shapes.append(element("path", d=f"M8 {y - 8.5:g}H{width - 8:g}", stroke=COLOURS["line"]))
        for line in wrapped(name, width - 16):
            y += 15
            shapes.append(text(8, y - 3, line, font_weight="bold"))
        y += 20
        dots = {title: DOT * max(len(carried[title]), 1) for title in titles if title in carried}
        rooms = [(wide + length(titles[title]) + 6, wide + length(titles[title]) + 26) for title, wide in dots.items()]
        places = flowed(rooms, 18, y, 18, width, 20)
        for (title, wide), (x, y) in zip(dots.items(), places, strict=True):
            shapes += _dots(carried[title], x + 5, y, statement)
            shapes.append(text(x + wide + 6, y, titles[title]))
    return shapes, y + 20


def _titles(rows: pd.DataFrame) -> dict[str, str]:
    titles = {
        "α": "α",
        "β": "β",
        "γ": "γ",
        "il2d:receptor-beta-gamma": "βγ form",
        "il2d:receptor-alpha-beta-gamma": "αβγ form",
    }
    return titles | {
        target: "form not told" if target == ANY else target for target in rows["column"] if target not in titles
    }


def _cells(rows: pd.DataFrame, held: dict[str, set[str]]) -> Iterator[tuple[str, dict[str, list[dict[str, Any]]]]]:
    """Yield each cell, human ones first, with its rows by column; a chain known only as part of a form has none."""
    human = rows["species"].isna() | (rows["species"] == "Homo sapiens")
    cell = rows["cell_type"].fillna(rows["tissue"]).str.split(" (", regex=False).str[0]
    rows = rows.assign(
        line=cell + (", " + rows["species"].replace("mixed", "mixed species")).mask(human, ""), human=human
    )
    for name, own in sorted(rows.groupby("line"), key=lambda item: (not item[1]["human"].all(), str(item[0]).lower())):
        forms = own.loc[own["presence"] != "absent", "target_id"]
        implied = {GREEK[chain] for form in forms for chain in held.get(form, ())}
        yield (
            str(name),
            {str(column): some.to_dict("records") for column, some in own.groupby("column")}
            | {chain: [] for chain in sorted(implied - set(own["column"]))},
        )


def _dots(rows: list[dict[str, Any]], x: float, y: float, statement: pd.Series) -> list[Element]:
    """Return a dot for each row, or a dashed ring where there is none."""
    shapes = [_ring(x, y - 4.5)] if not rows else []
    for at, row in enumerate(rows):
        marks = dot(row["presence"] if pd.isna(row["share"]) else "induced", x + DOT * at, y - 4.5)
        doubt = [] if row["status"] in SUPPORTED else [text(x + DOT * at + 6, y - 6, "?", font_size=12)]
        shapes.append(linked(row["fact_id"], str(statement[row["fact_id"]]), *marks, *doubt))
    return shapes


def _legend(y: float, width: float) -> tuple[list[Element], float]:
    """Return the heading and the legend, broken at the right edge, and the height at which the cells begin."""
    shapes = [text(8, y + 14, "Cells recorded with each chain and form", font_weight="bold", font_size=14)]
    y += 38
    signs = {
        "present": dot("present", 0, -4.5),
        "on a part of the cells, or induced": dot("induced", 0, -4.5),
        "absent": dot("absent", 0, -4.5),
        "part of a form that is there": [_ring(0, -4.5)],
        "disputed, or known from secondary sources": [text(-4, 0, "?")],
    }
    drawn, y = legend(((words, marks, 12) for words, marks in signs.items()), 13, y, width, 22)
    return shapes + drawn, y + 30


def _ring(x: float, y: float) -> Element:
    return element(
        "circle",
        cx=f"{x:g}",
        cy=f"{y:g}",
        r=4.5,
        fill="none",
        stroke=COLOURS["muted"],
        stroke_dasharray="2 1.6",
    )


def dot(presence: str, x: float, y: float, colour: str = "ink") -> list[Element]:
    """Return the dot of what is ``present``, ``induced`` or ``absent``: full, half full or a ring."""
    ring = element(
        "circle",
        cx=f"{x:g}",
        cy=f"{y:g}",
        r=5,
        fill=COLOURS[colour if presence == "present" else "paper"],
        stroke=COLOURS[colour],
        stroke_width=1.5,
    )
    half = element("path", d=f"M{x:g},{y - 5:g}a5,5 0 0 0 0,10z", fill=COLOURS[colour])
    return [ring, half] if presence == "induced" else [ring]
