"""Laws of molecules: sequences and what is computed from them, parts and motifs, and how constructs are built."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from il2data.checking.rules import Finding, Tables, rule
from il2data.checking.rules.biology import sequences
from il2data.sequences import SequenceError, build, crc64, hill, mass, parse

# Forms that the chains of proteins have, and those of medicines.
FORMS = {"UniProtKB": ("precursor", "mature"), "il2d": ("chain", "variable_domain")}
# The residue that a motif has at each place; x is any.
MOTIFS = {"WSXWS": "WS.WS"}
# What can carry a glycan that is bound in this way, and the stretch that it begins.
GLYCANS = {"n_glcnac": "N[^P][ST]", "o_galnac": "[ST]"}
# Digits after the point that a stored mass has.
DIGITS = 1


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
    end = features[features["kind"] == "signal_peptide"].dropna(subset=["end"]).set_index("protein_id")["end"]
    for row in tables["sequences"].query("form == 'mature'").itertuples():
        if row.entity_id in end.index and row.start != end[row.entity_id] + 1:
            yield (
                "sequences",
                row.Index,
                "start",
                f"starts at {row.start}, and the signal peptide ends at {end[row.entity_id]}.",
                "Check both in the record.",
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


@rule(
    "construct-builds",
    "The changes of a construct can be made in its stored parent; what they make is the chain of the agent that is"
    " stored, or a stretch of it where something is fused to it.",
    "A string that builds nothing describes no molecule.",
    reads=("constructs", "sequences"),
)
def construct_builds(tables: Tables) -> Iterator[Finding]:
    stored, frame = sequences(tables), tables["sequences"]
    whole = frame[frame["form"] == "chain"].groupby("entity_id")["sequence"].agg(list)
    for row in tables["constructs"].itertuples():
        text = "" if pd.isna(row.substitutions) else row.substitutions
        parent = stored.get((row.protein_id, "mature" if pd.isna(row.numbering) else row.numbering))
        try:
            made = build(parent, text) if parent else None
            parse(text)
        except SequenceError as error:
            yield "constructs", row.Index, "substitutions", str(error), "Read the string again."
            continue
        if made and row.complete and not row.permuted and row.agent_id in whole.index:
            fused = not pd.isna(row.fused_to)
            if not any(made in chain if fused else made == chain for chain in whole[row.agent_id]):
                yield (
                    "constructs",
                    row.Index,
                    "substitutions",
                    f"{text or 'no change'} makes another chain than the one stored of {row.agent_id}.",
                    "Correct the string, the sequence, or what it is fused to.",
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
