"""Law of cells that follow from others: what a source, a cohort or a line of cells settles is the same in its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pandas as pd

from il2data.checking.rules import Finding, Tables, rule
from il2data.checking.rules.readings import cited

# What stands for the sources that support a row.
SOURCE = "source_id"
# So many other rows of one source make sure of what it says; what follows from a thing itself, one tells.
COMPANY = 2
Follows = dict[tuple[str, ...], tuple[str, ...]]
# By table: columns, and those that follow from them.
FOLLOWING: dict[str, Follows] = {
    "adverse_reactions": {(SOURCE, "kind"): ("agent_basis",), (SOURCE, "label_section"): ("kind",)},
    "affinities": {("cells_in_source",): ("cell_type_id", "species"), (SOURCE, "study"): ("ligand_form", "method")},
    "errata": {("correct",): ("subject_id",)},
    "gene_structures": {("feature",): ("unit",)},
    "genetic_associations": {
        (SOURCE, "cases"): ("disease_id", "studies", "study_design"), (SOURCE, "controls"): ("studies", "study_design"),
    },
    "glycoforms": {
        ("mature_position", "protein_id"): ("position",), ("position", "protein_id"): ("mature_position",),
    },
    "label_provisions": {(SOURCE,): ("edition_basis",)},
    "mendelian_disorders": {("disease_id",): ("inheritance", "scope")},
    "pharmacokinetics": {(SOURCE, "population"): ("disease_id",), (SOURCE, "regimen"): ("route",)},
    "potencies": {
        ("cell_gate",): ("cell_type_id",), ("ligand_id",): ("ligand_format", "valency"),
        (SOURCE, "cell_type_id"): ("cell_gate",), (SOURCE,): ("fitted_by",),
    },
    "receptor_abundance": {("cells_in_source",): ("cell_type_id",)},
    "receptor_counts": {("experiment_id",): ("statistic",)},
    "receptor_turnover": {("cells_in_source",): ("cell_type_id", "species")},
    "response_fits": {
        ("cell_gate",): ("cell_type_id",), ("experiment_id",): ("background", "response_unit", "statistic"),
    },
    "sequences": {("entity_id",): ("named_by",)},
    "signalling_edges": {("cell_line",): ("cell_type_id",), (SOURCE, "cell_line"): ("species",)},
    "trial_safety": {
        (SOURCE, "arm_id", "kind"): ("data_cut",), (SOURCE, "comparator_arm_id"): ("data_cut",),
        (SOURCE, "n"): ("subgroup", "trial_id"),
    },
}  # fmt: skip


@rule(
    "following-same",
    "What follows from other cells of a row, or from them and the source, is the same in all rows that have them: the"
    " species of a line of cells, the design of a study, the regimen of one table of a label.",
    "A value that slipped to its neighbour is a valid one, and stands beside others that are right.",
    reads=("evidence", *FOLLOWING),
)
def following_same(tables: Tables) -> Iterator[Finding]:
    sources = {fact: " ; ".join(sorted(mine)) for fact, mine in cited(tables["evidence"], SOURCE).items()}
    for table, follows in FOLLOWING.items():
        frame = tables[table]
        cells: dict[str, list[object]] = {}
        for column in {column for pair in follows.items() for columns in pair for column in columns}:
            mine = [sources.get(fact) for fact in frame["fact_id"]] if column == SOURCE else frame[column].tolist()
            cells[column] = [None if pd.isna(cell) else cell for cell in mine]
        for keys, columns in follows.items():
            rows: dict[tuple[object, ...], list[int]] = {}
            for at, key in enumerate(zip(*(cells[column] for column in keys), strict=True)):
                if None not in key:
                    rows.setdefault(key, []).append(at)
            least = COMPANY if SOURCE in keys else 1
            for key, mine in rows.items():
                for column in columns if len(mine) > least else ():
                    if (odd := _odd([cells[column][row] for row in mine])) is not None:
                        cell, other = cells[column][mine[odd]], cells[column][mine[odd - 1]]
                        yield (
                            table,
                            int(frame.index[mine[odd]]),
                            column,
                            f"{column} is {'empty' if cell is None else cell}, and"
                            f" {'empty' if other is None else other} in the other rows with {' and '.join(keys)}"
                            f" {' and '.join(map(str, key))}.",
                            "Read the source again: correct the cell, or that from which it follows.",
                        )


def _odd(cells: list[object]) -> int | None:
    """Return the place of the one cell that is not as all others are; of two that differ, the last."""
    times = Counter(cells)
    if sorted(times.values())[:-1] != [1]:
        return None
    return max(at for at, cell in enumerate(cells) if times[cell] == 1)
