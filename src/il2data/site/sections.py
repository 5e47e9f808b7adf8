"""What a page of a thing begins with, and the questions under which its facts stand."""

from __future__ import annotations

from typing import NamedTuple

from il2data.finding import CALLED
from il2data.site import quantities
from il2data.site.content import Content
from il2data.site.figures import shown
from il2data.site.rows import Row
from il2data.site.standing import plain

# The questions that tables of facts name in their schemas, in the order of a page.
QUESTIONS = {
    "fate": "What became of it",
    "benefit": "Does it work",
    "giving": "How it is given",
    "harm": "What it does to patients",
    "body": "In the body",
    "found": "Where it is found, and how much of it",
    "binding": "What binds, and how tightly",
    "doing": "What it does",
    "disease": "In disease",
    "made": "What it is",
    "trials": "Trials and their arms",
    "history": "History, and what else is said",
    "errata": "What other resources have wrong about it",
    "kinds": "Wider and narrower kinds",
    "other": "What else is known",
}
# Which questions come first on the pages of a table of things.
FIRST: dict[str, tuple[str, ...]] = {
    "agents": ("fate", "benefit", "giving", "harm", "body", "made", "binding", "doing"),
    "proteins": ("found", "binding", "doing", "disease", "made"),
    "genes": ("found", "binding", "doing", "disease", "made"),
    "receptor_forms": ("binding", "found", "doing"),
    "cell_types": ("found", "doing", "binding"),
    "diseases": ("benefit", "fate", "disease", "giving"),
    "trials": ("benefit", "trials", "giving", "harm"),
    "findings": ("harm",),
}
# What a question is called where the thing is not a molecule.
TITLES = {
    ("cell_types", "found"): "Receptors on it, and IL-2 from it",
    ("cell_types", "doing"): "How it responds, and what it does",
    ("proteins", "fate"): "Medicines aimed at it",
    ("genes", "fate"): "Medicines aimed at it",
    ("diseases", "fate"): "Medicines for it",
    ("diseases", "benefit"): "What was tried, and what came of it",
    ("diseases", "giving"): "Doses that were given",
    ("diseases", "disease"): "Its genetics and other links with IL-2",
    ("trials", "benefit"): "What came of it",
    ("trials", "trials"): "Who and how many",
    ("findings", "harm"): "How often it occurs",
}
# What says what became of a medicine: columns of its row.
FATE = ("highest_phase", "development_status", "status_as_of", "stopped_reason")

# Kinds of name that a page begins with, the best known first.
SHORT = ("cd_number", "approved_symbol", "brand", "code", "abbreviation")


class Section(NamedTuple):
    """A question, with its facts by table."""

    name: str
    title: str
    tables: dict[str, list[str]]


class Answer(NamedTuple):
    """A recommended answer: the question, the fact, and why it is preferred."""

    question: str
    fact: str
    reason: str


def question(content: Content, table: str) -> str:
    """Return under which question the facts of a table stand: the one that its schema names, if a page asks it."""
    named: str = content.catalogue[table]["question"]
    return named if named in QUESTIONS else "other"


def refuted(content: Content, facts: list[str]) -> list[str]:
    """Return those of some facts that primary records deny."""
    return [fact for fact in facts if content.facts[fact]["status"] == "refuted"]


def sections(content: Content, entity: Row, facts: list[str]) -> list[Section]:
    """Return facts of a thing under the questions that they answer.

    Names, cross-references and what is refuted are left out.
    """
    mine: dict[str, list[str]] = {}
    for fact in facts:
        if content.facts[fact]["status"] != "refuted" and content.facts[fact]["table"] not in CALLED:
            mine.setdefault(content.facts[fact]["table"], []).append(fact)
    first = FIRST.get(entity["table"], ())
    found = []
    for name in dict.fromkeys([*first, *QUESTIONS]):
        title = TITLES.get((entity["table"], name), QUESTIONS[name])
        if held := {
            table: mine[table] for table in content.facts_tables if table in mine and question(content, table) == name
        }:
            found.append(Section(name, title, held))
    return found


def answers(content: Content, entity: Row, twins: list[str]) -> list[Answer]:
    """Return the recommended answers on a thing and on its gene or proteins (``twins``).

    Those on it come before those on others that name it, and then each in the order of the questions of its page.
    """
    names = [entity["entity_id"], *twins]
    asked = list(dict.fromkeys([*FIRST.get(entity["table"], ()), *QUESTIONS]))
    rows = [
        row
        for row in content.rows["recommended"]
        if row["entity_id"] in names or set(names) & set(content.named[row["fact_id"]])
    ]
    return [
        Answer(row["question"], row["fact_id"], row["reason"])
        for row in sorted(
            rows,
            key=lambda row: (
                row["entity_id"] not in names,
                asked.index(question(content, content.facts[row["fact_id"]]["table"])),
            ),
        )
    ]


def key_numbers(content: Content, given: list[Answer]) -> tuple[list[tuple[Answer, str, str]], list[Answer]]:
    """Return the first four answers that are numbers with a unit, each with both, and the other answers.

    What a trial found is no such number, and no dose: without both arms and the verdict, without the days between, each
    says too little.
    """
    told = [
        answer
        for answer in given
        if question(content, content.facts[answer.fact]["table"]) not in ("benefit", "giving")
    ]
    numbers = [(answer, *content.amount(content.row_of[answer.fact])) for answer in told]
    key = [(answer, number, unit) for answer, number, unit in numbers if number and unit][:4]
    shown = [answer for answer, _, _ in key]
    return key, [answer for answer in given if answer not in shown]


def fate(content: Content, entity: Row) -> list[tuple[Row, list[tuple[str, str]]]]:
    """Return what became of a medicine: for each row on it the fact, and heading and text of the cells that say so."""
    columns = {column["column"]: column["title"] for column in content.columns["medicines"]}
    labels = {(row["column"], row["value"]): row["label"] for row in content.values["medicines"]}
    return [
        (
            content.facts[row["fact_id"]],
            [
                (columns[name], labels.get((name, row[name]), shown(row[name])))
                for name in FATE
                if row[name] is not None
            ],
        )
        for row in content.rows["medicines"]
        if row["agent_id"] == entity["entity_id"]
    ]


def known_as(content: Content, both: list[str]) -> list[str]:
    """Return the short names by which people know a thing, a few at most: those of a gene and its protein alike."""
    rows = [row for name in both for row in content.names.get(name, [])]
    short = sorted(
        (row for row in rows if row["kind"] in SHORT and plain(content.facts[row["fact_id"]])),
        key=lambda row: (SHORT.index(row["kind"]), len(row["name"])),
    )
    # Spellings that differ by hyphens alone stand once.
    told = {_letters(content.entities[name]["label"]): "" for name in both}
    for row in short:
        told.setdefault(_letters(row["name"]), row["name"])
    return [name for name in told.values() if name][:5]


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


def numbered(content: Content, table: str, facts: list[str]) -> list[tuple[str, str, str]] | None:
    """Return facts with number and unit, in the order of the quantities.

    There are none where most have no number with a unit of its own.
    """
    column = next(
        (column for column in content.columns[table] if column["column"] == "value" and quantities.unit_column(column)),
        None,
    )
    if column is None:
        return None
    mine = [(content.amount(content.row_of[fact]), fact) for fact in facts]
    if 2 * sum(bool(number) for (number, _), _ in mine) < len(mine):
        return None
    ranks = quantities.ranks(content, table, column)
    place = {
        row["fact_id"]: len(ranks) if rank is None else rank
        for row, rank in zip(content.rows[table], ranks, strict=True)
    }
    return [(fact, number, unit) for (number, unit), fact in sorted(mine, key=lambda item: place[item[1]])]
