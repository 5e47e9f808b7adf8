"""What a small drawing on the page of a thing is: its width, its caption, the drawing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from xml.etree import ElementTree

from il2data.site.drawing import document
from il2data.site.picture import themed

# As wide as a phone shows it without making it smaller; wider windows draw it a little larger.
WIDE = 350
LEFT = 6
SMALL = 11


class Sketch(NamedTuple):
    """What a drawing shows, in words, and the drawing."""

    caption: str
    svg: str


def drawn(caption: str, high: float, shapes: Iterable[ElementTree.Element]) -> Sketch:
    """Return shapes as a drawing of a height, with its caption."""
    return Sketch(caption, themed(document(WIDE, high, caption, *shapes)))
