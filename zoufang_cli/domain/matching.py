"""Decide which rows of rosters are the same operator: credit code, else licence digits, else name and district.

Rows are taken in the order of the file, each against the operators known so far, exactly as if every row came
in a file of its own. An identifier that contradicts keeps two operators apart, whatever else agrees. An operator
is recognised by every key that it was ever seen under, and one that was merged away by its own keys.
"""

from __future__ import annotations

from collections import defaultdict
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
    """What an operator is recognised by; '' for what is not known.

    `sure_holder` is 企业 or 个体 where a code or the 经济类型 shows it: nobody is kept apart by a guess.
    """

    credit_code: str
    registration_no: str
    licence_digits: str
    norm: str
    district: str
    sure_holder: str


class Test(NamedTuple):
    """One way to recognise an operator: the key that must agree, and what must not contradict beside it."""

    key: str
    unless: tuple[str, ...]


# From the surest to the vaguest; the store's own matching (store/placing.py) follows the same table.
TESTS = (
    Test("credit_code", ()),
    Test("registration_no", ("credit_code",)),
    Test("licence_digits", ("credit_code",)),
    Test("norm", ("credit_code", "registration_no", "licence_digits", "district", "sure_holder")),
)
BY_NAME = len(TESTS) - 1
NEW = -1
"""The rank of a row that was recognised by nothing."""

KEYS = ("credit_code", "registration_no", "licence_digits", "district")
"""Fields whose former values are remembered when a roster brings other ones."""


class Via(IntEnum):
    """By which of an operator's keys a row was recognised; a lower one is preferred."""

    PRESENT = 0
    FORMER = 1  # a key that it was seen under before: that key does not come back, other values are taken
    MERGED = 2  # a key of an operator that was merged into it: only blanks are filled


class Placement(NamedTuple):
    """Where a row belongs; `doubtful` when only the name agreed, a district being unknown."""

    gid: int
    rank: int
    via: Via
    doubtful: bool


@dataclass(slots=True)
class Known:
    """An operator as it is recognised: `gid` is where its rows go (positive: in the store, negative: a new one)."""

    entry: int
    gid: int
    identity: Identity
    former: set[tuple[str, str]] = field(default_factory=set)  # (field, value) that it was seen under before

    @property
    def merged(self) -> bool:
        """Tell whether its rows go to another operator."""
        return self.entry != self.gid


@dataclass(slots=True)
class Matcher:
    """The operators met so far."""

    mode: Mode = Mode.UPDATE
    _known: dict[int, Known] = field(default_factory=dict)
    _found: dict[str, defaultdict[str, dict[int, None]]] = field(
        default_factory=lambda: {test.key: defaultdict(dict) for test in TESTS}
    )

    def know(self, known: Known) -> None:
        """Learn an operator: all of the store that share a key with the rows to come must be known."""
        self._known[known.entry] = known
        for name, value in [*known.former, *zip(Identity._fields, known.identity, strict=True)]:
            if value and name in self._found:
                self._found[name][value][known.entry] = None

    def place(self, seq: int, row: Identity, weak_district: bool = False) -> Placement:
        """Return where a row belongs and remember it; `seq` numbers the row and names a new operator as `-seq`.

        `weak_district`: the district was read out of the address, and replaces none.
        """
        for rank, test in enumerate(TESTS):
            entries = self._found[test.key].get(getattr(row, test.key), ())
            candidates = [known for entry in entries if _agrees(test, row, known := self._known[entry])]
            if not candidates:
                continue
            chosen = min(candidates, key=lambda known: _preference(test, row, known))
            via = _via(test, row, chosen)
            doubt = rank == BY_NAME and not (row.district and chosen.identity.district)
            self._learn(self._known.get(chosen.gid, chosen), row, test, via, weak_district)
            return Placement(chosen.gid, rank, via, doubt)
        self.know(Known(-seq, -seq, row))
        return Placement(-seq, NEW, Via.PRESENT, False)

    def _learn(self, known: Known, row: Identity, test: Test, via: Via, weak_district: bool) -> None:
        """Take the row's identity over as the fold of values does (store/folding.py), and keep what it replaces."""
        if self.mode is Mode.NEW and known.gid > 0:
            return
        held = known.identity
        fill = via is Via.MERGED or (self.mode is Mode.FILL and known.gid > 0)
        stays = {"norm", "credit_code"}
        if via is Via.FORMER:
            stays.add("district" if test.key == "norm" else test.key)
        if weak_district:
            stays.add("district")
        taken = Identity(
            *(
                before if not after or (before and (fill or name in stays)) else after
                for name, before, after in zip(Identity._fields, held, row, strict=True)
            )
        )
        for name in KEYS:
            seen = {getattr(held, name), getattr(row, name)} - {"", getattr(taken, name)}
            known.former.update((name, value) for value in seen)
        known.identity = taken
        self.know(known)


def _via(test: Test, row: Identity, known: Known) -> Via:
    if known.merged:
        return Via.MERGED
    names = ("norm", "district") if test.key == "norm" else (test.key,)
    pairs = ((getattr(row, name), getattr(known.identity, name)) for name in names)
    return Via.PRESENT if all(not one or not other or one == other for one, other in pairs) else Via.FORMER


def _preference(test: Test, row: Identity, known: Known) -> tuple[int, bool, bool, bool, int]:
    """Rank candidates: by present keys, of the same name, of the same district, the store's by their ids, new by rows."""
    held = known.identity
    other_district = row.district not in ("", held.district)
    return _via(test, row, known), held.norm != row.norm, other_district, known.gid < 0, abs(known.entry)


def _agrees(test: Test, row: Identity, known: Known) -> bool:
    """Tell whether nothing contradicts; a district that the operator was seen under before does not."""
    for name in test.unless:
        offered, held = getattr(row, name), getattr(known.identity, name)
        if offered and held and offered != held and not (name == "district" and (name, offered) in known.former):
            return False
    return True
