"""Read the tables of a roster file into rows to match, and gather what else is to be known about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from zoufang_cli.errors import OpenQuestion, Refused, UsageError
from zoufang_cli.roster.columns.claims import AmbiguousColumns
from zoufang_cli.roster.columns.headers import NEEDED_ROWS, Header, NoNameColumn
from zoufang_cli.roster.columns.names import BadMapping, Field
from zoufang_cli.roster.correction.rules import (
    Correction,
    CorrectionRow,
    CorrectionSheet,
    is_sheet_remark,
    judge_correction_row,
    lost_sheet_column,
    own_problem,
    own_texts,
)
from zoufang_cli.roster.correction.table import GatheredRows, find_correction_sheet
from zoufang_cli.roster.importing.rules import (
    MOST_SKIPPED,
    NOTES_TITLE,
    SKIPPED_TITLE,
    Findings,
    SheetImport,
    SkippedLine,
)
from zoufang_cli.roster.reading.tables import Row, Table
from zoufang_cli.roster.rows.outcomes import (
    AS_WRITTEN,
    PackedRow,
    RejectedRow,
    RowCode,
    SkippedRow,
    SkipReason,
    TakenRow,
)
from zoufang_cli.roster.rows.problems import (
    SheetLeftOut,
    has_hidden_rows,
    is_hidden,
    judge_sheet,
    no_rows,
    not_imported,
    without_results,
)
from zoufang_cli.roster.rows.roster import Roster, read_roster
from zoufang_cli.roster.rows.stored import COLUMNS, packed
from zoufang_cli.roster.values.cells import cell_text
from zoufang_cli.store.connection import Store

Progress = Callable[[int, int], None]  # lines read so far, lines expected (0: unknown)

PROGRESS_STEP = 1_000
_HELD_IN = {Field.LICENCE_WORD: "licence", Field.VALIDITY: "valid_to"}
"""Columns of operators in which fields end that have none of their own."""
_UNKNOWN_COPY = (
    "{}是批次 {} 的更正表，但本活动库中没有这一批（已经撤销，或是另一个活动库的），没有导入。"
    "请导入原来的名册，取得新的更正表。"
)
_LOST_COPY = "{}是更正表，但“行号（DR-…）”一列的表头改动过或已删去，找不到原来的行，没有导入。请恢复这一列，或重新导入原来的名册取得新的更正表。"


@dataclass(frozen=True, slots=True)
class ColumnHints:
    """How columns are to be understood: what a person says of this file, and what is remembered of each header.

    `elsewhere`: what a person says is of several files, so that a column may stand in another one.
    """

    mapping: Mapping[str, str]
    remembered: Mapping[str, Mapping[str, str]]
    elsewhere: bool = False


@dataclass(slots=True)
class FileContents:
    """What the pass over a file gathers beside the rows that are matched.

    `headers`: sheet -> header, '' for a text; `kept_names`: sheet -> name under which text that could not be read is kept ->
    column of operators; `gathered` are the rows to be corrected or checked.
    """

    sheets: list[SheetImport] = field(default_factory=list)
    headers: dict[str, Header] = field(default_factory=dict)
    kept_names: dict[str, dict[str, str]] = field(default_factory=dict)
    gathered: GatheredRows = field(default_factory=GatheredRows)
    findings: Findings = field(default_factory=Findings)
    left_out: list[SheetLeftOut] = field(default_factory=list)
    skipped_lines: list[SkippedLine] = field(default_factory=list)
    lines_read: int = 0
    correction_sheet: CorrectionSheet | None = None

    @property
    def corrections(self) -> Sequence[Correction]:
        """What the rows of a correction sheet change of operators."""
        return self.correction_sheet.corrections if self.correction_sheet else ()


class FileReader:
    """One pass over the tables of a file."""

    def __init__(
        self,
        store: Store,
        label: str,
        understanding: ColumnHints,
        progress: Progress | None,
    ) -> None:
        self.reading = FileContents()
        self._store, self._label, self._understanding, self._progress = store, label, understanding, progress
        self._taken = 0  # rows to match so far
        self._other_tables: set[str] = set()  # sheets in which one was found

    def rows(self, tables: Sequence[Table]) -> Iterator[tuple[str, bytes]]:
        """Yield the rows to match with their sheets; rejected and doubtful ones are gathered for the correction sheet.

        Raises Refused for a file without any column of names, OpenQuestion where two columns may be one field,
        UsageError for a column that no table has.
        """
        headless: list[NoNameColumn] = []
        expected = sum(table.line_count for table in tables)
        for sheet, table in named_tables(tables):
            counted = _Counted(table.rows, self.reading, expected, self._progress)
            source = iter(counted)
            first = list(islice(source, NEEDED_ROWS))
            if table.valueless:
                self.reading.findings.say(without_results(table.sheet, table.valueless))
            try:
                roster = self._understood(chain(first, source), sheet)
            except NoNameColumn as error:
                if self._leave_out(table, chain(first, source), error):
                    headless.append(error)
                continue
            yield from self._table(table, roster, counted)
        if not self.reading.sheets:
            raise Refused(
                f"{self._label}：{headless[0]}" if headless else f"{self._label} 是空的，其中没有内容，请重新获取。"
            )
        self._require_columns()
        if not (self.reading.correction_sheet or any(sheet.rows for sheet in self.reading.sheets)):
            self.reading.findings.say(no_rows(self._label, self.reading.sheets[0].header_row))

    def _leave_out(self, table: Table, rows: Iterable[Row], error: NoNameColumn) -> bool:
        """Say that a sheet is not imported, and tell whether it holds anything; a blank one and what is no roster of a correction sheet go unsaid."""
        sheet = judge_sheet(table.sheet, rows, hidden=table.hidden)
        own = table.sheet in (NOTES_TITLE, SKIPPED_TITLE) and self.reading.correction_sheet
        if sheet.lines and not own:
            self.reading.left_out.append(sheet)
            self.reading.findings.say(not_imported(sheet, error.columns, hidden=table.hidden))
        return sheet.lines > 0

    def _require_columns(self) -> None:
        """Refuse a column named by a person that no table has; where it was named for several files, another may have it."""
        headers = self.reading.headers.values()
        if self._understanding.elsewhere or not all(header.missing for header in headers):
            return
        missing = [name for name in self._understanding.mapping if all(name in header.missing for header in headers)]
        if missing:
            held = dict.fromkeys(
                label for header in headers for label, name in zip(header.labels, header.names, strict=True) if name
            )
            raise UsageError(f"文件中没有“{missing[0]}”这一列。现有的列是：{'、'.join(held)}。")

    def _understood(self, rows: Iterable[Row], sheet: str) -> Roster:
        how = self._understanding
        try:
            return read_roster(rows, sheet=sheet, mapping=how.mapping, remembered=how.remembered)
        except BadMapping as error:
            raise UsageError(str(error)) from None
        except AmbiguousColumns as error:
            raise self._question(error, sheet) from None

    def _question(self, error: AmbiguousColumns, sheet: str) -> OpenQuestion:
        where = f"{self._label} 工作表“{sheet}”" if sheet else self._label
        first = error.contested[0]
        return OpenQuestion(
            f"{where} 中有几列都像是同一项内容，没有导入。请用 --map 列名=字段 指明，如 --map {first.candidates[0]}={first.field}：",
            [f"{field.label}（{field.field}）：{'；'.join(field.examples)}" for field in error.contested],
            question=f"{where} 中有{len(first.candidates)}列都像是{first.label}，以哪一列为准（其余作为附加信息保留）",
            topic=first.field,
            answers=first.candidates,
            lines=first.examples,
        )

    def _table(self, table: Table, roster: Roster, counted: _Counted) -> Iterator[tuple[str, bytes]]:
        reading, header, sheet = self.reading, roster.header, roster.sheet
        reading.headers[sheet] = header
        reading.kept_names[sheet] = _kept_names(header)
        reading.findings.say(*header.problems)
        if table.hidden:
            reading.findings.say(is_hidden(table.sheet))
        if table.hidden_rows:
            reading.findings.say(has_hidden_rows(table.sheet, table.hidden_rows))
        if header.reference:
            self._meet(header.reference, table.sheet)
        remark_column = lost_sheet_column(header)
        skipped = rows = header_rows = 0
        for outcome in roster.outcomes() if remark_column >= 0 else roster.packed_outcomes():
            if isinstance(outcome, PackedRow):
                rows += 1
                self._taken += 1
                yield sheet, outcome
                continue
            if 0 <= remark_column < len(outcome.cells) and is_sheet_remark(cell_text(outcome.cells[remark_column])):
                raise Refused(_LOST_COPY.format(self._label))
            if isinstance(outcome, TakenRow):
                rows += 1
                doubted = bool(outcome.warnings or header.reference)
                if not doubted or self._doubted(roster, table, outcome):
                    self._taken += 1
                    if doubted:
                        reading.gathered.number(sheet, outcome.line, self._taken)
                    if header.reference and reading.correction_sheet:
                        reading.correction_sheet.matched_as(self._taken)
                    yield sheet, packed(outcome.line, outcome.operator)
            elif isinstance(outcome, RejectedRow):
                rows += 1
                self._rejected(roster, table, outcome)
            elif outcome.reason is SkipReason.HEADER:
                header_rows += 1
            else:
                skipped += 1
                self._skipped(sheet, outcome)
        columns = header.mapping()
        labels = header.labels  # of thousands of columns, once
        how = {labels[index]: by for index, by in header.how.items()}
        reading.sheets.append(
            SheetImport(
                table.sheet, header.line, header_rows, counted.count, skipped, rows, columns, header.settled(), how
            )
        )

    def _skipped(self, sheet: str, row: SkippedRow) -> None:
        """List a row that is no record, unless it is blank."""
        if row.reason is not SkipReason.BLANK and len(self.reading.skipped_lines) < MOST_SKIPPED:
            text = " | ".join(filter(None, (cell_text(cell).strip() for cell in row.cells)))
            self.reading.skipped_lines.append(SkippedLine(sheet, row.line, row.reason, text))

    def _meet(self, reference: str, title: str) -> None:
        """Look up the batch that a worksheet of a correction sheet belongs to; all of them belong to one."""
        reading = self.reading
        if reading.correction_sheet is None:
            reading.correction_sheet = find_correction_sheet(self._store, reference)
        if reading.correction_sheet is None:
            raise Refused(_UNKNOWN_COPY.format(self._label, _number(reference)))
        if reading.correction_sheet.reference != reference:
            numbers = f"{reading.correction_sheet.number}、{_number(reference)}"
            raise Refused(f"{self._label} 里有几批的更正表（{numbers}），没有导入。请每批一个文件分别导入。")
        reading.correction_sheet.meet(title)

    def _doubted(self, roster: Roster, table: Table, row: TakenRow) -> bool:
        """Gather what is doubtful about a row, and tell whether it is to be matched with the others."""
        if roster.header.reference and self.reading.correction_sheet is not None:
            return judge_correction_row(
                self.reading.correction_sheet,
                self.reading.findings,
                roster,
                table.sheet,
                row,
                self.reading.gathered.add,
            )
        doubts = tuple(problem for problem in row.warnings if problem.severity == "warning")
        self.reading.findings.add(*row.warnings)
        if doubts:
            texts = own_texts(roster.header, row.cells)
            self.reading.gathered.add(CorrectionRow(roster.sheet, row.line, texts, doubts, rejected=False))
        return True

    def _rejected(self, roster: Roster, table: Table, row: RejectedRow) -> None:
        if self.reading.correction_sheet and roster.header.reference:
            self.reading.correction_sheet.take(table.sheet, row.correction_line)
        if row.problems[0].code == RowCode.OTHER_HEADER and roster.sheet not in self._other_tables:
            self._other_tables.add(roster.sheet)
            self.reading.findings.say(*row.problems)
        else:
            self.reading.findings.add(*row.problems)
        problems = tuple(own_problem(roster.header, problem) for problem in row.problems)
        texts = own_texts(roster.header, row.cells)
        self.reading.gathered.add(CorrectionRow(roster.sheet, row.line, texts, problems, rejected=True))


def _kept_names(header: Header) -> dict[str, str]:
    """Return the names under which unreadable content of a table's columns is kept, with the columns of an operator."""
    return {
        header.names[place] + AS_WRITTEN: _HELD_IN.get(key, key.value)
        for place, key in header.columns.items()
        if place < len(header.names) and _HELD_IN.get(key, key.value) in COLUMNS
    }


def _number(reference: str) -> str:
    return reference.rpartition("-")[0] if reference.count("-") > 1 else reference


class _Counted:
    """The rows of a table, counted as they pass."""

    def __init__(self, rows: Iterator[Row], reading: FileContents, expected: int, progress: Progress | None) -> None:
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


def named_tables(tables: Sequence[Table]) -> Iterator[tuple[str, Table]]:
    """Yield the tables of a file with the names under which places of their rows are told: '' for a single one."""
    for table in tables:
        yield table.sheet if len(tables) > 1 else "", table
