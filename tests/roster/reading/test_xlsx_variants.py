"""Workbooks that other programs write: strict ones, wrong dimensions, cells without a place, hidden sheets."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.roster.reading.book_maker import (
    ODS_CELL,
    Change,
    cells,
    make_ods,
    make_xlsx,
    rewrite,
    sheet_pattern,
    sheet_xml,
)
from tests.roster.reading.xls_maker import label, make_xls
from zoufang_cli.roster.reading.files import read_tables
from zoufang_cli.roster.reading.tables import Row, Unreadable

PLAIN = [("业户名称", "联系电话"), ("顺达", 13812345678.0)]

STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/drawingml/2006/main": b"http://purl.oclc.org/ooxml/drawingml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/": b"http://purl.oclc.org/ooxml/officeDocument/",
}


def to_strict(_name: str, content: bytes) -> bytes:
    for transitional, strict in STRICT.items():
        content = content.replace(transitional, strict)
    return content


def test_strict_workbooks(tmp_path: Path) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        sheet = book["Sheet"]
        sheet.append(["通达", dt.date(2020, 3, 5), "东屏区"])
        sheet.append(["安达", "x"])
        sheet.merge_cells("C3:C4")
        book.create_sheet("旧").sheet_state = "hidden"

    path = rewrite(make_xlsx(tmp_path / "a.xlsx", fill), to_strict)
    _, (table, old) = read_tables(path)
    assert [row.cells for row in table.rows] == [
        ("业户名称", "联系电话", ""),
        ("顺达", 13812345678.0, ""),
        ("通达", dt.date(2020, 3, 5), "东屏区"),
        ("安达", "x", "东屏区"),
    ]
    assert (table.hidden, old.hidden) == (False, True)


def test_strict_shared_strings(tmp_path: Path) -> None:
    relation = b"http://purl.oclc.org/ooxml/officeDocument/relationships/sharedStrings"
    strings = b'<sst xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"><si><t>x</t></si><si><t>\xe4\xb9\x99</t></si></sst>'
    path = rewrite(make_xlsx(tmp_path / "a.xlsx"), sheet_pattern(rb't="inlineStr"><is>.*?</is>', b't="s"><v>1</v>'))
    rewrite(path, to_strict)
    rewrite(
        path,
        lambda name, content: (
            content.replace(
                b"</Relationships>",
                b'<Relationship Id="r9" Type="%s" Target="sharedStrings.xml"/></Relationships>' % relation,
            )
            if name == "xl/_rels/workbook.xml.rels"
            else content
        ),
    )
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", strings)
    assert cells(path)[0] == ("乙", "乙")


def test_strict_dates_are_written_in_iso_form(tmp_path: Path) -> None:
    date = b'<row r="3"><c r="A3" t="d"><v>2020-03-05</v></c></row></sheetData>'
    path = rewrite(make_xlsx(tmp_path / "a.xlsx"), sheet_xml(b"</sheetData>", date))
    assert str(cells(rewrite(path, to_strict))[2][0]).startswith("2020-03-05")


@pytest.mark.parametrize(
    "declared",
    [
        b'<dimension ref="A1"/>',
        b'<dimension ref="A1:XFD1048576"/>',
        b'<dimension ref="B2:A1"/>',
        b'<dimension ref="XFD1048576:A1"/>',
        b'<dimension ref="A1:ZZZZZZ99999999999"/>',
        b'<dimension ref="foo"/>',
        b'<dimension ref="foo"></dimension>',
        b'<dimension ref=""/>',
        b'<dimension ref="A0:B0"/>',
        b'<dimension ref="A:B"/>',
        b'<dimension ref="1:2"/>',
        b'<dimension ref="A1:B2:C3"/>',
        b"<dimension ref=':'/>",
        b"<dimension/>",
        b"",
    ],
)
def test_declared_dimensions_do_not_matter(tmp_path: Path, declared: bytes) -> None:
    path = rewrite(make_xlsx(tmp_path / "a.xlsx"), sheet_pattern(rb"<dimension[^>]*/>", declared))
    assert cells(path) == PLAIN


NO_CELLS = sheet_pattern(rb'(<c) r="[^"]*"', rb"\1")
NO_ROWS = sheet_pattern(rb'(<row) r="[^"]*"', rb"\1")
PREFIXED = sheet_pattern(rb"(</?)(?=[a-zA-Z])", rb"\1x:")


@pytest.mark.parametrize(
    "changes",
    [(NO_CELLS,), (NO_ROWS,), (NO_CELLS, NO_ROWS), (PREFIXED, sheet_xml(b"xmlns=", b"xmlns:x="))],
    ids=["no cells", "no rows", "neither", "prefixed"],
)
def test_cells_and_rows_need_not_name_their_places(tmp_path: Path, changes: tuple[Change, ...]) -> None:
    path = make_xlsx(tmp_path / "a.xlsx")
    for change in changes:
        rewrite(path, change)
    assert cells(path) == PLAIN


def test_cells_without_a_place_lie_beside_the_last_one(tmp_path: Path) -> None:
    more = b'<row r="5"><c r="C5"><v>1</v></c><c><v>2</v></c></row><row/><row><c><v>3</v></c></row></sheetData>'
    path = rewrite(make_xlsx(tmp_path / "a.xlsx"), sheet_xml(b"</sheetData>", more))
    _, (table,) = read_tables(path)
    assert list(table.rows)[4:] == [
        Row(5, ("", "", 1.0, 2.0)),
        Row(6, ("", "", "", "")),
        Row(7, (3.0, "", "", "")),
    ]


WIDE = b"<row>" + b"<c><v>1</v></c>" * 200 + b"</row>"


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        (WIDE + b'<row r="1048576"><c><v>1</v></c></row>', "A1048576"),
        (WIDE + b'<row r="1048576"><x:c><v>1</v></x:c></row>', "A1048576"),
        (WIDE + b'<row r="1048575"/><row><c><v>1</v></c></row>', "A1048576"),
        (b'<row r="1048576"><c r="XFC1048576"/><c><v>1</v></c></row>', "XFD1048576"),
    ],
)
def test_far_cells_without_a_place_are_named(tmp_path: Path, rows: bytes, name: str) -> None:
    path = rewrite(make_xlsx(tmp_path / "a.xlsx"), sheet_xml(b"</sheetData>", rows + b"</sheetData>"))
    with pytest.raises(Unreadable, match=f"工作表“Sheet”的单元格 {name}"):
        read_tables(path)


def test_sheets_are_examined_wherever_they_lie(tmp_path: Path) -> None:
    """The relations decide what a sheet is, and not the folder or the suffix."""
    far = sheet_xml(b"</sheetData>", b'<row><c r="XFD1048576"><v>1</v></c></row></sheetData>')
    path = rewrite(make_xlsx(tmp_path / "a.xlsx"), far)
    rewrite(path, lambda name, content: content.replace(b"worksheets/sheet1.xml", b"s/sheet1.bin"))
    with zipfile.ZipFile(path) as old:
        parts = {name.replace("worksheets/sheet1.xml", "s/sheet1.bin"): old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    with pytest.raises(Unreadable, match="工作表“Sheet”的单元格 XFD1048576"):
        read_tables(path)


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_of_an_xlsx(tmp_path: Path, state: str) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.create_sheet("旧").sheet_state = state

    _, tables = read_tables(make_xlsx(tmp_path / "a.xlsx", fill))
    assert [(table.sheet, table.hidden) for table in tables] == [("Sheet", False), ("旧", True)]


@pytest.mark.parametrize(("state", "hidden"), [(0, False), (1, True), (2, True)])
def test_hidden_sheets_of_an_xls(tmp_path: Path, state: int, hidden: bool) -> None:
    _, (table,) = read_tables(make_xls(tmp_path / "a.xls", label(0, 0, "业户名称"), state=state))
    assert table.hidden is hidden


@pytest.mark.parametrize(("style", "hidden"), [("ta1", False), ("ta2", True)])
def test_hidden_sheets_of_an_ods(tmp_path: Path, style: str, hidden: bool) -> None:
    row = f"<table:table-row>{ODS_CELL.format('业户名称')}</table:table-row>"
    _, (table,) = read_tables(make_ods(tmp_path / "a.ods", row, style=style))
    assert table.hidden is hidden


def test_blank_formatted_rows_at_the_end_are_no_rows(tmp_path: Path) -> None:
    blank = b"".join(b'<row r="%d" s="1" customFormat="1"><c r="A%d" s="1"/></row>' % (n, n) for n in range(3, 900))
    path = rewrite(make_xlsx(tmp_path / "a.xlsx"), sheet_xml(b"</sheetData>", blank + b"</sheetData>"))
    assert cells(path) == PLAIN
