"""The errors il2data raises, and the `Problem` that validation reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, ClassVar, NamedTuple


class Problem(NamedTuple):
    """One fault in a table.

    Parameters
    ----------
    table
        Name of the table, or of the file where no table is concerned.
    line
        Line of the CSV file, the header being line 1, or row of the Parquet file, the first being 1;
        0 where the whole table is meant.
    column
        Name of the column; empty where the whole row or table is meant.
    rule
        Identifier of the rule that was broken.
    message
        What was found and what was expected.
    fix
        How to mend it.
    """

    table: str
    line: int
    column: str
    rule: str
    message: str
    fix: str

    def __str__(self) -> str:
        where = ":".join(str(part) for part in (self.table, self.line, self.column) if part)
        return f"{where} {self.rule}: {self.message} {self.fix}".rstrip()


class Problems(list[Problem]):
    """Problems, all of them counted, and only so many of each rule kept that no file of faults fills the memory.

    Attributes
    ----------
    counts
        How many were found, by table and rule.
    """

    KEPT: ClassVar = 1_000

    def __init__(self, found: Iterable[Problem] = ()) -> None:
        super().__init__()
        self.counts: Counter[tuple[str, str]] = Counter()
        self._kept: Counter[str] = Counter()
        self.extend(found)

    def append(self, problem: Problem) -> None:
        """Count a problem, and keep it if its rule has not too many yet."""
        self.counts[problem.table, problem.rule] += 1
        if self._kept[problem.rule] < self.KEPT:
            self._kept[problem.rule] += 1
            super().append(problem)

    def extend(self, found: Iterable[Problem]) -> None:
        """Count problems, those that others counted and did not keep included."""
        for problem in found:
            self.append(problem)
        if isinstance(found, Problems):
            self.counts += found.hidden

    def unseen(self, table: str, rule: str, number: int) -> None:
        """Count problems of which nothing more is known."""
        if number:
            self.counts[table, rule] += number

    def __iadd__(self, found: Iterable[Problem]) -> Problems:  # type: ignore[override, misc]
        self.extend(found)
        return self

    def __bool__(self) -> bool:
        return bool(self.counts)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (list(self),), self.__dict__

    @property
    def total(self) -> int:
        """How many were found."""
        return self.counts.total()

    @property
    def hidden(self) -> Counter[tuple[str, str]]:
        """How many are not kept, by table and rule."""
        return self.counts - Counter((problem.table, problem.rule) for problem in self)

    def of(self, holds: Callable[[str, str], bool]) -> Problems:
        """Return the problems for whose table and rule ``holds`` is true, with their counts."""
        found = Problems(problem for problem in self if holds(problem.table, problem.rule))
        found.counts = Counter({place: number for place, number in self.counts.items() if holds(*place)})
        return found

    def first(self, limit: int) -> Problems:
        """Return the first problems, with the counts of all."""
        found = Problems(self[:limit])
        found.counts = self.counts.copy()
        return found


class Il2DataError(Exception):
    """Base of all errors that il2data raises on purpose."""


class UnknownTableError(Il2DataError, LookupError):
    """A table, fact or column was asked for that the package does not have."""

    def __init__(self, what: str, name: str, choices: Iterable[str]) -> None:
        import difflib  # costs more than the rest of the import

        names = list(choices)
        self._arguments = (what, name, names)
        near = difflib.get_close_matches(name, names, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        listed = f" Choices: {', '.join(names)}." if len(names) <= 100 else ""
        super().__init__(f"There is no {what} {name!r}.{hint}{listed}")

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        # An exception is pickled by its message, and a process pool hangs on one that cannot be built from that.
        return type(self), self._arguments


class UnknownNameError(Il2DataError, LookupError):
    """Nothing in the dataset bears a name."""

    def __init__(self, name: str, names: Iterable[str]) -> None:
        import difflib

        names = list(names)
        self._arguments = (name, names)
        near = difflib.get_close_matches(name, names, n=3)
        super().__init__(
            f"Nothing is called {name!r}.{' Did you mean ' + ' or '.join(map(repr, near)) + '?' if near else ''}"
            f" find({name!r}) searches sentences too."
        )

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        return type(self), self._arguments


class AmbiguousNameError(Il2DataError, LookupError):
    """A name means more than one thing.

    Parameters
    ----------
    name
        The name.
    meanings
        What it may mean: labels by identifier.
    """

    def __init__(self, name: str, meanings: dict[str, str]) -> None:
        self.name, self.meanings = name, meanings
        listed = "; ".join(f"{label} ({id})" for id, label in meanings.items())
        super().__init__(f"{name!r} may mean {listed}. Use the identifier of the one you mean.")

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        return type(self), (self.name, self.meanings)


class PackageError(Il2DataError):
    """A path is not an il2data package, or names something outside it."""


class IntegrityError(Il2DataError):
    """A file's bytes are not those that the package was sealed with.

    Parameters
    ----------
    file
        Path of the file inside the package.
    expected, actual
        Size in bytes and SHA-256 as sealed, and as found; size 0 where the digest is of content and not of a file.
    """

    def __init__(self, file: str, expected: tuple[int, str], actual: tuple[int, str]) -> None:
        self.file, self.expected, self.actual = file, expected, actual
        super().__init__(
            f"{file} is not the file that was sealed: expected {_told(expected)}, found {_told(actual)}. "
            "Install or download the package again; after editing a checkout run `il2data build`."
        )

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        return type(self), (self.file, self.expected, self.actual)


def _told(seal: tuple[int, str]) -> str:
    size, sha256 = seal
    return f"{size} bytes with SHA-256 {sha256}" if size else f"SHA-256 {sha256}"


class ValidationError(Il2DataError, ValueError):
    """Data broke one or more rules.

    Attributes
    ----------
    problems
        The problems found, sorted by table, line and column: all of them counted, and the
        first 1,000 of each rule kept.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = Problems(problems)
        self.problems.sort()
        shown = "\n".join(str(problem) for problem in self.problems[:20])
        more = f"\nand {self.problems.total - 20} more" if self.problems.total > 20 else ""
        super().__init__(f"{self.problems.total} problem(s):\n{shown}{more}")

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        return type(self), (self.problems,)
