"""Read the dates and months that people type, and write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal

from zoufang_cli.text.months import Month
from zoufang_cli.text.problem import BadText

__all__ = [
    "BadDay",
    "BadMonth",
    "Direction",
    "Month",
    "ParsedDay",
    "Unreadable",
    "check_day",
    "format_day",
    "format_span",
    "from_excel_serial",
    "names_year",
    "offset_day",
    "parse_cell_day",
    "parse_day",
    "parse_month",
]

FIRST_YEAR, LAST_YEAR = 1900, 2100


class Direction(StrEnum):
    """Which way a date without a year lies; today counts both ways."""

    PAST = "past"  # what happened
    COMING = "coming"  # deadlines and plans


class Unreadable(BadText):
    """A date or month that cannot be read; `str()` is a Chinese sentence with the value and the reason."""

    noun = "日期"

    def __init__(self, value: str, reason: str) -> None:
        super().__init__(f"{self.noun}“{value}”有误：{reason}。")
        self.value = value
        self.reason = reason


class BadDay(Unreadable):
    """A text that is no day, or a day that does not exist."""


class BadMonth(Unreadable):
    """A text that is no month."""

    noun = "月份"


@dataclass(frozen=True, slots=True)
class ParsedDay:
    """A day, and whether any part of it was inferred from today, so that the caller echoes it."""

    day: date
    inferred: bool


class _Reason(Exception):
    """Why a text cannot be read; the public functions add the text itself."""


# ---- building days, with a reason when there is none


def check_day(year: int, month: int, day: int) -> date:
    """Return the day; raise BadDay, naming why, when there is no such day."""
    try:
        return _day(year, month, day)
    except _Reason as reason:
        raise BadDay(f"{year}年{month}月{day}日", str(reason)) from None


def _day(year: int, month: int, day: int) -> date:
    length = _month(year, month).days
    if day < 1:
        raise _Reason("日应从1日起")
    if day > length:
        raise _Reason(f"{year}年{month}月只有{length}天")
    return date(year, month, day)


def _month(year: int, month: int) -> Month:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _Reason(f"年份应在{FIRST_YEAR}年至{LAST_YEAR}年之间")
    if not 1 <= month <= 12:
        raise _Reason(f"没有{month}月")
    return Month(year, month)


def _nearest(candidates: Iterator[date], today: date, direction: Direction) -> date:
    """Return the nearest of the candidates, today included, that lies in the direction."""
    days = list(candidates)
    if direction is Direction.PAST:
        return max(day for day in days if day <= today)
    return min(day for day in days if day >= today)


def _yearly(month: int, day: int, today: date, direction: Direction) -> date:
    longest = _month(2000, month).days  # a leap year
    if day < 1:
        raise _Reason("日应从1日起")
    if day > longest:
        raise _Reason(f"{month}月最多{longest}天")
    years = (Month(today.year + shift, month) for shift in range(-8, 9))
    return _nearest((date(m.year, month, day) for m in years if day <= m.days), today, direction)


def _monthly(day: int, today: date, direction: Direction) -> date:
    if not 1 <= day <= 31:
        raise _Reason("日应在1日至31日之间")
    months = (Month.of(today).shifted(shift) for shift in range(-3, 4))
    return _nearest((date(m.year, m.month, day) for m in months if day <= m.days), today, direction)


# ---- the forms

_DAY = "(?:[日号])?"
_YEAR_WORDS = {"前年": -2, "去年": -1, "今年": 0, "本年": 0, "明年": 1}
_MONTH_WORDS = {"上上月": -2, "上月": -1, "本月": 0, "这月": 0, "当月": 0, "下月": 1, "下下月": 2}
_DAY_WORDS = {
    "大前天": -3, "前天": -2, "前日": -2, "昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "当天": 0,
    "明天": 1, "明日": 1, "后天": 2, "后日": 2, "大后天": 3,
}  # fmt: skip
_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
# Texts, not compiled: `re` compiles and keeps those that are used, and most commands use none.
_ISO = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_FULL = rf"([0-9]{{4}})([./-]|年)([0-9]{{1,2}})(?:\2|月)([0-9]{{1,2}}){_DAY}"
_COMPACT = r"([0-9]{4})([0-9]{2})([0-9]{2})"
_SHORT_YEAR = rf"[0-9]{{2}}([./-]|年)[0-9]{{1,2}}(?:\1|月)[0-9]{{1,2}}{_DAY}"
_YEARLESS = rf"([0-9]{{1,2}})(?:[./-]|月)([0-9]{{1,2}}){_DAY}"
_DAY_ONLY = r"([0-9]{1,2})[日号]"
_MONTH_END = r"(.*月)(?:份)?(?:底|末)|(月)(?:底|末)"
_WORD_MONTH_DAY = rf"((?:上|下)+月|[本这当]月)([0-9]{{1,2}}){_DAY}"
_WORD_YEAR = rf"({'|'.join(_YEAR_WORDS)})(.+)"
_WEEKDAY = r"(上+|下+|本|这|)(?:周|星期|礼拜)([一二三四五六日天])"
_OFFSET = r"\+([0-9]{1,4})([dwm])"
_CLOCK = r"[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?$"
_DECIMAL = r"[0-9]{1,2}\.[0-9]{1,2}"
_SERIAL = r"[0-9]{5}(?:\.[0-9]+)?"
_EXPECTED = "请写成2020年3月5日、2020-3-5、3月5日或昨天、上周三这样的形式"


def _clean(text: str) -> str:
    """Make full-width characters half-width, unify dashes, drop the time of day and all blanks."""
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = re.sub(r"[‐‑‒–—―−]", "-", re.sub(_CLOCK, "", plain))
    return re.sub(r"\s+", "", plain).replace("个", "")


def parse_day(text: str, today: date, direction: Direction) -> ParsedDay:
    """Read a day as people type it; what is not said lies nearest to `today` in the direction.

    Weekdays and month ends named by 上, 本 or 下 are those of that week (Monday first) or month
    whatever the direction. Raise BadDay.
    """
    if re.fullmatch(_ISO, text):
        try:
            day = date.fromisoformat(text)
        except ValueError:
            pass  # the long way finds the reason
        else:
            if FIRST_YEAR <= day.year <= LAST_YEAR:
                return ParsedDay(day, False)
    try:
        return _read_day(_clean(text), today, direction)
    except _Reason as reason:
        raise BadDay(text.strip(), str(reason)) from None


def _read_day(text: str, today: date, direction: Direction) -> ParsedDay:
    if not text:
        raise _Reason("没有填写")
    if match := re.fullmatch(_FULL, text) or re.fullmatch(_COMPACT, text):
        parts = match.groups()
        return ParsedDay(_day(int(parts[0]), int(parts[-2]), int(parts[-1])), False)
    if re.fullmatch(_SHORT_YEAR, text):
        raise _Reason("年份只有两位，请写四位年份，如2020年3月5日")
    if match := re.fullmatch(_MONTH_END, text):
        return _read_month_end(match[1] or "", today, direction)
    for reader in (_read_yearless, _read_word, _read_weekday, _read_word_month, _read_offset):
        day = reader(text, today, direction)
        if day is not None:
            return ParsedDay(day, True)
    if match := re.fullmatch(_WORD_YEAR, text):
        return _read_word_year(match, today, direction)
    raise _Reason(_EXPECTED)


def _read_yearless(text: str, today: date, direction: Direction) -> date | None:
    if match := re.fullmatch(_YEARLESS, text):
        return _yearly(int(match[1]), int(match[2]), today, direction)
    if match := re.fullmatch(_DAY_ONLY, text):
        return _monthly(int(match[1]), today, direction)
    return None


def _read_word(text: str, today: date, direction: Direction) -> date | None:
    shift = _DAY_WORDS.get(text)
    return None if shift is None else _moved(today, days=shift)


def _read_weekday(text: str, today: date, direction: Direction) -> date | None:
    match = re.fullmatch(_WEEKDAY, text)
    if match is None:
        return None
    which, weekday = match[1], _WEEKDAYS[match[2]]
    if which:
        weeks = len(which) * {"上": -1, "下": 1}.get(which[0], 0)
        return _moved(today, start_of="week", weeks=weeks, days=weekday)
    days = (_moved(today, days=shift) for shift in range(-6, 7))
    return _nearest((day for day in days if day.weekday() == weekday), today, direction)


def _read_word_month(text: str, today: date, direction: Direction) -> date | None:
    match = re.fullmatch(_WORD_MONTH_DAY, text)
    if match is None or match[1] not in _MONTH_WORDS:
        return None
    month = _moved(today, start_of="month", months=_MONTH_WORDS[match[1]])
    return _day(month.year, month.month, int(match[2]))


def _read_offset(text: str, today: date, direction: Direction) -> date | None:
    if direction is not Direction.COMING or not re.fullmatch(_OFFSET, text):
        return None
    return _offset(today, text)


def _read_word_year(match: re.Match[str], today: date, direction: Direction) -> ParsedDay:
    year = today.year + _YEAR_WORDS[match[1]]
    return ParsedDay(_read_day(f"{year}年{match[2].lstrip('年')}", today, direction).day, True)


def _read_month_end(text: str, today: date, direction: Direction) -> ParsedDay:
    """Return the last day of the month; without a month, of the nearest one in the direction."""
    if text in ("", "月"):
        first = Month.of(today).shifted(-1)
        ends = (month.last for month in first.through(first.shifted(2)))
        return ParsedDay(_nearest(ends, today, direction), True)
    if match := re.fullmatch(r"([0-9]{1,2})月", text):
        number = _month(2000, int(match[1])).month
        years = (Month(today.year + shift, number) for shift in (-1, 0, 1))
        return ParsedDay(_nearest((month.last for month in years), today, direction), True)
    return ParsedDay(_read_month(text, today).last, not re.fullmatch(_YEAR_MONTH, text))


def offset_day(day: date, offset: str) -> date:
    """Return the day `+10d`, `+2w` or `+3m` after `day`, which itself is not counted.

    A month without that day gives its last day (Civil Code of the PRC, articles 201 and 202). Raise BadDay.
    """
    try:
        return _offset(day, offset)
    except _Reason as reason:
        raise BadDay(offset, str(reason)) from None


def _moved(
    day: date, *, start_of: Literal["", "week", "month"] = "", days: int = 0, weeks: int = 0, months: int = 0
) -> date:
    """Return the day that lies so many days, weeks, months after a day, or after the first of its week or month."""
    import pendulum

    moved = pendulum.date(day.year, day.month, day.day)
    if start_of:
        moved = moved.start_of(start_of)
    moved = moved.add(days=days, weeks=weeks, months=months)
    return _day(moved.year, moved.month, moved.day)


def _offset(day: date, offset: str) -> date:
    match = re.fullmatch(_OFFSET, offset)
    if match is None:
        raise _Reason("请写成+10d（天）、+2w（周）或+3m（月）这样的形式")
    number = int(match[1])
    days, weeks, months = (number if match[2] == unit else 0 for unit in "dwm")
    try:
        return _moved(day, days=days, weeks=weeks, months=months)
    except (OverflowError, ValueError):
        raise _Reason("推算的日期太远") from None


def parse_cell_day(text: str, today: date, direction: Direction) -> ParsedDay:
    """Read a day from a cell of a workbook: a serial number counts, a bare decimal (3.1 for 3.10) is refused."""
    plain = _clean(text)
    if re.fullmatch(_DECIMAL, plain):
        raise BadDay(text.strip(), "单元格中的小数分不清是几日（3.1可能是3.10），请写成3月1日或2020-3-1")
    if re.fullmatch(_SERIAL, plain):
        return ParsedDay(from_excel_serial(float(plain)), False)
    return parse_day(text, today, direction)


def from_excel_serial(number: float) -> date:
    """Return the day of a serial number of Excel's 1900 system (60 is its 29 February 1900, which never was).

    The time of day is dropped. Raise BadDay.
    """
    serial = int(number) if abs(number) < 1e6 else 0
    if serial < 1 or serial == 60:
        raise BadDay(f"{number:g}", "不是有效的Excel日期序号")
    day = date(1899, 12, 31 if serial < 60 else 30) + timedelta(days=serial)
    if day.year > LAST_YEAR:
        raise BadDay(f"{number:g}", f"年份应在{FIRST_YEAR}年至{LAST_YEAR}年之间")
    return day


# ---- months

_YEAR_MONTH = r"([0-9]{4})(?:[./-]|年)([0-9]{1,2})(?:月)?|([0-9]{4})([0-9]{2})"
_MONTH_ONLY = r"([0-9]{1,2})(?:月)?"


def parse_month(text: str, today: date) -> Month:
    """Read a month as people type it; without a year it is the nearest past one, the current one included.

    `names_year` tells whether the year was said. Raise BadMonth.
    """
    try:
        return _read_month(_month_text(text), today)
    except _Reason as reason:
        raise BadMonth(text.strip(), str(reason)) from None


def names_year(text: str) -> bool:
    """Say whether the text of a month states its year, so that there is nothing to echo back."""
    return re.fullmatch(_YEAR_MONTH, _month_text(text)) is not None


def _month_text(text: str) -> str:
    return _clean(text).replace("月份", "月")


def _read_month(text: str, today: date) -> Month:
    if not text:
        raise _Reason("没有填写")
    if match := re.fullmatch(_YEAR_MONTH, text):
        return _month(int(match[1] or match[3]), int(match[2] or match[4]))
    if match := re.fullmatch(_MONTH_ONLY, text):
        this_year = _month(today.year, int(match[1]))
        return this_year if this_year.first <= today else this_year.shifted(-12)
    if text in _MONTH_WORDS:
        return Month.of(today).shifted(_MONTH_WORDS[text])
    if match := re.fullmatch(_WORD_YEAR, text):
        return _read_month(f"{today.year + _YEAR_WORDS[match[1]]}年{match[2].lstrip('年')}", today)
    raise _Reason("请写成2020-03、2020年3月、3月、本月或上月这样的形式")


# ---- writing


def format_day(day: date) -> str:
    """Write a day as official documents do, without leading zeros: `2020年3月5日` (GB/T 9704-2012)."""
    return f"{day.year}年{day.month}月{day.day}日"


def format_span(first: date, last: date) -> str:
    """Write a span of days, the year said again only when it changes: `2020年3月1日至3月31日`."""
    end = f"{last.month}月{last.day}日" if first.year == last.year else format_day(last)
    return f"{format_day(first)}至{end}"
