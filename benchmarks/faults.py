"""Plant small faults in the real tables and count how many the checks find.

Each mutant is one slip of a curator's hand: a bumped digit, two cells swapped, a key moved
to its neighbour. There are two kinds. `old` plants it in the tables as they stand. `new`
first enters a row, as a curator would: a copy of a fact under the next free identifier, with
its supporting evidence and readings, told from the first by one other cell, which its
reading gives too where it gave the old one. The copy must pass every law; the slip is then
made in one cell of the new row, and nowhere else. Facts with evidence that has no reading
are not copied, for `il2data build` takes no new evidence without one.

The derived tables are rebuilt, as `il2data build` would, and a mutant counts as killed when
validation reports an error that was not there without the slip. Warnings do not count, the
comparison with the last release is left out, and a change that changes nothing is no mutant.

How to read the numbers:

- Compare two releases with the same seed and number; one run is a sample, so a difference
  of a few per cent between seeds is noise.
- Operators, tables and columns are sampled evenly, not by their number of cells. The total
  is a rate over kinds of slip, not the chance that the next slip is caught.
- `said twice` are the mutants of new rows whose cell, before the slip, stands a second time:
  its number, date, name or words in a reading of the row or in another of its cells. This
  is a search for words, which misses paraphrases and takes a chance match for a statement.
- It cannot reach 100 %. Where a cell is the only place that says a thing (a word of a
  remark, the only value of its kind), nothing but the source can tell that it is wrong.
- The list of survivors is the work list: look for a class of slips that a law could see
  from another cell, row or table, and leave the rest to the review against the source.

Run `python benchmarks/faults.py --mutants 600 --seed 1`; it takes some minutes.
"""

from __future__ import annotations

import argparse
import copy
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

from new_rows import sample_new
from slips import Mutant, Site, plant, sites
from sound_tables import Data, found

from il2data import canonical, loading
from il2data.checking import csv_text, validation
from il2data.checking.rules import Edit

ROOT = Path(__file__).parents[1]


def sample(data: Data, number: int, chance: random.Random) -> Iterator[Mutant]:
    """Yield mutants: operators in turn, for each its tables in turn, for each its columns in turn."""

    def shuffled(items: Iterable[Any]) -> list[Any]:
        items = list(items)
        chance.shuffle(items)
        return items

    def of(site: Site) -> Iterator[Mutant]:
        for at in shuffled(range(len(data.rows[site.table]))):
            if mutant := plant(data, site, at, chance):
                yield mutant

    def turns(streams: list[Iterator[Mutant]]) -> Iterator[Mutant]:
        return (mutant for round in zip_longest(*streams) for mutant in round if mutant is not None)

    tree: dict[str, dict[str, list[Site]]] = defaultdict(lambda: defaultdict(list))
    for site in sites(data):
        tree[site.operator][site.table].append(site)
    stream = turns(
        [turns([turns([of(s) for s in shuffled(mine)]) for mine in shuffled(by.values())]) for by in tree.values()]
    )
    for _ in range(number):
        if (mutant := next(stream, None)) is None:
            return
        yield mutant


def killer(data: Data, mutant: Mutant) -> str | None:
    """Return the rule that finds a mutant, or None when nothing does; cheap checks come first."""
    table = mutant.site.table
    schema = data.schemas[table]
    for type, cell in mutant.cells:
        for rule, _, _ in csv_text.cell_faults(type, cell):
            return rule
    text = canonical.write(schema, mutant.rows)
    for problem in csv_text.problems(schema, text):
        return problem.rule
    frame = loading.read_csv(text, schema)
    for problem in loading.schema_problems(frame, schema):
        return problem.rule
    planted = copy.copy(data)
    planted.tables = {**data.tables, table: frame}
    if killed := found(planted, Edit({table})):
        return killed
    if schema["kind"] == "reference":
        return None
    planted.tables |= validation.derived(data.schemas, planted.tables, {table})
    return found(planted, Edit(planted.moved(data)))


def rates(title: str, keys: Iterable[str], killed: Counter[str], total: Counter[str]) -> None:
    """Print killed/total for each key, worst first."""
    print(f"\nby {title}")
    for key in sorted(keys, key=lambda key: (killed[key] / total[key], key)):
        print(f"  {killed[key]:4}/{total[key]:<4} {100 * killed[key] / total[key]:5.1f} %  {key}")


def main() -> None:
    """Plant the mutants, print the rates and the survivors."""
    parser = argparse.ArgumentParser(description="Plant faults in the tables and count how many the checks find.")
    parser.add_argument("--mutants", type=int, default=600, help="how many to plant (600)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the sample (1)")
    parser.add_argument(
        "--rows",
        choices=["old", "new", "both"],
        default="both",
        help="plant in rows that stand, in rows entered anew, or half in each (both)",
    )
    options = parser.parse_args()
    start = time.perf_counter()
    data = Data(ROOT)
    old = {"old": options.mutants, "new": 0, "both": options.mutants // 2}[options.rows]
    planted = chain(
        ((data, mutant) for mutant in sample(data, old, random.Random(options.seed))),
        sample_new(data, options.mutants - old, random.Random(options.seed)),
    )
    results: list[tuple[Mutant, str | None]] = []
    for done, (base, mutant) in enumerate(planted, start=1):
        results.append((mutant._replace(rows=[]), killer(base, mutant)))
        bar = "#" * (40 * done // options.mutants)
        print(f"\r[{bar:40}] {done}/{options.mutants}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    dead = sum(rule is not None for _, rule in results)
    print(
        f"{dead} of {len(results)} mutants killed ({100 * dead / max(len(results), 1):.1f} %), seed {options.seed},"
        f" {time.perf_counter() - start:.0f} s"
    )
    groups: dict[str, Callable[[Mutant], str]] = {
        "rows": lambda m: "old" if m.twice is None else "new, said twice" if m.twice else "new, said once",
        "rows and operator": lambda m: f"{'old' if m.twice is None else 'new'}: {m.site.operator}",
        "table": lambda m: m.site.table,
        "column": lambda m: f"{m.site.table}.{m.site.column or '(row)'}",
    }
    for title, group in groups.items():
        total = Counter(group(mutant) for mutant, _ in results)
        rates(title, total, Counter(group(mutant) for mutant, rule in results if rule), total)
    print("\nkilled by rule")
    for rule, count in Counter(rule for _, rule in results if rule).most_common():
        print(f"  {count:4}  {rule}")
    print("\nsurvivors")
    for mutant, _ in sorted(
        (r for r in results if r[1] is None), key=lambda r: (r[0].site.table, r[0].site.column, r[0].key)
    ):
        twice = "" if mutant.twice is None else "new row, said twice: " if mutant.twice else "new row: "
        print(f"  {mutant.site.table} {mutant.key}: {twice}{mutant.site.operator}: {mutant.change[:200]}")


if __name__ == "__main__":
    main()
