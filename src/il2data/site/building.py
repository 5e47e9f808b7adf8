"""Build the site: every page, picture, script and download, from the rows of a release."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from urllib.parse import urlsplit

import vl_convert

from il2data import placing
from il2data.errors import PackageError
from il2data.output import Watch, unwatched
from il2data.release import Release
from il2data.site import backing, comparing, fates, pages, rendering, search, structured, widget, written
from il2data.site.content import Content
from il2data.site.picture import Picture, on_paper
from il2data.site.pictures import all_pictures
from il2data.site.written import Written

# Stands in each site and lists all that is in it, so that nothing else is ever replaced by one.
MARKER = ".il2data-site"


def build(
    release: Release,
    folder: Path,
    url: str = "",
    repository: str = "",
    progress: Callable[[str], None] = print,
    watch: Watch = unwatched,
) -> dict[str, int]:
    """Write the site of a release into a folder: the same bytes each time.

    It is written beside the folder and put in its place when complete.

    Parameters
    ----------
    release
        The release; a folder, not a zip.
    folder
        Where to put the site: a new or empty folder, or one that holds a site, which is replaced.
    url
        Public address of the site, for the sitemap and for search engines; empty when it has none.
    repository
        Address of the repository, where errors are reported; empty when it has none.
    progress
        Takes one line of text after each step.
    watch
        Is handed the pages and pictures as they are written, and shows how far the work is.

    Returns
    -------
    dict
        Number of pages of each kind.

    Raises
    ------
    PackageError
        The folder holds something else; an address is not one of the web.
    """
    url, repository = (_web(name, value) for name, value in (("--url", url), ("--repository", repository)))
    with placing.folder(folder, _check) as site:
        return _write(release, site, url, repository, progress, watch)


def _check(folder: Path) -> None:
    """Raise `PackageError` where a folder holds anything that `build` did not put there."""
    marker = folder / MARKER
    listed = {MARKER, *(marker.read_text("utf-8", "replace").split("\n")[1:] if marker.is_file() else ())}
    found = (
        [folder]
        if folder.is_file()
        else (path for path in folder.rglob("*") if path.relative_to(folder).as_posix() not in listed)
    )
    for path in found:
        raise PackageError(
            f"{path} would be lost: it is no part of a site of il2data, which lists all its files in {MARKER}. Name a"
            " new or empty folder."
        )


def _web(option: str, value: str) -> str:
    if value and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).netloc):
        raise PackageError(f"{option} {value!r} is no address of the web. Give one that begins with https://.")
    return f"{value.rstrip('/')}/" if value else ""


def _write(
    release: Release, site: Path, url: str, repository: str, progress: Callable[[str], None], watch: Watch
) -> dict[str, int]:
    content = Content(release)
    pictures = all_pictures(release)
    progress(f"tables {len(content.catalogue)} read")
    for name in (
        "facts",
        "entities",
        "sources",
        "documents",
        "tables",
        "pictures",
        "docs",
        "static",
        "downloads/data",
        "downloads/schemas",
    ):
        (site / name).mkdir(parents=True)
    environment = rendering.environment(content, pictures, url, repository)
    counts: Counter[str] = Counter()
    addresses: list[str] = []
    docs = written.every(repository)
    descriptor = structured.descriptor(release)
    for kind, group in groupby(pages.every(content, pictures, docs, descriptor, url), key=lambda page: page.kind):
        for page in watch(group, f"{kind} pages"):
            (site / page.address).write_text(rendering.text(environment, page), "utf-8", newline="\n")
            counts[kind] += 1
            addresses.append(page.address)
        progress(f"{kind} {counts[kind]} pages")
    for picture in watch(pictures, "pictures"):
        svg = on_paper(picture.svg)
        (site / "pictures" / f"{picture.name}.svg").write_text(svg, "utf-8", newline="\n")
        (site / "pictures" / f"{picture.name}.png").write_bytes(vl_convert.svg_to_png(svg, scale=1.5))
    progress(f"pictures {len(pictures)} drawn as SVG and PNG")
    _scripts(content, pictures, docs, site)
    _downloads(content, site / "downloads")
    progress(f"downloads {len(content.catalogue)} tables as CSV and Parquet")
    if url:
        (site / "sitemap.xml").write_text(
            structured.sitemap(
                url, (name for name in addresses if name not in ("404.html", "search.html")), descriptor["created"][:10]
            ),
            "utf-8",
            newline="\n",
        )
        (site / "robots.txt").write_text(f"User-agent: *\nAllow: /\nSitemap: {url}sitemap.xml\n", "utf-8", newline="\n")
    else:
        progress("no sitemap.xml and robots.txt: they need the public address, --url")
    names = sorted(path.relative_to(site).as_posix() for path in site.rglob("*"))
    (site / MARKER).write_text(
        "\n".join(
            [
                (
                    f"Site of il2data {release.data_version}. `il2data site` replaces this folder as a whole, if it"
                    " holds no more than:"
                ),
                *names,
                "",
            ]
        ),
        "utf-8",
        newline="\n",
    )
    return dict(counts)


def _scripts(content: Content, pictures: Sequence[Picture], docs: Sequence[Written], site: Path) -> None:
    script, style = widget.datatables()
    texts = {
        "static/datatables.js": script,
        "static/datatables.css": style,
        "static/backing-data.js": backing.script(content),
        "static/compare-data.js": comparing.script(content, fates.fates(content.release)),
        "static/search-index.js": search.index_script(content, pictures, docs, pages.PLAIN, pages.QUESTIONS),
    }
    texts |= {f"tables/{name}.data.js": widget.rows_script(content, name) for name in content.catalogue}
    for name, text in texts.items():
        (site / name).write_text(text, "utf-8", newline="\n")
    for item in (files("il2data.site") / "static").iterdir():
        (site / "static" / item.name).write_bytes(item.read_bytes())


def _downloads(content: Content, downloads: Path) -> None:
    package = content.release.path("facts").parents[1]
    # As a release is laid out, so that the folder is one: il2data.open reads it.
    shutil.copyfile(package / "datapackage.json", downloads / "datapackage.json")
    for name in content.catalogue:
        for format in ("csv", "parquet"):
            published = content.release.path(name, format)  # type: ignore[arg-type]
            shutil.copyfile(published, downloads / "data" / f"{name}.{format}")
        shutil.copyfile(package / "schemas" / f"{name}.json", downloads / "schemas" / f"{name}.json")
