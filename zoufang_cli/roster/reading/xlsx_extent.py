"""Examine the sheets of an .xlsx workbook before it is parsed: far cells, and dimensions that are none."""

from __future__ import annotations

import re
import zipfile
from typing import Final
from xml.etree import ElementTree

from zoufang_cli.roster.reading.extent import Extent, FarCell, column_number
from zoufang_cli.roster.reading.notices import Notices
from zoufang_cli.roster.reading.xml_parts import pieces, tree

# A cell that has to be looked at: it lies outside of A1:Z99999, or names no place and lies beside the last
# cell (ECMA-376 part 1, 18.3.1.4). That a pattern begins with `<c` or `:c` is what makes it fast.
_LOOK: Final = rb"""c(?! r="[A-Za-z]\d{1,5}")[\s/>]"""
_PLAIN: Final = re.compile(b"<" + _LOOK)
_PREFIXED: Final = re.compile(b":" + _LOOK)
_NEAR_ROWS: Final = 99_999
_NEAR_COLUMNS: Final = 26

_TAG: Final = re.compile(rb"<(/?)(?:\w+:)?(row|c)\b([^>]*)>")
_REFERENCE: Final = re.compile(rb"""(?<![\w:])r\s*=\s*["']([A-Za-z]*)(\d+)["']""")

_DIMENSION: Final = re.compile(rb"<((?:\w+:)?dimension)\b[^>]*?(/?)>")
_SANE_DIMENSION: Final = re.compile(
    rb"""[^>]*\sref\s*=\s*["'][A-Za-z]{1,3}[1-9]\d{0,6}(?::[A-Za-z]{1,3}[1-9]\d{0,6})?["'][^>]*>"""
)


def workbook_part(names: list[str]) -> str:
    """Return the name of the part that lists the sheets, or '' where the archive is no .xlsx."""
    parts = (name for name in names if name.rpartition("/")[2].lower() == "workbook.xml")
    return min(parts, key=len, default="")


def examine(archive: zipfile.ZipFile, workbook: str) -> tuple[frozenset[str], dict[str, Notices]]:
    """Return the names of the parts whose declared dimension calamine would stumble over, and the notices of each sheet.

    Raises FarCell, TooBig, or ValueError where the archive is damaged.
    """
    titles = _sheet_titles(archive, workbook)
    odd: set[str] = set()
    noticed: dict[str, Notices] = {}
    for entry in archive.infolist():
        name = entry.filename
        if name not in titles and not name.lower().endswith((".xml", ".rels")):
            continue
        title = titles.get(name, name)
        is_sheet = name.rpartition("/")[2].lower() != "sharedstrings.xml"
        if name in titles:
            noticed[title] = Notices()
        if not _examine_part(archive, entry, title, noticed.get(title), is_sheet=is_sheet):
            odd.add(name)
    return frozenset(odd), noticed


def _examine_part(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, title: str, notices: Notices | None, *, is_sheet: bool
) -> bool:
    """Tell whether a part has a sane dimension, or none; raise FarCell where its cells reach too far."""
    extent = Extent(title, entry.file_size, _NEAR_ROWS, _NEAR_COLUMNS)
    sane = near = True
    for number, piece in enumerate(pieces(archive, entry)):
        _require_utf8(piece)
        if not is_sheet:
            continue
        if not number and (declared := _DIMENSION.search(piece)):
            sane = _SANE_DIMENSION.fullmatch(declared[0]) is not None
        near = near and _is_near(piece, extent)
        if notices is not None:
            notices.take(piece)
    if not near:
        _walk(archive, entry, extent.renewed(title))
    return sane


def _require_utf8(piece: bytes) -> None:
    if piece[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in piece[:4]:
        raise ValueError("XML in UTF-16")


def _is_near(piece: bytes, extent: Extent) -> bool:
    """Tell whether every cell with a value names its place, and none lies far away."""
    for pattern in (_PLAIN, _PREFIXED) if b":c" in piece else (_PLAIN,):
        for match in pattern.finditer(piece):
            end = piece.find(b">", match.end() - 1)
            place = _REFERENCE.search(piece, match.start(), end)
            if place is None:
                return False
            if _has_content(piece, end):
                try:
                    extent.include(int(place[2]), column_number(place[1].decode("ascii")))
                except FarCell:
                    return False
    return True


def _walk(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, extent: Extent) -> None:
    """Go through every cell, placing those without a reference as calamine does."""
    row = column = 1
    for piece in pieces(archive, entry):
        for match in _TAG.finditer(piece):
            closing, tag, attributes = match.groups()
            place = None if closing else _REFERENCE.search(attributes)
            if tag == b"row":
                row = int(place[2]) if place else row
                if closing or attributes.endswith(b"/"):
                    row, column = row + 1, 1
            elif not closing:
                column = column_number(place[1].decode("ascii")) if place else column
                if _has_content(piece, match.end() - 1):
                    extent.include(int(place[2]) if place else row, column)
                column += 1


def _has_content(piece: bytes, end: int) -> bool:
    """Tell whether the cell whose tag ends there holds anything and is not only formatted."""
    return piece[end - 1 : end] != b"/" and piece[end + 1 : end + 3] != b"</"


def with_plain_dimension(start: bytes) -> bytes:
    """Return the beginning of a sheet with its dimension set to A1, which promises nothing."""
    return _DIMENSION.sub(rb'<\1 ref="A1"\2>', start, count=1)


def _sheet_titles(archive: zipfile.ZipFile, workbook: str) -> dict[str, str]:
    """Map the parts of the sheets to the names on the tabs."""
    folder, _, name = workbook.rpartition("/")
    folder = f"{folder}/" if folder else ""
    try:
        relations = tree(archive, f"{folder}_rels/{name}.rels")
        book = tree(archive, workbook)
    except (KeyError, ElementTree.ParseError):
        return {}
    targets = {item.get("Id", ""): item.get("Target", "") for item in relations.iter()}
    titles = {}
    for item in book.iter():
        key = next((value for name, value in item.attrib.items() if name.endswith("}id")), "")
        if item.tag.endswith("}sheet") and key in targets:
            target = targets[key]
            part = target.lstrip("/") if target.startswith("/") else f"{folder}{target}"
            titles[part] = item.get("name", "")
    return titles
