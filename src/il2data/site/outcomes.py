"""What came of trials: each outcome with its panel, its verdict and its words, and every trial by disease."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from il2data.site.drawing import records

if TYPE_CHECKING:
    from il2data import Release

WORDS = "other primary"
PANELS = {
    "hazard ratio": "Hazard ratios (logarithmic axis; 1: no difference between the arms)",
    "compared rate": "Response rates against a comparator, % (comparator: vertical bar, its interval dashed)",
    "single-arm rate": "Response rates without a comparator, %",
    WORDS: "Primary endpoints of any other kind, in words",
}
UNTOLD = "disease not told"


def by_panel(release: Release) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the outcomes that have a panel, in the order in which they are drawn, and the whole table.

    Returns
    -------
    DataFrame
        The columns of the table with ``panel``, the names of ``disease``, ``medicine``, ``trial``, ``arm``,
        ``comparator`` and ``endpoint``, the ``timepoint``, what sets a row ``apart`` from one that reads alike, and
        its ``figures`` as text.
    DataFrame
        All outcomes, with the same columns but the last.
    """
    table = release.load("outcomes")
    names = {
        **release.load("arms").set_index("fact_id")["name"],
        **release.load("endpoints").set_index("endpoint_id")["name"],
        **release.load("entities").set_index("entity_id")["label"],
    }
    units = release.load("units").set_index("unit_id")["symbol"]
    agents = dict(release.load("trials")[["trial_id", "agent_id"]].itertuples(index=False))
    ill = dict(release.load("trials")[["trial_id", "disease_id"]].itertuples(index=False))
    table["medicine"], table["disease"] = (table["trial_id"].map(of).map(names) for of in (agents, ill))
    table["disease"] = table["disease"].fillna(UNTOLD)
    table["trial"], table["arm"], table["comparator"] = (
        table[column].map(names) for column in ("trial_id", "arm_id", "comparator_arm_id")
    )
    group = table["subgroup"].radd("among participants ")
    table["endpoint"] = [
        ", ".join(filter(None, (" ".join(own), among)))
        for own, among in zip(
            zip(table["endpoint_id"].map(names), table["endpoint_detail"].fillna(""), strict=True),
            group.fillna(""),
            strict=True,
        )
    ]
    table["endpoint"] = table["endpoint"].str.replace(" ,", ",").str.strip()
    table["timepoint"] = [
        pd.NA if pd.isna(time) else f"{time:g} {units[unit]}"
        for time, unit in table[["time", "time_unit"]].itertuples(index=False)
    ]
    panel = pd.Series(pd.NA, index=table.index, dtype="string")
    panel[table["endpoint_role"].isin(["primary", "co_primary"])] = WORDS
    panel[(table["measure"] == "response_rate") & table["value"].notna()] = "single-arm rate"
    panel[(panel == "single-arm rate") & table["comparator_value"].notna()] = "compared rate"
    panel[(table["measure"] == "hazard_ratio") & table["value"].notna()] = "hazard ratio"
    table.insert(1, "panel", panel)
    # Rows that would read alike are told apart by their set, their report and their being superseded.
    alike = table.duplicated(["panel", "trial_id", "endpoint", "timepoint", "arm", "comparator", "measure"], keep=False)
    marks = [
        table["analysis_set"].str.replace("_", " "),
        table["release"].where(alike).str.replace("_", " "),
        table["superseded_by"].notna().map({True: "superseded", False: pd.NA}),
    ]
    table["apart"] = [", ".join(own.dropna()) or pd.NA for _, own in pd.concat(marks, axis=1).iterrows()]
    rows = table[table["panel"].notna()]
    rows = rows.assign(figures=[_figure(row) for row in records(rows)])
    keys = rows[["fact_id"]].assign(order=rows["panel"].map({name: number for number, name in enumerate(PANELS)}))
    for name in ("disease", "medicine", "trial"):
        keys[name] = rows[name].fillna("").str.lower()
    return (
        rows.loc[keys.sort_values(["order", "disease", "medicine", "trial", "fact_id"]).index].reset_index(drop=True),
        table,
    )


def diseases(release: Release, rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Return every trial by disease, those with an outcome first, each with its outcomes in words."""
    of = release.load("entities").set_index("entity_id")["label"]
    phases = release.vocabulary("trials").query("column == 'phase'").set_index("value")["label"]
    states = release.vocabulary("trials").query("column == 'status'").set_index("value")["label"]
    counts = release.load("outcomes")["trial_id"].value_counts()
    words = {trial: records(own) for trial, own in rows[rows["panel"] == WORDS].groupby("trial_id")}
    found: dict[str, list[dict[str, Any]]] = {}
    for row in records(release.load("trials")):
        notes = [of.get(row["agent_id"]), phases.get(row["phase"]), states.get(row["status"])]
        outcomes = [
            {
                "fact": each["fact_id"],
                "verdict": verdict(each),
                "words": f"{endpoint(each)}{arms(each)}: {each['figures']}",
            }
            for each in words.get(row["trial_id"], [])
        ]
        trial = {
            "trial": row["trial_id"],
            "name": of[row["trial_id"]],
            "notes": [note for note in notes if note],
            "count": int(counts.get(row["trial_id"], 0)),
            "outcomes": outcomes,
        }
        found.setdefault(of.get(row["disease_id"], UNTOLD), []).append(trial)
    return [
        {
            "name": name,
            "trials": sorted(found[name], key=lambda trial: (not trial["count"], trial["name"].lower())),
            "with": sum(bool(trial["count"]) for trial in found[name]),
        }
        for name in sorted(found, key=str.lower)
    ]


def verdict(row: dict[str, Any]) -> str | None:
    """Return the sign of a row: whether its endpoint was met.

    Where no one says so, it is whether the hazard was significantly higher.
    """
    worse = row["measure"] == "hazard_ratio" and row["value"] is not None and row["value"] > 1
    sure = (row["lower"] is not None and row["lower"] > 1) or (
        row["p_value"] is not None and row["p_value"] < 0.05 and row["lower"] is None
    )
    return "harm" if row["met"] is None and worse and sure else row["met"]


def endpoint(row: dict[str, Any]) -> str:
    """Return what was measured and when; that it is a primary endpoint, unless all of its panel are."""
    role = (
        f" ({row['endpoint_role'].replace('_', '-')})"
        if row["panel"] != WORDS and (row["endpoint_role"] or "").endswith("primary")
        else ""
    )
    when = f", {row['timepoint']}" if row["timepoint"] else ""
    apart = f" ({row['apart']})" if row["apart"] else ""
    return f"{row['endpoint']}{when}{role}{apart}"


def arms(row: dict[str, Any]) -> str:
    """Return the arms that are compared, after a colon; nothing where the row names none."""
    versus = f" vs {row['comparator']}" if row["comparator"] else ""
    return f": {row['arm']}{versus}" if row["arm"] else ""


def _figure(row: dict[str, Any]) -> str:
    """Return the figures of a row as they stand in the table.

    They are values with intervals, counts and n of both arms, and P.
    """
    unit = {"%": " %", "1": "", None: "", "{fold}": "-fold", "%{points}": " points"}.get(
        row["unit"], f" {str(row['unit']).replace('{', '').replace('}', '')}"
    )
    level = (
        f"; {row['confidence_level']:g} %"
        if row["confidence_level"] is not None
        else f"; {row['interval_kind']}"
        if row["interval_kind"] in ("range", "interquartile")
        else ""
    )

    def side(stem: str) -> str:
        value, lower, upper, count, n = (row[stem + cell] for cell in ("value", "lower", "upper", "count", "n"))
        of = "" if n is None else f"n {n}" if count is None else f"{count} of {n}"
        bounds = "" if lower is None or upper is None else f" ({lower:g} to {upper:g}{level})"
        relation = (row["relation"] or "").replace("=", "") if not stem else ""
        figure = f"{relation}{value:g}{unit}" if value is not None else ""
        return ", ".join(filter(None, (figure + bounds, of or ("" if count is None else str(count)))))

    both = [words for words in (side(""), side("comparator_")) if words]
    words = [" vs ".join(both)] if both else []
    if row["p_value"] is not None:
        words.append(f"P\N{NO-BREAK SPACE}{row['p_relation']}\N{NO-BREAK SPACE}{row['p_value']:g}")
    return ", ".join(words) or "no figure"
