"""Check a plan: all its defects, and the readings that would make its dates consistent.

A reading is found by search, never chosen: years of the stated dates are moved by one, and a day that does not
exist becomes the last day of its month or the day after. A person decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice, product

from zoufang_cli.plan.rules.date_rules import Edge, RuleKind, parse_rule, stand_in
from zoufang_cli.plan.rules.dates import PhaseDates, PlanDates, StatedDates, open_start, reckon
from zoufang_cli.plan.rules.loading import read_plan
from zoufang_cli.plan.rules.plan import Plan
from zoufang_cli.text.dates import format_day, format_span
from zoufang_cli.text.problem import Problem

MOST_REPAIRS = 64  # ways of reading the days that do not exist, tried for each choice of years
_DATE_CODES = {"no_such_day", "ends_before_start", "gap", "overlap", "outside_campaign"}


@dataclass(frozen=True, slots=True)
class DateChange:
    """One date that a reading takes otherwise than stated."""

    place: str
    stated: str
    read: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A consistent reading: what it comes to (first and last days, both included) and what it changes."""

    key: str
    label: str
    start: date
    end: date
    phases: tuple[PhaseDates, ...]
    changes: tuple[DateChange, ...]


@dataclass(frozen=True, slots=True)
class PlanCheck:
    """What is wrong with a plan, how its dates could be read, and the plan itself when nothing is wrong."""

    problems: tuple[Problem, ...]
    readings: tuple[Reading, ...]
    plan: Plan | None


def check_plan(text: str, place: str = "") -> PlanCheck:
    """Return all problems of the plan and, when its dates have defects, the consistent readings.

    A plan that leaves the year of its start open has no readings.
    """
    loaded = read_plan(text, place)
    wrong = any(problem.code in _DATE_CODES for problem in loaded.problems)
    return PlanCheck(loaded.problems, readings(loaded.stated) if wrong else (), loaded.plan)


def readings(stated: StatedDates) -> tuple[Reading, ...]:
    """Return the consistent readings by start and end; none that changes more than another one needs to."""
    if stated.starts is None or open_start(stated):
        return ()
    slots = _slots(stated)
    consistent = _search(stated, slots, [{}])  # the years as they stand
    if not consistent:
        consistent = _search(stated, slots, _shifts([n for n, slot in enumerate(slots) if _has_year(slot.text)]))
    least = [
        (dates, texts)
        for dates, texts in consistent.items()
        if not any(_changed(slots, other) < _changed(slots, texts) for other in consistent.values())
    ]
    least.sort(key=lambda item: (item[0].start, item[0].end, item[1]))
    return _labelled([_reading(dates, texts, slots) for dates, texts in least])


# ---- the search


@dataclass(frozen=True, slots=True)
class _Slot:
    """One stated date of the plan ("" where it states none), in the order of time."""

    place: str
    label: str
    edge: Edge
    text: str


def _slots(stated: StatedDates) -> list[_Slot]:
    slots = [_Slot("campaign.starts", "活动", Edge.START, stated.starts or "")]
    for number, phase in enumerate(stated.phases, start=1):
        place, label = f"phase[{number}]", f"第{number}阶段"
        slots.append(_Slot(f"{place}.starts", label, Edge.START, phase.starts or ""))
        slots.append(_Slot(f"{place}.ends", label, Edge.END, phase.ends or ""))
    return [*slots, _Slot("campaign.ends", "活动", Edge.END, stated.ends or "")]


def _with_texts(stated: StatedDates, texts: tuple[str, ...]) -> StatedDates:
    phases = tuple(
        replace(phase, starts=texts[2 * n + 1] or None, ends=texts[2 * n + 2] or None)
        for n, phase in enumerate(stated.phases)
    )
    return StatedDates(texts[0] or None, texts[-1] or None, phases)


def _search(
    stated: StatedDates, slots: list[_Slot], assignments: Iterable[dict[int, int]]
) -> dict[PlanDates, tuple[str, ...]]:
    """Return the consistent outcomes, each with the texts that need the fewest changes."""
    consistent: dict[PlanDates, tuple[str, ...]] = {}
    for shifts in assignments:
        choices = [_choices(slot, shifts.get(n, 0)) for n, slot in enumerate(slots)]
        for texts in islice(product(*choices), MOST_REPAIRS):
            dates = reckon(_with_texts(stated, texts)).dates
            if dates is None:
                continue
            if dates not in consistent or len(_changed(slots, texts)) < len(_changed(slots, consistent[dates])):
                consistent[dates] = texts
    return consistent


def _shifts(dated: list[int]) -> Iterator[dict[int, int]]:
    """Yield the years to move: every date up to some point, every one after it, or one alone, by one year."""
    for years in (-1, 1):
        for cut in range(1, len(dated)):
            yield dict.fromkeys(dated[:cut], years)
            yield dict.fromkeys(dated[cut:], years)
        for phase in dated:
            yield {phase: years}


def _choices(slot: _Slot, years: int) -> list[str]:
    """Return the texts to try for a date: moved by the years, and made real when there is no such day."""
    rule = parse_rule(slot.text)
    if rule is None or rule.kind not in (RuleKind.DAY, RuleKind.YEARLY):
        return [slot.text]
    yearly = rule.kind is RuleKind.YEARLY
    year = 2000 if yearly else rule.year + years  # a leap year: 02-29 may stand
    real = [stand_in(year, rule.month, rule.day, edge) for edge in (slot.edge, *Edge)]
    days = [day for day in dict.fromkeys(real) if day is not None]
    if not days:
        return [slot.text if yearly else f"{year:04d}-{rule.month:02d}-{rule.day:02d}"]
    return [day.strftime("%m-%d") if yearly else day.isoformat() for day in days]


def _has_year(text: str) -> bool:
    rule = parse_rule(text)
    return rule is not None and rule.kind is RuleKind.DAY


def _changed(slots: list[_Slot], texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(slot.place for slot, text in zip(slots, texts, strict=True) if slot.text != text)


# ---- telling the readings apart


def _reading(dates: PlanDates, texts: tuple[str, ...], slots: list[_Slot]) -> Reading:
    changed = [(slot, text) for slot, text in zip(slots, texts, strict=True) if slot.text != text]
    span = format_span(dates.start, dates.end)
    if _year_moved(slots[0], texts[0]):
        key, label = f"start-{dates.start.year}", f"活动于{dates.start.year}年开始：{span}"
    elif _year_moved(slots[-1], texts[-1]):
        key, label = f"end-{dates.end.year}", f"活动于{dates.end.year}年结束：{span}"
    else:
        read = "，".join(f"{slot.label}{slot.edge.label}读作{_as_written(text)}" for slot, text in changed)
        key, label = "reading", f"{read}：{span}"
    changes = tuple(DateChange(slot.place, slot.text, text) for slot, text in changed)
    return Reading(key, label, dates.start, dates.end, dates.phases, changes)


def _year_moved(slot: _Slot, text: str) -> bool:
    return _has_year(slot.text) and slot.text[:4] != text[:4]


def _as_written(text: str) -> str:
    return format_day(date.fromisoformat(text)) if _has_year(text) else text


def _labelled(readings: list[Reading]) -> tuple[Reading, ...]:
    """Number the keys that would stand twice."""
    times = Counter(reading.key for reading in readings)
    seen: Counter[str] = Counter()
    named = []
    for reading in readings:
        seen[reading.key] += 1
        plain = times[reading.key] == 1 and reading.key != "reading"
        named.append(reading if plain else replace(reading, key=f"{reading.key}-{seen[reading.key]}"))
    return tuple(named)
