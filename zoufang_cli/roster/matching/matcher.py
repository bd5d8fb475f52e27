"""Decide which rows of rosters are the same operator: credit code, else licence digits, else name and district.

Rows are taken in the order of the file, each against the operators known so far, exactly as if every row came
in a file of its own. An identifier that contradicts keeps two operators apart, whatever else agrees. An operator
is recognised by every key that it was ever seen under, and one that was merged away by its own keys.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Final, NamedTuple

from zoufang_cli.roster.matching.merging import NEVER_REPLACED, Names, Terms, mark_of, merge, sure_type
from zoufang_cli.roster.rows.outcomes import AS_WRITTEN
from zoufang_cli.roster.rows.stored import COLUMNS, FileRows, NumberedRow, StoredRow


class Mode(StrEnum):
    """What a roster may change of operators that the store has."""

    UPDATE = "update"  # newer values are taken
    FILL = "fill"  # only blanks are filled
    NEW = "new"  # nothing: only new operators are taken in


@dataclass(frozen=True, slots=True)
class Rules:
    """What a roster may change of an operator that the store has; `force`: even what was edited by hand."""

    mode: Mode = Mode.UPDATE
    force: bool = False


class Test(NamedTuple):
    """One way to recognise an operator: the key that must agree, and what must not contradict beside it."""

    key: str
    unless: tuple[str, ...]


TESTS: Final = (
    Test("credit_code", ()),
    Test("registration_no", ("credit_code",)),
    Test("licence_digits", ("credit_code",)),
    Test("normalized_name", ("credit_code", "registration_no", "licence_digits", "district", "sure_type")),
)
"""From the surest to the vaguest."""
KEYS: Final = tuple(test.key for test in TESTS)
LICENCE, BY_NAME = KEYS.index("licence_digits"), len(TESTS) - 1
NEW: Final = -1
"""In place of a test: the row was recognised by nothing."""

FORMER_KEYS: Final = ("credit_code", "registration_no", "licence_digits", "district")
"""Columns whose former values are remembered when a roster brings other ones."""
_COLUMNS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "registration_no": ("registration_no",),
    "licence_digits": ("licence", "licence_digits"),
    "normalized_name": ("district",),
}
"""The columns to which a former key does not come back, by which a row was recognised."""
_EVERY: Final = frozenset(COLUMNS)


class MatchedBy(IntEnum):
    """By which of an operator's keys a row was recognised; a lower one is preferred."""

    PRESENT = 0
    FORMER = 1  # a key that it was seen under before: that key does not come back, other values are taken
    MERGED = 2  # a key of an operator that was merged into it: only blanks are filled


class Outcome(StrEnum):
    """What became of a row."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


class Rival(NamedTuple):
    """Another operator that has the licence of a row under another credit code."""

    operator_id: int
    credit_code: str


class RowResult(NamedTuple):
    """What became of a row, and by what it was recognised.

    `operator_id` is positive in the store, the negative seq of its first row for an operator that is new in the file;
    `test_place` the place among TESTS; `doubtful`: only the name agreed, a district being unknown; `kept` are the columns
    that stay because an officer edited them, `held_name` is the operator's name where the row has another one.
    """

    outcome: Outcome
    operator_id: int
    test_place: int = NEW
    matched_by: MatchedBy = MatchedBy.PRESENT
    doubtful: bool = False
    rival: Rival | None = None
    kept: tuple[str, ...] = ()
    held_name: str = ""


@dataclass(slots=True)
class Known:
    """An operator as it stands after the rows so far.

    `operator_id` is where its rows go: itself, or the one that it was merged into; `stored` is what the store holds,
    None for an operator that is new in the file; `former` are the keys, as (column, value), that it was seen under before,
    `stored_former` those of them that the store has; `edited` are the marks of what an officer edited by hand.
    """

    row_id: int
    operator_id: int
    values: StoredRow
    stored: StoredRow | None = None
    former: set[tuple[str, str]] = field(default_factory=set)
    edited: Set[str] = frozenset()
    number: str = ""
    stored_former: frozenset[tuple[str, str]] = frozenset()
    stored_edited: Set[str] = frozenset()
    updated_rows: int = 0

    @property
    def merged(self) -> bool:
        """Tell whether its rows go to another operator."""
        return self.row_id != self.operator_id

    @property
    def changed(self) -> bool:
        """Tell whether the store holds something else of it."""
        return self.values != self.stored or self.edited != self.stored_edited


NamesOf = Callable[[int], Names]
"""The names under which text of a row's file is kept that could not be read, by the number of the row."""

Index = dict[str, dict[str, int | list[int]]]
"""The operators by each key under which they are recognised: key -> value -> row ids, mostly one."""


def new_index() -> Index:
    return {key: {} for key in KEYS}


def enter(index: Index, row_id: int, keys: Iterable[tuple[str, str]]) -> None:
    for key, value in keys:
        if not value or key not in index:
            continue
        ids = index[key].setdefault(value, row_id)
        if ids == row_id:
            continue
        if isinstance(ids, int):
            index[key][value] = [ids, row_id]
        elif row_id not in ids:
            ids.append(row_id)


class StoredOperator(NamedTuple):
    """An operator as the store has it: `hand_edited` is JSON, `former` are the keys that it was seen under before."""

    row_id: int
    merged_into_id: int | None
    number: str
    hand_edited: str
    values: StoredRow
    former: frozenset[tuple[str, str]] = frozenset()

    def known(self) -> Known:
        """Return it as it stands before any row."""
        marks = frozenset(json.loads(self.hand_edited))
        target_id = self.merged_into_id or self.row_id
        return Known(
            self.row_id, target_id, self.values, self.values, set(self.former), marks, self.number, self.former, marks
        )


class Candidates(NamedTuple):
    """The operators of the store that some rows may be, by their row ids, and by the keys that the rows have."""

    operators: dict[int, StoredOperator]
    by_key: Index


class Matcher:
    """The operators that the rows of a file may be, and those that they have made.

    Those of the store are made known batch by batch, all that share a key with its rows; of these only the ones that a
    row has changed are kept, for the store tells the others again.
    """

    def __init__(self, rules: Rules, rows: FileRows) -> None:
        self.rules, self.rows = rules, rows
        self.touched: dict[int, Known] = {}
        self._lasting = new_index()
        self._lasting_values = tuple(self._lasting.values())
        self.know(Candidates({}, new_index()))

    def know(self, candidates: Candidates) -> None:
        """Learn the operators of the store that the rows of the next batch may be, in place of those of the one before."""
        self._stored = candidates.operators
        self._of_batch: dict[int, Known] = {}
        self._batch_index = candidates.by_key
        self._batch_values = tuple(self._batch_index.values())

    def take(self, row: NumberedRow, names: NamesOf) -> RowResult:
        """Decide which operator a row is and merge it into what is known of that one."""
        values = row.values
        keys = (values.credit_code, values.registration_no, values.licence_digits, values.normalized_name)
        known = [
            key and (key in lasting or key in batch)
            for key, lasting, batch in zip(keys, self._lasting_values, self._batch_values, strict=True)
        ]
        if keys[0] and known[0] and (row_id := self._same(keys, values)):
            return RowResult(Outcome.UNCHANGED, row_id, 0)
        for test_place, test in enumerate(TESTS) if any(known) else ():
            candidates = self._candidates(test, keys[test_place], values) if known[test_place] else []
            if candidates:
                chosen = min(candidates, key=lambda known: _preference(test, values, known))
                return self._merged(row, names, chosen, test_place)
        rival = self._rival(values, -row.seq) if known[LICENCE] else None
        enter(self._lasting, -row.seq, zip(KEYS, keys, strict=True))
        return RowResult(Outcome.ADDED, -row.seq, rival=rival)

    def _candidates(self, test: Test, key: str, row: StoredRow) -> list[Known]:
        operators = map(self._known, self._ids(test.key, key))
        return [known for known in operators if _agrees(test, row, known)]

    def operator(self, operator_id: int) -> Known:
        """Return an operator of the batch, or one that a row made or changed."""
        return self._known(operator_id)

    def _ids(self, key: str, value: str) -> Collection[int]:
        lasting, of_batch = self._lasting[key].get(value, ()), self._batch_index[key].get(value, ())
        first = (lasting,) if isinstance(lasting, int) else lasting
        second = (of_batch,) if isinstance(of_batch, int) else of_batch
        return dict.fromkeys((*first, *second)) if first and second else first or second

    def _known(self, row_id: int) -> Known:
        known = self.touched.get(row_id) or self._of_batch.get(row_id)
        if known is None and row_id > 0:
            known = self._of_batch[row_id] = self._stored[row_id].known()
        return known or Known(row_id, row_id, self.rows.row(-row_id).values)

    def _same(self, keys: Sequence[str], values: StoredRow) -> int:
        """Return the operator of the store that is recognised by its code and is all that the row says, 0 for none.

        In most months nearly all rows are of this kind; nobody else has their licence.
        """
        row_id = self._batch_values[0].get(keys[0])
        if not isinstance(row_id, int) or row_id in self.touched or keys[0] in self._lasting_values[0]:
            return 0
        stored = self._stored[row_id]
        if stored.values != values or stored.merged_into_id is not None or AS_WRITTEN in values.extra:
            return 0
        licence = keys[LICENCE]
        alone = self._batch_values[LICENCE].get(licence) == row_id and licence not in self._lasting_values[LICENCE]
        return row_id if alone or not licence else 0

    def _merged(self, row: NumberedRow, names: NamesOf, chosen: Known, test_place: int) -> RowResult:
        test = TESTS[test_place]
        matched_by = _matched_by(test, row.values, chosen)
        doubtful = test_place == BY_NAME and not (row.values.district and chosen.values.district)
        known = self._known(chosen.operator_id) if chosen.merged else chosen
        outcome, kept = Outcome.UNCHANGED, tuple[str, ...]()
        if self.rules.mode is not Mode.NEW or known.row_id < 0:
            terms = Terms(self._only_filled(row, known, test, matched_by), self.rules.force)
            merged = merge(known.values, row.values, known.edited, terms, names(row.seq))
            kept = merged.kept
            if merged.values is not known.values or merged.edited is not known.edited:
                outcome = Outcome.UPDATED
                known.updated_rows += 1
            self._learn(known, row.values, merged.values, matched_by)
            known.edited = merged.edited
        rival = self._rival(row.values, known.row_id)
        renamed = test_place < BY_NAME and row.values.normalized_name != known.values.normalized_name
        held_name = known.values.name if renamed else ""
        return RowResult(outcome, known.row_id, test_place, matched_by, doubtful, rival, kept, held_name)

    def _only_filled(self, row: NumberedRow, known: Known, test: Test, matched_by: MatchedBy) -> Collection[str]:
        """Return the columns of which a row only fills blanks."""
        if matched_by is MatchedBy.MERGED or (self.rules.mode is Mode.FILL and known.row_id > 0):
            return _EVERY
        filled = NEVER_REPLACED
        if matched_by is MatchedBy.FORMER:  # what an officer typed over a former key is protected by its mark
            filled |= {column for column in _COLUMNS_OF.get(test.key, ()) if mark_of(column) not in known.edited}
        return filled | {"district"} if row.district_derived else filled

    def _learn(self, known: Known, row: StoredRow, values: StoredRow, matched_by: MatchedBy) -> None:
        """Find the operator by its new keys too, and keep the ones that they replace or that the row had beside them.

        What an officer cleared was not the operator's.
        """
        learnt = set()
        for column in FORMER_KEYS:
            present, before, offered = getattr(values, column), getattr(known.values, column), getattr(row, column)
            if present and (before != present or offered != present):
                seen = {before, "" if matched_by is MatchedBy.MERGED else offered}
                learnt |= {(column, value) for value in seen - {"", present}}
        if values is known.values and learnt <= known.former:
            return
        known.former |= learnt
        known.values = values
        self.touched[known.row_id] = known
        enter(self._lasting, known.row_id, _keys(known))

    def _rival(self, row: StoredRow, operator_id: int) -> Rival | None:
        """Return the first other operator that has the row's licence under another credit code."""
        if not row.credit_code or not row.licence_digits:
            return None
        ids = self._ids("licence_digits", row.licence_digits)
        rivals = [
            Rival(known.operator_id, known.values.credit_code)
            for known in (self._known(row_id) for row_id in ids if row_id != operator_id)
            if known.operator_id != operator_id
            and not known.merged
            and known.values.licence_digits == row.licence_digits
            and known.values.credit_code not in ("", row.credit_code)
        ]
        return min(rivals, key=lambda rival: (rival.operator_id < 0, abs(rival.operator_id)), default=None)


def _keys(known: Known) -> list[tuple[str, str]]:
    return [*known.former, *((test.key, getattr(known.values, test.key)) for test in TESTS)]


def _matched_by(test: Test, row: StoredRow, known: Known) -> MatchedBy:
    if known.merged:
        return MatchedBy.MERGED
    held = known.values
    present = getattr(row, test.key) == getattr(held, test.key)
    if test.key == "normalized_name":
        present = present and (row.district == held.district or "" in (row.district, held.district))
    return MatchedBy.PRESENT if present else MatchedBy.FORMER


def _preference(test: Test, row: StoredRow, known: Known) -> tuple[int, bool, bool, bool, int]:
    """Rank candidates: by present keys, of the same name, of the same district, the store's by their ids, new by rows."""
    held = known.values
    other_district = row.district not in ("", held.district)
    return (
        _matched_by(test, row, known),
        held.normalized_name != row.normalized_name,
        other_district,
        known.operator_id < 0,
        abs(known.row_id),
    )


def _agrees(test: Test, row: StoredRow, known: Known) -> bool:
    """Tell whether nothing contradicts; a district that the operator was seen under before does not."""
    for name in test.unless:
        if name == "sure_type":
            offered, held = sure_type(row), sure_type(known.values)
        else:
            offered, held = getattr(row, name), getattr(known.values, name)
        if offered and held and offered != held and not (name == "district" and (name, offered) in known.former):
            return False
    return True
