"""Every page of the site: its address, its template, and the rows that fill it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from il2data import report
from il2data.site import (
    cards,
    citing,
    comparing,
    fates,
    freshness,
    judgement,
    sections,
    shelves,
    sketches,
    structured,
    widget,
    written,
)
from il2data.site.addresses import address
from il2data.site.content import Content
from il2data.site.drawing import records
from il2data.site.parts import LONG
from il2data.site.picture import Picture, themed
from il2data.site.written import Written
from il2data.support import PRIMARY

# Ways in: a question, and the kind and name of the page that answers it.
QUESTIONS = (
    ("Which receptor forms are there, and which cells carry them?", "pictures", "receptor_forms"),
    ("How tightly does IL-2 bind each chain and each form?", "pictures", "affinities"),
    ("How many receptors does one cell have?", "pictures", "copies"),
    ("Which residues do engineered forms change, and what for?", "pictures", "sequence"),
    ("What happens inside the cell once IL-2 has bound?", "pictures", "signalling"),
    ("Which medicines act through IL-2 or its receptor, and what became of them?", "pictures", "pipeline"),
    (
        "In which diseases has low-dose IL-2 worked, where did it fail, and where does nobody know?",
        "pictures",
        "low_dose",
    ),
    ("Which adverse reactions does aldesleukin have, and how often?", "pictures", "adverse_reactions"),
    ("How much IL-2 does each kind of cell need?", "pictures", "potencies"),
    ("How do cells respond to doses of engineered IL-2?", "pictures", "responses"),
    ("At which dose does a ligand reach regulatory T cells and not yet NK and CD8 T cells?", "pictures", "selectivity"),
    ("Which cells make IL-2, and which use it?", "pictures", "makers"),
    ("Which trials met their endpoints?", "pictures", "trials"),
    ("What is known of aldesleukin, all in one place?", "entities", "il2d:agent-aldesleukin"),
)


# Pages about the site as a whole: address, title, and further words that find it.
PLAIN = (
    ("about.html", "About and methods", "who what statuses licence excluded primary record curation"),
    ("fresh.html", "How fresh it is", "freshness date updated last version maintained current"),
    ("download.html", "Download", "csv parquet excel sqlite duckdb zip python pip install r sql pandas api"),
    ("cite.html", "How to cite", "citation bibtex ris reference doi"),
    ("news.html", "What is new", "changelog changes version release history corrected withdrawn"),
    ("report.html", "Report an error", "contact feedback wrong mistake issue"),
    ("compare.html", "Compare", "comparison side by side versus medicines cells receptor forms"),
    ("disagreements.html", "Disagreements", "disputed refuted contradicting evidence"),
    ("retold.html", "Contradicted only by documents and retellings", "disputed review secondary"),
    ("coverage.html", "What the founding documents said", "claims verdicts documents"),
    (
        "errata.html",
        "What other resources have wrong",
        "errata errors mistakes wrong databases curators CellChat LIANA WikiPathways DrugBank ChEMBL corrections",
    ),
    ("entities/index.html", "Entities", "list of genes proteins cells diseases medicines trials"),
    ("sources/index.html", "Sources", "papers labels registry records references"),
)


class Page(NamedTuple):
    """A page to be written: ``values`` fill the template."""

    address: str
    kind: str
    template: str
    values: dict[str, Any]


def every(
    content: Content, pictures: Sequence[Picture], docs: Sequence[Written], descriptor: dict[str, Any], url: str
) -> Iterator[Page]:
    """Yield all pages of the site.

    Parameters
    ----------
    content
        The rows.
    pictures
        The pictures.
    docs
        The written pages.
    descriptor
        The release's ``datapackage.json``.
    url
        Public address of the site, with a final slash; empty when it has none.
    """
    yield from single(content, pictures, descriptor, url)
    yield from of_docs(docs)
    yield from of_pictures(content, pictures)
    yield from of_tables(content, descriptor, url)
    yield from of_entities(content)
    yield from of_sources(content)
    yield from of_documents(content)
    yield from of_facts(content, descriptor, url)


def single(content: Content, pictures: Sequence[Picture], descriptor: dict[str, Any], url: str) -> Iterator[Page]:
    """Yield the pages of which there is one each.

    They are the home page, the lists, disagreements, errata, the founding documents and the page for wrong addresses.
    """
    counts = Counter(fact["status"] for fact in content.facts.values())
    statuses = {status: counts[status] for status in content.statuses if counts[status]}
    disagreements = judgement.disagreements(content)
    drawn = cards.cards(content)
    yield Page("index.html", "overviews", "home.html", {
        "cards": drawn,
        "statuses": statuses, "questions": QUESTIONS, "jsonld": structured.script(structured.dataset(descriptor, url)),
        "descriptor": descriptor,
        "disagreeing": sum(len(found) for part in disagreements.values() for found in part.values()),
    })  # fmt: skip
    yield Page("pictures/index.html", "overviews", "pictures.html", {"cards": drawn})
    yield Page("tables/index.html", "overviews", "tables.html", {})
    yield Page("entities/index.html", "overviews", "entities.html", {})
    yield Page("sources/index.html", "overviews", "sources.html", {
        "shelves": shelves.shelves(content), "shelf": shelves.name,
    })  # fmt: skip
    errors = judgement.errors_found(content)
    yield Page(
        "disagreements.html",
        "overviews",
        "disagreements.html",
        {"disagreements": disagreements, "wrong": sum(map(len, errors.values()))},
    )
    yield Page("retold.html", "overviews", "retold.html", {"retold": disagreements["retold"]})
    yield Page("coverage.html", "overviews", "coverage.html", {
        "documents": judgement.documents(content), "errors": errors,
        "verdicts": judgement.counted(content, content.claims.values()),
    })  # fmt: skip
    yield Page(
        "errata.html",
        "overviews",
        "errata.html",
        {
            "errata": judgement.errata(content),
            "kinds": {row["value"]: row["label"] for row in content.values["errata"] if row["column"] == "kind"},
        },
    )
    yield Page("about.html", "overviews", "about.html", {"descriptor": descriptor, "primary": PRIMARY})
    yield Page("fresh.html", "overviews", "fresh.html", {"descriptor": descriptor, "fresh": freshness.tables(content)})
    yield Page("download.html", "overviews", "download.html", {"descriptor": descriptor})
    yield Page("cite.html", "overviews", "cite.html", {})
    yield Page("news.html", "overviews", "news.html", {"descriptor": descriptor, "news": freshness.news(content)})
    yield Page("compare.html", "overviews", "compare.html", {
        "titles": comparing.TITLES,
        "examples": [(kind, names) for kind, chosen in comparing.EXAMPLES.items() for names in chosen],
    })  # fmt: skip
    yield Page("report.html", "overviews", "report.html", {})
    yield Page("search.html", "overviews", "search.html", {})
    yield Page("404.html", "overviews", "404.html", {})


def of_docs(docs: Sequence[Written]) -> Iterator[Page]:
    """Yield a page for each written page; that on the rules lists them all."""
    rules = report.rules().to_dict("records")
    for page in docs:
        yield Page(written.at(page.name), "documentation", "written.html", {"page": page, "rules": rules})


def of_pictures(content: Content, pictures: Sequence[Picture]) -> Iterator[Page]:
    """Yield a page for each picture."""
    for picture in pictures:
        rows = records(picture.rows)
        filled = [column for column in picture.rows.columns if any(row[column] is not None for row in rows)]
        told = [{column: content.in_words(row["fact_id"], column, row[column]) for column in filled} for row in rows]
        yield Page(address("pictures", picture.name), "pictures", "picture.html", {
            "picture": picture, "svg": themed(picture.svg), "narrow": themed(picture.narrow), "rows": told,
            "panels": [(title, themed(wide), themed(slim)) for title, wide, slim in picture.panels],
        })  # fmt: skip


def of_tables(content: Content, descriptor: dict[str, Any], url: str) -> Iterator[Page]:
    """Yield a page for each table."""
    for name, table in content.catalogue.items():
        jsonld = structured.script(structured.table(descriptor, table, url))
        shown = min(table["rows"], widget.SHOWN) if table["kind"] == "measurement" else table["rows"]
        yield Page(
            address("tables", name),
            "tables",
            "table.html",
            {
                "table": table,
                "columns": content.columns[name],
                "values": content.values[name],
                "shown": shown,
                "jsonld": jsonld,
            },
        )


def of_entities(content: Content) -> Iterator[Page]:
    """Yield a page for each entity, with its facts by table."""
    referring: dict[str, list[str]] = {}
    for name, row in content.entity_row.items():
        for column, value in row.items():
            if value in content.entities and column != content.catalogue[content.entities[name]["table"]]["entity"]:
                referring.setdefault(value, []).append(name)
    kind_of = {
        name: kind for kind, named in comparing.things(content, fates.fates(content.release)).items() for name in named
    }
    for name, entity in content.entities.items():
        # A gene and its protein are one thing with two addresses.
        twins = content.twins.get(name, [])
        both = [name, *twins]
        facts = list(dict.fromkeys(fact for one in both for fact in content.facts_of.get(one, [])))
        xrefs = [content.row_of[fact] for fact in facts if content.facts[fact]["table"] == "xrefs"]
        # Outcomes name their trial alone, so a page leads to the trials of its facts.
        tested = [
            content.row_of[fact]["trial_id"]
            for table in ("trials", "trial_reports")
            for fact in facts
            if content.facts[fact]["table"] == table
        ]
        trials = dict.fromkeys(trial for trial in tested if trial != name)
        numbers, answers = sections.key_numbers(content, sections.answers(content, entity, twins))
        belonging = dict.fromkeys(other for one in both for other in referring.get(one, []) if other not in both)
        yield Page(address("entities", name), "entities", "entity.html", {
            "entity": entity, "row": content.entity_row[name], "sections": sections.sections(content, entity, facts),
            "answers": answers, "numbers": numbers, "fate": sections.fate(content, entity), "twins": twins,
            "refuted": sections.refuted(content, facts), "compared": kind_of.get(name, ""),
            "named": [(one, names) for one in both if (names := content.names.get(one, []))],
            "known": sections.known_as(content, both), "xrefs": xrefs,
            "referring": list(belonging), "trials": list(trials),
            "sketches": sketches.sketches(content, entity),
        })  # fmt: skip


def of_sources(content: Content) -> Iterator[Page]:
    """Yield a page for each source, with the facts that it speaks to by stance, and one for each decade of many."""
    for name, source in content.sources.items():
        groups: dict[str, dict[str, list[Any]]] = {"supports": {}, "refines": {}, "contradicts": {}}
        for row in content.evidence_of_source.get(name, []):
            groups[row["stance"]].setdefault(content.facts[row["fact_id"]]["table"], []).append(row)
        yield Page(
            address("sources", name),
            "sources",
            "source.html",
            {"source": source, "groups": {k: rows for k, rows in groups.items() if rows}, "long": LONG},
        )
    for kind, decades in shelves.shelves(content).items():
        for decade, sources in decades.items() if len(decades) > 1 else ():
            values = {"source_kind": kind, "decade": decade, "sources": sources}
            yield Page(address("sources", shelves.name(kind, decade)), "overviews", "shelf.html", values)


def of_documents(content: Content) -> Iterator[Page]:
    """Yield a page for each founding document: what it said, claim by claim."""
    for document in judgement.documents(content):
        yield Page(address("documents", document["document_id"]), "documents", "document.html", {"document": document})


def of_facts(content: Content, descriptor: dict[str, Any], url: str) -> Iterator[Page]:
    """Yield a page for each fact, and one for each that was withdrawn."""
    for name, fact in content.facts.items():
        jsonld = structured.script(structured.claim(content, descriptor, fact, url))
        given = {row["claim_id"] for row in content.evidence[name]}
        cited = {
            "text": citing.text(content, fact, url),
            "bibtex": citing.bibtex(content, descriptor, fact, url),
            "ris": citing.ris(descriptor, fact, url),
        }
        yield Page(address("facts", name), "facts", "fact.html", {
            "cited": cited,
            "fact": fact, "cells": content.cells(fact["table"], content.row_of[name]), "jsonld": jsonld,
            "bears": [row for row in content.claims_of_fact.get(name, []) if row["claim_id"] not in given],
        })  # fmt: skip
    for name, change in content.withdrawn.items():
        yield Page(
            address("facts", name),
            "withdrawn facts",
            "withdrawn.html",
            {"name": name, "what": "fact", "change": change},
        )
    for (kind, name), change in content.gone.items():
        yield Page(
            address(kind, name),
            f"withdrawn {kind}",
            "withdrawn.html",
            {"name": name, "what": "entry" if kind == "entities" else "source", "change": change},
        )
