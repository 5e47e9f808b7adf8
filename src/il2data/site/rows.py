"""All rows of a release, indexed the ways the pages need them."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any

from il2data import founding
from il2data.site.drawing import records

if TYPE_CHECKING:
    from il2data.release import Release

Row = dict[str, Any]
# Kinds of source that repeat what others found; one of another kind is cited before them.
RETOLD = ("founding_document", "review", "book", "news", "web_page")


class Rows:
    """The rows of a release by identifier.

    Parameters
    ----------
    release
        The release; read through its public methods only.
    """

    def __init__(self, release: Release) -> None:
        self.release = release
        self.catalogue: dict[str, Row] = {row["table"]: row for row in release.catalogue().to_dict("records")}
        self.columns: dict[str, list[Row]] = {
            name: release.describe(name).to_dict("records")  # type: ignore[arg-type]
            for name in self.catalogue
        }
        self.values: dict[str, list[Row]] = {
            name: release.vocabulary(name).to_dict("records")  # type: ignore[arg-type]
            for name in self.catalogue
        }
        self.rows: dict[str, list[Row]] = {}
        # The place of each cell of a column in the order of its quantities, by table and column, once asked for.
        self.ranks: dict[tuple[str, str], list[int | None]] = {}
        for name in self.catalogue:
            self.rows[name] = records(release.load(name))  # type: ignore[arg-type]
        self.facts = self._by("facts")
        self.entities = self._by("entities")
        self.sources = self._by("sources")
        self.documents = self._by("documents")
        self.row_of = {row["fact_id"]: row for table in self.facts_tables for row in self.rows[table]}
        self.entity_row = {
            row[t["entity"]]: row for t in self.catalogue.values() if t["entity"] for row in self.rows[t["table"]]
        }
        self.evidence = self._grouped("evidence", "fact_id")
        self.evidence_of_source = self._grouped("evidence", "source_id")
        # Claims of the founding documents stand in reading order.
        claims = release.claims()
        self.claims: dict[str, Row] = {row["claim_id"]: row for row in records(claims)}
        self.facts_of_claim = {
            str(name): rows.to_dict("records") for name, rows in founding.bearings(release).groupby("claim_id")
        }
        self.claims_of_fact = self._grouped("claim_facts", "fact_id")
        self.names = self._grouped("names", "entity_id")
        self.xrefs = self._grouped("xrefs", "subject_id")
        self.searches = self._grouped("searches", "fact_id")

    def _by(self, table: str) -> dict[str, Row]:
        return {row[self.catalogue[table]["key"]]: row for row in self.rows[table]}

    def _grouped(self, table: str, column: str) -> dict[str, list[Row]]:
        groups: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows[table]:
            groups[row[column]].append(row)
        return dict(groups)

    @cached_property
    def claims_of_question(self) -> dict[str, list[str]]:
        """Claims that answer each question, in reading order."""
        found: dict[str, list[str]] = defaultdict(list)
        for name, claim in self.claims.items():
            found[claim["question"]].append(name)
        return dict(found)

    @property
    def facts_tables(self) -> list[str]:
        """Names of the tables of facts."""
        return [name for name, table in self.catalogue.items() if table["kind"] == "fact"]

    @cached_property
    def mentions(self) -> dict[str, list[str]]:
        """Entities that each fact is about, those that it names itself first."""
        found: dict[str, list[str]] = {fact: [] for fact in self.facts}
        for row in sorted(self.rows["mentions"], key=lambda row: row["via"] is not None):
            if row["entity_id"] not in found[row["fact_id"]]:
                found[row["fact_id"]].append(row["entity_id"])
        return found

    @cached_property
    def named(self) -> dict[str, list[str]]:
        """Entities that each fact names itself."""
        found: dict[str, list[str]] = {fact: [] for fact in self.facts}
        for row in self.rows["mentions"]:
            if row["via"] is None:
                found[row["fact_id"]].append(row["entity_id"])
        return found

    @cached_property
    def twins(self) -> dict[str, list[str]]:
        """Proteins of each gene, and the gene of each protein."""
        found: dict[str, list[str]] = defaultdict(list)
        for row in self.rows["proteins"]:
            found[row["protein_id"]].append(row["gene_id"])
            found[row["gene_id"]].append(row["protein_id"])
        return dict(found)

    @cached_property
    def facts_of(self) -> dict[str, list[str]]:
        """Facts that name each entity."""
        found: dict[str, list[str]] = defaultdict(list)
        for fact, entities in self.mentions.items():
            # A cross-reference is found at both of its ends.
            other = self.row_of[fact]["object_id"] if self.facts[fact]["table"] == "xrefs" else None
            for entity in dict.fromkeys([*entities, *([other] if other in self.entities else [])]):
                found[entity].append(fact)
        return dict(found)

    @cached_property
    def changes(self) -> dict[str, list[Row]]:
        """Changes of each fact since it was first published."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows.get("changes", []):
            # A change without a key is one of a whole table.
            if row["row_key"] and self.catalogue.get(row["table"], {"kind": "fact"})["kind"] == "fact":
                found[row["row_key"]].append(row)
        return dict(found)

    @cached_property
    def withdrawn(self) -> dict[str, Row]:
        """Facts that earlier versions held, by identifier, with the change that took them out."""
        gone = [row for rows in self.changes.values() for row in rows if row["kind"] in ("withdrawn", "replaced")]
        return {row["row_key"]: row for row in gone if row["row_key"] not in self.facts}

    @cached_property
    def _replaced(self) -> dict[str, str]:
        """What stands in the place of each row that was replaced, by identifier."""
        return {row["row_key"]: row["successor"] for row in self.rows.get("changes", []) if row["kind"] == "replaced"}

    def successor(self, change: Row) -> str | None:
        """Return what stands now in the place of a withdrawn row, however often that was replaced, if anything does."""
        name, stand = change["successor"], (self.facts, self.entities, self.sources)
        for _ in self._replaced:
            if name not in self._replaced or any(name in held for held in stand):
                break
            name = self._replaced[name]
        return name or None

    @cached_property
    def gone(self) -> dict[tuple[str, str], Row]:
        """Entities and sources that earlier versions held, with the change that took them out.

        They stand by kind of page and identifier.
        """
        found: dict[tuple[str, str], Row] = {}
        for row in self.rows.get("changes", []):
            table = self.catalogue.get(row["table"])
            kind = "sources" if row["table"] == "sources" else "entities" if table and table["entity"] else ""
            held = self.sources if kind == "sources" else self.entities
            if (
                kind
                and row["row_key"]
                and row["kind"] in ("withdrawn", "replaced")
                and row["row_key"] not in held
                and row["row_key"] not in self.facts
            ):
                found[kind, row["row_key"]] = row
        return found

    def mature_length(self, protein: str) -> int:
        """Return how many residues the mature chain of a protein has."""
        chains = self.rows["sequences"]
        return next(int(row["length"]) for row in chains if row["entity_id"] == protein and row["form"] == "mature")

    def first_source(self, fact: str) -> Row:
        """Return the source to cite for a fact.

        It is one that supports the fact and, where there is one, found it itself; for a fact that is refuted, one that
        denies it.
        """
        stance = "contradicts" if self.facts[fact]["status"] == "refuted" else "supports"
        mine = [row for row in self.evidence[fact] if row["stance"] == stance]
        best = min(
            mine, key=lambda row: self.sources[row["source_id"]]["kind"] in RETOLD or row["read_as"] == "secondary"
        )
        return self.sources[best["source_id"]]
