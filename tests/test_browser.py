"""The site in a real browser: as a reader types, clicks, tabs, downloads, turns the lights off, holds a phone, or has no scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest

import il2data
from conftest import ROOT
from il2data.loading import read_csv

pytest.importorskip("playwright", reason="a browser is driven by an optional library: pip install 'il2data[dev]'")
pytest.importorskip("vl_convert", reason="the site is built by optional libraries: pip install 'il2data[site]'")
from playwright.sync_api import Browser, BrowserContext, Page, expect

import browser
from il2data.site import building
from il2data.site.addresses import address
from il2data.site.pictures import MODULES

pytestmark = pytest.mark.skipif(browser.PATH is None, reason="there is no browser: apt-get install chromium")

PICTURES = [module.__name__.rpartition(".")[2] for module in MODULES]
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
SMALLEST = 9.5
RELEASE = il2data.open(ROOT)


def fullest(table: str, column: str) -> str:
    """The value that a table names most often: its page is the longest of its kind."""
    return str(RELEASE.load(table)[column].value_counts().index[0])  # type: ignore[arg-type]


def columns(table: str) -> int:
    return len(RELEASE.load(table).columns)  # type: ignore[arg-type]


def kinds() -> dict[str, str]:
    """A page of each kind, where a kind has many the fullest."""
    facts = RELEASE.load("facts")
    changes = RELEASE.load("changes").query("kind == 'withdrawn'")
    withdrawn = changes.loc[changes["table"] != "evidence", "row_key"]
    return {
        "home": "index.html",
        "pictures": "pictures/index.html",
        **{name: address("pictures", name) for name in PICTURES},
        "tables": "tables/index.html",
        "table of measurements": address("tables", "affinities"),
        "widest table": address("tables", max(RELEASE.tables(), key=columns)),
        "longest table": address("tables", "evidence"),
        "entities": "entities/index.html",
        "entity": address("entities", fullest("xrefs", "subject_id")),
        "sources": "sources/index.html",
        "source": address("sources", fullest("evidence", "source_id")),
        "fact": address("facts", fullest("evidence", "fact_id")),
        "disputed fact": address("facts", str(facts.loc[facts["status"] == "disputed", "fact_id"].iloc[0])),
        "withdrawn fact": address("facts", str(withdrawn.iloc[0])),
        "disagreements": "disagreements.html",
        "founding documents": "coverage.html",
        "founding document": address("documents", fullest("claims", "document_id")),
        "documentation": "docs/index.html",
        "written page with tables": "docs/comparison.html",
        "rules": "docs/rules.html",
        "wrong address": "404.html",
    }


KINDS = kinds()
every_kind = pytest.mark.parametrize("kind", KINDS)
every_picture = pytest.mark.parametrize("picture", PICTURES)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("portal") / "il2data"
    building.build(RELEASE, folder, progress=lambda line: None)
    return folder


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.launched() as launched:
        yield launched


@pytest.fixture
def context(chromium: Browser, site: Path) -> Iterator[BrowserContext]:
    """A reader's window; whatever goes wrong in any of its pages fails the test."""
    context = chromium.new_context(viewport=DESKTOP, color_scheme="light", reduced_motion="reduce")  # type: ignore[arg-type]
    watch = browser.Watch(context, site.as_uri())
    yield context
    context.close()
    assert watch.complaints == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def open_page(page: Page, site: Path, where: str) -> None:
    page.goto((site / where).as_uri())


def name_of(page: Page) -> str:
    return page.url.rpartition("/")[2].partition("#")[0]


# Every page of every kind.


@every_kind
def test_a_page_works_from_a_folder(kind: str, page: Page, site: Path) -> None:
    open_page(page, site, KINDS[kind])
    expect(page.locator("h1")).to_have_count(1)
    assert browser.dead_links(page, site) == []


@every_kind
def test_a_page_is_open_to_all_readers(kind: str, page: Page, site: Path) -> None:
    open_page(page, site, KINDS[kind])
    assert browser.barriers(page) == []
    page.get_by_role("button", name="Dark theme").click()
    assert browser.barriers(page) == []


@every_kind
def test_a_page_fits_a_phone(kind: str, page: Page, site: Path) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    open_page(page, site, KINDS[kind])
    assert browser.sideways(page) <= 0


# Pictures.


def test_the_overview_leads_to_every_picture(page: Page, site: Path) -> None:
    open_page(page, site, "pictures/index.html")
    shown = page.locator(".cards a").evaluate_all("links => links.map(link => link.getAttribute('href').split('/').pop())")
    assert shown == [f"{name}.html" for name in PICTURES]
    for image in page.locator(".cards img").all():
        image.scroll_into_view_if_needed()
        expect(image).to_have_js_property("complete", True)
        assert image.evaluate("image => image.naturalWidth > 0")


@every_picture
def test_every_mark_is_in_reach_and_leads_to_its_fact_and_on_to_a_source(picture: str, page: Page, site: Path) -> None:
    open_page(page, site, address("pictures", picture))
    beneath = set(page.locator("figure ~ .scroll tbody th").all_inner_texts())
    marks = browser.marks(page)
    assert [where for where, point in marks.items() if point is None] == []
    facts = {where: point for where, point in marks.items() if where.startswith("../facts/")}
    assert {where.rpartition("/")[2].removesuffix(".html") for where in facts} == beneath
    where, point = next(iter(facts.items()))
    assert point
    page.mouse.click(*point)
    page.wait_for_url(re.compile(re.escape(where.removeprefix(".."))))
    fact = name_of(page).removesuffix(".html")
    assert page.locator("h1").inner_text() == RELEASE.load("facts").set_index("fact_id")["statement"][fact]
    source = page.locator(".evidence .source a").first
    title = source.inner_text()
    source.click()
    page.wait_for_url("**/sources/*.html")
    assert page.locator("h1").inner_text() == title
    assert title in set(RELEASE.load("sources")["title"])


@every_picture
def test_a_picture_can_be_read_at_any_width(picture: str, page: Page, site: Path) -> None:
    open_page(page, site, address("pictures", picture))
    assert browser.smallest_text(page) >= SMALLEST
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert browser.smallest_text(page) >= SMALLEST
    assert page.locator(".drawing").evaluate("box => { box.scrollLeft = 1e6; return box.scrollLeft; }") > 0, "it does not scroll in its box"


@every_picture
def test_the_words_of_a_picture_keep_apart_and_inside(picture: str, page: Page, site: Path) -> None:
    open_page(page, site, address("pictures", picture))
    if not browser.has_type(page):
        pytest.skip("there is no type as wide as Arial: apt-get install fonts-liberation")
    assert browser.colliding(page) == []


def test_the_keyboard_reaches_marks_and_content(page: Page, site: Path) -> None:
    open_page(page, site, address("pictures", "affinities"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    mark = page.locator(".drawing svg a:not([tabindex])").first
    while not mark.evaluate("mark => mark === document.activeElement"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement !== document.body"), "the first mark was not reached"
    assert mark.get_attribute("aria-label")
    page.keyboard.press("Enter")
    page.wait_for_url("**/facts/*.html")


# The search.


def entities_named(name: str) -> set[str]:
    names = RELEASE.load("names")
    return {address("entities", entity) for entity in names.loc[names["name"].str.casefold() == name.casefold(), "entity_id"]}


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("CD25", "CD25"),
        ("cd25", "CD25"),
        ("Proleukin", "Proleukin"),
        ("próleukin", "Proleukin"),
        ("NKTR-214", "NKTR-214"),
        ("nktr214", "NKTR-214"),
        ("NKTR\u2011214", "NKTR-214"),
    ],
)
def test_the_search_answers_as_one_types(typed: str, name: str, page: Page, site: Path) -> None:
    open_page(page, site, "index.html")
    box = page.locator(".search input")
    box.press_sequentially(typed[:3])
    options = page.locator(".search [role=option]")
    expect(options.first).to_be_visible()
    box.press_sequentially(typed[3:])
    expect(options.first).to_contain_text(re.compile(re.escape(name), re.IGNORECASE))
    assert options.first.get_attribute("data-page") in entities_named(name)
    expect(page.locator(".search [role=status]")).to_contain_text(re.compile(r"^\d+ results?"))
    options.first.click()
    page.wait_for_url("**/entities/*.html")


def test_the_search_says_when_it_finds_nothing(page: Page, site: Path) -> None:
    open_page(page, site, "index.html")
    page.locator(".search input").press_sequentially("no such thing")
    expect(page.get_by_role("listbox")).to_have_text("Nothing found")
    expect(page.locator(".search [role=status]")).to_have_text("0 results")
    page.keyboard.press("Enter")
    assert name_of(page) == "index.html"


def test_the_search_is_used_by_keyboard(page: Page, site: Path) -> None:
    open_page(page, site, address("tables", "genes"))  # its box stands in the bar, one folder down
    box = page.locator(".search input")
    box.press_sequentially("CD25")
    options = page.locator(".search [role=option]")
    expect(options.nth(1)).to_be_visible()
    for key, chosen in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0), ("ArrowDown", 1)):
        page.keyboard.press(key)
        expect(box).to_have_attribute("aria-activedescendant", str(options.nth(chosen).get_attribute("id")))
        assert options.evaluate_all("options => options.map(o => o.getAttribute('aria-selected')).indexOf('true')") == chosen
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    wanted = options.first.get_attribute("data-page")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{wanted}")


# Tables.


def shown(page: Page, column: int) -> list[str]:
    return page.locator(f"#table tbody tr > td:nth-child({column + 1})").all_inner_texts()


def test_a_table_is_filtered_and_sorted(page: Page, site: Path) -> None:
    frame = RELEASE.load("affinities")
    open_page(page, site, address("tables", "affinities"))
    info = page.locator(".dt-info")
    expect(info).to_contain_text(f"of {len(frame)} rows")
    kon = frame[frame["quantity"] == "kon"]
    page.get_by_label("Filter Quantity").press_sequentially("kon")
    matching = int(frame["quantity"].str.contains("kon").sum())
    expect(info).to_contain_text(f"of {matching} rows (of {len(frame)})")
    assert kon["fact_id"].isin(shown(page, 0)).all()
    page.get_by_label("Filter Quantity").fill("")
    place = list(frame.columns).index("value")
    heading = page.locator("#table thead th").nth(place)
    for order in ("ascending", "descending"):
        heading.click()
        expect(heading).to_have_attribute("aria-sort", order)
    largest = frame["value"].dropna().sort_values(ascending=False).head(25)
    assert [float(value) for value in shown(page, place) if value] == largest.tolist()
    page.get_by_label("Filter:", exact=True).fill("nothing has this")
    expect(page.locator("#table tbody")).to_have_text("No row matches.")


def test_the_home_page_leads_to_the_facts_of_a_status(page: Page, site: Path) -> None:
    open_page(page, site, "index.html")
    count = page.locator("[data-count=disputed]")
    text = count.inner_text()
    count.click()
    expect(page.locator(".dt-info")).to_contain_text(f"of {text} rows")


def test_keys_lead_from_table_to_table(page: Page, site: Path) -> None:
    label = RELEASE.load("entities").set_index("entity_id")["label"]
    open_page(page, site, address("tables", "affinities"))
    row = RELEASE.load("affinities").iloc[0]
    page.locator("#table tbody").get_by_role("link", name=label[row["target_id"]]).first.click()
    page.wait_for_url(f"**/{address('entities', row['target_id'])}")
    assert page.locator("h1").inner_text() == label[row["target_id"]]
    page.locator(".facts").get_by_role("link").first.click()
    page.wait_for_url("**/facts/*.html")
    page.get_by_label("Place").get_by_role("link").last.click()
    page.wait_for_url("**/tables/*.html")


def test_a_downloaded_table_is_the_releases_and_valid(page: Page, site: Path, tmp_path: Path) -> None:
    open_page(page, site, address("tables", "affinities"))
    for format in ("CSV", "Parquet"):
        with page.expect_download() as download:
            page.get_by_role("link", name=format, exact=True).click()
        file = tmp_path / download.value.suggested_filename
        download.value.save_as(file)
        assert file.read_bytes() == RELEASE.path("affinities", format.lower()).read_bytes()  # type: ignore[arg-type]
    frame = read_csv((tmp_path / "affinities.csv").read_bytes(), RELEASE.package.schema("affinities"))
    il2data.validate(frame, "affinities")
    pd.testing.assert_frame_equal(frame, RELEASE.load("affinities"))


# The theme.

COLOURS = """() => ["body", ".drawing svg text", ".lead"].map(where => {
  const style = getComputedStyle(document.querySelector(where));
  return where === "body" ? style.backgroundColor : where === ".lead" ? style.color : style.fill;
})"""


def test_the_theme_is_chosen_and_remembered(page: Page, site: Path) -> None:
    open_page(page, site, address("pictures", "affinities"))
    light = page.evaluate(COLOURS)
    button = page.get_by_role("button", name="Dark theme")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    dark = page.evaluate(COLOURS)
    assert all(before != after for before, after in zip(light, dark, strict=True))
    page.get_by_role("link", name="Documents").click()
    page.wait_for_url("**/coverage.html")
    expect(page.get_by_role("button", name="Dark theme")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark[0]
    page.get_by_role("button", name="Dark theme").click()
    page.go_back()
    page.reload()
    assert page.evaluate(COLOURS) == light


def test_without_a_choice_the_theme_is_the_systems(page: Page, site: Path) -> None:
    open_page(page, site, address("pictures", "affinities"))
    light = page.evaluate(COLOURS)
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert all(before != after for before, after in zip(light, page.evaluate(COLOURS), strict=True))


# Other ways to be shown.


def test_a_site_is_served_from_a_folder_of_a_host(chromium: Browser, site: Path, tmp_path: Path) -> None:
    with browser.served(site.parent) as host, chromium.new_context(viewport=DESKTOP) as context:  # type: ignore[arg-type]
        watch = browser.Watch(context, f"{host}{site.name}/")
        page = context.new_page()
        page.goto(f"{host}{site.name}/")
        page.locator(".search input").press_sequentially("affinities")
        page.locator(".search [role=option]").filter(has_text="table").first.click()
        page.wait_for_url(f"{host}{site.name}/tables/affinities.html")
        expect(page.locator(".dt-info")).to_contain_text(f"of {len(RELEASE.load('affinities'))} rows")
        with page.expect_download() as download:
            page.get_by_role("link", name="CSV", exact=True).click()
        download.value.save_as(tmp_path / "table.csv")
        assert (tmp_path / "table.csv").read_bytes() == RELEASE.path("affinities").read_bytes()
        for name in PICTURES:
            page.goto(f"{host}{site.name}/{address('pictures', name)}")
            expect(page.locator(".drawing svg")).to_be_visible()
        assert watch.complaints == []


def test_without_scripts_everything_is_there_but_the_search(chromium: Browser, site: Path) -> None:
    with chromium.new_context(viewport=DESKTOP, java_script_enabled=False) as context:  # type: ignore[arg-type]
        page = context.new_page()
        open_page(page, site, "index.html")
        expect(page.locator("noscript p")).to_be_visible()
        expect(page.locator(".search input")).to_be_hidden()
        open_page(page, site, address("tables", "affinities"))
        expect(page.get_by_role("link", name="CSV", exact=True)).to_be_visible()
        open_page(page, site, KINDS["fact"])
        fact = name_of(page).removesuffix(".html")
        expect(page.get_by_role("heading", level=1)).to_have_text(RELEASE.load("facts").set_index("fact_id")["statement"][fact])
        expect(page.locator(".evidence > li")).to_have_count(int((RELEASE.load("evidence")["fact_id"] == fact).sum()))
        for name in PICTURES:
            open_page(page, site, address("pictures", name))
            expect(page.locator(".drawing svg")).to_be_visible()
            page.locator(".drawing svg a").first.focus()
            page.keyboard.press("Enter")
            page.wait_for_url("**/facts/*.html")


# The checks themselves.

PLANTED = {
    "leaves the site: https://elsewhere.example/x.png": '<img src="https://elsewhere.example/x.png" alt="">',
    "leaves the site: https://elsewhere.example/x.js": '<script src="https://elsewhere.example/x.js"></script>',
    "leaves the site: https://elsewhere.example/x.css": "<style>@import 'https://elsewhere.example/x.css';</style>",
    "console error: oh dear": "<script>console.error('oh dear')</script>",
    "page error: missing is not defined": "<script>missing()</script>",
    "missing.png": '<img src="missing.png" alt="">',
}


@contextmanager
def planted(chromium: Browser, site: Path, fault: str) -> Iterator[tuple[Page, browser.Watch]]:
    """Open a copy of the home page with a fault in it."""
    copy = site / "planted.html"
    copy.write_text((site / "index.html").read_text("utf-8").replace("</main>", f"{fault}</main>"), "utf-8")
    try:
        with chromium.new_context(viewport=DESKTOP) as context:  # type: ignore[arg-type]
            watch = browser.Watch(context, site.as_uri())
            page = context.new_page()
            page.goto(copy.as_uri())
            yield page, watch
    finally:
        copy.unlink()


@pytest.mark.parametrize("complaint", PLANTED)
def test_a_planted_fault_is_complained_of(complaint: str, chromium: Browser, site: Path) -> None:
    with planted(chromium, site, PLANTED[complaint]) as (_, watch):
        assert any(complaint in found for found in watch.complaints), watch.complaints


def test_planted_barriers_are_found(chromium: Browser, site: Path) -> None:
    unreachable = '<button style="width:9rem;height:9rem"></button><p style="color:#999;background:#aaa">pale</p><div style="width:3000px">wide</div>'
    with planted(chromium, site, unreachable + '<a href="none.html">x</a><a href="index.html#none">x</a><a href="../../x.html">x</a>') as (page, _):
        found = browser.barriers(page)
        assert {finding.partition(" ")[0] for finding in found} == {"button-name", "color-contrast"}
        assert len(browser.dead_links(page, site)) == 3
        assert browser.sideways(page) > 1000
    cover = '<div class="drawing"><svg viewBox="0 0 100 50"><a href="a.html"><circle cx="20" cy="20" r="5"/></a><rect width="40" height="40"/>'
    with planted(chromium, site, cover + '<a href="b.html"><circle cx="60" cy="20" r="5"/></a><text x="99" y="20" font-size=".5">clipped</text><text x="5" y="45" font-size=".5">one</text><text x="5.1" y="45" font-size=".5">two</text></svg></div>') as (page, _):
        assert [where for where, point in browser.marks(page).items() if point is None] == ["a.html"]
        assert browser.colliding(page) == ["clipped", "two"]
        assert browser.smallest_text(page) < SMALLEST
