"""Decide which rows of rosters are the same operator: credit code, else licence digits, else name and district.

Rows are taken in the order of the file, each against the operators known so far, exactly as if every row came
in a file of its own. An identifier that contradicts keeps two operators apart, whatever else agrees. An operator
is recognised by every key that it was ever seen under, and one that was merged away by its own keys.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import NamedTuple


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


class Identity(NamedTuple):
    """What an operator is recognised by; '' for what is not known."""

    credit_code: str
    registration_no: str
    licence_digits: str
    normalized_name: str
    district: str
    operator_type: str
    economic_type: str

    @property
    def sure_type(self) -> str:
        """Return 企业 or 个体 where a code or the 经济类型 shows it, '' elsewhere: nobody is kept apart by a guess."""
        return self.operator_type if self.credit_code or self.economic_type else ""


class Test(NamedTuple):
    """One way to recognise an operator: the key that must agree, and what must not contradict beside it."""

    key: str
    unless: tuple[str, ...]


# From the surest to the vaguest; the store's own matching (matching/placing.py) follows the same table.
TESTS = (
    Test("credit_code", ()),
    Test("registration_no", ("credit_code",)),
    Test("licence_digits", ("credit_code",)),
    Test("normalized_name", ("credit_code", "registration_no", "licence_digits", "district", "sure_type")),
)
BY_NAME = len(TESTS) - 1
NEW = -1
"""In place of a test: the row was recognised by nothing."""

MARKED_AS = {"licence_digits": "licence", "registration_no": "credit_code", "organisation_code": "credit_code"}
"""Columns that follow from one that a person types (roster/actions.py) are protected by its mark."""

KEYS = ("credit_code", "registration_no", "licence_digits", "district")
"""Fields whose former values are remembered when a roster brings other ones."""


class MatchedBy(IntEnum):
    """By which of an operator's keys a row was recognised; a lower one is preferred."""

    PRESENT = 0
    FORMER = 1  # a key that it was seen under before: that key does not come back, other values are taken
    MERGED = 2  # a key of an operator that was merged into it: only blanks are filled


class Rival(NamedTuple):
    """Another operator that has the licence of a row under another credit code."""

    operator_id: int
    credit_code: str


class Placement(NamedTuple):
    """Where a row belongs; `doubtful` when only the name agreed, a district being unknown."""

    operator_id: int
    test_place: int
    matched_by: MatchedBy
    doubtful: bool
    rival: Rival | None = None


@dataclass(slots=True)
class Known:
    """An operator as it is recognised: `operator_id` is where its rows go (positive: in the store, negative: a new one)."""

    row_id: int
    operator_id: int
    identity: Identity
    former: set[tuple[str, str]] = field(default_factory=set)  # (field, value) that it was seen under before
    edited: set[str] = field(default_factory=set)  # marks of the fields that an officer set by hand

    @property
    def merged(self) -> bool:
        """Tell whether its rows go to another operator."""
        return self.row_id != self.operator_id


@dataclass(slots=True)
class Matcher:
    """The operators met so far."""

    rules: Rules = field(default_factory=Rules)
    _known: dict[int, Known] = field(default_factory=dict)
    _found: dict[str, defaultdict[str, dict[int, None]]] = field(
        default_factory=lambda: {test.key: defaultdict(dict) for test in TESTS}
    )

    def know(self, known: Known) -> None:
        """Learn an operator: all of the store that share a key with the rows to come must be known."""
        self._known[known.row_id] = known
        self._find_by(known, [*known.former, *zip(Identity._fields, known.identity, strict=True)])

    def place(self, seq: int, row: Identity, weak_district: bool = False) -> Placement:
        """Return where a row belongs and remember it; `seq` numbers the row and names a new operator as `-seq`.

        `weak_district`: the district was read out of the address, and replaces none.
        """
        for test_place, test in enumerate(TESTS):
            row_ids = self._found[test.key].get(getattr(row, test.key), ())
            candidates = [known for row_id in row_ids if _agrees(test, row, known := self._known[row_id])]
            if not candidates:
                continue
            chosen = min(candidates, key=lambda known: _preference(test, row, known))
            matched_by = _matched_by(test, row, chosen)
            doubt = test_place == BY_NAME and not (row.district and chosen.identity.district)
            self._learn(self._known.get(chosen.operator_id, chosen), row, test, matched_by, weak_district)
            return Placement(chosen.operator_id, test_place, matched_by, doubt, self._rival(row, chosen.operator_id))
        self.know(Known(-seq, -seq, row))
        return Placement(-seq, NEW, MatchedBy.PRESENT, False, self._rival(row, -seq))

    def _find_by(self, known: Known, keys: Iterable[tuple[str, str]]) -> None:
        for name, value in keys:
            if value and name in self._found:
                self._found[name][value][known.row_id] = None

    def _learn(self, known: Known, row: Identity, test: Test, matched_by: MatchedBy, weak_district: bool) -> None:
        """Take the row's identity over as the fold of values does (matching/folding.py), and keep what it replaces."""
        if self.rules.mode is Mode.NEW and known.operator_id > 0:
            return
        held = known.identity
        taken = self._taken(known, row, test, matched_by, weak_district)
        former = set()
        for name in KEYS:
            present = getattr(taken, name)
            seen = {getattr(held, name), getattr(row, name) if matched_by is not MatchedBy.MERGED else ""}
            if present:  # what an officer cleared was not the operator's
                former |= {(name, value) for value in seen - {"", present}}
        known.edited -= {_mark(name) for name in Identity._fields if getattr(taken, name) != getattr(held, name)}
        known.identity = taken
        known.former |= former
        self._find_by(known, [*former, *zip(Identity._fields, taken, strict=True)])

    def _taken(self, known: Known, row: Identity, test: Test, matched_by: MatchedBy, weak_district: bool) -> Identity:
        held, force = known.identity, self.rules.force
        fill = matched_by is MatchedBy.MERGED or (self.rules.mode is Mode.FILL and known.operator_id > 0)
        stays = {"normalized_name", "credit_code"}
        if matched_by is MatchedBy.FORMER:
            key = "district" if test.key == "normalized_name" else test.key
            if not (force and _mark(key) in known.edited):  # what an officer typed over it is what is to be overwritten
                stays.add(key)
        if weak_district:
            stays.add("district")
        if not (row.sure_type and not held.sure_type if fill else _shows_holder(row, held)):
            stays.add("operator_type")
        values = {}
        for name, before, after in zip(Identity._fields, held, row, strict=True):
            keeps = name in stays or (fill and name != "operator_type")
            values[name] = before if not after or (before and keeps) else after
            if _mark(name) in known.edited and not force:
                values[name] = before
        return Identity(**values)

    def _rival(self, row: Identity, operator_id: int) -> Rival | None:
        """Return the first other operator that has the row's licence under another credit code."""
        if not row.credit_code or not row.licence_digits:
            return None
        rivals = [
            Rival(known.operator_id, known.identity.credit_code)
            for known in map(self._known.__getitem__, self._found["licence_digits"].get(row.licence_digits, ()))
            if known.operator_id != operator_id
            and not known.merged
            and known.identity.licence_digits == row.licence_digits
            and known.identity.credit_code not in ("", row.credit_code)
        ]
        return min(rivals, key=lambda rival: (rival.operator_id < 0, abs(rival.operator_id)), default=None)


def _mark(name: str) -> str:
    return MARKED_AS.get(name, name)


def _shows_holder(row: Identity, held: Identity) -> bool:
    """Tell whether a row knows better than the held operator what it is: a code says more than the 经济类型."""
    return bool(row.credit_code or (row.economic_type and not held.credit_code))


def _matched_by(test: Test, row: Identity, known: Known) -> MatchedBy:
    if known.merged:
        return MatchedBy.MERGED
    held = known.identity
    present = getattr(row, test.key) == getattr(held, test.key)
    if test.key == "normalized_name":
        present = present and (row.district == held.district or "" in (row.district, held.district))
    return MatchedBy.PRESENT if present else MatchedBy.FORMER


def _preference(test: Test, row: Identity, known: Known) -> tuple[int, bool, bool, bool, int]:
    """Rank candidates: by present keys, of the same name, of the same district, the store's by their ids, new by rows."""
    held = known.identity
    other_district = row.district not in ("", held.district)
    return (
        _matched_by(test, row, known),
        held.normalized_name != row.normalized_name,
        other_district,
        known.operator_id < 0,
        abs(known.row_id),
    )


def _agrees(test: Test, row: Identity, known: Known) -> bool:
    """Tell whether nothing contradicts; a district that the operator was seen under before does not."""
    for name in test.unless:
        offered, held = getattr(row, name), getattr(known.identity, name)
        if offered and held and offered != held and not (name == "district" and (name, offered) in known.former):
            return False
    return True
