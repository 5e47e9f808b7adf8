"""What the records behind the facts still owe never grows; each share is lowered here when it falls."""

from __future__ import annotations

import pandas as pd
import pytest

# At most so many of a hundred sources, or of a hundred facts for the last, as of the last release; papers count
# reviews, congress abstracts and letters too.
DEBTS = {
    "papers under an identifier of ours": 8.9,
    "titles in our words": 9.4,
    "dates that are not whole": 16.4,
    "facts at second hand": 0.8,
}


def owed(tables: dict[str, pd.DataFrame]) -> dict[str, float]:
    """Return what is owed in the tables, in percent."""
    sources = tables["sources"]
    papers = sources["kind"].isin(["paper", "review", "conference_abstract", "letter"])
    found = (
        papers & sources["source_id"].str.startswith("il2d:"),
        sources["title"].str.startswith("["),
        sources["published"].str.contains("[X~?]"),
        tables["facts"]["status"] == "secondary_only",
    )
    return {debt: 100 * float(rows.mean()) for debt, rows in zip(DEBTS, found, strict=True)}


@pytest.mark.parametrize("debt", DEBTS)
def test_a_debt_never_grows(debt: str, tables: dict[str, pd.DataFrame]) -> None:
    assert DEBTS[debt] - 0.5 < owed(tables)[debt] <= DEBTS[debt]


def test_a_debt_more_is_seen(tables: dict[str, pd.DataFrame]) -> None:
    paper = tables["sources"].query("kind == 'paper'").head(1)
    worse = paper.assign(source_id="il2d:one-more", title="[Ours]", published="202X")
    before, after = owed(tables), owed({**tables, "sources": pd.concat([tables["sources"], worse], ignore_index=True)})
    of_sources = list(DEBTS)[:3]
    assert all(after[debt] > before[debt] for debt in of_sources)
    assert after["facts at second hand"] == before["facts at second hand"]
