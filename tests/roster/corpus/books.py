"""Workbooks: wrong names, wrong declarations, other formats, passwords, truncation, far cells, bombs."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

from tests.roster.corpus import files
from tests.roster.corpus.case import FOUR, Case, Maker, Refusal, book, text
from tests.roster.corpus.truth import Grid, grid_of
from tests.roster.reading.xls_maker import compound, label, make_xls


def _html(name: str, encoding: str) -> Maker:
    return lambda folder: files.put(folder / name, files.html_text(grid_of(FOUR), encoding), encoding)


def _html_with_titles(folder: Path) -> Path:
    page = files.html_text(grid_of(FOUR)).replace(
        "<table border=1>", '<table border=1><tr><td colspan="14" align="center"><b>云州市业户名册</b></td></tr>'
    )
    return files.put(folder / "名册.xls", page)


def _html_entities(folder: Path) -> Path:
    """Pad the cells as pages do: &nbsp;, breaks, nested tags, comments, header cells."""
    page = files.html_text(grid_of(FOUR))
    page = page.replace("<td>", "<td class='x'>&nbsp;<span>").replace("</td>", "</span>&nbsp;<!-- 无 --></td>")
    return files.put(folder / "名册.xls", page.replace("<tr>", "<TR height=20>").replace("</tr>", "</TR>"))


def _dimension(new: bytes) -> Maker:
    def make(folder: Path) -> Path:
        path = files.xlsx(folder / "名册.xlsx", {"名册": grid_of(FOUR)})
        return files.in_sheets(path, lambda content: files.DIMENSION.sub(new, content))

    return make


def _extra_row(xml: bytes) -> Maker:
    def make(folder: Path) -> Path:
        path = files.xlsx(folder / "名册.xlsx", {"名册": grid_of(FOUR)})
        return files.in_sheets(path, lambda content: content.replace(b"</sheetData>", xml + b"</sheetData>"))

    return make


def _cut(make: Maker, share: float) -> Maker:
    def cut(folder: Path) -> Path:
        path = make(folder)
        content = path.read_bytes()
        return files.put(path, content[: int(len(content) * share)])

    return cut


def _xls(folder: Path) -> Path:
    return files.xls(folder / "名册.xls", grid_of(FOUR))


def _ods(folder: Path) -> Path:
    return files.ods(folder / "名册.ods", {"名册": grid_of(FOUR)})


def _typed(grid: Grid) -> None:
    """Make real numbers and dates of what can be one."""
    for row in grid[1:]:
        row[0] = int(str(row[0]))
        row[5] = int(str(row[5]))
        row[10], row[11] = date.fromisoformat(str(row[10])), date.fromisoformat(str(row[11]))
        row[12] = int(str(row[12]))


def _typed_ods(folder: Path) -> Path:
    grid = grid_of(FOUR)
    _typed(grid)
    return files.ods(folder / "名册.ods", {"名册": grid})


def _ods_with_endless_rows(folder: Path) -> Path:
    """Repeat a blank row to the last one of the sheet, as LibreOffice writes formatted columns."""
    path = _ods(folder)
    tail = b'<table:table-row table:number-rows-repeated="1048571"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
    return files.in_parts(path, lambda name, content: content.replace(b"</table:table>", tail))


def _filtered(opened: Any) -> None:
    """Hide rows and a column, freeze and filter: all of it is to be read."""
    sheet = opened["名册"]
    sheet.auto_filter.ref = "A1:N5"
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet.freeze_panes = "B2"


def _rich(opened: Any) -> None:
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    cell = opened["名册"]["B2"]
    cell.value = CellRichText(FOUR[0].name[:3], TextBlock(InlineFont(b=True), FOUR[0].name[3:]))


def _formulas(opened: Any) -> None:
    """Put a formula without a stored result where a count was."""
    opened["名册"]["M2"].value = "=1+1"


def _charts(opened: Any) -> None:
    opened.create_chartsheet("图")


def _password(folder: Path) -> Path:
    return files.put(folder / "名册.xlsx", compound("EncryptedPackage", b"\0" * 4096))


def _password_xls(folder: Path) -> Path:
    return make_xls(folder / "名册.xls", label(0, 0, "业户名称"), password=True)


def _bomb(folder: Path) -> Path:
    path = files.xlsx(folder / "名册.xlsx", {"名册": grid_of(FOUR)})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.png", b"\0" * (64 << 20))
    return path


def _entities(folder: Path) -> Path:
    path = files.xlsx(folder / "名册.xlsx", {"名册": grid_of(FOUR)})
    dtd = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet'
    return files.in_sheets(path, lambda content: content.replace(b"<worksheet", dtd, 1))


def _word(folder: Path) -> Path:
    path = folder / "名册.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return path


FAR = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
FORMATTED_FAR = b'<row r="1048576"><c r="XFD1048576" s="0"/></row>'

CASES = (
    Case("xlsx called .xls", book(name="名册.xls")),
    Case("xlsx called .csv", book(name="名册.csv")),
    Case("xlsx with real numbers and dates", book(_typed)),
    Case("strict Open XML", lambda folder: files.strict(files.xlsx(folder / "名册.xlsx", {"名册": grid_of(FOUR)}))),
    Case("xls", _xls),
    Case("ods", _ods),
    Case("ods with real numbers and dates", _typed_ods),
    Case("ods with rows repeated to the end", _ods_with_endless_rows),
    Case("HTML called .xls", _html("名册.xls", "utf-8")),
    Case("HTML in GBK called .xls", _html("名册.xls", "gbk")),
    Case("HTML called .xlsx", _html("名册.xlsx", "utf-8")),
    Case("HTML under a title", _html_with_titles, skipped=1),
    Case("HTML with tags and entities in its cells", _html_entities),
    Case("declares A1", _dimension(b'<dimension ref="A1"/>')),
    Case("declares A1:A1", _dimension(b'<dimension ref="A1:A1"/>')),
    Case("declares the whole sheet", _dimension(b'<dimension ref="A1:XFD1048576"/>')),
    Case("declares nothing", _dimension(b"")),
    Case("a formatted cell far away", _extra_row(FORMATTED_FAR)),
    Case("hidden rows and columns, a filter", book(change=_filtered), doubts=((0, "hidden_rows"),)),
    Case("formats inside a text", book(change=_rich)),
    Case("a chart beside the roster", book(change=_charts)),
    Case(
        "a formula without a result",
        book(change=_formulas),
        changes={1: {"vehicle_count": None}},
        doubts=((0, "formula_without_value"),),
    ),
    Case("text called .ods", text(name="名册.ods")),
)

REFUSALS = (
    Refusal("a far cell", _extra_row(FAR), "名册.*XFD1048576"),
    Refusal("a bomb", _bomb, "解压后大小异常"),
    Refusal("entities", _entities, "DTD"),
    Refusal("a password", _password, "密码"),
    Refusal("a password on an .xls", _password_xls, "密码"),
    *(Refusal(f"xlsx cut at {share:.0%}", _cut(book(), share), "不完整") for share in (0.3, 0.7, 0.99)),
    *(Refusal(f"xls cut at {share:.0%}", _cut(_xls, share), "不完整") for share in (0.3, 0.6)),
    Refusal("ods cut", _cut(_ods, 0.7), "不完整"),
    Refusal("a Word document", _word, "Word"),
    Refusal("XML that is no table", lambda folder: files.put(folder / "名册.xls", '<?xml version="1.0"?><a/>'), "XML"),
    Refusal("a page without a table", lambda folder: files.put(folder / "名册.xls", "<html><body>请登录</body></html>"), "网页|HTML"),
)  # fmt: skip
