"""Where a text names a division: province, prefecture, and the county-level unit after them.

A unit is recognised by its form, and only where it follows a province, a prefecture or the start of the text:
no district is better than a wrong one, as operators are told apart by it. (The patterns take 40 ms to compile, so this
module is imported by those that need it when they do.)
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from zoufang_cli.text.places import (
    AREAS,
    AUTONOMOUS_PREFECTURES,
    BANNERS,
    CITIES,
    COUNTY_CITIES,
    LEAGUES,
    MUNICIPALITIES,
    NEW_AND_OLD,
    NOT_DISTRICTS,
    PEOPLES,
    PROVINCES,
    REGIONS,
    REGIONS_SHORT,
    any_of,
)

_BREAK: Final = r"[ ,，、·/—-]*"


# ---- what stands before

_PROVINCE: Final = re.compile(
    f"(?:中国|中华人民共和国)?(?:{any_of(MUNICIPALITIES)}市(?:市辖区)?|{any_of(PROVINCES)}省|{any_of(REGIONS)}自治区){_BREAK}"
)
_SHORT_PROVINCE: Final = re.compile(
    f"{any_of(MUNICIPALITIES, PROVINCES, REGIONS_SHORT)}(?![省市州盟区县]|{any_of(PEOPLES)}族){_BREAK}"
)
# Characters of roads, villages and estates, and the ends of other units: no name of a unit holds one …
_NO_NAME: Final = "区县市旗省路街巷弄道号村镇乡园厂场库苑厦寓邸庭校"
_NAME: Final = f"(?:(?![{_NO_NAME}])[\u4e00-\u9fff])"
_OF_PEOPLES: Final = "(?:(?![区县市旗省路街巷号])[\u4e00-\u9fff]){2,12}?自治"
_PREFECTURE: Final = re.compile(
    f"(?:(?P<city>(?:{any_of(CITIES)}|{_NAME}{{2,5}}?)市)(?!场)(?:市辖区)?|{any_of(AUTONOMOUS_PREFECTURES)}州|{_OF_PEOPLES}州"
    f"|(?:{any_of(AREAS)}|{_NAME}{{2,4}}?)地区|{any_of(LEAGUES)}盟){_BREAK}"
)
_SHORT_CITY: Final = re.compile(f"{any_of(CITIES)}(?!{any_of(PEOPLES)}族){_BREAK}")

# ---- the unit itself

# … but these.
_UNUSUAL: Final = """
    市中区 市南区 市北区 沙市区 新市区 西市区 红旗区 梅县区 社旗县 上街区 路桥区 路南区 路北区 让胡路区 二道区 二道江区
    滴道区 道里区 道外区 道县 道孚县 梁园区 下花园区 绿园区 马村区 周村区 新乡县 柏乡县 武乡县 金乡县 西乡县 西乡塘区
    内乡县 安乡县 平乡县 肥乡区 宁乡县 乡宁县 乡城县 东乡区 镇巴县 镇原县 镇安县 镇赉县 镇海区 镇康县 镇远县 镇平县
    镇坪县 镇雄县 天镇县 固镇县 泽库县 法库县 库车县 浦东新区 滨海新区 沈北新区 清新区 峰峰矿区 井陉矿区
    鹰手营子矿区 白云鄂博矿区 清苑区 东乡县 肥乡县 二七区
"""
_UNIT: Final = re.compile(
    f"(?:{any_of(_UNUSUAL)}|{any_of(BANNERS)}旗|{_OF_PEOPLES}[县旗]|(?P<name>{_NAME}{{1,7}}?)(?P<kind>[区县旗]))"
    "(?!路|街(?!道)|巷|弄|大街|大道|域)"
)
_COUNTY_CITY: Final = re.compile(f"{any_of(COUNTY_CITIES)}市(?![场民政内路街])")
_ANY_CITY: Final = re.compile(f"(?:{any_of(COUNTY_CITIES)}|{_NAME}{{2,5}}?)市(?![场民政内路街])")

_NO_DISTRICT: Final = re.compile(f"{any_of(NOT_DISTRICTS)}$")
_ONLY_AFTER_CITY: Final = re.compile(f"{any_of(NEW_AND_OLD)}$")
_OF_A_PEOPLE: Final = re.compile(f"{any_of(PEOPLES)}族$")
_NO_COUNTY: Final = frozenset("本该我全各邻外跨同两每某")
_LONGEST: Final = 7
_LONGEST_ALONE: Final = 3

_SECOND_UNIT: Final = re.compile(
    f"[、,，/和与及或]{_NAME}{{1,7}}?[区县旗]|(?:{_NAME}{{1,7}}?[区县旗])?(?:交界|交汇|之间)"
)


class Span(NamedTuple):
    """Where a name starts and ends."""

    start: int
    end: int


def find_unit(text: str) -> Span | None:
    """Find the county-level unit (区, 县, 旗, 县级市) with which a text starts after what may stand before it."""
    if province := _PROVINCE.match(text):
        municipal = "市" in province[0]
        return _below_province(text, province.end()) or _unit(text, province.end(), _LONGEST, after_city=municipal)
    if province := _SHORT_PROVINCE.match(text):
        below = _below_province(text, province.end()) or _unit(text, province.end(), _LONGEST_ALONE)
        if below is not None:
            return below
    return _below_province(text, 0) or _unit(text, 0, _LONGEST_ALONE)


def end_of_prefixes(text: str) -> int:
    """Return where province and prefecture end in the name of a district, 0 where nothing is to be dropped."""
    if (span := find_unit(text)) is not None:
        return span.start
    province = _PROVINCE.match(text)
    prefecture = _PREFECTURE.match(text, province.end() if province else 0)
    if prefecture is None:
        return 0
    city = _ANY_CITY.fullmatch(text, prefecture.end())
    return city.start() if city else prefecture.start()


def names_second_unit(text: str, start: int) -> bool:
    """Tell whether another unit follows (东屏区、西岭区, 东屏区西岭区交界处), so that the first is in doubt."""
    return _SECOND_UNIT.match(text, start) is not None


def _below_province(text: str, start: int) -> Span | None:
    """Find a unit after a prefecture, or a county-level city."""
    if prefecture := _PREFECTURE.match(text, start):
        after_city = prefecture["city"] is not None
        cities = _COUNTY_CITY if after_city else _ANY_CITY
        if city := cities.match(text, prefecture.end()):
            return Span(*city.span())
        if (unit := _unit(text, prefecture.end(), _LONGEST, after_city=after_city)) is not None:
            return unit
    if city := _COUNTY_CITY.match(text, start):
        return Span(*city.span())
    if prefecture is None and (short := _SHORT_CITY.match(text, start)):
        return _unit(text, short.end(), _LONGEST_ALONE)
    return None


def _unit(text: str, start: int, longest: int, *, after_city: bool = False) -> Span | None:
    match = _UNIT.match(text, start)
    if match is None:
        return None
    name = match["name"]
    if name is None:
        return Span(*match.span())
    if _OF_A_PEOPLE.search(name):
        return Span(*match.span())
    if len(name) > longest or (len(name) < 2 and (match["kind"] != "县" or name in _NO_COUNTY)):
        return None
    if match["kind"] == "区" and not _is_district(name, after_city):
        return None
    return Span(*match.span())


def _is_district(name: str, after_city: bool) -> bool:
    """Tell a 市辖区 from a 区 of another kind, and from the eastern part of an estate (望江花苑东区)."""
    if _NO_DISTRICT.search(name) or (not after_city and _ONLY_AFTER_CITY.search(name)):
        return False
    return len(name) < 4 or name[-1] not in "东南西北中"
