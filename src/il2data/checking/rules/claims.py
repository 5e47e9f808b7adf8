"""Laws of claims: what the founding documents say is judged by the facts that bear on it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from il2data.checking.rules import Finding, Tables, rule, source_kinds
from il2data.checking.rules.statements import FORBIDDEN

# Statuses of facts that somebody other than a founding document supports and nobody that weighs denies.
HELD = ("corroborated", "reported", "secondary_only")
# The stance of a document's evidence that fits how the fact bears on its claim.
STANCE = {"agrees": "supports", "sharpens": "refines", "limits": "refines", "denies": "contradicts"}


def verdict(bearings: list[tuple[str, str]]) -> str:
    """Return the verdict that follows from the facts that bear on a claim.

    Parameters
    ----------
    bearings
        Bearing and status of each of these facts.
    """
    agrees = any(bearing == "agrees" and status in HELD for bearing, status in bearings)
    denied = any(
        (bearing == "denies" and status in HELD) or (bearing == "agrees" and status == "refuted")
        for bearing, status in bearings
    )
    disputed = any(bearing in ("agrees", "denies") and status == "disputed" for bearing, status in bearings)
    if disputed or (agrees and denied):
        return "contested"
    if denied:
        return "wrong"
    if any(bearing in ("sharpens", "limits") and status in (*HELD, "disputed") for bearing, status in bearings):
        return "imprecise"
    return "right" if agrees else "unverified"


@rule(
    "claim-verdict",
    "The verdict on a claim follows from the facts that bear on it and their status.",
    "A verdict that rests on one fact while others point elsewhere misjudges the document.",
    reads=("claim_facts", "claims", "facts"),
)
def follows(tables: Tables) -> Iterator[Finding]:
    claims, bearing = tables["claims"], tables["claim_facts"]
    pairs = list(
        zip(bearing["bearing"], bearing["fact_id"].map(tables["facts"].set_index("fact_id")["status"]), strict=True)
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for claim, pair in zip(bearing["claim_id"], pairs, strict=True):
        found.setdefault(claim, []).append(pair)
    for position, claim, given in zip(claims.index, claims["claim_id"], claims["verdict"], strict=True):
        if given != (due := verdict(found.get(claim, []))):
            yield (
                "claims",
                position,
                "verdict",
                f"{claim} is judged {given}; from its facts follows {due}.",
                "Correct the verdict, with the accepted statement and the reason, or the facts in claim_facts.",
            )


@rule(
    "claim-searched",
    "The reason of an unverified claim says what was searched for.",
    "Nothing found means something only where one knows what was looked for.",
    reads=("claims",),
)
def searched(tables: Tables) -> Iterator[Finding]:
    claims = tables["claims"]
    for position in claims.index[
        (claims["verdict"] == "unverified") & ~claims["reason"].str.startswith("Searched for: ")
    ]:
        yield (
            "claims",
            position,
            "reason",
            f"{claims.at[position, 'claim_id']} is unverified, and the reason does not say what was searched for.",
            "Begin the reason with Searched for: and name it.",
        )


@rule(
    "claim-place",
    "A claim stands in a passage of its document, and its number follows the reading order.",
    "A reader goes through the document claim by claim.",
    reads=("claims", "passages"),
)
def place(tables: Tables) -> Iterator[Finding]:
    claims, passages = tables["claims"], tables["passages"].set_index("passage_id")
    for position in claims.index[
        (claims["passage_id"].map(passages["document_id"]) != claims["document_id"]).fillna(True)
    ]:
        yield (
            "claims",
            position,
            "document_id",
            f"{claims.at[position, 'passage_id']} is no passage of {claims.at[position, 'document_id']}.",
            "Name the document of the passage.",
        )
    for _, mine in claims.assign(read=claims["passage_id"].astype("category").cat.codes).groupby("document_id"):
        ordered = mine.sort_values("ordinal")
        for position in ordered.index[ordered["ordinal"].duplicated() | (ordered["read"] < ordered["read"].cummax())]:
            yield (
                "claims",
                position,
                "ordinal",
                f"{claims.at[position, 'claim_id']} is out of the reading order.",
                "Number the claims of the document as one reads them.",
            )


@rule(
    "claim-once",
    "The same claim, answering the same question, has the same verdict in every document, and stands once in a"
    " passage.",
    "One claim cannot be right in one document and wrong in another.",
    reads=("claims",),
)
def same(tables: Tables) -> Iterator[Finding]:
    claims = tables["claims"]
    key = [
        " ".join(re.findall(r"\w+", f"{question} {claim}".casefold()))
        for question, claim in zip(claims["question"], claims["claim"], strict=True)
    ]
    said = claims.assign(key=key)
    for position in said.index[said.duplicated(["key", "passage_id"])]:
        yield (
            "claims",
            position,
            "claim",
            f"{claims.at[position, 'claim_id']} says what an earlier claim of the passage says.",
            "Keep one of the two.",
        )
    for position in said.index[said.groupby("key")["verdict"].transform("nunique") > 1]:
        yield (
            "claims",
            position,
            "verdict",
            (
                f"{claims.at[position, 'claim_id']} is judged {claims.at[position, 'verdict']}, and the same claim"
                " elsewhere is not."
            ),
            "Judge the two alike, by the same facts.",
        )


@rule(
    "claim-words",
    "A claim, its accepted statement and its reason are whole sentences without code, and its question is a question.",
    "Most people read the sentences and not the row.",
    reads=("claims",),
)
def words(tables: Tables) -> Iterator[Finding]:
    claims = tables["claims"]
    for column, form in (
        ("claim", r".{10,}[^.]\."),
        ("accepted", r".{15,}[^.]\."),
        ("reason", r".{10,}[^.]\."),
        ("question", r"[A-Z].{8,}[^?]\?"),
    ):
        for position, text in claims[column].items():
            what = next((what for what, pattern in FORBIDDEN.items() if re.search(pattern, text)), None)
            if what or not re.fullmatch(form, text):
                yield (
                    "claims",
                    int(str(position)),
                    column,
                    f"{text!r} {'holds ' + what if what else 'is no whole sentence'}.",
                    "Write one plain sentence, or more in the reason, with its mark at the end.",
                )


@rule(
    "claim-evidence",
    "Evidence of a founding document rests on a claim of the same passage, with the stance that the bearing of the fact"
    " calls for; it never supports a refuted fact.",
    "What a document said and how it was judged must be one account.",
    reads=("claim_facts", "claims", "evidence", "facts", "passages", "sources"),
)
def evidence(tables: Tables) -> Iterator[Finding]:
    rows = tables["evidence"]
    is_document = source_kinds(tables) == "founding_document"
    for position in rows.index[~is_document & rows["claim_id"].notna()]:
        yield (
            "evidence",
            position,
            "claim_id",
            "a claim is named, but the source is no founding document.",
            "Empty the cell.",
        )
    claims = tables["claims"].set_index("claim_id")["passage_id"]
    bearing = tables["claim_facts"].set_index(["claim_id", "fact_id"])["bearing"].to_dict()
    refuted = set(tables["facts"].loc[tables["facts"]["status"] == "refuted", "fact_id"])
    home = rows["passage_id"].map(tables["passages"].set_index("passage_id")["document_id"])
    # A passage of another document is reported by another law.
    mine = rows[is_document & (home == rows["source_id"]).fillna(False)]
    for position, fact, claim, passage, stance in zip(
        mine.index, mine["fact_id"], mine["claim_id"], mine["passage_id"], mine["stance"], strict=True
    ):
        how = None if pd.isna(claim) else bearing.get((claim, fact))
        if how is None or claims.get(claim) != passage:
            yield (
                "evidence",
                position,
                "claim_id",
                f"no claim of {passage} that {fact} bears on is named.",
                "Name the claim, and enter in claim_facts how the fact bears on it.",
            )
        elif stance != STANCE[how]:
            yield (
                "evidence",
                position,
                "stance",
                f"the fact {how} {claim}, and the document {stance} it.",
                f"Write {STANCE[how]}, or correct the bearing.",
            )
        elif stance == "supports" and fact in refuted:
            yield (
                "evidence",
                position,
                "stance",
                f"{fact} is refuted, and a founding document is said to support it.",
                "Remove the row; claim_facts says that the document claims it.",
            )
