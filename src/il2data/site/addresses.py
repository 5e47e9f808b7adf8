"""Where each page of the site stands: addresses that follow from identifiers and never change."""

from __future__ import annotations

import re

KINDS = ("facts", "entities", "sources", "documents", "tables", "pictures")


def slug(identifier: str) -> str:
    """Return an identifier as the name of a file that every file system and web host takes.

    Letters, digits, points and hyphens stay; anything else becomes an underscore.
    """
    return re.sub(r"[^A-Za-z0-9.-]", "_", identifier)


def address(kind: str, identifier: str) -> str:
    """Return the address of a page, relative to the top of the site.

    Parameters
    ----------
    kind
        ``facts``, ``entities``, ``sources``, ``documents``, ``tables`` or ``pictures``.
    identifier
        Identifier of the fact, entity, source or document; name of the table or picture.
    """
    if kind not in KINDS:
        raise ValueError(f"the site has no pages of kind {kind!r}; it has {', '.join(KINDS)}")
    return f"{kind}/{slug(identifier)}.html"
