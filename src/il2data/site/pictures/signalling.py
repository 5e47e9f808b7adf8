"""The signalling graph, from interleukin-2 and its receptor down to genes; contested steps are drawn as contested."""

from __future__ import annotations

import itertools
import textwrap
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

import networkx as nx

from il2data.site.addresses import address
from il2data.site.drawing import document, element, linked, records, text
from il2data.site.layered import layered
from il2data.site.picture import COLOURS, Picture
from il2data.site.wiring import HALO, LINE, Box, Point, Wire, curve, routes, stroke

if TYPE_CHECKING:
    import pandas as pd

    from il2data import Release

TITLE = "Signalling from the IL-2 receptor to genes"
# Interleukin-2, of man and mouse.
LIGANDS = ("UniProtKB:P60568", "UniProtKB:P04351")
# Nodes in a row of those that act on nothing, and in any other row at most.
ROW, FULL = 5, 8
WIDTH, TOP, STUB = 1000, 100, 60
# How a line ends: what its relation says of the object.
SIGNS = {
    "arrow": (
        "blue",
        "activates, induces, recruits, is needed for",
        (
            *("activates", "amplifies", "phosphorylates", "induces_phosphorylation_of", "recruits", "presents_ligand_to", "assembles", "induces_expression"),
            *("required_for", "required_for_activation_of", "required_for_phosphorylation_of", "required_for_expression_of"),
        ),
    ),
    "bar": ("purple", "inhibits, represses or breaks down", ("inhibits", "dephosphorylates", "represses_expression", "promotes_degradation_of")),
    "none": ("muted", "binds", ("binds", "associates_with", "forms_complex")),
    "circle": ("muted", "no effect, not needed", ("does_not_activate", "not_required_for", "not_required_for_activation_of", "not_required_for_expression_of")),
}
SIGN_OF = {relation: end for end, (_, _, relations) in SIGNS.items() for relation in relations}


def picture(release: Release) -> Picture:
    """Draw every row of ``signalling_edges`` once.

    Returns
    -------
    Picture
        One line for each row. What interleukin-2 itself does to a protein or gene far from
        it is a short line at that node, so that the steps in between can be seen.
    """
    rows = _rows(release)
    statements = dict(release.load("facts")[["fact_id", "statement"]].itertuples(index=False))
    entities = release.load("entities").set_index("entity_id")
    receptor = entities.index[entities["table"] == "receptor_forms"].union(rows.loc[rows["relation"] == "binds", "object_id"].unique())
    direct = rows["subject_id"].isin(LIGANDS) & ~rows["object_id"].isin(receptor)
    steps = rows[~direct]
    changed = set(rows["object_id"][rows["relation"].str.contains("expression")])
    ends = changed.union(entities.index[entities["table"] == "processes"])
    layers = _layers(steps, set(receptor), ends)
    loose = sorted(set(rows["object_id"][direct]).difference(*layers))
    # What is the mouse's says so; all else has its label.
    named = entities["label"].mask(entities["prose"].str.contains("mouse "), entities["prose"].str.removeprefix("the "))
    labels = {node: tuple(textwrap.wrap(named[node], 20)) for layer in [*layers, loose] for node in layer}
    drawn, height = _draw(layers, loose, labels, rows.assign(direct=direct), statements)
    reading = (
        f"All {len(rows)} rows of signalling_edges between {len(labels)} nodes, none left out. The {len(steps)} steps run downwards from interleukin-2 and its "
        f"receptor, as far down as the longest chain of steps; the {int(direct.sum())} effects of interleukin-2 itself on nodes beyond its receptor, measured without the steps between, "
        f"are the short lines marked IL-2 at a node. The end of a line is its sign. The {int(rows['contested'].sum())} on which records disagree are dashed, vermilion and say so. "
        "Point at or tap a line, or see the table, for relation, site, species and cell."
    )
    svg = document(WIDTH, height, TITLE, *_legend(), *drawn)
    return Picture("signalling", TITLE, reading, svg, rows.drop(columns=["subject_id", "object_id"]))


def _rows(release: Release) -> pd.DataFrame:
    table = release.load("signalling_edges").merge(release.load("facts")[["fact_id", "status"]], on="fact_id")
    labels = release.load("entities").set_index("entity_id")["label"]
    for name in ("subject", "object", "pathway", "cell_type"):
        table[name] = table[f"{name}_id"].map(labels)
    table["contested"] = table["status"].isin(["disputed", "refuted"])
    table["residue"] = table["amino_acid"] + table["position"].astype("string")
    columns = [
        *("fact_id", "subject", "relation", "object", "contested", "status", "species", "system", "expression", "cell_type", "cell_line", "stimulus"),
        *("residue", "numbering", "region", "pathway", "certainty", "remark"),
    ]
    return table[[*columns, "subject_id", "object_id"]]


def _layers(steps: pd.DataFrame, receptor: set[str], ends: set[str]) -> list[list[str]]:
    """Return the nodes layer by layer.

    The layer of a node is the longest chain of steps to it; a step that would close a
    circle does not count. Of ``ends``, those that act on nothing else come last.
    """
    graph = nx.DiGraph()
    order = steps["relation"].map(lambda relation: list(SIGNS).index(SIGN_OF[relation]))
    for subject, target in steps.assign(order=order).sort_values(["order", "fact_id"])[["subject_id", "object_id"]].itertuples(index=False):
        graph.add_nodes_from((subject, target))
        if {subject, target} & {*LIGANDS, *receptor} or nx.has_path(graph, target, subject):
            continue
        graph.add_edge(subject, target)
    ends = ends & set(graph)
    while inner := {node for node in ends if any(after not in ends for after in graph.successors(node))}:
        ends -= inner
    middle = [node for node in graph if node not in ends | receptor | {*LIGANDS}]
    rank: dict[str, int] = {}
    for node in nx.lexicographical_topological_sort(graph.subgraph(middle)):
        rank[node] = max((rank[before] + 1 for before in graph.predecessors(node) if before in rank), default=0)
    # A node that nothing leads to stands right above the first node that it acts on.
    reached = set(steps["object_id"])
    for node in middle:
        after = [rank[other] for other in graph.successors(node) if other in rank]
        if node not in reached and after:
            rank[node] = max(min(after) - 1, 0)
    chains = sorted(node for node in receptor if node in graph and node.startswith("UniProtKB"))
    layers = [[*LIGANDS], chains, sorted(receptor & set(graph) - set(chains))]
    for number in range(max(rank.values()) + 1):
        own = sorted(node for node in middle if rank[node] == number)
        layers += [own[start : start + FULL] for start in range(0, len(own), FULL)]
    depth: dict[str, int] = {}
    for node in reversed(list(nx.topological_sort(graph.subgraph(ends)))):
        depth[node] = max((depth[after] + 1 for after in graph.successors(node)), default=0)
    for number in sorted(set(depth.values()), reverse=True):
        own = sorted(node for node in ends if depth[node] == number)
        layers += [own[start : start + ROW] for start in range(0, len(own), ROW)]
    return layers


def _draw(layers: list[list[str]], loose: list[str], labels: dict[str, tuple[str, ...]], rows: pd.DataFrame, statements: dict[str, str]) -> tuple[list[Element], float]:
    """Return the lines and nodes, and how far down they reach."""
    stubs: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in records(rows[rows["direct"]].sort_values(["contested", "fact_id"])):
        stubs[row["object_id"]].append(row)
    steps = records(rows[~rows["direct"]])
    level = {node: number for number, layer in enumerate(layers) for node in layer}
    edges = sorted({(row["subject_id"], row["object_id"]) for row in steps if level[row["subject_id"]] != level[row["object_id"]]})
    crowd = Counter(end for row in steps for end in _sides(row["subject_id"], row["object_id"], level))
    wide = {node: max(7 + 3.2 * max(map(len, lines)), 4.5 * max(crowd[node, 1], crowd[node, -1]) + 3) for node, lines in labels.items()}
    room = {node: 2 * wide[node] + (STUB if node in stubs else 0) for node in level}
    middle, bends = layered(layers, edges, room, 12, WIDTH - 12)
    half = [max(6 + LINE * len(labels[node]) / 2 for node in layer) for layer in layers]
    heights = [float(TOP)]
    for number, (above, below) in enumerate(itertools.pairwise(half)):
        # The more lines run between two layers, the more room they get.
        through = sum(min(level[one], level[other]) <= number < max(level[one], level[other]) for one, other in edges)
        heights.append(heights[-1] + above + below + 28 + 1.1 * through)
    boxes = {node: Box(middle[node] + room[node] / 2 - wide[node], heights[number], wide[node], labels[node]) for node, number in level.items()}
    last = heights[-1] + half[-1] + 60
    for number, node in enumerate(loose):
        boxes[node] = Box(140 + 150 * (number % 6), last + 30 + 44 * (number // 6), wide[node], labels[node])
    drawn = _lines(steps, boxes, bends, level, list(zip(heights, half, strict=True)), statements)
    for node, box in boxes.items():
        drawn += _stubs(stubs[node], box, statements)
        drawn.append(element("a", *box.shapes(), href="../" + address("entities", node), aria_label=" ".join(box.lines)))
    note = text(16, last, "Acted on by interleukin-2, with no step in between in the table", fill=COLOURS["muted"])
    return [*drawn, note], last + 30 + 44 * -(-len(loose) // 6)


def _sides(subject: str, target: str, level: dict[str, int]) -> list[tuple[str, int]]:
    down = 1 if level[target] >= level[subject] else -1
    return [(subject, down), (target, -down)]


def _lines(
    steps: list[dict[str, Any]],
    boxes: dict[str, Box],
    bends: dict[tuple[str, str], list[float]],
    level: dict[str, int],
    rows: list[tuple[float, float]],
    statements: dict[str, str],
) -> list[Element]:
    wires = []
    drawn_before: Counter[tuple[str, str]] = Counter()
    for row in steps:
        edge = row["subject_id"], row["object_id"]
        upper, lower = sorted(level[node] for node in edge)
        # Several rows of one pair run side by side.
        aside = 4 * drawn_before[edge]
        drawn_before[edge] += 1
        # Upright beside the boxes of a layer, so that no line passes behind one.
        points = [(x + aside, end) for x, (y, half) in zip(bends.get(edge, []), rows[upper + 1 : lower], strict=True) for end in (y - half, y + half)]
        wires.append(Wire(boxes[edge[0]], boxes[edge[1]], tuple(points if level[edge[0]] < level[edge[1]] else points[::-1])))
    plain: list[Element] = []
    contested: list[Element] = []
    # Words at the lines into one node stand one above the other, and over the other lines.
    said: Counter[str] = Counter()
    for row, route in zip(steps, routes(wires), strict=True):
        path, heading, (x, y) = curve(route)
        shapes = _stroke(row, path, route[-1], heading)
        if row["contested"]:
            shapes.append(_word(row, x, y + 4 - 13 * said[row["object_id"]]))
            said[row["object_id"]] += 1
        (contested if row["contested"] else plain).append(linked(row["fact_id"], statements[row["fact_id"]], *shapes))
    return [*plain, *contested]


def _stubs(rows: list[dict[str, Any]], box: Box, statements: dict[str, str]) -> list[Element]:
    drawn = []
    tip = round(box.x - box.wide)
    for number, row in enumerate(rows):
        y = box.y + 13 * (number - (len(rows) - 1) / 2)
        shapes = [text(tip - 57, y + 4, "IL-2", font_size=11, **HALO), *_stroke(row, f"M{tip - 32} {y:g}H{tip}", (tip, y), (1, 0))]
        if row["contested"]:
            shapes.append(_word(row, tip - 30, y + 16))
        drawn.append(linked(row["fact_id"], statements[row["fact_id"]], *shapes))
    return drawn


def _stroke(row: dict[str, Any], path: str, tip: Point, heading: Point) -> list[Element]:
    sign = SIGN_OF[row["relation"]]
    if row["contested"]:
        return stroke(sign, COLOURS["vermilion"], path, tip, heading, "6 4")
    return stroke(sign, COLOURS[SIGNS[sign][0]], path, tip, heading, "1.5 3" if sign == "circle" else None)


def _word(row: dict[str, Any], x: float, y: float) -> Element:
    said = "refuted" if row["status"] == "refuted" else "contested"
    return text(x, y, said, font_size=11, text_anchor="middle", **HALO)


def _legend() -> list[Element]:
    drawn, x, y = [], 16.0, 24
    for _, words, relations in SIGNS.values():
        row: dict[str, Any] = {"relation": relations[0], "contested": False}
        drawn += [*_stroke(row, f"M{x:g} {y}H{x + 40:g}", (x + 40, y), (1, 0)), text(x + 50, y + 4, words, font_size=12)]
        x += 86 + 6.2 * len(words)
    row = {"relation": "activates", "contested": True, "status": "disputed"}
    drawn += [*_stroke(row, "M16 52H110", (110, 52), (1, 0)), _word(row, 60, 56)]
    drawn.append(text(120, 56, "contested, or refuted by the records", font_size=12))
    drawn += [text(536, 56, "IL-2", font_size=11), *_stroke({**row, "contested": False}, "M564 52H594", (594, 52), (1, 0))]
    drawn.append(text(602, 56, "what interleukin-2 does to a node, steps not told", font_size=12))
    return drawn
