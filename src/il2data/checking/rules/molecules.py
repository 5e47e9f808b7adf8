"""Laws of molecules: sequences, what is computed from them, and the chains that they are parts of."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from il2data.checking.rules import Finding, Tables, rule, unit_factors
from il2data.sequences import SequenceError, build, crc64, hill, mass

IL2 = "UniProtKB:P60568"
SIGNAL = 20
# Differences of less than this are rounding or other atomic weights; a disulfide bond makes 2.
MASS_TOLERANCE = 1.5
# Sequence that a computed mass is of, by the form of the chain.
COMPUTED = {"precursor_chain": "precursor", "mature_oxidised": "mature", "mature_reduced": "mature"}
# Forms that the chains of proteins have, and those of medicines.
FORMS = {"UniProtKB": ("precursor", "mature"), "il2d": ("chain", "variable_domain")}
# Digits after the point that a stored mass has.
DIGITS = 1


def sequences(tables: Tables) -> dict[tuple[str, str], str]:
    """Return the stored sequences by entity and form."""
    frame = tables["sequences"]
    return {(e, f): s for e, f, s in zip(frame["entity_id"], frame["form"], frame["sequence"], strict=True)}


@rule(
    "sequence-length",
    "A sequence has the length that its row and its ends give.",
    "Three numbers and a string say the same thing; a lost residue shifts every position after it.",
    reads=("sequences",),
)
def sequence_length(tables: Tables) -> Iterator[Finding]:
    frame = tables["sequences"]
    for row in frame.itertuples():
        if not len(row.sequence) == row.length == row.end - row.start + 1:
            yield (
                "sequences",
                row.Index,
                "length",
                f"{len(row.sequence)} residues, length {row.length}, span {row.end - row.start + 1}.",
                "Read the sequence and its ends again.",
            )


@rule(
    "sequence-mature",
    "A mature chain is the stretch of its precursor that its ends name; that of IL-2 starts after residue 20.",
    "Mature and precursor numbering are the commonest confusion of this field.",
    reads=("sequences",),
)
def sequence_mature(tables: Tables) -> Iterator[Finding]:
    stored = sequences(tables)
    frame = tables["sequences"]
    for row in frame.itertuples():
        whole = stored.get((row.entity_id, "precursor"), "")
        if row.form == "mature" and whole and whole[row.start - 1 : row.end] != row.sequence:
            yield (
                "sequences",
                row.Index,
                "sequence",
                "the mature chain is not that stretch of the precursor.",
                "Read both again; check start and end.",
            )
        elif row.form == "mature" and row.entity_id == IL2 and row.start != SIGNAL + 1:
            yield (
                "sequences",
                row.Index,
                "start",
                f"mature IL-2 starts at {row.start}, expected {SIGNAL + 1}.",
                "The signal peptide has 20 residues.",
            )


@rule(
    "mass-computed",
    "A mass that is computed agrees with the composition of its sequence, and its form says which.",
    "The sum of the residues is exact; what differs is of another form or a slip.",
    reads=("physical_properties", "sequences", "units"),
)
def mass_computed(tables: Tables) -> Iterator[Finding]:
    frame, stored, factor = tables["physical_properties"], sequences(tables), unit_factors(tables)
    for row in frame[(frame["quantity"] == "mass") & (frame["method"] == "computed")].itertuples():
        sequence = stored.get((row.entity_id, COMPUTED.get(row.form, "")))
        if sequence is None:
            continue
        expected = mass(sequence, disulfides=int(row.form == "mature_oxidised"))
        found = row.value * factor[row.unit]
        if abs(found - expected) > MASS_TOLERANCE:
            yield (
                "physical_properties",
                row.Index,
                "value",
                f"{found:g} u, and the sequence gives {expected:.1f} u.",
                "Check the form (precursor or mature) and the arithmetic.",
            )


@rule(
    "sequence-form",
    "A precursor starts with methionine at residue 1, and a mature chain after it.",
    "The form decides every position in it.",
    reads=("sequences",),
)
def sequence_form(tables: Tables) -> Iterator[Finding]:
    frame = tables["sequences"]
    for row in frame.itertuples():
        if row.form == "precursor" and not (row.start == 1 and row.sequence.startswith("M")):
            yield (
                "sequences",
                row.Index,
                "form",
                f"a precursor starts with {row.sequence[:1]} at {row.start}.",
                "Correct the form or the start.",
            )
        if (
            row.form == "mature"
            and row.start == 1
            and row.sequence.startswith("M")
            and (row.entity_id, "precursor") not in sequences(tables)
        ):
            yield (
                "sequences",
                row.Index,
                "form",
                "a mature chain starts with methionine at 1, and no precursor is stored.",
                "Write precursor, or store the precursor too.",
            )


@rule(
    "sequence-computed",
    "Checksum, mass and formula of a sequence are those of its residues.",
    "A residue lost on the way shows in three numbers that nobody types.",
    reads=("sequences",),
)
def sequence_computed(tables: Tables) -> Iterator[Finding]:
    for row in tables["sequences"].itertuples():
        due = {
            "checksum": crc64(row.sequence),
            "mass": round(mass(row.sequence), DIGITS),
            "formula": hill(row.sequence),
        }
        for column, value in due.items():
            if getattr(row, column) != value:
                yield (
                    "sequences",
                    row.Index,
                    column,
                    f"{getattr(row, column)}, and the residues give {value}.",
                    "Read the sequence again; `il2data.sequences` computes all three.",
                )


@rule(
    "sequence-chain",
    "A protein has a precursor and a mature chain, a medicine chains or their variable domains, each once; what is no"
    " form of a precursor counts from 1.",
    "A key that names two sequences names none.",
    reads=("sequences",),
)
def sequence_chain(tables: Tables) -> Iterator[Finding]:
    frame = tables["sequences"]
    for row in frame.itertuples():
        if row.form not in FORMS[row.entity_id.split(":")[0]]:
            yield (
                "sequences",
                row.Index,
                "form",
                f"{row.entity_id} has no {row.form}.",
                "Write precursor or mature of a protein, chain or variable_domain of a medicine.",
            )
        elif row.form in FORMS["il2d"] and row.start != 1:
            yield (
                "sequences",
                row.Index,
                "start",
                f"a {row.form} that starts at {row.start}.",
                "Count in the chain itself.",
            )
    for position in frame.index[frame.duplicated(["entity_id", "chain", "form"])]:
        yield (
            "sequences",
            position,
            "chain",
            (
                f"a second {frame.at[position, 'chain']} {frame.at[position, 'form']} of"
                f" {frame.at[position, 'entity_id']}."
            ),
            "Correct the chain or the form.",
        )


@rule(
    "signal-end",
    "The stored mature chain begins at the residue after the signal peptide.",
    "Off by one, every mature number names the neighbour.",
    reads=("sequence_features", "sequences"),
)
def signal_end(tables: Tables) -> Iterator[Finding]:
    features = tables["sequence_features"]
    signals = features[features["kind"] == "signal_peptide"].dropna(subset=["end"])
    for row in tables["sequences"].query("form == 'mature'").itertuples():
        for end in signals.loc[signals["protein_id"] == row.entity_id, "end"]:
            if row.start != end + 1:
                yield (
                    "sequences",
                    row.Index,
                    "start",
                    f"starts at {row.start}, and the signal peptide ends at {end}.",
                    "Check both in the record.",
                )


@rule(
    "chain-parts",
    "The parts of a chain follow each other from its first residue to its last, and a part that comes from a stored"
    " protein is that stretch with its changes.",
    "A gap between two parts is a residue that nobody has looked at.",
    reads=("chain_parts", "sequences"),
)
def chain_parts(tables: Tables) -> Iterator[Finding]:
    frame, stored = tables["chain_parts"], sequences(tables)
    chains = {
        (row.entity_id, row.chain): row.sequence for row in tables["sequences"].query("form == 'chain'").itertuples()
    }
    for (agent, chain), mine in frame.groupby(["agent_id", "chain"]):
        whole, due = chains.get((agent, chain), ""), 1
        for row in mine.sort_values("start").itertuples():
            if row.start != due or row.end < row.start or row.length != row.end - row.start + 1:
                yield (
                    "chain_parts",
                    row.Index,
                    "start",
                    f"residues {row.start} to {row.end}, {row.length} in all, where {due} is due.",
                    "Count the parts again.",
                )
            due = row.end + 1
            parent = stored.get((row.of_id, "mature"), "")
            if parent and whole and not pd.isna(row.of_start):
                try:
                    made = build(parent, "" if pd.isna(row.substitutions) else row.substitutions)
                except SequenceError as error:
                    yield "chain_parts", row.Index, "substitutions", str(error), "Read the changes again."
                    continue
                if len(made) == len(parent) and made[row.of_start - 1 : row.of_end] != whole[row.start - 1 : row.end]:
                    yield (
                        "chain_parts",
                        row.Index,
                        "of_start",
                        (
                            f"residues {row.start} to {row.end} are not residues {row.of_start} to {row.of_end} of"
                            f" {row.of_id} with these changes."
                        ),
                        "Compare the two chains.",
                    )
        if whole and due != len(whole) + 1:
            yield (
                "chain_parts",
                mine.index[-1],
                "end",
                f"the parts end at {due - 1}, and the chain has {len(whole)} residues.",
                "Enter the part that is missing, or correct the ends.",
            )
