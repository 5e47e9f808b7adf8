"""Sequences of a release by name: those that are stored, and those that a complete list of changes makes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from il2data.sequences import SequenceError, build, fasta

if TYPE_CHECKING:
    from il2data.release import Release

# Forms of a chain, the one that is meant where none is named first;
# parts stand for the whole only where that is not known.
FORMS = ("mature", "chain", "built", "precursor", "variable_domain")


class Chain(NamedTuple):
    """One sequence.

    Parameters
    ----------
    fact_id
        Row of ``sequences``, or of ``constructs`` for a chain that was built.
    entity_id, label
        What it is a chain of, and its name.
    chain
        Which of the molecule's chains; ``only`` where it has one.
    form
        ``precursor``, ``mature``, ``chain``, ``variable_domain``, or ``built`` where it was made from its parent.
    sequence
        Residues in one-letter code.
    """

    fact_id: str
    entity_id: str
    label: str
    chain: str
    form: str
    sequence: str

    def fasta(self) -> str:
        """Return it as a record of FASTA: ``>fact|chain|form name (identifier)``."""
        return fasta(f"{self.fact_id}|{self.chain}|{self.form} {self.label} ({self.entity_id})", self.sequence)


def buildable(constructs: pd.DataFrame) -> pd.Series[bool]:
    """Say of each construct whether its changes make the whole chain.

    They do where all are known, its ends are the old ones, and nothing is fused to it.
    """
    bare = constructs[["fused_to", "masked_by"]].isna().all(axis=1)
    return constructs["complete"].fillna(False).astype(bool) & ~constructs["permuted"].astype(bool) & bare


def chains(release: Release) -> list[Chain]:
    """Return all sequences of a release, in the order of their rows, the built ones last."""
    label = release.load("entities").set_index("entity_id")["label"]
    stored = release.load("sequences")
    found = [
        Chain(row.fact_id, row.entity_id, str(label[row.entity_id]), row.chain, row.form, row.sequence)
        for row in stored.itertuples()
    ]
    return [*found, *_built(release, {(it.entity_id, it.form): it.sequence for it in found}, label)]


def _built(release: Release, stored: dict[tuple[str, str], str], label: pd.Series[str]) -> Iterator[Chain]:
    have = {entity for entity, _ in stored}
    constructs = release.load("constructs")
    for row in constructs[buildable(constructs)].itertuples():
        parent = stored.get((row.protein_id, "mature" if pd.isna(row.numbering) else row.numbering))
        if parent and row.agent_id not in have:
            yield Chain(
                row.fact_id,
                row.agent_id,
                str(label[row.agent_id]),
                "only",
                "built",
                build(parent, "" if pd.isna(row.substitutions) else row.substitutions),
            )


def of(release: Release, name: str) -> list[Chain]:
    """Return the sequences of what a name means, of a gene those of its product; raise as `Release.sequence` does."""
    thing = release.index.entity(name)
    proteins = release.load("proteins")
    entities = {thing, *proteins.loc[proteins["gene_id"] == thing, "protein_id"]}
    mine = [it for it in chains(release) if it.entity_id in entities]
    if not mine:
        raise SequenceError(
            f"No sequence of {name} ({thing}) is stored, and none can be built.{_partly(release, thing)}"
        )
    return mine


def _partly(release: Release, thing: str) -> str:
    """Say what is known of a molecule whose sequence is not."""
    constructs = release.load("constructs")
    for row in constructs[constructs["agent_id"] == thing].dropna(subset=["substitutions"]).itertuples():
        return (
            f" {row.fact_id} has {row.substitutions}, of a chain whose other residues or parts the sources leave open."
        )
    return ""


def one(release: Release, name: str, chain: str | None) -> Chain:
    """Return one sequence, chosen as `Release.sequence` does."""
    mine = of(release, name)
    choices = mine if chain is None else [it for it in mine if chain in (it.chain, it.form, f"{it.chain} {it.form}")]
    listed = ", ".join(repr(f"{it.chain} {it.form}") for it in mine)
    if not choices:
        raise SequenceError(f"{name} has no chain {chain!r}. It has {listed}.")
    form = min((it.form for it in choices), key=FORMS.index)
    chosen = [it for it in choices if it.form == form]
    if len(chosen) > 1:
        raise SequenceError(f"{name} has several chains: {listed}. Name one of them as chain.")
    return chosen[0]
