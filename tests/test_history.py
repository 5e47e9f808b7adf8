"""Against the last release: nothing is lost, reused or changed without a word, and the version is large enough."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import il2data
from conftest import ROOT, copy_package
from il2data import build
from il2data.checking import validation
from il2data.checking.rules import RULES, Edit
from il2data.checking.validation import errors
from il2data.cli import main
from il2data.package import Package
from il2data.release import Release
from il2data.releases import records
from il2data.releases.differences import next_version, parse, text
from remembering import without_laws

# Rows that the planted changes are of: nothing refers to them.
EXCLUDED, OTHER = "excl-0001", "excl-0002"


@pytest.fixture(scope="module")
def released(few: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small package as it has just been released: its record is the last."""
    root = shutil.copytree(few, tmp_path_factory.mktemp("released"), dirs_exist_ok=True)
    records.save(root)
    with pytest.MonkeyPatch.context() as patch:
        without_laws(patch)
        build.build(root)
    return root


@pytest.fixture
def next_release(released: Path, tmp_path: Path) -> Path:
    """A copy of it, of the next minor version, in which something is to be changed."""
    shutil.copytree(released, tmp_path, dirs_exist_ok=True)
    set_version(tmp_path, next_version(version(tmp_path), "minor"))
    return tmp_path


def version(root: Path) -> str:
    return str(json.loads((root / "datapackage.json").read_text())["version"])


def set_version(root: Path, new: str) -> None:
    path = root / "datapackage.json"
    path.write_text(re.sub(r'"version": "[^"]+"', f'"version": "{new}"', path.read_text(), count=1))


def edit(root: Path, table: str, key: str, line: str | None = None, **cells: str) -> None:
    """Remove a row, put a line in its place, or set cells of it."""
    path = root / f"data/{table}.csv"
    rows = list(csv.reader(io.StringIO(path.read_text())))
    (at,) = (at for at, row in enumerate(rows) if row[0] == key)
    for column, value in cells.items():
        rows[at][rows[0].index(column)] = value
    if not cells:
        rows[at : at + 1] = [line.split(",")] if line else []
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    path.write_text(stream.getvalue())


def declare(root: Path, table: str, key: str, kind: str, successor: str = "") -> None:
    path = root / "data/changes.csv"
    number = 9901 + path.read_text().count("\nchg-99")
    path.write_text(f"{path.read_text()}chg-{number},{version(root)},{table},{key},{kind},{successor},,planted\n")


def refused_by_build(root: Path) -> list[tuple[str, str, str]]:
    """Return table, rule and message of what keeps a build from being done."""
    try:
        build.build(root, check=True)
    except il2data.ValidationError as error:
        return [(p.table, p.rule, p.message) for p in errors(error.problems)]
    return []


def refused(root: Path) -> list[tuple[str, str, str]]:
    """Return the same of the comparison with the last release alone."""
    descriptor = json.loads((root / "datapackage.json").read_text())
    names = [resource["name"] for resource in descriptor["resources"]]
    schemas = {name: json.loads((root / f"schemas/{name}.json").read_text()) for name in names}
    texts = {name: (root / f"data/{name}.csv").read_bytes() for name in names}
    released = records.last(root)
    assert released
    return [(p.table, p.rule, p.message) for p in records.problems(released, descriptor, schemas, texts)]


@pytest.mark.usefixtures("lawless")
def test_a_release_follows_itself_and_its_record_never_changes(released: Path) -> None:
    assert build.build(released, check=True) == []
    assert records.save(released).is_file()


@pytest.mark.usefixtures("lawless")
def test_a_lost_identifier_is_refused_until_it_has_a_tombstone(next_release: Path) -> None:
    edit(next_release, "excluded", EXCLUDED)
    ((table, rule, message),) = refused_by_build(next_release)
    assert (table, rule) == ("excluded", "history-lost")
    assert EXCLUDED in message
    declare(next_release, "excluded", EXCLUDED, "withdrawn")
    assert refused_by_build(next_release) == []


@pytest.mark.usefixtures("lawless")
def test_a_withdrawn_identifier_is_not_given_out_again(next_release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    law = RULES["change-reused"]
    monkeypatch.setattr(
        validation, "law_problems", lambda tables, *_: validation.problems_of(law, tables, Edit(set(tables)))
    )
    declare(next_release, "excluded", EXCLUDED, "withdrawn")
    ((table, rule, message),) = refused_by_build(next_release)
    assert (table, rule) == ("changes", "change-reused")
    assert EXCLUDED in message


def test_a_changed_row_is_refused_until_it_is_declared(next_release: Path) -> None:
    edit(next_release, "excluded", EXCLUDED, topic="gene")
    ((table, rule, message),) = refused(next_release)
    assert (table, rule) == ("excluded", "history-undeclared")
    assert EXCLUDED in message
    declare(next_release, "excluded", EXCLUDED, "corrected")
    assert refused(next_release) == []


def test_a_declaration_of_another_row_or_version_covers_nothing(next_release: Path) -> None:
    edit(next_release, "excluded", EXCLUDED, topic="gene")
    declare(next_release, "excluded", OTHER, "corrected")
    assert [rule for _, rule, _ in refused(next_release)] == ["history-undeclared"]


def test_a_tombstone_is_a_released_row_like_any_other(next_release: Path) -> None:
    edit(next_release, "changes", "chg-0001")
    assert [(table, rule) for table, rule, _ in refused(next_release)] == [("changes", "history-lost")]


SCHEMA_CHANGES: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "an enumeration takes more": (
        lambda schema: field(schema, "reason")["constraints"]["enum"].append("another"),
        "redefined",
    ),
    "a pattern falls away": (lambda schema: field(schema, "exclusion_id")["constraints"].pop("pattern"), "redefined"),
    "a cell may be empty": (lambda schema: field(schema, "reason")["constraints"].pop("required"), "redefined"),
    "a key into another table is new": (
        lambda schema: schema.update(
            foreignKeys=[{"fields": ["lead"], "reference": {"resource": "prefixes", "fields": ["prefix"]}}]
        ),
        "redefined",
    ),
    "a value is called otherwise": (
        lambda schema: field(schema, "reason")["categories"][0].update(label="something else"),
        "redefined",
    ),
    "a column means something else": (lambda schema: field(schema, "detail").update(unit="kg"), "restructured"),
}


def field(schema: dict[str, Any], name: str) -> dict[str, Any]:
    return next(field for field in schema["fields"] if field["name"] == name)


@pytest.mark.parametrize("case", SCHEMA_CHANGES)
def test_a_change_of_what_a_table_takes_or_says_is_refused_until_it_is_declared(case: str, next_release: Path) -> None:
    change, kind = SCHEMA_CHANGES[case]
    path = next_release / "schemas/excluded.json"
    schema = json.loads(path.read_text())
    change(schema)
    path.write_text(json.dumps(schema))
    ((table, rule, message),) = refused(next_release)
    assert (table, rule) == ("excluded", "history-undeclared")
    declare(next_release, "excluded", "", "corrected")
    assert refused(next_release) == [(table, rule, message)]
    declare(next_release, "excluded", "", kind)
    assert refused(next_release) == []


def test_a_reversed_sentence_is_refused_until_it_is_declared(next_release: Path) -> None:
    path = next_release / "schemas/affinities.json"
    schema = json.loads(path.read_text())
    schema["statement"][-1]["text"] = schema["statement"][-1]["text"].replace("binds", "does not bind")
    path.write_text(json.dumps(schema))
    ((table, rule, message),) = refused(next_release)
    assert (table, rule) == ("affinities", "history-undeclared") and message.startswith("wording: ")
    declare(next_release, "affinities", "", "redefined")
    assert refused(next_release) == []


def test_another_edge_of_the_graph_is_refused_until_it_is_declared(next_release: Path) -> None:
    path = next_release / "schemas/production.json"
    schema = json.loads(path.read_text())
    del schema["edges"]["relations"][-1]["negated"]
    path.write_text(json.dumps(schema))
    ((table, rule, message),) = refused(next_release)
    assert (table, rule) == ("production", "history-undeclared") and message.startswith("edges: ")
    declare(next_release, "production", "", "redefined")
    assert refused(next_release) == []


def test_what_a_schema_describes_may_change(next_release: Path) -> None:
    path = next_release / "schemas/excluded.json"
    schema = json.loads(path.read_text())
    field(schema, "reason")["description"] = "Another description."
    path.write_text(json.dumps(schema))
    assert refused(next_release) == []


def test_new_evidence_says_what_its_source_gives(next_release: Path) -> None:
    path = next_release / "data/evidence.csv"
    header, *lines = path.read_text().splitlines()
    cells = dict(
        zip(header.split(","), next(csv.reader([next(line for line in lines if "PMID:" in line)])), strict=True)
    )
    for asserted, found in (("", ["evidence-asserted"]), ("37 nM", [])):
        stream = io.StringIO()
        csv.writer(stream, lineterminator="\n").writerow(
            (cells | {"evidence_id": "ev-99999", "asserted": asserted}).values()
        )
        path.write_text("\n".join([header, *lines, stream.getvalue()]))
        assert [rule for _, rule, _ in refused(next_release)] == found


@pytest.mark.parametrize(("step", "enough"), [("none", False), ("patch", True), ("minor", True)])
def test_a_declared_correction_needs_a_patch(next_release: Path, released: Path, step: str, enough: bool) -> None:
    set_version(next_release, next_version(version(released), step))  # type: ignore[arg-type]
    edit(next_release, "excluded", EXCLUDED, topic="gene")
    declare(next_release, "excluded", EXCLUDED, "corrected")
    found = refused(next_release)
    assert ("datapackage.json" in {table for table, _, _ in found}) != enough
    assert bool(found) != enough


def test_an_added_row_needs_a_minor_version(next_release: Path, released: Path) -> None:
    added = (next_release / "data/excluded.csv").read_text().splitlines()[-1]
    with (next_release / "data/excluded.csv").open("a") as file:
        file.write(f"excl-9001,{added.split(',', 1)[1]}\n")
    assert refused(next_release) == []
    set_version(next_release, next_version(version(released), "patch"))
    ((table, rule, message),) = refused(next_release)
    assert (table, rule) == ("datapackage.json", "history-version")
    assert "minor" in message


def test_the_last_record_is_the_one_of_the_largest_version(tmp_path: Path) -> None:
    assert records.last(tmp_path) is None
    (tmp_path / "releases").mkdir()
    for number in ("0.9.0", "0.10.0", "0.2.0"):
        (tmp_path / f"releases/{number}.json").write_text(json.dumps(EMPTY | {"version": number}))
    assert records.last(tmp_path) == EMPTY | {"version": "0.10.0"}


EMPTY: dict[str, Any] = {"version": "1.0.0", "package": {}, "tables": {}}
UNITS: dict[str, Any] = {
    "schema": {"kind": "reference", "fields": [{"name": "unit_id", "type": "string"}], "primaryKey": ["unit_id"]},
    "rows": {"nM": "0123456789abcdef"},
}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Expecting value"),
        ("[]", "it is list, expected an object"),
        ('{"version": "1.0.0", "version": "1.0.0"}', "stands twice"),
        ({"version": 1}, "version of it is 1"),
        ({"version": "1.0.1"}, "its version is 1.0.1"),
        ({"tables": []}, "tables of it is list"),
        ({"tables": {"units": []}}, "the table units is list"),
        ({"tables": {"units": {"rows": {}}}}, "the table units has no schema"),
        ({"tables": {"units": UNITS | {"rows": {"nM": 1}}}}, "expected an object of digests"),
        ({"tables": {"units": UNITS | {"schema": {"kind": "reference"}}}}, "the schema of units has no fields"),
        (
            {"tables": {"units": UNITS | {"schema": UNITS["schema"] | {"fields": [{"name": "a"}]}}}},
            "field 1 of units has no type",
        ),
    ],
)
def test_a_record_of_another_shape_is_refused_by_name(text: str | dict[str, Any], said: str, tmp_path: Path) -> None:
    (tmp_path / "releases").mkdir()
    path = tmp_path / "releases/1.0.0.json"
    path.write_text(json.dumps(EMPTY | {"tables": {"units": UNITS}}))
    assert records.last(tmp_path)
    path.write_text(text if isinstance(text, str) else json.dumps(EMPTY | text))
    with pytest.raises(il2data.PackageError, match=r"1\.0\.0\.json is not the record of a release") as caught:
        records.last(tmp_path)
    assert said in str(caught.value)


def test_a_record_of_the_same_version_is_not_overwritten(released: Path, tmp_path: Path) -> None:
    copy_package(tmp_path)
    (tmp_path / "releases").mkdir()
    (tmp_path / f"releases/{version(tmp_path)}.json").write_text("{}\n")
    with pytest.raises(il2data.PackageError, match="records another release"):
        records.save(tmp_path)


@pytest.mark.slow
def test_a_digest_is_of_the_canonical_line() -> None:
    record = records.digests(Release(Package(ROOT)))
    header, first, *_ = text(Release(Package(ROOT)), "genes").decode().splitlines()
    assert header.startswith("gene_id,")
    assert record["tables"]["genes"]["rows"][first.split(",")[0]] == hashlib.sha256(first.encode()).hexdigest()[:16]
    assert not record["tables"]["facts"]["rows"]


def test_every_record_names_its_version_and_the_checkout_follows_the_last() -> None:
    records = {path.stem: json.loads(path.read_text()) for path in (ROOT / "releases").glob("*.json")}
    assert records and all(record["version"] == stem for stem, record in records.items())
    assert parse(il2data.data_version) >= max(map(parse, records))


def test_evidence_of_a_withdrawn_fact_says_what_became_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evidence", "eff-0086"]) == 2
    message = capsys.readouterr().err
    assert "eff-0086 was replaced in 0.2.0: " in message and message.endswith(" See eff-0001.\n")
    assert main(["evidence", "pot-0008"]) == 2
    assert "pot-0008 was withdrawn in 0.3.0: " in capsys.readouterr().err
    assert not il2data.evidence("eff-0001").empty


@pytest.mark.usefixtures("lawless")
def test_the_command_line_can_build_after_the_version_was_raised(
    next_release: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", "--root", str(next_release)]) == 0
    capsys.readouterr()
    assert main(["validate", str(next_release)]) == 0
    assert version(next_release) in capsys.readouterr().out


def test_a_declaration_of_a_version_that_was_not_recorded_speaks_for_no_later_one(next_release: Path) -> None:
    unrecorded = version(next_release)
    declare(next_release, "excluded", "", "corrected")
    edit(next_release, "excluded", EXCLUDED, detail="another detail")
    assert refused(next_release) == []
    set_version(next_release, next_version(unrecorded, "minor"))
    found = refused(next_release)
    assert {rule for _, rule, _ in found} == {"history-undeclared", "history-version"}
    assert any(f"of {unrecorded}, which was not recorded" in message for _, _, message in found)


def text_keys(table: str) -> list[str]:
    return [line.split(",", 1)[0] for line in (ROOT / f"data/{table}.csv").read_text().splitlines()[1:]]


def test_every_row_that_an_earlier_release_lost_has_its_tombstone() -> None:
    held = sorted(
        (json.loads(path.read_text()) for path in (ROOT / "releases").glob("*.json")),
        key=lambda record: parse(record["version"]),
    )
    assert len(held) > 3
    now = {table: set(text_keys(table)) for table in il2data.tables()}
    changes = il2data.load("changes")
    gone = changes[changes["kind"].isin(["withdrawn", "replaced", "moved"])]
    told = set(zip(gone["version"], gone["table"], gone["row_key"].fillna(""), strict=True))
    lost = [
        (new["version"], table, key)
        for old, new in pairwise(held)
        for table, content in old["tables"].items()
        for key in content["rows"].keys() - new["tables"].get(table, {"rows": {}})["rows"].keys()
        # What came back later with the same meaning was not withdrawn.
        if key not in now.get(table, ())
    ]
    assert lost
    assert [row for row in lost if row not in told] == []
