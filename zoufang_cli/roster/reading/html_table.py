"""Read the tables of a web page, which is what many systems of offices export under the name of .xls."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from zoufang_cli.errors import NotFound
from zoufang_cli.roster.reading import encoding as encodings
from zoufang_cli.roster.reading.extent import FarCell, TooBig
from zoufang_cli.roster.reading.html_page import Grid, SheetWriter
from zoufang_cli.roster.reading.merges import Merges, spread
from zoufang_cli.roster.reading.tables import DoubtfulText, Row, Table, Unreadable

_CHUNK: Final = 1 << 18
_MAX_FILE: Final = 256 << 20
_DECLARED_BIG5: Final = re.compile(rb"charset\s*=\s*[\"']?\s*big5", re.IGNORECASE)

_SAVE_AS: Final = "请用 Excel 或 WPS 打开它，另存为 .xlsx 后再导入。"
_NO_TABLE: Final = f"内容是网页（HTML），其中没有表格。{_SAVE_AS}"
_CUT_OFF: Final = f"网页里的表格没有结束，文件可能没有下载完。请重新获取；如果打开后内容完整，{_SAVE_AS}"
_ODD: Final = f"网页里的表格异常（行、列或合并的格子太多），已拒绝读取。{_SAVE_AS}"
_LARGE: Final = "网页超过 256 MB，已拒绝读取。请分批导出，或导出为 .xlsx、CSV 后再导入。"


def read(path: Path, encoding: str | None, sheet: str | None) -> tuple[str, list[Table]]:
    """Return the codec of a page and its tables, 表1, 表2 where there are several; `sheet` picks one of them.

    Raises Unreadable where the page has no table, an unfinished or a monstrous one, or NotFound.
    """
    if path.stat().st_size > _MAX_FILE:
        raise Unreadable(path, _LARGE)
    codec = _codec(path, encoding)
    try:
        grids = _grids(path, codec)
    except (FarCell, TooBig) as error:
        raise Unreadable(path, _ODD) from error
    if not grids:
        raise Unreadable(path, _NO_TABLE)
    names = [f"表{number}" for number in range(1, len(grids) + 1)] if len(grids) > 1 else [""]
    if sheet is not None and sheet not in names:
        held = f"现有：{'、'.join(names)}" if len(names) > 1 else "其中只有一个表格，不用指明"
        raise NotFound(f"{path.name} 中没有名为“{sheet}”的表格，{held}。")
    return codec, [
        Table(name, _rows(grid), len(grid.rows))
        for name, grid in zip(names, grids, strict=True)
        if sheet in (None, name)
    ]


def _codec(path: Path, encoding: str | None) -> str:
    """Tell the encoding by the text, and where that leaves doubt by what the page declares.

    (Tools that know nothing of encodings declare iso-8859-1, or whatever they were compiled with.)
    """
    try:
        return encodings.detect(path, encoding)
    except DoubtfulText:
        with path.open("rb") as stream:
            if not _DECLARED_BIG5.search(stream.read(4096)):
                raise
        return encodings.detect(path, "big5")


def _grids(path: Path, codec: str) -> list[Grid]:
    page = SheetWriter(path.stat().st_size)
    decoder = codecs.getincrementaldecoder(codec)(encodings.errors_of(codec))
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            page.feed(decoder.decode(chunk))
    if page.is_unfinished:
        raise Unreadable(path, _CUT_OFF)
    return page.tables


def _rows(grid: Grid) -> Iterator[Row]:
    rows = grid.cells()
    if grid.merges:
        rows = spread(rows, Merges(grid.merges, 0, grid.width))
    for number, cells in enumerate(rows, 1):
        yield Row(number, cells)
