"""Header rows found by content; columns recognised by their names, whatever stands around them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tables import table
from zoufang_cli.roster.columns.header_rows import header_key
from zoufang_cli.roster.columns.headers import NoNameColumn, find_header
from zoufang_cli.roster.columns.names import HEADER_NAMES, NOT_CHOSEN, BadMapping, Field, field_of, parse_field


@pytest.mark.parametrize(
    ("name", "key"),
    [
        pytest.param("业户名称", Field.NAME, id="plain"),
        pytest.param("业户名称(必填)", Field.NAME, id="required"),
        pytest.param("业户名称（选填）", Field.NAME, id="optional"),
        pytest.param("业户名称必填", Field.NAME, id="required without brackets"),
        pytest.param("*企业名称", Field.NAME, id="star"),
        pytest.param("业户\n名称", Field.NAME, id="line break"),
        pytest.param("单 位 名 称:", Field.NAME, id="spaces and colon"),
        pytest.param("企业名称：", Field.NAME, id="full-width colon"),
        pytest.param("“企业名称”", Field.NAME, id="quotes"),
        pytest.param("1.企业名称", Field.NAME, id="number and dot"),
        pytest.param("2、企业名称", Field.NAME, id="number and comma"),
        pytest.param("①企业名称", Field.NAME, id="circled number"),
        pytest.param("A.企业名称", Field.NAME, id="letter"),
        pytest.param("一、企业名称", Field.NAME, id="numeral"),
        pytest.param("（一）企业名称", Field.NAME, id="numeral in brackets"),
        pytest.param("【企业名称】", Field.NAME, id="all in brackets"),
        pytest.param("企业名称（全称）", Field.NAME, id="full name"),
        pytest.param("企业名称（与营业执照一致）", Field.NAME, id="explained"),
        pytest.param("ＮＯ．", Field.SERIAL, id="full-width letters"),
        pytest.param("序号", Field.SERIAL, id="serial"),
        pytest.param("统一社会信用编码", Field.CREDIT_CODE, id="code"),
        pytest.param("统一社会信用代码（15位或18位）", Field.CREDIT_CODE, id="digits explained"),
        pytest.param("统一社会信用代码/组织机构代码", Field.CREDIT_CODE, id="two kinds of code"),
        pytest.param("统一社会信用代码或营业执照号", Field.CREDIT_CODE, id="one code or the other"),
        pytest.param("企业组织机构代码", Field.ORGANISATION_CODE, id="organisation"),
        pytest.param("工商营业执照号", Field.REGISTRATION_NO, id="registration"),
        pytest.param("经营许可证书", Field.LICENCE, id="licence"),
        pytest.param("道路危险货物运输许可证", Field.LICENCE, id="dangerous goods licence"),
        pytest.param("经营许可证字", Field.LICENCE_WORD, id="licence word"),
        pytest.param("经营许可证（字）", Field.LICENCE_WORD, id="licence word in brackets"),
        pytest.param("经营许可证（字号）", Field.LICENCE, id="word and number"),
        pytest.param("法人代表", Field.LEGAL_PERSON, id="head"),
        pytest.param("法定代表人/负责人", Field.LEGAL_PERSON, id="head or manager"),
        pytest.param("法定代表人联系方式", Field.LEGAL_PHONE, id="head's phone"),
        pytest.param("法定代表人手机号", Field.LEGAL_PHONE, id="head's mobile"),
        pytest.param("电话（法人）", Field.LEGAL_PHONE, id="whose phone in brackets"),
        pytest.param("业务联系人", Field.CONTACT, id="contact"),
        pytest.param("移动电话", Field.PHONE, id="mobile"),
        pytest.param("电话/手机", Field.PHONE, id="one thing twice"),
        pytest.param("联系电话2", Field.PHONE, id="second of a list"),
        pytest.param("地址（注册）", Field.ADDRESS, id="kind of address in brackets"),
        pytest.param("住所（经营场所）", Field.ADDRESS, id="address twice"),
        pytest.param("所属运管机构", Field.DISTRICT, id="authority"),
        pytest.param("县（市、区）", Field.DISTRICT, id="comma in brackets"),
        pytest.param("证照状态", Field.STATUS, id="status"),
        pytest.param("发证日期", Field.VALID_FROM, id="issued on"),
        pytest.param("有效期（起）", Field.VALID_FROM, id="from"),
        pytest.param("有效期（止）", Field.VALID_TO, id="to"),
        pytest.param("经营许可证有效期止", Field.VALID_TO, id="licence valid to"),
        pytest.param("许可有效期", Field.VALIDITY, id="validity"),
        pytest.param("经营许可证有效期", Field.VALIDITY, id="licence validity"),
        pytest.param("车辆数（辆）", Field.VEHICLE_COUNT, id="unit"),
        pytest.param("车辆数/辆", Field.VEHICLE_COUNT, id="unit after a stroke"),
        pytest.param("法人身份证号", Field.ID_NUMBER, id="ID number"),
        pytest.param("法定代表人（身份证号）", Field.ID_NUMBER, id="ID number in brackets"),
        pytest.param("业户简称", None, id="short name"),
        pytest.param("企业名称（简称）", None, id="short name in brackets"),
        pytest.param("曾用名", None, id="former name"),
        pytest.param("联系电话（安全员）", None, id="somebody else's phone"),
        pytest.param("传真", None, id="fax"),
        pytest.param("营业执照有效期", None, id="validity of another paper"),
        pytest.param("联系人及电话", None, id="two things in one"),
        pytest.param("地址2", None, id="number where one value is held"),
        pytest.param("注册资金", None, id="unknown"),
        pytest.param("", None, id="empty"),
    ],
)
def test_field_of(name: str, key: Field | None) -> None:
    assert field_of(name) is key


def test_no_name_stands_for_two_fields() -> None:
    names = [name for words in HEADER_NAMES.values() for name in words.split()]
    assert len(names) == len(set(names))


def test_every_name_is_recognised_between_marks() -> None:
    names = {name: key for key, words in HEADER_NAMES.items() for name in words.split()}
    marked = {
        mark.format(name): key for name, key in names.items() for mark in ("{}（必填）", "* {}：", "3.{}", "{}\n")
    }
    assert [name for name, key in marked.items() if field_of(name) is not key] == []


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("name", Field.NAME),
        ("Phone", Field.PHONE),
        ("业户名称", Field.NAME),
        ("extra", None),
        ("", None),
        ("保留", None),
    ],
)
def test_parse_field(text: str, key: Field | None) -> None:
    assert parse_field(text) is key


@pytest.mark.parametrize("text", ["nonsense", *sorted(NOT_CHOSEN)])
def test_fields_that_nobody_can_choose(text: str) -> None:
    with pytest.raises(BadMapping, match=text):
        parse_field(text)


def test_header_under_titles() -> None:
    header = find_header(
        table("西宁市道路运输业户名册||", "单位名称|某某大队|", "序号|业户名称|联系电话", "1|顺达运输公司|19900000001")
    )
    assert (header.line, header.index, header.rows) == (3, 2, 1)
    assert header.mapping() == {"序号": "serial", "业户名称": "name", "联系电话": "phone"}


@pytest.mark.parametrize(
    "title", ["单位名称|东屏大队|联系人|张三|联系电话|19900000001", ("单位名称", "联系人", "电话", 19900000001.0)]
)
def test_a_title_with_values_is_no_header(title: str | tuple[str | float, ...]) -> None:
    assert find_header(table(title, "业户名称|地址||||", "顺达|东屏街1号||||")).line == 2


def test_unknown_columns_are_kept_under_names_of_their_own() -> None:
    header = find_header(table("业户名称|注册资金||注册资金"))
    assert dict(header.extra) == {1: "注册资金", 2: "第3列", 3: "注册资金(2)"}


def test_no_column_of_names_is_refused_with_the_columns() -> None:
    with pytest.raises(NoNameColumn, match="学校、所在地") as caught:
        find_header(table("附件|", "学校|所在地"))
    assert caught.value.columns == ("学校", "所在地")


def test_a_column_of_names_may_be_empty() -> None:
    assert find_header(table("业户名称|电话", "|19900000001", "|19900000002")).column_of(Field.NAME) == 0


SOURCE = "业户名称|地址（必填）||备注||"
COPY = "行号（DR-00003）|问题|建议|" + SOURCE


@pytest.mark.parametrize(
    ("names", "same"),
    [
        pytest.param(COPY, True, id="handed back"),
        pytest.param("行号（DR-B00012）|问题|" + SOURCE, True, id="without advice"),
        pytest.param("业户名称|地址（必填）||备注", True, id="narrower"),
        pytest.param("业户名称|地址（必填）|第3列|备注", True, id="a name given to the nameless"),
        pytest.param("*业户 名称：|地址(必填)||备注", True, id="marks"),
        pytest.param("业户名称|地址||备注", False, id="another name"),
        pytest.param("业户名称||地址（必填）|备注", False, id="another order"),
        pytest.param("问题|建议|" + SOURCE, False, id="the user's own columns"),
    ],
)
def test_header_key(names: str, *, same: bool) -> None:
    assert (header_key(names.split("|")) == header_key(SOURCE.split("|"))) is same


NAMES = st.lists(st.one_of(st.sampled_from(["业户名称", "地址", "电话", "", "队"]), st.text(max_size=4)), max_size=8)


@given(NAMES)
def test_header_key_ignores_markers_and_width(names: list[str]) -> None:
    assert header_key([*COPY.split("|")[:3], *names, "", ""]) == header_key(names)


CELLS = st.one_of(
    st.sampled_from(
        ["业户名称", "名称", "联系方式", "电话", "姓名", "法定代表人", "地址", "", "", "顺达", "1", "（辆）"]
    ),
    st.text(max_size=5),
    st.none(),
    st.floats(),
)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=5).map(tuple), max_size=6))
def test_find_header_is_stable(cells: list[tuple[str | float | None, ...]]) -> None:
    """What was found is found again above anything without names, and once it is remembered."""
    rows = table(*cells)
    try:
        header = find_header(rows)
    except ValueError:
        return
    assert header.columns[header.column_of(Field.NAME)] is Field.NAME
    assert sorted([*header.columns, *header.extra]) == list(range(len(header.names)))
    titled = find_header(table(("云州市",), *cells))
    assert (titled.names, titled.columns, titled.index) == (header.names, header.columns, header.index + 1)
    again = find_header(rows, remembered={header_key(header.names): header.settled()})
    assert (again.names, again.columns, again.extra) == (header.names, header.columns, header.extra)
