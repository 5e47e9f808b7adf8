"""What the command line writes: whole, obeyed by nobody, in UTF-8 for machines.

Those who wait at a terminal have a bar.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree as ET

import pytest

from conftest import ROOT
from il2data import output
from il2data.checking import formats
from il2data.cli import main
from il2data.package import seal_of

EVIL = "\x1b[31m\n::error::pwned\r\x00\x7f\x85\x9b\u2028\u202e\u2066\x0b"
OBEYED = re.compile(
    r"[^\n\x20-\x7e\xa0-\u200d\u2010-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufffd]|^\s*::error::pwned", re.MULTILINE
)


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """A CSV file of the table genes with a fault in its second line."""
    path = tmp_path / "genes.csv"
    lines = (ROOT / "data/genes.csv").read_text().splitlines(keepends=True)
    path.write_text("".join([lines[0], lines[1].replace(",", ", ", 1), *lines[2:]]))
    return path


def shell(line: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a line of the shell in which ``il2data`` is the command line, and ``$@`` the arguments."""
    program = f'il2data() {{ "{sys.executable}" -m il2data "$@"; }}; {line}'
    return subprocess.run(
        ["sh", "-c", program, "sh", *arguments], capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a file that is always full, as Linux has one")
@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("il2data list >&-", 0),
        ("il2data list 2>&-", 0),
        ("il2data list >&- 2>&-", 0),
        ("il2data show nope 2>&-", 2),
        ("il2data show nope 2>/dev/full", 2),
        ("il2data --nope 2>/dev/full", 2),
        ("il2data --nope 2>&-", 2),
        ("il2data list >/dev/full", 2),
        ("il2data list >/dev/full 2>&1", 2),
        ("il2data --help >/dev/full", 2),
        ('il2data validate --table genes "$1" >/dev/full', 2),
        ('il2data validate --table genes "$1" >&-', 1),
        ('il2data validate --table genes "$1" >&- 2>&-', 1),
    ],
)
def test_a_stream_that_is_closed_or_full_leaves_the_exit_code(line: str, code: int, faulty: Path) -> None:
    result = shell(line, faulty)
    assert result.returncode == code
    assert result.stderr.count("\n") <= 1 and "Traceback" not in result.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--help"], 0),
        (["list", "--json"], 0),
        (["show", "evidence"], 0),
        *((["validate", "--format", format], 1) for format in formats.FORMATS),
    ],
)
def test_the_exit_code_does_not_depend_on_the_reader(arguments: list[str], code: int, faulty: Path) -> None:
    target = ["--table", "genes", str(faulty)] if arguments[0] == "validate" else []
    reader, writer = os.pipe()
    os.close(reader)
    result = subprocess.run(
        [sys.executable, "-m", "il2data", *arguments, *target],
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writer)
    assert (result.returncode, result.stderr) == (code, "")


def test_control_characters_are_shown_and_other_letters_are_not_touched() -> None:
    assert output.plain(EVIL) == r"\x1b[31m\n::error::pwned\r\x00\x7f\x85\x9b\u2028\u202e\u2066\x0b"
    assert output.plain("\udcff \uffff") == r"\udcff \uffff"
    assert output.plain(" ::error::pwned") == r" \x3a:error::pwned"
    for text in ("IL-2Rα, 37 °C, “±5”; naïve C++ :: and a::b", ": no command", "日本語 \U0001f9ec"):
        assert output.plain(text) == text


def put(root: Path, descriptor: dict[str, Any]) -> None:
    """Write a descriptor, sealed."""
    (root / "datapackage.json").write_text(
        json.dumps(descriptor | {"seal": descriptor.get("seal") or seal_of(descriptor)})
    )


@pytest.mark.parametrize("place", ["name", "version", "seal", "hash", "table"])
def test_nothing_in_a_descriptor_is_obeyed(place: str, checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    descriptor = json.loads((checkout / "datapackage.json").read_text())
    del descriptor["seal"]
    resource = descriptor["resources"][0]
    if place in descriptor or place == "seal":
        descriptor[place] = EVIL
    else:
        resource["name" if place == "table" else place] = EVIL
    put(checkout, descriptor)
    for format in formats.FORMATS if place == "hash" else ("text",):
        assert main(["validate", "--format", format, str(checkout)]) in (0, 1, 2)
        printed = capsys.readouterr()
        assert printed.out or printed.err
        assert not OBEYED.search(printed.out + printed.err)
        if format == "junit" and printed.out:
            ET.fromstring(printed.out)
    for format in ("text", "json", "markdown") if place == "version" else ():
        main(["diff", "--format", format, str(checkout), "installed"])
        printed = capsys.readouterr()
        assert not OBEYED.search(printed.out + printed.err)


@pytest.mark.parametrize(
    "arguments",
    [
        ["validate", "nowhere{}"],
        ["validate", "--table", "genes", "nowhere{}"],
        ["show", "genes{}"],
        ["show", "genes", "--where", "symbol={}"],
        ["show", "genes", "--columns", "{}"],
        ["find", "{}"],
        ["about", "{}"],
        ["evidence", "{}"],
        ["rules", "{}"],
        ["diff", "{}", "installed"],
        ["verify-sources", "{}"],
        ["build", "--root", "{}"],
    ],
    ids=" ".join,
)
def test_nothing_in_an_argument_is_obeyed(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    evil = EVIL.replace("\x00", "")
    assert main([word.format(evil) for word in arguments]) in (0, 2)
    printed = capsys.readouterr()
    assert "pwned" in printed.err and not OBEYED.search(printed.out + printed.err)


def test_nothing_in_an_unknown_option_is_obeyed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["list", f"--{EVIL}"])
    printed = capsys.readouterr()
    assert "pwned" in printed.err and not OBEYED.search(printed.err)


@pytest.mark.parametrize("format", formats.FORMATS)
@pytest.mark.parametrize(
    "cell",
    [EVIL.replace("\n", "").replace("\r", ""), "a\uffffb", "::error::pwned", "Homo\x1b[31m sapiens"],
    ids=["controls", "no character", "command", "vocabulary"],
)
def test_nothing_in_a_cell_or_path_is_obeyed(
    cell: str, format: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "sp ace#%41?\x1b\n::error::pwned ü.csv"
    sink = io.StringIO()
    csv.writer(sink, lineterminator="\n").writerow(["HGNC:1", cell, "A1", "", cell])
    path.write_text((ROOT / "data/genes.csv").read_text() + sink.getvalue())
    assert main(["validate", "--table", "genes", "--format", format, str(path)]) == 1
    out = capsys.readouterr().out
    assert out and not OBEYED.search(out)
    if format == "junit":
        assert ET.fromstring(out).get("failures") == "1"
    elif format == "json":
        assert {problem["table"] for problem in json.loads(out)} == {"genes"}
    elif format == "sarif":
        for result in json.loads(out)["runs"][0]["results"]:
            address = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            assert re.fullmatch(r"[A-Za-z0-9/_.~%-]+", address)
            assert unquote_to_bytes(address) == os.fsencode(path)


ENCODINGS = [
    {"PYTHONIOENCODING": "latin-1"},
    {"PYTHONIOENCODING": "utf-16"},
    {"PYTHONIOENCODING": "ascii:strict"},
    {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
]


def machine(arguments: Sequence[str | Path], environment: dict[str, str]) -> str:
    """Return what a command prints for machines, which is UTF-8."""
    result = subprocess.run(
        [sys.executable, "-m", "il2data", *arguments], env=os.environ | environment, capture_output=True, check=False
    )
    assert result.returncode in (0, 1) and result.stderr == b""
    return result.stdout.decode("utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("environment", ENCODINGS, ids=lambda environment: " ".join(environment.values()))
def test_machines_get_utf8_whatever_the_locale(environment: dict[str, str], faulty: Path) -> None:
    named = faulty.with_name("gènes-β.csv")
    shutil.copy(faulty, named)
    assert "ö" in machine(["show", "sources", "--format", "csv"], environment)
    assert "ö" in json.dumps(json.loads(machine(["show", "sources", "--json"], environment)), ensure_ascii=False)
    assert (
        ET.fromstring(machine(["validate", "--format", "junit", "--table", "genes", named], environment)).get(
            "failures"
        )
        == "1"
    )
    run = json.loads(machine(["validate", "--format", "sarif", "--table", "genes", named], environment))["runs"][0]
    assert unquote_to_bytes(
        run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    ) == os.fsencode(named)


WATCH = """
import sys, time
from il2data import output
for item in output.watched([1, 2, 3], "things"):
    time.sleep(0.15)
    output.line(f"line {item}")
    assert list(output.watched("ab", "inner")) == ["a", "b"]
print("rich" in sys.modules)
"""
BROKEN = """
import sys
from il2data import cli
from il2data.checking import validation

def broken(frame, schema):
    raise OSError("broken")

validation.schema_problems = broken
sys.exit(cli.main(["validate"]))
"""
terminal = pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
# What a terminal is told: erase the line; hide and show the cursor.
ERASE, HIDE, SHOW = "\x1b[2K", "\x1b[?25l", "\x1b[?25h"


def at_a_terminal(arguments: Sequence[str | Path], out: bool) -> tuple[int, str, str]:
    """Run Python with a pseudo-terminal as error stream, and as standard output too if so asked.

    Returned are code, output and what the terminal got.
    """
    import pty

    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, *arguments],
        stdout=slave if out else subprocess.PIPE,
        stderr=slave,
        env=os.environ | {"TERM": "xterm", "COLUMNS": "80"},
    )
    os.close(slave)
    got = b""
    while True:
        try:
            chunk = os.read(master, 65536)
        except OSError:  # how Linux says that the other end was closed
            break
        if not chunk:
            break
        got += chunk
    os.close(master)
    printed = process.stdout.read() if process.stdout else b""
    if process.stdout:
        process.stdout.close()
    return process.wait(), printed.decode(), got.decode()


def on_screen(got: str) -> list[str]:
    """Return the lines that stay on a terminal, as far as a bar and lines of text can tell."""
    lines, at = [""], 0
    for part in re.findall(r"\x1b\[[?0-9;]*[A-Za-z]|\r|\n|[^\x1b\r\n]+", got):
        if part == ERASE:
            lines[at] = ""
        elif part == "\x1b[1A":
            at -= 1
        elif part == "\n":
            at += 1
            lines += [""] * (at == len(lines))
        elif part[0] not in "\x1b\r":
            lines[at] += part
    return [line for line in lines if line.strip()]


@terminal
def test_lines_stand_above_the_bar_and_it_is_gone_when_all_is_done() -> None:
    code, _, got = at_a_terminal(["-c", WATCH], out=True)
    assert code == 0
    assert "things" in got and "inner" not in got
    assert on_screen(got) == ["line 1", "line 2", "line 3", "True"]
    assert got.count(HIDE) == got.count(SHOW) > 0


@terminal
def test_an_output_that_is_no_terminal_holds_the_lines_alone() -> None:
    code, printed, got = at_a_terminal(["-c", WATCH], out=False)
    assert (code, printed) == (0, "line 1\nline 2\nline 3\nTrue\n")
    assert "things" in got and on_screen(got) == []


def test_without_a_terminal_there_is_no_bar_and_rich_is_not_imported() -> None:
    result = subprocess.run(
        [sys.executable, "-c", WATCH], capture_output=True, text=True, env=os.environ | {"FORCE_COLOR": "1"}, check=True
    )
    assert (result.stdout, result.stderr) == ("line 1\nline 2\nline 3\nFalse\n", "")


# A bar counts laws, however many there are, and these find nothing in the small package.
FEW_LAWS = """
import sys
from il2data.checking import validation
from il2data.cli import main
for law in validation.rules.RULES.keys() - {"date-order", "date-real", "unit-known"}:
    del validation.rules.RULES[law]
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.slow
@terminal
@pytest.mark.parametrize(
    "arguments", [["validate"], ["build", "--check", "--root"]], ids=lambda arguments: arguments[0]
)
def test_who_waits_for_a_check_sees_the_tables_and_laws(arguments: list[str], few: Path) -> None:
    code, printed, got = at_a_terminal(["-c", FEW_LAWS, *arguments, few], out=False)
    assert code == 0 and printed
    assert "tables " in got and "laws " in got
    assert on_screen(got) == []


@pytest.mark.slow
@terminal
def test_an_error_leaves_no_bar_behind() -> None:
    code, _, got = at_a_terminal(["-c", BROKEN], out=True)
    assert (code, on_screen(got)) == (2, ["il2data: broken"])
    assert got.count(HIDE) == got.count(SHOW) > 0


def test_loading_a_table_imports_no_rich() -> None:
    code = "import sys, il2data; il2data.load('genes'); print('rich' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
