"""Rows of one file that are one operator and do not say the same of it: only one value of each field can be kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from zoufang_cli.roster.importing.staging import LISTS, NULLABLE, TEXTS
from zoufang_cli.roster.matching.matching import Via
from zoufang_cli.store.connection import Store

_COMPARED = (*(column for column in TEXTS if column != "licence_digits"), *LISTS, *NULLABLE, "licence")
_BLANK = {
    **dict.fromkeys(TEXTS, "''"),
    **dict.fromkeys(LISTS, "'[]'"),
    **dict.fromkeys(NULLABLE, "NULL"),
    "licence": "''",
}


@dataclass(frozen=True, slots=True)
class Repeat:
    """A row of the same operator as another one, with the columns (of `extra`: their names) in which they differ.

    `rank` is the test of domain.matching by which the later of the two was recognised.
    """

    seq: int
    sheet: str
    line: int
    name: str
    other: tuple[str, int]  # sheet and line of the other row
    rank: int
    columns: tuple[str, ...]


def count(store: Store) -> int:
    """Return how many rows are of an operator that an earlier row of the file was of."""
    return int(store.value("SELECT count(*) FROM placed WHERE round > 1"))


def found(store: Store) -> Iterator[Repeat]:
    """Yield the rows that differ from another one of their operator, in the order of the file; rows are placed."""
    for row in store.connection.execute(_REPEATS):
        columns = tuple(json.loads(row["columns"]))
        if columns:
            other = (row["other_sheet"], row["other_line"])
            yield Repeat(row["seq"], row["sheet"], row["line"], row["name"], other, row["rank"], columns)


# The last branch compares the other columns of the file, each by its name.
_DIFFERENT = " UNION ALL ".join(
    f"SELECT '{column}' AS name WHERE s.{column} IS NOT {_BLANK[column]} AND t.{column} IS NOT {_BLANK[column]} AND s.{column} <> t.{column}"
    for column in _COMPARED
)
# What was merged into another is known to be the same, and says nothing of it.
_SELVES = f"p.via < {Via.MERGED:d} AND q.via < {Via.MERGED:d}"

# A row is compared with the one before it, the first of an operator with the second: whoever is to tell sees both.
_REPEATS = f"""WITH pair AS (
    SELECT p.seq, q.seq AS other, p.rank
    FROM placed p
    CROSS JOIN placed q ON q.gid = p.gid AND q.round = p.round - 1
    WHERE p.round > 1 AND {_SELVES}
    UNION ALL
    SELECT q.seq, p.seq, p.rank
    FROM placed p
    CROSS JOIN placed q ON q.gid = p.gid AND q.round = 1
    WHERE p.round = 2 AND {_SELVES}
)
SELECT s.seq, s.sheet, s.line, s.name, t.sheet AS other_sheet, t.line AS other_line, pair.rank,
    (SELECT json_group_array(name) FROM (
        {_DIFFERENT}
        UNION ALL
        SELECT x.key FROM json_each(s.extra) x JOIN json_each(t.extra) y ON y.key = x.key WHERE x.value <> y.value)
    ) AS columns
FROM pair
CROSS JOIN staged s USING (seq)
CROSS JOIN staged t ON t.seq = pair.other
ORDER BY s.seq"""
