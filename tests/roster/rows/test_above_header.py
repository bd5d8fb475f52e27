"""Rows above the header that a table is read by: titles are passed over, records are not."""

from __future__ import annotations

import pytest

from tests.tables import Row, table
from zoufang_cli.roster.columns.header_rows import header_key
from zoufang_cli.roster.columns.names import Field
from zoufang_cli.roster.rows.outcomes import Outcome, RejectedRow, RowCode, TakenRow
from zoufang_cli.roster.rows.roster import Roster, read_roster
from zoufang_cli.text.codes import check_character

CODES = [f"91990100MA000000{n}" for n in range(10)]
CODES = [code + check_character(code) for code in CODES]
HEADER = "序号|业户名称|统一社会信用代码|联系电话|经营地址|备注"
RECORDS = [f"{n}|顺达{n}公司|{CODES[n]}|1990000000{n}|东屏街{n}号|" for n in range(1, 8)]
NARROW = "业户名称|统一社会信用代码|联系电话|||"


def narrow(n: int) -> str:
    return f"恒远{n}公司|{CODES[n]}|1980000000{n}|||"


def outcome_words(outcomes: list[Outcome]) -> list[str]:
    """Say what each row has become."""
    return [
        outcome.operator.name
        if isinstance(outcome, TakenRow)
        else RowCode(outcome.problems[0].code).name
        if isinstance(outcome, RejectedRow)
        else outcome.reason
        for outcome in outcomes
    ]


def read(*rows: str, **how: object) -> tuple[Roster, list[str]]:
    roster = read_roster(table(*rows), **how)  # type: ignore[arg-type]
    return roster, outcome_words(list(roster.outcomes()))


def remembered(header: str) -> dict[str, dict[str, str]]:
    return {header_key(header.split("|")): dict.fromkeys(header.split("|"), "extra") | {"业户名称": "name"}}


def test_the_upper_of_two_tables_is_read_and_the_lower_is_said() -> None:
    roster, outcomes = read(NARROW, narrow(1), narrow(2), HEADER, *RECORDS[2:4])
    assert roster.header.line == 1
    assert outcomes == ["header", "恒远1公司", "恒远2公司", "OTHER_HEADER", "OTHER_HEADER", "OTHER_HEADER"]


def test_a_remembered_header_takes_no_records_from_the_one_above() -> None:
    variant = HEADER.replace("业户名称", "业户名称（必填）")
    roster, outcomes = read(variant, *RECORDS[:2], HEADER, *RECORDS[2:4], remembered=remembered(HEADER))
    assert roster.header.line == 1
    assert outcomes == ["header", "顺达1公司", "顺达2公司", "repeated_header", "顺达3公司", "顺达4公司"]


def test_a_header_that_a_person_means_leaves_the_records_of_another_table_rejected() -> None:
    rows = (NARROW, narrow(1), "", narrow(2), HEADER, *RECORDS[2:4])
    roster, outcomes = read(*rows, mapping={"经营地址": "address"})
    assert roster.header.line == 5
    assert outcomes == [*["OTHER_HEADER"] * 2, "blank", "OTHER_HEADER", "header", "顺达3公司", "顺达4公司"]
    row = list(read_roster(table(*rows), mapping={"经营地址": "address"}).outcomes())[1]
    assert isinstance(row, RejectedRow)
    assert row.problems[0].message == "第1行起是另一张表：表头与第5行的不同，各列对不上，没有采用。"


def test_a_header_that_a_person_means_leaves_the_records_of_its_own_layout_taken() -> None:
    variant = HEADER.replace("经营地址", "地址（必填）")
    roster, outcomes = read("业户名册|||||", variant, RECORDS[0], HEADER, RECORDS[1], mapping={"经营地址": "address"})
    assert roster.header.line == 4
    assert outcomes == ["title", "repeated_header", "顺达1公司", "header", "顺达2公司"]


def test_records_without_a_header_above_the_header_are_records() -> None:
    roster, outcomes = read("业户名册|||||", *RECORDS[:2], "|||||", HEADER, *RECORDS[2:4])
    assert roster.header.line == 5
    assert outcomes == ["title", "顺达1公司", "顺达2公司", "blank", "header", "顺达3公司", "顺达4公司"]


def test_a_record_of_another_width_above_the_header_is_rejected() -> None:
    _, outcomes = read(RECORDS[0] + "|x|y", HEADER, RECORDS[1])
    assert outcomes == ["FIELD_COUNT", "header", "顺达2公司"]


def test_a_damaged_record_above_the_header_is_rejected() -> None:
    first, *rest = table(RECORDS[0], HEADER, RECORDS[1])
    rows = [Row(1, first.cells, "stray_quote"), *rest]
    assert outcome_words(list(read_roster(rows).outcomes())) == ["STRAY_QUOTE", "header", "顺达2公司"]


def test_a_row_without_codes_and_telephones_may_be_a_record_where_most_cells_are_filled() -> None:
    header = "业户名称|经营地址|车主|经营范围|备注"
    _, outcomes = read("顺达|东屏街1号|张三|普货|", "东屏区||||", header, "通达|东屏街2号|李四|普货|")
    assert outcomes == ["ABOVE_HEADER", "title", "header", "通达"]


@pytest.mark.parametrize(
    "title",
    [
        "云州市道路运输业户名册|||||",
        "填报单位：云州市交通运输局|||2020年3月5日||",
        "填报单位|云州市交通运输局|填报人|19900000001|2020年3月|",
        "单位名称|云州市交通运输局|联系电话|19900000001|地址|东屏街1号",
        "单位名称|云州市交通运输局|负责人|张三|日期|2020年3月",
        "单位：家、辆|||||",
        "附件1|||||",
        "东屏区|20|30|40|50|60",
        "区县|企业|个体|客运|货运|维修",
        "2020年3月|||共12家||",
        "注：本表一式两份。|||||",
        "云州市名册|云州市名册|云州市名册|云州市名册|2020年3月|2020年3月",
    ],
)
def test_titles_are_passed_over(title: str) -> None:
    _, outcomes = read(title, title, HEADER, RECORDS[0])
    assert outcomes == ["title", "title", "header", "顺达1公司"]


def test_who_sends_the_list_is_not_the_table() -> None:
    block = ("单位名称|负责人|联系电话|||", "云州市交通运输局|张三|09716123456|||")
    roster, outcomes = read(*block, "|||||", HEADER, *RECORDS[:3])
    assert roster.header.line == 4
    assert outcomes == ["OTHER_HEADER", "OTHER_HEADER", "blank", "header", "顺达1公司", "顺达2公司", "顺达3公司"]


def test_notes_on_how_to_fill_in_are_no_table() -> None:
    notes = ("1|业户名称|填营业执照上的全称|||", "2|统一社会信用代码|18位|||", "3|联系电话|11位手机号|||")
    roster, outcomes = read(*notes, HEADER, *RECORDS[:2])
    assert roster.header.line == 4
    assert outcomes == [*["title"] * 3, "header", "顺达1公司", "顺达2公司"]
    assert roster.header.column_of(Field.NAME) == 1
