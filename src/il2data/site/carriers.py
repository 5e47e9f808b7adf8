"""Which cells carry which chain and form of the receptor, as a table of dots."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from il2data.derive import SUPPORTED
from il2data.site.drawing import element, linked, text
from il2data.site.picture import COLOURS

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
    titles = {
        "α": "α",
        "β": "β",
        "γ": "γ",
        "il2d:receptor-beta-gamma": "βγ form",
        "il2d:receptor-alpha-beta-gamma": "αβγ form",
    }
    titles |= {
        target: "form not told" if target == ANY else target for target in rows["column"] if target not in titles
    }
    step = min(COLUMN, (width - NAMES) / len(titles))
    left = {title: NAMES + step * number for number, title in enumerate(titles)}
    shapes = [
        text(8, y + 14, "Cells recorded with each chain and form", font_weight="bold", font_size=14),
        *_legend(y + 38),
    ]
    y += 68
    shapes += [text(left[column], y, title, font_weight="bold") for column, title in titles.items()]
    human = rows["species"].isna() | (rows["species"] == "Homo sapiens")
    cell = rows["cell_type"].fillna(rows["tissue"]).str.split(" (", regex=False).str[0]
    rows = rows.assign(
        line=cell + (", " + rows["species"].replace("mixed", "mixed species")).mask(human, ""), human=human
    )
    for name, own in sorted(rows.groupby("line"), key=lambda item: (not item[1]["human"].all(), str(item[0]).lower())):
        y += 24
        shapes.append(element("path", d=f"M8 {y - 16.5:g}H{width - 8}", stroke=COLOURS["line"]))
        shapes.append(text(8, y, str(name)))
        for column, some in own.groupby("column"):
            for at, row in enumerate(some.to_dict("records")):
                x = left[str(column)] + 5 + DOT * at
                marks = _dot(row["presence"] if pd.isna(row["share"]) else "induced", x, y - 4.5)
                doubt = [] if row["status"] in SUPPORTED else [text(x + 6, y - 6, "?", font_size=12)]
                shapes.append(linked(row["fact_id"], str(statement[row["fact_id"]]), *marks, *doubt))
        forms = own.loc[own["presence"] != "absent", "target_id"]
        for chain in sorted({GREEK[chain] for form in forms for chain in held.get(form, ())} - set(own["column"])):
            shapes.append(
                element(
                    "circle",
                    cx=left[chain] + 5,
                    cy=f"{y - 4.5:g}",
                    r=4.5,
                    fill="none",
                    stroke=COLOURS["muted"],
                    stroke_dasharray="2 1.6",
                )
            )
    return shapes, y + 20


def _legend(y: float) -> list[Element]:
    shapes, x = [], 13.0
    for presence, words in {
        "present": "present",
        "induced": "on a part of the cells, or induced",
        "absent": "absent",
    }.items():
        shapes += [*_dot(presence, x, y - 4.5), text(x + 12, y, words)]
        x += 40 + 6.6 * len(words)
    shapes += [
        element(
            "circle",
            cx=f"{x:g}",
            cy=f"{y - 4.5:g}",
            r=4.5,
            fill="none",
            stroke=COLOURS["muted"],
            stroke_dasharray="2 1.6",
        )
    ]
    shapes += [
        text(x + 12, y, "part of a form that is there"),
        text(x + 220, y, "? disputed, or known from secondary sources"),
    ]
    return shapes


def _dot(presence: str, x: float, y: float) -> list[Element]:
    ring = element(
        "circle",
        cx=f"{x:g}",
        cy=f"{y:g}",
        r=5,
        fill=COLOURS["ink" if presence == "present" else "paper"],
        stroke=COLOURS["ink"],
        stroke_width=1.5,
    )
    half = element("path", d=f"M{x:g},{y - 5:g}a5,5 0 0 0 0,10z", fill=COLOURS["ink"])
    return [ring, half] if presence == "induced" else [ring]
