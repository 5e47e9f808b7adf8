"""What other people's CI runs: formats, the action's command, the hooks' commands, the schema as a decorator."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pandas as pd
import pandera.errors
import pytest
import yaml
from pandera.pandas import check_output

import il2data
from conftest import ROOT
from il2data.cli import main

FORMATS = ("text", "json", "junit", "github", "sarif")


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """Return a CSV file of the table genes with two faults."""
    lines = (ROOT / "data/genes.csv").read_text().splitlines()
    lines[1] = lines[1].replace(",", ", ", 1)
    lines[3] = lines[3].replace("HGNC", "HGNC\u200b")
    path = tmp_path / "genes.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def printed(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = main(arguments)
    return code, capsys.readouterr().out


@pytest.mark.parametrize("format", FORMATS)
def test_a_sound_table_passes_in_every_format_and_twice_alike(format: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["validate", str(ROOT / "data/genes.csv"), "--table", "genes", "--format", format]
    first = printed(arguments, capsys)
    assert first[0] == 0
    assert printed(arguments, capsys) == first


def test_problems_are_sorted_and_summed_up_by_rule(faulty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = printed(["validate", str(faulty), "--table", "genes"], capsys)
    assert code == 1
    assert [line.split()[0] for line in out.splitlines()[:2]] == ["genes:2:name", "genes:4:gene_id"]
    rules, begin = out.splitlines()[-2:]
    assert rules == "by rule: text-space 1, text-character 1"
    assert begin.startswith("2 problem(s): 2 in ") and begin.endswith("genes.csv, line 2, column name.")


def test_json_tells_place_rule_and_severity(faulty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out = printed(["validate", str(faulty), "--table", "genes", "--format", "json"], capsys)
    assert [(p["table"], p["line"], p["column"], p["rule"], p["severity"]) for p in json.loads(out)] == [
        ("genes", 2, "name", "text-space", "error"),
        ("genes", 4, "gene_id", "text-character", "error"),
    ]


@pytest.mark.usefixtures("concerned")
def test_junit_has_a_case_for_each_table(faulty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out = printed(["validate", str(faulty), "--table", "genes", "--format", "junit"], capsys)
    suite = ET.fromstring(out)
    assert (suite.get("tests"), suite.get("failures")) == ("1", "1")
    assert [failure.get("type") for failure in suite.iter("failure")] == ["text-space", "text-character"]
    _, out = printed(["validate", str(ROOT), "--format", "junit"], capsys)
    assert ET.fromstring(out).get("tests") == str(len(il2data.tables()))


def test_github_annotations_name_file_and_line_and_escape_what_they_must(
    faulty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out = printed(["validate", str(faulty), "--table", "genes", "--format", "github"], capsys)
    first = out.splitlines()[0]
    assert first.startswith(f"::error file={faulty},line=2,title=text-space::name: ")
    assert all("\n" not in line and line.count("::") >= 2 for line in out.splitlines())


def test_sarif_names_the_rules_it_uses(faulty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out = printed(["validate", str(faulty), "--table", "genes", "--format", "sarif"], capsys)
    run = json.loads(out)["runs"][0]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["text-character", "text-space"]
    assert run["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] == 2


@pytest.mark.usefixtures("concerned")
def test_warnings_are_reported_and_do_not_fail(capsys: pytest.CaptureFixture[str]) -> None:
    code, out = printed(["validate", str(ROOT), "--format", "github"], capsys)
    assert code == 0
    assert {line.split()[0] for line in out.splitlines()} <= {"::warning"}


def test_a_table_without_file_and_a_file_that_is_not_there_say_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "--table", "genes"]) == 2
    assert "name the file as well" in capsys.readouterr().err
    assert main(["validate", "nowhere.csv", "--table", "genes"]) == 2
    assert main(["validate", str(ROOT / "data/genes.csv"), "--table", "gene"]) == 2
    assert "Did you mean 'genes'" in capsys.readouterr().err


def steps() -> list[dict[str, Any]]:
    return list(yaml.safe_load((ROOT / "action.yml").read_text())["runs"]["steps"])


# The command with some of the laws, which take long and have no part in how it is run.
FEW_LAWS = """
import sys
from il2data.checking import validation
from il2data.cli import main
for law in list(validation.rules.RULES)[20:]:
    del validation.rules.RULES[law]
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.slow
@pytest.mark.parametrize(("table", "code"), [("", 0), ("genes", 1)])
def test_the_action_runs_what_it_says(table: str, code: int, faulty: Path, tmp_path: Path) -> None:
    target = faulty if table else ROOT
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "il2data").write_text(f"#!{sys.executable}\n{FEW_LAWS}")
    (tools / "il2data").chmod(0o755)
    environment = os.environ | {"TARGET": str(target), "TABLE": table, "PATH": f"{tools}:{os.environ['PATH']}"}
    bash = shutil.which("bash")
    assert bash, "the composite action needs bash"
    result = subprocess.run(
        [bash, "-e", "-c", steps()[1]["run"]],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == code, result.stderr
    assert ("::error" in result.stdout) == bool(code)


@pytest.mark.usefixtures("concerned")
def test_the_hooks_run_what_they_say(
    faulty: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    release, table = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    monkeypatch.chdir(ROOT)
    assert main([*release["entry"].split()[1:], *release["args"]]) == 0
    assert main([*table["entry"].split()[1:], "--table", "genes", str(faulty)]) == 1
    assert "genes:2:name text-space" in capsys.readouterr().out


def test_a_schema_guards_a_users_own_pipeline() -> None:
    @check_output(il2data.schema("genes"))
    def receptor_genes(genes: pd.DataFrame, prefix: str) -> pd.DataFrame:
        return genes.assign(gene_id=genes["gene_id"].str.replace("HGNC:", prefix))

    assert len(receptor_genes(il2data.load("genes"), "HGNC:")) == len(il2data.load("genes"))
    with pytest.raises(pandera.errors.SchemaError):
        receptor_genes(il2data.load("genes"), "")


def test_rules_are_listed_and_explained(capsys: pytest.CaptureFixture[str]) -> None:
    code, out = printed(["rules", "--json"], capsys)
    assert code == 0
    assert {"kd-rates", "text-space", "seal"} <= {rule["rule"] for rule in json.loads(out)}
    code, out = printed(["rules", "kd-rates"], capsys)
    assert code == 0
    assert out.startswith("kd-rates (error): Kd agrees with koff over kon")
    assert "It must find:" in out and "It must let pass:" in out
    assert main(["rules", "kd-rate"]) == 2
    assert "Did you mean 'kd-rates'" in capsys.readouterr().err
