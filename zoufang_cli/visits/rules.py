"""A visit to one operator, and how the parts of its record are typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from zoufang_cli.text.dates import format_day
from zoufang_cli.text.problem import BadText

if TYPE_CHECKING:  # a list of visits needs neither the plan nor the cleaning of texts
    from zoufang_cli.attachments.rules import Attachment
    from zoufang_cli.plan.plan import Entry, Form, Level, Plan

OFFICERS = 2
"""A visit is made by at least so many officers, the leader included (docs/figures.md)."""


class Way(StrEnum):
    """How a visit was made; only 现场 counts as 家次 (docs/figures.md 非现场联系)."""

    ON_SITE = "on_site"
    TELEPHONE = "telephone"
    VIDEO = "video"

    @property
    def label(self) -> str:
        """The Chinese word."""
        return _WAYS[self]


class VisitState(StrEnum):
    """States of a visit."""

    PLANNED = "planned"
    DONE = "done"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The Chinese word."""
        return _STATES[self]


_WAYS = {Way.ON_SITE: "现场", Way.TELEPHONE: "电话", Way.VIDEO: "视频"}
_STATES = {VisitState.PLANNED: "计划", VisitState.DONE: "完成", VisitState.CANCELLED: "已取消"}


@dataclass(frozen=True, slots=True)
class Ref:
    """A record that is pointed at: its id, its number (may be '') and its name."""

    id: int
    number: str
    name: str


@dataclass(frozen=True, slots=True)
class Visit:
    """The visit of one trip to one operator; `material_count` of a whole trip stands in one of its rows."""

    id: int
    number: str
    trip: str
    form: str
    tags: tuple[str, ...]
    held_on: date
    operator: Ref
    leader: Ref | None
    officers: tuple[Ref, ...]
    place: str
    way: Way
    received_by: str
    received_phone: str
    areas: tuple[str, ...]
    policies: tuple[str, ...]
    lists: tuple[str, ...]
    material_count: int
    services: tuple[str, ...]
    satisfaction: str
    said: str
    reply: str
    follow_up: str
    few_reason: str
    state: VisitState
    cancelled_on: date | None
    cancel_reason: str
    remark: str


@dataclass(frozen=True, slots=True)
class RaisedIssue:
    """An issue that a visit brought, as far as the visit shows it."""

    number: str
    activity_id: int
    text: str
    state: str
    outcome: str
    reported_on: date
    due_on: date | None

    @property
    def open(self) -> bool:
        """Tell whether it is neither closed nor voided."""
        return self.state not in ("closed", "voided")


@dataclass(frozen=True, slots=True)
class NewIssue:
    """An issue that a visit raised, and what R3 still asks for before it counts as handed out."""

    number: str
    visit: str
    text: str
    on_the_spot: bool
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Registered:
    """What was stored: the visits of a trip, new issues, and notes to be said to the user."""

    trip: str
    visits: tuple[Visit, ...]
    issues: tuple[NewIssue, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The visits that were cancelled, and notes to be said to the user."""

    numbers: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A visit with the other visits of its trip, their issues and attachments."""

    visit: Visit
    trip: tuple[Visit, ...]
    issues: tuple[RaisedIssue, ...]
    attachments: tuple[tuple[str, Attachment], ...]


@dataclass(frozen=True, slots=True)
class SolvedText:
    """A problem solved on the spot as typed: 问题|措施[|业户]."""

    text: str
    measure: str
    operator: str


@dataclass(frozen=True, slots=True)
class IssueText:
    """A problem to be dealt with as typed: 问题[|措施|责任人|时限[|业户]]; absent parts are ''."""

    text: str
    measure: str
    responsible: str
    due: str
    operator: str

    @property
    def missing(self) -> tuple[str, ...]:
        """What R3 still asks for before the issue can be handed to somebody."""
        given = (("措施", self.measure), ("责任人", self.responsible), ("时限", self.due))
        return tuple(name for name, value in given if not value)


class BadEntry(BadText):
    """A typed part of a visit that does not have its shape."""


def typed(what: str, text: str) -> str:
    """Clean a text that somebody typed: no control characters, one line; raise BadEntry for what cannot be kept."""
    from zoufang_cli.text.cleaning import fault, tidy

    match fault(text):
        case "too_long":
            raise BadEntry(f"{what}太长（{len(text)}字），请精简。")
        case "":
            return tidy(text)
        case _:
            raise BadEntry(f"{what}含有无法识别的字符，请重新输入。")


def parse_way(text: str) -> Way:
    """Return the way of a key or its Chinese word; raise BadEntry."""
    wanted = text.strip()
    for way, label in _WAYS.items():
        if wanted in (label, way.value):
            return way
    raise BadEntry(f"方式“{wanted}”无法识别：应为{'、'.join(_WAYS.values())}之一。")


def parse_solved(text: str) -> SolvedText:
    """Read 问题|措施[|业户]; raise BadEntry."""
    parts = _parts(text)
    if not 2 <= len(parts) <= 3 or not parts[0] or not parts[1]:
        raise BadEntry(f"--solved“{text}”应写成“问题|措施”，多户时再加“|业户”。")
    return SolvedText(parts[0], parts[1], _at(parts, 2))


def parse_issue(text: str) -> IssueText:
    """Read 问题[|措施|责任人|时限[|业户]]; raise BadEntry."""
    parts = _parts(text)
    if len(parts) > 5 or not parts[0]:
        raise BadEntry(f"--issue“{text}”应写成“问题|措施|责任人|时限”，未定的可以不写，多户时再加“|业户”。")
    return IssueText(parts[0], *(_at(parts, index) for index in range(1, 5)))


def parse_service(text: str) -> tuple[str, str]:
    """Read 事项[|业户]; raise BadEntry."""
    parts = _parts(text)
    if len(parts) > 2 or not parts[0]:
        raise BadEntry(f"--service“{text}”应写成“事项”，多户时写成“事项|业户”。")
    return parts[0], _at(parts, 1)


def parse_answer(text: str) -> tuple[str, str]:
    """Read 档次 or 业户=档次 as (operator or '', level)."""
    operator, equals, level = re.sub("[＝=]", "=", text).rpartition("=")
    if equals and not operator.strip():
        raise BadEntry(f"--satisfaction“{text}”应写成“档次”或“业户=档次”。")
    return operator.strip(), level.strip()


def _parts(text: str) -> list[str]:
    return [typed("内容", part) for part in re.split(r"[|｜]", text)]


def _at(parts: Sequence[str], index: int) -> str:
    return parts[index] if index < len(parts) else ""


def split_list(texts: Iterable[str]) -> list[str]:
    """Return the items of options that may be repeated or hold a list with 、 or commas, each once."""
    items = (part.strip() for text in texts for part in re.split("[,，、;；]", text))
    return list(dict.fromkeys(part for part in items if part))


def level_named(plan: Plan, text: str) -> Level:
    """Return the level of satisfaction with this name or key; raise BadEntry."""
    level = plan.level(text)
    if level is None:
        raise BadEntry(f"满意度“{text}”无法识别：应为{'、'.join(one.name for one in plan.satisfaction)}之一。")
    return level


def areas_named(plan: Plan, texts: Iterable[str]) -> tuple[str, ...]:
    """Return the keys of content areas or of whole groups; raise BadEntry."""
    from zoufang_cli.plan.plan import Entry

    entries = (*plan.areas, *(Entry(group.key, group.name) for group in plan.content))
    return tuple(dict.fromkeys(_key("内容领域", entries, text, "M1a、M1 或其名称") for text in split_list(texts)))


def lists_named(plan: Plan, texts: Iterable[str]) -> tuple[str, ...]:
    """Return the keys of public lists; raise BadEntry."""
    names = "、".join(entry.name for entry in plan.public_lists)
    return tuple(dict.fromkeys(_key("清单", plan.public_lists, text, names) for text in split_list(texts)))


def forms_named(plan: Plan, texts: Iterable[str]) -> tuple[str, ...]:
    """Return the keys of forms of action, named as tags; raise BadEntry."""
    return tuple(dict.fromkeys(form_named(plan, text).key for text in split_list(texts)))


def _key(what: str, entries: Sequence[Entry], text: str, expected: str) -> str:
    from zoufang_cli.plan.plan import find

    entry = find(entries, text)
    if entry is None:
        raise BadEntry(f"{what}“{text}”无法识别：应为{expected}。")
    return entry.key


def form_named(plan: Plan, text: str) -> Form:
    """Return the form of action with this key or name; raise BadEntry."""
    return _form(plan.forms, plan, text)


def visit_form_named(plan: Plan, text: str) -> Form:
    """Return a form whose actions are recorded as visits; raise BadEntry."""
    from zoufang_cli.plan.plan import Counts

    form = _form([form for form in plan.forms if Counts.VISIT in form.counts], plan, text)
    if Counts.VISIT not in form.counts:
        raise BadEntry(f"{form.name}按场次登记为活动，不登记为走访。")
    return form


def _form(offered: Sequence[Form], plan: Plan, text: str) -> Form:
    form = plan.form(text)
    if form is None:
        forms = "、".join(f"{one.key} {one.name}" for one in offered)
        raise BadEntry(f"活动形式“{text}”无法识别：应为{forms}之一。")
    return form


def default_form(plan: Plan, led: bool) -> Form:
    """Return the form that a visit has when none is named: one that a leader makes, or one made for operators.

    A form that is recorded as visits only goes before one that is held as events too.
    """
    from zoufang_cli.plan.plan import Counts, Need

    visits = [form for form in plan.forms if Counts.VISIT in form.counts]
    fitting = [form for form in visits if (Need.LEADER in form.needs) is led] or visits
    return min(fitting, key=lambda form: len(form.counts))


def day_fault(day: date, start: date, today: date) -> str:
    """Say in a sentence why no visit can have been made on a day, or ''."""
    if day < start:
        return f"走访日期{format_day(day)}早于活动开始日期{format_day(start)}，不能登记。"
    if day > today:
        return f"走访日期{format_day(day)}还没有到（今天是{format_day(today)}），不能登记为已走访。"
    return ""


def few_fault(officers: int, reason: str) -> str:
    """Say in a sentence what is missing when fewer than two officers made a visit, or ''."""
    if officers >= OFFICERS or reason:
        return ""
    rule = f"走访应由{OFFICERS}名以上执法人员进行（含带队领导），现只有{officers}名"
    return f"{rule}；确属特殊情况的，请用 --few-reason 写明理由。"
