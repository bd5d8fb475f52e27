"""Raise issues: what is stored of a new one, and what it must not lack."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zoufang_cli.errors import BadValue, Refused
from zoufang_cli.issues import table as rows
from zoufang_cli.issues.rules import (
    MOVES,
    OPERATORS_NEEDED,
    SOURCE_LABELS,
    Issue,
    Move,
    Outcome,
    Source,
    State,
    joined,
    missing_terms,
)
from zoufang_cli.issues.table import find_issue
from zoufang_cli.store.actor import Actor
from zoufang_cli.store.connection import Store
from zoufang_cli.store.operations import Operation, operation
from zoufang_cli.text.dates import format_day


@dataclass(frozen=True, slots=True)
class IssueDraft:
    """An issue as it is reported; with measure, responsible person and deadline it is assigned at once.

    `source`, `nature` are codes of the domain, `category` and `satisfaction` keys of the plan. `on_the_spot`
    (立行立改) closes it the same day and needs measure and evidence.
    """

    text: str
    reported_on: date
    operator_ids: tuple[int, ...]
    source: str = "visit"
    activity_id: int | None = None
    register_id: int | None = None
    category: str = ""
    nature: str = "difficulty"
    measure: str = ""
    responsible_id: int | None = None
    due_on: date | None = None
    on_the_spot: bool = False
    result: str = ""
    evidence: str = ""
    feedback: str = ""
    satisfaction: str = ""
    responsible_unit: str = ""


def raise_issue(store: Store, op: Operation, actor: Actor, draft: IssueDraft) -> str:
    """Store a new issue inside an open operation and return its number.

    Raises Refused when it would be dated in the future, has a deadline before it was reported, lacks the
    operator, or is closed on the spot without measure or evidence.
    """
    _require_sound(draft, actor.today)
    number = store.next_number("WT", draft.reported_on.year)
    op.cite(number)
    due_on = None if draft.on_the_spot else draft.due_on
    issue_id = rows.insert_issue(
        store,
        {
            "number": number,
            "source": Source(draft.source),
            "nature": draft.nature,
            "category": draft.category,
            "text": draft.text.strip(),
            "reported_on": draft.reported_on,
            "activity_id": draft.activity_id,
            "register_id": draft.register_id,
            "state": State.PENDING,
            "measure": draft.measure.strip(),
            "responsible_id": draft.responsible_id,
            "responsible_unit": draft.responsible_unit.strip(),
            "due_on": due_on,
            "original_due_on": due_on,
            "evidence": draft.evidence.strip(),
            "result": draft.result.strip(),
        },
        draft.operator_ids,
    )
    assigned = not draft.on_the_spot and not missing_terms(draft.measure.strip(), draft.responsible_id, due_on, None)
    first_due = None if assigned else due_on
    rows.insert_step(store, issue_id, draft.reported_on, None, State.PENDING, due_on=first_due, text=draft.text.strip())
    if draft.on_the_spot:
        _close_on_the_spot(store, issue_id, draft)
    elif assigned:
        _assign_at_once(store, issue_id, draft)
    return number


def _require_sound(draft: IssueDraft, today: date) -> None:
    if not draft.text.strip():
        raise BadValue("问题描述", "", "不能为空。")
    if draft.reported_on > today:
        raise Refused(f"反映日期{format_day(draft.reported_on)}晚于今天（{format_day(today)}），没有登记。")
    source = Source(draft.source)
    if source in OPERATORS_NEEDED and not draft.operator_ids:
        raise Refused(f"来源为{SOURCE_LABELS[source]}的问题须写明反映问题的业户（--to）。")
    if draft.on_the_spot:
        stated = (("整改措施", draft.measure), ("佐证材料", draft.evidence))
        missing = [name for name, value in stated if not value.strip()]
        if missing:
            raise Refused(f"立行立改须有{joined(missing)}，没有登记。")
    elif draft.due_on is not None and draft.due_on < draft.reported_on:
        raise Refused(f"完成时限{format_day(draft.due_on)}早于反映日期{format_day(draft.reported_on)}，没有登记。")


def _close_on_the_spot(store: Store, issue_id: int, draft: IssueDraft) -> None:
    on, measure = draft.reported_on, draft.measure.strip()
    closed = MOVES[State.PENDING, Move.SPOT]
    store.update(
        "issue",
        issue_id,
        {
            "state": closed,
            "outcome": Outcome.ON_THE_SPOT,
            "result": draft.result.strip() or measure,
            "resolved_on": on,
            "closed_on": on,
        },
    )
    if draft.feedback.strip() or draft.satisfaction:
        for operator_id in dict.fromkeys(draft.operator_ids):
            rows.insert_call_back(store, issue_id, operator_id, on, draft.feedback.strip(), draft.satisfaction)
    rows.insert_step(
        store,
        issue_id,
        on,
        State.PENDING,
        closed,
        outcome=Outcome.ON_THE_SPOT,
        text=f"立行立改：{measure}（佐证：{draft.evidence.strip()}）",
        person_id=draft.responsible_id,
    )


def _assign_at_once(store: Store, issue_id: int, draft: IssueDraft) -> None:
    assigned = MOVES[State.PENDING, Move.ASSIGN]
    store.update("issue", issue_id, {"state": assigned})
    rows.insert_step(
        store,
        issue_id,
        draft.reported_on,
        State.PENDING,
        assigned,
        due_on=draft.due_on,
        text=draft.measure.strip(),
        person_id=draft.responsible_id,
    )


def add_issue(store: Store, actor: Actor, draft: IssueDraft) -> Issue:
    """Register one issue as an operation of its own."""
    with operation(store, actor, "issue add") as op:
        number = raise_issue(store, op, actor, draft)
    return find_issue(store, number)
