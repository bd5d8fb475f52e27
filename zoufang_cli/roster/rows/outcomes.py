"""Outcomes of reading a roster: every row of the table is taken, rejected or skipped."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, Protocol, TypeAlias

from zoufang_cli.roster.rules import OperatorType
from zoufang_cli.text.problem import Problem

Cell: TypeAlias = str | int | float | bool | date | datetime | None


class FileRow(Protocol):
    """A row as a reader hands it over (reading.tables.Row)."""

    @property
    def line(self) -> int: ...

    @property
    def cells(self) -> tuple[Cell, ...]: ...

    @property
    def fault(self) -> str: ...


AS_WRITTEN = "（原文）"
"""Ends the name under which the text of a field is kept that could not be read, or not whole: 经营状态（原文）."""


class RowCode(StrEnum):
    """Stable codes of what can be wrong with a row or a header."""

    # The row is rejected.
    MISSING_NAME = "missing_name"
    FIELD_COUNT = "field_count"
    UNKNOWN_LINE = "unknown_line"
    ABOVE_HEADER = "above_header"
    STRAY_QUOTE = "stray_quote"
    NUL = "nul"
    TOO_LONG = "too_long"
    LOST_TEXT = "lost_text"
    BAD_CHARACTER = "bad_character"
    LOSSY_NUMBER = "lossy_number"
    # The row is kept, and the doubt is said (severity `warning`).
    LITERAL_QUOTE = "literal_quote"
    CHECK_DIGIT = "check_digit"
    CODE_LETTERS = "code_letters"
    BAD_CODE = "bad_code"
    SEVERAL_CODES = "several_codes"
    ID_NUMBER = "id_number"
    SEVERAL_LICENCES = "several_licences"
    CODE_AS_LICENCE = "code_as_licence"
    ODD_PHONE = "odd_phone"
    LOSSY_PHONE = "lossy_phone"
    BAD_DATE = "bad_date"
    DATES_REVERSED = "dates_reversed"
    VALIDITY_DIFFERS = "validity_differs"
    UNKNOWN_STATUS = "unknown_status"
    BAD_COUNT = "bad_count"
    DITTO = "ditto_without_row_above"
    DITTO_IDENTIFIER = "ditto_identifier"
    CONTROL_CHARACTER = "control_character"
    ERROR_CELL = "error_cell"
    # The row is kept, and contradicts the store or another row.
    NAME_ONLY = "name_only"
    NAME_CONFLICT = "name_conflict"
    CODE_CONFLICT = "code_conflict"
    REPEATED_OPERATOR = "repeated_operator"
    CLEARED_CELL = "cleared_cell"
    MERGED_SINCE = "merged_since"
    CORRECTED_ELSEWHERE = "corrected_elsewhere"
    # The row is kept, and there is nothing to check (severity `note`).
    LICENCE_ZEROS = "licence_zeros"
    MASKED_PHONE = "masked_phone"
    PHONE_IN_NAME = "phone_in_name"
    PHONE_TEXT = "phone_text"
    DIRECTION_MARK = "direction_mark"
    DISTRICT_FROM_ADDRESS = "district_from_address"
    # The header.
    DUPLICATE_COLUMN = "duplicate_column"
    ID_COLUMN = "id_column"
    GUESSED_COLUMN = "guessed_column"
    OTHER_HEADER = "other_header"
    # The sheet or the file.
    NO_HEADER = "no_header"
    HIDDEN_SHEET = "hidden_sheet"
    HIDDEN_ROWS = "hidden_rows"
    FORMULA_WITHOUT_VALUE = "formula_without_value"
    NO_ROWS = "no_rows"


class RosterRow(NamedTuple):
    """A cleaned row of a roster; absent text is '', absent lists are ().

    `normalized_name` and `initials` are derived from the name, `district` from the address where the file has no column
    of its own or left it blank (`district_derived` is then true), `kinds` (业户类别) from the scope where the file has no
    column of its own, `operator_type` from code, type and name; `status` is a code of JT/T 415-2006 (1-6, 9).
    (A named tuple and not a dataclass: one is made for each of a million rows. The fields stand in the order in which
    they are staged.)
    """

    name: str
    normalized_name: str
    initials: str
    credit_code: str
    registration_no: str
    organisation_code: str
    licence_digits: str
    legal_person: str
    contact: str
    address: str
    district: str
    economic_type: str
    remark: str
    legal_phone: tuple[str, ...]
    phone: tuple[str, ...]
    scope: tuple[str, ...]
    kinds: tuple[str, ...]
    status: int | None
    valid_from: date | None
    valid_to: date | None
    vehicle_count: int | None
    operator_type: OperatorType
    licence: str
    extra: dict[str, str]
    district_derived: bool


class TakenRow(NamedTuple):
    """A row that was taken; `cells` is the row as it stood in the file.

    `warnings` are its problems of severity `warning` and `note`. `correction_line` is what a row of a
    correction sheet has in 行号, '' in any other file.
    """

    line: int
    operator: RosterRow
    warnings: tuple[Problem, ...]
    cells: tuple[Cell, ...]
    correction_line: str = ""


class RejectedRow(NamedTuple):
    """A row that was not taken, with at least one problem of severity `error`."""

    line: int
    problems: tuple[Problem, ...]
    cells: tuple[Cell, ...]
    correction_line: str = ""


class SkipReason(StrEnum):
    """Why a row is no record.

    `HEADER` is a row of the header itself; `REPEATED` the header again, units, or numbers of columns.
    """

    HEADER = "header"
    REPEATED = "repeated_header"
    TITLE = "title"
    BLANK = "blank"
    SECTION = "section"
    TOTAL = "total"
    FOOTER = "footer"


class SkippedRow(NamedTuple):
    """A row that is no record of an operator."""

    line: int
    reason: SkipReason
    cells: tuple[Cell, ...]


PackedRow = bytes
"""A row that was taken and about which there is nothing to say, packed (rows/stored.py)."""

Outcome: TypeAlias = TakenRow | RejectedRow | SkippedRow
