"""Read .xlsx, .xls and .ods through calamine, after their size and extent were examined."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from zoufang_cli.errors import NotFound
from zoufang_cli.readers import biff_extent, zip_extent
from zoufang_cli.readers.extent import FarCell, TooBig
from zoufang_cli.readers.table import Cell, FileKind, Row, Table, Unreadable

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_TIMES: Final = frozenset((dt.time, dt.timedelta))
"""Types of cells that no column of a roster calls for: they are read as text."""

DAMAGED: Final = (
    "文件不完整或已损坏（可能没有下载完）。请重新获取；如果能用 Excel 或 WPS 打开，请另存为 .xlsx 后再导入。"
)
PASSWORD: Final = "文件有打开密码。请用 Excel 或 WPS 打开，取消密码后另存再导入。"


def read(path: Path, sheet: str | None, *, is_zip: bool) -> tuple[FileKind, list[Table]]:
    """Read a workbook: its kind by its content, and its worksheets, or the one named."""
    kind, stream = _examined(path, is_zip)
    with stream:
        book = _open(path, stream)
    return kind, _tables(path, book, sheet)


def _examined(path: Path, is_zip: bool) -> tuple[FileKind, BinaryIO]:
    """Open a workbook once bombs, far cells and encryption are ruled out, before anything is parsed."""
    try:
        if is_zip:
            return zip_extent.examine(path), path.open("rb")
        return FileKind.XLS, BytesIO(biff_extent.examine(path))
    except FarCell as error:
        raise Unreadable(
            path,
            f"{error}，离其余数据太远，按它读取会耗尽内存。请删除该单元格（或把数据复制到新工作簿）另存后再导入。",
        ) from error
    except TooBig as error:
        raise Unreadable(path, str(error)) from error
    except biff_extent.Encrypted as error:
        raise Unreadable(path, PASSWORD) from error
    except zip_extent.OtherDocument as error:
        raise Unreadable(path, str(error)) from error
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


def _tables(path: Path, book: CalamineWorkbook, sheet: str | None) -> list[Table]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    names = [meta.name for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
    if sheet is not None and sheet not in names:
        raise NotFound(f"{path.name} 中没有名为“{sheet}”的工作表，现有：{'、'.join(names)}。")
    hidden = {meta.name for meta in book.sheets_metadata if meta.visible != SheetVisibleEnum.Visible}
    chosen = [sheet] if sheet is not None else names
    return [_table(path, book, name, name in hidden) for name in chosen]


def _table(path: Path, book: CalamineWorkbook, name: str, hidden: bool) -> Table:
    try:
        with _silent_panics():
            sheet = book.get_sheet_by_name(name)
    except BaseException as error:
        raise _damaged(path, error) from error
    return Table(name, _rows(sheet), sheet.total_height + 1, hidden)


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


def _rows(sheet: CalamineSheet) -> Iterator[Row]:
    """Yield the rows from the top of the sheet, every column in its place."""
    start = sheet.start
    if start is None:
        return
    padding: tuple[Cell, ...] = (None,) * start[1]
    fills = _vertical_merges(sheet)
    held: dict[int, tuple[int, Cell]] = {}
    for number, values in enumerate(sheet.iter_rows()):
        cells = (*padding, *(values if _TIMES.isdisjoint(map(type, values)) else map(_without_time, values)))
        if fills:
            cells = _filled(cells, number, fills, held)
        yield Row(number + 1, cells)


def _vertical_merges(sheet: CalamineSheet) -> dict[int, list[tuple[int, int]]]:
    """Map the first row of each merge down one column to (column, last row).

    Merges across columns are titles and sections and keep their one value.
    """
    merges: dict[int, list[tuple[int, int]]] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if bottom > top and left == right:
            merges.setdefault(top, []).append((left, bottom))
    return merges


def _filled(
    cells: tuple[Cell, ...],
    number: int,
    merges: dict[int, list[tuple[int, int]]],
    held: dict[int, tuple[int, Cell]],
) -> tuple[Cell, ...]:
    """Repeat the value of a cell merged downwards in the rows below it (and only where other cells are)."""
    starting = merges.get(number, ())
    if not held and not starting:
        return cells
    row = list(cells)
    occupied = any(cell not in (None, "") for cell in cells)
    for column, (last, value) in list(held.items()):
        if number > last:
            del held[column]
        elif occupied and column < len(row) and row[column] in (None, ""):
            row[column] = value
    for column, last in starting:
        if column < len(cells):
            held[column] = (last, cells[column])
    return tuple(row)


def _without_time(value: object) -> object:
    return str(value) if type(value) in _TIMES else value
