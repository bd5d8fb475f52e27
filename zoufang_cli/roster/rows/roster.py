"""Read a table of a roster row by row: its header, then a verdict on each row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import Final, NamedTuple

from zoufang_cli.roster.columns.headers import NEEDED_ROWS, Header, Remembered, find_header
from zoufang_cli.roster.columns.names import LIST_FIELDS, MARKERS, Field
from zoufang_cli.roster.rows.above_header import (
    AboveHeaderKind,
    HeaderMatch,
    HeaderMatcher,
    RowAboveHeader,
    judge_rows_above,
)
from zoufang_cli.roster.rows.cleaning import Assembler
from zoufang_cli.roster.rows.outcomes import (
    Cell,
    FileRow,
    Outcome,
    RejectedRow,
    RowCode,
    SkippedRow,
    SkipReason,
    TakenRow,
)
from zoufang_cli.roster.rows.problems import Reporter
from zoufang_cli.roster.rows.shapes import identifies, skip_reason
from zoufang_cli.roster.values.cells import cell_text
from zoufang_cli.text.cleaning import (
    DITTO,
    ERRORS,
    MAX_CELL,
    PLACEHOLDERS,
    fault,
    hidden,
    needs_cleaning,
    tidy,
    tidy_list,
)
from zoufang_cli.text.problem import Problem

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


_SPECIAL = PLACEHOLDERS | DITTO
_BROKEN_LISTS = LIST_FIELDS | {Field.KINDS}
"""Fields in whose cells a line break divides values."""
_ABOVE = {
    AboveHeaderKind.BLANK: SkipReason.BLANK,
    AboveHeaderKind.TITLE: SkipReason.TITLE,
    AboveHeaderKind.HEADER: SkipReason.REPEATED,
}
_IDENTITY = (Field.CREDIT_CODE, Field.REGISTRATION_NO, Field.ORGANISATION_CODE, Field.LICENCE)


@dataclass(frozen=True, slots=True)
class Roster:
    """A table understood: its header, and the outcomes, which can be gone through once."""

    sheet: str
    header: Header
    outcomes: Iterator[Outcome] = field(repr=False)


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
    return Roster(sheet, header, _outcomes(chain(first, source), header, sheet))


def _outcomes(rows: Iterable[FileRow], header: Header, sheet: str) -> Iterator[Outcome]:
    source = iter(rows)
    judge = _RowJudge(header, sheet)
    for judged in judge_rows_above(list(islice(source, header.index + 1 - header.rows)), header):
        yield judge.above_header(judged)
    for row in islice(source, header.rows):
        yield SkippedRow(row.line, SkipReason.HEADER, row.cells)
    if header.column_of(Field.CORRECTION_LINE) >= 0:
        yield from _correction_rows(source, header, judge)
        return
    for row in source:
        yield judge.outcome(row)


class _OwnRow(NamedTuple):
    """A row of a correction sheet, without what we wrote in it."""

    line: int
    cells: tuple[Cell, ...]
    fault: str


def _correction_rows(rows: Iterable[FileRow], header: Header, judge: _RowJudge) -> Iterator[Outcome]:
    """Judge the rows of a correction sheet: its marker columns hold our words, not the user's."""
    line = header.column_of(Field.CORRECTION_LINE)
    ours = {column for column, key in header.columns.items() if key in MARKERS}
    for row in rows:
        cells = tuple("" if column in ours else cell for column, cell in enumerate(row.cells))
        outcome = judge.outcome(_OwnRow(row.line, cells, row.fault))
        if isinstance(outcome, SkippedRow):
            yield outcome._replace(cells=row.cells)
        else:
            number = tidy(cell_text(row.cells[line])) if line < len(row.cells) else ""
            yield outcome._replace(cells=row.cells, correction_line=number)


class _RowJudge:
    """Judges rows one after the other; it remembers the row above, for 同上, and where another table began."""

    def __init__(self, header: Header, sheet: str) -> None:
        self.header = header
        self.width = len(header.names)
        self.report = Reporter(header, sheet)
        self.assembler = Assembler(header, self.report)
        self.name_column = header.column_of(Field.NAME)
        self.header_matcher = HeaderMatcher(header)
        self.header_words = self.header_matcher.words
        self.other_table = 0
        self.identity = tuple(column for key in _IDENTITY for column in header.columns_of(key))
        self.lists = {column for column, key in header.columns.items() if key in _BROKEN_LISTS}
        self.above: list[str] = []

    def outcome(self, row: FileRow) -> Outcome:
        """Judge one row."""
        line, cells = row.line, row.cells
        if row.fault:
            return _rejected(line, cells, self.report.fault(line, cells, row.fault))
        texts, joined = _texts(cells)
        warnings: list[Problem] = []
        if needs_cleaning(joined) or len(joined) > MAX_CELL:
            if fault(joined) or hidden(joined):
                for column, text in enumerate(texts):
                    if code := fault(text):
                        return _rejected(line, cells, self.report.cell(line, column, text, code))
                    if code := hidden(text):
                        warnings.append(self.report.cell(line, column, tidy(text), code))
            texts = [tidy_list(text) if column in self.lists else tidy(text) for column, text in enumerate(texts)]
        if len(texts) != self.width:
            return self._uneven(line, cells, texts)
        raw = texts
        if not _SPECIAL.isdisjoint(texts):
            if not ERRORS.isdisjoint(texts):
                raw = texts = self._without_errors(line, texts, warnings)
            texts = self._resolve(line, texts, warnings)
        name = texts[self.name_column]
        if (name in self.header_words or self.other_table) and (outcome := self._beside(line, cells, raw)):
            return outcome
        identified = False
        for column in self.identity:
            if identifies(texts[column]):
                identified = True
                break
        if not identified or not name:
            reason = skip_reason(raw, self.name_column, identified=identified)
            if reason is not None:
                return SkippedRow(line, reason, cells)
        if not name:
            return self._nameless(line, cells, raw, texts, warnings)
        self.above = texts
        operator = self.assembler.operator(line, texts, warnings)
        if operator is None:
            return RejectedRow(line, tuple(warnings), cells)
        return TakenRow(line, operator, tuple(warnings), cells)

    def above_header(self, judged: RowAboveHeader) -> Outcome:
        """Judge one row above the header; nothing that is a record is lost there."""
        row = judged.row
        if judged.kind is AboveHeaderKind.RECORD:
            return self.outcome(row)
        if judged.kind is AboveHeaderKind.OTHER:
            problem = self.header_matcher.problem(self.report.place(row.line), judged.table_line, row.line)
            return _rejected(row.line, row.cells, problem)
        if judged.kind is AboveHeaderKind.DOUBTFUL:
            return _rejected(row.line, row.cells, self.report.above_header(row.line, row.cells))
        return SkippedRow(row.line, _ABOVE[judged.kind], row.cells)

    def _beside(self, line: int, cells: tuple[Cell, ...], texts: list[str]) -> Outcome | None:
        """Judge a row that may be a header, or that stands below another table's; None for a row of this table."""
        match = self.header_matcher.judge(texts)
        if match is HeaderMatch.SAME:
            self.other_table = 0
            return SkippedRow(line, SkipReason.REPEATED, cells)
        if match is HeaderMatch.OTHER:
            self.other_table = line
        if not self.other_table:
            return None
        if not any(texts):
            return SkippedRow(line, SkipReason.BLANK, cells)
        return _rejected(line, cells, self.header_matcher.problem(self.report.place(line), self.other_table, line))

    def _nameless(
        self, line: int, cells: tuple[Cell, ...], raw: list[str], texts: list[str], warnings: list[Problem]
    ) -> Outcome:
        """Judge a row without a name: the lower row of a header, or a record that must be rejected."""
        if outcome := self._beside(line, cells, raw):
            return outcome
        self.above = texts
        problem = self.report.cell(line, self.name_column, raw[self.name_column], RowCode.MISSING_NAME)
        errors = (problem for problem in warnings if problem.code == RowCode.ERROR_CELL)
        return RejectedRow(line, (problem, *errors), cells)

    def _uneven(self, line: int, cells: tuple[Cell, ...], texts: list[str]) -> Outcome:
        """Judge a row of another width: no record, or rejected, never shifted."""
        if outcome := self._beside(line, cells, texts):
            return outcome
        reason = skip_reason(texts, self.name_column, identified=False)
        if reason is not None and (reason is SkipReason.BLANK or sum(map(bool, texts)) <= 3):
            return SkippedRow(line, reason, cells)
        return _rejected(line, cells, self.report.field_count(line, texts))

    def _without_errors(self, line: int, texts: list[str], warnings: list[Problem]) -> list[str]:
        """Empty the cells of formulas that failed and say so; a row of nothing else is blank."""
        for column, text in enumerate(texts):
            if text in ERRORS:
                is_used = self.header.columns.get(column, Field.SERIAL) is not Field.SERIAL
                warnings.append(self.report.error_cell(line, column, text, expected=is_used))
        return ["" if text in ERRORS else text for text in texts]

    def _resolve(self, line: int, texts: list[str], warnings: list[Problem]) -> list[str]:
        """Empty the placeholders and take 同上 from the row above; an identifier is nobody else's."""
        resolved = []
        for column, text in enumerate(texts):
            if text in DITTO:
                if column in self.identity:
                    warnings.append(self.report.cell(line, column, text, RowCode.DITTO_IDENTIFIER))
                    text = ""
                elif self.above:
                    text = self.above[column]
                else:
                    warnings.append(self.report.cell(line, column, text, RowCode.DITTO))
                    text = ""
            elif text in PLACEHOLDERS:
                text = ""
            resolved.append(text)
        return resolved


def _rejected(line: int, cells: tuple[Cell, ...], problem: Problem) -> RejectedRow:
    return RejectedRow(line, (problem,), cells)


def _texts(cells: tuple[Cell, ...]) -> tuple[list[str], str]:
    """Return the cells as texts, and all of them in one for a single search."""
    try:
        return list(cells), "".join(cells)  # type: ignore[arg-type]
    except TypeError:  # a workbook's numbers, dates and blanks
        texts = [cell_text(cell) for cell in cells]
        return texts, "".join(texts)
