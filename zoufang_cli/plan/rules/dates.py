"""Reckon the dates of a campaign and its phases from their rules, and name every defect at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from zoufang_cli.plan.rules.date_rules import UNKNOWN, Edge, Resolved, RuleKind, parse_rule, resolve
from zoufang_cli.text.dates import format_day
from zoufang_cli.text.problem import Problem


@dataclass(frozen=True, slots=True)
class StatedPhase:
    """The dates of a phase as the plan states them; None where it states nothing."""

    key: str
    name: str
    starts: str | None
    ends: str | None


@dataclass(frozen=True, slots=True)
class StatedDates:
    """The dates of a plan as it states them: rules, not yet days."""

    starts: str | None
    ends: str | None
    phases: tuple[StatedPhase, ...]


@dataclass(frozen=True, slots=True)
class PhaseDates:
    """The first and last day of a phase, both included."""

    key: str
    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class PlanDates:
    """The first and last day of the campaign, both included, and of its phases, which follow each other."""

    start: date
    end: date
    phases: tuple[PhaseDates, ...]


@dataclass(frozen=True, slots=True)
class Reckoning:
    """The dates (None as soon as there is a problem, or while the year is open) and all problems."""

    dates: PlanDates | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Point:
    """One stated date: where it stands, what is stated, what it comes to."""

    place: str
    edge: Edge
    stated: str
    resolved: Resolved

    @property
    def day(self) -> date | None:
        return self.resolved.day

    @property
    def sure(self) -> bool:
        return self.resolved.sure

    @property
    def written(self) -> str:
        return format_day(self.day) if self.day is not None and self.sure else self.stated

    def problem(self, code: str, message: str) -> Problem:
        return Problem(self.place, self.edge.label, self.stated, code, message)


@dataclass(frozen=True, slots=True)
class _Span:
    """A campaign or a phase between its two points."""

    key: str
    name: str
    label: str
    first: _Point
    last: _Point

    @property
    def inverted(self) -> bool:
        """Whether the end lies before the start, however a day that does not exist is read."""
        if self.first.day is None or self.last.day is None:
            return False
        slack = (not self.first.sure) + (not self.last.sure)
        return (self.first.day - self.last.day).days > slack


def open_start(stated: StatedDates) -> bool:
    """Say whether the plan leaves the year of its start open, so that dates need a start from a person."""
    rule = parse_rule(stated.starts or "")
    return rule is not None and rule.kind is RuleKind.YEARLY


def reckon(stated: StatedDates, start: date | None = None) -> Reckoning:
    """Reckon all dates; `start` is the day chosen where the plan leaves the year open.

    Problem codes: no_such_day, bad_rule, ends_before_start, gap, overlap, outside_campaign, start_differs (the
    plan names another full date than `start`). A defect that merely follows from another is not reported.
    """
    campaign = _campaign(stated, start)
    phases = _phases(stated, campaign.first.resolved)
    if stated.ends is None and phases:
        end = _Point("campaign.ends", Edge.END, "", phases[-1].last.resolved)
        campaign = _Span(campaign.key, campaign.name, campaign.label, campaign.first, end)
    problems = [
        *_faults(campaign, phases, stated.ends is None),
        *_start_differs(campaign, start),
        *_inversions(campaign, phases, stated.ends is None),
        *_breaks(campaign, phases),
        *_outside(campaign, phases),
    ]
    return Reckoning(None if problems else _dates(campaign, phases), tuple(problems))


# ---- from stated text to points


def _campaign(stated: StatedDates, start: date | None) -> _Span:
    rule = parse_rule(stated.starts or "")
    if stated.starts is None:
        first = Resolved(start)
    elif rule is None or rule.kind not in (RuleKind.DAY, RuleKind.YEARLY):
        first = Resolved(None, "bad_rule", "活动开始日期只能写日期（2019-11-18）或月日（11-18）")
    else:
        first = resolve(stated.starts, Resolved(start), Edge.START)
        if start is not None and rule.kind is RuleKind.YEARLY and not first.code:
            first = Resolved(start)
    last = UNKNOWN if stated.ends is None else resolve(stated.ends, first, Edge.END)
    return _Span(
        "",
        "",
        "活动",
        _Point("campaign.starts", Edge.START, stated.starts or "", first),
        _Point("campaign.ends", Edge.END, stated.ends or "", last),
    )


def _phases(stated: StatedDates, boundary: Resolved) -> list[_Span]:
    spans: list[_Span] = []
    for number, phase in enumerate(stated.phases, start=1):
        first = _phase_start(phase, boundary, number)
        last = UNKNOWN if phase.ends is None else resolve(phase.ends, first, Edge.END)
        span = _Span(
            phase.key,
            phase.name,
            f"第{number}阶段（{phase.name or phase.key}）",
            _Point(f"phase[{number}].starts", Edge.START, phase.starts or "", first),
            _Point(f"phase[{number}].ends", Edge.END, phase.ends or "", last),
        )
        spans.append(span)
        boundary = last
    return spans


def _phase_start(phase: StatedPhase, boundary: Resolved, number: int) -> Resolved:
    if phase.starts is None:
        return Resolved(boundary.day, guessed=boundary.guessed) if number == 1 else UNKNOWN
    rule = parse_rule(phase.starts)
    if number == 1 and rule is not None and rule.kind is RuleKind.NEXT_DAY:
        return Resolved(None, "bad_rule", "第1阶段之前没有阶段，不能写 next-day")
    return resolve(phase.starts, boundary, Edge.START)


def _dates(campaign: _Span, phases: list[_Span]) -> PlanDates | None:
    start, end = campaign.first.day, campaign.last.day
    known = tuple(
        PhaseDates(span.key, span.name, span.first.day, span.last.day)
        for span in phases
        if span.first.day is not None and span.last.day is not None
    )
    if start is None or end is None or len(known) < len(phases):
        return None
    return PlanDates(start, end, known)


# ---- defects


def _faults(campaign: _Span, phases: list[_Span], open_end: bool) -> Iterator[Problem]:
    for span in (campaign, *phases):
        for point in (span.first, span.last):
            if point.resolved.code and not (open_end and point is campaign.last):
                message = f"{span.label}的{point.edge.label}“{point.stated}”有误：{point.resolved.reason}。"
                yield point.problem(point.resolved.code, message)


def _start_differs(campaign: _Span, start: date | None) -> Iterator[Problem]:
    point = campaign.first
    if start is not None and point.sure and point.day != start:
        message = f"方案规定活动于{point.written}开始，与所给的{format_day(start)}不一致。"
        yield point.problem("start_differs", message)


def _inversions(campaign: _Span, phases: list[_Span], open_end: bool) -> Iterator[Problem]:
    for span in phases if open_end else (campaign, *phases):
        if span.inverted:
            missing = "（没有这一天）" if span.first.resolved.code == "no_such_day" else ""
            message = f"{span.label}的结束日期{span.last.written}早于开始日期{span.first.written}{missing}。"
            yield span.last.problem("ends_before_start", message)


def _breaks(campaign: _Span, phases: list[_Span]) -> Iterator[Problem]:
    """Yield the days that no phase covers, or two do, at both edges of the campaign and between phases.

    Where a span beside the seam ends before it starts, a wrong year is the likely cause: only what no change
    of year would close is a defect of its own.
    """
    if not phases:
        return
    for before, after in pairwise(phases):
        days = _step(before.last, after.first, before.inverted or after.inverted)
        if days > 1:
            yield after.first.problem("gap", f"{_seam(before, after)}，中间有{days - 1}天不属于任何阶段。")
        elif days < 1:
            yield after.first.problem("overlap", f"{_seam(before, after)}，两个阶段重叠{1 - days}天。")
    first, last = phases[0], phases[-1]
    lead = _step(campaign.first, first.first, campaign.inverted or first.inverted, even=0)
    if lead > 0:
        seam = f"活动于{campaign.first.written}开始，{first.label}于{first.first.written}才开始"
        yield first.first.problem("gap", f"{seam}，中间有{lead}天不属于任何阶段。")
    tail = _step(last.last, campaign.last, campaign.inverted or last.inverted, even=0)
    if tail > 0:
        seam = f"{last.label}于{last.last.written}结束，活动于{campaign.last.written}才结束"
        yield last.last.problem("gap", f"{seam}，中间有{tail}天不属于任何阶段。")


def _seam(before: _Span, after: _Span) -> str:
    return f"{before.label}于{before.last.written}结束，{after.label}于{after.first.written}开始"


def _step(earlier: _Point, later: _Point, any_year: bool, even: int = 1) -> int:
    """Return the days from one point to the other; `even`, the harmless number, where either is not sure."""
    if earlier.day is None or later.day is None or not (earlier.sure and later.sure):
        return even
    years = (-1, 0, 1) if any_year else (0,)
    steps = ((_in_year(later.day, later.day.year + shift) - earlier.day).days for shift in years)
    return min(steps, key=lambda step: abs(step - even))


def _in_year(day: date, year: int) -> date:
    return day.replace(year=year) if (day.month, day.day) != (2, 29) or year == day.year else date(year, 2, 28)


def _outside(campaign: _Span, phases: list[_Span]) -> Iterator[Problem]:
    """Yield, once a phase, what lies outside the campaign, as far as both are consistent in themselves."""
    start, end = campaign.first, campaign.last
    if campaign.inverted:
        return
    for span in phases:
        if span.inverted:
            continue
        for point in (span.first, span.last):
            if _earlier(point, start) or _earlier(end, point):
                bounds = f"{start.written}至{end.written}" if end.day is not None else f"{start.written}起"
                message = f"{span.label}的{point.edge.label}{point.written}不在活动期间（{bounds}）内。"
                yield point.problem("outside_campaign", message)
                break


def _earlier(point: _Point, bound: _Point) -> bool:
    if point.day is None or bound.day is None or not (point.sure and bound.sure):
        return False
    return point.day < bound.day
