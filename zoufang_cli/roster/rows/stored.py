"""A cleaned row as the store holds it, and the rows of a file, packed: a million of them must fit in memory."""

from __future__ import annotations

import marshal
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, islice
from typing import Any, Final, NamedTuple

from zoufang_cli.roster.rows.outcomes import RosterRow
from zoufang_cli.text.compact import compact


class StoredRow(NamedTuple):
    """The columns of table `operator` that a roster fills: lists and `extra` are compact JSON, dates ISO texts."""

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
    legal_phone: str
    phone: str
    scope: str
    kinds: str
    status: int | None
    valid_from: str | None
    valid_to: str | None
    vehicle_count: int | None
    operator_type: str
    licence: str
    extra: str


COLUMNS: Final = StoredRow._fields
IDENTITY: Final = ("name", "normalized_name", "initials")
"""Set when an operator is taken in, never overwritten by a roster."""
LISTS: Final = ("legal_phone", "phone", "scope", "kinds")
NULLABLE: Final = ("status", "valid_from", "valid_to", "vehicle_count")
BLANK: Final = frozenset((None, "", "[]", "{}"))
_TEXTS: Final = COLUMNS.index("legal_phone")
"""The first columns, which are texts in both forms of a row."""
_MARSHAL: Final = 2
"""The newest version of the format that does not look for repeated objects: half the size, twice the speed."""


def stored_row(row: RosterRow) -> StoredRow:
    """Return a cleaned row as it is stored."""
    return StoredRow._make(_values(row))


def _values(row: RosterRow) -> tuple[Any, ...]:
    return (
        *row[:_TEXTS],
        _list(row.legal_phone),
        _list(row.phone),
        _list(row.scope),
        _list(row.kinds),
        row.status,
        row.valid_from.isoformat() if row.valid_from else None,
        row.valid_to.isoformat() if row.valid_to else None,
        row.vehicle_count,
        str(row.operator_type),
        row.licence,
        compact(row.extra) if row.extra else "{}",
    )


def _list(values: tuple[str, ...]) -> str:
    if not values:
        return "[]"
    if len(values) == 1 and values[0].isalnum():  # a telephone, of which each row has its own
        return f'["{values[0]}"]'
    return _compact_list(values)


@lru_cache(maxsize=8192)
def _compact_list(values: tuple[str, ...]) -> str:
    return compact(values)


def packed(line: int, row: RosterRow) -> bytes:
    """Pack a cleaned row with its line: a quarter of the size of its Python objects."""
    return marshal.dumps((line, row.district_derived, *_values(row)), _MARSHAL)


class NumberedRow(NamedTuple):
    """A row of a file that is to be matched: `seq` numbers the rows of all its sheets from 1.

    `district_derived`: the district was read out of the address, and replaces none.
    """

    seq: int
    district_derived: bool
    values: StoredRow


class FileRows:
    """The rows of a file that are to be matched, in its order; the source is read as they are asked for first."""

    def __init__(self, source: Iterable[tuple[str, bytes]]) -> None:
        self._source = iter(source)
        self._packed: list[bytes] = []
        self._sheets: list[str] = []
        self._sheet_starts = array("q")  # the seq of the first row of each sheet

    def __len__(self) -> int:
        return len(self._packed)

    def __iter__(self) -> Iterator[NumberedRow]:
        """Yield every row, those of the source that were not read yet included."""
        return chain.from_iterable(self.batches(1))

    def batches(self, size: int) -> Iterator[list[NumberedRow]]:
        """Yield every row, so many at a time."""
        known = iter(range(1, len(self._packed) + 1))
        while batch := [self.row(seq) for seq in islice(known, size)]:
            yield batch
        while batch := [self._take(sheet, row) for sheet, row in islice(self._source, size)]:
            yield batch

    def row(self, seq: int) -> NumberedRow:
        """Return one of the rows that were read."""
        _, derived, *values = marshal.loads(self._packed[seq - 1])
        return NumberedRow(seq, derived, StoredRow._make(values))

    def values(self, seq: int) -> list[str | int | None]:
        """Return the values of a row alone, as COLUMNS has them."""
        return marshal.loads(self._packed[seq - 1])[2:]  # type: ignore[no-any-return]

    def place(self, seq: int) -> tuple[str, int]:
        """Return the sheet ('' for a single one) and the line of a row."""
        line: int = marshal.loads(self._packed[seq - 1])[0]
        return self._sheets[bisect_right(self._sheet_starts, seq) - 1], line

    def find(self, sheet: str, line: int) -> int:
        """Return the number of the row at a place, 0 where none of them stands there."""
        return next((seq for seq in range(1, len(self._packed) + 1) if self.place(seq) == (sheet, line)), 0)

    def sheet(self, seq: int) -> str:
        """Return the sheet of a row, '' for a single one."""
        return self._sheets[bisect_right(self._sheet_starts, seq) - 1]

    def _take(self, sheet: str, row: bytes) -> NumberedRow:
        self._packed.append(row)
        if not self._sheets or sheet != self._sheets[-1]:
            self._sheets.append(sheet)
            self._sheet_starts.append(len(self._packed))
        return self.row(len(self._packed))
