"""The roster on the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from rich.console import RenderableType

from zoufang_cli.roster.rules import ListedOperator, Operator, StatusChange, status_name
from zoufang_cli.screen.masking import hidden_rows, phones, shown, shown_under
from zoufang_cli.screen.tables import Cell, pairs, table


def operator_list(operators: Iterable[ListedOperator], total: int, full: bool) -> RenderableType:
    """Return the list of operators."""
    body = [
        (
            operator.number,
            operator.name,
            operator.operator_type.label,
            operator.district,
            "、".join(operator.kinds),
            status_name(operator.status),
            phones(operator.phone, full),
            "、".join(operator.tags),
            operator.visit_count,
            str(operator.last_visited_on or ""),
        )
        for operator in operators
    ]
    title = f"业户名册：{total}家" + (f"（列出前{len(body)}家，用 --limit 增加）" if total > len(body) else "")
    headers = ("编号", "业户名称", "性质", "区县", "类别", "状态", "电话", "标签", "走访家次", "最近走访")
    return table(
        title,
        headers,
        body if full else hidden_rows(body),
        minor=("走访家次", "最近走访", "区县", "状态", "类别", "性质", "标签", "电话"),
    )


def operator_card(operator: Operator, merged: Sequence[tuple[str, str]], full: bool) -> RenderableType:
    """Return one operator's fields, and (number, name) of those merged into it."""
    fields: list[tuple[str, Cell]] = [
        ("性质", operator.operator_type.label),
        ("统一社会信用代码", operator.credit_code),
        ("工商注册号", operator.registration_no),
        ("组织机构代码", operator.organisation_code),
        ("经营许可证号", operator.licence),
        ("法定代表人", operator.legal_person),
        ("法定代表人电话", phones(operator.legal_phone, full)),
        ("联系人", operator.contact),
        ("联系电话", phones(operator.phone, full)),
        ("经营地址", operator.address),
        ("所属区县", operator.district),
        ("经营范围", "、".join(operator.scope)),
        ("业户类别", "、".join(operator.kinds)),
        ("经营状态", status_name(operator.status)),
        (
            "有效期",
            f"{operator.valid_from or ''} 至 {operator.valid_to or ''}"
            if operator.valid_from or operator.valid_to
            else "",
        ),
        ("经济类型", operator.economic_type),
        ("车辆数", operator.vehicle_count),
        ("标签", "、".join(operator.tags)),
        ("备注", operator.remark),
        ("列入名册", str(operator.listed_on)),
        ("并入本户的业户", "、".join(f"{number} {name}" for number, name in merged)),
        *((name, shown_under(name, text, full)) for name, text in operator.extra.items()),
    ]
    masked = ((label, shown(value, full) if isinstance(value, str) else value) for label, value in fields)
    return pairs(shown(f"{operator.number} {operator.name}", full), masked)


def status_table(changes: Sequence[StatusChange]) -> RenderableType:
    """Return the changes of status."""
    rows = [
        (str(change.changed_on), status_name(change.from_status), status_name(change.to_status), change.note)
        for change in changes
    ]
    return table("经营状态变更", ("日期", "原状态", "现状态", "说明"), rows)


def record_table(records: Sequence[tuple[str, date, str]]) -> RenderableType:
    """Return the visits and issues of an operator."""
    return table("走访和问题", ("编号", "日期", "内容"), [(number, str(day), what) for number, day, what in records])
