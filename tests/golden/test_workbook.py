"""The workbook of a return, reopened: sheets, cells, page set-up, charts, hostile text."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.returns.records import ME, Records
from zoufang_cli.plan.table import campaign_of
from zoufang_cli.returns.actions.month import month_return
from zoufang_cli.returns.rules import MonthReturn
from zoufang_cli.returns.screens.workbook.book import workbook_bytes
from zoufang_cli.screen.workbook import MAX_HEIGHT, SIZE, clean, display_width
from zoufang_cli.store.connection import Store
from zoufang_cli.text.months import Month

SHEETS = ["月报统计表", "走访台账", "问题台账", "覆盖情况", "图表", "填报说明"]
HOSTILE = ['=HYPERLINK("http://x")', "+86 138", "-1", "@SUM(A1)", "\t制表", "#N/A", "a\x0bb\ud800c", "长" * 40_000]


def reopened(made: MonthReturn) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(made)))


def texts(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def row_of(sheet: Worksheet, text: str) -> list[object]:
    """Return the values of the first row that holds a text."""
    for row in sheet.iter_rows(values_only=True):
        if text in row:
            return list(row)
    raise AssertionError(f"{text} is not on {sheet.title}")


@pytest.fixture
def made(store: Store) -> MonthReturn:
    with Records(store) as r:
        wang = r.person("王建国", "head", phone="13900001111")
        r.person("陈静", "filer", phone="13900002222")
        shunda, hongyun = r.operator("顺达公司"), r.operator("宏运公司", district="城西区")
        r.operator("马家车行", district="")
        r.visit("3.5", shunda, hongyun, leader_id=wang, form="F1", material_count=20, received_phone="13812345678")
        r.visit("2.5", shunda)
        r.issue("3.5", ("assigned", "3.5"), operators=[shunda], due="3.20", responsible_id=wang)
    return month_return(store, campaign_of(store), ME, Month(2020, 3), None)


def test_sheets_and_titles(made: MonthReturn) -> None:
    book = reopened(made)
    assert book.sheetnames == SHEETS
    assert book["月报统计表"]["A1"].value == "公路执法服务大走访活动进展情况统计表(2020年3月)"
    assert book["月报统计表"]["A2"].value == "填报单位（盖章）：云州市交通运输综合行政执法支队"
    assert book["走访台账"]["A1"].value == "公路执法服务大走访活动走访台账(2020年3月)"


def test_every_figure_is_printed(made: MonthReturn) -> None:
    sheet = reopened(made)["月报统计表"]
    assert [cell.value for cell in sheet[3]] == ["序号", "项目", "单位", "本月", "累计", "备注"]
    numbered = [row for row in sheet.iter_rows(min_row=4, values_only=True) if isinstance(row[0], int)]
    assert len(numbered) == len(made.figures.shown)
    for row, figure in zip(numbered, made.figures.shown, strict=True):
        assert str(row[1]).endswith(figure.label)
        assert str(row[1]).startswith("　") == bool(figure.part_of)
        assert row[2] == figure.unit
    assert row_of(sheet, "走访家次")[3:5] == [2, 3]
    assert row_of(sheet, "业户总数")[3:6] == [3, "/", "期末数"]
    assert row_of(sheet, "覆盖率")[3:6] == [0.6667, 0.6667, "应走访业户中已走访÷应走访业户：本月2/3，累计2/3"]
    assert row_of(sheet, "满意率")[3:5] == ["—", "—"]


def test_foot_names_who_signs(made: MonthReturn) -> None:
    foot = texts(reopened(made)["月报统计表"])[-1]
    for part in ("单位负责人：王建国", "审核人：", "填报人：陈静", "联系电话：13900002222", "填报日期：2020年3月31日"):
        assert part in foot


def test_ledgers(made: MonthReturn) -> None:
    book = reopened(made)
    visits = book["走访台账"]
    assert row_of(visits, "顺达公司")[2] == row_of(visits, "宏运公司")[2]
    assert row_of(visits, "顺达公司")[5] == "138****5678"
    assert row_of(visits, "合计")[3] == "走访1次，2家次"
    assert row_of(visits, "合计")[9] == 40
    issue = row_of(book["问题台账"], "顺达公司")
    assert issue[8] == "王建国"
    assert issue[10] == "办理中"
    assert issue[13] == "逾期"
    assert "期初未销号0个，反映1个" in str(row_of(book["问题台账"], "合计")[3])


def test_coverage(made: MonthReturn) -> None:
    sheet = reopened(made)["覆盖情况"]
    assert row_of(sheet, "城西区")[3:] == [1, 1, 0, 1, 1, 1]
    assert row_of(sheet, "合计")[3:] == [3, 2, 1, 0.6667, 2, 3]
    assert row_of(sheet, "马家车行")[8] == "138****5678"


def test_charts(made: MonthReturn) -> None:
    book = reopened(made)
    charts = [name for name in zipfile.ZipFile(io.BytesIO(workbook_bytes(made))).namelist() if "/chart" in name]
    assert len(charts) == 3
    assert row_of(book["图表"], "2020年3月")[1:3] == [2, 1]
    assert row_of(book["图表"], "办理中")[1] == 1


def test_notes_hold_every_definition(made: MonthReturn) -> None:
    found = texts(reopened(made)["填报说明"])
    for figure in made.figures.shown:
        assert figure.definition in found
    assert made.digest in found
    identity = row_of(reopened(made)["填报说明"], "业户总数＝企业＋个体工商户")
    assert identity[4] == "√ 相符（左边3，右边3）"


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("月报统计表", "公路执法服务大走访活动进展情况统计表(2020年3月)", "项目"),
        ("走访台账", "公路执法服务大走访活动走访台账(2020年3月)", "走访日期"),
        ("问题台账", "公路执法服务大走访活动问题台账(2020年3月)", "反映日期"),
        ("覆盖情况", "未走访业户名单(2020年3月)：应走访而未走访，共1家", "业户名称"),
        ("填报说明", "填报说明(2020年3月)", "口径（说明）"),
    ],
)
def test_pages_begin_with_title_and_header(made: MonthReturn, name: str, first: str, last: str) -> None:
    sheet = reopened(made)[name]
    rows = [int(row) for row in str(sheet.print_title_rows).replace("$", "").split(":")]
    assert sheet.cell(rows[0], 1).value == first
    assert last in [cell.value for cell in sheet[rows[1]]]


@pytest.mark.parametrize(
    ("name", "least"), [("月报统计表", 9), ("走访台账", 8), ("问题台账", 8), ("覆盖情况", 8.5), ("填报说明", 9)]
)
def test_type_is_readable_on_paper(made: MonthReturn, name: str, least: float) -> None:
    """Each sheet is as wide as its page; the type is as large as that leaves it, in points, with wide digits even."""
    sheet = reopened(made)[name]
    digit = 7.0  # points, of DejaVu Sans, which stands in for 宋体 11 where there are no Chinese fonts
    wide = sum(column.width for column in sheet.column_dimensions.values()) * digit
    paper = 297 / 25.4 * 72 - (sheet.page_margins.left + sheet.page_margins.right) * 72
    assert SIZE * min(1, paper / wide) >= least


def test_columns_are_measured_in_a_font_that_is_there(made: MonthReturn) -> None:
    normal = next(style for style in reopened(made)._named_styles if style.name == "Normal")
    assert (normal.font.name, normal.font.size) == ("宋体", 11)


def test_states_do_not_break_inside_a_word(store: Store) -> None:
    with Records(store) as r:
        r.issue("3.5", ("closed", "3.5"), outcome="on_the_spot")
        r.issue("3.6", ("assigned", "3.6"), ("resolved", "3.7"))
        r.issue("3.7", ("assigned", "3.7"), ("closed", "3.8"), outcome="referred")
    sheet = reopened(month_return(store, campaign_of(store), ME, Month(2020, 3), None))["问题台账"]
    column = next(cell for cell in sheet[3] if cell.value == "状态")
    states = [sheet.cell(row, column.column).value for row in (4, 5, 6)]
    assert [state.split("\n")[0] for state in states] == ["已销号", "已办结", "已销号"]
    assert all(display_width(line) <= 10 for state in states for line in state.split("\n")), states


@pytest.mark.parametrize("name", SHEETS)
def test_page_setup(made: MonthReturn, name: str) -> None:
    sheet = reopened(made)[name]
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize or 0)) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToWidth == 1
    assert sheet.oddFooter.center.text == "第&P页 共&N页"
    if name != "图表":
        assert sheet.freeze_panes is not None
        assert sheet.print_title_rows


@pytest.mark.parametrize("name", SHEETS)
def test_values_only(made: MonthReturn, name: str) -> None:
    kinds = {cell.data_type for row in reopened(made)[name].iter_rows() for cell in row}
    assert "f" not in kinds
    assert "e" not in kinds


def test_zero_report_says_so(store: Store) -> None:
    book = reopened(month_return(store, campaign_of(store), ME, Month(2020, 2), "疫情防控"))
    assert "零报告，原因：疫情防控" in texts(book["月报统计表"])
    assert row_of(book["月报统计表"], "走访家次")[3:5] == [0, 0]
    assert "本期没有走访记录。" in texts(book["走访台账"])
    assert "本期没有问题办理记录。" in texts(book["问题台账"])


def test_hostile_text(store: Store) -> None:
    """Nothing is a formula, every character can be stored, and no row is higher than Excel allows."""
    with Records(store) as r:
        for text in HOSTILE:
            text = text.replace("\ud800", "")  # the store holds UTF-8 only
            r.visit("3.5", r.operator(text, district=text[:20]), reply=text, remark=text)
            r.operator(text)
    book = reopened(month_return(store, campaign_of(store), ME, Month(2020, 3), None))
    visits = book["走访台账"]
    for number, text in enumerate(HOSTILE[:6]):
        cell = visits.cell(4 + number, 5)
        assert (cell.data_type, cell.value) == ("s", text)
        assert bool(cell.quotePrefix) == (text[0] in "=+-@\t")
    assert visits.cell(10, 5).value == "abc"
    assert "全文见台账" in str(visits.cell(11, 12).value)
    for sheet in book:
        assert all((row.height or 0) <= MAX_HEIGHT for row in sheet.row_dimensions.values())


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [("a\x00b\x1fc", "abc"), ("\ud83d甲\uffff", "甲"), ("一\r\n二\r三", "一\n二\n三"), ("字" * 40_000, "字" * 32_000)],
    ids=["controls", "surrogates", "line breaks", "too long"],
)
def test_clean(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("走访", 4), ("2020年3月", 9), ("（甲）", 6), ("“√”", 6)])
def test_display_width(text: str, width: int) -> None:
    assert display_width(text) == width


def test_dates_are_dates(made: MonthReturn) -> None:
    cell = reopened(made)["走访台账"]["C4"]
    assert cell.is_date
    assert cell.value.date() == date(2020, 3, 5)
    assert cell.number_format == "yyyy-mm-dd"
