"""The calendar month: the unit of returns."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month, ordered in time; `str()` is `2020-03`."""

    year: int
    month: int

    def __post_init__(self) -> None:
        """Refuse what is no month (ValueError)."""
        date(self.year, self.month, 1)

    @classmethod
    def of(cls, day: date) -> Month:
        """Return the month that `day` lies in."""
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return date(self.year, self.month, self.days)

    @property
    def days(self) -> int:
        """The number of days."""
        return calendar.monthrange(self.year, self.month)[1]

    @property
    def label(self) -> str:
        """The month as people write it: `2020年3月`."""
        return f"{self.year}年{self.month}月"

    def shifted(self, months: int) -> Month:
        """Return the month that many months later (earlier when negative)."""
        years, index = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Month(years, index + 1)

    def previous(self) -> Month:
        """Return the month before."""
        return self.shifted(-1)

    def next(self) -> Month:
        """Return the month after."""
        return self.shifted(1)

    def through(self, last: Month) -> Iterator[Month]:
        """Yield this month and every later one up to `last`; nothing when `last` is earlier."""
        month = self
        while month <= last:
            yield month
            month = month.next()

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"
