"""What names of operators are compared by, and no more is made equal than that.

顺达(云州)物流有限责任公司 and 顺达（云州）物流有限公司 are one name, 公司 and 有限公司 are two; 青海省西宁市顺达, 西宁市顺达 and
西宁顺达 are one, but the 市 of 东方市场 or 超市 is no city's.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Final, NamedTuple

from zoufang_cli.text.places import (
    AREAS,
    AUTONOMOUS_PREFECTURES,
    BANNERS,
    CITIES,
    COUNTY_CITIES,
    LEAGUES,
    NEW_AND_OLD,
    NOT_DISTRICTS,
    PEOPLES,
    PROVINCES,
    REGIONS,
    any_of,
)

_LONG_FORM, _FORM = "有限责任公司", "有限公司"
_NOT_IN_NORM: Final = re.compile(
    r"[\s()（）\[\]【】〔〕［］{}<>《》〈〉「」『』“”\"'‘’·•・‧∙.。．,，、;；:：!！?？…~～_‐‑‒–—―－-]+"
)
"""Spaces, brackets and marks that one writer sets and another does not; any other character tells names apart."""
_CIRCLES: Final = str.maketrans("○◯", "〇〇")
_ALREADY_NORM: Final = re.compile("[\u4e00-\u9fff0-9a-z]*")

_UNIT: Final = re.compile("[省市县区州旗盟]")
# What decides about the region: few different ones in a roster. A name that does not match has none.
_WINDOW: Final = 48
_LEAD: Final = re.compile(f".{{2,{_WINDOW - 2}}}{_UNIT.pattern}.{{0,2}}")
_FARTHEST: Final = 16
"""Characters in which a place name has ended."""
_LONGEST: Final = 4
_PLACES: Final = 2

# Words that go on after the character (市场, 县城, 区域), and words that end in it (超市, 城市).
_GOES_ON: Final = {
    "市": re.compile("[场政容级立面委井值价话内郊区际域乡]|民(?!和)"),
    "县": re.compile("[际域级乡内委道区]|城(?![关东西南北中])"),
    "区": re.compile("[域间位块划段内县]"),
}
_NO_CITY: Final = frozenset("超都城门集花车夜菜股楼房闹互边黑早上入开鲜鱼利")
_NO_DISTRICT: Final = re.compile(f"{any_of(NOT_DISTRICTS, NEW_AND_OLD)}$")
_PROVINCE: Final = re.compile(f"({any_of(PROVINCES)})省|({any_of(REGIONS)})自治区")
_CITIES: Final = frozenset(f"{CITIES} {COUNTY_CITIES}".split())


def normalize_name(name: str) -> str:
    """Reduce a name to what is compared: no brackets, marks or spaces, NFKC, lower case, 有限责任公司 as 有限公司, region folded.

    A circle stands for 〇 (二○二 is 二〇二). No other character is dropped: A+物流 is not A物流.
    """
    if _ALREADY_NORM.fullmatch(name) is None:
        name = _stable_nfkc_lower(name)
    while True:
        name = name.replace(_LONG_FORM, _FORM)
        lead = _LEAD.match(name)
        if lead is None or (folded := _folded(lead[0])) == lead[0]:
            return name
        name = folded + name[lead.end() :]
        if len(name) < _WINDOW and _LONG_FORM not in name:
            return name  # as the lead held every unit


@lru_cache(maxsize=4096)
def _stable_nfkc_lower(name: str) -> str:
    """Fold until nothing changes: lower case and NFKC undo each other for a few characters."""
    while True:
        folded = _NOT_IN_NORM.sub("", unicodedata.normalize("NFKC", name.translate(_CIRCLES)).lower())
        if folded == name:
            return name
        name = folded


class _Place(NamedTuple):
    """A place name without the character of its unit, and where both end."""

    short: str
    end: int


@lru_cache(maxsize=32768)
def _folded(lead: str) -> str:
    while (shorter := _without_suffixes(lead)) != lead:
        lead = shorter
    return lead


def _without_suffixes(name: str) -> str:
    """Drop the province before another place, and the characters 省, 市, 县, 区 … of up to two leading places."""
    if province := _PROVINCE.match(name):
        rest = name[province.end() :]
        short = province[1] or province[2].removesuffix("壮族").removesuffix("回族").removesuffix("维吾尔")
        name = rest if _place(rest, 0) else short + rest
    start = 0
    for _ in range(_PLACES):
        if (place := _place(name, start)) is None:
            break
        name = name[:start] + place.short + name[place.end :]
        start += len(place.short)
    return name


def _place(name: str, start: int) -> _Place | None:
    """Read the place name at `start`: 西宁市, 城东区, 大通回族土族自治县."""
    unit = _UNIT.search(name, start + 2, start + _FARTHEST)
    if unit is None:
        return None
    at, kind = unit.start(), unit[0]
    if kind not in _GOES_ON or name.startswith("自治", at - 2) or name.startswith("地区", at - 1):
        other = _other_place().match(name, start)
        return _Place(other[other.lastindex or 0], other.end()) if other else None
    short = name[start:at]
    if len(short) > _LONGEST or short.isascii() or _GOES_ON[kind].match(name, at + 1):
        return None
    if kind == "市" and short[-1] in _NO_CITY and short not in _CITIES:
        return None
    if kind == "区" and _NO_DISTRICT.search(short):
        return None
    return _Place(short, at + 1)


@cache
def _other_place() -> re.Pattern[str]:
    """Return what recognises 自治州, 自治县, 自治旗, 州, 地区, 盟 and 旗 (compiled when a roster has one)."""
    return re.compile(
        f"([\u4e00-\u9fff]{{2,5}}?)(?:{any_of(PEOPLES)}族?)+自治[州县旗]|({any_of(AUTONOMOUS_PREFECTURES)})州"
        f"|({any_of(AREAS)})地区|({any_of(LEAGUES)})盟|({any_of(BANNERS)})旗"
    )
