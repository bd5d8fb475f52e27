"""The county-level unit of an operator, from a column of its own or from the address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoufang_cli.text.districts import clean_district, district_of_address

WORDS = """
青海省 内蒙古自治区 上海市 云州市 西宁市 西宁 海西州 海西蒙古族藏族自治州 和田地区 东屏区 西岭区 云河县 大通回族土族自治县 达拉特旗
格尔木市 义乌市 市辖区 市区 城区 郊区 县城 新区 开发区 小区 园区 路 街 街道 号 、 与 交界 / - 12 区 县 市 旗 州 望江 城东
"""
PIECES = st.lists(st.sampled_from([" ", *WORDS.split()]), max_size=7).map("".join)


@pytest.mark.parametrize(
    ("text", "district"),
    [
        pytest.param("", "", id="empty"),
        pytest.param("城东区", "城东区", id="as it should be"),
        pytest.param("城东", "城东", id="short, as given"),
        pytest.param("青海省西宁市城东区", "城东区", id="province and prefecture"),
        pytest.param("西宁市城东区", "城东区", id="prefecture"),
        pytest.param("西宁城东区", "城东区", id="prefecture without 市"),
        pytest.param("云州市云河县", "云河县", id="county"),
        pytest.param("云州市 东屏区", "东屏区", id="space between"),
        pytest.param("青海省/西宁市/城东区", "城东区", id="slashes between"),
        pytest.param("西宁市-城东区", "城东区", id="hyphen between"),
        pytest.param("西宁市", "西宁市", id="a lone prefecture"),
        pytest.param("青海省西宁市", "西宁市", id="province before a prefecture"),
        pytest.param("青海省", "青海省", id="a lone province"),
        pytest.param("东屏区望江街道", "东屏区望江街道", id="street office stays whole"),
        pytest.param("云州市东屏区望江街道", "东屏区望江街道", id="street office after a prefecture"),
        pytest.param("云州市新市镇", "云州市新市镇", id="town right under the prefecture"),
        pytest.param("西宁市城东区运管所", "城东区运管所", id="an office of the district"),
        pytest.param("西宁市运管处", "西宁市运管处", id="an office of the prefecture"),
        pytest.param("西宁市城区", "西宁市城区", id="城区 is no unit"),
        pytest.param("北京市市辖区", "北京市市辖区", id="市辖区 is no unit"),
        pytest.param("西宁市高新区", "西宁市高新区", id="development zone"),
        pytest.param("上海市浦东新区", "浦东新区", id="municipality"),
        pytest.param("海西州格尔木市", "格尔木市", id="county-level city under a 州"),
        pytest.param("浙江省金华市义乌市", "义乌市", id="county-level city under a 市"),
        pytest.param("海西蒙古族藏族自治州都兰县", "都兰县", id="自治州"),
        pytest.param("大通回族土族自治县", "大通回族土族自治县", id="自治县"),
        pytest.param("河南蒙古族自治县", "河南蒙古族自治县", id="county named like a province"),
        pytest.param("海南区", "海南区", id="district named like a province"),
        pytest.param("西宁市城中区、城东区", "城中区、城东区", id="two districts"),
        pytest.param("630102", "630102", id="GB/T 2260 code"),
    ],
)
def test_clean_district(text: str, district: str) -> None:
    assert clean_district(text) == district


@pytest.mark.parametrize(
    ("address", "district"),
    [
        pytest.param("", "", id="empty"),
        pytest.param("青海省西宁市城东区祁连路10号", "城东区", id="whole"),
        pytest.param("云州市东屏区望江街3号", "东屏区", id="without province"),
        pytest.param("东屏区望江街3号", "东屏区", id="without prefecture"),
        pytest.param("云河县河口镇通河路", "云河县", id="county"),
        pytest.param("青海省湟源县交通路4号", "湟源县", id="county under a province"),
        pytest.param("青海湟源县交通路4号", "湟源县", id="province without 省"),
        pytest.param("西宁城东区八一路", "城东区", id="prefecture without 市"),
        pytest.param("西宁市大通县宁张公路二十八公里处", "大通县", id="road with numerals"),
        pytest.param("青海省,西宁市,城东区,八一路", "城东区", id="commas between"),
        pytest.param("上海市浦东新区张江路", "浦东新区", id="新区 after a 市"),
        pytest.param("北京市市辖区朝阳区望京街", "朝阳区", id="市辖区 between"),
        pytest.param("道县濂溪街道", "道县", id="county of two characters"),
        pytest.param("湖北省神农架林区松柏镇", "神农架林区", id="林区"),
        pytest.param("六盘水市六枝特区", "六枝特区", id="特区"),
        pytest.param("大通回族土族自治县桥头镇", "大通回族土族自治县", id="自治县"),
        pytest.param("鄂温克族自治旗巴彦托海镇", "鄂温克族自治旗", id="自治旗"),
        pytest.param("鄂尔多斯市达拉特旗树林召镇", "达拉特旗", id="旗"),
        pytest.param("双江拉祜族佤族布朗族傣族自治县勐勐镇", "双江拉祜族佤族布朗族傣族自治县", id="the longest"),
        pytest.param("海西州格尔木市昆仑路", "格尔木市", id="county-level city under a 州"),
        pytest.param("浙江省金华市义乌市稠江街道", "义乌市", id="county-level city under a 市"),
        pytest.param("义乌市稠江街道", "义乌市", id="county-level city alone"),
        pytest.param("西宁市城东区八一路（海湖小区内）", "城东区", id="estate behind"),
        pytest.param("东屏区东屏区望江街", "东屏区", id="named twice"),
        pytest.param("云河县城关镇北街", "云河县", id="城关 behind 县"),
        pytest.param("云州市西岭区服务区", "西岭区", id="service area behind"),
        pytest.param("西宁市八一路12号", "", id="no unit"),
        pytest.param("西宁市区八一路", "", id="市区"),
        pytest.param("城区望江街3号", "", id="城区"),
        pytest.param("郊区望江街3号", "", id="郊区"),
        pytest.param("县城西路3号", "", id="县城"),
        pytest.param("本县河口镇", "", id="本县"),
        pytest.param("云州市经济技术开发区沪宁路15号", "", id="开发区"),
        pytest.param("云州市工业园区3号", "", id="园区"),
        pytest.param("云州市高新区3号", "", id="高新区"),
        pytest.param("望江花园小区3号", "", id="小区"),
        pytest.param("云州市望江花苑东区3号楼", "", id="part of an estate"),
        pytest.param("云州市东屏社区", "", id="社区"),
        pytest.param("云州市望江街区", "", id="街区"),
        pytest.param("云州大学校区", "", id="校区"),
        pytest.param("云州市粮食库区", "", id="库区"),
        pytest.param("云州钢铁厂区", "", id="厂区"),
        pytest.param("京藏高速云州服务区", "", id="服务区"),
        pytest.param("新区大道3号", "", id="新区 alone"),
        pytest.param("老城区建设路", "", id="老城区 alone"),
        pytest.param("西宁市建材市场", "", id="市场"),
        pytest.param("西宁市海湖超市", "", id="超市"),
        pytest.param("东方市场12号", "", id="市场 after the name of a city"),
        pytest.param("东屏区、西岭区", "", id="two units"),
        pytest.param("东屏区西岭区交界处", "", id="two units that meet"),
        pytest.param("桥头镇安门路320号", "", id="town only"),
    ],
)
def test_district_of_address(address: str, district: str) -> None:
    assert district_of_address(address) == district


@given(PIECES | st.text(max_size=30))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean_district(clean_district(text)) == clean_district(text)


@given(PIECES)
def test_cleaning_only_drops_what_stands_before(text: str) -> None:
    assert text.endswith(clean_district(text))


@given(PIECES)
def test_a_district_is_one_unit_of_the_address(address: str) -> None:
    district = district_of_address(address)
    assert district in address
    assert len(district) <= 20
    assert not district or (district[-1] in "区县市旗" and clean_district(district) == district)
