"""Match the rows of a file one after the other: what becomes of each, and what is doubtful about it."""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from zoufang_cli.roster.matching.known import StoredOperators
from zoufang_cli.roster.matching.matcher import (
    Known,
    MatchedBy,
    Matcher,
    Mode,
    Outcome,
    RowResult,
    Rules,
)
from zoufang_cli.roster.matching.merging import Names
from zoufang_cli.roster.rows.stored import BLANK, COLUMNS, IDENTITY, FileRows, NumberedRow, StoredRow
from zoufang_cli.roster.rules import OperatorType
from zoufang_cli.store.connection import Store

BATCH: Final = 2_000
"""Rows whose operators are looked up together."""
FIRST: Final = 5
"""Rows of which the outcome is kept, for a preview."""
_COMPARED: Final = tuple(
    column for column in COLUMNS if column not in (*IDENTITY, "licence_digits", "operator_type", "extra")
)


class NameClash(NamedTuple):
    """A row that names an operator of the same number otherwise; `held` is the operator's name."""

    seq: int
    operator_id: int
    held: str
    offered: str
    normalized: str


class CodeClash(NamedTuple):
    """A row of another credit code with the licence of `first_id`; `held` is the code of that one."""

    seq: int
    operator_id: int
    first_id: int
    held: str
    offered: str


class Repetition(NamedTuple):
    """A row of the same operator as another one of the file, and the columns (of `extra`: their names) in which they differ.

    `test_place` is the place among TESTS of the one by which the later of the two was recognised.
    """

    seq: int
    other_seq: int
    test_place: int
    columns: tuple[str, ...]


@dataclass(slots=True)
class MatchedRows:
    """What became of the rows of a file.

    `operator_ids` are those of the rows in their order: positive in the store, the negative seq of its first row for an
    operator that is new in the file. `kept` are values (number of the operator, column) that an officer edited.
    """

    rows: FileRows
    matcher: Matcher
    first_outcomes: list[Outcome] = field(default_factory=list)
    operator_ids: array[int] = field(default_factory=lambda: array("q"))
    new_seqs: array[int] = field(default_factory=lambda: array("q"))
    by_name: list[int] = field(default_factory=list)
    name_clashes: list[NameClash] = field(default_factory=list)
    code_clashes: list[CodeClash] = field(default_factory=list)
    repetitions: list[Repetition] = field(default_factory=list)
    repeated_count: int = 0
    kept: set[tuple[str, str]] = field(default_factory=set)
    counts: Counter[Outcome] = field(default_factory=Counter)
    _sole_traders: array[int] = field(default_factory=lambda: array("q"))
    _last: dict[int, int] = field(default_factory=dict)  # operator -> seq of its last row, where it is not its first
    _firsts: dict[int, int] = field(default_factory=dict)  # operator of the store -> seq of its first row
    _of_merged: set[int] = field(default_factory=set)  # rows recognised by an operator that was merged away
    _pairs: set[tuple[int, int]] = field(default_factory=set)

    def take(self, row: NumberedRow, result: RowResult) -> None:
        """Note what became of a row."""
        self.operator_ids.append(result.operator_id)
        self.counts[result.outcome] += 1
        if len(self.first_outcomes) < FIRST:
            self.first_outcomes.append(result.outcome)
        if result.rival:
            self._note_rival(row, result)
        if result.outcome is Outcome.ADDED:
            self.new_seqs.append(row.seq)
            if _is_sole_trader(row.values):
                self._sole_traders.append(row.seq)
            return
        if result.doubtful:
            self.by_name.append(row.seq)
        if result.held_name:
            offered, normalized = row.values.name, row.values.normalized_name
            self.name_clashes.append(NameClash(row.seq, result.operator_id, result.held_name, offered, normalized))
        if result.kept and self.matcher.rules.mode is Mode.UPDATE:
            number = self.matcher.operator(result.operator_id).number
            self.kept |= {(number, column) for column in result.kept}
        self._note_repetition(row, result)

    def changed(self) -> Iterator[Known]:
        """Yield the operators of the store that the rows change, in the order of their ids."""
        for operator_id, known in sorted(self.matcher.touched.items()):
            if operator_id > 0 and known.changed:
                yield known

    def learnt(self) -> Iterator[Known]:
        """Yield the operators about whose keys the rows taught something, in the order of their ids."""
        for _, known in sorted(self.matcher.touched.items()):
            if known.former:
                yield known

    def settle(self) -> None:
        """Count rows that contradict each other and end where the store stands as unchanged: they have changed nothing."""
        for known in self.matcher.touched.values():
            if known.stored is not None and known.updated_rows and not known.changed:
                self.counts[Outcome.UPDATED] -= known.updated_rows
                self.counts[Outcome.UNCHANGED] += known.updated_rows

    def stored_ids(self) -> set[int]:
        """Return the operators of the store that the file names."""
        return {operator_id for operator_id in self.operator_ids if operator_id > 0}

    def new_sole_traders(self) -> tuple[int, int]:
        """Return how many new operators are taken for 个体, and how many of them by nothing but their name."""
        touched = self.matcher.touched
        sole_traders = [self.rows.row(seq).values for seq in self._sole_traders if -seq not in touched]
        sole_traders += (
            known.values for known in touched.values() if known.row_id < 0 and _is_sole_trader(known.values)
        )
        return len(sole_traders), sum(not (values.credit_code or values.economic_type) for values in sole_traders)

    def nth_new(self, operator_id: int) -> int:
        """Return which of the new operators one is, from 0."""
        return bisect_left(self.new_seqs, -operator_id)

    def new_values(self) -> Iterator[Sequence[str | int | None]]:
        """Yield the new operators as they stand after all rows (the values of COLUMNS), in the order of the file."""
        touched = self.matcher.touched
        for seq in self.new_seqs:
            known = touched.get(-seq)
            yield self.rows.values(seq) if known is None else known.values

    def _note_rival(self, row: NumberedRow, result: RowResult) -> None:
        assert result.rival is not None
        first_id, code = result.rival
        pair = (min(result.operator_id, first_id), max(result.operator_id, first_id))
        if pair not in self._pairs:
            self._pairs.add(pair)
            self.code_clashes.append(CodeClash(row.seq, result.operator_id, first_id, code, row.values.credit_code))

    def _note_repetition(self, row: NumberedRow, result: RowResult) -> None:
        """Compare a row with the one before it of its operator, the first of an operator with the second: who is to tell sees both."""
        operator_id, seq = result.operator_id, row.seq
        first = -operator_id if operator_id < 0 else self._firsts.setdefault(operator_id, seq)
        if result.matched_by is MatchedBy.MERGED:
            self._of_merged.add(seq)
        if first == seq:
            return
        self.repeated_count += 1
        earlier = self._last.get(operator_id, first)
        self._last[operator_id] = seq
        if seq in self._of_merged or earlier in self._of_merged:
            return  # what was merged into another is known to be the same, and says nothing of it
        columns = tuple(_differences(row.values, self.rows.row(earlier).values))
        if columns:
            if earlier == first:
                self.repetitions.append(Repetition(earlier, seq, result.test_place, columns))
            self.repetitions.append(Repetition(seq, earlier, result.test_place, columns))


def _is_sole_trader(values: StoredRow) -> bool:
    return values.operator_type == OperatorType.SOLE_TRADER


def _differences(row: StoredRow, other: StoredRow) -> Iterator[str]:
    for column in _COMPARED:
        mine, its = getattr(row, column), getattr(other, column)
        if mine != its and mine not in BLANK and its not in BLANK:
            yield column
    if row.extra != other.extra:
        its_extra = json.loads(other.extra)
        yield from (name for name, text in json.loads(row.extra).items() if its_extra.get(name, text) != text)


def match_rows(store: Store, rows: FileRows, rules: Rules, names: Mapping[str, Names] | None = None) -> MatchedRows:
    """Match the rows of a file against the store and each other, and merge their values. Changes nothing in the store.

    `names`: sheet -> names of its columns under which text that could not be read is kept; filled in while the rows
    are read for the first time.
    """
    matcher = Matcher(rules, rows)
    matched = MatchedRows(rows, matcher)
    operators = StoredOperators(store)

    def names_of(seq: int) -> Names:
        return names.get(rows.sheet(seq), {}) if names else {}

    for batch in rows.batches(BATCH):
        matcher.know(operators.candidates([row.values for row in batch]))
        for row in batch:
            matched.take(row, matcher.take(row, names_of))
    matched.settle()
    return matched
