"""Lists and records as they stand in a text column: JSON without blanks, so that equal values are equal texts."""

from __future__ import annotations

import json


def compact(value: object) -> str:
    """Return a value as compact JSON; SQLite's own JSON functions write it the same way."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
