"""Make the snapshot of the registries' labels anew, from files that the registries publish."""

from __future__ import annotations

import csv
import gzip
import json
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from io import BytesIO, StringIO
from pathlib import Path
from typing import NamedTuple

from il2data import canonical
from il2data.build import snapshot
from il2data.checking.rules.registry import places
from il2data.errors import PackageError
from il2data.placing import replace
from il2data.profiles import schema

TERMS, REGISTRIES = "registry_terms", "registries"
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


class Change(NamedTuple):
    """What differs between the snapshot and a file, of one identifier.

    It is one field, or ``new``, ``gone`` or ``absent`` for the whole.
    """

    term_id: str
    field: str
    old: str
    new: str

    def __str__(self) -> str:
        match self.field, self.new:
            case "new", _:
                return f"{self.term_id} is new: {self.new!r}."
            case "gone", _:
                return f"{self.term_id} is gone: the file no longer has {self.old!r}."
            case "absent", _:
                return f"{self.term_id} is used, and not in the file."
            case "obsolete", "true":
                return f"{self.term_id} became obsolete."
        return f"{self.term_id}: {self.field} was {self.old!r}, is now {self.new!r}."


class Refreshed(NamedTuple):
    """What one file gave.

    Its registry, the day of the file, how many of the identifiers in use it has, and what changed.
    """

    registry: str
    version: str
    found: int
    used: int
    changes: list[Change]


def refresh(root: Path, files: Sequence[Path]) -> list[Refreshed]:
    """Read registry files, keep the identifiers that the dataset uses, and write them into a checkout.

    Parameters
    ----------
    root
        Top folder of the checkout. ``data/registries.csv`` names the registries,
        ``data/registry_terms.csv`` is made anew.
    files
        Downloads of registries, one of each. Registries without a file stay as they are, less what is no longer used.

    Returns
    -------
    list of Refreshed
        For each file, in the order given.

    Raises
    ------
    PackageError
        A file is of no form that is read, is damaged, tells no day,
        or is of a registry that ``registries`` does not name; nothing was written.
    """
    found = snapshot(root)
    used = _used(root, found)
    rows = {name: list(csv.DictReader(StringIO(found[f"data/{name}.csv"].decode()))) for name in (TERMS, REGISTRIES)}
    registries = {row["registry"]: row for row in rows[REGISTRIES]}
    terms = {row["term_id"]: row for row in rows[TERMS] if row["term_id"] in used}
    done: dict[str, Refreshed] = {}
    for path, read in [(path, _read(path)) for path in files]:
        row = registries.get(read.registry)
        if row is None:
            raise PackageError(
                f"{path} is of {read.registry!r}, which data/registries.csv does not name. Add a row with its title,"
                f" licence and address first; named are {', '.join(sorted(registries))}."
            )
        if read.registry in done:
            raise PackageError(f"{path} is a second file of {read.registry}. Name one of each registry.")
        version = read.version or "".join(DAY.findall(path.name)[:1])
        if not version:
            raise PackageError(
                f"{path} tells no day, neither inside nor in its name. Write the day of its download into the name, as"
                f" in {path.stem}-2026-01-31{path.suffix}."
            )
        mine = {id for id in used if id.startswith(f"{row['prefix']}:")}
        before = {
            id: Term(*(old[field] for field in Term._fields))
            for id, old in terms.items()
            if old["registry"] == read.registry
        }
        after = {id: term for id, term in read.terms.items() if id in mine}
        if row["whole"] != "true":
            # What takes over terms of another ontology is silent where that speaks itself.
            after = {
                id: term
                for id, term in after.items()
                if id not in terms or registries[terms[id]["registry"]]["whole"] != "true"
            }
        terms = {id: old for id, old in terms.items() if id not in before} | {
            id: {"term_id": id, **term._asdict(), "registry": read.registry} for id, term in after.items()
        }
        row.update(version=version, file=path.name)
        done[read.registry] = Refreshed(
            read.registry,
            version,
            len(after),
            len(mine),
            list(_changes(before, after, mine if row["whole"] == "true" else set())),
        )
    for name, changed in ((TERMS, terms), (REGISTRIES, registries)):
        form = schema(root / f"schemas/{name}.json", found[f"schemas/{name}.json"], name)
        columns = [field["name"] for field in form["fields"]]
        replace(
            root / f"data/{name}.csv",
            canonical.write(form, [[row[column] for column in columns] for row in changed.values()]),
        )
    return list(done.values())


def _used(root: Path, found: Mapping[str, bytes]) -> set[str]:
    """Return the identifiers of registries that the tables of a checkout use; the tables need not be valid."""
    import pandas as pd

    kinds = {
        path.split("/")[1].removesuffix(".json"): json.loads(data)["kind"]
        for path, data in found.items()
        if path.startswith("schemas/")
    }
    try:
        tables = {
            name: pd.read_csv(BytesIO(found[f"data/{name}.csv"]), dtype="string", keep_default_na=False, na_values=[""])
            for name, kind in kinds.items()
            if kind != "derived"
        }
        tables["entities"] = pd.DataFrame({"table": [name for name, kind in kinds.items() if kind == "entity"]})
        return {id for *_, id in places(tables)}
    except (ValueError, KeyError) as error:
        raise PackageError(
            f"{root / 'data'}: a table cannot be read ({error}). Run `il2data build`, which says what is wrong with it."
        ) from error


def _changes(before: Mapping[str, Term], after: Mapping[str, Term], expected: set[str]) -> Iterator[Change]:
    for id in sorted(before.keys() | after.keys() | expected):
        if id not in after:
            yield Change(id, "gone", before[id].label, "") if id in before else Change(id, "absent", "", "")
        elif id not in before:
            yield Change(id, "new", "", after[id].label)
        else:
            for field, old, new in zip(Term._fields, before[id], after[id], strict=True):
                if old != new:
                    yield Change(id, field, old, new)


def _read(path: Path) -> Read:
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
