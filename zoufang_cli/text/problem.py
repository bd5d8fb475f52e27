"""A fault found in data: a value that is collected and returned, never raised."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: where it stands, in which field, which value, its stable code and a Chinese sentence.

    `place` is what the user can look up: `第12行`, `Sheet2!B7`, `phase[2].ends`.
    `severity` is `error` (the row or plan is refused), `warning` (kept, doubtful: a person should check it) or
    `note` (kept; said as a count only, nothing to check).
    `message` says what is wrong, `suggestion` what to do or what the value probably should be.
    `column` is the 0-based place of the cell in the row of the user's file, -1 where no single cell is meant.
    """

    place: str
    field: str
    value: str
    code: str
    message: str
    severity: str = "error"
    suggestion: str = ""
    column: int = -1


class BadText(ValueError):
    """A value that somebody typed and that cannot be understood; `str()` is the Chinese sentence to show."""
