"""Laws of the ledger: every passage is accounted for, every exclusion has its reason."""

from __future__ import annotations

import re
from collections.abc import Iterator

from il2data.checking.rules import EVERY, Finding, Tables, rule


@rule(
    "passage-accounted",
    "Each passage makes claims or is structural.",
    "The founding documents count as covered only when nothing in them is passed over.",
    reads=("claims", "passages"),
)
def accounted(tables: Tables) -> Iterator[Finding]:
    passages = tables["passages"]
    used = passages["passage_id"].isin(tables["claims"]["passage_id"])
    gave = passages["disposition"] == "evidence"
    for position in passages.index[gave & ~used]:
        yield (
            "passages",
            position,
            "disposition",
            f"{passages.at[position, 'passage_id']} is said to give evidence, and makes no claim.",
            "Add its claims, or write structural.",
        )
    for position in passages.index[~gave & used]:
        yield (
            "passages",
            position,
            "disposition",
            f"{passages.at[position, 'passage_id']} makes a claim, and is said to give no evidence.",
            "Write evidence.",
        )


@rule(
    "passage-tile",
    "The passages of a document follow each other without gap in number and without overlap in span.",
    "A code point that lies in two passages would be judged twice.",
    reads=("documents", "passages"),
)
def tile(tables: Tables) -> Iterator[Finding]:
    passages = tables["passages"]
    size = tables["documents"].set_index("document_id")["code_points"]
    for home, mine in passages.groupby("document_id"):
        taken: list[tuple[int, int, int]] = []
        for expected, position in enumerate(mine.sort_values("ordinal").index, start=1):
            if mine.at[position, "ordinal"] != expected:
                yield (
                    "passages",
                    position,
                    "ordinal",
                    f"found {mine.at[position, 'ordinal']}, expected {expected}.",
                    "Number the passages in reading order from 1.",
                )
                return
            for span in str(mine.at[position, "spans"]).split(";"):
                start, end = map(int, span.split("-"))
                if not start < end <= int(size[home]):
                    yield (
                        "passages",
                        position,
                        "spans",
                        f"{span} is empty or beyond the document's {size[home]} code points.",
                        "Correct the span.",
                    )
                taken.append((start, end, int(position)))
        for (_, end, _), (start, _, position) in zip(sorted(taken), sorted(taken)[1:], strict=False):
            if start < end:
                yield (
                    "passages",
                    position,
                    "spans",
                    f"the span from {start} overlaps another that ends at {end}.",
                    "Give each code point to one passage.",
                )


@rule(
    "passage-place",
    "The last passage ends where its document ends, and a document's size and file name fit it.",
    "Offsets are the only link to the text; a wrong length shows in its end.",
    reads=("documents", "passages"),
)
def passage_place(tables: Tables) -> Iterator[Finding]:
    passages, documents = tables["passages"], tables["documents"].set_index("document_id")
    for home, spans in passages.groupby("document_id")["spans"]:
        end = max(int(part.partition("-")[2]) for span in spans for part in span.split(";"))
        if home in documents.index and end < documents.at[home, "code_points"]:
            yield (
                "documents",
                None,
                "code_points",
                f"{home} has {documents.at[home, 'code_points']} code points, and its passages end at {end}.",
                "Count the document again, or correct the span.",
            )
    for position, id, name, size, points in zip(
        tables["documents"].index,
        *(tables["documents"][c] for c in ("document_id", "file_name", "bytes", "code_points")),
        strict=True,
    ):
        if not points <= size <= 4 * points:
            yield (
                "documents",
                position,
                "bytes",
                f"{size} bytes cannot hold {points} code points of UTF-8.",
                "Count the document again.",
            )
        number, _, rest = name.partition("_")
        if number != id.removeprefix("il2d:doc-") or not re.fullmatch(r"[0-9a-f]{16}\.txt", rest):
            yield (
                "documents",
                position,
                "file_name",
                f"{name} is not the name of {id}.",
                "Write the file's name as it is.",
            )


@rule(
    "passage-kind",
    "Headings give no evidence, and only sentences run on in a second span.",
    "Kind, disposition and spans describe one stretch of text.",
    reads=("passages",),
)
def passage_kind(tables: Tables) -> Iterator[Finding]:
    passages = tables["passages"]
    for position in passages.index[(passages["kind"] == "heading") & (passages["disposition"] == "evidence")]:
        yield (
            "passages",
            position,
            "kind",
            "a heading is said to give evidence.",
            "Correct the kind or the disposition.",
        )
    for position in passages.index[(passages["kind"] != "sentence") & passages["spans"].str.contains(";", regex=False)]:
        yield (
            "passages",
            position,
            "spans",
            f"a {passages.at[position, 'kind']} in two pieces.",
            "Correct the kind or the spans.",
        )


@rule(
    "gap-table",
    "A known gap is one of a table that there is, is told once, and names the record where the answer is expected,"
    " unless its subject was not taken up.",
    "A gap that names no table is found by nobody who reads that table.",
    reads=(EVERY, "gaps"),
)
def gap_table(tables: Tables) -> Iterator[Finding]:
    frame = tables["gaps"]
    for position in frame.index[~frame["table"].isin(list(tables))]:
        yield (
            "gaps",
            position,
            "table",
            f"there is no table {frame.at[position, 'table']!r}.",
            "Name the table that would hold the answer.",
        )
    for position in frame.index[frame["question"].str.casefold().duplicated()]:
        yield "gaps", position, "question", "the same question stands above.", "Keep one of the two."
    for position in frame.index[frame["record"].isna() & (frame["reason"] != "not_curated")]:
        yield (
            "gaps",
            position,
            "record",
            f"the answer is {frame.at[position, 'reason']} in no record.",
            "Name the record, or write not_curated.",
        )


@rule(
    "excluded-once",
    "A claim, and a lead, is excluded once.",
    "Two reasons for one exclusion contradict each other, or are one.",
    reads=("excluded",),
)
def excluded(tables: Tables) -> Iterator[Finding]:
    frame = tables["excluded"]
    for column in ("claim", "lead"):
        for position in frame.index[frame[column].notna() & frame[column].str.casefold().duplicated()]:
            yield (
                "excluded",
                position,
                column,
                f"the {column} {frame.at[position, column]!r} is excluded twice.",
                "Keep one of the two rows.",
            )
