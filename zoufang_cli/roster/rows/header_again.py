"""Recognise a header that comes again in the middle of a sheet, and that of another table below the first."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto

from zoufang_cli.roster.columns.header_names import HEADER_NAMES, Field
from zoufang_cli.roster.columns.header_words import field_of
from zoufang_cli.roster.columns.headers import Header
from zoufang_cli.roster.rows.entries import RowCode
from zoufang_cli.text.problem import Problem

_WORDS = frozenset(word for words in HEADER_NAMES.values() for word in words.split())


class Again(Enum):
    """What a row below the header is as a header: none, the same once more, or another one."""

    NO = auto()
    SAME = auto()
    OTHER = auto()


class HeaderAgain:
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

    def judge(self, texts: Sequence[str]) -> Again:
        """Compare one row, tidied; short and long rows too."""
        filled = sum(map(bool, texts))
        for row in self._written:
            same = sum(text == name != "" for text, name in zip(texts, row, strict=False))
            if 2 * same >= sum(map(bool, row)) and 2 * same >= filled:
                return Again.SAME
        found = {place: key for place, text in enumerate(texts) if text and (key := field_of(text)) is not None}
        if 2 * len(found) < filled or len(found) < 2:
            return Again.NO
        same = sum(self._header.columns.get(place) is key for place, key in found.items())
        if 2 * same > len(found):
            return Again.SAME
        other = Field.NAME in found.values() and (len(found) > 2 or len(found) == filled)
        return Again.OTHER if other else Again.NO

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
