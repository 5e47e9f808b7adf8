"""Laws of statements: every sentence reads without its row."""

from __future__ import annotations

import re
from collections.abc import Iterator

from il2data.checking.rules import Finding, Tables, rule

# What no sentence holds, and what is meant by it. Mappings and names are exempt: they speak of identifiers.
FORBIDDEN = {
    "an underscore": r"_",
    "a bracket of a code": r"[{}\[\]]",
    "words for nothing": r"\bnot stated\b|\b(?:nan|None|True|False)\b|<NA>",
    "capitals of a registry": r"\b(?:PHASE ?\d|RECRUITING|COMPLETED|TERMINATED|WITHDRAWN|UNKNOWN|NA)\b",
    "a relation sign before a bare number": r"(?<!\bP)(?<!\bn)\s[=~<>]\s?\d|^[=~<>]",
    "an identifier": r"\b(?:HGNC|UniProtKB|GO|CL|MONDO|HP|il2d|NCBIGene|MGI|RGD):\S",
    "a gap or doubled mark": r"  |\( | \)| [,.;]|\.\.|,[,.]|: ?\.|\(\)",
    "the same word twice": r"(?i)\b(?!had\b|that\b)([a-z]{2,}) \1\b",
    "a code of a unit": r"\d (?:Ao|ku|u|mo|wk|h|Cel)\b|\bug/",
}


@rule(
    "statement-words",
    "A statement holds no code, underscore, capitals of a registry, bare relation sign, gap, or word twice, and ends"
    " with one full stop.",
    "Most people read the sentence and not the row.",
    reads=("facts",),
)
def words(tables: Tables) -> Iterator[Finding]:
    facts = tables["facts"][~tables["facts"]["table"].isin(["names", "xrefs", "errata"])]
    sentences = list(zip(facts.index, facts["statement"], strict=True))
    for what, pattern in FORBIDDEN.items():
        holds = re.compile(pattern).search
        for position in (position for position, text in sentences if holds(text)):
            yield (
                "facts",
                position,
                "statement",
                f"{facts.at[position, 'statement']!r} holds {what}.",
                "Mend the row, its table's `statement`, or the label of the value in the schema.",
            )
    for position in facts.index[~facts["statement"].str.fullmatch(r".{15,}[^.]\.")]:
        yield (
            "facts",
            position,
            "statement",
            f"{facts.at[position, 'statement']!r} is no whole sentence.",
            "End it with one full stop.",
        )
