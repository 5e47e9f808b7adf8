"""Laws of markers: cut-offs and how well they tell patients from others."""

from __future__ import annotations

from collections.abc import Iterator

from il2data.checking.rules import Finding, Tables, rule, together
from il2data.checking.rules.numbers import possible

MEASURES = ("sensitivity", "specificity", "auc")


@rule(
    "cutoff-shape",
    "A cut-off has its side and unit, and a row of one gives a sensitivity, a specificity or an area under the curve.",
    "A level without unit is of no use to a laboratory, and a cut-off without a measure says nothing of the test.",
    reads=("marker_cutoffs",),
)
def cutoff_shape(tables: Tables) -> Iterator[Finding]:
    frame = tables["marker_cutoffs"]
    yield from together(tables, "marker_cutoffs", ("threshold", "threshold_relation"), ("threshold", "threshold_unit"))
    for position in frame.index[frame[list(MEASURES)].isna().all(axis=1)]:
        yield (
            "marker_cutoffs",
            position,
            "sensitivity",
            "neither sensitivity nor specificity nor area under the curve.",
            "Enter what the source gives, or withdraw the row.",
        )
    for position in frame.index[(frame["n_with"] > frame["n"]).fillna(False).astype(bool)]:
        yield (
            "marker_cutoffs",
            position,
            "n_with",
            f"{frame.at[position, 'n_with']} with the disease of {frame.at[position, 'n']} people.",
            "Check both numbers against the source.",
        )


@rule(
    "cutoff-counts",
    "A sensitivity or specificity is one that so many people can give.",
    "Nobody is 93.7 % of 10 people: another number was counted, or a digit is wrong.",
    reads=("marker_cutoffs",),
)
def cutoff_counts(tables: Tables) -> Iterator[Finding]:
    frame = tables["marker_cutoffs"]
    without = frame["n"] - frame["n_with"]
    for measure, people in (("sensitivity", frame["n_with"]), ("specificity", without)):
        for position, share, n in frame.assign(people=people)[[measure, "people"]].dropna().itertuples():
            if n > 0 and not possible(share, n):
                yield (
                    "marker_cutoffs",
                    position,
                    measure,
                    f"{share:g} % of {n} people is {share * n / 100:.2f} of them.",
                    "Check the share and the numbers; leave the number out where another was counted.",
                )
