"""The difference of two releases as text, JSON and Markdown."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict

from il2data.output import plain
from il2data.releases.differences import Difference, next_version
from il2data.releases.schema_changes import SchemaChange


def text(difference: Difference) -> str:
    """Return a line for each row and cell that differs, table by table, and the step in the first line."""
    lines = [summary(difference)]
    lines += [f"+ table {name}" for name in difference.added_tables]
    lines += [f"- table {name}" for name in difference.removed_tables]
    lines += [f"  package {_schema(change)}" for change in difference.package]
    for table in difference.tables:
        lines.append(
            f"{table.table}: {len(table.added)} added, {len(table.removed)} removed, {len(table.changed)} changed"
            f" ({table.step})"
        )
        lines += [f"  schema {_schema(change)}" for change in table.schema]
        lines += [f"  + {key}" for key in table.added]
        lines += [f"  - {key}{f' ({table.fates[key]})' if key in table.fates else ''}" for key in table.removed]
        lines += [
            f"  {key}, {cell.column}: {_shown(cell.old)} -> {_shown(cell.new)}"
            for key, cells in table.changed.items()
            for cell in cells
        ]
    return "".join(f"{plain(line)}\n" for line in lines)


def json_text(difference: Difference) -> str:
    """Return the difference as a JSON object.

    It has the fields of `Difference`, its step, and the smallest version it allows.
    """
    step = {"step": difference.step, "smallest_version": next_version(difference.old_version, difference.step)}
    return json.dumps(asdict(difference) | step, indent=2, ensure_ascii=False) + "\n"


def markdown(difference: Difference) -> str:
    """Return the difference as Markdown: a table of counts, then what differs in each table."""
    counts = [(t.table, len(t.added), len(t.removed), len(t.changed), len(t.schema), t.step) for t in difference.tables]
    parts = [f"## Changes since {plain(difference.old_version)}", summary(difference)]
    if counts:
        parts.append(grid(("Table", "Rows added", "Rows removed", "Rows changed", "Schema changes", "Step"), counts))
    for title, names in (("Tables added", difference.added_tables), ("Tables removed", difference.removed_tables)):
        if names:
            parts.append(f"{title}: {_codes(names)}.")
    parts += [f"- package: {_escaped(_schema(change))}" for change in difference.package]
    for table in difference.tables:
        parts.append(f"### {table.table}")
        if table.schema:
            parts.append("\n".join(f"- {_escaped(_schema(change))}" for change in table.schema))
        if table.added:
            parts.append(f"Added: {_codes(table.added)}.")
        if unexplained := [key for key in table.removed if key not in table.fates]:
            parts.append(f"Removed: {_codes(unexplained)}.")
        if table.fates:
            parts.append(
                grid(("Removed", "What became of it"), [(f"`{key}`", fate) for key, fate in table.fates.items()])
            )
        if table.changed:
            cells = [
                (f"`{key}`", cell.column, cell.old, cell.new) for key, cells in table.changed.items() for cell in cells
            ]
            parts.append(grid(("Row", "Column", "Old", "New"), cells))
    return "\n\n".join(parts) + "\n"


def summary(difference: Difference) -> str:
    """Return one sentence: the two versions, whether they differ, the step and the smallest version."""
    old, new = plain(difference.old_version), plain(difference.new_version)
    if not difference:
        return f"{old} and {new} hold the same."
    return (
        f"From {old} to {new}: a {difference.step} change, for which"
        f" {plain(next_version(difference.old_version, difference.step))} is the smallest version."
    )


def _shown(cell: str) -> str:
    return cell or "(empty)"


def _schema(change: SchemaChange) -> str:
    where = f"{change.column}, " if change.column else ""
    return (
        f"{where}{change.what}: {_shown(change.old)} -> {_shown(change.new)}"
        f" ({'documentation' if change.documentation else change.step})"
    )


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{plain(name)}`" for name in names)


def grid(header: Iterable[object], rows: Iterable[Iterable[object]]) -> str:
    """Return a table as Markdown, with what Markdown would take for itself escaped."""
    lines = [list(header), *(list(row) for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join("| " + " | ".join(_escaped(str(cell)) for cell in line) + " |" for line in lines)


def _escaped(text: str) -> str:
    return plain(text).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


FORMATS: dict[str, Callable[[Difference], str]] = {"text": text, "json": json_text, "markdown": markdown}
