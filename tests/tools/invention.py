"""Invent transport operators for the samples: nobody's names, codes, phones.

The region codes (99…) are given to no place, the numbers 1990000xxxx and area code 0300 to nobody.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from zoufang_cli.text.codes import check_character

FIRST = "沐禾岚溪澄砚松柏榆槐鹭雁鹤麓崖渡桥屿峪沣漪筠菱荻苇晴暄霁朔屹"
SECOND = "达通远途程捷畅行驰骏泰丰源隆盛顺安和"
SURNAMES = "林陈周吴郑冯蒋沈韩杨朱秦许何吕施孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛范彭鲁韦昌马苗"
GIVEN_NAMES = "知远望舒立川守拙如海一鸣青山思源广田克勤永年怀瑾长风念祖春生秋实建中文渊素梅玉兰晓棠月英桂枝雪松明阳德顺福来宝根金水满仓"
GIVEN = [GIVEN_NAMES[place : place + 2] for place in range(0, len(GIVEN_NAMES), 2)]
PLACES = {
    "东屏区": ("990101", "东", ("屏山路", "望江街", "东塔路", "老码头街", "工业二路")),
    "西岭区": ("990102", "西", ("西岭大道", "槐荫街", "砖窑路", "物流园一路", "北环路")),
    "云河县": ("990121", "河", ("河口镇通河路", "云峰镇中街", "柳滩乡公路街", "城关镇振兴路")),
    "青石县": ("990122", "青", ("青石镇石坊街", "白鹿镇鹿鸣路", "三岔镇国道街", "城关镇解放路")),
}


@dataclass(frozen=True)
class Trade:
    """A trade: how it shows in the name, the scope, the kinds that follow, and how often it occurs."""

    word: str
    scope: tuple[str, ...]
    kinds: str
    weight: int


TRADES = (
    Trade("物流", ("道路普通货物运输", "货物专用运输(集装箱)"), "普通货运", 24),
    Trade("货运", ("道路普通货物运输",), "普通货运", 20),
    Trade("汽车运输", ("道路普通货物运输", "大型物件运输"), "普通货运", 12),
    Trade("客运", ("县内班车客运", "县际班车客运"), "班线客运", 9),
    Trade("旅游客运", ("旅游客运", "包车客运"), "旅游客运", 6),
    Trade("危险品运输", ("危险货物运输(3类)", "危险货物运输(2类1项)"), "危险货物", 5),
    Trade("汽车维修", ("机动车维修",), "维修", 10),
    Trade("驾驶员培训", ("驾驶员培训",), "驾培", 5),
    Trade("出租汽车", ("出租客运",), "出租", 4),
    Trade("汽车客运站", ("客运站",), "客运站", 2),
    Trade("货运站场", ("货运站(场)",), "货运站(场)", 2),
    Trade("机动车检测", ("机动车综合性能检测站",), "检测站", 2),
)


@dataclass(frozen=True)
class Operator:
    """One invented operator, before any mess."""

    name: str
    code: str
    licence: str
    legal: str
    legal_phone: str
    contact: str
    phone: str
    address: str
    district: str
    trade: Trade
    status: int
    valid_from: date
    vehicles: int
    remark: str = ""

    @property
    def valid_to(self) -> date:
        return self.valid_from.replace(year=self.valid_from.year + 4) - timedelta(days=1)


class Inventor:
    """Invents operators; no word of a name, phone or licence number is used twice."""

    def __init__(self) -> None:
        self.random = random.Random(20191118)
        words = [first + second for first in FIRST for second in SECOND]
        self.random.shuffle(words)
        self.words = iter(words)
        self.serial = 0

    def next_phone(self) -> str:
        self.serial += 1
        return f"1990000{(self.serial * 7919) % 10000:04d}"

    def person(self) -> str:
        return self.random.choice(SURNAMES) + self.random.choice(GIVEN)

    def enterprise(self, district: str, trade: Trade | None = None, word: str = "") -> Operator:
        trade = trade or self.random.choices(TRADES, [trade.weight for trade in TRADES])[0]
        city = f"云州{district}" if district.endswith("县") else "云州市"
        ending = self.random.choice(("有限公司", "有限公司", "有限公司", "有限责任公司"))
        return self._operator(f"{city}{word or next(self.words)}{trade.word}{ending}", "91", district, trade)

    def sole_trader(self, district: str, serial: int) -> Operator:
        trade = TRADES[1] if serial % 5 else TRADES[6]
        owner = self.person()
        shop = "货运部" if trade is TRADES[1] else "汽修店"
        name = owner if serial % 3 == 0 else f"{district}{next(self.words)}{shop}"
        made = self._operator(name, "92", district, trade)
        return replace(made, legal=owner, vehicles=1 + serial % 3, code=made.code if serial % 4 else "")

    def _operator(self, name: str, kind: str, district: str, trade: Trade) -> Operator:
        region, word, roads = PLACES[district]
        self.serial += 1
        organisation = f"MA{self.random.choice('0123456789ABCDEFGH')}{self.serial * 37 % 99999:05d}"
        first = f"{kind}990100{organisation}{organisation_check(organisation)}"
        digits = f"{region}{self.serial * 13 % 999999:06d}"
        issued = date(2016, 3, 1) + timedelta(days=self.random.randrange(0, 1300))
        return Operator(
            name,
            first + check_character(first),
            f"云交运管许可{word}字{digits}号",
            self.person(),
            self.next_phone(),
            self.person(),
            self.next_phone(),
            f"云州市{district}{self.random.choice(roads)}{self.random.randrange(1, 199)}号",
            district,
            trade,
            self.random.choices((1, 2, 3, 5, 6), (88, 4, 3, 2, 3))[0],
            issued,
            self.random.randrange(2, 60),
        )


def organisation_check(code: str) -> str:
    """Compute the check character of an organisation code (GB 11714)."""
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    rest = sum(alphabet.index(char) * weight for char, weight in zip(code, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return "0123456789X0"[11 - rest % 11] if rest % 11 else "0"
