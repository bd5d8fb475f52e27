"""Write .xlsx and .ods files, and change their parts, for readers to be tried on."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl

from zoufang_cli.roster.reading.files import read_tables

Change = Callable[[str, bytes], bytes]

ODS_HEAD = (
    '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:automatic-styles>'
    '<style:style style:name="ta1" style:family="table"><style:table-properties table:display="true"/></style:style>'
    '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>'
    "</office:automatic-styles><office:body><office:spreadsheet>"
)
ODS_FOOT = "</office:spreadsheet></office:body></office:document-content>"
ODS_CELL = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'


def make_xlsx(path: Path, fill: Callable[[openpyxl.Workbook], None] | None = None) -> Path:
    """Write a roster of one operator, and what `fill` adds."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["业户名称", "联系电话"])
    sheet.append(["顺达", 13812345678])
    if fill:
        fill(book)
    book.save(path)
    return path


def grid_xlsx(path: Path, rows: list[list[object]], *merges: str) -> Path:
    """Write rows as they are, with merged cells."""

    def fill(book: openpyxl.Workbook) -> None:
        sheet = book["Sheet"]
        sheet.delete_rows(1, 2)
        for place, row in enumerate(rows, 1):
            for column, value in enumerate(row, 1):
                sheet.cell(place, column, value)
        for merge in merges:
            sheet.merge_cells(merge)

    return make_xlsx(path, fill)


def rewrite(path: Path, change: Change) -> Path:
    """Change the parts of a zipped workbook in place."""
    with zipfile.ZipFile(path) as old:
        parts = [(entry.filename, old.read(entry)) for entry in old.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts:
            new.writestr(name, change(name, content))
    return path


def sheet_xml(old: bytes, new: bytes) -> Change:
    """Replace text in the sheets only."""
    return lambda name, content: content.replace(old, new) if "worksheets/" in name else content


def sheet_pattern(pattern: bytes, new: bytes) -> Change:
    """Replace a pattern in the sheets only."""
    return lambda name, content: re.sub(pattern, new, content) if "worksheets/" in name else content


def make_ods(path: Path, rows: str, *, style: str = "ta1") -> Path:
    """Write one sheet of rows in XML; the style ta2 hides it."""
    table = f'<table:table table:name="名册" table:style-name="{style}">{rows}</table:table>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", ODS_HEAD + table + ODS_FOOT)
    return path


def cells(path: Path, **options: str) -> list[tuple[object, ...]]:
    """Read the cells of the first table."""
    _, tables = read_tables(path, **options)
    return [row.cells for row in tables[0].rows]
