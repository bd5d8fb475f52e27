"""Examine a zipped workbook (.xlsx, .ods) before it is parsed: bombs, entities, far cells."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from zoufang_cli.roster.reading import ods_extent, xlsx_extent
from zoufang_cli.roster.reading.extent import Encrypted, TooBig
from zoufang_cli.roster.reading.notices import Notices
from zoufang_cli.roster.reading.tables import FileKind
from zoufang_cli.roster.reading.xml_parts import BOMB

_CHUNK: Final = 1 << 20
_MAX_TOTAL: Final = 1 << 30
_MAX_RATIO: Final = 150
_SMALL: Final = 32 << 20
_MAX_ENTRIES: Final = 10_000
_ENCRYPTED: Final = 0x1
_READABLE: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ODS: Final = b"application/vnd.oasis.opendocument.spread"

_HUGE: Final = "解压后超过 1 GB，已拒绝打开。请拆分工作簿，或另存为 CSV 后再导入。"


class OtherDocument(Exception):
    """A zip file, but no workbook that can be read."""


class Examined(NamedTuple):
    """What is known of a workbook before it is parsed.

    `odd_parts` are sheets whose dimension has to be replaced; `merges` are those of an .ods by its sheets,
    which calamine does not tell; nor does it tell what `notices` has of each sheet.
    """

    kind: FileKind
    odd_parts: frozenset[str] = frozenset()
    merges: Mapping[str, Sequence[ods_extent.Range]] | None = None
    notices: Mapping[str, Notices] = {}


def examine(path: Path) -> Examined:
    """Tell .xlsx from .ods and refuse what would exhaust memory.

    Raises TooBig, FarCell, Encrypted, OtherDocument, or ValueError where the archive is damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _judge_sizes(archive.infolist())
            return _examine(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, KeyError) as error:
        raise ValueError(str(error)) from error


def open_for_reading(path: Path, odd_parts: frozenset[str]) -> BinaryIO:
    """Open an examined workbook, as a copy in memory where sheets declare a dimension that is none."""
    if not odd_parts:
        return path.open("rb")
    copy = BytesIO()
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        for entry in archive.infolist():
            if not entry.filename.startswith("xl/media/"):
                _copy(archive, out, entry, is_odd=entry.filename in odd_parts)
    copy.seek(0)
    return copy


def _copy(archive: zipfile.ZipFile, out: zipfile.ZipFile, entry: zipfile.ZipInfo, *, is_odd: bool) -> None:
    with archive.open(entry) as source, out.open(entry.filename, "w", force_zip64=True) as target:
        start = source.read(_CHUNK)
        target.write(xlsx_extent.with_plain_dimension(start) if is_odd else start)
        while chunk := source.read(_CHUNK):
            target.write(chunk)


def _examine(archive: zipfile.ZipFile) -> Examined:
    names = archive.namelist()
    if "mimetype" in names and archive.read("mimetype").startswith(_ODS):
        if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise Encrypted
        merges, noticed = ods_extent.examine(archive)
        return Examined(FileKind.ODS, merges=merges, notices=noticed)
    if workbook := xlsx_extent.workbook_part(names):
        odd_parts, noticed = xlsx_extent.examine(archive, workbook)
        return Examined(FileKind.XLSX, odd_parts, notices=noticed)
    if "xl/workbook.bin" in names:
        raise OtherDocument("这是 .xlsb 二进制工作簿。请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入。")
    if any(name.startswith("word/") for name in names):
        raise OtherDocument("这是 Word 文档，不是表格。请把其中的表格复制到 Excel 或 WPS 表格中另存后再导入。")
    raise OtherDocument("这是压缩包，不是工作簿。请先解压，再导入其中的名册。")


def _judge_sizes(entries: list[zipfile.ZipInfo]) -> None:
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > _MAX_ENTRIES:
        raise TooBig(BOMB)
    if total > _SMALL and total > _MAX_RATIO * max(packed, 1):
        raise TooBig(BOMB)
    if total > _MAX_TOTAL:
        raise TooBig(_HUGE)
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise OtherDocument("压缩包有密码。请先解压（或取消密码）再导入。")
    if any(entry.compress_type not in _READABLE for entry in entries):
        raise ValueError("compression method")
