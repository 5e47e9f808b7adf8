"""The record of each release, and what may change since the last one.

A record holds a release's schemas and a digest of each row that somebody typed in; those of
all releases stand in ``releases/`` of a checkout. `problems` compares with the last one, so
that a released row is never lost or changed without a word in the table ``changes``.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from il2data import profiles
from il2data.checking.rules.history import GONE
from il2data.errors import PackageError, Problem
from il2data.package import DESCRIPTOR, Package
from il2data.release import Release
from il2data.releases.differences import Difference, Rows, TableDifference, allowed, next_version, parse, rows, text
from il2data.releases.schema_changes import descriptor_changes, schema_changes
from il2data.tableschema import TableSchema

FOLDER = "releases"
# Kinds of change that the version in the making declares, by table and key;
# without a key they speak of the whole table.
Declared = dict[tuple[str, str], set[str]]


def digests(release: Release) -> dict[str, Any]:
    """Return the record of a release.

    Returns
    -------
    dict
        ``version``, ``package`` (the descriptor without version, tables and seal) and
        ``tables``: by name the ``schema`` and ``rows``, a digest by primary key; none of
        derived tables, whose rows follow from the others. A digest is the first 16
        hexadecimal digits of the SHA-256 of the row's canonical CSV line without line end.
    """
    schemas = {name: release.package.schema(name) for name in release.tables()}
    texts = {name: text(release, name) for name, schema in schemas.items() if schema["kind"] != "derived"}
    return record(release.package.descriptor, schemas, texts)


def record(
    descriptor: dict[str, Any], schemas: Mapping[str, TableSchema], texts: Mapping[str, bytes]
) -> dict[str, Any]:
    """Return the record of what schemas and canonical CSV files hold, as `digests` does."""
    tables = {}
    for name, schema in schemas.items():
        columns = [field["name"] for field in schema["fields"]]
        found = rows(schema, texts[name]) if schema["kind"] != "derived" else {}
        tables[name] = {"schema": schema, "rows": dict(zip(found, row_digests(found, columns), strict=True))}
    package = {key: value for key, value in descriptor.items() if key not in ("version", "resources", "seal")}
    return {"version": descriptor["version"], "package": package, "tables": tables}


def row_digests(found: Rows, columns: Iterable[str]) -> list[str]:
    """Return the digest of each row, taken of the named columns in their order."""
    stream, names = io.StringIO(), list(columns)
    csv.writer(stream, lineterminator="\n").writerows([row[name] for name in names] for row in found.values())
    return [hashlib.sha256(line.encode()).hexdigest()[:16] for line in stream.getvalue().split("\n")[:-1]]


def save(root: Path) -> Path:
    """Write the record of a checkout's release into its folder of releases.

    Raises
    ------
    PackageError
        The version has a record already, and it is another one.
    """
    release = Release(Package(root))
    path = root / FOLDER / f"{release.data_version}.json"
    data = json.dumps(digests(release), indent=1, ensure_ascii=False) + "\n"
    if path.is_file() and path.read_text("utf-8") != data:
        raise PackageError(
            f"{path} records another release of that version. A record never changes; raise the version."
        )
    path.parent.mkdir(exist_ok=True)
    path.write_text(data, "utf-8", newline="\n")
    return path


def last(root: Path) -> dict[str, Any] | None:
    """Return the record of the newest release in a checkout; none where there are no records.

    Raises
    ------
    PackageError
        The record is damaged, or a file beside it is not named by a version.
    """
    paths = sorted((root / FOLDER).glob("*.json"), key=lambda path: parse(path.stem))
    return profiles.record(paths[-1], paths[-1].read_bytes()) if paths else None


def problems(
    released: dict[str, Any] | None,
    descriptor: dict[str, Any],
    schemas: Mapping[str, TableSchema],
    texts: Mapping[str, bytes],
) -> list[Problem]:
    """Return what may not have become of the last release.

    Parameters
    ----------
    released
        Record of the last release; without one, nothing is wrong.
    descriptor, schemas, texts
        The package as it is now: its descriptor, schemas, and canonical CSV files.
    """
    if released is None:
        return []
    difference = since(released, descriptor, schemas, texts)
    version, before = descriptor["version"], parse(released["version"])
    changes = list(rows(schemas["changes"], texts["changes"]).values()) if "changes" in schemas else []
    declared: Declared = {}
    for row in changes:
        if row["version"] == version:
            declared.setdefault((row["table"], row["row_key"]), set()).add(row["kind"])
    # A version that is out takes no further changes.
    step = (
        "raise the version and add a row to changes: that version"
        if difference.new_version == difference.old_version
        else f"add a row to changes: version {version}"
    )
    found = [
        *_lost_tables(difference, declared, step),
        *(problem for table in difference.tables for problem in _table(table, declared, schemas, texts, step)),
        *_unread(difference, schemas, texts),
        *(
            Problem(
                "changes",
                0,
                "version",
                "history-version",
                f"{row['change_id']} is of {row['version']}, which was not recorded, and the package of {version}.",
                f"Record the release of {row['version']}, or correct one of the two versions.",
            )
            for row in changes
            if parse(row["version"]) > before and row["version"] != version
        ),
    ]
    if not allowed(difference.old_version, difference.new_version, difference.step):
        needed = next_version(difference.old_version, difference.step)
        found.append(
            Problem(
                DESCRIPTOR,
                0,
                "version",
                "history-version",
                f"{difference.new_version} is too small for a {difference.step} change since {difference.old_version}.",
                f"Raise the version to at least {needed}.",
            )
        )
    return sorted(found)


def since(
    released: dict[str, Any], descriptor: dict[str, Any], schemas: Mapping[str, TableSchema], texts: Mapping[str, bytes]
) -> Difference:
    """Return what changed since a recorded release; which cells changed a record cannot tell."""
    old = released["tables"]
    tables = []
    for name, schema in schemas.items():
        if name in old:
            before, after = old[name]["rows"], rows(schema, texts[name]) if schema["kind"] != "derived" else {}
            tables.append(
                TableDifference(
                    name,
                    schema["kind"],
                    tuple(sorted(after.keys() - before.keys())),
                    tuple(sorted(before.keys() - after.keys())),
                    dict.fromkeys(_changed(old[name], after), ()),
                    schema_changes(old[name]["schema"], schema),
                )
            )
    for name, table in old.items():
        if name not in schemas:
            tables.append(TableDifference(name, table["schema"]["kind"], removed=tuple(sorted(table["rows"]))))
    return Difference(
        released["version"],
        descriptor["version"],
        tuple(name for name in schemas if name not in old),
        tuple(name for name in old if name not in schemas),
        descriptor_changes(released["package"], descriptor),
        tuple(table for table in tables if table),
    )


def _changed(old: dict[str, Any], after: Rows) -> list[str]:
    """Return the keys of rows that differ in the columns they were released with."""
    common = {key: row for key, row in after.items() if key in old["rows"]}
    columns = [field["name"] for field in old["schema"]["fields"]]
    if any(not row.keys() >= set(columns) for row in common.values()):
        return []  # a released column is gone, so that no digest can be compared; the removal itself is declared
    return [key for key, digest in zip(common, row_digests(common, columns), strict=True) if digest != old["rows"][key]]


def _lost_tables(difference: Difference, declared: Declared, step: str) -> Iterator[Problem]:
    for name in difference.removed_tables:
        if "withdrawn" not in declared.get((name, ""), ()):
            yield Problem(
                name,
                0,
                "",
                "history-lost",
                f"the table was released in {difference.old_version} and is gone.",
                f"Restore it, or {step}, table {name}, no key, kind withdrawn.",
            )


def _unread(
    difference: Difference, schemas: Mapping[str, TableSchema], texts: Mapping[str, bytes]
) -> Iterator[Problem]:
    """Yield the new rows of evidence that do not say what their source gives."""
    new = {key for table in difference.tables if table.table == "evidence" for key in table.added}
    for line, (key, row) in enumerate(rows(schemas["evidence"], texts["evidence"]).items(), start=2) if new else ():
        if key in new and not row["asserted"] and not row["passage_id"]:
            yield Problem(
                "evidence",
                line,
                "asserted",
                "evidence-asserted",
                f"{key} is new and does not say what {row['source_id']} gives.",
                "Write figures and names as the source prints them, from the source and not from the row.",
            )


def _table(
    table: TableDifference,
    declared: Declared,
    schemas: Mapping[str, TableSchema],
    texts: Mapping[str, bytes],
    step: str,
) -> Iterator[Problem]:
    name, whole = table.table, declared.get((table.table, ""), set())
    for key in table.removed if table.kind != "derived" else ():
        if not declared.get((name, key), set()) & set(GONE):
            yield Problem(
                name,
                0,
                "",
                "history-lost",
                f"{key} was released and is gone without a tombstone.",
                f"Restore it, or {step}, table {name}, row_key {key}, kind withdrawn or replaced.",
            )
    lines = {key: line for line, key in enumerate(rows(schemas[name], texts[name]), start=2)} if table.changed else {}
    for key in table.changed:
        if not (declared.get((name, key)) or whole) & {"corrected", "completed", "restructured"}:
            yield Problem(
                name,
                lines[key],
                "",
                "history-undeclared",
                f"{key} is not the row that was released.",
                f"Restore it, or {step}, table {name}, row_key {key}, kind corrected or completed.",
            )
    for change in table.schema:
        kind = "redefined" if change.meaning else "restructured"
        if (change.meaning or (change.step == "major" and change.what != "column added")) and kind not in whole:
            yield Problem(
                name,
                0,
                change.column,
                "history-undeclared",
                f"{change.what}: {change.old[:200] or 'nothing'} was released, found {change.new[:200] or 'nothing'}.",
                f"Restore it, or {step}, table {name}, no key, kind {kind}.",
            )
