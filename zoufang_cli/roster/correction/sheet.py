"""The correction sheet: the workbook in which rejected and doubtful rows of a roster go back to the office that sent it.

openpyxl lays out each sheet and its header, the rows are written into the saved parts: through openpyxl's own cells
50,000 rows take seven times as long.
"""

from __future__ import annotations

import marshal
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from itertools import islice
from math import ceil
from typing import Final, NamedTuple
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from zoufang_cli.roster.correction.rules import DOUBTFUL_MARK, REJECTED_MARK, CorrectionRow, SheetRows
from zoufang_cli.roster.importing.rules import NOTES_TITLE
from zoufang_cli.screen.lines import joined_sentences
from zoufang_cli.screen.workbook import (
    MAX_HEIGHT,
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
        self._taken = {NOTES_TITLE, "history"}  # Excel keeps the second for itself

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


_TOGETHER: Final = 200_000
"""Characters that are packed at a time."""

_WIDEST: Final = (10, 40, 32)  # 行号, 问题, 建议, in half-width characters
_WIDEST_OWN: Final = 30
_NARROWEST: Final = 6


class Pile:
    """The rows of one sheet, packed in memory; `count` of them, `widths` their columns in half-width characters."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.count = 0
        self.size = 0
        self.widths: list[float] = []
        self._packs: list[bytes] = []
        batch: list[tuple[list[str], dict[int, bool]]] = []
        length = 0
        for line in lines:
            self._measure(line.texts)
            batch.append((line.texts, line.marks))
            length += sum(map(len, line.texts))
            if length >= _TOGETHER:
                self._pack(batch)
                batch.clear()
                length = 0
        if batch:
            self._pack(batch)

    def lines(self) -> Iterator[Line]:
        """Yield the rows again, in their order."""
        for pack in self._packs:
            for texts, marks in marshal.loads(zlib.decompress(pack)):
                yield Line(texts, marks)

    def _pack(self, batch: list[tuple[list[str], dict[int, bool]]]) -> None:
        packed = marshal.dumps(batch)
        self.count += len(batch)
        self.size += len(packed)
        self._packs.append(zlib.compress(packed, 1))

    def _measure(self, texts: list[str]) -> None:
        widths = self.widths
        widths += [_NARROWEST] * (len(texts) - len(widths))
        for column, text in enumerate(texts):
            if len(text) * (2 - text.isascii()) > widths[column] < (most := most_width(column)):
                widths[column] = column_width([text], widths[column], most)


def most_width(column: int) -> int:
    """Return how wide a column of the sheet may get, in half-width characters."""
    return _WIDEST[column] if column < OWN else _WIDEST_OWN


_END_OF_ROWS: Final = "</sheetData>"
_END_OF_SHEET: Final = "</worksheet>"
_LEAST_HEIGHT: Final = 19.0  # points
_MOST_LINES: Final = 6
"""Lines for which a row makes room on account of a cell that is not marked; 问题, 建议 and marked cells are shown whole."""

EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The time that everything is dated with, so that the same content gives the same bytes."""

_LARGE: Final = 128 << 20
"""Bytes of packed rows from which the part may pass 2 GB, where an entry of a zip needs another form."""


class StyledRows(NamedTuple):
    """The rows of one sheet: room in each column, and the styles of 行号 and of every other cell."""

    pile: Pile
    rooms: Sequence[float]
    plain: Sequence[int]
    wrong: Sequence[int]
    doubtful: Sequence[int]

    @property
    def area(self) -> str:
        """Return the range of all cells, the header among them."""
        return f"A1:{get_column_letter(len(self.rooms))}{self.pile.count + 1}"

    def xml(self) -> Iterator[str]:
        """Yield the rows under the header."""
        letters = [get_column_letter(column) for column in range(1, len(self.rooms) + 1)]
        for number, line in enumerate(self.pile.lines(), 2):
            styles = [self.plain[place > 0] for place in range(len(line.texts))]
            for place, wrong in line.marks.items():
                styles[place] = (self.wrong if wrong else self.doubtful)[place > 0]
            cells = "".join(
                _cell(f"{letter}{number}", style, text)
                for letter, style, text in zip(letters, styles, line.texts, strict=False)
            )
            yield f'<row r="{number}" {self._height(line)}>{cells}</row>'

    def _height(self, line: Line) -> str:
        """Return the height that the texts need; one that is held down must be fixed, the others may grow."""
        shown = others = 1
        for place, (text, room) in enumerate(zip(line.texts, self.rooms, strict=False)):
            if len(text) * (2 - text.isascii()) > room or "\n" in text:
                count = line_count(text, room)
                if place < OWN or place in line.marks:
                    shown = max(shown, count)
                else:
                    others = max(others, count)
        height = max(_LEAST_HEIGHT, height_of(max(shown, min(others, _MOST_LINES))))
        fixed = ' customHeight="1"' if others > max(shown, _MOST_LINES) or height > MAX_HEIGHT else ""
        return f'ht="{min(height, MAX_HEIGHT):.1f}"{fixed}'


def repacked(content: bytes, sheets: Mapping[int, StyledRows]) -> bytes:
    """Return the workbook with the rows of its sheets (numbered from 1), no time of day in it."""
    result = BytesIO()
    named = {f"xl/worksheets/sheet{number}.xml": rows for number, rows in sheets.items()}
    with ZipFile(BytesIO(content)) as old, ZipFile(result, "w") as new:
        for name in old.namelist():
            entry = ZipInfo(name, EPOCH)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 0  # the same on every system
            rows = named.get(name)
            with new.open(entry, "w", force_zip64=rows is not None and rows.pile.size > _LARGE) as part:
                if rows is None:
                    part.write(old.read(name))
                    continue
                for piece in _with_rows(old.read(name).decode("utf-8"), rows):
                    part.write(piece.encode("utf-8"))
    return result.getvalue()


def _with_rows(sheet: str, rows: StyledRows) -> Iterator[str]:
    """Yield the part of a sheet whose only row is its header, with the others after it."""
    head, end, tail = sheet.partition(_END_OF_ROWS)
    header_only = f'<dimension ref="A1:{get_column_letter(len(rows.rooms))}1"'
    yield head.replace(header_only, f'<dimension ref="{rows.area}"', 1)
    yield from rows.xml()
    # Codes and phones are text on purpose: no green corner at each of them.
    quiet = f'<ignoredErrors><ignoredError sqref="{rows.area}" numberStoredAsText="1"/></ignoredErrors>'
    yield end + tail.replace(_END_OF_SHEET, quiet + _END_OF_SHEET)


def _cell(place: str, style: int, text: str) -> str:
    if not text:
        return f'<c r="{place}" s="{style}"/>'
    keep = ' xml:space="preserve"' if "\n" in text or text != text.strip() else ""
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t{keep}>{escape(text)}</t></is></c>'


MOST_ROWS: Final = 1_048_575
"""Rows that a worksheet holds under its header."""

_PAGE_UNITS: Final = 290.0
"""Width that is still readable when it is fitted to one page, about 5 points; what is wider takes more pages."""

_COLUMN_NOTE: Final = 4  # the button of the filter, in half-width characters
_HEADER_WIDTH: Final = 16


def sheet_bytes(reference: str, sheets: Iterable[SheetRows]) -> bytes:
    """Return the .xlsx: the user's columns after 行号, 问题 and 建议, faulty cells coloured, then a sheet of notes.

    `reference` is the number of the batch, by which the sheet is known when it is fed in again. Rows are gone
    through once and never held as a whole; a sheet without rows is left out. The same content gives the same bytes.
    """
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


def _piles(sheet: SheetRows, width: int) -> Iterator[Pile]:
    """Gather the rows of a sheet, as many at a time as a worksheet holds."""
    rows = iter(sheet.rows)
    while (pile := Pile(line_of(row, width) for row in islice(rows, MOST_ROWS))).count:
        yield pile


def _write(book: Workbook, title: str, reference: str, names: list[str], pile: Pile) -> StyledRows:
    """Lay out a sheet and its header; return what is to be written under it."""
    own = len(pile.widths) - OWN
    surplus = [surplus_name(place) for place in range(len(names), own)]
    labels = [workbook_text(f"行号（{reference}）"), *ADDED, *names, *surplus]
    page = SheetWriter(book, title, [_width(place, label, pile) for place, label in enumerate(labels)])
    page.cells([(label, Look.ADDED if place < OWN else Look.COLUMN) for place, label in enumerate(labels)], at_least=32)
    page.repeat(1, 1)
    sheet = page.sheet
    sheet.print_title_cols = "A:A"
    sheet.freeze_panes = f"{get_column_letter(OWN + 1)}2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(labels))}{pile.count + 1}"
    sheet.page_setup.fitToWidth = ceil(sum(page.widths) / _PAGE_UNITS)
    return StyledRows(
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
    page = SheetWriter(book, NOTES_TITLE, (6, 118))
    page.title("更正说明")
    for number, text in enumerate(_notes(reference), 1):
        page.cells([(number, Look.NUMBER), (text, Look.TEXT)], at_least=24)
    page.skip()
    page.cells([("", Look.WRONG), ("红色：有错误，所在行没有采用。", Look.TEXT)], at_least=24)
    page.cells([("", Look.DOUBTFUL), ("黄色：有疑问，所在行已经采用，请核对。", Look.TEXT)], at_least=24)
    page.cells([("行号", Look.WRONG_CENTRE), ("“行号”一格标色：问题在整行，不在某一格。", Look.TEXT)], at_least=24)


def _notes(reference: str) -> tuple[str, ...]:
    return (
        f"本工作簿列出导入批次 {workbook_text(reference)} 中没有采用和需要核对的行；各列与原文件相同，前面加了“行号”“问题”“建议”三列。",
        "请在表中更正标色的单元格。“问题”写明错在哪里，“建议”写明怎样更正；这两列不必改动。",
        "不要改动“行号”一列及其表头：再次导入时凭它找到原来的行。",
        "更正后保存，用 zoufang enterprise import 本文件 再次导入，只处理这些行。",
        "写有【请核对】的行，确认无误的可以原样保留；不要的行可以整行删除。",
    )


def _saved(book: Workbook, reference: str) -> bytes:
    """Save the workbook without the time of day (`Workbook.save` would put it in)."""
    book.properties.title = f"名册更正表（{workbook_text(reference)}）"
    book.properties.creator = "zoufang"
    book.properties.created = book.properties.modified = datetime(*EPOCH)
    content = BytesIO()
    ExcelWriter(book, ZipFile(content, "w", ZIP_DEFLATED)).save()
    return content.getvalue()
