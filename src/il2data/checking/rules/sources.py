"""Laws of sources: identifiers, kinds, dates and addresses that fit each other."""

from __future__ import annotations

from collections.abc import Iterator

from il2data.checking.rules import Finding, Tables, rule

# Kinds of source that an identifier's prefix allows.
SOURCE_KINDS = {
    "PMID": {"paper", "review", "letter", "conference_abstract"},
    "pmc": {"paper", "review", "letter"},
    "NCT": {"registry_record"},
    "dailymed": {"label"},
    "patent": {"patent"},
    "UniProtKB": {"database_record"},
    "NCBIGene": {"database_record"},
    "HGNC": {"database_record"},
    "pdb": {"database_record"},
    "reactome": {"database_record"},
    "euclinicaltrials": {"registry_record"},
}
# Number of a study in a register of trials.
TRIAL = r"NCT\d{8}|euclinicaltrials:\d{4}-\d{6}-\d\d|ISRCTN\d{8}"


@rule(
    "source-cited",
    "Every source is cited by some evidence.",
    "A source that nothing cites is a leftover or a mistyped identifier.",
    reads=("evidence", "sources"),
)
def cited(tables: Tables) -> Iterator[Finding]:
    sources = tables["sources"]
    for position in sources.index[~sources["source_id"].isin(tables["evidence"]["source_id"])]:
        yield (
            "sources",
            position,
            "source_id",
            f"{sources.at[position, 'source_id']} is not cited.",
            "Cite it in evidence, or remove it.",
        )


@rule(
    "source-kind",
    "A source's kind fits the prefix of its identifier.",
    "A PMID is of something in a journal, an NCT number a registry record; anything else is a slip.",
    reads=("sources",),
)
def kind(tables: Tables) -> Iterator[Finding]:
    sources = tables["sources"]
    for position, id, found in zip(sources.index, sources["source_id"], sources["kind"], strict=True):
        prefix = "NCT" if id.startswith("NCT") else id.split(":")[0]
        allowed = SOURCE_KINDS.get(prefix, {found})
        if found not in allowed:
            yield (
                "sources",
                position,
                "kind",
                f"{id} is entered as {found}.",
                f"Write {' or '.join(sorted(allowed))}, or correct the identifier.",
            )


@rule(
    "source-study",
    "A study joins at least two sources; it is named by the principal one of them, or by its number in a register of"
    " trials.",
    "A study of one source, or under a stranger's name, is a slip, and the sources of one study count once.",
    reads=("sources",),
)
def study(tables: Tables) -> Iterator[Finding]:
    sources = tables["sources"]
    shared = sources["study_id"].map(sources["study_id"].value_counts())
    principal = sources["study_id"].map(dict(zip(sources["source_id"], sources["study_id"], strict=True)))
    named = (principal == sources["study_id"]) | (
        principal.isna() & sources["study_id"].str.fullmatch(TRIAL) & ~sources["study_id"].isin(sources["source_id"])
    )
    for position in sources.index[sources["study_id"].notna() & ((shared < 2) | ~named.fillna(False)).fillna(False)]:
        yield (
            "sources",
            position,
            "study_id",
            f"{sources.at[position, 'study_id']} joins {shared[position]} source(s).",
            "Write the principal source of the study in all of its sources, or empty the cell.",
        )


@rule(
    "source-doi",
    "A source that is named by its DOI carries the same DOI.",
    "The identifier and the column are the same number; two versions cannot both be right.",
    reads=("sources",),
)
def doi(tables: Tables) -> Iterator[Finding]:
    sources = tables["sources"]
    named = sources[sources["source_id"].str.startswith("DOI:")]
    for position in named.index[named["doi"].fillna("") != named["source_id"].str.removeprefix("DOI:")]:
        yield (
            "sources",
            position,
            "doi",
            f"found {named.at[position, 'doi']!r} for {named.at[position, 'source_id']}.",
            "Write the same DOI in both cells.",
        )


@rule(
    "source-resolves",
    "A source resolves: by the prefix of its identifier, or by an address.",
    "A reader must be able to open what is cited.",
    reads=("sources",),
)
def resolves(tables: Tables) -> Iterator[Finding]:
    sources = tables["sources"]
    minted = sources["source_id"].str.startswith("il2d:") & (sources["kind"] != "founding_document")
    for position in sources.index[minted & sources["url"].isna() & sources["doi"].isna()]:
        yield (
            "sources",
            position,
            "url",
            f"{sources.at[position, 'source_id']} has neither DOI nor address.",
            "Give the address of the record, or cite it by a registry's identifier.",
        )


@rule(
    "source-gene-title",
    "The title of an HGNC report holds symbol and name of its gene.",
    "Title and gene come from one record; two versions cannot both be right.",
    reads=("genes", "sources"),
)
def gene_title(tables: Tables) -> Iterator[Finding]:
    sources, genes = tables["sources"], tables["genes"]
    titles = {row.gene_id: f"HGNC symbol report: {row.symbol} ({row.name})" for row in genes.itertuples(index=False)}
    mine = sources[sources["source_id"].isin(titles)]
    for position, id, title in zip(mine.index, mine["source_id"], mine["title"], strict=True):
        if title != titles[id]:
            yield (
                "sources",
                position,
                "title",
                f"found {title!r}, and {id} is {titles[id].partition(': ')[2]}.",
                "Write symbol and name in both tables as HGNC has them.",
            )


@rule(
    "source-version",
    "A version that is a month is that of the source's date.",
    "A release and its date are one thing entered twice.",
    reads=("sources",),
)
def version(tables: Tables) -> Iterator[Finding]:
    sources = tables["sources"]
    dated = sources[sources["version"].str.fullmatch(r"\d{4}-\d{2}").fillna(False).astype(bool)]
    for position in dated.index[dated["version"] != dated["published"].str[:7]]:
        yield (
            "sources",
            position,
            "version",
            f"version {dated.at[position, 'version']}, dated {dated.at[position, 'published']}.",
            "Correct the one that is wrong.",
        )


@rule(
    "source-dated-id",
    "An address, or an identifier of this package, that ends with a date bears the date of the source.",
    "News are told apart by their day.",
    reads=("sources",),
)
def dated_id(tables: Tables) -> Iterator[Finding]:
    sources = tables["sources"]
    held = sources["source_id"].str.extract(r"^il2d:.*-((?:19|20)\d\d-\d\d(?:-\d\d)?)$")[0]
    for position, day in held.dropna().items():
        published = str(sources.at[position, "published"]).rstrip("~?%")
        if "X" not in published and not (published.startswith(day) or day.startswith(published)):
            yield (
                "sources",
                position,
                "published",
                f"the identifier says {day}, the date {published}.",
                "Correct the one that is wrong.",
            )


@rule(
    "source-licence",
    "Records of one registry bear one licence.",
    "A licence belongs to the registry, not to the record.",
    reads=("sources",),
)
def licence(tables: Tables) -> Iterator[Finding]:
    sources = tables["sources"]
    registry = sources["source_id"].str.split(":").str[0]
    for prefix in ("HGNC", "UniProtKB", "pdb", "reactome", "wikipathways"):
        mine = sources[registry == prefix]
        counts = mine["licence"].fillna("none").value_counts()
        if not counts.empty and counts.iloc[0] >= 0.75 * len(mine):
            for position in mine.index[mine["licence"].fillna("none") != counts.index[0]]:
                yield (
                    "sources",
                    position,
                    "licence",
                    f"found {mine.at[position, 'licence']}, the other records of {prefix} have {counts.index[0]}.",
                    "Write the licence of the registry.",
                )


@rule(
    "source-versioned",
    "A version stands only with records, labels, data sets and editions.",
    "A paper has one version; a version beside it belongs to another row.",
    reads=("sources",),
)
def versioned(tables: Tables) -> Iterator[Finding]:
    sources = tables["sources"]
    for position in sources.index[
        ~sources["kind"].isin(["database_record", "dataset", "label", "book", "registry_record", "regulatory_document"])
        & sources["version"].notna()
    ]:
        yield (
            "sources",
            position,
            "version",
            f"a source of kind {sources.at[position, 'kind']} has a version.",
            "Correct the kind, or empty the cell.",
        )
