"""Rows entered anew, as a curator would, and a slip in one cell of each."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator

from slips import CELL_OPERATORS, NUMERIC, Mutant, Site, applies, bump_digit, new_id, plant
from sound_tables import Data

from il2data.checking import readings

# New rows: cells that may tell a copy apart, cells of one row that get a slip,
# rows in vain after which a table is left.
TRIES, CELLS, BARREN = 2, 6, 8


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
