"""Laws of slips of the pen: a letter or figure in the words of a row, against its readings and its table."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import pandas as pd

from il2data.canonical import number
from il2data.checking import readings
from il2data.checking.rules import EACH, Finding, Tables, fact_tables, kept, rule
from il2data.checking.rules.dates import DATES
from il2data.checking.rules.readings import TOLD_OF, whole
from il2data.checking.rules.wording import SMALL_WORDS

# A whole number and the word, or sign of per cent, that it stands before.
COUNTED = re.compile(r"(?<![\w.,/^-])(\d+)(?![.,]\d)[ -]?(%|[^\W\d_]+)")
WORD = re.compile(r"[^\W\d_]{3,}")
# A name or number with a figure in it: p70, Foxp3, RFT5, 2.5. Marks within it belong to it, those behind do not.
FIGURED = re.compile(r"[^\W_]*\d[^\W_]*(?:[.,·/:-][^\W_]*\d[^\W_]*)*")
# Columns that hold no words: what is copied by machine, and days.
WORDLESS = (*DATES, "fact_id", "checksum", "commit", "file", "formula", "sequence", "study", "substitutions")
# Shorter numbers are in every text, and a study is named by the year of its paper, which is not that of its patients.
LONG = 3
COMMENTS = ("caveat", "limit", "remark")
YEAR = re.compile(r"(?:19|20)\d\d")
ALIKE = ({"s", "z"}, {"c", "k"})
# Shorter words of a reading have others of the language beside them, names aside; longer ones have none.
TELLING = 7
ALONE = 10
# A word of so many cells of a column is one of its words.
USUAL = 3
# Short words are near to many; such a one has to be common indeed, and the shortest never is.
SHORTEST = 4
SHORT = 5
COMMON = 25
# Letters by what stands before and behind them in a word.
Near = dict[tuple[str, str], set[str]]


@rule(
    "asserted-spelling",
    "A word that stands in one row alone is not one letter from a word of its readings, a usual one of its column, or"
    " that in its place in a text that is the same otherwise; a long one from any word.",
    "A name with a slip in it is found by nobody, and a sentence with one is believed by nobody.",
    reads=(EACH, "evidence"),
)
def spelling(tables: Tables) -> Iterator[Finding]:
    said = _said(tables["evidence"])
    known = frozenset[str]().union(*said.values())
    read = _near(word for word in known if len(word) >= ALONE)
    for table, frame in fact_tables(tables).items():
        everywhere: Counter[str] = Counter()
        for used in _words(frame).values():
            everywhere.update({word: len(rows) for word, rows in used.items()})
        here = _near(word for word in everywhere if len(word) >= ALONE)
        for column, used in _words(frame).items():
            texts = _by_length(frame[column])
            usual = _near(
                word
                for word, rows in used.items()
                if len(word) >= SHORTEST and len(rows) >= (COMMON if len(word) < SHORT else USUAL)
            )
            for word, rows in used.items():
                if everywhere[word] > 1 or word in known:
                    continue
                (position,) = rows
                telling = len(word) >= TELLING or _name(word, frame.at[position, column])
                mine = said.get(frame.at[position, "fact_id"], frozenset()) if telling else frozenset()
                other = _meant(word, (usual, here, read) if len(word) >= ALONE else (usual,), mine)
                if other := other or next(_in_place(word, frame.at[position, column], texts), ""):
                    yield (
                        table,
                        position,
                        column,
                        f"{word!r} stands in no other row; {other!r} does, or in a reading of this one.",
                        "Correct the letter; where the word is right, use another that cannot be taken for a slip.",
                    )


def _by_length(cells: pd.Series[str]) -> dict[int, set[str]]:
    """Return the texts of a column by their length."""
    found: dict[int, set[str]] = {}
    for cell in cells.dropna().to_numpy().tolist():
        found.setdefault(len(cell), set()).add(cell)
    return found


def _in_place(word: str, text: str, texts: dict[int, set[str]]) -> Iterator[str]:
    """Yield what stands in the place of a word in texts that differ from its own in one small letter."""
    for other in sorted(texts[len(text)] - {text}):
        at = next(at for at in range(len(text)) if text[at] != other[at])
        letters = {text[at], other[at]}
        if text[at + 1 :] == other[at + 1 :] and all(map(str.islower, letters)) and letters not in ALIKE:
            for found in WORD.finditer(text):
                if found.start() <= at < found.end() and found[0].casefold() == word:
                    yield other[found.start() : found.end()].casefold()


def _near(words: Iterable[str]) -> Near:
    """Return the letters of words by what stands before and behind each; the last of a word is left out."""
    found: Near = {}
    for word in words:
        for at in range(len(word) - 1):
            found.setdefault((word[:at], word[at + 1 :]), set()).add(word[at])
    return found


def _meant(word: str, nears: tuple[Near, ...], mine: frozenset[str]) -> str:
    """Return the first word of these, or of those that are near, from which a word differs in one letter.

    Another last letter is another form of the word, and s for z or c for k another way to write it.
    """
    told: dict[int, set[str]] = {}
    for other in mine:
        if len(other) == len(word):
            differ = [at for at in range(len(word)) if word[at] != other[at]]
            if len(differ) == 1:
                told.setdefault(differ[0], set()).add(other[differ[0]])
    for at in range(len(word) - 1):
        around = (word[:at], word[at + 1 :])
        for letter in sorted(told.get(at, set()).union(*(near.get(around, ()) for near in nears))):
            if letter != word[at] and letter in string.ascii_lowercase and {word[at], letter} not in ALIKE:
                return f"{word[:at]}{letter}{word[at + 1 :]}"
    return ""


def _name(word: str, text: str) -> bool:
    """Say whether a word stands with a capital letter in a text."""
    return word not in WORD.findall(text)


@kept
def _said(evidence: pd.DataFrame) -> dict[str, frozenset[str]]:
    """Return the words of the readings and notes of each fact."""
    found: dict[str, set[str]] = {}
    for fact, *texts in evidence[["fact_id", "asserted", "note"]].itertuples(index=False, name=None):
        for text in texts:
            if not pd.isna(text):
                found.setdefault(fact, set()).update(word.casefold() for word in WORD.findall(text))
    return {fact: frozenset(words) for fact, words in found.items()}


@kept
def _words(frame: pd.DataFrame) -> dict[str, dict[str, list[int]]]:
    """Return the positions of the rows in which each word of each column of words stands."""
    found: dict[str, dict[str, list[int]]] = {}
    for column in frame.select_dtypes("string").columns:
        if column not in WORDLESS and not column.endswith(("_id", "unit")):
            mine: dict[str, list[int]] = {}
            filled = frame[column].dropna()
            for position, cell in zip(filled.index.tolist(), filled.to_numpy().tolist(), strict=True):
                for word in {word.casefold() for word in WORD.findall(cell)}:
                    mine.setdefault(word, []).append(position)
            found[column] = mine
    return found


@rule(
    "asserted-figure",
    "A name or number with figures in the words of a row, if no reading has it, is not one figure from one that the"
    " readings have and the row has not; so for a short number, where the same word follows.",
    "FOXP4 for FOXP3, or 800 patients for 700: what is told in words is entered twice, too.",
    reads=(EACH, "evidence"),
)
def figures(tables: Tables) -> Iterator[Finding]:
    known = figures_read(tables["evidence"])
    for read in whole(tables):
        said = set(figured(read.text))
        told = {
            word: column
            for column, cell in read.row.items()
            if isinstance(cell, str) and column not in WORDLESS and not column.endswith("_id")
            for word in figured(cell)
        }
        left = said - told.keys()
        numbers = set(_numbers(read.row))
        slipped: list[tuple[str, str, str]] = []
        for word, column in told.items():
            if len(word) < LONG or YEAR.fullmatch(word) or word in said:
                continue
            # A comment tells of other numbers than those of the row.
            rest = left - numbers if column in COMMENTS else left
            other = next((other for other in sorted(rest) if one_figure(word, other)), None)
            # A name that other readings have may be told of an error, and one of several rows is a name of the column.
            named = other and any(map(str.isalpha, word))
            if named and ((word in known and read.table in TOLD_OF) or _usual(tables[read.table][column], word)):
                continue
            if other:
                slipped.append((column, word, other))
        for column, word, other in (*slipped, *_miscounted(read.row, read.text, numbers)):
            yield (
                read.table,
                read.position,
                column,
                f"{word!r}, and the source is said to give {other!r} ({read.text[:80]!r}).",
                "Read the source again: correct the row or the reading.",
            )


def _miscounted(row: dict[str, Any], text: str, numbers: set[str]) -> Iterator[tuple[str, str, str]]:
    """Yield each short number of a row that readings print otherwise before the same word, with its column.

    The numbers of the row, and those of its words before that word, are none that could have been meant.
    """
    said: dict[str, set[str]] = {}
    for printed, word in _counted(text):
        said.setdefault(word, set()).add(printed)
    cells = {column: list(_counted(cell)) for column, cell in row.items() if said and isinstance(cell, str)}
    taken = {pair for pairs in cells.values() for pair in pairs}
    for column, pairs in cells.items():
        for told, word in pairs if column not in (*COMMENTS, *WORDLESS) else ():
            left = {other for other in said.get(word, ()) if (other, word) not in taken} - numbers
            if (
                len(told) < LONG
                and left
                and float(told) not in readings.numbers(text)
                and told not in numbers
                and (other := next((other for other in sorted(left) if one_figure(told, other)), None))
            ):
                yield column, f"{told} {word}", f"{other} {word}"


@lru_cache(None)
def _counted(text: str) -> tuple[tuple[str, str], ...]:
    """Return the whole numbers of a text with what follows each: a word in the singular, or the sign of per cent."""
    return tuple(
        (told, word)
        for told, after in COUNTED.findall(text)
        if (word := (readings.plain(after) or (after,))[0])
        and word not in SMALL_WORDS
        and word[:3] not in readings.MONTHS
    )


def _usual(cells: pd.Series[str], word: str) -> bool:
    """Say whether so many cells of a column hold a word with figures that it is one of the column's."""
    return sum(word in figured(cell) for cell in cells.dropna()) >= USUAL


@kept
def figures_read(evidence: pd.DataFrame) -> frozenset[str]:
    """Return the words with figures of all readings."""
    return frozenset(word for text in evidence["asserted"].dropna() for word in figured(text))


def figured(text: str) -> Iterator[str]:
    """Yield the words of a text that have figures, written as one where a hyphen parts letters from figures."""
    return (word.casefold() for word in FIGURED.findall(re.sub(r"(?<=[A-Za-z])-(?=\d)", "", text)))


def _numbers(row: dict[str, Any]) -> Iterator[str]:
    for cell in row.values():
        if isinstance(cell, int | float) and not isinstance(cell, bool) and not pd.isna(cell):
            yield number(float(cell))


def one_figure(one: str, other: str) -> bool:
    """Say whether two words differ in one figure."""
    if len(one) != len(other):
        return False
    differ = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    return len(differ) == 1 and "".join(differ[0]).isdigit()
