"""Tables as wide as the terminal, with long cells folded; rich does the layout, as it knows the width of every letter."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    import pandas as pd


def folded(frame: pd.DataFrame, width: int | None = None) -> str:
    """Return a table of texts as lines of at most a width.

    Parameters
    ----------
    frame
        The table; all cells text.
    width
        Letters in a line; those of the terminal when left out.
    """
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in frame.columns:
        table.add_column(str(column), overflow="fold")
    for row in frame.itertuples(index=False):
        table.add_row(*row)
    sink = StringIO()
    Console(file=sink, width=width, color_system=None, highlight=False, markup=False, emoji=False).print(table)
    return "\n".join(line.rstrip() for line in sink.getvalue().splitlines())
