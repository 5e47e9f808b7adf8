"""What a release says of itself for machines is true of its files, tables and columns.

`tests/checkers/croissant.py` has the same metadata read by the libraries of their formats.
"""

from __future__ import annotations

import copy
import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import yaml

import il2data
from conftest import ROOT
from il2data.errors import PackageError
from il2data.package import digest
from il2data.releases.formats import archives, citation, croissant, rocrate

DAY = date(2026, 1, 2)
Document = dict[str, Any]


@pytest.fixture(scope="module")
def release() -> il2data.Release:
    return il2data.open(ROOT)


@pytest.fixture(scope="module")
def contents(release: il2data.Release) -> dict[str, bytes]:
    """Files of a release, as far as the metadata depend on what is in them."""
    name = f"il2data-{release.data_version}"
    return {
        f"{name}-csv.zip": archives.data_package(release, "csv", datetime(2026, 1, 2, tzinfo=UTC)),
        f"{name}.sssom.tsv": b"subject_id\n",
        "CITATION.cff": citation.cff(release, DAY).encode(),
    }


@pytest.fixture(scope="module")
def files(contents: dict[str, bytes]) -> dict[str, tuple[int, str]]:
    return {name: digest(data) for name, data in contents.items()}


@pytest.fixture(scope="module")
def described(release: il2data.Release, files: dict[str, tuple[int, str]]) -> Document:
    return croissant.document(release, files, DAY)


@pytest.fixture(scope="module")
def crate(release: il2data.Release, files: dict[str, tuple[int, str]]) -> Document:
    return rocrate.document(release, files, DAY)


# docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html, "DataType".
TYPES = {"string": "sc:Text", "integer": "sc:Integer", "number": "sc:Float", "boolean": "sc:Boolean"}
# www.iana.org/assignments/media-types; it has none for DuckDB and FASTA.
MEDIA_TYPES = {
    "il2data-1.0.0-csv.zip": "application/zip",
    "il2data-1.0.0-parquet.zip": "application/zip",
    "il2data.sqlite": "application/vnd.sqlite3",
    "il2data.duckdb": "application/octet-stream",
    "il2data-1.0.0.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "load-duckdb.sql": "application/sql",
    "load-spark.sql": "application/sql",
    "il2data-1.0.0.sssom.tsv": "text/tab-separated-values",
    "il2data-1.0.0-nodes.tsv": "text/tab-separated-values",
    "il2data-1.0.0-edges.tsv": "text/tab-separated-values",
    "il2data-1.0.0-digests.json": "application/json",
    "il2data-1.0.0-sequences.fasta": "text/plain",
    "DATA-DICTIONARY.md": "text/markdown",
    "RELEASE-NOTES.md": "text/markdown",
    "CITATION.cff": "application/yaml",
    "croissant.json": "application/ld+json",
}


def test_every_file_of_a_release_is_of_its_media_type() -> None:
    described = rocrate.describe(dict.fromkeys(MEDIA_TYPES, (1, "0" * 64)))
    assert {name: properties["encodingFormat"] for name, properties in described.items()} == MEDIA_TYPES
    assert len(MEDIA_TYPES) == len(rocrate.KINDS)


def seals(entities: list[Document]) -> list[tuple[str, int, str]]:
    return sorted((entity["@id"], int(entity["contentSize"]), entity["sha256"]) for entity in entities)


def croissant_faults(document: Document, contents: dict[str, bytes]) -> list[str]:
    """Compare Croissant with the bytes of the files and with the schemas in the archive of the CSV files."""
    archive = next(name for name in contents if name.endswith("-csv.zip"))
    with zipfile.ZipFile(io.BytesIO(contents[archive])) as members:
        tables = {
            r["name"]: json.loads(members.read(r["schema"]))
            for r in json.loads(members.read("datapackage.json"))["resources"]
        }
        inside = {f"data/{table}.csv": members.read(f"data/{table}.csv") for table in tables}
    faults = []
    if seals(document["distribution"]) != sorted((name, *digest(data)) for name, data in (contents | inside).items()):
        faults.append("a file is missing or not as it says")
    if any(
        file["contentUrl"] != file["@id"]
        or file.get("containedIn") != ({"@id": archive} if file["@id"] in inside else None)
        for file in document["distribution"]
    ):
        faults.append("a file is elsewhere")
    if [record_set["@id"] for record_set in document["recordSet"]] != list(tables):
        return [*faults, "the record sets are not the tables"]
    for record_set in document["recordSet"]:
        table, schema = record_set["@id"], tables[record_set["@id"]]
        columns = [column["name"] for column in schema["fields"]]
        if [field["@id"] for field in record_set["field"]] != [f"{table}/{column}" for column in columns]:
            faults.append(f"{table}: the fields are not the columns")
        if [field["source"] for field in record_set["field"]] != [
            {"fileObject": {"@id": f"data/{table}.csv"}, "extract": {"column": column}} for column in columns
        ]:
            faults.append(f"{table}: a field is not of its column")
        if record_set["key"] != [{"@id": f"{table}/{column}"} for column in schema["primaryKey"]]:
            faults.append(f"{table}: the key is another")
        references = {
            field["@id"]: field["references"]["field"]["@id"] for field in record_set["field"] if "references" in field
        }
        # A key within a table is left out: mlcroissant can't join a record set to itself.
        others = [key for key in schema.get("foreignKeys", []) if key["reference"]["resource"] != table]
        keys = {
            f"{table}/{k['fields'][0]}": f"{k['reference']['resource']}/{k['reference']['fields'][0]}" for k in others
        }
        if references != keys:
            faults.append(f"{table}: a reference leads elsewhere")
        said = [
            (record_set["description"], None),
            *((field["description"], field["dataType"]) for field in record_set["field"]),
        ]
        meant = [
            (schema["description"], None),
            *((column["description"], TYPES[column["type"]]) for column in schema["fields"]),
        ]
        if any(
            not text.startswith(start) or kind != type_
            for (text, kind), (start, type_) in zip(said, meant, strict=False)
        ):
            faults.append(f"{table}: a description or type is another")
    fields = [field["@id"] for record_set in document["recordSet"] for field in record_set["field"]]
    if len(set(fields)) != len(fields):
        faults.append("a field is there twice")
    return faults


def crate_faults(document: Document, contents: dict[str, bytes]) -> list[str]:
    """Compare an RO-Crate with the bytes of the files, and its references with its entities."""
    entities = {entity["@id"]: entity for entity in document["@graph"]}
    root = entities[entities[rocrate.METADATA]["about"]["@id"]]
    parts = [entity for entity in document["@graph"] if entity["@type"] == "File"]
    faults = []
    if (
        seals(parts) != sorted((name, *digest(data)) for name, data in contents.items())
        or [{"@id": part["@id"]} for part in parts] != root["hasPart"]
    ):
        faults.append("a file is missing or not as it says")
    if len(entities) != len(document["@graph"]) or any(
        target["@id"] not in entities for target in (root["license"], *root["author"])
    ):
        faults.append("a reference leads nowhere")
    return faults


def test_croissant_is_true_of_every_file_table_and_column(described: Document, contents: dict[str, bytes]) -> None:
    assert croissant_faults(described, contents) == []


def record_set(document: Document, table: str) -> Document:
    found: Document = next(r for r in document["recordSet"] if r["@id"] == table)
    return found


@pytest.mark.parametrize(
    ("plant", "fault"),
    [
        (lambda d: d["distribution"][0].update(sha256="0" * 64), "a file is missing or not as it says"),
        (lambda d: d["distribution"][-1].update(contentSize="1"), "a file is missing or not as it says"),
        (lambda d: d["distribution"].pop(), "a file is missing or not as it says"),
        (lambda d: d["distribution"][-1].pop("containedIn"), "a file is elsewhere"),
        (lambda d: d["recordSet"].pop(), "the record sets are not the tables"),
        (lambda d: d["recordSet"].append(d["recordSet"][0]), "the record sets are not the tables"),
        (lambda d: record_set(d, "genes")["field"].pop(), "genes: the fields are not the columns"),
        (
            lambda d: record_set(d, "genes")["field"][1]["source"]["extract"].update(column="symbol"),
            "genes: a field is not of its column",
        ),
        (lambda d: record_set(d, "genes")["key"].pop(), "genes: the key is another"),
        (
            lambda d: next(f for f in record_set(d, "proteins")["field"] if "references" in f)["references"][
                "field"
            ].update({"@id": "genes/symbol"}),
            "proteins: a reference leads elsewhere",
        ),
        (
            lambda d: next(f for f in record_set(d, "outcomes")["field"] if f["name"] == "superseded_by").update(
                references={"field": {"@id": "outcomes/fact_id"}}
            ),
            "outcomes: a reference leads elsewhere",
        ),
        (
            lambda d: record_set(d, "documents")["field"][2].update(dataType="sc:Text"),
            "documents: a description or type is another",
        ),
        (
            lambda d: record_set(d, "documents").update(description="Papers."),
            "documents: a description or type is another",
        ),
    ],
)
def test_a_planted_fault_in_croissant_is_found(
    described: Document, contents: dict[str, bytes], plant: Callable[[Document], None], fault: str
) -> None:
    faulty = copy.deepcopy(described)
    plant(faulty)
    assert fault in croissant_faults(faulty, contents)


def test_croissant_says_what_search_engines_and_the_specification_ask_for(
    described: Document, release: il2data.Release
) -> None:
    descriptor = release.package.descriptor
    assert described["@type"] == "sc:Dataset" and described["conformsTo"] == "http://mlcommons.org/croissant/1.1"
    assert (described["name"], described["description"], described["keywords"]) == (
        descriptor["title"],
        descriptor["description"],
        descriptor["keywords"],
    )
    assert (described["license"], described["version"]) == (descriptor["licenses"][0]["path"], release.data_version)
    assert (described["datePublished"], described["citeAs"]) == ("2026-01-02", release.cite())
    assert [creator["name"] for creator in described["creator"]] == [
        contributor["title"] for contributor in descriptor["contributors"]
    ]


def test_croissant_names_the_unit_of_each_column_that_has_one(described: Document, release: il2data.Release) -> None:
    texts = {field["@id"]: field["description"] for table in described["recordSet"] for field in table["field"]}
    for table in release.tables():
        for column in release.package.schema(table)["fields"]:
            unit, text = column["unit"], texts[f"{table}/{column['name']}"]
            assert (
                text.endswith(f" {unit.removeprefix('column:')}.") if unit != "none" else text == column["description"]
            )


def test_the_address_of_the_dataset_is_told_once_there_is_one(files: dict[str, tuple[int, str]]) -> None:
    release = il2data.open(ROOT)
    release.package.descriptor.pop("homepage", None)
    assert "url" not in croissant.document(release, files, DAY)
    release.package.descriptor["homepage"] = "https://example.org/il2data"
    assert croissant.document(release, files, DAY)["url"] == "https://example.org/il2data"


def test_the_crate_is_true_of_every_file(crate: Document, contents: dict[str, bytes], release: il2data.Release) -> None:
    assert crate_faults(crate, contents) == []
    descriptor, root = release.package.descriptor, crate["@graph"][1]
    assert crate["@context"] == "https://w3id.org/ro/crate/1.2/context"
    assert (root["name"], root["description"], root["version"]) == (
        descriptor["title"],
        descriptor["description"],
        release.data_version,
    )
    assert (root["datePublished"], root["creditText"]) == ("2026-01-02", release.cite())
    organizations = [entity["name"] for entity in crate["@graph"] if entity["@type"] == "Organization"]
    assert organizations == [contributor["title"] for contributor in descriptor["contributors"]]


@pytest.mark.parametrize(
    ("plant", "fault"),
    [
        (lambda graph: graph[2].update(sha256="0" * 64), "a file is missing or not as it says"),
        (lambda graph: graph.pop(2), "a file is missing or not as it says"),
        (lambda graph: graph[1]["hasPart"].pop(), "a file is missing or not as it says"),
        (lambda graph: graph.pop(), "a reference leads nowhere"),
        (lambda graph: graph.append(graph[2]), "a reference leads nowhere"),
    ],
)
def test_a_planted_fault_in_the_crate_is_found(
    crate: Document, contents: dict[str, bytes], plant: Callable[[Any], None], fault: str
) -> None:
    faulty = copy.deepcopy(crate)
    plant(faulty["@graph"])
    assert fault in crate_faults(faulty, contents)


@pytest.mark.parametrize("make", [croissant.document, rocrate.document], ids=["croissant", "rocrate"])
def test_the_order_of_the_files_changes_no_byte(
    make: Callable[..., Document], release: il2data.Release, files: dict[str, tuple[int, str]]
) -> None:
    other = make(il2data.open(ROOT), dict(reversed(files.items())), DAY)
    assert json.dumps(make(release, files, DAY)) == json.dumps(other)


def test_files_of_no_known_kind_and_a_missing_archive_are_refused(
    release: il2data.Release, files: dict[str, tuple[int, str]]
) -> None:
    with pytest.raises(PackageError, match=r"il2data\.exe: expected a file of a release"):
        rocrate.document(release, {**files, "il2data.exe": (1, "0" * 64)}, DAY)
    with pytest.raises(PackageError, match=r"-csv\.zip, which is not among the files"):
        croissant.document(release, {"CITATION.cff": files["CITATION.cff"]}, DAY)


def test_the_citation_says_what_the_descriptor_says(release: il2data.Release) -> None:
    cited, descriptor = yaml.safe_load(citation.cff(release, DAY)), release.package.descriptor
    assert [author["name"] for author in cited["authors"]] == [
        contributor["title"] for contributor in descriptor["contributors"]
    ]
    assert (cited["title"], cited["abstract"], cited["keywords"]) == (
        descriptor["title"],
        descriptor["description"],
        descriptor["keywords"],
    )
    assert (cited["cff-version"], cited["type"], cited["license"]) == (
        "1.2.0",
        "dataset",
        descriptor["licenses"][0]["name"],
    )
    assert (cited["version"], cited["date-released"]) == (release.data_version, DAY)


def test_the_citation_of_the_repository_is_the_generated_one() -> None:
    code = 'import il2data; from il2data.releases.formats.citation import cff; print(cff(il2data.open(".")), end="")'
    assert (ROOT / "CITATION.cff").read_text() == citation.cff(il2data.open(ROOT)), (
        f"Run: python -c '{code}' > CITATION.cff"
    )


def test_zenodo_and_the_citation_agree(release: il2data.Release) -> None:
    cited, deposited = yaml.safe_load(citation.cff(release, DAY)), citation.zenodo(release, DAY)
    for key, of_zenodo in {
        "title": "title",
        "abstract": "description",
        "version": "version",
        "license": "license",
        "keywords": "keywords",
        "type": "upload_type",
    }.items():
        assert deposited[of_zenodo] == cited[key]
    assert deposited["creators"] == cited["authors"]
    assert (deposited["publication_date"], deposited["access_right"]) == (DAY.isoformat(), "open")
