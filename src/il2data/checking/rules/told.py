"""Law of double entry in what readings always tell: things and words of a row stand in its readings, or beside them."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from il2data.checking import readings
from il2data.checking.rules import EACH, Finding, Tables, fact_tables, rule
from il2data.checking.rules.keyed import Names, names_of
from il2data.checking.rules.readings import Read, notes_of, titles_of, whole
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
# Columns whose words are those of the source.
WORDED = {
    "glycoforms": ("name",), "hot_spots": ("variant",), "receptor_expression": ("donor", "tissue"),
    "sequence_features": ("residue",), "signalling_edges": ("amino_acid",), "xrefs": ("object_label",),
}  # fmt: skip


@rule(
    "asserted-told",
    "Things that a row cannot be told of without, such as what bears a name or what was mapped, are named in a reading,"
    " a note, the title of a source or other words of the row, and words that sources print stand in the reading.",
    "A key that slipped points at a thing that nobody told of, even where no other is named.",
    reads=(EACH, "evidence", "sources", *NAMES),
)
def asserted_told(tables: Tables) -> Iterator[Finding]:
    index = index_of(readings.plain, *(tables[name] for name in NAMES))
    names = names_of(tables["entities"], tables["names"])
    titles, notes = titles_of(tables["evidence"], tables["sources"]), notes_of(tables["evidence"])
    for read in whole(tables, only=tuple({*NAMED, *WORDED} & fact_tables(tables).keys())):
        fact = read.row["fact_id"]
        beside = (titles.get(fact, ""), notes.get(fact, ""))
        for column in (*_unnamed(read, beside, index, names), *_untold(read)):
            yield (
                read.table,
                read.position,
                column,
                f"{column} is {read.row[column]}, of which the source is not said to tell ({read.text[:80]!r}).",
                "Read the source again: correct the row, or write the name or word that it prints into the reading.",
            )


def _unnamed(read: Read, beside: tuple[str, str], index: Index, names: Names) -> Iterator[str]:
    """Yield the columns of keys whose things neither a reading names nor what stands beside it."""
    keys = {column: read.row[column] for column in NAMED.get(read.table, ()) if read.row[column] in index.near}
    if keys:
        words = (cell for cell in read.row.values() if isinstance(cell, str) and cell not in index.near)
        text = " ; ".join((read.text, *beside, *words))
        told = names.found(text)[0]
        yield from (
            column for column, id in keys.items() if id not in index.several and not names.means(index, id, told, text)
        )


def _untold(read: Read) -> Iterator[str]:
    """Yield the columns of words of the source that a reading has not."""
    said = readings.words(read.text)
    for column in WORDED.get(read.table, ()):
        cell = read.row[column]
        words = () if pd.isna(cell) else readings.words(cell)
        if not set(words).issubset(said) and "".join(words) not in "".join(said):
            yield column
