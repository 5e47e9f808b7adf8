"""A package hands out the bytes it was sealed with, and nothing from elsewhere."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest

import il2data
from conftest import ROOT, copy_package
from il2data.package import Package, seal_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy_package(tmp_path / "release")
    return tmp_path / "release"


def zipped(folder: Path, target: Path, extra: dict[str, bytes] | None = None) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(p for p in folder.rglob("*") if p.is_file()):
            archive.write(file, file.relative_to(folder).as_posix())
        for name, data in (extra or {}).items():
            archive.writestr(name, data)
    return target


@pytest.mark.usefixtures("concerned")
def test_folder_and_zip_hold_the_same_tables(folder: Path, tmp_path: Path) -> None:
    from_zip = il2data.open(zipped(folder, tmp_path / "release.zip"))
    from_folder = il2data.open(folder)
    assert from_zip.tables() == from_folder.tables() == il2data.tables()
    for name in from_zip.tables():
        assert from_zip.load(name).equals(from_folder.load(name))  # type: ignore[arg-type]
    from_zip.validate()


@pytest.mark.parametrize("file", ["data/genes.parquet", "data/genes.csv", "schemas/genes.json"])
@pytest.mark.parametrize("where", [0, 0.5, 1])
def test_a_flipped_byte_is_refused_by_name(folder: Path, file: str, where: float) -> None:
    data = bytearray((folder / file).read_bytes())
    data[int(where * (len(data) - 1))] ^= 1
    (folder / file).write_bytes(data)
    package = Package(folder)
    with pytest.raises(il2data.IntegrityError, match=file) as caught:
        package.data("genes", "csv" if file.endswith("csv") else "parquet")
        package.schema("genes")
    assert caught.value.expected[0] == caught.value.actual[0] == len(data)
    assert caught.value.expected[1] != caught.value.actual[1]


def test_a_truncated_file_is_refused_with_its_sizes(folder: Path) -> None:
    whole = (folder / "data/genes.parquet").read_bytes()
    (folder / "data/genes.parquet").write_bytes(whole[:-1])
    with pytest.raises(il2data.IntegrityError, match=f"{len(whole)} bytes .* found {len(whole) - 1} bytes"):
        il2data.open(folder).load("genes")


def test_an_edited_descriptor_is_refused(folder: Path) -> None:
    text = (folder / "datapackage.json").read_text()
    (folder / "datapackage.json").write_text(text.replace("CC-BY-4.0", "CC0-1.0", 1))
    with pytest.raises(il2data.IntegrityError, match=r"datapackage\.json"):
        il2data.open(folder)


@pytest.mark.parametrize(
    "path", ["../../etc/passwd", "/etc/passwd", "https://example.org/genes.csv", "data/GENES.csv", "data/.hidden.csv"]
)
def test_a_descriptor_that_names_other_files_is_refused(folder: Path, path: str) -> None:
    descriptor = json.loads((folder / "datapackage.json").read_text())
    descriptor["resources"][0]["path"] = path
    descriptor["seal"] = seal_of(descriptor)
    (folder / "datapackage.json").write_text(json.dumps(descriptor))
    with pytest.raises(il2data.PackageError, match="its own data and schema files"):
        il2data.open(folder)


@pytest.mark.parametrize("name", ["../x", "genes.csv", "Genes", "", "data/genes", "gene"])
def test_an_unknown_table_gives_the_choices(name: str) -> None:
    with pytest.raises(il2data.UnknownTableError, match="Choices: genes, proteins"):
        il2data.load(name)  # type: ignore[arg-type]


def test_the_nearest_table_is_named() -> None:
    with pytest.raises(LookupError, match="Did you mean 'genes'"):
        il2data.load("gene")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "member", ["../x", "data/../../x.csv", "data/genes.csv\x00", "/etc/passwd", "data\\genes.csv", "data/%2e%2e/x.csv"]
)
def test_nothing_outside_the_package_is_read(member: str) -> None:
    with pytest.raises(il2data.PackageError, match="not a file of an il2data package"):
        Package(ROOT).read(member)


def test_a_folder_that_is_no_package_is_refused(tmp_path: Path) -> None:
    with pytest.raises(il2data.PackageError, match="Expected the root of an il2data release"):
        il2data.open(tmp_path)


def test_a_file_that_is_no_zip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"not a zip")
    with pytest.raises(il2data.PackageError, match="is no zip"):
        il2data.open(tmp_path / "x.zip")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["../evil.csv", "/evil.csv", "data/../../evil.csv", "C:/evil.csv"])
def test_a_zip_with_an_unsafe_member_is_refused(folder: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(il2data.PackageError, match="unsafe member"):
        il2data.open(zipped(folder, tmp_path / "evil.zip", {name: b"x"}))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["evil.zip", "release"]


def test_a_symbolic_link_is_not_followed(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.parquet"
    shutil.move(folder / "data/genes.parquet", elsewhere)
    (folder / "data/genes.parquet").symlink_to(elsewhere)
    with pytest.raises(il2data.PackageError, match="symbolic link"):
        il2data.open(folder).load("genes")
