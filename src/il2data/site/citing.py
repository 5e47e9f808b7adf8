"""How to cite one fact: in a line, as BibTeX and as RIS."""

from __future__ import annotations

from typing import Any

from il2data.site import standing
from il2data.site.addresses import address
from il2data.site.content import Content
from il2data.site.rows import Row


def text(content: Content, fact: Row, url: str) -> str:
    """Return how to cite a fact in one line.

    The line has its status where it is in doubt, the release, and the source that says so first.
    """
    name, first = fact["fact_id"], content.first_source(fact["fact_id"])
    status = (
        ""
        if standing.plain(fact)
        else f" ({fact['status'].replace('_', ' ')} in il2data {content.release.data_version})"
    )
    where = f" {url}{address('facts', name)}" if url else ""
    told = "Denied by" if fact["status"] == "refuted" else "After"
    source = f"{first['title']}, {first['published']}, {first['source_id']}"
    return f"{name}{status}: “{fact['statement']}” In: {content.release.cite()}{where} {told}: {source}."


def bibtex(content: Content, package: dict[str, Any], fact: Row, url: str) -> str:
    """Return a fact as an entry of BibTeX."""
    fields = {
        "author": f"{{{package['contributors'][0]['title']}}}",
        "title": f"{{{_escaped(fact['statement'])}}}",
        "howpublished": _escaped(package["title"]),
        "year": package["created"][:4],
        "version": package["version"],
        "note": f"{fact['fact_id']}, {fact['status'].replace('_', ' ')}; {package['licenses'][0]['name']}",
    } | ({"url": f"{url}{address('facts', fact['fact_id'])}"} if url else {})
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{il2data-{package['version']}-{fact['fact_id']},\n{lines}}}"


def ris(package: dict[str, Any], fact: Row, url: str) -> str:
    """Return a fact as a record of RIS."""
    fields = [
        ("TY", "DATA"),
        ("AU", package["contributors"][0]["title"]),
        ("TI", fact["statement"]),
        ("T2", package["title"]),
        ("PY", package["created"][:4]),
        ("ET", package["version"]),
        ("AN", fact["fact_id"]),
        ("N1", fact["status"].replace("_", " ")),
        *([("UR", f"{url}{address('facts', fact['fact_id'])}")] if url else []),
    ]
    return "\n".join(f"{tag}  - {value}" for tag, value in fields) + "\nER  - "


def _escaped(text: str) -> str:
    """Return a text without the letters that BibTeX obeys."""
    return "".join(f"\\{letter}" if letter in "&%$#_{}" else letter for letter in text)
