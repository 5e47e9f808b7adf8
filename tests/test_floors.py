"""The rooms of the package are those that CONTRIBUTING names, and nothing imports upwards."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from conftest import ROOT

SOURCE = ROOT / "src" / "il2data"


def floors() -> dict[str, tuple[int, str]]:
    """Return floor and room of each module, as CONTRIBUTING names them."""
    rows = re.findall(r"(?m)^\| (\d) \| (\w+) \| (`[^|]+`) \|", (ROOT / "CONTRIBUTING.md").read_text())
    return {module: (int(floor), room) for floor, room, modules in rows for module in re.findall(r"`(\w+)`", modules)}


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield the modules or packages of il2data that are imported when the code runs, not only for types."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == "il2data":
            names = [f"il2data.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        else:
            names = []
            yield from imported(node)
        for name in names:
            if name.split(".")[0] == "il2data":
                module = name.split(".")[1] if "." in name else "__init__"
                yield module if (SOURCE / module).is_dir() or (SOURCE / f"{module}.py").is_file() else "__init__"


def upward(path: Path, text: str) -> list[str]:
    """Return the modules that a module may not import."""
    at = floors()
    own = path.relative_to(SOURCE).parts[0].removesuffix(".py")
    found = sorted(set(imported(ast.parse(text))))
    return [name for name in found if at[name][1] != at[own][1] and at[name][0] >= at[own][0]]


def test_the_map_of_rooms_is_the_tree() -> None:
    tree = {
        path.name.removesuffix(".py")
        for path in SOURCE.iterdir()
        if path.suffix == ".py" or (path / "__init__.py").is_file()
    }
    assert set(floors()) == tree


def test_nothing_imports_upwards() -> None:
    assert {str(path): up for path in SOURCE.rglob("*.py") if (up := upward(path, path.read_text()))} == {}


def test_an_import_upwards_would_be_seen() -> None:
    loading = SOURCE / "loading.py"
    assert upward(loading, "from il2data import errors\nfrom il2data.package import Package\n") == []
    assert upward(loading, "def f():\n    from il2data.checking.rules import RULES\n") == ["checking"]
    assert upward(loading, "from il2data import derive\n") == ["derive"]
    assert upward(loading, "if TYPE_CHECKING:\n    from il2data.release import Release\n") == []
