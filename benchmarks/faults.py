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
import csv
import random
import re
import string
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any, NamedTuple

from il2data import canonical, derive, loading
from il2data.checking import csv_text, readings, rules, validation
from il2data.checking.rules import Edit
from il2data.errors import PackageError, Problem
from il2data.package import Package

ROOT = Path(__file__).parents[1]
Row = list[str]
Rows = list[Row]
Signature = tuple[str, str, str, str]
NUMERIC = ("integer", "number")


class Site(NamedTuple):
    """Where a mutant may be planted: an operator, a table and a column (empty for whole rows)."""

    operator: str
    table: str
    column: str


class Mutant(NamedTuple):
    """One table with one fault, the row's key and what was done."""

    site: Site
    key: str
    change: str
    rows: Rows
    cells: list[tuple[str, str]]
    """Type and text of the cells that changed."""
    twice: bool | None = None
    """Whether the cell of a new row stands a second time; None for old rows."""


class Data:
    """The sound tables, as text and typed, with what a mutant is measured against."""

    def __init__(self, root: Path) -> None:
        package = Package(root)
        self.schemas = {table: package.schema(table) for table in package.tables}
        texts = {table: package.read(f"data/{table}.csv") for table in package.tables}
        self.tables = {table: loading.read_csv(data, self.schemas[table]) for table, data in texts.items()}
        self.rows: dict[str, Rows] = {
            table: list(csv.reader(data.decode().splitlines()[1:]))
            for table, data in texts.items()
            if self.schemas[table]["kind"] != "derived"
        }
        self.fields = {table: schema["fields"] for table, schema in self.schemas.items()}
        self.names = {table: [field["name"] for field in fields] for table, fields in self.fields.items()}
        self.keys = {
            (table, foreign["fields"][0]): foreign["reference"]["resource"]
            for table, schema in self.schemas.items()
            for foreign in schema.get("foreignKeys", [])
        }
        self.sound: set[Signature] = set()
        self.cost: dict[str, float] = {}
        for id in rules.RULES:
            start = time.perf_counter()
            self.sound.update(map(signature, validation.problems_of(rules.RULES[id], self.tables)))
            self.cost[id] = time.perf_counter() - start

    def column(self, table: str, name: str) -> int:
        """Return the position of a column."""
        return self.names[table].index(name)

    def with_rows(self, added: dict[str, Rows]) -> Data | None:
        """Return the tables with more rows, or None where validation reports anything that it did not report before."""
        more = copy.copy(self)
        more.rows = self.rows | {table: [*self.rows[table], *rows] for table, rows in added.items()}
        more.tables = dict(self.tables)
        for table in added:
            schema = self.schemas[table]
            text = canonical.write(schema, more.rows[table])
            if any(csv_text.problems(schema, text)):
                return None
            more.tables[table] = loading.read_csv(text, schema)
            if any(loading.schema_problems(more.tables[table], schema)):
                return None
        try:
            more.tables |= validation.derived(self.schemas, more.tables, set(added))
        except PackageError:
            return None
        return None if found(more, Edit({*added, *more.moved(self)}, set(added))) else more

    def moved(self, before: Data) -> set[str]:
        """Return the derived tables that are not as they were."""
        return {name for name in derive.DERIVED if not self.tables[name].equals(before.tables[name])}


def signature(problem: Problem) -> Signature:
    """Return a problem without its line, which moves when rows come and go."""
    return problem.table, problem.column, problem.rule, problem.message


# Each cell operator takes text, field, the column's texts, the row's position and a source of chance;
# it returns the new text.
Operator = Callable[[str, dict[str, Any], list[str], random.Random], str]


def bump_digit(cell: str, field: dict[str, Any], column: list[str], chance: random.Random) -> str:
    """Raise one digit by one."""
    at = chance.choice([at for at, char in enumerate(cell) if char in string.digits])
    return cell[:at] + str((int(cell[at]) + 1) % 10) + cell[at + 1 :]


def change_letter(cell: str, field: dict[str, Any], column: list[str], chance: random.Random) -> str:
    """Put another letter of the same case in the place of one letter."""
    at = chance.choice([at for at, char in enumerate(cell) if char in string.ascii_letters])
    letters = string.ascii_lowercase if cell[at].islower() else string.ascii_uppercase
    return cell[:at] + chance.choice(letters.replace(cell[at], "")) + cell[at + 1 :]


def enum_neighbour(cell: str, field: dict[str, Any], column: list[str], chance: random.Random) -> str:
    """Take the next word of the list that the column allows."""
    choices = ["true", "false"] if field["type"] == "boolean" else field["constraints"]["enum"]
    return str(choices[(choices.index(cell) + 1) % len(choices)])


def move_key(cell: str, field: dict[str, Any], column: list[str], chance: random.Random) -> str:
    """Point at another row that this column points at elsewhere."""
    return chance.choice(sorted({other for other in column if other} - {cell}) or [cell])


def scale(factor: float) -> Operator:
    """Return the operator that multiplies a number."""

    def scaled(cell: str, field: dict[str, Any], column: list[str], chance: random.Random) -> str:
        return canonical.number(float(f"{float(cell) * factor:.12g}"))

    return scaled


CELL_OPERATORS: dict[str, Operator] = {
    "bump a digit": bump_digit,
    "multiply by 1000": scale(1000),
    "divide by 1000": scale(0.001),
    "flip the sign": scale(-1),
    "enum neighbour": enum_neighbour,
    "move a foreign key": move_key,
    "trailing space": lambda cell, *_: f"{cell} ",
    "change a letter": change_letter,
    "empty the cell": lambda *_: "",
}
ROW_OPERATORS = ("drop the row", "duplicate the row")
SWAPS = ("swap with the next row", "swap within the row")
# New rows: cells that may tell a copy apart, cells of one row that get a slip,
# rows in vain after which a table is left.
TRIES, CELLS, BARREN = 2, 6, 8


def applies(operator: str, data: Data, table: str, field: dict[str, Any]) -> bool:
    """Say whether an operator makes sense for a column."""
    type: str = field["type"]
    numeric = type in NUMERIC
    match operator:
        case "multiply by 1000" | "divide by 1000" | "flip the sign":
            return numeric
        case "enum neighbour":
            return type == "boolean" or "enum" in field.get("constraints", {})
        case "move a foreign key":
            return (table, field["name"]) in data.keys
        case "trailing space" | "change a letter":
            return type == "string"
        case _:
            return True


def sites(data: Data) -> list[Site]:
    """Return all places where an operator can be tried."""
    found = [Site(operator, table, "") for operator in ROW_OPERATORS for table in data.rows]
    for operator in (*SWAPS, *CELL_OPERATORS):
        found += [
            Site(operator, table, f["name"])
            for table in data.rows
            for f in data.fields[table]
            if applies(operator, data, table, f)
        ]
    return found


def new_id(old: str, taken: set[str], pattern: str) -> str:
    """Return an identifier of the same form that no row has."""
    form = re.compile(pattern)
    tail = re.search(r"\d+", old[::-1])
    candidates: Iterable[str] = (f"{old}{letter}" for letter in string.ascii_lowercase)
    if tail:
        end, width = len(old) - tail.start(), len(tail[0])
        number = int(old[end - width : end])
        numbers = (
            f"{old[: end - width]}{(number + step) % 10**width:0{width}}{old[end:]}"
            for step in range(1, 10 ** min(width, 4))
        )
        candidates = chain(numbers, candidates)
    return next(id for id in candidates if id not in taken and form.fullmatch(id))


def plant(data: Data, site: Site, at: int, chance: random.Random) -> Mutant | None:
    """Return the mutant of one site and row; None when it would change nothing."""
    operator, table, name = site
    rows = list(data.rows[table])
    row, fields = rows[at], data.fields[table]
    key = "/".join(canonical.key_of(data.schemas[table])(row))
    if operator == "drop the row":
        del rows[at]
        return Mutant(site, key, "dropped", rows, []) if rows else None
    if operator == "duplicate the row":
        id = data.column(table, data.schemas[table]["primaryKey"][0])
        copy = list(row)
        copy[id] = new_id(row[id], {r[id] for r in rows}, fields[id].get("constraints", {}).get("pattern", ".*"))
        return Mutant(site, key, f"again as {copy[id]}", [*rows, copy], [("string", copy[id])])
    column = data.column(table, name)
    field, cell, copy = fields[column], row[column], list(row)
    rows[at] = copy
    if operator == "swap with the next row":
        if at + 1 >= len(rows) or rows[at + 1][column] == cell:
            return None
        other = list(rows[at + 1])
        copy[column], other[column] = other[column], cell
        rows[at + 1] = other
        return Mutant(site, key, f"{name} {cell!r} <-> {copy[column]!r} of the next row", rows, [])
    if operator == "swap within the row":
        same = [i for i, f in enumerate(fields) if f["type"] == field["type"] and row[i] != cell]
        if not same:
            return None
        other_column = chance.choice(same)
        copy[column], copy[other_column] = row[other_column], cell
        return Mutant(site, key, f"{name} {cell!r} <-> {fields[other_column]['name']} {copy[column]!r}", rows, [])
    letters = {"bump a digit": string.digits, "change a letter": string.ascii_letters}.get(operator)
    if not cell or (letters and not set(cell) & set(letters)):
        return None
    copy[column] = CELL_OPERATORS[operator](cell, field, [r[column] for r in data.rows[table]], chance)
    if copy[column] == cell:
        return None
    return Mutant(site, key, f"{name} {cell!r} -> {copy[column]!r}", rows, [(field["type"], copy[column])])


def entered(data: Data, table: str, at: int, chance: random.Random) -> Data | None:
    """Return the data with a copy of one fact at the end of its table, or None where none passes.

    The copy has its evidence, and is told apart by one cell.
    """
    evidence, row = data.names["evidence"], data.rows[table][at]
    support = [dict(zip(evidence, mine, strict=True)) for mine in data.rows["evidence"] if mine[1] == row[0]]
    support = [mine for mine in support if mine["stance"] == "supports"]
    if not support or not all(mine["asserted"] and not mine["passage_id"] for mine in support):
        return None
    fact = new_id(row[0], set(data.tables["facts"]["fact_id"]), data.fields[table][0]["constraints"]["pattern"])
    columns = [
        i
        for i, f in enumerate(data.fields[table])
        if row[i]
        and i
        and (table, f["name"]) not in data.keys
        and "enum" not in f.get("constraints", {})
        and f["type"] in ("string", *NUMERIC)
    ]
    for i in sorted(columns, key=lambda i: (data.fields[table][i]["type"] != "string", chance.random()))[:TRIES]:
        cell = f"{row[i]} B" if data.fields[table][i]["type"] == "string" else bump_digit(row[i], {}, [], chance)
        taken = {mine[0] for mine in data.rows["evidence"]}
        read = []
        for mine in support:
            taken.add(id := new_id(max(taken), taken, data.fields["evidence"][0]["constraints"]["pattern"]))
            read.append(
                [
                    *(
                        mine | {"evidence_id": id, "fact_id": fact, "asserted": mine["asserted"].replace(row[i], cell)}
                    ).values()
                ]
            )
        if more := data.with_rows({table: [[fact, *row[1:i], cell, *row[i + 1 :]]], "evidence": read}):
            return more
    return None


def said_twice(data: Data, table: str, name: str) -> bool:
    """Say whether a cell of the last row stands in a reading of that row, or in another of its cells."""
    row = dict(zip(data.names[table], data.rows[table][-1], strict=True))
    cell = row.pop(name)
    at = data.names["evidence"].index("asserted")
    text = " ; ".join(
        [
            *(mine[at] for mine in data.rows["evidence"] if mine[1] == row["fact_id"]),
            *(other for column, other in row.items() if column != "fact_id"),
        ]
    )
    field = data.fields[table][data.column(table, name)]
    if field["type"] in NUMERIC:
        return any(abs(float(cell)) == number for number in readings.numbers(text))
    if re.fullmatch(r"\d{4}(-\d\d){1,2}", cell):
        return cell in readings.dates(text)
    if (table, name) in data.keys:
        names = (
            data.tables["names"].query("entity_id == @cell")["name"].tolist()
            + data.tables["entities"].query("entity_id == @cell")["label"].tolist()
        )
    else:
        names = [cell.replace("_", " ")]
    said = f" {' '.join(readings.words(text))} "
    return any(f" {' '.join(words)} " in said for name in names if (words := readings.words(name)))


def sample_new(data: Data, number: int, chance: random.Random) -> Iterator[tuple[Data, Mutant]]:
    """Yield mutants of new rows.

    Tables are taken in turn, for each a row, for each row some cells in turn, and operators as they come.
    """
    tables = [table for table in data.rows if data.names[table][0] == "fact_id"]
    done: Counter[str] = Counter()
    barren: Counter[str] = Counter()
    while number > 0 and (live := [table for table in tables if barren[table] < BARREN]):
        for table in chance.sample(live, len(live)):
            more = entered(data, table, chance.randrange(len(data.rows[table])), chance)
            if not more:
                barren[table] += 1
                continue
            row = more.rows[table][-1]
            for name in chance.sample(
                [f["name"] for i, f in enumerate(data.fields[table]) if i and row[i]],
                min(CELLS, sum(map(bool, row[1:]))),
            ):
                field = data.fields[table][data.column(table, name)]
                operators = [o for o in ("swap within the row", *CELL_OPERATORS) if applies(o, data, table, field)]
                for operator in sorted(operators, key=lambda o: (done[o], chance.random())):
                    if mutant := plant(more, Site(operator, table, name), len(more.rows[table]) - 1, chance):
                        done[operator] += 1
                        yield more, mutant._replace(twice=said_twice(more, table, name))
                        number -= 1
                        break
                if not number:
                    return


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


def found(data: Data, edit: Edit) -> str | None:
    """Return the rule that finds something new after an edit, the cheapest first."""
    for problem in validation.key_problems(data.schemas, data.tables, edit.tables):
        return problem.rule
    for id in sorted(rules.readers(edit.tables) - validation.WARNINGS, key=data.cost.__getitem__):
        for problem in validation.problems_of(rules.RULES[id], data.tables, edit):
            if signature(problem) not in data.sound:
                return problem.rule
    return None


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
