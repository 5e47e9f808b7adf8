"""Laws of quantities: every number is of a quantity, in a unit of its dimension, and within what is possible."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from il2data.checking.rules import Finding, Tables, rule, together, unit_factors

NEEDS = ("quantities", "numeric_columns", "units")
LIMITS = ("least", "typical_least", "typical_most", "most")
# Rounding of a conversion between units.
SLACK = 1e-9
# Ends of an interval reach further than what is typical of the value between them.
ENDS = ("lower", "upper")


def dimensions(tables: Tables) -> dict[str, str]:
    """Return the dimension of each unit, by UCUM code."""
    return dict(zip(tables["units"]["unit_id"], tables["units"]["dimension"], strict=True))


def places(tables: Tables) -> Iterator[tuple[Any, pd.DataFrame]]:
    """Yield each place of numbers as a row of ``numeric_columns`` with its quantity, and the rows that have a number there.

    The frame has the number, its unit and the unit's dimension in the columns ``number``, ``unit`` and
    ``dimension``; a number without unit is one of one.
    """
    of_unit = dimensions(tables)
    for place in tables["numeric_columns"].merge(tables["quantities"].rename(columns={"unit": "limit_unit"}), on="quantity_id").itertuples():
        if place.table not in tables or place.column not in tables[place.table]:
            continue
        frame = tables[place.table]
        held = frame[place.column].notna()
        if not pd.isna(place.kind):
            held &= (frame[place.kind_column] == place.kind).fillna(False).astype(bool)
        mine = frame[held]
        unit = mine[place.unit_column].fillna("1") if not pd.isna(place.unit_column) else pd.Series(place.unit, index=mine.index, dtype="string")
        yield place, pd.DataFrame({"number": mine[place.column].astype(float), "unit": unit, "dimension": unit.map(of_unit)})


def amounts(tables: Tables) -> Iterator[tuple[Any, pd.Series[float]]]:
    """Yield each place of numbers with the numbers there that are of its dimension, in the unit of its limits."""
    factor = unit_factors(tables)
    for place, mine in places(tables):
        if pd.isna(place.dimension):
            yield place, mine["number"]
        else:
            mine = mine[mine["dimension"] == place.dimension]
            yield place, mine["number"] * mine["unit"].map(factor).astype(float) / factor[place.limit_unit]


@rule("quantity-named", "Every column of numbers names its quantity in the schema, and so does every value that tells the quantity of a number.", "Only what is known to be a share, a count or a time can be seen to be none.", needs=NEEDS)
def named(tables: Tables) -> Iterator[Finding]:
    known = tables["numeric_columns"]
    by_column = dict(iter(known.groupby(["table", "column"])))
    for table, frame in tables.items():
        for column in frame.select_dtypes("number").columns:
            mine = by_column.get((table, column))
            if mine is None:
                yield table, None, column, f"{table}.{column} names no quantity.", "Write quantities or quantitiesBy in the schema of the column."
            elif not pd.isna(by := mine["kind_column"].iloc[0]):
                for position in frame.index[frame[column].notna() & frame[by].notna() & ~frame[by].isin(mine["kind"])]:
                    yield table, position, column, f"a number, and {by} is {frame.at[position, by]}, which is no quantity.", f"Correct {by} or empty the cell; a new quantity is named in the category of the schema."


@rule("quantity-whole", "A quantity has limits in order, a unit of its dimension where it has one, and some column holds it; quantities of one place differ in dimension.", "A number is compared with these limits only.", needs=NEEDS)
def limits(tables: Tables) -> Iterator[Finding]:
    frame, of_unit, held = tables["quantities"], dimensions(tables), tables["numeric_columns"]
    for row in frame.itertuples():
        given = [limit for name in LIMITS if not pd.isna(limit := getattr(row, name))]
        if given != sorted(given):
            yield "quantities", row.Index, "least", f"{row.quantity_id} runs over {', '.join(f'{limit:g}' for limit in given)}.", "Put the four limits in order."
        if (None if pd.isna(row.unit) else of_unit[row.unit]) != (None if pd.isna(row.dimension) else row.dimension) or (given and pd.isna(row.unit)):
            yield "quantities", row.Index, "unit", f"{row.quantity_id} in {row.unit} of dimension {row.dimension}.", "Correct unit or dimension; what has limits has a unit."
    yield from together(tables, "quantities", ("least", "most"), ("typical_least", "typical_most"))
    for position in frame.index[~frame["quantity_id"].isin(held["quantity_id"])]:
        yield "quantities", position, "quantity_id", f"no column holds {frame.at[position, 'quantity_id']}.", "Name it in the schema of a column, or remove it."
    both = held.merge(frame[["quantity_id", "dimension"]], on="quantity_id")
    for place in both.loc[both.duplicated(["place", "dimension"]), "place"]:
        yield "numeric_columns", None, "quantity_id", f"{place} holds two quantities of one dimension.", "Name one of them in the schema."


@rule("unit-dimension", "A unit measures the kind of quantity that the row is about.", "A dissociation constant is a concentration, a half-life a time; anything else is a swapped cell.", needs=NEEDS)
def unit_dimension(tables: Tables) -> Iterator[Finding]:
    allowed = tables["numeric_columns"].merge(tables["quantities"], on="quantity_id").groupby("place")["dimension"].agg(list).to_dict()
    for place, mine in places(tables):
        expected = allowed[place.place]
        if not any(pd.isna(dimension) for dimension in expected):
            for position in mine.index[mine["dimension"].notna() & ~mine["dimension"].isin(expected)]:
                column = place.column if pd.isna(place.unit_column) else place.unit_column
                yield place.table, position, column, f"{mine.at[position, 'unit']} is a unit of {mine.at[position, 'dimension']}, and {place.place} needs {' or '.join(sorted(expected))}.", "Correct the unit or the quantity."


@rule("value-possible", "No number is outside of what its quantity can be.", "A slip of unit, sign or decimal point moves a number out of what molecules, doses and trials allow.", needs=NEEDS)
def possible(tables: Tables) -> Iterator[Finding]:
    yield from outside(tables, "least", "most", "is not possible")


@rule("value-typical", "A number is one that rows of this field hold.", "What is possible and far from all others is new, or a slip.", needs=NEEDS, severity="warning")
def typical(tables: Tables) -> Iterator[Finding]:
    yield from (finding for finding in outside(tables, "typical_least", "typical_most", "is not typical") if not str(finding[2]).endswith(ENDS))


def outside(tables: Tables, low: str, high: str, verdict: str) -> Iterator[Finding]:
    """Yield the numbers below one limit of their quantity or above the other."""
    for place, numbers in amounts(tables):
        least, most = getattr(place, low), getattr(place, high)
        below, above = numbers < least - abs(least) * SLACK, numbers > most + abs(most) * SLACK
        for position in numbers.index[below | above]:
            yield place.table, position, place.column, f"{numbers[position]:g}{'' if pd.isna(place.limit_unit) or place.limit_unit == '1' else ' ' + place.limit_unit} as {place.name} {verdict}, expected {least:g} to {most:g}.", "Check number, sign and unit against the source."


@rule("count-whole", "What is counted is a whole number.", "Half an exon is a slip of the decimal point.", needs=NEEDS)
def whole(tables: Tables) -> Iterator[Finding]:
    for place, numbers in amounts(tables):
        for position in numbers.index[(numbers % 1 > 0) & place.whole]:
            yield place.table, position, place.column, f"{place.name} of {numbers[position]:g}.", "Check the number; an approximate count has its relation ~."
