"""What is said of a faulty row: every code, its severity, its column, its advice."""

from __future__ import annotations

import re

import pytest

from tests.domain.tables import table
from zoufang_cli.domain.entries import RowCode
from zoufang_cli.domain.headers import find_header
from zoufang_cli.domain.problem import Problem
from zoufang_cli.domain.row_problems import Reporter

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
    RowCode.UNKNOWN_STATUS,
    RowCode.BAD_COUNT,
    RowCode.DITTO,
    RowCode.DITTO_IDENTIFIER,
    RowCode.CONTROL_CHARACTER,
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


@pytest.mark.parametrize(("line", "rows"), [(12, "第11至13行"), (1, "第1至2行")])
def test_a_stray_quote_names_the_rows_around_it(report: Reporter, line: int, rows: str) -> None:
    assert f"请检查{rows}" in report.fault(line, (), RowCode.STRAY_QUOTE).message


def test_a_wrong_number_of_fields_is_counted(report: Reporter) -> None:
    problem = report.field_count(12, ["顺达"] * 40)
    assert "有40列，表头有3列" in problem.message
    assert well_said(problem)
    assert len(problem.value) == 60


def test_a_column_without_a_name_goes_by_its_place(report: Reporter) -> None:
    assert report.cell(12, 2, "x", RowCode.BAD_DATE).field == "第3列"


def test_another_suggestion_takes_the_place_of_the_usual_one(report: Reporter) -> None:
    assert report.cell(12, 1, "x", RowCode.CHECK_DIGIT, "可能是 y。").suggestion == "可能是 y。"
