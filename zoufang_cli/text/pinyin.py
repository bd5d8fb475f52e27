"""Pinyin of names, from pypinyin's table of single characters: their initials, and how they sound."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Place names and trade words whose first reading in the table is not the one meant.
_PHRASES: Final = {"重庆": "cq", "厦门": "xm", "西藏": "xz", "番禺": "py", "银行": "yh", "车行": "ch", "商行": "sh"}
_PHRASE: Final = re.compile("|".join(_PHRASES))


class _Letters(dict[int, str]):
    """Code point to initial, filled as characters are met; what has no reading gives ''."""

    def __init__(self) -> None:
        from pypinyin.pinyin_dict import pinyin_dict

        super().__init__()
        self._readings: dict[int, str] = pinyin_dict

    def __missing__(self, code: int) -> str:
        letter = self[code] = self._find(chr(code))
        return letter

    def _find(self, char: str) -> str:
        reading = self._readings.get(ord(char))
        if reading is None:
            folded = unicodedata.normalize("NFKC", char).lower()
            return folded if folded.isascii() and folded.isalnum() else ""
        return "".join(part for part in unicodedata.normalize("NFD", reading[:2]) if part.isascii())[:1]


_letters: _Letters | None = None


def initials(name: str) -> str:
    """Return the lower-case initials of a name; letters and digits stand for themselves."""
    global _letters
    if _letters is None:
        _letters = _Letters()
    if _PHRASE.search(name):
        name = _PHRASE.sub(lambda phrase: _PHRASES[phrase[0]], name)
    return name.translate(_letters)


class _Syllables(dict[str, str]):
    """Character to syllable, filled as characters are met; what has no reading stands for itself."""

    def __init__(self) -> None:
        from pypinyin.pinyin_dict import pinyin_dict

        super().__init__()
        self._readings: dict[int, str] = pinyin_dict

    def __missing__(self, char: str) -> str:
        reading = self._readings.get(ord(char), char).partition(",")[0]
        plain = "".join(part for part in unicodedata.normalize("NFD", reading) if not unicodedata.combining(part))
        self[char] = f"{plain} "
        return self[char]


_syllables: _Syllables | None = None


def sound_of(name: str) -> str:
    """Return the syllables of a name without tones, each followed by a blank: 顺达 and 顺大 are shun da."""
    global _syllables
    if _syllables is None:
        _syllables = _Syllables()
    return "".join(map(_syllables.__getitem__, name))
