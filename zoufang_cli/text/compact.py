"""Lists and records as they stand in a text column: JSON without blanks, so that equal values are equal texts."""

from __future__ import annotations

import json
from typing import Final

_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def compact(value: object) -> str:
    """Return a value as compact JSON; SQLite's own JSON functions write it the same way."""
    return _ENCODER.encode(value)
