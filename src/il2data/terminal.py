"""Tables as wide as the terminal, with long cells folded; rich does the layout, as it knows the width of every letter.

What does not fit side by side is shown row by row, each filled cell on a line of its own.
"""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    import pandas as pd


# Letters that a column of a table needs to be read: those of its longest word, but no more than this.
NARROW = 18


def folded(frame: pd.DataFrame, width: int | None = None) -> str:
    """Return a table of texts as lines of at most a width, without the columns that are empty throughout.

    Parameters
    ----------
    frame
        The table; all cells text.
    width
        Letters in a line; those of the terminal when left out.
    """
    sink = StringIO()
    console = Console(file=sink, width=width, color_system=None, highlight=False, markup=False, emoji=False)
    frame = frame.loc[:, (frame != "").any() | frame.empty]
    needed = {
        column: min(NARROW, max(cell_len(word) for text in (column, *frame[column]) for word in text.split() or [""]))
        for column in frame.columns
    }
    if sum(needed.values()) + 3 * len(needed) <= console.width + 3:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
        for column in frame.columns:
            table.add_column(
                str(column),
                overflow="fold",
                min_width=needed[column],
                no_wrap=bool((frame[column].map(cell_len) <= needed[column]).all()),
            )
        for row in frame.itertuples(index=False):
            table.add_row(*row)
        console.print(table)
    else:
        for record in frame.to_dict("records"):
            table = Table(box=None, pad_edge=False, show_header=False)
            for name, cell in record.items():
                if cell:
                    table.add_row(str(name), cell)
            console.print(table, "")
    return "\n".join(line.rstrip() for line in sink.getvalue().rstrip().splitlines())
