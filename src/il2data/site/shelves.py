"""The lists of sources: by kind, and where these are many by decade, each on a page of its own."""

from __future__ import annotations

from collections import Counter
from typing import Any

from il2data.site.content import Content

# More sources than this of one kind stand by decade.
MANY = 60


def shelves(content: Content) -> dict[str, dict[str, list[Any]]]:
    """Return the sources by kind and decade, the oldest first; the decade is empty where they are few of a kind."""
    many = Counter(source["kind"] for source in content.sources.values())
    found: dict[str, dict[str, list[Any]]] = {}
    for source in sorted(content.sources.values(), key=lambda source: (source["kind"], source["published"])):
        decade = f"{source['published'][:3]}0s" if many[source["kind"]] > MANY else ""
        found.setdefault(source["kind"], {}).setdefault(decade, []).append(source)
    return found


def name(kind: str, decade: str) -> str:
    """Return the name of the page of a decade, which no source has, as identifiers of sources have a colon."""
    return f"{kind}-{decade}"
