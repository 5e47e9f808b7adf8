"""Read the files that registries publish: ontologies and tables of names."""

from __future__ import annotations

import csv
import gzip
import json
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO, StringIO
from pathlib import Path
from typing import NamedTuple

from il2data.errors import PackageError

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# Addresses of terms and of ontologies (http://obofoundry.org/id-policy).
TERM = re.compile(r"http://purl\.obolibrary\.org/obo/([A-Za-z]+)_(\w+)")
ONTOLOGY = re.compile(r"(?:http://purl\.obolibrary\.org/obo/)?(.+?)(?:\.owl|\.obo|\.json)?")
# Forms in which an ontology ships, with all of its own terms (https://github.com/INCATools/ontology-development-kit),
# such as eco/eco-basic.
FORM = re.compile(r"(\w+)/\1-(?:base|basic|full|simple)")
LABEL, REPLACED_BY = "rdfs:label", "http://purl.obolibrary.org/obo/IAO_0100001"
EXPECTED = (
    "OBO, OBO Graphs JSON, ontology JSON of the CELLxGENE Ontology Guide, labels in Babelon's TSV, HGNC's complete set"
    " (TSV) or MGI's HMD_HumanPhenotype.rpt, plain or as .gz or .zst"
)


class Term(NamedTuple):
    """What a registry says of one identifier, as the cells of ``registry_terms`` hold it.

    A field is empty where the registry does not say.
    """

    label: str
    symbol: str = ""
    obsolete: str = "false"
    replaced_by: str = ""
    species: str = ""
    type: str = ""


class Node(NamedTuple):
    """A term of an ontology with the identifiers of what it is a kind of."""

    label: str
    obsolete: bool
    replaced_by: Sequence[str]
    above: Iterable[str]


class Read(NamedTuple):
    """What was read in one file: the registry that it is of, the day it states (empty if none), and its terms."""

    registry: str
    version: str
    terms: Mapping[str, Term]


def read_file(path: Path) -> Read:
    """Read a file of any form that is known."""
    try:
        text = _content(path).decode()
        for reader in (_json, _table, _obo):
            if found := reader(text):
                return found
    except ModuleNotFoundError as error:
        raise PackageError(
            f"{path} needs {error.name}, which is not installed: pip install 'il2data[refresh]'"
        ) from error
    except FileNotFoundError:
        raise PackageError(f"{path} is not there.") from None
    except (OSError, EOFError, ValueError, LookupError, TypeError, AttributeError, csv.Error, zlib.error) as error:
        what = " ".join(str(error).split())[:200]
        raise PackageError(
            f"{path} is damaged or of another form ({type(error).__name__}: {what}). Expected {EXPECTED}."
        ) from error
    raise PackageError(f"{path} is no registry's file that is known. Expected {EXPECTED}.")


def _content(path: Path) -> bytes:
    data = path.read_bytes()
    if path.suffix == ".gz":
        return gzip.decompress(data)
    if path.suffix == ".zst":
        import pyarrow

        with pyarrow.CompressedInputStream(BytesIO(data), "zstd") as stream:
            return bytes(stream.read())
    return data


def _obo(text: str) -> Read | None:
    """Read OBO (https://owlcollab.github.io/oboformat/doc/GO.format.obo-1_4.html).

    With obonet, which reads what ontologies ship; fastobo, and pronto which stands on it, refuse ECO's release of
    2024-07-19 for an unquoted text.
    """
    if not text.startswith("format-version:"):
        return None
    import obonet

    if not text.endswith("\n"):
        raise ValueError("it ends in the middle of a line")
    if "\nontology:" not in text:
        raise ValueError("its header names no ontology")
    graph = obonet.read_obo(StringIO(text), ignore_obsolete=False)
    nodes = {
        id: Node(
            node["name"],
            node.get("is_obsolete") == "true",
            node.get("replaced_by", ()),
            [other for _, other, kind in graph.out_edges(id, keys=True) if kind == "is_a"],
        )
        for id, node in graph.nodes(data=True)
        if "name" in node
    }
    for kind in graph.graph["typedefs"]:
        nodes[kind["id"]] = Node(
            kind.get("name", ""),
            "true" in kind.get("is_obsolete", ()),
            kind.get("replaced_by", ()),
            kind.get("is_a", ()),
        )
    return _ontology(graph.graph["ontology"], graph.graph.get("data-version", ""), nodes)


def _json(text: str) -> Read | None:
    """Read OBO Graphs (https://github.com/geneontology/obographs).

    An ontology of the CELLxGENE Ontology Guide, which are its releases in brief, is read too.
    """
    if not text.lstrip().startswith("{"):
        return None
    content = json.loads(text)
    if "graphs" in content:
        graph = content["graphs"][0]
        above: dict[str, list[str]] = {}
        for edge in graph.get("edges", ()):
            if edge["pred"] == "is_a":
                above.setdefault(_curie(edge["sub"]), []).append(_curie(edge["obj"]))
        nodes = {}
        for node in graph["nodes"]:
            meta = node.get("meta", {})
            successors = [
                _curie(value["val"]) for value in meta.get("basicPropertyValues", ()) if value["pred"] == REPLACED_BY
            ]
            nodes[_curie(node["id"])] = Node(
                node.get("lbl", ""), meta.get("deprecated", False), successors, above.get(_curie(node["id"]), ())
            )
        return _ontology(graph["id"], graph.get("meta", {}).get("version", ""), nodes)
    nodes = {
        id: Node(
            term["label"], term["deprecated"], [term["replaced_by"]] if "replaced_by" in term else (), term["ancestors"]
        )
        for id, term in content.items()
    }
    return _ontology(_commonest(nodes), "", nodes)


def _ontology(name: str, version: str, nodes: Mapping[str, Node]) -> Read:
    """Return the terms of an ontology.

    The type of a term is the label of the top class above it, of the same prefix.
    """

    def tops(id: str, seen: set[str]) -> set[str]:
        seen.add(id)
        own = [other for other in nodes[id].above if other in nodes and other.split(":")[0] == id.split(":")[0]]
        return {top for other in own if other not in seen for top in tops(other, seen)} if own else {id}

    terms = {}
    for id, node in nodes.items():
        type = "" if node.obsolete else "; ".join(sorted(nodes[top].label for top in tops(id, set()) - {id}))
        terms[id] = Term(
            node.label, "", "true" if node.obsolete else "false", "; ".join(sorted(node.replaced_by)), "", type
        )
    found = ONTOLOGY.fullmatch(name)
    return Read(FORM.sub(r"\1", found[1] if found else name), "".join(DAY.findall(version)[:1]), terms)


def _curie(address: str) -> str:
    found = TERM.fullmatch(address)
    return f"{found[1]}:{found[2]}" if found else address


def _commonest(ids: Iterable[str]) -> str:
    """Return the prefix that most identifiers have, as ontologies write their own name."""
    return Counter(id.split(":")[0].lower() for id in ids).most_common(1)[0][0]


def _table(text: str) -> Read | None:
    """Read a table with tabs.

    HGNC's complete set, labels in Babelon's form, or MGI's report of human and mouse genes, which has no header.
    """
    rows = csv.reader(StringIO(text), delimiter="\t", strict=True)
    head = next(rows, [])
    for columns, reader in FORMS.items():
        if columns <= set(head):
            cells = []
            for row in rows:
                if len(row) != len(head):
                    raise ValueError(f"line {rows.line_num} has {len(row)} cells and not {len(head)}")
                cells.append(dict(zip(head, row, strict=True)))
            return reader(cells)
    return (
        _mgi([line.split("\t") for line in text.splitlines()])
        if len(head) > 3 and head[3].strip().startswith("MGI:")
        else None
    )


def _hgnc(rows: list[dict[str, str]]) -> Read:
    # The file tells no day of its own; it is as old as the newest change in it.
    terms = {
        row["hgnc_id"]: Term(
            row["name"],
            row["symbol"],
            "false" if row["status"] == "Approved" else "true",
            "",
            "Homo sapiens",
            row["locus_type"],
        )
        for row in rows
    }
    return Read("hgnc", max(row["date_modified"] for row in rows), terms)


def _babelon(rows: list[dict[str, str]]) -> Read:
    terms = {row["subject_id"]: Term(row["source_value"]) for row in rows if row["predicate_id"] == LABEL}
    return Read(_commonest(terms), "", terms)


def _mgi(rows: list[list[str]]) -> Read:
    # A mouse gene may stand beside several human ones; the report gives its symbol and no name.
    return Read(
        "mgi", "", {row[3].strip(): Term(row[2].strip(), row[2].strip(), species="Mus musculus") for row in rows}
    )


# How a table is read, by the columns that tell what it is.
FORMS: dict[frozenset[str], Callable[[list[dict[str, str]]], Read]] = {
    frozenset({"hgnc_id", "symbol", "name", "status", "locus_type", "date_modified"}): _hgnc,
    frozenset({"subject_id", "predicate_id", "source_value"}): _babelon,
}
