"""Headers of two rows: group titles over sub-names, and what must not be taken for one."""

from __future__ import annotations

import pytest

from tests.tables import table
from zoufang_cli.roster.columns.header_rows import header_key
from zoufang_cli.roster.columns.headers import find_header
from zoufang_cli.roster.columns.names import Field
from zoufang_cli.roster.rows.outcomes import RejectedRow, SkippedRow, SkipReason, TakenRow
from zoufang_cli.roster.rows.roster import read_roster

CONTACT = ("业户名称", "所属区县", "联系人", "电话", "备注")
PERSONS = ("业户名称", "法定代表人姓名", "法定代表人电话", "经营许可证字", "经营许可证号", "有效期起", "有效期止")


@pytest.mark.parametrize(
    ("top", "sub", "names"),
    [
        pytest.param("业户名称|所属区县|联系方式|联系方式|备注", "业户名称|所属区县|联系人|电话|备注", CONTACT, id="merges filled"),
        pytest.param("业户名称|所属区县|联系方式||备注", "业户名称|所属区县|联系人|电话|备注", CONTACT, id="title in its first column"),
        pytest.param("业户名称|所属区县|联系方式||备注", "||联系人|电话|", CONTACT, id="single names above"),
        pytest.param("||联系方式||", "业户名称|所属区县|联系人|电话|备注", CONTACT, id="single names below"),
        pytest.param("业户名称||联系方式||备注", "|所属区县|联系人|电话|", CONTACT, id="single names above and below"),
        pytest.param("业户名称|所属区县|联系方式||备注", "||联系人|电话", CONTACT, id="second row cut short"),
        pytest.param("业户名称|所属区县|联系方式", "||联系人|电话|备注", CONTACT, id="first row cut short"),
        pytest.param("业户名称（全称）|所属\n区县|联系方式*||备注", "||联系人|电话（必填）|", ("业户名称（全称）", "所属 区县", "联系人", "电话（必填）", "备注"), id="marks"),
        pytest.param("业户名称|法定代表人||经营许可证||有效期|", "|姓名|电话|字|号|起|止", PERSONS, id="names of two parts"),
        pytest.param("业户名称|法定代表人|法定代表人|经营许可证|经营许可证|有效期|有效期", "业户名称|姓名|电话|字|号|起|止", PERSONS, id="two parts, merges filled"),
        pytest.param("名称|地址|联系方式|", "（全称）|必填|联系人|电话", ("名称", "地址", "联系人", "电话"), id="notes below"),
        pytest.param("企业|经营||", "名称|地址|范围|电话", ("企业名称", "经营地址", "经营范围", "电话"), id="every name of two parts"),
    ],
)  # fmt: skip
def test_two_rows(top: str, sub: str, names: tuple[str, ...]) -> None:
    data = "|".join(["顺达运输公司", *["东"] * (len(names) - 1)])
    header = find_header(table("云州市业户名册", top, sub, data))
    assert (header.line, header.index, header.rows) == (3, 2, 2)
    assert header.names == names
    assert not header.extra


@pytest.mark.parametrize(
    ("top", "sub", "extra"),
    [
        pytest.param("业户名称|负责人||安全员|", "|姓名|电话|姓名|电话", {3: "安全员姓名", 4: "安全员电话"}, id="somebody else"),
        pytest.param("业户名称|负责人||车辆情况|", "|姓名|电话|客车|货车", {3: "客车", 4: "货车"}, id="unknown sub-names"),
        pytest.param("业户名称|营业执照||经营许可证|", "|注册号|有效期|号|有效期", {2: "营业执照有效期"}, id="another paper"),
        pytest.param("业户名称|负责人||上年|今年|", "|姓名|电话|产值|产值|利润", {3: "上年产值", 4: "今年产值", 5: "利润"}, id="told apart"),
        pytest.param("业户名称|负责人||规模|经营", "|姓名|电话|产值|范围", {3: "产值"}, id="an unknown title over one column"),
    ],
)  # fmt: skip
def test_columns_that_titles_make_others_of(top: str, sub: str, extra: dict[int, str]) -> None:
    header = find_header(table(top, sub))
    assert header.rows == 2
    assert dict(header.extra) == extra


def test_a_field_repeated_under_two_titles_is_kept_twice_where_it_is_a_list() -> None:
    header = find_header(table("业户名称|联系方式一||联系方式二|", "|联系人|电话|邮箱|电话", "顺达|张三|1|2|3"))
    assert header.names == ("业户名称", "联系人", "联系方式一电话", "邮箱", "联系方式二电话")
    assert header.columns_of(Field.PHONE) == (2, 4)


@pytest.mark.parametrize(
    ("header", "below", "taken"),
    [
        pytest.param("业户名称|联系方式||备注", "顺达公司||东屏|", TakenRow, id="sparse first row"),
        pytest.param("业户名称|联系方式||备注", "顺达公司|||", TakenRow, id="only a name"),
        pytest.param("业户名称|联系方式||备注", "联系人||电话|", TakenRow, id="a name like a header"),
        pytest.param("业户名称|职务|联系人|电话", "顺达公司|负责人|业主|", TakenRow, id="values like headers"),
        pytest.param("业户名称|职务|联系人|电话", "|负责人|业主|张三", RejectedRow, id="values like headers, no name"),
        pytest.param("业户名称|职务|||", "|业主|张三|李四|西", RejectedRow, id="columns without names"),
        pytest.param("业户名称|联系方式||", "|联系人|12|号", RejectedRow, id="numbers"),
        pytest.param("业户名称|联系方式|", "|联系人|同上", RejectedRow, id="ditto"),
        pytest.param("业户名称|联系方式|", "|联系人|无", RejectedRow, id="placeholder"),
        pytest.param("业户名称|联系方式|||", "|联系人|张三|李四|西", RejectedRow, id="one known word under a known title"),
        pytest.param("业户名称|企业数|车辆数", "|（户）|（辆）", SkippedRow, id="units"),
        pytest.param("业户名称|人数|车辆数", "甲|1|2", SkippedRow, id="numbers of columns"),
        pytest.param("业户名称|地址|车辆数", "1|2|3", SkippedRow, id="columns numbered from one"),
        pytest.param("业户名称|地址|车辆数", "东屏区||", SkippedRow, id="section"),
        pytest.param("业户名称|地址|车辆数", "||", SkippedRow, id="blank"),
    ],
)  # fmt: skip
def test_one_row(header: str, below: str, taken: type) -> None:
    roster = read_roster(table("云州市业户名册", header, below))
    assert (roster.header.line, roster.header.rows) == (2, 1)
    assert isinstance(list(roster.outcomes())[2], taken)


@pytest.mark.parametrize(
    "title",
    [
        "云州市道路运输业户名册||",
        "云州市业户名册|云州市业户名册|云州市业户名册",
        "单位名称|东屏大队|",
        "单位名称||",
        "企业基本情况||",
        "||单位：户",
    ],
)
def test_a_title_is_no_first_row_of_a_header(title: str) -> None:
    header = find_header(table(title, "序号|业户名称|联系电话", "1|顺达|19900000001"))
    assert (header.line, header.rows) == (2, 1)


def test_both_rows_are_header_and_what_is_above_is_title() -> None:
    roster = read_roster(table("名册||", "业户名称|联系方式|", "|联系人|电话", "顺达公司|张三|19900000001"))
    outcomes = list(roster.outcomes())
    reasons = [outcome.reason for outcome in outcomes if isinstance(outcome, SkippedRow)]
    assert reasons == [SkipReason.TITLE, SkipReason.HEADER, SkipReason.HEADER]
    (entry,) = [outcome for outcome in outcomes if isinstance(outcome, TakenRow)]
    assert (entry.line, entry.operator.contact, entry.operator.phone) == (4, "张三", ("19900000001",))


@pytest.mark.parametrize(
    "repeated",
    [
        pytest.param(("业户名称|联系方式||地址", "|联系人|电话|"), id="as above"),
        pytest.param(("业户名称|联系方式|联系方式|地址", "业户名称|联系人|电话|地址"), id="merges filled this time"),
        pytest.param(("业户名称|联系人|电话|地址",), id="in one row"),
        pytest.param(("企业名称|联系人|联系电话|经营地址",), id="in other words"),
        pytest.param(("续表|||", "业户名称|联系方式||地址", "|联系人|电话|"), id="under a second title"),
    ],
)
def test_a_header_repeated_on_every_page_is_skipped(repeated: tuple[str, ...]) -> None:
    first = ("业户名称|联系方式||地址", "|联系人|电话|", "顺达公司|张三|19900000001|东屏街1号")
    roster = read_roster(table(*first, *repeated, "恒远公司|李四|19900000002|西岭街2号"))
    outcomes = list(roster.outcomes())
    assert [outcome.operator.name for outcome in outcomes if isinstance(outcome, TakenRow)] == ["顺达公司", "恒远公司"]
    assert not [outcome for outcome in outcomes if isinstance(outcome, RejectedRow)]


def test_a_remembered_header_of_two_rows_is_found_by_its_key() -> None:
    """Its name column was chosen by a person, so that no row names one."""
    rows = table("学校|联系方式|", "|联系人|电话", "第一小学|张三|19900000001")
    header = find_header(rows, {"学校": "name"})
    assert header.rows == 2
    again = find_header(rows, remembered={header_key(header.names): header.settled()})
    assert (again.rows, again.columns) == (2, header.columns)


@pytest.mark.parametrize(
    ("above", "header", "below"),
    [
        pytest.param("|", "业户名称|电话", "|（手机）", id="notes below"),
        pytest.param("|", "业户名称|电话", "|", id="nothing below"),
        pytest.param("|负责人电话||", "（辆）|号|业户名称|字", "1|2|顺达|3", id="words above"),
    ],
)
def test_a_remembered_header_of_one_row_has_no_second(above: str, header: str, below: str) -> None:
    settled = dict.fromkeys(header.split("|"), "extra") | {"业户名称": "name"}
    header_found = find_header(table(above, header, below), remembered={header_key(header.split("|")): settled})
    assert (header_found.line, header_found.rows) == (2, 1)
