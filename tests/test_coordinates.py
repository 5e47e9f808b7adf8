"""The stored contacts and areas are those of the coordinates, and coordinates that changed give others."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from biotite.sequence import ProteinSequence
from biotite.structure import AtomArray
from biotite.structure.io import pdb, pdbx

import il2data
from conftest import ROOT
from il2data import coordinates
from il2data.cli import main

pytestmark = pytest.mark.slow
FILE = ROOT / "tests/data/2B5I.pdb"
IL2, ALPHA, BETA, GAMMA = "UniProtKB:P60568", "UniProtKB:P01589", "UniProtKB:P14784", "UniProtKB:P31785"
# Residues of IL-2 that papers on these interfaces name.
NAMED = {
    ALPHA: "K35 R38 F42 K43 Y45 E61 E62 P65 L72",
    BETA: "L12 H16 L19 D20 R81 D84 N88 V91 I92 E95",
    GAMMA: "L18 Q22 T123 Q126 S127 I129 S130",
}


@pytest.fixture(scope="module")
def release() -> il2data.Release:
    return il2data.open(ROOT)


@pytest.fixture(scope="module")
def found(release: il2data.Release) -> pd.DataFrame:
    return coordinates.contacts(FILE, release)


def letter(residue: object) -> str:
    """The one-letter code of a residue."""
    return str(ProteinSequence.convert_letter_3to1(str(residue).upper()))


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows without what names them, in one order."""
    frame = frame.drop(columns=["fact_id", "computed_by"], errors="ignore")
    return (
        frame.astype(object)
        .sort_values(list(frame.columns), key=lambda column: column.astype(str))
        .reset_index(drop=True)
    )


def changed(tmp_path: Path, change: Callable[[AtomArray], AtomArray], name: str = "2B5I.pdb") -> Path:
    """Write a changed copy of the coordinates as PDB."""
    file = pdb.PDBFile()
    file.set_structure(change(pdb.PDBFile.read(FILE).get_structure(model=1)))
    file.write(tmp_path / name)
    return tmp_path / name


@pytest.mark.parametrize("table", coordinates.TABLES)
def test_the_stored_rows_are_those_of_the_coordinates(table: str, release: il2data.Release) -> None:
    stored = release.load(table)  # type: ignore[arg-type]
    stored = stored[(stored["structure_id"] == "pdb:2B5I") & stored["computed_by"].notna()]
    assert len(stored) > 5 and stored["computed_by"].str.fullmatch(r"biotite \d+\.\d+\.\d+").all()
    pd.testing.assert_frame_equal(plain(coordinates.TABLES[table](FILE, release)), plain(stored), check_dtype=False)


def test_pairs_nearer_than_four_angstrom_are_as_many_as_were_counted_by_hand(found: pd.DataFrame) -> None:
    assert found[found["distance"] < 4]["partner_id"].value_counts().to_dict() == {BETA: 32, ALPHA: 31, GAMMA: 24}


@pytest.mark.parametrize(("partner", "named"), NAMED.items())
def test_residues_that_papers_name_are_in_contact(partner: str, named: str, found: pd.DataFrame) -> None:
    mine = found[found["partner_id"] == partner]
    assert set(named.split()) <= {f"{letter(row.residue)}{row.position}" for row in mine.itertuples()}


def test_numbers_of_the_entry_are_led_to_the_precursor(found: pd.DataFrame, release: il2data.Release) -> None:
    shifts = found.groupby("partner_id").apply(
        lambda mine: set(mine["partner_position"] - mine["partner_number"]), include_groups=False
    )
    assert shifts.to_dict() == {ALPHA: {21}, BETA: {26}, GAMMA: {22}}
    precursor = release.load("sequences").query("form == 'precursor'").set_index("entity_id")["sequence"]
    for row in found.itertuples():
        assert precursor[row.partner_id][row.partner_position - 1] == letter(row.partner_residue)


def test_another_numbering_and_another_format_give_the_same_rows(
    tmp_path: Path, found: pd.DataFrame, release: il2data.Release
) -> None:
    def renumber(atoms: AtomArray) -> AtomArray:
        atoms.res_id[atoms.chain_id == "A"] += 20
        return atoms

    pd.testing.assert_frame_equal(coordinates.contacts(changed(tmp_path, renumber), release), found)
    file = pdbx.CIFFile()
    pdbx.set_structure(file, pdb.PDBFile.read(FILE).get_structure(model=1), data_block="2B5I")
    file.write(tmp_path / "2B5I.cif")
    pd.testing.assert_frame_equal(coordinates.contacts(tmp_path / "2B5I.cif", release), found)


def test_a_chain_that_is_moved_away_touches_no_more(
    tmp_path: Path, found: pd.DataFrame, release: il2data.Release
) -> None:
    def apart(atoms: AtomArray) -> AtomArray:
        atoms.coord[atoms.chain_id == "D"] += np.array([100, 100, 100], dtype="float32")
        return atoms

    path = changed(tmp_path, apart)
    assert plain(coordinates.contacts(path, release)).equals(plain(found[found["partner_id"] != ALPHA]))
    row = coordinates.chain_contacts(path, release).query("protein_id == @IL2 and partner_id == @ALPHA").iloc[0]
    assert (row["kind"], row["pairs"], row["area"]) == ("no_contact", 0, 0) and row["distance"] > 100
    assert set(coordinates.buried_areas(path, release)["partner_id"]) == {BETA, GAMMA}


@pytest.mark.parametrize(
    ("atom", "other", "distance", "kind"),
    [
        (("LYS", "NZ"), ("GLU", "OE1"), 4.0, "salt_bridge"),
        (("LYS", "NZ"), ("GLU", "OE1"), 4.01, "van_der_waals"),
        (("LYS", "NZ"), ("GLU", "O"), 3.5, "hydrogen_bond"),
        (("LYS", "NZ"), ("ARG", "NH1"), 3.0, "van_der_waals"),
        (("ASP", "OD1"), ("GLU", "OE1"), 3.0, "van_der_waals"),
        (("LEU", "N"), ("LEU", "O"), 3.51, "van_der_waals"),
        (("PRO", "N"), ("LEU", "O"), 3.0, "van_der_waals"),
        (("SER", "OG"), ("TYR", "OH"), 3.0, "hydrogen_bond"),
    ],
)
def test_what_two_atoms_may_be_to_each_other(
    atom: tuple[str, str], other: tuple[str, str], distance: float, kind: str
) -> None:
    assert coordinates.kind_of(atom, other, distance) == coordinates.kind_of(other, atom, distance) == kind


@pytest.mark.parametrize("table", coordinates.TABLES)
def test_the_command_prints_rows_of_the_table(
    table: str, capsys: pytest.CaptureFixture[str], release: il2data.Release
) -> None:
    assert main(["contacts", str(FILE), "--table", table]) == 0
    printed = pd.read_csv(io.StringIO(capsys.readouterr().out))
    assert ["fact_id", *printed.columns] == list(release.load(table).columns)  # type: ignore[arg-type]
    assert len(printed) == len(coordinates.TABLES[table](FILE, release))
    assert main(["contacts", str(FILE), "--table", table, "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == len(printed)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("complex.pdb", "", "not named after an entry"),
        ("2B5I.txt", "", "ends in .txt"),
        ("2B5I.pdb", "nothing\n", "cannot be read as coordinates"),
        ("2B5I.cif", "nothing\n", "cannot be read as coordinates"),
    ],
)
def test_what_is_no_entry_is_refused(
    name: str, content: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_text(content)
    assert main(["contacts", str(tmp_path / name)]) == 2
    assert re.search(said, capsys.readouterr().err)


def test_coordinates_without_il2_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = changed(tmp_path, lambda atoms: atoms[atoms.chain_id != "A"])
    assert main(["contacts", str(path)]) == 2
    assert "holds no chain that fits the stored precursor of IL-2" in capsys.readouterr().err
