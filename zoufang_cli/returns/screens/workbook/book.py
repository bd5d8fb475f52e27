"""The workbook of a monthly return as bytes."""

from __future__ import annotations

import io

from openpyxl import Workbook

from zoufang_cli.returns.rules import MonthReturn
from zoufang_cli.returns.screens.workbook import charts, coverage, issues, notes, registers, summary, visits
from zoufang_cli.screen.workbook import set_default_font


def workbook_bytes(month_return: MonthReturn) -> bytes:
    """Return the workbook: 月报统计表, 走访台账, 问题台账, 覆盖情况, 图表, 填报说明. It holds values, no formulas.

    A register with entries in the period has a sheet of its own before the charts.
    """
    book = Workbook()
    set_default_font(book)
    book.remove(book.worksheets[0])
    for sheet in (summary, visits, issues, coverage, registers, charts, notes):
        sheet.write(book, month_return)
    book.properties.title = month_return.title
    book.properties.creator = month_return.unit
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
