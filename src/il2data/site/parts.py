"""The parts in which a page shows a long list of facts: by trial, by disease, by what a label provides."""

from __future__ import annotations

from typing import NamedTuple

from il2data.site.content import Content
from il2data.site.figures import shown

# A longer list is parted; where no column parts it, so many facts stand open.
LONG = 12
OPEN = 8
# The heading of those whose cell is empty, which stand last.
NOT_TOLD = "not told"
# The columns by which the facts of a table are parted. On one page a column may hold one value
# alone (the trials of a trial), so the first that makes parts of two facts and more is taken.
BY: dict[str, tuple[str, ...]] = {
    "adverse_reactions": ("kind", "agent_id"),
    "affinities": ("target_id", "ligand_id"),
    "arms": ("trial_id", "agent_id", "role"),
    "buried_areas": ("partner_id", "protein_id"),
    "contacts": ("partner_id", "kind"),
    "disease_links": ("disease_id", "relation"),
    "doses": ("disease_id", "agent_id"),
    "effects": ("cell_type_id", "cause_id", "species"),
    "errata": ("resource",),
    "events": ("event",),
    "genetic_associations": ("disease_id", "gene_id"),
    "label_provisions": ("kind",),
    "outcomes": ("trial_id", "endpoint_id"),
    "pharmacokinetics": ("parameter", "agent_id"),
    "potencies": ("cell_type_id", "ligand_id"),
    "production": ("cell_type_id", "species"),
    "receptor_abundance": ("target_id", "cell_type_id"),
    "receptor_expression": ("target_id", "cell_type_id"),
    "receptor_turnover": ("target_id", "quantity"),
    "registry_snapshots": ("trial_id",),
    "regulation": ("direction",),
    "sequence_features": ("kind",),
    "signalling_edges": ("relation",),
    "structure_components": ("structure_id",),
    "substitutions": ("position", "kind"),
    "trial_benefits": ("disease_id", "agent_id"),
    "trial_safety": ("trial_id", "finding_id", "kind"),
    "trials": ("disease_id", "agent_id", "phase"),
}


class Parts(NamedTuple):
    """What of a list stands open, and the folded rest by heading."""

    open: list[str]
    folded: dict[str, list[str]]


def parts(content: Content, table: str, facts: list[str]) -> Parts:
    """Return the facts of a table in parts: a short list open, a long one folded by trial, disease or the like."""
    if len(facts) <= LONG:
        return Parts(facts, {})
    for column in BY.get(table, ()):
        held: dict[str, list[str]] = {}
        for fact in facts:
            held.setdefault(_heading(content, table, column, fact), []).append(fact)
        if 1 < len(held) <= len(facts) / 2:
            return Parts([], dict(sorted(held.items(), key=lambda part: (part[0] == NOT_TOLD, -len(part[1])))))
    return Parts(facts[:OPEN], {"the others": facts[OPEN:]})


def _heading(content: Content, table: str, column: str, fact: str) -> str:
    value = content.row_of[fact][column]
    if value is None:
        return NOT_TOLD
    if value in content.entities:
        return str(content.entities[value]["label"])
    if not isinstance(value, int | float):
        return str(content.in_words(fact, column, value))
    title = next(row["title"] for row in content.columns[table] if row["column"] == column)
    return f"{title.lower()} {shown(value)}"
