"""Codes of operators: 统一社会信用代码 (GB 32100-2015), 工商注册号, 组织机构代码, licence numbers."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from operator import mul
from typing import Final, NamedTuple

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1)
_LENGTH: Final = len(WEIGHTS)
_PAIRS: Final = tuple(
    {
        left + right: value * first + other * second
        for value, left in enumerate(ALPHABET)
        for other, right in enumerate(ALPHABET)
    }
    for first, second in zip(WEIGHTS[::2], WEIGHTS[1::2], strict=True)
)
"""What two neighbours add to the weighted sum, for each of the nine places of a pair."""
_FIFTH, _SIXTH, _SEVENTH, _EIGHTH, _NINTH = _PAIRS[4:]
_CREDIT: Final = re.compile(f"[{ALPHABET}]{{18}}")
_LOOSE: Final = re.compile(r"[0-9A-Z]{18}")
_REGISTRATION: Final = re.compile("[0-9]{15}")
_ORGANISATION: Final = re.compile(r"([0-9A-Z]{8})-?([0-9X])")
_SUFFIX: Final = re.compile(r"[(（][^()（）]{1,12}[)）]$")
_LABEL: Final = re.compile(r"[^0-9A-Za-z]{2,12}[:：] *")
_BREAK: Final = re.compile(r"[/／;；、，,|\n]+")
_SEPARATORS: Final = re.compile(r"[\s\-‐‑–—.·]+")
_SCIENTIFIC: Final = re.compile(r"([+-]?[0-9])(?:\.([0-9]+))?[Ee]\+?([0-9]{1,3})")
_WHOLE_FLOAT: Final = re.compile(r"([0-9]+)\.0+")
_BORN_ON: Final = "(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_ID_NUMBER: Final = re.compile(f"[0-9]{{6}}{_BORN_ON}[0-9]{{3}}[0-9X]")
_LIKE_ID_NUMBER: Final = re.compile(
    f"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])[0-9]{{4}}{_BORN_ON}[0-9]{{3}}[0-9X]"
)
"""A region of GB/T 2260 in front, a day of birth within: no credit code of a firm or trader (91…, 92…) looks so."""
_LIKE_ID: Final = re.compile("(?<![0-9])[0-9]{17}[0-9Xx](?![0-9A-Za-z])")
_ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
EXACT_DIGITS: Final = 15
"""Digits that a number cell of a workbook keeps."""


class CodeFault(StrEnum):
    """What is doubtful about a cell, the gravest first; all but `LOSSY_NUMBER` leave the row standing."""

    NONE = ""
    LOSSY_NUMBER = "lossy_number"
    ID_NUMBER = "id_number"
    BAD_CODE = "bad_code"
    SEVERAL_CODES = "several_codes"
    CODE_LETTERS = "code_letters"
    CHECK_DIGIT = "check_digit"


class Codes(NamedTuple):
    """What one cell of a code column holds, each kind of number once."""

    credit_code: str = ""
    registration_no: str = ""
    organisation_code: str = ""
    fault: CodeFault = CodeFault.NONE


_NO_CODES: Final = Codes()
_BAD: Final = Codes(fault=CodeFault.BAD_CODE)


def is_valid_credit_code(code: str) -> bool:
    """Check alphabet, length and check character of an upper-case code (GB 32100-2015, 5).

    The check character makes the weighted sum of all 18 values a multiple of 31.
    """
    if len(code) != _LENGTH:
        return False
    try:
        return _weighted(code) % 31 == 0
    except KeyError:
        return False


def check_character(first_17: str) -> str:
    """Compute the check character for the first 17 characters (alphabet without I O S V Z)."""
    return ALPHABET[-_weighted(first_17[:17] + "0") % 31]


def _weighted(code: str) -> int:
    """Add up the weighted values, two characters at a time: a million rows are checked."""
    return (
        _weighted_head(code[:8])
        + _FIFTH[code[8:10]]
        + _SIXTH[code[10:12]]
        + _SEVENTH[code[12:14]]
        + _EIGHTH[code[14:16]]
        + _NINTH[code[16:]]
    )


@lru_cache(maxsize=8192)
def _weighted_head(head: str) -> int:
    """Add up what the first 8 characters weigh: 登记管理部门, 机构类别 and 行政区划, few different ones in a roster."""
    return sum(pair[head[at : at + 2]] for pair, at in zip(_PAIRS, range(0, 8, 2), strict=False))


def clean_code(text: str) -> str:
    """Write a code as it is compared: upper case, no separators, no copy number such as (1-1)."""
    text = plain_number(text).upper()
    if lossy(text):
        return text
    text = _SEPARATORS.sub("", text)
    while (shorter := _SUFFIX.sub("", text)) != text and shorter:
        text = shorter
    return text


def read_codes(text: str) -> Codes:
    """Sort the content of a code column by its shape; a column, and even a cell, may mix all three kinds of code."""
    if not text:
        return _NO_CODES
    if is_valid_credit_code(text):
        return Codes(text)
    codes = _read_one(text)
    if codes is not _BAD:
        return codes
    parts = [part.strip() for part in _BREAK.split(text) if part.strip()]
    if len(parts) == 1:
        parts = text.split()
    if len(parts) > 1:
        codes = _united([_read_part(part) for part in parts])
    if codes.fault is CodeFault.BAD_CODE and any(is_like_id_number(run.upper()) for run in _LIKE_ID.findall(text)):
        return codes._replace(fault=CodeFault.ID_NUMBER)
    return codes


def _read_one(text: str) -> Codes:
    code = clean_code(_LABEL.sub("", text, count=1) if _LABEL.match(text) else text)
    if lossy(code):
        return Codes(fault=CodeFault.LOSSY_NUMBER)
    if _LOOSE.fullmatch(code):
        return _eighteen(code)
    if _REGISTRATION.fullmatch(code):
        return Codes(registration_no=code)
    if _ORGANISATION.fullmatch(code):
        return Codes(organisation_code=code)
    return _BAD


def _read_part(text: str) -> Codes:
    """Read one of several numbers; two may stand beside each other with only a space between."""
    codes = _read_one(text)
    words = text.split()
    return _united([_read_one(word) for word in words]) if codes is _BAD and len(words) > 1 else codes


def _united(parts: list[Codes]) -> Codes:
    """Put the numbers of a cell together; of two of one kind the first is taken, and the gravest fault is said."""
    by_kind = [
        list(dict.fromkeys(filter(None, numbers))) for numbers in zip(*(part[:3] for part in parts), strict=True)
    ]
    faults = {part.fault for part in parts}
    if any(len(numbers) > 1 for numbers in by_kind):
        faults.add(CodeFault.SEVERAL_CODES)
    fault = next((code_fault for code_fault in CodeFault if code_fault and code_fault in faults), CodeFault.NONE)
    credit_code, registration_no, organisation_code = (numbers[0] if numbers else "" for numbers in by_kind)
    return Codes(credit_code, registration_no, organisation_code, fault)


def _eighteen(code: str) -> Codes:
    if is_valid_credit_code(code):
        return Codes(code)
    if is_like_id_number(code):
        return Codes(fault=CodeFault.ID_NUMBER)
    return Codes(code, fault=CodeFault.CODE_LETTERS if _CREDIT.fullmatch(code) is None else CodeFault.CHECK_DIGIT)


def is_id_number(code: str) -> bool:
    """Recognise a citizen's ID number (GB 11643), which is never kept."""
    if _ID_NUMBER.fullmatch(code) is None:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(code, _ID_WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == code[17]


def is_like_id_number(code: str) -> bool:
    """Recognise an ID number, and one that was mistyped, where no credit code stands: its check may fail."""
    return is_id_number(code) or (_LIKE_ID_NUMBER.fullmatch(code) is not None and not is_valid_credit_code(code))


def plain_number(text: str) -> str:
    """Undo what a spreadsheet does to a whole number: `440100151081.0`, `4.40100151081E+11`.

    Scientific notation that lost digits is left as it is.
    """
    if match := _WHOLE_FLOAT.fullmatch(text):
        return match[1]
    if (match := _SCIENTIFIC.fullmatch(text)) and match[1][0] not in "+-":
        decimals, exponent = match[2] or "", int(match[3])
        if len(decimals) == exponent < EXACT_DIGITS:
            return match[1] + decimals
    return text


def lossy(text: str) -> bool:
    """Tell whether a text is a long number that has lost digits (9.1E+17)."""
    match = _SCIENTIFIC.fullmatch(text)
    return match is not None and int(match[3]) >= 5


# ---- slips: one character mistyped, or two neighbours exchanged

_LOOKALIKES: Final = str.maketrans("IOSZ", "1052")
_INVERSES: Final = tuple(pow(weight, -1, 31) for weight in WEIGHTS)


def one_slip(text: str, other_text: str) -> bool:
    """Tell whether two texts differ in exactly one character, or in two neighbours that changed places."""
    if len(text) != len(other_text):
        return False
    places = [place for place, (left, right) in enumerate(zip(text, other_text, strict=True)) if left != right]
    if len(places) == 2 and places[1] == places[0] + 1:
        first, second = places
        return text[first] == other_text[second] and text[second] == other_text[first]
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
    return {meant for meant in tried if meant != code and is_valid_credit_code(meant)}
