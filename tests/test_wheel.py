"""The built wheel holds the data and works from an empty directory; so does one built from the sdist."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import il2data
from conftest import ROOT

pytestmark = pytest.mark.slow
CODE = """
import il2data, pathlib
root = pathlib.Path(il2data.path("genes"))
assert "_package" in root.parts, root
for name in il2data.tables():
    il2data.load(name)
assert il2data.sequence("IL-2v").startswith("APASSSTKKT")
print(il2data.__version__, len(il2data.tables()))
"""


def python(*arguments: str, cwd: Path, path: Path | None = None) -> str:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | (
        {"PYTHONPATH": str(path)} if path else {}
    )
    result = subprocess.run(
        [sys.executable, "-I" if path is None else "-P", *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sdist and the wheel built from it; then the wheel built from the checkout."""
    target = tmp_path_factory.mktemp("dist")
    python("-m", "build", "--no-isolation", "--outdir", str(target / "via_sdist"), str(ROOT), cwd=target)
    python("-m", "build", "--no-isolation", "--wheel", "--outdir", str(target / "direct"), str(ROOT), cwd=target)
    return target


# The wheel of the checkout holds the same to the byte, as the next test shows.
def test_an_installed_wheel_loads_and_validates_everything(built: Path, tmp_path: Path) -> None:
    (wheel,) = (built / "via_sdist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path / "site")
    assert {
        f"il2data/{path.relative_to(ROOT / 'src/il2data').as_posix()}"
        for path in (ROOT / "src/il2data").rglob("*.*")
        if "__pycache__" not in path.parts
    } <= set(names)
    assert {n for n in names if n.startswith("il2data/_package/data/")} == {
        f"il2data/_package/data/{t}.{e}" for t in il2data.tables() for e in ("csv", "parquet")
    }
    assert {f"il2data/_package/docs/{path.name}" for path in (ROOT / "docs").iterdir()} <= set(names)
    empty = tmp_path / "empty"
    empty.mkdir()
    out = python("-c", CODE, cwd=empty, path=tmp_path / "site")
    assert out.split() == [il2data.__version__, str(len(il2data.tables()))]
    assert "tables are valid" in python("-m", "il2data", "validate", cwd=empty, path=tmp_path / "site")
    assert list(empty.iterdir()) == []


def test_wheels_of_checkout_and_sdist_hold_the_same(built: Path) -> None:
    contents = []
    for way in ("via_sdist", "direct"):
        (wheel,) = (built / way).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            contents.append({name: archive.read(name) for name in archive.namelist()})
    assert contents[0] == contents[1]


def test_the_sdist_holds_tests_and_schemas(built: Path) -> None:
    (sdist,) = (built / "via_sdist").glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.split("/", 1)[-1] for name in archive.getnames()}
    assert {"tests/test_wheel.py", "schemas/genes.json", "data/genes.csv", "datapackage.json", "LICENSE-DATA"} <= names
