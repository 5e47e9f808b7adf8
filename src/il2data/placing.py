"""Put files and folders in place: whole or not at all, and nothing left behind by a run that was killed."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from il2data.errors import PackageError

# Drafts and folders put aside: the process that made them, what they are, and the name they are for.
BESIDE = re.compile(r"\.il2data-(?P<process>\d+)-(?P<kind>new|old)-(?P<name>.+)")
# From Linux' <fcntl.h> and <stdio.h>, for renameat2.
AT_FDCWD, RENAME_EXCHANGE = -100, 2


def _beside(target: Path, kind: str) -> Path:
    return target.with_name(f".il2data-{os.getpid()}-{kind}-{target.name}")


def replace(path: Path, data: bytes) -> None:
    """Write a file beside ``path`` and rename it into place; its mode follows the umask."""
    draft = _beside(path, "new")
    try:
        with draft.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
        _sync(path.parent)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def folder(target: Path, check: Callable[[Path], None]) -> Iterator[Path]:
    """Give an empty folder to fill.

    Once it is filled without an error it stands as ``target``, in one step where the system has one.

    Parameters
    ----------
    target
        Where the folder will stand; of a symbolic link, where it leads.
    check
        Raises an error if what stands there must not be replaced. It is asked before the work and once more after it.

    Raises
    ------
    PackageError
        The process stands in the folder that would be replaced.
    """
    target = Path(os.path.realpath(target))
    check(target)
    if target.exists() and Path.cwd().resolve().is_relative_to(target):
        raise PackageError(
            f"{target} is the folder you stand in, and would be replaced under your feet. Name another, or run this"
            " from elsewhere."
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    sweep(target.parent)
    draft, before = _beside(target, "new"), _beside(target, "old")
    draft.mkdir()
    try:
        yield draft
        if hasattr(os, "sync"):
            os.sync()
        check(target)
        if not target.exists():
            draft.rename(target)
        elif not _exchanged(draft, target):
            target.rename(before)
            try:
                draft.rename(target)
            except BaseException:
                before.rename(target)
                raise
        _sync(target.parent)
    finally:
        for leftover in (draft, before):
            shutil.rmtree(leftover, ignore_errors=True)


def sweep(parent: Path) -> None:
    """Remove what killed runs left in a folder; a folder that was only put aside goes back to its place."""
    for path in parent.iterdir() if parent.is_dir() else ():
        match = BESIDE.fullmatch(path.name)
        if match and not _runs(int(match["process"])):
            if match["kind"] == "old" and not (parent / match["name"]).exists():
                path.rename(parent / match["name"])
            elif path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


def _sync(parent: Path) -> None:
    """Write the names in a folder to the disk, so that a loss of power does not undo a renaming."""
    if os.name == "posix":
        opened = os.open(parent, os.O_RDONLY)
        try:
            # Some file systems cannot; by then all is in its place.
            with suppress(OSError):
                os.fsync(opened)
        finally:
            os.close(opened)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _exchanged(one: Path, other: Path) -> bool:
    """Swap two folders in one step; return whether the system could."""
    rename = getattr(ctypes.CDLL(None), "renameat2", None) if os.name == "posix" else None
    return rename is not None and rename(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0
