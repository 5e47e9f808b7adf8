"""The groups of medicines by what the molecule does: IL-2 itself, turned away from CD25 or toward it, and others."""

from __future__ import annotations

from typing import Any

# Groups by what the molecule does, each with one line on it; `group` says which is whose.
GROUPS = {
    "itself": ("IL-2 itself", "unchanged or nearly so, at high or at low dose"),
    "away": ("IL-2 turned away from CD25", "to reach CD8 T and NK cells more than regulatory T cells"),
    "toward": ("IL-2 turned toward CD25", "to reach regulatory T cells"),
    "delivered": (
        "IL-2 delivered or masked",
        "joined to what takes it to a tissue or a cell, or covered until it is there",
    ),
    "against": ("Against the receptor or the cells that bear it", "blockers, toxins and antibodies that remove cells"),
    "beside": ("Beside IL-2", "agonists of IL-15, pairs of an engineered cytokine and receptor, antibodies to IL-2"),
    "untold": ("Turned otherwise, or not told", "to activated T cells, or no row says to which chain or cell"),
}
ITSELF = (
    "recombinant_il2",
    "natural_il2",
    "dosing_scheme",
    "natural_cytokine_mixture",
    "il2_combination",
    "il2_formulation",
)
BESIDE = ("il15_agonist", "orthogonal_il2", "anti_il2_antibody")
DELIVERED = (
    "il2_antibody_fusion",
    "il2_other_fusion",
    "tnf_antibody_fusion",
    "masked_prodrug",
    "cytokine_mixture",
    "il2_gene_therapy",
)
AGAINST = ("receptor_blocker", "depleting", "cytotoxic", "antagonist", "partial_antagonist", "inactive")
AWAY = ("not_alpha", "alpha_independent", "alpha_reduced", "beta_enhanced")
TO_EFFECTORS = ("effector_selective", "effector_over_treg", "cd8_selective", "cd8_over_treg", "pd1_cd8")
TOWARD = ("alpha_dependent", "alpha_leaning")


def group(medicine: dict[str, Any]) -> str:
    """Return the group of a medicine by its row: by what the molecule is, then by what it does to the receptor."""
    modality, action = medicine.get("modality"), medicine.get("action")
    measured, claimed = medicine.get("bias_measured"), medicine.get("bias_claimed")
    if action in AGAINST:
        return "against"
    for name, kinds in (("itself", ITSELF), ("beside", BESIDE), ("delivered", DELIVERED)):
        if modality in kinds:
            return name
    if claimed == "treg_selective" or measured in TOWARD:
        return "toward"
    if claimed in TO_EFFECTORS or measured in AWAY:
        return "away"
    return "untold"
