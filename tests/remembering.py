"""What follows from bytes and schemas alone is found once in a process, however many copies of the package are checked.

A copy that is built or checked differs from the checkout in a table or two; reading, checking and deriving all the
others anew would take most of the time of the tests.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

import pandas as pd
import pytest

from il2data import derive, loading
from il2data.checking import csv_text, validation
from il2data.checking.rules import EACH, RULES, Edit, readers
from il2data.errors import Problem
from il2data.output import Watch, unwatched

FOUND: dict[tuple[object, ...], tuple[Any, tuple[object, ...]]] = {}
Tables = dict[str, pd.DataFrame]


def same(one: pd.DataFrame | None, other: pd.DataFrame | None) -> bool:
    """Say whether two tables are there and equal."""
    return one is not None and other is not None and one.equals(other)


def told(given: Any) -> object:
    """Return what tells an argument from others: bytes and JSON by what is in them, frames by which they are."""
    if isinstance(given, pd.DataFrame):
        return id(given)
    if isinstance(given, dict) and any(isinstance(value, pd.DataFrame) for value in given.values()):
        return tuple((name, id(frame)) for name, frame in given.items())
    return given if isinstance(given, bytes) else json.dumps(given)


def once(make: Callable[..., Any], sound: bool = False) -> Callable[..., Any]:
    """Return a function that keeps what another returns; of one that finds problems, only that there are none."""

    @wraps(make)
    def again(*given: object) -> Any:
        key = (make.__module__, make.__name__, *map(told, given))
        if key not in FOUND:
            found = make(*given)
            if sound and found:
                return found
            FOUND[key] = found, given  # which keeps the frames, so that no other gets their place
        return FOUND[key][0]

    return again


def remember(patch: pytest.MonkeyPatch) -> None:
    """Have files read and checked, and tables derived, once for the same bytes and schemas."""
    patch.setattr(csv_text, "problems", once(csv_text.problems, sound=True))
    patch.setattr("il2data.checking.validation.read_csv", once(loading.read_csv))
    patch.setattr("il2data.checking.validation.schema_problems", once(loading.schema_problems, sound=True))
    for name, make in list(derive.DERIVED.items()):
        patch.setitem(derive.DERIVED, name, once(make))


def without_laws(patch: pytest.MonkeyPatch) -> None:
    """Have no law run, and all else once for the same bytes."""
    remember(patch)
    patch.setattr(validation, "law_problems", lambda *_: iter(()))


def with_laws_of(patch: pytest.MonkeyPatch, sound: Tables, found: list[Problem]) -> None:
    """Have only those laws run that can find something in tables which are not as in the checkout.

    What all of them find in the tables of the checkout is asked once, by a test of its own, and told here of those
    tables that are as they are there.
    """
    whole = validation.law_problems

    def concerned(tables: Tables, edit: Edit | None = None, watch: Watch = unwatched) -> Iterator[Problem]:
        edited = {name for name in tables.keys() | sound.keys() if not same(tables.get(name), sound.get(name))}
        again = readers(edited) if edited else set()

        def stands(problem: Problem) -> bool:
            reads = RULES[problem.rule].reads
            return problem.rule not in again or (EACH in reads and not edited & {*reads, problem.table})

        yield from whole(tables, edit or Edit(edited), watch) if edit or edited else ()
        yield from filter(stands, () if edit else found)

    remember(patch)
    patch.setattr(validation, "law_problems", concerned)
