"""Values as text, numbers among them as people read them."""

from __future__ import annotations

import re
from typing import Any

# A number below this may be a year, which is never set apart.
YEARS = 10_000


def shown(value: Any) -> str:
    """Return a value as text.

    Numbers are as short as they read back the same, booleans in lower case; for nothing it is empty.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)


def figure(value: Any, least: float = 1000) -> str:
    """Return a value as text for people: as `shown`, the thousands of a number from ``least`` on set apart.

    They are set apart by commas, as in the sentences of facts, beside which these numbers stand.
    """
    text = shown(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) < least:
        return text
    return re.sub(r"\d+", lambda digits: f"{int(digits[0]):,}", text, count=1)
