"""Walk the cells of an .ods workbook before it is parsed: how far they reach, and which are merged."""

from __future__ import annotations

import html
import re
import zipfile
from typing import Final, TypeAlias

from zoufang_cli.roster.reading.extent import Extent
from zoufang_cli.roster.reading.notices import Notices
from zoufang_cli.roster.reading.xml_parts import pieces

Range: TypeAlias = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell of a merge, each as (row, column) from 0."""

_TAG: Final = re.compile(rb"<(/?)table:(table-row|covered-table-cell|table-cell|table)(?=[\s/>])([^>]*)>")
_ROWS: Final = re.compile(rb'number-rows-repeated\s*=\s*["\'](\d+)')
_COLUMNS: Final = re.compile(rb'number-columns-repeated\s*=\s*["\'](\d+)')
_ROW_SPAN: Final = re.compile(rb'number-rows-spanned\s*=\s*["\'](\d+)')
_COLUMN_SPAN: Final = re.compile(rb'number-columns-spanned\s*=\s*["\'](\d+)')
_ERROR: Final = re.compile(rb"<text:p>([^<]{1,20})</text:p>")
_NAME: Final = re.compile(rb'table:name\s*=\s*["\']([^"\']*)')


def examine(archive: zipfile.ZipFile) -> tuple[dict[str, list[Range]], dict[str, Notices]]:
    """Return the merges and the notices of each sheet; repeated empty rows and columns count only before a value.

    Raises FarCell, TooBig, or KeyError where there is no content.
    """
    entry = archive.getinfo("content.xml")
    extent = Extent("", entry.file_size)
    merges: dict[str, list[Range]] = {}
    noticed: dict[str, Notices] = {}
    row = column = repeat = 0
    for piece in pieces(archive, entry):
        for match in _TAG.finditer(piece):
            closing, tag, attributes = match.groups()
            if closing:
                if tag == b"table-row":
                    row += repeat - 1
                continue
            if tag == b"table":
                name = _NAME.search(attributes)
                extent = extent.renewed(html.unescape(name[1].decode("utf-8", "replace")) if name else "")
                row = 0
            elif tag == b"table-row":
                row, column = row + 1, 0
                repeat = _number(_ROWS, attributes)
                if attributes.endswith(b"/"):
                    row += repeat - 1
            else:
                column += _number(_COLUMNS, attributes)
                if b"value-type" in attributes:
                    extent.include(row + repeat - 1, column)
                    if b'="error"' in attributes:
                        error_text = _ERROR.match(piece, match.end())
                        text = error_text[1].decode("utf-8", "replace") if error_text else ""
                        noticed.setdefault(extent.sheet, Notices()).error(row + repeat - 2, column - 1, text)
                    if b"-spanned" in attributes:
                        bottom = row - 2 + _number(_ROW_SPAN, attributes)
                        right = column - 2 + _number(_COLUMN_SPAN, attributes)
                        merges.setdefault(extent.sheet, []).append(((row - 1, column - 1), (bottom, right)))
    return merges, noticed


def _number(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    match = pattern.search(attributes)
    return int(match[1]) if match else 1
