"""Give merged cells back their value where the merge is over data, or a group title over its columns.

Titles, section rows, totals and feet are merged too, and keep their one value: repeated, they would look like
records.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

from zoufang_cli.roster.reading.tables import Cell

Cells: TypeAlias = tuple[Cell, ...]

_HEADER_ROWS: Final = 60
_LONGEST_NAME: Final = 15
_FORM_OR_TOTAL: Final = re.compile(r"[:：]|[合小总共累]\s*计")
_FIGURES: Final = re.compile(r"\d{2,}(?![\d年])")


class Merge(NamedTuple):
    """A merged rectangle by its last row and its columns (from 0, all included)."""

    bottom: int
    left: int
    right: int

    @property
    def span(self) -> int:
        """How many columns are merged."""
        return self.right - self.left + 1


class Merges(NamedTuple):
    """The merges of a table by their first row; the table's columns reach from `first` up to `end`."""

    by_row: Mapping[int, Sequence[Merge]]
    first: int
    end: int


class _Held(NamedTuple):
    """A merge that goes on in the rows below its first one."""

    merge: Merge
    value: Cell


def spread(rows: Iterable[Cells], merges: Merges) -> Iterator[Cells]:
    """Yield rows (the first is row 0) with the values of merged cells repeated in those that are blank.

    Down one column a value is repeated in every row that holds anything. Across columns it is repeated where
    each of them has a name of its own above and the row holds more, and where it is the title of the names in
    the row below.
    """
    held: dict[int, _Held] = {}
    named: set[int] = set()
    source = iter(rows)
    row = next(source, None)
    number = 0
    while row is not None:
        below = next(source, None)
        starting = merges.by_row.get(number, ())
        yield _filled(row, below or (), number, starting, held, named, merges) if held or starting else row
        if number < _HEADER_ROWS:
            named.update(place for place, cell in enumerate(row) if not _blank(cell))
        row = below
        number += 1


def _filled(
    row: Cells,
    below: Cells,
    number: int,
    starting: Sequence[Merge],
    held: dict[int, _Held],
    named: set[int],
    table: Merges,
) -> Cells:
    """Fill one row from the merges above it and those that start in it, which are taken into `held`."""
    for left in [left for left, (merge, _) in held.items() if number > merge.bottom]:
        del held[left]
    across = {merge.left for merge in starting if merge.span > 1}
    occupied = [place for place, cell in enumerate(row) if not _blank(cell)]
    alone = [row[place] for place in occupied if place not in across]
    cells = list(row)
    for merge, value in held.values():
        if occupied if merge.span == 1 else _over_data(merge, value, len(alone), named, table):
            _put(cells, merge, value, table.end)
    for merge in starting:
        value = row[merge.left] if merge.left < len(row) else None
        if _blank(value):
            continue
        if merge.span > 1 and (
            _over_data(merge, value, len(alone), named, table) or _over_names(merge, value, alone, below)
        ):
            _put(cells, merge, value, table.end)
        if merge.bottom > number:
            held[merge.left] = _Held(merge, value)
    return tuple(cells)


def _over_data(merge: Merge, value: Cell, alone: int, named: set[int], table: Merges) -> bool:
    """Tell a value that holds for several columns of a record from a title, section or total.

    Those start in the first column, or have less beside them than they cover.
    """
    if merge.left <= table.first or alone < merge.span:
        return False
    if isinstance(value, str) and _FORM_OR_TOTAL.search(value):
        return False
    return all(place in named for place in range(merge.left, merge.right + 1))


def _over_names(merge: Merge, value: Cell, alone: Sequence[Cell], below: Cells) -> bool:
    """Tell a group title (联系方式 over 姓名, 电话) from the title of the sheet, which has next to nothing beside it."""
    if 2 * len(alone) < merge.span or not all(map(_is_name, (value, *alone))):
        return False
    names = below[merge.left : merge.right + 1]
    if len(names) < merge.span or len(set(names)) < 2 or any(map(_blank, names)):
        return False
    return all(_blank(name) or _is_name(name) for name in below)


def _is_name(cell: Cell) -> bool:
    """Tell whether a cell may be the name of a column: short text without figures."""
    if not isinstance(cell, str) or _FORM_OR_TOTAL.search(cell):
        return False
    return len(cell) <= _LONGEST_NAME and _FIGURES.search(cell) is None


def _put(cells: list[Cell], merge: Merge, value: Cell, end: int) -> None:
    """Write a value into the blank cells of one row of the merge, as far as the table goes."""
    end = min(merge.right + 1, end)
    cells += [None] * (end - len(cells))
    for place in range(merge.left, end):
        if _blank(cells[place]):
            cells[place] = value


def _blank(cell: Cell) -> bool:
    return cell is None or cell == ""
