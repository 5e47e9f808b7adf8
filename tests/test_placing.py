"""Files and folders appear whole or not at all, and killed runs leave nothing for long."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from il2data import placing


@pytest.fixture
def masked() -> Iterator[None]:
    before = os.umask(0o027)
    yield
    os.umask(before)


@pytest.mark.usefixtures("masked")
def test_modes_follow_the_umask(tmp_path: Path) -> None:
    placing.replace(tmp_path / "file", b"content")
    with placing.folder(tmp_path / "folder") as draft:
        (draft / "file").touch()
    assert [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("file", "folder", "folder/file")] == [0o640, 0o750, 0o640]


def fill(target: Path, text: str) -> None:
    with placing.folder(target) as draft:
        (draft / "page").write_text(text)


@pytest.mark.parametrize("exchanges", [True, False], ids=["in one step", "in two"])
def test_a_folder_is_replaced_and_nothing_stays_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchanges: bool) -> None:
    if not exchanges:
        monkeypatch.setattr(placing, "_exchanged", lambda one, other: False)
    fill(tmp_path / "site", "old")
    fill(tmp_path / "site", "new")
    assert (tmp_path / "site/page").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_an_error_while_filling_leaves_the_old_folder(tmp_path: Path) -> None:
    fill(tmp_path / "site", "old")
    with pytest.raises(KeyboardInterrupt), placing.folder(tmp_path / "site") as draft:
        (draft / "page").write_text("half")
        raise KeyboardInterrupt
    assert (tmp_path / "site/page").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_rename_that_fails_leaves_the_old_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path / "site", "old")
    rename = Path.rename

    def failing(path: Path, target: Path) -> Path:
        if "-new-" in path.name:
            raise OSError("no more room")
        return rename(path, target)

    monkeypatch.setattr(placing, "_exchanged", lambda one, other: False)
    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OSError, match="no more room"):
        fill(tmp_path / "site", "new")
    assert (tmp_path / "site/page").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


KILLED = """
import os, signal, sys
from pathlib import Path
from il2data import placing
left = int(sys.argv[2])
def hook(event, args):
    global left
    if event in ("os.rename", "os.mkdir", "os.rmdir", "ctypes.dlsym") or event == "open" and str(args[1])[:1] == "w":
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[3] == "two steps":
    placing._exchanged = lambda one, other: False
sys.addaudithook(hook)
with placing.folder(Path(sys.argv[1])) as draft:
    (draft / "page").write_text("new")
"""


@pytest.mark.skipif(os.name != "posix", reason="kills processes as POSIX systems do")
@pytest.mark.parametrize("how", ["one step", "two steps"])
def test_a_run_killed_at_any_moment_leaves_old_or_new_and_the_next_tidies_up(tmp_path: Path, how: str) -> None:
    target, ends = tmp_path / "site", []
    for moment in range(9):
        fill(target, "old")
        ends.append(subprocess.run([sys.executable, "-c", KILLED, target, str(moment), how], check=False).returncode)
        placing.sweep(tmp_path)
        assert (target / "page").read_text() in ("old", "new")
        assert [path.name for path in tmp_path.iterdir()] == ["site"]
    assert ends[0] == -9 and ends[-1] == 0
