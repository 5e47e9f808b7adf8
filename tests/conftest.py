"""Fixtures: the checkout, its tables, and copies of the package to damage."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

import il2data
from il2data.package import Package

ROOT = Path(__file__).parents[1]


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


def copy_package(target: Path) -> None:
    """Copy descriptor, data and schemas of the checkout into a folder."""
    for folder in ("data", "schemas"):
        shutil.copytree(ROOT / folder, target / folder)
    shutil.copy(ROOT / "datapackage.json", target)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package; every test that changes or damages it puts it back."""
    folder = tmp_path_factory.mktemp("sound")
    copy_package(folder)
    return folder


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the checkout, written once; never change a file in place."""
    from il2data.releases.publishing import publish  # needs the extra `release`

    target = tmp_path_factory.mktemp("published") / "release"
    publish(il2data.open(ROOT), target, None, lambda line: None)
    return target
