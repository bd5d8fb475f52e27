"""The one place that cleans text: width, spaces, invisible characters, radicals, apostrophes, placeholders.

Every function here is idempotent: clean(clean(x)) = clean(x).
"""

from __future__ import annotations

import re
from typing import Final

from zoufang_cli.text.characters import EXPRESSION, STANDARD

MAX_CELL: Final = 32_767
"""Characters that a cell of a workbook can hold."""

REPLACEMENT: Final = "\ufffd"

# Characters that call for cleaning; text without any of them is clean but for placeholders. One search a row.
_CONTROL: Final = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202b\u202e\u2067\u2068\u206a-\u206f\ufff9-\ufffb"
_LEFT_TO_RIGHT: Final = "\u202a\u202c\u202d\u2066\u2069"
_ZERO_WIDTH: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2060-\u2065\ufe00-\ufe0f\ufeff"
)
_INVISIBLE: Final = _CONTROL + _LEFT_TO_RIGHT + _ZERO_WIDTH
_SPACES: Final = "\x09-\x0d\x1c-\x20\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_WIDE: Final = "\uff03-\uff06\uff0a\uff0b\uff0d-\uff19\uff20-\uff3a\uff3f\uff41-\uff5a\uff07"
_NEEDS_CLEANING: Final = re.compile(f"[{_INVISIBLE}{_SPACES}{_WIDE}{EXPRESSION}'\u2018=\ufffd\ud800-\udfff]")
_INVISIBLES: Final = re.compile(f"[{_INVISIBLE}]+")
_CONTROLS: Final = re.compile(f"[{_CONTROL}\x1c-\x1f]")
_DIRECTIONS: Final = re.compile(f"[{_LEFT_TO_RIGHT}]")
_SPACE_RUN: Final = re.compile(f"[{_SPACES}]+")
_BREAKS: Final = re.compile("[ \t]*[\r\n\x0b\x0c\x85\u2028\u2029]+[ \t]*")
_FORMULA_TEXT: Final = re.compile('="([^"]*)"')
_HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3007"
_SPACE_AT_HAN: Final = re.compile(f"(?<=[{_HAN}（）()·]) +| +(?=[{_HAN}（）()·])")
_SURROGATES: Final = re.compile("[\ud800-\udfff]")

_FOLD: Final[dict[int, int | str]] = {**STANDARD, **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}}
"""Full-width forms to ASCII, radicals and private-use characters to what they stand for; what Chinese text uses as
punctuation (！（），：；？ ～) stays."""
for _kept in "！（），：；？～［］｛｝｜＂＜＞｀＾＝＼":
    _FOLD.pop(ord(_kept), None)

_PLACEHOLDER_WORDS: Final = """
无 无。 無 空 空白 暂无 暂缺 暂未提供 未提供 未填 未填写 未录入 未登记 未采集 未知 不明 不详 不适用 待补 待补充 缺 没有 (空) （空） (无) （无）
- -- --- — —— ——— – − ― － / // \\ * ** . … undefined none None NONE nil NaN nan null Null NULL (null)
N/A n/a N/a N\\A N.A. n.a. NA na
"""
ERRORS: Final = frozenset(("#N/A", "#NULL!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#DIV/0!"))
"""What a spreadsheet shows in the cell of a formula that failed."""

PLACEHOLDERS: Final = ERRORS.union(_PLACEHOLDER_WORDS.split())
"""What people and systems write in a cell that has no value."""

DITTO: Final = frozenset(["同上", "同上。", "同上行", "同上一行", "同前", "〃", "″", "”", "“", '"', "ditto", "Ditto"])
"""What stands for the value of the row above."""


def needs_cleaning(text: str) -> bool:
    """Tell whether `clean_text` could change the text, but for placeholders."""
    return _NEEDS_CLEANING.search(text) is not None


def fault(text: str) -> str:
    """Name what makes a cell untrustworthy (`too_long`, `lost_text`, `bad_character`), or ''."""
    if len(text) > MAX_CELL:
        return "too_long"
    if REPLACEMENT in text:
        return "lost_text"
    return "bad_character" if _SURROGATES.search(text) else ""


def hidden(text: str) -> str:
    """Name what hides in a text and is not dropped in silence (`control_character`, `direction_mark`), or ''.

    ESC and other control characters, and marks that turn the direction of text, can make a value look like another
    one; marks from left to right, which telephones put around copied numbers, cannot.
    """
    if _CONTROLS.search(text):
        return "control_character"
    return "direction_mark" if _DIRECTIONS.search(text) else ""


def tidy(text: str) -> str:
    """Fold width and radicals, drop invisible characters, apostrophes and outer spaces, make every run of spaces one."""
    if _NEEDS_CLEANING.search(text) is None:
        return text
    text = _INVISIBLES.sub("", text).translate(_FOLD)
    text = _SPACE_RUN.sub(" ", text)
    while True:
        shorter = text.strip(" ").lstrip("'\u2018 ")
        if match := _FORMULA_TEXT.fullmatch(shorter):
            shorter = match[1]
        if shorter == text:
            return text
        text = shorter


def clean_text(text: str) -> str:
    """Tidy a text and turn a placeholder (无, -, N/A …) into ''."""
    text = tidy(text)
    return "" if text in PLACEHOLDERS else text


def tidy_list(text: str) -> str:
    """Tidy a text in which line breaks separate values: they become '；'."""
    return tidy(_BREAKS.sub("；", text.strip("\r\n")))


def without_han_spaces(text: str) -> str:
    """Drop the spaces beside Chinese characters (张 三 is 张三), keep those between Latin words."""
    return _SPACE_AT_HAN.sub("", text) if " " in text else text


def clean_name(text: str) -> str:
    """Clean a name as it is shown: no spaces beside Chinese characters, full-width brackets."""
    return shown_name(clean_text(text))


def shown_name(text: str) -> str:
    """Write a clean text as a name is shown."""
    if " " not in text and "(" not in text and ")" not in text:
        return text
    text = without_han_spaces(text)
    if "(" in text or ")" in text:
        text = without_han_spaces(text.replace("(", "（").replace(")", "）"))
    return "" if text in PLACEHOLDERS else text


def shortened(text: str, width: int) -> str:
    """Return a text cut to `width` characters, the last of them … where it was longer."""
    return text if len(text) <= width else f"{text[: width - 1]}…"
