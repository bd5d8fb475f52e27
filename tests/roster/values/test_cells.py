"""Values of single cells. All numbers are made up."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from zoufang_cli.roster.rules import OperatorType
from zoufang_cli.roster.values import cells


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("00123", "00123"),
        (13812345678.0, "13812345678"),
        (440100151081.0, "440100151081"),
        (916301007104101279.0, "9.16301007104101E+17"),
        (10**15, "1.00000000000000E+15"),
        (0.5, "0.5"),
        (float("nan"), ""),
        (True, "是"),
        (date(2020, 3, 5), "2020-03-05"),
        (datetime(2020, 3, 5), "2020-03-05"),
        (datetime(2020, 3, 5, 8, 30), "2020-03-05 08:30:00"),
    ],
)
def test_cell_text(cell: cells.Cell, text: str) -> None:
    assert cells.cell_text(cell) == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", None),
        ("营业", 1),
        ("营 业", 1),
        ("正常", 1),
        ("在营", 1),
        ("存续", 1),
        ("存续(在营、开业、在册)", 1),
        ("在营（开业）企业", 1),
        ("1", 1),
        ("01", 1),
        ("1.0", 1),
        ("1-营业", 1),
        ("1 营业", 1),
        ("1：营业", 1),
        ("(1)营业", 1),
        ("营业(1)", 1),
        ("营业（1）", 1),
        ("停业", 2),
        ("限期整改", 3),
        ("停业整顿", 4),
        ("5-歇业", 5),
        ("注销", 6),
        ("吊销,未注销", 6),
        ("其他", 9),
        ("1-在网", 1),
    ],
)
def test_status(text: str, code: int | None) -> None:
    assert cells.read_status(text) == (code, "")


@pytest.mark.parametrize("text", ["7", "0", "10", "转让", "1-停业", "停业(1)", "营业/停业"])
def test_a_status_that_is_none(text: str) -> None:
    assert cells.read_status(text) == (None, "unknown_status")


@pytest.mark.parametrize(
    ("text", "count", "fault"),
    [
        ("12", 12, ""),
        ("12.0", 12, ""),
        ("12辆", 12, ""),
        ("1,200 台", 1200, ""),
        ("", None, ""),
        ("若干", None, "bad_count"),
        ("12.5", None, "bad_count"),
        ("-1", None, "bad_count"),
    ],
)
def test_count(text: str, count: int | None, fault: str) -> None:
    assert cells.read_count(text) == (count, fault)


@pytest.mark.parametrize(
    ("code", "economic_type", "name", "operator_type"),
    [
        ("92630100MA7528QX0X", "", "顺达运输公司", OperatorType.SOLE_TRADER),
        ("91630100MA7528QX0X", "个体", "张三", OperatorType.ENTERPRISE),
        ("", "个体工商户", "顺达运输部", OperatorType.SOLE_TRADER),
        ("", "", "张三", OperatorType.SOLE_TRADER),
        ("", "", "顺达物流有限公司", OperatorType.ENTERPRISE),
        ("", "", "城东区张三货运部", OperatorType.SOLE_TRADER),
    ],
)
def test_holder(code: str, economic_type: str, name: str, operator_type: OperatorType) -> None:
    assert cells.operator_type_of(code, economic_type, name) is operator_type
