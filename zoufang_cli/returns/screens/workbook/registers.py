"""The registers: a sheet for each that has entries in the period."""

from __future__ import annotations

from openpyxl import Workbook

from zoufang_cli.registers.rules import Ledger
from zoufang_cli.returns.rules import MonthReturn
from zoufang_cli.screen.workbook import Look, SheetWriter, column_width
from zoufang_cli.text.dates import format_span


def write(book: Workbook, month_return: MonthReturn) -> None:
    """Write the sheets."""
    for ledger in month_return.registers:
        _write(book, month_return, ledger)


def _write(book: Workbook, month_return: MonthReturn, ledger: Ledger) -> None:
    texts = [[header, *(str(row[place]) for row in ledger.rows)] for place, header in enumerate(ledger.headers)]
    widths = [6.0, *(column_width(column, 10, 24) for column in texts)]
    page = SheetWriter(book, ledger.name[:31], widths)
    page.title(f"{month_return.campaign}{ledger.name}台账({month_return.figures.period.month.label})")
    span = format_span(month_return.figures.period.from_on, month_return.figures.period.to_on)
    half = len(widths) // 2
    page.notes(
        (f"填报单位：{month_return.unit}", half, Look.NOTE), (f"统计时段：{span}", len(widths) - half, Look.NOTE_RIGHT)
    )
    page.header(["序号", *ledger.headers], repeat=True)
    for number, row in enumerate(ledger.rows, 1):
        cells = ((value, Look.NUMBER if isinstance(value, int) else Look.TEXT) for value in row)
        page.cells([(number, Look.NUMBER), *cells])
