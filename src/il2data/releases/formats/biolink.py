"""What a row says in the words of the Biolink Model, as the schema of its table has it, or why the model cannot say it.

Classes, predicates and qualifiers are those of Biolink Model 4.4 (https://w3id.org/biolink/biolink-model).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from il2data.errors import PackageError
from il2data.release import Release
from il2data.sentences import holds


class Relation(NamedTuple):
    """How an edge says a relation.

    Parameters
    ----------
    predicate
        Predicate of Biolink, without prefix; empty where there is a reason.
    direction, aspect
        Direction and aspect of the object that is affected.
    negated
        Whether the row says that the relation does not hold.
    approval
        Standing of a use with the authorities.
    inverse
        Whether subject and object change places.
    reason
        Why there is no edge.
    """

    predicate: str = ""
    direction: str = ""
    aspect: str = ""
    negated: bool = False
    approval: str = ""
    inverse: bool = False
    reason: str = ""


class Edges(NamedTuple):
    """How the rows of a table become edges: ``edges`` of its schema.

    Parameters
    ----------
    subject
        Column of the subject.
    objects
        Columns of the object; the first that is not empty counts.
    relations
        Relations with the cells at which they hold, as a sentence's ``when`` has them; the first that holds counts.
    beside
        What else a row says, each with an edge of its own.
    """

    subject: str
    objects: tuple[str, ...]
    relations: tuple[tuple[Mapping[str, Any], Relation], ...]
    beside: tuple[Edges, ...] = ()

    @property
    def deciding(self) -> tuple[str, ...]:
        """The columns whose cells decide on the relation."""
        return tuple(dict.fromkeys(column for when, _ in self.relations for column in when))

    def relation(self, row: Mapping[str, Any]) -> Relation | None:
        """Return the relation of a row, ``None`` where none is written down for its cells."""
        return next((relation for when, relation in self.relations if holds(when, row)), None)


def tables(release: Release) -> dict[str, Edges]:
    """Return how rows become edges, for each table of facts whose rows do.

    Raises
    ------
    PackageError
        The schema of a table of facts says neither what its rows become nor why they make no edge.
    """
    found = {}
    for table in release.tables():
        schema = release.package.schema(table)
        if schema["kind"] == "fact":
            if "edges" not in schema:
                raise PackageError(
                    f"schemas/{table}.json has no edges. Say there what its rows become in the knowledge graph, or in a"
                    " text why they make no edge."
                )
            if not isinstance(schema["edges"], str):
                found[table] = _edges(schema["edges"])
    return found


def _edges(found: Mapping[str, Any]) -> Edges:
    return Edges(
        found["subject"],
        tuple(found["objects"]),
        tuple(
            (said.get("when", {}), Relation(**{key: value for key, value in said.items() if key != "when"}))
            for said in found["relations"]
        ),
        tuple(map(_edges, found.get("beside", ()))),
    )


# Why facts of a status make no edge; empty for those that do.
STATUSES = {
    "corroborated": "",
    "reported": "",
    "secondary_only": "",
    "disputed": "",
    "refuted": "records contradict it and none supports it",
    "document_only": "no record of it was read",
}
