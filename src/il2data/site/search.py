"""The index that the search reads."""

from __future__ import annotations

import json
from collections.abc import Sequence

from il2data.finding import ASKING, CALLED, Index
from il2data.site.addresses import address
from il2data.site.content import Content
from il2data.site.picture import Picture
from il2data.site.standing import RANKS
from il2data.site.written import Written, at

HUMAN = "Homo sapiens"
# Words that ask and do not tell, beside those that the package passes over.
IDLE = sorted(
    ASKING
    | {
        "about",
        "be",
        "been",
        "can",
        "did",
        "happened",
        "has",
        "have",
        "i",
        "its",
        "many",
        "me",
        "much",
        "show",
        "there",
        "was",
        "were",
        "when",
        "where",
        "why",
    }
)
# English words, not names, that readers use for each other; the names of things are rows of the table of names.
ALIKE = (
    ("stopped", "terminated", "discontinued", "withdrawn", "ended"),
    ("dose", "dosage", "dosing", "regimen"),
    ("copies", "receptors per cell", "molecules per cell"),
    ("side effect", "adverse reaction", "adverse event", "toxicity"),
    ("affinity", "kd", "dissociation constant"),
    ("approved", "licensed", "authorised", "approval"),
    ("cancer", "tumour", "tumor"),
    ("kidney", "renal"),
    ("leukaemia", "leukemia"),
    ("signalling", "signaling"),
    ("mutation", "substitution"),
    ("trial", "study"),
    ("activates", "activated", "activation"),
    ("binds", "binding", "bound"),
    ("required", "needed"),
)


def index_script(
    content: Content,
    pictures: Sequence[Picture],
    docs: Sequence[Written],
    plain: Sequence[tuple[str, str, str]],
    questions: Sequence[tuple[str, str, str]],
) -> str:
    """Return the script that holds the index, its lists in the order in which equals are to be shown.

    Parameters
    ----------
    content, pictures, docs
        What there is to find.
    plain
        Address, title and further words of each page that is about the site as a whole.
    questions
        A question, and the kind and name of the page that answers it.

    Returns
    -------
    str
        Lists by name: ``things`` (identifier, label, table, names, and the species of what is not human), ``answers``
        (question, place of the fact that is recommended), ``facts`` (identifier, statement, places of its table and
        status, places of the things it names; for a mere name or cross-reference the identifier and table alone),
        ``pages`` (address, title, kind, words that find it), ``sources`` (identifier, title, date) and the vocabularies
        that these refer to.
    """
    index = Index(content.release)
    thing = dict(zip(index.names["entity_id"], index.names["thing"], strict=True))
    told = index.told.to_dict()
    # A gene and its product are one thing, the product first, as `Release.find` has them.
    order = sorted(
        content.entities, key=lambda name: (-told.get(thing[name], 0), thing[name], name == thing[name], name)
    )
    called = index.names.groupby("entity_id")["name"].agg(list).to_dict()
    place = {name: at for at, name in enumerate(order)}
    things = []
    for name in order:
        # The registry's number alone follows from the identifier.
        words = dict.fromkeys(
            [
                *called[name],
                content.entity_row[name]["name"],
                *(row["object_id"] for row in content.xrefs.get(name, [])),
            ]
        )
        label = content.entities[name]["label"]
        species = content.entity_row[name].get("species")
        entry = [
            name,
            label,
            content.entities[name]["table"],
            [word for word in words if word not in (label, name.partition(":")[2], None)],
        ]
        things.append(entry if species in (None, HUMAN) else [*entry, species])
    tables, statuses = list(content.catalogue), list(RANKS)
    facts: list[list[object]] = []
    ranked = sorted(
        content.facts.values(),
        # What others have wrong comes after what is so.
        key=lambda fact: (
            fact["table"] in CALLED,
            fact["status"] == "refuted",
            fact["table"] == "errata",
            RANKS.index(fact["status"]),
            fact["fact_id"],
        ),
    )
    at_fact = {fact["fact_id"]: at for at, fact in enumerate(ranked)}
    for fact in ranked:
        entry = [fact["fact_id"], fact["statement"], tables.index(fact["table"]), statuses.index(fact["status"])]
        named = [place[entity] for entity in content.mentions[fact["fact_id"]]]
        facts.append([*entry, named] if fact["table"] not in CALLED else [fact["fact_id"], "", *entry[2:], []])
    asked: dict[str, list[str]] = {}
    for question, kind, name in questions:
        asked.setdefault(address(kind, name), []).append(question)
    pages: list[list[object]] = [[page, title, "page", [words]] for page, title, words in plain]
    pages += [
        [page := address("pictures", picture.name), picture.title, "picture", [picture.name, *asked.get(page, [])]]
        for picture in pictures
    ]
    pages += [[at(page.name), page.title, "documentation", [page.name]] for page in docs]
    pages += [
        [address("tables", name), table["title"], "table", [name, table["description"]]]
        for name, table in content.catalogue.items()
    ]
    found = {
        "things": things,
        "answers": [[row["question"], at_fact[row["fact_id"]]] for row in content.rows["recommended"]],
        "facts": facts,
        "pages": pages,
        "sources": [[name, source["title"], source["published"]] for name, source in content.sources.items()],
        "withdrawn": [[name, change["kind"]] for name, change in content.withdrawn.items()],
        "tables": [[name, table["title"]] for name, table in content.catalogue.items()],
        "statuses": statuses,
        "idle": IDLE,
        "alike": ALIKE,
    }
    return f"window.IL2DATA_INDEX={json.dumps(found, ensure_ascii=False, separators=(',', ':'))};\n"
