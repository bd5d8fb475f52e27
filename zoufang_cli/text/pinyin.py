"""How names sound, without tones (顺达 and 顺大 are shun da): what a pinyin keyboard mistakes."""

from __future__ import annotations

import unicodedata


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
    """Return the syllables of a name, each followed by a blank."""
    global _syllables
    if _syllables is None:
        _syllables = _Syllables()
    return "".join(map(_syllables.__getitem__, name))
