"""Dates of a roster: days and months in every form, Excel's serial numbers, periods of validity in one cell."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from zoufang_cli.text.months import Month


class Validity(NamedTuple):
    """First and last day; None for a day that is not stated, and for no end (长期). `fault` is `bad_date` or ''."""

    since: date | None = None
    until: date | None = None
    fault: str = ""


FIRST_YEAR, LAST_YEAR = 1949, 2100

_NONE: Final = Validity()
_BAD: Final = Validity(fault="bad_date")

_TIME: Final = (
    r"[T ]*(?:[上下]午)? *[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?: ?[AP]M|Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_DAY: Final = re.compile(
    rf"([0-9]{{4}}) *[-./年、，,。 ] *([0-9]{{1,2}}) *[-./月、，,。 ] *([0-9]{{1,2}}) *[日号]?\.?(?: ?星期.)?(?:{_TIME})?"
)
_COMPACT_DAY: Final = re.compile("([0-9]{4})([0-9]{2})([0-9]{2})")
# 2020.1 may be what is left of 2020.10, as 3.1 of 3.10: refused.
_MONTH: Final = re.compile(r"([0-9]{4}) *(?:[-/年] *([0-9]{1,2})|\. *(0[1-9]|1[0-2]|[2-9])) *月?份?")
_COMPACT_MONTH: Final = re.compile("([0-9]{4})(0[1-9]|1[0-2])")
_SERIAL: Final = re.compile(r"([1-7][0-9]{4})(?:\.[0-9]+)?")
_SERIAL_ZERO: Final = date(1899, 12, 30)

_DIGITS: Final = {"〇": "0", "○": "0", "零": "0"} | {
    char: str(number) for number, char in enumerate("一二三四五六七八九", 1)
}
_IN_WORDS: Final = re.compile(
    f"([{''.join(_DIGITS)}]{{4}})年([一二三四五六七八九十]{{1,2}})月(?:([一二三四五六七八九十]{{1,3}})([日号]))?"
)

_DASHES: Final = re.compile("[‐‑‒–—―−－]")
_OPEN: Final = "(?:长期有效|永久有效|长期|永久|无固定期限|无限期|无期限|不限|至今|今)"
_OPEN_END: Final = re.compile(rf"(?:有效期限?[:：]?)?{_OPEN}。?|9999[-./年]12[-./月]31日?")
_WRITTEN_DAY: Final = (
    rf"[0-9]{{4}} *[-./年] *[0-9]{{1,2}} *(?:[-./月] *(?:[0-9]{{1,2}} *[日号]?)?)?(?:{_TIME})?|[0-9]{{8}}|[0-9]{{6}}"
)
_LEAD: Final = "(?:(?:许可证?|证件)?(?:有效期限?|有效日期|期限)[:：]? *)?"
_PERIOD: Final = re.compile(
    rf"{_LEAD}(?:自|从|由)? *(?P<since>{_WRITTEN_DAY}) *(?P<start>起|开始)?"
    rf" *(?:(?:至|到|~|～|-+|、)? *{_OPEN}|(?:至|到|~|～|-+) *(?P<until>{_WRITTEN_DAY}))? *(?:止|为止|截止|有效)?。?"
)
_UNTIL: Final = re.compile(
    rf"{_LEAD}(?:截至|截止|至|到|~|-+)? *(?P<until>{_WRITTEN_DAY}) *(?:止|为止|截止|前有效|前|到期)?。?"
)


def read_start(text: str) -> Validity:
    """Read a cell of 有效期起: a lone date is the start, a month its first day; a whole period is taken whole."""
    return _read(text, False) if text else _NONE


def read_end(text: str) -> Validity:
    """Read a cell of 有效期止 or 有效期: a lone date is the end, a month its last day; a whole period is taken whole."""
    return _read(text, True) if text else _NONE


_WHOLE_NUMBER: Final = re.compile(r"([0-9]{5}|[0-9]{8})\.0+")
"""A date that a program wrote as a number: 20220304.0, or the serial number of a spreadsheet."""


@lru_cache(maxsize=32768)
def _read(text: str, ends: bool) -> Validity:
    if match := _WHOLE_NUMBER.fullmatch(text):
        text = match[1]
    try:
        return _period(_DASHES.sub("-", _IN_WORDS.sub(_arabic, text)), ends)
    except ValueError:
        return _BAD


def _period(text: str, ends: bool) -> Validity:
    if _OPEN_END.fullmatch(text):
        return _NONE
    day = _date(text, ends)
    if day is not None:
        return Validity(until=day) if ends else Validity(since=day)
    if match := _UNTIL.fullmatch(text):
        return Validity(until=_required_date(match["until"], True))
    if match := _PERIOD.fullmatch(text):
        until = _required_date(match["until"], True) if match["until"] else None
        return Validity(_required_date(match["since"], False), until)
    return _BAD


def _required_date(text: str, ends: bool) -> date:
    day = _date(text, ends)
    if day is None:
        raise ValueError(text)
    return day


def _date(text: str, ends: bool) -> date | None:
    """Return the day that a text is, or the first or last day of its month; None for another form.

    Raises ValueError for a day that does not exist or a year that no permit has.
    """
    if match := _DAY.fullmatch(text) or _COMPACT_DAY.fullmatch(text):
        return _within_years(date(int(match[1]), int(match[2]), int(match[3])))
    if match := _MONTH.fullmatch(text) or _COMPACT_MONTH.fullmatch(text):
        year, month = int(match[1]), int(match[2] or match[3])
        first_day = _within_years(date(year, month, 1))
        return Month.of(first_day).last if ends else first_day
    if match := _SERIAL.fullmatch(text):
        return _within_years(_SERIAL_ZERO + timedelta(days=int(match[1])))
    return None


def _within_years(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(day)
    return day


def _arabic(match: re.Match[str]) -> str:
    """Write 二〇二〇年三月五日 with digits."""
    year = "".join(_DIGITS[char] for char in match[1])
    day = f"{read_numeral(match[3])}{match[4]}" if match[3] else ""
    return f"{year}年{read_numeral(match[2])}月{day}"


def read_numeral(words: str) -> int:
    """Read a Chinese numeral below 100: 五, 十二, 三十; 0 for what is none."""
    tens, ten, ones = words.rpartition("十")
    return (int(_DIGITS.get(tens, "1")) * 10 if ten else 0) + int(_DIGITS.get(ones, "0"))
