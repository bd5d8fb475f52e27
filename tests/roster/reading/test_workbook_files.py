"""Workbooks by content; hostile and broken ones refused with a sentence, quickly."""

from __future__ import annotations

import datetime as dt
import os
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.roster.reading.book_maker import ODS_CELL, cells, make_ods, make_xlsx, rewrite, sheet_xml
from tests.roster.reading.xls_maker import compound, label, make_xls, number
from zoufang_cli.errors import NotFound
from zoufang_cli.roster.reading.files import read_tables
from zoufang_cli.roster.reading.tables import FileKind, Unreadable

ODS_FAR = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'


@pytest.mark.parametrize("name", ["roster.xlsx", "roster.xls", "roster.csv"])
def test_xlsx_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    book = make_xlsx(tmp_path / "book.xlsx").rename(tmp_path / name)
    info, (table,) = read_tables(book)
    assert info.kind is FileKind.XLSX
    assert [(row.line, row.cells) for row in table.rows] == [
        (1, ("业户名称", "联系电话")),
        (2, ("顺达", 13812345678.0)),
    ]


@pytest.mark.parametrize("declared", [(1, 1), (0, 0), (65536, 256), (0x7FFFFFFF, 0xFFFF)])
def test_xls_that_declares_the_wrong_extent(tmp_path: Path, declared: tuple[int, int]) -> None:
    cells_written = (label(2, 1, "业户名称"), label(3, 1, "顺达"), number(3, 2, 5.0))
    path = make_xls(tmp_path / "a.xls", *cells_written, declared=declared)
    info, (table,) = read_tables(path)
    rows = list(table.rows)
    assert (info.kind, table.sheet) == (FileKind.XLS, "名册")
    assert [(row.line, row.cells[1:]) for row in rows[2:]] == [(3, ("业户名称", "")), (4, ("顺达", 5.0))]


def test_ods(tmp_path: Path) -> None:
    row = f"<table:table-row>{ODS_CELL.format('业户名称')}{ODS_CELL.format('电话')}</table:table-row>"
    assert cells(make_ods(tmp_path / "a.ods", row)) == [("业户名称", "电话")]


def test_csv_called_xls_is_read_as_text(tmp_path: Path) -> None:
    path = tmp_path / "roster.xls"
    path.write_bytes("业户名称\t电话\n顺达\t1\n".encode("gbk"))
    assert cells(path) == [("业户名称", "电话"), ("顺达", "1")]


def test_rows_and_columns_keep_their_places(tmp_path: Path) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book["Sheet"].delete_rows(1, 2)
        book["Sheet"]["C4"] = "业户名称"
        book["Sheet"]["D6"] = dt.date(2020, 3, 5)
        book["Sheet"]["E6"] = dt.time(8, 30)

    _, (table,) = read_tables(make_xlsx(tmp_path / "a.xlsx", fill))
    rows = {row.line: row.cells for row in table.rows}
    assert rows[4][2] == "业户名称"
    assert rows[6][3:5] == (dt.date(2020, 3, 5), "08:30:00")


def test_sheets_hidden_ones_said_and_one_chosen(tmp_path: Path) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.create_sheet("城东").append(["业户名称"])
        book.create_sheet("旧").sheet_state = "hidden"
        book.create_chartsheet("图")

    path = make_xlsx(tmp_path / "a.xlsx", fill)
    _, tables = read_tables(path)
    assert [(table.sheet, table.hidden) for table in tables] == [("Sheet", False), ("城东", False), ("旧", True)]
    assert cells(path, sheet="城东") == [("业户名称",)]
    with pytest.raises(NotFound, match="城东、旧"):
        read_tables(path, sheet="城西")


def test_formatted_cells_far_away_are_harmless(tmp_path: Path) -> None:
    path = make_xlsx(tmp_path / "a.xlsx")
    rewrite(
        path,
        sheet_xml(
            b"</sheetData>", b'<row r="1048576"><c r="XFC1048576" s="0"></c><c r="XFD1048576" s="0"/></row></sheetData>'
        ),
    )
    assert len(cells(path)) == 2


@pytest.mark.parametrize(
    "cell",
    [
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b"<row r='1048576'><c s='0' r = 'XFD1048576'><v>1</v></c></row>",
        b'<x:row r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
        b'<row r="1048576"><c r="xfd1048576"><v>1</v></c></row>',
        b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>',
    ],
)
def test_far_cell_of_an_xlsx_is_named(tmp_path: Path, cell: bytes) -> None:
    path = rewrite(make_xlsx(tmp_path / "a.xlsx"), sheet_xml(b"</sheetData>", cell + b"</sheetData>"))
    with pytest.raises(Unreadable, match="工作表“Sheet”的单元格 XFD1048576"):
        read_tables(path)


def test_a_wide_but_short_sheet_passes(tmp_path: Path) -> None:
    path = make_xlsx(tmp_path / "a.xlsx", lambda book: book["Sheet"].cell(3, 2000, "x") and None)
    assert len(cells(path)[2]) == 2000


@pytest.mark.parametrize(("column", "reason"), [(16000, "已损坏"), (255, "工作表“名册”的单元格 IV65536")])
def test_far_cell_of_an_xls_is_named(tmp_path: Path, column: int, reason: str) -> None:
    """An .xls has 256 columns: a cell beyond them is no far cell but damage."""
    path = make_xls(tmp_path / "a.xls", label(0, 0, "业户名称"), label(65535, column, "x"))
    with pytest.raises(Unreadable, match=reason):
        read_tables(path)


def test_a_panic_of_the_library_is_a_sentence_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    class PanicException(BaseException):
        pass

    class Panicking:
        @staticmethod
        def from_filelike(stream: object) -> None:
            os.write(2, b"thread panicked")
            raise PanicException

    monkeypatch.setattr("python_calamine.CalamineWorkbook", Panicking)
    with pytest.raises(Unreadable, match="损坏"):
        read_tables(make_xlsx(tmp_path / "a.xlsx"))
    assert capfd.readouterr().err == ""


def test_far_cell_of_an_ods_is_named(tmp_path: Path) -> None:
    far = '<table:table-cell table:number-columns-repeated="16000"/>' + ODS_CELL.format("x")
    with pytest.raises(Unreadable, match="工作表“名册”的单元格 WQK1048001"):
        read_tables(make_ods(tmp_path / "a.ods", f"{ODS_FAR}<table:table-row>{far}</table:table-row>"))


def test_zip_bomb_is_refused_at_once(tmp_path: Path) -> None:
    path = make_xlsx(tmp_path / "a.xlsx")
    rewrite(path, sheet_xml(b"</sheetData>", b"<row/>" * (20 << 20) + b"</sheetData>"))
    started = time.perf_counter()
    with pytest.raises(Unreadable, match="压缩炸弹"):
        read_tables(path)
    assert time.perf_counter() - started < 1


def test_a_directory_that_lies_about_sizes_is_refused(tmp_path: Path) -> None:
    path = make_xlsx(tmp_path / "a.xlsx")
    rewrite(path, sheet_xml(b"</sheetData>", b" " * (1 << 20) + b"</sheetData>"))
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    path.write_bytes(path.read_bytes().replace(size.to_bytes(4, "little"), (500).to_bytes(4, "little")))
    with pytest.raises(Unreadable, match="损坏"):
        read_tables(path)


def test_entities_are_refused(tmp_path: Path) -> None:
    path = rewrite(
        make_xlsx(tmp_path / "a.xlsx"), sheet_xml(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet')
    )
    with pytest.raises(Unreadable, match="DTD"):
        read_tables(path)


def test_honest_rows_pass(tmp_path: Path) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        for index in range(5000):
            book["Sheet"].append([f"顺达{index}", "13812345678"])

    assert len(cells(make_xlsx(tmp_path / "a.xlsx", fill))) == 5002


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.ods"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_truncated_files(tmp_path: Path, name: str, share: float) -> None:
    path = tmp_path / name
    if name == "a.xlsx":
        make_xlsx(path)
    elif name == "a.ods":
        make_ods(path, f"<table:table-row>{ODS_CELL.format('顺达')}</table:table-row>")
    else:
        make_xls(path, *(label(row, 0, "顺达运输有限公司") for row in range(1000)))
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with pytest.raises(Unreadable, match="不完整或已损坏"):
        read_tables(path)


def test_passwords(tmp_path: Path) -> None:
    encrypted = tmp_path / "a.xlsx"
    encrypted.write_bytes(compound("EncryptedPackage", b"secret"))
    secret = b"<manifest:encryption-data/>"
    ods = rewrite(
        make_ods(tmp_path / "c.ods", ""), lambda name, content: secret if name.startswith("META-INF") else content
    )
    for path in (encrypted, make_xls(tmp_path / "b.xls", label(0, 0, "业户名称"), password=True), ods):
        with pytest.raises(Unreadable, match="文件有打开密码。请用 Excel 或 WPS 打开，取消密码后另存再导入。"):
            read_tables(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html><html></html>", "HTML"),
        (b'<?xml version="1.0"?><Workbook/>', "另存为 .xlsx"),
        (b"%PDF-1.7", "PDF"),
        (b"Rar!\x1a\x07", "解压"),
        (b"", "空的"),
        (b"\xef\xbb\xbf \r\n", "空的"),
        (b"PK\x03\x04 not a zip", "损坏"),
        (b"PK\x05\x06" + b"\0" * 18, "空的压缩包"),
        (bytes.fromhex("D0CF11E0A1B11AE1"), "损坏"),
    ],
)
def test_what_is_no_table_says_what_to_do(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "roster.xls"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=said):
        read_tables(path)


def test_other_zips(tmp_path: Path) -> None:
    for part, said in (("word/document.xml", "Word"), ("roster.csv", "解压"), ("xl/workbook.bin", "xlsb")):
        path = tmp_path / "a.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(part, "x")
        with pytest.raises(Unreadable, match=said):
            read_tables(path)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="找不到文件"):
        read_tables(tmp_path / "none.csv")
    with pytest.raises(Unreadable, match="文件夹"):
        read_tables(tmp_path)


def test_pipes_are_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(Unreadable, match="管道"):
        read_tables(tmp_path / "pipe.csv")
