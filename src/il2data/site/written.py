"""The written pages: the Markdown of ``docs/`` as HTML.

markdown-it follows CommonMark, and escapes whatever else there is.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, pairwise
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from il2data.naming import words
from il2data.package import Package

# The page that lists the others.
FIRST = "README"


class Written(NamedTuple):
    """A page: its name, its title and what stands under the title."""

    name: str
    title: str
    body: Markup


def every(repository: str) -> list[Written]:
    """Return the pages that came with the code.

    Parameters
    ----------
    repository
        Address of the repository, with a final slash, to which links out of the folder lead;
        without one they are plain text.
    """
    return [
        _page(path.stem, path.read_text("utf-8"), repository)
        for path in sorted((Package.installed().root / "docs").glob("*.md"))
    ]


def at(name: str) -> str:
    """Return the address of a page, relative to the top of the site."""
    return f"docs/{'index' if name == FIRST else name}.html"


def _page(name: str, text: str, repository: str) -> Written:
    markdown, number = MarkdownIt("commonmark", {"html": False}).enable("table"), count(1)
    rules: dict[str, Any] = markdown.renderer.rules  # type: ignore[attr-defined]
    rules["fence"] = lambda tokens, here, *_: f'<pre tabindex="0"><code>{escape(tokens[here].content)}</code></pre>\n'
    rules["table_open"] = lambda *_: (
        f'<div class="scroll" tabindex="0" role="region" aria-label="Table {next(number)}"><table class="plain">\n'
    )
    rules["table_close"] = lambda *_: "</table></div>\n"
    tokens = markdown.parse(text)
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", "-".join(words(inline.content)))
        inline.children = list(_led(inline.children or [], repository))
    # The title, its text and its end come first.
    return Written(name, tokens[1].content, Markup(markdown.renderer.render(tokens[3:], markdown.options, {})))


def _led(tokens: list[Token], repository: str) -> Iterator[Token]:
    """Yield the parts of a line, with its links mended.

    They lead to pages of the site, to the repository, or, where there is none, nowhere.
    """
    dead = False
    for token in tokens:
        if token.type == "link_open":
            target, mark, place = str(token.attrs["href"]).partition("#")
            dead = target.startswith("../") and not repository
            if target.startswith("../"):
                token.attrSet("href", f"{repository}blob/HEAD/{target.removeprefix('../')}{mark}{place}")
            elif target.endswith(".md"):
                token.attrSet("href", f"{at(target.removesuffix('.md')).removeprefix('docs/')}{mark}{place}")
        if not (dead and token.type in ("link_open", "link_close")):
            yield token
        dead = dead and token.type != "link_close"
