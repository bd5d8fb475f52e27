"""Put the copy together: openpyxl lays out each sheet and its header, the rows are written into the saved parts.

Through openpyxl's own cells 50,000 rows take seven times as long.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from io import BytesIO
from itertools import islice
from math import ceil
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from zoufang_cli.roster.correction.sheet import NOTES_TITLE, CopySheet
from zoufang_cli.roster.correction.sheet.lines import ADDED, OWN, header_names, line_of, stored, surplus_name
from zoufang_cli.roster.correction.sheet.parts import EPOCH, SheetRows, repacked
from zoufang_cli.roster.correction.sheet.pile import Pile, most_width
from zoufang_cli.roster.correction.sheet.titles import Titles
from zoufang_cli.screen.workbook import Look, Page, column_width, room_in, set_default_font

MOST_ROWS: Final = 1_048_575
"""Rows that a worksheet holds under its header."""

_PAGE_UNITS: Final = 290.0
"""Width that is still readable when it is fitted to one page, about 5 points; what is wider takes more pages."""

_COLUMN_NOTE: Final = 4  # the button of the filter, in half-width characters
_HEADER_WIDTH: Final = 16


def build(reference: str, sheets: Iterable[CopySheet]) -> bytes:
    """Return the workbook (see `copy_bytes`)."""
    book = Workbook()
    set_default_font(book)
    book.remove(book.worksheets[0])
    titles = Titles()
    bodies = [
        _write(book, titles.take(sheet.title), reference, names, pile)
        for sheet in sheets
        for names in [header_names(sheet.names)]
        for pile in _piles(sheet, len(names))
    ]
    _write_notes(book, reference)
    return repacked(_saved(book, reference), dict(enumerate(bodies, 1)))


def _piles(sheet: CopySheet, width: int) -> Iterator[Pile]:
    """Gather the rows of a sheet, as many at a time as a worksheet holds."""
    rows = iter(sheet.rows)
    while (pile := Pile(line_of(row, width) for row in islice(rows, MOST_ROWS))).count:
        yield pile


def _write(book: Workbook, title: str, reference: str, names: list[str], pile: Pile) -> SheetRows:
    """Lay out a sheet and its header; return what is to be written under it."""
    own = len(pile.widths) - OWN
    surplus = [surplus_name(place) for place in range(len(names), own)]
    labels = [stored(f"行号（{reference}）"), *ADDED, *names, *surplus]
    page = Page(book, title, [_width(place, label, pile) for place, label in enumerate(labels)])
    page.cells([(label, Look.ADDED if place < OWN else Look.COLUMN) for place, label in enumerate(labels)], at_least=32)
    page.repeat(1, 1)
    sheet = page.sheet
    sheet.print_title_cols = "A:A"
    sheet.freeze_panes = f"{get_column_letter(OWN + 1)}2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(labels))}{pile.count + 1}"
    sheet.page_setup.fitToWidth = ceil(sum(page.widths) / _PAGE_UNITS)
    return SheetRows(
        pile,
        [room_in(width) for width in page.widths],
        plain=[page.style(Look.CENTRE), page.style(Look.TEXT)],
        wrong=[page.style(Look.WRONG_CENTRE), page.style(Look.WRONG)],
        doubtful=[page.style(Look.DOUBTFUL_CENTRE), page.style(Look.DOUBTFUL)],
    )


def _width(place: int, label: str, pile: Pile) -> float:
    """Return the width of a column: its cells, and so much of its name that it reads well."""
    if place == 0:
        return column_width([label], _HEADER_WIDTH, most_width(place) * 2)
    return max(pile.widths[place], column_width([label], 0, _HEADER_WIDTH) + _COLUMN_NOTE)


def _write_notes(book: Workbook, reference: str) -> None:
    page = Page(book, NOTES_TITLE, (6, 118))
    page.title("更正说明")
    for number, text in enumerate(_notes(reference), 1):
        page.cells([(number, Look.NUMBER), (text, Look.TEXT)], at_least=24)
    page.skip()
    page.cells([("", Look.WRONG), ("红色：有错误，所在行没有采用。", Look.TEXT)], at_least=24)
    page.cells([("", Look.DOUBTFUL), ("黄色：有疑问，所在行已经采用，请核对。", Look.TEXT)], at_least=24)
    page.cells([("行号", Look.WRONG_CENTRE), ("“行号”一格标色：问题在整行，不在某一格。", Look.TEXT)], at_least=24)


def _notes(reference: str) -> tuple[str, ...]:
    return (
        f"本工作簿列出导入批次 {stored(reference)} 中没有采用和需要核对的行；各列与原文件相同，前面加了“行号”“问题”“建议”三列。",
        "请在表中更正标色的单元格。“问题”写明错在哪里，“建议”写明怎样更正；这两列不必改动。",
        "不要改动“行号”一列及其表头：再次导入时凭它找到原来的行。",
        "更正后保存，用 zoufang enterprise import 本文件 再次导入，只处理这些行。",
        "写有【请核对】的行，确认无误的可以原样保留；不要的行可以整行删除。",
    )


def _saved(book: Workbook, reference: str) -> bytes:
    """Save the workbook without the time of day (`Workbook.save` would put it in)."""
    book.properties.title = f"名册更正表（{stored(reference)}）"
    book.properties.creator = "zoufang"
    book.properties.created = book.properties.modified = datetime(*EPOCH)
    content = BytesIO()
    ExcelWriter(book, ZipFile(content, "w", ZIP_DEFLATED)).save()
    return content.getvalue()
