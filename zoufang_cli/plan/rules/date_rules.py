"""Date rules of a plan: an ISO date, `MM-DD`, `month-end`, `next-day`, `+10d`, `+2w`, `+3m`.

A rule is reckoned from a boundary: a phase's start from the end of the phase before (the first phase's from
the campaign's start), a phase's end from its own start, the campaign's end from its start.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from zoufang_cli.text.dates import BadDay, check_day, offset_day
from zoufang_cli.text.months import Month

EXPECTED = "可写日期（2019-11-18）、月日（07-31）、month-end、next-day、+10d、+2w 或 +3m"


class RuleKind(StrEnum):
    """The kinds of date rules."""

    DAY = "day"
    YEARLY = "yearly"
    MONTH_END = "month-end"
    NEXT_DAY = "next-day"
    OFFSET = "offset"


class Edge(StrEnum):
    """Which end of a span a rule states."""

    START = "start"
    END = "end"

    @property
    def label(self) -> str:
        """The Chinese name of the field."""
        return "开始日期" if self is Edge.START else "结束日期"


@dataclass(frozen=True, slots=True)
class Rule:
    """A date rule; year, month and day are 0 where the kind has none."""

    text: str
    kind: RuleKind
    year: int = 0
    month: int = 0
    day: int = 0


@dataclass(frozen=True, slots=True)
class Resolved:
    """The day of a rule (None: cannot be known) and what is wrong: a code and a Chinese reason, or "".

    `guessed`: the day is, or is reckoned from, a stand-in for a day that does not exist, the real day nearest
    inside the span. It only serves to look for further defects.
    """

    day: date | None
    code: str = ""
    reason: str = ""
    guessed: bool = False

    @property
    def sure(self) -> bool:
        """Whether the day is known and not guessed."""
        return self.day is not None and not self.guessed


UNKNOWN = Resolved(None)


_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_YEARLY = re.compile(r"([0-9]{2})-([0-9]{2})")
_OFFSET = re.compile(r"\+[0-9]{1,4}[dwm]")


def parse_rule(text: str) -> Rule | None:
    """Return the rule, None when the text is none; whether its day exists is for `resolve` to say."""
    plain = text.strip()
    if match := _DAY.fullmatch(plain):
        return Rule(plain, RuleKind.DAY, int(match[1]), int(match[2]), int(match[3]))
    if match := _YEARLY.fullmatch(plain):
        return Rule(plain, RuleKind.YEARLY, 0, int(match[1]), int(match[2]))
    if _OFFSET.fullmatch(plain):
        return Rule(plain, RuleKind.OFFSET)
    if plain in (RuleKind.MONTH_END, RuleKind.NEXT_DAY):
        return Rule(plain, RuleKind(plain))
    return None


def resolve(text: str, boundary: Resolved, edge: Edge) -> Resolved:
    """Reckon the day of a rule from its boundary; while that is unknown, only dates with a year are known.

    `MM-DD` is the first such day on or after the boundary; `+3m` is three months after it, the boundary itself
    not counted. Codes: bad_rule, no_such_day.
    """
    rule = parse_rule(text)
    if rule is None:
        return Resolved(None, "bad_rule", f"不是日期规则，{EXPECTED}")
    if rule.kind is RuleKind.NEXT_DAY and edge is Edge.END:
        return Resolved(None, "bad_rule", "next-day 只能用于开始日期")
    if rule.kind is RuleKind.DAY:
        return _real_or_stand_in(rule.year, rule.month, rule.day, edge)
    reckoned = _reckon(rule, boundary.day, edge)
    return replace(reckoned, guessed=reckoned.guessed or boundary.guessed)


def _reckon(rule: Rule, boundary: date | None, edge: Edge) -> Resolved:
    if rule.kind is RuleKind.YEARLY:
        return _first_on_or_after(rule, boundary, edge)
    if boundary is None:
        return UNKNOWN
    if rule.kind is RuleKind.MONTH_END:
        return Resolved(Month.of(boundary).last)
    if rule.kind is RuleKind.NEXT_DAY:
        return Resolved(boundary + timedelta(days=1))
    try:
        return Resolved(offset_day(boundary, rule.text))
    except BadDay as bad:
        return Resolved(None, "bad_rule", bad.reason)


def _first_on_or_after(rule: Rule, boundary: date | None, edge: Edge) -> Resolved:
    """Return the day within a year from the boundary: a 02-29 that this year lacks is no such day."""
    leap = _real_or_stand_in(2000, rule.month, rule.day, edge)
    if leap.code:  # a day that no year has
        return Resolved(None, leap.code, leap.reason.replace("2000年", ""))
    if boundary is None:
        return UNKNOWN
    passed = (boundary.month, boundary.day) > (rule.month, rule.day)
    return _real_or_stand_in(boundary.year + passed, rule.month, rule.day, edge)


def _real_or_stand_in(year: int, month: int, day: int, edge: Edge) -> Resolved:
    try:
        return Resolved(check_day(year, month, day))
    except BadDay as bad:
        real = _exists(year, month, day)
        return Resolved(
            None if real else stand_in(year, month, day, edge),
            "bad_rule" if real else "no_such_day",
            bad.reason,
            guessed=True,
        )


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def stand_in(year: int, month: int, day: int, edge: Edge) -> date | None:
    """Return the real day for one past the end of its month: its last day for an end, the day after for a start.

    None when the month itself does not exist, or the day is the 0th.
    """
    try:
        last = Month(year, month).last
    except ValueError:
        return None
    if day <= last.day:
        return None
    return last if edge is Edge.END else last + timedelta(days=1)
