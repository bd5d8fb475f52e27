"""Read .xlsx and .ods through calamine, after their size and extent were examined, and .xls through xlrd."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, TypeAlias

from zoufang_cli.errors import NotFound
from zoufang_cli.roster.reading import xls, zip_extent
from zoufang_cli.roster.reading.extent import Encrypted, FarCell, TooBig
from zoufang_cli.roster.reading.merges import Merge, Merges, spread
from zoufang_cli.roster.reading.notices import Notices
from zoufang_cli.roster.reading.tables import Cell, FileKind, Row, Table, Unreadable

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_Range: TypeAlias = tuple[tuple[int, int], tuple[int, int]]

_TIMES: Final = frozenset((dt.time, dt.timedelta))
"""Types of cells that no column of a roster calls for: they are read as text."""

DAMAGED: Final = (
    "文件不完整或已损坏（可能没有下载完）。请重新获取；如果能用 Excel 或 WPS 打开，请另存为 .xlsx 后再导入。"
)
PASSWORD: Final = "文件有打开密码。请用 Excel 或 WPS 打开，取消密码后另存再导入。"


def read(path: Path, sheet: str | None, *, is_zip: bool) -> tuple[FileKind, list[Table]]:
    """Read a workbook: its kind by its content, and its worksheets, or the one named."""
    with _refusals(path):
        if not is_zip:
            return FileKind.XLS, _chosen(path, xls.read(path), sheet)
        examined = zip_extent.examine(path)
        stream = zip_extent.open_for_reading(path, examined.odd_parts)
    with stream:
        book = _open(path, stream)
    return examined.kind, _chosen(path, _tables(path, book, sheet, examined), sheet)


def _chosen(path: Path, tables: list[Table], sheet: str | None) -> list[Table]:
    names = [table.sheet for table in tables]
    if sheet is not None and sheet not in names:
        raise NotFound(f"{path.name} 中没有名为“{sheet}”的工作表，现有：{'、'.join(names)}。")
    return [table for table in tables if sheet in (None, table.sheet)]


@contextmanager
def _refusals(path: Path) -> Iterator[None]:
    """Turn what is found out about a workbook before it is parsed, or by a reader, into a sentence."""
    try:
        yield
    except FarCell as error:
        raise Unreadable(
            path,
            f"{error}，离其余数据太远，按它读取会耗尽内存。请删除该单元格（或把数据复制到新工作簿）另存后再导入。",
        ) from error
    except (TooBig, zip_extent.OtherDocument) as error:
        raise Unreadable(path, str(error)) from error
    except Encrypted as error:
        raise Unreadable(path, PASSWORD) from error
    except Unreadable:
        raise
    except (ValueError, EOFError, OSError) as error:
        raise Unreadable(path, DAMAGED) from error


def _open(path: Path, stream: BinaryIO) -> CalamineWorkbook:
    from python_calamine import CalamineWorkbook, PasswordError

    try:
        with _silent_panics():
            return CalamineWorkbook.from_filelike(stream)  # by a path it would go by the extension
    except PasswordError as error:
        raise Unreadable(path, PASSWORD) from error
    except BaseException as error:
        raise _damaged(path, error) from error


def _tables(path: Path, book: CalamineWorkbook, sheet: str | None, examined: zip_extent.Examined) -> list[Table]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    names = [meta.name for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
    hidden = {meta.name for meta in book.sheets_metadata if meta.visible != SheetVisibleEnum.Visible}
    tables = []
    for name in names:
        if sheet not in (None, name) and sheet in names:
            tables.append(Table(name, iter(()), hidden=name in hidden))
            continue
        read = _sheet(path, book, name)
        merges = examined.merges
        ranges = merges.get(name, ()) if merges is not None else read.merged_cell_ranges or ()
        noticed = examined.notices.get(name, Notices())
        rows = _rows(read, ranges, noticed.errors)
        height = read.total_height + 1
        hidden_rows = tuple(row for row in noticed.hidden_rows if row <= height)
        tables.append(Table(name, rows, height, name in hidden, noticed.valueless, hidden_rows))
    return tables


def _sheet(path: Path, book: CalamineWorkbook, name: str) -> CalamineSheet:
    try:
        with _silent_panics():
            return book.get_sheet_by_name(name)
    except BaseException as error:
        raise _damaged(path, error) from error


@contextmanager
def _silent_panics() -> Iterator[None]:
    """Keep what a panic inside the library prints away from the user, who gets a sentence instead.

    It writes to the descriptor itself and not to sys.stderr.
    """
    try:
        kept = os.dup(2)
    except OSError:  # no standard error at all
        yield
        return
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _damaged(path: Path, error: BaseException) -> BaseException:
    """Turn whatever the library died of into a refusal; it panics with a BaseException of its own."""
    if isinstance(error, (KeyboardInterrupt, SystemExit, MemoryError)):
        return error
    return Unreadable(path, DAMAGED)


def _rows(sheet: CalamineSheet, ranges: Iterable[_Range], errors: Mapping[int, Mapping[int, str]]) -> Iterator[Row]:
    """Yield the rows from the top of the sheet, every column in its place."""
    start = sheet.start
    if start is None:
        return
    rows = _cells(sheet, start[1])
    if errors:
        rows = _with_errors(rows, errors)
    merges = _merges(ranges, start[1], start[1] + sheet.width)
    if merges.by_row:
        rows = spread(rows, merges)
    for number, cells in enumerate(rows, 1):
        yield Row(number, cells)


def _cells(sheet: CalamineSheet, first: int) -> Iterator[tuple[Cell, ...]]:
    padding: tuple[Cell, ...] = (None,) * first
    for values in sheet.iter_rows():
        yield (*padding, *(values if _TIMES.isdisjoint(map(type, values)) else map(_without_time, values)))


def _with_errors(
    rows: Iterator[tuple[Cell, ...]], errors: Mapping[int, Mapping[int, str]]
) -> Iterator[tuple[Cell, ...]]:
    """Put the texts of errors (#N/A) into their cells."""
    for number, cells in enumerate(rows):
        if number in errors:
            errors_of_row = errors[number]
            yield tuple(errors_of_row.get(column, cell) for column, cell in enumerate(cells))
        else:
            yield cells


def _merges(ranges: Iterable[_Range], first: int, end: int) -> Merges:
    """Sort the merges by their first row; those beside the used columns hold nothing."""
    by_row: dict[int, list[Merge]] = {}
    for (top, left), (bottom, right) in ranges:
        if left < end and bottom >= top and right >= left:
            by_row.setdefault(top, []).append(Merge(bottom, left, right))
    return Merges(by_row, first, end)


def _without_time(value: object) -> object:
    return str(value) if type(value) in _TIMES else value
