"""What the founding documents said: the claims as an analyst, a terminal and a reader of the guide get them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO

import pandas as pd
import pytest

import il2data
from conftest import ROOT
from guide import GUIDE, refreshed
from il2data.cli import main
from il2data.package import Package

DOCUMENTS = il2data.load("documents")["document_id"].tolist()
FIRST = DOCUMENTS[0]
VERDICTS = il2data.vocabulary("claims").query("column == 'verdict'")["value"].tolist()


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 0
    return capsys.readouterr().out


def blocks(text: str) -> Iterator[str]:
    """Yield what is printed of each claim."""
    return (block for block in text.strip().split("\n\n") if not block.startswith("il2d:"))


def test_claims_are_those_of_the_table_in_reading_order() -> None:
    claims, table = il2data.claims(), il2data.load("claims")
    assert list(claims.columns) == [*table.columns, "facts"]
    assert {str(dtype) for name, dtype in claims.dtypes.items() if name != "ordinal"} == {"string"}
    assert str(claims["ordinal"].dtype) == "Int64"
    pd.testing.assert_frame_equal(
        claims[table.columns].sort_values("claim_id", ignore_index=True),
        table.sort_values("claim_id", ignore_index=True),
    )
    passages = il2data.load("passages").set_index("passage_id")["ordinal"]
    places = [(DOCUMENTS.index(row.document_id), passages[row.passage_id], row.ordinal) for row in claims.itertuples()]
    assert places == sorted(places)


def test_each_claim_has_all_facts_that_bear_on_it() -> None:
    told = {
        (row.claim_id, *fact.split(" "))
        for row in il2data.claims().itertuples()
        if not pd.isna(row.facts)
        for fact in row.facts.split("; ")
    }
    assert told == {(row.claim_id, row.bearing, row.fact_id) for row in il2data.load("claim_facts").itertuples()}
    order = il2data.vocabulary("claim_facts").query("column == 'bearing'")["value"].tolist()
    for facts in il2data.claims()["facts"].dropna():
        places = [order.index(fact.split(" ")[0]) for fact in facts.split("; ")]
        assert places == sorted(places)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_goes_by_three_names(document: str) -> None:
    claims = il2data.claims(document)
    expected = il2data.load("claims").query("document_id == @document")
    assert set(claims["claim_id"]) == set(expected["claim_id"]) and len(claims)
    assert list(claims.index) == list(range(len(claims)))
    for name in (document.removeprefix("il2d:"), document.removeprefix("il2d:doc-")):
        pd.testing.assert_frame_equal(il2data.claims(name), claims)


@pytest.mark.parametrize("verdict", VERDICTS)
def test_claims_of_one_verdict(verdict: str) -> None:
    expected = il2data.load("claims").query("verdict == @verdict")
    assert set(il2data.claims(verdict=verdict)["claim_id"]) == set(expected["claim_id"])
    mine = expected[expected["document_id"] == FIRST]
    assert set(il2data.claims(FIRST, verdict)["claim_id"]) == set(mine["claim_id"])


def test_another_release_has_claims_of_its_own() -> None:
    pd.testing.assert_frame_equal(il2data.open(ROOT).claims(FIRST), il2data.claims(FIRST))


@pytest.mark.parametrize("document", ["il2d:doc-00", "999", "", "DOC-000"])
def test_an_unknown_document_is_refused_with_those_there_are(document: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(il2data.UnknownTableError, match=f"Choices: {', '.join(DOCUMENTS)}"):
        il2data.claims(document)
    assert main(["claims", "--document", document]) == 2
    assert f"founding document {document!r}" in capsys.readouterr().err


def test_an_unknown_verdict_is_refused_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(il2data.UnknownTableError, match=f"Choices: {', '.join(VERDICTS)}"):
        il2data.claims(verdict="confirmed")
    assert main(["claims", "--verdict", "wrog"]) == 2
    assert "Did you mean 'wrong'?" in capsys.readouterr().err


def test_evidence_of_a_document_leads_to_its_claims(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(il2data.Il2DataError, match=rf"founding document.*claims\('{FIRST}'\)"):
        il2data.evidence(FIRST)
    whole = printed(capsys, "claims", "--document", FIRST)
    for name in (FIRST, FIRST.removeprefix("il2d:"), FIRST.removeprefix("il2d:doc-")):
        assert printed(capsys, "evidence", name) == whole
    assert {row["claim_id"] for row in json.loads(printed(capsys, "evidence", FIRST, "--json"))} == set(
        il2data.claims(FIRST)["claim_id"]
    )


def test_a_fact_shows_what_a_document_said_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    claims = il2data.load("claims").set_index("claim_id")
    evidence = il2data.load("evidence").dropna(subset="claim_id").iloc[0]
    claim = claims.loc[evidence["claim_id"]]
    assert f"    {evidence['claim_id']}, {claim['verdict']}: {claim['claim']}\n" in printed(
        capsys, "evidence", evidence["fact_id"]
    )


def test_the_text_tells_each_claim_within_100_columns(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "claims")
    assert max(map(len, text.splitlines())) <= 100
    claims = il2data.claims()
    for row, block in zip(claims.itertuples(), blocks(text), strict=True):
        assert block.startswith(f"{row.passage_id} {row.claim_id}: {row.verdict}")
        said = " ".join(block.split())
        for label, value in (
            ("said", row.claim),
            ("accepted", row.accepted),
            ("why", row.reason),
            ("facts", row.facts),
        ):
            assert pd.isna(value) or " ".join(f"{label} {value}".split()) in said


def test_the_text_counts_the_verdicts_of_each_document(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "claims")
    for document, verdicts in il2data.load("claims").groupby("document_id")["verdict"]:
        counts = verdicts.value_counts()
        line = "Claims: " + ", ".join(f"{counts[verdict]} {verdict}" for verdict in VERDICTS if verdict in counts)
        assert next(block for block in text.split("\n\n") if block.startswith(f"{document}:")).endswith(line)


def test_one_document_is_shown_with_its_facts_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "claims", "--document", "000")
    assert max(map(len, text.splitlines())) <= 100
    facts = il2data.load("facts").set_index("fact_id")
    bearing = il2data.load("claim_facts").groupby("claim_id")
    for claim, block in zip(il2data.claims("000")["claim_id"], blocks(text), strict=True):
        said = "".join(block.split())
        for row in bearing.get_group(claim).itertuples() if claim in bearing.groups else ():
            fact = facts.loc[row.fact_id]
            assert (
                "".join(
                    f"{row.bearing} {row.fact_id} ({fact['status'].replace('_', ' ')}): {fact['statement']}".split()
                )
                in said
            )
    assert printed(capsys, "claims", "--document", "000", "--no-facts") in printed(capsys, "claims")
    assert printed(capsys, "claims", "--facts").startswith(text.rstrip("\n"))


def test_formats_hold_the_same_claims(capsys: pytest.CaptureFixture[str]) -> None:
    verdict = il2data.load("claims")["verdict"].iloc[0]
    expected = il2data.claims("000", verdict)
    asked = ("claims", "--document", "000", "--verdict", verdict)
    csv = pd.read_csv(
        StringIO(printed(capsys, *asked, "--format", "csv")),
        keep_default_na=False,
        na_values=[""],
        dtype=expected.dtypes.to_dict(),
    )
    pd.testing.assert_frame_equal(csv, expected)
    rows = json.loads(printed(capsys, *asked, "--format", "json"))
    assert rows == json.loads(printed(capsys, *asked, "--json")) == json.loads(expected.to_json(orient="records"))
    lines = printed(capsys, *asked, "--format", "markdown").splitlines()
    assert lines[0] == f"| {' | '.join(expected.columns)} |"
    assert len(lines) == 2 + len(expected)


@pytest.mark.slow
def test_a_search_without_a_claim_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    counts = pd.crosstab(il2data.load("claims")["document_id"], il2data.load("claims")["verdict"]).reindex(
        columns=VERDICTS, fill_value=0
    )
    for (document, verdict), count in counts.stack().items():
        assert main(["claims", "--document", str(document), "--verdict", str(verdict)]) == 0
        shown = capsys.readouterr()
        assert bool(shown.out) == bool(count)
        assert ("no claim of this document has this verdict" in shown.err) == (not count)


def test_the_guide_explains_each_verdict_as_the_schema_does() -> None:
    text = GUIDE.read_text("utf-8")
    assert refreshed(text) == text, "run `python tests/guide.py` and review the difference"
    schema = Package.installed().schema("claims")
    categories = next(field["categories"] for field in schema["fields"] if field["name"] == "verdict")
    section = text.split("## What the founding documents said\n")[1].split("\n## ")[0]
    assert [line for line in section.splitlines() if line.startswith("| `")] == [
        f"| `{c['value']}` | {c['description']} |" for c in categories
    ]


def test_the_words_of_the_code_are_those_of_the_schema() -> None:
    from il2data import founding
    from il2data.site import judgement

    assert set(judgement.NOT_AS_WRITTEN) < set(VERDICTS)
    assert founding.PLAIN in il2data.vocabulary("claims").query("column == 'hedge'")["value"].tolist()
