"""Laws of biology: residues, masses, affinities, species."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pandas as pd

from il2data.checking.rules import EACH, Finding, Tables, fact_tables, rule, species_of, together, unit_factors
from il2data.sequences import mass

IL2 = "UniProtKB:P60568"
SIGNAL = 20
# Differences of less than this are rounding or other atomic weights; a disulfide bond makes 2.
MASS_TOLERANCE = 1.5
# Kd and koff/kon of one study agree within this factor; published rates are rounded to one or two digits.
RATE_FACTOR = 3.0
CHAIN_ORDER = ("il2d:receptor-alpha-beta-gamma", "il2d:receptor-beta-gamma", "UniProtKB:P14784")
GAMMA = "UniProtKB:P31785"
# Sequence that a computed mass is of, by the form of the chain.
COMPUTED = {"precursor_chain": "precursor", "mature_oxidised": "mature", "mature_reduced": "mature"}
# Features of a chain of which the second begins where the first ends.
FOLLOWS = (
    ("signal_peptide", "mature_chain"),
    ("signal_peptide", "extracellular"),
    ("extracellular", "transmembrane"),
    ("transmembrane", "cytoplasmic"),
)
# What rows of tables of profiles say, each by one group of columns.
PROFILES = {
    "protein_profiles": (("protein_class",), ("location",), ("fold",), ("numbering_offset",), ("disulfide_bonds",)),
    "receptor_form_profiles": (
        ("affinity_class",),
        ("signals",),
        ("il2_copies", "alpha_copies", "beta_copies", "gamma_copies"),
    ),
}
# Methods that have an ECO term of their own: the evidence of such a row must use it.
METHOD_ECO = {
    "surface_plasmon_resonance": "ECO:0001269",
    "isothermal_titration_calorimetry": "ECO:0005647",
    "radioligand_saturation": "ECO:0007009",
    "radioligand_kinetics": "ECO:0007009",
    "quantitative_flow_cytometry": "ECO:0005580",
    "flow_cytometry": "ECO:0005580",
    "surface plasmon resonance": "ECO:0001269",
    "isothermal titration calorimetry": "ECO:0005647",
    "radioligand binding": "ECO:0007009",
    "X-ray diffraction": "ECO:0005670",
    "x_ray_diffraction": "ECO:0005670",
    "flow cytometry": "ECO:0005580",
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
# Tables of residues: the column of the protein, and what stands before the names of the columns of its residue.
RESIDUES_OF = (
    ("contacts", "protein_id", ""),
    ("contacts", "partner_id", "partner_"),
    ("buried_areas", "protein_id", ""),
    ("hot_spots", "protein_id", ""),
)
# Steps that say the same in both directions.
MUTUAL = ("binds", "associates_with", "forms_complex", "not_")
# Columns with an entity of the species that the row is on.
OF_SPECIES = {
    "signalling_edges": ("subject_id", "object_id"),
    "pathway_members": ("gene_id",),
    "receptor_expression": ("target_id",),
}
THREE = {
    "Ala": "A", "Arg": "R", "Asn": "N", "Asp": "D", "Cys": "C", "Gln": "Q", "Glu": "E", "Gly": "G", "His": "H",
    "Ile": "I", "Leu": "L", "Lys": "K", "Met": "M", "Phe": "F", "Pro": "P", "Ser": "S", "Thr": "T", "Trp": "W",
    "Tyr": "Y", "Val": "V",
}  # fmt: skip


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
    "residue-fits",
    "A residue that a row names stands at that position of the stored sequence, in the numbering of the row.",
    "A wrong position or numbering sends an engineer to another residue.",
    reads=("buried_areas", "contacts", "hot_spots", "sequences", "signalling_edges", "substitutions"),
)
def residue_fits(tables: Tables) -> Iterator[Finding]:
    stored = sequences(tables)
    for table, protein, stem in RESIDUES_OF:
        columns = [protein, *(f"{stem}{name}" for name in ("residue", "position", "numbering"))]
        for position, who, residue, at, numbering in tables[table][columns].itertuples():
            chain = stored.get((who, numbering))
            if chain is not None and chain[at - 1 : at] != THREE[residue]:
                yield (
                    table,
                    position,
                    f"{stem}position",
                    f"position {at} of the {numbering} chain is {chain[at - 1 : at] or 'none'}, not {residue}.",
                    "Check the position and the numbering.",
                )
    for table, protein, letter in (
        ("substitutions", "protein_id", "wild_type"),
        ("signalling_edges", "residue_of", "amino_acid"),
    ):
        for row in tables[table].itertuples():
            residue, position = getattr(row, letter), row.position
            sequence = None if pd.isna(row.numbering) else stored.get((getattr(row, protein), row.numbering))
            if pd.isna(residue) or pd.isna(position) or sequence is None:
                continue
            found = sequence[position - 1 : position]
            if found != residue:
                yield (
                    table,
                    row.Index,
                    "position",
                    f"position {position} of the {row.numbering} chain is {found or 'beyond its end'}, not {residue}.",
                    "Check the numbering: precursor = mature + signal peptide (20 for IL-2).",
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
    "kd-rates",
    "Kd agrees with koff over kon, within a factor of three, where one study gives all.",
    "The three are one equation; a factor of a thousand between them is a slip of unit.",
    reads=("affinities", "units"),
)
def kd_rates(tables: Tables) -> Iterator[Finding]:
    frame = tables["affinities"].dropna(subset=["study", "value"])
    factor = unit_factors(tables)
    for _, mine in frame.groupby(["study", "ligand_id", "target_id", "species"]):
        by = dict(list(mine.groupby("quantity")))
        if not all(len(by.get(q, [])) == 1 for q in ("Kd", "kon", "koff")):
            continue
        kd, kon, koff = (float(by[q]["value"].iloc[0]) * factor[by[q]["unit"].iloc[0]] for q in ("Kd", "kon", "koff"))
        ratio = kd / (koff / kon)
        if not 1 / RATE_FACTOR <= ratio <= RATE_FACTOR:
            yield (
                "affinities",
                by["Kd"].index[0],
                "value",
                f"Kd is {ratio:.3g} times koff/kon of the same study.",
                "Check value and unit of the three rows.",
            )


@rule(
    "affinity-order",
    "IL-2 binds the alpha-beta-gamma form tighter than beta-gamma, and beta-gamma tighter than beta alone.",
    "The three classes are a hundredfold apart; a measurement between them belongs to another form.",
    reads=("affinities", "units"),
)
def affinity_order(tables: Tables) -> Iterator[Finding]:
    frame = tables["affinities"]
    factor = frame["unit"].map(unit_factors(tables))
    middle = (frame["lower"] * frame["upper"]) ** 0.5
    molar = (frame["value"].fillna(middle) * factor)[
        (frame["ligand_id"] == IL2) & (frame["quantity"] == "Kd") & (frame["species"] == "Homo sapiens")
    ]
    for tight, loose in pairwise(CHAIN_ORDER):
        target = frame.loc[molar.index, "target_id"]
        ceiling = molar[target == loose].median()
        for position in molar.index[(target == tight) & (molar >= ceiling)]:
            yield (
                "affinities",
                position,
                "value",
                (
                    f"{molar[position]:.3g} mol/L is no tighter than {ceiling:.3g} mol/L, the median of the next weaker"
                    " form."
                ),
                "Check value, unit and receptor form.",
            )


@rule(
    "gamma-alone",
    "No row says that IL-2 binds the gamma chain alone tighter than 0.1 mmol/L.",
    "Gamma alone has hardly any affinity for IL-2; a row with a tighter constant belongs to another form.",
    reads=("affinities", "units"),
)
def gamma_alone(tables: Tables) -> Iterator[Finding]:
    frame = tables["affinities"]
    factor = frame["unit"].map(unit_factors(tables))
    binds = (
        (frame["ligand_id"] == IL2)
        & (frame["target_id"] == GAMMA)
        & (frame["quantity"] == "Kd")
        & (frame["value"] * factor < 1e-4)
    )
    for position in frame.index[binds]:
        yield (
            "affinities",
            position,
            "target_id",
            "a binding constant of IL-2 for gamma alone.",
            "Name the receptor form that was measured, or enter no_binding.",
        )


@rule(
    "no-binding",
    "Where no binding was seen there is no value; what was tested up to stands only there.",
    "A value beside no binding reads as a constant, and a limit of testing beside a constant as its bound.",
    reads=("affinities",),
)
def no_binding(tables: Tables) -> Iterator[Finding]:
    frame = tables["affinities"]
    absent = frame["quantity"] == "no_binding"
    for position in frame.index[absent & frame[["relation", "unit"]].notna().any(axis=1)]:
        yield (
            "affinities",
            position,
            "relation",
            "no binding was seen, and the row has a relation or a unit.",
            "Enter the highest concentration tested in tested_up_to, or correct the quantity.",
        )
    for position in frame.index[~absent & frame[["value", "lower", "upper"]].isna().all(axis=1)]:
        yield (
            "affinities",
            position,
            "value",
            f"{frame.at[position, 'quantity']} without a number.",
            "Enter the number, or write no_binding.",
        )
    for position in frame.index[~absent & frame["tested_up_to"].notna()]:
        yield (
            "affinities",
            position,
            "tested_up_to",
            "a concentration tested that bounds nothing.",
            "Keep it where no binding was seen.",
        )
    yield from together(tables, "affinities", ("tested_up_to", "tested_up_to_unit"))


@rule(
    "ratio-reference",
    "A ratio has what it is relative to: another ligand for affinities, another receptor form for rates; nothing else"
    " has.",
    "Thirty times is no number without of what.",
    reads=("affinities", "agents", "proteins"),
)
def ratio_reference(tables: Tables) -> Iterator[Finding]:
    frame = tables["affinities"]
    ligands = {*tables["agents"]["agent_id"], *tables["proteins"]["protein_id"]}
    for row in frame.itertuples():
        ratio = row.quantity == "relative_affinity" or row.quantity.endswith("_ratio")
        if ratio == pd.isna(row.reference_id):
            yield (
                "affinities",
                row.Index,
                "reference_id",
                f"{row.quantity} {'without' if ratio else 'with'} a reference.",
                "Name what a ratio is relative to, and only there.",
            )
        elif ratio and (
            row.reference_id in (row.ligand_id, row.target_id)
            or (row.quantity == "relative_affinity") != (row.reference_id in ligands)
        ):
            yield (
                "affinities",
                row.Index,
                "reference_id",
                f"{row.quantity} relative to {row.reference_id}.",
                "Name the other ligand of an affinity, the other form of a ratio of rates.",
            )


@rule(
    "potency-time",
    "A potency of phosphorylation has its time of stimulation, with unit.",
    "The half-maximal concentration moves severalfold between half an hour and four.",
    reads=("potencies",),
)
def potency_time(tables: Tables) -> Iterator[Finding]:
    frame = tables["potencies"]
    for position in frame.index[frame["time"].isna() & frame["readout"].str.endswith("phosphorylation")]:
        yield "potencies", position, "time", "the time of stimulation is missing.", "Enter it from the source."
    yield from together(tables, "potencies", ("time", "time_unit"))


@rule(
    "species-fits",
    "A row of one species cites proteins of that species.",
    "A mouse accession in a human row brings a mouse sequence into a human model.",
    reads=("genes", "proteins", "receptor_abundance", "receptor_subunits", "structure_components"),
)
def species_fits(tables: Tables) -> Iterator[Finding]:
    home = species_of(tables)
    for table in ("receptor_subunits", "receptor_abundance", "structure_components"):
        frame = tables[table]
        if "species" not in frame:
            continue
        for column in set(frame.columns) & {"protein_id", "target_id"}:
            species = frame[column].map(home)
            for position in frame.index[species.notna() & frame["species"].notna() & (species != frame["species"])]:
                yield (
                    table,
                    position,
                    column,
                    (
                        f"{frame.at[position, column]} is of {species[position]}, the row of"
                        f" {frame.at[position, 'species']}."
                    ),
                    "Cite the protein of the row's species, or correct the species.",
                )


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
    "receptor-chains",
    "The three forms of the receptor have the chains that define them.",
    "A dropped subunit turns the high-affinity form into another one.",
    reads=("receptor_subunits",),
)
def receptor_chains(tables: Tables) -> Iterator[Finding]:
    alpha, beta = "UniProtKB:P01589", "UniProtKB:P14784"
    defined = {
        "il2d:receptor-alpha": {alpha},
        "il2d:receptor-beta-gamma": {beta, GAMMA},
        "il2d:receptor-alpha-beta-gamma": {alpha, beta, GAMMA},
        "il2d:receptor-alpha-beta": {alpha, beta},
    }
    frame = tables["receptor_subunits"]
    for form, mine in frame.groupby("receptor_form_id"):
        found = set(mine["protein_id"])
        if form in defined and found != defined[str(form)]:
            yield (
                "receptor_subunits",
                mine.index[0],
                "protein_id",
                f"{form} has {', '.join(sorted(found))}, expected {', '.join(sorted(defined[str(form)]))}.",
                "Restore the chain that is missing, or remove the one too many.",
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
    "entity-species",
    "A row on one species names genes and proteins of that species.",
    "A mouse experiment under a human identifier passes for a human one.",
    reads=("genes", "pathway_members", "proteins", "receptor_expression", "signalling_edges"),
)
def entity_species(tables: Tables) -> Iterator[Finding]:
    species = species_of(tables)
    for table, columns in OF_SPECIES.items():
        frame = tables[table]
        for column in columns:
            of = frame[column].map(species)
            for position in frame.index[
                of.notna()
                & frame["species"].isin(["Homo sapiens", "Mus musculus", "Rattus norvegicus"])
                & (of != frame["species"])
            ]:
                yield (
                    table,
                    position,
                    column,
                    f"{frame.at[position, column]} is of {of[position]}, the row of {frame.at[position, 'species']}.",
                    "Name the gene or protein of the species in which it was seen.",
                )


@rule(
    "evidence-eco-method",
    "The ECO code fits the method that the row names.",
    "A radioligand assay entered as surface plasmon resonance misleads whoever compares methods.",
    reads=(EACH, "evidence"),
)
def eco_method(tables: Tables) -> Iterator[Finding]:
    specific = set(METHOD_ECO.values())
    evidence = tables["evidence"]
    for table, frame in fact_tables(tables).items():
        if "method" not in frame:
            continue
        # A method may be named more closely in parentheses; two methods in one cell fit no single term.
        expected = frame.set_index("fact_id")["method"].str.split(" (", regex=False).str[0].map(METHOD_ECO).dropna()
        mine = evidence[evidence["fact_id"].isin(expected.index) & (evidence["stance"] == "supports")]
        wrong = mine["eco"].isin(specific) & (mine["eco"] != mine["fact_id"].map(expected))
        for position in mine.index[wrong]:
            yield (
                "evidence",
                position,
                "eco",
                f"{mine.at[position, 'eco']} does not fit the method of {mine.at[position, 'fact_id']} in {table}.",
                f"Write {expected[mine.at[position, 'fact_id']]}, or correct the method.",
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
    "feature-residue",
    "The residue of a feature stands at its ends in the stored precursor; a disulfide bond joins two.",
    "Cys58 sends an engineer to residue 58.",
    reads=("sequence_features", "sequences"),
)
def feature_residue(tables: Tables) -> Iterator[Finding]:
    stored, frame = sequences(tables), tables["sequence_features"]
    for row in frame.dropna(subset=["residue", "start", "end"]).itertuples():
        sequence = stored.get((row.protein_id, "precursor"), "")
        for column, position in (("start", row.start), ("end", row.end)):
            found = sequence[position - 1 : position]
            if sequence and found != THREE[row.residue]:
                yield (
                    "sequence_features",
                    row.Index,
                    column,
                    f"residue {position} of the precursor is {found or 'beyond its end'}, not {row.residue}.",
                    "Check the position; it counts in the precursor.",
                )
    for position in frame.index[(frame["kind"] == "disulfide_bond") & (frame["start"] == frame["end"])]:
        yield "sequence_features", position, "end", "a bond of a cysteine with itself.", "Enter both cysteines."


@rule(
    "feature-span",
    "A feature's ends, its length and its numbers in the mature chain agree with each other and with the stored"
    " sequences.",
    "Four numbers say the same thing; a slip in one shows against the others.",
    reads=("sequence_features", "sequences"),
)
def feature_span(tables: Tables) -> Iterator[Finding]:
    frame, chains = tables["sequence_features"], tables["sequences"]
    whole = chains[chains["form"] == "precursor"].set_index("entity_id")["length"]
    offset = chains[chains["form"] == "mature"].set_index("entity_id")["start"] - 1
    for row in frame.dropna(subset=["start", "end"]).itertuples():
        if row.start > row.end or row.end > whole.get(row.protein_id, row.end):
            yield (
                "sequence_features",
                row.Index,
                "end",
                f"from {row.start} to {row.end} of {whole.get(row.protein_id, 'unknown')} residues.",
                "Correct the ends.",
            )
        elif row.kind != "disulfide_bond" and not pd.isna(row.length) and row.length != row.end - row.start + 1:
            yield (
                "sequence_features",
                row.Index,
                "length",
                f"{row.length} residues from {row.start} to {row.end}.",
                "Correct the ends or the length.",
            )
        for column, here, mature in (
            ("mature_start", row.start, row.mature_start),
            ("mature_end", row.end, row.mature_end),
        ):
            if not pd.isna(mature) and row.protein_id in offset and here - mature != offset[row.protein_id]:
                yield (
                    "sequence_features",
                    row.Index,
                    column,
                    (
                        f"{mature} of the mature chain, {here} of the precursor: expected {offset[row.protein_id]}"
                        " between them."
                    ),
                    "Count again; the precursor has the signal peptide more.",
                )


@rule(
    "feature-chain",
    "The mature chain begins where the signal peptide ends, and the parts of a membrane protein follow each other.",
    "A gap or an overlap puts residues on the wrong side of the membrane.",
    reads=("sequence_features",),
)
def feature_chain(tables: Tables) -> Iterator[Finding]:
    frame = tables["sequence_features"]
    for _, mine in frame.dropna(subset=["start", "end"]).groupby("protein_id"):
        ends = {row.kind: row for row in mine.itertuples() if row.kind in {kind for pair in FOLLOWS for kind in pair}}
        for first, second in FOLLOWS:
            if first in ends and second in ends and ends[second].start != ends[first].end + 1:
                yield (
                    "sequence_features",
                    ends[second].Index,
                    "start",
                    (
                        f"the {second.replace('_', ' ')} starts at {ends[second].start}, the {first.replace('_', ' ')}"
                        f" ends at {ends[first].end}."
                    ),
                    "Check both in the record.",
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
    "gene-place",
    "A gene lies on one chromosome; its band names that chromosome, its bases stand in order, and a length in an"
    " assembly is that of its place there.",
    "Coordinates that count from 0 are off by one, and swapped ends by the gene.",
    reads=("gene_locations", "gene_structures"),
)
def gene_place(tables: Tables) -> Iterator[Finding]:
    places, structures = tables["gene_locations"], tables["gene_structures"]
    chromosome = places.groupby("gene_id")["chromosome"].agg(lambda found: found.mode().iloc[0])
    for row in places.itertuples():
        if row.chromosome != chromosome[row.gene_id]:
            yield (
                "gene_locations",
                row.Index,
                "chromosome",
                f"{row.gene_id} lies on {chromosome[row.gene_id]} elsewhere.",
                "Check the gene and the chromosome.",
            )
        elif not pd.isna(row.band) and not str(row.band).startswith((f"{row.chromosome}p", f"{row.chromosome}q")):
            yield (
                "gene_locations",
                row.Index,
                "band",
                f"{row.band} is no band of chromosome {row.chromosome}.",
                "Correct the band or the chromosome.",
            )
        if (
            pd.isna(row.band) == pd.isna(row.start)
            or len({pd.isna(row.start), pd.isna(row.end), pd.isna(row.assembly), pd.isna(row.strand)}) > 1
        ):
            yield (
                "gene_locations",
                row.Index,
                "start",
                "the row gives neither a band alone nor assembly, strand and both ends.",
                "Enter the one or the other.",
            )
        elif not pd.isna(row.start) and row.start > row.end:
            yield "gene_locations", row.Index, "end", f"from {row.start} to {row.end}.", "Count on the plus strand."
    spans = {
        (row.gene_id, row.assembly): row.end - row.start + 1
        for row in places.dropna(subset=["start", "end"]).itertuples()
    }
    for row in structures[structures["feature"] == "gene_length"].dropna(subset=["assembly"]).itertuples():
        span = spans.get((row.gene_id, row.assembly), row.value)
        if row.value != span:
            yield (
                "gene_structures",
                row.Index,
                "value",
                f"{row.value:g} bases, and its place in {row.assembly} has {span}.",
                "Check the ends and the length.",
            )


@rule(
    "exon-parts",
    "The coding parts of a gene's exons follow each other and make up the precursor; there are no more of them than"
    " exons, and one intron less than exons.",
    "A residue that no exon codes for, or two do, is a slip of the count.",
    reads=("gene_structures", "proteins", "sequences"),
)
def exon_parts(tables: Tables) -> Iterator[Finding]:
    frame, stored = tables["gene_structures"], sequences(tables)
    protein = dict(zip(tables["proteins"]["gene_id"], tables["proteins"]["protein_id"], strict=True))
    for gene, mine in frame.groupby("gene_id"):
        count = dict(zip(mine["feature"], mine["value"], strict=True))
        parts = mine[mine["feature"] == "coding_part"].sort_values("exon")
        if {"exon_count", "intron_count"} <= count.keys() and count["exon_count"] != count["intron_count"] + 1:
            yield (
                "gene_structures",
                mine.index[mine["feature"] == "intron_count"][0],
                "value",
                f"{count['intron_count']:g} introns between {count['exon_count']:g} exons.",
                "Check both counts.",
            )
        due = 1
        for row in parts.itertuples():
            if (
                row.first_residue != due
                or row.value != row.last_residue - row.first_residue + 1
                or row.exon > count.get("exon_count", row.exon)
            ):
                yield (
                    "gene_structures",
                    row.Index,
                    "first_residue",
                    (
                        f"exon {row.exon} codes for {row.value:g} residues from {row.first_residue} to"
                        f" {row.last_residue}, expected a start at {due}."
                    ),
                    "Count the residues again.",
                )
            due = row.last_residue + 1
        whole = stored.get((protein.get(str(gene), ""), "precursor"), "")
        if len(parts) and whole and due != len(whole) + 1:
            yield (
                "gene_structures",
                parts.index[-1],
                "last_residue",
                f"the exons end at residue {due - 1} of {len(whole)}.",
                "Count the residues again.",
            )


@rule(
    "residue-of",
    "A step's residue is whole, amino acid, position, numbering, protein and role, and of the protein at one of its two"
    " ends.",
    "A residue without its protein, or of a third one, is a number without sense.",
    reads=("proteins", "signalling_edges"),
)
def residue_of(tables: Tables) -> Iterator[Finding]:
    frame = tables["signalling_edges"]
    gene = dict(zip(tables["proteins"]["protein_id"], tables["proteins"]["gene_id"], strict=True))
    for row in frame.itertuples():
        cells = [
            pd.isna(cell) for cell in (row.amino_acid, row.position, row.numbering, row.residue_of, row.residue_role)
        ]
        if len(set(cells)) > 1:
            yield (
                "signalling_edges",
                row.Index,
                "residue_of",
                f"residue {row.amino_acid} {row.position} of {row.residue_of}.",
                "Fill all five cells or none.",
            )
        elif not pd.isna(row.residue_of) and not {row.residue_of, gene.get(row.residue_of)} & {
            row.subject_id,
            row.object_id,
        }:
            yield (
                "signalling_edges",
                row.Index,
                "residue_of",
                f"{row.residue_of} is neither end of the step.",
                "Name the protein that bears the residue.",
            )


@rule(
    "residue-both",
    "The two positions of a residue lie as far apart as those of every other residue of its protein, the precursor's"
    " ahead.",
    "Mature and precursor numbering are the commonest confusion of this field.",
    reads=("signalling_edges",),
)
def residue_both(tables: Tables) -> Iterator[Finding]:
    frame = tables["signalling_edges"].dropna(subset=["other_position", "numbering"])
    ahead = (frame["other_position"] - frame["position"]).where(
        frame["numbering"] == "mature", frame["position"] - frame["other_position"]
    )
    usual = ahead.groupby(frame["residue_of"]).transform(lambda shifts: shifts.mode().iloc[0])
    for position in frame.index[(ahead <= 0) | (ahead != usual)]:
        yield (
            "signalling_edges",
            position,
            "other_position",
            (
                f"{frame.at[position, 'position']} ({frame.at[position, 'numbering']}) and"
                f" {frame.at[position, 'other_position']} are {ahead[position]} apart, not {usual[position]}."
            ),
            "Precursor = mature + signal peptide (26 for the beta chain).",
        )


@rule(
    "association-verdict",
    "An association's verdict agrees with its interval and p value.",
    "Associated and not associated are one word apart.",
    reads=("genetic_associations",),
)
def verdict(tables: Tables) -> Iterator[Finding]:
    frame = tables["genetic_associations"]
    for row in frame.itertuples():
        across = None if pd.isna(row.lower) or pd.isna(row.upper) else bool(row.lower < 1 < row.upper)
        if (
            row.relation == "associated_with"
            and pd.isna(row.remark)
            and (across or (not pd.isna(row.p_value) and row.p_value > 0.05))
        ):
            yield (
                "genetic_associations",
                row.Index,
                "relation",
                f"{row.relation} with {row.lower} to {row.upper}, P = {row.p_value}.",
                "Correct the relation or the numbers, or explain in the remark.",
            )
        if (
            row.relation == "not_associated_with"
            and pd.isna(row.remark)
            and (across is False or (not pd.isna(row.p_value) and row.p_value < 0.05))
        ):
            yield (
                "genetic_associations",
                row.Index,
                "relation",
                f"not associated with {row.lower} to {row.upper}, P = {row.p_value}.",
                "Correct the relation or the numbers, or explain in the remark.",
            )
        if pd.isna(row.effect_measure) != pd.isna(row.value):
            yield (
                "genetic_associations",
                row.Index,
                "effect_measure",
                f"{row.effect_measure} with the value {row.value}.",
                "Name the measure of the value, or leave both empty.",
            )


@rule(
    "allele-direction",
    "A higher or lower risk is that of an allele and on the side of 1 that its odds ratio says; no allele, no"
    " direction.",
    "The odds ratio of one allele is the inverse of the other's: without the letter its sign is a coin toss.",
    reads=("genetic_associations",),
)
def allele_direction(tables: Tables) -> Iterator[Finding]:
    frame = tables["genetic_associations"]
    for row in frame.itertuples():
        direction = None if pd.isna(row.direction) else row.direction
        if (direction == "none") != (row.relation == "not_associated_with") or (direction is None) != (
            row.relation == "candidate_causal"
        ):
            yield (
                "genetic_associations",
                row.Index,
                "direction",
                f"{row.relation} with the direction {direction}.",
                "Write none where no association was found, unknown where the source does not say.",
            )
        elif direction in ("risk", "protective"):
            if pd.isna(row.effect_allele):
                yield (
                    "genetic_associations",
                    row.Index,
                    "effect_allele",
                    f"{direction} of no allele.",
                    "Enter the allele, or make the direction unknown.",
                )
            elif not pd.isna(row.value) and (row.value > 1) != (direction == "risk"):
                yield (
                    "genetic_associations",
                    row.Index,
                    "direction",
                    f"{direction} with an odds ratio of {row.value}.",
                    "Correct the direction or the allele.",
                )


@rule(
    "allele-pair",
    "The two alleles of a variant are two letters, and the same two in all rows whose strand is settled.",
    "A/G of one paper are T/C of another; unaligned they contradict each other.",
    reads=("genetic_associations",),
)
def allele_pair(tables: Tables) -> Iterator[Finding]:
    frame = tables["genetic_associations"]
    for position in frame.index[(frame["effect_allele"] == frame["other_allele"]).fillna(False)]:
        yield (
            "genetic_associations",
            position,
            "other_allele",
            f"{frame.at[position, 'other_allele']} against itself.",
            "Correct one of the two.",
        )
    yield from together(tables, "genetic_associations", ("effect_allele", "strand"), ("effect_allele", "allele_source"))
    settled = frame[frame["strand"].isin(["forward", "aligned"]) & frame["other_allele"].notna()]
    pairs = (
        settled["effect_allele"].where(settled["effect_allele"] < settled["other_allele"], settled["other_allele"])
        + "/"
        + settled["effect_allele"].where(settled["effect_allele"] > settled["other_allele"], settled["other_allele"])
    )
    for _, own in pairs.groupby(settled["subject_id"]):
        for position in own.index[own != own.mode()[0]]:
            yield (
                "genetic_associations",
                position,
                "effect_allele",
                f"{own[position]}, elsewhere {own.mode()[0]}.",
                "Turn the letters to the strand of the other rows.",
            )


@rule(
    "variant-gene",
    "A row's gene is the gene of its variant, or the gene that it is about.",
    "The gene in the sentence is what a reader takes home.",
    reads=("genetic_associations", "mendelian_disorders", "variants"),
)
def variant_gene(tables: Tables) -> Iterator[Finding]:
    genes = dict(zip(tables["variants"]["variant_id"], tables["variants"]["gene_id"], strict=True))
    for table, column in (("genetic_associations", "subject_id"), ("mendelian_disorders", "variant_id")):
        frame = tables[table].dropna(subset=[column])
        for position in frame.index[frame[column].map(genes).fillna(frame[column]) != frame["gene_id"]]:
            yield (
                table,
                position,
                "gene_id",
                f"{frame.at[position, column]} is not of {frame.at[position, 'gene_id']}.",
                "Write the gene of the variant.",
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
    "effect-molecule",
    "The gene or protein that is the cause belongs to the animal of the row, or was given to it.",
    "What mouse Il2 does when deleted is no effect of human IL-2.",
    reads=("effects", "genes", "proteins"),
)
def effect_molecule(tables: Tables) -> Iterator[Finding]:
    species = species_of(tables)
    for row in tables["effects"].itertuples():
        own, said = species.get(row.cause_id), None if pd.isna(row.molecule_species) else row.molecule_species
        other = own is not None and not pd.isna(row.species) and own != row.species
        if said not in (None, own) or (other and said is None):
            yield (
                "effects",
                row.Index,
                "molecule_species",
                f"{row.cause_id} as of {said} in {row.species}.",
                "Name the molecule of the animal, or say of which species the one was that it was given.",
            )
        if other and row.perturbation != "added":
            yield (
                "effects",
                row.Index,
                "cause_id",
                f"{row.cause_id}, {row.perturbation}, in {row.species}.",
                "Name the gene or protein of that species; only what was added can be of another.",
            )


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


@rule(
    "regulation-species",
    "The genes of a row about the regulation of the IL-2 gene are of the species of the row.",
    "Aiolos of the mouse silences Il2 of the mouse.",
    reads=("genes", "proteins", "regulation"),
)
def regulation_species(tables: Tables) -> Iterator[Finding]:
    species = species_of(tables)
    frame = tables["regulation"].dropna(subset=["species"])
    for column in ("target_id", "regulator_id"):
        own = frame[column].map(species)
        for position in frame.index[own.notna() & (own != frame["species"])]:
            yield (
                "regulation",
                position,
                column,
                f"{frame.at[position, column]} in {frame.at[position, 'species']}.",
                "Name the gene of that species.",
            )


@rule(
    "expression-whole",
    "What is induced has its stimulus, and of a gene only the transcript was measured.",
    "Induced by what is the finding; a transcript proves no receptor on the cell.",
    reads=("genes", "receptor_expression"),
)
def expression_whole(tables: Tables) -> Iterator[Finding]:
    frame = tables["receptor_expression"]
    for position in frame.index[(frame["presence"] == "induced") & frame["stimulus"].isna()]:
        yield "receptor_expression", position, "stimulus", "induced, and the stimulus is empty.", "Name the stimulus."
    transcript = (frame["measured"] == "transcript").fillna(False)
    for position in frame.index[frame["target_id"].isin(tables["genes"]["gene_id"]) != transcript]:
        yield (
            "receptor_expression",
            position,
            "measured",
            f"{frame.at[position, 'measured']} of {frame.at[position, 'target_id']}.",
            "Name the gene for a transcript, the chain or form for anything else.",
        )


@rule(
    "chains-once",
    "A chain of a structure is one letter and belongs to one component.",
    "Chain letters are how a structure is opened.",
    reads=("structure_components",),
)
def chains_once(tables: Tables) -> Iterator[Finding]:
    frame = tables["structure_components"]
    taken: set[tuple[str, str]] = set()
    for row in frame.dropna(subset=["chains"]).itertuples():
        chains = row.chains.split(", ")
        if not all(re.fullmatch(r"[A-Z0-9]{1,2}", chain) for chain in chains):
            yield (
                "structure_components",
                row.Index,
                "chains",
                f"{row.chains!r} are no chain letters.",
                "Write letters with a comma and a blank between.",
            )
        doubled = {(row.structure_id, chain) for chain in chains} & taken
        if doubled or len(set(chains)) < len(chains):
            yield (
                "structure_components",
                row.Index,
                "chains",
                f"a chain of {row.structure_id} stands twice.",
                "Correct the chains or the structure.",
            )
        taken |= {(row.structure_id, chain) for chain in chains}


@rule(
    "component-part",
    "The residues of a structure's component lie in the stored chain, in order, and those of an ectodomain in or next"
    " to the extracellular part.",
    "A construct counted in mature numbers is off by the signal peptide.",
    reads=("sequence_features", "sequences", "structure_components"),
)
def component_part(tables: Tables) -> Iterator[Finding]:
    stored, features = sequences(tables), tables["sequence_features"]
    outside = features[features["kind"] == "extracellular"].dropna(subset=["start", "end"]).set_index("protein_id")
    for row in tables["structure_components"].dropna(subset=["first_residue", "last_residue"]).itertuples():
        length = len(stored.get((row.entity_id, "precursor"), "")) or row.last_residue
        if not row.first_residue <= row.last_residue <= length:
            yield (
                "structure_components",
                row.Index,
                "last_residue",
                f"residues {row.first_residue} to {row.last_residue} of {length}.",
                "Count in the precursor.",
            )
        elif (
            not pd.isna(row.fragment)
            and row.fragment == "ectodomain"
            and row.entity_id in outside.index
            and not outside.at[row.entity_id, "start"] - 1
            <= row.first_residue
            <= row.last_residue
            <= outside.at[row.entity_id, "end"]
        ):
            yield (
                "structure_components",
                row.Index,
                "first_residue",
                f"residues {row.first_residue} to {row.last_residue} are not outside the membrane.",
                "Check the residues and the part.",
            )


@rule(
    "subunit-role",
    "A chain has one role in all forms of the receptor.",
    "Beta binds and signals wherever it stands.",
    reads=("receptor_subunits",),
)
def subunit_role(tables: Tables) -> Iterator[Finding]:
    frame = tables["receptor_subunits"].dropna(subset=["role"])
    for protein, mine in frame.groupby("protein_id"):
        common = mine["role"].mode().iloc[0]
        for position in mine.index[mine["role"] != common]:
            yield (
                "receptor_subunits",
                position,
                "role",
                f"{protein} {mine.at[position, 'role']} here and {common} elsewhere.",
                "Correct the role.",
            )


@rule(
    "system-species",
    "What was seen in the clinic was seen in man, and what was seen in vivo, ex vivo or in the clinic has its species.",
    "A living system is one of a species.",
    reads=(EACH,),
)
def system_species(tables: Tables) -> Iterator[Finding]:
    for table, frame in fact_tables(tables).items():
        if not {"system", "species"} <= set(frame.columns):
            continue
        clinical = (frame["system"] == "clinical").fillna(False)
        for position in frame.index[clinical & (frame["species"] != "Homo sapiens").fillna(True)]:
            yield (
                table,
                position,
                "species",
                f"clinical in {frame.at[position, 'species']}.",
                "Correct the system or the species.",
            )
        for position in frame.index[frame["system"].isin(["in vivo", "ex vivo"]) & frame["species"].isna()]:
            yield (
                table,
                position,
                "species",
                f"{frame.at[position, 'system']} without species.",
                "Enter the species of the source.",
            )
