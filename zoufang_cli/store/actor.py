"""Who does something, and on which day it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Actor:
    """The person at the keyboard and the day that the work is done under (UTC+8, or `--today`)."""

    who: str
    today: date
