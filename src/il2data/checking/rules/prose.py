"""Law of the words by which sentences call a thing: a name with figures in them is one that is known."""

from __future__ import annotations

from collections.abc import Iterator

from il2data.checking.rules import EACH, Finding, Tables, rule
from il2data.checking.rules.slips import figured, figures_read


@rule(
    "prose-figure",
    "A name with a figure in the words by which sentences call a thing stands in its row, among the names, or in a"
    " reading.",
    "One slip in these words, CD9 for CD8, is told by each sentence about the thing.",
    reads=(EACH, "evidence", "names"),
)
def prose_figure(tables: Tables) -> Iterator[Finding]:
    known = figures_read(tables["evidence"]).union(*(figured(name) for name in tables["names"]["name"].tolist()))
    for table, frame in tables.items():
        if "prose" not in frame or table == "entities":
            continue
        called = frame.dropna(subset="prose")
        for position, row in zip(called.index.tolist(), called.to_dict("records"), strict=True):
            words = {word for word in figured(row.pop("prose").replace("/", " ")) if not word.isdigit()}
            own = {word for cell in row.values() if isinstance(cell, str) for word in figured(cell)}
            for word in sorted(words - known - own):
                yield (
                    table,
                    position,
                    "prose",
                    f"no name and no reading has {word!r}.",
                    "Correct the figure, or enter the name in `names`.",
                )
