"""Rows that are no records of operators, and rows that only look like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoufang_cli.roster.rows.outcomes import SkipReason
from zoufang_cli.roster.rows.shapes import skip_reason

# 序号, 业户名称, 负责人, 电话, 车辆数, 备注
WIDTH = 6
NAME = 1


def reason(row: str, name_column: int = NAME, *, identified: bool = False) -> SkipReason | None:
    cells = row.split("|")
    return skip_reason(cells + [""] * (WIDTH - len(cells)), name_column, identified=identified)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param("", SkipReason.BLANK, id="blank"),
        pytest.param("7", SkipReason.BLANK, id="numbered in advance"),
        pytest.param("|-|-|-", SkipReason.BLANK, id="placeholders"),
        pytest.param("北京市（92所）", SkipReason.SECTION, id="count in brackets"),
        pytest.param("东屏区", SkipReason.SECTION, id="place"),
        pytest.param("一、客运企业", SkipReason.SECTION, id="numbered"),
        pytest.param("（二）货运企业", SkipReason.SECTION, id="numbered in brackets"),
        pytest.param("一|客运企业", SkipReason.SECTION, id="number and trade"),
        pytest.param("（三）|云河县", SkipReason.SECTION, id="number and place"),
        pytest.param("东屏区||||23", SkipReason.SECTION, id="place and count"),
        pytest.param("驾培", SkipReason.SECTION, id="first cell alone"),
        pytest.param("普通货运|普通货运|普通货运|普通货运|普通货运|普通货运", SkipReason.SECTION, id="merged across"),
        pytest.param("东屏区|东屏区|东屏区|东屏区", SkipReason.SECTION, id="merged across a part"),
        pytest.param("合 计||||300", SkipReason.TOTAL, id="total"),
        pytest.param("|小计|||30", SkipReason.TOTAL, id="subtotal among the names"),
        pytest.param("58|合计|||300|5", SkipReason.TOTAL, id="numbered total"),
        pytest.param("小计|东屏区|5|12|30", SkipReason.TOTAL, id="subtotal of a place"),
        pytest.param("小计|东屏区|||12|含挂靠", SkipReason.TOTAL, id="subtotal of a place with a remark"),
        pytest.param("小计|顺达运输公司|5|12|30", SkipReason.TOTAL, id="subtotal of a firm"),
        pytest.param("合计|23家||—|300辆", SkipReason.TOTAL, id="total of firms"),
        pytest.param("|东屏区小计|||30", SkipReason.TOTAL, id="subtotal with its place"),
        pytest.param("以上共58家", SkipReason.TOTAL, id="count in words"),
        pytest.param("总计：|||||", SkipReason.TOTAL, id="total and colon"),
        pytest.param("填表人：张三|||审核人：李四||2020年3月5日", SkipReason.FOOTER, id="who filled it in"),
        pytest.param("单位负责人|张三|审核人|李四|填表人|王五", SkipReason.FOOTER, id="labels and names"),
        pytest.param("负责人|张三|联系电话|19900000001", SkipReason.FOOTER, id="common labels"),
        pytest.param("填报单位|云州市运管处||填报日期|2020年3月5日", SkipReason.FOOTER, id="unit and day"),
        pytest.param("注：本表一式两份", SkipReason.FOOTER, id="note"),
        pytest.param("2、本表每月25日前上报。", SkipReason.FOOTER, id="second note"),
        pytest.param("|以上数据截至2020年1月底，由各县上报，负责人签字：", SkipReason.FOOTER, id="sentence among the names"),
        pytest.param("|数据来源：市运管处", SkipReason.FOOTER, id="words and a colon"),
        pytest.param("|以上业户均已核对", SkipReason.FOOTER, id="sentence without punctuation"),
        pytest.param("|情况属实。", SkipReason.FOOTER, id="short sentence"),
        pytest.param("|各公司情况已核实，请查收。", SkipReason.FOOTER, id="sentence about firms"),
        pytest.param("|以下空白", SkipReason.FOOTER, id="nothing below"),
        pytest.param("|（以下空白）", SkipReason.FOOTER, id="nothing below, in brackets"),
        pytest.param("第 3 页 共 5 页", SkipReason.FOOTER, id="page"),
        pytest.param("|||||2020年3月5日", SkipReason.FOOTER, id="day"),
        pytest.param("续表", SkipReason.TITLE, id="continued"),
        pytest.param("|续表2||||单位：辆", SkipReason.TITLE, id="continued, with a unit"),
        pytest.param("（续上表）", SkipReason.TITLE, id="continued in brackets"),
        pytest.param("云州市道路运输业户名册（二）", SkipReason.TITLE, id="title"),
        pytest.param("|云州市道路运输业户一览表", SkipReason.TITLE, id="title among the names"),
        pytest.param("附件2：", SkipReason.TITLE, id="annex"),
        pytest.param("云州市业户名册||||2020年3月", SkipReason.TITLE, id="title and month"),
        pytest.param("单位名称|东屏大队", SkipReason.TITLE, id="unit of the list"),
        pytest.param("||||（辆）", SkipReason.REPEATED, id="unit"),
        pytest.param("|（全称）|（人）||（辆）", SkipReason.REPEATED, id="units"),
        pytest.param("甲|乙|丙|1|2|3", SkipReason.REPEATED, id="stems and numbers of columns"),
        pytest.param("1|2|3|4|5|6", SkipReason.REPEATED, id="numbers of columns"),
        pytest.param("（1）|（2）|（3）|（4）", SkipReason.REPEATED, id="numbers in brackets"),
        pytest.param("A|B|C|D|E|F", SkipReason.REPEATED, id="letters of columns"),
    ],
)  # fmt: skip
def test_no_records(row: str, expected: SkipReason) -> None:
    assert reason(row) is expected


@pytest.mark.parametrize(
    "row",
    [
        pytest.param("1|顺达运输有限公司|张三|19900000001|3", id="record"),
        pytest.param("|张三", id="name alone"),
        pytest.param("|顺达（云州）运输有限公司·东屏.分公司", id="name alone with brackets and dots"),
        pytest.param("|顺达运输有限公司。", id="a firm with a full stop behind"),
        pytest.param("|张三；", id="a person with a semicolon behind"),
        pytest.param("|以上运输有限公司", id="a firm called 以上"),
        pytest.param("|顺达运输公司，东屏分部|张三", id="a comma in a name beside another cell"),
        pytest.param("|云州市总计运输有限公司", id="a firm called 总计"),
        pytest.param("|合计运输有限公司|张三", id="a firm called 合计"),
        pytest.param("|说明物流|张三|19900000001", id="a firm called 说明"),
        pytest.param("|审核科技公司", id="a firm called 审核"),
        pytest.param("|以下客运公司|张三", id="a firm called 以下"),
        pytest.param("|便民超市", id="a market is no city"),
        pytest.param("|东湖小区物业", id="an estate"),
        pytest.param("|一、顺达运输有限公司", id="a numbered firm"),
        pytest.param("1|东屏客运公司||0300-1234567", id="firm and phone"),
        pytest.param("1|东屏大队|张三|19900000001|3", id="place with a person and a phone"),
        pytest.param("小计|顺达运输公司|张三|19900000001|3", id="remark in the first cell"),
        pytest.param("注：已迁出|顺达运输公司|张三|19900000001|3", id="note in the first cell"),
        pytest.param("负责人|顺达运输公司|张三|普货", id="post in the first cell"),
        pytest.param("续表|顺达运输公司|张三", id="continued in the first cell"),
        pytest.param("12||张三|19900000001", id="record without a name"),
        pytest.param("||张三", id="person alone"),
        pytest.param("|张三|张三", id="firm and head of one name"),
        pytest.param("|张三|张三|张三", id="firm, head and phone of one name"),
        pytest.param("|暂无|张三|19900000001|3", id="no name"),
    ],
)  # fmt: skip
def test_records(row: str) -> None:
    assert reason(row) is None


def test_in_a_list_of_names_alone_a_firm_may_have_a_comma() -> None:
    assert skip_reason(["乙，丙公司"], 0, identified=False) is None
    assert skip_reason(["乙，丙公司", ""], 0, identified=False) is SkipReason.FOOTER
    assert skip_reason(["以上数据截至2020年1月底，由各县上报。"], 0, identified=False) is SkipReason.FOOTER
    assert skip_reason(["数据由各县上报，已核对"] * 2, 0, identified=False) is SkipReason.FOOTER


@pytest.mark.parametrize("row", ["合计|x", "|合计", "填表人：张三|", "东屏区|", "续表|"])
def test_a_row_with_a_code_is_a_record_whatever_it_says(row: str) -> None:
    assert reason(row, identified=True) is None


@pytest.mark.parametrize("name", ["张三", "云州市顺达运输有限公司", "合计运输公司", "东屏区总计物流部"])
@given(st.lists(st.sampled_from(["", "张三", "19900000001", "普货", "12", "东屏区望江街1号"]), min_size=4, max_size=4))
def test_a_name_with_two_more_texts_is_a_record(name: str, more_texts: list[str]) -> None:
    texts = ["3", name, *more_texts]
    if sum(text not in ("", "12") for text in more_texts) >= 2:
        assert skip_reason(texts, NAME, identified=False) is None


@pytest.mark.parametrize("name_column", [0, 1])
@given(st.lists(st.text(max_size=6), max_size=6), st.booleans())
def test_only_blank_rows_with_a_code_are_skipped(name_column: int, texts: list[str], identified: bool) -> None:
    if skip_reason(texts, name_column, identified=True) is not None:
        assert not any(texts)
    if not any(texts):
        assert skip_reason(texts, name_column, identified=identified) is SkipReason.BLANK
