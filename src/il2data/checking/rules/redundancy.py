"""Laws of pairs of statements that cannot both be true, and of cells that say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from il2data.checking.rules import EACH, EVERY, Finding, Tables, rule, unit_factors
from il2data.checking.rules.dates import earliest, latest

# What a spreadsheet or a program writes where it has nothing; the first anywhere in a cell, the second as a whole cell.
ERRORS = re.compile(r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)|<NA>|\bNaN\b")
NOTHING = re.compile(r"nan|null|NULL|None|undefined|N/A|n/a")
# Numbers of records that a locator may name: trials, papers.
RECORD = re.compile(r"\bNCT\d{8}\b|\bISRCTN\d{8}\b|(?<=\bPMID )\d+|(?<=\bPMID:)\d+|\b10\.\d{4,}/\S+[^\s,;.)]")
# Words of a title that is told from all others of its year.
WORDS = 5
# Two columns of one table that never hold one thing.
APART = {
    "affinities": ("ligand_id", "target_id"),
    "trials": ("agent_id", "combined_with"),
    "trial_reports": ("agent_id", "combined_with"),
    "xrefs": ("subject_id", "object_id"),
}
# Events of one thing, and of one jurisdiction where both name it, of which the first comes first.
EVENTS = (
    ("forerunner_reported", "cloned"), ("chain_identified", "structure_solved"), ("cloned", "structure_solved"),
    ("first_in_human", "approved"), ("application_filed", "rejected"), ("approved", "approval_withdrawn"),
    ("approved", "launched"), ("approved", "presentation_discontinued"),
    ("acquisition_agreed", "acquisition_completed"), ("licensed", "rights_returned"),
    ("designation_granted", "designation_withdrawn"),
)  # fmt: skip
# Receptors that are on no cell, and methods that measure none on cells.
SOLUBLE = ("ectodomain", "secreted_form")
OFF_CELLS = ("surface_plasmon_resonance", "isothermal_titration_calorimetry", "biolayer_interferometry")


@rule(
    "source-twice",
    "One address, DOI, or title of five words in one year is one source, or sources of one study.",
    "One text under two identifiers counts as two independent records.",
    reads=("sources",),
)
def source_twice(tables: Tables) -> Iterator[Finding]:
    sources = tables["sources"]
    title = sources["title"].str.casefold().str.strip(" .")
    telling = title.str.split().str.len() >= WORDS
    keys = {
        "url": sources["url"],
        "doi": sources["doi"].str.casefold(),
        "title": (title + " " + sources["published"].str[:4]).where(telling),
    }
    study = sources["study_id"].fillna(sources["source_id"])
    seen: set[str] = set()
    for column, key in keys.items():
        for _, same in sources[key.notna() & key.duplicated(keep=False)].groupby(key):
            late = same.index[-1]
            if study[same.index].nunique() > 1 and sources.at[late, "source_id"] not in seen:
                seen.add(sources.at[late, "source_id"])
                yield (
                    "sources",
                    late,
                    column,
                    f"the {column} of {' and '.join(same['source_id'])}.",
                    "Keep one of them and cite it, or name their one study in study_id.",
                )


@rule(
    "cell-nothing",
    "No cell holds the word of a program or the error of a spreadsheet for nothing.",
    "Missing is empty; #N/A is text to every reader.",
    reads=(EACH,),
)
def cell_nothing(tables: Tables) -> Iterator[Finding]:
    for table, frame in tables.items():
        if table in ("facts", "mentions", "entities", "numeric_columns"):
            continue  # they follow from the others
        for column in frame.select_dtypes("string").columns:
            cells = frame[column]
            told = (cell for cell in cells.unique() if isinstance(cell, str))
            nothing = {cell for cell in told if ERRORS.search(cell) or NOTHING.fullmatch(cell)}
            for position, cell in cells[cells.isin(nothing)].items() if nothing else ():
                yield (
                    table,
                    int(str(position)),
                    column,
                    f"{cell[:60]!r} stands for nothing.",
                    "Empty the cell, or enter what the source says.",
                )


@rule(
    "entity-named",
    "Every entity is named by a fact or a measurement, or brought by an entity that is.",
    "An entity without facts is a leftover, or its facts were moved to another.",
    reads=(EVERY, "entities", "mentions"),
)
def entity_named(tables: Tables) -> Iterator[Finding]:
    entities = tables["entities"]
    named = set(tables["mentions"]["entity_id"])
    named |= set(tables["dose_responses"]["ligand_id"]) | set(tables["dose_responses"]["cell_type_id"])
    for id, label, table in entities.loc[
        ~entities["entity_id"].isin(named), ["entity_id", "label", "table"]
    ].itertuples(index=False):
        home = tables[table]
        rows = home.index[(home == id).any(axis=1)]
        yield (
            table,
            rows[0] if len(rows) else None,
            home.columns[0],
            f"no fact names {id} ({label}).",
            "Remove the row, or enter its facts.",
        )


def check_digit(number: str) -> bool:
    """Say whether the last digit of a CAS number is the one that the others give.

    It is the sum of the others, each times its place from the right, without tens
    (https://www.cas.org/support/documentation/chemical-substances/checkdig).
    """
    digits = [int(digit) for digit in number.replace("-", "")]
    return sum(place * digit for place, digit in enumerate(digits[-2::-1], start=1)) % 10 == digits[-1]


@rule(
    "check-digit",
    "The check digit of a CAS number is right.",
    "A number with a slip in it is a number of another substance, or of none.",
    reads=("xrefs",),
)
def checked(tables: Tables) -> Iterator[Finding]:
    frame = tables["xrefs"]
    for column in ("subject_id", "object_id"):
        numbers = frame[column].str.extract(r"^cas:(\d+-\d\d-\d)$")[0].dropna()
        for position, number in numbers.items():
            if not check_digit(number):
                yield (
                    "xrefs",
                    int(str(position)),
                    column,
                    f"{number} has a wrong check digit.",
                    "Read the number again in its register.",
                )


@rule(
    "locator-record",
    "A locator that names a trial, PMID or DOI names that of its source.",
    "A place in another record is found by nobody.",
    reads=("evidence", "sources"),
)
def locator_record(tables: Tables) -> Iterator[Finding]:
    evidence, sources = tables["evidence"], tables["sources"].set_index("source_id")
    own = (
        sources.index.to_series()
        + " "
        + sources["study_id"].fillna("")
        + " "
        + sources["doi"].fillna("")
        + " "
        + sources["title"]
        + " "
        + sources["url"].fillna("")
    ).str.casefold()
    held = evidence[evidence["locator"].str.contains(RECORD).fillna(False).astype(bool)]
    for position, source, place in zip(held.index, held["source_id"], held["locator"], strict=True):
        for number in RECORD.findall(place):
            if source in own.index and number.casefold() not in own[source]:
                yield (
                    "evidence",
                    position,
                    "locator",
                    f"{number} in a place of {source}.",
                    "Cite the record that the locator names, or correct the locator.",
                )


@rule(
    "itself",
    "Nothing binds itself, is combined with itself or is mapped to itself.",
    "The second cell was filled from the first.",
    reads=("affinities", "trial_reports", "trials", "xrefs"),
)
def itself(tables: Tables) -> Iterator[Finding]:
    for table, (one, other) in APART.items():
        frame = tables[table]
        for position in frame.index[(frame[one] == frame[other]).fillna(False).astype(bool)]:
            yield table, position, other, f"{frame.at[position, one]} in both cells.", f"Correct {one} or {other}."


@rule(
    "half-lives",
    "A medicine's half-life of distribution is shorter than that of elimination.",
    "The fast phase comes first; the other way round, the two rows are swapped.",
    reads=("pharmacokinetics", "units"),
)
def half_lives(tables: Tables) -> Iterator[Finding]:
    frame = tables["pharmacokinetics"]
    scale = frame["unit"].map(unit_factors(tables)).astype(float)
    frame = frame.assign(
        least=frame[["value", "lower"]].min(axis=1) * scale, most=frame[["value", "upper"]].max(axis=1) * scale
    )
    fast, slow = (frame[frame["parameter"] == f"half_life_{phase}"] for phase in ("distribution", "elimination"))
    longest = slow.groupby(["agent_id", "species"])["most"].max().to_dict()
    for position, agent, species, least in zip(
        fast.index, fast["agent_id"], fast["species"], fast["least"], strict=True
    ):
        if least > longest.get((agent, species), least):
            yield (
                "pharmacokinetics",
                position,
                "value",
                f"distribution within {least:g} s, elimination within {longest[agent, species]:g} s.",
                "Swap the two, or correct a unit.",
            )


@rule(
    "event-order",
    "What must come first among the events of one thing has the earlier date.",
    "Launched before approval, or withdrawn before it, is a slip of a year.",
    reads=("events",),
)
def event_order(tables: Tables) -> Iterator[Finding]:
    frame = tables["events"]
    for first, second in EVENTS:
        earlier = frame[frame["event"] == first]
        for position, thing, place, day in frame.loc[
            frame["event"] == second, ["entity_id", "jurisdiction", "date"]
        ].itertuples():
            mine = earlier[
                (earlier["entity_id"] == thing)
                & (earlier["jurisdiction"].isna() | pd.isna(place) | (earlier["jurisdiction"] == place))
            ]
            if len(mine) and latest(day) < min(mine["date"].map(earliest)):
                yield (
                    "events",
                    position,
                    "date",
                    f"{second} {day}, and {first} {min(mine['date'])}.",
                    "Correct the date that is wrong, or enter the earlier event.",
                )


@rule(
    "binding-off-cells",
    "Receptors cut from cells or secreted are on no cell, and a sensor or calorimeter measures none on cells.",
    "A constant of molecules on a chip is no constant of cells.",
    reads=("affinities",),
)
def off_cells(tables: Tables) -> Iterator[Finding]:
    frame = tables["affinities"]
    state = frame["receptor_state"].fillna("")
    soluble, on_cells = state.isin(SOLUBLE), state.str.startswith("on_") | frame["cell_type_id"].notna()
    for position in frame.index[
        (soluble & frame["cell_type_id"].notna()) | (on_cells & frame["method"].isin(OFF_CELLS))
    ]:
        yield (
            "affinities",
            position,
            "receptor_state",
            (
                f"{state[position] or 'on cells'} of {frame.at[position, 'cell_type_id']} by"
                f" {frame.at[position, 'method']}."
            ),
            "Correct the state, the cell or the method.",
        )
