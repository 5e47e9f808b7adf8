"""Chains of amino acids: what a string of substitutions says, the chain that it makes, its mass, checksum and FASTA.

Standard library only, and without the tables: `il2data.chains` looks sequences up by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from il2data.errors import Il2DataError

# Standard atomic weights, abridged to five figures (IUPAC 2021, DOI:10.1515/pac-2019-0603), and
# the formula of each residue: its amino acid less one water.
ATOMS = {"C": 12.011, "H": 1.008, "N": 14.007, "O": 15.999, "S": 32.06}
RESIDUES = {
    "A": "C3H5NO", "R": "C6H12N4O", "N": "C4H6N2O2", "D": "C4H5NO3", "C": "C3H5NOS", "E": "C5H7NO3", "Q": "C5H8N2O2",
    "G": "C2H3NO", "H": "C6H7N3O", "I": "C6H11NO", "L": "C6H11NO", "K": "C6H12N2O", "M": "C5H9NOS", "F": "C9H9NO",
    "P": "C5H7NO", "S": "C3H5NO2", "T": "C4H7NO2", "W": "C11H10N2O", "Y": "C9H9NO2", "V": "C5H9NO",
}  # fmt: skip
# The ISO 3309 polynomial x^64 + x^4 + x^3 + x + 1, reflected, as UniProt's SQ lines have it.
CRC64 = 0xD800000000000000
LINE = 60
_CHANGE = re.compile(r"([ACDEFGHIKLMNPQRSTVWY])([1-9][0-9]*)([ACDEFGHIKLMNPQRSTVWY]|del)")


class SequenceError(Il2DataError, ValueError):
    """A string is no list of substitutions, or does not fit the chain that it is to change."""


class Change(NamedTuple):
    """One residue of a chain that is replaced or left out.

    Parameters
    ----------
    wild_type
        The residue of the parent, in one-letter code.
    position
        Its number in the parent, the first residue being 1.
    variant
        The residue in its place; empty where it is left out.
    """

    wild_type: str
    position: int
    variant: str

    def __str__(self) -> str:
        return f"{self.wild_type}{self.position}{self.variant or 'del'}"


def parse(text: str) -> tuple[Change, ...]:
    """Return the changes that a string such as ``A1del/C125S`` lists.

    Raises
    ------
    SequenceError
        A part is no change, changes nothing, or stands for a residue that another part changes.
    """
    changes: list[Change] = []
    for part in text.split("/") if text else ():
        found = _CHANGE.fullmatch(part)
        if not found:
            raise SequenceError(
                f"{part!r} in {text!r} is no change of a residue. Write one as C125S, or as A1del where it is left out,"
                " and join them by strokes."
            )
        wild_type, position, variant = found.groups()
        change = Change(wild_type, int(position), "" if variant == "del" else variant)
        if change.variant == wild_type:
            raise SequenceError(f"{part} in {text!r} replaces a residue by itself. Correct one of the two letters.")
        if change.position in {other.position for other in changes}:
            raise SequenceError(f"{text!r} changes residue {change.position} twice. Write one change for each residue.")
        changes.append(change)
    return tuple(changes)


def written(changes: Iterable[Change]) -> str:
    """Return changes as the string that `parse` reads."""
    return "/".join(map(str, changes))


def build(parent: str, changes: str | Iterable[Change]) -> str:
    """Return a chain with its changes made.

    Parameters
    ----------
    parent
        Residues of the parent in one-letter code.
    changes
        A string such as ``F42A/Y45A/L72G``, or what `parse` makes of one; positions count in the parent.

    Raises
    ------
    SequenceError
        The string is not one, or the parent has another residue at a position.
    """
    listed = parse(changes) if isinstance(changes, str) else tuple(changes)
    residues = list(parent)
    for change in listed:
        found = parent[change.position - 1 : change.position]
        if found != change.wild_type:
            raise SequenceError(
                f"{change}: the parent has {found or 'no residue'} at {change.position}. Check the residue, the"
                " position and the numbering."
            )
        residues[change.position - 1] = change.variant
    return "".join(residues)


def formula(sequence: str, disulfides: int = 0) -> dict[str, int]:
    """Return the atoms of a chain with its terminal water, by element, in the order of Hill.

    Parameters
    ----------
    sequence
        Residues in one-letter code.
    disulfides
        Number of disulfide bonds; each takes two hydrogens away.
    """
    counts = {"C": 0, "H": 2 - 2 * disulfides, "N": 0, "O": 1, "S": 0}
    for residue in sequence:
        for atom, count in re.findall(r"([A-Z])(\d*)", RESIDUES[residue]):
            counts[atom] += int(count or 1)
    return counts


def hill(sequence: str) -> str:
    """Return the formula of a chain without disulfide bonds in Hill's notation, such as ``C690H1115N177O203S6``."""
    return "".join(f"{atom}{'' if count == 1 else count}" for atom, count in formula(sequence).items() if count)


def mass(sequence: str, disulfides: int = 0) -> float:
    """Return the average mass, in unified atomic mass units, of a chain with its terminal water.

    Parameters
    ----------
    sequence
        Residues in one-letter code.
    disulfides
        Number of disulfide bonds; each takes two hydrogens away.
    """
    return sum(count * ATOMS[atom] for atom, count in formula(sequence, disulfides).items())


def crc64(sequence: str) -> str:
    """Return the CRC-64 (ISO 3309) of a chain, 16 hexadecimal digits, as UniProt prints it in an entry's SQ line."""
    value = 0
    for letter in sequence.encode("ascii"):
        value ^= letter
        for _ in range(8):
            value = value >> 1 ^ (CRC64 if value & 1 else 0)
    return f"{value:016X}"


def fasta(header: str, sequence: str) -> str:
    """Return one record of FASTA, its residues in lines of 60."""
    lines = (sequence[start : start + LINE] for start in range(0, len(sequence), LINE))
    return "\n".join((f">{header}", *lines, ""))
