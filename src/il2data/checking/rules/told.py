"""Law of double entry in what readings always tell: things and words of a row stand in its readings, or beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from il2data.checking import readings
from il2data.checking.rules import EACH, Finding, Tables, fact_tables, kept, rule
from il2data.checking.rules.company import cited_for
from il2data.checking.rules.keyed import Names, names_of
from il2data.checking.rules.readings import Read, told_of, whole
from il2data.checking.rules.things import NAMES, Index, index_of

# Columns of keys whose things are named where a row is told of.
NAMED = {
    "adverse_reactions": ("agent_id",), "affinities": ("reference_id",), "buried_areas": ("structure_id",),
    "cell_fractions": ("cell_type_id", "of_cell_type_id"), "chain_contacts": ("structure_id",),
    "chain_parts": ("of_id",), "contacts": ("structure_id",), "effects": ("cell_type_id",),
    "gene_locations": ("gene_id",), "glycoforms": ("protein_id",), "hot_spots": ("partner_id", "protein_id"),
    "medicines": ("target_id",), "mendelian_disorders": ("disease_id", "gene_id", "variant_id"),
    "names": ("entity_id",), "pathways_activated": ("cause_id", "cell_type_id"), "physical_properties": ("entity_id",),
    "production": ("product_id",), "receptor_abundance": ("cell_type_id",), "regulation": ("cell_type_id",),
    "signalling_edges": ("cell_type_id", "residue_of"), "statements": ("subject_id",), "structures": ("structure_id",),
    "subclasses": ("child_id", "parent_id"), "trial_reports": ("trial_id",), "trials": ("trial_id",),
    "xrefs": ("object_id", "subject_id"),
}  # fmt: skip
# Columns of keys whose things are named there, or in another row that rests on the same source or is about the same
# trial: what a paper tells once it need not tell of each of its numbers.
TOLD_ONCE = {
    "adverse_reactions": ("counted_apart_id", "disease_id", "other_disease_id"),
    "affinities": ("absent_id", "bound_to_id", "cell_type_id", "ligand_id", "target_id"),
    "allelic_expression": ("gene_id",), "arms": ("agent_id", "combined_with", "trial_id"),
    "buried_areas": ("partner_id", "protein_id"), "chain_contacts": ("partner_id", "protein_id"),
    "chain_parts": ("agent_id",), "constructs": ("agent_id", "contains_id", "protein_id"),
    "contacts": ("partner_id", "protein_id"), "designations": ("agent_id", "disease_id"),
    "disease_links": ("disease_id", "process_id", "subject_id"),
    "doses": ("agent_id", "disease_id", "product_id", "trial_id"),
    "effects": ("cause_id", "process_id", "target_id"), "epidemiology": ("disease_id",), "errata": ("subject_id",),
    "events": ("disease_id", "entity_id"), "experiments": ("about_id",), "formulations": ("agent_id",),
    "genetic_associations": ("disease_id", "gene_id"), "indications": ("agent_id", "combined_with", "disease_id"),
    "label_provisions": ("agent_id", "disease_id", "finding_id", "other_agent_id"),
    "marker_cutoffs": ("disease_id", "subject_id"),
    "medicine_owners": ("agent_id",), "medicines": ("agent_id",), "outcomes": ("trial_id",),
    "pathway_members": ("gene_id", "pathway_id"), "pathways_activated": ("pathway_id", "process_id"),
    "pharmacokinetics": ("agent_id", "disease_id"), "potencies": ("cell_type_id", "ligand_id"),
    "production": ("cell_type_id",), "receptor_abundance": ("target_id",),
    "receptor_expression": ("cell_type_id", "target_id"),
    "receptor_turnover": ("cell_type_id", "ligand_id", "target_id"), "registry_snapshots": ("trial_id",),
    "regulation": ("regulator_id", "target_id"), "sequence_features": ("protein_id",), "sequences": ("entity_id",),
    "signalling_edges": ("object_id", "subject_id"), "structure_components": ("entity_id", "structure_id"),
    "structures": ("holds_id",), "substitutions": ("agent_id", "protein_id"),
    "trial_benefits": ("agent_id", "disease_id", "trial_id"),
    "trial_reports": ("agent_id", "combined_with", "disease_id"),
    "trial_safety": ("agent_id", "finding_id", "trial_id"), "trials": ("agent_id", "combined_with", "disease_id"),
}  # fmt: skip
# A reading without such a word names nothing.
WORD = re.compile(r"(?i)\b(?!(?:and|for|from|the|with)\b)[^\W\d_]{3,}")
# Columns whose words are those of the source.
WORDED = {
    "glycoforms": ("name",), "hot_spots": ("variant",), "receptor_expression": ("donor", "tissue"),
    "sequence_features": ("residue",), "signalling_edges": ("amino_acid",), "xrefs": ("object_label",),
}  # fmt: skip


@rule(
    "asserted-told",
    "Things that a row cannot be told of without, such as what bears a name or what was mapped, are named in a reading,"
    " note, place or title of its evidence, or in other words of the row; medicines, diseases and the like there, or by"
    " another row that rests on the source or is about the trial. Words that sources print stand in the reading.",
    "A key that slipped points at a thing that nobody told of, even where no other is named.",
    reads=(EACH, "evidence", "mentions", "sources", *NAMES),
)
def asserted_told(tables: Tables) -> Iterator[Finding]:
    index = index_of(readings.plain, *(tables[name] for name in NAMES))
    names = names_of(tables["entities"], tables["names"])
    told = told_of(tables["evidence"], tables["sources"])
    company = Company(*cited_for(tables["evidence"]), _about(tables["mentions"]))
    for read in whole(tables, only=tuple({*NAMED, *TOLD_ONCE, *WORDED} & fact_tables(tables).keys())):
        fact = read.row["fact_id"]
        unnamed = [
            column
            for column in _unnamed(read, told[fact], index, names)
            if column in NAMED.get(read.table, ()) or (WORD.search(read.text) and not company.has(read.row, column))
        ]
        for column in (*unnamed, *_untold(read)):
            yield (
                read.table,
                read.position,
                column,
                f"{column} is {read.row[column]}, of which the source is not said to tell ({read.text[:80]!r}).",
                "Read the source again: correct the row, or write the name or word that it prints into the reading.",
            )


class Company(NamedTuple):
    """The rows that rest on one source, or are about one thing.

    Attributes
    ----------
    facts
        The facts that each source supports.
    sources
        The sources that support each fact.
    about
        The facts that name each thing.
    """

    facts: dict[str, list[str]]
    sources: dict[str, list[str]]
    about: dict[str, set[str]]

    def has(self, row: dict[str, Any], column: str) -> bool:
        """Say whether the thing of a column is named by another row of a source of this one, or of its trial."""
        fact, trial = row["fact_id"], row.get("trial_id", pd.NA)
        others = self.about.get(row[column], set()) - {fact}
        return any(not others.isdisjoint(self.facts[source]) for source in self.sources[fact]) or (
            column != "trial_id" and not pd.isna(trial) and not others.isdisjoint(self.about.get(trial, ()))
        )


@kept
def _about(mentions: pd.DataFrame) -> dict[str, set[str]]:
    """Return the facts that name each thing themselves."""
    found: dict[str, set[str]] = {}
    own = mentions.loc[mentions["via"].isna(), ["fact_id", "entity_id"]]
    for fact, thing in own.itertuples(index=False, name=None):
        found.setdefault(thing, set()).add(fact)
    return found


def _unnamed(read: Read, told: str, index: Index, names: Names) -> Iterator[str]:
    """Yield the columns of keys whose things neither a reading names nor what stands beside it."""
    columns = (*NAMED.get(read.table, ()), *TOLD_ONCE.get(read.table, ()))
    keys = {column: read.row[column] for column in columns if read.row[column] in index.words}
    if keys:
        words = (cell for cell in read.row.values() if isinstance(cell, str) and cell not in index.near)
        text = " ; ".join((told, *words))
        found = names.found(text)[0]
        yield from (
            column
            for column, id in keys.items()
            if not names.means(index, id, found, text) and not (id in index.several and _forms(index.words[id]))
        )


def _forms(label: frozenset[str]) -> bool:
    """Say whether a label is that of forms of interleukin-2, which are named by no paper that tells of one of them."""
    return "2" in label and not label.isdisjoint(("il", "interleukin"))


def _untold(read: Read) -> Iterator[str]:
    """Yield the columns of words of the source that a reading has not."""
    said = readings.words(read.text)
    for column in WORDED.get(read.table, ()):
        cell = read.row[column]
        words = () if pd.isna(cell) else readings.words(cell)
        if not set(words).issubset(said) and "".join(words) not in "".join(said):
            yield column
