"""The forms of the IL-2 receptor: their chains, how tightly they bind, and the cells that carry them."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

import pandas as pd

from il2data.site import carriers
from il2data.site.carriers import GREEK, PRESENCE
from il2data.site.drawing import document, element, linked, text
from il2data.site.measured import TARGET_COLOURS, amount, caveats, measured, readable
from il2data.site.picture import COLOURS, Picture
from il2data.site.tails import to_scale

if TYPE_CHECKING:
    from il2data import Release

TITLE = "The forms of the IL-2 receptor"
READING = (
    "Each column is a form of the receptor in the membrane of a cell: IL-2 sits in the notch of the beta and gamma"
    " chains, the alpha chain touches IL-2 alone, and what reaches into the cell is as long as its residues, dashed"
    " where no row counts them. Below stand every dissociation constant recorded for IL-2 on cells, never averaged, and"
    " the kinds of cell with the chains and forms they carry."
)
WIDTH, NARROW, LINE, MEMBRANE, BELOW = 1090, 360, 19, 270, 470
# Chains, traits and constants of a form.
Form = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]
# Half the width and height of a head, and the radius of IL-2.
HEAD, TALL, BALL = 34, 32, 26


def picture(release: Release) -> Picture:
    """Return the diagram of forms with their chains, affinities and cells."""
    statement = release.load("facts").set_index("fact_id")["statement"]
    subunits = _with_ids(release, "receptor_subunits", "receptor_form_id", "protein_id")
    traits = _with_ids(release, "receptor_form_profiles", "receptor_form_id")
    traits = traits[
        (traits["affinity_class"].notna() | traits["signals"].notna())
        & traits["receptor_form_id"].isin(subunits["receptor_form_id"])
    ]
    traits = traits.assign(
        words=traits["affinity_class"]
        .add(" affinity")
        .fillna(traits["signals"].map({True: "signals", False: "does not signal"}))
    )
    affinities = measured(release, "affinities").assign(
        target_id=release.load("affinities")["target_id"], ligand_id=release.load("affinities")["ligand_id"]
    )
    affinities = affinities.query(
        "ligand_id == 'UniProtKB:P60568' and quantity == 'Kd' and receptor_state == 'on_cells' and"
        " target_id.isin(@subunits.receptor_form_id)"
    )
    expression = _with_ids(release, "receptor_expression", "target_id")
    expression = expression.assign(order=expression["presence"].map(PRESENCE.index)).sort_values(
        ["order", "cell_type", "fact_id"]
    )

    features = _with_ids(release, "sequence_features", "protein_id")
    tails = features[(features["kind"] == "cytoplasmic") & features["protein_id"].isin(GREEK)]
    forms = sorted(
        subunits["receptor_form_id"].unique(),
        key=lambda form: (int((subunits["receptor_form_id"] == form).sum()), form),
    )
    parts = {
        form: (
            subunits[subunits["receptor_form_id"] == form].sort_values("protein_id"),
            traits[traits["receptor_form_id"] == form],
            affinities[affinities["target_id"] == form],
        )
        for form in forms
    }
    held = subunits.groupby("receptor_form_id")["protein_id"].agg(set).to_dict()
    carried = expression.assign(column=carriers.columns(release, expression))
    return Picture(
        "receptor_forms",
        TITLE,
        READING,
        _wide(parts, tails, carried, held, statement),
        _table(subunits, traits, affinities, expression, tails),
        narrow=_narrow(parts, tails, carried, held, statement),
    )


def _wide(
    parts: Mapping[str, Form],
    tails: pd.DataFrame,
    carried: pd.DataFrame,
    held: dict[str, set[str]],
    statement: pd.Series,
) -> str:
    """Return the forms side by side in one membrane, and the cells in a table beneath."""
    shapes: list[Element] = [*_membrane(WIDTH)]
    bottom, x = 0.0, 8.0
    shares = {form: 3 if rows.empty else 5 for form, (_, _, rows) in parts.items()}
    for form, part in parts.items():
        width = WIDTH * shares[form] / sum(shares.values())
        drawn, foot = _form(part, tails, x, width - 16, statement)
        shapes += drawn
        bottom, x = max(bottom, foot), x + width
    cells, bottom = carriers.table(carried, held, WIDTH, bottom + 20, statement)
    return document(WIDTH, bottom, TITLE, *shapes, *cells)


def _narrow(
    parts: Mapping[str, Form],
    tails: pd.DataFrame,
    carried: pd.DataFrame,
    held: dict[str, set[str]],
    statement: pd.Series,
) -> str:
    """Return the forms one under another, each with its piece of membrane, and the cells as lines beneath."""
    shapes: list[Element] = []
    y = 0.0
    for part in parts.values():
        drawn, foot = _form(part, tails, 8, NARROW - 16, statement)
        shapes.append(element("g", *_membrane(NARROW), *drawn, transform=f"translate(0 {y:g})"))
        y += foot
    cells, y = carriers.lines(carried, held, NARROW, y + 10, statement)
    return document(NARROW, y, TITLE, *shapes, *cells)


def _form(part: Form, tails: pd.DataFrame, x: float, width: float, statement: pd.Series) -> tuple[list[Element], float]:
    """Return a form with its name, its traits and its constants, and the height below them."""
    chains, traits, affinities = part
    title = textwrap.wrap(str(chains["receptor_form"].iloc[0]), int(width / 8))
    shapes = [text(x, 20 + 17 * line, words, font_size=14, font_weight="bold") for line, words in enumerate(title)]
    shapes += _receptor(chains, tails, x + width / 2, statement)
    y: float = BELOW
    for row in traits.to_dict("records"):
        shapes.append(linked(row["fact_id"], str(statement[row["fact_id"]]), text(x, y, row["words"])))
        y += LINE
    return shapes, _affinities(shapes, affinities, x, y + 14, statement)


def _with_ids(release: Release, table: Any, *columns: str) -> pd.DataFrame:
    """Return a readable table, with the identifiers of some columns kept beside their labels."""
    frame = release.load(table)
    return readable(release, table).assign(**{column: frame[column] for column in columns})


def _membrane(width: float) -> list[Element]:
    y = MEMBRANE
    band = element("rect", x=0, y=y, width=width, height=34, fill=COLOURS["line"], fill_opacity=0.6)
    lines = [
        element("line", x1=0, x2=width, y1=at, y2=at, stroke=COLOURS["muted"], stroke_width=1.5) for at in (y, y + 34)
    ]
    return [band, *lines, text(8, y + 22, "cell membrane", font_size=12)]


def _receptor(chains: pd.DataFrame, tails: pd.DataFrame, middle: float, statement: pd.Series) -> list[Element]:
    """Return the chains of one form and IL-2 between them.

    Beta stands beside gamma, alpha at the outer side of IL-2 on a long stalk.
    """
    rows = {GREEK[row["protein_id"]]: row for row in chains.to_dict("records")}
    paired = {"β", "γ"} <= set(rows)
    top = MEMBRANE - 2 * TALL - 52
    place = {"β": (middle - HEAD - 2 if paired else middle + 30, top + TALL), "γ": (middle + HEAD + 2, top + TALL)}
    held = (
        (middle if paired else place["β"][0] - 8, top - (14 if paired else 22))
        if "β" in rows
        else (middle + 30, top + TALL)
    )
    place["α"] = (held[0] - BALL - HEAD + 3, held[1] - (30 if "β" in rows else 0))
    shapes: list[Element] = []
    for name, row in rows.items():
        x, y = place[name]
        stalk = min(x, place["β"][0] - HEAD - 12) if name == "α" and "β" in rows else x
        shapes.append(_chain(name, row, (x, y), stalk, statement))
        shapes += to_scale(name, tails[tails["protein_id"] == row["protein_id"]], stalk, MEMBRANE + 34, statement)
    ball = element(
        "circle",
        cx=f"{held[0]:g}",
        cy=f"{held[1]:g}",
        r=BALL,
        fill=COLOURS["paper"],
        stroke=COLOURS["ink"],
        stroke_width=2,
    )
    return [*shapes, ball, text(held[0], held[1] + 4, "IL-2", text_anchor="middle", font_weight="bold", font_size=12)]


def _chain(name: str, row: dict[str, Any], head: tuple[float, float], stalk: float, statement: pd.Series) -> Element:
    (x, y), colour = head, COLOURS[TARGET_COLOURS[row["protein_id"]]]
    copies = "" if pd.isna(row["copies"]) or row["copies"] == 1 else f" ×{row['copies']}"
    stem = element("rect", x=f"{stalk - 6:g}", y=f"{y:g}", width=12, height=f"{MEMBRANE + 34 - y:g}", fill=colour)
    box = element(
        "rect",
        x=f"{x - HEAD:g}",
        y=f"{y - TALL:g}",
        width=2 * HEAD,
        height=2 * TALL,
        rx=22,
        fill=COLOURS["paper"],
        stroke=colour,
        stroke_width=4,
    )
    role = textwrap.wrap(("" if pd.isna(row["role"]) else row["role"]).replace("_", " "), 11)
    said = [
        text(stalk, BELOW - 36 + 14 * line, words, text_anchor="middle", font_size=12)
        for line, words in enumerate(role)
    ]
    return linked(
        row["fact_id"],
        str(statement[row["fact_id"]]),
        stem,
        box,
        text(x, y + 7, name + copies, text_anchor="middle", font_size=20, font_weight="bold"),
        *said,
    )


def _affinities(shapes: list[Element], rows: pd.DataFrame, x: float, y: float, statement: pd.Series) -> float:
    """Add the dissociation constants of a form, the range of all first; return the height below them."""
    if rows.empty:
        shapes.append(text(x, y, "No Kd of IL-2 on cells", font_weight="bold"))
        return y + 2 * LINE
    numbers = rows[["at", "low", "high"]].stack()
    low, high = amount(numbers.min(), "mol/L"), amount(numbers.max(), "mol/L")
    human = int((rows["species"] == "Homo sapiens").sum())
    of = "" if human == len(rows) else f", {human} of them human" if human else ", none of them human"
    count = "from 1 row" if len(rows) == 1 else f"the range of {len(rows)} rows{of}"
    shapes += [text(x, y, f"Kd of IL-2 on cells: {low} to {high}", font_weight="bold"), text(x, y + LINE, count)]
    y += LINE
    middle = rows["at"].fillna((rows["low"] * rows["high"]) ** 0.5)
    for row in rows.assign(middle=middle, caveat=caveats(rows)).sort_values(["middle", "fact_id"]).to_dict("records"):
        y += LINE
        cell = "cells" if pd.isna(row["cell_type"]) else row["cell_type"].split(" (")[0]
        lines = textwrap.wrap(f"{row['words']} · {cell}{row['caveat']}", 44)
        shapes.append(
            linked(
                row["fact_id"],
                str(statement[row["fact_id"]]),
                *(text(x + 18, y + 16 * at, line) for at, line in enumerate(lines)),
            )
        )
        y += 16 * (len(lines) - 1)
    return y + LINE


def _table(
    subunits: pd.DataFrame,
    traits: pd.DataFrame,
    affinities: pd.DataFrame,
    expression: pd.DataFrame,
    tails: pd.DataFrame,
) -> pd.DataFrame:
    """Return all rows drawn: form or chain, what is said of it, and the details."""
    parts = [
        subunits.assign(
            target=subunits["receptor_form"],
            what="has chain",
            finding=subunits["protein"],
            detail=subunits["role"].str.replace("_", " "),
        ),
        traits.assign(
            target=traits["receptor_form"],
            what=traits["affinity_class"].notna().map({True: "affinity class", False: "competence to signal"}),
            finding=traits["words"],
        ),
        affinities.assign(what="Kd of IL-2 on cells", finding=affinities["words"], detail=affinities["cell_type"]),
        tails.assign(
            target=tails["protein"], what="inside the cell", finding=tails["length"].astype("string") + " residues"
        ),
        expression.assign(
            what="expression", finding=expression["presence"].str.replace("_", " "), detail=expression["cell_type"]
        ),
    ]
    columns = [
        "fact_id",
        "target",
        "what",
        "finding",
        "detail",
        "state",
        "level",
        "stimulus",
        "method",
        "system",
        "species",
        "status",
    ]
    return pd.concat([part.reindex(columns=columns) for part in parts], ignore_index=True)
