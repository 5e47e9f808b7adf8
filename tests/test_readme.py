"""The README says what happens: every command and every output in it is run here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conftest import ROOT
from readme import PAGES, README, refreshed


@pytest.mark.usefixtures("concerned")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))
def test_every_output_is_what_its_command_prints(page: Path) -> None:
    text = page.read_text()
    assert refreshed(text) == text, "run `python tests/readme.py` and review the difference"


def test_the_set_up_commands_are_those_that_ci_runs() -> None:
    ci = (ROOT / ".ci/run").read_text()
    blocks = re.findall(r"^```bash\n(.*?)^```", README.read_text(), re.MULTILINE | re.DOTALL)
    assert blocks
    install = next(block for block in blocks if "[dev]" in block)
    for command in install.strip().split(" && "):
        assert command.replace("pip install", "pip install --quiet").split("#")[0].strip() in ci or command in ci


def test_the_readme_can_be_read_in_one_sitting() -> None:
    assert len(README.read_text().splitlines()) <= 200
