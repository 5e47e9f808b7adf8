"""What commands print, and the codes that they end with."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from il2data import output
from il2data.errors import Problem

if TYPE_CHECKING:
    import pandas as pd

SOUND, PROBLEMS, FAILED, INTERRUPTED = 0, 1, 2, 130


def print_rows(frame: pd.DataFrame, format: str) -> int:
    """Print a frame in a format; return the code for all is sound."""
    text = frame.astype("string").fillna("")
    if format == "csv":
        output.data(frame.to_csv(index=False, lineterminator="\n"))
    elif format == "json":
        output.json_text(frame.to_json(orient="records", indent=2, force_ascii=False))
    elif format == "markdown":
        rows = [list(frame.columns), ["---"] * len(frame.columns), *text.values.tolist()]
        output.lines("\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows))
    elif sys.stdout.isatty():
        from il2data.terminal import folded

        output.lines(folded(text))
    else:
        lines = [list(text.columns), *text.values.tolist()]
        widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
        output.lines("\n".join("  ".join(map(str.ljust, cells, widths)).rstrip() for cells in lines))
    return SOUND


def print_problems(
    problems: Sequence[Problem], options: argparse.Namespace, paths: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Print problems for people or machines."""
    from il2data.checking import formats

    said = formats.FORMATS["json" if options.json else "text"](problems, paths, "")
    if options.json:
        output.json_text(said)
    elif said:
        output.lines(said)
