"""Blank fields at the end of all rows are no fault; those of a single row may be a shift."""

from __future__ import annotations

import pytest

from tests.tables import table
from zoufang_cli.roster.rows.outcomes import RejectedRow, TakenRow
from zoufang_cli.roster.rows.roster import read_roster

HEADER = "业户名称|证号|联系人|联系电话|所属区县"
ROWS = [f"顺达{n}公司|{n}|张三|1990000000{n}|东屏区" for n in range(7)]


def judged(header: str, *rows: str) -> list[str]:
    outcomes = list(read_roster(table(header, *rows)).outcomes())[1:]
    return [
        f"{outcome.operator.name} {outcome.operator.district}"
        if isinstance(outcome, TakenRow)
        else type(outcome).__name__
        for outcome in outcomes
    ]


@pytest.mark.parametrize("more", ["|", "||", "| |\t", "|||||"])
def test_rows_that_all_end_in_the_same_blank_fields_are_taken(more: str) -> None:
    assert judged(HEADER, *(row + more for row in ROWS)) == [f"顺达{n}公司 东屏区" for n in range(7)]


def test_totals_titles_and_a_row_of_the_headers_width_are_judged_as_ever() -> None:
    rows = ["东屏区", *(row + "||" for row in ROWS), ROWS[0].replace("顺达0", "宏运"), "合计|7", "合计|7|||||"]
    outcome_words = judged(HEADER, *rows)
    assert (outcome_words[0], outcome_words[-3:]) == ("SkippedRow", ["宏运公司 东屏区", "SkippedRow", "SkippedRow"])


def test_a_comma_too_many_in_a_single_row_stays_rejected() -> None:
    shifted = "云州乙|丙公司|C|138|东屏区|"
    assert judged(HEADER, *ROWS, shifted)[-1] == "RejectedRow"
    assert judged(HEADER, shifted) == ["RejectedRow"]
    assert judged(HEADER, *(row + "||" for row in ROWS), shifted + "||", shifted)[-2:] == ["RejectedRow"] * 2


def test_what_stands_in_a_surplus_field_rejects_its_row() -> None:
    assert judged(HEADER, *(row + "||" for row in ROWS), ROWS[0] + "||x")[-1] == "RejectedRow"


def test_rows_may_lack_the_unnamed_columns_of_the_header() -> None:
    header = HEADER + "||"
    assert judged(header, *ROWS) == [f"顺达{n}公司 东屏区" for n in range(7)]
    assert judged(header, *(row + "|" for row in ROWS)) == [f"顺达{n}公司 东屏区" for n in range(7)]
    assert judged(header, *ROWS, "顺达公司||张三|东屏区", ROWS[0] + "|")[-2:] == ["RejectedRow"] * 2
    assert judged(header, ROWS[0] + "||", *ROWS[1:4]) == [
        "顺达0公司 东屏区",
        "RejectedRow",
        "RejectedRow",
        "RejectedRow",
    ]


def test_rows_may_not_lack_a_named_column() -> None:
    assert judged(HEADER + "|备注", *ROWS) == ["RejectedRow"] * 7


def test_columns_are_judged_by_the_values_of_such_rows() -> None:
    header = read_roster(table("业户名称|甲", *(f"顺达{n}|1990000000{n}||" for n in range(5)))).header
    assert header.mapping() == {"业户名称": "name", "甲": "phone"}


def test_a_rejected_row_keeps_its_cells() -> None:
    *_, last = read_roster(table(HEADER, *(row + "||" for row in ROWS), ROWS[0] + "||x")).outcomes()
    assert isinstance(last, RejectedRow)
    assert last.cells[-1] == "x"
