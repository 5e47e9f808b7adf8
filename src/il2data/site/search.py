"""The index that the search box reads."""

from __future__ import annotations

import json
from collections.abc import Sequence

from il2data.derive import SUPPORTED
from il2data.site.addresses import address
from il2data.site.content import Content, Row
from il2data.site.picture import Picture
from il2data.site.written import Written, at


def index_script(content: Content, pictures: Sequence[Picture], docs: Sequence[Written]) -> str:
    """Return the script that holds the index.

    It is a list of entries, entities first: address, title, kind, table with the status of a
    fact that is not plainly supported, further words that find it, and the places in the list
    of the entities that a fact names. What finds an entity finds its facts.
    """
    entries: list[list[object]] = []
    place: dict[str, int] = {}
    for name, entity in content.entities.items():
        place[name] = len(entries)
        named = [content.entity_row[name]["name"], *(row["name"] for row in content.names.get(name, []))]
        words = dict.fromkeys([name, *named, *(row["object_id"] for row in content.xrefs.get(name, []))])
        entries.append([address("entities", name), entity["label"], "entity", entity["table"], list(words), []])
    entries += [
        [address("tables", name), table["title"], "table", name, [name, table["description"]], []] for name, table in content.catalogue.items()
    ]
    entries += [[address("pictures", picture.name), picture.title, "picture", "", [picture.name], []] for picture in pictures]
    entries += [[at(page.name), page.title, "page", "documentation", [page.name], []] for page in docs]
    entries += [
        [address("facts", name), fact["statement"], "fact", _told(fact), [name], [place[entity] for entity in content.mentions[name]]]
        for name, fact in content.facts.items()
    ]
    entries += [[address("facts", name), f"{name}, {change['kind']}", "fact", change["table"], [], []] for name, change in content.withdrawn.items()]
    entries += [[address("sources", name), source["title"], "source", source["published"], [name], []] for name, source in content.sources.items()]
    return f"window.IL2DATA_INDEX={json.dumps(entries, ensure_ascii=False, separators=(',', ':'))};\n"


def _told(fact: Row) -> str:
    return fact["table"] if fact["status"] in SUPPORTED else f"{fact['table']} · {fact['status']}"
