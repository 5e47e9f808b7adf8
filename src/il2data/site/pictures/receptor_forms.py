"""The forms of the IL-2 receptor: their chains, how tightly they bind, and the cells that carry them."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

import pandas as pd

from il2data.site.drawing import document, element, linked, text
from il2data.site.measured import TARGET_COLOURS, amount, caveats, measured, readable
from il2data.site.picture import COLOURS, Picture

if TYPE_CHECKING:
    from il2data import Release

TITLE = "The forms of the IL-2 receptor"
READING = (
    "Each column is a form of the receptor in the membrane of a cell, made of its chains; IL-2 is the ball above them. Below it stand every dissociation constant "
    "recorded for IL-2 on cells, never averaged, and the kinds of cell that carry the form; last, the cells for which only single chains are recorded. "
    "A filled dot means present, a half-filled one on some of the cells or after stimulation, an empty one absent."
)
WIDTH, LINE = 1090, 19
GREEK = {"UniProtKB:P01589": "α", "UniProtKB:P14784": "β", "UniProtKB:P31785": "γ"}
ANY = "il2d:receptor-any"
PRESENCE = ("present", "induced", "absent")


def picture(release: Release) -> Picture:
    """Return the diagram of forms with their chains, affinities and cells."""
    statement = release.load("facts").set_index("fact_id")["statement"]
    subunits = _with_ids(release, "receptor_subunits", "receptor_form_id", "protein_id")
    traits = _with_ids(release, "receptor_form_profiles", "receptor_form_id")
    traits = traits[(traits["affinity_class"].notna() | traits["signals"].notna()) & traits["receptor_form_id"].isin(subunits["receptor_form_id"])]
    traits = traits.assign(words=traits["affinity_class"].add(" affinity").fillna(traits["signals"].map({True: "signals", False: "does not signal"})))
    affinities = measured(release, "affinities").assign(target_id=release.load("affinities")["target_id"], ligand_id=release.load("affinities")["ligand_id"])
    affinities = affinities.query("ligand_id == 'UniProtKB:P60568' and quantity == 'Kd' and receptor_state == 'on_cells' and target_id.isin(@subunits.receptor_form_id)")
    expression = _with_ids(release, "receptor_expression", "target_id")
    expression = expression.assign(order=expression["presence"].map(PRESENCE.index)).sort_values(["order", "cell_type", "fact_id"])

    forms = sorted(subunits["receptor_form_id"].unique(), key=lambda form: (int((subunits["receptor_form_id"] == form).sum()), form))
    shapes: list[Element] = [*_membrane(y=240)]
    bottom = 0.0
    shares = [5 if form in set(affinities["target_id"]) else 3 for form in forms]
    for at, form in enumerate(forms):
        x, width = 8 + WIDTH * sum(shares[:at]) / sum(shares), WIDTH * shares[at] / sum(shares) - 16
        chains = subunits[subunits["receptor_form_id"] == form].sort_values("protein_id")
        title = textwrap.wrap(str(chains["receptor_form"].iloc[0]), int(width / 8))
        shapes += [text(x, 20 + 17 * line, words, font_size=14, font_weight="bold") for line, words in enumerate(title)]
        shapes += _chains(chains, x + width / 2, 240, statement)
        y = 362.0
        for row in traits[traits["receptor_form_id"] == form].to_dict("records"):
            shapes.append(linked(row["fact_id"], str(statement[row["fact_id"]]), text(x, y, row["words"])))
            y += LINE
        y = _affinities(shapes, affinities[affinities["target_id"] == form], x, y + 14, statement)
        bottom = max(bottom, _cells(shapes, expression[expression["target_id"] == form], "Cells recorded with this form", x, y + 14, width, statement))
    others = [*GREEK, *sorted(set(expression["target_id"]) - set(GREEK) - set(forms))]
    top = bottom + 50
    for at, (presence, words) in enumerate({"present": "present", "induced": "on a part of the cells, or induced", "absent": "absent"}.items()):
        shapes += [*_dot(presence, 15 + 250 * at, bottom + 9.5), text(26 + 250 * at, bottom + 14, words)]
    for at, target in enumerate(others):
        x, width = 8 + WIDTH / len(others) * at, WIDTH / len(others) - 14
        rows = expression[expression["target_id"] == target]
        name = rows["target"].iloc[0] if len(rows) else ""
        head = f"Cells recorded with the {GREEK[target]} chain" if target in GREEK else f"{name}, form not established" if target == ANY else f"Mouse cells recorded with {name}"
        bottom = max(bottom, _cells(shapes, rows, head, x, top, width, statement))
    return Picture("receptor_forms", TITLE, READING, document(WIDTH, bottom, TITLE, *shapes), _table(subunits, traits, affinities, expression))


def _with_ids(release: Release, table: Any, *columns: str) -> pd.DataFrame:
    """Return a readable table, with the identifiers of some columns kept beside their labels."""
    frame = release.load(table)
    return readable(release, table).assign(**{column: frame[column] for column in columns})


def _membrane(y: float) -> list[Element]:
    band = element("rect", x=0, y=y, width=WIDTH, height=34, fill=COLOURS["line"], fill_opacity=0.6)
    lines = [element("line", x1=0, x2=WIDTH, y1=at, y2=at, stroke=COLOURS["muted"], stroke_width=1.5) for at in (y, y + 34)]
    return [band, *lines, text(8, y + 22, "cell membrane", font_size=12)]


def _chains(chains: pd.DataFrame, middle: float, y: float, statement: pd.Series) -> list[Element]:
    """Return the chains of one form side by side through the membrane at ``y``, with IL-2 above."""
    ball = element("circle", cx=f"{middle:g}", cy=y - 152, r=30, fill=COLOURS["paper"], stroke=COLOURS["ink"], stroke_width=2)
    shapes = [ball, text(middle, y - 147, "IL-2", text_anchor="middle", font_weight="bold")]
    for at, row in enumerate(chains.to_dict("records")):
        x = middle + 84 * (at - (len(chains) - 1) / 2)
        colour = COLOURS[TARGET_COLOURS[row["protein_id"]]]
        copies = "" if pd.isna(row["copies"]) else f" ×{row['copies']}"
        stem = element("rect", x=f"{x - 7:g}", y=y - 62, width=14, height=120, rx=7, fill=colour)
        head = element("rect", x=f"{x - 34:g}", y=y - 116, width=68, height=64, rx=22, fill=COLOURS["paper"], stroke=colour, stroke_width=4)
        name = text(x, y - 77, f"{GREEK[row['protein_id']]}{copies}", text_anchor="middle", font_size=20, font_weight="bold")
        role = [text(x, y + 74 + 14 * line, words, text_anchor="middle", font_size=12) for line, words in enumerate(textwrap.wrap(("" if pd.isna(row["role"]) else row["role"]).replace("_", " "), 11))]
        shapes.append(linked(row["fact_id"], str(statement[row["fact_id"]]), stem, head, name, *role))
    return shapes


def _affinities(shapes: list[Element], rows: pd.DataFrame, x: float, y: float, statement: pd.Series) -> float:
    """Add the dissociation constants of a form, the range of all first; return the height below them."""
    if rows.empty:
        shapes.append(text(x, y, "No Kd of IL-2 on cells", font_weight="bold"))
        return y + 2 * LINE
    numbers = rows[["at", "low", "high"]].stack()
    low, high = amount(numbers.min(), "mol/L"), amount(numbers.max(), "mol/L")
    count = "from 1 row" if len(rows) == 1 else f"the range of {len(rows)} rows"
    shapes += [text(x, y, f"Kd of IL-2 on cells: {low} to {high}", font_weight="bold"), text(x, y + LINE, count)]
    y += LINE
    middle = rows["at"].fillna((rows["low"] * rows["high"]) ** 0.5)
    for row in rows.assign(middle=middle, caveat=caveats(rows)).sort_values(["middle", "fact_id"]).to_dict("records"):
        y += LINE
        cell = "cells" if pd.isna(row["cell_type"]) else row["cell_type"].split(" (")[0]
        lines = textwrap.wrap(f"{row['words']} · {cell}{row['caveat']}", 44)
        shapes.append(linked(row["fact_id"], str(statement[row["fact_id"]]), *(text(x + 18, y + 16 * at, line) for at, line in enumerate(lines))))
        y += 16 * (len(lines) - 1)
    return y + LINE


def _cells(shapes: list[Element], rows: pd.DataFrame, heading: str, x: float, y: float, width: float, statement: pd.Series) -> float:
    """Add the cells that carry a form or chain, or do not; return the height below them."""
    shapes += [text(x, y + 16 * at, line, font_weight="bold") for at, line in enumerate(textwrap.wrap(heading, int(width / 7)))]
    y += 16 * (len(textwrap.wrap(heading, int(width / 7))) - 1)
    if rows.empty:
        shapes.append(text(x + 18, y + LINE, "none; see the chain below"))
        return y + 2 * LINE
    for row in rows.assign(caveat=caveats(rows)).to_dict("records"):
        y += LINE
        notes = [row[name] for name in ("state", "gate", "share", "measured", "level", "stimulus")] + ([] if row["presence"] == "present" else [row["presence"]])
        words = ", ".join([(row["cell_type"] or str(row["tissue"])).split(" (")[0], *(str(note).replace("_", " ") for note in notes if not pd.isna(note))]) + row["caveat"]
        lines = textwrap.wrap(words, int((width - 18) / 6.3))
        shapes.append(linked(row["fact_id"], str(statement[row["fact_id"]]), *_dot(row["presence"] if pd.isna(row["share"]) else "induced", x + 7, y - 4.5), *(text(x + 18, y + 16 * at, line) for at, line in enumerate(lines))))
        y += 16 * (len(lines) - 1)
    return y + LINE


def _dot(presence: str, x: float, y: float) -> list[Element]:
    ring = element("circle", cx=f"{x:g}", cy=f"{y:g}", r=5, fill=COLOURS["ink" if presence == "present" else "paper"], stroke=COLOURS["ink"], stroke_width=1.5)
    half = element("path", d=f"M{x:g},{y - 5:g}a5,5 0 0 0 0,10z", fill=COLOURS["ink"])
    return [ring, half] if presence == "induced" else [ring]


def _table(subunits: pd.DataFrame, traits: pd.DataFrame, affinities: pd.DataFrame, expression: pd.DataFrame) -> pd.DataFrame:
    """Return all rows drawn: form or chain, what is said of it, and the details."""
    parts = [
        subunits.assign(target=subunits["receptor_form"], what="has chain", finding=subunits["protein"], detail=subunits["role"].str.replace("_", " ")),
        traits.assign(target=traits["receptor_form"], what=traits["affinity_class"].notna().map({True: "affinity class", False: "competence to signal"}), finding=traits["words"]),
        affinities.assign(what="Kd of IL-2 on cells", finding=affinities["words"], detail=affinities["cell_type"]),
        expression.assign(what="expression", finding=expression["presence"].str.replace("_", " "), detail=expression["cell_type"]),
    ]
    columns = ["fact_id", "target", "what", "finding", "detail", "state", "level", "stimulus", "method", "system", "species", "status"]
    return pd.concat([part.reindex(columns=columns) for part in parts], ignore_index=True)
