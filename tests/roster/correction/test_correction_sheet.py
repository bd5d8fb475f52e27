"""The copy of faulty roster rows, reopened and read back: columns, words, colours, hostile text, wide rows."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.properties import examples
from zoufang_cli.roster.correction import sheet as sheet_module
from zoufang_cli.roster.correction.rules import CorrectionRow, SheetRows
from zoufang_cli.roster.correction.sheet import Titles, line_of, sheet_bytes, workbook_text
from zoufang_cli.roster.importing.rules import NOTES_TITLE, SkippedLine
from zoufang_cli.roster.reading.files import read_tables
from zoufang_cli.roster.rows.outcomes import Cell, SkipReason
from zoufang_cli.roster.values.cells import cell_text
from zoufang_cli.screen.workbook import MAX_HEIGHT
from zoufang_cli.text.problem import Problem

NAMES = ["序号", "业户名称", "统一社会信用代码", "联系电话", "", "备注"]
CELLS: tuple[Cell, ...] = (1, "云河顺达公司", "00123", 19900000001.0, None, "甲")
HOSTILE = ['=HYPERLINK("http://x")', "+86 199", "-1", "@SUM(A1)", "#N/A", "=", "TRUE", "1E5", "<b>&amp;</b>", "]]>"]
RED, YELLOW, NONE = "00FFC7CE", "00FFF2A8", "00000000"


def problem(
    column: int, message: str = "请核对。", severity: str = "warning", advice: str = "", field: str = ""
) -> Problem:
    name = field or (NAMES[column] if 0 <= column < len(NAMES) else "")
    return Problem("第12行", name, "", "some_code", message, severity, advice, column)


def row(*problems: Problem, rejected: bool = False, cells: Sequence[Cell] = CELLS, line: int = 12) -> CorrectionRow:
    return CorrectionRow("", line, tuple(map(cell_text, cells)), problems, rejected)


def content(*rows: CorrectionRow, title: str = "东屏区", names: Sequence[str] = NAMES) -> bytes:
    return sheet_bytes("DR-00003", [SheetRows(title, names, rows)])


def reopened(made: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(made))


def sheet_of(*rows: CorrectionRow, names: Sequence[str] = NAMES) -> Worksheet:
    return reopened(content(*rows, names=names))["东屏区"]


def read_back(folder: Path, made: bytes) -> dict[str, list[tuple[object, ...]]]:
    path = folder / "copy.xlsx"
    path.write_bytes(made)
    _, tables = read_tables(path)
    return {table.sheet: [one.cells for one in table.rows] for table in tables}


def test_columns_in_the_users_own_order() -> None:
    sheet = sheet_of(row(problem(3)))
    assert [cell.value for cell in sheet[1]] == ["行号（DR-00003）", "问题", "建议", *(name or None for name in NAMES)]
    assert [cell.value for cell in sheet[2]][3:] == ["1", "云河顺达公司", "00123", "19900000001", None, "甲"]
    assert sheet["A2"].value == "12"
    assert {cell.fill.fgColor.rgb for cell in sheet[1][:3]} == {"00DDEBF7"}
    assert {cell.fill.fgColor.rgb for cell in sheet[1][3:]} == {"00F2F2F2"}


@pytest.mark.parametrize(
    ("made", "said", "advice"),
    [
        (row(problem(3)), "【请核对】联系电话：请核对。", None),
        (row(problem(3, "联系电话不全。"), rejected=True), "【未采用】联系电话不全。", None),
        (row(problem(-1, "该行有7列。", "error"), rejected=True), "【未采用】该行有7列。", None),
        (
            row(problem(2, "校验位不符。"), problem(3, "写法无法识别。", advice="0971-6123456")),
            "【请核对】统一社会信用代码：校验位不符；联系电话：写法无法识别。",
            "联系电话：0971-6123456",
        ),
        (
            row(problem(-1, "甲。", advice="照执照填写。"), problem(-1, "乙。", advice="照执照填写。"), problem(-1, "甲。")),
            "【请核对】甲；乙。",
            "照执照填写。",
        ),
        (row(problem(3), problem(5, "已展开。", "note", "不必改。")), "【请核对】联系电话：请核对。", None),
    ],
    ids=["doubtful", "names its column", "whole row", "several", "none twice", "notes are not said"],
)  # fmt: skip
def test_words(made: CorrectionRow, said: str, advice: str | None) -> None:
    sheet = sheet_of(made)
    assert (sheet["B2"].value, sheet["C2"].value) == (said, advice)


@pytest.mark.parametrize(
    ("problems", "marked"),
    [
        *(([problem(column, severity="error")], {3 + column: RED}) for column in range(len(NAMES))),
        *(([problem(column)], {3 + column: YELLOW}) for column in range(len(NAMES))),
        ([problem(-1, severity="error")], {0: RED}),
        ([problem(-1)], {0: YELLOW}),
        ([problem(99)], {0: YELLOW}),
        ([problem(2), problem(2, severity="error"), problem(2), problem(3)], {5: RED, 6: YELLOW}),
        ([problem(5, severity="note"), problem(1)], {4: YELLOW}),
    ],
)
def test_marked_cells(problems: list[Problem], marked: dict[int, str]) -> None:
    fills = [cell.fill.fgColor.rgb for cell in sheet_of(row(*problems))[2]]
    assert fills == [marked.get(place, NONE) for place in range(3 + len(NAMES))]


def test_a_missing_cell_is_marked_all_the_same() -> None:
    sheet = sheet_of(row(problem(5), cells=("1", "顺达")))
    assert sheet["I2"].fill.fgColor.rgb == YELLOW
    assert sheet["I2"].border.left.style == "thin"


@pytest.mark.parametrize("text", HOSTILE)
def test_everything_is_text(text: str) -> None:
    sheet = sheet_of(row(problem(0, text, advice=text), cells=[text] * 6), names=[text] * 6)
    for number in (1, 2):
        for cell in sheet[number][3:]:
            assert (cell.value, cell.data_type, cell.number_format) == (text, "s", "@")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (date(2020, 3, 5), "2020-03-05"),
        (datetime(2020, 3, 5, 8, 30), "2020-03-05 08:30:00"),
        (630100.0, "630100"),
        (0.5, "0.5"),
        (True, "是"),
        ("00123", "00123"),
        (" 一\r\n二 ", " 一\n二 "),
    ],
)
def test_typed_cells_keep_their_text(cell: Cell, text: str, tmp_path: Path) -> None:
    read = read_back(tmp_path, content(row(problem(0), cells=[cell])))
    assert read["东屏区"][1][3] == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\x00b\x1fc", "abc"),
        ("\ud83d甲\uffff", "\ufffd甲"),
        ("_x0041_", "_x005F_x0041_"),
        ("字" * 32_767, "字" * 32_767),
        ("字" * 32_768, "字" * 32_765 + "…\ufffd"),
        ("𠮷" * 20_000, "𠮷" * 16_382 + "…\ufffd"),
    ],
    ids=["controls", "surrogates", "escapes", "longest", "too long", "too long in UTF-16"],
)
def test_stored(text: str, kept: str) -> None:
    assert workbook_text(text) == kept


def test_a_cut_cell_is_said_and_refused_when_it_comes_back() -> None:
    line = line_of(row(problem(-1, "过长。", "error"), rejected=True, cells=["1", "长" * 40_000]), 6)
    assert line.texts[1] == "【未采用】过长；有的单元格内容过长，本表放不下，只列出前一部分，请以原文件为准。"
    assert line.texts[4].endswith("\ufffd")  # the mark of lost text, for which a row is rejected


def without_end(cells: Sequence[object]) -> list[object]:
    """Return cells without the empty ones at the end, which a reader leaves out."""
    kept = list(cells)
    while kept and kept[-1] in ("", None):
        kept.pop()
    return kept


WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
    | st.sampled_from("\n\t\x85=_x041"),
    max_size=12,
)


@settings(max_examples=examples(40), deadline=None)
@given(
    st.lists(st.lists(WORDS, min_size=1, max_size=8), min_size=1, max_size=5), st.lists(WORDS, min_size=1, max_size=5)
)
def test_the_same_cells_come_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], names: list[str]
) -> None:
    made = content(
        *(row(problem(0, "甲。"), cells=cells, line=number) for number, cells in enumerate(rows)), names=names
    )
    header, *read = read_back(tmp_path_factory.mktemp("copy"), made)["东屏区"]
    assert without_end(header[3 : 3 + len(names)]) == without_end(names)
    for number, (cells, found) in enumerate(zip(rows, read, strict=True)):
        assert found[0] == str(number)
        assert without_end(found[3:]) == without_end(cells)


def test_surplus_cells_have_columns_of_their_own() -> None:
    wide = row(problem(-1, severity="error"), rejected=True, cells=[*CELLS, "乙", "丙", "", None])
    sheet = sheet_of(row(problem(1)), wide)
    assert [cell.value for cell in sheet[1]][9:] == ["第7列", "第8列"]
    assert [cell.value for cell in sheet[3]][8:] == ["甲", "乙", "丙"]
    assert sheet["J2"].value is None


@pytest.mark.parametrize("count", [57, 20_000])
def test_nothing_of_a_very_wide_row_is_lost(count: int, tmp_path: Path) -> None:
    cells = [f"值{number}" for number in range(count)]
    made = [row(problem(1), line=number) for number in range(300)]
    read = read_back(tmp_path, content(*made, row(problem(-1), cells=cells)))["东屏区"]
    assert len(read[-1]) == 3 + 6 + 50
    if count == 57:
        assert " | ".join(str(cell) for cell in read[-1][3:]) == " | ".join(cells)
    else:
        assert str(read[-1][-1]).startswith("值55 | 值56")


def test_more_columns_than_a_sheet_holds(tmp_path: Path) -> None:
    read = read_back(tmp_path, content(row(problem(0), cells=["x"] * 20_000), names=["n"] * 20_000))["东屏区"]
    assert len(read[0]) == len(read[1]) == 16_384


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        (["东屏区", "西岭区"], ["东屏区", "西岭区"]),
        (["", " \t"], ["名册", "名册(2)"]),
        (["a[b]:*?/\\c", "'引'"], ["abc", "引"]),
        (["长" * 40, "长" * 35], ["长" * 31, "长" * 28 + "(2)"]),
        (["𠮷" * 20], ["𠮷" * 15]),
        (["Abc", "aBC", "abc"], ["Abc", "aBC(2)", "abc(3)"]),
        ([NOTES_TITLE, "History"], [f"{NOTES_TITLE}(2)", "History(2)"]),
        (["a\x00\ud800b"], ["ab"]),
    ],
)
def test_titles(wanted: list[str], titles: list[str]) -> None:
    taken = Titles()
    assert [taken.take(one) for one in wanted] == titles


def test_several_sheets_then_the_notes() -> None:
    sheets = [
        SheetRows(title, NAMES, rows)
        for title, rows in (("甲", [row(problem(1))]), ("乙", []), ("", [row(problem(1))]))
    ]
    made = reopened(sheet_bytes("DR-00003", sheets))
    assert made.sheetnames == ["甲", "名册", NOTES_TITLE]
    notes = "".join(str(cell.value or "") for line in made[NOTES_TITLE].iter_rows() for cell in line)
    for part in ("DR-00003", "不要改动“行号”一列", "zoufang enterprise import 本文件", "可以原样保留", "可以整行删除"):
        assert part in notes


def test_more_rows_than_a_sheet_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_module, "MOST_ROWS", 2)
    made = reopened(content(*(row(problem(1), line=number) for number in range(1, 6))))
    assert made.sheetnames == ["东屏区", "东屏区(2)", "东屏区(3)", NOTES_TITLE]
    assert [[cell.value for cell in sheet["A"]][1:] for sheet in made.worksheets[:3]] == [["1", "2"], ["3", "4"], ["5"]]


def test_sheet_and_page() -> None:
    sheet = sheet_of(row(problem(1)), row(problem(2)))
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.dimensions) == ("D2", "A1:I3", "A1:I3")
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$1", "$A:$A")
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
        "landscape",
        1,
        0,
    )
    assert sheet.oddFooter.center.text == "第&P页 共&N页"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_a_wide_table_takes_pages_side_by_side() -> None:
    names = [f"很长的列名{number}" for number in range(40)]
    assert sheet_of(row(problem(1), cells=["长" * 40] * 40), names=names).page_setup.fitToWidth > 3


def test_columns_are_as_wide_as_what_they_hold() -> None:
    sheet = sheet_of(row(problem(1), cells=["1", "云" * 12, "9" * 18, "长" * 500, None, "甲"]), row(problem(2)))
    width = {letter: sheet.column_dimensions[letter].width for letter in "DEFGI"}
    assert width["D"] < width["F"] < width["E"] < width["G"] < 40
    assert width["I"] < 10


@pytest.mark.parametrize(
    ("cells", "problems", "least", "most"),
    [
        (CELLS, [problem(1)], 19, 19),
        (["字" * 600, *CELLS[1:]], [problem(1)], 90, 110),
        (["字" * 300, *CELLS[1:]], [problem(0)], 300, 400),
        (["1\n2\n3", *CELLS[1:]], [problem(1)], 45, 60),
        (["字" * 30_000, *CELLS[1:]], [problem(0)], MAX_HEIGHT, MAX_HEIGHT),
    ],
    ids=["one line", "long but sound", "long and wrong", "line breaks", "as high as it gets"],
)
def test_rows_are_as_high_as_they_need(
    cells: Sequence[Cell], problems: list[Problem], least: float, most: float
) -> None:
    height = sheet_of(row(*problems, cells=cells)).row_dimensions[2].height
    assert height is not None
    assert least <= height <= most


def test_only_the_line_number_is_centred() -> None:
    sheet = sheet_of(row(problem(2)), row(problem(-1)))
    for number in (2, 3):
        assert [cell.alignment.horizontal for cell in sheet[number]] == ["center", *["left"] * 8]


def test_numbers_are_text() -> None:
    book = openpyxl.load_workbook(io.BytesIO(content(row(problem(1), cells=["=1+1", "19900000001", "007"]))))
    assert [(cell.value, cell.data_type) for cell in book.worksheets[0][2][3:6]] == [
        ("=1+1", "s"), ("19900000001", "s"), ("007", "s"),
    ]  # fmt: skip


def test_skipped_rows_are_listed_on_a_sheet_of_their_own() -> None:
    skipped = [SkippedLine("东屏", 9, SkipReason.TOTAL, "合计 | 12"), SkippedLine("", 11, SkipReason.FOOTER, "=填表人")]
    book = reopened(sheet_bytes("DR-00003", [SheetRows("甲", ["名称"], [row(problem(1))])], skipped))
    assert book.sheetnames == ["甲", "说明", "略过的行"]
    assert [[cell.value for cell in line] for line in book["略过的行"].iter_rows(min_row=2)] == [
        ["东屏", "9", "合计行", "合计 | 12"],
        [None, "11", "表尾", "=填表人"],
    ]


def test_the_same_content_gives_the_same_bytes() -> None:
    made = content(row(problem(1)), row(problem(2)))
    assert made == content(row(problem(1)), row(problem(2)))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = reopened(made).properties
    assert (properties.created, properties.modified) == (datetime(1980, 1, 1), datetime(1980, 1, 1))


def test_rows_are_not_held() -> None:
    """Rows of 16 MB go by in a fraction of that, whatever they hold."""
    rows = (row(problem(1), line=number, cells=[f"{number}" + "字" * 4000]) for number in range(2000))
    sheet = SheetRows("甲", ["列"], rows)
    content(row(problem(1)))  # what is loaded once
    tracemalloc.start()
    sheet_bytes("DR-00003", [sheet])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 12 << 20
