"""The data dictionary of a release in Markdown: every table, every column."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from il2data.sentences import whole

if TYPE_CHECKING:
    from il2data.release import Release

SPECIAL = re.compile(r"([\\`*\[\]<>|~])")
COLUMNS = ("Column", "Type", "Unit", "Quantity", "Required", "Description", "Constraints", "References", "Example")


def markdown(release: Release) -> str:
    """Return the data dictionary of a release.

    Parameters
    ----------
    release
        What to describe.

    Returns
    -------
    str
        An introduction, a table of the tables, then a section for each with its key, the
        template of its statement if it holds facts, and its columns; GitHub-flavoured
        Markdown that ends with a newline.
    """
    descriptor, catalogue = release.package.descriptor, release.catalogue()
    licence = descriptor["licenses"][0]
    lines = [
        "# Data dictionary",
        "",
        f"{text(descriptor['title'])}, version {release.data_version}. {text(descriptor['description'])}",
        f"Licence: [{licence['name']}]({licence['path']}).",
        "",
        (
            "An empty cell means that the value is missing. A unit is a UCUM code, `column:` and the column that holds"
            " the unit,"
        ),
        (
            "or `none`. A quantity stands with the range in which a number is possible; the table `quantities` explains"
            " each. A statement is made from a row: `{column}` is a cell in words, and a part in `[...]` is left out"
            " when a cell in it is empty."
        ),
        "",
        "## Tables",
        "",
        *table(
            ("Table", "Kind", "Rows", "Title", "Description"),
            ((link(r.table), r.kind, str(r.rows), text(r.title), text(r.description)) for r in catalogue.itertuples()),
        ),
    ]
    for row in catalogue.itertuples():
        lines += ["", *_section(release, row.table)]
    return "\n".join(lines) + "\n"


def _section(release: Release, name: str) -> list[str]:
    schema = release.package.schema(name)
    lines = [
        f"## {name}",
        "",
        f"**{text(schema['title'])}.** {text(schema['description'])}",
        "",
        f"Key: {', '.join(map(code, schema['primaryKey']))}.",
    ]
    for template in schema.get("statement", []):
        when = ", ".join(
            f"{column} {json.dumps(value, ensure_ascii=False)}" for column, value in template.get("when", {}).items()
        )
        lines += [
            "",
            f"Statement{f' ({text(when)})' if when else ''}: {code(whole(schema, template['text']), in_table=False)}",
        ]
    rows = (
        (
            code(r.column),
            r.type,
            code(r.unit),
            text(r.quantity),
            "yes" if r.required else "no",
            text(r.description),
            code(r.constraints),
            link(*r.references.split(".")) if r.references else "",
            code(r.example),
        )
        for r in release.describe(name).itertuples()  # type: ignore[arg-type]
    )
    lines += ["", *table(COLUMNS, rows)]
    values = release.vocabulary(name)  # type: ignore[arg-type]
    for column, mine in values.groupby("column", sort=False):
        lines += [
            "",
            f"Values of {code(str(column))}:",
            "",
            *(
                f"- {code(row.value)} ({text(row.label)}):"
                f" {text(row.description)}{f' Quantity: {text(row.quantity)}.' if row.quantity else ''}"
                for row in mine.itertuples()
            ),
        ]
    return lines


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """Return the lines of a Markdown table; its cells are Markdown already."""
    names = list(header)
    return [f"| {' | '.join(row)} |" for row in (names, ["---"] * len(names), *rows)]


def text(cell: str) -> str:
    """Return plain text as Markdown that shows it as it is."""
    return SPECIAL.sub(r"\\\1", cell)


def code(cell: str, in_table: bool = True) -> str:
    """Return text in code style; inside a table a pipe is escaped in code as well."""
    return f"`{cell.replace('|', chr(92) + '|') if in_table else cell}`" if cell else ""


def link(name: str, column: str = "") -> str:
    """Return a link to the section of a table, which shows the table and a column of it."""
    return f"[{code(f'{name}.{column}' if column else name)}](#{name})"
