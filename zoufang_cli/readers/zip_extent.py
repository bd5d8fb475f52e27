"""Examine a zipped workbook (.xlsx, .ods) before it is parsed: bombs, entities, far cells."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from zoufang_cli.readers.extent import Extent, FarCell, TooBig, column_number
from zoufang_cli.readers.table import FileKind

_CHUNK: Final = 1 << 20
_MAX_TOTAL: Final = 1 << 30
_MAX_RATIO: Final = 150
_SMALL: Final = 32 << 20
_MAX_ENTRIES: Final = 10_000
_ENCRYPTED: Final = 0x1
_READABLE: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

_BOMB: Final = "解压后大小异常（像是压缩炸弹或损坏的文件），已拒绝打开。请向提供单位索取正常的文件。"
_HUGE: Final = "解压后超过 1 GB，已拒绝打开。请拆分工作簿，或另存为 CSV 后再导入。"
_ENTITIES: Final = "文件内含有不应出现的实体声明(DTD),已拒绝打开。请用 Excel 或 WPS 另存后再导入。"

# A reference that may reach far: two letters or more, or a row of six digits or more. Every other cell lies
# in A1:Z99999, so that the common sheet is examined without looking at each of its cells.
_FAR: Final = re.compile(rb"""r\s*=\s*["']([A-Za-z]{2,}\d+|[A-Za-z]\d{6,})["']""")
_ANY: Final = re.compile(rb"""r\s*=\s*["']([A-Za-z]+\d+)["']""")
_NEAR_ROWS: Final = 99_999
_NEAR_COLUMNS: Final = 26
_ODS_TAG: Final = re.compile(rb"<(/?)table:(table-row|covered-table-cell|table-cell|table)\b([^>]*)>")
_ODS_ROWS: Final = re.compile(rb'number-rows-repeated\s*=\s*["\'](\d+)')
_ODS_COLUMNS: Final = re.compile(rb'number-columns-repeated\s*=\s*["\'](\d+)')
_ODS_NAME: Final = re.compile(rb'table:name\s*=\s*["\']([^"\']*)')


class OtherDocument(Exception):
    """A zip file, but no workbook that can be read."""


def examine(path: Path) -> FileKind:
    """Tell .xlsx from .ods and refuse what would exhaust memory.

    Raises TooBig, FarCell, OtherDocument, or ValueError where the archive is damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _examine(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, KeyError) as error:
        raise ValueError(str(error)) from error


def _examine(archive: zipfile.ZipFile) -> FileKind:
    entries = archive.infolist()
    _judge_sizes(entries)
    names = {entry.filename for entry in entries}
    kind = _kind(archive, names)
    if kind is FileKind.ODS:
        _examine_ods(archive)
    else:
        _examine_xlsx(archive, entries)
    return kind


def _judge_sizes(entries: list[zipfile.ZipInfo]) -> None:
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > _MAX_ENTRIES:
        raise TooBig(_BOMB)
    if total > _SMALL and total > _MAX_RATIO * max(packed, 1):
        raise TooBig(_BOMB)
    if total > _MAX_TOTAL:
        raise TooBig(_HUGE)
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise OtherDocument("压缩包有密码。请先解压（或取消密码）再导入。")
    if any(entry.compress_type not in _READABLE for entry in entries):
        raise ValueError("compression method")


def _kind(archive: zipfile.ZipFile, names: set[str]) -> FileKind:
    if "xl/workbook.xml" in names:
        return FileKind.XLSX
    if "mimetype" in names and archive.read("mimetype").startswith(b"application/vnd.oasis.opendocument.spread"):
        if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise OtherDocument("文件有打开密码。请打开后取消密码，另存再导入。")
        return FileKind.ODS
    if "xl/workbook.bin" in names:
        raise OtherDocument("这是 .xlsb 二进制工作簿。请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入。")
    if any(name.startswith("word/") for name in names):
        raise OtherDocument("这是 Word 文档，不是表格。请把其中的表格复制到 Excel 或 WPS 表格中另存后再导入。")
    raise OtherDocument("这是压缩包，不是工作簿。请先解压，再导入其中的名册。")


def _parts(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack one part in pieces that end between tags; its real size and CRC are verified on the way."""
    rest = b""
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
                raise TooBig(_ENTITIES)
            chunk = rest + chunk
            cut = chunk.rfind(b"<")
            if cut <= 0:
                if len(chunk) > 16 * _CHUNK:
                    raise TooBig(_BOMB)
                rest = chunk
                continue
            yield chunk[:cut]
            rest = chunk[cut:]
    yield rest


def _examine_xlsx(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    titles = _sheet_titles(archive)
    for entry in entries:
        if not entry.filename.endswith((".xml", ".rels")):
            continue
        is_sheet = entry.filename.startswith("xl/worksheets/")
        title = titles.get(entry.filename, entry.filename)
        extent = Extent(title, entry.file_size, _NEAR_ROWS, _NEAR_COLUMNS)
        try:
            for part in _parts(archive, entry):
                _require_utf8(part)
                if is_sheet:
                    _scan_sheet(part, extent, _FAR)
        except FarCell:
            exact = extent.renewed(title)
            for part in _parts(archive, entry):
                _scan_sheet(part, exact, _ANY)


def _require_utf8(part: bytes) -> None:
    if part[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in part[:4]:
        raise ValueError("XML in UTF-16")


def _scan_sheet(part: bytes, extent: Extent, pattern: re.Pattern[bytes]) -> None:
    for match in pattern.finditer(part):
        end = part.find(b">", match.end())
        if part[end - 1 : end] == b"/" or part[end + 1 : end + 3] == b"</":
            continue  # a cell that is only formatted
        reference = match[1].decode("ascii")
        letters = reference.rstrip("0123456789")
        extent.include(int(reference[len(letters) :]), column_number(letters))


def _sheet_titles(archive: zipfile.ZipFile) -> dict[str, str]:
    """Map the parts of an .xlsx to the names on the tabs, for messages."""
    try:
        relations = _safe_tree(archive, "xl/_rels/workbook.xml.rels")
        book = _safe_tree(archive, "xl/workbook.xml")
    except (KeyError, ElementTree.ParseError):
        return {}
    targets = {item.get("Id", ""): item.get("Target", "") for item in relations.iter()}
    titles = {}
    for item in book.iter():
        key = next((value for name, value in item.attrib.items() if name.endswith("}id")), "")
        if item.tag.endswith("}sheet") and key in targets:
            target = targets[key]
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            titles[part] = item.get("name", "")
    return titles


def _safe_tree(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    entry = archive.getinfo(name)
    if entry.file_size > 8 * _CHUNK:
        raise TooBig(_BOMB)
    text = archive.read(entry)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise TooBig(_ENTITIES)
    return ElementTree.fromstring(text)


def _examine_ods(archive: zipfile.ZipFile) -> None:
    """Walk the cells of content.xml; repeated empty rows and columns count only before a value."""
    entry = archive.getinfo("content.xml")
    extent = Extent("", entry.file_size)
    row = column = repeat = 0
    for part in _parts(archive, entry):
        for match in _ODS_TAG.finditer(part):
            closing, tag, attributes = match[1], match[2], match[3]
            if closing:
                if tag == b"table-row":
                    row += repeat - 1
                continue
            if tag == b"table":
                name = _ODS_NAME.search(attributes)
                extent = extent.renewed(name[1].decode("utf-8", "replace") if name else "")
                row = 0
            elif tag == b"table-row":
                row, column = row + 1, 0
                repeat = _repeated(_ODS_ROWS, attributes)
                if attributes.endswith(b"/"):
                    row += repeat - 1
            else:
                column += _repeated(_ODS_COLUMNS, attributes)
                if b"value-type" in attributes:
                    extent.include(row + repeat - 1, column)


def _repeated(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    match = pattern.search(attributes)
    return int(match[1]) if match else 1
