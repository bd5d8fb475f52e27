"""The correction sheet: the workbook in which rejected and doubtful rows of a roster go back to the office that sent it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from itertools import chain, islice, zip_longest
from math import ceil
from shutil import copyfileobj
from typing import Final, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from zoufang_cli.roster.correction.rules import DOUBTFUL_MARK, REJECTED_MARK, CorrectionRow, SheetRows
from zoufang_cli.roster.importing.rules import NOTES_TITLE, SKIP_NAMES, SKIPPED_TITLE, SkippedLine
from zoufang_cli.screen.lines import joined_sentences
from zoufang_cli.screen.workbook import (
    Look,
    SheetWriter,
    clean,
    column_width,
    height_of,
    line_count,
    room_in,
    set_default_font,
)
from zoufang_cli.text.cleaning import MAX_CELL, REPLACEMENT
from zoufang_cli.text.problem import Problem

ADDED: Final = ("问题", "建议")
"""What stands after 行号, before the user's own columns."""

OWN: Final = 1 + len(ADDED)
"""Index of the first of the user's own columns."""

_MOST_COLUMNS: Final = 16_384 - OWN
_MOST_SURPLUS: Final = 50
"""Cells beyond the header that get columns of their own: a row split at the wrong mark has thousands."""

_LONGEST_NAME: Final = 255
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_NO_CHARACTER: Final = re.compile("[\ufffe\uffff]")
_ESCAPE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_CUT_END: Final = "…" + REPLACEMENT
_CUT_SAID: Final = "有的单元格内容过长，本表放不下，只列出前一部分，请以原文件为准"


class Line(NamedTuple):
    """A row ready to be written: `marks` maps the index of a cell to whether it is wrong (else doubtful)."""

    texts: list[str]
    marks: dict[int, bool]


def header_names(names: Sequence[str]) -> list[str]:
    """Return the user's column names as the sheet shows them."""
    return [workbook_text(name[:_LONGEST_NAME]) for name in names[:_MOST_COLUMNS]]


def surplus_name(column: int) -> str:
    """Name a column that has cells but no header, by its 0-based place in the user's file."""
    return f"第{column + 1}列"


def line_of(row: CorrectionRow, width: int) -> Line:
    """Prepare a row for a header of `width` columns."""
    own = _own_cells(row, width)
    marks = _marks(row.problems, len(own))
    problems = [problem for problem in row.problems if problem.severity != "note"]
    remark = REJECTED_MARK if row.rejected else DOUBTFUL_MARK
    remark += joined_sentences((problem.field, problem.message) for problem in problems)
    if any(text.endswith(_CUT_END) for text in own):
        remark = f"{remark.rstrip('。')}；{_CUT_SAID}。"
    advice = joined_sentences((problem.field, problem.suggestion) for problem in problems)
    return Line([str(row.line), workbook_text(remark), workbook_text(advice), *own], marks)


def workbook_text(text: str) -> str:
    """Return a text as a workbook can hold it.

    Line breaks become LF, characters that XML forbids go, lone surrogates become U+FFFD. What is longer than a cell
    may be is cut and ends in … and U+FFFD: fed in again unmended, the row is rejected and never taken for whole.
    """
    if len(text) <= MAX_CELL // 2 and "_x" not in text and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _NO_CHARACTER.sub("", _SURROGATE.sub(REPLACEMENT, ILLEGAL_CHARACTERS_RE.sub("", text)))
    units = text.encode("utf-16-le")
    if len(units) > 2 * MAX_CELL:
        text = units[: 2 * (MAX_CELL - len(_CUT_END))].decode("utf-16-le", "ignore") + _CUT_END
    return _ESCAPE.sub("_x005F_", text)


def _own_cells(row: CorrectionRow, width: int) -> list[str]:
    """Return the cells of the user's row, at least `width`, empty ones beyond left out.

    What goes too far beyond the header is put together in the last cell.
    """
    texts = list(row.raw)
    while len(texts) > width and not texts[-1]:
        texts.pop()
    most = min(width + _MOST_SURPLUS, _MOST_COLUMNS)
    if len(texts) > most:
        texts[most - 1 :] = [" | ".join(texts[most - 1 :])]
    texts = [workbook_text(text) for text in texts]
    return texts + [""] * (width - len(texts))


def _marks(problems: Iterable[Problem], width: int) -> dict[int, bool]:
    """Say which cells to colour: that of the problem, 行号 where it concerns the whole row."""
    marks: dict[int, bool] = {}
    for problem in problems:
        if problem.severity != "note":
            place = OWN + problem.column if 0 <= problem.column < width else 0
            marks[place] = marks.get(place, False) or problem.severity == "error"
    return marks


_LONGEST: Final = 31
_USUAL: Final = "名册"
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\\n\t]")


class Titles:
    """Gives each sheet a name that no other has, upper and lower case alike."""

    def __init__(self) -> None:
        self._taken = {NOTES_TITLE, SKIPPED_TITLE, "history"}  # Excel keeps the second for itself

    def take(self, title_of_file: str) -> str:
        """Return the name nearest to the one wanted."""
        base = _FORBIDDEN.sub("", clean(title_of_file)).strip().strip("'").strip() or _USUAL
        title, number = _shortened(base, ""), 2
        while title.casefold() in self._taken:
            title, number = _shortened(base, f"({number})"), number + 1
        self._taken.add(title.casefold())
        return title


def _shortened(base: str, end: str) -> str:
    """Cut a name so that it fits with its end; Excel counts units of UTF-16."""
    room = 2 * (_LONGEST - len(end))
    return base.encode("utf-16-le")[:room].decode("utf-16-le", "ignore").rstrip("' ") + end


_WIDEST: Final = (10, 40, 32)  # 行号, 问题, 建议, in half-width characters
_WIDEST_OWN: Final = 30
_NARROWEST: Final = 6
_MEASURED: Final = 200
"""Rows by which the widths of the columns are chosen."""
_LEAST_HEIGHT: Final = 19.0  # points
_MOST_LINES: Final = 6
"""Lines for which a row makes room on account of a cell that is not marked; 问题, 建议 and marked cells are shown whole."""

EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The time that everything is dated with, so that the same content gives the same bytes."""


MOST_ROWS: Final = 1_048_575
"""Rows that a worksheet holds under its header."""

_PAGE_UNITS: Final = 290.0
"""Width that is still readable when it is fitted to one page, about 5 points; what is wider takes more pages."""

_COLUMN_NOTE: Final = 4  # the button of the filter, in half-width characters
_HEADER_WIDTH: Final = 16


def sheet_bytes(reference: str, sheets: Iterable[SheetRows], skipped: Sequence[SkippedLine] = ()) -> bytes:
    """Return the .xlsx: the user's columns after 行号, 问题 and 建议, faulty cells coloured, then notes and skipped rows.

    `reference` is the number of the batch, by which the sheet is known when it is fed in again. Rows are gone
    through once and never held as a whole; a sheet without rows is left out. The same content gives the same bytes.
    """
    book = Workbook(write_only=True)
    set_default_font(book)
    titles = Titles()
    for sheet in sheets:
        names = header_names(sheet.names)
        lines = (line_of(row, len(names)) for row in sheet.rows)
        while first := list(islice(lines, min(_MEASURED, MOST_ROWS))):
            rest = islice(lines, MOST_ROWS - len(first))
            _write(book, titles.take(sheet.title), reference, names, first, rest)
    _write_notes(book, reference)
    if skipped:
        _write_skipped(book, skipped)
    return _saved(book, reference)


def _write(
    book: Workbook, title: str, reference: str, names: list[str], first: Sequence[Line], rest: Iterable[Line]
) -> None:
    """Write one sheet of rows; `first` of them are measured."""
    own = max(len(line.texts) for line in first) - OWN
    surplus = [surplus_name(place) for place in range(len(names), own)]
    labels = [workbook_text(f"行号（{reference}）"), *ADDED, *names, *surplus]
    columns = list(zip_longest(*(line.texts for line in first), fillvalue=""))
    page = SheetWriter(book, title, [_width(place, label, columns[place]) for place, label in enumerate(labels)])
    page.repeat(1, 1)
    sheet = page.sheet
    sheet.print_title_cols = "A:A"
    sheet.freeze_panes = f"{get_column_letter(OWN + 1)}2"
    sheet.page_setup.fitToWidth = ceil(sum(page.widths) / _PAGE_UNITS)
    page.whole([(label, Look.ADDED if place < OWN else Look.COLUMN) for place, label in enumerate(labels)], 32)
    rooms = [room_in(width) for width in page.widths]
    for line in chain(first, rest):
        looks = [Look.TEXT if place else Look.CENTRE for place in range(len(line.texts))]
        for place, wrong in line.marks.items():
            looks[place] = _MARKS[wrong][place > 0]
        page.whole(list(zip(line.texts, looks, strict=True)), _height(line, rooms))
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(labels))}{page.row}"


_MARKS: Final = {True: (Look.WRONG_CENTRE, Look.WRONG), False: (Look.DOUBTFUL_CENTRE, Look.DOUBTFUL)}
"""How cells are coloured that are wrong, or else doubtful: 行号, and any other."""


def _height(line: Line, rooms: Sequence[float]) -> float:
    """Return the height that the texts of a row need."""
    shown = others = 1
    for place, (text, room) in enumerate(zip(line.texts, rooms, strict=False)):
        if len(text) * (2 - text.isascii()) > room or "\n" in text:
            count = line_count(text, room)
            if place < OWN or place in line.marks:
                shown = max(shown, count)
            else:
                others = max(others, count)
    return max(_LEAST_HEIGHT, height_of(max(shown, min(others, _MOST_LINES))))


def _width(place: int, label: str, texts: Sequence[str]) -> float:
    """Return the width of a column: its cells, and so much of its name that it reads well."""
    if place == 0:
        return column_width([label], _HEADER_WIDTH, _WIDEST[0] * 2)
    most = _WIDEST[place] if place < OWN else _WIDEST_OWN
    return max(column_width(texts, _NARROWEST, most), column_width([label], 0, _HEADER_WIDTH) + _COLUMN_NOTE)


def _write_notes(book: Workbook, reference: str) -> None:
    page = SheetWriter(book, NOTES_TITLE, (6, 118))
    page.whole([("", Look.CAPTION), ("更正说明", Look.CAPTION)], 30)
    for number, text in enumerate(_notes(reference), 1):
        page.whole(
            [(str(number), Look.CENTRE), (text, Look.TEXT)], height_of(line_count(text, room_in(page.widths[1]))) + 8
        )
    for look, text in (
        (Look.WRONG, "红色：有错误，所在行没有采用。"),
        (Look.DOUBTFUL, "黄色：有疑问，所在行已经采用，请核对。"),
    ):
        page.whole([("", look), (text, Look.TEXT)], 24)
    page.whole([("行号", Look.WRONG_CENTRE), ("“行号”一格标色：问题在整行，不在某一格。", Look.TEXT)], 24)


def _write_skipped(book: Workbook, skipped: Sequence[SkippedLine]) -> None:
    """List the rows that were taken for no records: whoever finds an operator there moves it under the header."""
    page = SheetWriter(book, SKIPPED_TITLE, (16, 8, 26, 90))
    page.repeat(1, 1)
    page.sheet.freeze_panes = "A2"
    page.whole([(label, Look.COLUMN) for label in ("工作表", "原文件行", "为什么略过", "内容")], 28)
    for row in skipped:
        texts = (row.sheet, str(row.line), SKIP_NAMES[row.reason], row.text)
        cells = [(workbook_text(text), look) for text, look in zip(texts, _SKIPPED_LOOKS, strict=True)]
        page.whole(cells, height_of(min(line_count(row.text, room_in(page.widths[3])), _MOST_LINES)) + 4)


_SKIPPED_LOOKS: Final = (Look.TEXT, Look.CENTRE, Look.TEXT, Look.TEXT)


def _notes(reference: str) -> tuple[str, ...]:
    return (
        f"本工作簿列出导入批次 {workbook_text(reference)} 中没有采用和需要核对的行；各列与原文件相同，前面加了“行号”“问题”“建议”三列。",
        "请在表中更正标色的单元格。“问题”写明错在哪里，“建议”写明怎样更正；这两列不必改动。",
        "不要改动“行号”一列及其表头：再次导入时凭它找到原来的行。",
        "更正后保存，用 zoufang enterprise import 本文件 再次导入，只处理这些行。",
        "写有【请核对】的行，确认无误的可以原样保留；不要的行可以整行删除。",
        "“略过的行”列出原文件中没有当作业户的行；其中有业户的，请在原文件中移到表头之下，再导入原文件。",
    )


def _saved(book: Workbook, reference: str) -> bytes:
    """Save the workbook without the time of day."""
    book.properties.title = f"名册更正表（{workbook_text(reference)}）"
    book.properties.creator = "zoufang"
    book.properties.created = book.properties.modified = datetime(*EPOCH)
    saved, dated = BytesIO(), BytesIO()
    ExcelWriter(
        book, ZipFile(saved, "w", ZIP_DEFLATED, compresslevel=1)
    ).save()  # Workbook.save would write the time into it
    with ZipFile(saved) as source, ZipFile(dated, "w") as target:
        for name in source.namelist():
            entry = ZipInfo(name, EPOCH)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 0  # the same on every system
            with source.open(name) as part, target.open(entry, "w", force_zip64=True) as copy:
                copyfileobj(part, copy)
    return dated.getvalue()
