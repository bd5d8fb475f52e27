"""Working days: the State Council's calendar, the unit's own days above it, Monday to Friday without either."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from zoufang_cli.text.months import Month

NO_DAYS: Mapping[date, bool] = {}


@dataclass(frozen=True, slots=True)
class WorkdayResult:
    """A working day; not `certain` when a day on the way to it is in no calendar, so that the caller warns."""

    day: date
    certain: bool


def is_working_day(day: date, extra: Mapping[date, bool] = NO_DAYS) -> bool:
    """Say whether people work on `day`; `extra` holds the unit's own days (True: work), which win."""
    return _look_up(day, extra)[0]


def last_working_day(month: Month, extra: Mapping[date, bool] = NO_DAYS) -> WorkdayResult:
    """Return the last working day of the month (clause R1); its last day when the unit works on none."""
    day, certain = month.last, True
    while day >= month.first:
        working, known = _look_up(day, extra)
        certain = certain and known
        if working:
            return WorkdayResult(day, certain)
        day -= timedelta(days=1)
    return WorkdayResult(month.last, False)


def add_working_days(day: date, count: int, extra: Mapping[date, bool] = NO_DAYS) -> WorkdayResult:
    """Return the `count`th working day after `day`, which is not counted; 0 gives `day` itself."""
    certain = True
    while count > 0:
        day += timedelta(days=1)
        working, known = _look_up(day, extra)
        certain = certain and known
        count -= working
    return WorkdayResult(day, certain)


def _look_up(day: date, extra: Mapping[date, bool]) -> tuple[bool, bool]:
    """Return (working, known)."""
    if day in extra:
        return extra[day], True
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day)), True
    except NotImplementedError:  # no notice for that year in the library's data
        return day.weekday() < 5, False
