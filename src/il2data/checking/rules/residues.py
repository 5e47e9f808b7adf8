"""Laws of residues: each is where the sequence has it, and so are the features that residues make up."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from il2data.checking.rules import Finding, Tables, rule
from il2data.checking.rules.molecules import sequences

# Features of a chain of which the second begins where the first ends.
FOLLOWS = (
    ("signal_peptide", "mature_chain"),
    ("signal_peptide", "extracellular"),
    ("extracellular", "transmembrane"),
    ("transmembrane", "cytoplasmic"),
)
# Tables of residues: the column of the protein, and what stands before the names of the columns of its residue.
RESIDUES_OF = (
    ("contacts", "protein_id", ""),
    ("contacts", "partner_id", "partner_"),
    ("buried_areas", "protein_id", ""),
    ("hot_spots", "protein_id", ""),
)
THREE = {
    "Ala": "A", "Arg": "R", "Asn": "N", "Asp": "D", "Cys": "C", "Gln": "Q", "Glu": "E", "Gly": "G", "His": "H",
    "Ile": "I", "Leu": "L", "Lys": "K", "Met": "M", "Phe": "F", "Pro": "P", "Ser": "S", "Thr": "T", "Trp": "W",
    "Tyr": "Y", "Val": "V",
}  # fmt: skip
# The residue that a motif has at each place; x is any.
MOTIFS = {"WSXWS": "WS.WS"}
# What can carry a glycan that is bound in this way, and the stretch that it begins.
GLYCANS = {"n_glcnac": "N[^P][ST]", "o_galnac": "[ST]"}


@rule(
    "residue-fits",
    "A residue that a row names stands at that position of the stored sequence, in the numbering of the row.",
    "A wrong position or numbering sends an engineer to another residue.",
    reads=("buried_areas", "contacts", "hot_spots", "sequences", "signalling_edges", "substitutions"),
)
def residue_fits(tables: Tables) -> Iterator[Finding]:
    stored = sequences(tables)
    for table, protein, stem in RESIDUES_OF:
        columns = [protein, *(f"{stem}{name}" for name in ("residue", "position", "numbering"))]
        for position, who, residue, at, numbering in tables[table][columns].itertuples():
            chain = stored.get((who, numbering))
            if chain is not None and chain[at - 1 : at] != THREE[residue]:
                yield (
                    table,
                    position,
                    f"{stem}position",
                    f"position {at} of the {numbering} chain is {chain[at - 1 : at] or 'none'}, not {residue}.",
                    "Check the position and the numbering.",
                )
    for table, protein, letter in (
        ("substitutions", "protein_id", "wild_type"),
        ("signalling_edges", "residue_of", "amino_acid"),
    ):
        for row in tables[table].itertuples():
            residue, position = getattr(row, letter), row.position
            sequence = None if pd.isna(row.numbering) else stored.get((getattr(row, protein), row.numbering))
            if pd.isna(residue) or pd.isna(position) or sequence is None:
                continue
            found = sequence[position - 1 : position]
            if found != residue:
                yield (
                    table,
                    row.Index,
                    "position",
                    f"position {position} of the {row.numbering} chain is {found or 'beyond its end'}, not {residue}.",
                    "Check the numbering: precursor = mature + signal peptide (20 for IL-2).",
                )


@rule(
    "feature-residue",
    "The residue of a feature stands at its ends in the stored precursor; a disulfide bond joins two.",
    "Cys58 sends an engineer to residue 58.",
    reads=("sequence_features", "sequences"),
)
def feature_residue(tables: Tables) -> Iterator[Finding]:
    stored, frame = sequences(tables), tables["sequence_features"]
    for row in frame.dropna(subset=["residue", "start", "end"]).itertuples():
        sequence = stored.get((row.protein_id, "precursor"), "")
        for column, position in (("start", row.start), ("end", row.end)):
            found = sequence[position - 1 : position]
            if sequence and found != THREE[row.residue]:
                yield (
                    "sequence_features",
                    row.Index,
                    column,
                    f"residue {position} of the precursor is {found or 'beyond its end'}, not {row.residue}.",
                    "Check the position; it counts in the precursor.",
                )
    for position in frame.index[(frame["kind"] == "disulfide_bond") & (frame["start"] == frame["end"])]:
        yield "sequence_features", position, "end", "a bond of a cysteine with itself.", "Enter both cysteines."


@rule(
    "feature-span",
    "A feature's ends, its length and its numbers in the mature chain agree with each other and with the stored"
    " sequences.",
    "Four numbers say the same thing; a slip in one shows against the others.",
    reads=("sequence_features", "sequences"),
)
def feature_span(tables: Tables) -> Iterator[Finding]:
    frame, chains = tables["sequence_features"], tables["sequences"]
    whole = chains[chains["form"] == "precursor"].set_index("entity_id")["length"]
    offset = chains[chains["form"] == "mature"].set_index("entity_id")["start"] - 1
    for row in frame.dropna(subset=["start", "end"]).itertuples():
        if row.start > row.end or row.end > whole.get(row.protein_id, row.end):
            yield (
                "sequence_features",
                row.Index,
                "end",
                f"from {row.start} to {row.end} of {whole.get(row.protein_id, 'unknown')} residues.",
                "Correct the ends.",
            )
        elif row.kind != "disulfide_bond" and not pd.isna(row.length) and row.length != row.end - row.start + 1:
            yield (
                "sequence_features",
                row.Index,
                "length",
                f"{row.length} residues from {row.start} to {row.end}.",
                "Correct the ends or the length.",
            )
        for column, here, mature in (
            ("mature_start", row.start, row.mature_start),
            ("mature_end", row.end, row.mature_end),
        ):
            if not pd.isna(mature) and row.protein_id in offset and here - mature != offset[row.protein_id]:
                yield (
                    "sequence_features",
                    row.Index,
                    column,
                    (
                        f"{mature} of the mature chain, {here} of the precursor: expected {offset[row.protein_id]}"
                        " between them."
                    ),
                    "Count again; the precursor has the signal peptide more.",
                )


@rule(
    "feature-chain",
    "The mature chain begins where the signal peptide ends, and the parts of a membrane protein follow each other.",
    "A gap or an overlap puts residues on the wrong side of the membrane.",
    reads=("sequence_features",),
)
def feature_chain(tables: Tables) -> Iterator[Finding]:
    frame = tables["sequence_features"]
    for _, mine in frame.dropna(subset=["start", "end"]).groupby("protein_id"):
        ends = {row.kind: row for row in mine.itertuples() if row.kind in {kind for pair in FOLLOWS for kind in pair}}
        for first, second in FOLLOWS:
            if first in ends and second in ends and ends[second].start != ends[first].end + 1:
                yield (
                    "sequence_features",
                    ends[second].Index,
                    "start",
                    (
                        f"the {second.replace('_', ' ')} starts at {ends[second].start}, the {first.replace('_', ' ')}"
                        f" ends at {ends[first].end}."
                    ),
                    "Check both in the record.",
                )


@rule(
    "residue-of",
    "A step's residue is whole, amino acid, position, numbering, protein and role, and of the protein at one of its two"
    " ends.",
    "A residue without its protein, or of a third one, is a number without sense.",
    reads=("proteins", "signalling_edges"),
)
def residue_of(tables: Tables) -> Iterator[Finding]:
    frame = tables["signalling_edges"]
    gene = dict(zip(tables["proteins"]["protein_id"], tables["proteins"]["gene_id"], strict=True))
    for row in frame.itertuples():
        cells = [
            pd.isna(cell) for cell in (row.amino_acid, row.position, row.numbering, row.residue_of, row.residue_role)
        ]
        if len(set(cells)) > 1:
            yield (
                "signalling_edges",
                row.Index,
                "residue_of",
                f"residue {row.amino_acid} {row.position} of {row.residue_of}.",
                "Fill all five cells or none.",
            )
        elif not pd.isna(row.residue_of) and not {row.residue_of, gene.get(row.residue_of)} & {
            row.subject_id,
            row.object_id,
        }:
            yield (
                "signalling_edges",
                row.Index,
                "residue_of",
                f"{row.residue_of} is neither end of the step.",
                "Name the protein that bears the residue.",
            )


@rule(
    "residue-both",
    "The two positions of a residue lie as far apart as those of every other residue of its protein, the precursor's"
    " ahead.",
    "Mature and precursor numbering are the commonest confusion of this field.",
    reads=("signalling_edges",),
)
def residue_both(tables: Tables) -> Iterator[Finding]:
    frame = tables["signalling_edges"].dropna(subset=["other_position", "numbering"])
    ahead = (frame["other_position"] - frame["position"]).where(
        frame["numbering"] == "mature", frame["position"] - frame["other_position"]
    )
    usual = ahead.groupby(frame["residue_of"]).transform(lambda shifts: shifts.mode().iloc[0])
    for position in frame.index[(ahead <= 0) | (ahead != usual)]:
        yield (
            "signalling_edges",
            position,
            "other_position",
            (
                f"{frame.at[position, 'position']} ({frame.at[position, 'numbering']}) and"
                f" {frame.at[position, 'other_position']} are {ahead[position]} apart, not {usual[position]}."
            ),
            "Precursor = mature + signal peptide (26 for the beta chain).",
        )


@rule(
    "feature-motif",
    "At a glycosylation site stands what can carry the glycan (of N-linked ones N-X-S or N-X-T), and at a motif the"
    " motif.",
    "A site that is no sequon carries nothing.",
    reads=("sequence_features", "sequences"),
)
def feature_motif(tables: Tables) -> Iterator[Finding]:
    stored = sequences(tables)
    for row in tables["sequence_features"].dropna(subset=["start"]).itertuples():
        whole = stored.get((row.protein_id, "precursor"), "")
        pattern = (
            MOTIFS.get(row.name)
            if row.kind == "motif"
            else GLYCANS.get(row.glycan)
            if row.kind == "glycosylation_site" and not pd.isna(row.glycan)
            else None
        )
        if whole and pattern and not re.match(pattern, whole[row.start - 1 :]):
            yield (
                "sequence_features",
                row.Index,
                "start",
                f"{whole[row.start - 1 : row.start + 4]} stands there, which does not begin with {pattern}.",
                "Check the position; it counts in the precursor.",
            )


@rule(
    "feature-cysteine",
    "What is said of a cysteine is said of one.",
    "A disulfide bond at another residue is another feature, or a slip of the position.",
    reads=("sequence_features",),
)
def feature_cysteine(tables: Tables) -> Iterator[Finding]:
    frame = tables["sequence_features"]
    due = {"disulfide_bond": "Cys", "free_cysteine": "Cys", "cysteine": "Cys", "tyrosine": "Tyr"}
    expected = frame["kind"].map(due)
    for position in frame.index[expected.notna() & (frame["residue"].fillna("") != expected)]:
        yield (
            "sequence_features",
            position,
            "residue",
            f"{frame.at[position, 'residue']} as {frame.at[position, 'kind']}.",
            "Correct the residue or the kind.",
        )
