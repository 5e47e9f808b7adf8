"""Check the metadata of a release with the libraries through which others read it.

The libraries stay in an environment of their own, for they pin what the package must not::

    python -m venv checker
    checker/bin/pip install -r tests/checkers/requirements-croissant.txt
    checker/bin/python tests/checkers/croissant.py RELEASE_DIR

- mlcroissant loads ``croissant.json`` without error or warning and reads every record set from
  the local archive; number, order, type and value of all cells equal those of the CSV files.
- rocrate loads ``ro-crate-metadata.json``; it describes each file of the folder, as it is.
- cffconvert validates ``CITATION.cff``, and what it derives for Zenodo agrees with ``.zenodo.json``.

One line is printed for each record set and file of metadata. Exit code 0 when all is sound, 1 when
something is wrong.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import logging
import os
import sys
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import cffconvert
from rocrate.rocrate import ROCrate

READERS: dict[str, Callable[[str], object]] = {"string": str, "integer": int, "number": float, "boolean": "true".__eq__}
# mlcroissant reads CSV with the defaults of pandas, to which this text of the data is a missing value.
READ_AS_MISSING = "NA"
# The same defaults make floats of a text column that holds nothing but whole numbers and gaps, such as years.
READ_AS_FLOAT = ".0"
UNDESCRIBED = {".zenodo.json", "SHA256SUMS", "ro-crate-metadata.json"}


class Fault(Exception):
    """Something in the metadata is wrong."""


class Collector(logging.Handler):
    """Keeps what is logged as a warning or worse."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the message of a record."""
        self.messages.append(record.getMessage())


def check_croissant(folder: Path) -> Iterator[str]:
    """Read every record set back; yield a line for each; raise `Fault` at the first difference."""
    collector = Collector()
    logging.getLogger().addHandler(collector)
    with tempfile.TemporaryDirectory() as cache:
        # Read when mlcroissant is imported; its usual cache would serve what an earlier release unpacked.
        os.environ["CROISSANT_CACHE"] = cache
        import mlcroissant

        try:
            dataset = mlcroissant.Dataset(folder / "croissant.json")
        except mlcroissant.ValidationError as error:
            raise Fault(f"croissant.json: {error}") from error
        for file in dataset.metadata.file_objects:
            if not file.contained_in:
                _check_seal(folder / file.content_url, file.content_size, file.sha256)
        archive = next(folder.glob("*-csv.zip"))
        tables = _tables(archive)
        found = [record_set.uuid for record_set in dataset.metadata.record_sets]
        if sorted(found) != sorted(tables):
            raise Fault(
                f"croissant.json has the record sets {sorted(found)}, {archive.name} the tables {sorted(tables)}"
            )
        # The library asks millions of times whether the document is of version 0, which takes half of its time.
        context = dataset.metadata.ctx
        context.is_v0 = partial(bool, context.is_v0())
        for name in found:
            _forget(dataset, name)
            try:
                records = list(dataset.records(name))
            except (mlcroissant.GenerationError, mlcroissant.ValidationError) as error:
                raise Fault(f"croissant.json: {name}: {error.__cause__ or error}") from error
            _forget(dataset, name)
            missing, floats = _compare(name, records, tables[name])
            lost = f"; {missing} cells {READ_AS_MISSING} come as missing" if missing else ""
            lost += f"; {floats} cells come with {READ_AS_FLOAT} behind them" if floats else ""
            yield (
                f"croissant.json: {name}: {len(records)} records of {len(records[0]) if records else 0} fields equal"
                f" the CSV{lost}"
            )
    if collector.messages:
        raise Fault(f"croissant.json: {'; '.join(collector.messages)}")


def _forget(dataset: Any, name: str) -> None:
    """Have a record set read anew; what others joined, or it gave away once, would be taken for its records."""
    for operation in dataset.operations.operations.nodes:
        if type(operation).__name__ == "ReadFields" and operation.node.uuid == name and operation.has_output():
            object.__delattr__(operation, "_output")


def _tables(archive: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of each CSV file in an archive, typed by its Table Schema."""
    tables = {}
    with zipfile.ZipFile(archive) as members:
        for resource in json.loads(members.read("datapackage.json"))["resources"]:
            schema = json.loads(members.read(resource["schema"]))
            readers = {field["name"]: READERS[field["type"]] for field in schema["fields"]}
            text = io.StringIO(members.read(resource["path"]).decode(), newline="")
            tables[resource["name"]] = [
                {
                    f"{resource['name']}/{column}": readers[column](cell) if cell else None
                    for column, cell in row.items()
                }
                for row in csv.DictReader(text)
            ]
    return tables


def _compare(name: str, records: list[dict[str, Any]], rows: list[dict[str, Any]]) -> tuple[int, int]:
    """Return how many cells mlcroissant took for missing, and how many for floats.

    Any other difference raises `Fault`.
    """
    if len(records) != len(rows):
        raise Fault(f"croissant.json: {name}: {len(records)} records, {len(rows)} rows in the CSV")
    missing = floats = 0
    for number, (record, row) in enumerate(zip(records, rows, strict=True), 1):
        if record.keys() != row.keys():
            raise Fault(
                f"croissant.json: {name}: fields {sorted(record.keys() ^ row.keys())} are in the record or in the CSV"
                " alone"
            )
        for field, expected in row.items():
            value = record[field].decode() if isinstance(record[field], bytes) else record[field]
            if value is None and expected == READ_AS_MISSING:
                missing += 1
            elif value == f"{expected}{READ_AS_FLOAT}" and str(expected).isdigit():
                floats += 1
            elif (type(value), value) != (type(expected), expected):
                raise Fault(f"croissant.json: {field}, record {number}: {value!r}, in the CSV {expected!r}")
    return missing, floats


def check_crate(folder: Path) -> Iterator[str]:
    """Compare the crate with the folder; yield one line; raise `Fault` at the first difference."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            crate = ROCrate(folder)
        except (ValueError, KeyError, Warning) as error:
            raise Fault(f"ro-crate-metadata.json: {error!r}") from error
    for name in ("name", "description", "datePublished", "license", "author"):
        if not crate.root_dataset.get(name):
            raise Fault(f"ro-crate-metadata.json: the root has no {name}")
    described = {entity.id: entity for entity in crate.data_entities}
    present = {path.name for path in folder.iterdir()} - UNDESCRIBED
    if described.keys() != present:
        raise Fault(
            f"ro-crate-metadata.json: {sorted(described.keys() ^ present)} are in the folder or in the crate alone"
        )
    for name, entity in described.items():
        _check_seal(folder / name, entity["contentSize"], entity["sha256"])
    yield f"ro-crate-metadata.json: RO-Crate {crate.version}, {len(described)} files as described"


def check_citation(folder: Path) -> Iterator[str]:
    """Validate the citation and compare it with Zenodo's; yield one line; raise `Fault` otherwise."""
    citation = cffconvert.Citation((folder / "CITATION.cff").read_text(encoding="utf-8"))
    try:
        citation.validate()
    except Exception as error:  # by version of the format, that of jsonschema, of pykwalify or a ValueError
        raise Fault(f"CITATION.cff: {error}") from error
    derived = json.loads(citation.as_zenodo())
    derived["license"] = derived["license"]["id"]
    zenodo = json.loads((folder / ".zenodo.json").read_bytes())
    differing = sorted(key for key in derived if derived[key] != zenodo.get(key))
    if differing:
        raise Fault(f".zenodo.json and CITATION.cff differ in {', '.join(differing)}")
    yield f"CITATION.cff: valid as {citation.cffversion}; {', '.join(sorted(derived))} agree with .zenodo.json"


def _check_seal(path: Path, size: str, sha256: str) -> None:
    data = path.read_bytes()
    found = str(len(data)), hashlib.sha256(data).hexdigest()
    if found != (size, sha256):
        raise Fault(f"{path.name} has {' bytes and SHA-256 '.join(found)}, the metadata say {size} and {sha256}")


def main() -> int:
    """Check the folder that the command line names."""
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 1
    sound = True
    for check in (check_croissant, check_crate, check_citation):
        try:
            for line in check(Path(sys.argv[1])):
                print(line, flush=True)
        except Fault as fault:
            print(fault, file=sys.stderr)
            sound = False
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
