"""Two to four medicines, kinds of cell or receptor forms side by side, every cell made of facts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from il2data.site.addresses import address
from il2data.site.content import Content
from il2data.site.fates import Fate
from il2data.site.rows import Row
from il2data.site.standing import RANKS
from il2data.site.trial_words import dose
from il2data.support import SUPPORTED

IL2 = "UniProtKB:P60568"
CHAINS = {
    "the alpha chain (CD25)": ("UniProtKB:P01589", "il2d:receptor-alpha"),
    "the beta chain (CD122)": ("UniProtKB:P14784",),
    "the gamma chain (CD132)": ("UniProtKB:P31785",),
    "the beta-gamma receptor": ("il2d:receptor-beta-gamma",),
    "the alpha-beta-gamma receptor": ("il2d:receptor-alpha-beta-gamma",),
}
# Forms that hold a chain: a cell that carries the form has the chain.
HOLDING = {
    "UniProtKB:P01589": ("il2d:receptor-alpha", "il2d:receptor-alpha-beta", "il2d:receptor-alpha-beta-gamma"),
    "UniProtKB:P14784": ("il2d:receptor-alpha-beta", "il2d:receptor-alpha-beta-gamma", "il2d:receptor-beta-gamma"),
    "UniProtKB:P31785": ("il2d:receptor-alpha-beta-gamma", "il2d:receptor-beta-gamma"),
}
RATES = {
    "Kd": "Kd",
    "kon": "kon",
    "koff": "koff",
    "association_half_time": "Association half-time",
    "dissociation_half_time": "Dissociation half-time",
}
HALF_LIVES = ("half_life", "half_life_distribution", "half_life_elimination")
GRAVE = ("boxed_warning", "drug_related_death")
# Facts in one cell of the comparison; the page of the thing has all.
MOST = 6
# What the page offers to begin with.
EXAMPLES = {
    "medicines": (
        ("il2d:agent-bempegaldesleukin", "il2d:agent-nemvaleukin-alfa", "il2d:agent-mdna11"),
        ("il2d:agent-rezpegaldesleukin", "il2d:agent-efavaleukin-alfa", "il2d:agent-pt101"),
        ("il2d:agent-basiliximab", "il2d:agent-daclizumab"),
    ),
    "cells": (("CL:0000815", "CL:0000624", "CL:0000625", "CL:0000623"),),
    "forms": (("il2d:receptor-alpha", "il2d:receptor-beta-gamma", "il2d:receptor-alpha-beta-gamma"),),
}
TITLES = {"medicines": "Medicines", "cells": "Cells", "forms": "Receptor forms"}


class Line(NamedTuple):
    """A line of a comparison: the table, the column that names the thing, which rows count, and how one is told."""

    title: str
    table: str
    column: str
    counts: Callable[[Row], bool]
    tell: Callable[[Content, Row], str]


def _any(row: Row) -> bool:
    return True


def _in(column: str, values: Iterable[str]) -> Callable[[Row], bool]:
    wanted = set(values)
    return lambda row: row[column] in wanted


def _of_il2(quantity: str) -> Callable[[Row], bool]:
    return lambda row: row["quantity"] == quantity and row["ligand_id"] == IL2


def label(column: str) -> Callable[[Content, Row], str]:
    """Return what tells a row by one of its columns: by its label, or the label of the thing that it names."""

    def tell(content: Content, row: Row) -> str:
        value = row[column]
        return str(
            content.entities[value]["label"]
            if value in content.entities
            else content.in_words(row["fact_id"], column, value) or ""
        )

    return tell


def figure(*more: str, before: str = "") -> Callable[[Content, Row], str]:
    """Return what tells a row by its number with range and unit, columns ``more`` after it, ``before`` first."""

    def tell(content: Content, row: Row) -> str:
        number, _ = content.amount(row)
        unit = content.in_words(row["fact_id"], "unit", row["unit"]) if row["unit"] not in (None, "1") else ""
        said = [label(name)(content, row) for name in more if row[name] is not None]
        species = row.get("species")
        first = label(before)(content, row) if before and row[before] is not None else ""
        words = ", ".join(
            filter(None, (f"{number} {unit}".strip(), *said, "" if species in (None, "Homo sapiens") else species))
        )
        return f"{first}: {words}" if first and words else first or words

    return tell


def sentence(content: Content, row: Row) -> str:
    """Tell a row by its sentence."""
    return str(content.facts[row["fact_id"]]["statement"])


def _binding(content: Content, row: Row) -> str:
    return figure("method", before="quantity")(content, row)


def _targets(
    title: str,
    table: str,
    column: str,
    tell: Callable[[Content, Row], str],
    holding: Mapping[str, Iterable[str]] | None = None,
) -> list[Line]:
    """Return a line for each chain and form; with ``holding``, forms that hold a chain count for the chain too."""
    of = {
        name: {*targets, *(form for target in targets for form in (holding or {}).get(target, ()))}
        for name, targets in CHAINS.items()
    }
    return [Line(f"{title} {name}", table, column, _in("target_id", targets), tell) for name, targets in of.items()]


def _presence(content: Content, row: Row) -> str:
    target = row["target_id"]
    said = [f"as {content.entities[target]['label']}"] if target.startswith("il2d:") else []
    said += [label(name)(content, row) for name in ("presence", "level", "state", "stimulus") if row[name] is not None]
    return ", ".join(
        dict.fromkeys(filter(None, [*said, "" if row["species"] in (None, "Homo sapiens") else row["species"]]))
    )


def _potency(content: Content, row: Row) -> str:
    time = f"after {row['time']:g} {content.symbols[row['time_unit']]}" if row["time"] is not None else ""
    return ", ".join(filter(None, (figure(before="readout")(content, row), time)))


def _dose(content: Content, row: Row) -> str:
    said = dose(row, content.symbols)
    route = label("route")(content, row) if row["route"] not in (None, "not_stated") else ""
    return ", ".join(filter(None, (said, route))) if said else ""


def _benefit(content: Content, row: Row) -> str:
    said = ", ".join(label(name)(content, row) for name in ("disease_id", "endpoint") if row[name])
    return f"{said}: {label('result')(content, row)} ({label('evidence_level')(content, row)})"


LINES: dict[str, tuple[Line, ...]] = {
    "medicines": (
        Line("What it is", "medicines", "agent_id", _any, label("modality")),
        Line("What it does to the receptor", "medicines", "agent_id", _any, label("action")),
        Line("Chains it needs, as measured", "medicines", "agent_id", _any, label("bias_measured")),
        Line("Meant for", "medicines", "agent_id", _any, label("bias_claimed")),
        *_targets("Binding of", "affinities", "ligand_id", _binding),
        Line("What makes it last", "medicines", "agent_id", _any, label("half_life_extension")),
        Line(
            "Half-life",
            "pharmacokinetics",
            "agent_id",
            _in("parameter", HALF_LIVES),
            figure("route", before="parameter"),
        ),
        Line("Doses", "doses", "agent_id", _any, _dose),
        Line("What trials came to", "trial_benefits", "agent_id", lambda row: row["result"] != "tested", _benefit),
        Line("Gravest reactions", "adverse_reactions", "agent_id", _in("kind", GRAVE), label("finding_id")),
    ),
    "cells": (
        *_targets("Has", "receptor_expression", "cell_type_id", _presence, HOLDING),
        *_targets("Copies of", "receptor_abundance", "cell_type_id", figure("activation", "method")),
        Line("How much IL-2 it needs", "potencies", "cell_type_id", _in("ligand_id", (IL2,)), _potency),
        Line("How much IL-15 it needs", "potencies", "cell_type_id", _in("ligand_id", ("il2d:agent-il15",)), _potency),
        Line("Makes IL-2", "production", "cell_type_id", _any, sentence),
        Line("What IL-2 does to it", "effects", "cell_type_id", _in("cause_id", (IL2,)), sentence),
    ),
    "forms": (
        Line("Chains", "receptor_subunits", "receptor_form_id", _any, label("protein_id")),
        Line("In short", "receptor_form_profiles", "receptor_form_id", _any, sentence),
        *(
            Line(f"{title} of IL-2", "affinities", "target_id", _of_il2(name), figure("method"))
            for name, title in RATES.items()
        ),
        Line(
            "Cells that carry it",
            "receptor_expression",
            "target_id",
            lambda row: row["presence"] != "absent" and row["cell_type_id"] is not None,
            label("cell_type_id"),
        ),
        Line("Copies on cells", "receptor_abundance", "target_id", _any, figure(before="cell_type_id")),
    ),
}


def things(content: Content, fates: Iterable[Fate]) -> dict[str, dict[str, str]]:
    """Return what can be compared, by kind: identifiers and names, in the order of the names."""
    used = {
        kind: {row[line.column] for line in lines for row in content.rows[line.table] if line.counts(row)}
        for kind, lines in LINES.items()
    }
    found = {
        "medicines": {fate.agent: fate.name for fate in fates if fate.agent in used["medicines"]},
        "cells": {
            row["cell_type_id"]: content.entities[row["cell_type_id"]]["label"]
            for row in content.rows["cell_types"]
            if row["cell_type_id"] in used["cells"]
        },
        "forms": {row["receptor_form_id"]: row["name"] for row in content.rows["receptor_forms"]},
    }
    return {kind: dict(sorted(names.items(), key=lambda item: item[1].lower())) for kind, names in found.items()}


def script(content: Content, fates: Iterable[Fate]) -> str:
    """Return the script that hands all comparisons to the page.

    Of each kind its title, the titles of its lines, and its things: identifier, name, page,
    and for each line the facts that fill it (identifier, text, and the status of what is in
    doubt) and how many more there are.
    """
    fates = list(fates)
    about = {fate.agent: fate for fate in fates}
    data = []
    for kind, named in things(content, fates).items():
        lines = LINES[kind]
        rows = [_by_thing(content, line) for line in lines]
        titles = [line.title for line in lines]
        made = []
        for name, called in named.items():
            cells = [_cell(content, line, own.get(name, [])) for line, own in zip(lines, rows, strict=True)]
            made.append(
                [
                    name,
                    called,
                    address("entities", name),
                    cells + (_fate(content, about[name]) if kind == "medicines" else []),
                ]
            )
        data.append(
            [
                kind,
                TITLES[kind],
                titles + (["Reached", "Stands", "Primary endpoints", "Why it ended"] if kind == "medicines" else []),
                made,
            ]
        )
    return f"window.IL2DATA_COMPARE={json.dumps(data, ensure_ascii=False, separators=(',', ':'))};\n"


def _by_thing(content: Content, line: Line) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in content.rows[line.table]:
        if row[line.column] and line.counts(row):
            found.setdefault(row[line.column], []).append(row)
    return found


def _cell(content: Content, line: Line, rows: list[Row]) -> list[object]:
    """Return the facts of a cell, the best supported first, those that read alike once, and how many are left out."""
    told: dict[str, list[str]] = {}
    for row in sorted(rows, key=lambda row: RANKS.index(content.facts[row["fact_id"]]["status"])):
        text = line.tell(content, row)
        if text and text not in told:
            told[text] = _entry(content, row["fact_id"], text)
    return [list(told.values())[:MOST], max(0, len(told) - MOST)]


def _entry(content: Content, fact: str, text: str) -> list[str]:
    status = content.facts[fact]["status"]
    return [fact, text] if status in SUPPORTED else [fact, text, status]


def _fate(content: Content, fate: Fate) -> list[list[object]]:
    """Return the cells on what became of a medicine."""
    reached = ", ".join(filter(None, (fate.stage, fate.tried)))
    told = [[(fate.fact, text)] if text else [] for text in (reached, fate.standing, fate.endpoints)]
    return [
        [[_entry(content, fact, text) for fact, text in cell], 0]
        for cell in (*told, [(why.fact, why.text) for why in fate.why])
    ]
