"""What is small on disk and large in memory is refused before it is read, and problems beyond a limit are counted."""

from __future__ import annotations

import json
import os
import pickle
import re
import struct
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pandas as pd
import pyarrow
import pyarrow.parquet
import pytest

import il2data
from conftest import ROOT, copy_package
from il2data import limits, loading, parquet_pages
from il2data.checking import csv_text, validation
from il2data.checking.rules import RULES
from il2data.cli import main
from il2data.errors import Problem, Problems
from il2data.package import digest, seal_of

NAME = {"name": "t", "fields": [{"name": "name", "type": "string", "constraints": {}}], "primaryKey": ["name"]}


def written(table: pyarrow.Table, **options: Any) -> bytes:
    sink = BytesIO()
    pyarrow.parquet.write_table(table, sink, compression="zstd", **options)
    return sink.getvalue()


def repeated(text: str, rows: int) -> pyarrow.Table:
    return pyarrow.table(
        {"name": pyarrow.DictionaryArray.from_arrays(pyarrow.array([0] * rows, pyarrow.int32()), pyarrow.array([text]))}
    )


def varint(number: int, length: int = 0) -> bytes:
    """Return a number as Thrift's compact protocol writes it, in more bytes than it needs where asked."""
    found: list[int] = []
    number <<= 1
    while number > 0x7F or len(found) + 1 < length:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])


def lying(data: bytes) -> bytes:
    """Return Parquet whose footer gives 18 bytes for what its only column takes up."""
    metadata = pyarrow.parquet.ParquetFile(BytesIO(data)).metadata
    start = len(data) - 8 - metadata.serialized_size
    true = varint(metadata.row_group(0).total_byte_size)
    assert data[start:].count(true) == 2
    return data[:start] + data[start:].replace(true, varint(18, len(true)))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rows", "text", "said"),
    [
        (6_000_000, "", "6,000,000 rows"),
        (200_000, "x" * 30_000, "at most 1,000,000, 1,000 and 268,435,456"),
        (9_000, "x" * 30_000, "270,0"),
    ],
)
def test_few_bytes_that_stand_for_many_rows_are_refused(rows: int, text: str, said: str) -> None:
    data = written(repeated(text, rows), store_schema=False)
    assert len(data) < 100_000
    with pytest.raises(il2data.PackageError, match=said):
        loading.read_parquet(data, NAME)


def test_a_footer_that_lies_about_its_size_is_no_way_round() -> None:
    data = lying(written(pyarrow.table({"name": pyarrow.array(["x" * 1_000_000] * 300)}), use_dictionary=False))
    assert pyarrow.parquet.ParquetFile(BytesIO(data)).metadata.row_group(0).total_byte_size == 18
    with pytest.raises(il2data.PackageError, match=r"data/t\.parquet unpacks to 300,001,2\d\d bytes"):
        loading.read_parquet(data, NAME)


@pytest.mark.slow
@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("dictionary", [True, False])
def test_one_huge_page_is_refused_unpacked(version: str, dictionary: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    table = pyarrow.table({"name": pyarrow.array(["x" * 300_000_000])})
    whole = {"data_page_size": 2**30, "dictionary_pagesize_limit": 2**30, "write_page_index": False}
    data = lying(written(table, use_dictionary=dictionary, data_page_version=version, write_statistics=False, **whole))
    assert len(data) < 100_000
    monkeypatch.setattr(pyarrow.parquet.ParquetFile, "iter_batches", lambda *_, **__: pytest.fail("it was unpacked"))
    with pytest.raises(il2data.PackageError, match=r"data/t\.parquet unpacks to 300,000,\d+ bytes in its first [23] p"):
        loading.read_parquet(data, NAME)


def test_a_long_text_of_a_dictionary_is_counted_for_each_cell_before_it_is_repeated() -> None:
    data = written(repeated("x" * 50_000_000, 900), store_schema=False, dictionary_pagesize_limit=2**30)
    assert len(data) < 20_000
    with pytest.raises(il2data.PackageError, match="asks for 10 rows, 1 columns and 500,0"):
        loading.read_parquet(data, NAME)


def test_more_pages_than_a_table_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = written(repeated("x", 1_000), store_schema=False, row_group_size=10)
    assert len(loading.read_parquet(data, NAME)) == 1_000
    monkeypatch.setattr(limits, "MAX_PAGES", 100)
    with pytest.raises(il2data.PackageError, match=r"unpacks to [\d,]+ bytes in its first 101 pages"):
        loading.read_parquet(data, NAME)


@pytest.mark.parametrize("options", [{}, {"data_page_version": "2.0"}, {"use_dictionary": False}], ids=str)
@pytest.mark.parametrize("compression", ["zstd", "gzip", "none"])
def test_pages_are_counted_as_they_are_whoever_wrote_them(options: dict[str, Any], compression: str) -> None:
    texts = [f"{at % 700} {'x' * (at % 90)}" for at in range(9_000)]
    sink = BytesIO()
    table = pyarrow.table({"name": texts})
    pyarrow.parquet.write_table(
        table, sink, compression=compression, data_page_size=5_000, write_batch_size=50, **options
    )
    data = sink.getvalue()
    footer = pyarrow.parquet.ParquetFile(BytesIO(data)).metadata
    found = [size for _, size in parquet_pages.sizes(data, footer)]
    headers = footer.row_group(0).total_byte_size - sum(found)
    assert len(found) > 5 and 10 * len(found) < headers + 40 < 300 * len(found), (found, headers)
    assert loading.read_parquet(data, NAME)["name"].tolist() == texts


def test_a_damaged_page_header_is_damage_and_no_crash() -> None:
    data = written(repeated("x", 1_000), store_schema=False)
    footer = pyarrow.parquet.ParquetFile(BytesIO(data)).metadata
    refused = 0
    for at in range(4, len(data) - footer.serialized_size - 8):
        for bit in range(8):
            damaged = data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]
            try:
                list(parquet_pages.sizes(damaged, footer))
            except parquet_pages.DamagedError:
                refused += 1
    assert refused > 100


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (b"", "not in the file"),
        (b"\x15", "cut short"),
        (b"\x05\x04\x00", "damaged"),
        (b"\x1d\x00", "damaged"),
        (b"\x15" + b"\xff" * 11, "damaged"),
        (b"\x1c" * 9, "damaged"),
        (b"\x15\x00\x00", "does not say its size"),
        (b"\x25\x02\x15\x01\x00", "does not say its size"),
        (b"\x25\x80\x80\x80\x80\x10\x15\x02\x00", "does not say its size"),
        (b"\x25\x02\x15\x04\x00x", "do not fill"),
    ],
)
def test_what_is_no_page_header_is_refused(header: bytes, said: str) -> None:
    with pytest.raises(parquet_pages.DamagedError, match=said):
        list(parquet_pages._pages(header, 0, max(1, len(header))))


@pytest.mark.parametrize(
    "table",
    [
        repeated("x" * 1_000, 10).cast(pyarrow.schema([("name", pyarrow.large_string())])),
        pyarrow.table({"name": pyarrow.array([b"x"], pyarrow.large_binary())}),
        pyarrow.table({"name": [[0] * 1_000]}),
        pyarrow.table({"name": [1]}),
        pyarrow.table({"name": ["x"], "more": ["x"]}),
        pyarrow.table({"other": ["x"]}),
        repeated("x", 10),
    ],
    ids=["large texts", "bytes", "lists", "numbers", "one column more", "another column", "a dictionary"],
)
def test_columns_that_are_not_those_of_the_schema_are_not_decoded(table: pyarrow.Table) -> None:
    with pytest.raises(pyarrow.ArrowInvalid, match="columns are not those of the schema"):
        loading.read_parquet(written(table), NAME)


def test_parquet_within_the_limits_is_read() -> None:
    assert (
        loading.read_parquet(written(repeated("x" * 10_000, 5_000), store_schema=False), NAME)["name"].str.len().sum()
        == 50_000_000
    )


def test_all_tables_of_a_package_count_together(monkeypatch: pytest.MonkeyPatch) -> None:
    release = il2data.open(ROOT)
    release.load("genes", validate=False)
    decoded = release.package.decoded
    assert decoded
    monkeypatch.setattr(limits, "MAX_TOTAL", decoded + 100)
    release.load("genes")
    with pytest.raises(il2data.PackageError, match="decoded, has"):
        release.load("facts", validate=False)


@pytest.mark.parametrize("data", [b"\n" * 2_000_000, b"name\n" + b"x\n" * 2_000_000], ids=["blank lines", "short rows"])
def test_csv_of_more_rows_than_any_is_refused_before_it_is_read(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_text, "_file_faults", lambda data: pytest.fail("the lines were looked at"))
    for read in (csv_text.problems, lambda schema, data: loading.read_csv(data, schema)):
        with pytest.raises(il2data.PackageError, match=r"data/t\.csv asks for 2,000,00\d rows"):
            read(NAME, data)


def test_a_csv_file_without_end_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(limits, "MAX_FILE", 1_000_000)
    assert main(["validate", "--table", "genes", os.devnull.replace("null", "zero")]) == 2
    assert "at most 1,000,000 are read" in capsys.readouterr().err


def test_a_zip_whose_members_only_another_record_counts_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "lie.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for at in range(limits.MAX_MEMBERS + 1):
            archive.writestr(f"m{at}", b"")
    data = path.read_bytes()
    at = data.rfind(b"PK\x05\x06")
    *_, members, size, start, _ = limits.END.unpack_from(data, at)
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, members, members, size, start)
    record += struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1)
    path.write_bytes(data[:at] + record + limits.END.pack(b"PK\x05\x06", 0, 0, 5, 5, 100, 0xFFFFFFFF, 0))
    assert len(zipfile.ZipFile(path).namelist()) == members, "the end record alone says five"
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("the members were listed"))
    with pytest.raises(il2data.PackageError, match="no release is that large"):
        il2data.open(path)


@pytest.mark.parametrize("chromosome", ["(", "(a|a|a)*b", "[", ""])
def test_a_cell_is_never_a_pattern(tables: dict[str, pd.DataFrame], chromosome: str) -> None:
    places = tables["gene_locations"].assign(chromosome=chromosome, band="a" * 40)
    law = RULES["gene-place"].law
    assert law
    found = [finding for finding in law(tables | {"gene_locations": places}) if finding[2] == "band"]
    assert len(found) == len(places)


def test_a_band_of_its_chromosome_is_one(tables: dict[str, pd.DataFrame]) -> None:
    law = RULES["gene-place"].law
    assert law and not list(law(tables))


def test_problems_are_counted_in_full_and_kept_up_to_a_limit() -> None:
    faults = (Problem("t", at, "", "text-width", "", "") for at in range(5_000))
    other = Problem("u", 1, "", "text-space", "", "")
    found = Problems(faults)
    assert (len(found), found.total) == (Problems.KEPT, 5_000)
    both = Problems([other])
    both += found
    assert (len(both), both.total, both.hidden) == (Problems.KEPT + 1, 5_001, {("t", "text-width"): 4_000})
    assert validation.summary(both) == {"text-width": 5_000, "text-space": 1}
    assert both.of(lambda _, rule: rule == "text-space") == [other]
    assert not both.first(0).of(lambda _, rule: rule == "seal") and both.first(0)
    error = pickle.loads(pickle.dumps(il2data.ValidationError(both)))
    assert str(error).startswith("5001 problem(s)") and str(error).endswith("and 4981 more")
    assert error.problems.total == 5_001


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package with 3,000 faults in one table and one in another."""
    root = tmp_path_factory.mktemp("faulty")
    copy_package(root)
    with (root / "data/genes.csv").open("a") as stream:
        stream.write("x\n" * 3_000)
    with (root / "data/units.csv").open("a") as stream:
        stream.write("x\n")
    descriptor = json.loads((root / "datapackage.json").read_text())
    for resource in descriptor["resources"]:
        size, sha256 = digest((root / resource["path"]).read_bytes())
        resource.update(bytes=size, hash=f"sha256:{sha256}")
    descriptor["seal"] = seal_of(descriptor)
    (root / "datapackage.json").write_text(json.dumps(descriptor))
    return root


@pytest.mark.usefixtures("lawless")  # no law is reached, and what is sound is read once
@pytest.mark.parametrize(("arguments", "shown"), [([], 1_000), (["--limit", "3"], 3), (["--limit", "0"], 0)])
def test_validate_says_how_many_more_there_are(
    faulty: Path, arguments: list[str], shown: int, capsys: pytest.CaptureFixture[str]
) -> None:
    def said(format: str) -> str:
        assert main(["validate", str(faulty), "--format", format, *arguments]) == 1
        return capsys.readouterr().out

    more = f"{3_001 - shown:,} more problem(s) are not shown"
    text = said("text").splitlines()
    begin = text.pop() if shown else ""
    assert begin.startswith(
        "3,001 problem(s): 3,000 in data/genes.csv, 1 in data/units.csv. Begin with data/genes.csv, line"
        if shown
        else ""
    )
    assert len(text) == shown + 2 and more in text[-2] and text[-1] == "by rule: text-width 3001"
    *problems, last = json.loads(said("json"))
    assert len(problems) == shown and (last["rule"], last["severity"]) == ("more", "error") and more in last["message"]
    annotations = said("github").splitlines()
    assert (
        len(annotations) == shown + 1 and annotations[-1].startswith("::error title=more::") and more in annotations[-1]
    )
    run = json.loads(said("sarif"))["runs"][0]
    assert (
        len(run["results"]) == shown
        and more in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
    )
    suite = ET.fromstring(said("junit"))
    failed = {case.get("name"): case.findall("failure") for case in suite if case.find("failure") is not None}
    assert suite.get("failures") == "2" and {name: len(found) for name, found in failed.items()} == {
        "genes": shown + 1,
        "units": 1,
    }
    assert failed["units"][0].get("message") == "1 more problem(s) are not shown."


def test_all_is_shown_where_the_limit_allows(faulty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(faulty / "data/units.csv"), "--table", "units", "--limit", "1"]) == 1
    assert "more" not in capsys.readouterr().out


@pytest.mark.parametrize("limit", ["-1", "many", "1.5"])
def test_a_limit_is_a_number(limit: str) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["validate", "--limit", limit])
    assert caught.value.code == 2


def test_no_pattern_is_made_of_what_a_table_holds() -> None:
    import ast

    found = []
    for path in [
        *(ROOT / "src/il2data/checking/rules").glob("*.py"),
        ROOT / "src/il2data/loading.py",
        ROOT / "src/il2data/checking/validation.py",
    ]:
        calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
        calls = [call for call in calls if re.match(r"re\.(?!escape\b)", ast.unparse(call.func))]
        found += [
            path.name
            for call in calls
            if any(
                isinstance(part, ast.BinOp)
                or (isinstance(part, ast.FormattedValue) and not ast.unparse(part.value).startswith("re.escape("))
                for part in ast.walk(call.args[0])
            )
        ]
    assert found == []


def test_the_documented_limits_are_those_that_hold() -> None:
    said = dict(
        re.findall(r"^\| ([^|]+) \| ([\d,]+)(?: MiB)? \|$", (ROOT / "docs/checking.md").read_text(), re.MULTILINE)
    )
    assert {what: int(number.replace(",", "")) for what, number in said.items()} == {
        "a table as a file, in MiB": limits.MAX_FILE // limits.MEBIBYTE,
        "a table once decoded, and all tables of a package together, in MiB": limits.MAX_DECODED // limits.MEBIBYTE,
        "a descriptor or schema, in MiB": limits.MAX_JSON // limits.MEBIBYTE,
        "members of a zip": limits.MAX_MEMBERS,
        "rows of a table": limits.MAX_ROWS,
        "columns of a table": limits.MAX_COLUMNS,
        "pages of a Parquet file": limits.MAX_PAGES,
        "problems of one rule that can be shown": limits.MAX_PROBLEMS,
    }
    assert limits.MAX_TOTAL == limits.MAX_DECODED
