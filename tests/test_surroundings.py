"""The package works wherever it is put, leaves no trace there, and survives being killed."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

import il2data
from conftest import ROOT, copy_package
from il2data import build
from il2data.releases.formats import archives

# Runs before everything else: tells of every write and refuses the network.
HOOK = """
import os, sys
SEEN = []
WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGE = {"mkdir", "rename", "remove", "rmdir", "link", "symlink", "truncate", "chmod", "chown", "utime"}
CHANGE |= {"system", "fork", "exec", "posix_spawn"}
OUTWARD = ("socket.", "tempfile.", "shutil.", "subprocess.")
def hook(event, args):
    writes = event == "open" and (isinstance(args[1], str) and set("wax+") & set(args[1]) or args[2] & WRITE)
    if writes or event.startswith(OUTWARD) or event.startswith("os.") and event[3:] in CHANGE:
        SEEN.append((event, args))
        if event in ("socket.connect", "socket.getaddrinfo"):
            raise OSError("there is no network")
sys.addaudithook(hook)
"""
USE = f"""{HOOK}
import hashlib, sys, warnings
import pandas as pd
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # pandas is about to drop one of the options
    for option in sys.argv[1:]:
        name, _, value = option.partition("=")
        pd.set_option(name, {{"True": True, "False": False}}.get(value, value))
import il2data
from il2data import canonical
from il2data.checking import validation
from il2data.package import Package

package, told = Package.installed(), []
for name in il2data.tables():
    frame = il2data.load(name)
    told += [frame.dtypes.astype(str).to_dict(), canonical.to_csv(package.schema(name), frame)]
il2data.validate(il2data.load("genes"), "genes")
bound = il2data.load("affinities", names=True, where={{"target_id": "CD25"}})
for frame in (bound, il2data.find("treg"), il2data.about("CD25", "Treg"), il2data.claims("000")):
    told.append(frame.to_csv())
told += [il2data.describe("genes").to_csv(), il2data.evidence("xrefs").to_csv(), il2data.claims().to_csv()]
told.append(il2data.cite())
il2data.schema("genes")
told.append(list(map(repr, validation.check_package(package))))
try:
    il2data.validate(il2data.load("genes").assign(gene_id="x"), "genes")
except il2data.ValidationError as error:
    told.append(str(error))
titles = il2data.load("sources")["title"].str.cat().encode().hex()
answers = hashlib.sha256(repr(told).encode()).hexdigest()
print(il2data.__file__, len(il2data.load("facts")), titles[-80:], len(SEEN), len(told), answers)
"""
ASK = f"""{HOOK}
import il2data
il2data.validate(il2data.load("genes"), "genes")
try:
    il2data.path("genes")
except il2data.PackageError as error:
    print(error)
print(il2data.__file__, SEEN)
"""


@pytest.fixture(scope="module")
def site(few: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small package as a wheel installs a whole one."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(ROOT / "src/il2data", folder / "il2data", ignore=shutil.ignore_patterns("__pycache__"))
    copy_package(folder / "il2data/_package", few)
    return folder


@pytest.fixture(scope="module")
def archive(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same in a zip, once at its top and once in a folder of it, beside what could be taken for a checkout."""
    folder = tmp_path_factory.mktemp("zips")
    with zipfile.ZipFile(folder / "site.zip", "w", zipfile.ZIP_DEFLATED) as target:
        for file in sorted(p for p in site.rglob("*") if p.is_file()):
            for prefix in ("", "lib/inner/"):
                target.write(file, prefix + file.relative_to(site).as_posix())
    (folder / "datapackage.json").write_text("{}")
    return folder / "site.zip"


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    (tmp_path / "empty").mkdir()
    return tmp_path / "empty"


def start(*arguments: str, cwd: Path, path: Path, **environment: str) -> subprocess.Popen[str]:
    """Start Python with ``path`` before everything else and with no more environment than this."""
    clean = {"PYTHONPATH": str(path), "PYTHONDONTWRITEBYTECODE": "1", **environment}
    return subprocess.Popen(
        [sys.executable, "-P", *arguments],
        cwd=cwd,
        env=clean,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def output(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate()
    assert process.returncode == 0, err[-3000:]
    return out


def assert_used(out: str, path: Path, few: Path) -> list[str]:
    """Say that a package was used from where it is and that nothing was changed, and return what it answered."""
    release = il2data.open(few)
    file, facts, titles, changes, *answers = out.split()
    assert Path(file).is_relative_to(path)
    assert int(facts) == len(release.load("facts"))
    assert titles == release.load("sources")["title"].str.cat().encode().hex()[-80:]
    assert int(changes) == 0
    return answers


def state(root: Path) -> dict[str, tuple[int, bytes]]:
    return {
        p.relative_to(root).as_posix(): (p.stat().st_mtime_ns, p.read_bytes() if p.is_file() else b"")
        for p in root.rglob("*")
    }


@pytest.fixture(scope="module")
def answers(site: Path, few: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What the package says under the defaults of pandas and Python, without a home and a locale."""
    empty = tmp_path_factory.mktemp("nowhere")
    said = assert_used(output(start("-c", USE, cwd=empty, path=site, LC_ALL="C")), site, few)
    assert list(empty.iterdir()) == []
    return said


@pytest.mark.slow
def test_no_home_and_no_locale_are_needed(answers: list[str], site: Path, empty: Path) -> None:
    assert len(answers) == 2
    assert "IL2 has the identifier" in output(
        start("-m", "il2data", "evidence", "xref-0001", cwd=empty, path=site, LC_ALL="C")
    )
    assert list(empty.iterdir()) == []


@pytest.mark.parametrize(
    "environment",
    [
        {"PANDERA_VALIDATION_ENABLED": "False"},
        {"PANDERA_VALIDATION_DEPTH": "SCHEMA_ONLY"},
        {
            "PANDERA_VALIDATION_ENABLED": "False",
            "PANDERA_VALIDATION_DEPTH": "DATA_ONLY",
            "PANDERA_CACHE_DATAFRAME": "True",
        },
    ],
    ids=["off", "schema only", "off and data only"],
)
def test_an_environment_that_switches_pandera_off_changes_nothing(
    site: Path, empty: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    evil = tmp_path / "evil"
    (evil / "src/il2data").mkdir(parents=True)
    copy_package(evil)
    code = f"""if True:
        import json, pathlib, pandas, il2data, il2data.build
        from il2data.package import Package, digest, seal_of
        genes = il2data.load("genes")
        def refused(column, value, row=0):
            frame = genes.astype({{column: object}}).copy()
            frame.loc[row, column] = value
            return frame
        planted = {{
            "pattern": refused("gene_id", "HGNC:x"),
            "empty": refused("symbol", None),
            "type": refused("symbol", 7),
            "twice": refused("gene_id", genes["gene_id"][1]),
            "extra": genes.assign(extra=1),
            "missing": genes.drop(columns="name"),
            "order": genes[genes.columns[::-1]],
        }}
        for kind, frame in planted.items():
            try:
                il2data.validate(frame, "genes")
            except il2data.ValidationError as error:
                assert error.problems, kind
            else:
                raise SystemExit(f"{{kind}} was let through")
        il2data.validate(genes, "genes")
        root = pathlib.Path({str(evil)!r})
        descriptor = json.loads((root / "datapackage.json").read_text())
        entry = next(r for r in descriptor["resources"] if r["name"] == "genes")
        data = il2data.build.to_parquet(Package(root).schema("genes"), planted["pattern"], descriptor, b"")
        (root / "data/genes.parquet").write_bytes(data)
        size, sha256 = digest(data)
        entry["parquet"].update(bytes=size, hash=f"sha256:{{sha256}}")
        descriptor["seal"] = seal_of(descriptor)
        (root / "datapackage.json").write_text(json.dumps(descriptor))
        try:
            il2data.open(root).load("genes")
        except il2data.ValidationError as error:
            print([problem.rule for problem in error.problems])
    """
    assert output(start("-c", code, cwd=empty, path=site, **environment)).strip() == "['schema-constraint']"


@pytest.mark.slow
def test_a_read_only_package_in_a_read_only_folder_is_used_and_left_as_it_is(
    answers: list[str], site: Path, few: Path, empty: Path
) -> None:
    """Whatever Python and pandas are told about text besides."""
    paths = [site, *site.rglob("*"), empty]
    before = state(site)
    options = ("future.infer_string=True", "mode.string_storage=python")
    for path in paths:
        path.chmod(path.stat().st_mode & ~0o222)
    try:
        used = start("-W", "error", "-OO", "-c", USE, *options, cwd=empty, path=site, PYTHONHASHSEED="1")
        assert assert_used(output(used), site, few) == answers
    finally:
        for path in paths:
            path.chmod(path.stat().st_mode | 0o200)
    assert state(site) == before
    assert list(empty.iterdir()) == []


@pytest.mark.slow
def test_the_package_works_from_within_a_zip(answers: list[str], archive: Path, few: Path, empty: Path) -> None:
    """Whatever Python and pandas are told about text besides."""
    before = state(archive.parent)
    options = ("future.infer_string=False", "mode.string_storage=pyarrow")
    used = start("-W", "error", "-O", "-c", USE, *options, cwd=empty, path=archive)
    asked = start("-c", ASK, cwd=empty, path=archive / "lib/inner")
    listed = start("-m", "il2data", "show", "genes", cwd=empty, path=archive / "lib/inner")
    assert assert_used(output(used), archive, few) == answers
    said, found = output(asked).splitlines()
    assert "site.zip is a zip" in said
    assert found == f"{archive / 'lib/inner/il2data/__init__.py'} []"
    assert "IL2RA" in output(listed)
    assert state(archive.parent) == before
    assert list(empty.iterdir()) == []


@pytest.mark.parametrize("member", ["data/genes.parquet", "schemas/genes.json", "datapackage.json"])
def test_a_byte_changed_in_the_zip_of_the_package_is_refused(
    archive: Path, empty: Path, tmp_path: Path, member: str
) -> None:
    with (
        zipfile.ZipFile(archive) as source,
        zipfile.ZipFile(tmp_path / "forged.zip", "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            data = source.read(name)
            target.writestr(
                name,
                (
                    data.replace(b"IL2", b"IL3").replace(b"Gene", b"gene")
                    if name == f"il2data/_package/{member}"
                    else data
                ),
            )
    code = "import il2data\ntry: il2data.load('genes')\nexcept il2data.IntegrityError as error: print(error.file)"
    assert output(start("-c", code, cwd=empty, path=tmp_path / "forged.zip")).strip() == member


SIXTEEN = """
import json, os
import pandera.pandas, pyarrow.csv, pyarrow.parquet
ready, go = os.pipe()
children = []
for _ in range(16):
    if child := os.fork():
        children.append(child)
        continue
    os.close(go)
    os.read(ready, 1)
    import il2data
    frame = il2data.load("genes")
    il2data.validate(frame, "genes")
    os._exit(frame.empty)
os.close(go)
print(json.dumps([os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]))
"""


def test_sixteen_processes_use_one_table_at_once(site: Path, empty: Path) -> None:
    before = state(site)
    assert json.loads(output(start("-c", SIXTEEN, cwd=empty, path=site))) == [0] * 16
    assert state(site) == before


@pytest.fixture
def edited(small_checkout: Path) -> Path:
    """A small checkout in which nearly every file is due for building."""
    descriptor = json.loads((small_checkout / "datapackage.json").read_bytes())
    (small_checkout / "datapackage.json").write_text(json.dumps(descriptor | {"name": "another"}))
    for table in ("genes", "evidence", "proteins"):
        file = small_checkout / f"data/{table}.csv"
        header, *rows = file.read_text().splitlines(keepends=True)
        file.write_text("".join([header, *reversed(rows)]))
    (small_checkout / "data/facts.csv").write_text("stale\n")
    (small_checkout / "data/genes.parquet").unlink()
    (small_checkout / "data/proteins.parquet").write_bytes(b"stale")
    (small_checkout / build.NAMES).write_text("stale\n")
    return small_checkout


KILL = """
import json, os, shutil, signal, sys
import pandera.pandas, pyarrow.csv, pyarrow.parquet
import il2data.build, il2data.cli, il2data.checking.validation

# What is written follows from the source alone, so that it is made once; what a child does is to write it.
from pathlib import Path
il2data.build.check_relations = lambda schemas, tables, watch: il2data.errors.Problems()
source, *moments = sys.argv[1:]
made = il2data.build.contents(Path(source), il2data.build.snapshot(Path(source)))
il2data.build.contents = lambda root, found, watch: dict(made)

def killed(root, moment):
    if child := os.fork():
        return child
    left = moment
    def hook(event, args):
        nonlocal left
        if event in ("os.rename", "os.remove") or event == "open" and str(args[1])[:1] == "w":
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(hook)
    il2data.cli.main(["build", "--root", root, "--json"])
    os._exit(0)

ends = []
for moment in moments:
    shutil.copytree(source, f"{source}-{moment}")
    child = killed(f"{source}-{moment}", int(moment))
    ends.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
print(json.dumps(ends))
"""


@pytest.mark.slow
@pytest.mark.usefixtures("lawless")
def test_a_build_killed_at_any_moment_leaves_whole_files_and_the_next_mends_them(
    edited: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    def files(root: Path) -> dict[str, bytes]:
        return {
            p.relative_to(root).as_posix(): p.read_bytes()
            for p in root.rglob("*")
            if p.is_file() and not p.name.startswith(".")
        }

    work = tmp_path_factory.mktemp("killed")
    shutil.copytree(edited, work / "old")
    old = files(edited)
    stale = build.build(edited)
    new = files(edited)
    assert len(stale) > len(il2data.tables()) and set(stale) == {name for name in new if new[name] != old.get(name)}
    steps = 3 * len(stale)  # a draft is opened, renamed, and looked for once more
    moments = [0, 1, 2, *random.Random(1).sample(range(3, steps - 4), 14), steps - 4, steps - 3, steps - 2]
    process = start("-c", KILL, str(work / "old"), *map(str, moments), cwd=work, path=ROOT / "src", PYTHONHASHSEED="1")
    assert json.loads(output(process)) == [-9] * len(moments)
    leftovers = 0
    for moment in moments:
        root = work / f"old-{moment}"
        found = files(root)
        assert found.keys() <= new.keys()
        assert {name for name in new if found.get(name) not in (old.get(name), new[name])} == set()
        assert found["datapackage.json"] == old["datapackage.json"]
        assert sum(found[name] == new[name] for name in stale if name in found) == (moment + 1) // 3
        leftovers += sum(p.name.startswith(".") for p in root.rglob("*"))
        if moment in (1, moments[3], steps - 3):
            build.build(root)
            assert files(root) == new
            assert not [p for p in root.rglob("*") if p.name.startswith(".il2data")]
        shutil.rmtree(root)
    assert 0 < leftovers <= len(moments)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="counts threads as Linux lists them")
def test_loading_leaves_no_thread_behind(tmp_path: Path) -> None:
    code = """
import os, sys, pandas, pyarrow.csv, pyarrow.parquet
before = len(os.listdir("/proc/self/task"))
import il2data
for name in il2data.tables():
    il2data.load(name)
il2data.open(sys.argv[1]).load("genes")
print(len(os.listdir("/proc/self/task")) - before)
"""
    archive = tmp_path / "csv.zip"
    archive.write_bytes(archives.data_package(il2data.open(ROOT), "csv", datetime(2026, 1, 1, tzinfo=UTC)))
    assert (
        subprocess.run([sys.executable, "-c", code, archive], capture_output=True, text=True, check=True).stdout
        == "0\n"
    )
