"""Problems as text, JSON, JUnit, GitHub annotations and SARIF, for people and for other people's CI."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from il2data.checking.rules import RULES
from il2data.checking.validation import WARNINGS, summary
from il2data.errors import Problem, Problems
from il2data.output import plain

# Table (or file) that a problem names -> path to show for it.
Paths = Mapping[str, str]


def hidden(problems: Sequence[Problem]) -> Counter[tuple[str, str]]:
    """Return how many problems were counted and are not among those to be shown, by table and rule."""
    return problems.hidden if isinstance(problems, Problems) else Counter()


def _rest(problems: Sequence[Problem]) -> tuple[str, str] | None:
    """Return the severity and the number, in words, of what is not shown."""
    rest = hidden(problems)
    level = "warning" if all(rule in WARNINGS for _, rule in rest) else "error"
    how = f"Mend those that are first; `il2data validate --limit N` shows more, of one rule at most {Problems.KEPT:,}."
    return (level, f"{rest.total():,} more problem(s) are not shown. {how}") if rest else None


def text(problems: Sequence[Problem], paths: Paths, version: str) -> str:
    """Return one line a problem, a summary by rule, and where to begin; nothing when there is none.

    Errors stand before warnings.
    """
    if not problems:
        return ""
    wrong, known = ([p for p in problems if severity(p) == level] for level in ("error", "warning"))
    counts = ", ".join(f"{rule} {count}" for rule, count in summary(problems).items())
    rest = _rest(problems)
    lines = [*map(str, wrong), *(f"warning: {p}" for p in known), *([rest[1]] if rest else []), f"by rule: {counts}"]
    if wrong:
        lines.append(f"{_files(problems, paths)}. Begin with {_place(wrong[0], paths)}.")
    return "\n".join(map(plain, lines)) + "\n"


def _files(problems: Sequence[Problem], paths: Paths) -> str:
    """Return how many errors each file has, in words."""
    counts = problems.counts if isinstance(problems, Problems) else Counter((p.table, p.rule) for p in problems)
    files: Counter[str] = Counter()
    for (table, rule), number in counts.items():
        if rule not in WARNINGS:
            files[paths.get(table, table)] += number
    return f"{files.total():,} problem(s): " + ", ".join(
        f"{number:,} in {file}" for file, number in files.most_common()
    )


def _place(problem: Problem, paths: Paths) -> str:
    return (
        paths.get(problem.table, problem.table)
        + (f", line {problem.line}" if problem.line else "")
        + (f", column {problem.column}" if problem.column else "")
    )


def json_text(problems: Sequence[Problem], paths: Paths, version: str) -> str:
    """Return a JSON list of objects with table, line, column, rule, message, fix and severity.

    The last is of the rule ``more`` where not all are shown.
    """
    rows = [problem._asdict() | {"severity": severity(problem)} for problem in problems]
    if rest := _rest(problems):
        rows.append(Problem("", 0, "", "more", rest[1], "")._asdict() | {"severity": rest[0]})
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


def junit(problems: Sequence[Problem], paths: Paths, version: str) -> str:
    """Return JUnit XML: a test case for each table that was checked, a failure for each error in it."""
    from xml.etree import ElementTree as ET

    unseen: Counter[str] = Counter()
    for (table, rule), number in hidden(problems).items():
        if rule not in WARNINGS:
            unseen[table] += number
    suite = ET.Element(
        "testsuite",
        name="il2data",
        tests=str(len(paths)),
        failures=str(len({p.table for p in problems if severity(p) == "error"} | unseen.keys())),
    )
    for table, path in paths.items():
        case = ET.SubElement(suite, "testcase", classname="il2data", name=table, file=plain(path))
        for problem in (p for p in problems if p.table == table):
            kind = "failure" if severity(problem) == "error" else "system-out"
            element = ET.SubElement(case, kind)
            element.text = plain(str(problem))
            if kind == "failure":
                element.set("type", problem.rule)
                element.set("message", plain(problem.message))
        if unseen[table]:
            ET.SubElement(case, "failure", type="more", message=f"{unseen[table]:,} more problem(s) are not shown.")
    ET.indent(suite)
    return ET.tostring(suite, "unicode", xml_declaration=True) + "\n"


def github(problems: Sequence[Problem], paths: Paths, version: str) -> str:
    """Return workflow commands that GitHub shows as annotations on the lines of the files."""

    def escaped(value: str, more: str = "") -> str:
        value = plain(value)
        for char in "%" + more:
            value = value.replace(char, f"%{ord(char):02X}")
        return value

    lines = []
    for p in problems:
        place = f"file={escaped(paths.get(p.table, p.table), ':,')},line={max(p.line, 1)},title={escaped(p.rule, ':,')}"
        where = f"{p.column}: " if p.column else ""
        lines.append(f"::{severity(p)} {place}::{escaped(f'{where}{p.message} {p.fix}')}\n")
    if rest := _rest(problems):
        lines.append(f"::{rest[0]} title=more::{escaped(rest[1])}\n")
    return "".join(lines)


def sarif(problems: Sequence[Problem], paths: Paths, version: str) -> str:
    """Return a SARIF 2.1.0 log with the catalogue of rules that were broken."""
    used = sorted({problem.rule for problem in problems})
    rest = _rest(problems)
    notes = [{"level": rest[0], "message": {"text": rest[1]}}] if rest else []
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {"name": "il2data", "version": version, "rules": [_sarif_rule(rule) for rule in used]}
                },
                **(
                    {"invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notes}]}
                    if notes
                    else {}
                ),
                "results": [_sarif_result(problem, paths) for problem in problems],
            }
        ],
    }
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _sarif_rule(id: str) -> dict[str, Any]:
    return {"id": id, "shortDescription": {"text": RULES[id].sentence}, "fullDescription": {"text": RULES[id].reason}}


def _sarif_result(problem: Problem, paths: Paths) -> dict[str, Any]:
    where = {
        "artifactLocation": {"uri": quote(os.fsencode(paths.get(problem.table, problem.table)))},
        "region": {"startLine": max(problem.line, 1)},
    }
    message = f"{problem.column + ': ' if problem.column else ''}{problem.message} {problem.fix}"
    return {
        "ruleId": problem.rule,
        "level": severity(problem),
        "message": {"text": message},
        "locations": [{"physicalLocation": where}],
    }


def severity(problem: Problem) -> str:
    """Return ``error`` or ``warning``."""
    return "warning" if problem.rule in WARNINGS else "error"


FORMATS: dict[str, Callable[[Sequence[Problem], Paths, str], str]] = {
    "text": text,
    "json": json_text,
    "junit": junit,
    "github": github,
    "sarif": sarif,
}
