"""Open a file by what it holds, not by what it is called."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Final

from zoufang_cli.errors import NotFound
from zoufang_cli.roster.reading import csv_file
from zoufang_cli.roster.reading import encoding as encodings
from zoufang_cli.roster.reading.tables import FileInfo, FileKind, Table, Unreadable

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = bytes.fromhex("D0CF11E0A1B11AE1")
_FOREIGN: Final = (
    (b"%PDF", "这是 PDF 文件，不是表格。请向提供单位索取 Excel 或 CSV 格式的名册。"),
    (b"{\\rtf", "这是 RTF 文档，不是表格。请把其中的表格复制到 Excel 或 WPS 表格中另存后再导入。"),
    (b"\x89PNG", "这是图片，不是表格。请向提供单位索取 Excel 或 CSV 格式的名册。"),
    (b"\xff\xd8\xff", "这是图片，不是表格。请向提供单位索取 Excel 或 CSV 格式的名册。"),
    (b"Rar!", "这是压缩包。请先解压，再导入其中的名册。"),
    (b"7z\xbc\xaf", "这是压缩包。请先解压，再导入其中的名册。"),
    (b"\x1f\x8b", "这是压缩包。请先解压，再导入其中的名册。"),
    (b"PK\x05\x06", "这是空的压缩包，不是工作簿。请重新获取。"),
    (b"SQLite format 3\0", "这是数据库文件，不是名册。"),
)
_PAGE: Final = re.compile(rb"<(?:!doctype html|html|head|meta|title|style|body|div|font|center|table|tr|td)\b")
_INSIDE_PAGE: Final = re.compile(rb"<(?:html|table)\b")
_XML_2003: Final = "内容是“XML 电子表格 2003”，不能直接读取。请用 Excel 或 WPS 打开它，另存为 .xlsx 后再导入。"
_XML: Final = "内容是 XML，不是表格。请用 Excel 或 WPS 打开它，另存为 .xlsx 后再导入。"
_MARKUP: Final = re.compile(rb"<[?!/a-z]")
_MHTML: Final = re.compile(rb"^mime-version:", re.MULTILINE)
_WIDE: Final = (
    "各列之间用的是全角的“{mark}”，不能分列。请用记事本把“{mark}”全部替换成英文的“{plain}”后再导入；"
    "内容里也有“{mark}”的，请在 Excel 或 WPS 中分列，另存为 .xlsx 后再导入。"
)

_LONGEST_LINE: Final = 8
"""Megabytes without a line end that are still taken for a text of lines."""


def read_tables(
    path: Path | str, encoding: str | None = None, sheet: str | None = None
) -> tuple[FileInfo, list[Table]]:
    """Read a roster file: one table for a CSV, one for each sheet of a workbook or table of a page, rows streaming.

    `encoding` decides for text where detection would have to guess; `sheet` picks one sheet by its name.
    Raises NotFound, Unreadable (DoubtfulText where a person has to tell the encoding) or BadValue, each with a
    sentence that says what to do.
    """
    path = Path(path)
    head = _first_bytes(path)
    for magic, why in _FOREIGN:
        if head.startswith(magic):
            raise Unreadable(path, why)
    if head.startswith((_ZIP, _OLE)):
        from zoufang_cli.roster.reading import workbook

        kind, tables = workbook.read(path, sheet, is_zip=head.startswith(_ZIP))
        return FileInfo(path, _sha256(path), kind, path.stat().st_size), tables
    if _is_page(path, head):
        from zoufang_cli.roster.reading import html_table

        codec, tables = html_table.read(path, encoding, sheet)
        return FileInfo(path, _sha256(path), FileKind.HTML, path.stat().st_size, codec), tables
    return _read_text(path, encoding)


def _first_bytes(path: Path) -> bytes:
    if path.is_dir():
        raise Unreadable(path, "这是文件夹，请指明其中的文件。")
    if path.exists() and not path.is_file():
        raise Unreadable(path, "这是管道或设备，不是文件，不能反复读取。请先存成文件再导入。")
    try:
        with path.open("rb") as stream:
            head = stream.read(4096)
    except FileNotFoundError as error:
        raise NotFound(f"找不到文件 {path}，请检查路径和文件名。") from error
    except OSError as error:
        reason = "没有读取权限" if isinstance(error, PermissionError) else error.strerror or "读取出错"
        raise Unreadable(path, f"{reason}，可能正被其他程序占用，请关闭后重试。") from error
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Unreadable(path, "文件是空的。")
    return head


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _read_text(path: Path, encoding: str | None) -> tuple[FileInfo, list[Table]]:
    codec = encodings.detect(path, encoding)
    line_count = _count_lines(path)
    layout = csv_file.sniff(path, codec)
    if mark := csv_file.wide_delimiter(path, codec, layout):
        raise Unreadable(path, _WIDE.format(mark=mark, plain=csv_file.WIDE_DELIMITERS[mark]))
    info = FileInfo(path, _sha256(path), FileKind.CSV, path.stat().st_size, codec, layout.delimiter)
    rows = csv_file.read_rows(path, codec, layout)
    return info, [Table("", rows, line_count)]


def _is_page(path: Path, head: bytes) -> bool:
    """Tell a web page from a text of lines; refuse other markup.

    (In the XML of Excel 2003 there is a <Table> too, in the MIME text of a saved page its HTML in disguise.)
    """
    start = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if _MHTML.search(start[:1000]):
        raise Unreadable(
            path, "内容是单个文件网页（MHTML），不是表格。请用 Excel 或 WPS 打开它，另存为 .xlsx 后再导入。"
        )
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start and b"<html" not in start:
        raise Unreadable(path, _XML_2003)
    is_xml = start.startswith(b"<?xml") and b"<html" not in start
    if is_xml or start.startswith((b"<workbook", b"<ss:workbook")):
        raise Unreadable(path, _XML)
    if _PAGE.match(start):
        return True
    if not _MARKUP.match(start):
        return b"<table" in start and b"<tr" in start
    if _INSIDE_PAGE.search(start):
        return True
    raise Unreadable(path, _XML)


def _count_lines(path: Path) -> int:
    """Count line ends, near enough for a progress bar; refuse a text that is one endless line."""
    lines, without = 1, 0
    with path.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            ends = chunk.count(b"\n") or chunk.count(b"\r")
            without = 0 if ends else without + 1
            if without > _LONGEST_LINE:
                raise Unreadable(path, "有超过 8 MB 的一行，不像是名册。请确认文件，或在 Excel、WPS 中另存后再导入。")
            lines += ends
    return lines
