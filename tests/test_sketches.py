"""The small drawings on pages of things and on cards say what the rows say."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

import il2data
from il2data.site import cards, sketch, sketches
from il2data.site.carriers import GREEK
from il2data.site.content import Content
from il2data.site.picture import Picture
from il2data.site.standing import plain

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def content() -> Content:
    return Content(il2data.open(ROOT))


def drawn(content: Content, name: str) -> str:
    return sketches.sketches(content, content.entities[name])[0].svg


def facts(svg: str) -> list[str]:
    return re.findall(r"facts/([a-z]+-\d+)\.html", svg)


@pytest.mark.slow
def test_chains_are_drawn_part_by_part_to_scale(content: Content) -> None:
    name = "il2d:agent-cergutuzumab-amunaleukin"
    rows = [row for row in content.rows["chain_parts"] if row["agent_id"] == name]
    svg = drawn(content, name)
    assert sorted(facts(svg)) == sorted(row["fact_id"] for row in rows)
    shares = {
        round((row["end"] - row["start"] + 1) / max(other["end"] for other in rows), 2): row["fact_id"] for row in rows
    }
    for fact, wide in re.findall(r'facts/(part-\d+)\.html.*?<rect[^>]* width="([\d.]+)"', svg):
        share = float(wide) / (sketch.WIDE - 2 * sketch.LEFT)
        assert min(abs(share - other) for other in shares) < 0.011, fact
    assert svg.count(">IL-2</text>") == 1
    assert "shaded" in sketches.sketches(content, content.entities[name])[0].caption
    assert "shaded" not in sketches.sketches(content, content.entities["il2d:agent-daclizumab"])[0].caption


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
    assert sketches.sketches(content, content.entities["UniProtKB:P60568"]) == []


def test_an_axis_takes_in_every_number_and_its_interval(content: Content) -> None:
    row = next(row for row in content.rows["outcomes"] if row["measure"] == "hazard_ratio" and (row["upper"] or 0) > 8)
    svg = drawn(content, row["trial_id"])
    (far,) = re.findall(rf'{row["fact_id"]}.html.*?<line[^>]* x2="([\d.]+)"', svg)
    assert float(far) < sketch.WIDE
    assert f"({row['lower']:,g} to {row['upper']:,g})" in svg


def test_a_mark_in_doubt_says_so_and_no_other(content: Content) -> None:
    doubted = set()
    for entity in content.entities.values():
        if entity["table"] in ("trials", "diseases", "cell_types"):
            for made in sketches.sketches(content, entity):
                for fact, name in re.findall(r'facts/([a-z]+-\d+)\.html"[^>]*><title>(.*?)</title>', made.svg):
                    assert name.endswith((" ?", ", in doubt")) == (not plain(content.facts[fact])), name
                    doubted |= {fact} - ({fact} if plain(content.facts[fact]) else set())
    assert len(doubted) > 5


@pytest.mark.parametrize("name", ["UniProtKB:P01589", "UniProtKB:P14784", "UniProtKB:P31785"])
def test_a_chain_has_its_copies_and_its_dissociation_constants(content: Content, name: str) -> None:
    *_, bound, counted = sketches.sketches(content, content.entities[name])
    rows = [row for row in content.rows["receptor_abundance"] if row["target_id"] == name]
    assert set(facts(counted.svg)) == {row["fact_id"] for row in rows if row["value"] or row["lower"]}
    kd = {row["fact_id"]: row for row in content.rows["affinities"]}
    for fact in facts(bound.svg):
        row = kd[fact]
        assert (row["quantity"], row["ligand_id"], row["species"]) == ("Kd", "UniProtKB:P60568", "Homo sapiens")
        assert row["target_id"] == name or row["target_id"].startswith("il2d:receptor")
    assert {fact for fact, row in kd.items() if row["quantity"] == "Kd" and row["target_id"] == name} >= {
        fact for fact in facts(bound.svg) if kd[fact]["target_id"] == name
    }
    assert "nmol/L" in bound.svg


def test_half_maximal_doses_stand_on_the_page_of_the_cell(content: Content) -> None:
    svg = sketches.sketches(content, content.entities["CL:0000815"])[-1].svg
    rows = {row["fact_id"]: row for row in content.rows["potencies"] if row["cell_type_id"] == "CL:0000815"}
    places = {fact: float(x) for fact, x in re.findall(r'facts/(pot-\d+)\.html.*?<circle[^>]* cx="([\d.]+)"', svg)}
    assert set(places) == set(rows)
    order = sorted(rows, key=lambda fact: rows[fact]["value"])
    assert [places[fact] for fact in order] == sorted(places.values())
    assert svg.index(">IL-2<") < svg.index(">Recombinant interleukin-15<")


@pytest.mark.parametrize(("name", "column"), [("il2d:agent-aldesleukin", "agent_id"), ("MONDO:0005105", "disease_id")])
def test_each_trial_is_one_mark_of_what_it_came_to(content: Content, name: str, column: str) -> None:
    trials = [row for row in content.rows["trials"] if row[column] == name]
    svg = sketches.sketches(content, content.entities[name])[-1].svg
    marks = re.findall(r'<a href="\.\./facts/([a-z]+-\d+)\.html"[^>]*><title>(.*?): ([a-z ,]+)</title>', svg)
    assert len(marks) == len(trials)
    of = {row["fact_id"]: row for row in content.rows["outcomes"]} | {row["fact_id"]: row for row in trials}
    assert {of[fact]["trial_id"] for fact, _, _ in marks} == {row["trial_id"] for row in trials}
    for fact, _, state in marks:
        met = of[fact].get("met")
        assert (met is not None) == (state.partition(",")[0] in ("met", "met in part", "missed"))
        assert (state.partition(",")[0], met) not in (("met", "not_met"), ("missed", "met"))


def test_a_card_counts_what_its_picture_draws(content: Content, pictures: dict[str, Picture]) -> None:
    drawn = {name: card.said for name, card in cards.cards(content).items()}
    rows = {name: picture.rows for name, picture in pictures.items()}
    assert list(drawn) == list(rows)
    assert drawn["pipeline"].startswith(f"{len(rows['pipeline'])} medicines")
    assert drawn["timeline"].startswith(f"{len(rows['timeline'])} events")
    assert f"in {rows['low_dose']['disease'].nunique()} diseases" in drawn["low_dose"]
    first = rows["adverse_reactions"].query("grade == 'any'").iloc[0]
    assert f"{first['percent']:g} % of {first['n']}" in drawn["adverse_reactions"]


def test_bars_of_a_card_are_as_long_as_their_numbers(content: Content) -> None:
    svg = cards.cards(content)["timeline"].svg
    bars = [float(wide) for wide in re.findall(r'<rect[^>]* width="([\d.]+)"', svg)]
    counts = [int(count) for count in re.findall(r">(\d+)</text>", svg)]
    assert len(bars) == len(counts) > 4
    assert all(abs(bar / max(bars) - count / max(counts)) < 0.01 for bar, count in zip(bars, counts, strict=True))


def test_where_no_rows_make_a_drawing_there_is_none(content: Content) -> None:
    assert sketches.sketches(content, content.entities["il2d:agent-sirolimus"]) == []
    assert sketches.sketches(content, content.entities["HGNC:6001"]) == []
