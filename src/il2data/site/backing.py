"""The evidence of the steps of signalling, as a script that the picture loads when a step is first selected."""

from __future__ import annotations

import json

from il2data.site.addresses import address
from il2data.site.content import Content
from il2data.site.standing import weighed

TABLE = "signalling_edges"


def script(content: Content) -> str:
    """Return the script: the evidence of each step, the weightiest first, and the sources that it names.

    It sets ``IL2DATA_BACKING`` to the status and the evidence of each fact (stance, place of the
    source, what it gives, how it was read) and to the sources (title, date, page).
    """
    sources: dict[str, int] = {}
    facts: dict[str, list[object]] = {}
    for row in content.rows[TABLE]:
        pieces = [
            [
                piece["stance"],
                sources.setdefault(piece["source_id"], len(sources)),
                piece["asserted"] or "",
                f"read as {piece['read_as'].replace('_', ' ')}" + (", outweighed" if piece["outweighed"] else ""),
            ]
            for piece in weighed(content, row["fact_id"])
        ]
        facts[row["fact_id"]] = [content.facts[row["fact_id"]]["status"], pieces]
    told = [
        [content.sources[name]["title"], content.sources[name]["published"], address("sources", name)]
        for name in sources
    ]
    found = {"facts": facts, "sources": told}
    return f"window.IL2DATA_BACKING={json.dumps(found, ensure_ascii=False, separators=(',', ':'))};\n"
