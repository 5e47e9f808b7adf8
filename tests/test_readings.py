"""Amounts and counts are read as sources print them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import il2data
from il2data.checking.readings import amounts, counts

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


@pytest.mark.parametrize(("text", "pairs"), [("37 of 255 (15%)", [(37, 255)]), ("12/45, 3 out of 44", [(12, 45), (3, 44)]), ("1,002 of 2,090", [(1002, 2090)]), ("IL-2/anti-IL-2, 0.5/1.5", [])])
def test_counts_are_pairs(text: str, pairs: list[tuple[int, int]]) -> None:
    assert counts(text) == pairs


@given(st.floats(min_value=1e-6, max_value=1e9), st.sampled_from(sorted(SPELLINGS)))
def test_a_printed_amount_is_read_back(value: float, spelling: str) -> None:
    printed = f"{value:.6f}".rstrip("0").rstrip(".")
    assert [(amount.value, amount.unit) for amount in amounts(f"given: {printed} {spelling}", SPELLINGS)] == [(float(printed), SPELLINGS[spelling])]
