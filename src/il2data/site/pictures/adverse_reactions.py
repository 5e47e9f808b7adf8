"""Aldesleukin's adverse reactions: how often, among how many, and those of which no source gives a percentage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree.ElementTree import Element

from il2data.site.drawing import document, element, flowed, linked, mark, records, text, width, wrapped
from il2data.site.picture import COLOURS, Picture
from il2data.site.wiring import HALO

if TYPE_CHECKING:
    import pandas as pd

    from il2data import Release

TITLE = "Adverse reactions of aldesleukin"
AGENT = "il2d:agent-aldesleukin"
USES = {"retreatment": "no further course after it", "exclusion_recommended": "exclusion recommended"}
# Rows of one grade are one series.
SERIES = {
    "any": ("circle", COLOURS["blue"], "any grade"),
    "3-5": ("diamond", COLOURS["purple"], "grades 3 to 5 counted together"),
    "5": ("square", COLOURS["vermilion"], "grade 5: drug-related death"),
}
# The panels by grade, the gravest first.
PANELS = {"5": "Deaths by the drug", "any": "Reactions of any grade", "3-5": "Reactions of grades 3 to 5"}


class Layout(NamedTuple):
    """Where things stand.

    The width of the drawing, its left edge, the ends of an axis, the height of a line of it, and the columns of a
    list.
    """

    width: float
    edge: float
    left: float
    right: float
    step: float
    columns: int

    @property
    def beside(self) -> bool:
        """Whether a reaction and its figure stand left and right of its bar; else they stand over it."""
        return self.left > self.edge


WIDE, NARROW = Layout(1000, 20, 395, 765, 19, 3), Layout(360, 8, 8, 346, 31, 1)


def picture(release: Release) -> Picture:
    """Draw the adverse reactions of aldesleukin.

    Returns
    -------
    Picture
        One mark for each row with a percentage and one line of text for each without.
    """
    rows = _rows(release)
    statements = dict(release.load("facts")[["fact_id", "statement"]].itertuples(index=False))
    measured, unmeasured = rows["percent"].notna().sum(), rows["percent"].isna().sum()
    reading = (
        f"{measured} of {len(rows)} rows have a percentage and are drawn on axes of one scale: first what kills, then"
        f" reactions of any grade, then those of grades 3 to 5. The other {unmeasured} (warnings, contraindications and"
        " the like) have none in their source: they are listed beneath, not drawn as zero. The grades come from"
        " different trials and do not add up."
    )
    return Picture(
        "adverse_reactions", TITLE, reading, _draw(rows, statements, WIDE), rows, narrow=_draw(rows, statements, NARROW)
    )


def position(percent: float, most: float, layout: Layout = WIDE) -> float:
    """Return where a percentage stands on an axis that ends at ``most``."""
    return layout.left + (layout.right - layout.left) * percent / most


def _rows(release: Release) -> pd.DataFrame:
    table = release.load("adverse_reactions")
    table = table[table["agent_id"] == AGENT]
    labels = release.load("entities").set_index("entity_id")["prose"].str.removeprefix("a ").str.removeprefix("an ")
    table.insert(1, "reaction", table["finding_id"].map(labels).map(lambda words: words[0].upper() + words[1:]))
    table.insert(2, "disease", table["disease_id"].map(labels))
    columns = [
        "fact_id",
        "reaction",
        "reported_as",
        "kind",
        "percent",
        "count",
        "n",
        "grade",
        "disease",
        "jurisdiction",
        "label_edition",
        "use",
        "criterion",
        "certainty",
    ]
    return table[columns].sort_values(
        ["percent", "reaction", "fact_id"], ascending=[False, True, True], ignore_index=True
    )


def _draw(rows: pd.DataFrame, statements: dict[str, str], layout: Layout) -> str:
    measured, unmeasured = rows[rows["percent"].notna()], rows[rows["percent"].isna()]
    most = -(-measured["percent"].max() // 10) * 10
    boxed = unmeasured["kind"] == "boxed_warning"
    drawn, y = _legend(layout)
    for grade, title in PANELS.items():
        own = measured[measured["grade"] == grade]
        if len(own):
            parts, y = _chart(own, title, most, y, statements, layout)
            drawn += parts
        if grade == "5":
            parts, y = _list(unmeasured[boxed], "Boxed warnings, without a percentage", statements, y, layout)
            drawn, y = [*drawn, *parts], y + 14
    left = measured[~measured["grade"].isin(list(PANELS))]
    if len(left):
        parts, y = _chart(left, "Other grades", most, y, statements, layout)
        drawn += parts
    parts, y = _list(unmeasured[~boxed], "Other rows without a percentage in their source", statements, y + 10, layout)
    return document(layout.width, y, TITLE, *drawn, *parts)


def _chart(
    rows: pd.DataFrame, title: str, most: float, y: float, statements: dict[str, str], layout: Layout
) -> tuple[list[Element], float]:
    """Return a panel, and the height at which the next begins."""
    # Deaths of one drug are told apart by the disease.
    lines = rows["reaction"].where(rows["grade"].fillna("") != "5", rows["reaction"] + ": " + rows["disease"])
    order = list(dict.fromkeys(lines))
    top = y + 42
    bottom = top + layout.step * len(order)
    drawn = [text(layout.edge, y + 12, title, font_size=15, font_weight="bold"), *_axis(most, top, bottom, layout)]
    for line, foot in zip(order, (top + layout.step * (number + 1) for number in range(len(order))), strict=True):
        y = foot - (layout.step / 2 if layout.beside else 8)
        drawn.append(
            text(layout.left - 12, y + 4, line, text_anchor="end", font_size=12)
            if layout.beside
            else text(layout.left, y - 9, line, font_size=12, **HALO)
        )
        for row in records(rows[lines == line]):
            shape, colour, _ = SERIES.get(_grade(row), SERIES["any"])
            x = position(row["percent"], most, layout)
            stem = element("path", d=f"M{layout.left} {y:g}H{x:.1f}", stroke=colour, stroke_width=2)
            said = _figure(row)
            figure = (
                text(layout.right + 12, y + 4, said, font_size=12)
                if layout.beside
                else text(layout.right, y - 9, said, text_anchor="end", font_size=12, **HALO)
            )
            drawn.append(linked(row["fact_id"], statements[row["fact_id"]], stem, mark(shape, x, y, colour), figure))
    return drawn, bottom + 42


def _grade(row: dict[str, Any]) -> str:
    return row["grade"] or ""


def _figure(row: dict[str, Any]) -> str:
    return f"{row['percent']:g} %" + (f" of {row['n']}" if row["n"] else ", n not stated")


def _legend(layout: Layout) -> tuple[list[Element], float]:
    """Return the legend, broken at the right edge, and the height at which the first panel begins."""
    drawn: list[Element] = []
    y = 20.0
    rooms = [(12 + width(words), 40 + width(words)) for _, _, words in SERIES.values()]
    places = flowed(rooms, layout.edge, y, layout.edge, layout.width)
    for (shape, colour, words), (x, y) in zip(SERIES.values(), places, strict=True):
        drawn += [mark(shape, x + 5, y, colour), text(x + 17, y + 4, words)]
    return drawn, y + 40


def _axis(most: float, top: float, bottom: float, layout: Layout) -> list[Element]:
    drawn = (
        [text(layout.left, top - 26, "patients with the reaction, %", fill=COLOURS["muted"])] if layout.beside else []
    )
    for percent in range(0, int(most) + 1, 10):
        x = position(percent, most, layout)
        drawn.append(
            element("path", d=f"M{round(x) + 0.5} {top}V{bottom}", stroke=COLOURS["muted" if percent == 0 else "line"])
        )
        said = f"{percent} %" if percent == 0 and not layout.beside else f"{percent}"
        drawn += [
            text(
                x,
                y,
                said,
                text_anchor="middle" if layout.beside or percent else "start",
                fill=COLOURS["muted"],
                font_size=12,
            )
            for y in (top - 8, bottom + 16)
        ]
    return drawn


def _list(
    rows: pd.DataFrame, title: str, statements: dict[str, str], y: float, layout: Layout
) -> tuple[list[Element], float]:
    """Return a list of rows by kind, label and use, and the height at its end."""
    drawn: list[Element] = []
    for line in wrapped(f"{title} ({len(rows)})", (layout.width - 2 * layout.edge) / 1.06, 15):
        drawn.append(text(layout.edge, y, line, font_size=15, font_weight="bold"))
        y += 18
    y += 12
    room = (layout.width - layout.edge - 20) / layout.columns
    for (kind, label, use), own in rows.groupby(
        [
            "kind",
            (rows["jurisdiction"] + " label, " + rows["label_edition"]).fillna(""),
            rows["use"].map(USES).fillna(""),
        ]
    ):
        heading = f"{kind.replace('_', ' ').capitalize()}: {', '.join(filter(None, (label, use)))} ({len(own)})"
        for line in wrapped(heading, layout.width - 2 * layout.edge):
            drawn.append(text(layout.edge, y, line, fill=COLOURS["muted"]))
            y += 17
        y += 3
        entries = [(row, wrapped(row["reaction"], room - 12, 12)) for row in records(own.sort_values("reaction"))]
        for start in range(0, len(entries), layout.columns):
            beside = entries[start : start + layout.columns]
            for number, (row, lines) in enumerate(beside):
                words = [
                    text(layout.edge + 16 + room * number, y + 14 * at, line, font_size=12)
                    for at, line in enumerate(lines)
                ]
                drawn.append(linked(row["fact_id"], statements[row["fact_id"]], *words))
            y += 4 + 14 * max(len(lines) for _, lines in beside)
        y += 14
    return drawn, y
