"""The table widget: DataTables as the package itables ships it, and the rows it shows, as classic scripts.

A page opened from a folder may load classic scripts only: browsers refuse modules from ``file:``.
"""

from __future__ import annotations

import json
import re
from importlib.resources import files

from il2data.errors import PackageError
from il2data.site import quantities
from il2data.site.content import Content
from il2data.site.figures import shown
from il2data.site.rows import Row

# Rows of measurements that a page shows; the files beside it hold all.
# A page of tens of thousands would be read by nobody.
SHOWN = 500
EXPORT = re.compile(r"export\{([^{}]*)\};")


def datatables() -> tuple[str, str]:
    """Return the widget's script, which sets ``window.DataTable``, and its style sheet.

    Raises
    ------
    PackageError
        The installed itables ships a bundle of another make.
    """
    folder = files("itables") / "html"
    module = (folder / "dt_bundle.js").read_text("utf-8")
    exports = EXPORT.findall(module)
    default = re.search(r"([\w$]+) as default\b", exports[0]) if len(exports) == 1 else None
    if not default:
        raise PackageError(
            "itables ships dt_bundle.js without the one export statement expected. Install itables 2.9: pip install"
            " 'itables>=2.9,<3'."
        )
    # A function of its own keeps the bundle's thousands of names out of the page; modules are strict.
    classic = EXPORT.sub(lambda _: f"window.DataTable={default[1]};", module)
    return f'(function(){{"use strict";\n{classic}\n}})();\n', (folder / "dt_bundle.css").read_text("utf-8")


def rows_script(content: Content, table: str) -> str:
    """Return the script that hands a table's rows to the widget.

    Linked cells are listed once for each column and value: address from the top of the
    site or away from it, and the name of what stands there; ``words`` are the labels of the
    values of vocabularies, column by column. A column whose units stand in
    another names it, and comes with the `ranks` of its cells, by which it is sorted. Rows of
    facts have, after their key, the status of the fact; ``lead`` are the places of the columns that
    say what a row is about and what it gives, which are shown first. Of
    measurements, the first `SHOWN` rows are handed over.
    """
    columns = content.columns[table]
    names = [column["column"] for column in columns]
    rows = content.rows[table][:SHOWN] if content.catalogue[table]["kind"] == "measurement" else content.rows[table]
    links: list[dict[str, tuple[str, str]]] = []
    for column in columns:
        values = dict.fromkeys(row[column["column"]] for row in rows)
        links.append({shown(v): link for v in values if (link := content.link(column, v))[0]})
    data = {
        "columns": [_column(content, table, column, names) for column in columns],
        "links": links,
        "words": [content.labels(table, name) for name in names],
        "lead": _lead(content, table, names),
        "status": (
            [content.facts[row["fact_id"]]["status"] for row in rows]
            if content.catalogue[table]["kind"] == "fact"
            else []
        ),
        "rows": [
            [v if isinstance(v, int | float) and not isinstance(v, bool) else shown(v) for v in row.values()]
            for row in rows
        ],
    }
    return f"window.IL2DATA_TABLE={json.dumps(data, ensure_ascii=False, separators=(',', ':'))};\n"


def _column(content: Content, table: str, column: Row, names: list[str]) -> Row:
    told = {"name": column["column"], "title": column["title"], "number": column["type"] in ("integer", "number")}
    if not told["number"] or not quantities.unit_column(column):
        return told
    return told | {
        "unit": names.index(quantities.unit_column(column)),
        "ranks": (
            quantities.ranks(content, table, column)[:SHOWN]
            if content.catalogue[table]["kind"] == "measurement"
            else quantities.ranks(content, table, column)
        ),
    }


def _lead(content: Content, table: str, names: list[str]) -> list[int]:
    schema = content.release.package.schema(table)
    told = [schema.get(end) for end in ("subject", "object", "quantity")]
    return [names.index(name) for name in dict.fromkeys([*told, "value"]) if name in names]
