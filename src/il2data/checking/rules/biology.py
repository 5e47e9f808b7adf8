"""Laws of biology: effects, regulation, signalling and profiles, each of things of the right type."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from il2data.checking.rules import EACH, Finding, Tables, rule

# What rows of tables of profiles say, each by one group of columns.
PROFILES = {
    "protein_profiles": (("protein_class",), ("location",), ("fold",), ("numbering_offset",), ("disulfide_bonds",)),
    "receptor_form_profiles": (
        ("affinity_class",),
        ("signals",),
        ("il2_copies", "alpha_copies", "beta_copies", "gamma_copies"),
    ),
}
# Entity tables that a polymorphic column may point into.
ENTITY_TYPES = {
    ("affinities", "ligand_id"): {"proteins", "agents"},
    ("affinities", "target_id"): {"proteins", "receptor_forms"},
    ("affinities", "absent_id"): {"proteins", "agents"},
    ("affinities", "reference_id"): {"proteins", "agents", "receptor_forms"},
    ("potencies", "ligand_id"): {"proteins", "agents"},
    ("dose_responses", "ligand_id"): {"proteins", "agents"},
    ("experiments", "about_id"): {"proteins", "receptor_forms"},
    ("response_fits", "ligand_id"): {"proteins", "agents"},
    ("receptor_abundance", "target_id"): {"proteins", "receptor_forms"},
    ("receptor_expression", "target_id"): {"proteins", "receptor_forms", "genes"},
    ("structure_components", "entity_id"): {"proteins", "agents"},
    ("sequences", "entity_id"): {"proteins", "agents"},
    ("physical_properties", "entity_id"): {"proteins", "agents"},
    ("phenotypes", "subject_id"): {"diseases", "genes"},
    ("regulation", "target_id"): {"genes"},
    ("regulation", "regulator_id"): {"genes", "proteins", "processes", "agents", "pathways", "cell_types"},
    ("effects", "cause_id"): {"proteins", "agents", "genes", "receptor_forms", "cell_types"},
    ("effects", "target_id"): {"proteins", "genes", "findings"},
    ("production", "product_id"): {"proteins"},
    ("pathways_activated", "cause_id"): {"proteins", "agents"},
    ("disease_links", "subject_id"): {"proteins", "genes", "agents", "cell_types", "receptor_forms"},
    ("genetic_associations", "subject_id"): {"variants", "genes"},
    ("signalling_edges", "subject_id"): {"genes", "proteins", "receptor_forms", "pathways"},
    ("signalling_edges", "object_id"): {"genes", "proteins", "receptor_forms", "pathways", "processes"},
}
# Steps that say the same in both directions.
MUTUAL = ("binds", "associates_with", "forms_complex", "not_")


@rule(
    "entity-type",
    "An entity is of a type that its column takes.",
    "A disease in the place of a ligand resolves, joins and means nothing.",
    reads=(EACH, "entities"),
)
def entity_type(tables: Tables) -> Iterator[Finding]:
    types = dict(zip(tables["entities"]["entity_id"], tables["entities"]["table"], strict=True))
    for (table, column), allowed in ENTITY_TYPES.items():
        found = tables[table][column].map(types) if table in tables else pd.Series(dtype="string")
        for position in found.index[found.notna() & ~found.isin(allowed)]:
            yield (
                table,
                position,
                column,
                (
                    f"{tables[table].at[position, column]} stands in {found[position]}, expected one of"
                    f" {', '.join(sorted(allowed))}."
                ),
                "Name the entity that is meant.",
            )


@rule(
    "edge-loop",
    "No signalling step stands in both directions with one relation, and nothing but a kinase acts on itself.",
    "An edge entered backwards turns cause into effect.",
    reads=("signalling_edges",),
)
def edge_loop(tables: Tables) -> Iterator[Finding]:
    frame = tables["signalling_edges"]
    seen = {(r.subject_id, r.relation, r.object_id) for r in frame.itertuples()}
    for r in frame.itertuples():
        itself = r.subject_id == r.object_id
        if (
            not r.relation.startswith(MUTUAL)
            and (r.object_id, r.relation, r.subject_id) in seen
            and not (itself and r.relation == "phosphorylates")
        ):
            yield (
                "signalling_edges",
                r.Index,
                "object_id",
                f"{r.subject_id} {r.relation} {r.object_id} stands both ways.",
                "Keep the direction that the source shows.",
            )


@rule(
    "edge-object",
    "What is needed for a process or pathway is required for it; of a molecule, its activation, phosphorylation or"
    " expression is.",
    "Required for FOS leaves open whether the gene or its protein is meant.",
    reads=("pathways", "processes", "signalling_edges"),
)
def edge_object(tables: Tables) -> Iterator[Finding]:
    frame = tables["signalling_edges"]
    happens = frame["object_id"].isin([*tables["processes"]["process_id"], *tables["pathways"]["pathway_id"]])
    needed = frame["relation"].str.contains("required_for")
    molecule = frame["relation"].str.endswith(("_of", "_expression")) | frame["relation"].str.endswith("phosphorylates")
    for position in frame.index[(needed & ~molecule & ~happens) | (molecule & happens)]:
        yield (
            "signalling_edges",
            position,
            "relation",
            f"{frame.at[position, 'relation']} {frame.at[position, 'object_id']}.",
            "Say of a molecule whether its activation, phosphorylation or expression is meant.",
        )


@rule(
    "profile-said",
    "A profile says something: one of its columns is filled, and of one thing.",
    "A row without a statement has a sentence without a verb.",
    reads=("protein_profiles", "receptor_form_profiles"),
)
def profile_said(tables: Tables) -> Iterator[Finding]:
    for table, groups in PROFILES.items():
        frame = tables[table]
        for position, row in frame.iterrows():
            said = [group for group in groups if row[list(group)].notna().any()]
            if len(said) != 1:
                yield (
                    table,
                    int(position),
                    groups[0][0],
                    f"the row says {len(said)} things.",
                    "Fill the columns of one, and enter a row for each other.",
                )


@rule(
    "level-presence",
    "What is absent is at most negligible, and what is negligible is absent.",
    "Presence and level are one observation.",
    reads=("production", "receptor_expression"),
)
def level(tables: Tables) -> Iterator[Finding]:
    frame = tables["receptor_expression"]
    absent, negligible = frame["presence"] == "absent", (frame["level"] == "negligible").fillna(False)
    for position in frame.index[(absent & frame["level"].notna() & ~negligible) | (~absent & negligible)]:
        yield (
            "receptor_expression",
            position,
            "level",
            f"{frame.at[position, 'presence']} at level {frame.at[position, 'level']}.",
            "Correct one of the two.",
        )
    made = tables["production"]
    for position in made.index[(made["level"] == "none") & made["mode"].notna()]:
        yield (
            "production",
            position,
            "mode",
            f"nothing is made, {made.at[position, 'mode']}.",
            "Correct the level, or empty the mode.",
        )


@rule(
    "effect-affected",
    "An effect names what is affected: a process, a target or a readout.",
    "That IL-2 is needed for regulatory T cells does not say for what of them.",
    reads=("effects",),
)
def effect_affected(tables: Tables) -> Iterator[Finding]:
    frame = tables["effects"]
    for position in frame.index[frame[["process_id", "target_id", "readout"]].isna().all(axis=1)]:
        yield "effects", position, "readout", "nothing is affected.", "Name the process, the target or the readout."


@rule(
    "effect-magnitude",
    "A magnitude has its measure, what it was measured on, what it is compared with and its unit, and a row of no"
    " effect has none.",
    "Threefold says nothing until one knows of what and against what.",
    reads=("effects",),
)
def effect_magnitude(tables: Tables) -> Iterator[Finding]:
    frame = tables["effects"]
    given = frame[["value", "lower", "upper"]].notna().any(axis=1)
    for column in ("measure", "measured_on", "against", "unit"):
        for position in frame.index[given != frame[column].notna()]:
            yield (
                "effects",
                position,
                column,
                f"{column} and the number do not stand together.",
                "Fill both, or empty both.",
            )
    none = frame["effect"].isin(["no_effect", "not_required_for"])
    for position in frame.index[none & given]:
        yield "effects", position, "effect", "no effect, and a magnitude.", "Correct the effect, or empty the number."
    for position in frame.index[frame["tested_up_to"].notna() & (frame["effect"] != "no_effect")]:
        yield "effects", position, "tested_up_to", "an effect up to which none was seen.", "Enter the dose as dose."


@rule(
    "regulation-regulator",
    "What regulates is named once, as an entity or by its name.",
    "Expression is not raised by nothing.",
    reads=("regulation",),
)
def regulation_regulator(tables: Tables) -> Iterator[Finding]:
    frame = tables["regulation"]
    for position in frame.index[frame["regulator_id"].isna() == frame["other_regulator"].isna()]:
        yield (
            "regulation",
            position,
            "regulator_id",
            "no regulator, or two.",
            "Fill one of regulator_id and other_regulator.",
        )
