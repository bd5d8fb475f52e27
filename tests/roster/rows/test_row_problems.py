"""What is said of a faulty row: every code, its severity, its column, its advice."""

from __future__ import annotations

import re

import pytest

from tests.tables import table
from zoufang_cli.roster.columns.headers import find_header
from zoufang_cli.roster.rows.outcomes import RowCode
from zoufang_cli.roster.rows.problems import Reporter
from zoufang_cli.text.problem import Problem

ERRORS = {RowCode.MISSING_NAME, RowCode.TOO_LONG, RowCode.LOST_TEXT, RowCode.BAD_CHARACTER, RowCode.LOSSY_NUMBER}
WARNINGS = {
    RowCode.CHECK_DIGIT,
    RowCode.CODE_LETTERS,
    RowCode.BAD_CODE,
    RowCode.SEVERAL_CODES,
    RowCode.ID_NUMBER,
    RowCode.SEVERAL_LICENCES,
    RowCode.CODE_AS_LICENCE,
    RowCode.ODD_PHONE,
    RowCode.LOSSY_PHONE,
    RowCode.BAD_DATE,
    RowCode.DATES_REVERSED,
    RowCode.VALIDITY_DIFFERS,
    RowCode.UNKNOWN_STATUS,
    RowCode.BAD_COUNT,
    RowCode.DITTO,
    RowCode.DITTO_IDENTIFIER,
    RowCode.CONTROL_CHARACTER,
    RowCode.ERROR_CELL,
}
NOTES = {
    RowCode.MASKED_PHONE,
    RowCode.PHONE_IN_NAME,
    RowCode.PHONE_TEXT,
    RowCode.DIRECTION_MARK,
    RowCode.DISTRICT_FROM_ADDRESS,
}


@pytest.fixture
def report() -> Reporter:
    return Reporter(find_header(table("业户名称|联系电话|", "顺达运输公司|19912345678|")), "城东")


def well_said(problem: Problem) -> bool:
    """Tell whether message and advice are sentences of their own that do not repeat each other."""
    sentence = re.compile("[^。]+(?:。[^。]+)*。")
    if not sentence.fullmatch(problem.message) or "{" in problem.message:
        return False
    if problem.severity == "note" and not problem.suggestion:
        return True
    return sentence.fullmatch(problem.suggestion) is not None and problem.suggestion not in problem.message


@pytest.mark.parametrize("code", sorted(ERRORS | WARNINGS | NOTES))
def test_cells(report: Reporter, code: RowCode) -> None:
    problem = report.cell(12, 1, "x", code)
    assert (problem.place, problem.field, problem.value, problem.column) == ("城东 第12行", "联系电话", "x", 1)
    assert problem.severity == ("note" if code in NOTES else "error" if code in ERRORS else "warning")
    assert well_said(problem)


@pytest.mark.parametrize("code", [RowCode.STRAY_QUOTE, RowCode.NUL, RowCode.TOO_LONG])
def test_rows_that_cannot_be_divided(report: Reporter, code: RowCode) -> None:
    problem = report.fault(12, ("顺达", "19912345678"), code)
    assert (problem.severity, problem.column, problem.field, problem.value) == ("error", -1, "", "顺达 | 199****5678")
    assert well_said(problem)


@pytest.mark.parametrize(
    ("line", "rows"), [(12, "先检查第12行，再检查第11行和第13行"), (2, "先检查第2行，再检查第3行")]
)
def test_a_stray_quote_names_its_own_row_and_then_those_around_it(report: Reporter, line: int, rows: str) -> None:
    assert f"（请{rows}）" in report.fault(line, (), RowCode.STRAY_QUOTE).message


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("91990100MA0000001X", "91990100MA0000001X"),
        ("990100000000002", "990100000000002"),
        ("990101000013", "990101000013"),
        ("云交运管许可东字990101000013号", "云交运管许可东字990101000013号"),
        ("20190101", "20190101"),
        ("19912345678", "199****5678"),
        ("0971-6123456", "0971-***3456"),
        ("6123456", "***3456"),
        ('"张三19912345678', '"张三199****5678'),
        ("230103198001012143", ""),
        ("11010519491231002X", ""),
    ],
)
def test_a_whole_row_shows_its_codes_and_no_telephone(report: Reporter, cell: str, shown: str) -> None:
    for problem in (report.field_count(12, ["顺达", cell]), report.fault(12, ("顺达", cell), RowCode.STRAY_QUOTE)):
        assert problem.value == f"顺达 | {shown}"


def test_no_telephone_is_cut_in_two_where_a_quoted_row_ends(report: Reporter) -> None:
    assert "1991234" not in report.fault(12, ("x" * 52 + "：19912345678",), RowCode.TOO_LONG).value


def test_a_wrong_number_of_fields_is_counted(report: Reporter) -> None:
    problem = report.field_count(12, ["顺达"] * 40)
    assert "有40列，表头有3列" in problem.message
    assert well_said(problem)
    assert len(problem.value) == 60


def test_a_column_without_a_name_goes_by_its_place(report: Reporter) -> None:
    assert report.cell(12, 2, "x", RowCode.BAD_DATE).field == "第3列"


def test_another_suggestion_takes_the_place_of_the_usual_one(report: Reporter) -> None:
    assert report.cell(12, 1, "x", RowCode.CHECK_DIGIT, "可能是 y。").suggestion == "可能是 y。"
