"""Write a grid of cells as the files that rosters come in: text of all kinds, HTML, .xlsx, .xls, .ods."""

from __future__ import annotations

import csv
import html
import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tests.roster.corpus.truth import Cell, Grid
from tests.roster.reading.xls_maker import label, make_xls, number

DIMENSION = re.compile(rb"<dimension[^>]*/>")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def text_of(cell: Cell) -> str:
    """Write a cell as an export to text does."""
    return "" if cell is None else cell.isoformat() if isinstance(cell, date) else str(cell)


def csv_text(grid: Grid, delimiter: str = ",", end: str = "\r\n") -> str:
    """Write delimited text, quoted where it must be."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows([text_of(cell) for cell in row] for row in grid)
    return out.getvalue()


def put(path: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    """Write content as it is."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def html_text(grid: Grid, charset: str = "utf-8") -> str:
    """Write a page with one table, as systems that call it .xls do."""
    rows = "".join(f"<tr>{''.join(f'<td>{_marked(text_of(cell))}</td>' for cell in row)}</tr>\n" for row in grid)
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'
    return f"<html><head>{head}<style>td {{mso-number-format:'\\@'}}</style></head><body><table border=1>\n{rows}</table></body></html>"


def _marked(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")


def xlsx(
    path: Path,
    sheets: Mapping[str, Grid],
    *,
    merges: Sequence[str] = (),
    hidden: Sequence[str] = (),
    change: Callable[[Any], None] | None = None,
) -> Path:
    """Write a workbook; `merges` are of every sheet, `change` may do anything to the open workbook."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, grid in sheets.items():
        sheet = book.create_sheet(title)
        for row in grid:
            sheet.append(row)
        for merge in merges:
            sheet.merge_cells(merge)
        if title in hidden:
            sheet.sheet_state = "hidden"
    if change:
        change(book)
    book.save(path)
    return path


def in_parts(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """Rewrite every part of a zipped file."""
    with zipfile.ZipFile(path) as old:
        parts = [(entry.filename, old.read(entry)) for entry in old.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts:
            new.writestr(name, change(name, content))
    return path


def in_sheets(path: Path, change: Callable[[bytes], bytes]) -> Path:
    """Rewrite the XML of every worksheet."""
    return in_parts(path, lambda name, content: change(content) if "worksheets/" in name else content)


def strict(path: Path) -> Path:
    """Turn a workbook into strict Open XML (ISO/IEC 29500-1), which Excel offers when saving."""
    names = {
        _MAIN.encode(): b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        _REL.encode(): b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    }

    def change(_: str, content: bytes) -> bytes:
        for old, new in names.items():
            content = content.replace(old, new)
        return content

    return in_parts(path, change)


def xls(path: Path, grid: Grid) -> Path:
    """Write a BIFF8 workbook of one sheet; dates become text."""
    cells = []
    for row, values in enumerate(grid):
        for column, value in enumerate(values):
            if isinstance(value, (int, float)):
                cells.append(number(row, column, value))
            elif value is not None:
                cells.append(label(row, column, text_of(value)))
    return make_xls(path, *cells, declared=(len(grid), max(map(len, grid))))


_ODS_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)


def ods(path: Path, sheets: Mapping[str, Grid]) -> Path:
    """Write an OpenDocument spreadsheet."""
    tables = "".join(
        f'<table:table table:name="{html.escape(title)}">{"".join(map(_ods_row, grid))}</table:table>'
        for title, grid in sheets.items()
    )
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_ODS_NAMES}>{body}</office:document-content>',
        )
    return path


def _ods_row(row: Sequence[Cell]) -> str:
    return f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>"


def _ods_cell(cell: Cell) -> str:
    if cell is None or cell == "":
        return "<table:table-cell/>"
    if isinstance(cell, (int, float)):
        return f'<table:table-cell office:value-type="float" office:value="{cell!r}"/>'
    if isinstance(cell, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{cell.isoformat()}"/>'
    text = "".join(f"<text:p>{html.escape(line)}</text:p>" for line in cell.split("\n"))
    return f'<table:table-cell office:value-type="string">{text}</table:table-cell>'
