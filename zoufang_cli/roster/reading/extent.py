"""How far the cells of a sheet reach, judged before a library makes room for them.

calamine allocates (last row x last column) cells: one value in XFD1048576 asks for 549 GB and aborts.
"""

from __future__ import annotations

from typing import Final

MAX_CELLS: Final = 20_000_000
"""Cells of the largest rectangle that is read: 1,000,000 rows of 20 columns, at 40 bytes each."""

SPARSE_CELLS: Final = 3_000_000
"""Cells up to which a sheet may be as empty as it likes."""

_USUAL_COLUMNS: Final = 256


class FarCell(Exception):
    """A cell with a value lies so far off that the rectangle up to it is too large."""


class TooBig(Exception):
    """The file unpacks to more than any roster needs."""


class Encrypted(Exception):
    """The workbook has a password."""


class Extent:
    """The used rectangle of one sheet, growing as cells are seen (rows and columns from 1).

    `size` is how many bytes describe the sheet: a cell with a value takes more than ten, so that a large
    rectangle with more cells than bytes is nearly empty, and its corner a slip.
    """

    def __init__(self, sheet: str, size: int, rows: int = 0, columns: int = 0) -> None:
        self.sheet = sheet
        self._size = size
        self._limit = min(MAX_CELLS, max(SPARSE_CELLS, size))
        self.rows = rows
        self.columns = columns
        self._widest = self._lowest = ""

    def renewed(self, sheet: str) -> Extent:
        """Start again from nothing, for another sheet described by the same bytes."""
        return Extent(sheet, self._size)

    def include(self, row: int, column: int) -> None:
        """Take in a cell that holds a value; raises FarCell beyond the limit."""
        if row <= self.rows and column <= self.columns:
            return
        if column > self.columns:
            self.columns, self._widest = column, f"{column_letters(column)}{row}"
        if row > self.rows:
            self.rows, self._lowest = row, f"{column_letters(column)}{row}"
        if self.rows * self.columns > self._limit:
            far = self._widest if self.columns > _USUAL_COLUMNS else self._lowest
            raise FarCell(f"工作表“{self.sheet}”的单元格 {far} 有内容")


def column_letters(column: int) -> str:
    """Spell a column as spreadsheets do: 1 is A, 28 is AB."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Count a column from its letters: A is 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
