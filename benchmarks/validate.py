"""Measure the validation of the whole package beside frictionless alone, in one run, as a ratio.

Both run in fresh interpreters, in turn, so that imports count and both see the same machine.
il2data checks seals, text, schemas, keys, laws and derived files; frictionless checks
descriptor, hashes, schemas and foreign keys.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import timeit
from pathlib import Path

ROOT = Path(__file__).parents[1]
RUNS = 5
OURS = f"import il2data; il2data.validate({str(ROOT)!r})"
PEER = f"import frictionless; assert frictionless.Package({str(ROOT / 'datapackage.json')!r}).validate().valid"


def seconds(code: str) -> float:
    """Return the wall time of one fresh interpreter that runs ``code``."""
    return timeit.timeit(lambda: subprocess.run([sys.executable, "-c", code], check=True), number=1)


def main() -> None:
    """Run both in turn and print the medians and their ratio."""
    pairs = [(seconds(OURS), seconds(PEER)) for _ in range(RUNS)]
    ours, peer = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"il2data.validate {ours:.2f} s, frictionless {peer:.2f} s, ratio {ours / peer:.2f}")


if __name__ == "__main__":
    main()
