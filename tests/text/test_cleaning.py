"""Cleaning of text: tables of cases, and clean∘clean = clean."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from zoufang_cli.text import cleaning as text

MESSY = st.text(
    st.one_of(
        st.sampled_from(" \u3000\u00a0\u200b\ufeff\n\r\t'\u2018=\"（）()无-同上ＡａＺ１９／，。有限责任公司İßﬁ①"),
        st.characters(),
    ),
    max_size=30,
)


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        pytest.param("顺达　运输", "顺达 运输", id="ideographic space"),
        pytest.param(" \u00a0顺达\u200b运输\ufeff ", "顺达运输", id="nbsp, zero width, bom"),
        pytest.param("一\r\n二", "一 二", id="line break"),
        pytest.param("ＡＢ１２", "AB12", id="full-width letters and digits"),
        pytest.param("顺达（西宁），公司", "顺达（西宁），公司", id="Chinese punctuation stays"),
        pytest.param("'00123", "00123", id="leading apostrophe"),
        pytest.param("\u2018 '00123", "00123", id="several apostrophes"),
        pytest.param('="00123"', "00123", id="formula that keeps zeros"),
        pytest.param("公\u202e司\x07", "公司", id="bidi and control"),
        pytest.param("", "", id="empty"),
    ],
)
def test_tidy(given_text: str, expected: str) -> None:
    assert text.tidy(given_text) == expected


@pytest.mark.parametrize(
    "word",
    [
        *("无", "无。", " 无 ", "(无)", "（空）", "空", "暂无", "暂缺", "未提供", "不详", "不适用", "待补充"),
        *("-", "--", "—", "——", "－", "/", "／", "\\", "*", "…"),
        *("N/A", "n/a", "Ｎ／Ａ", "N\\A", "NULL", "null", "None", "NaN", "undefined", "#N/A", "#REF!", "#VALUE!"),
    ],
)
def test_placeholders_are_empty(word: str) -> None:
    assert text.clean_text(word) == ""


@pytest.mark.parametrize(
    "word",
    ["无锡", "无为县", "空港物流", "待补公司", "0", "-1", "－5％", "/路", "NA运输", "无（注销）", "张无忌", "＊＊公司"],
)
def test_words_that_only_look_like_placeholders_stay(word: str) -> None:
    assert text.clean_text(word) != ""


@pytest.mark.parametrize("word", ["同上", "〃", "″", "”", '"', "同前", "同上。"])
def test_ditto_marks(word: str) -> None:
    assert text.tidy(word) in text.DITTO
    assert text.clean_text(word) == word, "no placeholder"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        pytest.param("顺\x1b[31m达", "control_character", id="escape"),
        pytest.param("顺\x00达", "control_character", id="null"),
        pytest.param("顺\x9b达", "control_character", id="C1"),
        pytest.param("顺\x1f达", "control_character", id="separator"),
        pytest.param("\u202e顺达", "control_character", id="override to the left"),
        pytest.param("\u2067顺达\u2069", "control_character", id="isolate to the left"),
        pytest.param("\u202d19912345678\u202c", "direction_mark", id="number copied from a telephone"),
        pytest.param("\u2066顺达\u2069", "direction_mark", id="isolate to the right"),
        pytest.param("顺\t达\r\n", "", id="tab and line break"),
        pytest.param("顺\u200b\u200d达\ufeff\u00ad\u00a0\u3000", "", id="zero width and spaces"),
        pytest.param("顺达", "", id="clean"),
    ],
)
def test_what_hides(cell: str, code: str) -> None:
    assert text.hidden(cell) == code
    assert text.hidden(text.tidy(cell)) == ""


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        pytest.param("张　三", "张三", id="spaces in a name"),
        pytest.param("青海 顺达(集团) 公司", "青海顺达（集团）公司", id="brackets full width"),
        pytest.param("DHL Express 西宁", "DHL Express西宁", id="Latin words keep their space"),
        pytest.param("(无)", "", id="bracketed placeholder"),
    ],
)
def test_clean_name(given_text: str, expected: str) -> None:
    assert text.clean_name(given_text) == expected


def test_line_breaks_separate_values_of_a_list() -> None:
    assert text.tidy_list("138\r\n139\n") == "138；139"


@pytest.mark.parametrize(
    ("cell", "code"),
    [("a" * 32_768, "too_long"), ("顺\ufffd", "lost_text"), ("顺\ud800", "bad_character"), ("顺达", "")],
    ids=["long", "replacement", "surrogate", "good"],
)
def test_faults(cell: str, code: str) -> None:
    assert text.fault(cell) == code


@given(MESSY)
@example('="="1""')
@pytest.mark.parametrize(
    "clean", [text.tidy, text.clean_text, text.tidy_list, text.clean_name, text.without_han_spaces]
)
def test_cleaning_twice_changes_nothing(clean, value: str) -> None:  # type: ignore[no-untyped-def]
    assert clean(clean(value)) == clean(value)


@given(MESSY)
def test_text_that_needs_no_cleaning_is_clean(value: str) -> None:
    if not text.needs_cleaning(value):
        assert text.tidy(value) == value
