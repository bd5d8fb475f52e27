"""Rows of a copy that comes in again: confirmed, corrected, matched anew, or rejected once more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from zoufang_cli.roster.columns.fields import MARKERS, Field
from zoufang_cli.roster.columns.headers import Header
from zoufang_cli.roster.columns.own_columns import own_problem, own_texts, trimmed
from zoufang_cli.roster.conflicts.table import Reconsidered
from zoufang_cli.roster.correction.corrections import HandedBack
from zoufang_cli.roster.correction.returned import ReturnedRow
from zoufang_cli.roster.correction.rules import Correction, changed_cells, spoilt_names
from zoufang_cli.roster.importing.file_import import Findings, SheetImport
from zoufang_cli.roster.rows.outcomes import RowCode, TakenRow
from zoufang_cli.roster.rows.problems import LeftOut, Reporter
from zoufang_cli.roster.rows.roster import Roster

_IDENTITY = frozenset(
    (Field.NAME, Field.CREDIT_CODE, Field.REGISTRATION_NO, Field.ORGANISATION_CODE, Field.LICENCE, Field.LICENCE_WORD,
     Field.DISTRICT)
)  # fmt: skip


@dataclass(slots=True)
class Reading:
    """What the pass over a file gathers beside the rows that are staged."""

    sheets: list[SheetImport] = field(default_factory=list)
    headers: dict[str, Header] = field(default_factory=dict)  # sheet -> header; '' for a text
    findings: Findings = field(default_factory=Findings)
    left_out: list[LeftOut] = field(default_factory=list)
    lines_read: int = 0
    handed_back: HandedBack | None = None
    corrects: str = ""
    confirmed: int = 0  # doubtful rows that came back unchanged
    left_alone: int = 0  # those of them that are not matched anew
    corrections: list[Correction] = field(default_factory=list)
    reconsidered: list[Reconsidered] = field(default_factory=list)


def came_back(
    reading: Reading,
    handed_back: HandedBack,
    roster: Roster,
    title: str,
    entry: TakenRow,
    put_aside: Callable[[ReturnedRow], None],
) -> bool:
    """Judge a row of the sheet of a copy with this title, and tell whether it is to be matched with the others.

    A doubtful row that comes back unchanged was confirmed; one that was changed corrects the operator that it
    made. One that was taken for an operator of the store is matched anew, as are rows of one file that were taken
    for one operator: whose they are was the question. A rejected row that comes back unchanged is rejected again,
    even where the copy, in which all rows have one width, no longer shows the fault.
    """
    header, sheet = roster.header, roster.sheet
    texts = own_texts(header, entry.cells)
    before = handed_back.take(title, entry.returned_line)
    report = Reporter(header, sheet)
    if before is None:
        column = header.column_of(Field.RETURNED_LINE)
        unknown = report.cell(entry.line, column, entry.returned_line, RowCode.UNKNOWN_LINE)
        reading.findings.add(unknown)
        put_aside(ReturnedRow(sheet, entry.line, texts, (own_problem(header, unknown),), rejected=True))
        return False
    as_before = trimmed(before.raw) == trimmed(texts)
    lost = any(problem.code == RowCode.UNKNOWN_LINE for problem in before.problems)
    if before.rejected and (as_before or lost or handed_back.overflows(before, texts)):
        reading.findings.add(*before.problems)
        put_aside(ReturnedRow(sheet, entry.line, texts, before.problems, rejected=True))
        return False
    changed = changed_cells(header, handed_back.names[before.sheet], before.raw, texts)
    repeated = any(problem.code == RowCode.REPEATED_OPERATOR for problem in before.problems)
    if not before.rejected and (as_before or not changed):
        reading.confirmed += 1
        reading.left_alone += not repeated
        return repeated
    ours = sum(key in MARKERS for key in header.columns.values())
    cleared = () if before.rejected else changed.cleared
    name = header.column_of(Field.NAME)
    merged = [report.cell(entry.line, name, entry.operator.name, RowCode.MERGED_SINCE)] if before.merged else []
    said = [
        *entry.warnings,
        *merged,
        *(report.cell(entry.line, place + ours, "", RowCode.CLEARED_CELL) for place in cleared),
    ]
    doubts = tuple(own_problem(header, problem) for problem in said if problem.severity == "warning")
    reading.findings.add(*said)
    corrects = before.origin and not (repeated and not changed.replaced & _IDENTITY)
    if doubts:
        own = corrects or before.merged
        whose = before.operator_id if own else None
        put_aside(ReturnedRow(sheet, entry.line, texts, doubts, False, whose, own))
    if before.merged:
        reading.left_alone += 1
        return False
    if before.operator_id is not None and changed.replaced & _IDENTITY:
        reading.reconsidered += [
            Reconsidered(sheet, entry.line, before.operator_id, problem.value)
            for problem in before.problems
            if problem.code == RowCode.NAME_CONFLICT
        ]
    if corrects and before.operator_id is not None:
        fields = frozenset(header.columns.values()) if repeated else changed.fields
        extras = frozenset(header.extra.values()) if repeated else changed.extras
        spoilt = spoilt_names(header, fields)
        reading.corrections.append(
            Correction(sheet, entry.line, texts, before.operator_id, entry.operator, fields, extras, spoilt)
        )
    return not corrects
