"""Find the header of a roster under its titles and say which column holds which field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from zoufang_cli.roster.columns.claims import SAMPLED_ROWS, ColumnFields, column_meanings, settle
from zoufang_cli.roster.columns.header_rows import (
    SEARCHED_ROWS,
    HeaderRows,
    header_key,
    header_rows,
    labels,
    names_of,
    reference,
)
from zoufang_cli.roster.columns.names import MARKERS, Field, field_of, fold, parse_field
from zoufang_cli.roster.rows.outcomes import FileRow
from zoufang_cli.roster.rows.shapes import record_likeness
from zoufang_cli.text.problem import Problem

NEEDED_ROWS = SEARCHED_ROWS + 1 + SAMPLED_ROWS
"""Rows at the head of a table from which its header is found and its columns are judged."""

_VALUE = re.compile(r"\d{6}")
"""No name of a column has so many digits, but a title with names and values in turn has: 单位名称 … 联系电话 199…."""

Remembered = Mapping[str, Mapping[str, str]]
"""header_key -> {name of a column: key of its field, '' or `extra` for none}."""


class NoNameColumn(ValueError):
    """The table has no column for the operator's name; `columns` are those that it has."""

    def __init__(self, columns: Sequence[str]) -> None:
        self.columns = tuple(columns)
        listed = f"现有的列是：{'、'.join(columns)}。" if columns else "前50行中没有像表头的行。"
        super().__init__(
            f"没有找到业户名称列。{listed}请把名称列的表头改为“业户名称”，或在导入时加 --map 列名=name 指明。"
        )


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table: 1-based `line` and 0-based `index` of its last row, columns by their place.

    `columns` maps a column's index to its field; `extra` maps the index of every other column to the
    name under which its values are kept; `names` are the column names, those of a header of two `rows`
    combined. `how` says for a column what settled it: `map`, `remembered`, `name` or `values`. `reference` is
    the batch whose rows a correction sheet holds (DR-00003), else ''. `written` are the header's rows as they stand; `missing`
    are columns that a person named and this table has not.
    """

    line: int
    index: int
    names: tuple[str, ...]
    columns: Mapping[int, Field]
    extra: Mapping[int, str]
    problems: tuple[Problem, ...] = ()
    rows: int = 1
    how: Mapping[int, str] = field(default_factory=dict)
    reference: str = ""
    written: tuple[tuple[str, ...], ...] = ()
    missing: tuple[str, ...] = ()

    def column_of(self, key: Field) -> int:
        """Return the index of a field's first column, -1 where the table has none."""
        return next((index for index, field in self.columns.items() if field is key), -1)

    def columns_of(self, key: Field) -> tuple[int, ...]:
        """Return the indexes of all columns of a field; only PHONE, LEGAL_PHONE and SCOPE have several to be read."""
        return tuple(sorted(index for index, field in self.columns.items() if field is key))

    @property
    def labels(self) -> tuple[str, ...]:
        """Name the columns so that each can be told, as --map and the memory of mappings address them."""
        return labels(self.names)

    def mapping(self) -> dict[str, str]:
        """Return file column -> field, for people and programs."""
        labels = self.labels
        return {labels[index]: key.value for index, key in sorted(self.columns.items())}

    def settled(self) -> dict[str, str]:
        """Return each of the user's own columns -> field or `extra`, to be remembered under `header_key(names)`."""
        return {
            label: self.columns[index].value if index in self.columns else "extra"
            for index, label in enumerate(self.labels)
            if self.columns.get(index) not in MARKERS
        }


def find_header(
    rows: Sequence[FileRow],
    mapping: Mapping[str, str] | None = None,
    remembered: Remembered | None = None,
) -> Header:
    """Find the header among `rows`, the first NEEDED_ROWS of a table, and settle what each column holds.

    The header is the row, or the two rows, with a column of names and the most columns that `mapping` (column name ->
    field) names; of equal ones a remembered header, then the one that names most fields. A header with
    records of its own yields to a lower one only where that has more columns of `mapping`. Columns of `mapping` that the table lacks are `missing`: they may stand
    in another sheet.
    Raises NoNameColumn, AmbiguousColumns, or BadMapping for a field that does not exist.
    """
    chosen = {fold(name): parse_field(key) for name, key in (mapping or {}).items()}
    best: _Candidate | None = None
    candidates = []
    for head in header_rows(rows):
        remembered_fields = _remembered_fields_of(head, remembered)
        fields = [meaning.field for meaning in column_meanings(head, chosen, remembered_fields or {})]
        if Field.NAME not in fields or not (head.clear or remembered_fields is not None):
            continue
        only_names = not any(_VALUE.search(name) for name in head.names)
        columns = {place: key for place, key in enumerate(fields) if key is not None and key not in MARKERS}
        rank = (_chosen_count(head, chosen), remembered_fields is not None, only_names, len(set(columns.values())))
        candidate = _Candidate(rank, head, remembered_fields or {}, columns)
        candidates.append(candidate)
        if best is None or (rank > best.rank and (rank[0] > best.rank[0] or not best.has_records(rows, head))):
            best = candidate
    if best is None:
        raise NoNameColumn(_likely_columns(rows[:SEARCHED_ROWS]))
    head = best.head
    present = set(map(fold, labels(head.names)))
    end = min((candidate.start for candidate in candidates if best.ends_above(candidate, rows)), default=len(rows))
    settled = settle(head, chosen, best.remembered_fields, rows[head.index + 1 : end])
    return Header(
        head.line,
        head.index,
        head.names,
        settled.columns,
        settled.extra,
        tuple(settled.problems),
        len(head.written),
        settled.how,
        reference(head.names),
        head.written,
        tuple(name for name in mapping or () if fold(name) not in present),
    )


class _Candidate(NamedTuple):
    """A possible header: its rank, the fields remembered for its columns, the fields of its columns.

    The rank is (columns that a person named, whether it is remembered, whether it holds no values, fields it names).
    """

    rank: tuple[int, bool, bool, int]
    head: HeaderRows
    remembered_fields: ColumnFields
    columns: Mapping[int, Field]

    @property
    def start(self) -> int:
        """The index of the first header row."""
        return self.head.index + 1 - len(self.head.written)

    def ends_above(self, lower: _Candidate, rows: Sequence[FileRow]) -> bool:
        """Tell whether the lower candidate is the header of another table, with other fields in the same columns."""
        if lower.start <= self.head.index or 2 * len(lower.columns) < sum(map(bool, lower.head.names)):
            return False
        same = sum(self.columns.get(place) is key for place, key in lower.columns.items())
        return 2 * same <= len(lower.columns) and self.has_records(rows, lower.head)

    def has_records(self, rows: Sequence[FileRow], lower: HeaderRows) -> bool:
        """Tell whether at least two records stand between this header and a lower one.

        One is not enough: the sender of a roster is written as a row of labels over a row of values.
        """
        width = sum(map(bool, self.head.names))
        if not (self.rank[1] or (self.rank[2] and self.rank[3] > 1 and 2 * len(self.columns) >= width)):
            return False
        between = rows[self.head.index + 1 : lower.index + 1 - len(lower.written)]
        return sum(bool(record_likeness(names_of(row.cells), self.columns, width)) for row in between) > 1


def _remembered_fields_of(head: HeaderRows, remembered: Remembered | None) -> ColumnFields | None:
    """Return the fields remembered for a header, None for a new one; unknown fields of other versions are left out."""
    if not remembered or (keys := remembered.get(header_key(head.names))) is None:
        return None
    field_of_key = {"": None, "extra": None} | {key.value: key for key in Field}
    return {fold(name): field_of_key[key] for name, key in keys.items() if key in field_of_key}


def _chosen_count(head: HeaderRows, chosen: ColumnFields) -> int:
    return len(set(chosen).intersection(map(fold, labels(head.names)))) if chosen else 0


def _likely_columns(rows: Sequence[FileRow]) -> list[str]:
    """List the columns of the row that looks most like a header, for the refusal."""
    best: list[str] = []
    best_score = (0, 0)
    for row in rows:
        names = [name for name in names_of(row.cells) if name]
        score = (sum(field_of(name) is not None for name in names), min(len(names), 2))
        if score > best_score:
            best, best_score = names, score
    return [name[:20] for name in best[:30]]
