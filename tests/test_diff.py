"""A planted difference between two releases is found to the cell, with the step it calls for."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, copy_package
from il2data import build
from il2data.cli import main
from il2data.package import Package, seal_of
from il2data.releases import difference_report
from il2data.releases.differences import Cell, Difference, allowed, compare, next_version
from il2data.releases.schema_changes import schema_changes
from remembering import without_laws

# Fact and evidence that the planted differences are of.
FACT, COPY = "aff-0011", "aff-9001"


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout in which one value was corrected."""
    root = tmp_path_factory.mktemp("corrected")
    copy_package(root)
    replace_cell(root, "affinities", FACT, "value", "26")
    return built(root)


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy with a row and a table more, a row less, and a schema with a column more and other words."""
    root = tmp_path_factory.mktemp("changed")
    copy_package(root)
    add_lines(
        root, "affinities", [line.replace(FACT, COPY) for line in lines(root, "affinities") if line.startswith(FACT)]
    )
    replace_cell(root, "affinities", COPY, "value", "26")
    evidence = [line for line in lines(root, "evidence") if f",{FACT}," in line]
    add_lines(
        root,
        "evidence",
        [re.sub(r"^ev-\d\d", f"ev-9{at}", line).replace(FACT, COPY) for at, line in enumerate(evidence)],
    )
    path = root / "data/excluded.csv"
    path.write_text(
        "".join(line for line in path.read_text().splitlines(keepends=True) if not line.startswith("excl-0001"))
    )
    add_table(root)
    schema = read_schema(root, "excluded")
    schema["title"] = "Claims left out"
    schema["fields"].append(
        {
            "name": "looked_at",
            "type": "string",
            "title": "Looked at",
            "description": "Day.",
            "unit": "none",
            "example": "2025",
        }
    )
    write_schema(root, schema)
    path.write_text(
        "".join(
            line.replace("\n", ",looked_at\n" if at == 0 else ",\n")
            for at, line in enumerate(path.read_text().splitlines(keepends=True))
        )
    )
    return built(root)


def lines(root: Path, table: str) -> list[str]:
    return (root / f"data/{table}.csv").read_text().splitlines()


def add_lines(root: Path, table: str, more: list[str]) -> None:
    with (root / f"data/{table}.csv").open("a") as file:
        file.writelines(f"{line}\n" for line in more)


def replace_cell(root: Path, table: str, key: str, column: str, value: str) -> None:
    at = lines(root, table)[0].split(",").index(column)
    path = root / f"data/{table}.csv"
    edited = [
        ",".join(value if i == at else c for i, c in enumerate(line.split(","))) if line.startswith(f"{key},") else line
        for line in lines(root, table)
    ]
    path.write_text("\n".join(edited) + "\n")


def read_schema(root: Path, table: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((root / f"schemas/{table}.json").read_text())
    return schema


def write_schema(root: Path, schema: dict[str, Any]) -> None:
    (root / f"schemas/{schema['name']}.json").write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n")


def add_table(root: Path) -> None:
    """Add a table like `units` under another name."""
    write_schema(root, read_schema(root, "units") | {"name": "scales"})
    shutil.copy(root / "data/units.csv", root / "data/scales.csv")
    descriptor = json.loads((root / "datapackage.json").read_text())
    units = next(resource for resource in descriptor["resources"] if resource["name"] == "units")
    descriptor["resources"].append(json.loads(json.dumps(units).replace("/units.", "/scales.")) | {"name": "scales"})
    (root / "datapackage.json").write_text(json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n")


def built(root: Path) -> Path:
    (root / "src/il2data").mkdir(parents=True)
    with pytest.MonkeyPatch.context() as patch:
        without_laws(patch)
        build.build(root)
    return root


def zipped(root: Path, target: Path) -> Path:
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(root.rglob("*")):
            if path.is_file() and "src" not in path.relative_to(root).parts:
                archive.write(path, path.relative_to(root).as_posix())
    return target


def difference(root: Path) -> Difference:
    return compare(Package(ROOT), Package(root))


def test_a_corrected_value_is_found_to_the_cell_and_is_a_patch(corrected: Path) -> None:
    old = Package(ROOT).read("data/affinities.csv").decode()
    before = next(line for line in old.splitlines() if line.startswith(FACT)).split(",")[
        old.splitlines()[0].split(",").index("value")
    ]
    found = difference(corrected)
    assert {table.table: list(table.changed) for table in found.tables} == {"affinities": [FACT], "facts": [FACT]}
    assert found.tables[0].changed[FACT] == (Cell("value", before, "26"),)
    assert found.step == "patch"
    assert not found.added_tables + found.removed_tables + found.package


def test_rows_tables_and_columns_are_found_each_with_its_step(changed: Path) -> None:
    found = difference(changed)
    tables = {table.table: table for table in found.tables}
    assert set(tables) == {"affinities", "evidence", "excluded", "facts", "mentions", "numeric_columns"}
    assert (tables["affinities"].added, tables["affinities"].step) == ((COPY,), "minor")
    assert (tables["excluded"].removed, tables["excluded"].step) == (("excl-0001",), "major")
    assert {(c.column, c.what, c.step, c.documentation) for c in tables["excluded"].schema} == {
        ("looked_at", "column added", "major", False),
        ("", "title", "patch", True),
    }
    assert not tables["excluded"].changed
    assert (tables["facts"].added, tables["facts"].step) == ((COPY,), "none")
    assert found.added_tables == ("scales",)
    assert found.step == "major"


def test_turned_round_what_was_added_is_removed(changed: Path) -> None:
    found = compare(Package(changed), Package(ROOT))
    assert found.removed_tables == ("scales",)
    tables = {table.table: table for table in found.tables}
    assert tables["affinities"].removed == tables["facts"].removed == (COPY,)
    assert tables["facts"].step == "major"
    assert tables["excluded"].added == ("excl-0001",)
    assert [(c.what, c.step) for c in tables["excluded"].schema] == [("column removed", "major"), ("title", "patch")]


def test_a_zip_and_a_folder_compare_like_two_folders(corrected: Path, tmp_path: Path) -> None:
    archive = zipped(corrected, tmp_path / "release.zip")
    assert compare(Package(ROOT), Package(archive)) == difference(corrected)
    assert not compare(Package(archive), Package(corrected))


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_an_archive_of_one_format_compares_like_the_whole(format: str, corrected: Path, tmp_path: Path) -> None:
    root = tmp_path / format
    for folder in ("data", "schemas"):
        shutil.copytree(corrected / folder, root / folder)
    descriptor = json.loads((corrected / "datapackage.json").read_text())
    for resource in descriptor["resources"]:
        parquet = resource.pop("parquet")
        resource.update(parquet if format == "parquet" else {})
        (root / f"data/{resource['name']}.{'csv' if format == 'parquet' else 'parquet'}").unlink()
    descriptor["seal"] = seal_of(descriptor)
    (root / "datapackage.json").write_text(json.dumps(descriptor))
    archive = Package(zipped(root, tmp_path / "release.zip"))
    assert archive.formats == (format,)
    assert compare(Package(ROOT), archive) == difference(corrected)


FIELD = {"name": "a", "type": "string", "title": "A", "description": "A.", "unit": "none", "example": "x"}
TABLE: dict[str, Any] = {
    "name": "t",
    "title": "T",
    "kind": "reference",
    "primaryKey": ["a"],
    "fields": [FIELD, FIELD | {"name": "b"}],
}


def constrained(**constraints: Any) -> dict[str, Any]:
    return TABLE | {"fields": [FIELD, FIELD | {"name": "b", "constraints": constraints}]}


@pytest.mark.parametrize(
    ("old", "new", "what", "step"),
    [
        (TABLE, TABLE | {"description": "Other."}, "description", "patch"),
        (TABLE, TABLE | {"edges": "It makes none."}, "edges", "patch"),
        (TABLE, TABLE | {"question": "found"}, "question", "patch"),
        (TABLE, TABLE | {"fields": [FIELD | {"example": "y"}, TABLE["fields"][1]]}, "example", "patch"),
        (TABLE, TABLE | {"fields": TABLE["fields"][::-1]}, "columns moved", "major"),
        (TABLE, TABLE | {"fields": [FIELD]}, "column removed", "major"),
        (TABLE, TABLE | {"fields": [*TABLE["fields"], FIELD | {"name": "c"}]}, "column added", "major"),
        (TABLE, TABLE | {"fields": [FIELD, TABLE["fields"][1] | {"type": "number"}]}, "type", "major"),
        (TABLE, TABLE | {"fields": [FIELD, TABLE["fields"][1] | {"unit": "Da"}]}, "unit", "major"),
        (TABLE, TABLE | {"primaryKey": ["b"]}, "primary key", "major"),
        (
            TABLE,
            TABLE | {"foreignKeys": [{"fields": ["b"], "reference": {"resource": "u", "fields": ["b"]}}]},
            "foreign key added",
            "major",
        ),
        (
            TABLE | {"foreignKeys": [{"fields": ["b"], "reference": {"resource": "u", "fields": ["b"]}}]},
            TABLE,
            "foreign key dropped",
            "minor",
        ),
        (constrained(enum=["x"]), constrained(enum=["y", "x"]), "constraint enum widened", "minor"),
        (constrained(enum=["x", "y"]), constrained(enum=["x", "z"]), "constraint enum narrowed", "major"),
        (constrained(minimum=1), constrained(minimum=0), "constraint minimum widened", "minor"),
        (constrained(minimum=0), constrained(minimum=1), "constraint minimum narrowed", "major"),
        (constrained(maximum=1), constrained(maximum=2), "constraint maximum widened", "minor"),
        (
            constrained(exclusiveMaximum=1),
            constrained(exclusiveMaximum=2),
            "constraint exclusiveMaximum widened",
            "minor",
        ),
        (constrained(minLength=1), constrained(minLength=2), "constraint minLength narrowed", "major"),
        (constrained(maxLength=1), constrained(maxLength=2), "constraint maxLength widened", "minor"),
        (constrained(pattern="a"), constrained(pattern="b"), "constraint pattern changed", "major"),
        (constrained(), constrained(required=True), "constraint required added", "major"),
        (constrained(required=True), constrained(required=False), "constraint required dropped", "minor"),
    ],
)
def test_each_change_of_a_schema_has_its_step(old: dict[str, Any], new: dict[str, Any], what: str, step: str) -> None:
    assert [(change.what, change.step) for change in schema_changes(old, new)] == [(what, step)]


def test_an_enum_in_another_order_and_a_constraint_switched_off_are_no_change() -> None:
    assert not schema_changes(constrained(enum=["x", "y"]), constrained(enum=["y", "x"], required=False))


@pytest.mark.parametrize(
    ("old", "step", "smallest"),
    [
        ("0.4.1", "none", "0.4.1"),
        ("0.4.1", "patch", "0.4.2"),
        ("0.4.1", "minor", "0.5.0"),
        ("0.4.1", "major", "0.5.0"),
        ("1.4.1", "patch", "1.4.2"),
        ("1.4.1", "minor", "1.5.0"),
        ("1.9.1", "minor", "1.10.0"),
        ("1.4.1", "major", "2.0.0"),
    ],
)
def test_a_version_is_large_enough_from_the_smallest_one_on(old: str, step: Any, smallest: str) -> None:
    assert next_version(old, step) == smallest
    assert allowed(old, smallest, step) and allowed(old, "3.0.0", step)
    assert not allowed(old, "0.4.0", step)
    assert allowed(old, old, step) == (step == "none")


def printed(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = main(["diff", *arguments])
    return code, capsys.readouterr().out


def test_the_command_says_by_its_exit_code_whether_they_differ(
    corrected: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    version = Package(ROOT).descriptor["version"]
    assert printed(["installed", "installed"], capsys) == (0, f"{version} and {version} hold the same.\n")
    assert printed(["installed", str(corrected)], capsys)[0] == 1
    assert printed(["installed", str(tmp_path)], capsys)[0] == 2


def test_text_names_row_column_and_both_values(corrected: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(["installed", str(corrected)], capsys)[1].splitlines()
    assert "a patch change" in out[0]
    assert any(re.fullmatch(rf"  {FACT}, value: [\d.]+ -> 26", line) for line in out)


def test_json_holds_the_same_as_the_difference(corrected: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--json"], ["--format", "json"]):
        found = json.loads(printed(["installed", str(corrected), *arguments], capsys)[1])
        assert found["step"] == "patch"
        assert found["smallest_version"] == next_version(found["old_version"], "patch")
        assert [(t["table"], t["changed"][FACT][0]["column"]) for t in found["tables"]] == [
            ("affinities", "value"),
            ("facts", "statement"),
        ]


def test_markdown_tables_are_whole_and_cells_are_escaped(changed: Path) -> None:
    text = difference_report.markdown(compare(Package(changed), Package(ROOT)))
    blocks = [block.splitlines() for block in text.split("\n\n") if block.startswith("| ")]
    assert blocks[0][0].startswith("| Table | Rows added |")
    for block in blocks:
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in block}) == 1
    assert "- looked_at, column removed: string -> (empty) (major)" in text
    assert f"Removed: `{COPY}`." in text
    assert "Tables removed: `scales`." in text


def test_a_pipe_in_a_cell_does_not_split_it() -> None:
    from il2data.releases.differences import TableDifference

    table = TableDifference("t", "fact", changed={"a": (Cell("note", "x|y", "<b>"),)})
    text = difference_report.markdown(Difference("1.0.0", "1.0.1", (), (), (), (table,)))
    assert r"| `a` | note | x\|y | &lt;b> |" in text
