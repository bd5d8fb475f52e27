"""What names are compared by: what is equal, what stays apart, normalized_name∘normalized_name = normalized_name."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from zoufang_cli.text.names import normalize_name

WORDS = """
青海省 内蒙古自治区 广西壮族自治区 新疆维吾尔自治区 云州市 西宁市 西宁 海西州 海西蒙古族藏族自治州 大兴安岭地区 锡林郭勒盟 东屏区
云河县 大通回族土族自治县 达拉特旗 东方市场 超市 城市 都市 新区 开发区 区域 县城 市 区 县 省 州 旗 盟 自治县 顺达 有限 责任 公司 有限责任公司
股份 运输 （ ） · ＡＢ 1
"""
NAMES = st.lists(st.sampled_from(WORDS.split()), max_size=8).map("".join)


@pytest.mark.parametrize(
    ("names", "normalized_name"),
    [
        pytest.param(
            ["顺达物流有限责任公司", "顺达物流有限公司", "顺达物流有限责任 公司"], "顺达物流有限公司", id="limited"
        ),
        pytest.param(["顺达股份有限责任公司", "顺达股份有限公司"], "顺达股份有限公司", id="limited by shares"),
        pytest.param(
            ["顺达（云州）物流", "顺达(云州)物流", "顺达〔云州〕物流", "顺达云州物流"], "顺达云州物流", id="brackets"
        ),
        pytest.param(["ＤＨＬ物流", "dhl 物流", "Dhl·物流"], "dhl物流", id="width, case, spaces, dots"),
        pytest.param(["青海省西宁市顺达", "西宁市顺达", "西宁顺达"], "西宁顺达", id="province and city"),
        pytest.param(["青海省顺达", "青海顺达"], "青海顺达", id="province alone"),
        pytest.param(["内蒙古自治区呼和浩特市顺达", "呼和浩特顺达"], "呼和浩特顺达", id="自治区"),
        pytest.param(["广西壮族自治区顺达", "广西顺达"], "广西顺达", id="自治区 with a people"),
        pytest.param(["西宁市城东区顺达", "西宁市城东顺达", "西宁城东顺达"], "西宁城东顺达", id="two places"),
        pytest.param(["云河县顺达", "云河顺达"], "云河顺达", id="county"),
        pytest.param(["海西蒙古族藏族自治州顺达", "海西州顺达", "海西顺达"], "海西顺达", id="自治州"),
        pytest.param(["大通回族土族自治县顺达", "大通县顺达", "大通顺达"], "大通顺达", id="自治县"),
        pytest.param(["大兴安岭地区顺达", "大兴安岭顺达"], "大兴安岭顺达", id="地区"),
        pytest.param(["锡林郭勒盟顺达", "锡林郭勒顺达"], "锡林郭勒顺达", id="盟"),
        pytest.param(["达拉特旗顺达", "达拉特顺达"], "达拉特顺达", id="旗"),
        pytest.param(["厦门市顺达", "厦门顺达"], "厦门顺达", id="a city that ends like a word"),
        pytest.param(["云州市市政工程", "云州市政工程"], "云州市政工程", id="市 before 市政"),
        pytest.param(["张 三", "张三", "张　三"], "张三", id="person"),
    ],
)
def test_one_operator(names: list[str], normalized_name: str) -> None:
    assert {normalize_name(name) for name in names} == {normalized_name}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("顺达公司", "顺达有限公司", id="公司 and 有限公司"),
        pytest.param("顺达有限公司", "顺达股份有限公司", id="有限公司 and 股份有限公司"),
        pytest.param("顺达汽车修理厂", "顺达汽车修理队", id="厂 and 队"),
        pytest.param("顺达", "顺达个体", id="个体"),
        pytest.param("张三", "张三（司机）", id="driver"),
        pytest.param("顺达一公司", "顺达1公司", id="numerals"),
        pytest.param("顺达零担", "顺达〇担", id="〇 and 零"),
        pytest.param("西宁市湟中县顺达", "西宁市大通县顺达", id="counties"),
        pytest.param("云州市顺达", "云河县顺达", id="places"),
    ],
)
def test_two_operators(one: str, other: str) -> None:
    assert normalize_name(one) != normalize_name(other)


@pytest.mark.parametrize(
    "name",
    [
        "东方市场运输队",
        "超市配送公司",
        "万家福超市配送公司",
        "城市之光公司",
        "智慧城市物流公司",
        "都市快递",
        "新都市快递",
        "新区运输队",
        "城南新区运输队",
        "开发区运输队",
        "高新区顺达公司",
        "工业园区运输队",
        "西宁市际客运公司",
        "西宁市区公交公司",
        "西宁市政工程公司",
        "云河县城公交公司",
        "云河县际客运公司",
        "城东区域物流公司",
        "红旗运输公司",
        "物流联盟公司",
        "新郑州物流公司",
        "兰州顺达公司",
        "跨省运输公司",
        "县运输公司",
        "中国快运股份有限公司西宁市营业部",
    ],
)
def test_only_places_are_folded(name: str) -> None:
    assert normalize_name(name) == name


@given(NAMES | st.text(max_size=20))
@example("有限责有限责任公司任公司")
@example("有限市责任公司")
@example("有限责任公司市顺达")
@example("西宁市城东区县运输")
def test_twice_changes_nothing(name: str) -> None:
    assert normalize_name(normalize_name(name)) == normalize_name(name)


@given(st.text("顺达宏运安捷通海", min_size=1, max_size=8))
def test_a_region_makes_no_two_names_one(name: str) -> None:
    assert normalize_name("青海省云州市" + name) == "云州" + name


@given(NAMES)
def test_only_characters_of_units_go(name: str) -> None:
    """What stands behind the region is never touched."""
    rest = re.sub(r"[\W_]+", "", "甲乙丙丁戊己庚辛" + name.replace("ＡＢ", "ab")).replace("有限责任公司", "有限公司")
    assert normalize_name("甲乙丙丁戊己庚辛" + name) == rest
