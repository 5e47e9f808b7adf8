"""Law of numbers that are copied: where sources print a number as it is entered, readings have it."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from il2data.checking import readings
from il2data.checking.rules import EACH, Finding, Tables, rule
from il2data.checking.rules.amounts import amiss, besides, fact_of, lost, same
from il2data.checking.rules.readings import notes_of, whole

# Columns whose numbers are entered as sources print them, neither converted nor computed.
PRINTED = {
    "adverse_reactions": ("share_at_least",), "buried_areas": ("area", "position"),
    "chain_contacts": ("area", "distance", "pairs"), "chain_parts": ("end", "start"),
    "contacts": ("distance", "partner_number", "position"), "disease_links": ("n", "p_value"),
    "doses": ("lower", "max_cycles", "max_doses_per_cycle", "upper"),
    "effects": ("duration", "lower", "n", "time_upper", "upper"), "formulations": ("value",),
    "genetic_associations": ("lower", "p_value", "upper", "value"), "hot_spots": ("value",),
    "label_provisions": ("count", "percent", "threshold"),
    "marker_cutoffs": ("auc", "n_with", "sensitivity", "specificity", "threshold"),
    "outcomes": ("baseline_value", "comparator_lower", "comparator_upper", "lower", "threshold", "upper"),
    "pharmacokinetics": ("value",), "physical_properties": ("value",), "potencies": ("n",),
    "production": ("n", "value"), "receptor_abundance": ("lower", "n", "upper", "value"),
    "receptor_expression": ("donors",), "receptor_turnover": ("lower", "upper", "value"),
    "registry_snapshots": ("enrolment",), "regulation": ("lower",), "structures": ("resolution",),
    "subclasses": ("steps",), "trial_benefits": ("comparator_count", "comparator_value"),
    "trial_reports": ("n", "n_evaluable", "n_trial"),
    "trial_safety": ("comparator_count", "comparator_n", "comparator_percent", "percent", "value"),
}  # fmt: skip


@rule(
    "asserted-printed",
    "Numbers that sources print as they are entered, such as a share of side effects or the end of an interval, stand"
    " in the readings, or in a note.",
    "A slipped digit is no longer what the reading has, even where the reading has no other number to mean.",
    reads=(EACH, "evidence", "unit_spellings", "units"),
)
def asserted_printed(tables: Tables) -> Iterator[Finding]:
    # What another law finds in the reading of a row is one slip, told once.
    yield from besides(
        tables, _unprinted(tables), lambda tables: amiss(tables) | {fact_of(tables, other) for other in lost(tables)}
    )


def _unprinted(tables: Tables) -> Iterator[Finding]:
    """Yield the numbers of rows that neither a reading nor a note has."""
    notes = notes_of(tables["evidence"])
    for read in whole(tables, only=tuple(PRINTED)):
        cells = {column: read.row[column] for column in PRINTED[read.table] if not pd.isna(read.row[column])}
        if not cells:
            continue
        said = readings.numbers(f"{read.text} ; {notes.get(read.row['fact_id'], '')}")
        for column, cell in cells.items():
            if not any(same(number, step, abs(float(cell)), exact=True) for number, step in said.items()):
                yield (
                    read.table,
                    read.position,
                    column,
                    f"{column} is {cell:g}, which the source is not said to give ({read.text[:80]!r}).",
                    "Read the source again: correct the row or the reading; where it was computed, write it in a note.",
                )
