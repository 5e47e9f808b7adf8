"""The timeline: each event at its date, a date no more exact than its source gives it."""

from __future__ import annotations

import calendar
import re
import textwrap
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree.ElementTree import Element

from il2data.site.drawing import document, element, flowed, linked, mark, records, text, width
from il2data.site.picture import COLOURS, Picture
from il2data.site.wiring import HALO

if TYPE_CHECKING:
    import pandas as pd

    from il2data import Release

TITLE = "Interleukin-2 through the years"
# Headings over the values of the column event; any value not named here stands under the last of them.
GROUPS = {
    "Found, named, purified": (
        "forerunner_reported",
        "discovered",
        "named",
        "purified",
        "chain_identified",
        "method_reported",
        "function_reported",
    ),
    "Genes cloned": ("cloned", "gene_located", "gene_structure_reported"),
    "Structures": ("crystallised", "structure_solved"),
    "In patients": ("first_in_human", "first_response", "result_reported"),
    "International standards": ("standard_established",),
    "Filed, reviewed, refused": (
        "application_filed",
        "recommended",
        "not_recommended",
        "rejected",
        "safety_review",
        "clinical_hold",
    ),
    "Designated": ("designation_granted", "designation_withdrawn"),
    "Approved and launched": ("approved", "approval_converted", "launched"),
    "Withdrawn and ended": (
        "trial_stopped",
        "trials_stopped",
        "development_stopped",
        "application_withdrawn",
        "withdrawal_announced",
        "approval_withdrawn",
    ),
    "Owners": ("acquisition_agreed", "acquisition_completed", "licensed", "rights_returned"),
    "Labels and packages": (),
}
EDTF = re.compile(r"(\d{3}[\dX])(?:-(\d\d))?(?:-(\d\d))?[~?%]?")
UNCERTAIN = re.compile("[X~?%]")


class Layout(NamedTuple):
    """Where things stand.

    The width of the drawing, its left edge, the ends of the axis, the height of a line without words, and the letters
    of a line of words.
    """

    width: float
    edge: float
    left: float
    right: float
    step: float
    letters: int

    @property
    def beside(self) -> bool:
        """Whether date and words stand right of the axis; else the date stands at its mark and the words beneath."""
        return self.right < self.width / 2


WIDE, NARROW = Layout(1000, 20, 30, 352, 19, 86), Layout(360, 8, 16, 344, 24, 62)


def picture(release: Release) -> Picture:
    """Draw the events in order of time, one line each, grouped by what happened.

    Returns
    -------
    Picture
        One mark for each row of ``events``.
    """
    rows = _rows(release)
    statements = dict(release.load("facts")[["fact_id", "statement"]].itertuples(index=False))
    uncertain = rows["date"].str.contains(UNCERTAIN)
    reading = (
        f"{len(rows)} events, one line each. A date known to the day is a filled circle; one known to the month, year"
        f" or decade is a bar as long as that month, year or decade. The {uncertain.sum()} dates that their source"
        " gives as approximate or uncertain (~, ?, X) are hollow and dashed."
    )
    return Picture(
        "timeline", TITLE, reading, _draw(rows, statements, WIDE), rows, narrow=_draw(rows, statements, NARROW)
    )


def span(day: str) -> tuple[float, float]:
    """Return the first and last moment of an EDTF date, in years.

    Parameters
    ----------
    day
        An EDTF date: ``1976-09-10``, ``1998-01``, ``1983~``, ``197X``.

    Raises
    ------
    ValueError
        It is no such date.
    """
    match = EDTF.fullmatch(day)
    if not match:
        raise ValueError(f"{day!r} is no EDTF date such as 1976-09-10, 1998-01, 1983~ or 197X")
    years, month, monthday = match.groups()
    begin, stop = int(years.replace("X", "0")), int(years.replace("X", "9"))
    last_month = int(month or 12)
    start = _moment(date(begin, int(month or 1), int(monthday or 1)), 0)
    return start, _moment(date(stop, last_month, int(monthday or calendar.monthrange(stop, last_month)[1])), 1)


def position(year: float, first: float, last: float, layout: Layout = WIDE) -> float:
    """Return where a moment stands on the axis."""
    return layout.left + (layout.right - layout.left) * (year - first) / (last - first)


def _moment(day: date, days_later: int) -> float:
    length = 366 if calendar.isleap(day.year) else 365
    return day.year + (day.timetuple().tm_yday - 1 + days_later) / length


def _rows(release: Release) -> pd.DataFrame:
    table = release.load("events")
    labels = release.load("entities").set_index("entity_id")["label"]
    table.insert(1, "entity", table["entity_id"].map(labels))
    *_, other = GROUPS
    group_of = {event: group for group, events in GROUPS.items() for event in events}
    table.insert(1, "group", table["event"].map(group_of).fillna(other))
    columns = ["fact_id", "group", "date", "entity", "event", "acquired", "detail", "actor", "place", "certainty"]
    order = table["group"].map({group: number for number, group in enumerate(GROUPS)})
    start = table["date"].map(lambda day: span(day)[0])
    return table.assign(order=order, start=start).sort_values(["order", "start", "fact_id"], ignore_index=True)[columns]


def _draw(rows: pd.DataFrame, statements: dict[str, str], layout: Layout) -> str:
    spans = [span(day) for day in rows["date"]]
    first, last = min(start for start, _ in spans) // 10 * 10, -(-max(end for _, end in spans) // 10) * 10
    legend, top = _legend(layout)
    drawn: list[Element] = []
    y = top
    for group, own in rows.groupby("group", sort=False):
        y += 16
        drawn.append(
            text(
                layout.edge,
                y,
                f"{group} ({len(own)})",
                font_size=14,
                font_weight="bold",
                **({} if layout.beside else HALO),
            )
        )
        y += 8
        for row in records(own):
            shapes, foot = _line(row, y, first, last, layout)
            drawn.append(linked(row["fact_id"], statements[row["fact_id"]], *shapes))
            y = foot
        y += 10
    return document(layout.width, y + 30, TITLE, *_axis(first, last, top, y, layout), *legend, *drawn)


def _line(row: dict[str, Any], top: float, first: float, last: float, layout: Layout) -> tuple[list[Element], float]:
    """Return the mark, the date and the words of an event, and the height beneath them."""
    start, end = (position(moment, first, last, layout) for moment in span(row["date"]))
    more = "; ".join(row[column] for column in ("acquired", "detail") if row[column])
    lines = textwrap.wrap(
        f"{row['entity']} {row['event'].replace('_', ' ')}{f': {more}' if more else ''}", layout.letters
    )
    if layout.beside:
        y = top + layout.step / 2
        day = text(layout.right + 12, y + 4, row["date"], font_size=12, fill=COLOURS["muted"])
        leader = element("path", d=f"M{end + 8:.1f} {y + 0.5:g}H{layout.right + 6}", stroke=COLOURS["line"])
        words = [text(layout.right + 98, y + 4 + 15 * number, line, font_size=12) for number, line in enumerate(lines)]
        return [leader, _shape(row["date"], start, end, y), day, *words], top + layout.step + 15 * (len(lines) - 1)
    y = top + 10
    left = start > layout.width / 2
    day = text(
        start - 8 if left else end + 8,
        y + 4,
        row["date"],
        font_size=12,
        fill=COLOURS["muted"],
        text_anchor="end" if left else "start",
        **HALO,
    )
    words = [text(layout.edge, y + 20 + 15 * number, line, font_size=12, **HALO) for number, line in enumerate(lines)]
    return [_shape(row["date"], start, end, y), day, *words], top + layout.step + 15 * len(lines)


def _shape(day: str, start: float, end: float, y: float) -> Element:
    uncertain = bool(UNCERTAIN.search(day))
    if re.fullmatch(r"\d{4}-\d\d-\d\d[~?%]?", day):
        shape = mark("circle", (start + end) / 2, y, COLOURS["blue"], 4.5, hollow=uncertain)
    else:
        # A month is narrower than a line: 3 units is the least that can be seen.
        wide = max(end - start, 3)
        shape = element(
            "rect",
            x=f"{(start + end - wide) / 2:.1f}",
            y=f"{y - 5:g}",
            width=f"{wide:.1f}",
            height=10,
            stroke=COLOURS["blue"],
        )
        shape.set("fill", COLOURS["paper"] if uncertain else COLOURS["blue"])
    if uncertain:
        shape.set("stroke-dasharray", "2 1.5")
    return shape


def _axis(first: float, last: float, top: float, bottom: float, layout: Layout) -> list[Element]:
    drawn = []
    for year in range(int(first), int(last) + 1, 10):
        x = position(year, first, last, layout)
        drawn.append(element("path", d=f"M{round(x) + 0.5} {top - 12:g}V{bottom:g}", stroke=COLOURS["line"]))
        drawn += [
            text(x, y, f"{year}", text_anchor="middle", fill=COLOURS["muted"], font_size=12)
            for y in (top - 18, bottom + 16)
        ]
    return drawn


def _legend(layout: Layout) -> tuple[list[Element], float]:
    """Return the legend, broken at the right edge, and the height at which events begin."""
    drawn = [text(layout.edge, 24, "date known to the", fill=COLOURS["muted"])]
    y, year = 20.0, (WIDE.right - WIDE.left) / 60
    days = (
        ("1976-09-10", 0, "day"),
        ("1998-01", 0, "month"),
        ("1984", year, "year"),
        ("2000-01-01?", 0, "day, uncertain"),
        ("1985~", year, "year, approximate"),
    )
    rooms = [(14 + width(words), 52 + 7 * len(words)) for _, _, words in days]
    places = flowed(rooms, 150, y, layout.edge + 8, layout.width)
    for (day, wide, words), (x, y) in zip(days, places, strict=True):
        drawn += [_shape(day, x, x + wide, y), text(x + 14, y + 4, words)]
    return drawn, y + 76 if layout.beside else y + 56
