"""Amounts and counts in a reading: what a curator wrote down of a source, as the source prints it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.·]\d+)?"
POWER = r"(?:\s*[x×*]\s*10\s*\^?\s*\(?(?P<power>[-−+]?\d+)\)?)"
NUMBER = re.compile(rf"(?<![\w.,/^−-])(?:(?P<ten>10\^(?P<only>[-−]?\d+))|(?P<digits>{DIGITS}){POWER}?)(?P<multiple>\s*(?:million|billion)\b)?")
MULTIPLES = {"million": 1e6, "billion": 1e9}
# What joins the ends of a range, or the parts of a list of amounts that share the unit behind the last.
JOINS = re.compile(r"\s*(?:-|–|to|and|or|,|;|/|±|\+/-)\s*\Z")
# What may stand between a number and its unit.
BEFORE = " -\u00a0"
COUNT = re.compile(r"(?<![\w.,/])(\d[\d,]*)\s*(?:of|out of|/)\s*(?:the\s+)?(\d[\d,]*)(?![\w.,/]*\d)")


class Amount(NamedTuple):
    """A number as printed: its value, half a step of its last digit, and the UCUM code of its unit."""

    value: float
    rounding: float
    unit: str


def amounts(text: str, spellings: Mapping[str, str]) -> list[Amount]:
    """Return the amounts of a text that have a unit, in their order.

    Parameters
    ----------
    text
        A reading, such as ``37 nM; IL-2, CD25``.
    spellings
        UCUM codes by the ways in which sources print a unit. The longest that fits is taken;
        amounts of a range or a list have the unit that stands behind the last of them.
    """
    found: list[tuple[re.Match[str], str]] = []
    end = 0
    while match := NUMBER.search(text, end):
        spelling = _spelling(text, match.end(), spellings)
        end = match.end() + len(spelling)
        found.append((match, spelling))
    read: list[Amount] = []
    unit = multiple = ""
    for at in range(len(found) - 1, -1, -1):
        match, spelling = found[at]
        joined = at + 1 < len(found) and not spelling and JOINS.fullmatch(text[match.end() : found[at + 1][0].start()])
        multiple = (match["multiple"] or "").strip() or (multiple if joined else "")
        unit = spellings[spelling.lstrip(BEFORE)] if spelling else unit if joined else ""
        if unit:
            read.insert(0, Amount(*_value(match, MULTIPLES.get(multiple, 1.0)), unit))
    return read


def _spelling(text: str, start: int, spellings: Mapping[str, str]) -> str:
    """Return the unit behind a number with what stands between the two; nothing where there is none."""
    near = text[start:].lstrip(BEFORE)
    fitting = (spelling for spelling in spellings if near.startswith(spelling) and not re.match(r"[\w/^]", near[len(spelling) :]))
    longest = max(fitting, key=len, default="")
    return text[start : len(text) - len(near)] + longest if longest else ""


def _value(match: re.Match[str], multiple: float) -> tuple[float, float]:
    if match["ten"]:
        return 10.0 ** int(match["only"].replace("−", "-")), 0.0
    digits = match["digits"].replace(",", "").replace("·", ".")
    scale = 10.0 ** int((match["power"] or "0").replace("−", "-")) * multiple
    step = 10.0 ** -len(digits.partition(".")[2])
    return float(digits) * scale, step / 2 * scale


def counts(text: str) -> list[tuple[int, int]]:
    """Return the pairs of a text such as ``12 of 45`` or ``12/45``."""
    return [(int(one.replace(",", "")), int(all_.replace(",", ""))) for one, all_ in COUNT.findall(text)]
