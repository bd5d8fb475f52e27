"""Who is who: rows taken one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest

from tests.roster.worlds import row
from zoufang_cli.roster.matching.matcher import (
    BY_NAME,
    KEYS,
    NEW,
    Candidates,
    MatchedBy,
    Matcher,
    Mode,
    Outcome,
    RowResult,
    Rules,
    StoredOperator,
    enter,
    new_index,
)
from zoufang_cli.roster.rows.outcomes import RosterRow
from zoufang_cli.roster.rows.stored import FileRows, packed, stored_row


def who(
    code: str = "", registration: str = "", licence: str = "", name: str = "甲", district: str = "", sure: str = ""
) -> RosterRow:
    """Return what a row says; `sure` is 企业 or 个体 as its 经济类型 shows it."""
    return row(
        name,
        credit_code=code,
        registration_no=registration,
        licence=licence,
        district=district,
        operator_type=sure or "enterprise",
        economic_type="某" if sure else "",
    )


def held(
    row_id: int, operator: RosterRow, former: Iterable[tuple[str, str]] = (), merged_into_id: int | None = None
) -> StoredOperator:
    """Return an operator of the store."""
    return StoredOperator(row_id, merged_into_id, "", "[]", stored_row(operator), frozenset(former))


def candidates(operators: Sequence[StoredOperator]) -> Candidates:
    """Return operators of the store by all their keys, present and former."""
    index = new_index()
    for stored in operators:
        enter(index, stored.row_id, [*stored.former, *((key, getattr(stored.values, key)) for key in KEYS)])
    return Candidates({stored.row_id: stored for stored in operators}, index)


def results(
    rows: Sequence[RosterRow], known: Sequence[StoredOperator] = (), rules: Rules | None = None
) -> list[RowResult]:
    """Return what becomes of some rows in a store with these operators."""
    file_rows = FileRows([("", packed(line, row)) for line, row in enumerate(rows, 1)])
    matcher = Matcher(rules or Rules(), file_rows)
    matcher.know(candidates(known))
    return [matcher.take(row, lambda seq: {}) for row in file_rows]


@pytest.mark.parametrize(
    ("known", "row", "test_place"),
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
def test_by_what_a_row_is_recognised(known: RosterRow, row: RosterRow, test_place: int, row_id: int) -> None:
    result = (results([row], [held(7, known)]) if row_id > 0 else results([known, row]))[-1]
    new = -1 if row_id > 0 else -2
    assert (result.test_place, result.operator_id) == (test_place, row_id if test_place != NEW else new)


def test_only_a_name_without_a_district_is_doubtful() -> None:
    rows = [who(district="东"), who(district="东"), who()]
    assert [result.doubtful for result in results(rows)] == [False, False, True]


def test_a_former_key_is_followed_after_present_ones() -> None:
    moved = held(7, who(licence="2"), {("licence_digits", "1")})
    (result,) = results([who(licence="1", name="乙")], [moved])
    assert (result.operator_id, result.test_place, result.matched_by) == (7, 2, MatchedBy.FORMER)
    (result,) = results([who(licence="1", name="乙")], [moved, held(8, who(licence="1", name="丙"))])
    assert (result.operator_id, result.test_place, result.matched_by) == (8, 2, MatchedBy.PRESENT)


def test_a_merged_operator_leads_to_the_other() -> None:
    known = [held(7, who(code="1")), held(8, who(code="2", name="乙"), merged_into_id=7)]
    first, second = results([who(code="2", name="乙", licence="5"), who(licence="5", name="丁")], known)
    assert (first.operator_id, first.test_place, first.matched_by) == (7, 0, MatchedBy.MERGED)
    assert (second.operator_id, second.test_place, second.matched_by) == (7, 2, MatchedBy.PRESENT)


def test_a_roster_of_new_operators_only_teaches_nothing_about_others() -> None:
    rows = [who(code="1", licence="5"), who(licence="5", name="乙")]
    first, second = results(rows, [held(7, who(code="1"))], Rules(Mode.NEW))
    assert (first.outcome, second.outcome, second.operator_id) == (Outcome.UNCHANGED, Outcome.ADDED, -2)


def test_a_district_from_the_address_replaces_none() -> None:
    rows = [who(code="1", district="西")._replace(district_derived=True), who(district="东")]
    first, second = results(rows, [held(7, who(code="1", district="东"))])
    assert (first.outcome, second.matched_by) == (Outcome.UNCHANGED, MatchedBy.PRESENT)


def test_an_operator_that_no_row_changed_is_forgotten_with_its_batch() -> None:
    file_rows = FileRows([("", packed(1, who(code="1"))), ("", packed(2, who(code="1", licence="5")))])
    matcher = Matcher(Rules(), file_rows)
    for numbered, touched in zip(file_rows, (set(), {7}), strict=True):
        matcher.know(candidates([held(7, who(code="1"))]))
        assert matcher.take(numbered, lambda seq: {}).operator_id == 7
        assert set(matcher.touched) == touched
