"""Issues on the terminal and as JSON. Import this module lazily: it loads Rich."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from rich.console import RenderableType

from zoufang_cli.issues.rules import (
    NATURE_LABELS,
    OUTCOME_LABELS,
    SOURCE_LABELS,
    STATE_LABELS,
    CallBack,
    Issue,
    Party,
    Step,
    joined,
    label_of,
)
from zoufang_cli.plan.rules.plan import Plan
from zoufang_cli.screen.tables import Cell, pairs, table

Names = Mapping[str, str]  # of the plan's categories and levels of satisfaction, by key


def issues_table(issues: Sequence[Issue], today: date) -> RenderableType:
    """Return the list of issues with the days by which each is overdue."""
    still_open = sum(issue.open for issue in issues)
    overdue = sum(issue.days_overdue(today) > 0 for issue in issues)
    title = f"问题（{len(issues)}个，未销号{still_open}个，逾期{overdue}个）"
    headers = ("编号", "状态", "反映日期", "业户", "问题", "责任人", "时限", "逾期（天）")
    rows = (_row(issue, today) for issue in issues)
    return table(title, headers, rows, minor=("逾期（天）", "时限", "业户", "责任人", "反映日期"))


def _row(issue: Issue, today: date) -> tuple[Cell, ...]:
    return (
        issue.number,
        STATE_LABELS[issue.state],
        issue.reported_on.isoformat(),
        joined(party.name for party in issue.parties),
        issue.text,
        issue.responsible,
        _deadline(issue),
        issue.days_overdue(today) or None,
    )


def _deadline(issue: Issue) -> str:
    if issue.due_on is None and issue.review_on is not None:
        return f"{issue.review_on.isoformat()}检视"
    return _day(issue.due_on)


def shown_tables(
    issue: Issue,
    steps: Sequence[Step],
    call_backs: Sequence[CallBack],
    attachments: Sequence[str],
    today: date,
    names: Names,
) -> Iterator[RenderableType]:
    """Yield the tables of one issue: its fields, every answer of its operators, its history."""
    yield pairs(f"问题 {issue.number}", _fields(issue, attachments, today, names))
    if call_backs:
        rows = (_answer(answer, names) for answer in call_backs)
        yield table("业户反馈", ("业户", "回访日期", "反馈", "满意度", "备注"), rows)
    yield table(
        "办理过程",
        ("日期", "状态", "时限", "经办人", "说明"),
        ((_day(step.on), _state(step), _day(step.due_on), step.person, step.text) for step in steps),
    )


def _fields(issue: Issue, attachments: Sequence[str], today: date, names: Names) -> list[tuple[str, Cell]]:
    days = issue.days_overdue(today)
    extended = issue.original_due_on != issue.due_on and issue.due_on is not None
    referred = f"（{issue.referred_to}）" if issue.referred_to else ""
    verified = f"（{issue.verified_on.isoformat()}）" if issue.verified_on else ""
    return [
        ("状态", STATE_LABELS[issue.state] + (f"，已逾期{days}天" if days else "")),
        ("问题", issue.text),
        ("业户", joined(f"{party.name}（{party.number}）" for party in issue.parties)),
        ("来源", SOURCE_LABELS[issue.source] + (f"（{issue.activity}）" if issue.activity else "")),
        ("性质", NATURE_LABELS[issue.nature]),
        ("类别", names.get(issue.category, issue.category)),
        ("反映日期", _day(issue.reported_on)),
        ("具体措施", issue.measure),
        ("责任人", issue.responsible),
        ("责任单位", issue.responsible_unit),
        ("完成时限", _day(issue.due_on)),
        ("原定时限", _day(issue.original_due_on) if extended else ""),
        ("下次检视", _day(issue.review_on)),
        ("办结方式", label_of(issue.outcome, OUTCOME_LABELS) + referred),
        ("完成情况", issue.result),
        ("办结日期", _day(issue.resolved_on)),
        ("佐证", issue.evidence),
        ("附件", joined(attachments)),
        ("核验人", issue.verifier + verified),
        ("销号日期", _day(issue.closed_on)),
        ("备注", issue.remark),
    ]


def _answer(answer: CallBack, names: Names) -> tuple[Cell, ...]:
    level = names.get(answer.satisfaction, answer.satisfaction)
    return answer.name, _day(answer.on), answer.feedback, level, "" if answer.current else "重新交办前"


def _state(step: Step) -> str:
    """Return the state that a step leads to; the row above says where from."""
    return STATE_LABELS[step.to_state] + (f"（{OUTCOME_LABELS[step.outcome]}）" if step.outcome else "")


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def issue_json(issue: Issue, today: date, names: Names) -> dict[str, object]:
    """Return one issue as a value for JSON."""
    return {
        "number": issue.number,
        "text": issue.text,
        "state": issue.state,
        "state_label": STATE_LABELS[issue.state],
        "outcome": issue.outcome or "",
        "outcome_label": label_of(issue.outcome, OUTCOME_LABELS),
        "source": issue.source,
        "source_label": SOURCE_LABELS[issue.source],
        "nature": issue.nature,
        "nature_label": NATURE_LABELS[issue.nature],
        "category": issue.category,
        "category_label": names.get(issue.category, issue.category),
        "activity": issue.activity,
        "operators": [_party_json(party) for party in issue.parties],
        "reported_on": issue.reported_on,
        "measure": issue.measure,
        "responsible": issue.responsible,
        "responsible_unit": issue.responsible_unit,
        "deadline": issue.due_on,
        "original_deadline": issue.original_due_on,
        "review_on": issue.review_on,
        "overdue": issue.days_overdue(today) > 0,
        "days_overdue": issue.days_overdue(today),
        "result": issue.result,
        "referred_to": issue.referred_to,
        "evidence": issue.evidence,
        "resolved_on": issue.resolved_on,
        "verifier": issue.verifier,
        "verified_on": issue.verified_on,
        "closed_on": issue.closed_on,
        "remark": issue.remark,
    }


def _party_json(party: Party) -> dict[str, object]:
    return {
        "number": party.number,
        "name": party.name,
        "called_back_on": party.called_back_on,
        "feedback": party.feedback,
        "satisfaction": party.satisfaction,
    }


def shown_json(
    issue: Issue,
    steps: Sequence[Step],
    call_backs: Sequence[CallBack],
    attachments: Sequence[str],
    today: date,
    names: Names,
) -> dict[str, object]:
    """Return one issue with its history, answers and attachments as a value for JSON."""
    history = [
        {
            "on": step.on,
            "from_state": step.from_state or "",
            "to_state": step.to_state,
            "outcome": step.outcome or "",
            "deadline": step.due_on,
            "text": step.text,
            "person": step.person,
        }
        for step in steps
    ]
    return {
        **issue_json(issue, today, names),
        "attachments": list(attachments),
        "call_backs": list(call_backs),
        "steps": history,
    }


def names_of(plan: Plan) -> dict[str, str]:
    """Return the names of the plan's issue categories and levels of satisfaction by key."""
    categories = {entry.key: entry.name for entry in plan.issue_categories}
    return categories | {level.key: level.name for level in plan.satisfaction}
