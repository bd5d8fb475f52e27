"""Rows that differ from their header by the same blank fields at the end, as programs write them: no row is shifted.

A comma too many in a single row looks just like it, so that nearly all rows of the table have to agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from zoufang_cli.roster.rows.entries import Cell, SourceRow

_FEWEST: Final = 3
_NEARLY_ALL: Final = 0.9


class _Fitted(NamedTuple):
    """A row with as many cells as the header has names."""

    line: int
    cells: tuple[Cell, ...]
    fault: str


def common_width(rows: Iterable[SourceRow], names: Sequence[str]) -> int:
    """Return the width of nearly all rows below a header where it is another one for blank fields alone, else 0.

    Wider rows have nothing behind the header's last name; narrower ones lack columns that the header does not name.
    """
    widths: Counter[int] = Counter()
    count = 0
    for row in rows:
        if row.fault or sum(map(_filled, row.cells)) < 2:
            continue
        count += 1
        if not any(map(_filled, row.cells[len(names) :])):
            widths[len(row.cells)] += 1
    width, times = widths.most_common(1)[0] if widths else (0, 0)
    if width == len(names) or times < max(_FEWEST, _NEARLY_ALL * count) or any(names[width:]):
        return 0
    return width


def fitted(rows: Iterable[SourceRow], width: int, wanted: int) -> Iterator[SourceRow]:
    """Give the rows of that width the wanted one; all others, and those with something behind it, stay as they are."""
    blanks = ("",) * max(wanted - width, 0)
    for row in rows:
        if len(row.cells) != width or row.fault or any(map(_filled, row.cells[wanted:])):
            yield row
        else:
            yield _Fitted(row.line, (*row.cells[:wanted], *blanks), row.fault)


def _filled(cell: Cell) -> bool:
    return cell is not None and str(cell).strip() != ""
