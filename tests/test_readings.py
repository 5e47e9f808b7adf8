"""Amounts and counts are read as sources print them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import il2data
from il2data.checking.readings import amounts, counts, dates, numbers, stems

SPELLINGS = dict(il2data.load("unit_spellings").itertuples(index=False))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("37 nM; IL-2, CD25; BIAcore", [(37, "nmol/L")]),
        ("Kd 8.2 pM", [(8.2, "pmol/L")]),
        ("0.187; 0.335; 1.24 nM", [(0.187, "nmol/L"), (0.335, "nmol/L"), (1.24, "nmol/L")]),
        ("0.33, 1 or 3 million IU per day", [(330_000, "[IU]"), (1_000_000, "[IU]"), (3_000_000, "[IU]")]),
        ("10^-12 M", [(1e-12, "mol/L")]),
        ("1.4 x 10^7 M-1 s-1 and 0.4 s-1", [(1.4e7, "L/mol/s"), (0.4, "/s")]),
        ("600,000 IU/kg over 15-minute", [(600_000, "[IU]/kg"), (15, "min")]),
        ("20-fold lower", [(20, "{fold}")]),
        ("37 of 255 (15%)", [(15, "%")]),
        ("IL-2 mutein, CD25, R38A, CL:0000815, version 3", []),
        ("NCT05821153 in 2023-05-04", []),
        ("", []),
    ],
)
def test_amounts_have_the_unit_that_stands_behind_them(text: str, found: list[tuple[float, str]]) -> None:
    read = amounts(text, SPELLINGS)
    assert [amount.unit for amount in read] == [unit for _, unit in found]
    assert [amount.value for amount in read] == pytest.approx([value for value, _ in found])


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("37 of 255 (15%)", [(37, 255)]),
        ("12/45, 3 out of 44", [(12, 45), (3, 44)]),
        ("1,002 of 2,090", [(1002, 2090)]),
        ("IL-2/anti-IL-2, 0.5/1.5", []),
    ],
)
def test_counts_are_pairs(text: str, pairs: list[tuple[int, int]]) -> None:
    assert counts(text) == pairs


@given(st.floats(min_value=1e-6, max_value=1e9), st.sampled_from(sorted(SPELLINGS)))
def test_a_printed_amount_is_read_back(value: float, spelling: str) -> None:
    printed = f"{value:.6f}".rstrip("0").rstrip(".")
    assert [(amount.value, amount.unit) for amount in amounts(f"given: {printed} {spelling}", SPELLINGS)] == [
        (float(printed), SPELLINGS[spelling])
    ]


def test_without_spellings_no_unit_is_read() -> None:
    assert amounts("5 mg and 7", {}) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1.26 [1.09-1.46], P 0.0016; CD25, IL-2", [1.26, 1.09, 1.46, 0.0016]),
        ("P = 4.5 x 10-4; 1,896 and 1 822", [4.5, 10, 4, 4.5e-4, 1896, 1822]),
        ("T½ 9,1 ± 3,9 Tage", [9.1, 3.9]),
        ("three of twelve on 16 June 2023", [3, 12]),
        ("", []),
    ],
)
def test_numbers_are_those_of_no_name_and_no_date(text: str, found: list[float]) -> None:
    assert set(numbers(text)) == set(found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1992-05-05", {"1992-05-05"}),
        ("on 5 May 1992; May 27, 2016", {"1992-05-05", "2016-05-27"}),
        ("Sept 1992", {"1992-09"}),
        ("May be 5 of 1992", set()),
    ],
)
def test_dates_are_read_as_edtf(text: str, found: set[str]) -> None:
    assert dates(text) == found


def test_a_phase_is_one_word_with_its_figure() -> None:
    assert (
        {"phase1", "phase2"} <= stems("phase I/II trial")
        and "phase2" in stems("Phase 2a; 1:1:1")
        and "phase1" not in stems("Phase 2a; 1:1:1")
    )


@pytest.mark.parametrize(
    ("short", "whole"),
    [("18 MIU s.c.", "18 MIU subcutaneous"), ("IV infusion", "intravenous infusion"), ("randomized", "randomised")],
)
def test_words_are_told_however_they_are_written(short: str, whole: str) -> None:
    assert stems(short) == stems(whole)
    assert "intraven" not in stems("Group IV")
