"""Slips in numbers: which credit code a faulty one was meant for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoufang_cli.text.codes import ALPHABET, check_character, is_valid_credit_code, meant_codes, one_slip

CODE = "91990100MA0000001G"
PLACES = st.integers(0, 17)


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("990101000123", "990101000124", True),
        ("990101000123", "990101000132", True),
        ("990101000123", "990101000123", False),
        ("990101000123", "990101000321", False),
        ("990101000123", "990101000144", False),
        ("990101000123", "99010100012", False),
        ("12", "21", True),
        ("", "", False),
    ],
    ids=["other digit", "swapped", "same", "swapped apart", "two digits", "shorter", "all swapped", "nothing"],
)
def test_one_slip(one: str, other: str, slip: bool) -> None:
    assert one_slip(one, other) is slip
    assert one_slip(other, one) is slip


@pytest.mark.parametrize(
    "faulty",
    ["91990100MAOOOOOO1G", "91990100MA000000IG", "91990100AM0000001G", "91990100MA0000002G", "91990100MA0000001H"],
    ids=["letters for digits", "I for 1", "swapped", "other digit", "other check character"],
)
def test_a_faulty_code_leads_to_the_one_meant(faulty: str) -> None:
    assert CODE in meant_codes(faulty)


@pytest.mark.parametrize("text", ["", "91990100", "ＡＢ", "9199010000000000SSS"])
def test_other_texts_lead_nowhere(text: str) -> None:
    assert meant_codes(text) == set()


@given(st.text(ALPHABET, min_size=17, max_size=17), PLACES, st.sampled_from(ALPHABET))
def test_every_single_slip_is_found(first: str, place: int, char: str) -> None:
    code = first + check_character(first)
    faulty = code[:place] + char + code[place + 1 :]
    if faulty != code:
        assert not is_valid_credit_code(faulty)
        assert code in meant_codes(faulty)
    if place < 17:
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert swapped == code or code in meant_codes(swapped)


@given(st.text(ALPHABET + "IOSVZ", min_size=18, max_size=18))
def test_what_is_found_is_valid_and_another(text: str) -> None:
    assert all(is_valid_credit_code(one) and one != text for one in meant_codes(text))
