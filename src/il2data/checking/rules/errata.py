"""Laws of errata: what another resource has wrong, as of which version, and what is right."""

from __future__ import annotations

import re
from collections.abc import Iterator

from il2data.checking.rules import Finding, Tables, rule
from il2data.checking.rules.dates import earliest, latest


@rule(
    "errata-differ",
    "What a resource says and what is right are two clauses, neither of which ends with a stop.",
    "An erratum that says the same twice accuses for nothing, and its sentence would end in the middle.",
    reads=("errata",),
)
def differ(tables: Tables) -> Iterator[Finding]:
    frame = tables["errata"]
    for row in frame.itertuples():
        if _plain(row.says) == _plain(row.correct):
            yield (
                "errata",
                row.Index,
                "correct",
                "it is what the resource says.",
                "Write what is right, or remove the row.",
            )
    for column in ("says", "correct"):
        for position in frame.index[frame[column].str.endswith(".")]:
            yield (
                "errata",
                position,
                column,
                f"{frame.at[position, column]!r} ends with a stop.",
                "Write a clause without it.",
            )


def _plain(text: str) -> str:
    """Return the words of a clause."""
    return " ".join(re.findall(r"\w+", text.casefold()))


@rule(
    "errata-mended",
    "An erratum that was mended names the version and its day.",
    "A curator who looks for a mended error loses an hour; a day without a version cannot be looked up.",
    reads=("errata",),
)
def mended(tables: Tables) -> Iterator[Finding]:
    frame = tables["errata"]
    for column, other in (("mended_in", "mended_on"), ("mended_on", "mended_in")):
        for position in frame.index[frame[column].isna() & frame[other].notna()]:
            yield (
                "errata",
                position,
                column,
                f"{other} is {frame.at[position, other]!r}, and {column} is empty.",
                "Fill both, or empty both.",
            )


@rule(
    "errata-copy",
    "The version of a resource that was seen is no later than the newest source of the erratum.",
    "A version from after the copy that was read was not seen.",
    reads=("errata", "evidence", "sources"),
)
def copy(tables: Tables) -> Iterator[Finding]:
    published = tables["sources"].set_index("source_id")["published"]
    shown: dict[str, list[str]] = {}
    for fact, source in zip(tables["evidence"]["fact_id"], tables["evidence"]["source_id"], strict=True):
        if source in published.index:
            shown.setdefault(fact, []).append(latest(published[source]))
    for row in tables["errata"].itertuples():
        newest = max(shown.get(row.fact_id, ()), default="")
        if newest and newest < earliest(row.seen):
            yield (
                "errata",
                row.Index,
                "seen",
                f"{row.seen}, and the newest source of the erratum is of {newest}.",
                "Correct the date, or cite the copy that was read.",
            )
