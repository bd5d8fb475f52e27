"""Initials against pypinyin, character by character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin

from zoufang_cli.domain.initials import initials


@given(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5))
def test_a_character_has_the_initial_that_pypinyin_gives(char: str) -> None:
    assert initials(char) == lazy_pinyin(char, style=Style.FIRST_LETTER)[0]


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("顺达运输", "sdys"),
        ("重庆车行", "cqch"),
        ("DHL物流（西宁）", "dhlwlxn"),
        ("４通", "4t"),
        ("鄂尔多斯", "eeds"),
        ("", ""),
    ],
)
def test_names(name: str, letters: str) -> None:
    assert initials(name) == letters
