"""Tell a record from a title where no header stands above it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Final

from zoufang_cli.roster.columns.header_names import Field
from zoufang_cli.roster.columns.header_words import field_of
from zoufang_cli.roster.rows.skipping import identifies, reads_as_name, skip_reason
from zoufang_cli.roster.values.licences import read_licence
from zoufang_cli.text.codes import CodeFault, read_codes
from zoufang_cli.text.phones import read_phones

_CODES: Final = frozenset((Field.CREDIT_CODE, Field.REGISTRATION_NO, Field.ORGANISATION_CODE))
_PHONES: Final = frozenset((Field.PHONE, Field.LEGAL_PHONE))
_NO_CODE: Final = frozenset((CodeFault.BAD_CODE, CodeFault.ID_NUMBER))
_FEWEST: Final = 3
_DISTRICT: Final = re.compile("[\u4e00-\u9fff]{1,9}[区县市旗镇乡]")
_DIGIT: Final = re.compile("[0-9]")


class Likeness(IntEnum):
    """How much a row looks like a record of a table."""

    NONE = 0
    SOME = 1
    SURE = 2


def record_likeness(texts: Sequence[str], columns: Mapping[int, Field], width: int) -> Likeness:
    """Say whether a row, tidied, is a record of a table of `width` columns with these fields, NAME among them.

    A title has labels beside its values (填报单位, 联系电话). A record has a name, and surely is one where a number
    fits the column in which it stands; it may be one where a district does, or where most cells hold something, digits
    among it.
    """
    values = [text for text in texts if text]
    if len(values) < 2 or 3 * sum(map(_is_label, values)) >= len(values):
        return Likeness.NONE
    name_column = next(place for place, key in columns.items() if key is Field.NAME)
    name = texts[name_column] if name_column < len(texts) else ""
    if not name or _is_label(name) or not reads_as_name(name):
        return Likeness.NONE
    if skip_reason(texts, name_column, identified=False) is not None:
        return Likeness.NONE
    if any(place < len(texts) and _fits(texts[place], key) for place, key in columns.items()):
        return Likeness.SURE
    if any(
        place < len(texts) and _DISTRICT.fullmatch(texts[place])
        for place, key in columns.items()
        if key is Field.DISTRICT
    ):
        return Likeness.SOME
    filled = len(set(values))
    many = filled >= _FEWEST and 2 * filled > width
    return Likeness.SOME if many and any(map(_DIGIT.search, values)) else Likeness.NONE


def _is_label(text: str) -> bool:
    return text[-1] in ":：" or field_of(text) is not None


def _fits(text: str, key: Field) -> bool:
    """Tell whether a value is a code, licence or telephone, as its column wants it."""
    if identifies(text) is None:
        return False
    if key in _CODES:
        return read_codes(text).fault not in _NO_CODE
    if key is Field.LICENCE:
        return bool(read_licence(text).digits)
    return key in _PHONES and bool(read_phones(text).numbers)
