"""What a faulty code probably should be, or what to do about it."""

from __future__ import annotations

import re
from typing import Final

from zoufang_cli.text.codes import clean_code, meant_codes

_USUAL: Final = frozenset(("I1", "O0", "Z2", "S5", "B8", "8B"))
"""Pairs of what was typed and what was meant."""
_DIGIT_OF: Final = {"I": "1", "O": "0", "Z": "2", "S": "5"}
_ORGANISATION_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_LICENCE: Final = re.compile("[^0-9]*字.*|[0-9]{12,13}")
_CODE: Final = re.compile("[0-9A-Z]{14,22}")


def likely_code(code: str) -> str:
    """Return the one valid code that a faulty one was probably meant for, '' where there is none or more than one.

    Tried are letters typed for digits (I, O, Z, S), B and 8, and two neighbours exchanged. One text in 31 passes the
    check by chance, so an exchange must also mend the organisation code within (GB 11714), and a change of the check
    character alone, which always makes a code valid, says nothing.
    """
    likely = {meant for meant in meant_codes(code) if _is_usual(code, meant)}
    return likely.pop() if len(likely) == 1 else ""


def advice(text: str, code: str) -> str:
    """Return the suggestion for a cell with a doubtful code (`code` what was made of it, '' for none), '' for the usual one."""
    if code:
        likely = likely_code(code)
        return f"可能是 {likely}，请对照营业执照核对。" if likely else _letters(code)
    if _LICENCE.fullmatch(text):
        return "像是经营许可证号，请填入许可证号一列。"
    typed = clean_code(text)
    if _CODE.fullmatch(typed):
        return f"共{len(typed)}位，统一社会信用代码应为18位，请对照营业执照核对。"
    return ""


def _letters(code: str) -> str:
    """Say which letters of a code were probably meant for digits."""
    letters = [
        f"第{place}位的字母 {char} 可能是数字 {_DIGIT_OF[char]}"
        for place, char in enumerate(code, 1)
        if char in _DIGIT_OF
    ]
    return f"{'，'.join(letters)}，请对照营业执照核对。" if letters else ""


def _is_usual(typed: str, meant: str) -> bool:
    changes = [
        (place, pair) for place, pair in enumerate(map("".join, zip(typed, meant, strict=True))) if pair[0] != pair[1]
    ]
    if all(pair in _USUAL for _, pair in changes):
        return True
    exchanged = len(changes) == 2 and changes[0][1] == changes[1][1][::-1] and changes[1][0] - changes[0][0] == 1
    return exchanged and _organisation_holds(meant) and not _organisation_holds(typed)


def _organisation_holds(code: str) -> bool:
    """Check the organisation code within a credit code, its characters 9 to 17 (GB 11714)."""
    values = map(_ORGANISATION_ALPHABET.find, code[8:16])
    rest = 11 - sum(value * weight for value, weight in zip(values, _ORGANISATION_WEIGHTS, strict=True)) % 11
    return code[16] == {10: "X", 11: "0"}.get(rest, str(rest))
