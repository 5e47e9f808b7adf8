"""Templates and the pages they become."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from il2data.founding import PLAIN
from il2data.site import sections, standing, structured
from il2data.site.addresses import address
from il2data.site.content import Content
from il2data.site.figures import YEARS, figure
from il2data.site.pages import Page
from il2data.site.parts import parts
from il2data.site.picture import Picture, lead


def environment(content: Content, pictures: Sequence[Picture], url: str, repository: str) -> Environment:
    """Return the templates with what each of them may use: all text escaped, nothing missing passed over."""
    made = Environment(
        loader=PackageLoader("il2data.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "address": lambda name, kind: address(kind, name),
        "quote": lambda text: quote(text, safe=""),
        "figure": figure,
        "cell": lambda value: figure(value, YEARS),
        "words": lambda text: text.replace("_", " "),
    }
    made.globals |= {
        "cite": content.release.cite(),
        "content": content,
        "lead": lead,
        "numbered": sections.numbered,
        "parted": parts,
        "pictures": pictures,
        "plain": standing.plain,
        "plain_hedge": PLAIN,
        "released": structured.descriptor(content.release)["created"][:10],
        "repository": repository,
        "statuses_mean": content.statuses,
        "url": url,
        "verdict": standing.verdict,
        "version": content.release.data_version,
        "weighed": standing.weighed,
    }
    return made


def text(templates: Environment, page: Page) -> str:
    """Return a page as HTML, its links relative to where it stands."""
    # The page for wrong addresses is shown at any depth, so its links begin at the top of the host.
    root = (
        urlsplit(str(templates.globals["url"])).path if page.address == "404.html" else "../" * page.address.count("/")
    )
    return templates.get_template(page.template).render(page.values, root=root, address=page.address)
