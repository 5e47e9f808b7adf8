"""The small drawings on pages of things say what the rows say."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

import il2data
from il2data.site import sketches
from il2data.site.carriers import GREEK
from il2data.site.content import Content

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def content() -> Content:
    return Content(il2data.open(ROOT))


def drawn(content: Content, name: str) -> str:
    made = sketches.sketch(content, content.entities[name])
    assert made
    return made.svg


def facts(svg: str) -> list[str]:
    return re.findall(r"facts/([a-z]+-\d+)\.html", svg)


def test_chains_are_drawn_part_by_part_to_scale(content: Content) -> None:
    name = "il2d:agent-cergutuzumab-amunaleukin"
    rows = [row for row in content.rows["chain_parts"] if row["agent_id"] == name]
    svg = drawn(content, name)
    assert sorted(facts(svg)) == sorted(row["fact_id"] for row in rows)
    shares = {
        round((row["end"] - row["start"] + 1) / max(other["end"] for other in rows), 2): row["fact_id"] for row in rows
    }
    for fact, wide in re.findall(r'facts/(part-\d+)\.html.*?<rect[^>]* width="([\d.]+)"', svg):
        share = float(wide) / (sketches.WIDE - 2 * sketches.LEFT)
        assert min(abs(share - other) for other in shares) < 0.011, fact
    assert svg.count(">IL-2</text>") == 1
    assert "shaded" in sketches.sketch(content, content.entities[name]).caption  # type: ignore[union-attr]
    assert "shaded" not in sketches.sketch(content, content.entities["il2d:agent-daclizumab"]).caption  # type: ignore[union-attr]


def test_all_changed_residues_are_named_and_none_over_another(content: Content) -> None:
    name = "il2d:agent-super-2"
    rows = [row for row in content.rows["substitutions"] if row["agent_id"] == name]
    svg = drawn(content, name)
    said = re.findall(r'<text x="([\d.]+)" y="([\d.]+)"[^>]*>([A-Z]\d+[A-Z])</text>', svg)
    assert {words for _, _, words in said} == {f"{r['wild_type']}{r['position']}{r['variant']}" for r in rows}
    assert len(said) == 5
    for line in {y for _, y, _ in said}:
        places = sorted(float(x) for x, y, _ in said if y == line)
        assert all(right - left > 20 for left, right in pairwise(places))


def test_copies_stand_in_the_order_of_their_numbers(content: Content) -> None:
    name = "CL:0000623"
    counted = {
        row["fact_id"]: row["value"]
        for row in content.rows["receptor_abundance"]
        if row["cell_type_id"] == name and row["target_id"] in GREEK and row["value"]
    }
    places = dict(re.findall(r'facts/(abun-\d+)\.html.*?<circle[^>]* cx="([\d.]+)"', drawn(content, name)))
    assert set(places) == set(counted)
    order = sorted(counted, key=lambda fact: counted[fact])
    assert [float(places[fact]) for fact in order] == sorted(float(x) for x in places.values())


@pytest.mark.parametrize("name", ["NCT00004978", "NCT00053820"])
def test_hazard_ratios_stand_on_their_side_of_one(content: Content, name: str) -> None:
    svg = drawn(content, name)
    (one,) = re.findall(r'<text[^>]* x="([\d.]+)"[^>]*>1</text>', svg)
    ratios = {row["fact_id"]: row["value"] for row in content.rows["outcomes"] if row["measure"] == "hazard_ratio"}
    places = re.findall(r'facts/(out-\d+)\.html.*?<circle[^>]* cx="([\d.]+)"', svg)
    assert places
    for fact, x in places:
        assert (float(x) < float(one)) == (ratios[fact] < 1)


def test_a_receptor_chain_lies_from_outside_to_inside(content: Content) -> None:
    svg = drawn(content, "UniProtKB:P14784")
    assert svg.index("signal peptide,") < svg.index("extracellular part,") < svg.index("cytoplasmic part,")
    assert sketches.sketch(content, content.entities["UniProtKB:P60568"]) is None


def test_where_no_rows_make_a_drawing_there_is_none(content: Content) -> None:
    assert sketches.sketch(content, content.entities["MONDO:0005105"]) is None
    assert sketches.sketch(content, content.entities["il2d:agent-sirolimus"]) is None
