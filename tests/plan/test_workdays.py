"""Working days by the State Council's calendar, the unit's own days, or Monday to Friday."""

from __future__ import annotations

from datetime import date

import pytest

from zoufang_cli.plan.rules.workdays import add_working_days, is_working_day, last_working_day
from zoufang_cli.text.months import Month


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        (Month(2019, 11), "2019-11-29"),
        (Month(2020, 1), "2020-01-23"),  # Spring Festival began on the 24th
        (Month(2020, 2), "2020-02-28"),  # the 29th was a Saturday
        (Month(2020, 5), "2020-05-29"),
        (Month(2020, 6), "2020-06-30"),
    ],
    ids=str,
)
def test_last_working_day(month: Month, expected: str) -> None:
    found = last_working_day(month)
    assert (found.day.isoformat(), found.certain) == (expected, True)


def test_holidays_and_make_up_days() -> None:
    assert is_working_day(date(2020, 1, 19))  # a Sunday worked
    assert not is_working_day(date(2020, 1, 24))  # a Friday off
    assert not is_working_day(date(2020, 3, 7))


@pytest.mark.parametrize("year", [1999, 2050])
def test_a_year_without_data_falls_back_and_says_so(year: int) -> None:
    found = last_working_day(Month(year, 1))
    assert found.day == date(year, 1, 29) if year == 1999 else date(year, 1, 31)
    assert not found.certain


def test_the_units_own_days_win() -> None:
    extra = {date(2020, 1, 23): False, date(2020, 1, 25): True}
    assert last_working_day(Month(2020, 1), extra).day == date(2020, 1, 25)
    assert last_working_day(Month(2020, 1), {date(2020, 1, 23): False}).day == date(2020, 1, 22)


def test_own_days_make_a_year_without_data_certain() -> None:
    found = last_working_day(Month(2050, 1), {date(2050, 1, 31): True})
    assert (found.day, found.certain) == (date(2050, 1, 31), True)


def test_a_month_without_working_days_gives_its_last_day() -> None:
    month = Month(2020, 2)
    found = last_working_day(month, {month.first.replace(day=n): False for n in range(1, 30)})
    assert (found.day, found.certain) == (date(2020, 2, 29), False)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        ("2020-03-05", 0, "2020-03-05"),
        ("2020-03-05", 1, "2020-03-06"),
        ("2020-03-06", 1, "2020-03-09"),
        ("2020-01-23", 1, "2020-02-03"),  # over the Spring Festival
        ("2020-03-02", 15, "2020-03-23"),
    ],
)
def test_adding_working_days_leaves_out_the_first(day: str, count: int, expected: str) -> None:
    found = add_working_days(date.fromisoformat(day), count)
    assert (found.day.isoformat(), found.certain) == (expected, True)


def test_adding_working_days_past_the_data_is_not_certain() -> None:
    assert not add_working_days(date(2050, 3, 1), 3).certain
