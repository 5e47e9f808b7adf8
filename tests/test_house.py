"""The repository agrees with itself and holds nothing that does not belong there."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pandas as pd
import pytest

import il2data
from conftest import ROOT
from il2data.tableschema import matches


def tracked() -> list[Path]:
    result = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if result.returncode:
        return [p for p in ROOT.rglob("*") if p.is_file() and not {".venv", "__pycache__"} & set(p.parts)]
    return [ROOT / name for name in result.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_one_version_everywhere() -> None:
    version = il2data.__version__
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text()
    assert f"\n## {version}\n" in (ROOT / "CHANGELOG.md").read_text()
    assert version in (ROOT / "README.md").read_text()


def test_no_path_of_a_machine_is_tracked() -> None:
    path = re.compile(r"(?<![\w.])/(?:home|root|tmp|Users|work)/\w")
    for file in tracked():
        if file.suffix not in (".parquet", ".png") and file.name != "test_house.py":
            found = path.search(file.read_text())
            assert not found, f"{file}: {found}"


def test_a_module_has_one_job_and_at_most_300_lines() -> None:
    modules = [path for room in ("src", "benchmarks") for path in (ROOT / room).rglob("*.py")]
    long = {str(path.relative_to(ROOT)) for path in modules if len(path.read_text().splitlines()) > 300}
    assert len(modules) > 150
    assert not long


def test_units_are_ucum() -> None:
    from lark.exceptions import LarkError
    from ucumvert import get_ucum_parser

    parser = get_ucum_parser()
    for unit in il2data.load("units")["unit_id"]:
        try:
            parser.parse(unit)
        except LarkError as error:
            pytest.fail(f"{unit} is no UCUM code: {error}")
    with pytest.raises(LarkError):
        parser.parse("nM/l/")


def test_prefix_patterns_are_regular_expressions_that_find_the_identifiers_in_use() -> None:
    for row in il2data.load("prefixes").itertuples():
        matches(str(row.pattern), pd.Series(["x"], dtype="string"))
        assert "$1" in str(row.uri_format) or row.prefix == "il2d"


def test_fields_of_one_name_are_of_one_type() -> None:
    types: dict[str, set[str]] = {}
    for name in il2data.tables():
        for row in il2data.describe(name).itertuples():  # type: ignore[arg-type]
            types.setdefault(str(row.column), set()).add(str(row.type))
    assert {column for column, found in types.items() if len(found) > 1} == set()
