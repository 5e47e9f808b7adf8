"""What search engines read: descriptions in schema.org's terms, as JSON-LD, and the sitemap."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from markupsafe import Markup

from il2data.site.addresses import address
from il2data.site.content import Content

if TYPE_CHECKING:
    from il2data.release import Release

Node = dict[str, Any]


def descriptor(release: Release) -> Node:
    """Return the ``datapackage.json`` that a release is published with."""
    return json.loads((release.path("facts").parents[1] / "datapackage.json").read_text("utf-8"))  # type: ignore[no-any-return]


def script(node: Node) -> Markup:
    """Return a node as text that can stand inside a ``<script>`` element."""
    text = json.dumps({"@context": "https://schema.org", **node}, ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c"))


def _at(url: str, page: str) -> Node:
    return {"@id": f"{url}{page}", "url": f"{url}{page}"} if url else {}


def dataset(package: Node, url: str) -> Node:
    """Return the dataset as a schema.org Dataset.

    Parameters
    ----------
    package
        The release's ``datapackage.json``.
    url
        Public address of the site, with a final slash; empty when it has none.
    """
    return {
        "@type": "Dataset",
        **_at(url, "index.html"),
        "name": package["title"],
        "description": package["description"],
        "version": package["version"],
        "keywords": package["keywords"],
        "license": package["licenses"][0]["path"],
        "creator": {"@type": "Organization", "name": package["contributors"][0]["title"]},
        "isAccessibleForFree": True,
    }


def table(package: Node, entry: Node, url: str) -> Node:
    """Return a table as a Dataset that is part of the whole, with its downloads."""
    name = entry["table"]
    formats = (("csv", "text/csv"), ("parquet", "application/vnd.apache.parquet"))
    return dataset(package, "") | {
        **_at(url, address("tables", name)),
        "name": f"{entry['title']} ({package['name']})",
        "description": entry["description"],
        "identifier": name,
        "isPartOf": {"@type": "Dataset", "name": package["title"], **({"@id": f"{url}index.html"} if url else {})},
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": media, "contentUrl": f"{url or '../'}downloads/data/{name}.{ending}"} for ending, media in formats
        ],
    }


def claim(content: Content, package: Node, fact: Node, url: str) -> Node:
    """Return a fact as a schema.org Claim that appears in the sources which support it."""
    supporting = dict.fromkeys(row["source_id"] for row in content.evidence[fact["fact_id"]] if row["stance"] == "supports")
    works = [content.sources[name] for name in supporting]
    return {
        "@type": "Claim",
        **_at(url, address("facts", fact["fact_id"])),
        "identifier": fact["fact_id"],
        "text": fact["statement"],
        "version": package["version"],
        "license": package["licenses"][0]["path"],
        "isPartOf": {"@type": "Dataset", "name": package["title"], **({"@id": f"{url}index.html"} if url else {})},
        "appearance": [
            {"@type": "CreativeWork", "identifier": work["source_id"], "name": work["title"]}
            | ({"url": content.outside_of_source(work)} if content.outside_of_source(work) else {})
            for work in works
        ],
    }


def sitemap(url: str, pages: Iterable[str]) -> str:
    """Return the sitemap of the pages, as sitemaps.org defines it."""
    lines = "".join(f"<url><loc>{escape(url + page)}</loc></url>\n" for page in pages)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{lines}</urlset>\n'
