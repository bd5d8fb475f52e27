"""Telephone numbers out of a cell: several of them, with labels, names, extensions, hidden digits."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from zoufang_cli.text.codes import lossy, plain_number


class Phones(NamedTuple):
    """What a cell holds: the numbers, a problem code or '', and the text of which something was not taken."""

    numbers: tuple[str, ...] = ()
    fault: str = ""
    rest: str = ""


class _Piece(NamedTuple):
    """One number or more out of a part of a cell; `whole` when nothing of the part is left over."""

    numbers: tuple[str, ...] = ()
    fault: str = ""
    whole: bool = True


_WORDS: Final = _Piece(fault="odd_phone", whole=False)
"""A part without a number: words beside the numbers of the other parts, else no telephone at all."""
_MOBILE: Final = re.compile("1[3-9][0-9]{9}")
_BREAK: Final = re.compile(
    r"[/、；;，,|\\\n]+|\s+或者?\s*|(?<=[0-9])(?:或者?|和|及|&)(?=[0-9])|(?<=[0-9]{11})[.。·](?=1[3-9])"
)
_COUNTRY: Final = re.compile("(?:\\+|00)?86-?([0-9-]{10,})")
_TRUNK: Final = re.compile("0(1[3-9][0-9]{9})")
_AREA: Final = re.compile("0?(10|2[0-9]|[3-9][0-9]{2})([0-9]{7,8})")
_EXTENSION: Final = re.compile("(.*?[0-9]{7,})(?:转|分机|ext\\.?|[-—#*])([0-9]{1,5})", re.IGNORECASE)
_MASKED: Final = re.compile(
    "(?:[0-9]{2,4}[*xX•]{2,8}[0-9]{0,4}|(?:0[0-9]{2,3}-?)?[*xX•]{3,8}[0-9]{4})(?:(?:转|-)[0-9]{1,5})?"
)
_LABEL: Final = re.compile(
    "(?:联系|办公|移动|固定|单位|家庭|业务|值班)?(?:电话|手机|座机|固话|号码|方式|tel|mobile|phone)[号码]{0,2}[:：.]?",
    re.IGNORECASE,
)
_FAX: Final = re.compile("传真|fax", re.IGNORECASE)
_DASHES: Final = re.compile(r"[‐‑‒–—―−－]")
_IN_BRACKETS: Final = re.compile(r"[\s()（）]")
_WITHIN: Final = re.compile(
    r"(?<![0-9*xX])(?:(?:\+|00)?86[- ]?)?(?:1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}|0[1-9][0-9]{1,2}[- ]?[0-9]{7,8}(?:转[0-9]{1,5})?"
    r"|[48]00-?[0-9]{3}-?[0-9]{4}|[2-8][0-9]{6,7}|[0-9]{3}[*xX•]{4}[0-9]{4})(?![0-9*xX])"
)
_SHORTEST_ODD, _LONGEST_ODD = 6, 12
_LENGTHS: Final = frozenset((5, 7, 8))


def is_mobile(text: str) -> bool:
    """Tell whether a text is one mobile number and nothing else, as most cells are."""
    return _MOBILE.fullmatch(text) is not None


@lru_cache(maxsize=16384)
def read_phones(text: str) -> Phones:
    """Split a cell into numbers: mobiles as 11 digits, landlines as 0971-1234567, hidden digits as *."""
    pieces = [_phone(piece) for part in _BREAK.split(_DASHES.sub("-", text)) for piece in _pieces(part.strip())]
    numbers = tuple(dict.fromkeys(number for piece in pieces for number in piece.numbers))
    faults = {"phone_text" if piece is _WORDS and numbers else piece.fault for piece in pieces}
    fault = next((code for code in ("lossy_phone", "odd_phone", "phone_text", "masked_phone") if code in faults), "")
    whole = all(piece.whole for piece in pieces)
    return Phones(numbers, fault, "" if whole else text)


def _pieces(part: str) -> list[str]:
    """Split at spaces where each side is a number by itself (138… 139…), but not in 0971 123 4567."""
    words = part.split()
    if len(words) > 1 and all(sum(char.isdigit() for char in word) >= 7 for word in words):
        return words
    return [part] if part else []


def _phone(text: str) -> _Piece:
    text = plain_number(text)
    if lossy(text):
        return _Piece(fault="lossy_phone", whole=False)
    compact = _IN_BRACKETS.sub("", _LABEL.sub("", text, count=1) if _LABEL.match(text) else text)
    if is_masked(compact):
        return _Piece((re.sub("[xX•]", "*", compact),), "masked_phone")
    number = _number(compact.strip("-"))
    if number is not None:
        return number
    return _within(text)


def _number(compact: str) -> _Piece | None:
    """Read a text that is a number and nothing else, or numbers run together."""
    if (match := _COUNTRY.fullmatch(compact)) and (number := _number(match[1])) and not number.fault:
        return number
    extension = ""
    if match := _EXTENSION.fullmatch(compact):
        compact, extension = match[1], f"转{match[2]}"
    digits = compact.replace("-", "")
    if not (digits.isascii() and digits.isdecimal()):
        return None
    if match := _TRUNK.fullmatch(digits):
        digits = match[1]
    if _MOBILE.fullmatch(digits):
        return _Piece((digits + extension,))
    if digits.startswith(("400", "800")) and len(digits) == 10:
        return _Piece((digits + extension,))
    if (digits[0] == "0" or "-" in compact) and (match := _AREA.fullmatch(digits)):
        return _Piece((f"0{match[1]}-{match[2]}{extension}",))
    if len(digits) in _LENGTHS:
        return _Piece((digits + extension,))
    if len(digits) >= 18 and _MOBILE.fullmatch(digits, len(digits) - 11) and not extension:
        return _run_together(digits)
    kept = _SHORTEST_ODD <= len(digits) <= _LONGEST_ODD
    return _Piece((digits + extension,) if kept else (), "odd_phone", kept)


def _run_together(digits: str) -> _Piece:
    """Take the mobile at the end off and read what stands before it."""
    before = _number(digits[:-11])
    if before is None or before.fault:
        return _Piece(fault="odd_phone", whole=False)
    return _Piece((*before.numbers, digits[-11:]))


def _within(text: str) -> _Piece:
    """Take the numbers out of a text such as 13812345678(张三), but for a fax."""
    numbers: list[str] = []
    fax = _FAX.search(text)
    for within in _WITHIN.findall(text[: fax.start()] if fax else text):
        compact = within.replace(" ", "")
        if is_masked(compact):
            numbers.append(re.sub("[xX•]", "*", compact))
        elif number := _number(compact):
            numbers += number.numbers
    if numbers:
        return _Piece(tuple(numbers), "phone_text", whole=False)
    return _WORDS if fax or not any(map(str.isdigit, text)) else _Piece(fault="odd_phone", whole=False)


def is_masked(phone: str) -> bool:
    """Recognise a masked number (138****5678), which never overwrites a full one."""
    return _MASKED.fullmatch(phone) is not None


_RUN_OF_DIGITS = re.compile(r"\d{7,}")


def masked_phone(phone: str) -> str:
    """Hide the middle of every phone number in a text: 138****5678, 0971-***3456."""
    return _RUN_OF_DIGITS.sub(lambda match: _hidden(match[0]), phone)


def _hidden(digits: str) -> str:
    if len(digits) == 11:
        return f"{digits[:3]}****{digits[7:]}"
    return f"{'*' * (len(digits) - 4)}{digits[-4:]}"
