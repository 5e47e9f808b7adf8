"""Laws of structures: contacts of residues and chains, and the surface that they cover."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from il2data.canonical import number
from il2data.checking.rules import EACH, Finding, Tables, rule
from il2data.checking.rules.molecules import sequences

IL2 = "UniProtKB:P60568"
# A carboxylate oxygen of Asp or Glu and a side-chain nitrogen of Arg, Lys or His within this distance, in angstrom,
# make a salt bridge: the definition of ESBRI (bioinformatica.isa.cnr.it/ESBRI/introduction.html).
SALT_BRIDGE = 4.0
ACIDS, BASES = ("Asp", "Glu"), ("Arg", "Lys", "His")
# A donor and an acceptor within this distance, in angstrom, may share a hydrogen where the coordinates have none that
# would show the angle: between moderate (to 3.2) and weak (to 4.0) in the scale of G. A. Jeffrey, An Introduction to
# Hydrogen Bonding, 1997.
HYDROGEN_BOND = 3.5
# What the evidence of a computed row repeats of it.
REPEATED = {
    "contacts": ("atom", "partner_atom", "distance"),
    "chain_contacts": ("pairs", "distance", "area"),
    "buried_areas": ("area",),
}
# The chains of a row: column of the letter and of the protein.
LETTERS = (("chain", "protein_id"), ("partner_chain", "partner_id"))


@rule(
    "contact-kind",
    "A salt bridge joins aspartate or glutamate with arginine, lysine or histidine within 4.0 Å, and a hydrogen bond is"
    " no longer than 3.5 Å.",
    "A bond between like charges, or across a gap, misleads whoever designs a variant.",
    reads=("contacts",),
)
def contact_kind(tables: Tables) -> Iterator[Finding]:
    for row in tables["contacts"].itertuples():
        pair = (
            f"{row.residue} {row.position} and {row.partner_residue} {row.partner_position}, {number(row.distance)} Å"
            " apart"
        )
        charged = any(
            a in ACIDS and b in BASES
            for a, b in ((row.residue, row.partner_residue), (row.partner_residue, row.residue))
        )
        if row.kind == "salt_bridge" and not (charged and row.distance <= SALT_BRIDGE):
            yield (
                "contacts",
                row.Index,
                "kind",
                f"{pair}, make no salt bridge.",
                "Compute the row anew: il2data contacts.",
            )
        elif row.kind == "hydrogen_bond" and row.distance > HYDROGEN_BOND:
            yield (
                "contacts",
                row.Index,
                "kind",
                f"{pair}, are too far for a hydrogen bond.",
                "Compute the row anew: il2data contacts.",
            )


@rule(
    "contact-within",
    "Residues or chains are in contact where their distance lies within the cutoff, and nowhere else.",
    "A contact beyond the distance that defines it is none.",
    reads=("chain_contacts", "contacts"),
)
def contact_within(tables: Tables) -> Iterator[Finding]:
    frame = tables["contacts"]
    for position in frame.index[frame["distance"] > frame["cutoff"]]:
        yield (
            "contacts",
            position,
            "distance",
            (
                f"{number(frame.at[position, 'distance'])} Å is more than the cutoff,"
                f" {number(frame.at[position, 'cutoff'])} Å."
            ),
            "Correct the distance, or drop the row.",
        )
    for row in tables["chain_contacts"].dropna(subset=["distance"]).itertuples():
        touching = row.distance <= row.cutoff
        if {touching, row.kind == "contact", row.pairs > 0} != {touching}:
            yield (
                "chain_contacts",
                row.Index,
                "kind",
                (
                    f"{row.kind} with {row.pairs} pairs of residues at {number(row.distance)} Å and a cutoff of"
                    f" {number(row.cutoff)} Å."
                ),
                "Compute the row anew: il2data contacts --table chain_contacts.",
            )


@rule(
    "contact-chain",
    "A chain's letter is one of those that the entry gives the protein.",
    "A letter opens the structure at another molecule.",
    reads=(EACH, "structure_components"),
)
def contact_chain(tables: Tables) -> Iterator[Finding]:
    listed = (
        tables["structure_components"]
        .dropna(subset=["chains"])
        .set_index(["structure_id", "entity_id"])["chains"]
        .str.split(", ")
        .to_dict()
    )
    for table in REPEATED.keys() & tables.keys():
        for letter, protein in LETTERS:
            for position, structure, who, chain in (
                tables[table][["structure_id", protein, letter]].dropna().itertuples()
            ):
                if chain not in listed.get((structure, who), [chain]):
                    yield (
                        table,
                        position,
                        letter,
                        f"{who} is {', '.join(listed[structure, who])} in {structure}, not {chain}.",
                        "Correct the letter here or in structure_components.",
                    )


@rule(
    "contact-once",
    "Two residues are in contact once in a structure.",
    "Two distances of one pair cannot both be the shortest.",
    reads=("contacts",),
)
def contact_once(tables: Tables) -> Iterator[Finding]:
    frame = tables["contacts"]
    for position in frame.index[
        frame.duplicated(["structure_id", "chain", "position", "partner_chain", "partner_position"])
    ]:
        yield (
            "contacts",
            position,
            "partner_position",
            "another row has the same two residues.",
            "Keep the shorter distance.",
        )


@rule(
    "contact-sum",
    "Two chains have as many pairs of residues in contact as contacts has rows of them, come as near as the nearest of"
    " these, and bury no less than the residues of one of them.",
    "Three tables of one computation that disagree were made from different coordinates.",
    reads=("buried_areas", "chain_contacts", "contacts"),
)
def contact_sum(tables: Tables) -> Iterator[Finding]:
    key = ["structure_id", "chain", "partner_chain"]
    pairs = tables["contacts"].groupby(key)["distance"].agg(["size", "min"])
    areas = tables["buried_areas"].groupby(key)["area"].agg(["size", "sum"])
    frame = tables["chain_contacts"]
    for row in frame[(frame["protein_id"] == IL2) & (frame["partner_id"] != IL2)].dropna(subset=["pairs"]).itertuples():
        chains = (row.structure_id, row.chain, row.partner_chain)
        count, nearest = (
            (pairs.at[chains, "size"], pairs.at[chains, "min"]) if chains in pairs.index else (0, row.distance)
        )
        if (count, nearest) != (row.pairs, row.distance):
            yield (
                "chain_contacts",
                row.Index,
                "pairs",
                (
                    f"{row.pairs} pairs, the nearest at {number(row.distance)} Å; contacts has {count} of these chains,"
                    f" the nearest at {number(nearest)} Å."
                ),
                "Compute both tables anew from one file.",
            )
        # Each residue's area is rounded.
        if chains in areas.index and areas.at[chains, "sum"] - areas.at[chains, "size"] / 2 > row.area:
            yield (
                "chain_contacts",
                row.Index,
                "area",
                (
                    f"the two chains bury {number(row.area)}, the residues of one of them"
                    f" {number(areas.at[chains, 'sum'])}."
                ),
                "Compute both tables anew from one file.",
            )


@rule(
    "contact-asserted",
    "The evidence of a computed row repeats its atoms, distance, number of pairs and area.",
    "A value changed in one place only is a slip.",
    reads=(EACH, "evidence"),
)
def contact_asserted(tables: Tables) -> Iterator[Finding]:
    evidence = tables["evidence"]
    said = {
        fact: set(re.findall(r"[\w.]+", text))
        for fact, text in (
            evidence[evidence["read_as"] == "database_record"][["fact_id", "asserted"]].dropna().itertuples(index=False)
        )
    }
    for table in REPEATED.keys() & tables.keys():
        for position, row in tables[table].dropna(subset=["computed_by"]).iterrows():
            for column in REPEATED[table]:
                found = row[column] if isinstance(row[column], str) else number(row[column])
                if found not in said.get(row["fact_id"], {found}):
                    yield (
                        table,
                        position,
                        column,
                        f"{found}, which the evidence of {row['fact_id']} does not say.",
                        "Correct the row or what the evidence asserts.",
                    )


@rule(
    "component-change",
    "A change of a structure's component stands at a residue that the stored mature chain has there.",
    "A change counted in the precursor is looked for twenty residues off.",
    reads=("sequences", "structure_components"),
)
def component_change(tables: Tables) -> Iterator[Finding]:
    stored = sequences(tables)
    for row in tables["structure_components"].dropna(subset=["variant"]).itertuples():
        chain = stored.get((row.entity_id, "mature"))
        for change in row.variant.split(", "):
            found = change[0] if chain is None else chain[int(change[1:-1]) - 1 : int(change[1:-1])]
            if found != change[0]:
                yield (
                    "structure_components",
                    row.Index,
                    "variant",
                    f"{change} of {row.entity_id}, whose mature chain has {found or 'nothing'} there.",
                    "Count in the mature chain.",
                )


@rule(
    "computed-once",
    "The contacts and areas of one structure are computed by one version of one program.",
    "Two versions may count a contact differently, and a slip of the number tells of one that was never used.",
    reads=tuple(REPEATED),
)
def computed_once(tables: Tables) -> Iterator[Finding]:
    rows = pd.concat(
        [tables[name][["structure_id", "computed_by"]].dropna().assign(table=name) for name in REPEATED]
    ).reset_index(names="position")
    for structure, mine in rows.groupby("structure_id"):
        usual = mine["computed_by"].mode().iloc[0]
        for table, position, program in mine.loc[
            mine["computed_by"] != usual, ["table", "position", "computed_by"]
        ].itertuples(index=False, name=None):
            yield (
                str(table),
                int(position),
                "computed_by",
                f"{program}, and other rows of {structure} {usual}.",
                "Correct it, or compute all rows of the structure anew.",
            )
