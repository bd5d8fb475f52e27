"""Codes of operators: 统一社会信用代码 (GB 32100-2015), 工商注册号, 组织机构代码, licence numbers."""

from __future__ import annotations

import re
from enum import StrEnum
from operator import mul
from typing import Final, NamedTuple

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1)
_VALUES: Final = bytes(max(ALPHABET.find(chr(code)), 0) for code in range(256))
_CREDIT: Final = re.compile(f"[{ALPHABET}]{{18}}")
_LOOSE: Final = re.compile(r"[0-9A-Z]{18}")
_REGISTRATION: Final = re.compile(r"\d{15}")
_ORGANISATION: Final = re.compile(r"([0-9A-Z]{8})-?([0-9X])")
_SUFFIX: Final = re.compile(r"[(（][^()（）]{1,12}[)）]$")
_SEPARATORS: Final = re.compile(r"[\s\-‐‑–—.·]+")
_SCIENTIFIC: Final = re.compile(r"([+-]?\d)(?:\.(\d+))?[Ee]\+?(\d{1,3})")
_WHOLE_FLOAT: Final = re.compile(r"(\d+)\.0+")
_RUN: Final = re.compile(r"\d{6,}")
_INNER_SPACE: Final = re.compile(r"(?<=\d)[\s\-]+(?=\d)")
_ID_NUMBER: Final = re.compile(r"\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]")
_ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_LOOKALIKES: Final = str.maketrans("IO", "10")
EXACT_DIGITS: Final = 15
"""Digits that a number cell of a workbook keeps."""


class CodeFault(StrEnum):
    """What is doubtful about a code; all but `LOSSY_NUMBER` leave the row standing."""

    NONE = ""
    CHECK_DIGIT = "check_digit"
    CODE_LETTERS = "code_letters"
    BAD_CODE = "bad_code"
    ID_NUMBER = "id_number"
    LOSSY_NUMBER = "lossy_number"


class Codes(NamedTuple):
    """What one cell of a code column holds; `suggestion` is what may have been meant."""

    credit_code: str = ""
    registration_no: str = ""
    organisation_code: str = ""
    fault: CodeFault = CodeFault.NONE
    suggestion: str = ""


_NO_CODES: Final = Codes()


def is_valid_credit_code(code: str) -> bool:
    """Check alphabet, length and check character of an upper-case code (GB 32100-2015, 5).

    The check character makes the weighted sum of all 18 values a multiple of 31.
    """
    if _CREDIT.fullmatch(code) is None:
        return False
    return _weighted(code) % 31 == 0


def check_character(first_17: str) -> str:
    """Compute the check character for the first 17 characters (alphabet without I O S V Z)."""
    return ALPHABET[-_weighted(first_17) % 31]


def _weighted(code: str) -> int:
    return sum(map(mul, code.encode("ascii").translate(_VALUES), WEIGHTS))


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
    """Sort the content of a code column by its shape; a column may mix all three kinds of code."""
    if not text:
        return _NO_CODES
    if is_valid_credit_code(text):
        return Codes(text)
    code = clean_code(text)
    if lossy(code):
        return Codes(fault=CodeFault.LOSSY_NUMBER)
    if _LOOSE.fullmatch(code):
        return _eighteen(code)
    if _REGISTRATION.fullmatch(code):
        return Codes(registration_no=code)
    if _ORGANISATION.fullmatch(code):
        return Codes(organisation_code=code)
    return Codes(fault=CodeFault.BAD_CODE)


def _eighteen(code: str) -> Codes:
    if is_valid_credit_code(code):
        return Codes(code)
    if is_id_number(code):
        return Codes(fault=CodeFault.ID_NUMBER)
    meant = code.translate(_LOOKALIKES)
    if _CREDIT.fullmatch(code) is None:
        suggestion = meant if is_valid_credit_code(meant) else ""
        return Codes(code, fault=CodeFault.CODE_LETTERS, suggestion=suggestion)
    return Codes(code, fault=CodeFault.CHECK_DIGIT)


def is_id_number(code: str) -> bool:
    """Recognise a citizen's ID number (GB 11643), which is never kept."""
    if _ID_NUMBER.fullmatch(code) is None:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(code, _ID_WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == code[17]


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


def read_licence(text: str) -> tuple[str, str]:
    """Return a licence's text and its digits (usually 12, 13 seen), the key that it is matched by."""
    if not text:
        return "", ""
    text = plain_number(text)
    runs = _RUN.findall(text)
    if len(runs) != 1:
        runs = _RUN.findall(_INNER_SPACE.sub("", text))
    if not runs:
        return text, ""
    return text, max(runs, key=lambda run: (len(run) == 12, len(run) == 13, len(run)))


def join_licence(word: str, number: str) -> str:
    """Join the two columns 经营许可证字 and 经营许可证号 into one text."""
    if not word or not number or number.startswith(word):
        return number or word
    return f"{word.removesuffix('字')}字{number.removeprefix('字').removesuffix('号')}号"
