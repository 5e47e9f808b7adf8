"""The pictures of measurements, of the receptor and of the sequence show the rows, all of them, at their places."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pandas as pd
import pytest

import il2data
from conftest import ROOT
from il2data.errors import PackageError
from il2data.package import Package

pytest.importorskip("vl_convert", reason="pictures are drawn by an optional library: pip install 'il2data[site]'")
from drawings import SVG, draw, links, uninked
from il2data.site.drawing import flowed
from il2data.site.measured import measured, ticks
from il2data.site.picture import COLOURS, Picture, themed
from il2data.site.pictures import makers, selectivity
from il2data.site.strips import strips

NAMES = ("receptor_forms", "affinities", "rates", "copies", "potencies", "sequence", "makers")
# Of this one several rows lead to one fact, an experiment.
EVERY = (*NAMES, "selectivity")
IL2 = ("UniProtKB:P60568", "UniProtKB:P04351", "il2d:agent-il2-species-not-given", "il2d:agent-low-dose-il2")
KINETIC = ("kon", "koff", "association_half_time", "dissociation_half_time", "kon_ratio", "koff_ratio")


class Changed(il2data.Release):
    """The release with one table changed."""

    def __init__(self, table: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
        super().__init__(Package(ROOT))
        self.table, self.change = table, change

    def load(self, name: Any, validate: bool = True, names: bool = False, where: Any = None) -> pd.DataFrame:
        """Return a table, changed if it is the one."""
        frame = super().load(name, validate)
        return self.change(frame) if name == self.table else frame


def linked_facts(svg: str) -> set[str]:
    return set(re.findall(r'href="\.\./facts/([^"]+)\.html"', svg))


def expected(tables: dict[str, pd.DataFrame]) -> dict[str, set[str]]:
    """The facts that each picture is of, by filters on the tables alone."""
    affinities, profiles, features, substitutions, forms = (
        tables[name]
        for name in ("affinities", "receptor_form_profiles", "sequence_features", "substitutions", "receptor_subunits")
    )
    effects = tables["effects"]
    kinetic = affinities["quantity"].isin(KINETIC)
    in_form = forms["receptor_form_id"]
    on_cells = affinities.query("ligand_id == 'UniProtKB:P60568' and quantity == 'Kd' and receptor_state == 'on_cells'")
    traits = profiles[
        (profiles["affinity_class"].notna() | profiles["signals"].notna()) & profiles["receptor_form_id"].isin(in_form)
    ]
    tails = features.query(
        "kind == 'cytoplasmic' and protein_id in ('UniProtKB:P01589', 'UniProtKB:P14784', 'UniProtKB:P31785')"
    )
    features = features.query(
        "protein_id == 'UniProtKB:P60568' and kind in ('signal_peptide', 'disulfide_bond', 'glycosylation_site')"
    )
    return {
        "affinities": {*affinities[~kinetic]["fact_id"]},
        "rates": {*affinities[kinetic]["fact_id"]},
        "copies": {*tables["receptor_abundance"]["fact_id"]},
        "potencies": {*tables["potencies"]["fact_id"]},
        "sequence": {
            *substitutions.query("protein_id == 'UniProtKB:P60568'")["fact_id"],
            *tables["contacts"].query("protein_id == 'UniProtKB:P60568'")["fact_id"],
            *features["fact_id"],
            *tables["sequences"].query("entity_id == 'UniProtKB:P60568'")["fact_id"],
        },
        "makers": {
            *(
                fact
                for table in ("production", "receptor_expression", "receptor_abundance")
                for fact in tables[table]["fact_id"]
            ),
            *tables["potencies"].query("ligand_id == 'UniProtKB:P60568'")["fact_id"],
            *effects[effects["cause_id"].isin(IL2) & effects["cell_type_id"].notna()]["fact_id"],
        },
        "receptor_forms": {
            *forms["fact_id"],
            *tails["fact_id"],
            *traits["fact_id"],
            *on_cells[on_cells["target_id"].isin(in_form)]["fact_id"],
            *tables["receptor_expression"]["fact_id"],
        },
    }


@pytest.mark.parametrize("name", NAMES)
def test_marks_lead_to_the_rows_of_the_tables_and_to_all_of_them(
    name: str, pictures: dict[str, Picture], tables: dict[str, pd.DataFrame]
) -> None:
    rows = pictures[name].rows
    assert rows.columns[0] == "fact_id" and rows["fact_id"].is_unique and "status" in rows
    assert linked_facts(pictures[name].svg) == set(rows["fact_id"]) == expected(tables)[name]


@pytest.mark.parametrize("name", NAMES)
def test_a_row_taken_from_the_table_is_missed_in_the_picture(name: str, pictures: dict[str, Picture]) -> None:
    table = {
        "receptor_forms": "receptor_expression",
        "rates": "affinities",
        "copies": "receptor_abundance",
        "sequence": "substitutions",
        "makers": "production",
    }.get(name, name)
    drawn = set(pictures[name].rows["fact_id"])
    lost = next(fact for fact in il2data.load(table)["fact_id"] if fact in drawn)  # type: ignore[arg-type]
    without = draw(name, Changed(table, lambda frame: frame[frame["fact_id"] != lost].reset_index(drop=True)))
    assert linked_facts(pictures[name].svg) - linked_facts(without.svg) == {lost}


@pytest.mark.parametrize("name", EVERY)
def test_drawings_scale_and_are_named_and_coloured_as_agreed(name: str, pictures: dict[str, Picture]) -> None:
    root = ElementTree.fromstring(pictures[name].svg)
    assert root.tag == f"{SVG}svg" and root.get("viewBox") and not root.get("width") and not root.get("height")
    assert root.get("aria-label") == pictures[name].title and root.get("role") == "graphics-document"
    used = {each.get(key) for each in root.iter() for key in ("fill", "stroke", "color", "stop-color") if each.get(key)}
    assert used <= {*COLOURS.values(), "none", "transparent"}
    assert not [each for each in root.iter() if each.get("style") or each.get("id")]
    texts = [each for each in root.iter(f"{SVG}text") if each.text]
    width = float(str(root.get("viewBox")).split()[2])
    assert min(float(str(each.get("font-size")).removesuffix("px")) for each in texts) * 1000 / width >= 11 - 0.02


@pytest.mark.parametrize("name", EVERY)
def test_each_link_has_a_name_and_each_page_is_reached_once_by_the_keyboard(
    name: str, pictures: dict[str, Picture]
) -> None:
    anchors = list(ElementTree.fromstring(pictures[name].svg).iter(f"{SVG}a"))
    assert all(anchor.get("aria-label") for anchor in anchors if anchor.get("tabindex") != "-1")
    reached = [anchor.get("href") for anchor in anchors if anchor.get("tabindex") != "-1"]
    assert len(reached) == len(set(reached)) and set(reached) == {anchor.get("href") for anchor in anchors}


@pytest.mark.parametrize("name", EVERY)
def test_every_text_has_ink_and_type(name: str, pictures: dict[str, Picture]) -> None:
    assert uninked(pictures[name].svg) == []


UNSAID = ("class", "role", "aria-label", "aria-roledescription")
RULE = re.compile(r"\.(\w+)\{(.*?)\}")


def said(node: Element, rules: dict[str, str]) -> dict[str, str]:
    """What an element looks like: its attributes, and those of its class."""
    own = {name: value.removesuffix("px") for name, value in node.attrib.items() if name not in UNSAID}
    named = rules[node.attrib["class"]].split(";") if "class" in node.attrib else []
    return own | {name: value.removesuffix("px") for name, value in (pair.split(":") for pair in named)}


@pytest.mark.parametrize("name", EVERY)
def test_classes_say_what_the_attributes_said(name: str, pictures: dict[str, Picture]) -> None:
    svg = pictures[name].svg
    plain = ElementTree.fromstring(svg)
    on_page = ElementTree.fromstring(themed(svg))
    (style,) = on_page.findall(f"{SVG}style")
    rules = dict(RULE.findall(style.text or ""))
    on_page.remove(style)
    inks = {colour: f"var(--{ink})" for ink, colour in COLOURS.items()}
    for before, after in zip(plain.iter(), on_page.iter(), strict=True):
        looks = {
            key: inks.get(value, value).removesuffix("px") for key, value in before.attrib.items() if key not in UNSAID
        }
        assert said(after, rules) == looks
    assert set(rules) == {node.attrib["class"] for node in on_page.iter() if "class" in node.attrib}


def test_a_class_has_one_meaning_on_all_pages_and_shortens_them(pictures: dict[str, Picture]) -> None:
    rules = {
        rule for picture in pictures.values() for rule in RULE.findall(themed(picture.svg) + themed(picture.narrow))
    }
    assert len(rules) == len({name for name, _ in rules}) == len({meaning for _, meaning in rules}) > 50
    sequence = pictures["sequence"].svg
    assert len(themed(sequence)) < 0.7 * len(sequence)
    once = '<svg viewBox="0 0 9 9"><path d="M0 0" fill="none" stroke="#0072b2" stroke-width="2" /></svg>'
    assert themed(once) == once.replace("#0072b2", "var(--blue)")


def positions(svg: str) -> dict[str, list[float]]:
    """Where the marks of each fact stand from left to right, by the paths that Vega draws for points."""
    found: dict[str, list[float]] = {}
    for anchor in ElementTree.fromstring(svg).iter(f"{SVG}a"):
        for path in anchor.iter(f"{SVG}path"):
            if path.get("aria-roledescription") == "point":
                place = re.match(r"translate\(([^,]+),", str(path.get("transform")))
                assert place
                found.setdefault(str(anchor.get("href"))[len("../facts/") : -len(".html")], []).append(float(place[1]))
    return found


@pytest.mark.parametrize(
    ("name", "table", "base"),
    [
        ("affinities", "affinities", "mol/L"),
        ("copies", "receptor_abundance", "{receptors}/{cell}"),
        ("potencies", "potencies", "mol/L"),
    ],
)
def test_marks_stand_where_the_logarithm_of_their_value_puts_them(
    name: str, table: Any, base: str, pictures: dict[str, Picture]
) -> None:
    factor = il2data.load("units").query("base_unit == @base").set_index("unit_id")["factor"]
    frame = il2data.load(table)
    exact = frame[
        frame["value"].notna()
        & frame["unit"].isin(factor.index)
        & ~((frame["relation"] == ">") & frame["value"].eq(frame["lower"]))
    ]
    logs = {row.fact_id: math.log10(float(row.value) * factor[row.unit]) for row in exact.itertuples()}
    found = {fact: places[0] for fact, places in positions(pictures[name].svg).items() if fact in logs}
    assert set(found) == set(logs)
    low, high = min(logs, key=lambda fact: logs[fact]), max(logs, key=lambda fact: logs[fact])
    a_decade = (found[high] - found[low]) / (logs[high] - logs[low])
    assert a_decade > 0
    for fact, place in found.items():
        assert place == pytest.approx(found[low] + a_decade * (logs[fact] - logs[low]), abs=0.01)


def test_marks_are_hollow_where_no_record_that_stands_supports_a_fact(pictures: dict[str, Picture]) -> None:
    status = pictures["affinities"].rows.set_index("fact_id")["status"]
    shown = {}
    for anchor in ElementTree.fromstring(pictures["affinities"].svg).iter(f"{SVG}a"):
        for path in anchor.iter(f"{SVG}path"):
            if path.get("fill-opacity"):
                shown[str(anchor.get("href"))[len("../facts/") : -len(".html")]] = path.get("fill-opacity")
    assert shown == {fact: "1" if state in ("corroborated", "reported") else "0" for fact, state in status.items()}
    assert set(shown.values()) == {"0", "1"}


def test_rows_in_a_unit_that_has_no_axis_are_refused() -> None:
    rows = measured(il2data.open(ROOT), "potencies").assign(colour="blue", shape="a", group="a", label="a")
    with pytest.raises(ValueError, match="no axis for mol/L"):
        strips(rows, "readout", {"s": "time"})
    with pytest.raises(ValueError, match="as many shapes"):
        strips(rows.assign(shape=rows["fact_id"]), "readout", {"mol/L": "concentration"})


def test_ticks_take_in_all_values() -> None:
    assert list(ticks(pd.Series([3e-9, 4e-7]), "mol/L").values()) == ["1 nmol/L", "10 nmol/L", "100 nmol/L", "1 µmol/L"]
    assert list(ticks(pd.Series([4.0, 24000.0]), "s").values()) == ["1 s", "10 s", "1 min", "10 min", "1 h", "10 h"]
    assert list(ticks(pd.Series([0.05, 30]), "1").values()) == ["0.01", "0.1", "1", "10", "100"]


def test_a_legend_breaks_before_the_right_edge_and_not_at_it() -> None:
    rooms = [(40.0, 50.0)] * 3
    assert flowed(rooms, 10, 20, 10, 150) == [(10, 20), (60, 20), (110, 20)]
    assert flowed(rooms, 10, 20, 10, 149) == [(10, 20), (60, 20), (10, 42)]
    # The first line may begin elsewhere than the others; what is wider than all room stands alone.
    assert flowed(rooms, 100, 20, 10, 100, 24) == [(10, 44), (60, 44), (10, 68)]
    assert flowed([(200, 210)] * 2, 10, 20, 10, 100) == [(10, 20), (10, 42)]


@pytest.mark.parametrize("drawing", ["svg", "narrow"])
def test_substitutions_stand_at_the_residue_they_change(drawing: str, pictures: dict[str, Picture]) -> None:
    sequences = il2data.load("sequences").query("entity_id == 'UniProtKB:P60568'").set_index("form")["sequence"]
    rows = pictures["sequence"].rows
    root = ElementTree.fromstring(getattr(pictures["sequence"], drawing))
    letters = [text for text in root.iter(f"{SVG}text") if text.get("font-size") == "14" and len(text.text or "") == 1]
    assert "".join(str(letter.text) for letter in letters) == sequences["precursor"]
    drawn = {anchor.attrib["href"]: anchor for anchor in root.iter(f"{SVG}a")}
    for row in rows[rows["wild_type"].notna()].itertuples():
        assert (
            sequences["mature"][int(row.mature) - 1] == sequences["precursor"][int(row.precursor) - 1] == row.wild_type
        ), row.fact_id
        sign = drawn[f"../facts/{row.fact_id}.html"].find(f"{SVG}text")
        assert sign is not None and sign.get("x") == letters[int(row.precursor) - 1].get("x"), row.fact_id


@pytest.mark.parametrize("column, wrong", [("wild_type", "W"), ("position", 9999), ("numbering", "precursor")])
def test_a_substitution_that_the_sequence_contradicts_is_refused(column: str, wrong: object) -> None:
    def plant(frame: pd.DataFrame) -> pd.DataFrame:
        frame.loc[frame["fact_id"] == "mut-0012", column] = wrong
        return frame

    with pytest.raises(PackageError, match="mut-0012 gives"):
        draw("sequence", Changed("substitutions", plant))


def test_a_feature_that_the_sequence_contradicts_is_refused() -> None:
    def plant(frame: pd.DataFrame) -> pd.DataFrame:
        frame.loc[frame["fact_id"] == "prop-0294", "start"] = 77
        return frame

    with pytest.raises(PackageError, match="prop-0294 gives C at residue 77"):
        draw("sequence", Changed("sequence_features", plant))


def test_a_cell_with_a_form_shows_its_chains_and_a_disputed_row_its_mark(
    pictures: dict[str, Picture], tables: dict[str, pd.DataFrame]
) -> None:
    rows = tables["receptor_expression"].merge(tables["facts"][["fact_id", "status"]], on="fact_id")
    svg = pictures["receptor_forms"].svg
    doubtful = rows[~rows["status"].isin(["reported", "corroborated"])]["fact_id"]
    assert len(doubtful)
    for fact in rows["fact_id"]:
        (mark,) = re.findall(rf'<a [^>]*href="\.\./facts/{fact}\.html".*?</a>', svg, re.DOTALL)
        assert (">?</text>" in mark) == (fact in set(doubtful))
    # Regulatory T cells are recorded with the whole form: its chains but alpha, which has a row, have the dashed ring.
    line = svg[svg.index(">regulatory T cell<") :]
    assert line[: line.index("<path")].count("stroke-dasharray") == 2


def test_alpha_touches_il2_and_no_other_chain(pictures: dict[str, Picture]) -> None:
    root = ElementTree.fromstring(pictures["receptor_forms"].svg)
    heads = [
        {name: float(rect.attrib[name]) for name in ("x", "y", "width", "height")}
        for rect in root.iter(f"{SVG}rect")
        if rect.get("rx") == "22"
    ]
    balls = [circle for circle in root.iter(f"{SVG}circle") if circle.get("r") == "26"]
    assert len(balls) == 4
    for number, one in enumerate(heads):
        for other in heads[:number]:
            across = min(one["x"] + one["width"], other["x"] + other["width"]) - max(one["x"], other["x"])
            down = min(one["y"] + one["height"], other["y"] + other["height"]) - max(one["y"], other["y"])
            assert across <= 0 or down <= 0
    for head in heads:
        # Each head reaches into the IL-2 of its form.
        reached = [
            (
                max(head["x"] - x, 0, x - head["x"] - head["width"]),
                max(head["y"] - y, 0, y - head["y"] - head["height"]),
            )
            for x, y in ((float(b.attrib["cx"]), float(b.attrib["cy"])) for b in balls)
        ]
        assert min((a * a + b * b) ** 0.5 for a, b in reached) <= 27


def test_the_range_above_the_constants_of_a_form_is_that_of_its_rows(pictures: dict[str, Picture]) -> None:
    factor = il2data.load("units").set_index("unit_id")["factor"]
    frame = il2data.load("affinities").query(
        "ligand_id == 'UniProtKB:P60568' and quantity == 'Kd' and receptor_state == 'on_cells' and target_id =="
        " 'il2d:receptor-beta-gamma'"
    )
    numbers = [
        value * factor[row["unit"]]
        for row in frame.to_dict("records")
        for value in (row["value"], row["lower"], row["upper"])
        if not pd.isna(value)
    ]
    words = f"Kd of IL-2 on cells: {min(numbers) * 1e12:g} pmol/L to {max(numbers) * 1e9:g} nmol/L"
    assert (
        words in pictures["receptor_forms"].svg and f"the range of {len(frame)} rows" in pictures["receptor_forms"].svg
    )


def test_an_empty_ring_is_what_a_row_denies_and_a_dash_what_no_row_says(
    pictures: dict[str, Picture], tables: dict[str, pd.DataFrame]
) -> None:
    rows = pictures["makers"].rows
    denied = {
        *tables["production"].query("level == 'none'")["fact_id"],
        *tables["receptor_expression"].query("presence == 'absent' and share.isna()")["fact_id"],
        *tables["effects"].query("effect in ('no_effect', 'not_required_for')")["fact_id"],
    } & set(rows["fact_id"])
    for drawing in (pictures["makers"].svg, pictures["makers"].narrow):
        rings = {
            fact
            for fact, (anchor,) in links(drawing).items()
            if [circle.get("fill") for circle in anchor.iter(f"{SVG}circle")] == [COLOURS["paper"]]
            and anchor.find(f"{SVG}path") is None
        }
        assert rings == denied
    dashes = [node for node in ElementTree.fromstring(pictures["makers"].svg).iter(f"{SVG}text") if node.text == "–"]
    empty = rows["cell"].nunique() * len(makers.COLUMNS) - len(rows[["cell", "column"]].drop_duplicates())
    assert len(dashes) == empty + 1
    assert {"prod-0015", "prod-0016"} <= denied


def test_who_makes_and_who_uses_is_told_by_rows(tables: dict[str, pd.DataFrame], pictures: dict[str, Picture]) -> None:
    label = tables["entities"].set_index("entity_id")["label"].str.partition(" (")[0]
    made = set(tables["production"].query("level != 'none'")["cell_type_id"].map(label))
    cells = list(dict.fromkeys(pictures["makers"].rows["cell"]))
    assert set(cells[: len(made)]) == made
    assert cells.index("neuron") < cells.index("microglial cell") < cells.index("regulatory T cell")
    assert cells[-1] == "macrophage"
    assert {
        species
        for table in makers.TABLES
        for species in il2data.open(ROOT).vocabulary(table).query("column == 'species'")["value"]
    } <= set(makers.SPECIES)


# Read by eye in response_fits.
WINDOWS = {
    ("exp-0002", "Interleukin-2"): "230-fold: 0.0065 to 1.5 nmol/L (NK cells)",
    ("exp-0006", "IL-2 H16N on dimeric Fc (N-terminus)"): (
        "at least 1,300-fold: 0.067 to above 84 nmol/L (NK cells and CD8 T cells)"
    ),
    ("exp-0009", "IL-2 N88D on monomeric Fc (C-terminus)"): "1.1-fold: 17 to 19 nmol/L (NK cells); intervals overlap",
    ("exp-0008", "IL-2 V91K on monomeric Fc (C-terminus)"): (
        "at least 7.8-fold: 11 to above 84 nmol/L (CD8 T cells); NK cells not comparable: no curve settled"
    ),
    ("exp-0003", "Recombinant interleukin-15"): (
        "none: NK cells need 0.58 nmol/L, regulatory T cells 0.73; CD8 T cells not comparable: no curve settled"
    ),
    ("exp-0008", "IL-2 (WT) on monomeric Fc (C-terminus)"): (
        "not comparable: no half-maximum up to 84 nmol/L for regulatory T cells"
    ),
    ("exp-0007", "IL-2 H16N on monomeric Fc (N-terminus)"): "not comparable: no curve settled for regulatory T cells",
}


@pytest.mark.parametrize(("experiment", "ligand"), WINDOWS)
def test_a_window_says_what_the_fits_say(experiment: str, ligand: str, pictures: dict[str, Picture]) -> None:
    rows = pictures["selectivity"].rows
    (found,) = rows[(rows["fact_id"] == experiment) & (rows["ligand"] == ligand)]["window"]
    assert found == WINDOWS[experiment, ligand]
    assert any(f": {found}" in anchor.attrib["aria-label"] for anchor in links(pictures["selectivity"].svg)[experiment])


@pytest.mark.parametrize("drawing", ["svg", "narrow"])
def test_half_maximal_doses_stand_on_a_logarithmic_axis_and_windows_between_them(
    drawing: str, pictures: dict[str, Picture], tables: dict[str, pd.DataFrame]
) -> None:
    fits = tables["response_fits"].query("statistic == 'mean' and time == 1 and time_unit == 'h' and scope == 'day'")
    fits = fits[fits["cell_type_id"].isin(selectivity.LOOKS)]
    assert set(pictures["selectivity"].rows["fact_id"]) == set(fits["experiment_id"])
    # Cells are compared by one gate a kind, and each has one curve for a ligand in an experiment.
    assert fits.groupby("cell_type_id")["cell_gate"].nunique().max() == 1
    assert not fits.duplicated(["experiment_id", "ligand_id", "cell_type_id"]).any()
    label = tables["entities"].set_index("entity_id")["label"]
    places = []
    for anchors in links(getattr(pictures["selectivity"], drawing)).values():
        for anchor in anchors:
            ligand, rest = anchor.attrib["aria-label"].split(", exp-")
            mine = fits[(fits["experiment_id"] == f"exp-{rest[:4]}") & (fits["ligand_id"].map(label) == ligand)]
            treg = mine[mine["cell_type_id"] == selectivity.TREG].iloc[0]
            circles = [float(circle.attrib["cx"]) for circle in anchor.iter(f"{SVG}circle")]
            bands = [rect for rect in anchor.iter(f"{SVG}rect") if rect.get("stroke")]
            assert len(bands) == ("-fold:" in rest)
            if treg["outcome"] == "estimated":
                places.append((float(treg["ec50"]), circles[0]))
                assert all(float(band.attrib["x"]) == pytest.approx(circles[0], abs=0.1) for band in bands)
                doubt = "overlap" in rest or "not comparable" in rest
                assert all((band.get("stroke-dasharray") is not None) == doubt for band in bands)
    (value, place), (other, far) = min(places), max(places)
    slope = (far - place) / math.log(other / value)
    for dose, x in places:
        assert x == pytest.approx(place + slope * math.log(dose / value), abs=0.2)
    assert len(places) > 15 and slope > 0


def fit(dose: float | None, lower: float = 0, upper: float = 0, relation: str | None = None) -> dict[str, Any]:
    outcome = "estimated" if dose else "above_range" if relation else "not_determined"
    return {"outcome": outcome, "ec50": dose, "ec50_lower": lower, "ec50_upper": upper} | {
        "relation": relation,
        "bound_dose": 84.0 if relation else None,
        "fit_id": "fit-0000",
    }


def test_a_window_is_sure_where_no_intervals_overlap() -> None:
    treg, far = fit(0.1, 0.05, 0.2), fit(2.0, 1.0, 4.0)
    cells = {selectivity.TREG: treg, selectivity.NK: fit(1.0, 0.21, 5.0), selectivity.CD8: far}
    assert selectivity.window(cells) == (0.1, 1.0, "10-fold: 0.1 to 1 nmol/L (NK cells)", True)
    assert not selectivity.window(cells | {selectivity.NK: fit(1.0, 0.19, 5.0)}).sure
    # The interval of the second effector counts too, where it is the wider one.
    assert not selectivity.window(cells | {selectivity.CD8: fit(2.0, 0.1, 40.0)}).sure
    assert selectivity.window({selectivity.TREG: treg, selectivity.NK: fit(None, relation=">")}).words == (
        "at least 840-fold: 0.1 to above 84 nmol/L (NK cells); CD8 T cells not comparable: not measured"
    )
    lacking = selectivity.window(cells | {selectivity.CD8: fit(None)})
    assert (lacking.low, lacking.high, lacking.sure) == (0.1, 1.0, False)
    below = selectivity.window({selectivity.TREG: fit(None, relation="<")})
    assert below.words == "not comparable: half-maximal below 84 nmol/L for regulatory T cells"
    assert selectivity.window({selectivity.TREG: treg, selectivity.HELPER: far}).low is None
    assert selectivity.window({selectivity.NK: far}).low is None
    assert selectivity.window(cells | {selectivity.NK: treg}).low is None
