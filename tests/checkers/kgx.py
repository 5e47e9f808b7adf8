"""Check the knowledge-graph export with KGX and the Biolink Model Toolkit, without a network.

Usage: ``python tests/checkers/kgx.py NODES EDGES`` in an environment of
``tests/checkers/requirements-kgx.txt``. Exit code 0 when sound, 1 with all problems otherwise.

KGX and the toolkit fetch the model from the web unless told; here both read the one that the
package ``biolink-model`` brings along.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

# This file bears the name of the library that it checks with.
sys.path = [folder for folder in sys.path if Path(folder or ".").resolve() != Path(__file__).resolve().parent]

from bmt import Toolkit  # noqa: E402

# Prefixes of ours that the model does not name.
OWN_PREFIXES = {"euclinicaltrials", "il2d", "pdb"}

Record = dict[str, Any]


def model() -> tuple[str, dict[str, str]]:
    """Return the path of the model and its prefixes, both from the installed package."""
    found = importlib.util.find_spec("biolink_model")
    assert found and found.submodule_search_locations
    folder = Path(next(iter(found.submodule_search_locations)))
    prefixes = json.loads((folder / "prefixmaps/biolink-model-prefix-map.json").read_text())
    return str(folder / "schema/biolink_model.yaml"), prefixes.get("@context", prefixes)


def read(
    nodes: Path, edges: Path, path: str, prefixes: dict[str, str]
) -> tuple[dict[str, Record], dict[str, Record], list[str]]:
    """Read both files with KGX, and return nodes, edges and what KGX's validator finds."""
    Toolkit.__init__.__defaults__ = (path, {"predicate mappings": []})
    import kgx.config
    from kgx.source import TsvSource
    from kgx.transformer import Transformer
    from kgx.validator import Validator

    kgx.config.get_config()
    kgx.config.jsonld_context_map["biolink"] = {**prefixes, **dict.fromkeys(OWN_PREFIXES, "urn:il2data:")}
    validator = Validator()
    read_nodes, read_edges = {}, {}
    with tempfile.TemporaryDirectory() as folder:
        # KGX tells the two files by their names. Its graph in memory would merge edges of the same ends and predicate.
        for file, name in ((nodes, "nodes.tsv"), (edges, "edges.tsv")):
            for record in TsvSource(Transformer()).parse(str(shutil.copy(file, Path(folder, name))), "tsv"):
                if len(record) == 2:
                    # KGX reads this property as a list and then asks for text.
                    if len(record[1].get("in_taxon", [])) == 1:
                        record[1]["in_taxon"] = record[1]["in_taxon"][0]
                    validator.analyse_node(*record)
                    read_nodes[record[0]] = record[1]
                else:
                    validator.analyse_edge(*record)
                    read_edges[record[-1]["id"]] = record[-1]
    problems = [
        f"{level} {kind}: {message}: {', '.join(map(str, entities))[:200]}"
        for level, kinds in validator.get_errors().items()
        for kind, messages in kinds.items()
        for message, entities in messages.items()
    ]
    return read_nodes, read_edges, problems


def kinds(toolkit: Toolkit, category: str) -> set[str]:
    """Return a class with all that it descends from, mixins too."""
    return set(toolkit.get_ancestors(category, reflexive=True, mixin=True))


def node_problems(toolkit: Toolkit, node: Record) -> list[str]:
    """Check the category of a node."""
    found = []
    for category in node["category"]:
        element = toolkit.get_element(category)
        if (
            not toolkit.is_category(category)
            or element is None
            or element.abstract
            or element.mixin
            or element.deprecated
        ):
            found.append(f"node {node['id']}: {category} is no class that a node can have")
    return found


def edge_problems(toolkit: Toolkit, edge: Record, nodes: dict[str, Record]) -> list[str]:
    """Check predicate, association, ends, qualifiers and provenance of an edge against the model."""
    where = f"edge {edge['id']}: "
    if missing := {"predicate", "category", "knowledge_level", "agent_type", "primary_knowledge_source"} - edge.keys():
        return [f"{where}{', '.join(sorted(missing))} is missing"]
    predicate, association = toolkit.get_element(edge["predicate"]), edge["category"][0]
    if predicate is None or not toolkit.is_predicate(edge["predicate"]) or predicate.deprecated:
        return [f"{where}{edge['predicate']} is no predicate of the model"]
    found = []
    # Of two inverse predicates the model annotates one as canonical, and the other names it.
    if predicate.inverse and not predicate.annotations.get("canonical_predicate"):
        found.append(f"{where}{edge['predicate']} is not the canonical direction")
    shape = toolkit.view.induced_slot
    declared = toolkit.get_element(association)
    if declared is None or declared.deprecated or "association" not in kinds(toolkit, association):
        return [*found, f"{where}{association} is no association of the model"]
    for end in ("subject", "object"):
        if edge[end] not in nodes:
            found.append(f"{where}{edge[end]} is no node")
            continue
        fits = kinds(toolkit, nodes[edge[end]]["category"][0])
        # An association that names its ends is more exact than the predicate: "regulates" leaves out proteins,
        # GeneRegulatesGeneAssociation takes them.
        wanted = shape(end, declared.name).range
        if wanted == "named thing":
            wanted = predicate.domain if end == "subject" else predicate.range
        if wanted and wanted not in fits:
            found.append(
                f"{where}{association} with {edge['predicate']} wants a {wanted} as {end}, not"
                f" {nodes[edge[end]]['category'][0]}"
            )
    wanted = shape("predicate", declared.name).subproperty_of
    if wanted and wanted not in toolkit.get_ancestors(predicate.name, reflexive=True, mixin=True):
        found.append(f"{where}{association} wants a kind of {wanted}, not {edge['predicate']}")
    for slot, name in (
        ("knowledge_level", "KnowledgeLevelEnum"),
        ("agent_type", "AgentTypeEnum"),
        ("object_direction_qualifier", "DirectionQualifierEnum"),
        ("object_aspect_qualifier", "GeneOrGeneProductOrChemicalEntityAspectEnum"),
        ("clinical_approval_status", "ClinicalApprovalStatusEnum"),
    ):
        value = edge.get(slot)
        if value and value not in toolkit.view.get_enum(name).permissible_values:
            found.append(f"{where}{slot} {value} is not in {name}")
    return found


def rows(file: Path) -> int:
    """Return how many rows a file has below its header."""
    return len(file.read_text(encoding="utf-8").splitlines()) - 1


def main(nodes_file: Path, edges_file: Path) -> int:
    """Check both files, print a summary and return the exit code."""
    path, prefixes = model()
    nodes, edges, problems = read(nodes_file, edges_file, path, prefixes)
    toolkit = Toolkit(path, {"predicate mappings": []})
    for what, held, file in (("nodes", nodes, nodes_file), ("edges", edges, edges_file)):
        if len(held) != rows(file):
            problems.append(f"KGX read {len(held)} {what} of {rows(file)}")
    problems += [problem for node in nodes.values() for problem in node_problems(toolkit, node)]
    problems += [problem for edge in edges.values() for problem in edge_problems(toolkit, edge, nodes)]
    for problem in problems:
        print(problem)
    counts = Counter(edge["predicate"] for edge in edges.values())
    print(
        f"Biolink {toolkit.get_model_version()}: {len(nodes)} nodes, {len(edges)} edges, {len(counts)} predicates,"
        f" {len(problems)} problems"
    )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
