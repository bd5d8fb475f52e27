"""Visits on the terminal and as JSON. Import this module lazily: it loads Rich."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import RenderableType

from zoufang_cli.issues.rules import OUTCOME_LABELS, STATE_LABELS, Outcome, State
from zoufang_cli.plan.rules.plan import Plan
from zoufang_cli.records.rules import Field
from zoufang_cli.screen.tables import Cell, pairs, table
from zoufang_cli.store.naming import Ref
from zoufang_cli.text.dates import format_day
from zoufang_cli.text.phones import masked_phone
from zoufang_cli.visits.fields import MATERIAL, OWN, SATISFACTION, WAY, form_name
from zoufang_cli.visits.rules import RaisedIssue, Registered, Visit, VisitDetails, VisitState


def registered_lines(result: Registered, done: str, plan: Plan) -> list[str]:
    """Return the sentences that confirm what was stored."""
    lines = [f"{done} {visit.number}：{visit.operator.name}，{format_day(visit.held_on)}，{_people(visit)}，"
             f"{form_name(plan, visit.form)}。" for visit in result.visits]  # fmt: skip
    for issue in result.issues:
        if issue.on_the_spot:
            ending = "立行立改，已销号"
        elif issue.missing:
            ending = f"待交办，还缺{'、'.join(issue.missing)}"
        else:
            ending = "已交办"
        lines.append(f"  问题 {issue.number}（{issue.text}）：{ending}。")
    return lines


def registered_json(result: Registered, plan: Plan) -> dict[str, object]:
    """Return what was stored as a value for JSON."""
    return {
        "trip": result.trip,
        "visits": [visit_json(visit, plan) for visit in result.visits],
        "issues": list(result.issues),
        "notes": list(result.notes),
    }


def visits_table(visits: Sequence[Visit], issues: Mapping[int, Sequence[RaisedIssue]], plan: Plan) -> RenderableType:
    """Return the list of visits."""
    title = f"走访（{len(visits)}条）"
    headers = ("编号", "日期", "业户", "形式", "走访人员", "方式", "资料", "满意度", "问题", "状态")
    rows = (_row(visit, issues.get(visit.id, ()), plan) for visit in visits)
    return table(title, headers, rows, minor=("问题", "满意度", "走访人员", "形式", "资料", "方式", "状态"))


def _row(visit: Visit, issues: Sequence[RaisedIssue], plan: Plan) -> tuple[Cell, ...]:
    return (
        visit.number,
        visit.held_on.isoformat(),
        visit.operator.name,
        form_name(plan, visit.form),
        _people(visit),
        WAY.show(visit.values["way"], plan),
        visit.material_count,
        SATISFACTION.show(visit.values["satisfaction"], plan),
        "、".join(issue.number for issue in issues),
        visit.state.label,
    )


def shown_tables(shown: VisitDetails, plan: Plan) -> list[RenderableType]:
    """Return what one trip shares, each of its visits, its issues and its attachments."""
    first = shown.visit
    shared = pairs(
        f"走访 {first.trip}" + (f"（同组{len(shown.trip)}户）" if len(shown.trip) > 1 else ""),
        (
            ("日期", format_day(first.held_on)),
            ("形式", "，兼 ".join([form_name(plan, first.form), *(form_name(plan, tag) for tag in first.tags)])),
            ("走访人员", "、".join(officer.name for officer in first.officers)),
            ("带队领导", first.leader.name if first.leader else ""),
            ("不足两人的理由", first.few_reason),
        ),
    )
    parts = [shared, *(_own(visit, plan) for visit in shown.trip)]
    if shown.issues:
        numbers = {visit.id: visit.number for visit in shown.trip}
        rows = (
            (issue.number, numbers[issue.activity_id], issue.text, issue.due_on.isoformat() if issue.due_on else "",
             issue_state(issue))
            for issue in shown.issues
        )  # fmt: skip
        parts.append(table("问题", ("编号", "走访", "问题", "时限", "状态"), rows))
    if shown.attachments:
        rows_of_files = ((number, file.name, file.added_on.isoformat()) for number, file in shown.attachments)
        parts.append(table("附件", ("走访", "文件", "登记日期"), rows_of_files))
    return parts


def _own(visit: Visit, plan: Plan) -> RenderableType:
    cancelled = ""
    if visit.state is VisitState.CANCELLED and visit.cancelled_on:
        cancelled = f"（{format_day(visit.cancelled_on)}，{visit.cancel_reason}）"
    return pairs(
        f"{visit.number}  {visit.operator.name}（{visit.operator.number}）",
        (("状态", visit.state.label + cancelled), *((field.term, _text(field, visit, plan)) for field in OWN)),
    )


def _text(field: Field, visit: Visit, plan: Plan) -> str:
    """Return the text of one field of a visit's own; telephones are masked."""
    value = visit.values[field.key]
    if field is MATERIAL:
        return f"{value}份" if value else ""
    text = field.show(value, plan)
    return masked_phone(text) if field.private else text


def shown_json(shown: VisitDetails, plan: Plan) -> dict[str, object]:
    """Return a trip as a value for JSON; the visit asked for stands on top."""
    by_visit: dict[int, list[RaisedIssue]] = {}
    for issue in shown.issues:
        by_visit.setdefault(issue.activity_id, []).append(issue)
    rows = [visit_json(visit, plan, by_visit.get(visit.id, ())) for visit in shown.trip]
    asked = next(row for row in rows if row["number"] == shown.visit.number)
    attachments = [{"visit": number, "name": file.name, "path": file.path, "sha256": file.sha256}
                   for number, file in shown.attachments]  # fmt: skip
    return {**asked, "trip_visits": rows, "attachments": attachments}


def visit_json(visit: Visit, plan: Plan, issues: Iterable[RaisedIssue] = ()) -> dict[str, object]:
    """Return one visit as a value for JSON; phones are masked."""
    return {
        "number": visit.number,
        "trip": visit.trip,
        "state": visit.state,
        "held_on": visit.held_on,
        "form": visit.form,
        "form_name": form_name(plan, visit.form),
        "tags": visit.tags,
        "operator": {"number": visit.operator.number, "name": visit.operator.name},
        "leader": visit.leader and _person(visit.leader),
        "officers": [_person(officer) for officer in visit.officers],
        "few_reason": visit.few_reason,
        **{field.key: _json(field, visit.values[field.key], plan) for field in OWN},
        "cancelled_on": visit.cancelled_on,
        "cancel_reason": visit.cancel_reason,
        "issues": [
            {"number": issue.number, "text": issue.text, "state": issue.state, "due_on": issue.due_on}
            for issue in issues
        ],
    }


def _json(field: Field, value: Any, plan: Plan) -> object:
    """Return the value of one field of a visit's own for JSON: keys of the plan, the level of satisfaction by name."""
    if field is SATISFACTION:
        return field.show(value, plan)
    return masked_phone(value) if field.private else value


def _person(ref: Ref) -> dict[str, str]:
    return {"name": ref.name, "badge_no": ref.number}


def _people(visit: Visit) -> str:
    return "、".join(f"{ref.name}（带队）" if visit.leader and ref.id == visit.leader.id else ref.name
                    for ref in visit.officers)  # fmt: skip


def issue_state(issue: RaisedIssue) -> str:
    """Return the state of an issue in words, with how it ended."""
    label = STATE_LABELS[State(issue.state)]
    return f"{label}（{OUTCOME_LABELS[Outcome(issue.outcome)]}）" if issue.outcome else label
