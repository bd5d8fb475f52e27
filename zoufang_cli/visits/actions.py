"""Register visits with everything that came of them, change them, cancel them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from zoufang_cli.errors import BadValue, Refused, UsageError
from zoufang_cli.issues.actions.raising import IssueDraft, raise_issue
from zoufang_cli.issues.rules import Finding
from zoufang_cli.people.actions import require_leading
from zoufang_cli.plan.rules.plan import Campaign, Need
from zoufang_cli.roster.naming import operators_named, require_standing
from zoufang_cli.roster.rules import status_name
from zoufang_cli.store.actor import Actor
from zoufang_cli.store.connection import Store
from zoufang_cli.store.naming import Ref
from zoufang_cli.store.operations import Operation, operation
from zoufang_cli.text.dates import format_day
from zoufang_cli.visits import table
from zoufang_cli.visits.fields import COLUMNS, ITEMS
from zoufang_cli.visits.rules import (
    OFFICERS,
    Cancelled,
    NewIssue,
    Registered,
    Visit,
    VisitState,
    day_fault,
    default_form,
    few_fault,
    visit_form_named,
)


@dataclass(frozen=True, slots=True)
class VisitDraft:
    """A visit to one or several operators (one trip).

    `form` is a key of the plan, None for the default. `satisfaction` maps operators as typed ('': all) to keys
    of levels, `services` pairs an item with an operator as typed ('': the only one). `material_count` is the
    total of the trip. `values` holds the other fields that each visit keeps (visits/fields.py OWN), by key.
    """

    held_on: date
    operators: tuple[Ref, ...]
    officer_ids: tuple[int, ...]
    leader_id: int | None = None
    form: str | None = None
    tags: tuple[str, ...] = ()
    few_reason: str = ""
    material_count: int = 0
    services: tuple[tuple[str, str], ...] = ()
    satisfaction: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    again: bool = False


@dataclass(frozen=True, slots=True)
class VisitChanges:
    """What to change of a visit; None and absent keys stay as they are.

    Date, form, tags, officers, leader and `few_reason` are the trip's and change in all its visits; `values` (by key
    of visits/fields.py OWN) belong to the one visit.
    """

    held_on: date | None = None
    form: str | None = None
    tags: tuple[str, ...] | None = None
    officer_ids: tuple[int, ...] | None = None
    leader_id: int | None = None
    drop_leader: bool = False
    few_reason: str | None = None
    material_count: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    again: bool = False

    @property
    def of_trip(self) -> bool:
        """Tell whether something changes that the visits of a trip share."""
        shared = (self.held_on, self.form, self.tags, self.officer_ids, self.leader_id, self.few_reason)
        return self.drop_leader or any(value is not None for value in shared)

    @property
    def empty(self) -> bool:
        """Tell whether nothing changes."""
        return not (self.of_trip or self.values or self.findings) and self.material_count is None


def add_visit(store: Store, actor: Actor, campaign: Campaign, draft: VisitDraft) -> Registered:
    """Register a visit to one or several operators with its issues: all of it in one transaction, or nothing.

    Raises Refused for a day outside the campaign or in the future, for fewer than two officers without a
    reason, for a leader without a leading post on the day, for an operator visited that day already.
    """
    form = (
        visit_form_named(campaign.plan, draft.form)
        if draft.form
        else default_form(campaign.plan, bool(draft.leader_id))
    )
    officers = _with_leader(draft.leader_id, draft.officer_ids)
    require_day(draft.held_on, campaign, actor.today)
    _require_officers(officers, draft.few_reason)
    _require_leader(store, form.name, Need.LEADER in form.needs, draft.leader_id, draft.held_on)
    _require_one_for_reception(draft)
    levels = answers(store, draft.operators, draft.satisfaction)
    services = [
        (text, party(store, draft.operators, operator, f"服务事项“{text}”")) for text, operator in draft.services
    ]
    findings = _by_operator(store, draft.operators, draft.findings)
    reason = draft.few_reason if len(officers) < OFFICERS else ""
    with operation(store, actor, "visit add") as op:
        for operator in draft.operators:
            require_standing(store, operator)
        if not draft.again:
            for operator in draft.operators:
                require_first_that_day(store, operator, draft.held_on)
        numbers = store.take_numbers("ZF", draft.held_on.year, len(draft.operators))
        op.cite(*numbers)
        ids: dict[int, int] = {}
        for index, (number, operator) in enumerate(zip(numbers, draft.operators, strict=True)):
            ids[operator.id] = table.insert_visit(
                store,
                {
                    **_shared(draft, form.key, reason),
                    "number": number,
                    "trip": numbers[0],
                    "operator_id": operator.id,
                    "material_count": 0 if index else draft.material_count,
                    "services": tuple(text for text, whose in services if whose is operator),
                    "satisfaction": levels.get(operator.id, ""),
                },
            )
            table.set_officers(store, ids[operator.id], officers)
            for kind, field_of_items in ITEMS.items():
                table.set_items(store, ids[operator.id], kind, draft.values.get(field_of_items.key, ()))
        by_operator = {visit.operator.id: visit for visit in table.visits_of_trip(store, numbers[0])}
        issues = tuple(_raise(store, op, actor, by_operator[whose.id], finding) for whose, finding in findings)
    visits = tuple(by_operator[operator.id] for operator in draft.operators)
    notes = _day_notes(draft.held_on, campaign) + _few_notes(reason) + _status_notes(store, draft)
    if len(visits) > 1 and draft.material_count:
        notes += (f"发放资料{draft.material_count}份按同组合计，记在首户 {numbers[0]}。",)
    if draft.form is None:
        notes += (
            f"未写活动形式，按{form.key} {form.name}登记；不对请用 zoufang visit edit {numbers[0]} --form 修改。",
        )
    return Registered(numbers[0], visits, issues, notes)


def edit_visit(store: Store, actor: Actor, campaign: Campaign, number: str, changes: VisitChanges) -> Registered:
    """Change a visit; what the visits of its trip share changes in all of them. The rules are those of `add_visit`.

    Raises UsageError when nothing is to be changed, Refused for a cancelled visit.
    """
    if changes.empty:
        raise UsageError("没有给出要修改的内容，请用 --help 查看可以修改哪些项目。")
    visit = table.visit_numbered(store, number)
    if visit.state is VisitState.CANCELLED:
        raise Refused(f"走访 {visit.number} 已取消，不能修改。")
    trip = _standing(store, visit)
    held_on = changes.held_on or visit.held_on
    form = visit_form_named(campaign.plan, changes.form or visit.form)
    leader_id = changes.leader_id or (None if changes.drop_leader or visit.leader is None else visit.leader.id)
    officers = _changed_officers(visit, changes, leader_id)
    reason = visit.few_reason if changes.few_reason is None else changes.few_reason
    if changes.of_trip:
        require_day(held_on, campaign, actor.today)
        _require_officers(officers, reason)
        _require_leader(store, form.name, Need.LEADER in form.needs, leader_id, held_on)
    reason = reason if len(officers) < OFFICERS else ""
    findings = _by_operator(store, [visit.operator], changes.findings)
    carrier = next((visit for visit in trip if visit.material_count), trip[0])
    with operation(store, actor, "visit edit") as op:
        op.cite(visit.number)
        for same_trip in trip if changes.of_trip else ():
            if held_on != same_trip.held_on and not changes.again:
                require_first_that_day(store, same_trip.operator, held_on, same_trip.trip)
            _change_shared(store, same_trip, replace(changes, held_on=held_on), form.key, leader_id, reason)
            if officers != tuple(officer.id for officer in same_trip.officers):
                table.set_officers(store, same_trip.id, officers)
        table.update_visit(store, visit.id, _columns(changes.values))
        for kind, field_of_items in ITEMS.items():
            if field_of_items.key in changes.values:
                table.set_items(store, visit.id, kind, changes.values[field_of_items.key])
        if changes.material_count is not None:
            table.update_visit(store, carrier.id, {"material_count": changes.material_count})
        after = table.visit_numbered(store, visit.number)
        issues = tuple(_raise(store, op, actor, after, finding) for _, finding in findings)
    return Registered(visit.trip, (after,), issues, _edit_notes(store, campaign, visit, after, changes, trip, carrier))


def cancel_visit(store: Store, actor: Actor, number: str, reason: str, whole_trip: bool = False) -> Cancelled:
    """Cancel a visit, or the whole trip; the number stays taken and the record stays readable.

    Raises Refused while issues that it brought are open, listing them, and for a visit cancelled already.
    """
    visit = table.visit_numbered(store, number)
    if visit.state is VisitState.CANCELLED:
        raise Refused(f"走访 {visit.number} 已经取消。")
    standing = _standing(store, visit)
    going = standing if whole_trip else [visit]
    staying = [visit for visit in standing if visit not in going]
    issues = table.issues_of(store, [visit.id for visit in going])
    still = [issue for issue in issues if issue.open]
    if still:
        raise Refused(
            f"走访 {visit.number} 带出的{len(still)}个问题尚未销号，不能取消；请先办结销号，登记有误的请作废：",
            [f"{issue.number}  {issue.text}" for issue in still],
        )
    notes: list[str] = []
    with operation(store, actor, "visit cancel") as op:
        op.cite(*(visit.number for visit in going))
        for going_visit in going:
            table.update_visit(
                store,
                going_visit.id,
                {"state": VisitState.CANCELLED.value, "cancelled_on": actor.today, "cancel_reason": reason},
            )
        if staying and visit.material_count:
            table.update_visit(store, visit.id, {"material_count": 0})
            count = staying[0].material_count + visit.material_count
            table.update_visit(store, staying[0].id, {"material_count": count})
            notes.append(f"同组发放资料{count}份改记在 {staying[0].number}。")
    if staying:
        notes.append(f"同组还有{len(staying)}户没有取消；要全部取消请加 --trip。")
    if issues:
        numbers = "、".join(issue.number for issue in issues)
        notes.append(
            f"由它带出的问题 {numbers} 已经销号，仍计入问题台账；登记有误的请用 zoufang undo 撤销那次登记，或重新交办后作废。"
        )
    return Cancelled(tuple(visit.number for visit in going), tuple(notes))


def _standing(store: Store, visit: Visit) -> list[Visit]:
    return [
        other_visit
        for other_visit in table.visits_of_trip(store, visit.trip)
        if other_visit.state is not VisitState.CANCELLED
    ]


def _shared(draft: VisitDraft, form: str, reason: str) -> dict[str, object]:
    return {
        "form": form,
        "tags": tuple(tag for tag in draft.tags if tag != form),
        "held_on": draft.held_on,
        "leader_id": draft.leader_id,
        "few_reason": reason,
        **_columns(draft.values),
    }


def _columns(values: Mapping[str, Any]) -> dict[str, object]:
    return {field.key: values[field.key] for field in COLUMNS if field.key in values}


def _change_shared(
    store: Store, visit: Visit, changes: VisitChanges, form: str, leader_id: int | None, reason: str
) -> None:
    tags = visit.tags if changes.tags is None else changes.tags
    table.update_visit(
        store,
        visit.id,
        {
            "held_on": changes.held_on,
            "form": form,
            "tags": tuple(tag for tag in tags if tag != form),
            "leader_id": leader_id,
            "few_reason": reason,
        },
    )


def _with_leader(leader_id: int | None, officer_ids: Sequence[int]) -> tuple[int, ...]:
    first = () if leader_id is None else (leader_id,)
    return tuple(dict.fromkeys((*first, *officer_ids)))


def _changed_officers(visit: Visit, changes: VisitChanges, leader_id: int | None) -> tuple[int, ...]:
    """Return the officers after a change: a new leader takes the place of the old one."""
    if changes.officer_ids is not None:
        return _with_leader(leader_id, changes.officer_ids)
    replaced = visit.leader.id if visit.leader and changes.leader_id else None
    return _with_leader(leader_id, [officer.id for officer in visit.officers if officer.id != replaced])


def require_day(day: date, campaign: Campaign, today: date) -> None:
    """Refuse a day on which no visit can have been made."""
    fault = day_fault(day, campaign.start, today)
    if fault:
        raise Refused(fault)


def _require_officers(officers: Sequence[int], reason: str) -> None:
    fault = few_fault(len(officers), reason)
    if fault:
        raise Refused(fault)


def _require_leader(store: Store, form: str, needed: bool, leader_id: int | None, day: date) -> None:
    if leader_id is not None:
        require_leading(store, leader_id, day)
    elif needed:
        raise Refused(f"{form}须有带队领导，请用 --leader 写明。")


def _require_one_for_reception(draft: VisitDraft) -> None:
    if len(draft.operators) > 1 and (draft.values.get("received_by") or draft.values.get("received_phone")):
        raise Refused("走访多户时各户接待人不同，请登记后逐户用 zoufang visit edit 编号 --received-by 补记。")


def require_first_that_day(store: Store, operator: Ref, day: date, trip: str = "") -> None:
    """Refuse an operator that another trip visited on the day."""
    number = table.done_on(store, operator.id, day, trip)
    if number is not None:
        raise Refused(
            f"{operator.name}在{format_day(day)}已有走访登记 {number}；确是当天又去了一次的，请加 --again，"
            f"要补充内容请用 zoufang visit edit {number}。"
        )


def _by_operator(store: Store, operators: Sequence[Ref], findings: Sequence[Finding]) -> list[tuple[Ref, Finding]]:
    return [(party(store, operators, finding.operator, f"问题“{finding.text}”"), finding) for finding in findings]


def _raise(store: Store, op: Operation, actor: Actor, visit: Visit, finding: Finding) -> NewIssue:
    number = raise_issue(
        store,
        op,
        actor,
        IssueDraft(
            text=finding.text,
            source="visit",
            reported_on=visit.held_on,
            activity_id=visit.id,
            operator_ids=(visit.operator.id,),
            measure=finding.measure,
            responsible_id=finding.responsible_id,
            due_on=finding.due_on,
            on_the_spot=finding.on_the_spot,
            result=finding.measure if finding.on_the_spot else "",
            evidence=f"现场解决，见走访登记 {visit.number}" if finding.on_the_spot else "",
        ),
    )
    return NewIssue(number, visit.number, finding.text, finding.on_the_spot, finding.missing)


def _day_notes(day: date, campaign: Campaign) -> tuple[str, ...]:
    end = campaign.dates.end
    return (f"提醒：走访日期{format_day(day)}在活动结束日期{format_day(end)}之后。",) if day > end else ()


def _status_notes(store: Store, draft: VisitDraft) -> tuple[str, ...]:
    closed = table.closed_operators(store, [operator.id for operator in draft.operators])
    return tuple(f"提醒：{name}在名册中的经营状态是{status_name(status)}，请核对。" for name, status in closed)


def _few_notes(reason: str) -> tuple[str, ...]:
    return (f"提醒：走访人员不足{OFFICERS}名，已按所写理由登记（{reason}）。",) if reason else ()


def _edit_notes(
    store: Store,
    campaign: Campaign,
    before: Visit,
    after: Visit,
    changes: VisitChanges,
    trip: Sequence[Visit],
    carrier: Visit,
) -> tuple[str, ...]:
    notes: list[str] = []
    if changes.of_trip and len(trip) > 1:
        notes.append(f"同组{len(trip)}户的日期、形式和走访人员已一并修改。")
    if changes.material_count is not None and carrier.id != before.id:
        notes.append(f"发放资料按同组合计，记在 {carrier.number}。")
    if changes.held_on is not None and changes.held_on != before.held_on:
        notes += _day_notes(after.held_on, campaign)
        for issue in table.issues_of(store, [visit.id for visit in trip]):
            if issue.reported_on != after.held_on:
                day = format_day(issue.reported_on)
                notes.append(f"提醒：由它带出的问题 {issue.number} 的反映日期仍为{day}，与走访日期不同，请核对。")
    if changes.of_trip:
        notes += _few_notes(after.few_reason)
    return tuple(notes)


def party(store: Store, operators: Sequence[Ref], text: str, what: str) -> Ref:
    """Return which operator of the trip a part of the record is about.

    Raises Refused when several were visited and none is named, BadValue for one that was not visited.
    """
    if not text:
        if len(operators) > 1:
            names = "、".join(operator.name for operator in operators)
            raise Refused(f"这次走访了{len(operators)}户，请写明{what}属于哪一户（在末尾加“|业户”）：{names}。")
        return operators[0]
    exact = [operator for operator in operators if text in (operator.name, operator.number)]
    partly = exact or [operator for operator in operators if text in operator.name]
    if not partly:
        ids = {candidate.id for candidate in operators_named(store, text)}
        partly = [operator for operator in operators if operator.id in ids]
    if len(partly) != 1:
        names = "、".join(operator.name for operator in operators)
        raise BadValue("业户", text, f"{what}所属的业户应是这次走访的一户：{names}。")
    return partly[0]


def answers(store: Store, operators: Sequence[Ref], by_name: Mapping[str, str]) -> dict[int, str]:
    """Return the level of satisfaction of each operator that answered, by operator id."""
    by_operator = {operator.id: by_name[""] for operator in operators} if "" in by_name else {}
    for text, level in by_name.items():
        if text:
            by_operator[party(store, operators, text, "满意度").id] = level
    return by_operator
