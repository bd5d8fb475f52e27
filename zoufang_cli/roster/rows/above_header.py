"""Judge rows by the header of their table: whether they repeat it, begin another table, or stand above it.

A file may hold titles, records sorted to the top, and whole other tables above the header by which it is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from itertools import takewhile
from typing import Final, NamedTuple

from zoufang_cli.roster.columns.header_rows import names_of
from zoufang_cli.roster.columns.headers import Header
from zoufang_cli.roster.columns.names import HEADER_NAMES, Field, field_of
from zoufang_cli.roster.rows.outcomes import FileRow, RowCode
from zoufang_cli.roster.rows.shapes import RecordLikeness, record_likeness
from zoufang_cli.text.problem import Problem

_WORDS = frozenset(word for words in HEADER_NAMES.values() for word in words.split())


class HeaderMatch(Enum):
    """How a row compares with the header: no header at all, the same header again, or that of another table."""

    NO = auto()
    SAME = auto()
    OTHER = auto()


class HeaderMatcher:
    """Compares rows with the header of their table.

    业户名称 | 电话 | 地址 is the SAME where it repeats half of the header's words, or names most fields in the same
    columns. It is an OTHER one where it names fields, the operator's name among them, in other columns.
    """

    def __init__(self, header: Header) -> None:
        self._header = header
        self._written = header.written or (header.names,)
        name = header.column_of(Field.NAME)
        self.words = _WORDS | {row[name] for row in self._written if name < len(row) and row[name]}
        """Words that stand in the column of names only in a header."""

    def judge(self, texts: Sequence[str]) -> HeaderMatch:
        """Compare a row of tidied texts, of any width, with the header."""
        filled = sum(map(bool, texts))
        for row in self._written:
            same = sum(text == name != "" for text, name in zip(texts, row, strict=False))
            if 2 * same >= sum(map(bool, row)) and 2 * same >= filled:
                return HeaderMatch.SAME
        fields = {place: key for place, text in enumerate(texts) if text and (key := field_of(text)) is not None}
        if 2 * len(fields) < filled or len(fields) < 2:
            return HeaderMatch.NO
        same = sum(self._header.columns.get(place) is key for place, key in fields.items())
        if 2 * same > len(fields):
            return HeaderMatch.SAME
        names_other_columns = Field.NAME in fields.values() and (len(fields) > 2 or len(fields) == filled)
        return HeaderMatch.OTHER if names_other_columns else HeaderMatch.NO

    def problem(self, place: str, table_line: int, row_line: int) -> Problem:
        """Report a row (`row_line`, named by `place`) of another table, whose header stands in `table_line`."""
        where = "该行" if table_line == row_line else f"第{table_line}行"
        return Problem(
            place,
            "",
            "",
            RowCode.OTHER_HEADER,
            f"{where}起是另一张表：表头与第{self._header.line}行的不同，各列对不上，没有采用。",
            suggestion="把两张表分成两个工作表或两个文件后再导入。",
        )


class AboveHeaderKind(Enum):
    """What a row above the header is: DOUBTFUL is a possible record of this table, OTHER a row of another table."""

    BLANK = auto()
    TITLE = auto()
    HEADER = auto()
    RECORD = auto()
    DOUBTFUL = auto()
    OTHER = auto()


_BY_LIKENESS: Final = {
    RecordLikeness.SURE: AboveHeaderKind.RECORD,
    RecordLikeness.SOME: AboveHeaderKind.DOUBTFUL,
    RecordLikeness.NONE: AboveHeaderKind.TITLE,
}


class RowAboveHeader(NamedTuple):
    """A row above the header and what it is; `table_line` is the header line of the table that an OTHER row belongs to."""

    row: FileRow
    kind: AboveHeaderKind
    table_line: int = 0


def judge_rows_above(rows: Sequence[FileRow], header: Header) -> list[RowAboveHeader]:
    """Judge every row above the header; `rows` end where the header begins.

    The header's own words may stand there too: a person chose the lower of two equal headers. A header of another table
    counts only where records of that table follow.
    """
    header_matcher = HeaderMatcher(header)
    texts = [names_of(row.cells) for row in rows]
    matches = [header_matcher.judge(text) for text in texts]
    rows_above = []
    table_line = 0
    for place, row in enumerate(rows):
        if not any(texts[place]):
            rows_above.append(RowAboveHeader(row, AboveHeaderKind.BLANK))
        elif matches[place] is HeaderMatch.SAME:
            table_line = 0
            rows_above.append(RowAboveHeader(row, AboveHeaderKind.HEADER))
        elif table_line or (matches[place] is HeaderMatch.OTHER and _has_records_below(place, texts, matches)):
            table_line = table_line or row.line
            rows_above.append(RowAboveHeader(row, AboveHeaderKind.OTHER, table_line))
        else:
            likeness = record_likeness(texts[place], header.columns, sum(map(bool, header.names)))
            rows_above.append(RowAboveHeader(row, _BY_LIKENESS[likeness]))
    return rows_above


def _has_records_below(place: int, texts: Sequence[Sequence[str]], matches: Sequence[HeaderMatch]) -> bool:
    """Tell whether a header at `place` has records below it, before any other header."""
    columns = {column: key for column, text in enumerate(texts[place]) if text and (key := field_of(text)) is not None}
    if Field.NAME not in columns.values():
        return False
    width = sum(map(bool, texts[place]))
    below = takewhile(
        lambda row_and_match: row_and_match[1] is HeaderMatch.NO,
        zip(texts[place + 1 :], matches[place + 1 :], strict=True),
    )
    return any(record_likeness(row_texts, columns, width) for row_texts, _ in below)
