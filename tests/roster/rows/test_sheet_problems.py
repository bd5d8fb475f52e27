"""Sheets without a column of names: whether operators seem to stand in them."""

from __future__ import annotations

import pytest

from tests.tables import table
from zoufang_cli.roster.rows.problems import judge_sheet, not_imported

ROSTER = ("名头|电话|地址", *(f"{name}|19900000001|东屏街1号" for name in ("张三", "李四", "王五")))
NAMES_ONLY = ("名头|地址|类别", *(f"{name}|东屏街|普货" for name in ("张三", "李四", "王五")))
FIRMS = ("名头|地址", *(f"顺达{name}公司|东屏街" for name in ("甲", "乙", "丙")))
NOTES = ("填表说明", "1|企业名称填写营业执照上的全称。", "2|信用代码为18位。", "3|电话为11位，如19900000001。")
GUIDE = ("字段|是否必填|说明", *(f"字段{n}|是|请按营业执照填写；没有的填无。" for n in range(5)))
TOTALS = ("区县|家数|辆数", *(f"{name}|{n}|{n}" for n, name in enumerate(("东屏区", "西岭区", "云河县"))))
TWO = NAMES_ONLY[:2]


@pytest.mark.parametrize(
    ("rows", "title", "hidden", "expected"),
    [
        pytest.param(ROSTER, "乙县", False, True, id="telephones"),
        pytest.param(ROSTER, "乙县", True, True, id="hidden with telephones"),
        pytest.param(FIRMS, "乙县", False, True, id="firms"),
        pytest.param(NAMES_ONLY, "乙县", False, True, id="three texts in a row"),
        pytest.param(NAMES_ONLY, "乙县", True, False, id="hidden with words only"),
        pytest.param(ROSTER, "填表样例", False, False, id="an example"),
        pytest.param(NOTES, "Sheet2", False, False, id="notes"),
        pytest.param(GUIDE, "Sheet2", False, False, id="what to fill in"),
        pytest.param(TOTALS, "Sheet2", False, False, id="totals"),
        pytest.param(TWO, "Sheet2", False, False, id="header and a row"),
        pytest.param(("", ""), "Sheet2", False, False, id="blank"),
    ],
)
def test_records(rows: tuple[str, ...], title: str, hidden: bool, expected: bool) -> None:
    sheet = judge_sheet(title, table(*rows), hidden=hidden)
    assert (sheet.has_records, sheet.lines) == (expected, sum(map(bool, rows)))


def test_what_a_sheet_holds_is_said() -> None:
    sheet = judge_sheet("乙县", table(*ROSTER), hidden=False)
    problem = not_imported(sheet, ["名头", "19900000001", *"abcdefgh"], hidden=True)
    assert (problem.place, problem.severity) == ("乙县", "warning")
    assert problem.message == (
        "隐藏的工作表“乙县”没有业户名称列，没有导入：共4行有内容，像表头的一行是：名头、199****0001、a、b、c、d、e、f等。"
    )
