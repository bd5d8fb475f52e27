"""Weigh what two operators have in common against what sets them apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Set
from sys import intern
from typing import Final, NamedTuple

from zoufang_cli.roster.duplicates.rules.names import NameParts, Regions, may_be_one_trade, name_parts
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

    `area` holds the places that the address begins with, `address` the rest: 云州市东屏区 and 建设路1号. `personal`: the
    字号 is a person's name.
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
    """A reason for (positive points) or against two operators being one, in Chinese."""

    points: int
    words: str


DIFFERENT: Final = Finding(-30, "名称不同")


class MatchScore(NamedTuple):
    """How much two operators look like one.

    `points` is the sum of all findings, `score` the same cut to 0-100 and capped where names alone agree or valid codes
    differ; `reasons` and `against` are the findings in words, the weightiest first.
    """

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
    """Add up the findings about two operators; None where the score is under `least`."""
    number_findings = [*_compare_codes(left, right), *_compare_licences(left, right)]
    other_findings = [
        *_compare_phones(left, right, crowds),
        *_compare_legal_persons(left, right, crowds),
        *_compare_addresses(left, right, crowds),
    ]
    findings = [*number_findings, *other_findings, *_compare_districts(left, right), *_compare_types(left, right)]
    points = sum(finding.points for finding in findings)
    if points + SAME_NAME < least:
        return None
    sure = any(finding.points >= SURE for finding in number_findings)
    name_finding = _compare_names(left, right, crowds)
    if sure and name_finding.points < 0:
        name_finding = Finding(name_finding.points // 3, name_finding.words)
    points += name_finding.points
    score = max(0, min(100, points))
    if left.valid_code and right.valid_code and left.credit_code != right.credit_code:
        score = min(score, TWO_CODES)
    name_alone = not sure and not any(finding.points > 0 for finding in other_findings)
    if name_alone and (left.sole_trader != right.sole_trader or left.personal or right.personal):
        score = min(score, NAME_ALONE)
    if score < least:
        return None
    ordered = sorted([name_finding, *findings], key=lambda finding: -abs(finding.points))
    return MatchScore(
        score,
        points,
        tuple(finding.words for finding in ordered if finding.points > 0),
        tuple(finding.words for finding in ordered if finding.points < 0),
    )


# ---- names


def _compare_names(left: Profile, right: Profile, crowds: Crowds) -> Finding:
    left_name, right_name = left.name, right.name
    if left.normalized_name == right.normalized_name:
        if left.personal and right.personal:
            return Finding(
                40 if _both_crowded("core", left, right, crowds) else 50, "姓名相同" if left_name.person else "名称相同"
            )
        return Finding(70 if left_name.generic or len(left.normalized_name) < 8 else SAME_NAME, "名称相同")
    if left_name.numerals != right_name.numerals:
        return Finding(-40, "名称中的序号不同")
    if left_name.part != right_name.part:
        return Finding(-40, "分支机构不同")
    if left_name.generic or right_name.generic:
        return _compare_generic_names(left_name, right_name)
    same_region = (
        not left_name.region or not right_name.region or _is_part(_stem(left_name.region), _stem(right_name.region))
    )
    deduction = 0 if same_region else 8
    if left_name.core == right_name.core:
        points = 60 + 5 * min(len(left_name.core) - 1, 3)  # 65 of two characters, 75 of four
        if _both_crowded("core", left, right, crowds) or left.personal or right.personal:
            points = 52
        return _compare_trades(left_name, right_name, points - deduction, f"字号相同（{left_name.core}）")
    if len(left_name.core) == len(right_name.core) > 1 and sound_of(left_name.core) == sound_of(right_name.core):
        return _compare_trades(
            left_name, right_name, 54 - deduction, f"字号读音相同（{left_name.core}、{right_name.core}）"
        )
    if len(left_name.whole) == len(right_name.whole) and sound_of(left_name.whole) == sound_of(right_name.whole):
        return Finding(54 - deduction, "名称读音相同")
    return _compare_cores(left_name, right_name, deduction)


def _compare_generic_names(left: NameParts, right: NameParts) -> Finding:
    """Compare names without a 字号, which only their place tells apart."""
    if left.generic and right.generic and _is_part(_stem(left.region), _stem(right.region)):
        if left.core == right.core:
            return Finding(70, "名称只差区域的写法")
        return _compare_cores(left, right, 0)
    return DIFFERENT


_SUFFIXES: Final = dict.fromkeys(map(ord, "省市区县"))


def _stem(region: str) -> str:
    return region.translate(_SUFFIXES)


def _compare_trades(left: NameParts, right: NameParts, points: int, words: str) -> Finding:
    """Lower the points where the trades in the names are not the same: one owner's 货运 and 维修 are two operators."""
    if left.trades == right.trades:
        return Finding(points, words)
    if may_be_one_trade(left.trades, right.trades):
        return Finding(points - 8, words)
    return Finding(-22, f"业务字样不同（{'、'.join(sorted(left.trades))}；{'、'.join(sorted(right.trades))}）")


def _compare_cores(left: NameParts, right: NameParts, deduction: int) -> Finding:
    from rapidfuzz.distance import OSA

    similarity = OSA.normalized_similarity(left.core, right.core)
    if left.person or right.person or similarity < 0.5:
        return DIFFERENT
    words = f"名称相近{round(100 * similarity)}%（{left.core}、{right.core}）"
    if similarity < 0.6:  # one of two characters
        return Finding(-15, "名称不同") if left.trades == right.trades else DIFFERENT
    points = round(24 + 30 * similarity) - deduction  # 44 at two thirds, 48 at four fifths
    return _compare_trades(left, right, points, words)


# ---- numbers


def _compare_codes(left: Profile, right: Profile) -> list[Finding]:
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


def _compare_licences(left: Profile, right: Profile) -> list[Finding]:
    if not left.licence_digits or not right.licence_digits:
        return []
    if left.licence_digits == right.licence_digits:
        return [Finding(85, "许可证号相同")]
    if one_slip(left.licence_digits, right.licence_digits):
        return [Finding(8, "许可证号只差一位")]  # licences are numbered in a row: neighbours are common
    return [Finding(-20, "许可证号不同")]


# ---- people and places


def _compare_phones(left: Profile, right: Profile, crowds: Crowds) -> list[Finding]:
    if not left.phones or not right.phones:
        return []
    if set(left.phones).isdisjoint(right.phones):
        return [Finding(-5, "联系电话不同")]
    return [
        Finding(15, "联系电话相同（多家共用）")
        if _both_crowded("phone", left, right, crowds)
        else Finding(40, "联系电话相同")
    ]


def _compare_legal_persons(left: Profile, right: Profile, crowds: Crowds) -> list[Finding]:
    if not left.legal_person or not right.legal_person:
        return []
    if left.legal_person != right.legal_person:
        return [Finding(-12, "法定代表人不同")]
    if left.personal and right.personal:  # the 业主 is the name: no second agreement
        return []
    return [Finding(12 if _both_crowded("legal", left, right, crowds) else 22, "法定代表人相同")]


def _compare_addresses(left: Profile, right: Profile, crowds: Crowds) -> list[Finding]:
    if not left.address or not right.address:
        return []
    elsewhere = left.area and right.area and not _is_part(left.area, right.area)
    if elsewhere or not _is_part(left.address, right.address):
        return [Finding(-4, "地址不同")]
    if left.address != right.address:
        return [Finding(15, "地址相近")]
    crowded = _both_crowded("address", left, right, crowds)
    return [Finding(8, "地址相同（多家共用）") if crowded else Finding(30, "地址相同")]


def _compare_districts(left: Profile, right: Profile) -> list[Finding]:
    if not left.district or not right.district:
        return []
    if _is_part(left.district, right.district):
        return [Finding(12, "区县相同")]
    return [Finding(-22, "区县不同")]


def _compare_types(left: Profile, right: Profile) -> list[Finding]:
    differ = left.sure_type and right.sure_type and left.sure_type != right.sure_type
    return [Finding(-12, "一为企业、一为个体")] if differ else []


def _is_part(left: str, right: str) -> bool:
    """Tell whether one of two places is a part of the other: 东屏区 in 云州市东屏区, 东屏."""
    return left in right or right in left


def _both_crowded(kind: str, left: Profile, right: Profile, crowds: Crowds) -> bool:
    return left.id in crowds[kind] and right.id in crowds[kind]
