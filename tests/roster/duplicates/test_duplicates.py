"""Which operators are proposed as one, and why."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.properties import examples
from zoufang_cli.roster.duplicates.rules.names import learn_regions
from zoufang_cli.roster.duplicates.rules.pairs import Duplicate, find_pairs
from zoufang_cli.roster.duplicates.rules.scores import (
    DEFAULT_LEAST,
    TWO_CODES,
    Facts,
    MatchScore,
    Profile,
    match_score,
    profile,
)
from zoufang_cli.text.codes import check_character
from zoufang_cli.text.names import normalize_name

NO_CROWDS: Mapping[str, set[int]] = {"phone": set(), "address": set(), "legal": set(), "core": set()}
REGIONS = learn_regions([("云州市", "云州市东屏区望江街12号", "东屏区"), ("", "云州市西岭区槐荫街1号", "西岭区")])
BLANK = {"credit_code": "", "registration_no": "", "organisation_code": "", "licence_digits": "", "legal_person": "",
         "address": "", "district": "东屏区", "phones": ()}  # fmt: skip


def code(serial: int, kind: str = "91") -> str:
    first = f"{kind}990100MA{serial:07d}"
    return first + check_character(first)


CODE = code(1)
TYPED = CODE[:16] + "7" + CODE[17:]  # one place wrong: the check character shows it


def operator(name: str, number: int = 1, operator_type: str = "enterprise", **facts: object) -> Profile:
    known = {**BLANK, **facts}
    sure = operator_type if known["credit_code"] else ""
    return profile(Facts(number, normalize_name(name), operator_type, sure, **known), REGIONS)


def alike(left: Profile, right: Profile) -> MatchScore:
    score = match_score(left, right, NO_CROWDS)
    assert score is not None
    reverse_score = match_score(right, left, NO_CROWDS)
    assert reverse_score is not None
    assert (reverse_score.score, reverse_score.points) == (score.score, score.points)
    return score


SHUNDA = "云州市顺达运输有限公司"
SAME_OWNER = {"legal_person": "王建国", "phones": ("19900000001",)}


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [
        (operator(SHUNDA), operator(SHUNDA, district=""), "名称相同"),
        (operator(SHUNDA), operator("云州顺达运输有限责任公司"), "名称相同"),
        (operator(SHUNDA, **SAME_OWNER), operator("云州市舜大运输有限公司", **SAME_OWNER), "字号读音相同（顺达、舜大）"),
        (operator(SHUNDA, **SAME_OWNER), operator("云州市顺达运数有限公司", **SAME_OWNER), "名称读音相同"),
        (operator("云州市宏通捷运输公司", **SAME_OWNER), operator("云州市宏达捷运输公司", **SAME_OWNER), "名称相近67%（宏通捷、宏达捷）"),
        (operator(SHUNDA, legal_person="王建国"), operator("顺达汽车运输公司", legal_person="王建国"), "法定代表人相同"),
        (operator(SHUNDA, credit_code=CODE), operator("云州顺达公司", credit_code=TYPED), "信用代码只差一处"),
        (operator(SHUNDA, licence_digits="990101000001"), operator("云州市宏运物流公司", licence_digits="990101000001"), "许可证号相同"),
        (operator(SHUNDA, credit_code=CODE), operator("顺达运输", organisation_code=CODE[8:17]), "组织机构代码相同"),
        (
            operator(SHUNDA, address="云州市东屏区望江街12号"),
            operator("顺达运输有限公司", address="望江街12号", district=""),
            "地址相同",
        ),
        (
            operator(SHUNDA, district="西岭区", **SAME_OWNER),
            operator("云州市顺达运输公司", **SAME_OWNER),
            "联系电话相同",
        ),
        (operator("张伟", operator_type="sole_trader", phones=("19900000001",)), operator("张伟", operator_type="sole_trader", phones=("19900000001",)), "姓名相同"),
    ],
    ids=["no district", "forms of one name", "homophone", "slip in the trade", "one character", "no region", "typed code",
         "renamed", "code and organisation", "address without district", "other district", "person and telephone"],
)  # fmt: skip
def test_operators_that_may_be_one_are_proposed(left: Profile, right: Profile, reason: str) -> None:
    score = alike(left, right)
    assert score.score >= DEFAULT_LEAST, score
    assert any(reason in words for words in score.reasons), score


@pytest.mark.parametrize(
    ("left", "right", "against"),
    [
        (operator(SHUNDA), operator("云州市宏运运输有限公司"), "名称不同"),
        (operator(SHUNDA), operator("云州市顺安运输有限公司"), "名称不同"),
        (operator(SHUNDA), operator(SHUNDA, district="西岭区"), "区县不同"),
        (operator(SHUNDA, **SAME_OWNER), operator("云州市宏运物流有限公司", **SAME_OWNER), "名称不同"),
        (operator(SHUNDA, **SAME_OWNER), operator("云州市顺达汽车维修有限公司", **SAME_OWNER), "业务字样不同（运输；维修）"),
        (operator("云州市顺达货运有限公司", **SAME_OWNER), operator("云州市顺达汽车维修有限公司", **SAME_OWNER), "业务字样不同（货运；维修）"),
        (operator(SHUNDA, **SAME_OWNER), operator(f"{SHUNDA}东屏分公司", **SAME_OWNER), "分支机构不同"),
        (operator("云州市顺达一公司", **SAME_OWNER), operator("云州市顺达二公司", **SAME_OWNER), "名称中的序号不同"),
        (operator("张伟", operator_type="sole_trader", district="东屏区"), operator("张伟", operator_type="sole_trader", district="西岭区"), "区县不同"),
        (operator("张伟", operator_type="sole_trader"), operator("张伟", operator_type="sole_trader"), ""),
        (operator("张伟", operator_type="sole_trader", legal_person="张伟"), operator("张伟", operator_type="sole_trader", legal_person="张伟"), ""),
        (operator("云州市汽车运输公司"), operator("云州市顺达汽车运输公司"), "名称不同"),
        (operator(SHUNDA, licence_digits="990101000001"), operator("云州市宏运公司", licence_digits="990101000002"), "名称不同"),
        (operator(SHUNDA, phones=("199****0001",)), operator("云州市宏运公司", phones=("199****0001",)), "名称不同"),
    ],
    ids=["other name", "half of the name", "other district", "firms of one owner", "carrier and garage", "two trades of one owner", "branch",
         "first and second", "namesakes", "namesakes of one district", "namesakes with their own names as 业主", "no core",
         "neighbouring licences", "masked telephones"],
)  # fmt: skip
def test_operators_that_are_two_are_not_proposed(left: Profile, right: Profile, against: str) -> None:
    score = alike(left, right)
    assert score.score < DEFAULT_LEAST, score
    assert not against or against in score.against, score


def test_two_valid_codes_are_two_operators_on_paper() -> None:
    everything = {**SAME_OWNER, "licence_digits": "990101000001", "address": "望江街12号"}
    score = alike(operator(SHUNDA, credit_code=CODE, **everything), operator(SHUNDA, credit_code=code(2), **everything))
    assert (score.score, score.against) == (TWO_CODES, ("信用代码不同",))


def test_an_enterprise_and_a_sole_trader_need_more_than_a_name() -> None:
    firm = operator("东屏区沐达货运部", credit_code=CODE)
    stall = operator("东屏区沐达货运部", operator_type="sole_trader", credit_code=code(2, "92")[:-1] + "0")
    assert alike(firm, stall).score <= 50
    assert alike(operator("东屏区沐达货运部"), operator("东屏区沐达货运部", operator_type="sole_trader")).score <= 50
    known = alike(
        operator("东屏区沐达货运部", **SAME_OWNER),
        operator("东屏区沐达货运部", operator_type="sole_trader", **SAME_OWNER),
    )
    assert known.score >= DEFAULT_LEAST


def test_what_many_share_says_less() -> None:
    left, right = operator(SHUNDA, 1, phones=("19900000001",)), operator("云州顺达公司", 2, phones=("19900000001",))
    rare, common = match_score(left, right, NO_CROWDS), match_score(left, right, {**NO_CROWDS, "phone": {1, 2}})
    assert rare is not None
    assert common is not None
    assert rare.points > common.points
    assert "联系电话相同（多家共用）" in common.reasons


# ---- among many


def found_in(
    profiles: list[Profile], least: int = DEFAULT_LEAST, distinct: frozenset[tuple[int, int]] = frozenset()
) -> list[Duplicate]:
    return find_pairs(profiles, distinct, least)


def test_pairs_come_best_first_and_never_those_on_record_as_two() -> None:
    roster = [
        operator(SHUNDA, 1),
        operator("云州市宏运物流有限公司", 2),
        operator(SHUNDA, 3, district=""),
        operator("云州市宏运物流有限公司", 4, **SAME_OWNER),
        operator("云州市宏运物流公司", 5, **SAME_OWNER),
    ]
    pairs = [(pair.left_id, pair.right_id) for pair in found_in(roster)]
    assert pairs == [(4, 5), (2, 4), (1, 3)]
    assert [(pair.left_id, pair.right_id) for pair in found_in(roster, distinct=frozenset([(2, 4)]))] == [
        (4, 5),
        (1, 3),
    ]


def test_a_code_typed_wrong_finds_the_right_one_among_many() -> None:
    roster = [operator(f"云州市{'甲乙丙丁'[n % 4]}{n}号运输公司", n, credit_code=code(n)) for n in range(2, 60)]
    roster += [operator(SHUNDA, 100, credit_code=CODE), operator("顺达公司", 101, credit_code=TYPED)]
    assert [(pair.left_id, pair.right_id) for pair in found_in(roster)] == [(100, 101)]


NAMES = ["顺达", "舜大", "顺安", "宏通捷", "宏达捷", "宏通", "云州市顺达", "汽车", "东屏宏通捷"]
ENDS = ["运输有限公司", "货运公司", "汽车维修有限公司", "物流有限公司东屏分公司", ""]
roster_rows = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.builds("{}{}".format, st.sampled_from(NAMES), st.sampled_from(ENDS)),
            "operator_type": st.sampled_from(["enterprise", "sole_trader"]),
            "credit_code": st.sampled_from(["", "", CODE, TYPED, code(2)]),
            "organisation_code": st.sampled_from(["", "", CODE[8:17]]),
            "licence_digits": st.sampled_from(["", "990101000001", "990101000002"]),
            "legal_person": st.sampled_from(["", "王建国", "张伟"]),
            "address": st.sampled_from(["", "望江街12号", "云州市东屏区望江街12号", "云州市西岭区望江街12号"]),
            "district": st.sampled_from(["", "东屏区", "云州市东屏区", "西岭区"]),
            "phones": st.sampled_from([(), ("19900000001",), ("19900000002", "19900000001")]),
        }
    ),
    min_size=2,
    max_size=7,
)


@given(roster_rows)
@settings(max_examples=examples(150))
def test_no_pair_above_the_threshold_is_missed(rows: list[dict[str, object]]) -> None:
    roster = [operator(number=number, **row) for number, row in enumerate(rows, 1)]  # type: ignore[arg-type]
    small = {(pair.left_id, pair.right_id) for pair in found_in(roster)}
    crowds = {kind: {p.id for p in roster if len(roster) > 3} for kind in NO_CROWDS}  # at the most
    every = {
        (left.id, right.id)
        for left, right in combinations(roster, 2)
        if match_score(left, right, crowds, DEFAULT_LEAST)
    }
    assert every <= small


@pytest.mark.parametrize(
    "shared",
    [
        {"phones": ("19900000001",)},
        {"legal_person": "王建国", "address": "望江街12号"},
        {"address": "云州市东屏区望江街12号", "phones": ()},
        {"licence_digits": "990101000001"},
        {"registration_no": "990100000000001"},
        {"credit_code": CODE},
    ],
    ids=["telephone", "person", "address", "licence", "registration", "code"],
)
def test_each_key_finds_a_pair_whose_name_is_common(shared: Mapping[str, object]) -> None:
    trades = "物流、客运、旅游、出租、危险品、汽车维修、驾校、检测、租赁、商贸、装卸、配送"
    crowd = [operator(f"顺达{trade}公司", n) for n, trade in enumerate(trades.split("、"), 1)]
    pair = [operator(f"云州市{name}", 100 + n, **shared) for n, name in enumerate(("顺达货运有限公司", "顺达货运公司"))]
    duplicates = found_in([*crowd, *pair], 80)
    assert [(pair.left_id, pair.right_id) for pair in duplicates] == [(100, 101)]
