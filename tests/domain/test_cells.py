"""Values of single cells. All numbers are made up."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoufang_cli.domain import cells
from zoufang_cli.domain.entries import Holder


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
    ("text", "phones", "fault"),
    [
        ("13812345678", ("13812345678",), ""),
        ("13812345678.0", ("13812345678",), ""),
        ("138 1234 5678", ("13812345678",), ""),
        ("138-1234-5678", ("13812345678",), ""),
        ("+86 13812345678", ("13812345678",), ""),
        ("013812345678", ("13812345678",), ""),
        ("13812345678/13987654321", ("13812345678", "13987654321"), ""),
        ("13812345678、0971-1234567", ("13812345678", "0971-1234567"), ""),
        ("13812345678;13812345678", ("13812345678",), ""),
        ("13812345678 13987654321", ("13812345678", "13987654321"), ""),
        ("13812345678；13987654321", ("13812345678", "13987654321"), ""),
        ("(0971)1234567", ("0971-1234567",), ""),
        ("0971 123 4567", ("0971-1234567",), ""),
        ("09711234567", ("0971-1234567",), ""),
        ("010-12345678", ("010-12345678",), ""),
        ("02112345678", ("021-12345678",), ""),
        ("0971－1234567-801", ("0971-1234567转801",), ""),
        ("0971-1234567转801", ("0971-1234567转801",), ""),
        ("1234567", ("1234567",), ""),
        ("400-123-4567", ("4001234567",), ""),
        ("电话:13812345678", ("13812345678",), ""),
        ("138****5678", ("138****5678",), "masked_phone"),
        ("138xxxx5678", ("138****5678",), "masked_phone"),
        ("1381234567", ("1381234567",), "odd_phone"),
        ("张三13812345678", ("13812345678",), "odd_phone"),
        ("1.38E+10", (), "odd_phone"),
        ("", (), ""),
    ],
)
def test_phones(text: str, phones: tuple[str, ...], fault: str) -> None:
    assert cells.read_phones(text) == (phones, fault)


@given(st.text("0123456789-*转/、 ()+x", max_size=30))
def test_phones_read_again_are_the_same(text: str) -> None:
    for phone in cells.read_phones(text)[0]:
        again = cells.read_phones(phone)[0]
        assert all(cells.read_phones(other)[0] == (other,) for other in again if other.isdigit() and len(other) == 11)


def test_masked() -> None:
    assert cells.is_masked("138****5678")
    assert not cells.is_masked("13812345678")


@pytest.mark.parametrize(
    "text",
    ["2020-03-05", "2020/3/5", "2020.3.5", "2020年3月5日", "20200305", "43895", "43895.0", "2020-03-05 00:00:00"],
)
def test_dates(text: str) -> None:
    assert cells.read_date(text) == (date(2020, 3, 5), "")


@pytest.mark.parametrize("text", ["3.1", "2020-02-30", "20201131", "明天", "2020-3"])
def test_bad_dates(text: str) -> None:
    assert cells.read_date(text) == (None, "bad_date")


def test_validity_in_one_cell() -> None:
    whole = (date(2018, 1, 1), date(2022, 1, 1), "")
    assert cells.read_validity("2018-01-01至2022-01-01") == whole
    assert cells.read_validity("2018年1月1日-2022年1月1日") == whole
    assert cells.read_validity("2018.1.1--2022.1.1") == whole
    assert cells.read_validity("2018-01-01至长期") == (date(2018, 1, 1), None, "")
    assert cells.read_validity("至2022-01-01") == (None, date(2022, 1, 1), "")
    assert cells.read_validity("2022-01-01") == (None, date(2022, 1, 1), "")


@pytest.mark.parametrize(
    ("text", "code", "fault"),
    [
        ("营业", 1, ""),
        ("1", 1, ""),
        ("1.0", 1, ""),
        ("1-营业", 1, ""),
        ("停业整顿", 4, ""),
        ("注销", 6, ""),
        ("其他", 9, ""),
        ("", None, ""),
        ("7", None, "unknown_status"),
        ("转让", None, "unknown_status"),
    ],
)
def test_status(text: str, code: int | None, fault: str) -> None:
    assert cells.read_status(text) == (code, fault)


@pytest.mark.parametrize(
    ("text", "count", "fault"),
    [("12", 12, ""), ("12.0", 12, ""), ("12辆", 12, ""), ("", None, ""), ("若干", None, "bad_count")],
)
def test_count(text: str, count: int | None, fault: str) -> None:
    assert cells.read_count(text) == (count, fault)


@pytest.mark.parametrize(
    ("code", "economic_type", "name", "holder"),
    [
        ("92630100MA7528QX0X", "", "顺达运输公司", Holder.SOLE_TRADER),
        ("91630100MA7528QX0X", "个体", "张三", Holder.ENTERPRISE),
        ("", "个体工商户", "顺达运输部", Holder.SOLE_TRADER),
        ("", "", "张三", Holder.SOLE_TRADER),
        ("", "", "顺达物流有限公司", Holder.ENTERPRISE),
        ("", "", "城东区张三货运部", Holder.SOLE_TRADER),
    ],
)
def test_holder(code: str, economic_type: str, name: str, holder: Holder) -> None:
    assert cells.holder_of(code, economic_type, name) is holder
