"""How fresh the tables are, and what changed in them from version to version."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from il2data.site.content import Content

# Shorthand of those who went through the rows, which released reasons keep, and what it says in plain words.
SHORTHAND = (
    ("kind A: typed cell beyond the abstract read:", "the row said more than the abstract that was read:"),
    (r"kind [A-Z]: ", ""),
    (r" \([^()]*\bnotes\.md[^()]*\)|; [^;()]*\bnotes\.md[^;()]*", ""),
    ("with the template of notes\\.md: ", ""),
    (r"\bas report \d+ read the entry; ", ""),
    (r"\btyped (?=cells|columns|tables)", ""),
)


class Fresh(NamedTuple):
    """A table: its rows, the years of its sources, and the version that last changed a released row of it."""

    table: str
    title: str
    rows: int
    median: str
    newest: str
    changed: str


class News(NamedTuple):
    """A version: its changes of released rows by kind, and their reasons with table and number, the commonest first."""

    version: str
    kinds: dict[str, int]
    reasons: list[tuple[str, str, str, int]]


def by_number(versions: Iterable[str]) -> list[str]:
    """Return versions in the order of their numbers, the newest first."""
    return sorted(set(versions), key=lambda version: [int(part) for part in version.split(".")], reverse=True)


def plain(reason: str) -> str:
    """Return the reason of a change without the shorthand of those who gave it."""
    for short, words in SHORTHAND:
        reason = re.sub(short, words, reason)
    return reason


def tables(content: Content) -> list[Fresh]:
    """Return how fresh each table of facts is, by the sources that support its facts."""
    years: dict[str, list[str]] = {name: [] for name in content.facts_tables}
    for row in content.rows["evidence"]:
        published = str(content.sources[row["source_id"]]["published"] or "")[:4]
        if row["stance"] == "supports" and published.isdigit() and row["fact_id"] in content.facts:
            years[content.facts[row["fact_id"]]["table"]].append(published)
    changed: dict[str, list[str]] = {}
    for row in content.rows["changes"]:
        changed.setdefault(row["table"], []).append(row["version"])
    found = []
    for name, told in years.items():
        told.sort()
        latest = by_number(changed.get(name, []))
        table = content.catalogue[name]
        found.append(
            Fresh(
                name,
                table["title"],
                table["rows"],
                told[len(told) // 2] if told else "",
                told[-1] if told else "",
                latest[0] if latest else "",
            )
        )
    return found


def news(content: Content) -> list[News]:
    """Return the changes of released rows by version, the newest first."""
    found = []
    for version in by_number(row["version"] for row in content.rows["changes"]):
        rows = [row for row in content.rows["changes"] if row["version"] == version]
        reasons = Counter((row["kind"], row["table"], plain(row["reason"])) for row in rows)
        ordered = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
        found.append(
            News(
                version,
                dict(Counter(row["kind"] for row in rows).most_common()),
                [(*reason, count) for reason, count in ordered],
            )
        )
    return found
