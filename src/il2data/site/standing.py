"""How well a fact stands, as its pages say it: the verdict in one sentence, and the evidence by its weight."""

from __future__ import annotations

from il2data.derive import DENIED
from il2data.site.content import Content
from il2data.site.rows import Row
from il2data.support import PRIMARY, READ_AS, SUPPORTED

STANCES = ("supports", "refines", "contradicts")
COUNTED = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
# Statuses in the order in which a reader should meet their facts.
RANKS = (*SUPPORTED, "disputed", "secondary_only", "document_only", "refuted")


def plain(fact: Row) -> bool:
    """Tell whether the sentence of a fact may stand without a mark.

    It may where primary records support the fact and none that weighs denies it.
    """
    return fact["status"] in SUPPORTED


def claimed(fact: Row) -> str:
    """Return what is claimed: the statement, of a refuted fact without the words that deny it."""
    return str(fact["statement"]).removeprefix(DENIED)


def verdict(content: Content, fact: Row) -> str:
    """Return the verdict on a fact in one sentence.

    Where primary records disagree, it has their number on either side.
    """
    if fact["status"] not in ("disputed", "refuted"):
        return content.statuses[fact["status"]]
    pro, con = _records(fact["records_for"], "support"), _records(fact["records_against"], "contradict")
    return (
        f"{con} it, and none supports it."
        if fact["status"] == "refuted"
        else f"{pro} it, and {con[0].lower()}{con[1:]} it."
    )


def _records(number: int, verb: str) -> str:
    told = COUNTED[number] if number < len(COUNTED) else str(number)
    return f"{told} primary {'record' if number == 1 else 'records'} {verb}{'s' if number == 1 else ''}".capitalize()


def weighed(content: Content, fact: str) -> list[Row]:
    """Return the evidence of a fact, the weightiest first.

    What denies a refuted fact stands before the rest, elsewhere what supports it; of each
    stance, what weighs before what is outweighed, records before what retells them and
    founding documents last, and the more thoroughly read before the less.
    """
    stances = STANCES[::-1] if content.facts[fact]["status"] == "refuted" else STANCES

    def weight(row: Row) -> tuple[int, bool, bool, bool, int]:
        kind = content.sources[row["source_id"]]["kind"]
        record = kind in PRIMARY and row["read_as"] != "secondary"
        read = READ_AS.index(row["read_as"]) if row["read_as"] in READ_AS else len(READ_AS)
        return (
            stances.index(row["stance"]),
            row["outweighed"] is not None,
            not record,
            kind == "founding_document",
            read,
        )

    return sorted(content.evidence[fact], key=weight)
