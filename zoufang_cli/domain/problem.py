"""A fault found in data: a value that is collected and returned, never raised."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: where it stands, in which field, which value, its stable code and a Chinese sentence.

    `place` is what the user can look up: `第12行`, `Sheet2!B7`, `phase[2].ends`.
    `severity` is `error` (the row or plan is refused) or `warning` (kept, and said).
    """

    place: str
    field: str
    value: str
    code: str
    message: str
    severity: str = "error"


class BadText(ValueError):
    """A value that somebody typed and that cannot be understood; `str()` is the Chinese sentence to show."""
