"""Whatever is changed, cut, swapped, hidden or smuggled in is refused, and nothing outside the package is opened."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow
import pyarrow.parquet
import pytest

import il2data
from conftest import copy_package
from il2data import build, limits
from il2data.checking import validation
from il2data.package import DESCRIPTOR, Package, digest, seal_of

REFUSED = (il2data.IntegrityError, il2data.PackageError)
TABLE: Final = "receptor_forms"
MEMBERS = (f"data/{TABLE}.csv", f"data/{TABLE}.parquet", f"schemas/{TABLE}.json")


@pytest.fixture(scope="module")
def sound(few: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the small package; every test that damages it puts it back."""
    folder = tmp_path_factory.mktemp("sound")
    copy_package(folder, few)
    return folder


@pytest.fixture
def small(sound: Path, tmp_path: Path) -> Path:
    """A sealed package of one table, to be damaged for good."""
    for member in MEMBERS:
        (tmp_path / "small" / member).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(sound / member, tmp_path / "small" / member)
    descriptor = json.loads((sound / DESCRIPTOR).read_bytes())
    descriptor["resources"] = [r for r in descriptor["resources"] if r["name"] == TABLE]
    reseal(tmp_path / "small", descriptor)
    return tmp_path / "small"


def reseal(folder: Path, descriptor: dict[str, Any]) -> None:
    descriptor["seal"] = seal_of(descriptor)
    (folder / DESCRIPTOR).write_text(json.dumps(descriptor))


def members(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def read(package: Package, member: str) -> object:
    """Read a member the way `load`, `describe` and `open` do."""
    folder, _, file = member.rpartition("/")
    table, _, format = file.rpartition(".")
    match folder:
        case "data":
            return package.data(table, format)  # type: ignore[arg-type]
        case "schemas":
            return package.schema(table)
        case _:
            return package.descriptor


def put(file: Path, offset: int, byte: int) -> None:
    with file.open("r+b") as stream:
        stream.seek(offset)
        stream.write(bytes([byte]))


def zipped(folder: Path, target: Path, compression: int = zipfile.ZIP_DEFLATED, leave_out: str = "") -> zipfile.ZipFile:
    archive = zipfile.ZipFile(target, "w", compression)
    for member in members(folder):
        if member != leave_out:
            archive.write(folder / member, member)
    return archive


def test_the_table_is_the_smallest() -> None:
    whole = Package.installed()
    sizes = {t: sum(len(whole.read(m.replace(TABLE, t))) for m in MEMBERS) for t in whole.tables}
    assert sizes[TABLE] <= 2 * min(sizes.values())


@pytest.mark.parametrize("member", MEMBERS)
def test_every_single_byte_of_a_table_is_guarded(sound: Path, member: str) -> None:
    guarded, data = Package(sound), (sound / member).read_bytes()
    for offset, byte in enumerate(data):
        put(sound / member, offset, byte ^ 1)
        with pytest.raises(il2data.IntegrityError, match=member):
            read(guarded, member)
        put(sound / member, offset, byte)
    read(guarded, member)


def test_every_byte_of_the_descriptor_is_guarded(sound: Path) -> None:
    data = (sound / DESCRIPTOR).read_bytes()
    for offset in random.Random(1).sample(range(len(data)), 300):
        put(sound / DESCRIPTOR, offset, data[offset] ^ 1)
        with pytest.raises(REFUSED, match=r"datapackage\.json"):
            il2data.open(sound)
        put(sound / DESCRIPTOR, offset, data[offset])
    il2data.open(sound)


def flips(folder: Path, number: int, seed: int) -> Iterator[str]:
    """Flip one bit of one file after another; each is mended before the next."""
    chance = random.Random(seed)
    for _ in range(number):
        member = chance.choice(members(folder))
        data = (folder / member).read_bytes()
        offset = chance.randrange(len(data))
        put(folder / member, offset, data[offset] ^ 1 << chance.randrange(8))
        yield member
        put(folder / member, offset, data[offset])


def assert_found(folder: Path, member: str) -> None:
    try:
        problems = validation.check_package(Package(folder))
    except REFUSED as error:
        assert not member.startswith("data/") and Path(member).name in str(error)
    else:
        assert [(p.table, p.rule) for p in problems if p.rule == "seal"] == [(Path(member).stem, "seal")]
        assert member in next(p.message for p in problems if p.rule == "seal")


@pytest.mark.slow
def test_a_flipped_bit_anywhere_is_refused_by_reading_and_found_by_the_seals(
    sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(validation, "check_texts", lambda schemas, texts, watch: ({}, []))
    monkeypatch.setattr(validation, "_derived_problems", lambda schemas, tables: [])
    for number, member in enumerate(flips(sound, 200, seed=2)):
        with pytest.raises(REFUSED, match=Path(member).name):
            read(Package(sound), member)
        if number % 4 == 0:  # all files are hashed for each
            assert_found(sound, member)


@pytest.mark.usefixtures("lawless")
def test_a_flipped_bit_stops_no_check(sound: Path) -> None:
    for member in flips(sound, 2, seed=3):
        assert_found(sound, member)


@pytest.mark.parametrize("where", [0, 0.25, 0.5, 0.9, 0.99])
def test_damaged_parquet_is_a_problem_and_not_a_crash(sound: Path, where: float) -> None:
    chance, schema = random.Random(4), Package(sound).schema(TABLE)
    frame = il2data.open(sound).load(TABLE)
    data = (sound / MEMBERS[1]).read_bytes()
    for _ in range(60):
        damaged = bytearray(data)
        damaged[int(where * len(data)) + chance.randrange(len(data) // 100)] ^= 1 << chance.randrange(8)

        class Damaged(Package):
            def read(self, member: str, damaged: bytes = bytes(damaged)) -> bytes:
                return damaged

        assert len(list(validation._parquet_problems(Damaged(sound), TABLE, schema, frame))) <= 1


def test_build_mends_damaged_parquet(sound: Path) -> None:
    chance, data = random.Random(5), (sound / MEMBERS[1]).read_bytes()
    descriptor, schema = Package(sound).descriptor, Package(sound).schema(TABLE)
    frame = il2data.open(sound).load(TABLE)
    assert build.to_parquet(schema, frame, descriptor, data) == data
    for _ in range(200):
        damaged = bytearray(data)
        damaged[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        built = build.to_parquet(schema, frame, descriptor, bytes(damaged))
        assert built in (data, bytes(damaged))
        assert pyarrow.parquet.read_table(pyarrow.BufferReader(built)).equals(
            pyarrow.parquet.read_table(pyarrow.BufferReader(data))
        )


@pytest.mark.parametrize("member", [*MEMBERS, DESCRIPTOR])
@pytest.mark.parametrize("keep", [0, 1, 0.5, -1])
def test_a_truncated_or_emptied_file_is_refused(small: Path, member: str, keep: float) -> None:
    data = (small / member).read_bytes()
    (small / member).write_bytes(data[: int(keep * len(data)) if 0 < keep < 1 else int(keep)])
    with pytest.raises(REFUSED, match=Path(member).name):
        read(Package(small), member)


@pytest.mark.parametrize("member", MEMBERS)
def test_a_longer_file_is_refused(small: Path, member: str) -> None:
    with (small / member).open("ab") as stream:
        stream.write(b"\n")
    with pytest.raises(il2data.IntegrityError, match=member):
        read(Package(small), member)


@pytest.mark.parametrize("one", MEMBERS)
@pytest.mark.parametrize("extension", ["csv", "parquet", "json"])
def test_swapped_files_are_refused(sound: Path, one: str, extension: str) -> None:
    other = f"{'schemas' if extension == 'json' else 'data'}/genes.{extension}"
    for first, second in ((one, other), (other, one)):
        before = (sound / first).read_bytes()
        (sound / first).write_bytes((sound / second).read_bytes())
        with pytest.raises(il2data.IntegrityError, match=first):
            read(Package(sound), first)
        (sound / first).write_bytes(before)


@pytest.mark.parametrize("member", [*MEMBERS, DESCRIPTOR])
def test_a_missing_file_is_refused_by_name(small: Path, member: str) -> None:
    (small / member).unlink()
    with pytest.raises(il2data.PackageError, match=f"cannot read {member}"):
        read(Package(small), member)
    with pytest.raises(il2data.PackageError, match=f"cannot read {member}"):
        il2data.validate(small)


def link(file: Path) -> None:
    elsewhere = shutil.move(file, file.parents[2] / "elsewhere")
    file.symlink_to(elsewhere)


def dangle(file: Path) -> None:
    file.unlink()
    file.symlink_to("nowhere")


def link_folder(file: Path) -> None:
    elsewhere = shutil.move(file.parent, file.parents[2] / "elsewhere")
    file.parent.symlink_to(elsewhere)


def nest(file: Path) -> None:
    file.unlink()
    file.mkdir()


def pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


@pytest.mark.parametrize("member", MEMBERS)
@pytest.mark.parametrize(
    ("replace", "said"),
    [
        (link, "symbolic link"),
        (dangle, "symbolic link"),
        (link_folder, "symbolic link"),
        (nest, "regular file"),
        (pipe, "regular file"),
    ],
)
def test_what_is_no_file_of_the_package_is_refused(
    small: Path, member: str, replace: Callable[[Path], None], said: str
) -> None:
    replace(small / member)
    with pytest.raises(il2data.PackageError, match=said):
        read(Package(small), member)


@pytest.mark.parametrize("replace", [dangle, nest, pipe])
def test_a_descriptor_that_is_no_file_is_refused(small: Path, replace: Callable[[Path], None]) -> None:
    replace(small / DESCRIPTOR)
    with pytest.raises(il2data.PackageError, match=r"symbolic link|regular file"):
        il2data.open(small)


@pytest.mark.parametrize(
    "how",
    [
        {"version": "1.0"},
        {"version": "2.4"},
        {"data_page_version": "2.0"},
        {"compression": "none"},
        {"use_dictionary": False},
        {"write_statistics": False},
    ],
)
def test_the_same_rows_written_by_another_writer_are_refused(small: Path, how: dict[str, Any]) -> None:
    path = small / MEMBERS[1]
    sealed = path.read_bytes()
    table = pyarrow.parquet.read_table(path)
    pyarrow.parquet.write_table(table, path, **({"compression": "zstd", "write_page_checksum": False} | how))
    assert pyarrow.parquet.read_table(path).equals(table)
    assert path.read_bytes() != sealed
    with pytest.raises(il2data.IntegrityError, match=MEMBERS[1]):
        il2data.open(small).load(TABLE)


@pytest.mark.usefixtures("lawless")
def test_the_same_rows_in_other_bytes_are_no_more_than_a_broken_seal(sound: Path) -> None:
    path = sound / MEMBERS[1]
    sealed = path.read_bytes()
    pyarrow.parquet.write_table(pyarrow.parquet.read_table(path), path, compression="gzip")
    found = [(p.table, p.rule) for p in validation.errors(validation.check_package(Package(sound)))]
    path.write_bytes(sealed)
    assert found == [(TABLE, "seal")]


def test_what_is_sealed_and_no_parquet_is_refused_by_name(small: Path) -> None:
    (small / MEMBERS[1]).write_bytes(b"PAR1 nothing of the sort PAR1")
    size, sha256 = digest((small / MEMBERS[1]).read_bytes())
    descriptor = json.loads((small / DESCRIPTOR).read_bytes())
    descriptor["resources"][0]["parquet"].update(bytes=size, hash=f"sha256:{sha256}")
    reseal(small, descriptor)
    with pytest.raises(il2data.PackageError, match=MEMBERS[1]):
        il2data.open(small).load(TABLE)


@pytest.mark.parametrize("key", ["name", "path", "schema", "bytes", "hash", "schemaSeal", "parquet"])
@pytest.mark.parametrize("value", [None, 1, [], {}, "x", "\ud800"])
def test_a_descriptor_without_what_it_needs_is_refused(small: Path, key: str, value: object) -> None:
    descriptor = json.loads((small / DESCRIPTOR).read_bytes())
    descriptor["resources"][0][key] = value
    if value == "\ud800":
        (small / DESCRIPTOR).write_text(json.dumps(descriptor))
    else:
        reseal(small, descriptor)
    with pytest.raises(REFUSED):
        il2data.open(small).package.data(TABLE, "csv")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{",
        '{"resources": 1}',
        '{"resources": [1]}',
        "[" * 100_000,
        '"' + "9" * 5000,
        "9" * 5000,
        "\x00",
    ],
)
def test_a_descriptor_that_is_none_is_refused(small: Path, text: str) -> None:
    (small / DESCRIPTOR).write_text(text)
    with pytest.raises(il2data.PackageError, match="not an il2data descriptor"):
        il2data.open(small)


HOSTILE = [
    "http://example.org/x.csv",
    "https://example.org/data/receptor_forms.csv",
    "file:///x.csv",
    "//server/share/x.csv",
    "/x.csv",
    "C:/x.csv",
    "C:\\x.csv",
    "data/../x.csv",
    "../data/receptor_forms.csv",
    "data/.hidden.csv",
    "data/./receptor_forms.csv",
    ".",
    "",
    "data//receptor_forms.csv",
    "./data/receptor_forms.csv",
    "data/receptor_forms.csv\n",
    "data/receptor_forms.csv\x00",
    "data/%2e%2e/x.csv",
]


@pytest.mark.parametrize("path", HOSTILE)
def test_a_sealed_descriptor_that_names_other_files_is_refused(small: Path, path: str) -> None:
    for change in ({"path": path}, {"schema": path}, {"parquet": {"path": path}}):
        descriptor = json.loads((small / DESCRIPTOR).read_bytes())
        for key, value in change.items():
            entry = descriptor["resources"][0]
            entry[key] = entry[key] | value if isinstance(value, dict) else value
        reseal(small, descriptor)
        with pytest.raises(il2data.PackageError, match="its own data and schema files"):
            il2data.open(small)


@pytest.mark.parametrize(
    "name", ["../x", ".hidden", "a/b", "http://example.org/x", "x\x00", "..", "GENES", "gеnes", ""]
)
def test_a_sealed_descriptor_whose_table_is_no_name_is_refused(small: Path, name: str) -> None:
    descriptor = json.loads((small / DESCRIPTOR).read_bytes())
    entry = descriptor["resources"][0]
    entry.update(name=name, path=f"data/{name}.csv", schema=f"schemas/{name}.json")
    entry["parquet"]["path"] = f"data/{name}.parquet"
    reseal(small, descriptor)
    with pytest.raises(il2data.PackageError, match="name of resource 1 is"):
        il2data.open(small)


def test_a_file_larger_than_any_table_is_refused_unread(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Package(small)
    assert opened.tables == (TABLE,)
    monkeypatch.setattr(limits, "MAX_FILE", 100)
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail(f"{path} was read"))
    with pytest.raises(il2data.PackageError, match="at most 100 are read"):
        opened.data(TABLE, "parquet")


def test_a_bomb_in_a_zip_is_refused_unread(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipped(small, tmp_path / "bomb.zip", leave_out=MEMBERS[0]) as archive:
        archive.writestr(MEMBERS[0], bytes(4_000_000))
    assert (tmp_path / "bomb.zip").stat().st_size < 30_000
    opened = Package(tmp_path / "bomb.zip")
    assert opened.tables == (TABLE,)
    monkeypatch.setattr(limits, "MAX_FILE", 1_000_000)
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("the member was opened"))
    with pytest.raises(il2data.PackageError, match="at most 1,000,000 are read"):
        opened.data(TABLE, "csv")


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize(
    ("declared", "content"), [(316, "zeros"), (0, "zeros"), (10**6, "small"), (0, "small"), (-1, "small")]
)
@pytest.mark.parametrize("with_checksum", [True, False])
def test_a_zip_that_lies_about_a_size_is_refused(
    small: Path, tmp_path: Path, compression: int, declared: int, content: str, with_checksum: bool
) -> None:
    import tracemalloc
    import zlib

    genuine = (small / MEMBERS[0]).read_bytes()
    data = bytes(40_000_000) if content == "zeros" else genuine
    size = declared if declared >= 0 else len(genuine) - 1
    with zipped(small, tmp_path / "lie.zip", leave_out=MEMBERS[0]) as archive:
        archive.writestr(MEMBERS[0], data, compress_type=compression)
        info = archive.getinfo(MEMBERS[0])
        info.file_size = size
        if with_checksum:
            info.CRC = zlib.crc32(data[:size])
    del data
    tracemalloc.start()
    with pytest.raises(REFUSED, match=MEMBERS[0]):
        Package(tmp_path / "lie.zip").data(TABLE, "csv")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_compression_that_unpacks_without_bound_is_refused(small: Path, tmp_path: Path, compression: int) -> None:
    zipped(small, tmp_path / "release.zip", compression).close()
    with pytest.raises(il2data.PackageError, match="neither stored nor deflated"):
        il2data.open(tmp_path / "release.zip")


@pytest.mark.parametrize(
    "name",
    [
        "../x",
        "/x",
        "\\x",
        "a/../../x",
        "a\\..\\..\\x",
        "..",
        "C:/x",
        "C:x",
        "//server/share",
        "\\\\server\\share",
        "http://x",
        "data/genes.csv:stream",
    ],
)
def test_a_zip_that_slips_is_refused(small: Path, tmp_path: Path, name: str) -> None:
    with zipped(small, tmp_path / "slip.zip") as archive:
        archive.writestr(name, b"x")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(il2data.PackageError, match="unsafe member"):
        il2data.open(tmp_path / "slip.zip")
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("member", [*MEMBERS, DESCRIPTOR])
@pytest.mark.parametrize("genuine_first", [True, False])
@pytest.mark.parametrize("name", ["{}", "{}\x00.txt"])
def test_a_zip_that_holds_a_member_twice_is_refused(
    small: Path, tmp_path: Path, member: str, genuine_first: bool, name: str
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipped(small, tmp_path / "twice.zip", leave_out=member) as archive:
            for data in ((small / member).read_bytes(), b"forged")[:: 1 if genuine_first else -1]:
                info = zipfile.ZipInfo(member)
                info.filename = name.format(member) if data == b"forged" else member
                archive.writestr(info, data)
    with pytest.raises(il2data.PackageError, match=f"{member} more than once"):
        read(Package(tmp_path / "twice.zip"), member)


@pytest.mark.parametrize("member", [*MEMBERS, DESCRIPTOR])
def test_a_link_in_a_zip_is_not_followed(small: Path, tmp_path: Path, member: str) -> None:
    with zipped(small, tmp_path / "link.zip", leave_out=member) as archive:
        info = zipfile.ZipInfo(member)
        info.create_system, info.external_attr = 3, 0o120777 << 16
        archive.writestr(info, str(small / member))
    with pytest.raises(REFUSED, match=Path(member).name):
        read(Package(tmp_path / "link.zip"), member)


def test_an_encrypted_member_is_refused(small: Path, tmp_path: Path) -> None:
    with zipped(small, tmp_path / "locked.zip") as archive:
        archive.getinfo(MEMBERS[0]).flag_bits |= 1
    with pytest.raises(il2data.PackageError, match=f"cannot read {MEMBERS[0]}"):
        Package(tmp_path / "locked.zip").data(TABLE, "csv")


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["flip", "cut", "blank"])
def test_a_damaged_zip_hands_out_what_was_sealed_or_is_refused(small: Path, tmp_path: Path, damage: str) -> None:
    chance, path = random.Random(damage), tmp_path / "release.zip"
    zipped(small, path).close()
    whole = path.read_bytes()
    expected = {member: read(Package(small), member) for member in (DESCRIPTOR, *MEMBERS)}
    refused = 0
    for _ in range(700):
        data = bytearray(whole)
        at = chance.randrange(len(data))
        if damage == "flip":
            data[at] ^= 1 << chance.randrange(8)
        elif damage == "cut":
            del data[at : at + chance.randrange(1, 200)]
        else:
            data[at : at + 20] = bytes(20)
        path.write_bytes(data)
        for member, genuine in expected.items():
            try:
                found = read(Package(path), member)
            except REFUSED:
                refused += 1
            else:
                assert found == genuine
    assert refused > 500


PARTS = (
    "..", ".", "/", "\\", "\x00", "%2e%2e", "%00", "%2f", "C:", "//server/share", "~", "$HOME", "file://",
    "http://example.org/", "\n", " ", "\u2024\u2024", "\uff0e\uff0e", "\u2215", "\u2044", "\uff0f", "\u202e",
    "g\u0435nes", "\udcff", "\U0001f9ec", "GENES", "genes", "data", "schemas", ".csv", ".parquet", ".json",
    "datapackage.json", "etc", "passwd", "_package", "x" * 300,
)  # fmt: skip


def fuzzed(number: int, seed: int) -> list[str]:
    chance = random.Random(seed)
    found = ["".join(chance.choices(PARTS, k=chance.randrange(1, 8))) for _ in range(number)]
    found[::500] = ["".join(chance.choices(PARTS, k=500)) for _ in found[::500]]
    real = Package.installed()
    good = {*real.tables, DESCRIPTOR, *(m.replace(TABLE, t) for m in MEMBERS for t in real.tables)}
    return [name for name in found if name not in good]


def test_fuzzed_names_and_paths_open_nothing_outside_the_package(small: Path, tmp_path: Path) -> None:
    zipped(small, tmp_path / "small.zip").close()
    (tmp_path / "names.json").write_text(json.dumps(fuzzed(10_000, seed=6)))
    code = """if True:
        import json, os, sys, zipfile, il2data, difflib
        from il2data.package import Package
        names = json.load(open(sys.argv[1]))
        roots = [os.path.realpath(root) for root in sys.argv[2:]]
        opened = set()
        watched = {"open", "os.listdir", "os.scandir", "socket.connect", "socket.getaddrinfo"}
        watched |= {"urllib.Request", "subprocess.Popen", "os.system"}
        def hook(event, args):
            if event in watched:
                opened.add(str(args[0]))
        sys.addaudithook(hook)
        releases = [il2data.Release(Package(root)) for root in roots]
        for release in releases:
            release.tables()
        told = {"UnknownTableError": 0, "PackageError": 0}
        for at, name in enumerate(names):
            release = releases[at % 2]
            for call in (release.package.data, release.package.schema, release.package.resource, release.package.read):
                arguments = (name, "csv") if call == release.package.data else (name,)
                try:
                    call(*arguments)
                except (il2data.UnknownTableError, il2data.PackageError) as error:
                    told[type(error).__name__] += 1
                else:
                    raise SystemExit(f"{name!r} was let through")
            if at % 20 == 0:
                for call in (release.load, release.path, release.describe):
                    try:
                        call(name)
                    except (il2data.UnknownTableError, il2data.PackageError):
                        pass
                    else:
                        raise SystemExit(f"{name!r} was let through")
        places = (sys.prefix, sys.base_prefix, *sys.path)
        libraries = tuple({os.path.realpath(p) for p in places if p}) + tuple(sys.path)
        outside = [p for p in opened if not os.path.realpath(p).startswith((*roots, *libraries))]
        told["opened"] = sorted(p for p in opened if os.path.realpath(p).startswith(tuple(roots)))
        told["outside"] = outside
        print(json.dumps(told))
    """
    result = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "names.json"), str(small), str(tmp_path / "small.zip")],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr[-2000:]
    told = json.loads(result.stdout)
    assert told["UnknownTableError"] + told["PackageError"] == 4 * len(fuzzed(10_000, seed=6))
    assert told["outside"] == []
    assert {Path(path).name for path in told["opened"]} == {DESCRIPTOR, "small.zip"}


def test_fuzzed_paths_in_a_sealed_descriptor_are_refused(small: Path) -> None:
    descriptor = json.loads((small / DESCRIPTOR).read_bytes())
    entry = descriptor["resources"][0]
    for at, path in enumerate(fuzzed(3_000, seed=7)):
        if "\udcff" in path:
            continue
        key = ("path", "schema", "name")[at % 3]
        before, entry[key] = entry[key], path
        reseal(small, descriptor)
        with pytest.raises(il2data.PackageError):
            il2data.open(small)
        entry[key] = before


@pytest.mark.parametrize("change", ["utf-16", "doubled key", "two of one table", "version is a list", "no table"])
def test_a_descriptor_that_readers_understand_differently_is_refused(small: Path, change: str) -> None:
    path = small / DESCRIPTOR
    descriptor = json.loads(path.read_text())
    if change == "two of one table":
        descriptor["resources"].append(descriptor["resources"][0])
    elif change == "version is a list":
        descriptor["version"] = [descriptor["version"]]
    elif change == "no table":
        descriptor["resources"] = []
    reseal(small, descriptor)
    text = path.read_text()
    if change == "utf-16":
        path.write_bytes(text.encode("utf-16"))
    elif change == "doubled key":
        path.write_text('{"version": "6.6.6",' + text.lstrip()[1:])
    with pytest.raises(il2data.PackageError, match="is not an il2data descriptor"):
        il2data.open(small)


def test_a_schema_under_another_name_is_refused(small: Path) -> None:
    descriptor = json.loads((small / DESCRIPTOR).read_text())
    entry = descriptor["resources"][0]
    schema = json.loads((small / entry["schema"]).read_text())
    data = json.dumps(schema | {"name": "another"}).encode()
    (small / entry["schema"]).write_bytes(data)
    size, sha256 = digest(data)
    entry["schemaSeal"] = {"bytes": size, "hash": f"sha256:{sha256}"}
    reseal(small, descriptor)
    with pytest.raises(il2data.PackageError, match="is not the schema of the table"):
        il2data.open(small).load(entry["name"])


def test_errors_survive_a_process_pool() -> None:
    import pickle

    problem = il2data.Problem("genes", 2, "symbol", "rule", "wrong.", "Mend it.")
    for error in (
        il2data.UnknownTableError("table", "gene", ["genes"]),
        il2data.IntegrityError("data/genes.csv", (1, "a"), (2, "b")),
        il2data.ValidationError([problem]),
    ):
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), str(again)) == (type(error), str(error))
    assert again.problems == [problem]


def test_a_zip_with_more_members_than_a_release_is_refused_unlisted(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipped(small, tmp_path / "many.zip") as archive:
        for at in range(limits.MAX_MEMBERS):
            archive.writestr(f"m{at}", b"")
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("the members were listed"))
    with pytest.raises(il2data.PackageError, match=r"lists 2,00\d members"):
        il2data.open(tmp_path / "many.zip")


def test_a_zip_with_names_longer_than_a_release_is_refused(small: Path, tmp_path: Path) -> None:
    with zipped(small, tmp_path / "long.zip") as archive:
        for at in range(20):
            archive.writestr(f"{at}" + "n" * 60_000, b"")
    with pytest.raises(il2data.PackageError, match="members in 1,2"):
        il2data.open(tmp_path / "long.zip")


def test_a_zip_that_unpacks_to_more_than_a_release_is_refused(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    zipped(small, tmp_path / "release.zip").close()
    monkeypatch.setattr(limits, "MAX_TOTAL", 100)
    with pytest.raises(il2data.PackageError, match="unpacked, has"):
        il2data.open(tmp_path / "release.zip")


def test_a_descriptor_larger_than_any_is_refused_unread(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (small / DESCRIPTOR).open("a") as stream:
        stream.truncate(limits.MAX_JSON + 1)
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail(f"{path} was read"))
    with pytest.raises(il2data.PackageError, match="at most 8,388,608 are read"):
        il2data.open(small)
