"""The SSSOM export holds every cross-reference, and says of itself what the specification asks for.

`tests/checkers/sssom.py` has the same text read and validated by the SSSOM library.
"""

from __future__ import annotations

import csv
import datetime
import re
from typing import Any

import pandas as pd
import pytest
import yaml

import il2data
from conftest import ROOT
from il2data.errors import PackageError
from il2data.package import Package
from il2data.releases.formats import sssom

PACKAGE = Package(ROOT)
DAY = datetime.date(2026, 1, 2)


class Changed(il2data.Release):
    """The checkout with one cell of a table changed."""

    def __init__(self, table: str, key: str, column: str, value: str) -> None:
        super().__init__(PACKAGE)
        self.change = (table, key, column, value)

    def load(self, name: str, validate: bool = True, names: bool = False, where: Any = None) -> pd.DataFrame:
        """Return a table with its change."""
        frame = super().load(name, validate)  # type: ignore[arg-type]
        table, key, column, value = self.change
        return frame.assign(**{column: frame[column].mask(frame.iloc[:, 0] == key, value)}) if name == table else frame


def read(text: str) -> tuple[dict[str, Any], list[dict[str, str]]]:
    lines = text.split("\n")
    head = [line.removeprefix("#") for line in lines if line.startswith("#")]
    return yaml.safe_load("\n".join(head)), list(csv.DictReader(lines[len(head) :], delimiter="\t"))


@pytest.fixture(scope="module")
def written() -> str:
    return sssom.tsv(il2data.Release(PACKAGE), DAY)


def test_every_cross_reference_is_a_mapping(written: str, tables: dict[str, pd.DataFrame]) -> None:
    xrefs = tables["xrefs"].sort_values("fact_id")
    rows = read(written)[1]
    assert [row["record_id"] for row in rows] == [f"il2d:{fact}" for fact in xrefs["fact_id"]]
    assert [row["predicate_id"] for row in rows] == list(xrefs["predicate_id"])
    assert [row["object_id"] for row in rows] == list(xrefs["object_id"])
    assert [row["subject_id"].removeprefix("clinicaltrials:") for row in rows] == list(xrefs["subject_id"])
    assert [row["object_label"] for row in rows] == list(xrefs["object_label"].fillna(""))
    status = tables["facts"].set_index("fact_id")["status"]
    assert [row["other"] for row in rows] == [f"fact_status={status[fact]}" for fact in xrefs["fact_id"]]


def test_an_address_with_the_mark_between_addresses_stays_one(tables: dict[str, pd.DataFrame]) -> None:
    evidence = tables["evidence"].query("stance == 'supports'")
    cited = evidence[evidence["fact_id"].str.startswith("xref-")].iloc[0]
    changed = Changed("sources", cited["source_id"], "url", "https://example.org/a|b\\c")
    rows = {row["record_id"]: row["see_also"] for row in read(sssom.tsv(changed, DAY))[1]}
    assert "https://example.org/a\\|b\\\\c" in re.split(r"(?<!\\)\|", rows[f"il2d:{cited['fact_id']}"])


def test_metadata(written: str) -> None:
    metadata, _ = read(written)
    descriptor = il2data.Release(PACKAGE).package.descriptor
    assert metadata["mapping_set_version"] == descriptor["version"]
    assert metadata["license"] == descriptor["licenses"][0]["path"]
    assert metadata["creator_label"] == [person["title"] for person in descriptor["contributors"]]
    assert metadata["publication_date"] == DAY
    assert metadata["sssom_version"] == "1.1"
    assert metadata["mapping_set_id"] == "https://w3id.org/il2data#xrefs"


def test_the_set_is_named_by_the_homepage_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    package = Package(ROOT)
    monkeypatch.setitem(package.descriptor, "homepage", "https://example.org/il2data/")
    metadata, _ = read(sssom.tsv(il2data.Release(package), DAY))
    assert metadata["mapping_set_id"] == "https://example.org/il2data/#xrefs"


def test_prefixes_are_declared_where_used_and_expand_as_the_table_says(
    written: str, tables: dict[str, pd.DataFrame]
) -> None:
    metadata, rows = read(written)
    used = {row[column].split(":")[0] for row in rows for column in row if column.endswith("_id")}
    assert metadata["curie_map"].keys() == used - sssom.BUILT_IN
    assert list(metadata["curie_map"]) == sorted(metadata["curie_map"])
    formats = tables["prefixes"].set_index("prefix")["uri_format"]
    assert {prefix: f"{address}$1" for prefix, address in metadata["curie_map"].items() if prefix != "il2d"} == formats[
        sorted(used - sssom.BUILT_IN - {"il2d"})
    ].to_dict()


def test_text_is_canonical(written: str) -> None:
    rows = read(written)[1]
    assert "\r" not in written and written.endswith("\n") and not written.endswith("\n\n")
    assert all(line == line.strip() for line in written.split("\n"))
    assert all(any(row[column] for row in rows) for column in rows[0])
    assert list(rows[0]) == [column for column in sssom.COLUMNS if column in rows[0]]
    assert written == sssom.tsv(il2data.Release(PACKAGE), DAY)


def test_a_refuted_cross_reference_is_a_negated_mapping(tables: dict[str, pd.DataFrame]) -> None:
    fact = tables["xrefs"]["fact_id"].iloc[0]
    rows = read(sssom.tsv(Changed("facts", fact, "status", "refuted"), DAY))[1]
    already = set(tables["facts"]["fact_id"][tables["facts"]["status"] == "refuted"])
    assert {row["record_id"] for row in rows if row["predicate_modifier"] == "Not"} == {
        f"il2d:{name}" for name in {fact, *already} & set(tables["xrefs"]["fact_id"])
    }


def test_sources_are_those_that_support(written: str, tables: dict[str, pd.DataFrame]) -> None:
    evidence, sources = tables["evidence"], tables["sources"].set_index("source_id")
    against = evidence[(evidence["stance"] == "contradicts") & evidence["fact_id"].isin(tables["xrefs"]["fact_id"])]
    seen = {row["record_id"].removeprefix("il2d:"): row["see_also"].split("|") for row in read(written)[1]}
    support = evidence[(evidence["stance"] == "supports") & evidence["fact_id"].isin(tables["xrefs"]["fact_id"])]
    for fact, mine in support.groupby("fact_id")["source_id"]:
        # Of a source of this package's own without an address there is nothing to see.
        named = [name for name in mine if pd.notna(sources["url"][name]) or not name.startswith("il2d:")]
        assert len([address for address in seen[str(fact)] if address]) == len(set(named)), fact
    assert len(against)
    for row in against.itertuples():
        assert row.source_id.split(":")[-1] not in " ".join(seen[row.fact_id])
        assert sources["url"].fillna("none")[row.source_id] not in seen[row.fact_id]


def test_quotes_are_doubled(tables: dict[str, pd.DataFrame]) -> None:
    fact = tables["xrefs"]["fact_id"].iloc[0]
    text = sssom.tsv(Changed("xrefs", fact, "object_label", 'so "called"'), DAY)
    assert '\t"so ""called"""\t' in text
    assert next(row for row in read(text)[1] if row["record_id"] == f"il2d:{fact}")["object_label"] == 'so "called"'


def test_a_prefix_that_cannot_be_declared_is_an_error() -> None:
    with pytest.raises(PackageError, match="uri_format of 'HGNC'"):
        sssom.tsv(Changed("prefixes", "HGNC", "uri_format", "https://example.org/$1/view"), DAY)
