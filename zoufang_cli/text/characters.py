"""Characters that stand for others: radicals that a PDF gives in their place, and code points that GBK once gave to rare ones."""

from __future__ import annotations

import unicodedata
from typing import Final

# Unicode's equivalents (EquivalentUnifiedIdeograph) of the radicals U+2E80-2EF3 that are characters by themselves.
_SUPPLEMENT: Final = (
    "⺁厂⺄乙⺅亻⺆冂⺈刀⺉刂⺊卜⺌小⺍小⺎兀⺒巳⺓幺⺔彑⺖忄⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪疋⺫目⺬示⺭礻"
    "⺯糹⺰纟⺱罓⺲罒⺶羊⺹耂⺺肀⺻聿⺼肉⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻈讠⻉贝⻋车⻌辶⻍辶⻎辶⻐钅⻑長⻒镸⻓长⻔门⻖阝⻗雨⻘青"
    "⻙韦⻚页⻛风⻜飞⻝食⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
_KANGXI: Final = range(0x2F00, 0x2FD6)
_OLD_FORMS: Final = {"戶": "户", "靑": "青", "黃": "黄"}
"""What Unicode makes of three of the Kangxi radicals (⼾⾭⿈) is not how the character is written today."""

_GBK_FIRST: Final = 0xE815
_GBK_TRAILS: Final = (*range(0x50, 0x7F), *range(0x80, 0xA1))
# Those of them that Python's codec leaves where GB 18030-2000 had them; the characters are those of GB 18030-2022.
_LEFT_PRIVATE: Final = {
    0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7,
    0xE831: 0x215D7, 0xE832: 0x9FB8, 0xE83B: 0x2298F, 0xE843: 0x9FB9, 0xE854: 0x9FBA, 0xE855: 0x241FE, 0xE864: 0x9FBB,
}  # fmt: skip


def _private() -> dict[int, str]:
    """Map the private-use code points of GBK's rare characters (0xFE50-0xFEA0) to the standard ones: U+E863 is 䶮."""
    codec = {_GBK_FIRST + n: bytes((0xFE, trail)).decode("gb18030") for n, trail in enumerate(_GBK_TRAILS)}
    return codec | {code: chr(standard) for code, standard in _LEFT_PRIVATE.items()}


def _standard() -> dict[int, str]:
    supplement = {ord(radical): char for radical, char in zip(_SUPPLEMENT[::2], _SUPPLEMENT[1::2], strict=True)}
    kangxi = {code: unicodedata.normalize("NFKC", chr(code)) for code in _KANGXI}
    radicals = supplement | {code: _OLD_FORMS.get(char, char) for code, char in kangxi.items()}
    return radicals | {code: radicals.get(ord(char), char) for code, char in _private().items()}


STANDARD: Final = _standard()
"""Code point -> the character that it stands for. Unknown private-use characters stand for themselves."""
EXPRESSION: Final = f"\u2e80-\u2fdf{chr(_GBK_FIRST)}-{chr(_GBK_FIRST + len(_GBK_TRAILS) - 1)}"
"""The characters of STANDARD as part of a character class."""
