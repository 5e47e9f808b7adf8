"""Measurements as strips: a line each on a logarithmic axis, so that none hides another and each can be followed."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable
from typing import NamedTuple

import altair as alt
import pandas as pd

from il2data.site.drawing import link, render
from il2data.site.measured import ticks
from il2data.site.picture import COLOURS
from il2data.support import SUPPORTED


class Layout(NamedTuple):
    """Where things stand.

    The width of an axis, the height of a line, the room right of the axis for rows without a number, and whether words
    stand beside their line or over it.
    """

    plot: int
    row: int
    aside: int
    beside: bool


WIDE, NARROW = Layout(400, 23, 110, True), Layout(320, 48, 70, False)
# Width of a letter of a label, generously.
LETTER = 6.3
# Factor by which an axis reaches beyond its outermost marks.
MARGIN = 1.4
SHAPES = ("circle", "square", "diamond", "triangle-up", "cross", "triangle-down", "triangle-left", "triangle-right")
ARROWS = {"<": "M0,0L-22,0M-16,-4L-22,0L-16,4", ">": "M0,0L22,0M16,-4L22,0L16,4"}
HOLLOW = "hollow: disputed, or known from secondary sources only"


def drawings(title: str, chart: Callable[[Layout], alt.VConcatChart]) -> tuple[str, str]:
    """Return a chart of strips for a window and for a phone, each as an ``<svg>`` of this title."""
    wide, narrow = (render(chart(layout).properties(description=title)) for layout in (WIDE, NARROW))
    return wide, narrow


def strips(
    rows: pd.DataFrame, shape: str, axes: dict[str, str], nothing: str = "", layout: Layout = WIDE
) -> alt.VConcatChart:
    """Return measurements as strip charts, a panel for each base unit, in the order of the rows.

    Parameters
    ----------
    rows
        Columns of `measured`, ``colour`` (name of a colour), ``shape``, ``group`` (heading
        above the lines of one group) and ``label`` (left of a line). Rows without a number
        stand in the first panel, in a column of their own.
    shape
        Title of the legend of shapes, of which there are at most eight.
    axes
        Title of the axis of each base unit, the first panel first.
    nothing
        Heading of the column of rows without a number.
    layout
        How wide it is: for a window or for a phone.
    """
    shapes = sorted(rows["shape"].unique())
    if len(shapes) > len(SHAPES):
        raise ValueError(
            f"{len(shapes)} kinds of {shape} need as many shapes, and there are {len(SHAPES)}; draw fewer kinds in one"
            " picture"
        )
    base = rows["base"].fillna(next(iter(axes)))
    if unknown := set(base) - set(axes):
        raise ValueError(f"there is no axis for {', '.join(sorted(unknown))}; name one in axes")
    doubt = not rows["status"].isin(SUPPORTED).all()
    legend: str | list[str] = (
        f"{shape} ({HOLLOW})" if doubt and layout.beside else [shape, *(textwrap.wrap(HOLLOW, 40) if doubt else [])]
    )
    labels = int(rows["label"].str.len().max() * LETTER) + 12
    panels = [
        _panel(rows[base == unit], unit, title, nothing, labels, layout)
        for unit, title in axes.items()
        if (base == unit).any()
    ]
    form = alt.Shape(
        "shape:N",
        scale=alt.Scale(domain=shapes, range=list(SHAPES[: len(shapes)])),
        legend=alt.Legend(title=legend, titleLimit=0, orient="top", columns=3 if layout.beside else 1),
    )
    return alt.vconcat(
        *(
            alt.layer(*lines, *(mark.encode(shape=form) for mark in marks)).properties(width=layout.plot, height=height)
            for lines, marks, height in panels
        ),
        spacing=30,
    )


def _panel(
    rows: pd.DataFrame, unit: str, title: str, nothing: str, room: int, layout: Layout
) -> tuple[list[alt.Chart], list[alt.Chart], int]:
    """Return the layers of one axis: those that are lines and text, those that are marks; and its height."""
    rows = rows.assign(
        key=rows["fact_id"],
        href=rows["fact_id"].map(link),
        colour=rows["colour"].map(COLOURS),
        solid=rows["status"].isin(SUPPORTED).astype(int),
    )
    heads = rows.drop_duplicates("group").assign(key=lambda frame: "heading " + frame["group"])
    order = [
        key for group, frame in rows.groupby("group", sort=False) for key in (f"heading {group}", *frame["fact_id"])
    ]
    exact, ranged = rows[rows["at"].notna()], rows[rows["at"].isna() & rows["low"].notna()]
    points = pd.concat([exact, *(ranged.assign(at=ranged[end]) for end in ("low", "high"))])
    absent = rows[rows["at"].isna() & rows["low"].isna()]

    numbers = pd.concat([rows["at"], rows["low"], rows["high"]]).dropna()
    marks = ticks(numbers, unit)
    scale = alt.Scale(
        type="log",
        domain=[min(min(numbers) / MARGIN, *marks), max(max(numbers) * MARGIN, *marks)],
        range=[0, layout.plot - layout.aside if len(absent) else layout.plot],
        nice=False,
    )
    labels = f"{json.dumps(list(marks.values()), ensure_ascii=False)}[round(datum.index * {len(marks) - 1})]"
    axis = alt.Axis(
        orient="top",
        values=list(marks),
        labelExpr=labels,
        title=title,
        titleAnchor="start",
        labelOverlap=not layout.beside,
        labelFlush=not layout.beside,
        domain=False,
        ticks=False,
    )
    x = alt.X("at:Q", scale=scale, axis=axis)
    y = alt.Y("key:N", axis=None, scale=alt.Scale(domain=order))

    def chart(frame: pd.DataFrame) -> alt.Chart:
        columns = [
            "key",
            "href",
            "statement",
            "colour",
            "solid",
            "shape",
            "group",
            "label",
            "words",
            "at",
            "low",
            "high",
        ]
        return alt.Chart(frame[columns].astype(object).where(frame[columns].notna(), None)).encode(y=y)

    def linked(frame: pd.DataFrame) -> alt.Chart:
        return chart(frame).encode(href="href:N", description="statement:N")

    def mark(frame: pd.DataFrame) -> alt.Chart:
        fill = alt.Fill("colour:N", scale=None)
        made: alt.Chart = (
            linked(frame)
            .mark_point(size=80, strokeWidth=2)
            .encode(
                stroke=alt.Stroke("colour:N", scale=None), fill=fill, fillOpacity=alt.FillOpacity("solid:Q", scale=None)
            )
        )
        return made

    lines = [
        chart(rows).mark_rule(color=COLOURS["line"]).encode(x=alt.value(0), x2=alt.value(layout.plot)),
        *_words(chart(heads), linked(rows), room, layout),
        linked(rows[rows["low"].notna()])
        .mark_rule(strokeWidth=3)
        .encode(x=alt.X("low:Q", scale=scale), x2="high:Q", color=alt.Color("colour:N", scale=None)),
        linked(exact[(exact["relation"] == "~").fillna(False)])
        .mark_text(dx=-15, fontSize=18)
        .encode(x=x, text=alt.value("~")),
    ]
    for relation, path in ARROWS.items():
        beyond = linked(exact[(exact["relation"] == relation).fillna(False)])
        lines.append(
            beyond.mark_point(shape=path, size=4, strokeWidth=2).encode(x=x, stroke=alt.Stroke("colour:N", scale=None))
        )
    dots = [mark(points).encode(x=x)]
    if len(absent):
        lines.append(
            chart(heads.head(1))
            .mark_text(baseline="bottom")
            .encode(x=alt.value(layout.plot - layout.aside / 3), y=alt.value(-3), text=alt.value(nothing))
        )
        dots.append(mark(absent).encode(x=alt.value(layout.plot - layout.aside / 3)))
    return lines, dots, layout.row * len(order)


def _words(heads: alt.Chart, rows: alt.Chart, room: int, layout: Layout) -> list[alt.Chart]:
    """Return the headings of groups, and the label and the figures of each row.

    Label and figures stand left and right of the row's line, or over it.
    """
    if layout.beside:
        title = heads.mark_text(align="left", fontWeight="bold", fontSize=14)
        label, figures = rows.mark_text(align="right", limit=room - 12), rows.mark_text(align="left")
        places = (-room, -12, layout.plot + 12)
    else:
        title = heads.mark_text(align="left", fontWeight="bold", fontSize=14, dy=2, limit=layout.plot)
        label, figures = (rows.mark_text(align="left", fontSize=12, dy=dy, limit=layout.plot) for dy in (-28, -14))
        places = (0, 0, 0)
    marks = zip((title, label, figures), ("group", "label", "words"), places, strict=True)
    return [mark.encode(x=alt.value(x), text=f"{column}:N") for mark, column, x in marks]
