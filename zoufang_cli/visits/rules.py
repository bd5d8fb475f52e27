"""A visit to one operator, and how the parts of its record are typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from zoufang_cli.issues.rules import OPEN_STATES, parts_of
from zoufang_cli.store.naming import Ref
from zoufang_cli.text.dates import format_day
from zoufang_cli.text.typed import BadEntry, split_list

if TYPE_CHECKING:  # a list of visits needs neither the plan nor the cleaning of texts
    from zoufang_cli.attachments.rules import Attachment
    from zoufang_cli.plan.rules.plan import Entry, Form, Plan

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
class Visit:
    """The visit of one trip to one operator; `material_count` of a whole trip stands in one of its rows.

    `values` holds the fields that the visit keeps for itself (visits/fields.py OWN) by key.
    """

    id: int
    number: str
    trip: str
    form: str
    tags: tuple[str, ...]
    held_on: date
    operator: Ref
    leader: Ref | None
    officers: tuple[Ref, ...]
    few_reason: str
    material_count: int
    state: VisitState
    cancelled_on: date | None
    cancel_reason: str
    values: Mapping[str, Any]


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
        return self.state in OPEN_STATES


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
class VisitDetails:
    """A visit with the other visits of its trip, their issues and attachments."""

    visit: Visit
    trip: tuple[Visit, ...]
    issues: tuple[RaisedIssue, ...]
    attachments: tuple[tuple[str, Attachment], ...]


def parse_service(text: str) -> tuple[str, str]:
    """Read 事项[|业户]; raise BadEntry."""
    parts = parts_of(text)
    if len(parts) > 2 or not parts[0]:
        raise BadEntry(f"--service“{text}”应写成“事项”，多户时写成“事项|业户”。")
    return parts[0], parts[1] if len(parts) > 1 else ""


def parse_answer(text: str) -> tuple[str, str]:
    """Read 档次 or 业户=档次 as (operator or '', level)."""
    operator, equals, level = re.sub("[＝=]", "=", text).rpartition("=")
    if equals and not operator.strip():
        raise BadEntry(f"--satisfaction“{text}”应写成“档次”或“业户=档次”。")
    return operator.strip(), level.strip()


def areas_named(plan: Plan, texts: Iterable[str]) -> tuple[str, ...]:
    """Return the keys of content areas or of whole groups; raise BadEntry."""
    from zoufang_cli.plan.rules.plan import Entry

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
    from zoufang_cli.plan.rules.plan import find

    entry = find(entries, text)
    if entry is None:
        raise BadEntry(f"{what}“{text}”无法识别：应为{expected}。")
    return entry.key


def form_named(plan: Plan, text: str) -> Form:
    """Return the form of action with this key or name; raise BadEntry."""
    return _form(plan.forms, plan, text)


def visit_form_named(plan: Plan, text: str) -> Form:
    """Return a form whose actions are recorded as visits; raise BadEntry."""
    from zoufang_cli.plan.rules.plan import Counts

    form = _form([form for form in plan.forms if Counts.VISIT in form.counts], plan, text)
    if Counts.VISIT not in form.counts:
        raise BadEntry(f"{form.name}按场次登记为活动，不登记为走访。")
    return form


def _form(offered: Sequence[Form], plan: Plan, text: str) -> Form:
    form = plan.form(text)
    if form is None:
        forms = "、".join(f"{form.key} {form.name}" for form in offered)
        raise BadEntry(f"活动形式“{text}”无法识别：应为{forms}之一。")
    return form


def default_form(plan: Plan, led: bool) -> Form:
    """Return the form that a visit has when none is named: one that a leader makes, or one made for operators.

    A form that is recorded as visits only goes before one that is held as events too.
    """
    from zoufang_cli.plan.rules.plan import Counts, Need

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
