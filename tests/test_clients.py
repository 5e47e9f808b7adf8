"""The examples for each client, against a real release that a server on this machine serves."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import il2data
from conftest import ROOT

EXAMPLES = ROOT / "examples"


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serve a folder without a line for each request."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def url(published: Path) -> Iterator[str]:
    handler = functools.partial(Quiet, directory=str(published))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture(scope="module")
def downloaded(url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("downloaded")
    assert "all as published" in output(sys.executable, "download.py", url, str(folder))
    return folder


@pytest.fixture(scope="module")
def expected() -> str:
    """What every example should print, from the checkout's own tables."""
    status = il2data.load("facts").set_index("fact_id")["status"]
    rows = il2data.load("affinities").query(
        "quantity == 'Kd' and ligand_id == 'UniProtKB:P60568' and target_id == 'UniProtKB:P01589' and value.notna()"
    )
    assert len(rows) > 1
    return "".join(f"{row.fact_id}\t{row.value:g}\t{row.unit}\t{status[row.fact_id]}\n" for row in rows.itertuples())


def output(program: str, script: str, *arguments: str, folder: Path = EXAMPLES) -> str:
    result = subprocess.run([program, folder / script, *arguments], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.mark.parametrize("client", ["il2data", "pandas", "polars", "duckdb", "sqlite"])
def test_python_clients_agree(client: str, downloaded: Path, expected: str) -> None:
    assert output(sys.executable, f"with_{client}.py", str(downloaded)) == expected


def test_r_agrees(url: str, expected: str) -> None:
    if not shutil.which("Rscript"):
        pytest.skip("needs R with readr and digest: apt-get install r-base-core r-cran-readr r-cran-digest")
    assert output("Rscript", "with_r.R", url) == expected


def test_javascript_agrees(url: str, expected: str, tmp_path: Path) -> None:
    modules = os.environ.get("NODE_MODULES")
    if not modules or not shutil.which("node"):
        pytest.skip("needs node, and datapackage in the folder that NODE_MODULES names: npm install datapackage")
    (tmp_path / "node_modules").symlink_to(modules)
    shutil.copy(EXAMPLES / "with_javascript.mjs", tmp_path)
    assert output("node", "with_javascript.mjs", url, folder=tmp_path) == expected


def test_a_damaged_download_is_refused(published: Path, tmp_path: Path) -> None:
    served = tmp_path / "served"
    shutil.copytree(published, served)
    damaged = served / "DATA-DICTIONARY.md"
    damaged.write_bytes(damaged.read_bytes() + b" ")
    result = subprocess.run(
        [sys.executable, EXAMPLES / "download.py", served.as_uri(), tmp_path / "to"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert result.stderr == "DATA-DICTIONARY.md is damaged; download it again\n"
    assert not (tmp_path / "to/DATA-DICTIONARY.md").exists()


def test_every_example_is_run_here() -> None:
    text = Path(__file__).read_text()
    names = {path.name for path in EXAMPLES.iterdir() if path.suffix in (".py", ".R", ".mjs")}
    assert {
        name for name in names if name not in text and f'"{name.removeprefix("with_").removesuffix(".py")}"' not in text
    } == set()
