"""月报统计表: every figure, by section, with the people who sign."""

from __future__ import annotations

from openpyxl import Workbook

from zoufang_cli.figures.rules.figure import Figure, Kind, outline
from zoufang_cli.figures.rules.month import MonthFigures
from zoufang_cli.returns.rules import MonthReturn
from zoufang_cli.screen.workbook import Look, SheetWriter, Value
from zoufang_cli.text.dates import format_day, format_span

_ROW = 17  # points
_ORDER = "一二三四五六七八九十"


def write(book: Workbook, month_return: MonthReturn) -> None:
    """Write the sheet."""
    page = SheetWriter(book, "月报统计表", (6, 34, 8, 14, 14, 62))
    page.sheet.page_setup.fitToHeight = 2
    page.title(month_return.title)
    span = month_return.figures.period
    when = f"统计时段：{format_span(span.from_on, span.to_on)}（数据截止日：{format_day(span.data_until)}）"
    page.notes((f"填报单位（盖章）：{month_return.unit}", 2, Look.NOTE), (when, 4, Look.NOTE_RIGHT))
    page.header(("序号", "项目", "单位", "本月", "累计", "备注"), repeat=True)
    if month_return.zero_words:
        page.merged([("", 1, Look.CENTRE), (month_return.zero_words, 5, Look.TOTAL_TEXT)])
    labels = outline(month_return.figures.shown)
    number = 0
    for index, section in enumerate(month_return.figures.sections):
        page.merged([(f"{_ORDER[index]}、{section.value}", 6, Look.SECTION)], at_least=_ROW)
        for figure in month_return.figures.shown:
            if figure.section is section:
                number += 1
                page.cells(_row(number, month_return.figures, figure, labels[figure.key]), at_least=_ROW)
    _foot(page, month_return)


def _row(number: int, figures: MonthFigures, figure: Figure, label: str) -> list[tuple[Value, Look]]:
    amount = figures[figure.key]
    cumulative = ("/", Look.CENTRE) if figure.kind is Kind.STOCK else amount_cell(amount.cumulative, figure.kind)
    return [
        (number, Look.NUMBER),
        (label, Look.TEXT),
        (figure.unit, Look.CENTRE),
        amount_cell(amount.month, figure.kind),
        cumulative,
        (_remark(figures, figure), Look.TEXT),
    ]


def amount_cell(value: float | None, kind: Kind) -> tuple[Value, Look]:
    """Return a figure as a cell: rates as percentages, — where there is no denominator."""
    if value is None:
        return "—", Look.CENTRE
    return (round(value / 100, 4), Look.RATE) if kind is Kind.RATE else (value, Look.NUMBER)


def _remark(figures: MonthFigures, figure: Figure) -> str:
    if figure.kind is Kind.STOCK:
        return "期末数" if figure.key != "issues_opening" else "期初数"
    if figure.kind is not Kind.RATE:
        return ""
    parts = figures.parts(figure.key)
    labels = {figure.key: figure.label for figure in figures.figures}
    formula = f"{labels[figure.numerator]}÷{labels[figure.denominator]}"
    return f"{formula}：本月{_division(parts.month)}，累计{_division(parts.cumulative)}"


def _division(parts: tuple[int, int]) -> str:
    return f"{parts[0]}/{parts[1]}"


def _foot(page: SheetWriter, month_return: MonthReturn) -> None:
    signers = month_return.signers
    blank = "　" * 5
    people = (
        f"单位负责人：{signers.head or blank}",
        f"审核人：{signers.reviewer or blank}",
        f"填报人：{signers.filer or blank}",
        f"联系电话：{signers.phone or blank}",
        f"填报日期：{format_day(month_return.filed_on)}",
    )
    page.merged([("　　　".join(people), 6, Look.NOTE)], at_least=30)
