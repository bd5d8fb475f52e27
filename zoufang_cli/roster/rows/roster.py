"""Read a table of a roster row by row: its header, then a verdict on each row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import Final, NamedTuple

from zoufang_cli.roster.columns.headers import NEEDED_ROWS, Header, Remembered, find_header
from zoufang_cli.roster.columns.names import MARKERS, Field
from zoufang_cli.roster.rows.above_header import (
    judge_rows_above,
)
from zoufang_cli.roster.rows.judge import RowJudge
from zoufang_cli.roster.rows.outcomes import (
    Cell,
    FileRow,
    Outcome,
    PackedRow,
    SkippedRow,
    SkipReason,
)
from zoufang_cli.roster.rows.workers import packed_outcomes
from zoufang_cli.roster.values.cells import cell_text
from zoufang_cli.text.cleaning import (
    tidy,
)

_FEWEST: Final = 3
_NEARLY_ALL: Final = 0.9


class _Fitted(NamedTuple):
    """A row with as many cells as the header has names."""

    line: int
    cells: tuple[Cell, ...]
    fault: str


def common_width(rows: Iterable[FileRow], names: Sequence[str]) -> int:
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


def fitted(rows: Iterable[FileRow], width: int, header_width: int) -> Iterator[FileRow]:
    """Give the rows of that width the wanted one; all others, and those with something behind it, stay as they are."""
    blanks = ("",) * max(header_width - width, 0)
    for row in rows:
        if len(row.cells) != width or row.fault or any(map(_filled, row.cells[header_width:])):
            yield row
        else:
            yield _Fitted(row.line, (*row.cells[:header_width], *blanks), row.fault)


def _filled(cell: Cell) -> bool:
    return cell is not None and str(cell).strip() != ""


@dataclass(frozen=True, slots=True)
class Roster:
    """A table understood: its header, and the rows, which can be gone through once."""

    sheet: str
    header: Header
    _rows: Iterable[FileRow] = field(repr=False)

    def outcomes(self) -> Iterator[Outcome]:
        """Judge the rows as they are asked for, those above the header and the header among them."""
        source = iter(self._rows)
        judge = RowJudge(self.header, self.sheet)
        yield from self._head(source, judge)
        yield from self._correction_rows(source, judge) if self._corrects else map(judge.outcome, source)

    def packed_outcomes(self) -> Iterator[Outcome | PackedRow]:
        """Judge the rows, those of a large table in several processes; those about which there is nothing to say come packed."""
        source = iter(self._rows)
        judge = RowJudge(self.header, self.sheet)
        yield from self._head(source, judge)
        yield from self._correction_rows(source, judge) if self._corrects else packed_outcomes(source, judge)

    @property
    def _corrects(self) -> bool:
        return self.header.column_of(Field.CORRECTION_LINE) >= 0

    def _head(self, source: Iterator[FileRow], judge: RowJudge) -> Iterator[Outcome]:
        header = self.header
        for judged in judge_rows_above(list(islice(source, header.index + 1 - header.rows)), header):
            yield judge.above_header(judged)
        for row in islice(source, header.rows):
            yield SkippedRow(row.line, SkipReason.HEADER, row.cells)

    def _correction_rows(self, rows: Iterator[FileRow], judge: RowJudge) -> Iterator[Outcome]:
        """Judge the rows of a correction sheet: its marker columns hold our words, not the user's."""
        line = self.header.column_of(Field.CORRECTION_LINE)
        ours = {column for column, key in self.header.columns.items() if key in MARKERS}
        for row in rows:
            cells = tuple("" if column in ours else cell for column, cell in enumerate(row.cells))
            outcome = judge.outcome(_OwnRow(row.line, cells, row.fault))
            if isinstance(outcome, SkippedRow):
                yield outcome._replace(cells=row.cells)
            else:
                number = tidy(cell_text(row.cells[line])) if line < len(row.cells) else ""
                yield outcome._replace(cells=row.cells, correction_line=number)


class _OwnRow(NamedTuple):
    """A row of a correction sheet, without what we wrote in it."""

    line: int
    cells: tuple[Cell, ...]
    fault: str


def read_roster(
    rows: Iterable[FileRow],
    *,
    sheet: str = "",
    mapping: Mapping[str, str] | None = None,
    remembered: Remembered | None = None,
) -> Roster:
    """Find the header of a table and clean its rows as they are asked for.

    `mapping` settles columns by name (column -> field key or Chinese field name), `remembered` those of headers
    met before (header_key -> column -> field key). `sheet` goes into the places of problems.
    Raises headers.NoNameColumn, headers.BadMapping or claims.AmbiguousColumns.
    """
    source = iter(rows)
    first = list(islice(source, NEEDED_ROWS))
    header = find_header(first, mapping, remembered)
    if width := common_width(first[header.index + 1 :], header.names):
        header_width = len(header.names)
        first[header.index + 1 :] = fitted(first[header.index + 1 :], width, header_width)
        source = fitted(source, width, header_width)
        header = find_header(first, mapping, remembered)
    if sheet:
        header = replace(
            header, problems=tuple(replace(problem, place=f"{sheet} {problem.place}") for problem in header.problems)
        )
    return Roster(sheet, header, chain(first, source))
