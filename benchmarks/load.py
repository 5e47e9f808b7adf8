"""Measure import and loading beside the bare libraries, in one run, as ratios.

Every number is the median of fresh interpreters (imports, cold loads) or of repeated calls
(second load), with each case and its peer run in turn so that both see the same machine.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import timeit

from il2data import about, find, load, path, tables

RUNS = 15
ALL = "for n in il2data.tables(): il2data.load(n, validate={})"


def seconds(code: str) -> float:
    """Return the wall time of one fresh interpreter that runs ``code``."""
    return timeit.timeit(lambda: subprocess.run([sys.executable, "-c", code], check=True), number=1)


def medians(*codes: str) -> list[float]:
    """Return the median time of each code, run in turn."""
    times: list[list[float]] = [[] for _ in codes]
    for _ in range(RUNS):
        for bucket, code in zip(times, codes, strict=True):
            bucket.append(seconds(code))
    return [statistics.median(bucket) for bucket in times]


def line(what: str, ours: float, peer: float) -> None:
    """Print one comparison."""
    print(f"{what:62} {1000 * ours:8.1f} ms {1000 * peer:8.1f} ms   ratio {ours / peer:5.2f}")


def main() -> None:
    """Run all comparisons and print them."""
    one = str(path("effects", format="parquet"))
    every = [str(path(name, format="parquet")) for name in tables()]  # type: ignore[arg-type]
    pandas_one = f"import pandas; pandas.read_parquet({one!r}, dtype_backend='numpy_nullable')"
    pandas_all = f"import pandas\nfor p in {every!r}: pandas.read_parquet(p, dtype_backend='numpy_nullable')"
    print(f"{'case':62} {'il2data':>11} {'peer':>11}")
    bare, imported = medians("pass", "import il2data")
    print(f"{'import il2data adds to bare Python':62} {1000 * (imported - bare):8.1f} ms")
    # pandera is not imported for rows that are clean, and so not beside them either.
    for what, our_code, code in (
        ("one table", "il2data.load('effects', validate={})", pandas_one),
        ("all tables", ALL, pandas_all),
    ):
        for how, validate in (("no validation", False), ("validated", True)):
            ours, peer = medians("import il2data\n" + our_code.format(validate), code)
            line(f"cold load of {what}, {how} / pandas alone", ours, peer)
    import pandas

    load("effects")
    ours = statistics.median(timeit.repeat(lambda: load("effects"), number=1, repeat=200))
    peer = statistics.median(timeit.repeat(lambda: pandas.read_parquet(one), number=1, repeat=200))
    line("second load of one table / pandas.read_parquet", ours, peer)
    sentences = load("facts")["statement"]
    find("Treg")
    for what, ours_run in (
        ("find('Treg'), warm", lambda: find("Treg")),
        ("about('Treg'), warm", lambda: about("Treg")),
    ):
        ours = statistics.median(timeit.repeat(ours_run, number=1, repeat=50))
        peer = statistics.median(timeit.repeat(lambda: sentences.str.contains("Treg", case=False), number=1, repeat=50))
        line(f"{what} / str.contains over the sentences", ours, peer)


if __name__ == "__main__":
    main()
