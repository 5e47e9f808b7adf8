"""Fixtures: the checkout, its tables, and copies of the package to damage."""

from __future__ import annotations

import fcntl
import json
import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import il2data
import sampling
from il2data.errors import Problem
from il2data.package import Package
from remembering import with_laws_of, without_laws

if TYPE_CHECKING:
    from il2data.site.picture import Picture

ROOT = Path(__file__).parents[1]
# The public address of the site that the tests build, and where its mistakes are reported.
URL = "https://example.org/il2data/"
REPOSITORY = "https://example.org/repository"


# What takes many seconds to make, or tells of a build; a test that asks for it is slow, and says no more about it.
BIG = {"changed", "concerned", "corrected", "lawless", "made", "pictures", "portal", "published", "released", "site"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that ask for something big as slow."""
    for item in items:
        if BIG & set(getattr(item, "fixturenames", ())):
            item.add_marker("slow")


@pytest.fixture(scope="session")
def package() -> Package:
    return Package(ROOT)


@pytest.fixture(scope="session")
def tables(package: Package) -> dict[str, pd.DataFrame]:
    """All tables of the checkout; never change a frame in place."""
    release = il2data.open(ROOT)
    return {name: release.load(name) for name in release.tables()}  # type: ignore[arg-type]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the checkout's package, to be edited, built and damaged."""
    copy_package(tmp_path)
    (tmp_path / "src/il2data").mkdir(parents=True)
    shutil.copy(ROOT / "src/il2data/_tables.py", tmp_path / "src/il2data/_tables.py")
    return tmp_path


@pytest.fixture
def lawless(monkeypatch: pytest.MonkeyPatch) -> None:
    """No law is run: for tests of what laws have no part in, as they take most of the time of a check."""
    without_laws(monkeypatch)


@pytest.fixture
def concerned(monkeypatch: pytest.MonkeyPatch, tables: dict[str, pd.DataFrame], sound_problems: list[Problem]) -> None:
    """Only the laws are run that an edit of the checkout's tables can have broken; of the others it is known."""
    with_laws_of(monkeypatch, tables, sound_problems)


def copy_package(target: Path, root: Path = ROOT) -> None:
    """Copy descriptor, data and schemas of the checkout, or of another folder, into a folder."""
    for folder in ("data", "schemas"):
        shutil.copytree(root / folder, target / folder)
    shutil.copy(root / "datapackage.json", target)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package; every test that changes or damages it puts it back."""
    folder = tmp_path_factory.mktemp("sound")
    copy_package(folder)
    return folder


Once = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """A folder that one process of the test run fills and all use; never change a file in it in place.

    It is called with a name and with what fills it.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def once(name: str, fill: Callable[[Path], object]) -> Path:
        folder = shared / f"once-{name}"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                draft = tmp_path_factory.mktemp(name)
                fill(draft)
                draft.rename(folder)
        return folder

    return once


@pytest.fixture(scope="session")
def few(once: Once, package: Package, tables: dict[str, pd.DataFrame]) -> Path:
    """A package of the first rows of each table and all that they refer to, in which laws may find something.

    It is for tests that size has no part in; never change a file in it in place.
    """

    def fill(folder: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            without_laws(patch)
            sampling.write(package, tables, folder)

    return once("few", fill)


@pytest.fixture
def small_checkout(few: Path, tmp_path: Path) -> Path:
    """A copy of the small package, to be edited, built without laws and damaged."""
    return shutil.copytree(few, tmp_path, dirs_exist_ok=True)


@pytest.fixture(scope="session")
def sound_problems(once: Once, tables: dict[str, pd.DataFrame]) -> list[Problem]:
    """What the laws find in the tables of the checkout."""
    from il2data.checking import validation

    def fill(folder: Path) -> None:
        (folder / "problems.json").write_text(json.dumps([list(it) for it in validation.law_problems(tables)]))

    return [Problem(*cells) for cells in json.loads((once("problems", fill) / "problems.json").read_text())]


@pytest.fixture(scope="session")
def pictures(once: Once) -> dict[str, Picture]:
    """The pictures of the checkout by name, in the order of the portal, drawn once."""
    from il2data.site.pictures import all_pictures  # needs the extra `site`

    def fill(folder: Path) -> None:
        drawn = {picture.name: picture for picture in all_pictures(il2data.open(ROOT))}
        (folder / "pictures.pickle").write_bytes(pickle.dumps(drawn))

    found: dict[str, Picture] = pickle.loads((once("pictures", fill) / "pictures.pickle").read_bytes())
    return found


@pytest.fixture(scope="session")
def portal(once: Once, pictures: dict[str, Picture]) -> Path:
    """The site of the checkout at a public address, built once; never change a file in it in place."""
    from il2data.site import building  # needs the extra `site`

    def fill(folder: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(building, "all_pictures", lambda _: list(pictures.values()))
            building.build(il2data.open(ROOT), folder / "il2data", URL, REPOSITORY, lambda line: None)

    return once("portal", fill) / "il2data"


@pytest.fixture(scope="session")
def published(once: Once) -> Path:
    """A release of the checkout, written once, or the one made before the tests; never change a file in place."""
    if made := os.environ.get("IL2DATA_RELEASE"):
        assert (Path(made) / f"il2data-{il2data.__version__}-csv.zip").is_file(), f"{made} is of another version"
        return Path(made)
    from il2data.releases.publishing import publish  # needs the extra `release`

    return (
        once("published", lambda folder: publish(il2data.open(ROOT), folder / "release", None, lambda _: None))
        / "release"
    )
