"""What `status` shows: the campaign at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zoufang_cli.issues.rules import Issue
from zoufang_cli.phases.rules import PhaseView
from zoufang_cli.text.months import Month


@dataclass(frozen=True, slots=True)
class ReturnDue:
    """The return of the month in progress; `certain` is False where the holidays of the year are not known.

    After the campaign's end it is that of its last month, while a return is missing. `missed` are the earlier
    months without a written return.
    """

    month: Month
    due_on: date
    days_left: int
    certain: bool
    written: bool
    missed: tuple[Month, ...]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The campaign on `today`. Figures are keys of the catalogue; empty before the campaign starts."""

    unit: str
    campaign: str
    today: date
    phase: PhaseView
    figures: dict[str, int | float | None]
    overdue: tuple[Issue, ...]
    due: ReturnDue | None
