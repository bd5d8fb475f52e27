"""The look of every sheet: fonts, borders, widths and heights, page set-up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from copy import copy
from datetime import date
from enum import Enum
from math import ceil
from typing import TypeAlias

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

Value: TypeAlias = str | int | float | date | None

SIZE = 11
UNIT = 6.0  # points: Excel's unit of width, a digit of the default font, which `set_default_font` makes 宋体 11
PADDING = 6.3  # points of a column that hold no text
MAX_HEIGHT = 400.0  # Excel allows 409 points
LINE = 1.45  # line height in font sizes; the widest of the fonts that stand in for 宋体
AROUND = 4.0  # points above and below text of several lines
MAX_TEXT = 32_000  # a cell holds 32,767 characters
_CUT = "……（内容过长，全文见台账）"
_UNSTORABLE = re.compile(r"[\ud800-\udfff\ufffe\uffff]")
_ASCII_OR_WIDE = re.compile("[\x00-\x7f\u3000-\u303e\u4e00-\u9fff\uff01-\uff60]*")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")

_SONG, _HEI, _TITLE = "宋体", "黑体", "方正小标宋简体"
_THIN = Side(style="thin", color="000000")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


class Look(Enum):
    """What a cell looks like: font, size, bold, alignment, border, number format, fill."""

    TITLE = (_TITLE, 20, False, "center", False, "General", "")
    NOTE = (_SONG, SIZE, False, "left", False, "General", "")
    NOTE_RIGHT = (_SONG, SIZE, False, "right", False, "General", "")
    HEADER = (_HEI, SIZE, False, "center", True, "General", "F2F2F2")
    SECTION = (_HEI, SIZE, False, "left", True, "General", "")
    CAPTION = (_HEI, 12, False, "left", False, "General", "")
    TEXT = (_SONG, SIZE, False, "left", True, "@", "")
    CENTRE = (_SONG, SIZE, False, "center", True, "@", "")
    NUMBER = (_SONG, SIZE, False, "center", True, "0", "")
    RATE = (_SONG, SIZE, False, "center", True, "0.00%", "")
    DAY = (_SONG, SIZE, False, "center", True, "yyyy-mm-dd", "")
    TOTAL = (_HEI, SIZE, False, "center", True, "0", "")
    TOTAL_RATE = (_HEI, SIZE, False, "center", True, "0.00%", "")
    TOTAL_TEXT = (_HEI, SIZE, False, "left", True, "@", "")
    COLUMN = (_HEI, SIZE, False, "center", True, "@", "F2F2F2")
    ADDED = (_HEI, SIZE, False, "center", True, "@", "DDEBF7")
    WRONG = (_SONG, SIZE, False, "left", True, "@", "FFC7CE")
    WRONG_CENTRE = (_SONG, SIZE, False, "center", True, "@", "FFC7CE")
    DOUBTFUL = (_SONG, SIZE, False, "left", True, "@", "FFF2A8")
    DOUBTFUL_CENTRE = (_SONG, SIZE, False, "center", True, "@", "FFF2A8")


class SheetWriter:
    """A sheet that is written from top to bottom, with what makes it fit for print."""

    def __init__(self, book: Workbook, name: str, widths: Sequence[float]) -> None:
        self.sheet: Worksheet = book.create_sheet(name)
        self.widths = [_units(width) for width in widths]
        self.row = 0
        self._looks: dict[tuple[Look, bool], Cell] = {}
        for index, width in enumerate(self.widths, 1):
            self.sheet.column_dimensions[get_column_letter(index)].width = width
        _set_page(self.sheet)

    def title(self, text: str) -> None:
        """Write the merged title row."""
        self.merged([(text, len(self.widths), Look.TITLE)], at_least=34)

    def notes(self, *parts: tuple[str, int, Look]) -> None:
        """Write a row without borders, each part merged over so many columns."""
        self.merged(parts, at_least=20)

    def header(self, labels: Sequence[str], *, repeat: bool = False) -> None:
        """Write a header row; with `repeat` every page begins with it and all above, and these stay in sight."""
        self.cells([(label, Look.HEADER) for label in labels], at_least=24)
        if repeat:
            self.repeat(1, self.row)
            self.freeze()

    def repeat(self, first: int, last: int) -> None:
        """Print these rows again on every page that follows them; a sheet can have one such block."""
        self.sheet.print_title_rows = f"{first}:{last}"

    def freeze(self) -> None:
        """Keep what was written so far in sight."""
        self.sheet.freeze_panes = f"A{self.row + 1}"

    def cells(self, cells: Sequence[tuple[Value, Look]], *, at_least: float = 19) -> None:
        """Write a row of cells, as high as its longest text needs."""
        self.row += 1
        needed = at_least
        for column, (value, look) in enumerate(cells, 1):
            needed = max(needed, self._put(column, value, look, self.widths[column - 1]))
        self.sheet.row_dimensions[self.row].height = min(needed, MAX_HEIGHT)

    def merged(self, parts: Sequence[tuple[Value, int, Look]], *, at_least: float = 19) -> None:
        """Write a row of parts, each merged over so many columns."""
        self.row += 1
        column, needed = 1, at_least
        for value, span, look in parts:
            width = sum(self.widths[column - 1 : column - 1 + span])
            needed = max(needed, self._put(column, value, look, width))
            if span > 1:
                self.sheet.merge_cells(
                    start_row=self.row, end_row=self.row, start_column=column, end_column=column + span - 1
                )
            column += span
        self.sheet.row_dimensions[self.row].height = min(needed, MAX_HEIGHT)

    def skip(self, rows: int = 1) -> None:
        """Leave rows empty."""
        self.row += rows

    def whole(self, cells: Sequence[tuple[str, Look]], height: float) -> None:
        """Append a row of uncut texts to a sheet of a write-only workbook, where nothing can be merged."""
        self.row += 1
        self.sheet.row_dimensions[self.row].height = min(height, MAX_HEIGHT)
        row = []
        for text, look in cells:
            cell = WriteOnlyCell(self.sheet)
            self._style(cell, look, False)
            if text:
                cell.value = text
                cell.data_type = "s"
            row.append(cell)
        self.sheet.append(row)
        del self.sheet.row_dimensions[self.row]

    def _put(self, column: int, value: Value, look: Look, width: float) -> float:
        """Write one cell and return the height that it needs."""
        cell = self.sheet.cell(self.row, column)
        assert isinstance(cell, Cell)
        if not isinstance(value, str):
            self._style(cell, look, False)
            if value is not None:
                cell.value = value
            return 0.0
        text, height = _fitted(clean(value), width, look.value[1])
        self._style(cell, look, text.startswith(_FORMULA))
        if text:
            cell.value = text
            cell.data_type = "s"  # never a formula or an error value, whatever it begins with
        return height

    def _style(self, cell: Cell, look: Look, quoted: bool) -> None:
        """Give a cell its look: the style is built once per sheet and shared."""
        model = self._looks.get((look, quoted))
        if model is None:
            model = self._looks[look, quoted] = cell
            font, size, bold, horizontal, boxed, number_format, fill = look.value
            cell.font = Font(name=font, size=size, bold=bold)
            cell.alignment = Alignment(horizontal=horizontal, vertical="center", wrap_text=True)
            cell.number_format = number_format
            if boxed:
                cell.border = _BOX
            if fill:
                cell.fill = PatternFill("solid", fgColor=fill)
            if quoted:
                cell.quotePrefix = True
        else:
            cell._style = copy(model._style)  # type: ignore[attr-defined]


def set_default_font(book: Workbook) -> None:
    """Make 宋体 11 the workbook's default font: Excel, WPS and LibreOffice measure column widths by its digits.

    openpyxl's own default, Calibri, is missing on many machines, where every column would get wider.
    """
    normal = next(style for style in book._named_styles if style.name == "Normal")  # type: ignore[attr-defined]
    normal.font = Font(name=_SONG, size=SIZE)


def clean(text: str) -> str:
    """Return text that a workbook can hold: no characters that XML forbids, line breaks as LF, not too long."""
    text = _UNSTORABLE.sub("", ILLEGAL_CHARACTERS_RE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    return text if len(text) <= MAX_TEXT else text[:MAX_TEXT]


def lines(*parts: str) -> str:
    """Return what there is of some texts, one below the other in a cell."""
    return "\n".join(part for part in parts if part)


def labelled(label: str, text: str) -> str:
    """Return a text after its label, nothing when there is no text."""
    return f"{label}：{text}" if text else ""


def display_width(text: str) -> int:
    """Return how many half-width characters a text takes; ambiguous ones are wide, as Chinese fonts draw them."""
    if _ASCII_OR_WIDE.fullmatch(text):
        return 2 * len(text) - len(text.encode("ascii", "ignore"))
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def column_width(texts: Sequence[str], least: float, most: float) -> float:
    """Return the width that shows the longest line of some texts, within bounds."""
    longest = max((display_width(line) for text in texts for line in text.split("\n")), default=0)
    return min(max(least, longest), most)


def _units(characters: float) -> float:
    """Return a column width in Excel's unit, with room at both sides."""
    return ceil((characters * SIZE / 2 + PADDING) / UNIT * 10) / 10


def _fitted(text: str, width: float, size: int) -> tuple[str, float]:
    """Return a text and the height it needs; one higher than any row may be is cut and says so."""
    if not text:
        return text, 0.0
    room = room_in(width, size)
    most = int((MAX_HEIGHT - AROUND) / (size * LINE))
    lines = line_count(text, room)
    if lines > most:
        keep = int(len(text) * (most - 2) / lines)
        while line_count(text[:keep] + _CUT, room) > most:
            keep -= 10
        text = text[:keep] + _CUT
        lines = line_count(text, room)
    return text, height_of(lines, size)


def room_in(width: float, size: int = SIZE) -> float:
    """Return how many half-width characters fit side by side in a column, its width in Excel's unit."""
    return max(2.0, (width * UNIT - PADDING) * 2 / size)


def height_of(lines: int, size: int = SIZE) -> float:
    """Return the height in points that so many lines of text take."""
    return lines * size * LINE + (AROUND if lines > 1 else 1.0)


def line_count(text: str, room: float) -> int:
    """Return how many lines a wrapped text takes; a wide character that does not fit leaves its place empty."""
    usable = max(2.0, room - 1)
    widths = (display_width(line) for line in text.split("\n"))
    return sum(1 if width <= room else ceil(width / usable) for width in widths)


def _set_page(sheet: Worksheet) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.left = sheet.page_margins.right = 0.3
    sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.6
    sheet.page_margins.header = sheet.page_margins.footer = 0.3
    if sheet.oddFooter is not None and sheet.oddFooter.center is not None:
        sheet.oddFooter.center.text = "第&P页 共&N页"
        sheet.oddFooter.center.size = 10
