"""What a picture is: a drawing made of rows, the rows themselves, and the colours that all pictures share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from zlib import crc32

if TYPE_CHECKING:
    import pandas as pd

# Okabe and Ito's palette, which readers with any colour vision tell apart (jfly.uni-koeln.de/color), its
# orange and sky darker for a contrast of 3:1 with white, and the neutral colours around it. Each is a CSS variable
# of the site, so that dark mode can change it.
COLOURS = {
    "ink": "#1b1f24",
    "muted": "#57606a",
    "line": "#d0d7de",
    "paper": "#ffffff",
    "orange": "#c17f00",
    "sky": "#3a94cc",
    "green": "#009e73",
    "yellow": "#f0e442",
    "blue": "#0072b2",
    "vermilion": "#d55e00",
    "purple": "#cc79a7",
}

# Words that stand over a picture before it.
LEAD = 40

# A tag with attributes, and those that a style sheet can say as well.
TAG = re.compile(r'<\w+(?: [\w:-]+="[^"]*")+')
LOOKS = re.compile(
    r" (fill|fill-opacity|stroke|stroke-width|stroke-dasharray|stroke-opacity|opacity|font-family|font-size|font-weight"
    r'|text-anchor|pointer-events|paint-order)="([^"]*)"'
)

# Around a picture that stands alone, in the units of its drawing.
MARGIN = 16


@dataclass(frozen=True)
class Picture:
    """A drawing and the rows it was made of.

    Parameters
    ----------
    name
        Name of its page and files.
    title
        What it shows, in a few words.
    reading
        How to read it, in a few sentences; also what a screen reader says of it.
    svg
        The drawing as one ``<svg>`` element with a ``viewBox``. Colours are those of
        `COLOURS`; each mark is wrapped in a link, relative to the folder ``pictures/``.
    rows
        The data table beneath it: a row a mark, ``fact_id`` first.
    narrow
        The same drawing for a window as narrow as a phone's; empty where the one drawing is for all.
    part
        Template of what stands between drawing and rows; empty for nothing.
    scripts
        Its own scripts, in the order in which they run.
    told
        What that template shows.
    panels
        The panels of a drawing that is long, as its page shows them: the title of each, and the
        panel alone for a window and for a phone. All but the first are folded.
    """

    name: str
    title: str
    reading: str
    svg: str
    rows: pd.DataFrame
    narrow: str = ""
    part: str = ""
    scripts: tuple[str, ...] = ()
    told: Mapping[str, Any] = field(default_factory=dict)
    panels: tuple[tuple[str, str, str], ...] = ()


def lead(reading: str) -> tuple[str, str]:
    """Return what stands over a picture at once, and what is folded.

    Its first sentences stand there, 40 words of them at most unless one is longer.
    """
    sentences = re.split(r"(?<=[.!?]) (?=[A-Z])", reading)
    many = 1
    while many < len(sentences) and len(" ".join(sentences[: many + 1]).split()) <= LEAD:
        many += 1
    return " ".join(sentences[:many]), " ".join(sentences[many:])


def themed(svg: str) -> str:
    """Return the drawing to be placed inside a page.

    Its colours are CSS variables, the name of a mark stands once, as its tip, where Vega repeats it in each part, and
    what its elements look like stands once, as a class.
    """
    svg = re.sub(r' role="graphics-symbol"| (aria-roledescription|class)="[^"]*"', "", svg)
    svg = re.sub(r'(<(?!svg|a )[a-z]+(?: [^>]*?)?) aria-label="[^"]*"', r"\1", svg)
    svg = re.sub(r'(<a [^>]*?) aria-label="[^"]*"([^>]*><title>)', r"\1\2", svg)
    for name, colour in COLOURS.items():
        svg = svg.replace(colour, f"var(--{name})")
    return _classed(svg)


def _classed(svg: str) -> str:
    """Return the drawing with a class for each look that its elements share, where that is the shorter way.

    A class is named after what it says, so that drawings on one page may share their classes.
    """
    start, close, rest = svg.partition(">")
    looks = [_look(attributes) for attributes in TAG.findall(rest)]
    rules = {}
    for look, many in Counter(looks).items():
        written = sum(len(f' {name}="{value}"') for name, value in look)
        # Without a unit, the size of letters is no length in a style sheet.
        said = re.sub(r"(font-size:[\d.]+)(?=;|$)", r"\1px", ";".join(f"{name}:{value}" for name, value in look))
        name = f"l{crc32(said.encode()):x}"
        rule = f".{name}{{{said}}}"
        if many * (written - len(f' class="{name}"')) > len(rule):
            rules[look] = (name, rule)

    def shortened(tag: re.Match[str]) -> str:
        look = _look(tag[0])
        if look not in rules:
            return tag[0]
        plain = LOOKS.sub("", tag[0])
        return re.sub(r"^<\w+", rf'\g<0> class="{rules[look][0]}"', plain)

    style = "".join(rule for _, rule in rules.values())
    return start + close + (f"<style>{style}</style>" if style else "") + TAG.sub(shortened, rest)


def _look(tag: str) -> tuple[tuple[str, str], ...]:
    """Return the attributes of a tag that a style sheet can say as well."""
    return tuple(sorted(LOOKS.findall(tag)))


def on_paper(svg: str) -> str:
    """Return the drawing on a ground of its own with a margin, for viewers that may be dark."""
    start, _, rest = svg.partition(">")
    wide, high = map(float, re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', start)[0])
    box = (-MARGIN, -MARGIN, wide + 2 * MARGIN, high + 2 * MARGIN)
    paper = '<rect x="{:g}" y="{:g}" width="{:g}" height="{:g}"'.format(*box) + f' fill="{COLOURS["paper"]}"/>'
    return re.sub('viewBox="[^"]*"', 'viewBox="{:g} {:g} {:g} {:g}"'.format(*box), start) + ">" + paper + rest
