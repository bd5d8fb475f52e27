"""Split the name of an operator into its parts, so that names are compared by the 字号 alone.

云州市顺达货运有限公司第二分公司: region 云州市, 字号 顺达, trade 货运, numeral 2, part 分公司. What most names share (区域,
组织形式, 运输) must not make them look alike. Names are normalised ones (text.names.normalize_name).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from sys import intern
from typing import Final, NamedTuple

from zoufang_cli.roster.values.validity import read_numeral

_LONG_SUFFIX: Final = "(?:省|自治区|市|自治州|县)"
_SUFFIX: Final = "(?:省|自治区|市|自治州|地区|盟|县|旗|区|镇|乡|街道)"
_AREA: Final = re.compile(f"[\u4e00-\u9fff]{{2,5}}?{_SUFFIX}")
_AREA_OF_NAME: Final = re.compile(f"[\u4e00-\u9fff]{{2,4}}?{_LONG_SUFFIX}")
_PART: Final = re.compile(
    "(.{2,}?(?:公司|集团|站|厂|校|社))"
    "(.{0,10}(?:分公司|子公司|分校|分站|分店|分厂|营业部|经营部|服务部|门市部|办事处|车队|项目部|报名点|训练场))"
)
_NUMERAL: Final = re.compile(
    r"第?(\d+)[号队]?|第([一二三四五六七八九十]+)|([一二三四五六七八九十])(?=分公司|公司|分校|分店|车队|队|厂|站|部|店|号)"
)
_ORGANISATION: Final = re.compile(
    "股份有限公司|有限公司|总公司|分公司|子公司|公司|集团|合作社|个体工商户|个体户|个体|(?<=.{3})(?:中心|总站|[部店行厂站场社队户])$"
)
# Words of the trade that set operators apart; 汽车, 服务 and the like say nothing.
_TRADES: Final = {
    "运输": "道路运输 公路运输 汽车运输 交通运输 运输 运业",
    "货运": "货物运输 普通货物运输 货运 货物 货的 零担 大件",
    "物流": "物流 供应链 配送 快运 速运 速递 快递 仓储 储运 联运 托运",
    "客运": "旅客运输 客货运输 客运 班车 公交 公共交通 巴士",
    "旅游": "旅游客运 旅游 旅行社 包车",
    "出租": "出租汽车 出租车 出租 的士 网约车",
    "危险品": "危险品运输 危险品 危险货物 危险化学品 危货 石油 燃气 化工",
    "维修": "汽车修理 汽车维修 机动车维修 维修 修理 汽修 修配 保养 美容 轮胎 汽配 配件",
    "驾培": "机动车驾驶员培训 驾驶员培训 驾驶培训 驾驶 驾培 驾校 培训 学校",
    "检测": "机动车检测 检测 检验",
    "租赁": "汽车租赁 租赁",
    "贸易": "商贸 贸易 销售 经贸 建材 矿业 煤炭 农业",
    "工程": "建筑 工程 机械 吊装 装卸 搬家 市政",
}
_TRADE_OF: Final = {word: trade for trade, words in _TRADES.items() for word in words.split()}
_FILLERS: Final = """道路 公路 汽车 机动车 交通 车辆 服务 发展 实业 科技 管理 咨询 信息 综合 性能 技术 员"""
_WORDS: Final = re.compile("|".join(sorted([*_TRADE_OF, *_FILLERS.split()], key=lambda word: (-len(word), word))))
_CARRIERS: Final = frozenset(["运输", "货运", "物流", "客运", "旅游", "危险品", "出租"])
PERSON: Final = 4
"""Characters of the longest name of a person."""


class NameParts(NamedTuple):
    """The parts of a name: `core` is the 字号 (顺达), `whole` all but 区域 and 组织形式 (顺达货运).

    `numerals` and `part` separate names that are equal otherwise: 一公司 and 二公司, a firm and its 分公司. `person`:
    the name is that of a person. `generic`: there is no 字号 (云州市汽车运输公司), so `core` is all but 区域 and 组织形式.
    """

    core: str
    whole: str
    trades: frozenset[str]
    numerals: tuple[str, ...]
    part: str
    region: str
    person: bool
    generic: bool


def may_be_one_trade(left: frozenset[str], right: frozenset[str]) -> bool:
    """Tell whether two names may be of one trade: 运输 stands for any carriage, a name without a trade for every trade."""
    trades = left | right
    return left <= right or right <= left or ("运输" in trades and trades <= _CARRIERS)


class Regions:
    """The place names of a roster, with and without 市, 区, 县, learnt from its own columns."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        full = {name for name in names if len(name) >= 2}
        stems = {stem for name in full if len(stem := re.sub(f"{_SUFFIX}$", "", name)) >= 2}
        ordered = sorted(full | stems, key=lambda name: (-len(name), name))
        self._anywhere = re.compile("|".join(map(re.escape, ordered)) or "(?!)")
        self._leading = re.compile(f"(?:{self._anywhere.pattern}|[\u4e00-\u9fff]{{2,3}}?(?:省|自治区|市|县))+")

    def leading(self, text: str) -> str:
        """Return the places that a text begins with."""
        match = self._leading.match(text)
        return intern(match[0]) if match else ""

    def without(self, text: str) -> str:
        """Drop the places from a text, wherever they stand."""
        return self._anywhere.sub("", text)


def learn_regions(rows: Iterable[tuple[str, str, str]]) -> Regions:
    """Return the places named in (name as written, address, district): one row in a thousand must name a place."""
    places_seen: Counter[str] = Counter()
    count = 0
    for name, address, district in rows:
        count += 1
        if match := _AREA_OF_NAME.match(name):
            places_seen[match[0]] += 1
        places = set(_AREA.findall(district)) | {district}
        at = 0
        while (match := _AREA.match(address, at)) and at < 12:
            places.add(match[0])
            at = match.end()
        places_seen.update(places)
    return Regions(place for place, times in places_seen.items() if times * 1000 >= count)


def name_parts(normalized_name: str, sole_trader: bool, regions: Regions) -> NameParts:
    """Split a normalised name; `sole_trader` lets a short one be read as the name of a person."""
    text, part = normalized_name, ""
    if match := _PART.fullmatch(normalized_name):
        text, part = match[1], match[2]
    region = regions.leading(text)
    rest = text[len(region) :]
    numerals = tuple(_number(match) for match in _NUMERAL.finditer(rest + part))
    rest, part = _NUMERAL.sub("", rest), _NUMERAL.sub("", part)
    if place := regions.leading(part):
        part = re.sub(f"{_SUFFIX}$", "", place) + part[len(place) :]
    if sole_trader and not region and len(normalized_name) <= PERSON and _WORDS.search(normalized_name) is None:
        return NameParts(normalized_name, normalized_name, frozenset(), (), "", "", True, False)
    rest = _ORGANISATION.sub("", rest)
    core = _WORDS.sub("", rest)
    if len(shorter := regions.without(core)) >= 2:
        core = shorter
    generic = not core
    if generic:
        core = rest or text
    return NameParts(
        core,
        core if core == rest else rest,
        _trades(tuple(_WORDS.findall(rest))),
        numerals,
        part,
        region,
        False,
        generic,
    )


@lru_cache(maxsize=4096)
def _trades(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(_TRADE_OF[word] for word in words if word in _TRADE_OF)


def _number(match: re.Match[str]) -> str:
    """Write a numeral in digits: 第十二 becomes 12."""
    text = match[1] or match[2] or match[3]
    return text.lstrip("0") if text.isdigit() else str(read_numeral(text))
