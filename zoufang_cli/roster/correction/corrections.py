"""Rows that went back to the office, when they come in again."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date

from zoufang_cli.roster.columns.own_columns import trimmed
from zoufang_cli.roster.correction import returned
from zoufang_cli.roster.correction.returned import ReturnedRow
from zoufang_cli.roster.importing import batches
from zoufang_cli.roster.importing.batch_sheets import sheets_of
from zoufang_cli.roster.rows.outcomes import RowCode
from zoufang_cli.store.connection import Store

MOST_ROWS = 100_000
"""Rows that a copy holds; the others come back when these are corrected."""

_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\\s]")
_NUMBERED = re.compile(r"\(\d+\)$")
_MARK = 6
"""Digits of a file's sha256 that a copy shows."""


@dataclass(slots=True)
class HandedBack:
    """The rows of an earlier import that went back to the office.

    `names` are the columns of each sheet, `listed_on` the day from which its new operators count; those `waiting`, by
    (sheet, line), are not settled yet. `settled` gathers those that came in again, `met` the sheets and `seen` the
    lines that did.
    """

    batch_id: int
    reference: str
    listed_on: date
    names: Mapping[str, Sequence[str]]
    rows: Mapping[int, Sequence[ReturnedRow]]
    waiting: Set[tuple[str, int]]
    settled: list[tuple[str, int]] = field(default_factory=list)
    met: set[str] = field(default_factory=set)
    seen: set[int] = field(default_factory=set)
    unknown_lines: int = 0
    _taken: set[tuple[str, int]] = field(default_factory=set)

    @property
    def number(self) -> str:
        """The number of the batch."""
        return self.reference.rpartition("-")[0]

    def meet(self, title: str) -> None:
        """Note that a sheet of the copy came in."""
        if len(self.names) == 1:
            self.met |= set(self.names)
        else:
            self.met |= {sheet for sheet in self.names if _squeezed(sheet) == _squeezed(title)}

    def take(self, title: str, line: str) -> ReturnedRow | None:
        """Return which of the rows a line of the copy is, and count it as settled; None for an unknown or repeated one.

        The sheets of a copy have titles that Excel accepts.
        """
        found = self._find(title, line)
        self.unknown_lines += found is None
        return found

    def _find(self, title: str, line: str) -> ReturnedRow | None:
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

    def overflows(self, before: ReturnedRow, texts: Sequence[str]) -> bool:
        """Tell whether a row that had too many fields still has content beyond the columns of its file."""
        too_many = any(problem.code == RowCode.FIELD_COUNT for problem in before.problems)
        return too_many and len(trimmed(texts)) > len(self.names[before.sheet])


def handed_back(store: Store, reference: str) -> HandedBack | None:
    """Return the rows of the batch that a copy belongs to (`reference_of`); None where this store does not know it."""
    batch = batches.signed(store, reference.rpartition("-")[0])
    if batch is None or reference_of(batch.number, batch.sha256) != reference:
        return None
    rows: defaultdict[int, list[ReturnedRow]] = defaultdict(list)
    for one in returned.rows_of(store, batch.id):
        rows[one.line].append(one)
    waiting = {(one.sheet, one.line) for one in returned.open_rows(store, batch.id)}
    names = {one.sheet: one.header for one in sheets_of(store, batch.id)}
    if any(row.sheet not in names for same in rows.values() for row in same):
        return None  # undone but for what was changed since
    return HandedBack(batch.id, reference, batch.listed_on, names, rows, waiting)


def reference_of(number: str, sha256: str) -> str:
    """Return what a copy is recognised by: DR-00003-9F2A41, as the batch of another store may have the same number."""
    return f"{number}-{sha256[:_MARK].upper()}"


def _squeezed(title: str) -> str:
    return _NOT_IN_TITLES.sub("", title)
