"""业务 of an operator: the scope as a list, and the kinds (业户类别) that follow from it."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import Final

from zoufang_cli.text.cleaning import clean_text


class Kind(StrEnum):
    """业户类别 as the field names them; the order is that of lists."""

    SCHEDULED_BUS = "班线客运"
    TOURIST_BUS = "旅游客运"
    BUS_STATION = "客运站"
    GENERAL_FREIGHT = "普通货运"
    DANGEROUS_GOODS = "危险货物"
    FREIGHT_STATION = "货运站(场)"
    TESTING = "检测站"
    REPAIR = "维修"
    DRIVER_TRAINING = "驾培"
    TAXI = "出租"


TWO_PASSENGER_ONE_DANGEROUS: Final = frozenset((Kind.SCHEDULED_BUS, Kind.TOURIST_BUS, Kind.DANGEROUS_GOODS))
"""两客一危."""

_IN_BRACKETS: Final = r"[(（](?:[^()（）]|[(（][^()（）]*[)）])*[)）]"
_ITEM: Final = re.compile(rf"(?:[^、，,；;。\n|()（）]|{_IN_BRACKETS}|[()（）])+")
# What a scope says it does not hold: (不含危险货物), 危险货物除外, 除危险货物外的.
_EXCLUSION: Final = re.compile(
    r"[(（](?:[^()（）]|[(（][^()（）]*[)）])*?(?:不含|除外|不包括|不得)(?:[^()（）]|[(（][^()（）]*[)）])*[)）]"
    "|危险(?:货物|化学品|品)?(?:道路)?(?:运输)?除外的?|除[^外]{1,20}外的?|(?:不含|不包括|不得|禁止).*"
)
_OTHER_TRADES: Final = re.compile("铁路|航空|水路|水上|船舶|海运|国际货|保险|代理|代办|销售|咨询")
_PATTERNS: Final = (
    (Kind.SCHEDULED_BUS, re.compile("班车|班线|公交客运|客运班")),
    (Kind.TOURIST_BUS, re.compile("旅游客|旅游包|旅客旅游|包车|旅游运输")),
    (Kind.BUS_STATION, re.compile("客运站|汽车站")),
    (
        Kind.GENERAL_FREIGHT,
        re.compile("普通货|普通道路货|普货|货物专用运输|货物专用|大型物件|道路货物运输|货物运输|^货运$"),
    ),
    (Kind.DANGEROUS_GOODS, re.compile("危险货物|危货|危险(?:品|化学品|废物).{0,4}运输|危运")),
    (Kind.FREIGHT_STATION, re.compile(r"货运站|货运场|货运枢纽")),
    (Kind.TESTING, re.compile("检测站|性能检测|(?:机动车|车辆|汽车)(?:安全技术|综合性能)?检[测验]")),
    (Kind.REPAIR, re.compile("(?:汽车|机动车|车辆|摩托车).{0,6}(?:维修|修理|维护)|^维修$|汽修")),
    (Kind.DRIVER_TRAINING, re.compile("驾驶员培训|驾驶培训|驾培|驾校|驾驶学校")),
    (Kind.TAXI, re.compile("出租客运|客运出租|出租汽车客运|出租车|巡游|网络预约|网约|^出租$|^出租汽车$")),
)


@lru_cache(maxsize=8192)
def read_scope(text: str) -> tuple[str, ...]:
    """Split a scope at 、 ，,；;。 and line breaks outside brackets; each value once, none lost."""
    values = (clean_text(item) for item in _ITEM.findall(text))
    return tuple(dict.fromkeys(value for value in values if value))


@lru_cache(maxsize=8192)
def derive_kinds(scope: tuple[str, ...]) -> tuple[str, ...]:
    """Derive the kinds of an operator from its scope; excluded trades (不含危险货物) do not count."""
    kinds: set[Kind] = set()
    for value in scope:
        kinds |= _kinds_of(value)
    return tuple(kind.value for kind in Kind if kind in kinds)


@lru_cache(maxsize=8192)
def _kinds_of(value: str) -> frozenset[Kind]:
    value = _EXCLUSION.sub("", value)
    if _OTHER_TRADES.search(value):
        return frozenset()
    kinds = {kind for kind, pattern in _PATTERNS if pattern.search(value)}
    if Kind.DANGEROUS_GOODS in kinds and "普" not in value:
        kinds.discard(Kind.GENERAL_FREIGHT)
    return frozenset(kinds)


@lru_cache(maxsize=1024)
def read_kinds(text: str) -> tuple[str, ...]:
    """Read a column 业户类别; a word that names no known kind is kept as it is."""
    kinds: dict[str, None] = {}
    for value in read_scope(text):
        kinds_of_value = {value: None} if value in set(Kind) else dict.fromkeys(derive_kinds((value,)))
        kinds.update(kinds_of_value or {value: None})
    return tuple(kinds)
