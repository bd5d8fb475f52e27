"""Slips in numbers: one character mistyped, or two neighbours exchanged."""

from __future__ import annotations

from operator import mul
from typing import Final

from zoufang_cli.text.codes import ALPHABET, WEIGHTS, is_valid_credit_code

_LOOKALIKES: Final = str.maketrans("IOSZ", "1052")
_INVERSES: Final = tuple(pow(weight, -1, 31) for weight in WEIGHTS)


def one_slip(one: str, other: str) -> bool:
    """Tell whether two texts differ in exactly one character, or in two neighbours that changed places."""
    if len(one) != len(other):
        return False
    places = [place for place, (left, right) in enumerate(zip(one, other, strict=True)) if left != right]
    if len(places) == 2 and places[1] == places[0] + 1:
        first, second = places
        return one[first] == other[second] and one[second] == other[first]
    return len(places) == 1


def meant_codes(code: str) -> set[str]:
    """Return the valid credit codes that a faulty one may have been meant for: one slip away, or letters for digits.

    The check character finds every single slip (GB 32100-2015), so one replacement at most fits at each place.
    """
    if len(code) != len(WEIGHTS):
        return set()
    tried = {code.translate(_LOOKALIKES)}
    foreign = [place for place, char in enumerate(code) if char not in ALPHABET]
    if not foreign:
        tried |= {code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in range(len(code) - 1)}
    if len(foreign) <= 1:
        values = [max(ALPHABET.find(char), 0) for char in code]
        excess = sum(map(mul, values, WEIGHTS))
        for at in foreign or range(len(code)):
            fitting = (values[at] - excess * _INVERSES[at]) % 31
            tried.add(code[:at] + ALPHABET[fitting] + code[at + 1 :])
    return {one for one in tried if one != code and is_valid_credit_code(one)}
