"""Read the tables of a roster file into rows to stage, and gather what else is to be known about them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from zoufang_cli.domain.cells import cell_text
from zoufang_cli.domain.codes import clean_code, is_id_number
from zoufang_cli.domain.compact import compact
from zoufang_cli.domain.entries import Cell, Entry, Operator, Rejected, RowCode, SkipReason
from zoufang_cli.domain.file_import import NOTES_TITLE, Findings, SheetImport
from zoufang_cli.domain.header_names import Field
from zoufang_cli.domain.headers import BadMapping, Header, NoNameColumn, TwoColumns
from zoufang_cli.domain.problem import Problem
from zoufang_cli.domain.roster import Roster, read_roster
from zoufang_cli.errors import OpenQuestion, Refused, UsageError
from zoufang_cli.readers import Row, Table
from zoufang_cli.store import returned
from zoufang_cli.store.connection import Store
from zoufang_cli.store.returned import ReturnedRow
from zoufang_cli.store.staging import StagedRow

Progress = Callable[[int, int], None]  # lines read so far, lines expected (0: unknown)

PROGRESS_STEP = 1_000
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\\s]")
_COPY = re.compile(r"\(\d+\)$")
_MARKERS = frozenset((Field.RETURNED_LINE, Field.RETURNED_PROBLEM, Field.RETURNED_ADVICE))


@dataclass(frozen=True, slots=True)
class Understanding:
    """How columns are to be understood: what a person says of this file, and what is remembered of each header."""

    mapping: Mapping[str, str]
    remembered: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class HandedBack:
    """Rows of an earlier import that went back to the office, by (sheet, line).

    `widths` says how many columns each sheet had, `listed_on` the day from which its new operators count; those
    `waiting` are not settled yet.
    """

    batch_id: int
    listed_on: date
    widths: Mapping[str, int]
    rows: Mapping[tuple[str, int], ReturnedRow]
    waiting: Set[tuple[str, int]]

    def row(self, sheet: str, line: str) -> ReturnedRow | None:
        """Return which of the rows a line of the copy is; the copy's sheets have titles that Excel accepts."""
        if not line.isascii() or not line.isdigit():
            return None
        same = [key for key in self.rows if key[1] == int(line)]
        if len(same) > 1:
            title = _squeezed(_COPY.sub("", sheet))
            same = [key for key in same if _squeezed(key[0]).startswith(title)]
        return self.rows[same[0]] if len(same) == 1 else None


@dataclass(slots=True)
class Reading:
    """What the pass over a file gathers beside the rows that are staged."""

    sheets: list[SheetImport] = field(default_factory=list)
    headers: dict[str, Header] = field(default_factory=dict)  # sheet -> header; '' for a text
    findings: Findings = field(default_factory=Findings)
    lines_read: int = 0
    handed_back: HandedBack | None = None
    corrects: str = ""
    settled: list[tuple[str, int]] = field(default_factory=list)
    confirmed: int = 0


class RosterReading:
    """One pass over the tables of a file."""

    def __init__(
        self,
        store: Store,
        path: Path,
        understanding: Understanding,
        handed_back: Callable[[str], HandedBack | None],
        progress: Progress | None,
    ) -> None:
        self.reading = Reading()
        self._store, self._path, self._understanding, self._progress = store, path, understanding, progress
        self._find_handed_back = handed_back
        self._pending: list[ReturnedRow] = []

    def rows(self, tables: Sequence[Table]) -> Iterator[StagedRow]:
        """Yield the rows to stage, table after table; rejected and doubtful ones are gathered to be handed back.

        Raises Refused for a file without any column of names, OpenQuestion where two columns may be one field.
        """
        headless: list[tuple[str, NoNameColumn]] = []
        expected = sum(table.line_count for table in tables)
        for sheet, table in named(tables):
            counted = _Counted(table.rows, self.reading, expected, self._progress)
            try:
                roster = self._understood(counted, sheet)
            except NoNameColumn as error:
                for _ in counted:
                    pass
                headless.append((table.sheet, error))
                continue
            yield from self._table(table, roster, counted)
        self._flush()
        if not self.reading.sheets:
            raise Refused(f"{self._path.name}：{headless[0][1]}" if headless else f"{self._path.name} 中没有内容。")
        for sheet, _ in headless:
            if sheet == NOTES_TITLE:  # of a copy that was handed back
                continue
            message = f"工作表“{sheet}”没有业户名称列，未导入。"
            self.reading.findings.add(Problem(sheet, "", "", RowCode.NO_HEADER, message, "warning"))

    def _understood(self, rows: Iterable[Row], sheet: str) -> Roster:
        how = self._understanding
        try:
            return read_roster(rows, sheet=sheet, mapping=how.mapping, remembered=how.remembered)
        except BadMapping as error:
            raise UsageError(str(error)) from None
        except TwoColumns as error:
            raise self._question(error, sheet) from None

    def _question(self, error: TwoColumns, sheet: str) -> OpenQuestion:
        where = f"{self._path.name} 工作表“{sheet}”" if sheet else self._path.name
        first = error.claims[0]
        return OpenQuestion(
            f"{where} 中有几列都像是同一项内容，没有导入。请用 --map 列名=字段 指明，如 --map {first.candidates[0]}={first.field}：",
            [f"{one.label}（{one.field}）：{'、'.join(one.candidates)}" for one in error.claims],
            question=f"{where} 中有{len(first.candidates)}列都像是{first.label}，以哪一列为准（其余作为附加信息保留）",
            topic=first.field,
            answers=first.candidates,
            lines=first.candidates,
        )

    def _table(self, table: Table, roster: Roster, counted: _Counted) -> Iterator[StagedRow]:
        reading, header, sheet = self.reading, roster.header, roster.sheet
        reading.headers[sheet] = header
        reading.findings.add(*header.problems)
        if table.hidden:
            message = f"工作表“{table.sheet}”是隐藏的，其中的业户也已读入；不需要的请用 --sheet 指明要导入的工作表。"
            reading.findings.add(Problem(table.sheet, "", "", RowCode.HIDDEN_SHEET, message, "warning"))
        if header.reference and reading.handed_back is None:
            reading.corrects = header.reference
            reading.handed_back = self._find_handed_back(header.reference)
        skipped = rows = header_rows = 0
        for outcome in roster.outcomes:
            if isinstance(outcome, Entry):
                rows += 1
                if not (outcome.warnings or outcome.returned_line) or self._doubted(roster, table, outcome):
                    yield staged_row(sheet, outcome.line, outcome.operator)
            elif isinstance(outcome, Rejected):
                rows += 1
                self._rejected(roster, table, outcome)
            elif outcome.reason is SkipReason.HEADER:
                header_rows += 1
            else:
                skipped += 1
        columns = header.mapping()
        how = {header.labels[index]: by for index, by in header.how.items()}
        reading.sheets.append(
            SheetImport(
                table.sheet, header.line, header_rows, counted.count, skipped, rows, columns, header.settled(), how
            )
        )

    def _doubted(self, roster: Roster, table: Table, entry: Entry) -> bool:
        """Gather what is doubtful about a row, and tell whether it is taken.

        A doubtful row that comes back unchanged was confirmed; a rejected one that does is rejected again, even where
        the copy, in which all rows have one width, no longer shows the fault.
        """
        before = self._back(table.sheet, entry.returned_line)
        texts = texts_of(roster.header, entry.cells)
        unchanged = before is not None and _trimmed(before.raw) == _trimmed(texts)
        if before is not None and before.rejected and (unchanged or self._overflows(before, texts)):
            self.reading.findings.add(*before.problems)
            self._return(roster, entry.line, texts, before.problems, rejected=True)
            return False
        doubts = tuple(problem for problem in entry.warnings if problem.severity == "warning")
        if unchanged and doubts:
            self.reading.confirmed += 1
            return True
        self.reading.findings.add(*entry.warnings)
        if doubts:
            self._return(roster, entry.line, texts, doubts, rejected=False)
        return True

    def _overflows(self, before: ReturnedRow, texts: Sequence[str]) -> bool:
        """Tell whether a row that had too many fields still has content beyond the columns of its file."""
        assert self.reading.handed_back is not None
        too_many = any(problem.code == RowCode.FIELD_COUNT for problem in before.problems)
        return too_many and len(_trimmed(texts)) > self.reading.handed_back.widths[before.sheet]

    def _rejected(self, roster: Roster, table: Table, row: Rejected) -> None:
        self._back(table.sheet, row.returned_line)
        self.reading.findings.add(*row.problems)
        self._return(roster, row.line, texts_of(roster.header, row.cells), row.problems, rejected=True)

    def _back(self, title: str, line: str) -> ReturnedRow | None:
        """Return the row of an earlier import that comes back here, which settles it there."""
        handed_back = self.reading.handed_back
        before = handed_back.row(title, line) if handed_back and line else None
        if handed_back and before and (before.sheet, before.line) in handed_back.waiting:
            self.reading.settled.append((before.sheet, before.line))
        return before

    def _return(
        self, roster: Roster, line: int, texts: tuple[str, ...], problems: Sequence[Problem], *, rejected: bool
    ) -> None:
        shift = markers_of(roster.header)
        own = tuple(own_column(problem, shift) for problem in problems)
        self._pending.append(ReturnedRow(roster.sheet, line, texts, own, rejected))
        if len(self._pending) >= PROGRESS_STEP:
            self._flush()

    def _flush(self) -> None:
        returned.gather(self._store, self._pending)
        self._pending.clear()


class _Counted:
    """The rows of a table, counted as they pass."""

    def __init__(self, rows: Iterator[Row], reading: Reading, expected: int, progress: Progress | None) -> None:
        self._rows, self._reading, self._expected, self._progress = rows, reading, expected, progress
        self.count = 0

    def __iter__(self) -> Iterator[Row]:
        before = self._reading.lines_read
        for row in self._rows:
            self.count += 1
            if self.count % PROGRESS_STEP == 0 and self._progress:
                self._progress(before + self.count, self._expected)
            yield row
        self._reading.lines_read = before + self.count


def _squeezed(title: str) -> str:
    return _NOT_IN_TITLES.sub("", title)


def named(tables: Sequence[Table]) -> Iterator[tuple[str, Table]]:
    """Yield the tables of a file with the names under which places of their rows are told: '' for a single one."""
    for table in tables:
        yield table.sheet if len(tables) > 1 else "", table


def markers_of(header: Header) -> int:
    """Return how many columns in front are ours: 行号, 问题, 建议."""
    return sum(key in _MARKERS for key in header.columns.values())


def _trimmed(texts: Sequence[str]) -> list[str]:
    """Return cells without the empty ones at the end, with which the copy gives all rows one width."""
    kept = list(texts)
    while kept and not kept[-1]:
        kept.pop()
    return kept


def own_column(problem: Problem, shift: int) -> Problem:
    """Return a problem with its column counted in the user's own columns."""
    return problem if problem.column < 0 or not shift else replace(problem, column=problem.column - shift)


def names_of(header: Header) -> tuple[str, ...]:
    """Return the user's own column names, without ours in front and those of surplus fields (第13列) at the end."""
    own = list(header.names[markers_of(header) :])
    while header.reference and own and own[-1] == f"第{len(own)}列":
        own.pop()
    return tuple(own)


def texts_of(header: Header, cells: Sequence[Cell]) -> tuple[str, ...]:
    """Return a row's own cells as they are handed back; ID numbers are not collected."""
    return tuple(_kept(cell_text(cell)) for cell in cells[markers_of(header) :])


def _kept(text: str) -> str:
    return "" if len(text) >= 18 and is_id_number(clean_code(text)) else text


def staged_row(sheet: str, line: int, operator: Operator) -> StagedRow:
    """Return a cleaned operator as a row to stage, with its place in the file."""
    return (
        sheet,
        line,
        operator.district_derived,
        operator.name,
        operator.norm,
        operator.initials,
        operator.credit_code,
        operator.registration_no,
        operator.organisation_code,
        operator.licence_digits,
        operator.legal_person,
        operator.contact,
        operator.address,
        operator.district,
        operator.economic_type,
        operator.remark,
        _list(operator.legal_phone),
        _list(operator.phone),
        _list(operator.scope),
        _list(operator.kinds),
        operator.status,
        operator.valid_from.isoformat() if operator.valid_from else None,
        operator.valid_to.isoformat() if operator.valid_to else None,
        operator.vehicle_count,
        operator.holder,
        operator.licence,
        compact(operator.extra) if operator.extra else "{}",
    )


@lru_cache(maxsize=8192)
def _list(values: tuple[str, ...]) -> str:
    return compact(values) if values else "[]"
