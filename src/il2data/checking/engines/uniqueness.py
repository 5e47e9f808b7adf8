"""Keys that stand once, as SQL: those of each file, those that stand more than once, and the rows that have them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from il2data.checking.engines.cells import FILE, ROW, TIMES, cell_of, is_missing, raw_of
from il2data.tableschema import TableSchema


def uniques(schema: TableSchema) -> list[list[str]]:
    """Return the lists of columns whose values stand once: the primary key, then others that are unique."""
    others = ([field["name"]] for field in schema["fields"] if field.get("constraints", {}).get("unique"))
    return [schema["primaryKey"], *(columns for columns in others if columns != schema["primaryKey"])]


def keyed(rows: exp.Select, columns: Sequence[str], primary: bool, numbered: bool = False) -> exp.Select:
    """Return file, number (where asked) and key of the rows that have a key.

    Of the primary key, a part that is missing is a value too.
    """
    query = exp.select(*map(cell_of, (FILE, *([ROW] if numbered else []), *columns))).from_(
        rows.subquery(exp.to_identifier("Rows", quoted=True))
    )
    if not primary:
        return query.where(exp.not_(is_missing(cell_of(columns[0]))))
    # What is not of its column's type is no missing part.
    return query.where(
        *(exp.or_(exp.not_(is_missing(cell_of(name))), is_missing(cell_of(raw_of(name)))) for name in columns)
    )


def together(queries: Sequence[exp.Select]) -> exp.Query:
    """Return the rows of all queries."""
    return exp.union(*queries, distinct=False) if len(queries) > 1 else queries[0]


def doubled(keys: exp.Query, columns: Sequence[str]) -> exp.Select:
    """Return a selection of the keys that stand more than once, and how often."""
    times = exp.Count(this=exp.Star())
    query = exp.select(*map(cell_of, columns), exp.alias_(times, TIMES, quoted=True)).from_(
        keys.subquery(exp.to_identifier("Keys", quoted=True))
    )
    return query.group_by(*map(cell_of, columns)).having(exp.GT(this=times.copy(), expression=exp.Literal.number(1)))


def numbers(keys: exp.Query, found: str, columns: Sequence[str]) -> exp.Select:
    """Return a selection that counts the rows of each file whose keys are doubled.

    Those keys are the ones that were ``found``.
    """
    return _among(keys, found, columns).select(cell_of(FILE), exp.Count(this=exp.Star())).group_by(cell_of(FILE))


def doubles(keys: exp.Query, found: str, columns: Sequence[str], limit: int) -> exp.Select:
    """Return a selection of the first such rows of a file: their number, how often the key stands, and the key."""
    query = _among(keys, found, columns).select(
        cell_of(ROW), cell_of(TIMES), *(cell_of(name, "Keys") for name in columns)
    )
    return query.order_by(cell_of(ROW)).limit(limit)


def _among(keys: exp.Query, found: str, columns: Sequence[str]) -> exp.Select:
    same = (exp.NullSafeEQ(this=cell_of(name, "Keys"), expression=cell_of(name, "Doubled")) for name in columns)
    doubled = exp.alias_(exp.table_(found), exp.to_identifier("Doubled", quoted=True), table=True)
    return (
        exp.Select()
        .from_(keys.subquery(exp.to_identifier("Keys", quoted=True)))
        .join(doubled, on=exp.and_(*same), join_type="inner")
    )
