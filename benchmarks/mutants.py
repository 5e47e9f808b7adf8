"""Change one thing in a module of the package and see whether the tests that concern it notice.

Each mutant is one slip in code: a comparison, a sum or a truth turned round, a constant changed, arguments
swapped, a `not` or a statement dropped. It is compiled from the changed syntax tree and stands in for the module in a
process of its own, forked from one that has read the libraries; no file changes. A mutant is killed when a test
fails, or when the tests take longer than the limit.

How to read the numbers:

- Operators are taken in turn, so that the many constants do not crowd out the few comparisons. One run is a sample;
  compare two with the same seed and number.
- What an error says, type annotations and docstrings are not mutated.
- A mutant may be equal to what it was made of (`strict=True` guards what never happens), or differ where nobody
  looks. The list of survivors is a work list to be judged, not a debt.

Run `python benchmarks/mutants.py il2data.releases.formats.kgx --number 12 --seed 1 -- tests/test_graph.py`; what
follows `--` are arguments of pytest.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib.util
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}  # fmt: skip


class Mutant(NamedTuple):
    """A changed module: the operator, the line, the expression or statement before and after, and the code."""

    operator: str
    line: int
    before: str
    after: str
    code: CodeType


def changes(node: ast.AST) -> Iterator[tuple[str, Callable[[Any], ast.AST]]]:
    """Yield the operators that apply to a node, each with what it makes of a copy of it."""
    match node:
        case ast.Compare(ops=[op]) if type(op) in SWAPS:
            yield "compare", lambda it: _set(it, ops=[SWAPS[type(op)]()])
        case ast.BoolOp(op=op):
            yield "and/or", lambda it: _set(it, op=SWAPS[type(op)]())
        case ast.BinOp(op=op, left=left, right=right) if type(op) in SWAPS and not (_texts(left) or _texts(right)):
            yield "arithmetic", lambda it: _set(it, op=SWAPS[type(op)]())
        case ast.UnaryOp(op=ast.Not()):
            yield "drop not", lambda it: it.operand
        case ast.Constant(value=bool(value)):
            yield "truth", lambda it: _set(it, value=not value)
        case ast.Constant(value=int() | float()):
            yield "number", lambda it: _set(it, value=it.value + 1)
        case ast.Constant(value=str(value)):
            yield "text", lambda it: _set(it, value=value + "X" if value else "X")
        case ast.Call(args=[_, _, *_]) if not any(isinstance(arg, ast.Starred) for arg in node.args[:2]):
            yield "swap arguments", lambda it: _set(it, args=[it.args[1], it.args[0], *it.args[2:]])
        case ast.Expr(value=ast.Call()) | ast.AugAssign() | ast.Continue():
            yield "drop statement", lambda it: ast.Pass()


def _set(node: ast.AST, **fields: object) -> ast.AST:
    for name, value in fields.items():
        setattr(node, name, value)
    return node


def _texts(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def places(tree: ast.AST) -> Iterator[tuple[ast.AST, str, int | None, ast.AST]]:
    """Yield each node that runs and can be seen: its parent, the field, its place in a list, and itself."""
    for field, value in ast.iter_fields(tree):
        if field in ("annotation", "returns", "decorator_list") or (
            isinstance(tree, ast.Raise | ast.AnnAssign) and field != "value"
        ):
            continue
        for at, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
            docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            typing = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
            if isinstance(node, ast.AST) and not docstring and not typing:
                yield tree, field, at, node
                yield from places(node)


def mutants(source: str, file: str, number: int, chance: random.Random) -> list[Mutant]:
    """Return a sample of the mutants of a module, operators in turn."""
    by: dict[str, list[int]] = {}
    for index, (*_, node) in enumerate(places(ast.parse(source))):
        for operator, _ in changes(node):
            by.setdefault(operator, []).append(index)
    for indices in by.values():
        chance.shuffle(indices)
    found: list[Mutant] = []
    while len(found) < number and any(by.values()):
        for operator in sorted(by):
            if by[operator] and len(found) < number:
                tree = ast.parse(source)
                parent, field, at, node = list(places(tree))[by[operator].pop()]
                changed = next(make for name, make in changes(node) if name == operator)(copy.deepcopy(node))
                before, line = _shown(parent, node), getattr(node, "lineno", 0)
                if at is None:
                    setattr(parent, field, changed)
                else:
                    getattr(parent, field)[at] = changed
                code = compile(ast.fix_missing_locations(tree), file, "exec")
                found.append(Mutant(operator, line, before, _shown(parent, changed), code))
    return found


def _shown(parent: ast.AST, node: ast.AST) -> str:
    bare = isinstance(node, ast.Constant) and isinstance(parent, ast.Call | ast.BinOp | ast.Compare | ast.keyword)
    return " ".join(ast.unparse(parent if bare else node).split())[:110]


class Stand(MetaPathFinder, Loader):
    """Hands out the mutant when its module is imported."""

    def __init__(self, name: str, code: CodeType | None, file: str) -> None:
        self.name, self.code, self.file = name, code, file

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Return how the module is loaded; of any other nothing."""
        return importlib.util.spec_from_file_location(name, self.file, loader=self) if name == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        """Run the mutant in the place of the module."""
        if self.code is not None:
            exec(self.code, module.__dict__)


def survives(name: str, code: CodeType, file: str, tests: Sequence[str], limit: int) -> bool:
    """Say whether no test fails within the limit, in seconds."""
    pid = os.fork()
    if not pid:
        import pytest

        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        signal.alarm(limit)
        sys.meta_path.insert(0, Stand(name, code, file))
        read = "ignore:Module already imported"  # which the forks share
        os._exit(pytest.main(["-x", "-q", "-n", "0", "-p", "no:cacheprovider", "-W", read, *tests]))
    return os.waitpid(pid, 0)[1] == 0


def main() -> None:
    """Try the mutants of each module and print which survive."""
    parser = argparse.ArgumentParser(description="Change a module in one place at a time and run its tests.")
    parser.add_argument("modules", nargs="+", help="dotted names")
    parser.add_argument("--number", type=int, default=12, help="how many mutants of each (12)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the sample (1)")
    parser.add_argument("--limit", type=int, default=120, help="seconds that the tests may take (120)")
    at = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    options, tests = parser.parse_args(sys.argv[1:at]), sys.argv[at + 1 :]
    os.chdir(ROOT)
    import pandera.pandas, pyarrow.parquet, pytest  # noqa: E401, F401, I001 - read once, before the forks

    for name in options.modules:
        path = ROOT / "src" / (name.replace(".", "/") + ".py")
        source, start = path.read_text("utf-8"), time.perf_counter()
        sound = compile(source, str(path), "exec")
        if not survives(name, sound, str(path), tests, options.limit):
            print(f"{name}: its tests fail, or take longer than {options.limit} s, without a mutant", flush=True)
            continue
        once = time.perf_counter() - start
        tried = mutants(source, str(path), options.number, random.Random(options.seed))
        alive = [it for it in tried if survives(name, it.code, str(path), tests, options.limit)]
        print(
            f"{name}: {len(tried) - len(alive)}/{len(tried)} killed, seed {options.seed},"
            f" {time.perf_counter() - start:.0f} s, the tests alone {once:.0f} s",
            flush=True,
        )
        for it in alive:
            print(f"  line {it.line}: {it.operator}: {it.before}  ->  {it.after}", flush=True)


if __name__ == "__main__":
    main()
