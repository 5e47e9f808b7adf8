"""A Table Schema as SQL, for any engine that sqlglot writes for: what each constraint asks of a row.

Missing are null, a text of no characters, and NaN. A cell that is not of its column's type breaks that rule and is
missing to all others; a number is finite.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
from sqlglot import exp

from il2data.checking.engines.cells import FILE, ROW, SQL, Holds, cell_of, is_missing, raw_of
from il2data.errors import PackageError
from il2data.tableschema import CELL, TableSchema, expected, matches

# Table and column that a foreign key leads to, by its own column.
Keys = Mapping[str, tuple[str, str]]
# Says how an engine writes a pattern that must match a whole text.
Whole = Callable[[str], str]

# What is held, and the type of the column, where no cell can be of another type.
SAFE = {("csv", "string"), ("string", "string"), ("boolean", "boolean")}
BREAKS: dict[str, type[exp.Binary]] = {
    "minimum": exp.LT, "maximum": exp.GT, "exclusiveMinimum": exp.LTE, "exclusiveMaximum": exp.GTE, "minLength": exp.LT,
    "maxLength": exp.GT,
}  # fmt: skip


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
        missing = is_missing(cell_of(raw_of(name)))
        if (held[name], field["type"]) not in SAFE:
            mistyped = exp.and_(exp.not_(missing.copy()), is_missing(cell_of(name)))
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
            unknown = exp.and_(exp.not_(is_missing(cell_of(name))), is_missing(cell_of(_key(name), _key(name))))
            found.append(Check(name, "foreign-key", f"{column} in {table}", unknown, keys[name]))
    return found


def _breaks(kind: str, limit: Any, field: dict[str, Any], whole: Whole) -> exp.Condition:
    cell, type = cell_of(field["name"]), field["type"]
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


def joined(rows: exp.Select, chosen: Sequence[Check]) -> exp.Select:
    """Return a selection, of nothing yet, from rows with the keys beside them that their foreign keys lead to."""
    query = exp.Select().from_(rows.subquery(exp.to_identifier("Rows", quoted=True)))
    for check in chosen:
        if check.key:
            known = exp.select(exp.alias_(cell_of("Key"), _key(check.column), quoted=True)).from_(
                exp.table_(vocabulary(*check.key))
            )
            name = exp.to_identifier(_key(check.column), quoted=True)
            query = query.join(
                known.subquery(name),
                on=cell_of(_key(check.column), _key(check.column)).eq(cell_of(check.column)),
                join_type="left",
            )
    return query


def vocabulary(table: str, column: str) -> str:
    """Return the name under which an engine knows the values of a column of the dataset, as ``Key``."""
    return f"keys_of_{table}_{column}"


def counts(query: exp.Select, chosen: Sequence[Check]) -> exp.Select:
    """Return a selection that counts, in one scan, the rows of each file and those that break each check."""
    return query.select(
        cell_of(FILE), exp.Count(this=exp.Star()), *(exp.CountIf(this=check.broken.copy()) for check in chosen)
    ).group_by(cell_of(FILE))


def cases(query: exp.Select, check: Check, limit: int) -> exp.Select:
    """Return a selection of the first rows of a file that break a check: their number and what was found."""
    return (
        query.select(cell_of(ROW), cell_of(raw_of(check.column)))
        .where(check.broken.copy())
        .order_by(cell_of(ROW))
        .limit(limit)
    )


def _key(name: str) -> str:
    return f"Key_{name}"
