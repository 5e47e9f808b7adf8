"""The site: whole, small, self-contained, the same each time, and no number on it that is not a row."""

from __future__ import annotations

import filecmp
import gzip
import json
import posixpath
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from html import unescape
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree

import duckdb
import pandas as pd
import pytest

import il2data
from conftest import REPOSITORY, ROOT, URL
from il2data import cli, report
from il2data.errors import PackageError
from il2data.finding import CALLED
from il2data.package import Package
from il2data.site import (
    building,
    cards,
    citing,
    freshness,
    judgement,
    pages,
    quantities,
    rendering,
    sections,
    standing,
    structured,
    widget,
    written,
)
from il2data.site.addresses import address
from il2data.site.card_shapes import Card
from il2data.site.content import Content
from il2data.site.picture import COLOURS, Picture
from il2data.support import PRIMARY

LARGEST = 500_000
T = TypeVar("T")


class Read:
    """What a test asks of a page: its links, what it loads, the targets in it, its counts, its JSON-LD and its text.

    The pages are thousands, so each answer is found by a pattern, when it is asked for.
    """

    def __init__(self, html: str) -> None:
        self.html = html
        self.links: list[str] = []
        self.loads: list[str] = []
        self.ids: list[str] = []
        for tag, inside in TAG.findall(html):
            values = {name: unescape(value) for name, value in ATTRIBUTE.findall(inside)}
            self.ids += [values["id"]] if "id" in values else []
            if values.get("rel") != "canonical":
                found = [values[name] for name in ("href", "src", "xlink:href") if name in values]
                (self.links if tag == "a" else self.loads).extend(found)

    @property
    def counts(self) -> dict[str, str]:
        """The numbers that stand for counts, by what they count."""
        return dict(re.findall(r'data-count="([^"]*)"[^>]*>([^<]*)', self.html))

    @property
    def jsonld(self) -> str:
        """What the page says to machines."""
        return "".join(re.findall(r'<script type="application/ld\+json">(.*?)</script>', self.html, re.DOTALL))

    @property
    def text(self) -> str:
        """What the page says to readers."""
        return unescape(re.sub(r"(?s)<script.*?</script>|<[^>]*>", "", self.html))


TAG = re.compile(r"<([a-z]\w*)\s([^>]*\b(?:id|href|src)=[^>]*)>")
ATTRIBUTE = re.compile(r'(?<!\S)(id|(?:xlink:)?href|src|rel)="([^"]*)"')


@pytest.fixture(scope="module")
def release() -> il2data.Release:
    return il2data.open(ROOT)


@pytest.fixture(scope="module")
def content(release: il2data.Release) -> Content:
    """The rows of the whole release, read once; never change them."""
    return Content(release)


@pytest.fixture(scope="module")
def little(few: Path) -> il2data.Release:
    """The small package."""
    return il2data.open(few)


@pytest.fixture(scope="module")
def site(portal: Path) -> Path:
    return portal


@pytest.fixture(scope="module")
def read(site: Path) -> dict[str, Read]:
    return {path.relative_to(site).as_posix(): Read(path.read_text()) for path in sorted(site.rglob("*.html"))}


def load(release: il2data.Release, table: str) -> pd.DataFrame:
    return release.load(table)  # type: ignore[arg-type]


def dead(site: Path, read: dict[str, Read]) -> Iterator[str]:
    """Yield the links and loads that lead to no file or no place of the site."""
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    ids = {name: set(page.ids) for name, page in read.items()}
    for name, page in read.items():
        for link in page.links + page.loads:
            parts = urlsplit(link)
            if parts.scheme:
                continue
            # The page for wrong addresses alone names its targets from the top of the host.
            path = parts.path.removeprefix(urlsplit(URL).path) if name == "404.html" else parts.path
            found = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(path))) if path else name
            if found not in files or (
                parts.fragment and "/" not in parts.fragment and parts.fragment not in ids[found]
            ):
                yield f"{name}: {link}"


def test_every_link_leads_somewhere(site: Path, read: dict[str, Read]) -> None:
    assert list(dead(site, read)) == []
    planted = Read('<a href="facts/none-0001.html">x</a><a href="#none">x</a><img src="../outside.png">')
    assert len(list(dead(site, read | {"index.html": planted}))) >= 3


def test_everything_has_its_page(site: Path, release: il2data.Release) -> None:
    for kind, names in (
        ("facts", release.load("facts")["fact_id"]),
        ("entities", release.load("entities")["entity_id"]),
        ("sources", release.load("sources")["source_id"]),
        ("tables", release.tables()),
    ):
        expected = {address(kind, name) for name in names}
        assert len(expected) == len({name.casefold() for name in expected}) == len(names), "two share an address"
        assert {name for name in expected if not (site / name).is_file()} == set()


def test_every_source_stands_in_a_list(read: dict[str, Read], release: il2data.Release) -> None:
    """In that of all or, where there are many of a kind, in that of its decade, to which the first one leads."""
    first = read["sources/index.html"].links
    lists = {link for link in first if re.fullmatch(r"[a-z_]+-\d{3}0s\.html", link)}
    listed = {link for link in first if link not in lists} | {
        link for name in lists for link in read[f"sources/{name}"].links
    }
    sources = release.load("sources")
    assert {address("sources", name).removeprefix("sources/") for name in sources["source_id"]} <= listed
    papers = sources[(sources["kind"] == "paper") & sources["published"].str.startswith("199")]
    shown = set(read["sources/paper-1990s.html"].links)
    assert {address("sources", name).removeprefix("sources/") for name in papers["source_id"]} <= shown
    assert f"{len(papers)} sources" in read["sources/paper-1990s.html"].text


def test_the_documentation_is_whole(site: Path, read: dict[str, Read]) -> None:
    for page in (ROOT / "docs").glob("*.md"):
        shown = read[written.at(page.stem)]
        title, *_ = page.read_text().splitlines()
        assert title.removeprefix("# ") in shown.text
        for block in re.findall(r"^```\w+\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL):
            assert block in shown.text
    assert {link for link in read["docs/index.html"].links if re.fullmatch(r"\w+\.html", link)} == {
        f"{page.stem}.html" for page in (ROOT / "docs").glob("*.md") if page.stem != written.FIRST
    }
    assert {f"rule-{rule}" for rule in report.rules()["rule"]} <= set(read["docs/rules.html"].ids)
    assert f"{REPOSITORY}/blob/HEAD/CONTRIBUTING.md" in read["docs/rules.html"].links


def test_a_written_page_is_escaped_and_leads_nowhere_without_a_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/page.md").write_text(
        "# A & B\n\n<script>x</script> [out](../LICENSE) [in](guide.md#sentences) [bad](javascript:x)\n"
    )
    monkeypatch.setattr(Package, "installed", lambda: Package(tmp_path))
    ((name, title, body),) = written.every("")
    assert (name, title) == ("page", "A & B")
    assert (
        body == '<p>&lt;script&gt;x&lt;/script&gt; out <a href="guide.html#sentences">in</a> [bad](javascript:x)</p>\n'
    )


def test_pages_are_small(site: Path) -> None:
    assert {path.name: path.stat().st_size for path in site.rglob("*.html") if path.stat().st_size >= LARGEST} == {}


def test_nothing_is_loaded_from_elsewhere(site: Path, read: dict[str, Read]) -> None:
    assert {
        load for page in read.values() for load in page.loads if urlsplit(load).scheme or load.startswith("//")
    } == set()
    style = (site / "static/site.css").read_text() + (site / "static/datatables.css").read_text()
    assert [target for target in re.findall(r"url\(([^)]*)", style) if not target.startswith("data:")] == []
    assert "@import" not in style


def contrast(one: str, other: str) -> float:
    """How many times lighter one colour is than the other, as WCAG counts it."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    bright, dark = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


# What needs no contrast: the lines of a grid, the ground, and the fill of what has an outline.
FAINT = {"line", "paper", "yellow"}


def test_every_colour_of_a_mark_stands_out_from_its_ground(site: Path) -> None:
    """A contrast of 3:1, as WCAG 1.4.11 asks of graphics; yellow only fills what has an outline."""
    style = (site / "static/site.css").read_text()
    colours = {name: pair for name, *pair in re.findall(r"--(\w+): light-dark\((#\w{6}), (#\w{6})\)", style)}
    assert set(COLOURS) <= set(colours)
    for name in set(COLOURS) - FAINT:
        for mine, ground in zip(colours[name], colours["paper"], strict=True):
            assert contrast(mine, ground) >= 3, name


def test_every_colour_of_a_downloaded_picture_stands_out_from_its_paper(site: Path) -> None:
    faint = {COLOURS[name] for name in FAINT}
    for file in (site / "pictures").glob("*.svg"):
        svg = ElementTree.parse(file)
        ground = svg.find("{*}rect")
        assert ground is not None and ground.get("fill") == COLOURS["paper"]
        inks = {node.get(paint, "") for node in svg.iter() for paint in ("fill", "stroke")} - faint
        inks = {ink for ink in inks if ink.startswith("#")}
        assert inks
        assert {ink for ink in inks if contrast(ink, COLOURS["paper"]) < 3} == set(), file.name
        # What is drawn faintly has an outline that is not. The ground behind the letters of the signal peptide needs
        # none, and the outlines of boxes of rates are links of their own.
        if file.stem == "rates":
            continue
        for node in svg.iter():
            if (
                float(node.get("fill-opacity", "1")) * float(node.get("opacity", "1")) < 1
                and node.get("fill") != "none"
            ):
                assert (
                    node.get("stroke") not in (None, "none")
                    or node.get("fill") in faint
                    or (file.stem == "sequence" and node.get("fill-opacity") == "0.2")
                ), file.name


def test_identifiers_stand_once_on_a_page(read: dict[str, Read]) -> None:
    assert {name for name, page in read.items() if len(page.ids) != len(set(page.ids))} == set()


def test_jsonld_describes_dataset_tables_and_facts(read: dict[str, Read], release: il2data.Release) -> None:
    nodes = {name: json.loads(page.jsonld) for name, page in read.items() if page.jsonld}
    assert nodes["index.html"]["version"] == release.data_version
    facts = release.load("facts").set_index("fact_id")["statement"]
    for fact, statement in facts.items():
        node = nodes[address("facts", str(fact))]
        assert statement in (node.get("text"), node.get("reviewBody"))
    for table in release.tables():
        assert nodes[address("tables", table)]["identifier"] == table


def test_each_number_of_the_home_page_is_a_count_of_rows(
    site: Path,
    read: dict[str, Read],
    release: il2data.Release,
    content: Content,
    pictures: dict[str, Picture],
) -> None:
    facts = release.load("facts")
    statuses = release.vocabulary("facts").query("column == 'status'")["value"].tolist()
    expected = {status: (facts["status"] == status).sum() for status in statuses} | {
        "facts": len(facts),
        "pieces of evidence": len(release.load("evidence")),
        "sources": len(release.load("sources")),
        "entities": len(release.load("entities")),
        "tables": len(release.catalogue()),
        "disagreeing": release.load("evidence").query("stance == 'contradicts'")["fact_id"].nunique(),
    }
    shown = {name: f"{count:,}" for name, count in expected.items() if count}
    assert read["index.html"].counts == shown
    assert set(facts["status"]) <= set(statuses)
    drawn = cards.cards(content)
    assert list(drawn) == list(pictures)
    on_cards = " ".join(text for card in [*drawn.values(), drawn["receptor_forms"]] for text in _words(card))
    day = structured.descriptor(release)["created"][:10]
    names = re.compile(
        rf"il2data|interleukin-2|IL-2|CD25|CD8|NKTR-214|CC.BY.4\.0|{re.escape(release.data_version)}|{day}",
        re.IGNORECASE,
    )
    number = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
    rows = number.findall(names.sub("", on_cards))
    # What a style sheet says is no number of the page, and the words of a drawing stand apart.
    text = Read(re.sub("<style>.*?</style>|<text[^>]*>", " ", (site / "index.html").read_text())).text
    assert sorted(number.findall(names.sub("", text))) == sorted([*shown.values(), *rows])


def _words(card: Card) -> list[str]:
    return [card.said, *map(unescape, re.findall(r"<text[^>]*>(.*?)</text>", card.svg))]


def test_a_fact_shows_its_evidence_its_sources_and_its_entities(
    site: Path, read: dict[str, Read], release: il2data.Release
) -> None:
    evidence = release.load("evidence")
    for fact, rows in evidence.groupby("fact_id"):
        links = set(read[address("facts", str(fact))].links)
        assert {f"../{address('sources', source)}" for source in rows["source_id"]} <= links
        assert set(rows["evidence_id"]) <= set(read[address("facts", str(fact))].ids)
        for source in rows["source_id"]:
            assert f"../{address('facts', str(fact))}" in read[address("sources", source)].links


def test_a_fact_says_what_was_searched_for_it_and_found(site: Path, release: il2data.Release) -> None:
    searches = release.load("searches")
    for found in ("nothing", "contradicts"):
        row = searches[searches["found"] == found].iloc[0]
        page = unescape((site / address("facts", row["fact_id"])).read_text())
        assert "Searched for the other side" in page and row["query"] in page
        assert ("nothing that repeats or contradicts it" in page) == (found == "nothing")
    never = (set(release.load("facts")["fact_id"]) - set(searches["fact_id"])).pop()
    assert "Searched for the other side" not in (site / address("facts", never)).read_text()


def test_an_entity_gathers_its_facts_from_every_table(read: dict[str, Read], release: il2data.Release) -> None:
    entities = set(release.load("entities")["entity_id"])
    catalogue = release.catalogue()
    for table in catalogue.loc[catalogue["kind"] == "fact", "table"]:
        for row in load(release, table).to_dict("records"):
            for entity in entities.intersection(value for value in row.values() if isinstance(value, str)):
                assert f"../{address('facts', row['fact_id'])}" in read[address("entities", entity)].links, (
                    entity,
                    row["fact_id"],
                )


def test_each_table_of_facts_answers_one_question(release: il2data.Release) -> None:
    catalogue = release.catalogue()
    of_facts = catalogue[catalogue["kind"] == "fact"]
    unasked = of_facts.loc[~of_facts["question"].isin(sections.QUESTIONS), "table"]
    assert set(unasked) == set(CALLED), "a question of its schema that pages do not ask"
    assert set(catalogue.loc[catalogue["kind"] != "fact", "question"]) == {""}
    assert {name for names in sections.FIRST.values() for name in names} | {name for _, name in sections.TITLES} <= set(
        sections.QUESTIONS
    )
    assert set(sections.FIRST) | {table for table, _ in sections.TITLES} <= set(release.tables())


def test_a_medicine_begins_with_what_became_of_it(site: Path, release: il2data.Release) -> None:
    row = release.load("medicines").query("agent_id == 'il2d:agent-bempegaldesleukin'").iloc[0]
    text = (site / address("entities", row["agent_id"])).read_text()
    short = text[text.index('id="short"') : text.index('class="jumps"')]
    for told in ("stopped", row["status_as_of"], row["stopped_reason"], f"../{address('facts', row['fact_id'])}"):
        assert told in short
    assert text.index('id="on-fate"') < text.index('id="on-benefit"') < text.index('id="on-made"')


def test_a_thing_begins_with_the_recommended_answers(site: Path, release: il2data.Release) -> None:
    recommended, mentions = release.load("recommended"), release.load("mentions")
    own = mentions[mentions["via"].isna()].groupby("entity_id")["fact_id"].agg(set)
    for entity in ("UniProtKB:P01589", "CL:0000815", "il2d:agent-aldesleukin"):
        text = (site / address("entities", entity)).read_text()
        short = unescape(text[text.index('id="short"') : text.index('class="jumps"')])
        mine = recommended[(recommended["entity_id"] == entity) | recommended["fact_id"].isin(own[entity])]
        assert len(mine) and [question for question in mine["question"] if question not in short] == []


def test_a_gene_and_its_protein_are_one_thing_with_two_addresses(
    read: dict[str, Read], site: Path, release: il2data.Release
) -> None:
    recommended = release.load("recommended")
    for row in release.load("proteins").itertuples():
        pair = (row.gene_id, row.protein_id)
        gene, protein = (read[address("entities", name)] for name in pair)
        assert (
            f"../{address('entities', row.protein_id)}" in gene.links
            and f"../{address('entities', row.gene_id)}" in protein.links
        )
        told = [{link for link in page.links if link.startswith("../facts/")} for page in (gene, protein)]
        assert told[0] == told[1]
        for question in recommended.loc[recommended["entity_id"].isin(pair), "question"]:
            assert all(question in unescape((site / address("entities", name)).read_text()) for name in pair)
    copies = [link for link in read[address("entities", "HGNC:6008")].links if link.startswith("../facts/abun-")]
    assert len(copies) > 5


def test_what_is_refuted_stands_last_and_apart(site: Path, release: il2data.Release) -> None:
    text = (site / address("entities", "HGNC:9065")).read_text()
    last = text.index('<h2 id="refuted">')
    for fact in ("edge-0073", "mem-0005"):
        assert text.index(address("facts", fact)) > last


def test_numbers_stand_with_their_unit_and_comparator(site: Path) -> None:
    text = (site / address("entities", "NCT03635983")).read_text()
    (row,) = re.findall(r"<tr>(?:(?!<tr>).)*facts/out-0022.html.*?</tr>", text, re.DOTALL)
    assert '<td class="number">27.7 vs 36</td><td>%</td>' in row
    text = (site / address("entities", "UniProtKB:P01589")).read_text()
    tables = [
        [
            float(number.replace(",", ""))
            for number in re.findall(r'<td class="number">([\d.,]+)[^<]*</td><td>copies per cell</td>', table)
        ]
        for table in re.findall(r'<table class="plain numbers">.*?</table>', text, re.DOTALL)
    ]
    assert sum(map(len, tables)) > 5 and max(map(len, tables)) > 2
    assert all(numbers == sorted(numbers) for numbers in tables)


def test_large_numbers_are_shown_with_their_thousands_apart(site: Path) -> None:
    bare = re.compile(r"(?<![\w.,])\d{5,}(?:\.\d+)?(?![\w,])")
    told = {
        address("pictures", "copies"): (r">([^<>]*, geometric mean)<", "17,637 (15,401 to 20,855)"),
        address("pictures", "affinities"): (r"<td>([\d.]+)</td>", ""),
        address("entities", "CL:0000815"): (r'<td class="number">([^<]*)</td>', "14,017 (12,736 to 16,317)"),
        address("facts", "dose-0001"): (r"<dd>([\d., ]+)<", "600,000"),
        "tables/index.html": (r'data-label="Rows">([^<]*)<', ""),
        "index.html": (r'data-count="[^"]*">([^<]*)<', ""),
    }
    for where, (pattern, wanted) in told.items():
        text = (site / where).read_text()
        figures = re.findall(pattern, text)
        assert figures or not wanted, where
        assert [figure for figure in figures if bare.search(figure)] == [], where
        assert wanted in text
    # Nothing is set apart in what people copy or machines read.
    rows = (site / "tables/doses.data.js").read_text()
    assert "600000" in rows and "600,000" not in rows.partition('"rows":')[2]


def test_a_concentration_is_told_in_the_unit_of_its_axis(site: Path) -> None:
    text = (site / address("pictures", "potencies")).read_text()
    drawn = text.partition("<figure>")[2].partition("</figure>")[0]
    numbers = re.findall(r">~?([\d.,]+) ([fpnµm]?mol/L)", drawn)
    assert {unit for _, unit in numbers} == {"pmol/L", "nmol/L"}
    assert [number for number, _ in numbers if not 1 <= float(number.replace(",", "")) < 1000] == []
    # IL-2 itself comes first.
    groups = re.findall(r">([^<>]+, E[CD]50)</text>", drawn)
    assert groups[0] == "Interleukin-2, EC50"


def test_a_thing_begins_with_the_names_that_people_use(site: Path) -> None:
    assert "Known as CD25, " in (site / address("entities", "UniProtKB:P01589")).read_text()
    assert "Known as Treg, Tregs." in (site / address("entities", "CL:0000815")).read_text()
    assert "Known as NKTR-214" in (site / address("entities", "il2d:agent-bempegaldesleukin")).read_text()


def test_long_lists_are_folded_by_what_their_facts_share(site: Path, release: il2data.Release) -> None:
    text = (site / address("entities", "il2d:agent-aldesleukin")).read_text()
    outcomes = text.partition('<h3 id="outcomes">')[2].partition("<h3 ")[0]
    trial = release.load("outcomes").set_index("fact_id")["trial_id"]
    labels = release.load("entities").set_index("entity_id")["label"]
    folds = re.findall(
        r"<details><summary>(.*?) <span class=\"quiet\">(\d+)</span></summary>(.*?)</details>", outcomes, re.DOTALL
    )
    assert len(folds) > 20
    for heading, count, inside in folds:
        facts = re.findall(r"facts/(out-\d+)\.html", inside)
        assert len(facts) == int(count)
        assert {labels[trial[fact]] for fact in facts} == {unescape(heading)}
    counts = [int(count) for _, count, _ in folds]
    assert counts == sorted(counts, reverse=True)
    assert sum(counts) == int(re.findall(r'<span class="quiet">(\d+)</span>', outcomes)[0])
    # A short list stays open.
    assert "<details" not in text.partition('<h3 id="designations">')[2].partition("<h3 ")[0]


def test_disagreements_and_coverage_leave_nothing_out(read: dict[str, Read], release: il2data.Release) -> None:
    evidence = release.load("evidence")
    against = evidence[evidence["stance"] == "contradicts"]
    pages = [read["disagreements.html"], read["retold.html"]]
    assert set(against["fact_id"]) <= {id for page in pages for id in page.ids}
    assert {address("sources", source) for source in against["source_id"]} <= {
        link for page in pages for link in page.links
    }
    assert "retold.html" in pages[0].links
    passages = release.load("passages")["passage_id"]
    assert {f"p-{passage}" for passage in passages} <= set(read["coverage.html"].ids)


def test_each_erratum_stands_under_its_resource_and_leads_to_its_fact(
    site: Path, read: dict[str, Read], release: il2data.Release
) -> None:
    errata = release.load("errata")
    page, text = read["errata.html"], unescape((site / "errata.html").read_text())
    assert set(errata["fact_id"]) <= set(page.ids)
    assert {address("facts", fact) for fact in errata["fact_id"]} | {
        address("entities", name) for name in errata["subject_id"]
    } <= set(page.links)
    sections = text.split("<summary><h2>")[1:]
    under = {part.partition(" <span")[0]: set(re.findall(r'<tr id="(err-\d{4})">', part)) for part in sections}
    assert under == {str(resource): set(rows["fact_id"]) for resource, rows in errata.groupby("resource")}
    assert list(under) == sorted(under, key=str.casefold)
    mended = errata.dropna(subset=["mended_in"]).iloc[0]
    (row,) = re.findall(rf'<tr id="{mended["fact_id"]}">.*?</tr>', text, re.DOTALL)
    assert (
        mended["says"] in row and mended["correct"] in row and f"{mended['mended_in']} · {mended['mended_on']}" in row
    )
    assert "errata.html" in read["index.html"].links and "errata.html" in read["disagreements.html"].links


def documents(release: il2data.Release) -> list[str]:
    return [str(document) for document in release.load("documents")["document_id"]]


@pytest.mark.slow
def test_disagreements_begin_with_the_science_and_fold_what_only_documents_deny(content: Content) -> None:
    found = judgement.disagreements(content)
    primary = {name for name, source in content.sources.items() if source["kind"] in PRIMARY}
    for part, tables in found.items():
        for items in tables.values():
            for item in items:
                against = [row for row in item["evidence"] if row["stance"] == "contradicts"]
                assert any(row["source_id"] in primary and row["read_as"] != "secondary" for row in against) == (
                    part == "records"
                )
    order = list(found["records"])
    assert order.index("signalling_edges") < order.index("affinities") < order.index("gene_locations")
    statuses = [item["fact"]["status"] in ("disputed", "refuted") for item in found["records"]["signalling_edges"]]
    assert statuses == sorted(statuses, reverse=True)


@pytest.mark.slow
def test_the_weightiest_disagreements_stand_open_and_first_in_their_subject(
    release: il2data.Release, content: Content
) -> None:
    found = judgement.disagreements(content)
    every = [item for tables in found.values() for items in tables.values() for item in items]
    weights = {
        item["fact"]["fact_id"]: (item["fact"]["status"] in ("disputed", "refuted"), item["sources"]) for item in every
    }
    for tables in found.values():
        for items in tables.values():
            own = [weights[item["fact"]["fact_id"]] for item in items]
            assert own == sorted(own, reverse=True)
    opened = [item["fact"]["fact_id"] for item in every if item["open"]]
    denied = {item["fact"]["fact_id"] for items in found["records"].values() for item in items}
    assert len(opened) == judgement.OPEN and set(opened) <= denied
    assert min(weights[fact] for fact in opened) >= max(weights[fact] for fact in denied - set(opened))
    (text,) = rendered(release, "disagreements.html")
    disputes = re.findall(r'<details class="dispute" open>.*?</details>', text, re.DOTALL)
    assert [re.search('<p id="(.*?)"', part)[1] for part in disputes] == opened  # type: ignore[index]
    assert text.count('<details class="subject" open>') == len(
        {table for table, items in found["records"].items() if any(item["open"] for item in items)}
    )
    evidence = release.load("evidence")
    disputed = release.load("facts").query("status == 'disputed'")["fact_id"]
    assert set(disputed) <= set(evidence.query("stance == 'contradicts'")["fact_id"])


def test_a_document_shows_its_claims_in_reading_order_beside_their_facts(
    site: Path, read: dict[str, Read], release: il2data.Release
) -> None:
    facts = release.load("facts").set_index("fact_id")
    bearing = release.load("claim_facts")
    vocabulary = release.vocabulary("claims").query("column == 'verdict'")["value"].tolist()
    for document in documents(release):
        where = address("documents", document)
        claims = release.claims(document)
        assert [name for name in read[where].ids if name.startswith("clm-")] == claims["claim_id"].tolist()
        passages = release.load("passages").query("document_id == @document").sort_values("ordinal")["passage_id"]
        assert [name for name in read[where].ids if name.startswith("p-")] == [f"p-{passage}" for passage in passages]
        counts = claims["verdict"].value_counts()
        assert read[where].counts == {verdict: str(counts[verdict]) for verdict in vocabulary if verdict in counts}
        text = (site / where).read_text()
        rows = dict(re.findall(r'<tr id="(clm-\d+)">(.*?)</tr>', text, re.DOTALL))
        assert list(rows) == claims["claim_id"].tolist()
        for claim in claims.itertuples():
            shown = Read(rows[claim.claim_id])
            said = " ".join(shown.text.split())
            values = [
                claim.claim,
                claim.verdict,
                "As it says." if claim.accepted == claim.claim else claim.accepted,
                claim.reason,
            ]
            assert [value for value in values if " ".join(value.split()) not in said] == []
            mine = bearing[bearing["claim_id"] == claim.claim_id]
            assert {f"../{address('facts', fact)}" for fact in mine["fact_id"]} <= set(shown.links)
            for row in mine.itertuples():
                fact = facts.loc[row.fact_id]
                assert f"{row.bearing} {fact['statement']} {fact['status'].replace('_', ' ')}" in said


def test_the_verdicts_are_counted_from_the_claims(site: Path, read: dict[str, Read], release: il2data.Release) -> None:
    claims = release.load("claims")
    vocabulary = release.vocabulary("claims").query("column == 'verdict'")["value"].tolist()
    counts = claims["verdict"].value_counts()
    assert read["coverage.html"].counts == {
        verdict: str(counts[verdict]) for verdict in vocabulary if verdict in counts
    }
    cells = [int(cell) for cell in re.findall(r'<td class="number">(\d+)</td>', (site / "coverage.html").read_text())]
    by_document = pd.crosstab(claims["document_id"], claims["verdict"]).reindex(
        index=documents(release), columns=vocabulary, fill_value=0
    )
    by_document.loc["all"] = by_document.sum()
    by_document["all"] = by_document.sum(axis=1)
    assert cells == by_document.to_numpy().ravel().tolist()
    assert {address("documents", document) for document in documents(release)} <= set(read["coverage.html"].links)


def test_a_fact_shows_the_claims_of_documents_that_are_evidence(
    read: dict[str, Read], release: il2data.Release
) -> None:
    claims = release.load("claims").set_index("claim_id")
    shown = pd.concat(
        [
            release.load("evidence")[["fact_id", "claim_id"]].dropna(),
            release.load("claim_facts")[["fact_id", "claim_id"]],
        ]
    ).drop_duplicates()
    for row in shown.itertuples():
        page, claim = read[address("facts", row.fact_id)], claims.loc[row.claim_id]
        assert f"../{address('documents', claim['document_id'])}#{row.claim_id}" in page.links
        assert f"{claim['claim']} {claim['verdict']}" in " ".join(page.text.split())


def test_what_does_not_stand_is_gathered_and_what_stands_is_not(
    site: Path, read: dict[str, Read], release: il2data.Release
) -> None:
    text = (site / "coverage.html").read_text()
    section = Read(text[text.index('<h2 id="not-as-written">') : text.index("</main>")])
    named = {link.partition("#")[2] for link in section.links if "#clm-" in link}
    claims = release.load("claims")
    assert named == set(claims.loc[claims["verdict"].isin(judgement.NOT_AS_WRITTEN), "claim_id"])


def test_table_scripts_hold_the_rows_and_their_links_lead_somewhere(site: Path, release: il2data.Release) -> None:
    for table in release.tables():
        text = (site / f"tables/{table}.data.js").read_text()
        data = json.loads(text.removeprefix("window.IL2DATA_TABLE=").removesuffix(";\n"))
        frame = load(release, table)
        measured = release.package.schema(table)["kind"] == "measurement"
        assert len(data["rows"]) == (min(len(frame), widget.SHOWN) if measured else len(frame))
        page = (site / f"tables/{table}.html").read_text()
        assert (f"The first {len(data['rows']):,} of {len(frame):,} rows" in page) == (len(data["rows"]) < len(frame))
        assert [column["name"] for column in data["columns"]] == list(frame.columns)
        targets = {link[0].partition("#")[0] for links in data["links"] for link in links.values()}
        assert {target for target in targets if not urlsplit(target).scheme and not (site / target).is_file()} == set()
        kind = release.catalogue().set_index("table").at[table, "kind"]
        status = release.load("facts").set_index("fact_id")["status"]
        assert data["status"] == (status[frame["fact_id"]].tolist() if kind == "fact" else [])


@pytest.mark.slow
def test_numbers_of_unlike_units_are_in_one_order(release: il2data.Release) -> None:
    table = release.load("affinities")[:0].reindex(range(6))
    table["fact_id"] = release.load("affinities")["fact_id"].head(6)
    table["value"] = [210.0, 340.0, 700.0, None, 1.0, None]
    table["lower"], table["upper"] = [None, None, None, 5.0, None, None], [None, None, None, 20.0, None, None]
    table["unit"] = ["nmol/L", "pmol/L", "umol/L", "nmol/L", "/s", None]
    content = Content(Edited(release, {"affinities": table}))
    column = next(column for column in content.columns["affinities"] if column["column"] == "value")
    # By quantity: rates apart, 340 pmol/L, 5 to 20 nmol/L, 210 nmol/L, 700 umol/L; none without a number.
    assert quantities.ranks(content, "affinities", column) == [3, 1, 4, 2, 0, None]


def test_the_search_index_finds_names_and_stays_small(site: Path, release: il2data.Release) -> None:
    text = (site / "static/search-index.js").read_text()
    entries = len(release.load("facts")) + len(release.load("sources"))
    assert len(text.encode()) < 200 * entries
    assert len(gzip.compress(text.encode())) < 42 * entries
    index = json.loads(text.removeprefix("window.IL2DATA_INDEX=").removesuffix(";\n"))
    assert {page for page, *_ in index["pages"] if not (site / page).is_file()} == set()
    words = {thing: {thing, thing.partition(":")[2], label, *names} for thing, label, _, names, *_ in index["things"]}
    assert set(words) == set(release.load("entities")["entity_id"])
    for row in release.load("names").itertuples():
        assert row.name in words[row.entity_id]
    facts = release.load("facts").set_index("fact_id")
    assert {fact for fact, *_ in index["facts"]} == set(facts.index)
    for fact, statement, table, status, named in index["facts"]:
        assert index["statuses"][status] == facts.at[fact, "status"]
        assert index["tables"][table][0] == facts.at[fact, "table"]
        assert statement == ("" if facts.at[fact, "table"] in CALLED else facts.at[fact, "statement"])
        assert all(place < len(index["things"]) for place in named)
    assert [(question, index["facts"][place][0]) for question, place in index["answers"]] == list(
        release.load("recommended")[["question", "fact_id"]].itertuples(index=False, name=None)
    )
    refuted = [
        place for place, (_, _, _, status, _) in enumerate(index["facts"]) if index["statuses"][status] == "refuted"
    ]
    assert refuted and min(refuted) > max(
        place
        for place, (_, statement, _, status, _) in enumerate(index["facts"])
        if statement and index["statuses"][status] != "refuted"
    )


def of_status(release: il2data.Release, status: str) -> list[str]:
    return [str(fact) for fact in release.load("facts").query("status == @status")["fact_id"]]


@pytest.mark.parametrize("status", ["refuted", "disputed", "secondary_only"])
def test_a_page_of_a_fact_in_doubt_begins_with_the_verdict(status: str, site: Path, release: il2data.Release) -> None:
    for fact in of_status(release, status)[:10]:
        text = (site / address("facts", fact)).read_text()
        assert text.index(f'class="status {status}"') < text.index("<h1")
        cited = re.search(r'class="quote"><code>(.*?)</code>', text, re.DOTALL)
        assert cited and cited[1].startswith(f"{fact} ({status.replace('_', ' ')} in il2data {release.data_version})")


def test_a_refuted_fact_is_a_review_that_names_who_denies_it(read: dict[str, Read], release: il2data.Release) -> None:
    evidence = release.load("evidence")
    for fact in of_status(release, "refuted"):
        node = json.loads(read[address("facts", fact)].jsonld)
        assert (node["@type"], node["reviewRating"]["alternateName"]) == ("ClaimReview", "Refuted")
        statement = release.load("facts").set_index("fact_id").at[fact, "statement"]
        assert statement.endswith(node["claimReviewed"]) and statement != node["claimReviewed"]
        against = evidence[(evidence["fact_id"] == fact) & (evidence["stance"] == "contradicts")]["source_id"]
        assert {work["identifier"] for work in node["citation"]} == set(against)
    assert json.loads(read[address("facts", of_status(release, "corroborated")[0])].jsonld)["@type"] == "Claim"


@pytest.mark.slow
def test_evidence_stands_by_its_weight(release: il2data.Release, content: Content) -> None:
    kind = release.load("sources").set_index("source_id")["kind"]
    for fact in content.facts:
        rows = standing.weighed(content, fact)
        assert len(rows) == len(content.evidence[fact])
        stances = list(dict.fromkeys(row["stance"] for row in rows))
        order = (
            ["contradicts", "refines", "supports"]
            if content.facts[fact]["status"] == "refuted"
            else ["supports", "refines", "contradicts"]
        )
        assert stances == [stance for stance in order if stance in stances]
        for stance in stances:
            documents = [
                kind[row["source_id"]] == "founding_document"
                for row in rows
                if row["stance"] == stance and not row["outweighed"]
            ]
            assert documents == sorted(documents)


@pytest.mark.slow
def test_the_verdict_counts_the_records_on_either_side(release: il2data.Release, content: Content) -> None:
    fact = content.facts[of_status(release, "refuted")[0]]
    for status, records_for, records_against, said in (
        ("refuted", 0, 1, "One primary record contradicts it, and none supports it."),
        ("refuted", 0, 3, "Three primary records contradict it, and none supports it."),
        ("disputed", 2, 1, "Two primary records support it, and one primary record contradicts it."),
        ("disputed", 1, 12, "One primary record supports it, and 12 primary records contradict it."),
    ):
        assert (
            standing.verdict(
                content, fact | {"status": status, "records_for": records_for, "records_against": records_against}
            )
            == said
        )
    assert standing.verdict(content, fact | {"status": "reported"}) == content.statuses["reported"]


def test_a_statement_in_doubt_is_marked_wherever_it_stands(site: Path, release: il2data.Release) -> None:
    evidence = release.load("evidence")
    for fact in (*of_status(release, "refuted"), *of_status(release, "disputed")):
        (status,) = release.load("facts").query("fact_id == @fact")["status"]
        for source in evidence.loc[evidence["fact_id"] == fact, "source_id"]:
            line = re.search(
                rf'<li><a href="../{address("facts", fact)}">.*?</li>',
                (site / address("sources", source)).read_text(),
                re.DOTALL,
            )
            assert line and f'class="status {status}"' in line[0]


def test_the_search_box_is_valid_on_every_page(site: Path) -> None:
    for name in ("index.html", "search.html", "404.html", "facts/xref-0001.html", "tables/affinities.html"):
        (form,) = re.findall(r'<form class="search.*?</form>', (site / name).read_text(), re.DOTALL)
        # A combobox may be an input of type text, not of type search (W3C ARIA in HTML).
        assert re.search(r'<input type="text" name="q" role="combobox"', form)
        (target,) = re.findall(r'action="([^"]*)"', form)
        assert name == "404.html" or (site / name).parent.joinpath(target).resolve() == site / "search.html"


def test_downloads_are_a_release(site: Path, release: il2data.Release) -> None:
    downloaded = il2data.open(site / "downloads")
    assert downloaded.tables() == release.tables()
    pd.testing.assert_frame_equal(downloaded.load("affinities"), release.load("affinities"))


def test_the_lines_that_load_a_table_load_its_download(
    site: Path, release: il2data.Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = [
        unescape(line)
        for line in re.findall(r"<pre[^>]*><code>(.*?)</code>", rendered(release, "tables/affinities.html")[0])
    ]
    rows = len(release.load("affinities"))
    monkeypatch.chdir(site / "downloads/data")
    for package in ("il2data", "pandas", "polars"):
        (line,) = [line for line in shown if line.startswith(f"import {package}")]
        scope: dict[str, Any] = {}
        exec(line, scope)
        assert len(scope["frame"]) == rows, line
    (query,) = [line for line in shown if line.startswith("SELECT")]
    assert len(duckdb.execute(query).fetchall()) == rows
    (line,) = [line for line in shown if line.startswith("frame <- readr::")]
    assert Path(line.split('"')[1]).is_file()


# Of pages of which there are thousands, the second of two builds makes every so many.
STEP = 50


# That drawings are the same each time is asked of worlds, which are held against what was drawn before.
def test_two_builds_are_equal_and_a_site_is_replaced(
    site: Path,
    release: il2data.Release,
    pictures: dict[str, Picture],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(building, "all_pictures", lambda _: list(pictures.values()))

    def some(every: Callable[..., Iterator[pages.Page]]) -> Callable[..., Iterator[pages.Page]]:
        return lambda *given: islice(every(*given), 0, None, STEP)

    many = ("facts", "entities", "sources")
    for kind in many:
        monkeypatch.setattr(pages, f"of_{kind}", some(getattr(pages, f"of_{kind}")))
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / building.MARKER).write_text("A site.\nleft-over.html\n")
    (tmp_path / "site/left-over.html").touch()
    watched: Counter[str] = Counter()

    def watch(items: Iterable[T], label: str) -> Iterator[T]:
        for item in items:
            watched[label] += 1
            yield item

    building.build(release, tmp_path / "site", URL, REPOSITORY, lambda line: None, watch)
    assert watched["facts pages"] == len(range(0, len(load(release, "facts")), STEP)) and watched["pictures"] > 1
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    first, second = (
        {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        for folder in (site, tmp_path / "site")
    )
    assert second < first and {name.partition("/")[0] for name in first - second} == set(many)
    for folder in (site, tmp_path / "site"):
        building._check(folder)
    lists = {building.MARKER, "sitemap.xml"}
    for name in lists:
        lines, fewer = ((folder / name).read_text().splitlines() for folder in (site, tmp_path / "site"))
        kept = set(fewer)
        assert fewer == [line for line in lines if line in kept]
    assert filecmp.cmpfiles(site, tmp_path / "site", second - lists, shallow=False)[1:] == ([], [])


@pytest.mark.parametrize("mine", ["thesis.txt", "facts/my-notes.txt", "pictures/2026/photo.png", "empty/"])
def test_a_folder_that_holds_something_else_at_any_depth_is_left_alone(
    mine: str, release: il2data.Release, tmp_path: Path
) -> None:
    names = ["facts", "facts/aff-0001.html", "index.html", "pictures"]
    (tmp_path / "facts").mkdir()
    (tmp_path / "pictures").mkdir()
    (tmp_path / "index.html").touch()
    (tmp_path / "facts/aff-0001.html").touch()
    (tmp_path / building.MARKER).write_text("\n".join(["A site.", *names, ""]))
    building._check(tmp_path)
    kept = tmp_path / mine
    (kept if mine.endswith("/") else kept.parent).mkdir(parents=True, exist_ok=True)
    if not mine.endswith("/"):
        kept.write_text("years of work")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(PackageError, match="would be lost"):
        building.build(release, tmp_path)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_file_or_a_folder_without_list_is_left_alone(release: il2data.Release, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("years of work")
    for target in (tmp_path, tmp_path / "index.html"):
        with pytest.raises(PackageError, match="would be lost"):
            building.build(release, target)
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]


def test_the_command_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    assert cli.main(["site", str(tmp_path)]) == cli.FAILED
    assert "would be lost" in capsys.readouterr().err


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A server of a small folder with links in it, and its port."""
    (tmp_path / "site/lists").mkdir(parents=True)
    (tmp_path / "site/lists/one.html").write_text("one")
    (tmp_path / "site/index.html").write_text("served")
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret/index.html").write_text("secret")
    (tmp_path / "site/out.html").symlink_to("../secret/index.html")
    (tmp_path / "site/out").symlink_to("../secret")
    (tmp_path / "site/in.html").symlink_to("index.html")
    code = f"from pathlib import Path; from il2data.site.serving import serve; serve(Path({str(tmp_path / 'site')!r}))"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout
        shown = urlsplit(server.stdout.readline().split()[0])
        assert (shown.scheme, shown.hostname) == ("http", "127.0.0.1")
        assert shown.port
        yield server, shown.port
        server.kill()


def asked(port: int, path: str, *hosts: str) -> tuple[int, bytes]:
    with closing(HTTPConnection("127.0.0.1", port)) as connection:
        connection.putrequest("GET", path, skip_host=True)
        for host in hosts:
            connection.putheader("Host", host)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.read()


def test_a_folder_is_served_to_this_machine_until_interrupted(served: tuple[subprocess.Popen[str], int]) -> None:
    server, port = served
    for path in ("/", "/index.html", "/index.html?x=1", "/in.html"):
        assert asked(port, path, f"127.0.0.1:{port}") == (200, b"served")
    assert asked(port, "/lists/one.html", f"localhost:{port}") == (200, b"one")
    server.send_signal(signal.SIGINT)
    assert server.wait(20) == 0


def test_nothing_else_is_served_and_to_nobody_else(served: tuple[subprocess.Popen[str], int]) -> None:
    _, port = served
    own = f"127.0.0.1:{port}"
    for path in (
        "/out.html",
        "/out",
        "/out/",
        "/out/index.html",
        "/lists",
        "/lists/",
        "/none.html",
        "/../secret/index.html",
        "/%2e%2e/secret/index.html",
        "/a%00b",
    ):
        assert asked(port, path, own)[0] == 404, path
    for hosts in (["evil.example"], [f"evil.example:{port}"], ["127.0.0.1"], [], [own, "evil.example"]):
        assert asked(port, "/index.html", *hosts)[0] == 421, hosts


def test_addresses_must_be_of_the_web(release: il2data.Release, tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="--url"):
        building.build(release, tmp_path / "site", "javascript:alert(1)")
    with pytest.raises(PackageError, match="--repository"):
        building.build(release, tmp_path / "site", URL, "example.org")


class Edited(il2data.Release):
    """A release with some tables replaced, as a later version may have them."""

    def __init__(self, release: il2data.Release, tables: dict[str, pd.DataFrame]) -> None:
        super().__init__(release.package)
        self.edited = tables

    def load(self, name: str, validate: bool = True, names: bool = False, where: Any = None) -> pd.DataFrame:
        """Return the edited table, or the release's."""
        return self.edited[name] if name in self.edited else super().load(name, validate)  # type: ignore[arg-type]


def rendered(release: il2data.Release, *wanted: str) -> list[str]:
    """Return pages of a release, made in one pass over all of them but the home page, which draws cards."""
    content, found = Content(release), dict.fromkeys(wanted, "")
    templates = rendering.environment(content, [], "", "")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cards, "cards", lambda _: {})
        for page in pages.every(content, [], [], structured.descriptor(release), ""):
            if page.address in found:
                found[page.address] = rendering.text(templates, page)
                if all(found.values()):
                    break
    assert all(found.values())
    return list(found.values())


@pytest.mark.slow
def test_unsafe_text_is_escaped(little: il2data.Release) -> None:
    unsafe = "</script><script>alert('x')</script>"
    entities, sources, facts = (load(little, name) for name in ("entities", "sources", "facts"))
    entity, fact = "il2d:agent-aldesleukin", "name-0019"
    entities.loc[entities["entity_id"] == entity, "label"] = unsafe
    facts.loc[facts["fact_id"] == fact, "statement"] = unsafe
    sources["title"] = unsafe
    sources["url"] = "javascript:alert(1)"
    edited = Edited(little, {"entities": entities, "sources": sources, "facts": facts})
    places = (("entities", entity), ("facts", fact), ("sources", sources["source_id"].iloc[0]))
    for text in rendered(edited, *(address(kind, name) for kind, name in places)):
        assert "alert" in text
        assert "<script>alert" not in text
        assert not any(link.startswith("javascript:") for link in Read(text).links)


@pytest.mark.slow
def test_unsafe_claims_are_escaped(little: il2data.Release) -> None:
    unsafe = "</script><script>alert('x')</script>\"><img src=x onerror=alert(1)>"
    claims = load(little, "claims")
    for column in ("claim", "question", "accepted", "reason"):
        claims[column] = unsafe
    edited = Edited(little, {"claims": claims})
    fact = load(little, "evidence").dropna(subset="claim_id")["fact_id"].iloc[0]
    document = documents(little)[0]
    for text in rendered(
        edited,
        address("documents", document),
        address("facts", fact),
        address("sources", document),
        "coverage.html",
    ):
        assert "alert" in text
        assert "<script>alert" not in text and "<img src=x" not in text


@pytest.mark.slow
def test_a_claim_without_facts_says_so(little: il2data.Release) -> None:
    (text,) = rendered(
        Edited(little, {"claim_facts": load(little, "claim_facts")[:0]}), address("documents", documents(little)[0])
    )
    assert text.count("No fact bears on it.") == len(little.claims(documents(little)[0]))


@pytest.mark.slow
def test_documents_that_answer_the_same_question_lead_to_each_other(little: il2data.Release) -> None:
    claims = load(little, "claims")
    first, second = documents(little)[:2]
    one, other = (little.claims(document)["claim_id"].iloc[0] for document in (first, second))
    claims["question"] = claims["question"].mask(
        claims["claim_id"].isin([one, other]), "Is it so, as only these two answer?"
    )
    edited = Edited(little, {"claims": claims})
    texts = rendered(edited, address("documents", first), address("documents", second))
    for text, there, claim in zip(texts, (second, first), (other, one), strict=True):
        assert f"../{address('documents', there)}#{claim}" in Read(text).links


@pytest.mark.slow
def test_a_withdrawn_fact_keeps_its_address(little: il2data.Release) -> None:
    changes = pd.DataFrame(
        [("chg-0001", little.data_version, "names", "name-9999", "replaced", "name-0019", "stood twice")],
        columns=["change_id", "version", "table", "row_key", "kind", "successor", "reason"],
        dtype="string",
    )
    edited = Edited(little, {"changes": changes})
    (text,) = rendered(edited, "facts/name-9999.html")
    assert "stood twice" in text
    assert "../facts/name-0019.html" in Read(text).links


@pytest.mark.slow
def test_a_withdrawn_fact_of_a_table_that_is_gone_keeps_its_address(little: il2data.Release) -> None:
    changes = pd.DataFrame(
        [
            ("chg-0001", little.data_version, "gone", None, "withdrawn", None, "its rows stand elsewhere"),
            ("chg-0002", little.data_version, "gone", "gone-9999", "withdrawn", None, "it was of no use"),
        ],
        columns=["change_id", "version", "table", "row_key", "kind", "successor", "reason"],
        dtype="string",
    )
    edited = Edited(little, {"changes": changes})
    assert "it was of no use" in rendered(edited, "facts/gone-9999.html")[0]


def test_what_was_withdrawn_keeps_its_address_whatever_it_was(site: Path, release: il2data.Release) -> None:
    changes = release.load("changes")
    gone = changes[changes["kind"].isin(["withdrawn", "replaced"]) & changes["row_key"].notna()]
    for table, kind in (
        ("agents", "entities"),
        ("cell_types", "entities"),
        ("diseases", "entities"),
        ("sources", "sources"),
    ):
        held = release.load(table).iloc[:, 0]  # type: ignore[arg-type]
        mine = gone[(gone["table"] == table) & ~gone["row_key"].isin(held)]
        assert len(mine)
        for row in mine.itertuples():
            assert row.reason in unescape((site / address(kind, row.row_key)).read_text())


def test_what_was_replaced_twice_leads_to_what_stands_now(site: Path, release: il2data.Release) -> None:
    changes = release.load("changes").query("table == 'sources' and kind == 'replaced'")
    replaced = dict(zip(changes["row_key"], changes["successor"], strict=True))
    twice = [name for name, successor in replaced.items() if successor in replaced]
    assert twice
    for name in twice:
        stands = name
        while stands in replaced:
            stands = replaced[stands]
        assert f"../{address('sources', stands)}" in Read((site / address("sources", name)).read_text()).links


def test_every_page_leads_to_the_pages_about_the_site(read: dict[str, Read]) -> None:
    for name, page in read.items():
        if name == "404.html":
            continue
        root = "../" * name.count("/")
        assert {f"{root}{about}.html" for about in ("about", "fresh", "download", "cite", "news")} <= set(page.links), (
            name
        )
        (report,) = [link for link in page.links if link.startswith(f"{REPOSITORY}/issues/new?title=Error")]
        assert name in unquote(report)


@pytest.mark.slow
def test_without_a_repository_errors_are_told_on_a_page_of_the_site(little: il2data.Release) -> None:
    fresh, report = rendered(little, "fresh.html", "report.html")
    assert '<a href="report.html">Report an error</a>' in fresh and "issues/new" not in fresh + report
    assert f"version <code>{little.data_version}</code>" in report


@pytest.mark.slow
def test_freshness_is_counted_from_the_rows(release: il2data.Release, content: Content) -> None:
    rows = {row.table: row for row in freshness.tables(content)}
    assert list(rows) == content.facts_tables
    evidence = (
        release.load("evidence")
        .query("stance == 'supports'")
        .merge(release.load("sources")[["source_id", "published"]])
        .merge(release.load("facts")[["fact_id", "table"]])
    )
    evidence["year"] = pd.to_numeric(evidence["published"].str[:4], errors="coerce")
    newest = evidence.groupby("table")["year"].max()
    assert {name: row.newest for name, row in rows.items() if row.newest} == {
        str(name): str(int(year)) for name, year in newest.dropna().items()
    }
    news = freshness.news(content)
    assert [item.version for item in news] == freshness.by_number(release.load("changes")["version"])
    assert (
        sum(count for item in news for *_, count in item.reasons)
        == sum(sum(item.kinds.values()) for item in news)
        == len(release.load("changes"))
    )
    assert freshness.by_number(["0.9.0", "0.10.0", "0.9.0"]) == ["0.10.0", "0.9.0"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (
            "kind A: typed cell beyond the abstract read: it names no label",
            "the row said more than the abstract that was read: it names no label",
        ),
        ("kind P: no source calls it a main one", "no source calls it a main one"),
        ("two kinds of cell stood in one row", "two kinds of cell stood in one row"),
    ],
)
def test_reasons_of_changes_are_told_without_shorthand(given: str, shown: str, content: Content) -> None:
    assert freshness.plain(given) == shown
    told = [reason for item in freshness.news(content) for _, _, reason, _ in item.reasons]
    assert not [reason for reason in told if re.search(r"\bkind [A-Z]\b|notes\.md|typed cell", reason)]


@pytest.mark.slow
def test_a_fact_is_cited_in_three_forms(release: il2data.Release, content: Content) -> None:
    descriptor = structured.descriptor(release)
    fact = content.facts[of_status(release, "refuted")[0]]
    where = f"{URL}{address('facts', fact['fact_id'])}"
    for said in (
        citing.text(content, fact, URL),
        citing.bibtex(content, descriptor, fact, URL),
        citing.ris(descriptor, fact, URL),
    ):
        assert all(
            part in said for part in (fact["fact_id"], fact["statement"], "refuted", release.data_version, where)
        )
    assert citing.bibtex(content, descriptor, fact | {"statement": "27.7 % & {more}_#"}, "").count("\\") == 6
    entry = citing.bibtex(content, descriptor, fact, "")
    assert entry.count("{") == entry.count("}") and "url" not in entry
    assert re.fullmatch(r"TY  - DATA\n([A-Z][A-Z0-9]  - .*\n)+ER  - ", citing.ris(descriptor, fact, URL))


def test_a_page_says_what_to_show_where_it_is_shared(site: Path) -> None:
    for name, picture in (("facts/xref-0001.html", "receptor_forms"), ("pictures/affinities.html", "affinities")):
        shared = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)">', (site / name).read_text()))
        assert shared["url"] == URL + name and shared["title"] and shared["description"]
        assert shared["image"] == f"{URL}pictures/{picture}.png" and (site / f"pictures/{picture}.png").is_file()


def test_sitemap_lists_each_page_once(site: Path, read: dict[str, Read], release: il2data.Release) -> None:
    listed = re.findall(r"<loc>(.*?)</loc>", (site / "sitemap.xml").read_text())
    assert sorted(listed) == sorted(URL + name for name in read if name not in ("404.html", "search.html"))
    assert set(re.findall(r"<lastmod>(.*?)</lastmod>", (site / "sitemap.xml").read_text())) == {
        structured.descriptor(release)["created"][:10]
    }
    assert f"Sitemap: {URL}sitemap.xml" in (site / "robots.txt").read_text()


def test_a_fact_says_how_to_report_an_error(read: dict[str, Read], little: il2data.Release) -> None:
    report = [
        link for link in read["facts/xref-0001.html"].links if link.startswith(f"{REPOSITORY}/issues/new?template")
    ]
    assert len(report) == 1
    filled = parse_qs(urlsplit(report[0]).query)
    assert (filled["fact"], filled["version"]) == (["xref-0001"], [little.data_version])
    form = (ROOT / ".github/ISSUE_TEMPLATE" / filled["template"][0]).read_text()
    assert {"id: fact", "id: version"} <= {line.strip() for line in form.splitlines()}
    assert "quote <code>xref-0001</code>" in rendered(little, "facts/xref-0001.html")[0]


def test_another_make_of_widget_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "html").mkdir()
    (tmp_path / "html/dt_bundle.js").write_text("export default 1;")
    monkeypatch.setattr(widget, "files", lambda name: tmp_path)
    with pytest.raises(PackageError, match="itables"):
        widget.datatables()


def test_without_the_extra_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.startswith("il2data.site")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "jinja2", None)
    assert cli.main(["site", str(tmp_path / "site")]) == cli.FAILED
    assert "pip install 'il2data[site]'" in capsys.readouterr().err
