"""Check the ledger of passages against the founding documents themselves."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from il2data.errors import PackageError, Problem
from il2data.package import digest

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Coverage:
    """How much of a document its passages cover.

    Parameters
    ----------
    document_id
        Identifier of the document.
    covered, total
        Non-space code points that lie in exactly one passage, and all of them.
    passages
        Number of passages.
    """

    document_id: str
    covered: int
    total: int
    passages: int


def text_hash(text: str, spans: str) -> str:
    """Return the SHA-256 of a passage: its spans joined by a space, white space folded, ends trimmed."""
    pieces = [text[start:end] for start, end in (map(int, span.split("-")) for span in spans.split(";"))]
    return hashlib.sha256(" ".join(" ".join(pieces).split()).encode()).hexdigest()


def verify(documents: pd.DataFrame, passages: pd.DataFrame, folder: Path) -> tuple[list[Coverage], list[Problem]]:
    """Re-check every span and hash of the ledger.

    Parameters
    ----------
    documents, passages
        The tables of these names.
    folder
        Folder that holds the documents under the file names of ``documents``.

    Returns
    -------
    coverage, problems
        One `Coverage` for each document, and everything that is changed, uncovered or
        doubly covered, by code point offset.

    Raises
    ------
    PackageError
        A document is not in the folder or is not UTF-8.
    """
    coverage, problems = [], []
    for document in documents.itertuples():
        try:
            data = (folder / document.file_name).read_bytes()
            text = data.decode()
        except (OSError, UnicodeDecodeError) as error:
            raise PackageError(
                f"{folder / document.file_name} cannot be read ({error}). Name the folder that holds the founding"
                " documents."
            ) from error
        mine = passages[passages["document_id"] == document.document_id]
        counts = [0] * len(text)
        if digest(data) != (document.bytes, document.sha256):
            problems.append(
                Problem(
                    document.file_name,
                    0,
                    "",
                    "document-changed",
                    f"{len(data)} bytes with SHA-256 {digest(data)[1]}, recorded were {document.bytes} bytes with"
                    f" {document.sha256}.",
                    "Restore the document.",
                )
            )
        for passage in mine.itertuples():
            for start, end in (map(int, span.split("-")) for span in passage.spans.split(";")):
                for at in range(start, min(end, len(text))):
                    counts[at] += 1
            if text_hash(text, passage.spans) != passage.sha256:
                problems.append(
                    Problem(
                        "passages",
                        int(passage.Index) + 2,
                        "sha256",
                        "passage-changed",
                        f"the text at {passage.spans} of {document.file_name} is not that of passage"
                        f" {passage.passage_id}.",
                        "Restore the document, or correct spans and hash.",
                    )
                )
        problems += _gaps(document.file_name, text, counts)
        solid = [count for count, char in zip(counts, text, strict=True) if not char.isspace()]
        coverage.append(Coverage(document.document_id, solid.count(1), len(solid), len(mine)))
    return coverage, sorted(problems)


def _gaps(name: str, text: str, counts: list[int]) -> Iterator[Problem]:
    start = 0
    states = [
        ("uncovered" if not n else "doubly covered" if n > 1 else "") if not c.isspace() else ""
        for n, c in zip(counts, text, strict=True)
    ]
    for at in range(1, len(text) + 1):
        if at == len(text) or states[at] != states[start]:
            if states[start]:
                yield Problem(
                    name,
                    0,
                    "",
                    f"passage-{states[start].replace(' ', '-')}",
                    f"code points {start} to {at} are {states[start]}.",
                    "Correct the spans of the passages there.",
                )
            start = at
