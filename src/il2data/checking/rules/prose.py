"""Law of the words by which sentences call a thing: a name with figures in them is one that is known."""

from __future__ import annotations

from collections.abc import Iterator

from il2data.checking.rules import EACH, Finding, Tables, rule
from il2data.checking.rules.slips import figured, printed


@rule(
    "prose-figure",
    "A name with a figure in the words by which sentences call a thing stands in its row, among the names, or in a"
    " reading.",
    "One slip in these words, CD9 for CD8, is told by each sentence about the thing.",
    reads=(EACH, "evidence", "names"),
)
def prose_figure(tables: Tables) -> Iterator[Finding]:
    known = printed(tables["evidence"]).union(*(figured(name) for name in tables["names"]["name"].tolist()))
    for table, frame in tables.items():
        if "prose" not in frame or table == "entities":
            continue
        for position, row in zip(frame.index.tolist(), frame.to_dict("records"), strict=True):
            mine = {
                word
                for column, cell in row.items()
                if column != "prose" and isinstance(cell, str)
                for word in figured(cell)
            }
            words = figured(row["prose"].replace("/", " ")) if isinstance(row["prose"], str) else ()
            for word in words:
                if word not in known and word not in mine and not word.isdigit():
                    yield (
                        table,
                        position,
                        "prose",
                        f"no name and no reading has {word!r}.",
                        "Correct the figure, or enter the name in `names`.",
                    )
