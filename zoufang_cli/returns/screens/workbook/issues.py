"""问题台账: the issues that were open when the period began, or raised or moved in it."""

from __future__ import annotations

from openpyxl import Workbook

from zoufang_cli.returns.rules import IssueRow, MonthReturn
from zoufang_cli.screen.workbook import Look, SheetWriter, Value, labelled, lines
from zoufang_cli.text.dates import format_span

_COLUMNS = (
    ("序号", 4), ("编号", 12), ("来源", 8), ("反映日期", 10), ("业户", 14), ("问题描述", 16.5), ("类别", 8),
    ("办理（整改）措施", 16), ("责任单位\n责任人", 8), ("完成时限", 10), ("状态", 10), ("进展、完成情况", 18),
    ("销号日期", 10), ("备注", 8),
)  # fmt: skip


def write(book: Workbook, month_return: MonthReturn) -> None:
    """Write the sheet."""
    page = SheetWriter(book, "问题台账", [width for _, width in _COLUMNS])
    page.title(f"{month_return.campaign}问题台账({month_return.figures.period.month.label})")
    span = format_span(month_return.figures.period.from_on, month_return.figures.period.to_on)
    page.notes((f"填报单位：{month_return.unit}", 7, Look.NOTE), (f"统计时段：{span}", 7, Look.NOTE_RIGHT))
    page.header([header for header, _ in _COLUMNS], repeat=True)
    for number, issue in enumerate(month_return.issues, 1):
        page.cells(_row(number, issue))
    if not month_return.issues:
        page.merged([("本期没有问题办理记录。", len(_COLUMNS), Look.CENTRE)], at_least=24)
        return
    month = month_return.figures.month
    balance = (
        f"期初未销号{month('issues_opening')}个，反映{month('issues_raised')}个，重新交办{month('issues_reopened')}个，"
        f"销号{month('issues_closed')}个，作废{month('issues_voided')}个，期末未销号{month('issues_closing')}个"
        f"（逾期{month('issues_overdue')}个）；自查和明察暗访发现{month('issues_found')}个"
    )
    page.merged([("合计", 3, Look.TOTAL), (balance, len(_COLUMNS) - 3, Look.TOTAL_TEXT)])


def _row(number: int, issue: IssueRow) -> list[tuple[Value, Look]]:
    return [
        (number, Look.NUMBER),
        (issue.number, Look.CENTRE),
        (issue.source, Look.CENTRE),
        (issue.reported_on, Look.DAY),
        (issue.operators, Look.TEXT),
        (issue.text, Look.TEXT),
        (issue.category, Look.CENTRE),
        (issue.measure, Look.TEXT),
        (lines(issue.unit, issue.responsible), Look.CENTRE),
        (issue.due_on, Look.DAY),
        (_state(issue.state), Look.CENTRE),
        (lines(issue.progress, labelled("完成情况", issue.result)), Look.TEXT),
        (issue.closed_on, Look.DAY),
        (issue.remark, Look.TEXT),
    ]


def _state(text: str) -> str:
    """Return a state in lines that fit its column: what stands in brackets goes below, without them."""
    name, _, rest = text.partition("（" if "（" in text else "(")
    return lines(name, rest[:-1])
