"""What the reports of a difference and the notes of a release say, letter by letter."""

from __future__ import annotations

import json
from datetime import date

import pytest

import il2data
from conftest import ROOT
from il2data.releases import difference_report, differences, notes
from il2data.releases.differences import Cell, Difference, TableDifference
from il2data.releases.publishing import Artefact
from il2data.releases.readers import Comparison
from il2data.releases.schema_changes import SchemaChange

DIFFERENCE = Difference(
    "1.2.3",
    "1.3.0",
    ("scales",),
    ("rulers",),
    (SchemaChange("", "title", "IL-2", "Interleukin-2", "patch", documentation=True),),
    (
        TableDifference(
            "affinities",
            "fact",
            added=("aff-1", "aff-2", "aff-3"),
            removed=("aff-4", "aff-5"),
            changed={"aff-6": (Cell("value", "26", "37"), Cell("unit", "", "nM"))},
            schema=(SchemaChange("unit", "type", "string", "number", "major"),),
            fates={"aff-4": "withdrawn: it was read wrong"},
        ),
    ),
)
TEXT = """\
From 1.2.3 to 1.3.0: a major change, for which 2.0.0 is the smallest version.
+ table scales
- table rulers
  package title: IL-2 -> Interleukin-2 (documentation)
affinities: 3 added, 2 removed, 1 changed (major)
  schema unit, type: string -> number (major)
  + aff-1
  + aff-2
  + aff-3
  - aff-4 (withdrawn: it was read wrong)
  - aff-5
  aff-6, value: 26 -> 37
  aff-6, unit: (empty) -> nM
"""
MARKDOWN = """\
## Changes since 1.2.3

From 1.2.3 to 1.3.0: a major change, for which 2.0.0 is the smallest version.

| Table | Rows added | Rows removed | Rows changed | Schema changes | Step |
| --- | --- | --- | --- | --- | --- |
| affinities | 3 | 2 | 1 | 1 | major |

Tables added: `scales`.

Tables removed: `rulers`.

- package: title: IL-2 -> Interleukin-2 (documentation)

### affinities

- unit, type: string -> number (major)

Added: `aff-1`, `aff-2`, `aff-3`.

Removed: `aff-5`.

| Removed | What became of it |
| --- | --- |
| `aff-4` | withdrawn: it was read wrong |

| Row | Column | Old | New |
| --- | --- | --- | --- |
| `aff-6` | value | 26 | 37 |
| `aff-6` | unit |  | nM |
"""


def test_a_difference_as_text() -> None:
    assert difference_report.text(DIFFERENCE) == TEXT


def test_a_difference_as_markdown() -> None:
    assert difference_report.markdown(DIFFERENCE) == MARKDOWN


def test_a_difference_as_json() -> None:
    found = json.loads(difference_report.json_text(DIFFERENCE))
    (table,) = found["tables"]
    assert (found["step"], found["smallest_version"]) == ("major", "2.0.0")
    assert (found["added_tables"], found["removed_tables"]) == (["scales"], ["rulers"])
    assert table["changed"]["aff-6"][0] == {"column": "value", "old": "26", "new": "37"}
    assert (table["added"], table["removed"]) == (["aff-1", "aff-2", "aff-3"], ["aff-4", "aff-5"])


@pytest.mark.parametrize("version", ["0.2.0", "0.5.0"])
def test_what_became_of_a_row_is_told_of_later_versions_only(version: str) -> None:
    release = il2data.open(ROOT)
    expected: dict[str, dict[str, str]] = {}
    for row in release.load("changes").fillna("").itertuples():
        home = row.successor_table or row.table
        words = {
            "moved": f"moved to {home}",
            "replaced": f"replaced by {row.successor} of {home}: {row.reason}",
            "withdrawn": f"withdrawn: {row.reason}",
        }
        if tuple(map(int, row.version.split("."))) > tuple(map(int, version.split("."))) and row.kind in words:
            expected.setdefault(row.table, {})[row.row_key] = words[row.kind]
    assert expected and differences._fates(release, version) == expected
    assert version in set(release.load("changes")["version"])


def test_notes_hold_changes_files_and_readers_each_in_its_column() -> None:
    release = il2data.open(ROOT)
    text = notes.markdown(
        release,
        None,
        date(2026, 1, 2),
        [Artefact("il2data.sqlite", 1_234_567, "0" * 64)],
        [Comparison("il2data.sqlite", "sqlite3", 12, 3_456)],
    )
    heads = [block for block in text.split("\n\n") if block.startswith("#")]
    version = release.data_version
    assert heads == [
        f"# il2data {version} (2026-01-02)", "## Declared changes", "## Files", "## Read back before release",
    ]  # fmt: skip
    assert "| File | Bytes |\n| --- | --- |\n| `il2data.sqlite` | 1,234,567 |\n" in text
    assert (
        "| File | Reader | Tables | Rows |\n| --- | --- | --- | --- |\n| `il2data.sqlite` | sqlite3 | 12 | 3,456 |\n"
        in text
    )
    facts = release.load("facts")
    assert f"{len(release.tables())} tables, {len(facts)} facts (" in text
    statuses = ", ".join(f"{count} {it.replace('_', ' ')}" for it, count in facts["status"].value_counts().items())
    assert f"({statuses})" in text and "secondary only" in statuses
    assert "\n\nBeside them stand these notes, `croissant.json`, `ro-crate-metadata.json` and `SHA256SUMS`.\n\n" in text
    assert f", {len(release.load('sources'))} sources. {release.cite()}" in text


def test_notes_list_what_this_version_declares_and_nothing_older() -> None:
    release = il2data.open(ROOT)
    changes = release.load("changes")
    version = str(changes["version"].iloc[-1])
    release.package.descriptor["version"] = version
    block = next(
        block for block in notes.markdown(release, None, date(2026, 1, 2), [], []).split("\n\n") if "Kind" in block
    )
    header, _, *lines = block.splitlines()
    assert header == "| Table | Row | Kind | Successor | Reason |"
    mine = changes[changes["version"] == version]
    assert [line.split(" | ")[:4] for line in lines] == [
        [
            f"| {row.table}",
            "all that differ"
            if row.row_key is None or row.row_key != row.row_key
            else row.row_key.replace("<", "&lt;"),
            row.kind,
            (row.successor or "").replace("<", "&lt;"),
        ]
        for row in mine.astype(object).where(mine.notna(), None).itertuples()
    ]
    release.package.descriptor["version"] = "99.0.0"
    assert "## Declared changes\n\nNone.\n" in notes.markdown(release, None, date(2026, 1, 2), [], [])


def test_notes_leave_out_what_follows_from_other_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    derived = TableDifference("facts", "derived", added=("f-1",))
    tables = (*DIFFERENCE.tables, derived)
    compared: list[object] = []

    def compare(*packages: object) -> Difference:
        compared.extend(packages)
        return Difference("1.2.3", "1.3.0", (), (), (), tables)

    monkeypatch.setattr(notes, "compare", compare)
    before, release = il2data.open(ROOT), il2data.open(ROOT)
    text = notes.markdown(release, before, date(2026, 1, 2), [], [])
    assert "### affinities" in text and "### facts" not in text
    assert compared == [before.package, release.package]
