"""The correction sheet: which rows go back to the office, and what they change when they come in again.

Only what the office changed is written, so that an old sheet takes nothing newer back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, NamedTuple

from zoufang_cli.roster.columns.header_rows import labels
from zoufang_cli.roster.columns.headers import Header
from zoufang_cli.roster.columns.names import MARKERS, Field
from zoufang_cli.roster.conflicts.rules import ReconsideredConflict
from zoufang_cli.roster.importing.rules import Findings
from zoufang_cli.roster.matching.merging import mark_of
from zoufang_cli.roster.rows.outcomes import AS_WRITTEN, Cell, RosterRow, RowCode, TakenRow
from zoufang_cli.roster.rows.problems import Reporter
from zoufang_cli.roster.rows.roster import Roster
from zoufang_cli.roster.rows.stored import BLANK, COLUMNS, stored_row
from zoufang_cli.roster.values.cells import cell_text
from zoufang_cli.text.cleaning import tidy
from zoufang_cli.text.codes import clean_code, is_like_id_number
from zoufang_cli.text.compact import compact
from zoufang_cli.text.districts import district_of_address
from zoufang_cli.text.privacy import SHORTEST_ID, without_id_numbers
from zoufang_cli.text.problem import Problem

_CODES: Final = ("credit_code", "registration_no", "organisation_code")
_LICENCE: Final = ("licence", "licence_digits")
_NAME: Final = ("name", "normalized_name", "initials")
_SCOPE: Final = ("scope", "kinds")
_VALIDITY: Final = ("valid_from", "valid_to")
_COLUMNS: Final[Mapping[Field, tuple[str, ...]]] = {
    Field.NAME: _NAME,
    Field.CREDIT_CODE: _CODES,
    Field.REGISTRATION_NO: _CODES,
    Field.ORGANISATION_CODE: _CODES,
    Field.LICENCE: _LICENCE,
    Field.LICENCE_WORD: _LICENCE,
    Field.SCOPE: _SCOPE,
    Field.VALID_FROM: _VALIDITY,
    Field.VALID_TO: _VALIDITY,
    Field.VALIDITY: _VALIDITY,
    Field.SERIAL: (),
    Field.ID_NUMBER: (),
}
"""Columns of an operator that follow from a column of a roster; any other field is the column of its name."""

_TOGETHER: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(_NAME, _NAME),
    **dict.fromkeys(_LICENCE, _LICENCE),
    "scope": _SCOPE,
}
"""Columns that are taken or left together."""

_TELL_TYPE: Final = frozenset(("name", "credit_code", "economic_type"))


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """A row as it stood in the user's file, with what is wrong with it; `sheet` is '' for a text file.

    `operator_id` is the operator that a doubtful row was taken for, as far as that is known; `origin`: the row made
    it, and it still stands for itself; `merged`: the row made it, and it was merged away since.
    """

    sheet: str
    line: int
    raw: tuple[str, ...]
    problems: tuple[Problem, ...]
    rejected: bool
    operator_id: int | None = None
    origin: bool = False
    merged: bool = False
    seq: int = 0


class Changed(NamedTuple):
    """What differs between a row and its first version.

    `replaced` are those of the changed `fields` that said something before, `cleared` the places of emptied cells.
    """

    fields: frozenset[Field]
    replaced: frozenset[Field]
    extras: frozenset[str]
    cleared: tuple[int, ...]

    def __bool__(self) -> bool:
        """Tell whether anything differs."""
        return bool(self.fields or self.extras or self.cleared)


@dataclass(frozen=True, slots=True)
class Correction:
    """A doubtful row of an earlier import that comes back with other content.

    `texts` are the user's own cells as they came in; `fields` the fields and `extras` the other columns to be taken,
    `spoilt` the names under which unreadable content of those fields was kept.
    """

    sheet: str
    line: int
    texts: tuple[str, ...]
    operator_id: int
    operator: RosterRow
    fields: frozenset[Field]
    extras: frozenset[str]
    spoilt: frozenset[str]


@dataclass(frozen=True, slots=True)
class Changes:
    """The columns of an operator to be set, and those that stay because an officer edited them by hand."""

    values: dict[str, Any]
    kept: tuple[str, ...]


def changed_cells(header: Header, names: Sequence[str], before: Sequence[str], after: Sequence[str]) -> Changed:
    """Compare a row's own cells with its first version, whose columns were `names`, column by column as they are called."""
    ours = sum(key in MARKERS for key in header.columns.values())
    old = dict(zip(labels(names), before, strict=False))
    fields, replaced, extras, cleared = set(), set(), set(), []
    for place, (label, text) in enumerate(zip(labels(header.names[ours:]), after, strict=False)):
        was = old.get(label, "")
        if text == was:
            continue
        if (key := header.columns.get(place + ours)) is not None:
            fields.add(key)
            if was.strip():
                replaced.add(key)
        elif place + ours in header.extra:
            extras.add(header.extra[place + ours])
        if not text.strip():
            cleared.append(place)
    return Changed(frozenset(fields), frozenset(replaced), frozenset(extras), tuple(cleared))


def spoilt_names(header: Header, fields: frozenset[Field]) -> frozenset[str]:
    """Return the names under which unreadable content of these fields is kept."""
    return frozenset(header.names[place] + AS_WRITTEN for place, key in header.columns.items() if key in fields)


def changes_of(correction: Correction, held: Mapping[str, Any], force: bool) -> Changes:
    """Return what a correction changes of an operator as the store holds it; a blank cell takes nothing away.

    `force`: even what was edited by hand, whose mark goes with it.
    """
    offered = _offered(correction, held)
    different = {column for column, value in offered.items() if value not in BLANK and value != held[column]}
    taken = {
        column
        for changed_column in different
        for column in _TOGETHER.get(changed_column, (changed_column,))
        if column in offered
    }
    marks = set(json.loads(held["hand_edited"]))
    kept = () if force else tuple(column for column in offered if column in taken and _mark(column) in marks)
    values: dict[str, Any] = {column: offered[column] for column in offered if column in taken and column not in kept}
    extra = _extra(correction, json.loads(held["extra"]))
    if extra != held["extra"]:
        values["extra"] = extra
    left = marks - {_mark(column) for column in values}
    if left != marks:
        values["hand_edited"] = compact(sorted(left))
    return Changes(values, tuple(column for column in kept if column == _mark(column)))


def _mark(column: str) -> str:
    return "name" if column in _NAME else mark_of(column)


def _offered(correction: Correction, held: Mapping[str, Any]) -> dict[str, Any]:
    operator = stored_row(correction.operator)
    columns = [column for field in correction.fields for column in _COLUMNS.get(field, (field.value,))]
    offered: dict[str, Any] = {column: getattr(operator, column) for column in columns if column in COLUMNS}
    if Field.ADDRESS in correction.fields and district_of_address(held["address"]) == held["district"]:
        offered.setdefault("district", operator.district)
    if _TELL_TYPE & set(columns) and (operator.credit_code or operator.economic_type):
        offered["operator_type"] = operator.operator_type
    for column in ("phone", "legal_phone"):
        if "*" in str(offered.get(column, "")) and held[column] not in BLANK:
            del offered[column]
    return offered


def _extra(correction: Correction, held: Mapping[str, str]) -> str:
    """Return the other columns: faulty content that was corrected is gone, changed ones are as they came in."""
    offered = correction.operator.extra
    left = {name: value for name, value in held.items() if name not in correction.spoilt or name in offered}
    changed = correction.extras | correction.spoilt
    return compact({**left, **{name: value for name, value in offered.items() if name in changed}})


@dataclass(frozen=True, slots=True)
class SheetRows:
    """The rows of one sheet that are to be corrected or checked, under the user's own column names."""

    title: str
    names: tuple[str, ...]
    rows: Iterable[CorrectionRow]


REJECTED_MARK: Final = "【未采用】"
DOUBTFUL_MARK: Final = "【请核对】"
"""How the column 问题 of a correction sheet begins."""
_SAID: Final = ("问题", "建议")


def own_names(header: Header) -> tuple[str, ...]:
    """Return the user's column names, without ours in front and those of surplus fields (第13列) at the end."""
    own = list(header.names[_ours(header) :])
    while header.reference and own and own[-1] == f"第{len(own)}列":
        own.pop()
    return tuple(own)


def own_texts(header: Header, cells: Sequence[Cell]) -> tuple[str, ...]:
    """Return a row's own cells as a correction sheet shows them; ID numbers are not collected."""
    return tuple(_kept(cell_text(cell)) for cell in cells[_ours(header) :])


def own_problem(header: Header, problem: Problem) -> Problem:
    """Return a problem with its column counted in the user's own columns."""
    ours = _ours(header)
    return problem if problem.column < 0 or not ours else replace(problem, column=problem.column - ours)


def lost_sheet_column(header: Header) -> int:
    """Return where 问题 stands in a table that may be a correction sheet without its column 行号, -1 in all others."""
    return -1 if header.reference or not set(_SAID) <= set(header.names) else header.names.index(_SAID[0])


def is_sheet_remark(remark: str) -> bool:
    """Tell whether a cell of 问题 is of our writing."""
    return remark.startswith((REJECTED_MARK, DOUBTFUL_MARK))


def trimmed(texts: Sequence[str]) -> list[str]:
    """Return cells without the empty ones at the end, with which a correction sheet gives all rows one width."""
    kept = list(texts)
    while kept and not kept[-1]:
        kept.pop()
    return kept


def _ours(header: Header) -> int:
    return sum(key in MARKERS for key in header.columns.values())


def _kept(text: str) -> str:
    if len(text) < SHORTEST_ID:
        return text
    tidied = tidy(text)
    left = "" if is_like_id_number(clean_code(tidied)) else without_id_numbers(tidied)
    return text if left == tidied else left


MOST_ROWS = 100_000
"""Rows that a correction sheet holds; the next one holds the others, when these are corrected."""

_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\\s]")
_NUMBERED = re.compile(r"\(\d+\)$")
_MARK = 6
"""Digits of a file's sha256 that a correction sheet shows."""


@dataclass(slots=True)
class CorrectionSheet:
    """The rows of an earlier import that went back to the office.

    `names` are the columns of each sheet, `listed_on` the day from which its new operators count; those `waiting`, by
    (sheet, line), are not settled yet. `settled` gathers those that came in again, `met` the sheets and `seen` the
    lines that did; `became` says as which row of this file (by its seq) one that had been rejected is matched.
    """

    batch_id: int
    reference: str
    listed_on: date
    names: Mapping[str, Sequence[str]]
    rows: Mapping[int, Sequence[CorrectionRow]]
    waiting: Set[tuple[str, int]]
    settled: list[tuple[str, int]] = field(default_factory=list)
    met: set[str] = field(default_factory=set)
    seen: set[int] = field(default_factory=set)
    unknown_lines: int = 0
    became: dict[tuple[str, int], int] = field(default_factory=dict)
    confirmed: int = 0  # doubtful rows that came in unchanged
    left_alone: int = 0  # rows that are not matched anew
    corrections: list[Correction] = field(default_factory=list)
    reconsidered: list[ReconsideredConflict] = field(default_factory=list)
    _taken: set[tuple[str, int]] = field(default_factory=set)
    _current: CorrectionRow | None = None

    @property
    def number(self) -> str:
        """The number of the batch."""
        return self.reference.rpartition("-")[0]

    def meet(self, title: str) -> None:
        """Note that a worksheet of it came in."""
        if len(self.names) == 1:
            self.met |= set(self.names)
        else:
            self.met |= {sheet for sheet in self.names if _squeezed(sheet) == _squeezed(title)}

    def take(self, title: str, line: str) -> CorrectionRow | None:
        """Return which of the rows a line of the correction sheet is, and count it as settled; None for an unknown or repeated one.

        Its worksheets have titles that Excel accepts.
        """
        row = self._current = self._find(title, line)
        self.unknown_lines += row is None
        return row

    def matched_as(self, seq: int) -> None:
        """Note that the row that was taken last is matched as this one of the rows of the file."""
        if self._current is not None and self._current.rejected:
            self.became[self._current.sheet, self._current.line] = seq

    def _find(self, title: str, line: str) -> CorrectionRow | None:
        if not line.isascii() or not line.isdigit():
            return None
        self.seen.add(int(line))
        same = self.rows.get(int(line), ())
        if len(same) > 1:
            exact = [row for row in same if _squeezed(row.sheet) == _squeezed(title)]
            cut = _squeezed(_NUMBERED.sub("", title))
            same = exact or [row for row in same if cut and _squeezed(row.sheet).startswith(cut)]
        if len(same) != 1:
            return None
        place = (same[0].sheet, same[0].line)
        if place in self._taken:
            return None
        self._taken.add(place)
        if place in self.waiting:
            self.settled.append(place)
        return same[0]

    def given_up(self) -> list[tuple[str, int]]:
        """Return the waiting rows that the office deleted from the sheets that came in: it does not want them.

        None where a line could not be found: it may be any of them.
        """
        if len(self.waiting) > MOST_ROWS or self.unknown_lines:
            return []
        left = self.waiting - set(self.settled)
        return sorted((sheet, line) for sheet, line in left if sheet in self.met and line not in self.seen)

    def overflows(self, before: CorrectionRow, texts: Sequence[str]) -> bool:
        """Tell whether a row that had too many fields still has content beyond the columns of its file."""
        too_many = any(problem.code == RowCode.FIELD_COUNT for problem in before.problems)
        return too_many and len(trimmed(texts)) > len(self.names[before.sheet])


def sheet_reference(number: str, sha256: str) -> str:
    """Return what a correction sheet is recognised by: DR-00003-9F2A41, as the batch of another store may have the same number."""
    return f"{number}-{sha256[:_MARK].upper()}"


def _squeezed(title: str) -> str:
    return _NOT_IN_TITLES.sub("", title)


_IDENTITY = frozenset(
    (Field.NAME, Field.CREDIT_CODE, Field.REGISTRATION_NO, Field.ORGANISATION_CODE, Field.LICENCE, Field.LICENCE_WORD,
     Field.DISTRICT)
)  # fmt: skip


def judge_correction_row(
    correction_sheet: CorrectionSheet,
    findings: Findings,
    roster: Roster,
    title: str,
    row: TakenRow,
    put_aside: Callable[[CorrectionRow], None],
) -> bool:
    """Judge a row of the worksheet with this title, and tell whether it is to be matched with the others.

    A doubtful row that comes back unchanged was confirmed; one that was changed corrects the operator that it
    made. One that was taken for an operator of the store is matched anew, as are rows of one file that were taken
    for one operator: whose they are was the question. A rejected row that comes back unchanged is rejected again,
    even where the sheet, in which all rows have one width, no longer shows the fault.
    """
    header, sheet = roster.header, roster.sheet
    texts = own_texts(header, row.cells)
    before = correction_sheet.take(title, row.correction_line)
    report = Reporter(header, sheet)
    if before is None:
        column = header.column_of(Field.CORRECTION_LINE)
        unknown = report.cell(row.line, column, row.correction_line, RowCode.UNKNOWN_LINE)
        findings.add(unknown)
        put_aside(CorrectionRow(sheet, row.line, texts, (own_problem(header, unknown),), rejected=True))
        return False
    as_before = trimmed(before.raw) == trimmed(texts)
    lost = any(problem.code == RowCode.UNKNOWN_LINE for problem in before.problems)
    if before.rejected and (as_before or lost or correction_sheet.overflows(before, texts)):
        findings.add(*before.problems)
        put_aside(CorrectionRow(sheet, row.line, texts, before.problems, rejected=True))
        return False
    changed = changed_cells(header, correction_sheet.names[before.sheet], before.raw, texts)
    repeated = any(problem.code == RowCode.REPEATED_OPERATOR for problem in before.problems)
    if not before.rejected and (as_before or not changed):
        correction_sheet.confirmed += 1
        correction_sheet.left_alone += not repeated
        return repeated
    ours = sum(key in MARKERS for key in header.columns.values())
    cleared = () if before.rejected else changed.cleared
    name = header.column_of(Field.NAME)
    merged = [report.cell(row.line, name, row.operator.name, RowCode.MERGED_SINCE)] if before.merged else []
    problems = [
        *row.warnings,
        *merged,
        *(report.cell(row.line, place + ours, "", RowCode.CLEARED_CELL) for place in cleared),
    ]
    doubts = tuple(own_problem(header, problem) for problem in problems if problem.severity == "warning")
    findings.add(*problems)
    corrects = before.origin and not (repeated and not changed.replaced & _IDENTITY)
    if doubts:
        own = corrects or before.merged
        whose = before.operator_id if own else None
        put_aside(CorrectionRow(sheet, row.line, texts, doubts, False, whose, own))
    if before.merged:
        correction_sheet.left_alone += 1
        return False
    if before.operator_id is not None and changed.replaced & _IDENTITY:
        correction_sheet.reconsidered += [
            ReconsideredConflict(sheet, row.line, before.operator_id, problem.value)
            for problem in before.problems
            if problem.code == RowCode.NAME_CONFLICT
        ]
    if corrects and before.operator_id is not None:
        fields = frozenset(header.columns.values()) if repeated else changed.fields
        extras = frozenset(header.extra.values()) if repeated else changed.extras
        spoilt = spoilt_names(header, fields)
        correction_sheet.corrections.append(
            Correction(sheet, row.line, texts, before.operator_id, row.operator, fields, extras, spoilt)
        )
    return not corrects
