"""Strings of substitutions, what they build, what is computed from a chain, and sequences by name."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import il2data
from conftest import ROOT
from il2data import chains
from il2data.cli import main
from il2data.errors import UnknownNameError
from il2data.sequences import RESIDUES, Change, SequenceError, build, crc64, fasta, formula, hill, mass, parse, written

LETTERS = sorted(RESIDUES)
RELEASE = il2data.open(ROOT)


@st.composite
def mutants(draw: st.DrawFn) -> tuple[str, list[Change]]:
    """A chain and changes of it, by position."""
    parent = draw(st.text(LETTERS, min_size=1, max_size=40))
    positions = draw(st.sets(st.integers(1, len(parent)), max_size=10))
    others = {
        at: draw(st.sampled_from([letter for letter in ["", *LETTERS] if letter != parent[at - 1]])) for at in positions
    }
    return parent, [Change(parent[at - 1], at, others[at]) for at in sorted(positions)]


@settings(max_examples=200, deadline=None)
@given(mutants())
def test_a_list_of_changes_is_read_as_it_is_written(mutant: tuple[str, list[Change]]) -> None:
    parent, changes = mutant
    assert list(parse(written(changes))) == changes
    made = build(parent, written(changes))
    assert made == build(parent, changes)
    assert len(made) == len(parent) - sum(not change.variant for change in changes)
    if all(change.variant for change in changes):
        assert build(made, [Change(c.variant, c.position, c.wild_type) for c in changes]) == parent


@settings(max_examples=200, deadline=None)
@given(st.text(LETTERS, min_size=1, max_size=60), st.text(LETTERS, min_size=1, max_size=60))
def test_two_chains_joined_lose_one_water(one: str, other: str) -> None:
    water = {"C": 0, "H": 2, "N": 0, "O": 1, "S": 0}
    joined = formula(one + other)
    assert joined == {atom: formula(one)[atom] + formula(other)[atom] - water[atom] for atom in joined}
    assert mass(one + other) == pytest.approx(mass(one) + mass(other) - 18.015)
    assert mass(one, disulfides=1) == pytest.approx(mass(one) - 2.016)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("C125", "is no change"),
        ("C125S,A1del", "is no change"),
        ("C125S/", "is no change"),
        ("c125s", "is no change"),
        ("C0S", "is no change"),
        ("B12C", "is no change"),
        ("C125C", "by itself"),
        ("C125S/C125A", "twice"),
    ],
)
def test_what_is_no_list_of_changes_is_refused(text: str, said: str) -> None:
    with pytest.raises(SequenceError, match=said):
        parse(text)


@pytest.mark.parametrize(("changes", "said"), [("A2C", "has C at 2"), ("A9C", "has no residue at 9")])
def test_a_change_that_does_not_fit_is_refused(changes: str, said: str) -> None:
    with pytest.raises(SequenceError, match=said):
        build("ACD", changes)


def test_the_checksum_is_that_of_uniprot() -> None:
    # The example of the programs that UniProt and Bioperl use.
    assert crc64("IHATEMATH") == "E3DCADD69B01ADD1"


def test_the_formula_of_aldesleukin_is_that_of_its_label() -> None:
    assert hill(il2data.sequence("aldesleukin")) == "C690H1115N177O203S6"
    medicines = RELEASE.load("medicines", where={"agent_id": "aldesleukin"})
    assert medicines["formula"].item() == "C690H1115N177O203S6"


def test_fasta_has_lines_of_sixty() -> None:
    assert fasta("a|b|c d", "M" * 61) == f">a|b|c d\n{'M' * 60}\nM\n"


@pytest.mark.parametrize(
    ("name", "chain", "start", "length"),
    [
        ("IL-2", None, "APTSSSTKKT", 133),
        ("IL-2", "precursor", "MYRMQLLSCI", 153),
        ("IL2", "mature", "APTSSSTKKT", 133),
        ("UniProtKB:P14784", None, "AVNGTSQFTC", 525),
        ("CD132", None, "LNTTILTPNG", 347),
        ("IL-15", None, "NWVNVISDLK", 114),
        ("JAK3", None, "MAPPSEETPL", 1124),
        ("IL-2v", None, "APASSSTKKT", 133),
        ("Proleukin", None, "PTSSSTKKTQ", 132),
        ("NKTR-214", None, "PTSSSTKKTQ", 132),
        ("cergutuzumab amunaleukin", "heavy_with_il2", "QVQLVQSGAE", 598),
        ("cergutuzumab amunaleukin", "light chain", "DIQMTQSPSS", 215),
        ("basiliximab", "heavy", "QVQLQQSGTV", 117),
    ],
)
def test_a_sequence_is_found_by_name(name: str, chain: str | None, start: str, length: int) -> None:
    found = RELEASE.sequence(name, chain)
    assert found.startswith(start)
    assert len(found) == length


@pytest.mark.parametrize(
    ("name", "chain", "said"),
    [
        ("tucotuzumab celmoleukin", None, "'heavy chain', 'light chain'. Name one"),
        ("IL-2", "heavy", "no chain 'heavy'. It has 'only precursor', 'only mature'"),
        ("IL-2 D20H", None, "none can be built. con-0013 has D20H"),
        ("Treg", None, "No sequence of Treg"),
    ],
)
def test_what_has_no_one_sequence_says_why(name: str, chain: str | None, said: str) -> None:
    with pytest.raises(SequenceError, match=re.escape(said)):
        RELEASE.sequence(name, chain)


def test_an_unknown_name_is_met_with_near_ones() -> None:
    with pytest.raises(UnknownNameError, match="basiliximab"):
        RELEASE.sequence("basiliximap")


def test_a_built_chain_is_its_parent_with_the_changes() -> None:
    built = [one for one in chains.chains(RELEASE) if one.form == "built"]
    constructs = RELEASE.load("constructs").set_index("fact_id")
    assert {one.entity_id for one in built} >= {"il2d:agent-bempegaldesleukin", "il2d:agent-rezpegaldesleukin"}
    assert not {one.entity_id for one in built} & set(RELEASE.load("sequences")["entity_id"])
    for one in built:
        row = constructs.loc[one.fact_id]
        assert row["complete"]
        assert one.sequence == build(RELEASE.sequence(row["protein_id"]), row["substitutions"])


def test_every_construct_with_a_string_fits_its_parent(tables: dict[str, pd.DataFrame]) -> None:
    rows = tables["constructs"].dropna(subset=["substitutions"])
    assert len(rows) >= 40
    for row in rows.itertuples():
        assert written(parse(row.substitutions)) == row.substitutions
        build(RELEASE.sequence(row.protein_id, row.numbering), row.substitutions)


def test_the_command_prints_fasta(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sequence", "cergutuzumab amunaleukin"]) == 0
    records = capsys.readouterr().out.split(">")[1:]
    assert [record.split("|")[1] for record in records] == [
        "heavy_without_il2",
        "heavy_with_il2",
        "light",
    ]
    assert main(["sequence", "IL-2", "--chain", "precursor", "--json"]) == 0
    (record,) = json.loads(capsys.readouterr().out)
    assert record["sequence"] == il2data.sequence("IL-2", "precursor")
    assert main(["sequence", "IL-2", "--chain", "light"]) == 2
    assert "It has 'only precursor', 'only mature'" in capsys.readouterr().err


def test_a_release_holds_all_sequences(published: Path) -> None:
    text = (published / f"il2data-{il2data.__version__}-sequences.fasta").read_text("utf-8")
    found = chains.chains(RELEASE)
    assert text == "".join(one.fasta() for one in found)
    assert re.findall(r"^>(\S+)\|(\S+)\|(\S+) .+ \((\S+)\)$", text, re.MULTILINE) == [
        (one.fact_id, one.chain, one.form, one.entity_id) for one in found
    ]
    assert "".join(line for line in text.splitlines() if line[:1] != ">") == "".join(one.sequence for one in found)
