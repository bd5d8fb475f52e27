"""The monthly return on the terminal and as JSON; `why` likewise."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rich.console import Group, RenderableType

from zoufang_cli.figures.rules.figure import Figure, Kind, Span, outline, shown
from zoufang_cli.figures.rules.month import Explanation, MonthFigures
from zoufang_cli.returns.rules import MonthReturn
from zoufang_cli.screen.console import plain
from zoufang_cli.screen.tables import table
from zoufang_cli.text.dates import format_day, format_span


def return_view(month_return: MonthReturn, *, all_checks: bool) -> RenderableType:
    """Return the figures by section, the identities that fail and how many hold; all of them with `all_checks`."""
    period = month_return.figures.period
    parts: list[RenderableType] = [plain(month_return.title, "bold"), plain(period_line(month_return))]
    if month_return.unexplained_words:
        parts.append(plain(f"※ {month_return.unexplained_words}。", "red"))
    if month_return.zero_words:
        parts.append(plain(month_return.zero_words))
    labels = outline(month_return.figures.shown)
    for section in month_return.figures.sections:
        rows = [
            _row(month_return.figures, figure, labels[figure.key])
            for figure in month_return.figures.shown
            if figure.section is section
        ]
        parts.append(table(section.value, ("项目", "单位", "本月", "累计"), rows))
    checked, broken = month_return.figures.identities, month_return.figures.broken
    listed = checked if all_checks else broken
    if listed:
        rows = [(rule.name, rule.left, rule.right, "√" if rule.holds else "×") for rule in listed]
        parts.append(table("勾稽关系", ("关系", "左边", "右边", "结果"), rows))
    result = f"{len(broken)}项不符，其余相符" if broken else "全部相符"
    parts.append(plain(f"勾稽关系共{len(checked)}项，{result}" + ("。" if all_checks else "（--checks 逐条列出）。")))
    if period.running:
        parts.append(plain(f"本期尚未结束，数据截至{format_day(period.data_until)}。"))
    return Group(*parts)


def period_line(month_return: MonthReturn) -> str:
    """Say who reports on which days, and to which day there are data."""
    period = month_return.figures.period
    span = format_span(period.from_on, period.to_on)
    return f"填报单位：{month_return.unit}    统计时段：{span}    数据截止日：{format_day(period.data_until)}"


def _row(figures: MonthFigures, figure: Figure, label: str) -> tuple[str, str, str, str]:
    amount = figures[figure.key]
    cumulative = "/" if figure.kind is Kind.STOCK else shown(amount.cumulative, figure.kind)
    return label, figure.unit, shown(amount.month, figure.kind), cumulative


def return_json(month_return: MonthReturn, files: Iterable[Path]) -> dict[str, object]:
    """Return the return as JSON."""
    figures = month_return.figures
    period = figures.period
    return {
        "month": str(period.month),
        "period": {"from": period.from_on, "to": period.to_on, "data_until": period.data_until},
        "unit": month_return.unit,
        "files": [str(path) for path in files],
        "zero_report": figures.zero,
        "reason": month_return.reason,
        "unexplained": list(month_return.unexplained),
        "figures": {
            figure.key: {
                "label": figure.label,
                "unit": figure.unit,
                "kind": figure.kind,
                "month": figures[figure.key].month,
                "cumulative": figures[figure.key].cumulative,
            }
            for figure in figures.shown
        },
        "districts": figures.districts,
        "identities": figures.identities,
        "digest": month_return.digest,
    }


def why_view(explanation: Explanation, *, sql: bool) -> RenderableType:
    """Return a figure, its definition and the records behind it; with `sql` also the query that selects them."""
    figure = explanation.figure
    span = "累计" if explanation.span is Span.CUMULATIVE else "期末" if figure.kind is Kind.STOCK else "本月"
    title = f"{explanation.month.label}  {explanation.label}（{span}）＝{shown(explanation.amount, figure.kind)}"
    title += "" if figure.kind is Kind.RATE else figure.unit
    rows = [(record.number, record.date, record.operator, record.note, record.value) for record in explanation.records]
    total = sum(row[-1] for row in rows)
    counted = f"分母共{len(rows)}条记录，其中计入分子{total}条。"
    parts: list[RenderableType] = [
        plain(title, "bold"),
        plain(f"口径：{figure.definition}"),
        table("", ("编号", "日期", "业户", "说明", "计数"), rows),
        plain(counted if figure.kind is Kind.RATE else f"共{len(rows)}条记录，计数合计{total}。"),
    ]
    if sql:
        parts += [plain(f"取数范围：\n{explanation.base}"), plain(f"筛选条件：{explanation.filter}")]
    return Group(*parts)
