"""What a faulty code probably should be. All codes are made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoufang_cli.roster.values.code_advice import advice, likely_code
from zoufang_cli.text.codes import ALPHABET, is_valid_credit_code

CODE = "91990100MAB052181P"


def exchanged(at: int) -> str:
    return CODE[:at] + CODE[at + 1] + CODE[at] + CODE[at + 2 :]


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param(CODE.replace("0", "O"), id="O for 0"),
        pytest.param(CODE.replace("1", "I"), id="I for 1"),
        pytest.param(CODE.replace("2", "Z"), id="Z for 2"),
        pytest.param(CODE.replace("5", "S"), id="S for 5"),
        pytest.param(CODE.replace("0", "O", 1).replace("1", "I", 2), id="O for one 0, I for two 1"),
        pytest.param(CODE.replace("B", "8"), id="8 for B"),
        pytest.param(CODE.replace("8", "B"), id="B for 8"),
        pytest.param(exchanged(11), id="neighbours exchanged"),
        pytest.param(exchanged(13), id="other neighbours exchanged"),
    ],
)
def test_usual_slips(typed: str) -> None:
    assert not is_valid_credit_code(typed)
    assert likely_code(typed) == CODE
    assert advice(typed, typed) == f"可能是 {CODE}，请对照营业执照核对。"


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param(CODE[:-1] + "Q", id="check character: says nothing"),
        pytest.param(exchanged(3), id="exchange that mends the check only"),
        pytest.param(CODE.replace("5", "7"), id="another digit"),
        pytest.param(CODE.replace("M", "V"), id="a letter like no other"),
    ],
)
def test_nothing_is_guessed(typed: str) -> None:
    assert not is_valid_credit_code(typed)
    assert likely_code(typed) == advice(typed, typed) == ""


def test_letters_for_digits_are_named_where_no_code_can_be_computed() -> None:
    typed = CODE.replace("0", "O", 1).replace("5", "S").replace("M", "N")
    assert likely_code(typed) == ""
    sentence = "第5位的字母 O 可能是数字 0，第13位的字母 S 可能是数字 5，请对照营业执照核对。"
    assert advice(typed, typed) == sentence


@given(st.text(ALPHABET + "IOSVZ", min_size=18, max_size=18))
def test_what_is_suggested_is_valid(code: str) -> None:
    likely = likely_code(code)
    assert not likely or (likely != code and is_valid_credit_code(likely))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param(CODE[:-1], "共17位，统一社会信用代码应为18位，请对照营业执照核对。", id="a character short"),
        pytest.param(
            f"{CODE[:9]} {CODE[9:]}8", "共19位，统一社会信用代码应为18位，请对照营业执照核对。", id="a character long"
        ),
        pytest.param(
            "云交运管许可东字990101000013号", "像是经营许可证号，请填入许可证号一列。", id="a permit's number"
        ),
        pytest.param("990101000013", "像是经营许可证号，请填入许可证号一列。", id="digits of a permit's number"),
        pytest.param("办理中", "", id="words"),
    ],
)
def test_advice_about_what_is_no_code(text: str, sentence: str) -> None:
    assert advice(text, "") == sentence
