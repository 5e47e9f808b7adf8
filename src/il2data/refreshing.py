"""Make the snapshot of the registries' labels anew, from files that the registries publish."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO, StringIO
from pathlib import Path
from typing import NamedTuple

from il2data import canonical
from il2data.build import snapshot
from il2data.checking.rules.registry import places
from il2data.errors import PackageError
from il2data.placing import replace
from il2data.profiles import schema
from il2data.registry_files import DAY, Term, read_file

TERMS, REGISTRIES = "registry_terms", "registries"


class Change(NamedTuple):
    """What differs between the snapshot and a file, of one identifier.

    It is one field, or ``new``, ``gone`` or ``absent`` for the whole.
    """

    term_id: str
    field: str
    old: str
    new: str

    def __str__(self) -> str:
        match self.field, self.new:
            case "new", _:
                return f"{self.term_id} is new: {self.new!r}."
            case "gone", _:
                return f"{self.term_id} is gone: the file no longer has {self.old!r}."
            case "absent", _:
                return f"{self.term_id} is used, and not in the file."
            case "obsolete", "true":
                return f"{self.term_id} became obsolete."
        return f"{self.term_id}: {self.field} was {self.old!r}, is now {self.new!r}."


class Refreshed(NamedTuple):
    """What one file gave.

    Its registry, the day of the file, how many of the identifiers in use it has, and what changed.
    """

    registry: str
    version: str
    found: int
    used: int
    changes: list[Change]


def refresh(root: Path, files: Sequence[Path]) -> list[Refreshed]:
    """Read registry files, keep the identifiers that the dataset uses, and write them into a checkout.

    Parameters
    ----------
    root
        Top folder of the checkout. ``data/registries.csv`` names the registries,
        ``data/registry_terms.csv`` is made anew.
    files
        Downloads of registries, one of each. Registries without a file stay as they are, less what is no longer used.

    Returns
    -------
    list of Refreshed
        For each file, in the order given.

    Raises
    ------
    PackageError
        A file is of no form that is read, is damaged, tells no day,
        or is of a registry that ``registries`` does not name; nothing was written.
    """
    found = snapshot(root)
    used = _used(root, found)
    rows = {name: list(csv.DictReader(StringIO(found[f"data/{name}.csv"].decode()))) for name in (TERMS, REGISTRIES)}
    registries = {row["registry"]: row for row in rows[REGISTRIES]}
    terms = {row["term_id"]: row for row in rows[TERMS] if row["term_id"] in used}
    done: dict[str, Refreshed] = {}
    for path, read in [(path, read_file(path)) for path in files]:
        row = registries.get(read.registry)
        if row is None:
            raise PackageError(
                f"{path} is of {read.registry!r}, which data/registries.csv does not name. Add a row with its title,"
                f" licence and address first; named are {', '.join(sorted(registries))}."
            )
        if read.registry in done:
            raise PackageError(f"{path} is a second file of {read.registry}. Name one of each registry.")
        version = read.version or "".join(DAY.findall(path.name)[:1])
        if not version:
            raise PackageError(
                f"{path} tells no day, neither inside nor in its name. Write the day of its download into the name, as"
                f" in {path.stem}-2026-01-31{path.suffix}."
            )
        mine = {id for id in used if id.startswith(f"{row['prefix']}:")}
        before = {
            id: Term(*(old[field] for field in Term._fields))
            for id, old in terms.items()
            if old["registry"] == read.registry
        }
        after = {id: term for id, term in read.terms.items() if id in mine}
        if row["whole"] != "true":
            # What takes over terms of another ontology is silent where that speaks itself.
            after = {
                id: term
                for id, term in after.items()
                if id not in terms or registries[terms[id]["registry"]]["whole"] != "true"
            }
        terms = {id: old for id, old in terms.items() if id not in before} | {
            id: {"term_id": id, **term._asdict(), "registry": read.registry} for id, term in after.items()
        }
        row.update(version=version, file=path.name)
        done[read.registry] = Refreshed(
            read.registry,
            version,
            len(after),
            len(mine),
            list(_changes(before, after, mine if row["whole"] == "true" else set())),
        )
    for name, changed in ((TERMS, terms), (REGISTRIES, registries)):
        form = schema(root / f"schemas/{name}.json", found[f"schemas/{name}.json"], name)
        columns = [field["name"] for field in form["fields"]]
        replace(
            root / f"data/{name}.csv",
            canonical.write(form, [[row[column] for column in columns] for row in changed.values()]),
        )
    return list(done.values())


def _used(root: Path, found: Mapping[str, bytes]) -> set[str]:
    """Return the identifiers of registries that the tables of a checkout use; the tables need not be valid."""
    import pandas as pd

    kinds = {
        path.split("/")[1].removesuffix(".json"): json.loads(data)["kind"]
        for path, data in found.items()
        if path.startswith("schemas/")
    }
    try:
        tables = {
            name: pd.read_csv(BytesIO(found[f"data/{name}.csv"]), dtype="string", keep_default_na=False, na_values=[""])
            for name, kind in kinds.items()
            if kind != "derived"
        }
        tables["entities"] = pd.DataFrame({"table": [name for name, kind in kinds.items() if kind == "entity"]})
        return {id for *_, id in places(tables)}
    except (ValueError, KeyError) as error:
        raise PackageError(
            f"{root / 'data'}: a table cannot be read ({error}). Run `il2data build`, which says what is wrong with it."
        ) from error


def _changes(before: Mapping[str, Term], after: Mapping[str, Term], expected: set[str]) -> Iterator[Change]:
    for id in sorted(before.keys() | after.keys() | expected):
        if id not in after:
            yield Change(id, "gone", before[id].label, "") if id in before else Change(id, "absent", "", "")
        elif id not in before:
            yield Change(id, "new", "", after[id].label)
        else:
            for field, old, new in zip(Term._fields, before[id], after[id], strict=True):
                if old != new:
                    yield Change(id, field, old, new)
