"""Where each molecule of the signalling picture stands: in a band from outside to nucleus, in the lane of a pathway.

The table is by hand, so that a picture drawn of other rows looks the same; what is not in it
stands in the last band but one, in the lane of the pathway that its step names.
"""

from __future__ import annotations

LANES = {
    "jak": "JAK–STAT",
    "pi3k": "PI3K–AKT–mTOR",
    "ras": "RAS–ERK",
    "brakes": "Brakes",
}
BANDS = {
    "outside": "outside",
    "membrane": "membrane",
    "near": "at the receptor",
    "cytosol": "cytosol",
    "factors": "nucleus: factors",
    "targets": "nucleus: target genes",
    "further": "not placed",
    "outcomes": "outcome",
}
# The receptor and its ligand stand over the lanes, by the names that they have in the picture.
RECEPTOR = {
    "UniProtKB:P60568": "IL-2",
    "UniProtKB:P04351": "IL-2",
    "UniProtKB:P01589": "α",
    "UniProtKB:P14784": "β",
    "UniProtKB:P16297": "β",
    "UniProtKB:P31785": "γ",
    "il2d:receptor-beta-gamma": "βγ",
    "il2d:receptor-alpha-beta-gamma": "αβγ",
    "il2d:receptor-any": "any form",
}
# By symbol, of man and mouse alike, or by identifier; in the order in which they stand.
PLACES: dict[str, dict[str, tuple[str, ...]]] = {
    "near": {
        "jak": ("JAK1", "JAK3", "LCK", "SYK", "JAK2", "TYK2", "FYN", "LYN", "PTK2B"),
        "pi3k": ("PIK3R1", "GAB2", "CRKL"),
        "ras": ("SHC1", "GRB2", "SHB"),
        "brakes": ("CBL", "PTPN6"),
    },
    "cytosol": {
        "jak": ("GO:0007259", "STAT5A", "STAT5B", "STAT3", "STAT1", "GO:0038110", "STAT2", "STAT4"),
        "pi3k": ("GO:0043491", "AKT1", "MTOR", "GO:0038202", "RPS6KB1", "RPS6", "FOXO3"),
        "ras": (
            "GO:0007265",
            "SOS1",
            "PTPN11",
            "HRAS",
            "RAF1",
            "MAP2K1",
            "MAP2K2",
            "MAPK1",
            "GO:0000165",
            "GO:0070371",
            "PLCB1",
            "PLCG1",
        ),
        "brakes": ("SOCS1", "SOCS3", "SOCS2", "CISH", "PTPN2", "PTEN"),
    },
    "factors": {
        "jak": ("FOXP3", "BCL6", "PRDM1", "BACH2", "IRF1", "EOMES", "NFATC1"),
        "pi3k": ("HIF1A", "MYC", "RB1"),
        "ras": ("ELK1", "FOS", "JUN", "ELF1"),
    },
    "targets": {
        "jak": ("IL2RA", "BCL2", "BCL2L1", "IL2", "IL7R", "IL17A", "PRF1"),
        "pi3k": ("CCND2", "CCND3", "CDKN1B"),
    },
    "outcomes": {
        "jak": ("GO:0042098", "GO:0008283", "GO:0010467"),
        "pi3k": ("GO:0006096", "GO:0008152"),
    },
}
# What is shown before all is asked for: the arms that most of the steps belong to.
BACKBONE = frozenset(
    (
        *("IL-2", "α", "β", "γ", "βγ", "αβγ", "JAK1", "JAK3", "STAT3", "STAT5A", "STAT5B", "GO:0007259"),
        *("SHC1", "GRB2", "SOS1", "HRAS", "RAF1", "MAP2K1", "MAP2K2", "MAPK1", "GO:0070371", "ELK1"),
        *("PIK3R1", "GO:0043491", "AKT1", "MTOR", "GO:0038202", "RPS6KB1", "FOXO3"),
        *("CISH", "SOCS1", "SOCS3", "PTPN2", "PTPN6", "PTPN11", "PTEN"),
        *("IL2RA", "BCL2", "MYC", "CCND2", "CCND3", "FOXP3", "PRDM1", "BCL6", "GO:0042098"),
    )
)
# What is written for chains, forms and processes, which their registry names at length.
SHORT = {
    "GO:0007259": "JAK–STAT pathway",
    "GO:0038110": "IL-2 pathway as a whole",
    "GO:0043491": "PI3K–AKT pathway",
    "GO:0038202": "mTORC1",
    "GO:0007265": "RAS pathway",
    "GO:0000165": "MAPK cascade",
    "GO:0070371": "ERK cascade",
    "GO:0042098": "T cell proliferation",
    "GO:0008283": "proliferation",
    "GO:0010467": "gene expression",
    "GO:0006096": "glycolysis",
    "GO:0008152": "metabolism",
    "α": "α (CD25)",
    "β": "β (CD122)",
    "γ": "γ (CD132)",
    "αβγ": "αβγ receptor",
    "βγ": "βγ receptor",
    "any form": "receptor, any form",
}
# The lane of a pathway, for what has no place of its own.
LANE_OF = {
    "GO:0007259": "jak",
    "GO:0038110": "jak",
    "GO:0043491": "pi3k",
    "GO:0038202": "pi3k",
    "GO:0007265": "ras",
    "GO:0000165": "ras",
    "GO:0070371": "ras",
}


def placed(names: dict[str, str]) -> dict[tuple[str, str], list[str]]:
    """Return who stands in each band and lane, in order.

    Parameters
    ----------
    names
        The name of each node in the picture, with the lane of a step that leads to it; empty where none does.
    """
    found: dict[tuple[str, str], list[str]] = {}
    known = set(RECEPTOR.values())
    for band, lanes in PLACES.items():
        for lane, members in lanes.items():
            found[band, lane] = [name for name in members if name in names]
            known |= set(members)
    for name in sorted(set(names) - known):
        found.setdefault(("further", names[name] or "brakes"), []).append(name)
    return found
