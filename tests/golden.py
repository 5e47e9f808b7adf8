"""Write the golden sentences anew: those that are there, and of each table as many more as make five.

``python tests/golden.py`` rewrites golden_statements.json; read its difference before it is committed.
"""

from __future__ import annotations

import json
from pathlib import Path

import il2data

GOLDEN = Path(__file__).parent / "golden_statements.json"
EACH = 5


def golden(kept: dict[str, str]) -> dict[str, str]:
    """Return sentences by fact.

    They are of the facts kept that still stand, and of others until each table has five, spread over its rows.
    """
    facts = il2data.load("facts")
    chosen = set(kept) & set(facts["fact_id"])
    for _, mine in facts.groupby("table"):
        others = mine[~mine["fact_id"].isin(chosen)]["fact_id"]
        missing = EACH - mine["fact_id"].isin(chosen).sum()
        if missing > 0:
            chosen.update(others.iloc[:: max(1, len(others) // missing)].head(missing))
    mine = facts[facts["fact_id"].isin(chosen)]
    return mine.set_index("fact_id")["statement"].to_dict()  # type: ignore[no-any-return]


if __name__ == "__main__":
    kept = json.loads(GOLDEN.read_text("utf-8")) if GOLDEN.is_file() else {}
    GOLDEN.write_text(json.dumps(golden(kept), indent=1, ensure_ascii=False) + "\n", "utf-8")
