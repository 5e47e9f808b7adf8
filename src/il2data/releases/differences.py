"""Compare two releases: rows by key and cell, schemas, and the smallest version step that the changes allow.

The step follows the recipe for versions of data packages
(https://datapackage.org/recipes/data-package-version/):

====== =================================================================================
step   changes
====== =================================================================================
major  a table or row is removed; a column is added, removed or moved, or its type, unit
       or any other property that is no description changes; a constraint or key becomes
       stricter, or a pattern changes; a primary key, or the package's name, changes
minor  a table or row is added; a constraint becomes looser; a reference to another table
       changes or falls away
patch  a cell changes; a row is added to ``changes``; a title, description, example,
       sentence or licence changes
none   nothing of this
====== =================================================================================

Rows of derived tables follow from the others, so that only a key they lose counts. Below
1.0.0 a major step may be a minor one (https://semver.org/, clause 4).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field

from il2data import canonical
from il2data.errors import PackageError
from il2data.package import Package
from il2data.release import Release
from il2data.releases.schema_changes import STEPS, SchemaChange, Step, descriptor_changes, schema_changes
from il2data.tableschema import TableSchema

Rows = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Cell:
    """A cell that differs, as canonical CSV text; an empty text is a missing value."""

    column: str
    old: str
    new: str


@dataclass(frozen=True)
class TableDifference:
    """What changed in one table that both releases hold, or what became of the rows of one that is gone.

    Parameters
    ----------
    table, kind
        Name of the table and its kind in the newer release.
    added, removed
        Primary keys of rows that only the newer, only the older release holds, sorted.
    fates
        What became of removed rows, in words, by primary key, as the newer release declares it.
    changed
        Cells that differ in columns of both releases, by primary key.
    schema
        Changes of the table's schema.
    """

    table: str
    kind: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: dict[str, tuple[Cell, ...]] = field(default_factory=dict)
    schema: tuple[SchemaChange, ...] = ()
    fates: dict[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.schema)

    @property
    def step(self) -> Step:
        """The version step that the table's changes call for."""
        steps: list[Step] = [change.step for change in self.schema]
        if self.removed:
            steps.append("major")
        if self.added and self.kind != "derived":
            # What a row of changes declares counts by itself; else no correction could be a patch.
            steps.append("patch" if self.table == "changes" else "minor")
        if self.changed and self.kind != "derived":
            steps.append("patch")
        return largest(steps)


@dataclass(frozen=True)
class Difference:
    """What changed from one release to another.

    Parameters
    ----------
    old_version, new_version
        Versions of the two.
    added_tables, removed_tables
        Names of tables that only the newer, only the older release holds.
    package
        Changes of the descriptor beside version and tables.
    tables
        The tables of both releases that differ, and those that are gone.
    """

    old_version: str
    new_version: str
    added_tables: tuple[str, ...]
    removed_tables: tuple[str, ...]
    package: tuple[SchemaChange, ...]
    tables: tuple[TableDifference, ...]

    def __bool__(self) -> bool:
        return bool(self.added_tables or self.removed_tables or self.package or self.tables)

    @property
    def step(self) -> Step:
        """The version step that all changes together call for."""
        steps: list[Step] = [change.step for change in self.package] + [table.step for table in self.tables]
        if self.removed_tables:
            steps.append("major")
        if self.added_tables:
            steps.append("minor")
        return largest(steps)


def compare(old: Package, new: Package) -> Difference:
    """Compare two packages, in whatever of CSV and Parquet each holds its tables.

    Parameters
    ----------
    old, new
        The packages; they may differ in their schemas.

    Raises
    ------
    PackageError, IntegrityError
        One of them is no release of il2data, or not as it was sealed.
    """
    fates = _fates(Release(new), old.descriptor["version"])
    tables = [
        _table(Release(old), Release(new), name, fates.get(name, {}))
        for name in new.tables
        if name in old.tables and not _same(old, new, name)
    ]
    for name in old.tables:
        if name not in new.tables:
            gone = rows(old.schema(name), text(Release(old), name))
            tables.append(
                TableDifference(name, old.schema(name)["kind"], removed=tuple(sorted(gone)), fates=fates.get(name, {}))
            )
    return Difference(
        old.descriptor["version"],
        new.descriptor["version"],
        tuple(name for name in new.tables if name not in old.tables),
        tuple(name for name in old.tables if name not in new.tables),
        descriptor_changes(old.descriptor, new.descriptor),
        tuple(table for table in tables if table),
    )


def _same(old: Package, new: Package, name: str) -> bool:
    """Tell whether two packages hold a table in the same bytes, verified, under the same schema."""
    formats = [format for format in new.formats if format in old.formats][:1]
    return old.schema(name) == new.schema(name) and any(
        old.data(name, format) == new.data(name, format) for format in formats
    )


def _fates(new: Release, version: str) -> dict[str, dict[str, str]]:
    """Return what a release says became of the rows it lost since a version, by table and key."""
    fates: dict[str, dict[str, str]] = {}
    for row in rows(new.package.schema("changes"), text(new, "changes")).values() if "changes" in new.tables() else ():
        if parse(row["version"]) > parse(version):
            home = row.get("successor_table") or row["table"]
            words = {
                "moved": f"moved to {home}",
                "replaced": f"replaced by {row['successor']} of {home}: {row['reason']}",
                "withdrawn": f"withdrawn: {row['reason']}",
            }
            if row["kind"] in words:
                fates.setdefault(row["table"], {})[row["row_key"]] = words[row["kind"]]
    return fates


def _table(old: Release, new: Release, name: str, fates: dict[str, str]) -> TableDifference:
    before, after = (rows(release.package.schema(name), text(release, name)) for release in (old, new))
    schemas = old.package.schema(name), new.package.schema(name)
    columns = [name for name in _columns(schemas[0]) if name in _columns(schemas[1])]
    changed = {
        key: tuple(
            Cell(column, before[key][column], row[column]) for column in columns if before[key][column] != row[column]
        )
        for key, row in after.items()
        if key in before
    }
    return TableDifference(
        name,
        schemas[1]["kind"],
        tuple(sorted(after.keys() - before.keys())),
        tuple(sorted(before.keys() - after.keys())),
        {key: cells for key, cells in changed.items() if cells},
        schema_changes(*schemas),
        {key: fates[key] for key in sorted(before.keys() - after.keys()) if key in fates},
    )


def _columns(schema: TableSchema) -> list[str]:
    return [column["name"] for column in schema["fields"]]


def text(release: Release, name: str) -> bytes:
    """Return a table of a release as canonical CSV, its bytes verified, whatever format the release holds."""
    return canonical.to_csv(release.package.schema(name), release.load(name, validate=False))  # type: ignore[arg-type]


def rows(schema: TableSchema, text: bytes) -> Rows:
    """Return the rows of a canonical CSV file as text cells by column, by primary key."""
    found = csv.DictReader(io.StringIO(text.decode(), newline=""))
    return {"/".join(row[column] for column in schema["primaryKey"]): row for row in found}


def largest(steps: Iterable[Step]) -> Step:
    """Return the largest of some version steps; ``none`` of none."""
    return max(steps, key=STEPS.index, default="none")


def parse(version: str) -> tuple[int, int, int]:
    """Return the three numbers of a version; raise `PackageError` if it is no three numbers."""
    try:
        major, minor, patch = map(int, version.split("."))
    except ValueError as error:
        raise PackageError(
            f"{version!r} is no version of the dataset. Expected three numbers, such as 1.4.0."
        ) from error
    return major, minor, patch


def next_version(version: str, step: Step) -> str:
    """Return the smallest version that a step leads to; below 1.0.0 a major step may be a minor one."""
    major, minor, patch = parse(version)
    if step == "major" and major:
        return f"{major + 1}.0.0"
    if step in ("major", "minor"):
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + (step == 'patch')}"


def allowed(old_version: str, new_version: str, step: Step) -> bool:
    """Say whether the newer version is large enough for the step that the changes call for."""
    return parse(new_version) >= parse(next_version(old_version, step))
