"""Judge the rows above the header by which a table is read: titles, records of this table, those of another one."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from itertools import takewhile
from typing import Final, NamedTuple

from zoufang_cli.roster.columns.header_names import Field
from zoufang_cli.roster.columns.header_rows import names_of
from zoufang_cli.roster.columns.header_words import field_of
from zoufang_cli.roster.columns.headers import Header
from zoufang_cli.roster.rows.entries import SourceRow
from zoufang_cli.roster.rows.header_again import Again, HeaderAgain
from zoufang_cli.roster.rows.record_shape import Likeness, record_likeness


class Above(Enum):
    """What a row above the header is; a DOUBTFUL one may be a record of this table."""

    BLANK = auto()
    TITLE = auto()
    HEADER = auto()
    RECORD = auto()
    DOUBTFUL = auto()
    OTHER = auto()


_BY_LIKENESS: Final = {Likeness.SURE: Above.RECORD, Likeness.SOME: Above.DOUBTFUL, Likeness.NONE: Above.TITLE}


class Judged(NamedTuple):
    """A row above the header, what it is, and the line where another table begins, to which an OTHER row belongs."""

    row: SourceRow
    what: Above
    begins: int = 0


def judge_above(rows: Sequence[SourceRow], header: Header) -> list[Judged]:
    """Judge every row above the header (`rows` end where it begins).

    A row of the header's own words may stand above it where a person meant the lower one; another table begins only
    where records of it follow.
    """
    again = HeaderAgain(header)
    texts = [names_of(row.cells) for row in rows]
    found = [again.judge(one) for one in texts]
    judged = []
    begins = 0
    for place, row in enumerate(rows):
        if not any(texts[place]):
            judged.append(Judged(row, Above.BLANK))
        elif found[place] is Again.SAME:
            begins = 0
            judged.append(Judged(row, Above.HEADER))
        elif begins or (found[place] is Again.OTHER and _heads(place, texts, found)):
            begins = begins or row.line
            judged.append(Judged(row, Above.OTHER, begins))
        else:
            likeness = record_likeness(texts[place], header.columns, sum(map(bool, header.names)))
            judged.append(Judged(row, _BY_LIKENESS[likeness]))
    return judged


def _heads(place: int, texts: Sequence[Sequence[str]], found: Sequence[Again]) -> bool:
    """Tell whether records of the table that a row names stand below it, above any further header."""
    columns = {column: key for column, text in enumerate(texts[place]) if text and (key := field_of(text)) is not None}
    if Field.NAME not in columns.values():
        return False
    width = sum(map(bool, texts[place]))
    below = takewhile(lambda one: one[1] is Again.NO, zip(texts[place + 1 :], found[place + 1 :], strict=True))
    return any(record_likeness(one, columns, width) for one, _ in below)
