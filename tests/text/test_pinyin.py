"""Initials against pypinyin, character by character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin
from pypinyin.pinyin_dict import pinyin_dict

from zoufang_cli.text.pinyin import initials

HAN = st.sampled_from([chr(code) for code in pinyin_dict if 0x4E00 <= code <= 0x9FA5])


@given(HAN)
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
        ("嗧", ""),
        ("", ""),
    ],
)
def test_names(name: str, letters: str) -> None:
    assert initials(name) == letters
