"""Write a row as one English sentence, by the templates of its table's schema.

A schema's ``statement`` is a list of templates. The first whose ``when`` holds is used: a
column must have the named value (or one of a list), be filled (``true``) or empty
(``false``). In its ``text``,

``{column}``
    is the cell in words: the phrase or label of a vocabulary's value, the name of an
    entity, a number with thousands marked;
``{column:a}``, ``{column:s}``
    the same with the indefinite article, or in the plural;
``{column:label}``
    the name of an entity as its registry has it, where that is the matter;
``{column:on}``
    a date with its preposition;
``{column:amount}``
    a number with relation, interval and unit, from the columns that belong to it;
``{column:every}``
    an interval of time, as in "every 3 weeks";
``{column|patients}``
    a count with its noun, as in "2 patients", "1 patient" and "no patients";
``{column/other}``
    the first of these columns that is filled;
``{column:id}``
    an identifier as its registry prints it; nothing where it is this package's own;
``{column:if}``, ``{column:none}``
    nothing; what it stands in is left out where the cell is empty, or where it is filled;
``[...]``
    is left out when a cell in it is empty or has no words;
``<part>``
    is what the schema has under that name in its ``parts``, which several templates share.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from il2data.canonical import number
from il2data.tableschema import TableSchema

Row = Mapping[str, Any]
TOKEN = re.compile(r"\{(\w+(?:/\w+)*)(?::(a|s|id|if|none|label|on|amount|every)|\|([a-z -]+))?\}")
PART = re.compile(rf"\[([^\[\]]*)\]|{TOKEN.pattern}")
SHARED = re.compile(r"<(\w+)>")
RELATIONS = {"=": "", "~": "about ", ">": "more than ", "<": "less than ", ">=": "at least ", "<=": "at most "}
# Bounds that are a value less and plus the number printed after it, and what that number is.
UNTOLD = ("unstated", "not_stated")
SPREADS = {"deviation": "standard deviation", "error": "standard error"} | dict.fromkeys(
    UNTOLD, "kind of error not told"
)
HEDGES = {"suggested": "the claim is suggested, not established", "speculated": "the claim is speculation"}
# Intervals that have a word of their own, in UCUM: day, week, month.
DAILY = {"d": "once a day", "wk": "once a week", "mo": "once a month"}
# The one unit that hangs on its number: 5-fold, 12- to 17-fold.
FOLD = "fold"
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
EDTF = re.compile(r"(\d{4}|\d{3}X)(?:-(\d\d))?(?:-(\d\d))?([~?%]?)")


class Words:
    """What a sentence needs to know of the other tables.

    Parameters
    ----------
    labels
        Names by which a sentence calls entities and other keyed rows, by identifier.
    units
        Words after a number, for one and for more than one, by UCUM code.
    names
        Names of entities in their registries, where they differ from what sentences call them.
    """

    def __init__(
        self, labels: Mapping[str, str], units: Mapping[str, tuple[str, str]], names: Mapping[str, str] | None = None
    ) -> None:
        self.labels, self.units, self.names = labels, units, names or {}
        # What is the same for all rows of a schema, by which it is: itself, its phrases and its templates written out.
        self._schemas: dict[int, tuple[TableSchema, dict[str, dict[str, str]], dict[str, str]]] = {}

    def sentence(self, schema: TableSchema, row: Row) -> str:
        """Return a row as one sentence.

        Raises
        ------
        ValueError
            No template of the schema fits the row.
        """
        template = next((t["text"] for t in schema["statement"] if holds(t.get("when", {}), row)), None)
        if template is None:
            raise ValueError(
                f"schemas/{schema['name']}.json: no statement fits {row['fact_id']}; add one without `when` at the end."
            )
        _, phrases, written = self._schemas.setdefault(id(schema), (schema, {}, {}))
        if template not in written:
            written[template] = whole(schema, template)
            phrases |= _phrases(schema)

        def token(match: re.Match[str]) -> str:
            return self._token(row, phrases, *match.groups())

        def part(match: re.Match[str]) -> str:
            optional, *single = match.groups()
            if optional is None:
                return self._token(row, phrases, *single)
            filled = all(
                empty(row[match[1]]) == (match[2] == "none") if match[2] in ("if", "none") else token(match)
                for match in TOKEN.finditer(optional)
            )
            return TOKEN.sub(token, optional) if filled else ""

        text = " ".join(PART.sub(part, written[template]).split())
        hedge = HEDGES.get(row.get("certainty", ""))
        if hedge:
            text = f"{text.removesuffix('.')}; {hedge}."
        # A first word with digits or capitals inside is a name such as rs2104286, mRNA or hIL-2.
        return text[0].upper() + text[1:] if re.match(r"[a-z]+\b", text) else text

    def _token(
        self, row: Row, phrases: Mapping[str, Mapping[str, str]], column: str, filter: str | None, noun: str | None
    ) -> str:
        first, *others = column.split("/")
        column = next((name for name in (first, *others) if not empty(row[name])), first)
        value = row[column]
        if filter == "amount":
            return self.amount(row, column)
        if empty(value) or filter in ("if", "none"):
            return ""
        if filter == "id":
            return "" if value.startswith("il2d:") else value.rpartition(":")[2]
        if filter == "on":
            return date(value, preposition=True)
        if filter == "label":
            return self.names.get(value) or self._words(value, {})
        if filter == "every":
            unit = row[f"{column}_unit"]
            return (
                DAILY[unit] if value == 1 and unit in DAILY else f"every {self._with_unit(number(value), value, unit)}"
            )
        if noun:
            return f"{figure(value) if value else 'no'} {noun.removesuffix('s') if value == 1 else noun}"
        text = self._words(value, phrases.get(column, {}))
        if filter == "a":
            return f"{'an' if re.match(r'[AEFHILMNORSX](?:[A-Z0-9-]|$)|[aeio]|u(?!ni)', text) else 'a'} {text}"
        return plural(text) if filter == "s" else text

    def _words(self, value: Any, phrases: Mapping[str, str]) -> str:
        if isinstance(value, bool | int | float):
            return figure(value)
        if value in phrases:
            return phrases[value]
        if EDTF.fullmatch(value) and not value.isdigit():
            return date(value)
        return self.labels.get(value, value)

    def amount(self, row: Row, column: str) -> str:
        """Return a number of a row in words; empty where the row has none.

        The columns that belong to ``value`` are ``relation``, ``lower``, ``upper``,
        ``unit`` and ``interval_kind``; those of ``x_value`` or ``x`` begin with ``x_``,
        and fall back on ``relation`` and ``unit``.
        """
        stem = "" if column == "value" else f"{column.removesuffix('_value')}_"

        def cell(name: str, shared: bool = False) -> Any:
            found = row.get(stem + name, row.get(name) if shared else None)
            return None if empty(found) else found

        value, lower, upper, unit = (
            cell("value") if stem + "value" in row else row[column],
            cell("lower"),
            cell("upper"),
            cell("unit", shared=True),
        )
        relation = RELATIONS.get(cell("relation") or "=", "")
        if empty(value):
            if lower is None and upper is None:
                return ""
            if lower is None or upper is None:
                end = upper if lower is None else lower
                return f"{'up to' if lower is None else 'at least'} {self._with_unit(figure(end), end, unit)}"
            mark = "-" if self._unit(unit, 2) == FOLD else ""
            return relation + self._with_unit(f"{figure(lower)}{mark} to {figure(upper)}", upper, unit)
        text = relation + self._with_unit(figure(value), value, unit)
        if lower is None and upper is None:
            return text
        kind = cell("interval_kind", shared=True) or ""
        spread = _spread(value, lower, upper) if kind in SPREADS else None
        if spread is not None:
            both = self._with_unit(f"{figure(value)} ± {figure(spread)}", value, unit)
            return f"{relation}{both} ({SPREADS[kind]})"
        level = cell("confidence_level", shared=True)
        lead = {
            # Where a table has no column of the level, its intervals are those of 95 %.
            "confidence": f"{figure(level)} % CI " if level else "CI " if "confidence_level" in row else "95 % CI ",
            "confidence_no_level": "CI of a level not printed: ",
            "range": "range ",
            "interquartile": "interquartile range ",
            "deviation": "one standard deviation either side: ",
            "error": "one standard error either side: ",
        }.get(kind, "")
        if lower is None:
            ends = f"up to {figure(upper)}"
        elif upper is None:
            ends = f"{figure(lower)} to not reached" if lead else f"from {figure(lower)}"
        else:
            ends = f"{figure(lower)} to {figure(upper)}"
        return f"{text} ({lead}{ends}{', of what kind is not told' if kind in UNTOLD else ''})"

    def _unit(self, unit: str | None, value: float) -> str:
        return "" if unit is None else self.units.get(unit, (unit, unit))[abs(value) != 1]

    def _with_unit(self, figures: str, value: float, unit: str | None) -> str:
        words = self._unit(unit, value)
        return f"{figures}-{words}" if words == FOLD else f"{figures} {words}" if words else figures


def empty(value: Any) -> bool:
    """Say whether a cell is empty; pandas takes ten times as long to say so."""
    return value is None or value is pd.NA or bool(value != value)


def _spread(value: float, lower: float | None, upper: float | None) -> float | None:
    """Return how far both bounds lie from the value; None where they lie unequally far, or one lacks."""
    if lower is None or upper is None:
        return None
    below, above = (abs(Decimal(str(end)) - Decimal(str(value))) for end in (lower, upper))
    return float(below) if below == above else None


def whole(schema: TableSchema, template: str) -> str:
    """Return a template of a schema with its shared parts written out."""
    return SHARED.sub(lambda match: str(schema["parts"][match[1]]), template)


def holds(when: Mapping[str, Any], row: Row) -> bool:
    """Say whether the cells of a row are as a schema wants them.

    A text, number or list wants one of these values, true any value, false none; in a column of booleans themselves.
    """
    for column, wanted in when.items():
        value = row[column]
        if isinstance(wanted, bool) and not isinstance(value, bool):
            if empty(value) == wanted:
                return False
        elif empty(value) or value not in (wanted if isinstance(wanted, list) else [wanted]):
            return False
    return True


def _phrases(schema: TableSchema) -> dict[str, dict[str, str]]:
    return {
        f["name"]: {c["value"]: c.get("phrase", c["label"]) for c in f["categories"]}
        for f in schema["fields"]
        if "categories" in f
    }


def figure(value: float) -> str:
    """Return a number as one reads it: shortest digits, thousands marked by commas, powers of ten raised."""
    text, _, power = number(value).partition("e")
    if power:
        return f"{text} × 10{str(int(power)).translate(RAISED)}"
    whole, point, rest = text.partition(".")
    return f"{int(whole):,}{point}{rest}" if whole != "-0" else text


def date(edtf: str, preposition: bool = False) -> str:
    """Return an EDTF date in words, with its preposition if wanted."""
    match = EDTF.fullmatch(edtf)
    if not match:
        return edtf
    year, month, day, doubt = match.groups()
    text = f"the {year[:3]}0s" if year.endswith("X") else year
    if month:
        text = f"{calendar.month_name[int(month)]} {text}"
    if day:
        text = f"{int(day)} {text}"
    if doubt:
        text = f"about {text}"
    return f"{'on' if day else 'in'} {text}" if preposition else text


def plural(text: str) -> str:
    """Return the name of a kind of thing in the plural; what is already one, or no countable thing, stays."""
    head, comma, tail = text.partition(", human")
    if re.search(
        r"(?:cell|cyte|phage|blast|neuron|line|clone|mast|clast|patient|platelet|progenitor|thymocyte|eosinophil"
        r"|basophil|neutrophil|astrocyte)$",
        head,
    ):
        head += "s"
    return head + (comma + tail if comma and tail else "")
