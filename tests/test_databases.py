"""The SQLite and DuckDB databases hold the tables as they are and refuse what the schemas refuse."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

import il2data
from il2data import Release
from il2data.errors import PackageError
from il2data.package import Package
from il2data.quoting import literal, quoted
from il2data.releases.formats import databases, relational
from il2data.tableschema import TableSchema, dtypes

pytestmark = pytest.mark.slow
WRITERS: dict[str, Callable[[Release, Path], None]] = {
    "sqlite": databases.write_sqlite,
    "duckdb": databases.write_duckdb,
}
REFUSED: dict[str, Any] = {"sqlite": sqlite3.IntegrityError, "duckdb": duckdb.ConstraintException}
FOREIGN = {"sqlite": "FOREIGN KEY constraint failed", "duckdb": "Violates foreign key"}
UNIQUE = {"sqlite": "UNIQUE constraint failed", "duckdb": "Duplicate key|violates (primary key|unique)"}
NULL = {"sqlite": "NOT NULL constraint failed", "duckdb": "NOT NULL constraint failed"}
CHECK = {"sqlite": "CHECK constraint failed", "duckdb": "CHECK constraint failed"}


@pytest.fixture(scope="module")
def release(few: Path) -> Release:
    return il2data.open(few)


@pytest.fixture(scope="module")
def files(release: Release, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("databases")
    for engine, write in WRITERS.items():
        write(release, folder / f"release.{engine}")
    return {engine: folder / f"release.{engine}" for engine in WRITERS}


@pytest.fixture(params=WRITERS)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def connection(engine: str, files: dict[str, Path], tmp_path: Path) -> Iterator[Any]:
    """A connection to a copy that a test may change."""
    copy = shutil.copy(files[engine], tmp_path / "copy")
    connect: Any = duckdb.connect if engine == "duckdb" else sqlite3.connect
    with closing(connect(str(copy))) as opened:
        if engine == "sqlite":
            opened.execute("PRAGMA foreign_keys = ON")
        yield opened


def frame(connection: Any, query: str) -> pd.DataFrame:
    """Return the rows of a query, whichever the engine."""
    cursor = connection.execute(query)
    return pd.DataFrame(cursor.fetchall(), columns=[column[0] for column in cursor.description], dtype=object)


def insert(schema: TableSchema, changes: dict[str, str]) -> str:
    """Return a statement that adds a copy of a table's first row, with other expressions for some columns."""
    columns = ", ".join(changes.get(field["name"], quoted(field["name"])) for field in schema["fields"])
    return f"INSERT INTO {quoted(schema['name'])} SELECT {columns} FROM {quoted(schema['name'])} LIMIT 1"


def fresh(schema: TableSchema) -> dict[str, str]:
    """Return values that make a copied row another row.

    Every column whose values stand once gets a new text; where two ends make up the key, one end is another.
    """
    ends = {
        key["fields"][0]: key["reference"]
        for key in schema.get("foreignKeys", [])
        if len(schema["primaryKey"]) > 1 and key["fields"][0] in schema["primaryKey"]
    }
    other = {
        column: f"(SELECT max({quoted(end['fields'][0])}) FROM {quoted(end['resource'])})"
        for column, end in list(ends.items())[-1:]
    }
    return other | {field["name"]: "'new'" for field in schema["fields"] if field.get("constraints", {}).get("unique")}


@pytest.mark.parametrize("engine", WRITERS)
def test_two_folders_get_the_same_bytes(release: Release, files: dict[str, Path], tmp_path: Path, engine: str) -> None:
    # Memory that was in use before is where bytes that nobody wrote would come from.
    with closing(duckdb.connect()) as other:
        other.execute("CREATE TABLE noise AS SELECT md5(i::VARCHAR) AS text FROM range(200000) AS numbers(i)")
    WRITERS[engine](release, tmp_path / "another-name.db")
    digests = [hashlib.sha256(file.read_bytes()).hexdigest() for file in (files[engine], tmp_path / "another-name.db")]
    assert digests[0] == digests[1]
    assert [file.name for file in tmp_path.iterdir()] == ["another-name.db"]


def test_every_table_is_as_it_is_loaded(release: Release, connection: Any) -> None:
    for name in release.tables():
        schema = release.package.schema(name)
        found = frame(connection, f"SELECT * FROM {quoted(name)} ORDER BY {quoted(schema['primaryKey'][0])}")
        loaded = release.load(name)  # type: ignore[arg-type]
        pd.testing.assert_frame_equal(found.astype(dtypes(schema)), loaded, obj=name)


def test_columns_have_the_type_that_the_schema_says(release: Release, engine: str, connection: Any) -> None:
    names = {"sqlite": databases.SQLITE, "duckdb": databases.DUCKDB}[engine]
    for name in release.tables():
        found = frame(connection, f"SELECT name, type FROM pragma_table_info({literal(name)})")
        fields = release.package.schema(name)["fields"]
        assert list(found.itertuples(index=False, name=None)) == [(f["name"], names[f["type"]]) for f in fields]
        if engine == "sqlite":
            assert connection.execute("SELECT strict FROM pragma_table_list WHERE name = ?", [name]).fetchone() == (1,)


def test_sqlite_finds_its_own_file_sound(files: dict[str, Path]) -> None:
    with closing(sqlite3.connect(files["sqlite"])) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_every_constraint_is_enforced(release: Release, engine: str, connection: Any) -> None:
    def refused(schema: TableSchema, changes: dict[str, str], message: str) -> None:
        with pytest.raises(REFUSED[engine], match=message):
            connection.execute(insert(schema, changes))
            pytest.fail(f"{schema['name']} takes {changes}")

    for name in release.tables():
        schema = release.package.schema(name)
        refused(schema, {}, UNIQUE[engine])
        listed = {field["name"] for field in schema["fields"] if "enum" in field.get("constraints", {})}
        for key in schema.get("foreignKeys", []):
            if engine == "duckdb" and key["reference"]["resource"] in ("", name):
                continue  # DuckDB checks each row as it comes, so its file has no keys within a table (databases.py)
            refused(
                schema,
                {**fresh(schema), key["fields"][0]: "'no such value'"},
                (CHECK if key["fields"][0] in listed else FOREIGN)[engine],
            )
        for field in schema["fields"]:
            constraints = field.get("constraints", {})
            if constraints.get("unique"):
                others = {column: value for column, value in fresh(schema).items() if column != field["name"]}
                refused(schema, others, UNIQUE[engine])
            if constraints.get("required"):
                refused(schema, {**fresh(schema), field["name"]: "NULL"}, NULL[engine])
            wrong = {"enum": "'no such value'", "minimum": "-1", "exclusiveMinimum": "0", "maximum": "1000000"}
            for kind in wrong.keys() & constraints.keys():
                refused(schema, {**fresh(schema), field["name"]: wrong[kind]}, CHECK[engine])
            if field["type"] == "boolean" and engine == "sqlite":
                refused(schema, {**fresh(schema), field["name"]: "2"}, CHECK[engine])


def test_a_sound_row_is_taken(release: Release, connection: Any) -> None:
    for name in release.tables():
        schema = release.package.schema(name)
        connection.execute(insert(schema, fresh(schema)))
        found = connection.execute(f"SELECT count(*) FROM {quoted(name)}").fetchone()
        assert found == (len(release.load(name)) + 1,)  # type: ignore[arg-type]


def test_facts_stand_with_names_and_statement(release: Release, connection: Any) -> None:
    labels = release.load("entities").set_index("entity_id")["label"]
    facts = release.load("facts").set_index("fact_id")
    kinds = {name: release.package.schema(name)["kind"] for name in release.tables()}
    named = 0
    for name in (table for table, kind in kinds.items() if kind == "fact"):
        view = frame(connection, f"SELECT * FROM {quoted(f'{name}_with_names')} ORDER BY fact_id")
        source = release.load(name)  # type: ignore[arg-type]
        pd.testing.assert_frame_equal(view[list(source.columns)].astype(source.dtypes), source, obj=name)
        assert view["statement"].tolist() == facts.loc[source["fact_id"], "statement"].tolist()
        assert view["fact_status"].tolist() == facts.loc[source["fact_id"], "status"].tolist()
        for key in release.package.schema(name).get("foreignKeys", []):
            column = key["fields"][0]
            if key["reference"]["resource"] == "entities" or kinds[key["reference"]["resource"]] == "entity":
                known = view[view[column].notna()]
                assert (
                    known[f"{column.removesuffix('_id')}_name"].tolist()
                    == labels.loc[known[column].astype("string")].tolist()
                )
                named += len(known)
    assert named


def test_evidence_stands_with_its_sources(release: Release, connection: Any) -> None:
    view = frame(connection, "SELECT * FROM evidence_with_sources ORDER BY evidence_id")
    evidence = release.load("evidence")
    sources = release.load("sources").set_index("source_id").loc[evidence["source_id"]]
    assert view["evidence_id"].tolist() == evidence["evidence_id"].tolist()
    for column in ("title", "published", "kind", "doi", "url"):
        assert view[f"source_{column}"].astype("string").fillna("").tolist() == sources[column].fillna("").tolist()
    assert view["statement"].notna().all() and view["fact_status"].notna().all()


def test_every_column_is_described(release: Release, engine: str, connection: Any) -> None:
    described = frame(connection, "SELECT table_name, column_name, description, unit FROM column_descriptions")
    named = set(zip(described["table_name"], described["column_name"], strict=True))
    for table in {*described["table_name"]}:
        columns = frame(connection, f"SELECT name FROM pragma_table_info({literal(table)})")["name"]
        assert {column for name, column in named if name == table} == set(columns)
    assert set(release.tables()) | {"affinities_with_names", "evidence_with_sources"} <= {*described["table_name"]}
    if engine == "sqlite":
        made = dict(connection.execute("SELECT name, sql FROM sqlite_schema").fetchall())
        told = {(table, column): made[table] for table, column in named}
    else:
        columns = connection.execute("SELECT table_name, column_name, comment FROM duckdb_columns()").fetchall()
        told = {(table, column): comment for table, column, comment in columns}
    for row in described.itertuples():
        assert row.description in told[row.table_name, row.column_name]


def test_duckdb_describes_tables_and_views(release: Release, files: dict[str, Path]) -> None:
    with closing(duckdb.connect(str(files["duckdb"]), read_only=True)) as connection:
        comments = dict(connection.execute("SELECT table_name, comment FROM duckdb_tables()").fetchall())
        views = connection.execute("SELECT view_name, comment FROM duckdb_views() WHERE NOT internal").fetchall()
    assert {name: comments[name] for name in release.tables()} == dict(
        release.catalogue()[["table", "description"]].itertuples(index=False)
    )
    assert views and all(comment for _, comment in views)


def test_a_database_says_what_it_is(release: Release, connection: Any) -> None:
    said = dict(connection.execute("SELECT name, value FROM release_information").fetchall())
    assert said["version"] == release.data_version
    assert said["citation"] == release.cite()
    assert said["licence"] == release.package.descriptor["licenses"][0]["name"]


BOUNDED: Any = {
    "name": "wells",
    "description": "Wells.",
    "primaryKey": ["plate", "well"],
    "foreignKeys": [
        {"fields": ["plate"], "reference": {"resource": "plates", "fields": ["plate"]}},
        {"fields": ["beside"], "reference": {"resource": "wells", "fields": ["well"]}},
    ],
    "fields": [
        {"name": name, "type": kind, "description": f"{name}.", "unit": unit, "constraints": constraints}
        for name, kind, unit, constraints in (
            ("plate", "string", "none", {"required": True, "minLength": 2, "maxLength": 3}),
            ("well", "integer", "none", {"required": True, "minimum": 1, "maximum": 96}),
            ("share", "number", "%", {"exclusiveMinimum": 0, "exclusiveMaximum": 100}),
            ("kind", "string", "none", {"enum": ["it's", "b"]}),
            ("read", "boolean", "none", {}),
            ("label", "string", "column:kind", {"unique": True}),
            ("beside", "integer", "none", {}),
        )
    ],
}
SQL = """\
CREATE TABLE "wells" (
  -- Wells.
  -- plate.
  "plate" TEXT NOT NULL CHECK (length("plate") >= 2) CHECK (length("plate") <= 3),
  -- well.
  "well" INTEGER NOT NULL CHECK ("well" >= 1) CHECK ("well" <= 96),
  -- share. Unit: %.
  "share" REAL CHECK ("share" > 0) CHECK ("share" < 100),
  -- kind.
  "kind" TEXT CHECK ("kind" IN ('it''s', 'b')),
  -- read.
  "read" INTEGER CHECK ("read" IN (0, 1)),
  -- label. Unit: see column kind.
  "label" TEXT UNIQUE,
  -- beside.
  "beside" INTEGER,
  PRIMARY KEY ("plate", "well"),
  FOREIGN KEY ("plate") REFERENCES "plates" ("plate"),
  FOREIGN KEY ("beside") REFERENCES "wells" ("well")
)"""


def test_a_table_is_created_with_every_bound_of_its_schema() -> None:
    assert relational.table(BOUNDED, databases.SQLITE, own_keys=True).create() == SQL
    for_duckdb = relational.table(BOUNDED, databases.DUCKDB, own_keys=False).create()
    assert '"read" BOOLEAN,' in for_duckdb and '"share" DOUBLE CHECK' in for_duckdb
    assert '"beside" BIGINT,' in for_duckdb and 'REFERENCES "wells"' not in for_duckdb


class Broken(Release):
    """A release whose evidence cites a source that does not exist."""

    def load(self, name: Any, validate: bool = True, names: bool = False, where: Any = None) -> pd.DataFrame:
        """Return a table, evidence with one key that leads nowhere."""
        table = super().load(name, validate)
        if name == "evidence":
            table.loc[len(table) - 1, "source_id"] = "PMID:0"
        return table


@pytest.mark.parametrize("engine", WRITERS)
def test_a_file_stays_until_the_new_one_is_complete(few: Path, tmp_path: Path, engine: str) -> None:
    path = tmp_path / "release"
    path.write_text("the old one")
    with pytest.raises(PackageError, match=f"(?i)^release could not be written .*{FOREIGN[engine]}") as caught:
        WRITERS[engine](Broken(Package(few)), path)
    assert isinstance(caught.value.__cause__, REFUSED[engine])
    assert path.read_text() == "the old one"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name != "posix", reason="bounds the size of files as POSIX systems do")
@pytest.mark.parametrize("share", [0.01, 0.5, 0.99], ids=["at the start", "half way", "at the end"])
@pytest.mark.parametrize("engine", WRITERS)
def test_a_disk_that_is_full_is_an_error_that_names_the_file(
    release: Release, files: dict[str, Path], tmp_path: Path, engine: str, share: float
) -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(files[engine].stat().st_size * share), hard))
    try:
        with pytest.raises(PackageError, match=r"^release could not be written"):
            WRITERS[engine](release, tmp_path / "release")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "found"), [("treg", "CL:0000815"), ("proleukin", "il2d:agent-aldesleukin"), ("sjogren", "MONDO:0010030")]
)
def test_sqlite_finds_by_any_name(words: str, found: str, files: dict[str, Path]) -> None:
    with closing(sqlite3.connect(files["sqlite"])) as connection:
        hits = connection.execute(
            "SELECT id FROM search WHERE kind = 'entity' AND search MATCH ? ORDER BY rank", (words,)
        ).fetchall()
    assert (found,) in hits


def test_sqlite_finds_sentences(release: Release, files: dict[str, Path]) -> None:
    facts = release.load("facts")
    with closing(sqlite3.connect(files["sqlite"])) as connection:
        hits = {
            fact
            for (fact,) in connection.execute(
                """SELECT id FROM search WHERE kind = 'fact' AND search MATCH '"capillary leak"'"""
            )
        }
        assert connection.execute("SELECT count(*) FROM search WHERE kind = 'fact'").fetchone() == (len(facts),)
    assert hits and hits == set(facts.loc[facts["statement"].str.contains("capillary leak", case=False), "fact_id"])
