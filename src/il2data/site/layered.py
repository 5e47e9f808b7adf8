"""Places nodes in layers so that few lines cross: Sugiyama, Tagawa and Toda, IEEE Trans. Syst. Man Cybern. 11 (1981) 109.

networkx has no such layout that goes round the nodes in between, and Graphviz is no Python package.
"""

from __future__ import annotations

import itertools
from collections import defaultdict

Edge = tuple[str, str]
Bend = tuple[int, str]
GAP, LANE, ROUNDS = 14.0, 9.0, 24


def layered(layers: list[list[str]], edges: list[Edge], widths: dict[str, float], left: float, right: float) -> tuple[dict[str, float], dict[Edge, list[float]]]:
    """Place the nodes of each layer, and the bends of the lines that pass through it.

    Parameters
    ----------
    layers
        Names of the nodes, layer by layer.
    edges
        Pairs of nodes in different layers.
    widths
        Width of each node.
    left, right
        Bounds of the drawing.

    Returns
    -------
    tuple
        The middle of each node, and for each edge the places where it passes the layers
        between its ends, from the upper to the lower.
    """
    level = {node: number for number, nodes in enumerate(layers) for node in nodes}
    rows = [list(nodes) for nodes in layers]
    size = dict(widths)
    near: dict[str, list[str]] = defaultdict(list)
    bends: dict[Edge, list[str]] = {}
    for upper, lower in edges:
        start, end = sorted((upper, lower), key=lambda node: level[node])
        between = [f"{start}>{end}@{number}" for number in range(level[start] + 1, level[end])]
        bends[upper, lower] = between
        for number, bend in enumerate(between, level[start] + 1):
            rows[number].append(bend)
            size[bend] = LANE
        for one, other in zip([start, *between], [*between, end], strict=True):
            near[one].append(other)
            near[other].append(one)
    for number, row in enumerate(rows):
        for node in row:
            level[node] = number
    middle = {node: left + (right - left) * (place + 1) / (len(row) + 1) for row in rows for place, node in enumerate(row)}
    for number in range(ROUNDS):
        down = number % 2 == 0
        for row in rows if down else rows[::-1]:
            wanted = {node: _mean([middle[other] for other in near[node] if (level[other] < level[node]) == down], middle[node]) for node in row}
            row.sort(key=lambda node: (wanted[node], node))
            middle.update(_apart(row, wanted, size, left, right))
    for _ in range(ROUNDS):
        for row in rows:
            wanted = {node: _mean([middle[other] for other in near[node]], middle[node]) for node in row}
            middle.update(_apart(row, wanted, size, left, right))
    return {node: middle[node] for node in widths}, {edge: [middle[bend] for bend in between] for edge, between in bends.items()}


def _mean(values: list[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _apart(row: list[str], wanted: dict[str, float], size: dict[str, float], left: float, right: float) -> dict[str, float]:
    """Return the places nearest to the wanted ones, by least squares, that keep the order and the distances (pooled neighbours)."""
    if not row:
        return {}
    offsets = [size[row[0]] / 2]
    for one, other in itertools.pairwise(row):
        both_bends = "@" in one and "@" in other
        offsets.append(offsets[-1] + (size[one] + size[other]) / 2 + (0 if both_bends else GAP))
    total = offsets[-1] + size[row[-1]] / 2
    # A layer too wide for the drawing is pressed together rather than cut off.
    offsets = [offset * min(1, (right - left) / total) for offset in offsets]
    pools: list[tuple[float, int]] = []
    for node, offset in zip(row, offsets, strict=True):
        mean, count = wanted[node] - offset, 1
        while pools and pools[-1][0] > mean:
            other_mean, other_count = pools.pop()
            mean, count = (mean * count + other_mean * other_count) / (count + other_count), count + other_count
        pools.append((mean, count))
    most = max(right - min(total, right - left), left)
    places = [min(max(mean, left), most) for mean, count in pools for _ in range(count)]
    return {node: place + offset for node, place, offset in zip(row, places, offsets, strict=True)}
