"""Propose the pairs of a roster that may be one operator."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, NamedTuple

from zoufang_cli.roster.duplicates.rules.scores import MatchScore, Profile, match_score
from zoufang_cli.text.codes import meant_codes
from zoufang_cli.text.pinyin import sound_of

# Kind of key -> the most operators that may share a key of it and still be compared in pairs: 41 operators with one
# telephone are not. A name that is only similar needs a telephone, a person or a place beside it, hence 5 and 10.
BLOCKS: Final = {
    "name": 40,
    "phone": 40,
    "legal": 0,
    "legal_district": 40,
    "legal_sound": 40,
    "address": 20,
    "place": 20,
    "bare_address": 20,
    "licence": 40,
    "registration": 40,
    "organisation": 40,
    "code": 40,
    "core": 10,
    "sound": 10,
    "near": 5,
}
CROWDS: Final = {"phone": 3, "address": 5, "legal": 20, "core": 3}
"""Kind of key -> operators beyond which it says less that two share one: an agent's telephone, a name like 张伟."""
PAIRS_EACH: Final = 12
"""Pairs compared for each operator of the roster at the most, those of the rarest keys first."""


class Duplicate(NamedTuple):
    """Two operators, by their ids, that may be one, and how they score."""

    left_id: int
    right_id: int
    match_score: MatchScore


@dataclass(frozen=True, slots=True)
class Label:
    """How an operator is named on a list of pairs."""

    number: str
    name: str
    district: str
    has_code: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Two operators that may be one, as JSON names them: `one` should stay, `other` be merged into it.

    `score` (0-100) sums up `reasons`, which speak for one operator, and `against`, which speak for two.
    """

    one: Label
    other: Label
    score: int
    reasons: tuple[str, ...]
    against: tuple[str, ...]


def find_pairs(profiles: Sequence[Profile], distinct: frozenset[tuple[int, int]], least: int) -> list[Duplicate]:
    """Return the pairs that score at least `least` (0-100), best first, without those in `distinct` (lower id, higher id)."""
    groups = _KeyGroups(profiles)
    duplicates = []
    for left, right in groups.pairs():
        if (min(left.id, right.id), max(left.id, right.id)) in distinct:
            continue
        score = match_score(left, right, groups.crowds, least)
        if score is not None:
            duplicates.append(Duplicate(left.id, right.id, score))
    return sorted(duplicates, key=_best_first)


def _best_first(duplicate: Duplicate) -> tuple[int, int, int, int]:
    score = duplicate.match_score
    return -score.score, -score.points, duplicate.left_id, duplicate.right_id


def keys_of(operator: Profile) -> Iterator[tuple[str, str]]:
    """Yield (kind, key) of an operator, the kinds being those of BLOCKS."""
    name, sound = operator.name, sound_of(operator.name.core)
    yield "name", operator.normalized_name
    for phone in operator.phones:
        yield "phone", phone
    if operator.legal_person:
        yield "legal", operator.legal_person
        yield "legal_district", f"{operator.legal_person}|{operator.district}"
        yield "legal_sound", f"{operator.legal_person}|{sound}"
    if operator.address:
        yield "address", f"{operator.area}{operator.address}"
        yield "place", f"{operator.district}|{operator.address}"
        yield "bare_address", operator.address
    if operator.licence_digits:
        yield "licence", operator.licence_digits
    if operator.registration_no:
        yield "registration", operator.registration_no
    if operator.organisation_code:
        yield "organisation", operator.organisation_code
    if operator.credit_code:
        yield "code", operator.credit_code
        if not operator.valid_code:
            for code in meant_codes(operator.credit_code):
                yield "code", code
    yield "core", name.core
    yield "sound", sound
    if len(name.core) >= 3 and not name.person:
        yield from _near_names(name.core)


def _near_names(core: str) -> Iterator[tuple[str, str]]:
    """Yield keys that two names share where one character was added, dropped or replaced.

    顺达通 yields 顺达通, 达通, 顺通 and 顺达; a name of more than eight characters its pairs of neighbours instead.
    """
    yield "near", core
    if len(core) <= 8:
        for at in range(len(core)):
            yield "near", core[:at] + core[at + 1 :]
    else:
        for at in range(len(core) - 1):
            yield "near", core[at : at + 2]


class _KeyGroups:
    """The operators that share a key (the same telephone, the same 字号).

    For the sake of memory a key and the place of its operator are one 64-bit number: the hash above, the place below.
    """

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self._profiles = profiles
        self._bits = len(profiles).bit_length()
        self._piles = {kind: array("Q") for kind in BLOCKS}
        self.crowds: dict[str, set[int]] = {kind: set() for kind in CROWDS}
        high, bits, piles = (1 << 64 - self._bits) - 1, self._bits, self._piles
        for place, profile in enumerate(profiles):
            for kind, key in keys_of(profile):
                piles[kind].append((hash(key) & high) << bits | place)

    def pairs(self) -> Iterator[tuple[Profile, Profile]]:
        """Yield each pair of candidates once, in the order of the profiles; fills `crowds` first."""
        members_by_size: dict[int, array[int]] = defaultdict(
            lambda: array("Q")
        )  # size -> the members, group after group
        for kind, pile in self._piles.items():
            for members in self._members_of_keys(sorted(pile)):
                if len(members) > CROWDS.get(kind, len(members)):
                    self.crowds[kind].update(self._profiles[place].id for place in members)
                if len(members) <= BLOCKS[kind]:
                    members_by_size[len(members)].extend(members)
        self._piles.clear()
        packed_pairs: set[int] = set()
        for size in sorted(members_by_size):
            if len(packed_pairs) > PAIRS_EACH * len(self._profiles):
                break
            joined = members_by_size.pop(size)
            for start in range(0, len(joined), size):
                group = joined[start : start + size]
                packed_pairs.update(left << self._bits | right for left, right in combinations(group, 2))
        mask = (1 << self._bits) - 1
        for pair in sorted(packed_pairs):
            yield self._profiles[pair >> self._bits], self._profiles[pair & mask]

    def _members_of_keys(self, packed_keys: list[int]) -> Iterator[list[int]]:
        """Yield the places that share a key, in rising order, for each key that several have."""
        bits, mask = self._bits, (1 << self._bits) - 1
        start = 0
        for at in range(1, len(packed_keys) + 1):
            if at < len(packed_keys) and packed_keys[at] >> bits == packed_keys[start] >> bits:
                continue
            if at - start > 1:
                members = sorted({packed_key & mask for packed_key in packed_keys[start:at]})
                if len(members) > 1:
                    yield members
            start = at
