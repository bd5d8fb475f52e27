"""Whole sheets: pages, second tables, copies that were handed back, and columns of a list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tables import table
from zoufang_cli.roster.columns.claims import AmbiguousColumns
from zoufang_cli.roster.columns.header_rows import header_key
from zoufang_cli.roster.rows.outcomes import Cell, Outcome, RejectedRow, RowCode, SkippedRow, SkipReason, TakenRow
from zoufang_cli.roster.rows.roster import Roster, read_roster

HEADER = "序号|业户名称|负责人|联系电话|车辆数|备注"


def outcome_words(outcomes: list[Outcome]) -> list[str]:
    """Say for each row what became of it: a name, a reason, or the code for which it was rejected."""
    return [
        outcome.operator.name
        if isinstance(outcome, TakenRow)
        else outcome.reason.value
        if isinstance(outcome, SkippedRow)
        else outcome.problems[0].code.upper()
        for outcome in outcomes
    ]


def read(*rows: str | tuple[Cell, ...]) -> Roster:
    return read_roster(table(*rows))


def test_a_sheet_of_pages_and_sections() -> None:
    roster = read(
        "附件1|||||",
        "云州市道路运输业户名册|||||",
        "填报单位：云州市运管处||||2020年3月|",
        HEADER,
        "|||（人）|（辆）|",
        "甲|乙|1|2|3|4",
        "一、|客运企业||||",
        "1|顺达客运公司|张三|19900000001|12|",
        "2|云州市总计运输有限公司||||",
        "|小计|||12|",
        "|||||",
        "续表|||||",
        HEADER,
        "东屏区||||2|",
        "注：已迁出|恒远货运公司|李四|19900000002|3|",
        "3||王五|19900000003|1|",
        "合计||||15|",
        "填表人：张三|||审核人：李四||",
        "以下空白|||||",
    )
    assert outcome_words(list(roster.outcomes())) == [
        *["title"] * 3,
        "header",
        *["repeated_header"] * 2,
        "section",
        "顺达客运公司",
        "云州市总计运输有限公司",
        "total",
        "blank",
        "title",
        "repeated_header",
        "section",
        "恒远货运公司",
        "MISSING_NAME",
        "total",
        "footer",
        "footer",
    ]


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        pytest.param("序号|业户名称|负责人|联系电话|车辆数|备注", "repeated_header", id="the same"),
        pytest.param("序号|业户名称||联系电话||", "repeated_header", id="with holes"),
        pytest.param("序号|企业名称|法定代表人|手机|车辆总数|说明", "repeated_header", id="in other words"),
        pytest.param("序号|统一社会信用代码|业户名称|联系电话||", "OTHER_HEADER", id="a column between"),
        pytest.param("业户名称|联系电话|经营地址|||", "OTHER_HEADER", id="another table"),
        pytest.param("业户名称|联系电话|经营地址", "OTHER_HEADER", id="a narrower table"),
        pytest.param("联系电话|业户名称||||", "OTHER_HEADER", id="two columns in another order"),
        pytest.param("||企业名称|电话|经营地址|", "OTHER_HEADER", id="a table further right"),
        pytest.param("9|业户|张三|19900000001||", "业户", id="a name that is a header's word"),
        pytest.param("9|车辆||||", "车辆", id="a name and no more"),
    ],
)
def test_a_header_in_the_middle(second: str, expected: str) -> None:
    roster = read(HEADER, "1|顺达|张三|19900000001|12|", second)
    assert outcome_words(list(roster.outcomes()))[2] == expected


def test_rows_of_another_table_are_rejected_until_the_header_comes_again() -> None:
    roster = read(
        HEADER,
        "1|顺达|张三|19900000001|12|",
        "业户名称|联系电话|经营地址|||",
        "恒远|19900000002|东屏街1号|||",
        "|||||",
        HEADER,
        "2|宏祥|李四|19900000003|1|",
    )
    outcomes = list(roster.outcomes())
    assert outcome_words(outcomes) == [
        "header",
        "顺达",
        "OTHER_HEADER",
        "OTHER_HEADER",
        "blank",
        "repeated_header",
        "宏祥",
    ]
    row = outcomes[3]
    assert isinstance(row, RejectedRow)
    (problem,) = row.problems
    assert (problem.place, problem.severity) == ("第4行", "error")
    assert problem.message == "第3行起是另一张表：表头与第1行的不同，各列对不上，没有采用。"


def test_a_copy_handed_back_belongs_to_its_source_and_names_its_lines() -> None:
    names = tuple(HEADER.split("|"))
    copy = read(
        "行号（DR-00003）|问题|建议|" + HEADER,
        ("12", "业户名称：含有“\ufffd”，说明文字已经丢失", "更正", "1", "顺达", "张三", "19900000001", "12", "x"),
        (13.0, "合计", "", "2", "", "李四", "", "", ""),
        ("14", "问题", "建议", "", "", "", "", "", ""),
    )
    assert copy.header.reference == "DR-00003"
    assert header_key(copy.header.names) == header_key(names)
    assert copy.header.settled() == read(HEADER).header.settled()
    outcomes = list(copy.outcomes())
    assert outcome_words(outcomes) == ["header", "顺达", "MISSING_NAME", "blank"]
    taken, rejected = outcomes[1:3]
    assert isinstance(taken, TakenRow)
    assert isinstance(rejected, RejectedRow)
    assert (taken.correction_line, rejected.correction_line) == ("12", "13")
    assert taken.operator.extra == {}
    assert (taken.cells[1], rejected.cells[0]) == ("业户名称：含有“\ufffd”，说明文字已经丢失", 13.0)


def test_columns_without_names_keep_theirs_in_a_copy() -> None:
    rows = ("业户名称||车队|车队", "顺达|甲|乙|丙")
    plain, copy = read(*rows), read(*[f"{mark}|{row}" for mark, row in zip(("行号（DR-1）", "2"), rows, strict=True)])
    extras = [
        outcome.operator.extra
        for roster in (plain, copy)
        for outcome in roster.outcomes()
        if isinstance(outcome, TakenRow)
    ]
    assert extras == [{"第2列": "甲", "车队": "乙", "车队(2)": "丙"}] * 2


def test_the_users_own_columns_of_problems_are_extra() -> None:
    (_, entry) = read("问题|建议|业户名称", "路窄|加宽|顺达").outcomes()
    assert isinstance(entry, TakenRow)
    assert (entry.operator.extra, entry.correction_line) == ({"问题": "路窄", "建议": "加宽"}, "")


def test_places_of_a_headers_problems_name_the_sheet() -> None:
    roster = read_roster(table("业户名称|身份证号"), sheet="东屏区")
    assert [problem.place for problem in roster.header.problems] == ["东屏区 第1行"]


def test_all_columns_of_a_list_are_read() -> None:
    header = "业户名称|电话|手机|经营范围|许可项目"
    (_, entry) = read(header, "顺达|0300-1234567|19900000001|普货|包车客运").outcomes()
    assert isinstance(entry, TakenRow)
    assert entry.operator.phone == ("0300-1234567", "19900000001")
    assert entry.operator.scope == ("普货", "包车客运")


def test_memory_goes_through_to_the_header() -> None:
    rows = ("业户名称|所属区县|辖区", "顺达|东屏区|西岭区")
    with pytest.raises(AmbiguousColumns):
        read(*rows)
    remembered = {header_key(rows[0].split("|")): {"业户名称": "name", "所属区县": "extra", "辖区": "district"}}
    (_, entry) = read_roster(table(*rows), remembered=remembered).outcomes()
    assert isinstance(entry, TakenRow)
    assert (entry.operator.district, entry.operator.extra) == ("西岭区", {"所属区县": "东屏区"})


def test_more_rows_than_the_header_is_judged_from() -> None:
    rows = [HEADER, *[f"{number}|顺达{number}号|张三|19900000001|1|" for number in range(1000)]]
    outcomes = list(read(*rows).outcomes())
    assert [outcome.line for outcome in outcomes] == list(range(1, 1002))
    assert sum(isinstance(outcome, SkippedRow) and outcome.reason is SkipReason.HEADER for outcome in outcomes) == 1
    assert all(
        problem.code != RowCode.OTHER_HEADER
        for outcome in outcomes
        if isinstance(outcome, RejectedRow)
        for problem in outcome.problems
    )


WORDS = [
    "业户名称",
    "联系方式",
    "联系人",
    "电话",
    "地址",
    "行号（DR-00003）",
    "问题",
    "合计",
    "续表",
    "顺达公司",
    "同上",
    "1",
    "（辆）",
    "",
]
ROWS = st.lists(
    st.lists(st.one_of(st.sampled_from(WORDS), st.none(), st.text(max_size=3), st.floats()), max_size=4).map(tuple),
    max_size=10,
)


@given(ROWS)
def test_every_row_has_one_outcome_in_its_place(cells: list[tuple[Cell, ...]]) -> None:
    rows = table(*cells)
    try:
        roster = read_roster(rows)
    except ValueError:
        return
    outcomes = list(roster.outcomes())
    assert [(outcome.line, outcome.cells) for outcome in outcomes] == [(row.line, row.cells) for row in rows]
    heads = [
        outcome.line for outcome in outcomes if isinstance(outcome, SkippedRow) and outcome.reason is SkipReason.HEADER
    ]
    assert heads == list(range(roster.header.line + 1 - roster.header.rows, roster.header.line + 1))
    assert all(outcome.operator.name for outcome in outcomes if isinstance(outcome, TakenRow))


OURS = "编号|业户名称|性质|统一社会信用代码|经济类型|标签|备注"


def test_our_own_export_brings_nothing_of_ours_back_as_extra() -> None:
    roster = read(OURS, "YH-00001|张三|企业|||重点企业|", "YH-00002|李四公司|个体||||", "YH-00003|王五|||||")
    operators = [outcome.operator for outcome in roster.outcomes() if isinstance(outcome, TakenRow)]
    assert [(outcome.operator_type.value, outcome.extra) for outcome in operators] == [
        ("enterprise", {}),
        ("sole_trader", {}),
        ("sole_trader", {}),
    ]


def test_columns_of_our_export_are_extra_in_any_other_roster() -> None:
    roster = read("序号|业户名称|性质|标签", "1|顺达公司|民营|甲")
    (entry,) = [outcome for outcome in roster.outcomes() if isinstance(outcome, TakenRow)]
    assert entry.operator.extra == {"性质": "民营", "标签": "甲"}
