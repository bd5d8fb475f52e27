"""Weigh what two operators have in common against what sets them apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Set
from sys import intern
from typing import Final, NamedTuple

from zoufang_cli.roster.duplicates.rules.names import NameParts, Regions, name_parts, one_trade
from zoufang_cli.text.codes import is_valid_credit_code, one_slip
from zoufang_cli.text.pinyin import sound_of

DEFAULT_LEAST: Final = 85
"""The score from which a pair is proposed."""
SAME_NAME: Final = 85
"""Points of the same full name, the most that a name can give."""
SURE: Final = 60
"""Points from which a number is as good as a name."""
TWO_CODES: Final = 60
"""The highest score of two operators with different valid credit codes: on paper they are two."""
NAME_ALONE: Final = 50
"""The highest score of a 个体 and an 企业, or of two people, of whom nothing but the name agrees."""
LICENCE_DIGITS: Final = 8
"""Digits of the shortest licence number that tells an operator from others."""

_NO_LETTERS: Final = re.compile(r"[\W_]+")

Crowds = Mapping[str, Set[int]]
"""Kind (phone, address, legal, core) -> ids of the operators whose value many others share."""


class Facts(NamedTuple):
    """An operator as the store has it; `sure_type`: 企业 or 个体 where a code, the 经济类型 or an officer says so."""

    id: int
    normalized_name: str
    operator_type: str
    sure_type: str
    credit_code: str
    registration_no: str
    organisation_code: str
    licence_digits: str
    legal_person: str
    address: str
    district: str
    phones: tuple[str, ...]


class Profile(NamedTuple):
    """What an operator is compared by; `''` for what is not known.

    `area`: the places that the address
    begins with, `address` the rest. `personal`: the 字号 is a person's name.
    """

    id: int
    normalized_name: str
    sole_trader: bool
    sure_type: str
    credit_code: str
    registration_no: str
    own_organisation_code: str
    licence_digits: str
    legal_person: str
    phones: tuple[str, ...]
    area: str
    address: str
    district: str
    name: NameParts
    personal: bool
    valid_code: bool

    @property
    def organisation_code(self) -> str:
        """The 组织机构代码, which a valid credit code holds in its places 9 to 17."""
        return self.own_organisation_code or (self.credit_code[8:17] if self.valid_code else "")


class Finding(NamedTuple):
    """One thing that speaks for (positive points) or against two operators being one."""

    points: int
    words: str


DIFFERENT: Final = Finding(-30, "名称不同")


class MatchScore(NamedTuple):
    """How much two operators look like one: `score` 0-100, with what speaks for it and what against."""

    score: int
    points: int
    reasons: tuple[str, ...]
    against: tuple[str, ...]


def profile(facts: Facts, regions: Regions) -> Profile:
    """Return what an operator is compared by; masked telephones (138****5678) are left out."""
    valid = bool(facts.credit_code) and is_valid_credit_code(facts.credit_code)
    place = _NO_LETTERS.sub("", unicodedata.normalize("NFKC", facts.address))
    area = regions.leading(place)
    place = place[len(area) :]
    sole_trader = facts.operator_type == "sole_trader"
    name = name_parts(facts.normalized_name, sole_trader, regions)
    return Profile(
        facts.id,
        facts.normalized_name,
        sole_trader,
        facts.sure_type,
        facts.credit_code,
        facts.registration_no,
        facts.organisation_code.replace("-", ""),
        facts.licence_digits if len(facts.licence_digits) >= LICENCE_DIGITS else "",
        facts.legal_person,
        tuple(phone for phone in dict.fromkeys(facts.phones) if "*" not in phone),
        area,
        place if len(place) >= 4 else "",
        intern(facts.district),
        name,
        name.person or (bool(facts.legal_person) and name.core == facts.legal_person),
        valid,
    )


def match_score(left: Profile, right: Profile, crowds: Crowds, least: int = 0) -> MatchScore | None:
    """Weigh two operators; None where the score is under `least`."""
    marks = [*_codes(left, right), *_licences(left, right)]
    people = [*_phones(left, right, crowds), *_legal(left, right, crowds), *_addresses(left, right, crowds)]
    findings = [*marks, *people, *_district(left, right), *_holders(left, right)]
    points = sum(finding.points for finding in findings)
    if points + SAME_NAME < least:
        return None
    known = any(finding.points >= SURE for finding in marks)
    named = _names(left, right, crowds)
    if known and named.points < 0:
        named = Finding(named.points // 3, named.words)
    points += named.points
    score = max(0, min(100, points))
    if left.valid_code and right.valid_code and left.credit_code != right.credit_code:
        score = min(score, TWO_CODES)
    alone = not known and not any(finding.points > 0 for finding in people)
    if alone and (left.sole_trader != right.sole_trader or left.personal or right.personal):
        score = min(score, NAME_ALONE)
    if score < least:
        return None
    ordered = sorted([named, *findings], key=lambda finding: -abs(finding.points))
    return MatchScore(
        score,
        points,
        tuple(finding.words for finding in ordered if finding.points > 0),
        tuple(finding.words for finding in ordered if finding.points < 0),
    )


# ---- names


def _names(left: Profile, right: Profile, crowds: Crowds) -> Finding:
    mine, its = left.name, right.name
    if left.normalized_name == right.normalized_name:
        if left.personal and right.personal:
            return Finding(
                40 if _crowded("core", left, right, crowds) else 50, "姓名相同" if mine.person else "名称相同"
            )
        return Finding(70 if mine.generic or len(left.normalized_name) < 8 else SAME_NAME, "名称相同")
    if mine.numerals != its.numerals:
        return Finding(-40, "名称中的序号不同")
    if mine.part != its.part:
        return Finding(-40, "分支机构不同")
    if mine.generic or its.generic:
        return _generic(mine, its)
    same_region = not mine.region or not its.region or _within(_stem(mine.region), _stem(its.region))
    less = 0 if same_region else 8
    if mine.core == its.core:
        points = 60 + 5 * min(len(mine.core) - 1, 3)  # 65 of two characters, 75 of four
        if _crowded("core", left, right, crowds) or left.personal or right.personal:
            points = 52
        return _by_trade(mine, its, points - less, f"字号相同（{mine.core}）")
    if len(mine.core) == len(its.core) > 1 and sound_of(mine.core) == sound_of(its.core):
        return _by_trade(mine, its, 54 - less, f"字号读音相同（{mine.core}、{its.core}）")
    if len(mine.whole) == len(its.whole) and sound_of(mine.whole) == sound_of(its.whole):
        return Finding(54 - less, "名称读音相同")
    return _near(mine, its, less)


def _generic(mine: NameParts, its: NameParts) -> Finding:
    """Compare names without a 字号, which only their place tells apart."""
    if mine.generic and its.generic and _within(_stem(mine.region), _stem(its.region)):
        if mine.core == its.core:
            return Finding(70, "名称只差区域的写法")
        return _near(mine, its, 0)
    return DIFFERENT


_SUFFIXES: Final = dict.fromkeys(map(ord, "省市区县"))


def _stem(region: str) -> str:
    return region.translate(_SUFFIXES)


def _by_trade(mine: NameParts, its: NameParts, points: int, words: str) -> Finding:
    """Lower the points where the trades in the names are not the same: one owner's 货运 and 维修 are two operators."""
    if mine.trades == its.trades:
        return Finding(points, words)
    if one_trade(mine.trades, its.trades):
        return Finding(points - 8, words)
    return Finding(-22, f"业务字样不同（{'、'.join(sorted(mine.trades))}；{'、'.join(sorted(its.trades))}）")


def _near(mine: NameParts, its: NameParts, less: int) -> Finding:
    from rapidfuzz.distance import OSA

    alike = OSA.normalized_similarity(mine.core, its.core)
    if mine.person or its.person or alike < 0.5:
        return DIFFERENT
    words = f"名称相近{round(100 * alike)}%（{mine.core}、{its.core}）"
    if alike < 0.6:  # one of two characters
        return Finding(-15, "名称不同") if mine.trades == its.trades else DIFFERENT
    points = round(24 + 30 * alike) - less  # 44 at two thirds, 48 at four fifths
    return _by_trade(mine, its, points, words)


# ---- numbers


def _codes(left: Profile, right: Profile) -> list[Finding]:
    findings = []
    if left.credit_code and right.credit_code:
        if left.credit_code == right.credit_code:
            findings.append(Finding(85, "信用代码相同"))
        elif left.valid_code and right.valid_code:
            findings.append(Finding(-60, "信用代码不同"))
        elif one_slip(left.credit_code, right.credit_code):
            findings.append(Finding(60, "信用代码只差一处"))
        else:
            findings.append(Finding(-25, "信用代码不同"))
    if (
        left.organisation_code
        and left.organisation_code == right.organisation_code
        and not (left.valid_code and right.valid_code)
    ):
        findings.append(Finding(60, "组织机构代码相同"))
    if left.registration_no and right.registration_no:
        same = left.registration_no == right.registration_no
        findings.append(Finding(70, "工商注册号相同") if same else Finding(-20, "工商注册号不同"))
    return findings


def _licences(left: Profile, right: Profile) -> list[Finding]:
    if not left.licence_digits or not right.licence_digits:
        return []
    if left.licence_digits == right.licence_digits:
        return [Finding(85, "许可证号相同")]
    if one_slip(left.licence_digits, right.licence_digits):
        return [Finding(8, "许可证号只差一位")]  # licences are numbered in a row: neighbours are common
    return [Finding(-20, "许可证号不同")]


# ---- people and places


def _phones(left: Profile, right: Profile, crowds: Crowds) -> list[Finding]:
    if not left.phones or not right.phones:
        return []
    if set(left.phones).isdisjoint(right.phones):
        return [Finding(-5, "联系电话不同")]
    return [
        Finding(15, "联系电话相同（多家共用）")
        if _crowded("phone", left, right, crowds)
        else Finding(40, "联系电话相同")
    ]


def _legal(left: Profile, right: Profile, crowds: Crowds) -> list[Finding]:
    if not left.legal_person or not right.legal_person:
        return []
    if left.legal_person != right.legal_person:
        return [Finding(-12, "法定代表人不同")]
    if left.personal and right.personal:  # the 业主 is the name: no second agreement
        return []
    return [Finding(12 if _crowded("legal", left, right, crowds) else 22, "法定代表人相同")]


def _addresses(left: Profile, right: Profile, crowds: Crowds) -> list[Finding]:
    if not left.address or not right.address:
        return []
    elsewhere = left.area and right.area and not _within(left.area, right.area)
    if elsewhere or not _within(left.address, right.address):
        return [Finding(-4, "地址不同")]
    if left.address != right.address:
        return [Finding(15, "地址相近")]
    crowded = _crowded("address", left, right, crowds)
    return [Finding(8, "地址相同（多家共用）") if crowded else Finding(30, "地址相同")]


def _district(left: Profile, right: Profile) -> list[Finding]:
    if not left.district or not right.district:
        return []
    if _within(left.district, right.district):
        return [Finding(12, "区县相同")]
    return [Finding(-22, "区县不同")]


def _holders(left: Profile, right: Profile) -> list[Finding]:
    differ = left.sure_type and right.sure_type and left.sure_type != right.sure_type
    return [Finding(-12, "一为企业、一为个体")] if differ else []


def _within(left: str, right: str) -> bool:
    """Tell whether one place is the other or stands in its name: 东屏区 in 云州市东屏区, 东屏."""
    return left in right or right in left


def _crowded(kind: str, left: Profile, right: Profile, crowds: Crowds) -> bool:
    return left.id in crowds[kind] and right.id in crowds[kind]
