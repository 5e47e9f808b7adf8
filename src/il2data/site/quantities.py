"""Numbers in unlike units in one order: 340 pmol/L before 210 nmol/L, rates apart from concentrations."""

from __future__ import annotations

from math import sqrt

from il2data.site.content import Content
from il2data.site.rows import Row


def unit_column(column: Row) -> str:
    """Return the column that holds the units of a column; empty when it has one unit.

    The schema names it as ``column:NAME``.
    """
    stated = str(column["unit"])
    return stated.removeprefix("column:") if stated.startswith("column:") else ""


def ranks(content: Content, table: str, column: Row) -> list[int | None]:
    """Return the place of each cell of a column in the order of its quantities; none where there is no number.

    Quantities of one kind stand together, by their number in the base unit; a value that is
    given as a range only stands at the range's geometric middle.
    """
    if (known := content.ranks.get((table, column["column"]))) is not None:
        return known
    units = {row["unit_id"]: row for row in content.rows["units"]}
    found = [_quantity(row, column["column"], units.get(row[unit_column(column)])) for row in content.rows[table]]
    place = {quantity: rank for rank, quantity in enumerate(sorted({quantity for quantity in found if quantity}))}
    ranks = [place[quantity] if quantity else None for quantity in found]
    content.ranks[table, column["column"]] = ranks
    return ranks


def _quantity(row: Row, name: str, unit: Row | None) -> tuple[str, float] | None:
    number = row[name]
    if number is None and name == "value":
        ends = [row[end] for end in ("lower", "upper") if row.get(end) is not None]
        number = (
            sqrt(ends[0] * ends[-1]) if ends and ends[0] * ends[-1] > 0 else sum(ends) / len(ends) if ends else None
        )
    if number is None:
        return None
    if unit is None or unit["factor"] is None:
        return (unit["unit_id"] if unit else ""), float(number)
    return str(unit["base_unit"]), float(number) * float(unit["factor"])
