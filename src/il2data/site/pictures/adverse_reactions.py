"""Aldesleukin's adverse reactions: how often, among how many, and those of which no source gives a percentage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from il2data.site.drawing import document, element, linked, mark, records, text
from il2data.site.picture import COLOURS, Picture

if TYPE_CHECKING:
    import pandas as pd

    from il2data import Release

TITLE = "Adverse reactions of aldesleukin"
AGENT = "il2d:agent-aldesleukin"
USES = {"retreatment": "no further course after it", "exclusion_recommended": "exclusion recommended"}
WIDTH, LEFT, RIGHT, STEP = 1000, 395, 765, 19
# Rows of one grade are one series.
SERIES = {
    "any": ("circle", COLOURS["blue"], "any grade"),
    "3-5": ("diamond", COLOURS["purple"], "grades 3 to 5 counted together"),
    "5": ("square", COLOURS["vermilion"], "grade 5: drug-related death"),
}
# The panels by grade, the gravest first.
PANELS = {"5": "Deaths by the drug", "any": "Reactions of any grade", "3-5": "Reactions of grades 3 to 5"}


def picture(release: Release) -> Picture:
    """Draw the adverse reactions of aldesleukin.

    Returns
    -------
    Picture
        One mark for each row with a percentage and one line of text for each without.
    """
    rows = _rows(release)
    statements = dict(release.load("facts")[["fact_id", "statement"]].itertuples(index=False))
    measured = rows[rows["percent"].notna()]
    unmeasured = rows[rows["percent"].isna()]
    most = -(-measured["percent"].max() // 10) * 10
    boxed = unmeasured["kind"] == "boxed_warning"
    drawn, y = _legend(), 60.0
    for grade, title in PANELS.items():
        own = measured[measured["grade"] == grade]
        if len(own):
            parts, y = _chart(own, title, most, y, statements)
            drawn += parts
        if grade == "5":
            parts, y = _list(unmeasured[boxed], "Boxed warnings, without a percentage", statements, y)
            drawn, y = [*drawn, *parts], y + 14
    left = measured[~measured["grade"].isin(list(PANELS))]
    if len(left):
        parts, y = _chart(left, "Other grades", most, y, statements)
        drawn += parts
    parts, height = _list(unmeasured[~boxed], "Other rows without a percentage in their source", statements, y + 10)
    drawn += parts
    reading = (
        f"{len(measured)} of {len(rows)} rows have a percentage and are drawn on axes of one scale: first what kills, then reactions of any grade, "
        f"then those of grades 3 to 5. The other {len(unmeasured)} (warnings, contraindications and the like) have none in their "
        "source: they are listed beneath, not drawn as zero. The grades come from different trials and do not add up."
    )
    svg = document(WIDTH, height, TITLE, *drawn)
    return Picture("adverse_reactions", TITLE, reading, svg, rows)


def position(percent: float, most: float) -> float:
    """Return where a percentage stands on an axis that ends at ``most``."""
    return LEFT + (RIGHT - LEFT) * percent / most


def _rows(release: Release) -> pd.DataFrame:
    table = release.load("adverse_reactions")
    table = table[table["agent_id"] == AGENT]
    labels = release.load("entities").set_index("entity_id")["prose"].str.removeprefix("a ").str.removeprefix("an ")
    table.insert(1, "reaction", table["finding_id"].map(labels).map(lambda words: words[0].upper() + words[1:]))
    table.insert(2, "disease", table["disease_id"].map(labels))
    columns = ["fact_id", "reaction", "reported_as", "kind", "percent", "count", "n", "grade", "disease", "jurisdiction", "label_edition", "use", "criterion", "certainty"]
    return table[columns].sort_values(["percent", "reaction", "fact_id"], ascending=[False, True, True], ignore_index=True)


def _chart(rows: pd.DataFrame, title: str, most: float, y: float, statements: dict[str, str]) -> tuple[list[Element], float]:
    """Return a panel, and the height at which the next begins."""
    # Deaths of one drug are told apart by the disease.
    lines = rows["reaction"].where(rows["grade"].fillna("") != "5", rows["reaction"] + ": " + rows["disease"])
    order = list(dict.fromkeys(lines))
    top = y + 42
    bottom = top + STEP * len(order)
    drawn = [text(20, y + 12, title, font_size=15, font_weight="bold"), *_axis(most, top, bottom)]
    for line, y in zip(order, (top + STEP * (number + 0.5) for number in range(len(order))), strict=True):
        drawn.append(text(LEFT - 12, y + 4, line, text_anchor="end", font_size=12))
        for row in records(rows[lines == line]):
            shape, colour, _ = SERIES.get(_grade(row), SERIES["any"])
            x = position(row["percent"], most)
            stem = element("path", d=f"M{LEFT} {y:g}H{x:.1f}", stroke=colour, stroke_width=2)
            figure = text(RIGHT + 12, y + 4, _figure(row), font_size=12)
            drawn.append(linked(row["fact_id"], statements[row["fact_id"]], stem, mark(shape, x, y, colour), figure))
    return drawn, bottom + 42


def _grade(row: dict[str, Any]) -> str:
    return row["grade"] or ""


def _figure(row: dict[str, Any]) -> str:
    return f"{row['percent']:g} %" + (f" of {row['n']}" if row["n"] else ", n not stated")


def _legend() -> list[Element]:
    drawn, x = [], 20.0
    for shape, colour, words in SERIES.values():
        drawn += [mark(shape, x, 20, colour), text(x + 12, 24, words)]
        x += 60 + 7.5 * len(words)
    return drawn


def _axis(most: float, top: float, bottom: float) -> list[Element]:
    drawn = [text(LEFT, top - 26, "patients with the reaction, %", fill=COLOURS["muted"])]
    for percent in range(0, int(most) + 1, 10):
        x = position(percent, most)
        drawn.append(element("path", d=f"M{round(x) + 0.5} {top}V{bottom}", stroke=COLOURS["muted" if percent == 0 else "line"]))
        drawn += [text(x, y, f"{percent}", text_anchor="middle", fill=COLOURS["muted"], font_size=12) for y in (top - 8, bottom + 16)]
    return drawn


def _list(rows: pd.DataFrame, title: str, statements: dict[str, str], top: float) -> tuple[list[Element], float]:
    """Return a list of rows by kind, label and use, and the height at its end."""
    drawn = [text(20, top, f"{title} ({len(rows)})", font_size=15, font_weight="bold")]
    y = top + 30
    for (kind, label, use), own in rows.groupby(["kind", (rows["jurisdiction"] + " label, " + rows["label_edition"]).fillna(""), rows["use"].map(USES).fillna("")]):
        heading = f"{kind.replace('_', ' ').capitalize()}: {', '.join(filter(None, (label, use)))} ({len(own)})"
        drawn.append(text(20, y, heading, fill=COLOURS["muted"]))
        for number, row in enumerate(records(own.sort_values("reaction"))):
            place = text(36 + 320 * (number % 3), y + 20 + 18 * (number // 3), row["reaction"], font_size=12)
            drawn.append(linked(row["fact_id"], statements[row["fact_id"]], place))
        y += 20 + 18 * -(-len(own) // 3) + 14
    return drawn, y
