"""Laws of quantities: every number is of a quantity, in a unit of its dimension, and within what is possible."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pandas as pd

from il2data.checking.rules import EACH, Finding, Tables, kept, rule, together, unit_factors

LIMITS = ("least", "typical_least", "typical_most", "most")
# Rounding of a conversion between units.
SLACK = 1e-9
# Ends of an interval reach further than what is typical of the value between them.
ENDS = ("lower", "upper")
NO_NUMBERS = pd.DataFrame(columns=["table", "column", "position", "number", "unit", "kind"])


def dimensions(tables: Tables) -> dict[str, str]:
    """Return the dimension of each unit, by UCUM code."""
    return dict(zip(tables["units"]["unit_id"], tables["units"]["dimension"], strict=True))


def numbers(tables: Tables) -> pd.DataFrame:
    """Return every number of the tables with each quantity that its place holds.

    Returns
    -------
    DataFrame
        ``table``, ``column``, ``position``, ``number``, ``unit`` and ``of_unit``, its dimension;
        then the columns of ``quantities``, and ``fits``: whether the quantity is of that dimension, or of none.
    """
    columns, units = tables["numeric_columns"], tables["units"]
    parts = [_gathered(tables[name], mine) for name, mine in _by_table(columns).items() if name in tables]
    return _put_together(columns, units, tables["quantities"], *parts)


@partial(kept, most=2)
def _put_together(
    columns: pd.DataFrame, units: pd.DataFrame, quantities: pd.DataFrame, *parts: pd.DataFrame
) -> pd.DataFrame:
    named = columns[["table", "column", "kind", "quantity_id"]].fillna({"kind": ""}).astype(object)
    found = (
        pd.concat(list(parts) or [NO_NUMBERS], ignore_index=True)
        .merge(named, on=["table", "column", "kind"])
        .merge(quantities.astype({"quantity_id": object}), on="quantity_id", suffixes=("", "_of_limits"))
    )
    found["of_unit"] = found["unit"].map(dict(zip(units["unit_id"], units["dimension"], strict=True)))
    found["fits"] = found["dimension"].isna() | (found["dimension"] == found["of_unit"]).fillna(False).astype(bool)
    return found


@kept
def _by_table(columns: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the columns of numbers of each table, in the order of the tables."""
    return {str(name): mine for name, mine in columns.groupby("table", sort=False)}


@kept
def _gathered(frame: pd.DataFrame, mine: pd.DataFrame) -> pd.DataFrame:
    """Return the numbers of one table, whose columns of numbers are ``mine``, with their units and kinds."""
    parts = []
    for place in mine.drop_duplicates("column").itertuples():
        if place.column in frame:
            filled = frame[place.column].dropna()
            unit, kind = (
                otherwise if pd.isna(column) else frame.loc[filled.index, column].astype(object)
                for column, otherwise in ((place.unit_column, place.unit), (place.kind_column, ""))
            )
            cells = {"position": filled.index, "number": filled.astype(float), "unit": unit, "kind": kind}
            parts.append(pd.DataFrame({"table": place.table, "column": place.column, **cells}))
    return pd.concat(parts, ignore_index=True) if parts else NO_NUMBERS


def amounts(tables: Tables) -> pd.DataFrame:
    """Return every number with the quantity that it is of, the number in the unit of the limits."""
    return _converted(numbers(tables), tables["units"])


@partial(kept, most=2)
def _converted(found: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    found, factor = found[found["fits"]], unit_factors({"units": units})
    scale = found["unit"].map(factor).astype(float) / found["unit_of_limits"].map(factor).astype(float)
    return found.assign(number=found["number"] * scale.fillna(1))


@rule(
    "quantity-named",
    "Every column of numbers names its quantity in the schema, and so does every value that tells the quantity of a"
    " number.",
    "Only what is known to be a share, a count or a time can be seen to be none.",
    reads=(EACH, "numeric_columns"),
)
def named(tables: Tables) -> Iterator[Finding]:
    known = tables["numeric_columns"]
    by_column = dict(iter(known.groupby(["table", "column"])))
    for table, frame in tables.items():
        for column in frame.select_dtypes("number").columns:
            mine = by_column.get((table, column))
            if mine is None:
                yield (
                    table,
                    None,
                    column,
                    f"{table}.{column} names no quantity.",
                    "Write quantities or quantitiesBy in the schema of the column.",
                )
            elif not pd.isna(by := mine["kind_column"].iloc[0]):
                for position in frame.index[frame[column].notna() & frame[by].notna() & ~frame[by].isin(mine["kind"])]:
                    yield (
                        table,
                        position,
                        column,
                        f"a number, and {by} is {frame.at[position, by]}, which is no quantity.",
                        f"Correct {by} or empty the cell; a new quantity is named in the category of the schema.",
                    )


@rule(
    "quantity-whole",
    "A quantity has limits in order, a unit of its dimension where it has one, and some column holds it; quantities of"
    " one place differ in dimension.",
    "A number is compared with these limits only.",
    reads=("numeric_columns", "quantities", "units"),
)
def limits(tables: Tables) -> Iterator[Finding]:
    frame, of_unit, held = tables["quantities"], dimensions(tables), tables["numeric_columns"]
    for row in frame.itertuples():
        given = [limit for name in LIMITS if not pd.isna(limit := getattr(row, name))]
        if given != sorted(given):
            yield (
                "quantities",
                row.Index,
                "least",
                f"{row.quantity_id} runs over {', '.join(f'{limit:g}' for limit in given)}.",
                "Put the four limits in order.",
            )
        if (None if pd.isna(row.unit) else of_unit.get(row.unit)) != (
            None if pd.isna(row.dimension) else row.dimension
        ) or (given and pd.isna(row.unit)):
            yield (
                "quantities",
                row.Index,
                "unit",
                f"{row.quantity_id} in {row.unit} of dimension {row.dimension}.",
                "Correct unit or dimension; what has limits has a unit.",
            )
    yield from together(tables, "quantities", ("least", "most"), ("typical_least", "typical_most"))
    for position in frame.index[~frame["quantity_id"].isin(held["quantity_id"])]:
        yield (
            "quantities",
            position,
            "quantity_id",
            f"no column holds {frame.at[position, 'quantity_id']}.",
            "Name it in the schema of a column, or remove it.",
        )
    both = held.merge(frame[["quantity_id", "dimension"]], on="quantity_id")
    for place in both.loc[both.duplicated(["place", "dimension"]), "place"]:
        yield (
            "numeric_columns",
            None,
            "quantity_id",
            f"{place} holds two quantities of one dimension.",
            "Name one of them in the schema.",
        )


@rule(
    "unit-dimension",
    "A unit measures the kind of quantity that the row is about.",
    "A dissociation constant is a concentration, a half-life a time; anything else is a swapped cell.",
    reads=(EACH, "numeric_columns", "quantities", "units"),
)
def unit_dimension(tables: Tables) -> Iterator[Finding]:
    found, place = numbers(tables), ["table", "column", "position"]
    apart = found[~found["fits"] & found["of_unit"].notna()]
    fitting = found.loc[found["fits"], place].drop_duplicates()
    wrong = apart.merge(fitting, on=place, how="left", indicator="also")
    wrong = wrong[wrong["also"] == "left_only"]
    unit_column = (
        tables["numeric_columns"].drop_duplicates(["table", "column"]).set_index(["table", "column"])["unit_column"]
    )
    for (table, column, position), mine in wrong.groupby(place):
        told = unit_column[table, column]
        yield (
            table,
            position,
            column if pd.isna(told) else told,
            (
                f"{mine['unit'].iloc[0]} is a unit of {mine['of_unit'].iloc[0]}, and {' or '.join(mine['name'])} needs"
                f" {' or '.join(mine['dimension'])}."
            ),
            "Correct the unit or the quantity.",
        )


@rule(
    "value-possible",
    "No number is outside of what its quantity can be.",
    "A slip of unit, sign or decimal point moves a number out of what molecules, doses and trials allow.",
    reads=(EACH, "numeric_columns", "quantities", "units"),
)
def possible(tables: Tables) -> Iterator[Finding]:
    found = amounts(tables)
    yield from outside(found[beyond(found, "least", "most")], "least", "most", "is not possible")


@rule(
    "value-typical",
    "A number is one that rows of this field hold.",
    "What is possible and far from all others is new, or a slip.",
    reads=(EACH, "numeric_columns", "quantities", "units"),
    severity="warning",
)
def typical(tables: Tables) -> Iterator[Finding]:
    found = amounts(tables)
    rare = (
        beyond(found, "typical_least", "typical_most")
        & ~beyond(found, "least", "most")
        & ~found["column"].str.endswith(ENDS)
    )
    yield from outside(found[rare], "typical_least", "typical_most", "is not typical")


def beyond(found: pd.DataFrame, low: str, high: str) -> pd.Series[bool]:
    """Say which numbers lie below one limit of their quantity or above the other."""
    return (found["number"] < found[low] - found[low].abs() * SLACK) | (
        found["number"] > found[high] + found[high].abs() * SLACK
    )


def outside(found: pd.DataFrame, low: str, high: str, verdict: str) -> Iterator[Finding]:
    """Yield a finding for each of these numbers."""
    for row in found.to_dict("records"):
        unit = "" if pd.isna(row["unit_of_limits"]) or row["unit_of_limits"] == "1" else f" {row['unit_of_limits']}"
        yield (
            row["table"],
            row["position"],
            row["column"],
            f"{row['number']:g}{unit} as {row['name']} {verdict}, expected {row[low]:g} to {row[high]:g}.",
            "Check number, sign and unit against the source.",
        )


@rule(
    "count-whole",
    "What is counted is a whole number.",
    "Half an exon is a slip of the decimal point.",
    reads=(EACH, "numeric_columns", "quantities", "units"),
)
def whole(tables: Tables) -> Iterator[Finding]:
    found = amounts(tables)
    for row in found[found["whole"] & (found["number"] % 1 > 0)].to_dict("records"):
        yield (
            row["table"],
            row["position"],
            row["column"],
            f"{row['name']} of {row['number']:g}.",
            "Check the number; an approximate count has its relation ~.",
        )
