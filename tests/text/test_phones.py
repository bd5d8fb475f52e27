"""Telephone numbers out of a cell. All numbers are made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoufang_cli.text.phones import is_masked, read_phones

WORDS = """
19912345678 199 1234 5678 0971-6123456 09716123456 (0971) 6123456 612345 1991234567 +86 86 400-123-4567 199****5678 转801 - / 、 ； 或
张三 电话: 传真 1.9912345678E+10 19912345678.0 1.99E+10 12345
"""
PIECES = st.lists(st.sampled_from(["\n", *WORDS.split()]), max_size=6).map(" ".join)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        pytest.param("", (), id="empty"),
        pytest.param("19912345678", ("19912345678",), id="mobile"),
        pytest.param("19912345678.0", ("19912345678",), id="float"),
        pytest.param("1.9912345678E+10", ("19912345678",), id="exact scientific notation"),
        pytest.param("199 1234 5678", ("19912345678",), id="spaces inside"),
        pytest.param("199-1234-5678", ("19912345678",), id="hyphens inside"),
        pytest.param("+86 19912345678", ("19912345678",), id="+86"),
        pytest.param("86-199-1234-5678", ("19912345678",), id="86 and hyphens"),
        pytest.param("(+86)19912345678", ("19912345678",), id="+86 in brackets"),
        pytest.param("0086 19912345678", ("19912345678",), id="0086"),
        pytest.param("019912345678", ("19912345678",), id="0 before a mobile"),
        pytest.param("19912345678/19987654321", ("19912345678", "19987654321"), id="slash"),
        pytest.param("19912345678、0971-6123456", ("19912345678", "0971-6123456"), id="、"),
        pytest.param("19912345678；19987654321", ("19912345678", "19987654321"), id="；"),
        pytest.param("19912345678\n19987654321", ("19912345678", "19987654321"), id="line break"),
        pytest.param("19912345678 19987654321", ("19912345678", "19987654321"), id="space between"),
        pytest.param("199 1234 5678 199 8765 4321", ("19912345678", "19987654321"), id="spaces inside and between"),
        pytest.param("19912345678或19987654321", ("19912345678", "19987654321"), id="或"),
        pytest.param("19912345678-19987654321", ("19912345678", "19987654321"), id="hyphen between"),
        pytest.param("1991234567819987654321", ("19912345678", "19987654321"), id="two run together"),
        pytest.param("0971612345619912345678", ("0971-6123456", "19912345678"), id="landline and mobile run together"),
        pytest.param("19912345678;19912345678", ("19912345678",), id="the same twice"),
        pytest.param("(0971)6123456", ("0971-6123456",), id="area code in brackets"),
        pytest.param("0971 612 3456", ("0971-6123456",), id="landline with spaces"),
        pytest.param("09716123456", ("0971-6123456",), id="landline in one"),
        pytest.param("010-61234567", ("010-61234567",), id="short area code"),
        pytest.param("02161234567", ("021-61234567",), id="short area code in one"),
        pytest.param("0971－6123456-801", ("0971-6123456转801",), id="extension"),
        pytest.param("0971-6123456-8", ("0971-6123456转8",), id="extension of one digit"),
        pytest.param("0971-6123456转801", ("0971-6123456转801",), id="extension in words"),
        pytest.param("6123456", ("6123456",), id="local"),
        pytest.param("400-123-4567", ("4001234567",), id="400"),
        pytest.param("电话:19912345678", ("19912345678",), id="label"),
        pytest.param("手机号码19912345678", ("19912345678",), id="label without colon"),
    ],
)
def test_numbers(text: str, numbers: tuple[str, ...]) -> None:
    assert read_phones(text) == (numbers, "", "")


@pytest.mark.parametrize(
    ("text", "numbers", "fault", "rest"),
    [
        pytest.param("199****5678", ("199****5678",), "masked_phone", "", id="hidden digits"),
        pytest.param("199xxxx5678", ("199****5678",), "masked_phone", "", id="hidden by x"),
        pytest.param("张三19912345678", ("19912345678",), "phone_text", "张三19912345678", id="name before"),
        pytest.param("19912345678(张三)", ("19912345678",), "phone_text", "19912345678(张三)", id="name behind"),
        pytest.param(
            "张三 19912345678 李四 19987654321",
            ("19912345678", "19987654321"),
            "phone_text",
            "张三 19912345678 李四 19987654321",
            id="two names",
        ),
        pytest.param("19912345678、张三", ("19912345678",), "phone_text", "19912345678、张三", id="name as a part"),
        pytest.param("199****5678 张三", ("199****5678",), "phone_text", "199****5678 张三", id="hidden and name"),
        pytest.param(
            "0971-6123456 传真0971-6123457",
            ("0971-6123456",),
            "phone_text",
            "0971-6123456 传真0971-6123457",
            id="fax",
        ),
        pytest.param("1991234567", ("1991234567",), "odd_phone", "", id="a digit short"),
        pytest.param("199123456789", ("199123456789",), "odd_phone", "", id="a digit long"),
        pytest.param("110", (), "odd_phone", "110", id="far too short"),
        pytest.param("1.99E+10", (), "lossy_phone", "1.99E+10", id="digits lost"),
        pytest.param("同微信号", (), "odd_phone", "同微信号", id="no number"),
        pytest.param("110105194912310021", (), "odd_phone", "110105194912310021", id="no telephone"),
        pytest.param("0971-6123456/57", ("0971-6123456",), "odd_phone", "0971-6123456/57", id="end of another number"),
    ],
)
def test_doubts(text: str, numbers: tuple[str, ...], fault: str, rest: str) -> None:
    """What is not taken is kept as it was written."""
    assert read_phones(text) == (numbers, fault, rest)


@given(PIECES | st.text("0123456789-*转/、 ()+x张", max_size=30))
def test_numbers_read_again_are_the_same(text: str) -> None:
    numbers = read_phones(text).numbers
    assert read_phones("；".join(numbers)).numbers == numbers


@given(
    st.lists(st.from_regex("1[3-9][0-9]{9}", fullmatch=True), unique=True, max_size=4), st.sampled_from("/、；;，, \n")
)
def test_no_mobile_is_lost(numbers: list[str], between: str) -> None:
    assert read_phones(between.join(numbers)) == (tuple(numbers), "", "")


def test_masked() -> None:
    assert is_masked("199****5678")
    assert not is_masked("19912345678")
