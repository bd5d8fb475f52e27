"""Personal information in the cells of a roster: ID numbers are nowhere kept, telephones go to their column."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from tests.tables import table
from zoufang_cli.roster.columns.names import Field
from zoufang_cli.roster.correction.rules import own_texts
from zoufang_cli.roster.rows.outcomes import Outcome, RejectedRow, RowCode, TakenRow
from zoufang_cli.roster.rows.roster import read_roster
from zoufang_cli.text.codes import check_character

ID = "11010519491231002X"
CODE = "91990100MA0000001" + check_character("91990100MA0000001")
HEADER = (
    "业户名称|统一社会信用代码|经营许可证号|法定代表人|联系人|联系电话|经营地址|所属区县|经营范围|业户类别|经营状态|有效期止|车辆数|"
    "经济类型|备注|证件"
)
GOOD = dict.fromkeys(HEADER.split("|"), "") | {"业户名称": "顺达公司", "统一社会信用代码": CODE, "证件": "营业执照"}


def judged(**cells: str) -> Outcome:
    row = "|".join({**GOOD, **cells}.values())
    return list(read_roster(table(HEADER, row)).outcomes())[1]


@pytest.mark.parametrize("column", [name for name in GOOD if name != "业户名称"])
@pytest.mark.parametrize("text", [ID, f"张三{ID}", f"张三，身份证号：{ID}，已核", "110105 19491231 002X"])
def test_no_column_keeps_an_id_number(column: str, text: str) -> None:
    entry = judged(**{column: text})
    assert isinstance(entry, TakenRow)
    kept = str(entry.operator)
    assert not any(part in kept for part in (ID[:17], "19491231", ID[-6:], "002X"))
    problems = [problem for problem in entry.warnings if problem.code == RowCode.ID_NUMBER]
    assert [problem.field for problem in problems] == [column]
    assert not any("19491231" in str(asdict(problem)) or "002X" in str(asdict(problem)) for problem in entry.warnings)


def test_what_stands_beside_an_id_number_is_kept() -> None:
    entry = judged(备注=f"张三{ID}，已核", 证件=ID, 联系人=f"李四（{ID}）", 联系电话=f"19900000001 {ID}")
    assert isinstance(entry, TakenRow)
    operator = entry.operator
    assert (operator.remark, operator.contact, operator.phone, operator.extra) == (
        "张三，已核",
        "李四",
        ("19900000001",),
        {},
    )


def test_a_mistyped_id_number_in_a_column_of_telephones_is_kept_nowhere() -> None:
    entry = judged(联系电话="230103198001012143")
    assert isinstance(entry, TakenRow)
    assert (entry.operator.phone, entry.operator.extra) == ((), {"证件": "营业执照"})
    assert [(problem.code, problem.severity) for problem in entry.warnings] == [(RowCode.ID_NUMBER, "note")]


@pytest.mark.parametrize("column", ["统一社会信用代码", "经营许可证号"])
def test_a_mistyped_id_number_is_taken_for_no_code_and_goes_into_no_copy(column: str) -> None:
    row = "|".join({**GOOD, "统一社会信用代码": "", column: "230103198001012143"}.values())
    roster = read_roster(table(HEADER, row))
    entry = list(roster.outcomes())[1]
    assert isinstance(entry, TakenRow)
    assert (entry.operator.credit_code, entry.operator.licence, entry.operator.extra) == ("", "", {"证件": "营业执照"})
    (problem,) = [problem for problem in entry.warnings if problem.severity == "warning"]
    assert (problem.code, problem.value) == (RowCode.ID_NUMBER, "")
    assert problem.message.startswith("像是居民身份证号")
    assert "230103198001012143" not in own_texts(roster.header, entry.cells)


def test_beside_the_codes_an_id_number_needs_no_check() -> None:
    entry = judged(备注=ID)
    assert isinstance(entry, TakenRow)
    assert [(problem.code, problem.severity, problem.column) for problem in entry.warnings] == [
        (RowCode.ID_NUMBER, "note", 14)
    ]


def test_an_id_number_beside_a_name_is_taken_off_it() -> None:
    entry = judged(业户名称=f"张三{ID}", 统一社会信用代码="")
    assert isinstance(entry, TakenRow)
    assert (entry.operator.name, entry.operator.normalized_name, entry.operator.initials) == ("张三", "张三", "zs")
    rejected = judged(业户名称=ID)
    assert isinstance(rejected, RejectedRow)
    assert [problem.code for problem in rejected.problems] == [RowCode.ID_NUMBER, RowCode.MISSING_NAME]
    assert ID not in str(rejected.problems)


def test_a_valid_code_stays_in_its_column_though_it_reads_as_an_id_number() -> None:
    from itertools import product

    from zoufang_cli.text.codes import is_id_number, is_valid_credit_code

    code = next(
        code
        for serial, check in product(range(1000), "0123456789X")
        if is_id_number(code := f"11010519491231{serial:03d}{check}") and is_valid_credit_code(code)
    )
    entry = judged(统一社会信用代码=code)
    assert isinstance(entry, TakenRow)
    assert (entry.operator.credit_code, entry.warnings) == (code, ())


def test_ditto_repeats_no_id_number() -> None:
    rows = ["|".join({**GOOD, "备注": f"见{ID}"}.values()), "|".join({**GOOD, "备注": "同上"}.values())]
    entries = [outcome for outcome in read_roster(table(HEADER, *rows)).outcomes() if isinstance(outcome, TakenRow)]
    assert [outcome.operator.remark for outcome in entries] == ["见", "见"]


def test_rows_that_go_back_to_the_office_have_none() -> None:
    header = read_roster(table(HEADER)).header
    assert header.column_of(Field.REMARK) == 14
    assert own_texts(header, ("顺达", ID, f"见{ID}", "1１0105 19491231 002X", "'１")) == ("顺达", "", "见", "", "'１")


def test_damaged_rows_quote_no_id_number_and_no_telephone() -> None:
    rejected = judged(备注=f"\ufffd{ID} 13812345678")
    assert isinstance(rejected, RejectedRow)
    assert [problem.value for problem in rejected.problems] == ["\ufffd 138****5678"]


@pytest.mark.parametrize(
    ("name", "phone", "taken", "phones"),
    [
        ("张三13812345678", "", "张三", ("13812345678",)),
        ("顺达公司（13812345678）", "", "顺达公司", ("13812345678",)),
        ("顺达公司 电话：138 1234 5678", "19900000001", "顺达公司", ("19900000001", "13812345678")),
        ("顺达公司13812345678", "13812345678", "顺达公司", ("13812345678",)),
        ("张三/13812345678、13987654321", "", "张三", ("13812345678", "13987654321")),
        ("顺达公司2012", "", "顺达公司2012", ()),
        ("13812345678", "", "13812345678", ()),
    ],
)
def test_a_telephone_behind_a_name_goes_to_its_column(name: str, phone: str, taken: str, phones: tuple[str]) -> None:
    entry = judged(业户名称=name, 联系电话=phone)
    assert isinstance(entry, TakenRow)
    assert (entry.operator.name, entry.operator.phone) == (taken, phones)
    problems = [(problem.code, problem.severity, problem.value) for problem in entry.warnings]
    assert problems == ([(RowCode.PHONE_IN_NAME, "note", entry.warnings[0].value)] if taken != name else [])
    assert "12345678" not in str(entry.warnings)
