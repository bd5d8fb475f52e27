"""Header rows found by content, columns by their names."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from zoufang_cli.domain.entries import Cell
from zoufang_cli.domain.header_names import HEADER_NAMES, Field
from zoufang_cli.domain.headers import BadMapping, NoNameColumn, field_of, find_header


class Row(NamedTuple):
    line: int
    cells: tuple[Cell, ...]
    fault: str = ""


def rows(*cells: tuple[Cell, ...]) -> list[Row]:
    return [Row(line, row) for line, row in enumerate(cells, 1)]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("业户名称", Field.NAME),
        ("业户名称(必填)", Field.NAME),
        ("*企业名称", Field.NAME),
        ("业户\n名称", Field.NAME),
        ("单 位 名 称:", Field.NAME),
        ("统一社会信用编码", Field.CREDIT_CODE),
        ("企业组织机构代码", Field.ORGANISATION_CODE),
        ("工商营业执照号", Field.REGISTRATION_NO),
        ("经营许可证书", Field.LICENCE),
        ("道路危险货物运输许可证", Field.LICENCE),
        ("经营许可证字", Field.LICENCE_WORD),
        ("法人代表", Field.LEGAL_PERSON),
        ("法定代表人联系方式", Field.LEGAL_PHONE),
        ("业务联系人", Field.CONTACT),
        ("移动电话", Field.PHONE),
        ("所属运管机构", Field.DISTRICT),
        ("县（市、区）", Field.DISTRICT),
        ("证照状态", Field.STATUS),
        ("发证日期", Field.VALID_FROM),
        ("车辆数（辆）", Field.VEHICLE_COUNT),
        ("序号", Field.SERIAL),
        ("法人身份证号", Field.ID_NUMBER),
        ("注册资金", None),
        ("", None),
    ],
)
def test_field_of(name: str, key: Field | None) -> None:
    assert field_of(name) is key


def test_no_name_stands_for_two_fields() -> None:
    names = [name for words in HEADER_NAMES.values() for name in words.split()]
    assert len(names) == len(set(names))


def test_header_under_titles() -> None:
    header = find_header(
        rows(
            ("西宁市道路运输业户名册", "", ""),
            ("单位名称", "某某大队", ""),
            ("序号", "业户名称", "联系电话"),
            (1.0, "顺达运输公司", "13812345678"),
        )
    )
    assert (header.line, header.index) == (3, 2)
    assert header.mapping() == {"序号": "serial", "业户名称": "name", "联系电话": "phone"}


def test_unknown_columns_are_kept_under_names_of_their_own() -> None:
    header = find_header(rows(("业户名称", "注册资金", "", "注册资金")))
    assert dict(header.extra) == {1: "注册资金", 2: "第3列", 3: "注册资金(2)"}


def test_columns_of_a_list_are_all_kept() -> None:
    header = find_header(rows(("业户名称", "联系电话", "手机号码")))
    assert header.column_of(Field.PHONE) == 1
    assert header.columns_of(Field.PHONE) == (1, 2)
    assert (dict(header.extra), header.problems) == ({}, ())


def test_no_column_of_names_is_refused_with_the_columns() -> None:
    with pytest.raises(NoNameColumn, match="学校、所在地") as caught:
        find_header(rows(("附件", ""), ("学校", "所在地")))
    assert caught.value.columns == ("学校", "所在地")


def test_mapping_goes_before_known_names() -> None:
    header = find_header(rows(("学校名称", "名称", "备注")), {"学校名称": "业户名称", "名称": "extra"})
    assert header.mapping() == {"学校名称": "name", "备注": "remark"}


@pytest.mark.parametrize(
    ("mapping", "said"), [({"业户名称": "nonsense"}, "nonsense"), ({"没有的列": "phone"}, "没有的列")]
)
def test_bad_mapping_is_named(mapping: dict[str, str], said: str) -> None:
    with pytest.raises(BadMapping, match=said):
        find_header(rows(("业户名称", "电话")), mapping)
