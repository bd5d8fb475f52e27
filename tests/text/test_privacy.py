"""ID numbers and telephones inside free text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoufang_cli.text.codes import is_id_number
from zoufang_cli.text.privacy import masked_text, masked_under, without_id_numbers

ID = "11010519491231002X"
OTHER = "990101198001010014"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (ID, ""),
        ("11010519491231002x", ""),
        ("110105 19491231 002X", ""),
        ("110105-19491231-002X", ""),
        ("1101 0519 4912 3100 2X", ""),
        (f"张三{ID}", "张三"),
        (f"张三（{ID}）", "张三"),
        (f"张三 身份证号：{ID}", "张三"),
        (f"身份证{ID}，已核", "已核"),
        (f"{ID}、{OTHER}", ""),
        (f"甲{ID}乙{OTHER}丙", "甲乙丙"),
        (f"ID{ID}", "ID"),
        ("110105194912310021", "110105194912310021"),  # the check digit is X
        ("11010519491331002X", "11010519491331002X"),  # no such month
        (f"0{ID}", f"0{ID}"),
        ("9901011980010100141", "9901011980010100141"),
        (f"{ID}{ID}", ""),
        ("91990100MA0000001X", "91990100MA0000001X"),
        ("东屏街1号，2019年12月31日", "东屏街1号，2019年12月31日"),
        ("-", "-"),
    ],
)
def test_id_numbers_are_taken_out(text: str, kept: str) -> None:
    assert without_id_numbers(text) == kept


@given(st.lists(st.sampled_from([ID, "张三", "：", " ", "-", "19900000001", "，", "X", "1"]), max_size=8).map("".join))
def test_what_is_left_holds_no_id_number(text: str) -> None:
    left = without_id_numbers(text)
    assert without_id_numbers(left) == left
    assert not is_id_number(left)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("联系13812345678", "联系138****5678"),
        ("138 1234 5678", "138****5678"),
        ("138-1234-5678", "138****5678"),
        ("+86 13812345678，8613812345678", "+86 138****5678，86138****5678"),
        ("13812345678/13987654321", "138****5678/139****4321"),
        ("座机0971-6123456", "座机0971-***3456"),
        ("(0971)6123456", "(0971)***3456"),
        ("电话：6123456", "电话：***3456"),
        ("Tel 6123456", "Tel ***3456"),
        ("许可证630100000012号", "许可证630100000012号"),
        ("91990100MA0000001X", "91990100MA0000001X"),
        ("990100000000001", "990100000000001"),
        ("2019-12-31", "2019-12-31"),
        ("注册资金5000000元", "注册资金5000000元"),
        (f"张三{ID}", "张三"),
    ],
)
def test_telephones_in_a_text_are_hidden(text: str, shown: str) -> None:
    assert masked_text(text) == shown


def test_a_column_of_telephones_shows_none() -> None:
    assert masked_under("手机2", "6123456") == "***3456"
    assert masked_under("手机2", "0971 612 345") == "******2345"
    assert masked_under("手机2", "19912345678 19987654321") == "199****5678 199****4321"
    assert masked_under("联系号码", "1991234567") == "******4567"
    assert masked_under("注册资金", "6123456") == "6123456"
    assert masked_under("注册资金", "13812345678") == "138****5678"
