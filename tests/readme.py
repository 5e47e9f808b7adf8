"""Run the examples of Markdown files and put their real output in place.

``python tests/readme.py`` rewrites README.md and the pages of docs; the test compares only. A fence ``console``
holds ``$ command`` lines with their output, a fence ``python`` is run and its output
stands in the fence ``text`` that follows. Names of released files and tags bear the version there is.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import tempfile
from pathlib import Path
from typing import Any

import il2data
from il2data.cli import main

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PAGES = (README, *sorted((ROOT / "docs").glob("*.md")))
RELEASED = re.compile(r"(il2data-|refs/tags/v)\d+\.\d+\.\d+(?=[-.\n])")
FENCE = re.compile(r"^```(console|python)\n(.*?)^```\n(?:\n```text\n.*?^```\n)?", re.MULTILINE | re.DOTALL)


def refreshed(text: str) -> str:
    """Return the text with the output of every example, and the version of released files, as they are now."""
    namespace: dict[str, Any] = {}
    text = RELEASED.sub(rf"\g<1>{il2data.__version__}", text)
    with tempfile.TemporaryDirectory() as empty:
        return FENCE.sub(lambda match: _run(match[1], match[2], namespace, empty), text)


def _run(kind: str, body: str, namespace: dict[str, Any], cwd: str) -> str:
    if kind == "python":
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(body, "the example", "exec"), namespace)
        shown = f"\n```text\n{_stripped(out.getvalue())}```\n" if out.getvalue() else ""
        return f"```python\n{body}```\n{shown}"
    parts = []
    for line in body.splitlines():
        if line.startswith("$ "):
            words = shlex.split(line[2:])
            assert words[0] == "il2data", line
            out = io.StringIO()
            with contextlib.chdir(cwd), contextlib.redirect_stdout(out):
                assert main(words[1:]) == 0, line
            parts.append(f"{line}\n{_stripped(out.getvalue())}")
    return f"```console\n{''.join(parts)}```\n"


def _stripped(text: str) -> str:
    return "".join(line.rstrip() + "\n" for line in text.splitlines())


if __name__ == "__main__":
    for page in PAGES:
        page.write_text(refreshed(page.read_text()))
