"""Laws of the years of papers: a PMID and a DOI against the date of their source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from statistics import median

import pandas as pd

from il2data.checking.rules import Finding, Tables, rule

# A paper may be this many years away from those that are near it in PMID: PubMed is filled in order of publication,
# before 1994 by blocks of years out of order, so "near" is narrower there.
PMID_YEARS = 2
PMID_NEIGHBOURS = 5
PMID_IN_ORDER = 7_500_000
PMID_NEAR, PMID_NEAR_BEFORE = 1_000_000, 60_000
# Older papers entered PubMed decades later, under numbers of that later time.
PMID_SINCE = 1966
# Where a DOI holds the year: Elsevier, Frontiers, Springer Nature and BMC, Wiley, medRxiv, ASH and ASCO meetings.
DOI_YEARS = (
    re.compile(r"^10\.1016/j\.[a-z]+\.((?:19|20)\d\d)\.\d\d\."),
    re.compile(r"^10\.3389/f[a-z]+\.((?:19|20)\d\d)\.\d"),
    re.compile(r"^10\.1111/j\.[\dx-]+\.((?:19|20)\d\d)\.t?b?\d"),
    re.compile(r"^10\.1101/((?:19|20)\d\d)\.\d\d\.\d\d\."),
    re.compile(r"^10\.(?:1038|1007|1186)/s\d{5}-0(\d\d)-"),
    re.compile(r"^10\.1182/blood-((?:19|20)\d\d)-\d\d-"),
    re.compile(r"^10\.1136/[a-z]+-((?:19|20)\d\d)-"),
    re.compile(r"^10\.1200/JCO\.((?:19|20)\d\d)\."),
    re.compile(r"^10\.1056/(?:NEJM|EVID)[a-z]+(\d\d)\d{4,5}$"),
)


def doi_year(doi: str) -> int | None:
    """Return the year that a DOI holds, for publishers that put it there; None for all others."""
    for form in DOI_YEARS:
        if found := form.match(doi):
            return int(found[1]) if len(found[1]) == 4 else 2000 + int(found[1])
    return None


@rule(
    "source-pmid-year",
    "A PMID stands among PMIDs of its year.",
    "PubMed numbers papers as they come, so a mistyped number or year falls out of the order.",
    reads=("sources",),
)
def pmid_year(tables: Tables) -> Iterator[Finding]:
    sources = tables["sources"]
    mine = sources[sources["source_id"].str.startswith("PMID:") & ~sources["published"].str.contains("X", regex=False)]
    numbered = sorted(
        (int(id.removeprefix("PMID:")), int(day[:4]), at)
        for id, day, at in zip(mine["source_id"], mine["published"], mine.index, strict=True)
    )
    for rank, (number, year, position) in enumerate(numbered):
        reach = PMID_NEAR if number > PMID_IN_ORDER else PMID_NEAR_BEFORE
        around = [*numbered[max(0, rank - PMID_NEIGHBOURS) : rank], *numbered[rank + 1 : rank + 1 + PMID_NEIGHBOURS]]
        years = [other for near, other, _ in around if abs(near - number) <= reach]
        doi = sources.at[position, "doi"]
        if len(years) < 3 or year < PMID_SINCE or median(years) - PMID_YEARS <= year <= median(years) + PMID_YEARS:
            continue
        # PubMed took up the first volumes of some journals years later; there the DOI tells the year.
        if pd.isna(doi) or doi_year(doi) != year:
            yield (
                "sources",
                position,
                "published",
                f"PMID {number} is dated {year}, those next to it {min(years)} to {max(years)}.",
                "Check the PMID and the date in PubMed.",
            )


@rule(
    "source-doi-year",
    "A DOI that holds a year holds that of publication, or one near it.",
    "Many publishers put the year into the DOI; a paper and its DOI are printed together.",
    reads=("sources",),
)
def doi_year_fits(tables: Tables) -> Iterator[Finding]:
    sources = tables["sources"].dropna(subset=["doi"])
    for position, doi, day in zip(sources.index, sources["doi"], sources["published"], strict=True):
        held = doi_year(doi)
        if held and "X" not in day and not held - 1 <= int(day[:4]) <= held + 2:
            yield (
                "sources",
                position,
                "published",
                f"published {day[:4]}, and the DOI holds {held}.",
                "Check DOI and date against the paper.",
            )
