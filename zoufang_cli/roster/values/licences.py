"""Numbers of permits: 道路运输经营许可证号 as text, and the digits that it is matched by."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from zoufang_cli.text.codes import clean_code, is_like_id_number, lossy, plain_number
from zoufang_cli.text.privacy import without_id_numbers

_RUN: Final = re.compile("[0-9]{6,}")
_INNER_SPACE: Final = re.compile(r"(?<=[0-9])[\s-]+(?=[0-9])")
_PLAIN: Final = re.compile("[^0-9]*([0-9]{12})[^0-9]*")
_ZEROS_LOST: Final = re.compile("[1-9][0-9]{8,10}")
_LIKE_CODE: Final = re.compile("[0-9A-Z]{18}")
_USUAL: Final = (12, 13)


class Licence(NamedTuple):
    """The text of a permit's number as given, its digits (usually 12, 13 seen), and a problem code or ''."""

    text: str = ""
    digits: str = ""
    fault: str = ""


_NONE: Final = Licence()


def read_licence(text: str) -> Licence:
    """Read 粤交运管许可穗字440100151081号 and the like; of several numbers the first of 12 digits is the key.

    A spreadsheet takes the zeros away from the front of a mere number: by its digits it is compared as one of 12.
    """
    if not text:
        return _NONE
    if match := _PLAIN.fullmatch(text):
        return Licence(text, match[1])
    text = plain_number(text)
    if _ZEROS_LOST.fullmatch(text):
        return Licence(text, text.zfill(12), "licence_zeros")
    if lossy(text):
        return Licence(text, "", "lossy_number")
    if (bare := without_id_numbers(text)) != text:
        return read_licence(bare)._replace(fault="id_number")
    code = clean_code(text)
    if _LIKE_CODE.fullmatch(code):
        return Licence("", "", "id_number") if is_like_id_number(code) else Licence(text, "", "code_as_licence")
    runs = _RUN.findall(text)
    if not any(len(run) in _USUAL for run in runs):
        runs = _RUN.findall(_INNER_SPACE.sub("", text)) or runs
    if not runs:
        return Licence(text)
    key = max(runs, key=lambda run: (len(run) == 12, len(run) == 13, len(run)))
    several = len({run for run in runs if len(run) in _USUAL}) > 1
    return Licence(text, key, "several_licences" if several else "")


def join_licence(word: str, number: str) -> str:
    """Join the two columns 经营许可证字 and 经营许可证号 into one text."""
    if not word or not number or number.startswith(word):
        return number or word
    return f"{word.removesuffix('字')}字{number.removeprefix('字').removesuffix('号')}号"
