"""What is known of the residues of IL-2: its features, the changes of engineered forms, and what it touches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from il2data.errors import PackageError
from il2data.site.measured import readable

if TYPE_CHECKING:
    from il2data import Release

PROTEIN = "UniProtKB:P60568"
FEATURES = ("signal_peptide", "disulfide_bond", "glycosylation_site")
# One-letter codes of the residues (IUPAC-IUB 1983, doi.org/10.1111/j.1432-1033.1984.tb07877.x).
RESIDUES = {
    "Ala": "A", "Arg": "R", "Asn": "N", "Asp": "D", "Cys": "C", "Gln": "Q", "Glu": "E", "Gly": "G", "His": "H",
    "Ile": "I", "Leu": "L", "Lys": "K", "Met": "M", "Phe": "F", "Pro": "P", "Ser": "S", "Thr": "T", "Trp": "W",
    "Tyr": "Y", "Val": "V",
}  # fmt: skip
TOUCHED = {"UniProtKB:P01589": "alpha", "UniProtKB:P14784": "beta", "UniProtKB:P31785": "gamma"}
# The firmest first.
CONTACTS = ("salt_bridge", "hydrogen_bond", "van_der_waals")


def check(fact_id: str, residue: str, position: int, precursor: str) -> None:
    """Raise an error unless the precursor has the residue at the position."""
    found = precursor[position - 1 : position]
    if found != residue:
        raise PackageError(
            f"{fact_id} gives {residue} at residue {position} of the precursor, where sequences has {found or 'none'}."
            " Correct the residue, the position or its numbering."
        )


def features(release: Release, precursor: str, offset: int) -> pd.DataFrame:
    """Return the features that have positions, with ``residues``: their positions in the precursor."""
    rows = readable(release, "sequence_features")
    rows = rows[
        (release.load("sequence_features")["protein_id"] == PROTEIN)
        & rows["kind"].isin(FEATURES)
        & rows["start"].notna()
    ].copy()
    positions, details = [], []
    for row in rows.to_dict("records"):
        start, end = int(row["start"]), int(row["end"])
        single = sorted({start, end})
        for at in [] if pd.isna(row["residue"]) else single:
            check(row["fact_id"], RESIDUES.get(row["residue"], row["residue"]), at, precursor)
        positions.append(list(range(start, end + 1)) if pd.isna(row["residue"]) else single)
        details.append(
            _span(start, end) if pd.isna(row["residue"]) else "-".join(f"{row['residue']}{at}" for at in single)
        )
    rows["residues"], rows["detail"], rows["feature"] = positions, details, rows["kind"]
    rows["kind"] = rows["kind"].str.replace("_", " ")
    for column, shift in (("precursor", 0), ("mature", offset)):
        rows[column] = [_positions([at - shift for at in found]) for found in positions]
    return rows


def changes(release: Release, precursor: str, offset: int) -> pd.DataFrame:
    """Return the substitutions in the order of their agents' first positions.

    ``start`` and ``end`` are positions in the precursor.
    """
    mine = release.load("substitutions")
    rows = readable(release, "substitutions").assign(agent_id=mine["agent_id"])[mine["protein_id"] == PROTEIN].copy()
    shift = rows["numbering"].map({"mature": offset, "precursor": 0})
    rows["start"] = rows["position"] + shift
    rows["end"] = rows["start"]
    rows["detail"] = rows["partner"].fillna(rows["remark"])
    for row in rows[rows["start"].notna()].to_dict("records"):
        for at, residue in enumerate(row["wild_type"], start=int(row["start"])):
            check(row["fact_id"], residue, at, precursor)
    rows["precursor"] = [
        None if pd.isna(a) else _span(int(a), int(b)) for a, b in zip(rows["start"], rows["end"], strict=True)
    ]
    rows["mature"] = [
        None if pd.isna(a) else _span(int(a) - offset, int(b) - offset)
        for a, b in zip(rows["start"], rows["end"], strict=True)
    ]
    rows["first"] = rows.groupby("agent")["start"].transform("min")
    return rows.sort_values(["first", "agent", "start", "fact_id"])


def contacts(release: Release, precursor: str, offset: int) -> pd.DataFrame:
    """Return the contacts of residues with ``at`` and ``depth``.

    ``at`` is the position in the precursor, ``depth`` the place in the pile over it.
    """
    rows = readable(release, "contacts").assign(partner_id=release.load("contacts")["partner_id"])
    rows = rows[release.load("contacts")["protein_id"] == PROTEIN].copy()
    rows["at"] = rows["position"] + rows["numbering"].map({"mature": offset, "precursor": 0})
    for row in rows.to_dict("records"):
        check(row["fact_id"], RESIDUES[row["residue"]], int(row["at"]), precursor)
    rows["chain_name"] = rows["partner_id"].map(TOUCHED)
    rows["strength"] = rows["kind"].map(CONTACTS.index)
    rows = rows.sort_values(["at", "chain_name", "strength", "partner_position", "fact_id"])
    rows["depth"] = rows.groupby("at").cumcount()
    rows["wild_type"], rows["precursor"], rows["mature"] = (
        rows["residue"].map(RESIDUES),
        rows["at"].astype(str),
        (rows["at"] - offset).astype(str),
    )
    rows["sign"], rows["detail"] = (
        rows["kind"],
        [f"{row.partner_residue} {row.partner_position} of {row.partner}" for row in rows.itertuples()],
    )
    rows["effect"], rows["kind"] = rows["kind"].str.replace("_", " "), "contact"
    return rows


def chains(release: Release) -> pd.DataFrame:
    """Return the stored sequences of IL-2, as rows of the table beneath the picture."""
    rows = readable(release, "sequences")
    rows = rows[(release.load("sequences")["entity_id"] == PROTEIN)].copy()
    rows["kind"] = rows["form"] + " sequence"
    rows["precursor"] = [_span(a, b) for a, b in zip(rows["start"], rows["end"], strict=True)]
    return rows.rename(columns={"sequence": "detail"})


def _positions(found: list[int]) -> str | None:
    """Return positions as text: a stretch by its ends; nothing where they lie before the mature chain."""
    if found[0] < 1:
        return None
    stretch = found == list(range(found[0], found[-1] + 1))
    return _span(found[0], found[-1]) if stretch else ", ".join(map(str, found))


def _span(first: int, last: int) -> str:
    return f"{first}" if first == last else f"{first} to {last}"
