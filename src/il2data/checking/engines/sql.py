"""A Table Schema as SQL, for any engine that sqlglot writes for: what each constraint asks of a row.

Missing are null, a text of no characters, and NaN. A cell that is not of its column's type breaks that rule and is
missing to all others; a number is finite.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import pandas as pd
from sqlglot import exp

from il2data.errors import PackageError
from il2data.tableschema import CELL, TableSchema, expected, matches

# What a column of a file holds: cells of CSV, one of the types of Table Schema, or what is none of them.
Holds = Literal["csv", "string", "integer", "number", "boolean", "other"]
# Table and column that a foreign key leads to, by its own column.
Keys = Mapping[str, tuple[str, str]]
# Says how an engine writes a pattern that must match a whole text.
Whole = Callable[[str], str]

SQL = {"string": "TEXT", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN"}
# Lexical forms of https://datapackage.org/standard/table-schema/#field-types, without NaN and INF.
INTEGER = r"\A[-+]?[0-9]+\z"
NUMBER = r"\A[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\z"
# What is held, and the type of the column, where no cell can be of another type.
SAFE = {("csv", "string"), ("string", "string"), ("boolean", "boolean")}
# The largest double that is finite.
LARGEST = "1.7976931348623157e308"
BREAKS: dict[str, type[exp.Binary]] = {
    "minimum": exp.LT, "maximum": exp.GT, "exclusiveMinimum": exp.LTE, "exclusiveMaximum": exp.GTE, "minLength": exp.LT,
    "maxLength": exp.GT,
}  # fmt: skip
# Of a row, beside its cells: its file, its number there, and how often its key stands.
# No column of a schema has a capital letter.
FILE, ROW, TIMES = "File", "Row", "Times"


class Column(NamedTuple):
    """A column of a file: its name, what it holds, and how the engine calls that type.

    Files are read together where all three are the same.
    """

    name: str
    holds: Holds
    type: str = ""


Header = list[Column]


class Check(NamedTuple):
    """What one constraint asks of a row.

    Parameters
    ----------
    column, rule
        Name of the column and identifier of the rule.
    expected
        What was expected, in words.
    broken
        True for a row that breaks it, otherwise false or null.
    key
        Of a foreign key, table and column that it leads to.
    """

    column: str
    rule: str
    expected: str
    broken: exp.Condition
    key: tuple[str, str] | None = None


def checks(schema: TableSchema, held: Mapping[str, Holds], keys: Keys, whole: Whole) -> list[Check]:
    """Return what a table's schema asks of each of the `rows` of a file.

    Parameters
    ----------
    schema
        Table Schema of the table.
    held
        What each of the file's columns holds.
    keys
        Foreign keys that are checked.
    whole
        Writes patterns for the engine.

    Raises
    ------
    PackageError
        A pattern cannot be matched.
    """
    found = []
    for field in (field for field in schema["fields"] if field["name"] in held):
        name, constraints = field["name"], dict(field.get("constraints", {}))
        missing = _missing(_cell(_raw(name)))
        if (held[name], field["type"]) not in SAFE:
            mistyped = exp.and_(exp.not_(missing.copy()), _missing(_cell(name)))
            found.append(Check(name, "schema-type", CELL[field["type"]], mistyped))
        if constraints.pop("required", False):
            found.append(Check(name, "schema-required", "a value", missing))
        constraints.pop("unique", None)
        found += (
            Check(name, "schema-constraint", expected(kind, limit), _breaks(kind, limit, field, whole))
            for kind, limit in constraints.items()
        )
        if name in keys:
            table, column = keys[name]
            unknown = exp.and_(exp.not_(_missing(_cell(name))), _missing(_cell(_key(name), _key(name))))
            found.append(Check(name, "foreign-key", f"{column} in {table}", unknown, keys[name]))
    return found


def _breaks(kind: str, limit: Any, field: dict[str, Any], whole: Whole) -> exp.Condition:
    cell, type = _cell(field["name"]), field["type"]
    if kind == "pattern":
        matches(limit, pd.Series([], dtype="string"))  # refuses what RE2 cannot say, for every engine
        return exp.not_(exp.RegexpLike(this=cell, expression=exp.Literal.string(whole(limit))))
    if kind == "enum":
        return exp.not_(exp.In(this=cell, expressions=[_literal(value, type) for value in limit]))
    if kind in ("minLength", "maxLength"):
        return BREAKS[kind](this=exp.Length(this=cell), expression=exp.Literal.number(limit))
    return BREAKS[kind](this=cell, expression=_literal(limit, type))


def _literal(value: Any, type: str) -> exp.Condition:
    if type == "string":
        return exp.Literal.string(value)
    if type == "boolean":
        return exp.true() if value else exp.false()
    return exp.cast(exp.Literal.number(repr(value)), SQL["number" if isinstance(value, float) else type])


def portable(pattern: str) -> str:
    r"""Return a pattern if RE2 and Java read it alike, so that DuckDB and Spark find the same cells.

    Alike are letters, escaped signs, ``.``, ``\d``, ``\w``, classes of these without another class or ``&&`` in them,
    groups, alternatives, repetitions, ``^`` and ``$``. Not alike are ``\b``, ``\s``, ``\p``, ``[[:alpha:]]``, flags and
    names of groups.

    Raises
    ------
    PackageError
        They do not.
    """
    sign = r"\\[dDwW]|\\[^A-Za-z0-9\s]"
    repetition = r"(?:[*+?]|\{[0-9]+(?:,[0-9]*)?\})\??(?![*+?{])"
    token = rf"{sign}|\[\^?(?:{sign}|(?!&&)[^\\\[\]])+\]|\((?:\?:)?(?!\?)|\)|[.^$|]|{repetition}|[^\\\[\](){{}}*+?.^$|]"
    if not re.fullmatch(rf"(?:{token})*", pattern):
        raise PackageError(
            rf"the pattern {pattern!r} may mean one thing to RE2 and another to Java. Check with DuckDB, or write it"
            r" without flags, \b, \s, \p and classes in classes."
        )
    return pattern


def rows(
    source: str, fields: Sequence[dict[str, Any]], held: Mapping[str, Holds], numbered: bool = False
) -> exp.Select:
    """Return the selection of a file's rows.

    Each cell is there in the type of its column, and as it is, both null where it is missing.
    """
    cells = [
        exp.alias_(expression, name, quoted=True)
        for field in fields
        for name, expression in _cells(field, held[field["name"]])
    ]
    return exp.select(*map(_cell, (FILE, ROW) if numbered else (FILE,)), *cells).from_(exp.table_(source))


def _cells(field: dict[str, Any], holds: Holds) -> list[tuple[str, exp.Condition]]:
    raw: exp.Condition = _cell(field["name"])
    if holds in ("csv", "string"):
        raw = exp.Nullif(this=raw, expression=exp.Literal.string(""))
    elif holds == "number":
        raw = exp.Case().when(exp.not_(exp.IsNan(this=raw)), exp.cast(raw.copy(), SQL["number"]))
    return [(field["name"], _typed(raw, holds, field["type"])), (_raw(field["name"]), raw)]


def _typed(raw: exp.Condition, holds: Holds, type: str) -> exp.Condition:
    """Return a cell in the type of its column, or null where it is not of that type."""
    cell = raw.copy()
    if holds == "csv":
        if type == "string":
            return cell
        if type == "boolean":
            return exp.Case().when(cell.eq("true"), exp.true()).when(cell.copy().eq("false"), exp.false())
        form = exp.RegexpLike(this=cell, expression=exp.Literal.string(INTEGER if type == "integer" else NUMBER))
        number = exp.TryCast(this=raw.copy(), to=exp.DataType.build(SQL[type]), safe=True)
        return exp.Case().when(form if type == "integer" else exp.and_(form, _finite(number)), number.copy())
    if holds == "integer" and type in ("integer", "number"):
        return exp.TryCast(this=cell, to=exp.DataType.build(SQL[type]), safe=True)
    if holds == "number" and type == "number":
        return exp.Case().when(_finite(cell), cell.copy())
    if holds == "number" and type == "integer":
        whole = exp.and_(_finite(cell), exp.EQ(this=exp.Floor(this=cell.copy()), expression=cell.copy()))
        return exp.Case().when(whole, exp.TryCast(this=cell.copy(), to=exp.DataType.build(SQL[type]), safe=True))
    return cell if holds == type else exp.cast(exp.null(), SQL[type])


def _finite(number: exp.Condition) -> exp.Condition:
    return exp.LTE(this=exp.Abs(this=number.copy()), expression=exp.Literal.number(LARGEST))


def joined(rows: exp.Select, chosen: Sequence[Check]) -> exp.Select:
    """Return a selection, of nothing yet, from rows with the keys beside them that their foreign keys lead to."""
    query = exp.Select().from_(rows.subquery(exp.to_identifier("Rows", quoted=True)))
    for check in chosen:
        if check.key:
            known = exp.select(exp.alias_(_cell("Key"), _key(check.column), quoted=True)).from_(
                exp.table_(vocabulary(*check.key))
            )
            name = exp.to_identifier(_key(check.column), quoted=True)
            query = query.join(
                known.subquery(name),
                on=_cell(_key(check.column), _key(check.column)).eq(_cell(check.column)),
                join_type="left",
            )
    return query


def vocabulary(table: str, column: str) -> str:
    """Return the name under which an engine knows the values of a column of the dataset, as ``Key``."""
    return f"keys_of_{table}_{column}"


def counts(query: exp.Select, chosen: Sequence[Check]) -> exp.Select:
    """Return a selection that counts, in one scan, the rows of each file and those that break each check."""
    return query.select(
        _cell(FILE), exp.Count(this=exp.Star()), *(exp.CountIf(this=check.broken.copy()) for check in chosen)
    ).group_by(_cell(FILE))


def cases(query: exp.Select, check: Check, limit: int) -> exp.Select:
    """Return a selection of the first rows of a file that break a check: their number and what was found."""
    return (
        query.select(_cell(ROW), _cell(_raw(check.column))).where(check.broken.copy()).order_by(_cell(ROW)).limit(limit)
    )


def uniques(schema: TableSchema) -> list[list[str]]:
    """Return the lists of columns whose values stand once: the primary key, then others that are unique."""
    others = ([field["name"]] for field in schema["fields"] if field.get("constraints", {}).get("unique"))
    return [schema["primaryKey"], *(columns for columns in others if columns != schema["primaryKey"])]


def keyed(rows: exp.Select, columns: Sequence[str], primary: bool, numbered: bool = False) -> exp.Select:
    """Return file, number (where asked) and key of the rows that have a key.

    Of the primary key, a part that is missing is a value too.
    """
    query = exp.select(*map(_cell, (FILE, *([ROW] if numbered else []), *columns))).from_(
        rows.subquery(exp.to_identifier("Rows", quoted=True))
    )
    if not primary:
        return query.where(exp.not_(_missing(_cell(columns[0]))))
    # What is not of its column's type is no missing part.
    return query.where(*(exp.or_(exp.not_(_missing(_cell(name))), _missing(_cell(_raw(name)))) for name in columns))


def together(queries: Sequence[exp.Select]) -> exp.Query:
    """Return the rows of all queries."""
    return exp.union(*queries, distinct=False) if len(queries) > 1 else queries[0]


def doubled(keys: exp.Query, columns: Sequence[str]) -> exp.Select:
    """Return a selection of the keys that stand more than once, and how often."""
    times = exp.Count(this=exp.Star())
    query = exp.select(*map(_cell, columns), exp.alias_(times, TIMES, quoted=True)).from_(
        keys.subquery(exp.to_identifier("Keys", quoted=True))
    )
    return query.group_by(*map(_cell, columns)).having(exp.GT(this=times.copy(), expression=exp.Literal.number(1)))


def numbers(keys: exp.Query, found: str, columns: Sequence[str]) -> exp.Select:
    """Return a selection that counts the rows of each file whose keys are doubled.

    Those keys are the ones that were ``found``.
    """
    return _among(keys, found, columns).select(_cell(FILE), exp.Count(this=exp.Star())).group_by(_cell(FILE))


def doubles(keys: exp.Query, found: str, columns: Sequence[str], limit: int) -> exp.Select:
    """Return a selection of the first such rows of a file: their number, how often the key stands, and the key."""
    query = _among(keys, found, columns).select(_cell(ROW), _cell(TIMES), *(_cell(name, "Keys") for name in columns))
    return query.order_by(_cell(ROW)).limit(limit)


def _among(keys: exp.Query, found: str, columns: Sequence[str]) -> exp.Select:
    same = (exp.NullSafeEQ(this=_cell(name, "Keys"), expression=_cell(name, "Doubled")) for name in columns)
    doubled = exp.alias_(exp.table_(found), exp.to_identifier("Doubled", quoted=True), table=True)
    return (
        exp.Select()
        .from_(keys.subquery(exp.to_identifier("Keys", quoted=True)))
        .join(doubled, on=exp.and_(*same), join_type="inner")
    )


def _cell(name: str, table: str | None = None) -> exp.Column:
    return exp.column(name, table, quoted=True)


def _missing(cell: exp.Condition) -> exp.Condition:
    return cell.is_(exp.null())


def _raw(name: str) -> str:
    return f"Raw_{name}"


def _key(name: str) -> str:
    return f"Key_{name}"
