"""Check the export of cross-references with the SSSOM library, without a network.

Usage: ``python tests/checkers/sssom.py FILE`` in an environment of
``tests/checkers/requirements-sssom.txt``. Exit code 0 when sound, 1 with all problems otherwise.
"""

from __future__ import annotations

import csv
import logging
import re
import sys
from pathlib import Path
from typing import Any

import yaml

# This file bears the name of the library that it checks with.
sys.path = [folder for folder in sys.path if Path(folder or ".").resolve() != Path(__file__).resolve().parent]

from sssom.parsers import parse_sssom_table, to_mapping_set_document  # noqa: E402
from sssom.validators import validate  # noqa: E402

MULTIVALUED = {"see_also"}
# Where these are missing the library fills in what it made up.
REQUIRED = {"sssom_version", "curie_map", "mapping_set_id", "license"}


class Heard(logging.Handler):
    """Collects what the library warns of, for it goes on after most errors."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a message."""
        self.messages.append(record.getMessage())


def written(file: Path) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """Return the metadata and the rows of a file as they stand in it."""
    lines = file.read_text(encoding="utf-8").splitlines()
    head = [line for line in lines if line.startswith("#")]
    metadata = yaml.safe_load("\n".join(line.removeprefix("#") for line in head))
    return metadata, list(csv.DictReader(lines[len(head) :], delimiter="\t"))


def different(rows: list[dict[str, str]], mappings: list[Any]) -> list[str]:
    """Compare each row with the mapping that the library made of it."""
    read = {str(mapping.record_id): mapping for mapping in mappings}
    problems = [f"{len(read)} records were read of {len(rows)}"] if len(rows) != len(read) else []
    for row in rows:
        mapping = read.get(row.get("record_id", ""))
        for column, text in row.items():
            value = getattr(mapping, column, None)
            found = (
                {str(part) for part in value}
                if isinstance(value, list)
                else {str(value)}
                if value is not None
                else set()
            )
            wanted = set(re.split(r"(?<!\\)\|", text)) if column in MULTIVALUED else {text}
            if found != wanted - {""}:
                problems.append(f"{row.get('record_id')}: {column} {text!r} was read as {sorted(found)}")
    return problems


def main(file: Path) -> int:
    """Check a file, print a summary and return the exit code."""
    heard = Heard()
    logging.getLogger().addHandler(heard)
    metadata, rows = written(file)
    problems = [f"metadata: {key} is missing" for key in sorted(REQUIRED - metadata.keys())]
    try:
        # Not strict: sssom 0.4.21 then refuses every file whose metadata are regular. Its warnings say the same.
        parsed = parse_sssom_table(file)
        for check, report in validate(parsed, fail_on_error=False).items():
            problems += [f"{check.value}: {result.message}" for result in report.results]
        if parsed.get_compatible_version() != metadata["sssom_version"]:
            problems.append(f"metadata: the slots are of SSSOM {parsed.get_compatible_version()}")
        document = to_mapping_set_document(parsed).mapping_set
        problems += different(rows, document.mappings)
        problems += [
            f"metadata: {key} was read as {getattr(document, key, None)!r}"
            for key, value in metadata.items()
            if key != "curie_map" and str(getattr(document, key, None)) != str(value)
        ]
        used = {row[column].split(":")[0] for row in rows for column in row if column.endswith("_id")}
        problems += [
            f"curie_map: {prefix} is declared and not used" for prefix in sorted(set(metadata["curie_map"]) - used)
        ]
    except (LookupError, ValueError, TypeError) as error:
        problems.append(f"the library refuses it: {error}")
    problems += [
        f"warning: {message}" for message in heard.messages if not any(message in problem for problem in problems)
    ]
    for problem in problems:
        print(problem)
    print(f"SSSOM {metadata.get('sssom_version')}: {len(rows)} mappings, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
