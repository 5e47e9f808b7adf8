"""Put the meanings of the verdicts, as the schema has them, in the table of the guide.

``python tests/guide.py`` rewrites docs/guide.md; the test compares only.
"""

from __future__ import annotations

import re
from pathlib import Path

import il2data

GUIDE = Path(__file__).parents[1] / "docs/guide.md"
TABLE = re.compile(r"(?<=^\| Verdict \| What it means \|\n\| --- \| --- \|\n)(\|.*\n)*", re.MULTILINE)


def refreshed(text: str) -> str:
    """Return the guide with its table of verdicts as the schema has them now."""
    verdicts = il2data.vocabulary("claims").query("column == 'verdict'")
    rows = "".join(f"| `{row.value}` | {row.description} |\n" for row in verdicts.itertuples())
    return TABLE.sub(lambda match: rows, text, count=1)


if __name__ == "__main__":
    GUIDE.write_text(refreshed(GUIDE.read_text("utf-8")), "utf-8", newline="\n")
