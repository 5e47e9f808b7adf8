"""How the words are written down by which sources tell of the values of lists.

For each column, or column of one table, and each value: an expression for the words that tell of it. Where a second
one stands beside it, rows of the value may have its words, too, which tell of nothing by themselves; `ANY` are all.
A value that is not listed fits what no other tells, and where its own words are read.
"""

from __future__ import annotations

ANY = r""
NEVER = r"(?!)"
Told = dict[str, str | tuple[str, str]]
Words = dict[str, Told]
