"""Whoever types an everyday name finds the thing, and learns when the name means more than one."""

from __future__ import annotations

import pickle

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import il2data
from conftest import ROOT
from il2data import Release, canonical, cli
from il2data._tables import TableName
from il2data.naming import key, words
from il2data.terminal import folded

# What a specialist types, and what is meant.
EVERYDAY = {
    "Treg": "CL:0000815", "tregs": "CL:0000815", "regulatory T cell": "CL:0000815", "CTL": "CL:0000910",
    "NK": "CL:0000623", "NK cell": "CL:0000623", "ILC2": "CL:0001069", "Th17": "CL:0000899", "SLE": "MONDO:0007915",
    "lupus": "MONDO:0007915", "RCC": "MONDO:0005086", "cGVHD": "MONDO:0020547", "T1D": "MONDO:0005147",
    "ALS": "MONDO:0004976", "MS": "MONDO:0005301", "relapsing-remitting MS": "MONDO:0005314", "CD25": "HGNC:6008",
    "cd-25": "HGNC:6008", "Tac": "HGNC:6008", "IL-2Rα": "HGNC:6008", "IL2RA": "HGNC:6008", "il-2r alpha": "HGNC:6008",
    "CD122": "HGNC:6009", "IL-2Rβ": "HGNC:6009", "CD132": "HGNC:6010", "γc": "HGNC:6010", "gamma c": "HGNC:6010",
    "IL2": "HGNC:6001", "il-2": "HGNC:6001", "Interleukin 2": "HGNC:6001", "TCGF": "HGNC:6001", "JAK1": "HGNC:6190",
    "Jak3": "HGNC:6193", "STAT5A": "HGNC:11366", "Blimp-1": "HGNC:9346", "FOXP3": "HGNC:6106", "Aiolos": "HGNC:13178",
    "T-bet": "HGNC:11599", "NKTR-214": "il2d:agent-bempegaldesleukin", "BEMPEG": "il2d:agent-bempegaldesleukin",
    "THOR-707": "il2d:agent-pegenzileukin", "SAR444245": "il2d:agent-pegenzileukin",
    "NKTR-358": "il2d:agent-rezpegaldesleukin", "LY3471851": "il2d:agent-rezpegaldesleukin",
    "ALKS 4230": "il2d:agent-nemvaleukin-alfa", "ALKS4230": "il2d:agent-nemvaleukin-alfa",
    "Proleukin": "il2d:agent-aldesleukin", "Ontak": "il2d:agent-denileukin-diftitox",
    "Lymphir": "il2d:agent-denileukin-diftitox-cxdl", "E7777": "il2d:agent-denileukin-diftitox-cxdl",
    "Zinbryta": "il2d:agent-daclizumab", "Anktiva": "il2d:agent-nogapendekin-alfa-inbakicept",
    "N-803": "il2d:agent-nogapendekin-alfa-inbakicept", "MK-6194": "il2d:agent-pt101", "XTX-202": "il2d:agent-xtx202",
    "L19IL2": "il2d:agent-bifikafusp-alfa", "FK506": "il2d:agent-tacrolimus", "rs2104286": "dbsnp:rs2104286",
    "PIVOT-02": "NCT02983045", "NCT02983045": "NCT02983045", "MIROCALS": "NCT03039673", "CL:0000815": "CL:0000815",
    "2B5I": "pdb:2B5I", "DB00041": "il2d:agent-aldesleukin",
}  # fmt: skip


@pytest.fixture(scope="module")
def release() -> Release:
    return il2data.open(ROOT)


@pytest.mark.parametrize("name", EVERYDAY)
def test_an_everyday_name_resolves(name: str, release: Release) -> None:
    assert release.index.entity(name) == EVERYDAY[name]


@pytest.mark.parametrize("name", ["Treg", "cd25", "NKTR-214", "THOR-707", "lupus"])
def test_the_thing_that_is_called_so_comes_first(name: str, release: Release) -> None:
    found = release.find(name)
    proteins = release.load("proteins").set_index("protein_id")["gene_id"]
    assert (
        proteins.get(found.at[0, "id"], found.at[0, "id"]) == EVERYDAY[next(n for n in EVERYDAY if key(n) == key(name))]
    )
    assert (found.at[0, "kind"], found.at[0, "match"]) == ("entity", "exact")
    assert list(found.columns) == ["id", "label", "kind", "table", "match", "status"]
    assert set(found.dtypes.map(str)) == {"string"}
    kinds = found["kind"].tolist()
    assert kinds == sorted(kinds, key=["entity", "answer", "fact"].index)


def test_a_gene_and_its_protein_are_one_hit(release: Release) -> None:
    exact = release.find("IL2RA").query("match == 'exact'")
    assert not {"HGNC:6008", "UniProtKB:P01589"} <= set(exact["id"])


def test_a_sentence_is_found_by_its_words(release: Release) -> None:
    facts = release.find("capillary leak").query("kind == 'fact'")
    assert len(facts)
    assert facts["label"].str.casefold().str.contains("capillary").all()
    assert facts["label"].str.casefold().str.contains("leak").all()
    assert facts["status"].notna().all()
    assert release.find("zzzz").empty
    assert release.find(" - ").empty


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("Proleukin half-life", "pk-0010"),
        ("What is the half-life of aldesleukin?", "pk-0010"),
        ("specific activity", "prop-0050"),
        ("copies of CD25 on an unstimulated Treg", "abun-0010"),
    ],
)
def test_a_question_that_has_a_recommended_answer_leads_to_it(question: str, fact: str, release: Release) -> None:
    answers = release.find(question).query("kind == 'answer'")
    asked = release.load("recommended").set_index("fact_id")["question"]
    assert fact in set(answers["id"])
    assert answers["label"].isin(asked).all()


def test_words_that_name_things_find_the_facts_that_mention_them(release: Release) -> None:
    found, both = release.find("NKTR-214 melanoma"), release.about("NKTR-214", "melanoma")
    assert set(found.loc[found["kind"] == "fact", "id"]) == set(both["fact_id"])
    assert set(found["match"]) == {"mention"}
    half = release.find("EC50 Treg").query("match == 'mention'")
    assert set(half["id"]) <= set(release.about("Treg")["fact_id"])
    assert len(half) and half["label"].str.contains("EC50").all()


def test_a_plural_finds_the_thing(release: Release) -> None:
    assert release.find("NK cells").at[0, "match"] == "exact"
    assert release.index.entity("NK cells") == "CL:0000623"


def test_facts_that_only_tell_a_name_come_last(release: Release) -> None:
    for tables in (release.about("Th17")["table"], release.find("Th17").query("kind == 'fact'")["table"]):
        called = tables.isin(["names", "xrefs"]).tolist()
        assert called == sorted(called)
        assert set(called) == {False, True}


def test_a_name_means_the_species_that_it_names(release: Release) -> None:
    assert release.index.entity("mouse IL-2") == "MGI:96548"
    assert release.index.entity("Il2") == "HGNC:6001"
    mouse = release.load("effects", where={"cause_id": "mouse IL-2"})
    assert set(mouse["cause_id"]) == {"UniProtKB:P04351"}
    each = [
        release.load("effects", names=True, where={"cause_id": name})
        for name in ("IL-2", "interleukin-2", "Interleukin-2")
    ]
    assert [len(frame) for frame in each] == [len(each[0])] * 3
    assert set(each[0]["cause_name"]) == {"Interleukin-2", "mouse IL-2"}


def test_about_gives_every_fact_that_mentions_the_thing(release: Release) -> None:
    about, mentions = release.about("Treg"), release.load("mentions")
    assert set(about["fact_id"]) == set(mentions.loc[mentions["entity_id"] == "CL:0000815", "fact_id"])
    assert about["fact_id"].is_unique
    assert list(about.columns) == ["fact_id", "statement", "status", "table", "role"]
    assert set(release.about("UniProtKB:P01589")["fact_id"]) == set(release.about("CD25")["fact_id"]), (
        "of the gene and of its protein"
    )


def test_an_outcome_is_found_by_the_disease_of_its_trial(release: Release) -> None:
    outcomes = release.about("bempegaldesleukin", "melanoma").query("table == 'outcomes'")
    assert len(outcomes)
    trials = release.load("trials").set_index("trial_id")["disease_id"]
    every = release.load("outcomes").set_index("fact_id")["trial_id"].map(trials)
    mentions = release.load("mentions").query("role == 'disease'").groupby("fact_id")["entity_id"].agg(set)
    assert all(disease in mentions[fact] for fact, disease in every.items())


def test_what_is_said_of_a_narrower_kind_is_found_by_the_wider(release: Release) -> None:
    naive = release.load("receptor_abundance", where={"cell_type_id": "naive regulatory T cell"})["fact_id"]
    assert len(naive) and set(naive) <= set(release.about("Treg")["fact_id"])
    said = release.about("Treg").query("table not in ['names', 'xrefs', 'subclasses']")
    assert set(said["fact_id"]) < set(release.about("T cell")["fact_id"])
    named = release.load("names", where={"entity_id": "naive regulatory T cell"})["fact_id"]
    assert not set(named) & set(release.about("Treg")["fact_id"]), "a name of the narrower kind is none of the wider"
    assert set(release.about("cGVHD")["fact_id"]) & set(release.about("GVHD")["fact_id"])


def test_a_label_goes_before_a_synonym(release: Release) -> None:
    assert release.index.entity("autoimmune disease") == "MONDO:0007179"
    assert "HP:0002960" in set(release.find("autoimmune disease").query("match == 'exact'")["id"])


def test_about_several_gives_what_mentions_all(release: Release) -> None:
    both = set(release.about("Treg", "CD25")["fact_id"])
    assert both == set(release.about("Treg")["fact_id"]) & set(release.about("CD25")["fact_id"])
    assert both


def test_nothing_is_guessed(release: Release) -> None:
    with pytest.raises(il2data.AmbiguousNameError, match=r"HGNC:3796.*HGNC:6204") as several:
        release.about("AP-1")
    assert set(several.value.meanings) == {"HGNC:3796", "HGNC:6204"}
    with pytest.raises(il2data.UnknownNameError, match=r"Did you mean.*'Proleukin'") as none:
        release.about("Proleukine")
    for error in (several.value, none.value):
        assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_names_stand_beside_identifiers(release: Release) -> None:
    plain, named = release.load("affinities"), release.load("affinities", names=True)
    pd.testing.assert_frame_equal(named[plain.columns], plain)
    assert list(named.columns[-2:]) == ["statement", "status"]
    at = list(named.columns).index("target_id")
    assert named.columns[at + 1] == "target_name"
    assert named.loc[named["target_id"] == "UniProtKB:P01589", "target_name"].unique().tolist() == [
        "Interleukin-2 receptor subunit alpha"
    ]
    doses = release.load("doses", names=True)
    assert doses.loc[doses["arm_id"].notna(), "arm_name"].notna().all(), "an arm is called by its name"


@pytest.mark.parametrize("name", il2data.tables())
def test_every_table_has_names(name: TableName, release: Release) -> None:
    named = release.load(name, names=True)
    assert named.columns.is_unique
    assert len(named) == len(release.load(name))


def test_rows_are_chosen_by_value_or_name(release: Release) -> None:
    effects = release.load("effects")
    chosen = release.load("effects", where={"species": "Homo sapiens", "cell_type_id": "Treg"})
    expected = effects[(effects["species"] == "Homo sapiens") & (effects["cell_type_id"] == "CL:0000815")]
    pd.testing.assert_frame_equal(chosen, expected.reset_index(drop=True))
    targets = set(release.load("affinities", where={"target_id": "CD25"})["target_id"])
    assert targets == {"UniProtKB:P01589"}
    labels = release.load("pharmacokinetics", where={"parameter": "half-life"})
    assert set(labels["parameter"]) == {"half_life"}
    chains = release.load("affinities", where={"target_id": ["CD25", "CD122"]})
    assert set(chains["target_id"]) == {"UniProtKB:P01589", "UniProtKB:P14784"}
    medicines = release.load("medicines")
    assert len(release.load("medicines", where={"stopped_reason": None})) == medicines["stopped_reason"].isna().sum()
    assert release.load("names", where={"ambiguous": True})["ambiguous"].all()
    with pytest.raises(il2data.UnknownTableError, match="no value of status in trials 'recruting'"):
        release.load("trials", where={"status": "recruting"})
    nowhere = release.load("outcomes", where={"trial_id": "ISLAND-SLE", "endpoint_id": "overall survival"})
    assert nowhere.empty, "a name that is known and has no row here is no unknown name"
    with pytest.raises(il2data.UnknownNameError):
        release.load("outcomes", where={"endpoint_id": "overall survivel"})
    with pytest.raises(il2data.PackageError, match="value of affinities holds numbers"):
        release.load("affinities", where={"value": "<100"})
    with pytest.raises(il2data.UnknownTableError, match="column of effects"):
        release.load("effects", where={"specie": "Homo sapiens"})
    with pytest.raises(il2data.UnknownNameError):
        release.load("effects", where={"cell_type_id": "Tregulator"})


@pytest.mark.parametrize(
    ("condition", "rows"),
    [
        ("quantity=Kd", lambda f: f["quantity"] == "Kd"),
        ("quantity~k", lambda f: f["quantity"].str.contains("k", case=False)),
        ("value>100", lambda f: (f["value"] > 100).fillna(False)),
        ("value<1", lambda f: (f["value"] < 1).fillna(False)),
        (
            "target_id~gamma",
            lambda f: f["fact_id"].isin(
                il2data.load("affinities", names=True).query(
                    "target_name.str.contains('gamma', case=False)", engine="python"
                )["fact_id"]
            ),
        ),
    ],
)
def test_the_command_line_chooses_rows(
    condition: str, rows: object, release: Release, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = release.load("affinities")
    assert cli.main(["show", "affinities", "--where", condition, "--columns", "fact_id", "--format", "csv"]) == 0
    expected = frame.loc[rows(frame), "fact_id"].tolist()  # type: ignore[operator]
    assert expected
    assert capsys.readouterr().out.split() == ["fact_id", *expected]


def test_the_command_line_finds(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["find", "Treg", "--format", "csv"]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("CL:0000815,regulatory T cell,entity,cell_types,exact")
    assert cli.main(["about", "CD25", "Treg", "--format", "csv"]) == 0
    assert capsys.readouterr().out.startswith("fact_id,statement,status,table,role\n")
    assert cli.main(["about", "AP-1"]) == 2
    assert "may mean" in capsys.readouterr().err
    assert cli.main(["show", "affinities", "--where", "Kd"]) == 2
    assert "no condition" in capsys.readouterr().err
    assert cli.main(["show", "affinities", "--where", "value>much"]) == 2
    assert "holds numbers, and 'much' is none" in capsys.readouterr().err
    assert cli.main(["show", "affinities", "--limit", "2", "--columns", "nothing"]) == 2
    assert "column of affinities" in capsys.readouterr().err


def test_a_wide_table_is_folded_to_the_terminal(release: Release) -> None:
    frame = release.load("affinities", names=True)[["fact_id", "target_name", "statement"]].head(3).astype("object")
    lines = folded(frame, 80).splitlines()
    assert max(map(len, lines)) <= 80
    assert "".join("".join(lines[2:]).split()).count("aff-") == 3


def test_what_does_not_fit_side_by_side_is_shown_row_by_row(release: Release) -> None:
    wide = canonical.as_text(release.package.schema("affinities"), release.load("affinities").head(2))
    lines = folded(wide, 80).splitlines()
    assert max(map(len, lines)) <= 80
    assert [line.split()[1] for line in lines if line.startswith("fact_id ")] == wide["fact_id"].tolist()
    filled = [(name, cell) for row in wide.to_dict("records") for name, cell in row.items() if cell]
    assert [tuple(line.split(maxsplit=1)) for line in lines if line] == filled, (
        "every filled cell, and no other, stands on a line"
    )
    narrow = folded(wide[["fact_id", "quantity", "value", "unit", "absent_id"]], 80).splitlines()
    assert narrow[0].split() == [
        "fact_id",
        "quantity",
        "value",
        "unit",
    ], "a column that is empty throughout is left out"


@pytest.mark.parametrize("table", ["affinities", "outcomes", "signalling_edges"])
def test_a_shown_table_has_names_and_no_identifiers_in_their_place(
    table: TableName, release: Release, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["show", table, "--limit", "1", "--format", "markdown"]) == 0
    header = capsys.readouterr().out.splitlines()[0]
    named = release.load(table, names=True).columns
    identifiers = {name.replace("_name", "_id") for name in named if name.endswith("_name")} - {"fact_id"}
    assert identifiers
    assert not identifiers & set(header.strip("| ").split(" | "))
    assert {name for name in named if name.endswith("_name")} <= set(header.strip("| ").split(" | "))
    assert cli.main(["show", table, "--limit", "1", "--format", "csv"]) == 0
    assert identifiers & set(capsys.readouterr().out.splitlines()[0].split(",")), "machines get identifiers"


def test_a_folded_cell_is_as_it_was() -> None:
    cells = ["[bold]a", r"b\[c]", ":smile:", "GO:0006955 [x]"]
    assert [line.strip() for line in folded(pd.DataFrame({"cell": cells}), 80).splitlines()[2:]] == cells


@pytest.mark.slow
@given(st.text(), st.text())
def test_names_are_compared_without_marks(one: str, other: str) -> None:
    assert key(f"{one} {other}") == key(one) + key(other) or words(f"{one} {other}") != [*words(one), *words(other)]
    assert key(key(one)) == key(one)


def test_greek_and_latin_letters_are_one() -> None:
    assert key("IL-2Rα") == key("il2r alpha") == key("IL2R-Alpha")
    assert key("Sjögren") == key("SJOGREN")
    assert words("CD4⁺ T cells") == ["cd4", "t", "cells"]
