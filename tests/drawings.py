"""What the tests of pictures ask of a drawing."""

from __future__ import annotations

import importlib
import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import il2data
from conftest import ROOT
from il2data.site.picture import COLOURS, Picture

SVG = "{http://www.w3.org/2000/svg}"


def draw(name: str, release: il2data.Release | None = None) -> Picture:
    """Return a picture of the release, or of another."""
    made: Picture = importlib.import_module(f"il2data.site.pictures.{name}").picture(release or il2data.open(ROOT))
    return made


def links(svg: str, kind: str = "facts") -> dict[str, list[Element]]:
    """Return the links of a drawing to pages of a kind, by the name of the page."""
    found: dict[str, list[Element]] = {}
    for anchor in ElementTree.fromstring(svg).iter(f"{SVG}a"):
        match = re.fullmatch(rf"\.\./{kind}/(.+)\.html", anchor.attrib["href"])
        if match:
            found.setdefault(match[1], []).append(anchor)
    return found


def drawn(node: Element) -> str:
    """Return an element as text."""
    return ElementTree.tostring(node, encoding="unicode")


def uninked(svg: str) -> list[str]:
    """Return the texts that neither have nor inherit an ink and a type of the pictures."""

    def within(node: Element, fill: str, family: str) -> list[str]:
        fill, family = node.get("fill", fill), node.get("font-family", family)
        plain = node.tag != f"{SVG}text" or (fill in COLOURS.values() and "Liberation" in family)
        return ([] if plain else [drawn(node)]) + [found for child in node for found in within(child, fill, family)]

    return within(ElementTree.fromstring(svg), "none", "")
