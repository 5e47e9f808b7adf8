"""Laws of methods: how a source was read, and by which method it found what it says."""

from __future__ import annotations

from collections.abc import Iterator

from il2data.checking.rules import EACH, Finding, Tables, fact_tables, rule, source_kinds

# Methods that have an ECO term of their own: the evidence of such a row must use it.
METHOD_ECO = {
    "surface_plasmon_resonance": "ECO:0001269",
    "isothermal_titration_calorimetry": "ECO:0005647",
    "radioligand_saturation": "ECO:0007009",
    "radioligand_kinetics": "ECO:0007009",
    "quantitative_flow_cytometry": "ECO:0005580",
    "flow_cytometry": "ECO:0005580",
    "surface plasmon resonance": "ECO:0001269",
    "isothermal titration calorimetry": "ECO:0005647",
    "radioligand binding": "ECO:0007009",
    "X-ray diffraction": "ECO:0005670",
    "x_ray_diffraction": "ECO:0005670",
    "flow cytometry": "ECO:0005580",
}
# Which ways of reading fit which kind of source; a secondary reading fits any.
READ_AS = {
    "label": {"label"},
    "registry_record": {"registry"},
    "database_record": {"database_record"},
    "patent": {"patent"},
    "conference_abstract": {"abstract", "full_text"},
    "letter": {"abstract", "full_text"},
    "press_release": {"full_text"},
    "news": set(),
    "dataset": {"database_record", "full_text"},
    "founding_document": {"full_text"},
}
# ECO codes that a way of reading allows: no experiment is read off a register or a claim.
ECO_OF = {
    "registry": {"ECO:0000302", "ECO:0000305", "ECO:0000312", "ECO:0007121"},
    "database_record": {"ECO:0000302", "ECO:0000304", "ECO:0000305", "ECO:0000312"},
    "patent": {"ECO:0000302", "ECO:0000305"},
    "label": {"ECO:0000302", "ECO:0000305", "ECO:0000312", "ECO:0007121"},
}
# A place that an abstract does not have.
NOT_IN_ABSTRACT = (
    r"(?i:row|column|table|DR|FT|GPML|sections?|claims?|registry|chain|entity|pages?|figures?|boxed|supplement\w*)\b"
)


@rule(
    "evidence-eco-method",
    "The ECO code fits the method that the row names.",
    "A radioligand assay entered as surface plasmon resonance misleads whoever compares methods.",
    reads=(EACH, "evidence"),
)
def eco_method(tables: Tables) -> Iterator[Finding]:
    specific = set(METHOD_ECO.values())
    evidence = tables["evidence"]
    for table, frame in fact_tables(tables).items():
        if "method" not in frame:
            continue
        # A method may be named more closely in parentheses; two methods in one cell fit no single term.
        expected = frame.set_index("fact_id")["method"].str.split(" (", regex=False).str[0].map(METHOD_ECO).dropna()
        mine = evidence[evidence["fact_id"].isin(expected.index) & (evidence["stance"] == "supports")]
        wrong = mine["eco"].isin(specific) & (mine["eco"] != mine["fact_id"].map(expected))
        for position in mine.index[wrong]:
            yield (
                "evidence",
                position,
                "eco",
                f"{mine.at[position, 'eco']} does not fit the method of {mine.at[position, 'fact_id']} in {table}.",
                f"Write {expected[mine.at[position, 'fact_id']]}, or correct the method.",
            )


@rule(
    "evidence-read-as",
    "How a source was read fits what kind of source it is.",
    "A registry record cannot be read as an abstract; one of the two cells is wrong.",
    reads=("evidence", "sources"),
)
def read_as(tables: Tables) -> Iterator[Finding]:
    evidence = tables["evidence"]
    kind = source_kinds(tables)
    reverse = {way for ways in READ_AS.values() for way in ways} - {"full_text", "abstract"}
    for position, read, source in zip(evidence.index, evidence["read_as"], kind, strict=True):
        if read == "secondary":
            continue
        allowed = READ_AS.get(source)
        if read in reverse if allowed is None else read not in allowed:
            fitting = {"full_text", "abstract"} if allowed is None else allowed
            yield (
                "evidence",
                position,
                "read_as",
                f"found {read} for a source of kind {source}.",
                f"Write {' or '.join(sorted({*fitting, 'secondary'}))}, or correct the source's kind.",
            )


@rule(
    "evidence-eco-read",
    "The ECO code fits the way of reading.",
    "No experiment is read off a register, a label or a claim; one of the two cells is wrong.",
    reads=("evidence",),
)
def eco_read(tables: Tables) -> Iterator[Finding]:
    evidence = tables["evidence"]
    for read, allowed in ECO_OF.items():
        for position in evidence.index[(evidence["read_as"] == read) & ~evidence["eco"].isin(allowed)]:
            yield (
                "evidence",
                position,
                "eco",
                f"{evidence.at[position, 'eco']} for a source read as {read}.",
                f"Write one of {', '.join(sorted(allowed))}, or correct read_as.",
            )


@rule(
    "evidence-locator",
    "The place fits the way of reading: an abstract has no rows, tables or sections, and a label or a record has no"
    " abstract.",
    "A reader looks for the sentence where the locator sends him.",
    reads=("evidence",),
)
def locator(tables: Tables) -> Iterator[Finding]:
    evidence = tables["evidence"]
    elsewhere = (evidence["read_as"] == "abstract") & evidence["locator"].str.match(NOT_IN_ABSTRACT)
    in_abstract = evidence["locator"].str.startswith("abstract") & evidence["read_as"].isin(
        ["label", "registry", "database_record"]
    )
    for position in evidence.index[elsewhere | in_abstract]:
        yield (
            "evidence",
            position,
            "locator",
            f"{evidence.at[position, 'locator'][:60]!r} is read as {evidence.at[position, 'read_as']}.",
            "Correct the locator or the way of reading.",
        )
