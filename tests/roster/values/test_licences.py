"""Numbers of permits: the text whole, the digits that are the key. All numbers are made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoufang_cli.roster.values.licences import Licence, join_licence, read_licence


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", Licence(), id="empty"),
        pytest.param(
            "云交运管许可东字990101000013号", Licence("云交运管许可东字990101000013号", "990101000013"), id="usual"
        ),
        pytest.param("990101000013", Licence("990101000013", "990101000013"), id="digits"),
        pytest.param("000101000013", Licence("000101000013", "000101000013"), id="leading zeros"),
        pytest.param("990101000013.0", Licence("990101000013", "990101000013"), id="float"),
        pytest.param("9.90101000013E+11", Licence("990101000013", "990101000013"), id="exact scientific notation"),
        pytest.param("9.901E+11", Licence("9.901E+11", "", "lossy_number"), id="digits lost"),
        pytest.param("东字 9901 0100 0013 号", Licence("东字 9901 0100 0013 号", "990101000013"), id="spaces inside"),
        pytest.param("东字9901-0100-0013号", Licence("东字9901-0100-0013号", "990101000013"), id="hyphens inside"),
        pytest.param(
            "许可(2018)第9901010000131号", Licence("许可(2018)第9901010000131号", "9901010000131"), id="13 digits"
        ),
        pytest.param("东字990101号", Licence("东字990101号", "990101"), id="few digits"),
        pytest.param("暂缺编号", Licence("暂缺编号"), id="no digits"),
        pytest.param(
            "990101000013、990101000014",
            Licence("990101000013、990101000014", "990101000013", "several_licences"),
            id="two",
        ),
        pytest.param(
            "9901010000131/东字990101000014号",
            Licence("9901010000131/东字990101000014号", "990101000014", "several_licences"),
            id="the first of 12 digits",
        ),
        pytest.param(
            "990101000013/990101000013", Licence("990101000013/990101000013", "990101000013"), id="the same twice"
        ),
        pytest.param(
            "91990100MAB052185Q",
            Licence("91990100MAB052185Q", "", "code_as_licence"),
            id="a code: its digits are no key",
        ),
        pytest.param("11010519491231002X", Licence("", "", "id_number"), id="an ID number is not kept"),
        pytest.param("230103198001012143", Licence("", "", "id_number"), id="nor is a mistyped one"),
    ],
)
def test_read_licence(text: str, expected: Licence) -> None:
    assert read_licence(text) == expected


@given(st.from_regex(r"[云字号第 ]{0,4}([0-9]{5,13}[、/ -]?){0,3}[号.0]{0,3}", fullmatch=True))
def test_a_text_read_again_is_the_same(text: str) -> None:
    once = read_licence(text)
    assert read_licence(once.text) == once


def test_licence_in_two_columns() -> None:
    assert join_licence("云交运管许可东字", "990101000013") == "云交运管许可东字990101000013号"
    assert join_licence("云交运管许可东", "990101000013号") == "云交运管许可东字990101000013号"
    assert join_licence("", "990101000013") == "990101000013"
    assert join_licence("云交运管许可东字", "") == "云交运管许可东字"
