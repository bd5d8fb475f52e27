"""Who is who: rows placed one after the other."""

from __future__ import annotations

import pytest

from zoufang_cli.roster.matching.matching import BY_NAME, NEW, Identity, Known, MatchedBy, Matcher, Mode, Rules


def who(
    code: str = "", registration: str = "", licence: str = "", name: str = "甲", district: str = "", sure: str = ""
) -> Identity:
    """Return what a row says; `sure` is 企业 or 个体 as its 经济类型 shows it."""
    return Identity(code, registration, licence, name, district, sure or "enterprise", "某" if sure else "")


@pytest.mark.parametrize(
    ("held", "row", "test_place"),
    [
        (who(code="1"), who(code="1", name="乙"), 0),
        (who(registration="1"), who(registration="1", name="乙"), 1),
        (who(licence="1"), who(licence="1", name="乙"), 2),
        (who(licence="1"), who(code="2", licence="1"), 2),
        (who(district="东"), who(district="东"), BY_NAME),
        (who(), who(district="东"), BY_NAME),
        (who(district="东"), who(district="西"), NEW),
        (who(code="1", licence="1"), who(code="2", licence="1"), NEW),
        (who(licence="1"), who(licence="2"), NEW),
        (who(sure="enterprise"), who(sure="sole_trader"), NEW),
        (who(sure="enterprise"), who(), BY_NAME),
        (who(name="甲"), who(name="乙"), NEW),
    ],
    ids=["code", "registration", "licence", "licence, new code", "name and district", "name", "district", "other code",
         "other licence", "operator_type", "operator_type unknown", "other name"],
)  # fmt: skip
@pytest.mark.parametrize("row_id", [7, -1], ids=["in the store", "in the file"])
def test_by_what_a_row_is_recognised(held: Identity, row: Identity, test_place: int, row_id: int) -> None:
    matcher = Matcher()
    if row_id > 0:
        matcher.know(Known(row_id, row_id, held))
    else:
        matcher.place(1, held)
    placed = matcher.place(2, row)
    assert (placed.test_place, placed.operator_id) == (test_place, row_id if test_place != NEW else -2)


def test_only_a_name_without_a_district_is_doubtful() -> None:
    matcher = Matcher()
    matcher.place(1, who(district="东"))
    assert not matcher.place(2, who(district="东")).doubtful
    assert matcher.place(3, who()).doubtful


def test_a_former_key_is_followed_after_present_ones() -> None:
    matcher = Matcher()
    matcher.know(Known(7, 7, who(licence="2"), {("licence_digits", "1")}))
    assert matcher.place(1, who(licence="1", name="乙"))[:3] == (7, 2, MatchedBy.FORMER)
    matcher.know(Known(8, 8, who(licence="1", name="丙")))
    assert matcher.place(2, who(licence="1", name="乙"))[:3] == (8, 2, MatchedBy.PRESENT)


def test_a_merged_operator_leads_to_the_other() -> None:
    matcher = Matcher()
    matcher.know(Known(7, 7, who(code="1")))
    matcher.know(Known(8, 7, who(code="2", name="乙")))
    assert matcher.place(1, who(code="2", name="乙", licence="5"))[:3] == (7, 0, MatchedBy.MERGED)
    assert matcher.place(2, who(licence="5", name="丁"))[:3] == (7, 2, MatchedBy.PRESENT)


def test_a_roster_of_new_operators_only_teaches_nothing_about_others() -> None:
    matcher = Matcher(Rules(Mode.NEW))
    matcher.know(Known(7, 7, who(code="1")))
    matcher.place(1, who(code="1", licence="5"))
    assert matcher.place(2, who(licence="5", name="乙")).operator_id == -2


def test_a_district_from_the_address_replaces_none() -> None:
    matcher = Matcher()
    matcher.know(Known(7, 7, who(code="1", district="东")))
    matcher.place(1, who(code="1", district="西"), weak_district=True)
    assert matcher.place(2, who(district="东")).matched_by is MatchedBy.PRESENT
