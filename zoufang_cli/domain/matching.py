"""Decide which rows of one roster are the same operator: credit code, else licence digits, else name and district.

Rows are taken in the order of the file, each against the operators known so far, exactly as if every row came
in a file of its own. An identifier that contradicts keeps two operators apart, whatever else agrees.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple


class Identity(NamedTuple):
    """What an operator is recognised by; '' for what is not known."""

    credit_code: str
    registration_no: str
    licence_digits: str
    norm: str
    district: str


class Test(NamedTuple):
    """One way to recognise an operator: the key that must agree, and what must not contradict beside it."""

    key: tuple[str, ...]
    needs: str
    unless: tuple[str, ...]


# From the surest to the vaguest; the store's own matching (store/staging.py) follows the same table.
TESTS = (
    Test(("credit_code",), "credit_code", ()),
    Test(("registration_no",), "registration_no", ("credit_code",)),
    Test(("licence_digits",), "licence_digits", ("credit_code",)),
    Test(("norm",), "norm", ("credit_code", "registration_no", "licence_digits", "district")),
)
BY_NAME = len(TESTS) - 1


class Placement(NamedTuple):
    """Where a row belongs; `doubtful` when only the name agreed, a district being unknown."""

    gid: int
    doubtful: bool


def doubtful(rank: int, row: Identity, known: Identity) -> bool:
    """Tell whether a match rests on the name alone, which is never done in silence."""
    return rank == BY_NAME and not (row.district and known.district)


@dataclass(slots=True)
class Matcher:
    """The operators met so far, each under its gid: a positive one stands in the store, a negative one is new."""

    _known: dict[int, Identity] = field(default_factory=dict)
    _found: tuple[defaultdict[tuple[str, ...], list[int]], ...] = field(
        default_factory=lambda: tuple(defaultdict(list) for _ in TESTS)
    )

    def know(self, enterprise_id: int, identity: Identity) -> None:
        """Learn an operator of the store: all that share an identifier with the rows to come must be known."""
        self._learn(enterprise_id, identity)

    def place(self, seq: int, row: Identity) -> Placement:
        """Return where a row belongs and remember it; `seq` numbers the row and names a new operator as `-seq`."""
        for number, test in enumerate(TESTS):
            gid = self._among_known(number, test, row)
            if gid is not None:
                known = self._known[gid]
                self._learn(gid, _folded(known, row))
                return Placement(gid, doubtful(number, row, known))
        self._learn(-seq, row)
        return Placement(-seq, False)

    def _among_known(self, number: int, test: Test, row: Identity) -> int | None:
        if not getattr(row, test.needs):
            return None
        candidates = [
            gid for gid in self._found[number].get(_key(test, row), ()) if self._agrees(test, row, self._known[gid])
        ]
        if not candidates:
            return None
        return min(candidates, key=lambda gid: self._preference(gid, row))

    def _preference(self, gid: int, row: Identity) -> tuple[bool, bool, bool, int]:
        """Rank candidates: the same name, the same district, the store's own by their ids, new ones by their rows."""
        known = self._known[gid]
        return known.norm != row.norm, row.district not in ("", known.district), gid < 0, abs(gid)

    @staticmethod
    def _agrees(test: Test, row: Identity, known: Identity) -> bool:
        if _key(test, row) != _key(test, known):
            return False
        pairs = ((getattr(row, name), getattr(known, name)) for name in test.unless)
        return all(not one or not other or one == other for one, other in pairs)

    def _learn(self, gid: int, identity: Identity) -> None:
        self._known[gid] = identity
        for found, test in zip(self._found, TESTS, strict=True):
            if getattr(identity, test.needs) and gid not in found[_key(test, identity)]:
                found[_key(test, identity)].append(gid)


def _folded(known: Identity, row: Identity) -> Identity:
    """Return the identity after a row: the name stays, other values are taken from the row where it has any."""
    return Identity(
        row.credit_code or known.credit_code,
        row.registration_no or known.registration_no,
        row.licence_digits or known.licence_digits,
        known.norm,
        row.district or known.district,
    )


def _key(test: Test, identity: Identity) -> tuple[str, ...]:
    return tuple(getattr(identity, name) for name in test.key)
