"""Where each molecule of the signalling picture stands: in a band from outside to nucleus, in the lane of a pathway.

The table is by hand, so that a picture drawn of other rows looks the same; what is not in it
stands in the last band but one, in the lane of the pathway that its step names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from il2data.site.drawing import width
from il2data.site.wiring import Box

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
        # The forms are the chains in their frame; their own boxes, to which no row adds a step, stand with the rest.
        *("IL-2", "α", "β", "γ", "JAK1", "JAK3", "STAT3", "STAT5A", "STAT5B", "GO:0007259"),
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

# The width of the picture, the top of its first band, the height of a row of boxes, the gap between two of them, and
# the room over a first row.
WIDTH, TOP, ROW, GAP, PAD = 1000, 116, 56, 22, 22
# How long a residue inside the cell is, and the tail of a chain whose residues no row counts.
RESIDUE, UNCOUNTED = 0.2, 24
# Left and right of each lane, right of the names of the bands.
ACROSS = {"jak": (104, 424), "pi3k": (432, 612), "ras": (620, 800), "brakes": (814, 990)}
CHAINS, FORMS = ("α", "β", "γ"), ("αβγ", "βγ", "any form")
# Who stands over the lanes, and between which bounds: the chains side by side in one frame, forms beside them.
OVER = {"outside": ((("IL-2",), 180, 480),), "membrane": ((CHAINS, 180, 480), (FORMS, 560, 990))}


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


def boxed(
    named: dict[str, tuple[str, str]], places: dict[tuple[str, str], list[str]], residues: dict[str, int]
) -> tuple[dict[str, Box], dict[str, tuple[float, float]], float]:
    """Return the box of each node, the top and bottom of each band, and the height of the picture.

    Parameters
    ----------
    named
        Entity and label of each node.
    places
        Who stands in each band and lane, as `placed` has it.
    residues
        How many residues of a chain lie inside the cell, by its name; its tail is as long.
    """
    boxes: dict[str, Box] = {}
    bands: dict[str, tuple[float, float]] = {}
    inside: dict[str, float] = {}
    y: float = TOP
    for band in BANDS:
        top, deep = y, 0.0
        for names, left, right in OVER.get(band, ()):
            _place(
                [name for name in names if name in named],
                named,
                boxes,
                left,
                right,
                y + PAD + 16,
                4 if names == CHAINS else 40,
            )
            deep = PAD + ROW
        if band == "membrane":
            # Tails reach from the membrane down, and what is at the receptor stands beneath the longest.
            inside = {
                name: RESIDUE * residues[name] if name in residues else UNCOUNTED for name in CHAINS if name in boxes
            }
            for name, long in inside.items():
                boxes[name] = replace(boxes[name], tail=y + deep + long - boxes[name].y - boxes[name].tall)
        hang = max(inside.values(), default=0) if band == "near" else 0
        for lane, (left, right) in ACROSS.items():
            rows = _rows(places.get((band, lane), []), named, right - left)
            for number, members in enumerate(rows):
                _place(members, named, boxes, left, right, y + hang + PAD + 16 + ROW * number)
            deep = max(deep, hang + PAD + ROW * len(rows) if rows else 0)
        if deep:
            bands[band] = (top, top + deep)
            y = top + deep
    return boxes, bands, y + 8


def _half(name: str, named: dict[str, tuple[str, str]]) -> float:
    return width(named[name][1], 12) / 2 + 7


def _rows(names: Sequence[str], named: dict[str, tuple[str, str]], room: float) -> list[list[str]]:
    rows: list[list[str]] = []
    for name in names:
        if not rows or sum(2 * _half(other, named) + GAP for other in [*rows[-1], name]) - GAP > room:
            rows.append([])
        rows[-1].append(name)
    return rows


def _place(
    names: Sequence[str],
    named: dict[str, tuple[str, str]],
    boxes: dict[str, Box],
    left: float,
    right: float,
    y: float,
    most: float = 40,
) -> None:
    """Set boxes in a row, the space between them even and at most ``most``."""
    widths = [2 * _half(name, named) for name in names]
    gap = min(most, (right - left - sum(widths)) / (len(names) + 1))
    x = (left + right - sum(widths) - gap * (len(names) - 1)) / 2
    for name, wide in zip(names, widths, strict=True):
        boxes[name] = Box(x + wide / 2, y, wide / 2, (named[name][1],))
        x += wide + gap
