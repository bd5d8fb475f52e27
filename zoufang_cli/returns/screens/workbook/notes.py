"""填报说明: the period, what every figure counts, the identities, and the digest of the log.

All three parts are one table under one header, so that every page can begin with title and header.
"""

from __future__ import annotations

from openpyxl import Workbook

from zoufang_cli.figures.rules.figure import Kind, outline
from zoufang_cli.returns.rules import MonthReturn
from zoufang_cli.screen.workbook import Look, SheetWriter
from zoufang_cli.text.dates import format_day, format_span

_KINDS = {Kind.FLOW: "发生数", Kind.DISTINCT: "家数（去重）", Kind.STOCK: "期末数", Kind.RATE: "比率"}


def write(book: Workbook, month_return: MonthReturn) -> None:
    """Write the sheet."""
    page = SheetWriter(book, "填报说明", (5, 34, 6, 13, 84))
    page.title(f"填报说明({month_return.figures.period.month.label})")
    page.header(("序号", "项目", "单位", "类型", "口径（说明）"), repeat=True)
    page.merged([("一、编制说明", 5, Look.SECTION)])
    for number, (name, text) in enumerate(_about(month_return), 1):
        page.merged([(number, 1, Look.NUMBER), (name, 3, Look.TEXT), (text, 1, Look.TEXT)])
    page.merged([("二、各项数字的口径", 5, Look.SECTION)])
    labels = outline(month_return.figures.shown)
    for number, figure in enumerate(month_return.figures.shown, 1):
        page.cells(
            [
                (number, Look.NUMBER), (labels[figure.key], Look.TEXT), (figure.unit, Look.CENTRE),
                (_KINDS[figure.kind], Look.CENTRE), (figure.definition, Look.TEXT),
            ]
        )  # fmt: skip
    page.merged([("三、勾稽关系核对", 5, Look.SECTION)])
    for number, identity in enumerate(month_return.figures.identities, 1):
        result = f"{'√ 相符' if identity.holds else '× 不符'}（左边{identity.left}，右边{identity.right}）"
        page.merged([(number, 1, Look.NUMBER), (identity.name, 3, Look.TEXT), (result, 1, Look.TEXT)])


def _about(month_return: MonthReturn) -> list[tuple[str, str]]:
    period = month_return.figures.period
    broken = len(month_return.figures.broken)
    lines = [
        ("填报单位", month_return.unit),
        ("统计时段", f"{format_span(period.from_on, period.to_on)}，活动开始（{format_day(month_return.started_on)}）以前的记录不计入。"),
        (
            "数据截止日",
            format_day(period.data_until) + ("（本期尚未结束，期末数为截止日的情况）" if period.running else ""),
        ),
        ("实施方案", month_return.document),
        ("走访对象", month_return.scope),
        ("计数日期", "走访按走访日期，问题按反映、办结、销号日期计算，不按录入日期计算；计划、取消和尚未发生的不计。"),
        ("累计数", f"自{format_day(month_return.started_on)}起；“家”为去重后的业户数，不是各月之和；期末数没有累计数；分母为零的比率记“—”。"),
        ("勾稽核对", f"共{len(month_return.figures.identities)}项，" + (f"{broken}项不符，见第三部分。" if broken else "全部相符。")),
        ("操作留痕摘要", month_return.digest),
    ]  # fmt: skip
    if month_return.unexplained_words:
        lines.append(("留痕核对", f"{month_return.unexplained_words}，请用 zoufang check 核对。"))
    if month_return.zero_words:
        lines.insert(3, ("零报告", month_return.zero_words))
    return lines
