"""Build derives, seals last, and writes nothing that has not validated whole."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet
import pytest

import il2data
from conftest import ROOT, copy_package
from il2data import build, derive, support
from il2data.checking.changed import check_changed
from il2data.checking.validation import derived, errors
from il2data.cli import main
from il2data.output import Watch
from il2data.package import Package, digest, seal_of
from il2data.releases.formats import kgx


def state(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def seal_parquet(root: Path, table: str) -> None:
    """Seal the Parquet file of a table as it is."""
    descriptor = json.loads((root / "datapackage.json").read_text())
    entry = next(r for r in descriptor["resources"] if r["name"] == table)["parquet"]
    size, sha256 = digest((root / f"data/{table}.parquet").read_bytes())
    entry.update(bytes=size, hash=f"sha256:{sha256}")
    descriptor["seal"] = seal_of(descriptor)
    (root / "datapackage.json").write_text(json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n")


@pytest.mark.usefixtures("concerned")
def test_the_checkout_is_fresh() -> None:
    assert build.build(ROOT, check=True) == []


@pytest.mark.slow
@pytest.mark.usefixtures("lawless")
def test_two_builds_from_the_csv_files_alone_are_byte_identical(
    small_checkout: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = shutil.copytree(small_checkout, tmp_path_factory.mktemp("other"), dirs_exist_ok=True)
    for root in (small_checkout, other):
        for parquet in (root / "data").glob("*.parquet"):
            parquet.unlink()
        (root / "data/facts.csv").write_text("stale\n")
        build.build(root)
    assert state(small_checkout) == state(other)


@pytest.mark.usefixtures("lawless")
def test_rows_out_of_order_are_sorted(small_checkout: Path) -> None:
    path = small_checkout / "data/genes.csv"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([lines[0], *reversed(lines[1:])]))
    assert build.build(small_checkout, check=True) == ["data/genes.csv"]
    build.build(small_checkout)
    assert path.read_text() == "".join(lines)


@pytest.mark.usefixtures("lawless")
def test_an_edit_is_sealed_and_loads(small_checkout: Path) -> None:
    path = small_checkout / "data/documents.csv"
    frame = il2data.load("documents")
    path.write_text(path.read_text().replace(str(frame["bytes"][0]), "9999"))
    with pytest.raises(il2data.ValidationError, match="seal"):
        il2data.validate(small_checkout)
    written = build.build(small_checkout)
    assert written == ["data/documents.csv", "data/documents.parquet", "datapackage.json"] or written == [
        "data/documents.parquet",
        "datapackage.json",
    ]
    assert 9999 in il2data.open(small_checkout).load("documents")["bytes"].tolist()
    il2data.validate(small_checkout)


@pytest.mark.usefixtures("concerned")
def test_a_table_of_facts_needs_a_schema_a_file_and_an_entry_in_the_descriptor(checkout: Path) -> None:
    """Nothing else: the sentence, the graph and the pages follow from the schema."""
    schema = json.loads((ROOT / "schemas/gene_classes.json").read_text()) | {
        "name": "nicknames",
        "title": "Nicknames",
        "description": "What people call a gene in the laboratory.",
        "prefix": "nick",
        "statement": [{"text": "In the laboratory, {gene_id} is called {nickname}."}],
        "question": "history",
        "edges": "a name is a property of one entity",
    }
    kept = {field["name"]: field for field in schema["fields"] if field["name"] in ("fact_id", "gene_id", "remark")}
    kept["fact_id"] |= {
        "example": "nick-0001",
        "constraints": kept["fact_id"]["constraints"] | {"pattern": "^nick-[0-9]{4}$"},
    }
    word = {"name": "nickname", "type": "string", "title": "Nickname", "description": "The word.", "unit": "none"}
    schema["fields"] = [
        kept["fact_id"],
        kept["gene_id"],
        word | {"example": "Gamma", "constraints": {"required": True}},
    ]
    schema["foreignKeys"] = [key for key in schema["foreignKeys"] if key["fields"] == ["gene_id"]]
    for key in ("object", "quantity", "parts"):
        schema.pop(key, None)
    (checkout / "schemas/nicknames.json").write_text(json.dumps(schema, indent=2) + "\n")
    (checkout / "data/nicknames.csv").write_text("fact_id,gene_id,nickname\nnick-0001,HGNC:6010,Gamma\n")
    evidence = checkout / "data/evidence.csv"
    header, first, *rest = evidence.read_text().splitlines(keepends=True)
    cells = next(csv.DictReader(io.StringIO(header + first)))
    cells |= {"evidence_id": "ev-99999", "fact_id": "nick-0001", "stance": "supports", "asserted": "Gamma; IL2RG"}
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells.values())
    evidence.write_text("".join([header, first, *rest, line.getvalue()]))
    descriptor = json.loads((checkout / "datapackage.json").read_text())
    descriptor["resources"].append(
        {"name": "nicknames", "path": "data/nicknames.csv", "schema": "schemas/nicknames.json"}
    )
    (checkout / "datapackage.json").write_text(json.dumps(descriptor))

    build.build(checkout)
    found = il2data.open(checkout)
    facts = found.load("facts").set_index("fact_id")
    assert facts.loc["nick-0001", "statement"] == "In the laboratory, IL2RG is called Gamma."
    assert found.catalogue().set_index("table").loc["nicknames", "question"] == "history"
    assert "nick-0001" not in kgx.edges(found)
    assert '"nicknames",' in (checkout / "src/il2data/_tables.py").read_text()


def test_parquet_carries_schema_and_licence_and_no_version() -> None:
    for name in il2data.tables():
        metadata = pyarrow.parquet.read_schema(BytesIO((ROOT / f"data/{name}.parquet").read_bytes())).metadata
        assert json.loads(metadata[b"table_schema"]) == json.loads((ROOT / f"schemas/{name}.json").read_text())
        assert b"version" not in metadata, "a new version would rewrite every file"
        assert metadata[b"licence"] == b"CC-BY-4.0"


@pytest.mark.usefixtures("lawless")
def test_parquet_of_another_writer_is_kept_when_it_holds_the_same(small_checkout: Path) -> None:
    path = small_checkout / "data/genes.parquet"
    pyarrow.parquet.write_table(pyarrow.parquet.read_table(path), path, compression="gzip")
    seal_parquet(small_checkout, "genes")
    assert build.build(small_checkout, check=True) == []


@pytest.mark.usefixtures("lawless")
def test_a_damaged_parquet_is_rewritten_although_its_rows_still_read(small_checkout: Path) -> None:
    path = small_checkout / "data/genes.parquet"
    path.unlink()
    build.build(small_checkout)  # the bytes carry the version of the library that writes them
    whole = path.read_bytes()
    pyarrow.parquet.write_table(pyarrow.parquet.read_table(path), path, compression="gzip")
    assert build.build(small_checkout) == ["data/genes.parquet"]
    assert path.read_bytes() == whole


@pytest.mark.usefixtures("lawless")
def test_a_stale_parquet_is_found_although_it_is_sealed(small_checkout: Path) -> None:
    path = small_checkout / "data/genes.parquet"
    table = pyarrow.parquet.read_table(path)
    pyarrow.parquet.write_table(table.slice(1), path)
    seal_parquet(small_checkout, "genes")
    with pytest.raises(il2data.ValidationError) as caught:
        il2data.validate(small_checkout)
    assert [problem.rule for problem in errors(caught.value.problems)] == ["parquet-fresh"]


@pytest.mark.usefixtures("concerned")
def test_an_index_edited_by_hand_is_found(checkout: Path) -> None:
    path = checkout / "data/facts.csv"
    path.write_text(path.read_text().replace(",reported,", ",disputed,", 1))
    rules = {p.rule for p in errors(_problems(checkout))}
    assert rules == {"seal", "derived-fresh"}


@pytest.mark.usefixtures("lawless")
def test_a_lost_foreign_key_is_found_with_its_nearest_match(small_checkout: Path) -> None:
    path = small_checkout / "data/proteins.csv"
    path.write_text(path.read_text().replace("HGNC:6001", "HGNC:6002"))
    found = [p for p in errors(_problems(small_checkout)) if p.rule != "seal"]
    assert [(p.table, p.column, p.rule) for p in found] == [("proteins", "gene_id", "foreign-key")]
    assert "Did you mean" in found[0].message


def _problems(root: Path) -> list[il2data.Problem]:
    with pytest.raises(il2data.ValidationError) as caught:
        il2data.validate(root)
    return caught.value.problems


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((1, 0, 0), "reported"),
        ((1, 0, 2), "reported"),
        ((2, 0, 0), "corroborated"),
        ((2, 1, 0), "disputed"),
        ((0, 1, 0), "refuted"),
        ((0, 1, 3), "refuted"),
        ((0, 0, 1), "secondary_only"),
        ((0, 0, 0), "document_only"),
    ],
)
def test_status_follows_from_the_evidence(counts: tuple[int, int, int], expected: str) -> None:
    assert support.status(*counts) == expected


def _weighed(fact: str, *evidence: dict[str, str]) -> str:
    """Return the status of a fact with further evidence: copies of its own rows with other cells."""
    tables = {name: il2data.load(name) for name in il2data.tables()}  # type: ignore[arg-type]
    schemas = {name: Package(ROOT).schema(name) for name in il2data.tables()}
    mine = tables["evidence"][tables["evidence"]["fact_id"] == fact].head(1)
    sources = tables["sources"].assign(
        study_id=tables["sources"]["study_id"].mask(tables["sources"]["source_id"].isin(["PMID:1", "PMID:2"]))
    )
    paper = sources[sources["kind"] == "paper"].head(1)
    new = [
        paper.assign(source_id="PMID:1", study_id=pd.NA),
        paper.assign(source_id="PMID:2", study_id=mine["source_id"].item()),
    ]
    tables["sources"] = pd.concat([sources, *new], ignore_index=True)
    tables["evidence"] = pd.concat(
        [tables["evidence"], *(mine.assign(**cells) for cells in evidence)], ignore_index=True
    )
    return str(support.tallies(schemas, tables).at[fact, "status"])


@pytest.mark.slow
def test_a_release_is_the_record_of_what_its_company_did_and_of_nothing_else() -> None:
    tables = {name: il2data.load(name) for name in il2data.tables()}  # type: ignore[arg-type]
    kind = tables["sources"].set_index("source_id")["kind"]
    evidence = tables["evidence"][tables["evidence"]["stance"] == "supports"]
    read = evidence.assign(kind=evidence["source_id"].map(kind))
    releases = read.groupby("fact_id").filter(lambda rows: (rows["kind"] == "press_release").all())
    facts = tables["facts"].set_index("fact_id").loc[releases.loc[releases["read_as"] != "secondary", "fact_id"]]
    event = tables["events"].set_index("fact_id")["event"].reindex(facts.index)
    own = facts["table"].isin(["arms", "doses", "medicine_owners", "trials"]) | event.isin(support.OWN_EVENTS)
    assert own.any() and not own.all()
    assert set(facts.loc[own, "status"]) <= {"reported", "corroborated", "disputed"}
    assert set(facts.loc[~own, "status"]) <= {"secondary_only", "refuted"}


@pytest.fixture(scope="module")
def reported() -> str:
    """A fact that one paper supports, which stands for no study."""
    facts, evidence, sources = (
        il2data.load(name).set_index("fact_id" if name == "facts" else "source_id")
        for name in ("facts", "evidence", "sources")
    )
    alone = evidence.join(sources[["kind", "study_id"]]).reset_index().set_index("fact_id")
    alone = alone[
        (alone["kind"] == "paper")
        & alone["study_id"].isna()
        & (alone["stance"] == "supports")
        & alone["passage_id"].isna()
    ]
    alone = alone[
        ~alone.index.duplicated(keep=False)
        & alone.index.isin(evidence["fact_id"].value_counts().loc[lambda n: n == 1].index)
    ]
    trials = [name for name in il2data.tables() if "trial_id" in il2data.load(name)]  # type: ignore[arg-type]
    return str(
        next(
            fact
            for fact in alone.index
            if facts.at[fact, "status"] == "reported" and facts.at[fact, "table"] not in trials
        )
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cells", "status"),
    [
        ({"source_id": "PMID:1"}, "corroborated"),
        ({"source_id": "PMID:2"}, "reported"),
        ({"source_id": "PMID:1", "read_as": "secondary"}, "reported"),
        ({"source_id": "PMID:1", "stance": "contradicts"}, "disputed"),
        ({"source_id": "PMID:1", "stance": "contradicts", "outweighed": "misprint"}, "reported"),
        ({"source_id": "PMID:1", "stance": "refines"}, "reported"),
    ],
    ids=["another study", "the same study", "second hand", "against", "against and outweighed", "refines"],
)
def test_one_more_record_changes_the_status(reported: str, cells: dict[str, str], status: str) -> None:
    assert _weighed(reported, cells) == status


def test_records_of_one_trial_count_once() -> None:
    facts = il2data.load("facts")
    trials = [
        name
        for name in il2data.tables()
        if Package(ROOT).schema(name)["kind"] == "fact" and "trial_id" in il2data.load(name)  # type: ignore[arg-type]
    ]
    mine = facts[facts["table"].isin(trials)]
    several = (
        il2data.load("evidence").query("stance == 'supports'")["fact_id"].value_counts().loc[lambda n: n > 1].index
    )
    assert mine["fact_id"].isin(several).any()
    assert mine["records_for"].max() == 1 and "corroborated" not in set(mine["status"])


def test_a_founding_document_never_makes_a_fact_disputed() -> None:
    facts = il2data.load("facts").set_index("fact_id")
    fact = il2data.load("xrefs").query("subject_id == 'HGNC:6001' and object_id == 'NCBIGene:3558'")["fact_id"].item()
    assert facts.at[fact, "documents_against"] == 1
    assert facts.at[fact, "status"] == "corroborated"


def test_a_refuted_fact_says_so() -> None:
    facts = il2data.load("facts")
    refuted = facts["status"] == "refuted"
    assert refuted.any() and (facts["statement"].str.startswith(derive.DENIED) == refuted).all()


def test_a_protein_is_found_by_its_gene_and_a_mouse_gene_by_the_human_one() -> None:
    mentions = il2data.load("mentions")
    protein = mentions[(mentions["entity_id"] == "UniProtKB:P01589") & mentions["via"].isna()]["fact_id"]
    gene = mentions[mentions["entity_id"] == "HGNC:6008"]["fact_id"]
    assert len(protein) and set(protein) <= set(gene)
    mouse = mentions[(mentions["entity_id"] == "MGI:96548") & mentions["via"].isna()]["fact_id"]
    assert len(mouse) and set(mouse) <= set(mentions[mentions["entity_id"] == "HGNC:6001"]["fact_id"])


@pytest.mark.usefixtures("lawless")
def test_a_build_that_fails_while_writing_leaves_the_old_file(
    small_checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(small_checkout)
    (small_checkout / "data/genes.parquet").unlink()

    def fail(source: Path, target: Path) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("pathlib.Path.replace", fail)
    with pytest.raises(OSError, match="disk full"):
        build.build(small_checkout)
    before.pop("data/genes.parquet")
    assert state(small_checkout) == before


EDITED = ["data/genes.csv", "data/proteins.csv", "schemas/proteins.json", "datapackage.json", "data/proteins.parquet"]
LINKED = ["data/genes.csv", "data/genes.parquet", "schemas/genes.json", "src/il2data/_tables.py", "data", "src/il2data"]


@pytest.mark.usefixtures("lawless")
@pytest.mark.parametrize("file", EDITED)
def test_an_edit_saved_while_the_package_is_built_is_kept(
    small_checkout: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    (small_checkout / "data/genes.csv").write_text(_reversed((small_checkout / "data/genes.csv").read_text()))
    (small_checkout / "data/documents.parquet").unlink()
    before, made = state(small_checkout), build.contents

    def contents(root: Path, found: dict[str, bytes], watch: Watch) -> dict[str, bytes]:
        files = made(root, found, watch)
        with (root / file).open("a") as stream:
            stream.write("\n")
        return files

    monkeypatch.setattr(build, "contents", contents)
    with pytest.raises(il2data.PackageError, match=rf"{file} was changed while"):
        build.build(small_checkout)
    assert state(small_checkout) == {**before, file: before[file] + b"\n"}


@pytest.mark.parametrize("member", LINKED)
def test_a_build_follows_no_link_out_of_its_checkout(
    small_checkout: Path, tmp_path_factory: pytest.TempPathFactory, member: str
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "it"
    (small_checkout / member).rename(outside)
    (small_checkout / member).symlink_to(outside)
    before = state(outside)
    with pytest.raises(il2data.PackageError, match=f"{member} is a symbolic link"):
        build.build(small_checkout)
    assert (small_checkout / member).is_symlink() and state(outside) == before


def test_a_build_reads_no_file_that_a_descriptor_names_elsewhere(small_checkout: Path) -> None:
    descriptor = json.loads((small_checkout / "datapackage.json").read_text())
    descriptor["resources"][0].update(name="../../out", path="data/../../out.csv", schema="schemas/../../out.json")
    (small_checkout / "datapackage.json").write_text(json.dumps(descriptor))
    with pytest.raises(il2data.PackageError, match="name of resource 1 is"):
        build.build(small_checkout)


@pytest.mark.usefixtures("lawless")
def test_a_checkout_without_sizes_and_hashes_is_built(small_checkout: Path) -> None:
    descriptor = json.loads((small_checkout / "datapackage.json").read_text())
    whole = json.loads(json.dumps(descriptor))
    for resource in descriptor["resources"]:
        for key in ("bytes", "hash", "rowsHash", "schemaSeal", "parquet"):
            del resource[key]
    del descriptor["seal"]
    (small_checkout / "datapackage.json").write_text(json.dumps(descriptor))
    build.build(small_checkout)
    built = json.loads((small_checkout / "datapackage.json").read_text())
    assert built["seal"] == seal_of(built)
    # The bytes of Parquet are those of the version of its library.
    for ours, theirs in zip(built["resources"], whole["resources"], strict=True):
        assert ours["parquet"].keys() == theirs["parquet"].keys()
        ours["parquet"] = theirs["parquet"]
    assert built["resources"] == whole["resources"] and seal_of(built) == whole["seal"]


def _reversed(text: str) -> str:
    header, *rows = text.splitlines(keepends=True)
    return header + "".join(rows[::-1])


def replaced(root: Path, table: str, key: str, **cells: str) -> int:
    """Set cells of the row with a key, and return its line."""
    path = root / f"data/{table}.csv"
    rows = list(csv.reader(path.read_text().splitlines()))
    (line,) = (line for line, row in enumerate(rows, start=1) if row[0] == key)
    for column, cell in cells.items():
        rows[line - 1][rows[0].index(column)] = cell
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    path.write_text(stream.getvalue())
    return line


def doubled(root: Path) -> int:
    path = root / "data/sources.csv"
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines[:11], lines[10], *lines[11:], ""]))
    return 12


def truncated(root: Path) -> int:
    path = root / "data/doses.csv"
    text = path.read_text()
    path.write_text(text[: text.index("dose-0056") + 40])
    return text[: text.index("dose-0056")].count("\n") + 1


# What a tired hand does -> the one problem that the build tells, and what its message must say.
SLIPS: dict[str, tuple[Callable[[Path], int], str, str, str]] = {
    "a name is emptied": (
        lambda root: replaced(root, "agents", "il2d:agent-aldesleukin", name=""),
        "agents",
        "schema-required",
        "a value",
    ),
    "a row is doubled": (doubled, "sources", "schema-unique", "line 11"),
    "a pattern is no expression": (
        lambda root: replaced(root, "prefixes", "CL", pattern="("),
        "prefixes",
        "prefix-pattern",
        "RE2",
    ),
    "a date is written out": (
        lambda root: replaced(root, "events", "evt-0003", date="12 May 1992"),
        "events",
        "schema-constraint",
        "1976-09-10",
    ),
    "an agent is not there": (
        lambda root: replaced(root, "doses", "dose-0003", agent_id="il2d:agent-nothing"),
        "doses",
        "foreign-key",
        "add the row to agents.",
    ),
    "a unit is not there": (
        lambda root: replaced(root, "hot_spots", "hot-0001", unit="times"),
        "hot_spots",
        "unit-known",
        "table units",
    ),
    "a digit of a printed number slips": (
        lambda root: replaced(root, "genetic_associations", "gen-0007", upper="1.49"),
        "genetic_associations",
        "asserted-number",
        "1.46",
    ),
    "a file ends in the middle": (truncated, "doses", "text-final-newline", "truncated"),
    "a value slips": (lambda root: replaced(root, "doses", "dose-0030", value="7"), "doses", "value-far", "source"),
}


@pytest.mark.usefixtures("concerned")
@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_gives_one_problem_in_the_row_that_a_hand_can_mend(
    slip: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_package(tmp_path)
    plant, table, rule, says = SLIPS[slip]
    line = plant(tmp_path)
    caught: list[il2data.ValidationError] = []
    made = build.contents

    def contents(*given: Any) -> dict[str, bytes]:
        try:
            return made(*given)
        except il2data.ValidationError as error:
            caught.append(error)
            raise

    monkeypatch.setattr(build, "contents", contents)
    assert main(["build", "--check", "--root", str(tmp_path)]) == 1
    (problem,) = errors(caught.pop().problems)
    assert (problem.table, problem.line, problem.rule) == (table, line, rule)
    assert says in f"{problem.message} {problem.fix}"
    names, problems = check_changed(Package(tmp_path))
    assert (names, errors(problems)) == ([table], [problem])
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith(f"1 problem(s): 1 in data/{table}.csv. Begin with data/{table}.csv, line {line}")


@pytest.mark.usefixtures("concerned")
def test_what_did_not_change_is_not_checked_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy_package(tmp_path)
    assert main(["validate", "--changed", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "Nothing changed since it was built.\n"
    replaced(tmp_path, "excluded", "excl-0001", detail="another reason")
    assert main(["validate", "--changed", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "What changed is valid: excluded. `il2data build` checks the rest.\n"
    replaced(tmp_path, "genes", "HGNC:6001", gene_id="HGNC:6002")
    assert main(["validate", "--changed", str(tmp_path)]) == 1
    assert "foreign-key" in capsys.readouterr().out


@pytest.mark.usefixtures("concerned")
def test_an_edited_reading_is_held_against_its_row(tmp_path: Path) -> None:
    copy_package(tmp_path)
    replaced(tmp_path, "evidence", "ev-01041", asserted="T 37.6 v 32.3 %, 1.26 [1.09-1.64], 0.0016")
    names, problems = check_changed(Package(tmp_path))
    (problem,) = errors(problems)
    assert names == ["evidence"]
    assert (problem.table, problem.column, problem.rule) == ("genetic_associations", "upper", "asserted-number")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("table", "key", "column", "cell", "differ"),
    [
        ("evidence", "ev-01041", "stance", "contradicts", {"facts"}),
        ("evidence", "ev-01041", "note", "read again", set()),
        ("sources", "DOI:10.1371/journal.pone.0004137", "kind", "press_release", {"facts"}),
        ("genetic_associations", "gen-0007", "value", 1.3, {"facts"}),
        ("genetic_associations", "gen-0007", "disease_id", "MONDO:0005147", {"facts", "mentions"}),
        ("agents", "il2d:agent-aldesleukin", "name", "another name", {"facts", "entities"}),
        ("units", "nmol/L", "symbol", "nanomolar", {"facts"}),
        ("xrefs", "xref-0636", "predicate_id", "skos:closeMatch", {"facts", "mentions"}),
    ],
)
def test_after_an_edit_follows_what_follows_from_all_rows(
    package: Package, tables: dict[str, pd.DataFrame], table: str, key: str, column: str, cell: object, differ: set[str]
) -> None:
    schemas = {name: package.schema(name) for name in package.tables}
    frame = tables[table].copy()
    frame.loc[frame.iloc[:, 0] == key, column] = cell
    found = derived(schemas, tables | {table: frame}, {table})
    assert {name for name in found if not found[name].equals(tables[name])} == differ
    for name, whole in derived(schemas, tables | {table: frame}).items():
        pd.testing.assert_frame_equal(found[name], whole)
