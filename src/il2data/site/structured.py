"""What search engines read: descriptions in schema.org's terms, as JSON-LD, and the sitemap."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from markupsafe import Markup

from il2data.site import standing
from il2data.site.addresses import address
from il2data.site.content import Content

if TYPE_CHECKING:
    from il2data.release import Release

Node = dict[str, Any]


def descriptor(release: Release) -> Node:
    """Return the ``datapackage.json`` that a release is published with."""
    found: Node = json.loads((release.path("facts").parents[1] / "datapackage.json").read_text("utf-8"))
    return found


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
        "creator": _creator(package),
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
            {
                "@type": "DataDownload",
                "encodingFormat": media,
                "contentUrl": f"{url or '../'}downloads/data/{name}.{ending}",
            }
            for ending, media in formats
        ],
    }


def claim(content: Content, package: Node, fact: Node, url: str) -> Node:
    """Return a fact as a schema.org Claim with its status, which appears in the sources that support it.

    A refuted one is a ClaimReview that rates the claim false, and names the sources that deny it.
    """
    about = {
        **_at(url, address("facts", fact["fact_id"])),
        "identifier": fact["fact_id"],
        "version": package["version"],
        "license": package["licenses"][0]["path"],
        "isPartOf": {"@type": "Dataset", "name": package["title"], **({"@id": f"{url}index.html"} if url else {})},
        "creativeWorkStatus": fact["status"],
    }
    against = {"citation": _works(content, fact, "contradicts")} if fact["records_against"] else {}
    if fact["status"] != "refuted":
        return {
            "@type": "Claim",
            **about,
            "text": fact["statement"],
            "appearance": _works(content, fact, "supports"),
            **against,
        }
    return {
        "@type": "ClaimReview",
        **about,
        "author": _creator(package),
        "datePublished": package["created"][:10],
        "reviewBody": fact["statement"],
        "claimReviewed": standing.claimed(fact),
        "itemReviewed": {
            "@type": "Claim",
            "text": standing.claimed(fact),
            "appearance": _works(content, fact, "supports"),
        },
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": 1,
            "worstRating": 1,
            "bestRating": 5,
            "alternateName": "Refuted",
        },
        **against,
    }


def _works(content: Content, fact: Node, stance: str) -> list[Node]:
    named = dict.fromkeys(
        row["source_id"] for row in standing.weighed(content, fact["fact_id"]) if row["stance"] == stance
    )
    works = [content.sources[name] for name in named]
    return [
        {"@type": "CreativeWork", "identifier": work["source_id"], "name": work["title"]}
        | ({"url": content.outside_of_source(work)} if content.outside_of_source(work) else {})
        for work in works
    ]


def _creator(package: Node) -> Node:
    return {"@type": "Organization", "name": package["contributors"][0]["title"]}


def sitemap(url: str, pages: Iterable[str], day: str) -> str:
    """Return the sitemap of the pages, as sitemaps.org defines it, all of the day of the release."""
    lines = "".join(f"<url><loc>{escape(url + page)}</loc><lastmod>{day}</lastmod></url>\n" for page in pages)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset'
        f' xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{lines}</urlset>\n'
    )
