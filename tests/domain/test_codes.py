"""Codes: check characters against python-stdnum, shapes, lossy numbers, licences. All codes are made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from zoufang_cli.domain import codes
from zoufang_cli.domain.codes import CodeFault, Codes

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
GOOD = "91630100MA7528QX0" + codes.check_character("91630100MA7528QX0")
WRONG = GOOD[:-1] + ALPHABET[(ALPHABET.index(GOOD[-1]) + 1) % 31]


@given(st.text(ALPHABET, min_size=17, max_size=17))
def test_check_character_is_that_of_stdnum(first: str) -> None:
    assert codes.check_character(first) == uscc.calc_check_digit(first)


@given(st.text(ALPHABET + "IOSVZ", min_size=18, max_size=18))
def test_validity_is_that_of_stdnum(code: str) -> None:
    ours = codes.is_valid_credit_code(code)
    if uscc.is_valid(code):
        assert ours
    if ours:
        assert code[17] == uscc.calc_check_digit(code)


@given(st.from_regex(r"[1-6][0-9]{5}19[5-9][0-9](0[1-9]|1[0-2])(0[1-9]|1[0-9])[0-9]{3}", fullmatch=True))
def test_id_numbers_are_recognised_as_stdnum_does(first: str) -> None:
    number = first + ric.calc_check_digit(first + "0")
    assert codes.is_id_number(number)
    assert not codes.is_id_number(first + ("0" if number[17] != "0" else "1"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(GOOD, Codes(GOOD), id="good"),
        pytest.param(GOOD.lower(), Codes(GOOD), id="lower case"),
        pytest.param(f"{GOOD[:9]} {GOOD[9:]}", Codes(GOOD), id="space inside"),
        pytest.param(f"{GOOD}(1-1)", Codes(GOOD), id="copy number"),
        pytest.param(WRONG, Codes(WRONG, fault=CodeFault.CHECK_DIGIT), id="check digit fails, kept"),
        pytest.param("630100000000123", Codes(registration_no="630100000000123"), id="15 digits"),
        pytest.param("630100000000123.0", Codes(registration_no="630100000000123"), id="15 digits as float"),
        pytest.param("71040123-5", Codes(organisation_code="710401235"), id="organisation code"),
        pytest.param("9.1630100E+17", Codes(fault=CodeFault.LOSSY_NUMBER), id="scientific"),
        pytest.param("12345", Codes(fault=CodeFault.BAD_CODE), id="neither"),
        pytest.param("11010519491231002X", Codes(fault=CodeFault.ID_NUMBER), id="ID number is not kept"),
        pytest.param("", Codes(), id="empty"),
    ],
)
def test_read_codes(text: str, expected: Codes) -> None:
    assert codes.read_codes(text) == expected


def test_letters_typed_for_digits_are_suggested_not_replaced() -> None:
    typed = GOOD.replace("0", "O").replace("1", "I")
    read = codes.read_codes(typed)
    assert read == Codes(typed, fault=CodeFault.CODE_LETTERS, suggestion=GOOD)


@given(st.text(max_size=20) | st.text(ALPHABET + "abc-. ()（）E+", max_size=22))
def test_clean_code_twice_changes_nothing(text: str) -> None:
    once = codes.clean_code(text)
    assert codes.clean_code(once) == once


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("青交运管许可宁字630100000012号", "630100000012"),
        ("630100000012.0", "630100000012"),
        ("6.30100000012E+11", "630100000012"),
        ("青交运管许可宁字 6301 0000 0012 号", "630100000012"),
        ("许可(2018)第6301000000123号", "6301000000123"),
        ("暂缺编号", ""),
        ("", ""),
    ],
)
def test_licence_digits(text: str, digits: str) -> None:
    assert codes.read_licence(text)[1] == digits


@pytest.mark.parametrize(
    ("text", "is_lossy"),
    [("6.301E+11", True), ("9.1E17", True), ("630100000012", False), ("青字1.5E号", False)],
)
def test_lossy(text: str, is_lossy: bool) -> None:
    assert codes.lossy(codes.plain_number(text)) is is_lossy


def test_licence_in_two_columns() -> None:
    assert codes.join_licence("青交运管许可宁字", "630100000012") == "青交运管许可宁字630100000012号"
    assert codes.join_licence("青交运管许可宁", "630100000012号") == "青交运管许可宁字630100000012号"
    assert codes.join_licence("", "630100000012") == "630100000012"
    assert codes.join_licence("青交运管许可宁字", "") == "青交运管许可宁字"
