"""The plan of a campaign: what it asks for, as data (docs/plan.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

from zoufang_cli.plan.rules.date_rules import parse_rule
from zoufang_cli.plan.rules.dates import PhaseDates, PlanDates, StatedDates, StatedPhase, open_start, reckon
from zoufang_cli.plan.rules.workdays import NO_DAYS, WorkdayResult, last_working_day
from zoufang_cli.text.months import Month
from zoufang_cli.text.problem import Problem

__all__ = ["PhaseDates", "PlanDates"]


class Check(StrEnum):
    """What the data can show of a deliverable by itself."""

    ROSTER_IN = "roster-in"  # the roster is in
    ALL_VISITED = "all-visited"  # everyone due has been visited
    ISSUES_CLOSED = "issues-closed"  # every issue is closed


class Counts(StrEnum):
    """What an action of a form is recorded and counted as."""

    VISIT = "visit"  # 走访
    EVENT = "event"  # 活动


class Need(StrEnum):
    """What an action of a form cannot do without; guests and venue concern events only."""

    LEADER = "leader"
    OPERATORS = "operators"
    GUESTS = "guests"
    VENUE = "venue"


class ScopeMode(StrEnum):
    """Which operators of a operator_type are due a visit."""

    ALL = "all"
    TAGGED = "tagged"  # those with the scope's tag
    SHARE = "share"  # so many of a hundred


class ListKind(StrEnum):
    """Kinds of checklists, as the store names them."""

    PROHIBITION = "prohibition"  # 十不准
    DISCLOSURE = "disclosure"  # 执法公示


class RegisterField(StrEnum):
    """Fields of a register entry, beside its day and title, that a kind may require."""

    ENDED_ON = "ended_on"
    TEXT = "text"
    PARTY = "party"
    PLACE = "place"
    LINK = "link"
    REACH = "reach"
    STATE = "state"
    ANSWER = "answer"
    ACTIVITY = "activity"


@dataclass(frozen=True, slots=True)
class Entry:
    """A key that records carry and the name that people read."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Deliverable:
    """What a phase has to bring; `computed` names the check that shows its state, None when a person ticks it."""

    key: str
    name: str
    clause: str
    computed: Check | None


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase and its date rules as stated (`starts` None: the campaign's start)."""

    key: str
    name: str
    starts: str | None
    ends: str
    deliverables: tuple[Deliverable, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A form of action; `unit` is what its actions are counted in (次, 场, 件)."""

    key: str
    name: str
    unit: str
    counts: tuple[Counts, ...]
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class AreaGroup:
    """One of the plan's fields of work and its content areas."""

    key: str
    name: str
    areas: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Checklist:
    """Numbered items to check against; where local rules decide the wording, fewer `items` than `size` are given."""

    kind: ListKind
    name: str
    size: int
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegisterKind:
    """A kind of register entries, what it is counted in, and the fields that an entry must fill."""

    key: str
    name: str
    unit: str
    clause: str
    required: tuple[RegisterField, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """Operators to visit (走访对象); `share` is in percent, `tag` marks operators by hand."""

    enterprises: ScopeMode = ScopeMode.ALL
    sole_traders: ScopeMode = ScopeMode.TAGGED
    tag: str = "走访对象"
    share: int = 0


@dataclass(frozen=True, slots=True)
class Level:
    """A level of satisfaction; `good` ones count towards 满意率."""

    key: str
    name: str
    good: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """Time limits in working days, None where the unit has set none; counted from the day after receipt."""

    issue: int | None = None
    opinion: int | None = None
    ticket_complaint: int | None = None
    ticket_opinion: int | None = None
    ticket_enquiry: int | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply template; `{业户}` and the other REPLY_FIELDS stand for values of the record."""

    key: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class DueOverride:
    """The day that the bureau set for one month's return."""

    month: Month
    day: date


@dataclass(frozen=True, slots=True)
class ReturnRule:
    """The period of the monthly return and the day it is due.

    `first_day` 1 is the calendar month; 26 is the 26th of the month before to the 25th. `due_day` None is the
    last working day of the month (clause R1).
    """

    first_day: int = 1
    due_day: int | None = None
    overrides: tuple[DueOverride, ...] = ()


REPLY_FIELDS = ("业户", "编号", "事项", "措施", "结果", "责任人", "时限", "转办单位", "单位", "电话", "日期")


class _Named(Protocol):
    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str: ...


_N = TypeVar("_N", bound=_Named)


def find(entries: Sequence[_N], text: str) -> _N | None:
    """Return the entry with this key (either case) or name, else the only one whose name contains the text."""
    stripped = text.strip()
    for entry in entries:
        if stripped == entry.name or stripped.casefold() == entry.key.casefold():
            return entry
    partly = [entry for entry in entries if stripped and stripped in entry.name]
    return partly[0] if len(partly) == 1 else None


class BadPlanDates(ValueError):
    """The plan's dates do not hold for a start; `problems` names each defect, `str()` is the first sentence."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems[0].message if problems else "方案的日期无法推算。")
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Plan:
    """A validated plan; `starts` and `ends` are rules as stated (`ends` None: the last phase's end)."""

    title: str
    document: str
    starts: str
    ends: str | None
    phases: tuple[Phase, ...]
    forms: tuple[Form, ...]
    content: tuple[AreaGroup, ...]
    public_lists: tuple[Entry, ...]
    checklists: tuple[Checklist, ...]
    guest_kinds: tuple[Entry, ...]
    opinion_areas: tuple[Entry, ...]
    registers: tuple[RegisterKind, ...]
    scope: Scope
    returns: ReturnRule
    satisfaction: tuple[Level, ...]
    issue_categories: tuple[Entry, ...]
    limits: Limits
    replies: tuple[Reply, ...]

    @property
    def areas(self) -> tuple[Entry, ...]:
        """All content areas, group after group."""
        return tuple(area for group in self.content for area in group.areas)

    @property
    def deliverables(self) -> tuple[Deliverable, ...]:
        """All deliverables, phase after phase."""
        return tuple(item for phase in self.phases for item in phase.deliverables)

    @property
    def stated(self) -> StatedDates:
        """The date rules alone."""
        phases = (StatedPhase(phase.key, phase.name, phase.starts, phase.ends) for phase in self.phases)
        return StatedDates(self.starts, self.ends, tuple(phases))

    @property
    def fixed_start(self) -> date | None:
        """The start when the plan names it with its year, None when a person chooses it."""
        return None if open_start(self.stated) else date.fromisoformat(self.starts)

    def starts_as_ruled(self, start: date) -> bool:
        """Say whether `start` is a day that the plan's start rule allows."""
        rule = parse_rule(self.starts)
        if rule is None:
            return False
        return (rule.month, rule.day) == (start.month, start.day) and rule.year in (0, start.year)

    def dates(self, start: date) -> PlanDates:
        """Return the dates of the campaign that starts on `start`; raise BadPlanDates.

        A start on another day than an `MM-DD` rule says is a person's choice and kept (`starts_as_ruled` tells).
        """
        reckoning = reckon(self.stated, start)
        if reckoning.dates is None:
            raise BadPlanDates(reckoning.problems)
        return reckoning.dates

    def period(self, month: Month) -> tuple[date, date]:
        """Return the first and last day that the return of `month` covers."""
        if self.returns.first_day == 1:
            return month.first, month.last
        last = month.first.replace(day=self.returns.first_day) - timedelta(days=1)
        return month.previous().first.replace(day=self.returns.first_day), last

    def month_of(self, day: date) -> Month:
        """Return the month in whose return `day` counts."""
        late = self.returns.first_day > 1 and day.day >= self.returns.first_day
        return Month.of(day).next() if late else Month.of(day)

    def due_on(
        self,
        month: Month,
        extra: Mapping[date, bool] = NO_DAYS,
        overrides: Mapping[Month, date] | None = None,
    ) -> WorkdayResult:
        """Return the day that the return of `month` is due; `overrides` (set later) win over the plan's own."""
        days = {item.month: item.day for item in self.returns.overrides} | dict(overrides or {})
        if month in days:
            return WorkdayResult(days[month], True)
        if self.returns.due_day is not None:
            return WorkdayResult(month.first.replace(day=min(self.returns.due_day, month.days)), True)
        return last_working_day(month, extra)

    def phase(self, text: str) -> Phase | None:
        """Find a phase by key or name."""
        return find(self.phases, text)

    def deliverable(self, text: str) -> Deliverable | None:
        """Find a deliverable by key or name."""
        return find(self.deliverables, text)

    def form(self, text: str) -> Form | None:
        """Find a form of action by key, name or part of the name."""
        return find(self.forms, text)

    def area(self, text: str) -> Entry | None:
        """Find a content area by key, name or part of the name."""
        return find(self.areas, text)

    def level(self, text: str) -> Level | None:
        """Find a level of satisfaction by key or its whole name (满意 is part of 不满意)."""
        return find([level for level in self.satisfaction if text.strip() in (level.key, level.name)], text)


@dataclass(frozen=True, slots=True)
class Campaign:
    """What the store was set up with. `dates` follow from the plan and the start."""

    name: str
    unit: str
    role: str
    start: date
    plan: Plan
    dates: PlanDates
