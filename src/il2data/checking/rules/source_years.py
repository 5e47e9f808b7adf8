"""Laws of the years of papers: a PMID and a DOI against the date of their source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from statistics import median
from typing import NamedTuple

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
# Where a DOI holds the year: Elsevier, Frontiers, Springer Nature and BMC, Wiley, medRxiv, ASH and ASCO meetings,
# Academic Press, journals of China.
DOI_YEARS = (
    re.compile(r"^10\.1016/j\.[a-z]+\.((?:19|20)\d\d)\.\d\d\."),
    re.compile(r"^10\.3389/f[a-z]+\.((?:19|20)\d\d)\.\d"),
    re.compile(r"^10\.1111/j\.[\dx-]+\.((?:19|20)\d\d)\.t?b?\d"),
    re.compile(r"^10\.1101/((?:19|20)\d\d)\.\d\d\.\d\d\."),
    re.compile(r"^10\.(?:1038|1007|1186)/s\d{5}-0(\d\d)-"),
    re.compile(r"^10\.1182/blood-((?:19|20)\d\d)-\d\d-"),
    re.compile(r"^10\.1136/[a-z]+-((?:19|20)\d\d)-"),
    re.compile(r"^10\.1200/JCO\.((?:19|20)\d\d)\."),
    re.compile(r"^10\.1006/[a-z]+\.((?:19|20)\d\d)\."),
    re.compile(r"^10\.\d{4}/(?:cma\.)?j\.issn\.[\dxX-]+\.((?:19|20)\d\d)\."),
    re.compile(r"^10\.1056/(?:NEJM|EVID)[a-z]+(\d\d)\d{4,5}$"),
)
# Where a DOI holds the volume: J Immunol, J Exp Med, PNAS, Blood, J Biol Chem, Mol Cell Biol and others.
DOI_VOLUME = re.compile(r"(?i)^(10\.\d{4,5}/[a-z]+)\.v?(\d{1,3})\.\d")


def doi_year(doi: str) -> int | None:
    """Return the year that a DOI holds, for publishers that put it there; None for all others."""
    for form in DOI_YEARS:
        if found := form.match(doi):
            return int(found[1]) if len(found[1]) == 4 else 2000 + int(found[1])
    return None


class Volume(NamedTuple):
    """A source whose DOI holds the volume of its journal: the volume, the year of the source and its position."""

    number: int
    year: int
    position: int

    def fits(self, other: Volume) -> bool:
        """Say whether the later of two volumes is not of an earlier year, and one volume of one year or two."""
        if self.number == other.number:
            return abs(self.year - other.year) <= 1
        return (self.number < other.number) == (self.year < other.year) or self.year == other.year


def volumes(sources: pd.DataFrame) -> Iterator[list[Volume]]:
    """Yield the sources of each journal whose DOIs hold a volume, for those whose year is known."""
    journals: dict[str, list[Volume]] = {}
    for position, doi, day in zip(sources.index, sources["doi"], sources["published"], strict=True):
        found = None if pd.isna(doi) else DOI_VOLUME.match(doi)
        if found and "X" not in day[:4]:
            journals.setdefault(found[1].lower(), []).append(Volume(int(found[2]), int(day[:4]), position))
    yield from journals.values()


def years_of_volumes(sources: pd.DataFrame) -> set[int]:
    """Return the positions of the sources whose year is that of the volumes next to theirs, in others."""
    sure = set()
    for journal in volumes(sources):
        for mine in journal:
            others = [other for other in journal if other.position != mine.position]
            before = [other.year for other in others if other.number <= mine.number]
            after = [other.year for other in others if other.number >= mine.number]
            if before and after and max(before) <= mine.year <= min(after) <= max(before) + 1:
                sure.add(mine.position)
    return sure


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
    sure = years_of_volumes(sources)
    for rank, (number, year, position) in enumerate(numbered):
        reach = PMID_NEAR if number > PMID_IN_ORDER else PMID_NEAR_BEFORE
        around = [*numbered[max(0, rank - PMID_NEIGHBOURS) : rank], *numbered[rank + 1 : rank + 1 + PMID_NEIGHBOURS]]
        years = [other for near, other, _ in around if abs(near - number) <= reach]
        doi = sources.at[position, "doi"]
        if len(years) < 3 or year < PMID_SINCE or median(years) - PMID_YEARS <= year <= median(years) + PMID_YEARS:
            continue
        # PubMed took up the first volumes of some journals years later, and left gaps for others; there the DOI tells
        # the year, or the volume in it does.
        if (pd.isna(doi) or doi_year(doi) != year) and position not in sure:
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


@rule(
    "source-doi-volume",
    "Where the DOIs of two sources hold volumes of one journal, the later volume is not of an earlier year, and one"
    " volume is of one year or of two.",
    "Volumes follow each other, so a slip in a year, a volume or a journal falls out of their order.",
    reads=("sources",),
)
def doi_volume(tables: Tables) -> Iterator[Finding]:
    sources = tables["sources"]
    for journal in volumes(sources):
        against = {mine: [other for other in journal if not mine.fits(other)] for mine in journal}
        for mine, others in against.items():
            # Whoever disagrees with more than those who disagree with it do is the one that slipped.
            if others and len(others) >= max(len(against[other]) for other in others):
                yield (
                    "sources",
                    mine.position,
                    "published",
                    f"volume {mine.number} is dated {mine.year}, and volume {others[0].number} of the journal is"
                    f" dated {others[0].year} ({sources.at[others[0].position, 'source_id']}).",
                    "Check DOI and date against the paper.",
                )
