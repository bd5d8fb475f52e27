"""Examine an .xls workbook (BIFF in an OLE2 container) before it is parsed.

Only what is needed is read: the sectors of the workbook stream ([MS-CFB]) and the places of the records
that hold values ([MS-XLS]).
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Final

from zoufang_cli.readers.extent import Extent
from zoufang_cli.readers.table import FileKind

_END: Final = 0xFFFFFFFE
_FREE: Final = 0xFFFFFFFF
_MAX_FILE: Final = 512 << 20

_BOF: Final = (0x0809, 0x0009, 0x0209, 0x0409)
_FILEPASS: Final = 0x002F
_BOUNDSHEET: Final = 0x0085
_VALUES: Final = frozenset((0x0006, 0x0203, 0x0204, 0x0205, 0x027E, 0x00D6, 0x00FD))
_MULRK: Final = 0x00BD


class Encrypted(Exception):
    """The workbook has a password."""


def examine(path: Path) -> FileKind:
    """Verify that the workbook is whole, open and of sane extent.

    Raises Encrypted, FarCell, or ValueError where the file is damaged.
    """
    if path.stat().st_size > _MAX_FILE:
        raise ValueError("too large for an .xls")
    try:
        _scan(_workbook_stream(path.read_bytes()))
    except (struct.error, IndexError) as error:
        raise ValueError("truncated") from error
    return FileKind.XLS


def _workbook_stream(data: bytes) -> bytes:
    shift, mini_shift = struct.unpack_from("<HH", data, 30)
    if shift not in (9, 12) or mini_shift != 6:
        raise ValueError("sector size")
    first_directory, cutoff, first_mini = struct.unpack_from("<I4xII", data, 48)
    table = _sector_table(data, shift)
    directory = _chain(data, table, first_directory, shift)
    names = _directory_entries(directory)
    if "EncryptedPackage" in names:
        raise Encrypted
    start, size = names.get("Workbook") or names["Book"] if {"Workbook", "Book"} & names.keys() else (None, 0)
    if start is None:
        raise ValueError("no workbook stream")
    if size >= cutoff:
        return _chain(data, table, start, shift)[:size]
    root_start, _ = names["Root Entry"]
    mini = _chain(data, table, root_start, shift)
    raw = _chain(data, table, first_mini, shift)
    mini_table = struct.unpack(f"<{len(raw) // 4}I", raw)
    return _chain(b"\0" * 64 + mini, mini_table, start, 6)[:size]


def _sector_table(data: bytes, shift: int) -> tuple[int, ...]:
    """Read the FAT through its index in the header and the index sectors after it."""
    size = 1 << shift
    sectors = list(struct.unpack_from("<109I", data, 76))
    following, count = struct.unpack_from("<II", data, 68)
    for _ in range(min(count, len(data) // size)):
        if following >= _END:
            break
        numbers = struct.unpack_from(f"<{size // 4}I", data, (following + 1) * size)
        sectors += numbers[:-1]
        following = numbers[-1]
    table: list[int] = []
    for sector in sectors:
        if sector < _END:
            table += struct.unpack_from(f"<{size // 4}I", data, (sector + 1) * size)
    return tuple(table)


def _chain(data: bytes, table: tuple[int, ...], sector: int, shift: int) -> bytes:
    size = 1 << shift
    pieces: list[bytes] = []
    while sector < _END:
        if len(pieces) > len(table):
            raise ValueError("circular chain")
        piece = data[(sector + 1) * size : (sector + 2) * size]
        if not piece:
            raise ValueError("sector past the end")
        pieces.append(piece)
        sector = table[sector]
    return b"".join(pieces)


def _directory_entries(directory: bytes) -> dict[str, tuple[int, int]]:
    entries: dict[str, tuple[int, int]] = {}
    for offset in range(0, len(directory) - 127, 128):
        length = struct.unpack_from("<H", directory, offset + 64)[0]
        if 2 <= length <= 64:
            name = directory[offset : offset + length - 2].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<II", directory, offset + 116)
            entries.setdefault(name, (start, size))
    return entries


def _scan(stream: bytes) -> None:
    """Go through the records of all sheets in the order of the stream."""
    titles: dict[int, str] = {}
    extent = Extent("")
    position, end = 0, len(stream)
    unpack = struct.unpack_from
    while position + 4 <= end:
        kind, length = unpack("<HH", stream, position)
        body = position + 4
        if kind in _VALUES:
            row, column = unpack("<HH", stream, body)
            extent.include(row + 1, column + 1)
        elif kind == _MULRK:
            row = unpack("<H", stream, body)[0]
            extent.include(row + 1, unpack("<H", stream, body + length - 2)[0] + 1)
        elif kind in _BOF:
            extent = Extent(titles.get(position, ""))
        elif kind == _FILEPASS:
            raise Encrypted
        elif kind == _BOUNDSHEET and length > 8:
            titles[unpack("<I", stream, body)[0]] = _title(stream[body + 6 : body + length])
        position = body + length


def _title(raw: bytes) -> str:
    wide = raw[1] & 1
    return raw[2:].decode("utf-16-le" if wide else "latin-1", "replace")
