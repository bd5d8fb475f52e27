"""Merged cells: repeated over data and over the names of a group, never in titles, sections, totals and feet."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.roster.reading.book_maker import cells, grid_xlsx, make_ods
from tests.roster.reading.xls_maker import label, make_xls, merged, number
from zoufang_cli.roster.reading.merges import Cells, Merge, Merges, spread

HEADER: Cells = ("序号", "业户名称", "法人", "法人电话", "联系电话", "地址")


def filled(rows: list[Cells], *merges: tuple[int, int, int, int]) -> list[Cells]:
    by_row: dict[int, list[Merge]] = {}
    for top, bottom, left, right in merges:
        by_row.setdefault(top, []).append(Merge(bottom, left, right))
    return list(spread(iter(rows), Merges(by_row, 0, max(map(len, rows)))))


def test_down_one_column_over_filled_rows_only() -> None:
    rows: list[Cells] = [("甲", "城东", 5.0), ("乙", "", ""), ("", "", ""), ("丙", None, None), ("丁", "城西", "")]
    assert filled(rows, (0, 3, 1, 1), (0, 3, 2, 2)) == [
        ("甲", "城东", 5.0),
        ("乙", "城东", 5.0),
        ("", "", ""),
        ("丙", "城东", 5.0),
        ("丁", "城西", ""),
    ]


def test_across_columns_of_a_record() -> None:
    rows: list[Cells] = [HEADER, (1.0, "顺达", "张三", "19900000001", "", "人民路1号")]
    assert filled(rows, (1, 1, 3, 4))[1] == (1.0, "顺达", "张三", "19900000001", "19900000001", "人民路1号")


def test_down_and_across_over_records() -> None:
    rows: list[Cells] = [
        HEADER,
        (1.0, "顺达", "张三", "19900000001", "", "人民路1号"),
        (2.0, "通达", "李四", "", "", "人民路2号"),
        ("", "小结", "", "", "", ""),
        (3.0, "安达", "王五", "", "19900000002", "人民路3号"),
    ]
    assert [row[3:5] for row in filled(rows, (1, 4, 3, 4))[1:]] == [
        ("19900000001", "19900000001"),
        ("19900000001", "19900000001"),
        ("", ""),
        ("19900000001", "19900000002"),
    ]


@pytest.mark.parametrize(
    ("row", "merge"),
    [
        (("道路运输业户名册", "", "", "", "", ""), (0, 5)),
        (("道路运输业户名册", "", "", "", "", "附件1"), (0, 4)),
        (("填报单位", "", "", "2020年3月", "", ""), (0, 2)),
        (("填报单位：云州市", "", "", "2020年", "3月", "x"), (0, 2)),
        (("一、东屏区", "", "", "", "", ""), (0, 5)),
        ((1.0, "东屏区", "", "", "", ""), (1, 5)),
        ((1.0, "东屏区", "", "", "92家", ""), (1, 3)),
        (("东屏区", "", "", "92家", "35辆", ""), (0, 2)),
        (("东屏区", "", "92家", "35辆", "12", "3"), (0, 1)),
        (("", "合 计", "", "12", "34", "56"), (1, 2)),
        (("12", "东屏区小计", "", "12", "34", "56"), (1, 2)),
        (("", "填表人：张三", "", "审核人", "李四", "日期"), (1, 2)),
    ],
    ids=lambda value: str(value[0]) if isinstance(value, tuple) and len(value) == 6 else "",
)
def test_what_is_no_record_is_not_repeated(row: Cells, merge: tuple[int, int]) -> None:
    record: Cells = (1.0, "顺达", "张三", "19900000001", "19900000002", "人民路1号")
    assert filled([row, HEADER], (0, 0, *merge))[0] == row
    assert filled([HEADER, row, record], (1, 1, *merge))[1] == row


def test_a_group_title_stands_over_each_of_its_columns() -> None:
    rows: list[Cells] = [
        ("道路运输业户名册", "", "", "", "", ""),
        ("序号", "业户名称", "联系方式", "", "", "地址"),
        ("", "", "姓名", "手机", "座机", ""),
        (1.0, "顺达", "张三", "19900000001", "", "人民路1号"),
    ]
    merges = ((0, 0, 0, 5), (1, 2, 0, 0), (1, 2, 1, 1), (1, 1, 2, 4), (1, 2, 5, 5))
    assert filled(rows, *merges) == [
        ("道路运输业户名册", "", "", "", "", ""),
        ("序号", "业户名称", "联系方式", "联系方式", "联系方式", "地址"),
        ("序号", "业户名称", "姓名", "手机", "座机", "地址"),
        (1.0, "顺达", "张三", "19900000001", "", "人民路1号"),
    ]


def test_a_section_over_the_names_of_records_is_no_group() -> None:
    rows: list[Cells] = [HEADER, ("1", "东屏区", "", "", "", ""), ("2", "顺达", "张三", "19900000001", "", "x")]
    assert filled(rows, (1, 1, 1, 2))[1] == rows[1]


def test_columns_merged_in_every_row_stay_one_column() -> None:
    rows: list[Cells] = [
        ("序号", "业户名称", "", "电话", "地址"),
        ("1", "顺达", "", "1", "x"),
        ("2", "通达", "", "2", "x"),
    ]
    assert filled(rows, *((row, row, 1, 2) for row in range(3))) == rows


def test_merges_reach_no_further_than_the_table() -> None:
    rows: list[Cells] = [("业户", "电话"), ("甲", "1"), ("乙", "")]
    started = time.perf_counter()
    found = filled(rows, (1, 10**9, 1, 1), (0, 0, 1, 10**9), (2, 10**9, 0, 10**9))
    assert found == [("业户", "电话"), ("甲", "1"), ("乙", "1")]
    assert time.perf_counter() - started < 1


def test_many_merges_are_gone_through_once() -> None:
    rows: list[Cells] = [(f"甲{number}", "x") for number in range(20_000)]
    started = time.perf_counter()
    filled(rows, *((0, 10**6, 0, 0) for _ in range(20_000)))
    assert time.perf_counter() - started < 2


GRID: list[list[object]] = [
    ["名册", None, None, None],
    ["业户名称", "电话一", "电话二", "辖区"],
    ["甲", "1", None, "城东"],
    ["乙", "2", "3", None],
]
MERGED = [
    ("名册", "", "", ""),
    ("业户名称", "电话一", "电话二", "辖区"),
    ("甲", "1", "1", "城东"),
    ("乙", "2", "3", "城东"),
]


def test_merges_of_an_xlsx(tmp_path: Path) -> None:
    assert cells(grid_xlsx(tmp_path / "a.xlsx", GRID, "A1:D1", "B3:C3", "D3:D4")) == MERGED


def test_merges_of_an_xlsx_that_begins_further_down_and_right(tmp_path: Path) -> None:
    moved = [[None] * 3, [None] * 3, *([None, *row] for row in GRID)]
    found = cells(grid_xlsx(tmp_path / "a.xlsx", moved, "B3:E3", "C5:D5", "E5:E6"))
    assert [row[1:] for row in found[2:]] == MERGED


def test_merges_of_an_xls(tmp_path: Path) -> None:
    values = [
        label(row, column, str(value))
        for row, line in enumerate(GRID)
        for column, value in enumerate(line)
        if value is not None
    ]
    merges = (merged(0, 0, 0, 3), merged(2, 2, 1, 2), merged(2, 3, 3, 3))
    assert cells(make_xls(tmp_path / "a.xls", *values, *merges)) == MERGED


def test_a_number_merged_down_is_repeated(tmp_path: Path) -> None:
    values = (label(0, 0, "甲"), number(0, 1, 12.0), label(1, 0, "乙"))
    assert cells(make_xls(tmp_path / "a.xls", *values, merged(0, 1, 1, 1))) == [("甲", 12.0), ("乙", 12.0)]


def test_merges_of_an_ods(tmp_path: Path) -> None:
    def cell(text: object, columns: int = 1, rows: int = 1) -> str:
        if text is None:
            return "<table:covered-table-cell/>"
        return (
            f'<table:table-cell table:number-columns-spanned="{columns}" table:number-rows-spanned="{rows}" '
            f'office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        )

    spans = {"名册": (4, 1), "1": (2, 1), "城东": (1, 2)}
    blank = '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
    rows = [
        f"<table:table-row>{''.join(cell(value, *spans.get(str(value), (1, 1))) for value in line)}</table:table-row>"
        for line in GRID
    ]
    assert cells(make_ods(tmp_path / "a.ods", blank + "".join(rows)))[2:] == MERGED
