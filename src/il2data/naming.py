"""How names are compared, and which things are called by one name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

# Relation Ontology: in orthology relationship with.
ORTHOLOGOUS = "RO:HOM0000017"


def words(text: str) -> list[str]:
    """Return the words of a text as names are compared: small letters and digits, Greek letters by name, no accents."""
    if text.isascii():
        return re.findall(r"[a-z0-9]+", text.lower())
    spelled = (
        unicodedata.name(c).split()[-1] if c.isalpha() and unicodedata.name(c, "").startswith("GREEK ") else c
        for c in unicodedata.normalize("NFKD", text)
    )
    return re.findall(r"[a-z0-9]+", "".join(part for part in spelled if not unicodedata.combining(part[0])).casefold())


def key(text: str) -> str:
    """Return a name as names are compared: its `words` without what stands between them."""
    return "".join(words(text))


def one_thing(tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Return the human gene of each protein, of each gene of another species and of its protein.

    They follow from ``proteins`` and ``xrefs``.
    """
    proteins, xrefs = tables["proteins"], tables["xrefs"]
    human = dict(
        xrefs.loc[
            (xrefs["predicate_id"] == ORTHOLOGOUS) & xrefs["object_id"].str.startswith("HGNC:"),
            ["subject_id", "object_id"],
        ].itertuples(index=False)
    )
    return human | {
        protein: human.get(gene, gene)
        for protein, gene in zip(proteins["protein_id"], proteins["gene_id"], strict=True)
    }
