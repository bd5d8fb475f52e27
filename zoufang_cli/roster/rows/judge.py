"""Judge the rows of a table one by one: taken and cleaned, rejected, or no record."""

from __future__ import annotations

from zoufang_cli.roster.columns.headers import Header
from zoufang_cli.roster.columns.names import LIST_FIELDS, Field
from zoufang_cli.roster.rows.above_header import AboveHeaderKind, HeaderMatch, HeaderMatcher, RowAboveHeader
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

_SPECIAL = PLACEHOLDERS | DITTO
_BROKEN_LISTS = LIST_FIELDS | {Field.KINDS}
"""Fields in whose cells a line break divides values."""
_ABOVE = {
    AboveHeaderKind.BLANK: SkipReason.BLANK,
    AboveHeaderKind.TITLE: SkipReason.TITLE,
    AboveHeaderKind.HEADER: SkipReason.REPEATED,
}
_IDENTITY = (Field.CREDIT_CODE, Field.REGISTRATION_NO, Field.ORGANISATION_CODE, Field.LICENCE)


class RowJudge:
    """Judges rows one after the other; it remembers the row above, for 同上, and where another table began.

    `above` is None where the rows above are not known: then UnknownAbove is raised for what depends on them.
    """

    def __init__(self, header: Header, sheet: str) -> None:
        self.header, self.sheet = header, sheet
        self.width = len(header.names)
        self.report = Reporter(header, sheet)
        self.assembler = Assembler(header, self.report)
        self.name_column = header.column_of(Field.NAME)
        self.header_matcher = HeaderMatcher(header)
        self.header_words = self.header_matcher.words
        self.other_table = 0
        self.identity = tuple(column for key in _IDENTITY for column in header.columns_of(key))
        self.lists = {column for column, key in header.columns.items() if key in _BROKEN_LISTS}
        self.above: list[str] | None = []

    def outcome(self, row: FileRow) -> Outcome:
        """Judge one row."""
        line, cells = row.line, row.cells
        warnings: list[Problem] = []
        if row.fault:
            problem = self.report.fault(line, cells, row.fault)
            if problem.severity == "error":
                return _rejected(line, cells, problem)
            warnings.append(problem)
        texts, joined = _texts(cells)
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
                elif self.above is None:
                    raise UnknownAbove
                elif self.above:
                    text = self.above[column]
                else:
                    warnings.append(self.report.cell(line, column, text, RowCode.DITTO))
                    text = ""
            elif text in PLACEHOLDERS:
                text = ""
            resolved.append(text)
        return resolved


class UnknownAbove(Exception):
    """A row says 同上, and the row above it is not known."""


def _rejected(line: int, cells: tuple[Cell, ...], problem: Problem) -> RejectedRow:
    return RejectedRow(line, (problem,), cells)


def _texts(cells: tuple[Cell, ...]) -> tuple[list[str], str]:
    """Return the cells as texts, and all of them in one for a single search."""
    try:
        return list(cells), "".join(cells)  # type: ignore[arg-type]
    except TypeError:  # a workbook's numbers, dates and blanks
        texts = [cell_text(cell) for cell in cells]
        return texts, "".join(texts)
