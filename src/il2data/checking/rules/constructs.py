"""Laws of constructs: the substitutions of a mutein, what they build, and whose effect is whose."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from il2data.checking.rules import Finding, Tables, rule, together
from il2data.checking.rules.molecules import sequences
from il2data.sequences import SequenceError, build, parse


@rule(
    "substitution-complete",
    "A substitution names both residues, position and numbering, and they differ; a replacement leaves the new residue"
    " open; what is no residue has none of them.",
    "A mutein is defined by nothing else.",
    reads=("substitutions",),
)
def substitution(tables: Tables) -> Iterator[Finding]:
    frame = tables["substitutions"]
    both, one = ["substitution", "optional_substitution"], ["replacement", "deletion"]
    for column in ("position", "wild_type", "variant", "numbering"):
        needed = frame["kind"].isin(both if column == "variant" else both + one)
        for position in frame.index[needed & frame[column].isna()]:
            yield (
                "substitutions",
                position,
                column,
                f"a {frame.at[position, 'kind']} is incomplete.",
                "Fill the cell; write replacement where the source does not name the new residue.",
            )
        for position in frame.index[~needed & frame[column].notna()]:
            yield (
                "substitutions",
                position,
                column,
                f"a {frame.at[position, 'kind']} with {column}.",
                "Empty the cell, or correct the kind.",
            )
    for position in frame.index[(frame["wild_type"] == frame["variant"]).fillna(False)]:
        yield (
            "substitutions",
            position,
            "variant",
            f"{frame.at[position, 'wild_type']} is replaced by itself.",
            "Correct one of the two residues.",
        )


@rule(
    "effect-of",
    "An effect says what it is an effect of; that of a set belongs to an agent with several changed residues, and that"
    " of one change to a change of a residue.",
    "What a whole molecule does is no property of one of its residues.",
    reads=("substitutions",),
)
def effect_of(tables: Tables) -> Iterator[Finding]:
    frame = tables["substitutions"]
    residues = frame[frame["position"].notna()].groupby("agent_id").size()
    yield from together(tables, "substitutions", ("effect", "effect_of"))
    for row in frame.itertuples():
        if not pd.isna(row.effect_of) and row.effect_of == "the_whole_set" and residues.get(row.agent_id, 0) < 2:
            yield (
                "substitutions",
                row.Index,
                "effect_of",
                f"{row.agent_id} has no set of changes.",
                "Enter the other changes, or say what the effect was measured for.",
            )
        elif not pd.isna(row.effect_of) and row.effect_of.startswith("this_change") and pd.isna(row.position):
            yield (
                "substitutions",
                row.Index,
                "effect_of",
                f"a {row.kind} is no change of a residue.",
                "Write the_conjugate.",
            )


@rule(
    "construct-string",
    "The changed residues of a construct are those of the substitutions of its agent, in the order of the sequence.",
    "Two accounts of one molecule that differ describe two molecules.",
    reads=("constructs", "substitutions"),
)
def construct_string(tables: Tables) -> Iterator[Finding]:
    frame = tables["substitutions"]
    mine = frame[frame["kind"].isin(["substitution", "deletion"]) & frame["position"].notna()].sort_values("position")
    written: dict[str, list[str]] = {}
    for row in mine.itertuples():
        written.setdefault(row.agent_id, []).append(
            f"{row.wild_type}{row.position}{'del' if pd.isna(row.variant) else row.variant}"
        )
    for row in tables["constructs"].itertuples():
        found, expected = (
            "" if pd.isna(row.substitutions) else row.substitutions,
            "/".join(written.get(row.agent_id, [])),
        )
        if found != expected:
            yield (
                "constructs",
                row.Index,
                "substitutions",
                f"{found or 'none'}, and substitutions has {expected or 'none'}.",
                "Correct the one that is wrong.",
            )
    missing = set(written) - set(tables["constructs"]["agent_id"])
    for position in mine.index[mine["agent_id"].isin(missing)]:
        yield (
            "substitutions",
            position,
            "agent_id",
            f"{mine.at[position, 'agent_id']} has no construct.",
            "Enter its row in constructs.",
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
    "construct-fused",
    "What stands at an end of a fused part is fused to one, and an end is only told of one part.",
    "An end of nothing has no meaning.",
    reads=("constructs",),
)
def construct_fused(tables: Tables) -> Iterator[Finding]:
    frame = tables["constructs"]
    for position in frame.index[frame["fused_end"].notna() & frame["fused_to"].isna()]:
        yield (
            "constructs",
            position,
            "fused_end",
            f"{frame.at[position, 'agent_id']} is fused to nothing.",
            "Name what it is fused to, or empty the end.",
        )
