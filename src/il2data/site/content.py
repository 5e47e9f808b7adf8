"""All rows of a release, indexed the ways the pages need them."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from il2data import founding
from il2data.site.addresses import address
from il2data.site.drawing import records
from il2data.site.figures import YEARS, figure, shown
from il2data.tableschema import categories

if TYPE_CHECKING:
    from il2data.release import Release

Row = dict[str, Any]
# Kinds of source that repeat what others found; one of another kind is cited before them.
RETOLD = ("founding_document", "review", "book", "news", "web_page")


class Cell(NamedTuple):
    """A cell as a page shows it: heading, meaning, text, unit, and where it leads (both empty when nowhere)."""

    title: str
    description: str
    text: str
    unit: str
    href: str
    label: str


def _unit(stated: str, row: Row) -> str:
    """Return the unit of a cell: that of its column, or where the schema says ``column:NAME`` that of its row."""
    unit = shown(row[stated.removeprefix("column:")]) if stated.startswith("column:") else stated
    return "" if unit in ("none", "1") else unit.replace("{", "").replace("}", "")


class Content:
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
        self.claims: dict[str, Row] = {
            row["claim_id"]: row for row in claims.astype(object).where(claims.notna(), None).to_dict("records")
        }
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

    def _meanings(self, table: str, column: str) -> dict[str, str]:
        return categories(self.release.package.schema(table), column, "description")

    @cached_property
    def statuses(self) -> dict[str, str]:
        """What each status of a fact means."""
        return self._meanings("facts", "status")

    @cached_property
    def verdicts(self) -> dict[str, str]:
        """What each verdict on a claim of a founding document means."""
        return self._meanings("claims", "verdict")

    @cached_property
    def hedges(self) -> dict[str, str]:
        """What each hedge of a claim means."""
        return self._meanings("claims", "hedge")

    @cached_property
    def bearings(self) -> dict[str, str]:
        """What each bearing of a fact on a claim means."""
        return self._meanings("claim_facts", "bearing")

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

    @cached_property
    def _formats(self) -> dict[str, str | None]:
        return {row["prefix"]: row["uri_format"] for row in self.rows["prefixes"]}

    def outside(self, identifier: str) -> str:
        """Return the address at which a registry shows an identifier; empty when it has none."""
        if re.fullmatch(r"NCT\d{8}", identifier):
            identifier = f"clinicaltrials:{identifier}"
        prefix, _, local = identifier.partition(":")
        # Sources mark the version of a label behind a #, which is no part of the registry's identifier.
        uri = (self._formats.get(prefix) or "").replace("$1", quote(local.partition("#")[0], safe="/:;()"))
        return uri if re.match(r"https?://", uri) else ""

    def outside_of_source(self, source: Row) -> str:
        """Return the address of a source itself; empty when it has none."""
        stated = source["url"] or (f"https://doi.org/{quote(source['doi'], safe='/:;()')}" if source["doi"] else "")
        return self.outside(source["source_id"]) or (stated if re.match(r"https?://", stated) else "")

    def eco(self, code: str) -> str:
        """Return the name of a kind of evidence."""
        return next(str(row["name"]) for row in self.rows["evidence_types"] if row["eco_id"] == code)

    def claim_address(self, name: str) -> str:
        """Return where a claim stands, from the top of the site."""
        return f"{address('documents', self.claims[name]['document_id'])}#{name}"

    def passage_address(self, name: str) -> str:
        """Return where the claims of a passage stand, from the top of the site."""
        return f"{address('documents', self._document_of[name])}#p-{name}"

    @cached_property
    def _document_of(self) -> dict[str, str]:
        return {row["passage_id"]: row["document_id"] for row in self.rows["passages"]}

    def link(self, column: Row, value: Any) -> tuple[str, str]:
        """Return where a cell leads, from the top of the site or away from it, and the name of what stands there.

        Parameters
        ----------
        column
            The column's row of the data dictionary.
        value
            The cell.
        """
        if not isinstance(value, str):
            return "", ""
        target = column["references"].partition(".")[0]
        if target in ("sources", "documents"):
            return address("sources", value), self.sources[value]["title"]
        if target == "passages":
            return self.passage_address(value), ""
        if value in self.facts or value in self.withdrawn:
            return address("facts", value), ""
        if value in self.claims:
            return self.claim_address(value), ""
        if value in self.entities:
            return address("entities", value), self.entities[value]["label"]
        # What a cross-reference points at is the record itself, also where it is cited.
        if column["column"] != "object_id" and value in self.sources:
            return address("sources", value), ""
        if column["column"] == "doi":
            return f"https://doi.org/{quote(value, safe='/:;()')}", ""
        if column["column"] in ("table", "prefix") and value in self.catalogue:
            return address("tables", value), ""
        if column["column"] == "eco":
            return self.outside(value), self.eco(value)
        if re.match(r"https?://[^$]+\Z", value):
            return value, ""
        return (self.outside(value), "") if re.fullmatch(r"[A-Za-z][\w.]*:\S+", value) else ("", "")

    def cells(self, table: str, row: Row) -> list[Cell]:
        """Return the cells of a row that hold something."""
        return [
            Cell(
                c["title"],
                c["description"],
                figure(self._labels.get((table, c["column"]), {}).get(row[c["column"]], row[c["column"]]), YEARS),
                _unit(c["unit"], row),
                *self.link(c, row[c["column"]]),
            )
            for c in self.columns[table]
            if row[c["column"]] is not None
        ]

    def value(self, fact: str) -> str:
        """Return what a fact gives, for comparison with what others assert.

        Its number with interval and unit; else the first filled of the columns that stand
        for a value; empty where only the whole sentence says it.
        """
        row = self.row_of[fact]
        number, unit = self.amount(row)
        if number:
            return f"{number} {unit}".rstrip()
        if "predicate_id" in row:
            return str(row["object_id"])
        values = [
            row.get(name) for name in ("text", "name", "date", "claim", "presence", "level", "relation", "status")
        ]
        found = next((str(value) for value in values if value not in (None, "=", "not_stated")), "")
        return found.replace("_", " ") if re.fullmatch(r"[a-z_]+", found) else found

    @cached_property
    def symbols(self) -> dict[str, str]:
        """How each unit is written after a number."""
        return {row["unit_id"]: row["symbol"] or "" for row in self.rows["units"]}

    @cached_property
    def _labels(self) -> dict[tuple[str, str], dict[Any, str]]:
        found: dict[tuple[str, str], dict[Any, str]] = defaultdict(dict)
        for table, values in self.values.items():
            for row in values:
                found[table, row["column"]][row["value"]] = row["label"]
        return found

    def labels(self, table: str, column: str) -> dict[str, str]:
        """Return the labels of the values of a column's vocabulary, without those that read like the value."""
        return {value: label for value, label in self._labels.get((table, column), {}).items() if label != value}

    def in_words(self, fact: str, column: str, value: Any) -> Any:
        """Return a cell of a fact's row as people read it.

        A value of a vocabulary is told by its label, a unit by its symbol; others stay as they are.
        """
        if column == "unit" or column.endswith("_unit"):
            return self.symbols.get(value) or value
        return (
            self._labels.get((self.facts[fact]["table"], column), {}).get(value, value) if fact in self.facts else value
        )

    def amount(self, row: Row) -> tuple[str, str]:
        """Return the number of a row and the symbol of its unit; both empty where it has none.

        With the number stand its interval and the number of its comparator.
        """
        unit = self.symbols[row["unit"]] if row.get("unit") not in (None, "1") else ""
        ends = " to ".join(figure(row[end]) for end in ("lower", "upper") if row.get(end) is not None)
        if row.get("value") is None:
            return (ends, unit) if ends else ("", "")
        relation = (
            f"{row['relation']} "
            if row.get("relation") not in (None, "=") and not str(row["relation"]).isidentifier()
            else ""
        )
        against = f" vs {figure(row['comparator_value'])}" if row.get("comparator_value") is not None else ""
        return f"{relation}{figure(row['value'])}{f' ({ends})' if ends else ''}{against}", unit

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
