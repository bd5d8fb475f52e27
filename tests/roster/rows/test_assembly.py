"""A row put together: columns that share a field, what is kept beside the fields, where problems point. All data is made up."""

from __future__ import annotations

from datetime import date

import pytest

from tests.tables import table
from zoufang_cli.roster.rows.outcomes import RejectedRow, RowCode, TakenRow
from zoufang_cli.roster.rows.roster import read_roster
from zoufang_cli.text.problem import Problem

CODE = "91990100MAB052181P"
OTHER_CODE = "92990100MAB052181L"


def outcome(header: str, row: str) -> TakenRow | RejectedRow:
    read_row = list(read_roster(table(header, row)).outcomes())[-1]
    assert isinstance(read_row, TakenRow | RejectedRow)
    return read_row


def entry(header: str, row: str) -> TakenRow:
    read_row = outcome(header, row)
    assert isinstance(read_row, TakenRow)
    return read_row


def only_problem(header: str, row: str) -> Problem:
    (problem,) = entry(header, row).warnings
    return problem


@pytest.mark.parametrize(
    ("district", "address", "expected", "derived"),
    [
        pytest.param("云州市西岭区", "云州市东屏区望江街3号", "西岭区", False, id="its own column goes before"),
        pytest.param("", "云州市东屏区望江街3号", "东屏区", True, id="blank: from the address"),
        pytest.param("无", "东屏区望江街3号", "东屏区", True, id="placeholder: from the address"),
        pytest.param("", "云州市望江街3号", "", False, id="no district anywhere"),
        pytest.param("", "", "", False, id="nothing"),
    ],
)
def test_district(district: str, address: str, expected: str, derived: bool) -> None:
    read_row = entry("业户名称|所属区县|经营地址", f"顺达运输公司|{district}|{address}")
    assert (read_row.operator.district, read_row.operator.district_derived) == (expected, derived)
    assert [problem.code for problem in read_row.warnings] == [RowCode.DISTRICT_FROM_ADDRESS] * derived
    assert all((problem.severity, problem.column) == ("note", 2) for problem in read_row.warnings)


def test_a_roster_without_a_column_of_districts_takes_them_from_the_addresses() -> None:
    operator = entry("业户名称|经营地址", "顺达运输公司|云州市东屏区望江街3号").operator
    assert (operator.district, operator.district_derived) == ("东屏区", True)


def test_all_columns_of_telephones_and_scopes_are_read() -> None:
    read_row = entry(
        "业户名称|联系电话|手机|许可范围|经营范围", "顺达运输公司|0971-6123456|19912345678/0971-6123456|普货|维修、普货"
    )
    assert read_row.operator.phone == ("0971-6123456", "19912345678")
    assert read_row.operator.scope == ("普货", "维修")
    assert read_row.warnings == ()


def test_a_doubt_stands_with_its_own_column() -> None:
    problem = only_problem("业户名称|联系电话|手机", "顺达运输公司|0971-6123456|1991234567")
    assert (problem.field, problem.column, problem.code, problem.value) == ("手机", 2, RowCode.ODD_PHONE, "******4567")


@pytest.mark.parametrize(
    ("column", "value", "code", "kept"),
    [
        ("联系电话", "同微信号", RowCode.ODD_PHONE, "同微信号"),
        ("联系电话", "张三19912345678", RowCode.PHONE_TEXT, "张三19912345678"),
        ("联系电话", "1.99E+10", RowCode.LOSSY_PHONE, "1.99E+10"),
        ("有效期止", "2020-02-30", RowCode.BAD_DATE, "2020-02-30"),
        ("有效期起", "3.1", RowCode.BAD_DATE, "3.1"),
        ("有效期", "四年", RowCode.BAD_DATE, "四年"),
        ("经营状态", "1-停业", RowCode.UNKNOWN_STATUS, "1-停业"),
        ("车辆数", "若干", RowCode.BAD_COUNT, "若干"),
        ("统一社会信用代码", "990101000013", RowCode.BAD_CODE, "990101000013"),
        ("统一社会信用代码", f"{CODE}、{OTHER_CODE}", RowCode.SEVERAL_CODES, f"{CODE}、{OTHER_CODE}"),
        ("统一社会信用代码", CODE[:-1] + "Q", RowCode.CHECK_DIGIT, None),
        ("统一社会信用代码", "11010519491231002X", RowCode.ID_NUMBER, None),
        ("经营许可证号", "11010519491231002X", RowCode.ID_NUMBER, None),
        ("经营许可证号", "990101000013、990101000014", RowCode.SEVERAL_LICENCES, None),
        ("经营许可证号", CODE, RowCode.CODE_AS_LICENCE, None),
    ],
)
def test_what_is_not_taken_is_kept_under_the_name_of_its_column(
    column: str, value: str, code: RowCode, kept: str | None
) -> None:
    read_row = entry(f"业户名称|{column}", f"顺达运输公司|{value}")
    assert [(problem.code, problem.column) for problem in read_row.warnings] == [(code, 1)]
    assert read_row.operator.extra == ({f"{column}（原文）": kept} if kept else {})
    assert "11010519491231002X" not in repr((read_row.operator, read_row.warnings))


def test_two_columns_of_codes_that_contradict_are_said() -> None:
    read_row = entry("业户名称|统一社会信用代码|工商注册号", f"顺达运输公司|{CODE}|{OTHER_CODE}")
    assert read_row.operator.credit_code == CODE
    assert [(problem.code, problem.column) for problem in read_row.warnings] == [(RowCode.SEVERAL_CODES, 2)]
    assert read_row.operator.extra == {"工商注册号（原文）": OTHER_CODE}


def test_several_numbers_in_a_cell_go_to_their_own_fields() -> None:
    operator = entry("业户名称|统一社会信用代码", f"顺达运输公司|{CODE} / 71040123-5 990101000000013").operator
    assert (operator.credit_code, operator.organisation_code, operator.registration_no) == (
        CODE,
        "710401235",
        "990101000000013",
    )


def test_the_probable_code_is_suggested() -> None:
    problem = only_problem("业户名称|统一社会信用代码", f"顺达运输公司|{CODE.replace('0', 'O')}")
    assert (problem.code, problem.suggestion) == (RowCode.CODE_LETTERS, f"可能是 {CODE}，请对照营业执照核对。")


@pytest.mark.parametrize(
    ("header", "row", "since", "until"),
    [
        ("有效期", "2018-01-01至2022-01-01", date(2018, 1, 1), date(2022, 1, 1)),
        ("有效期起|有效期止", "2018年1月|2022年2月", date(2018, 1, 1), date(2022, 2, 28)),
        ("有效期止", "2018-01-01至2022-01-01", date(2018, 1, 1), date(2022, 1, 1)),
        ("有效期起|有效期止", "2018-01-01至2022-01-01|", date(2018, 1, 1), date(2022, 1, 1)),
        ("有效期起|有效期", "2018-01-01|至2022-01-01", date(2018, 1, 1), date(2022, 1, 1)),
        ("发证日期|有效期止", "2018-01-01|长期", date(2018, 1, 1), None),
    ],
)
def test_validity(header: str, row: str, since: date, until: date | None) -> None:
    read_row = entry(f"业户名称|{header}", f"顺达运输公司|{row}")
    assert (read_row.operator.valid_from, read_row.operator.valid_to, read_row.warnings) == (since, until, ())


@pytest.mark.parametrize(
    ("columns", "values", "kept"),
    [
        ("有效期|核发日期|有效期止", "2019-01-01至2023-01-01|2018-12-20|2024-01-01", "2019-01-01至2023-01-01"),
        ("有效期|有效期止", "2023-01-01|2024-01-01", "2023-01-01"),
        ("有效期|有效期止", "长期|2024-01-01", "长期"),
        ("有效期|核发日期", "2019-01-01至2023-01-01|2018-12-20", "2019-01-01至2023-01-01"),
        ("有效期|有效期起|有效期止", "2019.1.1-2023.1.1|2019-01-01|2023-01-01", None),
        ("有效期|有效期起", "2023-01-01|2019-01-01", None),
        ("有效期|有效期止", "|2024-01-01", None),
    ],
)
def test_a_period_that_contradicts_its_two_columns_is_kept_and_said(
    columns: str, values: str, kept: str | None
) -> None:
    read_row = entry(f"业户名称|{columns}", f"顺达运输公司|{values}")
    if "有效期止" in columns:
        assert read_row.operator.valid_to == date.fromisoformat(values.rpartition("|")[2])
    assert read_row.operator.extra == ({"有效期（原文）": kept} if kept else {})
    assert [(problem.code, problem.severity, problem.column) for problem in read_row.warnings] == (
        [(RowCode.VALIDITY_DIFFERS, "warning", 1)] if kept else []
    )


def test_a_rejected_row_says_everything_that_is_wrong_with_it() -> None:
    read_row = outcome("业户名称|统一社会信用代码|有效期止|联系电话", "顺达运输公司|9.1E+17|明天|1991234567")
    assert isinstance(read_row, RejectedRow)
    assert {problem.code for problem in read_row.problems} == {
        RowCode.LOSSY_NUMBER,
        RowCode.BAD_DATE,
        RowCode.ODD_PHONE,
    }
