"""Which residues of IL-2 touch the chains of its receptor, and how much of its surface each chain covers.

Both are made anew from coordinates.

The tables `contacts`, `chain_contacts` and `buried_areas` hold what these functions return for
the entries whose coordinates were read. Only amino acids of the first model are looked at, at
the place of highest occupancy where an atom has several; sugars, waters and hydrogens are not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import biotite
import numpy as np
import pandas as pd
from biotite import structure as structures
from biotite.sequence import ProteinSequence
from biotite.structure.io import pdb, pdbx

from il2data.checking.rules.structures import HYDROGEN_BOND, IL2, SALT_BRIDGE
from il2data.errors import PackageError

if TYPE_CHECKING:
    from il2data.release import Release

COMPUTED_BY = f"biotite {biotite.__version__}"
# Residues are in contact whose nearest atoms lie within this distance, in angstrom. Programs take 4 to 5
# (J. M. Phillips, J. Rudolph, P. K. Agarwal, "Segmenting motifs in protein-protein interface surfaces", 2006);
# programs of the field use 4.5, too.
CUTOFF = 4.5
# Atoms that carry the charge of a side chain, as ESBRI names them.
ACIDS = {("ASP", "OD1"), ("ASP", "OD2"), ("GLU", "OE1"), ("GLU", "OE2")}
BASES = {("ARG", "NH1"), ("ARG", "NH2"), ("LYS", "NZ"), ("HIS", "ND1"), ("HIS", "NE2")}
# Atoms of side chains that can give a hydrogen, and those that can take one; the backbone's nitrogen gives,
# its oxygen takes.
DONORS = {
    ("ARG", "NE"), ("ARG", "NH1"), ("ARG", "NH2"), ("ASN", "ND2"), ("GLN", "NE2"), ("HIS", "ND1"), ("HIS", "NE2"),
    ("LYS", "NZ"), ("SER", "OG"), ("THR", "OG1"), ("TRP", "NE1"), ("TYR", "OH"),
}  # fmt: skip
ACCEPTORS = ACIDS | {
    ("ASN", "OD1"),
    ("GLN", "OE1"),
    ("HIS", "ND1"),
    ("HIS", "NE2"),
    ("SER", "OG"),
    ("THR", "OG1"),
    ("TYR", "OH"),
}
# From the strongest to the weakest.
KINDS = ("salt_bridge", "hydrogen_bond", "van_der_waals")
# Radius of the water that rolls over the surface, in angstrom, and the points on each atom's sphere (A. Shrake, J. A.
# Rupley, J. Mol. Biol. 79, 351, 1973, as biotite carries it out, with its ProtOr radii).
PROBE, POINTS = 1.4, 1000
# A chain is a protein's when this share of its residues fits the stored precursor;
# engineered sites make it less than all.
SHARE = 0.9


@dataclass(frozen=True)
class Chain:
    """A chain of an entry whose protein was recognised.

    Parameters
    ----------
    id
        Letter of the chain in the entry.
    protein_id
        Protein whose stored precursor it fits.
    atoms
        Its atoms.
    offset
        What is added to a number of the entry to give the position in the numbering of `numbering`.
    numbering
        ``mature`` for IL-2, ``precursor`` for the chains of the receptor.
    """

    id: str
    protein_id: str
    atoms: Any
    offset: int
    numbering: str


def contacts(path: Path, release: Release) -> pd.DataFrame:
    """Return the pairs of residues of IL-2 and a chain of its receptor that are in contact.

    Parameters
    ----------
    path
        PDB or mmCIF file, named after its entry, such as ``2B5I.pdb``.
    release
        Release whose sequences the chains are compared with.

    Returns
    -------
    DataFrame
        The columns of the table ``contacts`` but ``fact_id``; distances in angstrom.

    Raises
    ------
    PackageError
        The file is not named after an entry, cannot be read or holds no IL-2.
    """
    entry, chains = _read(path, release)
    rows = []
    for one, other in _pairs(chains):
        if one.protein_id == IL2 and other.protein_id != IL2:
            for (number, partner_number), (distance, atom, partner_atom, kind) in _near(one, other).items():
                rows.append({
                    "structure_id": entry, "protein_id": one.protein_id, "chain": one.id,
                    "residue": _residue(one, number), "position": number + one.offset, "numbering": one.numbering,
                    "partner_id": other.protein_id, "partner_chain": other.id,
                    "partner_residue": _residue(other, partner_number),
                    "partner_position": partner_number + other.offset, "partner_numbering": other.numbering,
                    "partner_number": partner_number, "kind": kind, "atom": atom, "partner_atom": partner_atom,
                    "distance": distance, "distance_unit": "Ao", "cutoff": CUTOFF, "cutoff_unit": "Ao",
                    "computed_by": COMPUTED_BY,
                })  # fmt: skip
    return pd.DataFrame(rows)


def chain_contacts(path: Path, release: Release) -> pd.DataFrame:
    """Return, for each two chains of an entry, whether they touch, how near they come and how much surface they cover.

    Parameters and errors are those of `contacts`. Columns are those of the table ``chain_contacts`` but ``fact_id``.
    """
    entry, chains = _read(path, release)
    rows = []
    for one, other in _pairs(chains):
        nearest = float(_distances(one, other).min())
        touching = nearest <= CUTOFF
        rows.append({
            "structure_id": entry, "protein_id": one.protein_id, "chain": one.id, "partner_id": other.protein_id,
            "partner_chain": other.id, "kind": "contact" if touching else "no_contact", "pairs": len(_near(one, other)),
            "distance": round(nearest, 2), "distance_unit": "Ao", "cutoff": CUTOFF, "cutoff_unit": "Ao",
            "area": round(float(_covered(one, other).sum() + _covered(other, one).sum())) if touching else 0,
            "area_unit": "Ao2", "computed_by": COMPUTED_BY,
        })  # fmt: skip
    return pd.DataFrame(rows)


def buried_areas(path: Path, release: Release) -> pd.DataFrame:
    """Return the surface that each residue of IL-2 loses to each chain of its receptor.

    The area is the solvent-accessible surface of the residue in IL-2 alone less that in IL-2 with this one chain.
    Residues that lose less than half a square angstrom have no row. Parameters and errors are those of `contacts`.
    Columns are those of the table ``buried_areas`` but ``fact_id``.
    """
    entry, chains = _read(path, release)
    rows = []
    for one, other in _pairs(chains):
        if one.protein_id == IL2 and other.protein_id != IL2 and _distances(one, other).min() <= CUTOFF:
            lost, numbers = _covered(one, other), one.atoms.res_id
            for number in np.unique(numbers):
                area = round(float(lost[numbers == number].sum()))
                if area > 0:
                    rows.append({
                        "structure_id": entry, "protein_id": one.protein_id, "chain": one.id,
                        "residue": _residue(one, number), "position": int(number) + one.offset,
                        "numbering": one.numbering, "partner_id": other.protein_id, "partner_chain": other.id,
                        "area": area, "area_unit": "Ao2", "computed_by": COMPUTED_BY,
                    })  # fmt: skip
    return pd.DataFrame(rows)


TABLES = {"contacts": contacts, "chain_contacts": chain_contacts, "buried_areas": buried_areas}


def _read(path: Path, release: Release) -> tuple[str, list[Chain]]:
    """Return the identifier of an entry and those of its chains that are IL-2 or of its receptor."""
    if not re.fullmatch(r"[0-9][A-Za-z0-9]{3}", path.stem):
        raise PackageError(f"{path} is not named after an entry of the PDB. Name it so, such as 2B5I.pdb.")
    try:
        if path.suffix == ".pdb":
            atoms = pdb.PDBFile.read(path).get_structure(model=1, altloc="occupancy")
        elif path.suffix == ".cif":
            atoms = pdbx.get_structure(pdbx.CIFFile.read(path), model=1, altloc="occupancy")
        else:
            raise PackageError(
                f"{path} ends in {path.suffix or 'nothing'}. Give a PDB file (.pdb) or an mmCIF file (.cif)."
            )
    except (biotite.InvalidFileError, structures.BadStructureError, KeyError, ValueError) as error:
        raise PackageError(f"{path} cannot be read as coordinates ({error}). Fetch the entry again.") from error
    atoms = atoms[structures.filter_canonical_amino_acids(atoms) & (atoms.element != "H")]
    chains = [
        chain
        for letter in dict.fromkeys(atoms.chain_id.tolist())
        if (chain := _recognised(letter, atoms[atoms.chain_id == letter], release))
    ]
    if not any(chain.protein_id == IL2 for chain in chains):
        raise PackageError(f"{path} holds no chain that fits the stored precursor of IL-2.")
    return f"pdb:{path.stem.upper()}", chains


def _recognised(letter: str, atoms: Any, release: Release) -> Chain | None:
    """Return a chain with its protein; none where no stored precursor of IL-2 or its receptor fits.

    The numbers of an entry run with the sequence, so that one shift brings both together;
    gaps in the coordinates do no harm.
    """
    numbers, names = structures.get_residues(atoms)
    letters = np.array([ProteinSequence.convert_letter_3to1(name) for name in names])
    proteins = {IL2, *release.load("receptor_subunits")["protein_id"]}
    sequences = release.load("sequences").set_index(["entity_id", "form"])
    for protein in sorted(proteins):
        if (protein, "precursor") not in sequences.index:
            continue
        precursor = np.array(list(sequences.loc[(protein, "precursor"), "sequence"]))
        shifts = range(1 - int(numbers.min()), len(precursor) - int(numbers.max()) + 1)
        fits = {shift: np.mean(precursor[numbers + shift - 1] == letters) for shift in shifts}
        shift = max(fits, key=lambda shift: fits[shift], default=0)
        if fits.get(shift, 0) >= SHARE:
            if protein != IL2:
                return Chain(letter, protein, atoms, shift, "precursor")
            return Chain(letter, protein, atoms, shift + 1 - int(sequences.loc[(IL2, "mature"), "start"]), "mature")
    return None


def _pairs(chains: list[Chain]) -> list[tuple[Chain, Chain]]:
    """Return each two chains once, IL-2 first."""
    return list(combinations(sorted(chains, key=lambda chain: (chain.protein_id != IL2, chain.id)), 2))


def _distances(one: Chain, other: Chain) -> Any:
    return np.linalg.norm(one.atoms.coord[:, None].astype(float) - other.atoms.coord[None].astype(float), axis=-1)


def _near(one: Chain, other: Chain) -> dict[tuple[int, int], tuple[float, str, str, str]]:
    """Return the pairs of residues in contact, by their numbers in the entry.

    Each has the distance and names of the nearest atoms, and the kind of contact.
    """
    distances = _distances(one, other)
    found: dict[tuple[int, int], tuple[float, str, str, str]] = {}
    for at, beside in np.argwhere(distances <= CUTOFF):
        first, second, distance = one.atoms[at], other.atoms[beside], float(distances[at, beside])
        pair = (int(first.res_id), int(second.res_id))
        kind = kind_of((first.res_name, first.atom_name), (second.res_name, second.atom_name), distance)
        before = found.get(pair, (CUTOFF + 1, "", "", "van_der_waals"))
        strongest = min(kind, before[3], key=KINDS.index)
        nearest = min((round(distance, 2), str(first.atom_name), str(second.atom_name)), before[:3])
        found[pair] = (*nearest, strongest)
    return dict(sorted(found.items()))


def kind_of(atom: tuple[str, str], other: tuple[str, str], distance: float) -> str:
    """Return what holds two atoms together, by their names and distance."""
    pairs = ((atom, other), (other, atom))
    if distance <= SALT_BRIDGE and any(a in ACIDS and b in BASES for a, b in pairs):
        return "salt_bridge"
    if distance <= HYDROGEN_BOND and any(_gives(a) and _takes(b) for a, b in pairs):
        return "hydrogen_bond"
    return "van_der_waals"


def _gives(atom: tuple[str, str]) -> bool:
    return atom in DONORS or (atom[1] == "N" and atom[0] != "PRO")


def _takes(atom: tuple[str, str]) -> bool:
    return atom in ACCEPTORS or atom[1] in ("O", "OXT")


def _covered(one: Chain, other: Chain) -> Any:
    """Return the surface that each atom of a chain loses to another, in square angstrom."""
    both = one.atoms + other.atoms
    mine = np.arange(len(both)) < len(one.atoms)
    alone, together = (
        structures.sasa(atoms, probe_radius=PROBE, point_number=POINTS, vdw_radii="ProtOr")
        for atoms in (one.atoms, both)
    )
    return alone - together[mine]


def _residue(chain: Chain, number: int) -> str:
    return str(chain.atoms.res_name[chain.atoms.res_id == number][0]).capitalize()
