"""Rows to operators: what is taken, skipped and rejected, and that every row is accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.properties import examples
from zoufang_cli.roster.rows.outcomes import Cell, Outcome, RejectedRow, RowCode, SkippedRow, SkipReason, TakenRow
from zoufang_cli.roster.rows.roster import read_roster
from zoufang_cli.roster.rules import OperatorType
from zoufang_cli.text.codes import check_character

CODE = "91630100MA7528QX0" + check_character("91630100MA7528QX0")
HEADER = (
    "业户名称",
    "统一社会信用代码",
    "许可证号",
    "联系电话",
    "所属辖区",
    "经营范围",
    "经营状态",
    "有效期止",
    "车辆数",
    "注册资金",
)
GOOD = (
    "顺达运输有限公司",
    CODE,
    "青字630100000012号",
    "13812345678",
    "城东区",
    "普货、包车",
    "营业",
    "2025-01-01",
    "12",
    "5万",
)


class Row(NamedTuple):
    line: int
    cells: tuple[Cell, ...]
    fault: str = ""


def outcomes(*cells: tuple[Cell, ...], header: tuple[Cell, ...] = HEADER, sheet: str = "") -> list[Outcome]:
    rows = [Row(line, row) for line, row in enumerate((header, *cells), 1)]
    return list(read_roster(rows, sheet=sheet).outcomes())[1:]


def only(*cells: tuple[Cell, ...], header: tuple[Cell, ...] = HEADER) -> TakenRow:
    entry = outcomes(*cells, header=header)[-1]
    assert isinstance(entry, TakenRow)
    return entry


def changed(**columns: Cell) -> tuple[Cell, ...]:
    return tuple(columns.get(name, value) for name, value in zip(HEADER, GOOD, strict=True))


def test_a_good_row() -> None:
    entry = only(GOOD)
    operator = entry.operator
    assert (entry.line, entry.warnings) == (2, ())
    assert operator.name == operator.normalized_name == "顺达运输有限公司"
    assert operator.initials == "sdysyxgs"
    assert (operator.credit_code, operator.licence, operator.licence_digits) == (CODE, GOOD[2], "630100000012")
    assert (operator.phone, operator.district, operator.scope) == (("13812345678",), "城东区", ("普货", "包车"))
    assert operator.kinds == ("旅游客运", "普通货运")
    assert (operator.operator_type, operator.status, operator.valid_to) == (
        OperatorType.ENTERPRISE,
        1,
        date(2025, 1, 1),
    )
    assert (operator.vehicle_count, operator.extra) == (12, {"注册资金": "5万"})


def test_typed_cells_of_a_workbook() -> None:
    row = changed(
        许可证号=630100000012.0, 联系电话=13812345678.0, 有效期止=date(2025, 1, 1), 车辆数=12.0, 注册资金=None
    )
    operator = only(row).operator
    assert (operator.licence, operator.phone) == ("630100000012", ("13812345678",))
    assert (operator.valid_to, operator.vehicle_count, operator.extra) == (date(2025, 1, 1), 12, {})


def test_line_breaks_divide_phones_and_scopes() -> None:
    operator = only(changed(联系电话="13812345678\n13987654321", 经营范围="包车客运\n机动车维修")).operator
    assert operator.phone == ("13812345678", "13987654321")
    assert operator.scope == ("包车客运", "机动车维修")


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("业户名称", "", RowCode.MISSING_NAME),
        ("业户名称", "无", RowCode.MISSING_NAME),
        ("业户名称", "顺\ufffd公司", RowCode.LOST_TEXT),
        ("业户名称", "顺\ud800公司", RowCode.BAD_CHARACTER),
        ("业户名称", "顺" * 40_000, RowCode.TOO_LONG),
        ("统一社会信用代码", "9.1630100E+17", RowCode.LOSSY_NUMBER),
        ("统一社会信用代码", 916301007528123456.0, RowCode.LOSSY_NUMBER),
        ("许可证号", "6.301E+11", RowCode.LOSSY_NUMBER),
    ],
)
def test_rejected(column: str, value: Cell, code: RowCode) -> None:
    row = changed(**{column: value})
    (outcome,) = outcomes(row)
    assert isinstance(outcome, RejectedRow)
    assert outcome.cells == row
    (problem,) = outcome.problems
    assert (problem.place, problem.field, problem.code, problem.severity) == ("第2行", column, code, "error")


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("统一社会信用代码", CODE[:-1] + "0", RowCode.CHECK_DIGIT),
        ("统一社会信用代码", "OI" + CODE[2:], RowCode.CODE_LETTERS),
        ("统一社会信用代码", "123", RowCode.BAD_CODE),
        ("联系电话", "138123", RowCode.ODD_PHONE),
        ("经营状态", "转让", RowCode.UNKNOWN_STATUS),
        ("有效期止", "3.1", RowCode.BAD_DATE),
        ("车辆数", "若干", RowCode.BAD_COUNT),
        ("所属辖区", "同上", RowCode.DITTO),
        ("统一社会信用代码", "同上", RowCode.DITTO_IDENTIFIER),
        ("许可证号", "〃", RowCode.DITTO_IDENTIFIER),
    ],
)
def test_doubts_are_said_and_the_row_kept(column: str, value: str, code: RowCode) -> None:
    (problem,) = only(changed(**{column: value})).warnings
    assert (problem.field, problem.value, problem.code, problem.severity) == (column, value, code, "warning")


def test_what_needs_no_check_is_a_note() -> None:
    (problem,) = only(changed(联系电话="138****5678")).warnings
    assert (problem.code, problem.severity) == (RowCode.MASKED_PHONE, "note")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("城东\x1b[0m区", RowCode.CONTROL_CHARACTER, id="escape"),
        pytest.param("城东\x07区", RowCode.CONTROL_CHARACTER, id="bell"),
        pytest.param("城东\x9f区", RowCode.CONTROL_CHARACTER, id="C1"),
        pytest.param("\u202e城东区", RowCode.CONTROL_CHARACTER, id="override to the left"),
        pytest.param("\u2067城东区\u2069", RowCode.CONTROL_CHARACTER, id="isolate to the left"),
        pytest.param("\u202d城东区\u202c", RowCode.DIRECTION_MARK, id="override to the right"),
        pytest.param("城\u200b东区\ufeff\u00ad\u00a0", None, id="zero width"),
        pytest.param("城东区\t\r\n", None, id="white space"),
    ],
)
def test_what_hides_in_a_cell_is_dropped_and_said(text: str, code: RowCode | None) -> None:
    entry = only(changed(所属辖区=text))
    assert [(problem.field, problem.code) for problem in entry.warnings] == ([("所属辖区", code)] if code else [])
    assert entry.operator.district.replace("[0m", "") == "城东区"


def test_a_ditto_never_copies_an_identifier() -> None:
    above = changed(许可证号="同上", 统一社会信用代码="同上", 业户名称="恒远")
    operator = only(GOOD, above).operator
    assert (operator.credit_code, operator.licence, operator.licence_digits) == ("", "", "")


def test_what_cannot_be_understood_is_not_lost() -> None:
    operator = only(changed(统一社会信用代码="123", 经营状态="转让", 车辆数="若干")).operator
    unread = {"统一社会信用代码（原文）": "123", "经营状态（原文）": "转让", "车辆数（原文）": "若干"}
    assert operator.extra == {**unread, "注册资金": "5万"}


def test_id_numbers_are_neither_kept_nor_quoted() -> None:
    entry = only(changed(统一社会信用代码="11010519491231002X"))
    assert entry.operator.credit_code == ""
    assert [(problem.code, problem.value) for problem in entry.warnings] == [(RowCode.ID_NUMBER, "")]


def test_ditto_takes_the_value_of_the_row_above() -> None:
    entry = only(GOOD, changed(业户名称="恒远", 所属辖区="同上"), changed(业户名称="宏祥", 所属辖区="〃"))
    assert (entry.operator.name, entry.operator.district) == ("宏祥", "城东区")


def test_mixed_codes_go_to_their_own_fields() -> None:
    header = ("业户名称", "统一社会信用代码", "营业执照注册号", "组织机构代码")
    operator = only(("顺达", "710401235", "630100000000123", CODE), header=header).operator
    assert operator.credit_code == CODE
    assert operator.registration_no == "630100000000123"
    assert operator.organisation_code == "710401235"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("",) * 10, SkipReason.BLANK),
        ((None, " ", "\u3000", *(None,) * 7), SkipReason.BLANK),
        (("北京市（92所）", *("",) * 9), SkipReason.SECTION),
        (("城东区", *("",) * 9), SkipReason.SECTION),
        (("一、客运企业", *("",) * 9), SkipReason.SECTION),
        (("合 计", *("",) * 7, "300", ""), SkipReason.TOTAL),
        (("城东区小计", *("",) * 7, "30", ""), SkipReason.TOTAL),
        (("填表人:张三", "", "", "审核人:李四", *("",) * 6), SkipReason.FOOTER),
        (("注:本表一式两份", *("",) * 9), SkipReason.FOOTER),
        (("填报日期", "2020年3月5日", *("",) * 8), SkipReason.FOOTER),
        (HEADER, SkipReason.REPEATED),
        (("合计", "300"), SkipReason.TOTAL),
        (("",), SkipReason.BLANK),
    ],
)
def test_rows_that_are_no_records(row: tuple[Cell, ...], reason: SkipReason) -> None:
    assert outcomes(row) == [SkippedRow(2, reason, row)]


@pytest.mark.parametrize(
    "name",
    [
        "顺达运输有限公司",
        "张三",
        "合计运输有限公司",
        "总计物流部",
        "说明物流",
        "日期食品",
        "审核科技公司",
        "共和县运输公司",
    ],
)
def test_a_name_alone_is_a_record(name: str) -> None:
    assert only((name, *("",) * 9)).operator.name == name


def test_a_row_with_a_code_is_a_record_whatever_its_name() -> None:
    assert only(changed(业户名称="合计")).operator.name == "合计"


@pytest.mark.parametrize("code", [CODE, "630100000000123"])
def test_a_code_without_a_name_is_rejected_not_passed_over(code: str) -> None:
    (outcome,) = outcomes(("", code, *("",) * 8))
    assert isinstance(outcome, RejectedRow)


@pytest.mark.parametrize("row", [GOOD[:-1], (*GOOD, "多")], ids=["fewer", "more"])
def test_a_row_of_another_width_is_rejected_not_shifted(row: tuple[Cell, ...]) -> None:
    (outcome,) = outcomes(row)
    assert isinstance(outcome, RejectedRow)
    assert outcome.problems[0].code == RowCode.FIELD_COUNT


def test_serial_numbers_prepared_in_advance_are_blank_rows() -> None:
    header = ("序号", "业户名称", "电话")
    assert outcomes(("7", "", ""), header=header) == [SkippedRow(2, SkipReason.BLANK, ("7", "", ""))]


def test_places_name_the_sheet() -> None:
    (outcome,) = outcomes(changed(业户名称=""), sheet="城东区")
    assert isinstance(outcome, RejectedRow)
    assert outcome.problems[0].place == "城东区 第2行"


ROWS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["顺达", "", "合计", "同上", "北京市(3家)"]), st.sampled_from(["", CODE, "1E+17"])),
        st.lists(st.one_of(st.text(max_size=8), st.none(), st.floats(), st.booleans()), max_size=4).map(tuple),
    ),
    max_size=12,
)


def filled(cells: Sequence[Cell]) -> list[Cell]:
    """Return cells without the blank ones at the end: rows that are all too wide or narrow for their header by blanks."""
    kept = list(cells)
    while kept and (kept[-1] is None or not str(kept[-1]).strip()):
        kept.pop()
    return kept


@settings(max_examples=examples(60))
@example([], [("0", "0", None, None)] * 3)
@given(st.lists(st.just(("名册", "")), max_size=2), ROWS)
def test_every_row_has_exactly_one_outcome(titles: list[tuple[str, ...]], body: list[tuple[Cell, ...]]) -> None:
    cells = [*titles, ("业户名称", "信用代码"), *body]
    rows = [Row(line, row) for line, row in enumerate(cells, 1)]
    outcomes = list(read_roster(rows).outcomes())
    assert [(outcome.line, filled(outcome.cells)) for outcome in outcomes] == [
        (row.line, filled(row.cells)) for row in rows
    ]
    reasons = Counter(outcome.reason for outcome in outcomes if isinstance(outcome, SkippedRow))
    assert reasons[SkipReason.HEADER] == 1
    assert all(outcome.operator.name for outcome in outcomes if isinstance(outcome, TakenRow))
    assert all(outcome.problems for outcome in outcomes if isinstance(outcome, RejectedRow))


def test_formulas_that_failed_are_said_cell_by_cell_and_read_as_blank() -> None:
    rows = (
        "1|顺达公司|#N/A|#DIV/0!|#REF!|#NAME?",
        "2|#N/A|#N/A|19900000001|张三|#N/A",
        "3|#N/A|#N/A|||#N/A",
    )
    header = ("序号", "业户名称", "统一社会信用代码", "联系电话", "法定代表人", "车队")
    taken, nameless, blank = outcomes(*(tuple(row.split("|")) for row in rows), header=header)
    assert isinstance(taken, TakenRow)
    operator = taken.operator
    assert (operator.name, operator.credit_code, operator.phone, operator.legal_person, operator.extra) == (
        "顺达公司",
        "",
        (),
        "",
        {},
    )
    warnings = [(problem.code, problem.severity, problem.column, problem.value) for problem in taken.warnings]
    errors = [("warning", 2, "#N/A"), ("warning", 3, "#DIV/0!"), ("warning", 4, "#REF!"), ("note", 5, "#NAME?")]
    assert warnings == [(RowCode.ERROR_CELL, *error) for error in errors]
    assert "#DIV/0!" in taken.warnings[1].message
    assert isinstance(nameless, RejectedRow)
    assert [problem.code for problem in nameless.problems][:2] == [RowCode.MISSING_NAME, RowCode.ERROR_CELL]
    assert isinstance(blank, SkippedRow)
