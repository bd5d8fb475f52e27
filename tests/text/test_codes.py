"""Codes: check characters against python-stdnum, shapes, several in a cell, lossy numbers. All codes are made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from zoufang_cli.text import codes
from zoufang_cli.text.codes import CodeFault, Codes

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
GOOD = "91630100MA7528QX0" + codes.check_character("91630100MA7528QX0")
OTHER = "92630100MA7528QX0" + codes.check_character("92630100MA7528QX0")
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
        pytest.param(
            "230103198001012143", Codes(fault=CodeFault.ID_NUMBER), id="a mistyped ID number is not kept either"
        ),
        pytest.param("张三23010319800101213x", Codes(fault=CodeFault.ID_NUMBER), id="a mistyped ID number within"),
        pytest.param("916301002001010123", Codes("916301002001010123", fault=CodeFault.CHECK_DIGIT), id="no region"),
        pytest.param(
            "230103198013012134", Codes("230103198013012134", fault=CodeFault.CHECK_DIGIT), id="no day of birth"
        ),
        pytest.param("", Codes(), id="empty"),
        pytest.param(f"{GOOD[:8]}-{GOOD[8:17]}-{GOOD[17]}", Codes(GOOD), id="hyphens inside"),
        pytest.param(f"统一社会信用代码：{GOOD}", Codes(GOOD), id="label"),
        pytest.param("9" * 30, Codes(fault=CodeFault.BAD_CODE), id="far too long"),
        pytest.param(GOOD[:17], Codes(fault=CodeFault.BAD_CODE), id="a character short"),
        pytest.param("云交运管许可东字990101000013号", Codes(fault=CodeFault.BAD_CODE), id="a permit's number"),
        pytest.param("990101000013", Codes(fault=CodeFault.BAD_CODE), id="digits of a permit's number"),
        pytest.param(f"{GOOD}/71040123-5", Codes(GOOD, "", "710401235"), id="two kinds, slash"),
        pytest.param(f"71040123-5；{GOOD}", Codes(GOOD, "", "710401235"), id="two kinds, ；"),
        pytest.param(f"{GOOD} 630100000000123", Codes(GOOD, "630100000000123"), id="two kinds, space"),
        pytest.param(
            f"{GOOD[:9]} {GOOD[9:]} / 630100000000123 71040123-5",
            Codes(GOOD, "630100000000123", "710401235"),
            id="three kinds, spaces inside and between",
        ),
        pytest.param(f"{GOOD}、{GOOD}", Codes(GOOD), id="the same twice"),
        pytest.param(f"{GOOD}、{OTHER}", Codes(GOOD, fault=CodeFault.SEVERAL_CODES), id="two of one kind"),
        pytest.param(f"{GOOD}/无照", Codes(GOOD, fault=CodeFault.BAD_CODE), id="one of two is none"),
        pytest.param(
            f"{WRONG}/71040123-5", Codes(WRONG, "", "710401235", CodeFault.CHECK_DIGIT), id="one fails its check"
        ),
        pytest.param(f"{GOOD}/11010519491231002X", Codes(GOOD, fault=CodeFault.ID_NUMBER), id="one is an ID number"),
        pytest.param("张三11010519491231002x", Codes(fault=CodeFault.ID_NUMBER), id="an ID number within"),
        pytest.param(f"{GOOD}/9.16E+17", Codes(GOOD, fault=CodeFault.LOSSY_NUMBER), id="one has lost digits"),
    ],
)
def test_read_codes(text: str, expected: Codes) -> None:
    assert codes.read_codes(text) == expected


def test_letters_typed_for_digits_are_kept_as_typed() -> None:
    typed = GOOD.replace("0", "O").replace("1", "I")
    assert codes.read_codes(typed) == Codes(typed, fault=CodeFault.CODE_LETTERS)


@given(st.text(max_size=20) | st.text(ALPHABET + "abc-. ()（）E+", max_size=22))
def test_clean_code_twice_changes_nothing(text: str) -> None:
    once = codes.clean_code(text)
    assert codes.clean_code(once) == once


@pytest.mark.parametrize(
    ("text", "is_lossy"),
    [("6.301E+11", True), ("9.1E17", True), ("630100000012", False), ("青字1.5E号", False)],
)
def test_lossy(text: str, is_lossy: bool) -> None:
    assert codes.lossy(codes.plain_number(text)) is is_lossy
