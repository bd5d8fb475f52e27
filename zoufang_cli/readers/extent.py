"""How far the cells of a sheet reach, judged before a library makes room for them.

calamine allocates (last row x last column) cells: one value in XFD1048576 asks for 549 GB and aborts.
"""

from __future__ import annotations

from typing import Final

MAX_CELLS: Final = 20_000_000
"""Cells of a sheet's used rectangle: 1,000,000 rows of 20 columns; 32 bytes each."""


class FarCell(Exception):
    """A cell with a value lies so far off that the rectangle up to it is too large."""


class TooBig(Exception):
    """The file unpacks to more than any roster needs."""


class Extent:
    """The used rectangle of one sheet, growing as cells are seen (rows and columns from 1)."""

    def __init__(self, sheet: str, rows: int = 0, columns: int = 0) -> None:
        self.sheet = sheet
        self.rows = rows
        self.columns = columns

    def include(self, row: int, column: int) -> None:
        """Take in a cell that holds a value; raises FarCell beyond the limit."""
        if row <= self.rows and column <= self.columns:
            return
        rows, columns = max(row, self.rows), max(column, self.columns)
        if rows * columns > MAX_CELLS:
            raise FarCell(f"工作表“{self.sheet}”的单元格 {column_letters(column)}{row} 有内容")
        self.rows, self.columns = rows, columns


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
