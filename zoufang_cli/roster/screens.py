"""The roster on the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from rich.console import RenderableType

from zoufang_cli.roster.rules import OPERATOR_TYPE_NAMES, Enterprise, Listed, StatusChange, status_name
from zoufang_cli.screen.masking import hidden_rows, phones, shown, shown_under
from zoufang_cli.screen.tables import Cell, pairs, table


def enterprise_list(rows: Iterable[Listed], total: int, full: bool) -> RenderableType:
    """Return the list of operators."""
    body = [
        (
            one.number,
            one.name,
            OPERATOR_TYPE_NAMES[one.operator_type],
            one.district,
            "、".join(one.kinds),
            status_name(one.status),
            phones(one.phone, full),
            "、".join(one.tags),
            one.visit_count,
            str(one.last_visited_on or ""),
        )
        for one in rows
    ]
    title = f"业户名册：{total}家" + (f"（列出前{len(body)}家，用 --limit 增加）" if total > len(body) else "")
    headers = ("编号", "业户名称", "性质", "区县", "类别", "状态", "电话", "标签", "走访家次", "最近走访")
    return table(
        title,
        headers,
        body if full else hidden_rows(body),
        minor=("走访家次", "最近走访", "区县", "状态", "类别", "性质", "标签", "电话"),
    )


def enterprise_card(one: Enterprise, merged: Sequence[tuple[str, str]], full: bool) -> RenderableType:
    """Return one operator's fields, and (number, name) of those merged into it."""
    fields: list[tuple[str, Cell]] = [
        ("性质", OPERATOR_TYPE_NAMES[one.operator_type]),
        ("统一社会信用代码", one.credit_code),
        ("工商注册号", one.registration_no),
        ("组织机构代码", one.organisation_code),
        ("经营许可证号", one.licence),
        ("法定代表人", one.legal_person),
        ("法定代表人电话", phones(one.legal_phone, full)),
        ("联系人", one.contact),
        ("联系电话", phones(one.phone, full)),
        ("经营地址", one.address),
        ("所属区县", one.district),
        ("经营范围", "、".join(one.scope)),
        ("业户类别", "、".join(one.kinds)),
        ("经营状态", status_name(one.status)),
        ("有效期", f"{one.valid_from or ''} 至 {one.valid_to or ''}" if one.valid_from or one.valid_to else ""),
        ("经济类型", one.economic_type),
        ("车辆数", one.vehicle_count),
        ("标签", "、".join(one.tags)),
        ("备注", one.remark),
        ("列入名册", str(one.listed_on)),
        ("并入本户的业户", "、".join(f"{number} {name}" for number, name in merged)),
        *((name, shown_under(name, text, full)) for name, text in one.extra.items()),
    ]
    told = ((label, shown(value, full) if isinstance(value, str) else value) for label, value in fields)
    return pairs(shown(f"{one.number} {one.name}", full), told)


def status_table(changes: Sequence[StatusChange]) -> RenderableType:
    """Return the changes of status."""
    rows = [
        (str(one.changed_on), status_name(one.from_status), status_name(one.to_status), one.note) for one in changes
    ]
    return table("经营状态变更", ("日期", "原状态", "现状态", "说明"), rows)


def record_table(records: Sequence[tuple[str, date, str]]) -> RenderableType:
    """Return the visits and issues of an operator."""
    return table("走访和问题", ("编号", "日期", "内容"), [(number, str(day), what) for number, day, what in records])
