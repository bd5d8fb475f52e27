"""Visits on the terminal and as JSON. Import this module lazily: it loads Rich."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.console import RenderableType

from zoufang_cli.issues.rules import OUTCOME_LABELS, STATE_LABELS, Outcome, State
from zoufang_cli.people.rules import masked_phone
from zoufang_cli.plan.plan import Plan
from zoufang_cli.screen.tables import Cell, pairs, table
from zoufang_cli.text.dates import format_day
from zoufang_cli.visits.rules import RaisedIssue, Ref, Registered, Shown, Visit, VisitState


def registered_lines(result: Registered, done: str, plan: Plan) -> list[str]:
    """Return the sentences that confirm what was stored."""
    lines = [f"{done} {one.number}：{one.operator.name}，{format_day(one.held_on)}，{_people(one)}，"
             f"{form_name(plan, one.form)}。" for one in result.visits]  # fmt: skip
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
    rows = (_row(one, issues.get(one.id, ()), plan) for one in visits)
    return table(title, headers, rows, minor=("问题", "满意度", "走访人员", "形式", "资料", "方式", "状态"))


def _row(one: Visit, issues: Sequence[RaisedIssue], plan: Plan) -> tuple[Cell, ...]:
    return (
        one.number,
        one.held_on.isoformat(),
        one.operator.name,
        form_name(plan, one.form),
        _people(one),
        one.way.label,
        one.material_count,
        level_name(plan, one.satisfaction),
        "、".join(issue.number for issue in issues),
        one.state.label,
    )


def shown_tables(shown: Shown, plan: Plan) -> list[RenderableType]:
    """Return what one trip shares, each of its visits, its issues and its attachments."""
    one = shown.visit
    shared = pairs(
        f"走访 {one.trip}" + (f"（同组{len(shown.trip)}户）" if len(shown.trip) > 1 else ""),
        (
            ("日期", format_day(one.held_on)),
            ("形式", "，兼 ".join([form_name(plan, one.form), *(form_name(plan, tag) for tag in one.tags)])),
            ("走访人员", "、".join(officer.name for officer in one.officers)),
            ("带队领导", one.leader.name if one.leader else ""),
            ("不足两人的理由", one.few_reason),
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


def _own(one: Visit, plan: Plan) -> RenderableType:
    cancelled = ""
    if one.state is VisitState.CANCELLED and one.cancelled_on:
        cancelled = f"（{format_day(one.cancelled_on)}，{one.cancel_reason}）"
    received = " ".join(part for part in (one.received_by, masked_phone(one.received_phone)) if part)
    return pairs(
        f"{one.number}  {one.operator.name}（{one.operator.number}）",
        (
            ("状态", one.state.label + cancelled),
            ("方式", one.way.label),
            ("地点", one.place),
            ("接待人", received),
            ("内容领域", "、".join(area_name(plan, key) for key in one.areas)),
            ("宣讲政策", "；".join(one.policies)),
            ("公布清单", "、".join(list_name(plan, key) for key in one.lists)),
            ("发放资料", f"{one.material_count}份" if one.material_count else ""),
            ("服务事项", "；".join(one.services)),
            ("谈话记录", one.said),
            ("现场答复", one.reply),
            ("需跟踪事项", one.follow_up),
            ("满意度", level_name(plan, one.satisfaction)),
            ("备注", one.remark),
        ),
    )


def shown_json(shown: Shown, plan: Plan) -> dict[str, object]:
    """Return a trip as a value for JSON; the visit asked for stands on top."""
    by_visit: dict[int, list[RaisedIssue]] = {}
    for issue in shown.issues:
        by_visit.setdefault(issue.activity_id, []).append(issue)
    rows = [visit_json(visit, plan, by_visit.get(visit.id, ())) for visit in shown.trip]
    asked = next(row for row in rows if row["number"] == shown.visit.number)
    attachments = [{"visit": number, "name": file.name, "path": file.path, "sha256": file.sha256}
                   for number, file in shown.attachments]  # fmt: skip
    return {**asked, "trip_visits": rows, "attachments": attachments}


def visit_json(one: Visit, plan: Plan, issues: Iterable[RaisedIssue] = ()) -> dict[str, object]:
    """Return one visit as a value for JSON; phones are masked."""
    return {
        "number": one.number,
        "trip": one.trip,
        "state": one.state,
        "held_on": one.held_on,
        "form": one.form,
        "form_name": form_name(plan, one.form),
        "tags": one.tags,
        "operator": {"number": one.operator.number, "name": one.operator.name},
        "leader": one.leader and _person(one.leader),
        "officers": [_person(officer) for officer in one.officers],
        "few_reason": one.few_reason,
        "place": one.place,
        "way": one.way,
        "received_by": one.received_by,
        "received_phone": masked_phone(one.received_phone),
        "areas": one.areas,
        "policies": one.policies,
        "lists": one.lists,
        "material_count": one.material_count,
        "services": one.services,
        "satisfaction": level_name(plan, one.satisfaction),
        "said": one.said,
        "reply": one.reply,
        "follow_up": one.follow_up,
        "cancelled_on": one.cancelled_on,
        "cancel_reason": one.cancel_reason,
        "remark": one.remark,
        "issues": [
            {"number": issue.number, "text": issue.text, "state": issue.state, "due_on": issue.due_on}
            for issue in issues
        ],
    }


def _person(ref: Ref) -> dict[str, str]:
    return {"name": ref.name, "badge_no": ref.number}


def _people(one: Visit) -> str:
    return "、".join(f"{ref.name}（带队）" if one.leader and ref.id == one.leader.id else ref.name
                    for ref in one.officers)  # fmt: skip


def form_name(plan: Plan, key: str) -> str:
    """Return the name of a form of action; the key where the plan has none."""
    form = plan.form(key)
    return form.name if form else key


def level_name(plan: Plan, key: str) -> str:
    """Return the name of a level of satisfaction."""
    level = plan.level(key)
    return level.name if level else key


def area_name(plan: Plan, key: str) -> str:
    """Return the key and name of a content area or group."""
    names = {**{area.key: area.name for area in plan.areas}, **{group.key: group.name for group in plan.content}}
    return f"{key} {names[key]}" if key in names else key


def list_name(plan: Plan, key: str) -> str:
    """Return the name of a public list."""
    return next((entry.name for entry in plan.public_lists if entry.key == key), key)


def issue_state(issue: RaisedIssue) -> str:
    """Return the state of an issue in words, with how it ended."""
    label = STATE_LABELS[State(issue.state)]
    return f"{label}（{OUTCOME_LABELS[Outcome(issue.outcome)]}）" if issue.outcome else label
