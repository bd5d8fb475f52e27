"""Read .xls (BIFF) through xlrd, which goes by the cells and not by the extent that a sheet declares."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from zoufang_cli.roster.reading.extent import Encrypted, Extent
from zoufang_cli.roster.reading.merges import Merge, Merges, spread
from zoufang_cli.roster.reading.tables import Cell, Row, Table

if TYPE_CHECKING:
    from xlrd.book import Book
    from xlrd.sheet import Sheet

_MAX_FILE: Final = 256 << 20
_ENCRYPTED_PACKAGE: Final = "EncryptedPackage".encode("utf-16-le")
_DATE, _BOOLEAN, _ERROR = 3, 4, 5  # kinds of cells in xlrd; of the others the value stands for itself


def read(path: Path) -> list[Table]:
    """Return the worksheets of a workbook. Raises Encrypted, FarCell, or ValueError where the file is damaged."""
    import xlrd

    size = path.stat().st_size
    if size > _MAX_FILE:
        raise ValueError("too large for an .xls")
    content = path.read_bytes()
    if _ENCRYPTED_PACKAGE in content:  # an .xlsx with a password
        raise Encrypted
    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, ragged_rows=True, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        raise (Encrypted() if "encrypted" in str(error) else ValueError(str(error))) from error
    except (KeyboardInterrupt, MemoryError):
        raise
    except Exception as error:  # what a damaged file makes it stumble over is of any kind
        raise ValueError(str(error)) from error
    return [_table(book, sheet, size) for sheet in book.sheets()]


def _table(book: Book, sheet: Sheet, size: int) -> Table:
    extent = Extent(sheet.name, size)
    last = 0
    for number in range(sheet.nrows):
        values = sheet.row_values(number)
        while values and values[-1] in ("", None):
            values.pop()
        if values:
            extent.include(number + 1, len(values))
            last = number + 1
    rows = _rows(book, sheet, last, extent.columns)
    merged: dict[int, list[Merge]] = {}
    for top, bottom, left, right in sheet.merged_cells:
        if left < extent.columns:
            merged.setdefault(top, []).append(Merge(bottom - 1, left, right - 1))
    if merged:
        rows = spread(rows, Merges(merged, 0, extent.columns))
    table = (Row(number, cells) for number, cells in enumerate(rows, 1))
    hidden_rows = tuple(row + 1 for row, info in sorted(sheet.rowinfo_map.items()) if info.hidden and row < last)
    return Table(sheet.name, table, last, sheet.visibility != 0, hidden_rows=hidden_rows)


def _rows(book: Book, sheet: Sheet, count: int, width: int) -> Iterator[tuple[Cell, ...]]:
    for number in range(count):
        cells = [_value(book, cell.ctype, cell.value) for cell in sheet.row(number)[:width]]
        yield (*cells, *("",) * (width - len(cells)))


def _value(book: Book, kind: int, value: str | float) -> Cell:
    import xlrd

    if kind == _ERROR:
        return str(xlrd.error_text_from_code.get(value, "#VALUE!"))
    if kind == _BOOLEAN:
        return bool(value)
    if kind != _DATE or isinstance(value, str):
        return value
    try:
        moment: datetime = xlrd.xldate_as_datetime(value, book.datemode)
    except (xlrd.xldate.XLDateError, OverflowError, ValueError):
        return value
    if value < 1:
        return str(moment.time())
    return moment.date() if moment.time() == time() else moment
