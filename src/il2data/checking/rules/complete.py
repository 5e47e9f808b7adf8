"""Law of what a fact of a kind cannot do without."""

from __future__ import annotations

from collections.abc import Iterator

from il2data.checking.rules import EACH, Finding, Tables, fact_tables, rule

# Columns that every row of a table fills, or every row with a value of a column.
ALWAYS = {
    "disease_links": ("species", "system"),
    "names": ("ambiguous",),
    "pathway_members": ("role",),
    "potencies": ("valency",),
    "production": ("system",),
    "receptor_expression": ("species",),
}
OF_KIND: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {
    ("adverse_reactions", "kind"): {
        "boxed_warning": ("jurisdiction", "label_edition", "label_section"),
        "common_reaction": ("jurisdiction", "label_edition", "label_section", "share_at_least", "regimen"),
        "contraindication": ("jurisdiction", "label_edition", "label_section", "use"),
    },
    ("disease_links", "relation"): {"level_altered": ("direction", "measured", "specimen", "comparator")},
    ("doses", "dose_kind"): {"fixed": ("value", "unit"), "range_over_cohorts": ("lower", "upper", "unit")},
    ("doses", "phase_of_treatment"): {"escalation_level": ("arm_id", "trial_id")},
    ("effects", "effect"): {"expands": ("cell_type_id", "readout")},
    ("effects", "measure"): {"fold_expansion": ("readout", "cell_type_id")},
    ("effects", "perturbation"): {"knocked_out": ("species",)},
    ("genetic_associations", "relation"): {"associated_with": ("direction",), "not_associated_with": ("direction",)},
    ("outcomes", "measure"): {
        "difference": ("comparator_arm_id", "relation", "value", "unit", "direction"),
        "fold_change": ("unit",),
    },
    ("physical_properties", "quantity"): {"mass": ("method",)},
    ("potencies", "quantity"): {"EC50": ("cell_gate",)},
    ("production", "mode"): {"inducible": ("stimulus",)},
    ("sequence_features", "kind"): {
        "disulfide_bond": ("mature_start", "mature_end", "residue"),
        "glycosylation_site": ("length", "mature_start", "mature_end", "glycan"),
    },
    ("signalling_edges", "relation"): {"associates_with": ("system",), "phosphorylates": ("system",)},
    ("structures", "method"): {"x_ray_diffraction": ("resolution",)},
    ("trial_benefits", "evidence_level"): {"randomised_primary": ("endpoint",)},
    ("trial_safety", "kind"): {
        "adverse_reaction": ("finding_id", "grade", "n", "period"),
        "dose_limiting_toxicity": ("count",),
        "maximum_tolerated_dose": ("schedule",),
        "serious_event": ("n",),
    },
}
# Columns that are filled where another is: what a number is of, what a comparison is with, where an interval begins.
WITH: dict[str, dict[str, tuple[str, ...]]] = {
    "affinities": {
        "fit": ("method",), "immobilised": ("method",), "upper": ("interval_kind", "lower"), "lower": ("upper",),
    },
    "doses": {"lower": ("per",)},
    "effects": {"upper": ("lower",), "lower": ("upper",)},
    "genetic_associations": {"interval_kind": ("lower", "upper", "value"), "upper": ("lower",)},
    "outcomes": {"confidence_level": ("lower",), "p_scope": ("p_value",)},
    "pharmacokinetics": {"interval_kind": ("lower", "upper"), "upper": ("lower",)},
    "receptor_abundance": {"n": ("n_kind",), "upper": ("interval_kind", "lower")},
    "regulation": {"unit": ("measured_on",)},
    "trial_benefits": {
        "comparator_value": ("value",), "upper": ("interval_kind", "lower"), "value": ("measure",),
    },
    "trial_safety": {"reported_as": ("finding_id",)},
    "trials": {"combination": ("combined_with",)},
}  # fmt: skip


@rule(
    "kind-complete",
    "A fact fills the cells that no fact of its kind can do without, and those without which another that it fills says"
    " nothing: an altered level its direction and against whom, the upper end of an interval the lower.",
    "What is empty in one row of a kind alone was left out.",
    reads=(EACH,),
)
def kind_complete(tables: Tables) -> Iterator[Finding]:
    for table, frame in fact_tables(tables).items():
        needed = [(frame.index == frame.index, ALWAYS.get(table, ()), "a row")]
        for (of, column), kinds in OF_KIND.items():
            if of == table:
                needed += [
                    ((frame[column] == kind).fillna(False).to_numpy(bool), columns, kind)
                    for kind, columns in kinds.items()
                ]
        needed += [
            (frame[filled].notna().to_numpy(), columns, f"a row with {filled}")
            for filled, columns in WITH.get(table, {}).items()
        ]
        for rows, columns, kind in needed:
            for column in columns:
                for position in frame.index[rows & frame[column].isna().to_numpy()]:
                    yield table, position, column, f"{kind} without {column}.", "Read it in the source and enter it."
