"""Errors and formulas without a result in the cells of a workbook, which calamine reads as blank."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlrd

from tests.roster.reading.book_maker import cells, make_ods, make_xlsx, rewrite, sheet_pattern
from tests.roster.reading.xls_maker import label, make_xls, record
from zoufang_cli.roster.reading.files import read_tables
from zoufang_cli.roster.reading.notices import Notices

ERRORS = ("#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!")


def with_errors(book: openpyxl.Workbook) -> None:
    sheet = book["Sheet"]
    sheet.append(ERRORS)
    for cell in sheet[3]:
        cell.data_type = "e"
    sheet.append(["=A2&1", '="x"', "y"])


def valueless(path: Path) -> int:
    return read_tables(path)[1][0].valueless


def test_errors_of_an_xlsx_stand_in_their_cells(tmp_path: Path) -> None:
    path = make_xlsx(tmp_path / "a.xlsx", with_errors)
    assert cells(path)[2] == ERRORS
    assert cells(path)[3] == ("", "", "y", "", "", "", "")
    assert valueless(path) == 2


@pytest.mark.parametrize(
    "cell",
    [
        b'<c t="e" s="1" r="C3"><f>1/0</f><v>#REF!</v></c>',
        b'<c r="C3" t="e">\n<f t="shared" si="0"/>\n<v>#REF!</v>\n</c>',
        b"<c r='C3' t='e'><v>#REF!</v></c>",
    ],
)
def test_errors_however_they_are_written(tmp_path: Path, cell: bytes) -> None:
    path = rewrite(make_xlsx(tmp_path / "a.xlsx", with_errors), sheet_pattern(rb'<c r="C3".*?</c>', cell))
    assert cells(path)[2] == ERRORS


def test_errors_with_prefixed_tags(tmp_path: Path) -> None:
    path = rewrite(make_xlsx(tmp_path / "a.xlsx", with_errors), sheet_pattern(rb"<(/?)(\w)", rb"<\1x:\2"))
    rewrite(path, sheet_pattern(b"xmlns=", b"xmlns:x="))
    assert cells(path)[2] == ERRORS
    assert valueless(path) == 2


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        (b'<c r="A4"><f>1+1</f></c>', 1),
        (b'<c r="A4"><f>A2/"/"</f><v></v></c>', 1),
        (b'<c r="A4"><f t="shared" ref="A4" si="0">B4&amp;1</f>\n<v/></c>', 1),
        (b'<c r="A4"><f t="shared" si="0"/></c>', 1),
        (b'<c r="A4" t="str"><f>""</f><v></v></c>', 0),
        (b'<c r="A4"><f>1+1</f><v>2</v></c>', 0),
        (b'<c r="A4" t="inlineStr"><is><t>f t="e" &lt;f&gt;</t></is></c>', 0),
    ],
)
def test_formulas_whose_result_was_never_stored_are_counted(tmp_path: Path, cell: bytes, count: int) -> None:
    path = make_xlsx(tmp_path / "a.xlsx", lambda book: book["Sheet"].append(["x"]))
    assert valueless(rewrite(path, sheet_pattern(rb'<c r="A3".*?</c>', cell.replace(b"A4", b"A3")))) == count


def test_cells_that_two_pieces_divide_are_seen() -> None:
    whole = b'<c r="A1"><f>1</f><v/></c><c r="B1" t="e"><v>#N/A</v></c><c r="C1"><f>2</f></c>'
    places = [place for place, byte in enumerate(whole) if byte == ord("<")][1:]
    for at in places:
        notices = Notices()
        notices.take(whole[: at + 2])
        notices.take(whole[at:])
        assert (notices.valueless, notices.errors) == (2, {0: {1: "#N/A"}}), at


def test_errors_of_an_xls(tmp_path: Path) -> None:
    numbers = {text: number for number, text in xlrd.error_text_from_code.items()}
    plain = [record(0x0205, struct.pack("<HHHBB", 1, place, 0, numbers[text], 1)) for place, text in enumerate(ERRORS)]
    result = struct.pack("<BBBBBBH", 2, 0, numbers["#REF!"], 0, 0, 0, 0xFFFF)
    formula = record(0x0006, struct.pack("<HHH", 2, 1, 0) + result + struct.pack("<HIH", 0, 0, 0))
    true = record(0x0205, struct.pack("<HHHBB", 2, 2, 0, 1, 0))
    path = make_xls(tmp_path / "a.xls", label(0, 0, "业户名称"), *plain, formula, true)
    assert cells(path)[1:] == [ERRORS, ("", "#REF!", True, "", "", "", "")]


def test_errors_of_an_ods(tmp_path: Path) -> None:
    error = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value=""'
        ' calcext:value-type="error"><text:p>{}</text:p></table:table-cell>'
    )
    rows = f"<table:table-column/><table:table-row>{error.format('#DIV/0!')}{error.format('Err:508')}</table:table-row>"
    assert cells(make_ods(tmp_path / "a.ods", rows)) == [("#DIV/0!", "#VALUE!")]


def test_columns_before_the_rows_of_an_ods_do_not_hide_its_merges(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="string"{}><text:p>{}</text:p></table:table-cell>'
    down, covered = cell.format(' table:number-rows-spanned="2"', "东屏区"), "<table:covered-table-cell/>"
    rows = (
        f"<table:table-column/><table:table-row>{cell.format('', '甲')}{down}</table:table-row>"
        f"<table:table-row>{cell.format('', '乙')}{covered}</table:table-row>"
    )
    assert cells(make_ods(tmp_path / "a.ods", rows)) == [("甲", "东屏区"), ("乙", "东屏区")]


def test_a_sheet_of_errors_stays_within_bounds(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    make_xlsx(path)
    row = "".join(f'<c r="{letter}{{0}}" t="e"><v>#N/A</v></c>' for letter in "ABCDE")
    rows = "".join(f'<row r="{n}">{row.format(n)}</row>' for n in range(3, 30_000)).encode()
    rewrite(
        path, lambda name, old: old.replace(b"</sheetData>", rows + b"</sheetData>") if "worksheets/" in name else old
    )
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
    assert sum(value == "#N/A" for line in cells(path) for value in line) == 100_000
