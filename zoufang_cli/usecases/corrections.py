"""Rows that went back to the office, when they come in again."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date

from zoufang_cli.domain.entries import RowCode
from zoufang_cli.domain.own_columns import trimmed
from zoufang_cli.store import returned
from zoufang_cli.store.batch_sheets import sheets_of
from zoufang_cli.store.connection import Store
from zoufang_cli.store.returned import ReturnedRow

MOST_ROWS = 100_000
"""Rows that a copy holds; the others come back when these are corrected."""

_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\\s]")
_NUMBERED = re.compile(r"\(\d+\)$")
_MARK = 6
"""Digits of a file's sha256 that a copy shows."""


@dataclass(slots=True)
class HandedBack:
    """The rows of an earlier import that went back to the office.

    `widths` says how many columns each sheet had, `listed_on` the day from which its new operators count; those
    `waiting`, by (sheet, line), are not settled yet. `settled` gathers those that came in again.
    """

    batch_id: int
    number: str
    listed_on: date
    widths: Mapping[str, int]
    rows: Mapping[int, Sequence[ReturnedRow]]
    waiting: Set[tuple[str, int]]
    settled: list[tuple[str, int]] = field(default_factory=list)

    def take(self, sheet: str, line: str) -> ReturnedRow | None:
        """Return which of the rows a line of the copy is, and count it as settled.

        The sheets of a copy have titles that Excel accepts.
        """
        if not line.isascii() or not line.isdigit():
            return None
        same = self.rows.get(int(line), ())
        if len(same) > 1:
            title = _squeezed(_NUMBERED.sub("", sheet))
            same = [row for row in same if _squeezed(row.sheet).startswith(title)]
        if len(same) != 1:
            return None
        if (same[0].sheet, same[0].line) in self.waiting:
            self.settled.append((same[0].sheet, same[0].line))
        return same[0]

    def given_up(self) -> list[tuple[str, int]]:
        """Return the waiting rows that the office deleted from the copy: it does not want them."""
        return sorted(self.waiting - set(self.settled)) if len(self.waiting) <= MOST_ROWS else []

    def overflows(self, before: ReturnedRow, texts: Sequence[str]) -> bool:
        """Tell whether a row that had too many fields still has content beyond the columns of its file."""
        too_many = any(problem.code == RowCode.FIELD_COUNT for problem in before.problems)
        return too_many and len(trimmed(texts)) > self.widths[before.sheet]


def handed_back(store: Store, reference: str) -> HandedBack | None:
    """Return the rows of the batch that a copy belongs to (`reference_of`); None where this store does not know it."""
    number = reference.rpartition("-")[0]
    row = store.one("SELECT id, number, sha256, listed_on FROM batch WHERE number = :number", number=number)
    if row is None or reference_of(row["number"], row["sha256"]) != reference:
        return None
    batch_id = row["id"]
    rows: defaultdict[int, list[ReturnedRow]] = defaultdict(list)
    for one in returned.rows_of(store, batch_id):
        rows[one.line].append(one)
    waiting = {(one.sheet, one.line) for one in returned.open_rows(store, batch_id)}
    widths = {one.sheet: len(one.header) for one in sheets_of(store, batch_id)}
    return HandedBack(batch_id, number, date.fromisoformat(row["listed_on"]), widths, rows, waiting)


def reference_of(number: str, sha256: str) -> str:
    """Return what a copy is recognised by: DR-00003-9F2A41, as the batch of another store may have the same number."""
    return f"{number}-{sha256[:_MARK].upper()}"


def _squeezed(title: str) -> str:
    return _NOT_IN_TITLES.sub("", title)
