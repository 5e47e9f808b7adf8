"""Laws of measurements: values and the experiments they belong to, and the curves that were fitted to them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from il2data.checking.rules import Finding, Tables, rule, together, unit_factors

# Of a value, what its experiment says too, and the column that says it.
OF_RESPONSE = {
    "readout": "readout",
    "statistic": "response_statistic",
    "response_unit": "response_unit",
    "measured_on": "measured_on",
    "source_file": "file",
}
OF_COUNT = {"statistic": "response_statistic", "receptors_unit": "response_unit", "source_file": "file"}
# What makes a value one of its own within an experiment.
WELL = ["experiment_id", "ligand_id", "cell_type_id", "cell_gate", "time", "time_unit", "dose", "readout", "replicate"]
STAINING = ["experiment_id", "cell_type_id", "cell_gate", "target_id", "staining"]
CURVE = ["experiment_id", "ligand_id", "cell_type_id", "cell_gate", "time", "time_unit", "replicate"]
# How far the factor between neighbouring doses may be off.
STEP = 0.01
# Times longer than a day are no stimulation that phosphorylation is read after.
LONGEST = 86400.0


@rule(
    "measurement-experiment",
    "A value has the read-out, statistic, unit, day and file of its experiment, and the experiment as many values as it"
    " says.",
    "The protocol is told once, for all values; a value moved to another experiment is told the wrong one.",
    reads=("dose_responses", "experiments", "receptor_counts"),
)
def of_experiment(tables: Tables) -> Iterator[Finding]:
    experiments = tables["experiments"].set_index("fact_id")
    counted: dict[str, int] = {}
    for table, columns in (("dose_responses", OF_RESPONSE), ("receptor_counts", OF_COUNT)):
        frame = tables[table]
        for name, number in frame["experiment_id"].value_counts().items():
            counted[str(name)] = counted.get(str(name), 0) + int(number)
        for column, other in columns.items():
            expected = frame["experiment_id"].map(experiments[other])
            for position in frame.index[frame[column].fillna("") != expected.fillna("")]:
                yield (
                    table,
                    position,
                    column,
                    (
                        f"{frame.at[position, column]}, and {frame.at[position, 'experiment_id']} has"
                        f" {expected[position]}."
                    ),
                    "Correct the value or the experiment.",
                )
    for position, name, number in zip(
        tables["experiments"].index, tables["experiments"]["fact_id"], tables["experiments"]["values"], strict=True
    ):
        if counted.get(name, 0) != number:
            yield (
                "experiments",
                position,
                "values",
                f"{name} counts {number} values and has {counted.get(name, 0)}.",
                "Enter the values that are missing, or correct the number.",
            )


@rule(
    "well-once",
    "A well stands once in its experiment, a cell of a file once, and a day's well once for each statistic.",
    "A well that counts twice makes a fit surer than it is.",
    reads=("dose_responses", "receptor_counts", "units"),
)
def well_once(tables: Tables) -> Iterator[Finding]:
    frame = tables["dose_responses"]
    hours = frame["time"] * frame["time_unit"].map(unit_factors(tables))
    told = frame.assign(hours=hours, rounded=frame["dose"].map("{:.2e}".format))
    dated = told[told["measured_on"].notna()]
    for table, found in (
        ("dose_responses", frame.index[frame.duplicated(WELL)]),
        ("dose_responses", frame.index[frame.duplicated(["experiment_id", "source_row", "source_column"])]),
        (
            "dose_responses",
            dated.index[
                dated.duplicated(
                    [
                        "measured_on",
                        "ligand_id",
                        "cell_type_id",
                        "cell_gate",
                        "hours",
                        "rounded",
                        "readout",
                        "statistic",
                        "replicate",
                    ]
                )
            ],
        ),
        ("receptor_counts", tables["receptor_counts"].index[tables["receptor_counts"].duplicated(STAINING)]),
        (
            "receptor_counts",
            tables["receptor_counts"].index[tables["receptor_counts"].duplicated(["experiment_id", "source_row"])],
        ),
    ):
        for position in found:
            yield (
                table,
                position,
                "measurement_id",
                f"{tables[table].at[position, 'measurement_id']} is a well that stands above.",
                "Remove one of the two, or give it the number of its replicate.",
            )


@rule(
    "dose-series",
    "The doses of a curve fall by one factor, unless they were read off a figure.",
    "A dilution series has one factor; a dose that breaks it is mistyped.",
    reads=("dose_responses",),
)
def dose_series(tables: Tables) -> Iterator[Finding]:
    frame = tables["dose_responses"]
    measured = frame[frame["statistic"] != "read_off_figure"].sort_values([*CURVE, "dose"])
    factor = (measured["dose"] / measured.groupby(CURVE, dropna=False)["dose"].shift()).dropna()
    usual = factor.groupby(measured.loc[factor.index, "experiment_id"]).transform("median")
    # One that was left out, of a lost well, leaves a gap of two steps.
    steps = np.log(factor) / np.log(usual)
    for position in factor.index[abs(steps - steps.round().clip(lower=1)) > STEP]:
        yield (
            "dose_responses",
            position,
            "dose",
            (
                f"{frame.at[position, 'dose']:g} is {factor[position]:.4g} times the next lower dose of its curve,"
                f" where {usual[position]:.4g} is usual."
            ),
            "Correct the dose.",
        )


@rule(
    "response-possible",
    "A time has its unit and is no longer than a day; moments stand with means, and kurtosis is no less than the square"
    " of the skewness less 2.",
    "Moments of one distribution bind each other; swapped columns break the bond.",
    reads=("dose_responses", "units"),
)
def possible(tables: Tables) -> Iterator[Finding]:
    frame = tables["dose_responses"]
    yield from together(
        tables, "dose_responses", ("time", "time_unit"), ("variance", "skewness"), ("variance", "kurtosis")
    )
    seconds = frame["time"] * frame["time_unit"].map(unit_factors(tables))
    for position in frame.index[seconds > LONGEST]:
        yield (
            "dose_responses",
            position,
            "time",
            f"{frame.at[position, 'time']:g} {frame.at[position, 'time_unit']} is longer than a day.",
            "Correct the time or its unit.",
        )
    for position in frame.index[frame["variance"].notna() & (frame["statistic"] != "mean")]:
        yield (
            "dose_responses",
            position,
            "variance",
            f"a variance with the statistic {frame.at[position, 'statistic']}.",
            "Empty the moments, or correct the statistic.",
        )
    # The files round to seven digits.
    for position in frame.index[frame["kurtosis"] < frame["skewness"] ** 2 - 2 - 1e-4 * (1 + frame["skewness"] ** 2)]:
        yield (
            "dose_responses",
            position,
            "kurtosis",
            (
                f"{frame.at[position, 'kurtosis']:g} with the skewness {frame.at[position, 'skewness']:g}: no"
                " distribution has that."
            ),
            "Check both against the file.",
        )


@rule(
    "experiment-whole",
    "Points read off a figure have their paper, and nothing else has; an experiment of the same wells is another one of"
    " another statistic.",
    "A point that somebody read off somebody's figure is no measurement of whoever read it.",
    reads=("experiments",),
)
def experiment(tables: Tables) -> Iterator[Finding]:
    frame = tables["experiments"]
    read_off = frame["response_statistic"] == "read_off_figure"
    for position in frame.index[read_off != frame["origin_id"].notna()]:
        yield (
            "experiments",
            position,
            "origin_id",
            f"{frame.at[position, 'response_statistic']} with the origin {frame.at[position, 'origin_id']}.",
            "Name the paper of the figure, or correct the statistic.",
        )
    statistic = frame.set_index("fact_id")["response_statistic"]
    for position in frame.index[
        frame["same_wells_as"].notna() & (frame["same_wells_as"].map(statistic) == frame["response_statistic"])
    ]:
        yield (
            "experiments",
            position,
            "same_wells_as",
            f"{frame.at[position, 'same_wells_as']} tells the same statistic.",
            "Keep one of the two, or correct the statistic.",
        )
    whole = frame["measured_on"][frame["measured_on"].str.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fillna(False)]
    for position in whole.index[pd.to_datetime(whole, format="%Y-%m-%d", errors="coerce").isna()]:
        yield (
            "experiments",
            position,
            "measured_on",
            f"{whole[position]} is no day of the calendar.",
            "Correct it, or write the month alone.",
        )
    for position in frame.index[frame["stimulation"].isna() & frame["fixation"].notna()]:
        yield (
            "experiments",
            position,
            "stimulation",
            "cells were fixed, and nothing says after what.",
            "Enter how the cells met the ligand.",
        )


@rule(
    "count-agrees",
    "A number of receptors that sums up stainings is their geometric mean, and its range theirs.",
    "The summary and the stainings stand in two tables and are one measurement.",
    reads=("receptor_abundance", "receptor_counts"),
)
def count_agrees(tables: Tables) -> Iterator[Finding]:
    counts, frame = tables["receptor_counts"], tables["receptor_abundance"]
    calibrated = counts[counts["statistic"] == "calibrated_count"]
    told = {key: mine["receptors"] for key, mine in calibrated.groupby(["cell_type_id", "cell_gate", "target_id"])}
    summed = frame[(frame["n_kind"] == "stainings").fillna(False) & (frame["statistic"] == "geometric_mean")]
    for row in summed.itertuples():
        mine = told.get((row.cell_type_id, row.cell_gate, row.target_id))
        if mine is None:
            continue
        expected = {"value": float(np.exp(np.log(mine).mean())), "lower": float(mine.min()), "upper": float(mine.max())}
        for column, number in expected.items():
            if abs(float(getattr(row, column)) / number - 1) > STEP:
                yield (
                    "receptor_abundance",
                    row.Index,
                    column,
                    f"{getattr(row, column):g}, and the {len(mine)} stainings give {number:.4g}.",
                    "Correct the summary or the stainings.",
                )
