"""Laws of double entry in words: what evidence asserts of names, species and directions is what its row says."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from il2data.checking import readings
from il2data.checking.rules import EACH, Finding, Tables, fact_tables, rule
from il2data.checking.rules.readings import notes_of, titles_of, whole

# Words that tell no value of a list from another, as `readings.stems` gives them.
SMALL_WORDS = readings.stems("a an and as at by for from in is it its no not of on or other than the to was with")
# Values that registers have two words for.
ALIKE = {"ENDED_PREMATURELY": "TERMINATED"}
# Words of more and of less, and of a cause that was taken away, which turn round what follows.
MORE = re.compile(r"(?i)\b(?:increas\w*|rais\w*|higher|elevat\w*|enhanc\w*|strength\w*|stronger|rises?|rose)\b")
LESS = re.compile(
    r"(?i)\b(?:reduc\w*|lower\w*|decreas\w*|weak\w*|fewer|diminish\w*|falls?|fell|repress\w*)\b|\bprotect\w*"
)
UNDONE = re.compile(
    r"(?i)deficien|knock|KO\b|\blos[st]|delet|block|negative|\banti-|\bwithout\b|-/-|inhibit|\bnot?\b|absen|lack"
)
# Tables whose rows tell of what was found, whatever its cause: only a word of no before one of direction turns it.
FOUND = ("disease_links",)
DENIED = re.compile(r"(?i)\b(?:not?|neither|nor)\b(?: \w+){0,2} $")
SPECIES = {
    "Homo sapiens": re.compile(r"(?i)\b(?:human|patients?|volunteers?|people|children|participants?|adults|donors?)\b"),
    "Mus musculus": re.compile(r"(?i)\b(?:mouse|mice|murine)\b(?! (?:anti|monoclonal))"),
    "Rattus norvegicus": re.compile(r"(?i)\brats?\b"),
}
DIRECTED = {
    "disease_links": "direction",
    "hot_spots": "effect",
    "outcomes": "direction",
    "regulation": "direction",
    "substitutions": "effect",
}
# Words of what is thought and not shown.
THOUGHT = re.compile(
    r"(?i)suggest|\b(?:(?-i:may)|might|could|perhaps|some evidence)\b|appear|likely|possib|propos|hypoth"
    r"|th(?:ink|ought)|believ|seem|probab|impl[iy]|indicat|potential|predict|putative|presum|candidate|expect"
    r"|speculat|assum|plausib|unclear|uncertain|argue|infer|modell|in silico|mimic|consistent with"
    r"|not (?:\S+ ){0,2}(?:known|shown|settled|told|say|protein)"
)
# Tables whose rows are suggested where sources say so in such words, and not for the kind or number of the sources.
THOUGHTS = (
    "adverse_reactions", "affinities", "effects", "events", "indications", "label_provisions", "marker_cutoffs",
    "mendelian_disorders", "pathway_members", "production", "receptor_turnover", "signalling_edges", "statements",
)  # fmt: skip
# Columns of words that readings repeat.
WORDED = (
    "agent_basis", "analysis", "attenuation", "background", "basis", "detected_as", "effect_measure", "element",
    "endpoint_role", "enrolment_type", "event", "fit", "fused_end", "half_life_extension", "highest_phase",
    "interval_kind", "level", "masking", "measured", "met", "mode", "n_basis", "organ_system", "p_scope",
    "partner_residue", "phase", "phase_of_treatment", "presence", "purpose", "receptor_state", "register",
    "regulator", "residue", "response_statistic", "route", "significance", "specimen", "stage", "statistic",
    "status", "study_type", "tissue",
)  # fmt: skip


@rule(
    "asserted-name",
    "Each word of a name stands in what its source is said to give.",
    "A name with a slip in it is found by nobody.",
    reads=("evidence", "names"),
)
def asserted_name(tables: Tables) -> Iterator[Finding]:
    for read in whole(tables, only=("names",)):
        name, text = (readings.words(part) for part in (read.row["name"], read.text))
        lost = sorted(set(name) - set(text))
        if lost and "".join(name) not in "".join(text):
            yield (
                read.table,
                read.position,
                "name",
                f"{read.row['name']!r} has {', '.join(lost)}, and the source is said to give {read.text[:80]!r}.",
                "Read the source again: correct the name or the reading.",
            )


@rule(
    "asserted-word",
    "Where a reading has the word of another value of a list, it has the word of the row's value, too.",
    "A status, phase or route that slipped to its neighbour in the list is a valid word, and wrong.",
    reads=(EACH, "evidence"),
)
def asserted_word(tables: Tables) -> Iterator[Finding]:
    lists = {
        table: {column: sorted(set(frame[column].dropna())) for column in WORDED if column in frame}
        for table, frame in fact_tables(tables).items()
    }
    for read in whole(tables, *WORDED):
        said = readings.stems(read.text)
        for column, values in lists[read.table].items():
            cell = read.row[column]
            if pd.isna(cell) or cell == "not_stated" or meant(cell) <= said:
                continue
            other = [
                value
                for value in values
                if meant(value) and meant(value) <= said and ("phase" in column or not meant(value) < meant(cell))
            ]
            if other:
                yield (
                    read.table,
                    read.position,
                    column,
                    f"{column} is {cell}, and the source is said to give {other[0]} ({read.text[:80]!r}).",
                    "Read the source again: correct the row or the reading.",
                )


def meant(value: str) -> frozenset[str]:
    """Return the words of a value of a list; phases of two in one."""
    text = re.sub(r"(\d) (?=\d|PHASE)", r"\1/", ALIKE.get(value, value).replace("_", " "))
    return readings.stems(text) - SMALL_WORDS


@rule(
    "asserted-species",
    "Where readings name one species alone, it is that of the row, unless a note names that of the row.",
    "Mouse and man are one click apart in a list.",
    reads=(EACH, "evidence"),
)
def asserted_species(tables: Tables) -> Iterator[Finding]:
    for read in whole(tables, "species"):
        named = {species for species, words in SPECIES.items() if words.search(read.text)}
        cell = read.row["species"]
        if len(named) == 1 and cell in SPECIES and cell not in named and not SPECIES[cell].search(read.note):
            yield (
                read.table,
                read.position,
                "species",
                f"species is {cell}, and the source is said to give {read.text[:80]!r}.",
                "Read the source again: correct the row or the reading.",
            )


@rule(
    "asserted-direction",
    "Where the only words of direction in a reading are those of more, the row says no less, and the other way round.",
    "Higher and lower are one click apart in a list.",
    reads=(EACH, "evidence"),
)
def asserted_direction(tables: Tables) -> Iterator[Finding]:
    for read in whole(tables, *set(DIRECTED.values()), only=tuple(DIRECTED)):
        cell, column = read.row[DIRECTED[read.table]], DIRECTED[read.table]
        if pd.isna(cell) or (_denied(read.text) if read.table in FOUND else UNDONE.search(read.text)):
            continue
        said, told = (
            tuple(bool(words.search(text)) for words in (MORE, LESS)) for text in (read.text, cell.replace("_", " "))
        )
        if said in ((True, False), (False, True)) and told == said[::-1]:
            yield (
                read.table,
                read.position,
                column,
                f"{column} is {cell}, and the source is said to give {read.text[:80]!r}.",
                "Read the source again: correct the row or the reading.",
            )


def _denied(text: str) -> bool:
    """Say whether a word of no stands before one of direction."""
    return any(DENIED.search(text[: found.start()]) for words in (MORE, LESS) for found in words.finditer(text))


@rule(
    "asserted-certainty",
    "Of molecules, effects, labels and events, what is suggested is told as such: in a reading, its note, the title of"
    " a source or a remark.",
    "Suggested and asserted are one click apart, and nobody can weigh a doubt that nothing gives a reason for.",
    reads=(EACH, "evidence", "sources"),
)
def asserted_certainty(tables: Tables) -> Iterator[Finding]:
    titles, notes = titles_of(tables["evidence"], tables["sources"]), notes_of(tables["evidence"])
    for read in whole(tables, "certainty", only=THOUGHTS):
        fact, remark = read.row["fact_id"], read.row.get("remark", pd.NA)
        words = (read.text, titles.get(fact, ""), notes.get(fact, ""), "" if pd.isna(remark) else remark)
        if read.row["certainty"] == "suggested" and not any(map(THOUGHT.search, words)):
            yield (
                read.table,
                read.position,
                "certainty",
                f"suggested, and the source is said to give {read.text[:80]!r}.",
                "Read the source again: correct the row, or write into the reading the words of doubt.",
            )
