"""What the command line writes to its two streams.

People get text in which nothing is obeyed by their terminal or by the runner of a workflow; machines get UTF-8; and
whoever waits at a terminal sees a bar.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Generator, Iterable, Sized
from io import TextIOWrapper
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress

T = TypeVar("T")
# C0, DEL and C1, what else parts lines, marks that turn the direction of writing,
# and what is no character of UTF-8 or of XML.
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
# How a line begins that GitHub takes for a command:
# https://docs.github.com/actions/reference/workflow-commands-for-github-actions
COMMAND = re.compile(r"\A(\s*):(?=:)")
# The bar that is being drawn: lines are written above it.
_bar: Progress | None = None


class Watch(Protocol):
    """Hands on items one by one, and may show how far the work on them is."""

    def __call__(self, items: Iterable[T], label: str, /) -> Iterable[T]:
        """Return the items."""


def unwatched(items: Iterable[T], label: str, /) -> Iterable[T]:
    """Return the items as they are: the `Watch` of callers that show nothing."""
    return items


def watched(items: Iterable[T], label: str, /) -> Generator[T, None, None]:
    """Yield items, with a bar on the error stream if that is a terminal; it is gone when they are done.

    Parameters
    ----------
    items
        What is worked on; the bar shows their number where it is known.
    label
        What they are.
    """
    global _bar
    if _bar or not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    _bar = Progress(
        *columns, console=Console(stderr=True), transient=True, redirect_stdout=False, redirect_stderr=False
    )
    task = _bar.add_task(label, total=len(items) if isinstance(items, Sized) else None)
    try:
        _bar.start()
        for item in items:
            yield item
            if _bar:
                _bar.advance(task)
    finally:
        clear()


def clear() -> None:
    """Take the bar away, if there is one."""
    global _bar
    if _bar:
        _bar.stop()
        _bar = None


def prepare() -> None:
    """Make both streams take whatever is written.

    A closed one leads nowhere, and a letter that an encoding lacks is escaped.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8"))
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def plain(text: str) -> str:
    r"""Return one line in which control characters are shown, and that is no command to a runner.

    They are shown as ``\x1b``, ``\n``, ``\u2028``.
    """
    return COMMAND.sub(r"\1\\x3a", CONTROLS.sub(lambda found: found[0].encode("unicode_escape").decode(), text))


def line(text: str) -> None:
    """Print one line for people."""
    put(f"{plain(text)}\n", sys.stdout)


def lines(text: str) -> None:
    """Print lines for people; the last may end as the others do."""
    put("".join(f"{plain(part)}\n" for part in text.removesuffix("\n").split("\n")), sys.stdout)


def complaint(text: object) -> None:
    """Print one line on the error stream."""
    put(f"il2data: {plain(str(text))}\n", sys.stderr)


def data(text: str) -> None:
    """Print text for machines, which is UTF-8 whatever the locale and the environment say."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    put(text, sys.stdout)


def json_text(text: str) -> None:
    """Print JSON for machines, with control characters in its texts as JSON escapes them."""
    data(
        CONTROLS.sub(lambda found: found[0] if found[0] == "\n" else f"\\u{ord(found[0]):04x}", text.removesuffix("\n"))
        + "\n"
    )


def put(text: str, stream: IO[str]) -> None:
    """Write a text as it is and at once.

    That its reader has left, as `head` does, is no error, nor is an error stream that takes nothing:
    neither changes what a command found.

    Raises
    ------
    OSError
        The text could not be written, on a full disk for one.
    """
    if _bar:
        _bar.stop()
    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        # What is left in the buffer must not fail once more when the interpreter exits.
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), stream.fileno())
        if stream is not sys.stderr and not isinstance(error, BrokenPipeError):
            raise
    if _bar:
        _bar.start()
