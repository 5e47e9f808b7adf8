"""A second opinion: frictionless finds the package valid, and still finds a planted fault."""

from __future__ import annotations

from pathlib import Path

import frictionless
import pytest

from conftest import ROOT

pytestmark = pytest.mark.slow


def test_frictionless_finds_the_package_valid() -> None:
    report = frictionless.Package(str(ROOT / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])[:5]
    assert report.stats["tasks"] > 20


def test_frictionless_reads_our_constraints_and_keys(checkout: Path) -> None:
    genes = checkout / "data/genes.csv"
    genes.write_text(genes.read_text().replace("HGNC:6001", "6001"))
    report = frictionless.Package(str(checkout / "datapackage.json")).validate()
    found = {row[0] for row in report.flatten(["type"])}
    assert {"constraint-error", "foreign-key", "hash-count"} <= found
