"""pandas, DuckDB and Spark find the same rows of files that hold the same faults."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pytest

import il2data
from conftest import ROOT
from il2data import build, canonical, limits, loading
from il2data.checking import csv_text
from il2data.checking.engines import brought
from il2data.cli import main
from il2data.errors import Problem, Problems
from il2data.package import Package, seal_of
from il2data.tableschema import matches

pytest.importorskip("sqlglot", reason="the extra `big` is not installed")
from il2data.checking.engines import duckdb_engine, sql

Row = Sequence[Any]
Found = set[tuple[str, int, str, str]]


@pytest.fixture(scope="session")
def spark() -> Iterator[None]:
    """Spark on this machine, where it and Java are installed."""
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java, which is not installed")
    pyspark = pytest.importorskip("pyspark.sql", reason="the extra `spark` is not installed")
    builder = (
        pyspark.SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
    )
    # So that the largest file of the tests is read in parts.
    session = (
        builder.config("spark.sql.files.maxPartitionBytes", "1000000")
        .config("spark.sql.files.openCostInBytes", "1000000")
        .getOrCreate()
    )
    yield
    session.stop()


@pytest.fixture(params=["pandas", "duckdb", "spark"])
def engine(request: pytest.FixtureRequest) -> str:
    if request.param == "spark":
        request.getfixturevalue("spark")
    return str(request.param)


@pytest.fixture(params=["duckdb", "spark"])
def large(request: pytest.FixtureRequest) -> Any:
    """An engine for files that are not loaded."""
    if request.param == "spark":
        request.getfixturevalue("spark")
    return request.param


def field(name: str, kind: str = "string", **constraints: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "title": name, "description": name, "unit": "none", "constraints": constraints}


WORDS = {
    "name": "words",
    "kind": "reference",
    "title": "",
    "description": "",
    "fields": [field("word", required=True, unique=True)],
    "primaryKey": ["word"],
}


def table(*fields: dict[str, Any], key: tuple[str, ...] = ("id",), **more: Any) -> dict[str, Any]:
    return {
        "name": "wells",
        "kind": "evidence",
        "title": "",
        "description": "",
        "fields": list(fields),
        "primaryKey": list(key),
        **more,
    }


def package(folder: Path, schema: dict[str, Any]) -> Package:
    """Write a package of a table without rows and of a vocabulary, sealed as `il2data build` does."""
    descriptor = {
        key: value for key, value in json.loads((ROOT / "datapackage.json").read_text()).items() if key != "seal"
    } | {"resources": []}
    for name in ("data", "schemas"):
        (folder / name).mkdir(parents=True)
    tables: list[tuple[dict[str, Any], bytes]] = [(schema, b""), (WORDS, b"word\nIL-2\nIL-15\n")]
    for one, text in tables:
        data = json.dumps(one).encode()
        frame = loading.read_csv(text, one) if text else None
        parquet = build.to_parquet(one, frame, descriptor, b"") if frame is not None else b""
        for path, content in (
            (f"schemas/{one['name']}.json", data),
            (f"data/{one['name']}.csv", text),
            (f"data/{one['name']}.parquet", parquet),
        ):
            (folder / path).write_bytes(content)
        entry = {
            "name": one["name"],
            "path": f"data/{one['name']}.csv",
            "schema": f"schemas/{one['name']}.json",
            "title": "",
            "description": "",
        }
        descriptor["resources"].append(
            entry | build.sealed(one["name"], data, text, parquet, canonical.rows_digest(text))
        )
    descriptor["seal"] = seal_of(descriptor)
    (folder / "datapackage.json").write_text(json.dumps(descriptor))
    return Package(folder)


def write_csv(path: Path, header: Sequence[str], rows: Sequence[Row]) -> None:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    path.write_text(text.getvalue(), encoding="utf-8", newline="")


def places(problems: Problems) -> Found:
    # What a text says that is not of its type has a rule of its own where one CSV file is held to the text of a
    # release.
    kinds = dict.fromkeys(("text-integer", "text-number", "text-boolean"), "schema-type")
    return {
        (Path(p.table).name, p.line, p.column if p.rule != "schema-unique" else "", kinds.get(p.rule, p.rule))
        for p in problems
    }


def find(engine: str, release: Package, folder: Path, pattern: str) -> Found:
    """Return file, line, column and rule of all problems of some files."""
    if engine != "pandas":
        problems, _ = brought.check_files(release, str(folder / pattern), "wells", engine)  # type: ignore[arg-type]
        assert problems.total == len(problems)
        return places(problems)
    schema, found, at, faults = release.schema("wells"), [], [], Problems()
    for path in sorted(folder.glob(pattern)):
        if path.suffix == ".csv":
            data = path.read_bytes()
            wrong = csv_text.problems(schema, data)
            faults += (problem._replace(table=path.name) for problem in wrong)
            found.append(pd.DataFrame() if wrong else loading.read_csv(data, schema))
        else:
            found.append(pd.read_parquet(path))
        at += [(path.name, row + (2 if path.suffix == ".csv" else 1)) for row in range(len(found[-1]))]
    if faults:
        return places(faults)
    problems = brought.check_frame(release, pd.concat(found, ignore_index=True), "wells")
    # A problem of a table and none of its rows is one of each of its files.
    return places(Problems(Problem(*(at[p.line - 2] if p.line else (at[0][0], 0)), *p[2:]) for p in problems))


class Case(NamedTuple):
    """A column, its cells as CSV or as an Arrow array, and the rule that some of them break."""

    kind: str
    constraints: dict[str, Any]
    cells: list[str] | pa.Array
    bad: dict[int, str]


CONSTRAINT, REQUIRED, TYPE = "schema-constraint", "schema-required", "schema-type"
NAN, INF = float("nan"), float("inf")
CASES = {
    "required, CSV": Case("string", {"required": True}, ["a", "", "NA", "null"], {1: REQUIRED}),
    "required, Parquet": Case(
        "string", {"required": True}, pa.array(["a", None, "", "NA"]), {1: REQUIRED, 2: REQUIRED}
    ),
    "required, of nulls": Case("string", {"required": True}, pa.nulls(2), {0: REQUIRED, 1: REQUIRED}),
    "NaN is missing": Case(
        "number", {"required": True}, pa.array([NAN, 0.0, None], pa.float64()), {0: REQUIRED, 2: REQUIRED}
    ),
    "NaN breaks no bound": Case("number", {"maximum": 1}, pa.array([NAN, 0.5, 2.0]), {2: CONSTRAINT}),
    "infinities": Case("number", {}, pa.array([INF, -INF, 1e308, -0.0]), {0: TYPE, 1: TYPE}),
    "infinities, CSV": Case("number", {}, ["inf", "-inf", "1e+308", "nan"], {0: TYPE, 1: TYPE, 3: TYPE}),
    "beyond all numbers": Case("number", {}, ["1" + "0" * 400, "0.5"], {0: TYPE}),
    "minimum": Case("integer", {"minimum": 1}, ["1", "0", "", "7"], {1: CONSTRAINT}),
    "maximum": Case("number", {"maximum": 0.1}, pa.array([0.1, 0.1000001, None]), {1: CONSTRAINT}),
    "more than": Case("number", {"exclusiveMinimum": 0}, ["0", "1e-09", "-1"], {0: CONSTRAINT, 2: CONSTRAINT}),
    "less than": Case("integer", {"exclusiveMaximum": 3}, pa.array([2, 3, None], pa.int8()), {1: CONSTRAINT}),
    "enumeration": Case("string", {"enum": ["a", "it's"]}, ["a", "it's", "A", "b"], {2: CONSTRAINT, 3: CONSTRAINT}),
    "enumeration of numbers": Case("number", {"enum": [0.5, 2]}, pa.array([0.5, 2.0, 1.0]), {2: CONSTRAINT}),
    "enumeration of integers": Case("integer", {"enum": [1, 2]}, ["1", "3", "2"], {1: CONSTRAINT}),
    "enumeration of booleans": Case("boolean", {"enum": [True]}, ["true", "false"], {1: CONSTRAINT}),
    "pattern as a whole": Case(
        "string", {"pattern": "a|bc"}, ["a", "bc", "ac", "abc", "xa"], {2: CONSTRAINT, 3: CONSTRAINT, 4: CONSTRAINT}
    ),
    "pattern with a sign": Case(
        "string", {"pattern": r"^\d+'\.[^-\]]$"}, ["1'.x", "1'.]", "1'xx"], {1: CONSTRAINT, 2: CONSTRAINT}
    ),
    "shortest": Case("string", {"minLength": 2}, pa.array(["ab", "a", None, "é"]), {1: CONSTRAINT, 3: CONSTRAINT}),
    "longest": Case("string", {"maxLength": 1}, pa.array(["é", "ab", None, "β"]), {1: CONSTRAINT}),
    "text in numbers": Case("number", {}, ["1", "x", "NA", "-", "1,5"], {1: TYPE, 2: TYPE, 3: TYPE, 4: TYPE}),
    "numbers as integers": Case(
        "integer", {}, ["3", "3.0", "3.5", "1e3", "", "9223372036854775808"], {1: TYPE, 2: TYPE, 3: TYPE, 5: TYPE}
    ),
    "floats as integers": Case("integer", {}, pa.array([3.0, 3.5, NAN, None, INF, -1.0]), {1: TYPE, 4: TYPE}),
    "whole floats as integers": Case("integer", {"minimum": 0}, pa.array([3.0, NAN, -1.0]), {2: CONSTRAINT}),
    "integers as numbers": Case("number", {"minimum": 0}, pa.array([1, -1], pa.int32()), {1: CONSTRAINT}),
    "32 bits": Case("number", {"maximum": 0.5}, pa.array([0.5, 0.75], pa.float32()), {1: CONSTRAINT}),
    "booleans, CSV": Case("boolean", {}, ["true", "TRUE", "1", "t", "", "false"], {1: TYPE, 2: TYPE, 3: TYPE}),
    "booleans, Parquet": Case("boolean", {"required": True}, pa.array([True, None, False]), {1: REQUIRED}),
    "booleans as integers": Case("integer", {}, pa.array([True, False, None]), {0: TYPE, 1: TYPE}),
    "integers as booleans": Case("boolean", {}, pa.array([1, 0, None]), {0: TYPE, 1: TYPE}),
    "texts as numbers": Case("number", {}, pa.array(["1", None, "x"]), {0: TYPE, 2: TYPE}),
    "numbers as texts": Case("string", {}, pa.array([1.5, None, 2.0]), {0: TYPE, 2: TYPE}),
    "dates as texts": Case("string", {}, pa.array([1, None, 3], pa.date32()), {0: TYPE, 2: TYPE}),
    "large texts": Case("string", {"enum": ["a"]}, pa.array(["a", "b"], pa.large_string()), {1: CONSTRAINT}),
    "unique": Case("string", {"unique": True}, ["a", "b", "a", "", ""], {0: "schema-unique", 2: "schema-unique"}),
    "unique numbers": Case(
        "number", {"unique": True}, pa.array([0.0, -0.0, NAN, NAN, 1.0, None]), {0: "schema-unique", 1: "schema-unique"}
    ),
    "foreign key": Case("string", {}, ["IL-2", "IL-3", "", "il-2"], {1: "foreign-key", 3: "foreign-key"}),
}


def planted(cases: dict[str, Case], folder: Path) -> tuple[Package, str, Found]:
    """Write cases as columns of two files, so that a key may stand in both.

    Returned are package, glob, and what is to be found.
    """
    columns = {f"x{at}": case for at, case in enumerate(cases.values())}
    keys = [
        {"fields": [column], "reference": {"resource": "words", "fields": ["word"]}}
        for column, name in zip(columns, cases, strict=True)
        if name == "foreign key"
    ]
    fields = [
        field("id", required=True, unique=True),
        *(field(column, case.kind, **case.constraints) for column, case in columns.items()),
    ]
    more: dict[str, Any] = {"foreignKeys": keys} if keys else {}
    release = package(folder / "package", table(*fields, **more))
    suffix = "csv" if isinstance(next(iter(columns.values())).cells, list) else "parquet"
    rows, expected = max(len(case.cells) for case in columns.values()), set()
    half = (rows + 1) // 2
    for at, mine in enumerate((range(half), range(half, rows))):
        path, ids = folder / f"{at}.{suffix}", [f"r{row:02}" for row in mine]
        if suffix == "csv":
            write_csv(
                path,
                ["id", *columns],
                [
                    (id, *(case.cells[row] if row < len(case.cells) else "" for case in columns.values()))
                    for id, row in zip(ids, mine, strict=True)
                ],
            )
        else:
            whole = {
                column: pa.concat_arrays(
                    [case.cells, pa.nulls(rows - len(case.cells), case.cells.type)]  # type: ignore[union-attr]
                )
                for column, case in columns.items()
            }
            pyarrow.parquet.write_table(
                pa.table({"id": ids} | {column: cells.slice(mine.start, len(mine)) for column, cells in whole.items()}),
                path,
            )
        for column, case in columns.items():
            absent = {row: REQUIRED for row in range(len(case.cells), rows) if case.constraints.get("required")}
            bad = {row: rule for row, rule in (case.bad | absent).items() if row in mine}
            expected |= {
                (
                    path.name,
                    row - mine.start + (2 if suffix == "csv" else 1),
                    "" if rule == "schema-unique" else column,
                    rule,
                )
                for row, rule in bad.items()
            }
    return release, f"*.{suffix}", expected


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["pandas", "duckdb"])
@pytest.mark.parametrize("name", CASES)
def test_the_planted_rows_are_found_and_no_others(name: str, engine: str, tmp_path: Path) -> None:
    release, pattern, expected = planted({name: CASES[name]}, tmp_path)
    assert find(engine, release, tmp_path, pattern) == expected


@pytest.mark.parametrize("kind", [list, pa.Array], ids=["CSV", "Parquet"])
def test_all_planted_rows_are_found_at_once(kind: type, large: Any, tmp_path: Path) -> None:
    release, pattern, expected = planted(
        {name: case for name, case in CASES.items() if isinstance(case.cells, kind)}, tmp_path
    )
    assert find(large, release, tmp_path, pattern) == expected


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_key_of_two_columns_stands_once_in_all_files_and_an_empty_part_is_a_part(
    suffix: str, engine: str, tmp_path: Path
) -> None:
    release = package(
        tmp_path / "package", table(field("plate", required=True), field("well", "integer"), key=("plate", "well"))
    )
    files: list[list[tuple[str, int | None]]] = [
        [("a", 1), ("a", 2), ("b", None)],
        [("a", None), ("a", 2), ("b", None)],
        [("b", 1)],
    ]
    for at, rows in enumerate(files):
        rows.sort(key=lambda row: (row[0], row[1] or 0))
        if suffix == "csv":
            write_csv(
                tmp_path / f"{at}.csv",
                ["plate", "well"],
                [(plate, "" if well is None else well) for plate, well in rows],
            )
        else:
            plates, wells = zip(*rows, strict=True)
            pyarrow.parquet.write_table(
                pa.table({"plate": plates, "well": pa.array(wells, pa.int64())}), tmp_path / f"{at}.parquet"
            )
    first = 2 if suffix == "csv" else 1
    doubles = {(file, rows.index(row)) for file, rows in enumerate(files[:2]) for row in (("a", 2), ("b", None))}
    assert find(engine, release, tmp_path, f"*.{suffix}") == {
        (f"{file}.{suffix}", row + first, "", "schema-unique") for file, row in doubles
    }


@pytest.mark.parametrize(
    ("names", "fault"),
    [(["id"], True), (["id", "x", "y"], True), (["x", "id"], True), (["id", "X"], True), (["id", "x"], False)],
    ids=["missing", "surplus", "in another order", "in another case", "as they should be"],
)
@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_columns_are_those_of_the_table(
    names: list[str], fault: bool, suffix: str, engine: str, tmp_path: Path
) -> None:
    release = package(tmp_path / "package", table(field("id", required=True), field("x")))
    if suffix == "csv":
        write_csv(tmp_path / "a.csv", names, [["1"] * len(names)])
    else:
        pyarrow.parquet.write_table(pa.table({name: ["1"] for name in names}), tmp_path / "a.parquet")
    if engine == "pandas" and suffix == "csv" and fault:
        return  # the text of a header has a rule of its own
    assert {(line in (0, 1), rule) for _, line, _, rule in find(engine, release, tmp_path, f"a.{suffix}")} == (
        {(True, "schema-columns")} if fault else set()
    )


def test_a_pattern_must_match_to_the_last_newline_and_lengths_count_characters(large: Any, tmp_path: Path) -> None:
    release = package(
        tmp_path / "package", table(field("id", required=True), field("x", pattern="^(a|bc|.{2})$", maxLength=2))
    )
    texts = ["a", "a\n", "bc", "bc\n", "\nbc", "\U0001f9ecb", "\U0001f9ec\U0001f9ecb", "e\u0301", "\r\r", "\u2028b"]
    pyarrow.parquet.write_table(
        pa.table({"id": [str(at) for at in range(len(texts))], "x": texts}), tmp_path / "a.parquet"
    )
    bad = [at for at, ok in enumerate(matches("^(a|bc|.{2})$", pd.Series(texts, dtype="string"))) if not ok]
    assert bad == [1, 3, 4, 6]
    assert find(large, release, tmp_path, "a.parquet") == {("a.parquet", at + 1, "x", CONSTRAINT) for at in bad}


def test_a_header_with_a_name_twice_is_not_read_further(large: Any, tmp_path: Path) -> None:
    release = package(tmp_path / "package", table(field("id", required=True), field("x", required=True)))
    write_csv(tmp_path / "a.csv", ["id", "id"], [["1", ""]])
    write_csv(tmp_path / "b.csv", ["id", "x"], [["1", ""]])
    assert find(large, release, tmp_path, "*.csv") == {("a.csv", 1, "", "schema-columns"), ("b.csv", 2, "x", REQUIRED)}


def test_problems_are_counted_in_full_and_the_first_of_each_rule_shown(large: Any, tmp_path: Path) -> None:
    release = package(
        tmp_path / "package",
        table(field("id", required=True), field("x", "integer", minimum=0), field("y", required=True)),
    )
    for name in "ab":
        rows = [(f"{name}{at}", -1 if at % 2 else 1, "" if at % 7 == 0 else "y") for at in range(3_000)]
        write_csv(tmp_path / f"{name}.csv", ["id", "x", "y"], rows)
    problems, paths = brought.check_files(release, str(tmp_path / "*.csv"), "wells", large)
    assert {(Path(file).name, rule): times for (file, rule), times in problems.counts.items()} == {
        ("a.csv", CONSTRAINT): 1_500, ("b.csv", CONSTRAINT): 1_500, ("a.csv", REQUIRED): 429, ("b.csv", REQUIRED): 429,
    }  # fmt: skip
    assert [Path(file).name for file in paths] == ["a.csv", "b.csv"]
    broken = [p for p in problems if p.rule == CONSTRAINT]
    assert [(Path(p.table).name, p.line) for p in broken] == [("a.csv", at + 2) for at in range(1, 2_000, 2)]
    assert sum(p.rule == REQUIRED for p in problems) == 858


def test_a_file_of_many_rows_is_numbered_in_its_order(large: Any, tmp_path: Path) -> None:
    release = package(tmp_path / "package", table(field("id", required=True), field("x", "integer", minimum=0)))
    rows, bad = 300_000, {4, 77_777, 299_998}
    write_csv(tmp_path / "a.csv", ["id", "x"], [(f"{at:09}", -1 if at in bad else at) for at in range(rows)])
    pyarrow.parquet.write_table(
        pa.table({"id": [f"p{at}" for at in range(rows)], "x": [-1 if at in bad else at for at in range(rows)]}),
        tmp_path / "b.parquet",
        row_group_size=50_000,
    )
    expected = {("a.csv", at + 2, "x", CONSTRAINT) for at in bad} | {
        ("b.parquet", at + 1, "x", CONSTRAINT) for at in bad
    }
    assert find(large, release, tmp_path, "[ab].*") == expected


def test_files_whose_numbers_are_of_other_widths_are_read_each_in_its_own(large: Any, tmp_path: Path) -> None:
    release = package(
        tmp_path / "package", table(field("id", "integer", required=True), field("x", "number", maximum=0.5))
    )
    for name, ids, numbers, cells in (
        ("a", [1, 2], pa.int32(), pa.float32()),
        ("b", [2**40, 2], pa.int64(), pa.float64()),
        ("c", [3, 4], pa.uint8(), pa.int16()),
    ):
        pyarrow.parquet.write_table(
            pa.table({"id": pa.array(ids, numbers), "x": pa.array([0, 1], cells)}), tmp_path / f"{name}.parquet"
        )
    doubled = {("a.parquet", 2, "", "schema-unique"), ("b.parquet", 2, "", "schema-unique")}
    assert (
        find(large, release, tmp_path, "*.parquet")
        == {(f"{name}.parquet", 2, "x", CONSTRAINT) for name in "abc"} | doubled
    )


@pytest.mark.parametrize("text", ["id,x\n1\n", "id,x\n1,2,3\n"], ids=["a cell is missing", "a cell too many"])
def test_a_file_that_is_no_csv_ends_the_check_in_one_line(text: str, large: Any, tmp_path: Path) -> None:
    release = package(tmp_path / "package", table(field("id", required=True), field("x")))
    (tmp_path / "a.csv").write_text(text)
    with pytest.raises(il2data.PackageError, match="cannot read the files"):
        brought.check_files(release, str(tmp_path / "*.csv"), "wells", large)


@pytest.mark.parametrize(
    "pattern",
    sorted(
        {
            f["constraints"]["pattern"]
            for path in (ROOT / "schemas").glob("*.json")
            for f in json.loads(path.read_text())["fields"]
            if "pattern" in f.get("constraints", {})
        }
    ),
)
def test_every_pattern_of_a_schema_means_the_same_to_both_engines(pattern: str) -> None:
    assert sql.portable(pattern) == pattern


@pytest.mark.parametrize(
    "pattern",
    [
        r"\bword",
        r"a\sb",
        r"\p{Greek}",
        "[[:alpha:]]",
        "(?i)a",
        "(?P<name>a)",
        "[a&&b]",
        "[a[b]]",
        "a++",
        "a{,2}",
        r"\x41",
        r"\Qa.b\E",
    ],
)
def test_a_pattern_that_re2_and_java_read_differently_is_refused(pattern: str) -> None:
    with pytest.raises(il2data.PackageError, match="may mean one thing to RE2"):
        sql.portable(pattern)


PATTERNS = ["a.b", "[^a]", r"\w\W", r"\d", "^a$|b", "(?:a|b)+?", "[a-c.$]", r"[\]\-x]{1,2}", r"a\.b", "x{2}", "é|β"]
TEXTS = [
    "a\nb", "a\rb", "a\u0085b", "ab", "aéb", "\n", "\r", "b", "é", "a-", "a\u00e9", "1", "\u0661", "a", "a\n",
    "ab" * 20, ".", "$", "]-", "x", "a.b", "xx", "β",
]  # fmt: skip


def test_patterns_match_the_same_texts_in_all_engines(spark: None) -> None:
    import pyspark.sql

    from il2data.checking.engines import spark_engine

    session, texts = pyspark.sql.SparkSession.getActiveSession(), pd.Series(TEXTS, dtype="string")
    assert session
    frame = session.createDataFrame([(at, text) for at, text in enumerate(TEXTS)], "at INT, text STRING")
    whole = spark_engine.Engine.whole
    for pattern in PATTERNS:
        spelt = whole(None, pattern)  # type: ignore[arg-type]
        assert [row[0] for row in frame.orderBy("at").select(frame["text"].rlike(spelt)).collect()] == list(
            matches(pattern, texts)
        ), pattern


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
@pytest.mark.parametrize(
    "name", ["potencies", "receptor_abundance", "affinities", "claim_facts", "sources", "cell_types"]
)
def test_tables_of_the_release_are_sound_to_duckdb(name: str, suffix: str) -> None:
    il2data.validate(ROOT / f"data/{name}.{suffix}", name, engine="duckdb")  # type: ignore[arg-type]


@pytest.fixture
def plates(tmp_path: Path) -> Path:
    """Rows of a user's own in the shape of `potencies`: two files, of which the second has two faults."""
    frame = il2data.load("potencies")
    frame["fact_id"] = [f"my well {at}" for at in range(len(frame))]
    frame.iloc[:5].to_parquet(tmp_path / "a.parquet")
    faulty = frame.iloc[5:].reset_index(drop=True)
    faulty.loc[1, "ligand_id"] = "il2d:agent-aldesleukim"
    faulty.loc[2, "value"] = 0.0
    faulty.to_parquet(tmp_path / "b.parquet")
    return tmp_path


def test_rows_of_ones_own_have_identifiers_of_their_own_and_name_what_the_dataset_knows(
    plates: Path, engine: str
) -> None:
    if engine == "pandas":
        target: Any = pd.concat([pd.read_parquet(plates / f"{name}.parquet") for name in "ab"], ignore_index=True)
        expected = {(9, "value", CONSTRAINT)}
    else:
        target, expected = plates / "*.parquet", {(2, "ligand_id", "foreign-key"), (3, "value", CONSTRAINT)}
    with pytest.raises(il2data.ValidationError) as caught:
        il2data.validate(target, "potencies", engine=None if engine == "pandas" else engine)  # type: ignore[arg-type]
    assert {(p.line, p.column, p.rule) for p in caught.value.problems} == expected
    if engine == "pandas":
        target.loc[7, "value"] = 1.0
        with pytest.raises(il2data.ValidationError, match="potencies:8:ligand_id foreign-key") as caught:
            il2data.validate(target, "potencies")
    assert any("Did you mean 'il2d:agent-aldesleukin'" in p.message for p in caught.value.problems)
    chosen: Any = None if engine == "pandas" else engine
    il2data.validate(plates / "a.parquet", "potencies", engine=chosen)


def test_keys_into_rows_of_ones_own_are_free_and_those_into_vocabularies_are_not(tmp_path: Path) -> None:
    outcomes = il2data.load("outcomes").head(3)
    columns = [
        key["fields"][0]
        for key in Package(ROOT).schema("outcomes")["foreignKeys"]
        if key["reference"]["resource"] == "arms"
    ]
    assert columns
    outcomes.assign(fact_id=["x1", "x2", "x3"], **dict.fromkeys(columns, "my arm")).to_parquet(tmp_path / "a.parquet")
    il2data.validate(tmp_path / "a.parquet", "outcomes")
    outcomes.assign(fact_id=["x1", "x2", "x3"], endpoint_id="my endpoint").to_parquet(tmp_path / "a.parquet")
    with pytest.raises(il2data.ValidationError, match="foreign-key"):
        il2data.validate(tmp_path / "a.parquet", "outcomes")


def test_an_identifier_of_the_world_keeps_its_pattern(tmp_path: Path) -> None:
    il2data.load("genes").head(2).assign(gene_id=["IL2", "IL15"]).to_parquet(tmp_path / "a.parquet")
    with pytest.raises(il2data.ValidationError, match="gene_id schema-constraint"):
        il2data.validate(tmp_path / "a.parquet", "genes")


def test_every_format_names_file_and_row(plates: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def said(format: str) -> str:
        assert main(["validate", str(plates / "*.parquet"), "--table", "potencies", "--format", format]) == 1
        return capsys.readouterr().out

    b = str(plates / "b.parquet")
    assert f"{b}:2:ligand_id foreign-key: There is no entity_id in entities" in said("text")
    assert [(p["table"], p["line"], p["column"]) for p in json.loads(said("json"))] == [
        (b, 2, "ligand_id"),
        (b, 3, "value"),
    ]
    assert said("github").startswith(f"::error file={b},line=2,title=foreign-key::ligand_id: ")
    suite = ET.fromstring(said("junit"))
    assert [(case.get("file"), len(case)) for case in suite] == [(str(plates / "a.parquet"), 0), (b, 2)]
    results = json.loads(said("sarif"))["runs"][0]["results"]
    assert [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in results] == [b, b]
    assert main(["validate", str(plates / "a.*"), "--table", "potencies"]) == 0
    assert "is a valid table potencies" in capsys.readouterr().out


def test_one_small_csv_file_is_a_file_of_a_release_and_a_large_one_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.csv"
    header, first, *_ = (ROOT / "data/potencies.csv").read_text().splitlines()
    path.write_text("\n".join([header, *(first.replace("pot-0001", f"well {at}") for at in range(5_000))]) + "\n")
    arguments = ["validate", str(path), "--table", "potencies"]
    assert main(arguments) == 1
    assert "text-order 1" in capsys.readouterr().out
    assert main([*arguments, "--engine", "duckdb"]) == 0
    for limit, value in (("MAX_FILE", 300_000), ("MAX_ROWS", 4_000)):
        with monkeypatch.context() as patch:
            patch.setattr(limits, limit, value)
            assert main(arguments) == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere/*.parquet", "--table", "genes"], "no file has such a name"),
        (["nowhere.parquet", "--table", "genes"], "nowhere.parquet"),
        ([str(ROOT / "pyproject.toml"), "--table", "genes", "--engine", "duckdb"], "ends with .csv or .parquet"),
        ([str(ROOT), "--engine", "duckdb"], "name the table"),
    ],
)
def test_what_cannot_be_checked_is_said_in_one_line(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["validate", *arguments]) == 2
    error = capsys.readouterr().err
    assert said in error and error.count("\n") == 1


def test_a_damaged_file_is_said_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = (ROOT / "data/genes.parquet").read_bytes()
    for damaged in (data[:-100], b"", data[:100] + b"\0" * 400 + data[500:]):
        (tmp_path / "a.parquet").write_bytes(damaged)
        assert main(["validate", str(tmp_path / "a.parquet"), "--table", "genes"]) == 2
        assert capsys.readouterr().err.count("\n") == 1


def test_files_without_a_row_are_no_table(tmp_path: Path) -> None:
    il2data.load("genes").head(0).to_parquet(tmp_path / "a.parquet")
    with pytest.raises(il2data.ValidationError, match="text-empty"):
        il2data.validate(tmp_path / "a.parquet", "genes")
    il2data.load("genes").to_parquet(tmp_path / "b.parquet")
    il2data.validate(tmp_path / "*.parquet", "genes")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("engine", "library", "extra"),
    [("duckdb", "sqlglot", "big"), ("duckdb", "duckdb", "big"), ("spark", "pyspark", "spark")],
)
def test_a_missing_library_names_the_extra(engine: str, library: str, extra: str) -> None:
    path = str(ROOT / "data/potencies.parquet")
    code = (
        f"import sys; sys.modules[{library!r}] = None; from il2data.cli import main; raise SystemExit(main(['validate',"
        f" {path!r}, '--table', 'potencies', '--engine', {engine!r}]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == f"il2data: Checking these files needs more libraries: pip install 'il2data[{extra}]'\n"


def test_duckdb_reads_the_named_files_and_nothing_else_and_leaves_nothing_behind(
    plates: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlglot import parse_one

    scratch = plates / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    monkeypatch.setattr("tempfile.tempdir", None)
    with duckdb_engine.opened(str(plates / "a.parquet")) as engine:
        assert [path.is_dir() for path in scratch.iterdir()] == [True]
        count = parse_one(f"SELECT count(*) FROM read_parquet('{plates}/a.parquet')", read="duckdb")
        assert engine.rows(count)  # type: ignore[arg-type]
        for query in (
            f"SELECT * FROM read_parquet('{plates}/b.parquet')",
            f"SELECT * FROM read_csv('{ROOT}/data/genes.csv')",
            "SELECT * FROM read_csv('https://example.org/a.csv')",
            "SELECT * FROM read_parquet('s3://bucket/a.parquet')",
        ):
            with pytest.raises(il2data.PackageError, match="DuckDB cannot read"):
                engine.rows(parse_one(query, read="duckdb"))  # type: ignore[arg-type]
        for text in (
            "SET enable_external_access = true",
            "INSTALL httpfs",
            "LOAD httpfs",
            f"COPY (SELECT 1) TO '{scratch}/x.csv'",
            "SET memory_limit = '100GB'",
        ):
            with pytest.raises(il2data.PackageError):
                engine._run(text)
        settings: dict[str, str] = dict(
            engine.rows(parse_one("SELECT name, value FROM duckdb_settings()", read="duckdb"))  # type: ignore[arg-type]
        )
        assert (
            settings["autoinstall_known_extensions"]
            == settings["autoload_known_extensions"]
            == settings["enable_external_access"]
            == "false"
        )
        assert settings["temp_directory"].startswith(str(scratch))
    assert list(scratch.iterdir()) == []
