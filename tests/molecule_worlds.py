"""Made-up rows of the molecule, its receptor and its signals."""

from __future__ import annotations

from world import World

IL2, ALPHA, BETA, GAMMA = "UniProtKB:P60568", "UniProtKB:P01589", "UniProtKB:P14784", "UniProtKB:P31785"
CHAINS = {
    IL2: ("Interleukin-2", "proteins"),
    ALPHA: ("Alpha chain", "proteins"),
    BETA: ("Beta chain", "proteins"),
    GAMMA: ("Gamma chain", "proteins"),
}
PRECURSOR = "MYRMQLLSCIALSLALVTNSAPTSSSTKKTQLQLEHLLLDLQMILNGINNYKNPKLTRMLTFKFYMPKKATELKHL"


def sequence() -> World:
    contact = {"protein_id": IL2, "numbering": "mature", "partner_numbering": "precursor"}
    change = {"protein_id": IL2, "numbering": "mature", "kind": "substitution"}
    return World(
        {**CHAINS, "x:a": "Mutein A", "x:b": "Mutein with a rather long name B", "x:c": "Mutein C"},
        sequences=[
            {"fact_id": "seq-1", "entity_id": IL2, "chain": "only", "form": "precursor", "start": 1,
             "end": len(PRECURSOR), "length": len(PRECURSOR), "sequence": PRECURSOR},
            {"fact_id": "seq-2", "entity_id": IL2, "chain": "only", "form": "mature", "start": 21,
             "end": len(PRECURSOR), "length": len(PRECURSOR) - 20, "sequence": PRECURSOR[20:]},
        ],
        sequence_features=[
            {"fact_id": "fea-1", "protein_id": IL2, "kind": "signal_peptide", "start": 1, "end": 20},
            {"fact_id": "fea-2", "protein_id": IL2, "kind": "glycosylation_site", "start": 23, "end": 23,
             "residue": "Thr"},
            {"fact_id": "fea-3", "protein_id": IL2, "kind": "disulfide_bond", "start": 9, "end": 47, "residue": None},
            {"fact_id": "fea-4", "protein_id": ALPHA, "kind": "signal_peptide", "start": 1, "end": 21},
        ],
        contacts=[
            {"fact_id": "con-1", "position": 12, "residue": "Leu", "partner_id": BETA, "partner_residue": "Gln",
             "partner_position": 214, "kind": "van_der_waals", **contact},
            {"fact_id": "con-2", "position": 12, "residue": "Leu", "partner_id": GAMMA, "partner_residue": "Ser",
             "partner_position": 5, "kind": "hydrogen_bond", **contact},
            {"fact_id": "con-3", "position": 43, "residue": "Lys", "partner_id": ALPHA, "partner_residue": "Glu",
             "partner_position": 50, "kind": "salt_bridge", **contact},
        ],
        substitutions=[
            {"fact_id": "mut-1", "agent_id": "x:a", "position": 42, "wild_type": "F", "variant": "A",
             "effect": "removes_alpha_binding", "effect_of": "this_change_alone", **change},
            {"fact_id": "mut-2", "agent_id": "x:a", "position": 43, "wild_type": "K", "variant": "N",
             "effect": "reduces_beta_gamma_binding", "effect_of": "whole_molecule", **change},
            {"fact_id": "mut-3", "agent_id": "x:b", "position": 1, "wild_type": "A", **change | {"kind": "deletion"}},
            {"fact_id": "mut-4", "agent_id": "x:b", "position": 38, "wild_type": "R",
             "effect": "raises_beta_binding", "effect_of": "this_change_alone", **change},
            {"fact_id": "mut-5", "agent_id": "x:c", "effect": "extends_half_life", "remark": "a polymer",
             **change | {"kind": "attachment", "numbering": None}},
            {"fact_id": "mut-6", "agent_id": "x:a", **change | {"kind": "attachment", "numbering": None}},
            {"fact_id": "mut-7", "agent_id": "x:c", "position": 20, "wild_type": "D", "variant": "T",
             "effect": "reduces_beta_binding", "effect_of": "this_change_alone", **change},
            {"fact_id": "mut-8", "agent_id": "x:c", "position": 21, "wild_type": PRECURSOR[40], "variant": "W",
             "effect": "raises_alpha_binding", "effect_of": "this_change_alone", **change},
        ],
    )  # fmt: skip


def receptor_forms() -> World:
    kd = {"ligand_id": IL2, "quantity": "Kd", "receptor_state": "on_cells", "relation": "=", "unit": "nmol/L"}
    human = {"species": "Homo sapiens"}
    low, high = "il2d:receptor-alpha", "il2d:receptor-alpha-beta-gamma"
    return World(
        {
            **CHAINS,
            low: ("Low-affinity receptor", "receptor_forms"),
            high: ("High-affinity receptor of three chains", "receptor_forms"),
            "CL:1": ("T cell (mature)", "cell_types"),
            "CL:2": ("NK cell", "cell_types"),
        },
        receptor_subunits=[
            {"fact_id": "sub-1", "receptor_form_id": low, "protein_id": ALPHA, "role": "binds_ligand", **human},
            {"fact_id": "sub-2", "receptor_form_id": high, "protein_id": ALPHA, "role": "binds_ligand", **human},
            {"fact_id": "sub-3", "receptor_form_id": high, "protein_id": BETA, "copies": 1, **human},
            {"fact_id": "sub-4", "receptor_form_id": high, "protein_id": GAMMA, "copies": 2, **human},
        ],
        receptor_form_profiles=[
            {"fact_id": "pro-1", "receptor_form_id": low, "affinity_class": "low"},
            {"fact_id": "pro-2", "receptor_form_id": low, "signals": False},
            {"fact_id": "pro-3", "receptor_form_id": high, "signals": True},
            {"fact_id": "pro-4", "receptor_form_id": high, "alpha_copies": 1},
        ],
        affinities=[
            {"fact_id": "aff-1", "target_id": low, "value": 10.0, "cell_type_id": "CL:1", **kd, **human},
            {"fact_id": "aff-2", "target_id": low, "value": 28.0, "species": "Mus musculus", **kd},
            {"fact_id": "aff-3", "target_id": high, "lower": 0.01, "upper": 0.04, **kd, **human},
            {"fact_id": "aff-4", "target_id": high, "value": 5.0, **kd | {"receptor_state": "ectodomain"}, **human},
        ],
        sequence_features=[
            {"fact_id": "fea-1", "protein_id": ALPHA, "kind": "cytoplasmic", "length": 13},
            {"fact_id": "fea-2", "protein_id": BETA, "kind": "cytoplasmic", "length": 286},
        ],
        receptor_expression=[
            {"fact_id": "exp-1", "cell_type_id": "CL:1", "target_id": ALPHA, "presence": "present", **human},
            {"fact_id": "exp-2", "cell_type_id": "CL:1", "target_id": ALPHA, "presence": "induced", "stimulus": "PHA",
             "status_of_fact": "disputed", **human},
            {"fact_id": "exp-3", "cell_type_id": "CL:2", "target_id": high, "presence": "absent", **human},
            {"fact_id": "exp-4", "cell_type_id": "CL:2", "target_id": BETA, "presence": "present", "share": "some",
             "species": "Mus musculus"},
            {"fact_id": "exp-5", "cell_type_id": "CL:1", "target_id": high, "presence": "present", **human},
        ],
    )  # fmt: skip


def signalling() -> World:
    human = {"species": "Homo sapiens"}
    jak1, stat5, akt, cd25 = "HGNC:6190", "HGNC:11366", "HGNC:391", "HGNC:6008"
    return World(
        {**CHAINS, jak1: ("JAK1", "genes"), stat5: ("STAT5A", "genes"), akt: ("AKT1", "genes"),
         cd25: ("IL2RA", "genes")},
        genes=[
            {"gene_id": name, "symbol": symbol, "name": symbol, "species": "Homo sapiens"}
            for name, symbol in ((jak1, "JAK1"), (stat5, "STAT5A"), (akt, "AKT1"), (cd25, "IL2RA"))
        ],
        signalling_edges=[
            {"fact_id": "edg-1", "subject_id": IL2, "relation": "binds", "object_id": BETA, **human},
            {"fact_id": "edg-2", "subject_id": BETA, "relation": "binds", "object_id": jak1, **human},
            {"fact_id": "edg-3", "subject_id": jak1, "relation": "phosphorylates", "object_id": stat5, **human},
            {"fact_id": "edg-4", "subject_id": jak1, "relation": "activates", "object_id": stat5,
             "species": "Mus musculus", "status_of_fact": "disputed"},
            {"fact_id": "edg-5", "subject_id": stat5, "relation": "induces_expression", "object_id": cd25, **human,
             "status_of_fact": "disputed"},
            {"fact_id": "edg-6", "subject_id": IL2, "relation": "activates", "object_id": akt, **human,
             "pathway_id": "GO:0043491"},
            {"fact_id": "edg-7", "subject_id": jak1, "relation": "not_required_for", "object_id": akt,
             "pathway_id": "GO:0043491", "status_of_fact": "refuted"},
            {"fact_id": "edg-8", "subject_id": GAMMA, "relation": "inhibits", "object_id": jak1, "species": "mixed"},
        ],
        sequence_features=[
            {"fact_id": "fea-1", "protein_id": ALPHA, "kind": "cytoplasmic", "length": 13},
            {"fact_id": "fea-2", "protein_id": BETA, "kind": "cytoplasmic", "length": 286},
        ],
    )  # fmt: skip


def makers() -> World:
    t, nk, b, long, mast = "CL:1", "CL:2", "CL:3", "CL:4", "CL:5"
    human, mouse, form = {"species": "Homo sapiens"}, {"species": "Mus musculus"}, "il2d:receptor-alpha-beta-gamma"
    return World(
        {
            **CHAINS,
            form: ("High-affinity receptor", "receptor_forms"),
            t: ("T cell (mature)", "cell_types"),
            nk: ("NK cell", "cell_types"),
            b: ("B cell", "cell_types"),
            long: ("cell of a name so long that it takes two lines of the picture", "cell_types"),
            mast: ("mast cell", "cell_types"),
        },
        production=[
            {"fact_id": "mak-1", "cell_type_id": t, "product_id": IL2, "level": "high", **human},
            {"fact_id": "mak-2", "cell_type_id": t, "product_id": IL2, "level": "low", "status_of_fact": "disputed",
             **human},
            {"fact_id": "mak-3", "cell_type_id": b, "product_id": IL2, "level": "none", **mouse},
            {"fact_id": "mak-4", "cell_type_id": mast, "product_id": IL2, "level": "low"},
            {"fact_id": "mak-5", "tissue": "thymus", "product_id": IL2, "level": "high", "species": "mixed"},
        ],
        receptor_expression=[
            {"fact_id": "car-1", "cell_type_id": t, "target_id": ALPHA, "presence": "induced", **human},
            {"fact_id": "car-2", "cell_type_id": t, "target_id": ALPHA, "presence": "absent", **human},
            {"fact_id": "car-3", "cell_type_id": nk, "target_id": BETA, "presence": "present", "share": "some",
             **human},
            {"fact_id": "car-4", "cell_type_id": long, "target_id": form, "presence": "present",
             "status_of_fact": "secondary_only", **human},
            {"fact_id": "car-5", "cell_type_id": b, "target_id": GAMMA, "presence": "absent", **human},
        ],
        receptor_abundance=[
            {"fact_id": "cou-1", "cell_type_id": t, "target_id": GAMMA, "relation": "=", "value": 900, **human},
            {"fact_id": "cou-2", "cell_type_id": b, "target_id": BETA, "relation": "<", "value": 50, **human},
        ],
        potencies=[
            {"fact_id": "dos-1", "cell_type_id": nk, "ligand_id": IL2, "quantity": "EC50", "value": 2, **human},
            {"fact_id": "dos-2", "cell_type_id": nk, "ligand_id": "x:mutein", "quantity": "EC50", "value": 3, **human},
        ],
        effects=[
            *({"fact_id": f"ans-{at:02}", "cell_type_id": t, "cause_id": IL2, "effect": "stimulates", **human}
              for at in range(1, 23)),
            {"fact_id": "ans-23", "cell_type_id": t, "cause_id": IL2, "effect": "not_required_for", **mouse},
            {"fact_id": "ans-24", "cell_type_id": t, "cause_id": "x:mutein", "effect": "stimulates", **human},
            {"fact_id": "ans-25", "cause_id": IL2, "effect": "stimulates", **human},
        ],
    )  # fmt: skip


ALL = (sequence, receptor_forms, signalling, makers)
