"""What tables and columns are called on screen: the comments of schema.sql, which is the glossary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

_TABLE = re.compile(r"CREATE (TABLE|VIEW) (\w+) (?:\(|AS)(?: /\* logged \*/)? -- (.*)")
_COLUMN = re.compile(r'  "?(\w+)"? (?:TEXT|INTEGER)\b.*?-- (.*)')
_END = re.compile(r"[(（,，:：;；、。]| (?=[A-Z])")


class Entry(NamedTuple):
    """A table, or a column of one (`column` '' for the table itself), and the comment that explains it."""

    table: str
    column: str
    comment: str

    @property
    def term(self) -> str:
        """What people read: the comment up to its first mark."""
        return _END.split(self.comment)[0].strip()


def entries() -> Iterator[Entry]:
    """Yield every table and column of schema.sql that has a comment, in its order."""
    from zoufang_cli.resources import schema_sql

    table = ""
    for line in schema_sql().splitlines():
        if match := _TABLE.match(line):
            table = match[2]
            yield Entry(table, "", match[3])
        elif table and (match := _COLUMN.match(line)):
            yield Entry(table, match[1], match[2])


@cache
def _terms() -> dict[tuple[str, str], str]:
    return {(entry.table, entry.column): entry.term for entry in entries()}


def table_term(table: str) -> str:
    """Return what a table is called; its own name where schema.sql does not say."""
    return _terms().get((table, ""), table)


def column_term(table: str, column: str) -> str:
    """Return what a column of a table is called; its own name where schema.sql does not say."""
    return _terms().get((table, column), column)
