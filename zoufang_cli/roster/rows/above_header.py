"""Judge the rows above the header by which a table is read: titles, records of this table, those of another one."""

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
    """What a row below the header is as a header: none, the same once more, or another one."""

    NO = auto()
    SAME = auto()
    OTHER = auto()


class HeaderMatcher:
    """Compares rows with the header of their table.

    A row is the header again where it repeats most of its words, or names the same fields for the same columns; a
    row that names fields, the operator's name among them, for other columns begins another table.
    """

    def __init__(self, header: Header) -> None:
        self._header = header
        self._written = header.written or (header.names,)
        name = header.column_of(Field.NAME)
        self.words = _WORDS | {row[name] for row in self._written if name < len(row) and row[name]}
        """What stands in the column of names only in a header."""

    def judge(self, texts: Sequence[str]) -> HeaderMatch:
        """Compare one row, tidied; short and long rows too."""
        filled = sum(map(bool, texts))
        for row in self._written:
            same = sum(text == name != "" for text, name in zip(texts, row, strict=False))
            if 2 * same >= sum(map(bool, row)) and 2 * same >= filled:
                return HeaderMatch.SAME
        verdicts = {place: key for place, text in enumerate(texts) if text and (key := field_of(text)) is not None}
        if 2 * len(verdicts) < filled or len(verdicts) < 2:
            return HeaderMatch.NO
        same = sum(self._header.columns.get(place) is key for place, key in verdicts.items())
        if 2 * same > len(verdicts):
            return HeaderMatch.SAME
        other = Field.NAME in verdicts.values() and (len(verdicts) > 2 or len(verdicts) == filled)
        return HeaderMatch.OTHER if other else HeaderMatch.NO

    def problem(self, place: str, begins: int, line: int) -> Problem:
        """Report a row of another table, which begins at line `begins`."""
        here = "该行" if begins == line else f"第{begins}行"
        return Problem(
            place,
            "",
            "",
            RowCode.OTHER_HEADER,
            f"{here}起是另一张表：表头与第{self._header.line}行的不同，各列对不上，没有采用。",
            suggestion="把两张表分成两个工作表或两个文件后再导入。",
        )


class AboveHeaderKind(Enum):
    """What a row above the header is; a DOUBTFUL one may be a record of this table."""

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
    """A row above the header, what it is, and the line where another table begins, to which an OTHER row belongs."""

    row: FileRow
    what: AboveHeaderKind
    begins: int = 0


def judge_rows_above(rows: Sequence[FileRow], header: Header) -> list[RowAboveHeader]:
    """Judge every row above the header (`rows` end where it begins).

    A row of the header's own words may stand above it where a person meant the lower one; another table begins only
    where records of it follow.
    """
    header_matcher = HeaderMatcher(header)
    texts = [names_of(row.cells) for row in rows]
    verdicts = [header_matcher.judge(text) for text in texts]
    judged = []
    begins = 0
    for place, row in enumerate(rows):
        if not any(texts[place]):
            judged.append(RowAboveHeader(row, AboveHeaderKind.BLANK))
        elif verdicts[place] is HeaderMatch.SAME:
            begins = 0
            judged.append(RowAboveHeader(row, AboveHeaderKind.HEADER))
        elif begins or (verdicts[place] is HeaderMatch.OTHER and _heads(place, texts, verdicts)):
            begins = begins or row.line
            judged.append(RowAboveHeader(row, AboveHeaderKind.OTHER, begins))
        else:
            likeness = record_likeness(texts[place], header.columns, sum(map(bool, header.names)))
            judged.append(RowAboveHeader(row, _BY_LIKENESS[likeness]))
    return judged


def _heads(place: int, texts: Sequence[Sequence[str]], verdicts: Sequence[HeaderMatch]) -> bool:
    """Tell whether records of the table that a row names stand below it, above any further header."""
    columns = {column: key for column, text in enumerate(texts[place]) if text and (key := field_of(text)) is not None}
    if Field.NAME not in columns.values():
        return False
    width = sum(map(bool, texts[place]))
    below = takewhile(lambda row: row[1] is HeaderMatch.NO, zip(texts[place + 1 :], verdicts[place + 1 :], strict=True))
    return any(record_likeness(row_texts, columns, width) for row_texts, _ in below)
