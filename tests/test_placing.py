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
from il2data.errors import PackageError


@pytest.fixture
def masked() -> Iterator[None]:
    before = os.umask(0o027)
    yield
    os.umask(before)


def any_folder(target: Path) -> None:
    """Let whatever stands there be replaced."""


@pytest.mark.usefixtures("masked")
def test_modes_follow_the_umask(tmp_path: Path) -> None:
    placing.replace(tmp_path / "file", b"content")
    with placing.folder(tmp_path / "folder", any_folder) as draft:
        (draft / "file").touch()
    assert [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("file", "folder", "folder/file")] == [
        0o640,
        0o750,
        0o640,
    ]


def fill(target: Path, text: str) -> None:
    with placing.folder(target, any_folder) as draft:
        (draft / "page").write_text(text)


@pytest.mark.parametrize("exchanges", [True, False], ids=["in one step", "in two"])
def test_a_folder_is_replaced_and_nothing_stays_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchanges: bool
) -> None:
    if not exchanges:
        monkeypatch.setattr(placing, "_exchanged", lambda one, other: False)
    fill(tmp_path / "site", "old")
    fill(tmp_path / "site", "new")
    assert (tmp_path / "site/page").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_an_error_while_filling_leaves_the_old_folder(tmp_path: Path) -> None:
    fill(tmp_path / "site", "old")
    with pytest.raises(KeyboardInterrupt), placing.folder(tmp_path / "site", any_folder) as draft:
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


def test_what_is_put_into_the_old_folder_meanwhile_is_kept(tmp_path: Path) -> None:
    def empty(target: Path) -> None:
        if target.exists() and any(target.iterdir()):
            raise PackageError(f"{target} is in use")

    (tmp_path / "site").mkdir()
    with pytest.raises(PackageError, match="in use"), placing.folder(tmp_path / "site", empty) as draft:
        (draft / "page").write_text("new")
        (tmp_path / "site/notes").write_text("mine")
    assert [path.relative_to(tmp_path).as_posix() for path in sorted(tmp_path.rglob("*"))] == ["site", "site/notes"]


@pytest.mark.parametrize("there", [True, False], ids=["to a folder", "to nothing yet"])
def test_a_symbolic_link_stays_and_the_folder_it_leads_to_is_replaced(tmp_path: Path, there: bool) -> None:
    if there:
        fill(tmp_path / "disk/site", "old")
    (tmp_path / "site").symlink_to("disk/site")
    fill(tmp_path / "site", "new")
    assert (tmp_path / "site").is_symlink() and (tmp_path / "disk/site/page").read_text() == "new"
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")) == [
        "disk",
        "disk/site",
        "disk/site/page",
        "site",
    ]


@pytest.mark.skipif(os.name != "posix", reason="folders are written to the disk as POSIX systems do")
@pytest.mark.parametrize("exchanges", [True, False], ids=["in one step", "in two"])
def test_names_are_written_to_the_disk_after_each_renaming(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchanges: bool
) -> None:
    if not exchanges:
        monkeypatch.setattr(placing, "_exchanged", lambda one, other: False)
    synced: list[list[str]] = []

    def fsync(opened: int) -> None:
        if os.fstat(opened).st_ino == tmp_path.stat().st_ino:
            synced.append([path.read_text() for path in (tmp_path / "file", tmp_path / "site/page") if path.exists()])

    monkeypatch.setattr(os, "fsync", fsync)
    placing.replace(tmp_path / "file", b"one")
    fill(tmp_path / "site", "old")
    fill(tmp_path / "site", "new")
    assert synced == [["one"], ["one", "old"], ["one", "new"]]


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
with placing.folder(Path(sys.argv[1]), lambda target: None) as draft:
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
