"""The medicines: class, receptor bias, how far each came in patients, and what happened to it."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

import pandas as pd

from il2data.site.drawing import document, element, linked, mark, records, text
from il2data.site.picture import COLOURS, Picture
from il2data.tableschema import categories

if TYPE_CHECKING:
    from il2data import Release

TITLE = "Medicines that act through interleukin-2 or its receptor"
WIDTH, STEP, PAD, TOP = 1000, 16, 5, 82
BIAS, STAGE, BAND, ENDPOINT, FATE = 178, 292, 55, 584, 664
STAGES = ("phase 1", "phase 2", "phase 3", "approved")
UNPHASED = "no phase"
NO_CLASS = "class not stated"
# A phase 1/2 trial has reached phase 2 only in part: it counts as phase 1.
PHASES = {"PHASE1": "phase 1", "PHASE1/PHASE2": "phase 1", "PHASE2": "phase 2", "PHASE3": "phase 3"}
# Events that end something; a listing, a designation or one trial of several ends without that.
ENDS = ("development_stopped", "withdrawal_announced", "approval_withdrawn", "application_withdrawn")
# What the marks of a row mean: the shape and colour of each kind of result.
SIGNS = {
    "approved": ("tick", "green"),
    "withdrawn": ("cross", "vermilion"),
    "discontinued": ("cross", "vermilion"),
    "application_withdrawn": ("cross", "vermilion"),
    "stopped": ("cross", "vermilion"),
    "off_label": ("circle", "muted"),
    "expanded_access": ("circle", "muted"),
    "met": ("tick", "green"),
    "not_met": ("cross", "vermilion"),
}


def picture(release: Release) -> Picture:
    """Draw the medicines, a row each, grouped by class.

    Returns
    -------
    Picture
        One mark or line of text for each row of ``medicines``, ``indications``,
        ``trials``, ``outcomes`` and ``events`` that says something of a medicine; a
        trial that was stopped has both.
    """
    rows = _rows(release)
    statements = dict(release.load("facts")[["fact_id", "statement"]].itertuples(index=False))
    agents = release.load("agents")
    classes = rows[rows["column"] == "class"].set_index("agent")["what"]
    reached = highest(rows)
    drawn: list[Element] = []
    y: float = TOP
    shown = rows[["agent"]].drop_duplicates().assign(group=lambda frame: frame["agent"].map(classes).fillna(NO_CLASS))
    shown["rank"] = shown["agent"].map(reached).map({stage: -number for number, stage in enumerate(STAGES)}).fillna(1)
    shown["best"] = shown.groupby("group")["rank"].transform("min")
    shown = shown.sort_values(["best", "group", "rank", "agent"], key=lambda s: s.str.lower() if s.name in ("group", "agent") else s)
    for group, members in shown.groupby("group", sort=False):
        drawn.append(text(16, y + 22, f"{group} ({len(members)})", font_size=14, font_weight="bold"))
        y += 32
        for agent in members["agent"]:
            parts, height = _row(agent, records(rows[rows["agent"] == agent]), reached.get(agent), y, statements)
            drawn += parts
            y += height
    reading = (
        f"{len(shown)} of the {len(agents)} substances and classes in the dataset: those that a row describes, or gives a trial of their own, an approval or an end. "
        "Each dot is one trial ('no phase' where none is given) or approval, and the bar ends at the highest phase that they reach (phase 1/2 counts as phase 1); no bar means "
        "that no row says so, not that there was no trial. A medicine withdrawn later still counts as approved. A tick or a cross is one result for a primary or co-primary endpoint, of benefit or of safety, in a trial with the medicine, even one where both arms had it; an endpoint with several results of one comparison, such as a median and a ratio, has one. The text at the right, where a cross may also be the end of an application, is "
        "what became of the medicine, one line for each fact. Investigational uses and endpoints without a verdict are not drawn."
    )
    svg = document(WIDTH, y + 20, TITLE, *_head(y), *drawn)
    return Picture("medicines", TITLE, reading, svg, rows)


def highest(rows: pd.DataFrame) -> dict[str, str]:
    """Return the highest stage that each medicine reached, by name: approved, then phase 3, 2 and 1.

    Parameters
    ----------
    rows
        The rows of the picture. A medicine withdrawn after its approval counts as approved.
    """
    stages = rows[rows["column"].isin(STAGES)]
    rank = stages["column"].map(STAGES.index)
    return {agent: STAGES[number] for agent, number in rank.groupby(stages["agent"]).max().items()}


def _rows(release: Release) -> pd.DataFrame:
    """Return the rows: ``fact_id``, ``agent``, ``column`` of the picture, ``what`` it says, ``sign``; all text."""
    labels = release.load("entities").set_index("entity_id")["label"]
    medicines = release.load("medicines")
    schema = release.package.schema("medicines")
    indications = release.load("indications")
    trials = release.load("trials")
    events = release.load("events")
    found = []
    for name, column, empty in (("modality", "class", NO_CLASS), ("bias_claimed", "meant for", "")):
        found.append(_part(medicines["fact_id"], medicines["agent_id"], column, medicines[name].map(categories(schema, name, "label")).fillna(empty), ""))
    stage = trials["phase"].map(PHASES).fillna(UNPHASED)
    ended = trials["why_stopped"].notna() | (trials["status"] == "TERMINATED")
    trial = trials["trial_id"].map(labels)
    reason = trials["why_stopped"].map(lambda words: f": {words}" if isinstance(words, str) else "")
    found.append(_part(trials["fact_id"], trials["agent_id"], stage, trial, ""))
    licensed = indications["status"].isin(["approved", "withdrawn"])
    disease = indications["disease_id"].map(labels)
    found.append(_part(indications["fact_id"][licensed], indications["agent_id"][licensed], "approved", disease[licensed], ""))
    fate = ~indications["status"].isin(["investigational", "studied"])
    day = indications["withdrawn_on"].fillna(indications["approved_on"]).fillna("")
    words = indications["status"].str.replace("_", " ") + " " + indications["jurisdiction"].fillna("") + " " + day + ": " + disease
    words = words.str.replace(" +(?=:)|(?<= ) +", "", regex=True)
    found.append(_part(indications["fact_id"][fate], indications["agent_id"][fate], "what happened", words[fate], indications["status"][fate]))
    over = events["event"].isin(ENDS)
    words = events["event"].str.replace("_", " ") + " " + events["date"] + ": " + events["detail"].fillna("")
    found.append(_part(events["fact_id"][over], events["entity_id"][over], "what happened", words[over], "stopped"))
    stopped = ("trial stopped" + reason + " (" + trial + ")")[ended]
    found.append(_part(trials["fact_id"][ended], trials["agent_id"][ended], "what happened", stopped, "stopped"))
    found.append(_verdicts(release, trials, labels))
    rows = pd.concat(found, ignore_index=True)
    rows["agent"] = rows["agent"].map(labels)
    return rows.sort_values(["agent", "column"], kind="stable", ignore_index=True)


def verdicts(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Return one outcome for each primary or co-primary endpoint of an arm that was met or missed, superseded ones left out."""
    own = outcomes[outcomes["endpoint_role"].isin(["primary", "co_primary"]) & outcomes["met"].notna() & outcomes["superseded_by"].isna()]
    return own.drop_duplicates(["trial_id", "arm_id", "endpoint_id", "subgroup", "time", "met"])


def _verdicts(release: Release, trials: pd.DataFrame, labels: pd.Series) -> pd.DataFrame:
    own = verdicts(release.load("outcomes")).merge(trials[["trial_id", "agent_id"]].drop_duplicates(), on="trial_id")
    endpoint = own["endpoint_id"].map(release.load("endpoints").set_index("endpoint_id")["name"])
    return _part(own["fact_id"], own["agent_id"], "primary endpoint", own["trial_id"].map(labels) + ": " + endpoint, own["met"])


def _part(fact_id: pd.Series, agent: pd.Series, column: Any, what: pd.Series, sign: Any) -> pd.DataFrame:
    return pd.DataFrame({"fact_id": fact_id, "agent": agent, "column": column, "what": what, "sign": sign})


def _row(agent: str, own: list[dict[str, Any]], stage: str | None, y: float, statements: dict[str, str]) -> tuple[list[Element], float]:
    parts = {column: [row for row in own if row["column"] == column] for column in ("class", "meant for", "primary endpoint", "what happened", UNPHASED, *STAGES)}
    drawn = [element("path", d=f"M16 {y + 0.5:g}H{WIDTH - 16}", stroke=COLOURS["line"])]
    middle = y + PAD + STEP / 2 - 2

    def anchor(row: dict[str, Any], *shapes: Element) -> None:
        drawn.append(linked(row["fact_id"], statements[row["fact_id"]], *shapes))

    name = textwrap.wrap(agent, 22)
    label = [text(16, middle + 4 + STEP * number, line) for number, line in enumerate(name)]
    if parts["class"]:
        anchor(parts["class"][0], *label)
    else:
        drawn += label
    bias: list[str] = []
    for row in parts["meant for"]:
        bias = textwrap.wrap(row["what"].split(" (")[0], 20)
        anchor(row, *(text(BIAS, middle + 4 + STEP * number, line, font_size=12) for number, line in enumerate(bias)))
    lines = [len(name), len(bias)]
    if stage:
        width = BAND * (STAGES.index(stage) + 1) - 4
        drawn.append(element("rect", x=STAGE + BAND - 4, y=f"{middle - 7:g}", width=width, height=14, rx=7, fill=COLOURS["line"]))
    lines += [_dots(parts[column], STAGE + BAND * number, middle, anchor, 9, 3.2) for number, column in enumerate((UNPHASED, *STAGES))]
    lines.append(_dots(parts["primary endpoint"], ENDPOINT, middle, anchor, 14, 4.5))
    place = 0
    for row in parts["what happened"]:
        shape, colour = SIGNS[row["sign"]]
        words = textwrap.wrap(row["what"], 51, max_lines=2, placeholder=" …")
        at = middle + STEP * place
        anchor(row, mark(shape, FATE, at, COLOURS[colour], 4.5), *(text(FATE + 14, at + 4 + STEP * n, line, font_size=12) for n, line in enumerate(words)))
        place += len(words)
    return drawn, PAD + STEP * max(1, place, *lines) + 2


def _dots(rows: list[dict[str, Any]], left: float, middle: float, anchor: Any, step: float, size: float) -> int:
    across = 5
    for number, row in enumerate(rows):
        shape, colour = SIGNS.get(row["sign"], ("circle", "blue"))
        anchor(row, mark(shape, left + 4 + step * (number % across), middle + STEP * (number // across), COLOURS[colour], size))
    return -(-len(rows) // across)


def _head(bottom: float) -> list[Element]:
    drawn = [text(x, TOP - 18, words, fill=COLOURS["muted"], font_size=12) for x, words in ((16, "medicine"), (BIAS, "meant for"), (ENDPOINT, "endpoints"), (FATE, "what happened"))]
    drawn += [text(STAGE + BAND * number, TOP - 18, words, fill=COLOURS["muted"], font_size=12) for number, words in enumerate((UNPHASED, *STAGES))]
    x = 20.0
    for shape, colour, words in (
        ("circle", "blue", "a trial or an approval"),
        ("tick", "green", "approved; primary endpoint met"),
        ("cross", "vermilion", "withdrawn, stopped; primary endpoint missed"),
        ("circle", "muted", "off-label use"),
    ):
        drawn += [mark(shape, x, 24, COLOURS[colour], 4), text(x + 12, 28, words)]
        x += 40 + 7 * len(words)
    return drawn
