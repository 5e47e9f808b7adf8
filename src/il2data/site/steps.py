"""The steps of signalling by pair: what one molecule does to another, how surely, and in which species."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from il2data.site.drawing import records
from il2data.site.places import LANE_OF, RECEPTOR, SHORT
from il2data.site.standing import RANKS

if TYPE_CHECKING:
    from il2data import Release

Row = dict[str, Any]
# Kinds of step: colour, sign at the tip of a line, what it means, and its relations. Of several the first names a pair.
KINDS: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "phosphorylation": ("blue", "arrow", "phosphorylates", ("phosphorylates", "induces_phosphorylation_of")),
    "inhibition": (
        "vermilion",
        "bar",
        "inhibits, represses or breaks down",
        ("inhibits", "dephosphorylates", "represses_expression", "promotes_degradation_of"),
    ),
    "transcription": ("green", "arrow", "induces the gene", ("induces_expression",)),
    "activation": ("ink", "arrow", "activates", ("activates", "amplifies")),
    "need": (
        "purple",
        "arrow",
        "is needed for, shown by its loss",
        ("required_for", "required_for_activation_of", "required_for_phosphorylation_of", "required_for_expression_of"),
    ),
    "binding": (
        "muted",
        "none",
        "binds or recruits",
        ("binds", "associates_with", "forms_complex", "recruits", "assembles", "presents_ligand_to"),
    ),
    "none": (
        "muted",
        "circle",
        "has no effect, is not needed",
        ("does_not_activate", "not_required_for", "not_required_for_activation_of", "not_required_for_expression_of"),
    ),
}
KIND_OF = {relation: kind for kind, (*_, relations) in KINDS.items() for relation in relations}
CERTAINTIES = ("accepted", "disputed", "refuted")
SPECIES = {"Homo sapiens": "human", "Mus musculus": "mouse", "mixed": "mixed"}
UNTOLD = "not told"


class Step(NamedTuple):
    """A row: its fact, sentence, kind, status, species, the lane of its pathway, and its supporting primary records."""

    fact: str
    statement: str
    kind: str
    status: str
    species: str
    lane: str
    records: int

    @property
    def certainty(self) -> str:
        """``disputed`` or ``refuted`` where it is, else ``accepted``."""
        return self.status if self.status in CERTAINTIES else "accepted"


class Pair(NamedTuple):
    """All steps from one node to another, the best supported first."""

    start: str
    end: str
    steps: tuple[Step, ...]

    @property
    def kind(self) -> str:
        """Its kind: of the steps that are as sure as the best, the one that tells most."""
        return min((step.kind for step in self.steps if step.certainty == self.certainty), key=list(KINDS).index)

    @property
    def certainty(self) -> str:
        """``accepted``, ``disputed`` or ``refuted``: that of its best step."""
        return self.steps[0].certainty

    @property
    def records(self) -> int:
        """How many primary records support its steps together, 1 at least and 3 at most."""
        return min(3, max(1, sum(step.records for step in self.steps)))

    @property
    def lane(self) -> str:
        """The lane of its best step."""
        return self.steps[0].lane


def node(entity: str, symbols: Mapping[str, str]) -> str:
    """Return the name of a molecule in the picture: genes of man and mouse are one, and so are chains and ligand."""
    return RECEPTOR.get(entity) or symbols.get(entity, entity).upper()


def pairs(release: Release) -> list[Pair]:
    """Return all rows of ``signalling_edges`` by pair, in the order of their nodes' names."""
    symbols = dict(release.load("genes")[["gene_id", "symbol"]].itertuples(index=False))
    facts = release.load("facts").set_index("fact_id")[["statement", "status", "records_for"]].to_dict("index")
    found: dict[tuple[str, str], list[Step]] = {}
    for row in records(release.load("signalling_edges")):
        fact = facts[row["fact_id"]]
        step = Step(
            row["fact_id"],
            fact["statement"],
            KIND_OF[row["relation"]],
            fact["status"],
            SPECIES.get(row["species"], UNTOLD),
            LANE_OF.get(row["pathway_id"] or "", "ras" if row["pathway_id"] else "jak"),
            int(fact["records_for"]),
        )
        found.setdefault((node(row["subject_id"], symbols), node(row["object_id"], symbols)), []).append(step)
    return [
        Pair(
            start,
            end,
            tuple(
                sorted(
                    steps,
                    key=lambda step: (
                        CERTAINTIES.index(step.certainty),
                        RANKS.index(step.status),
                        -step.records,
                        step.fact,
                    ),
                )
            ),
        )
        for (start, end), steps in sorted(found.items())
    ]


def nodes(release: Release) -> dict[str, tuple[str, str]]:
    """Return the nodes by name: the entity to which each leads, the human one where there are two, and its label."""
    symbols = dict(release.load("genes")[["gene_id", "symbol"]].itertuples(index=False))
    labels = dict(release.load("entities")[["entity_id", "label"]].itertuples(index=False))
    table = release.load("signalling_edges")
    # Identifiers of human genes and proteins come before those of mice.
    mine = sorted(
        {*table["subject_id"], *table["object_id"]},
        key=lambda name: (name.startswith("MGI"), name in ("UniProtKB:P04351", "UniProtKB:P16297"), name),
    )
    found: dict[str, tuple[str, str]] = {}
    for entity in mine:
        name = node(entity, symbols)
        label = SHORT.get(name) or (name if entity in symbols or entity in RECEPTOR else labels[entity])
        found.setdefault(name, (entity, label))
    return found
