"""Examine an .xls workbook (BIFF in an OLE2 container) before it is parsed.

Only what is needed is read: the sectors of the workbook stream ([MS-CFB]) and the places of the records
that hold values ([MS-XLS]).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from zoufang_cli.roster.reading.extent import Encrypted, Extent
from zoufang_cli.roster.reading.notices import ERRORS_OF_XLS, Notices

_END: Final = 0xFFFFFFFE
_MAX_FILE: Final = 512 << 20

_BOF: Final = (0x0809, 0x0009, 0x0209, 0x0409)
_FILEPASS: Final = 0x002F
_BOUNDSHEET: Final = 0x0085
_VALUES: Final = frozenset((0x0006, 0x0203, 0x0204, 0x0205, 0x027E, 0x00D6, 0x00FD))
_FORMULA: Final = 0x0006
_BOOLERR: Final = 0x0205
_MAY_BE_ERRORS: Final = frozenset((_FORMULA, _BOOLERR))
_MULRK: Final = 0x00BD
_STRINGS: Final = 0x00FC
_DIMENSIONS: Final = 0x0200
_ONE_CELL: Final = {14: struct.pack("<IIHH", 0, 1, 0, 1), 10: struct.pack("<HHHH", 0, 1, 0, 1)}


class _Stream(NamedTuple):
    """A stream of the container: its bytes, and where in the file each of its sectors lies."""

    content: bytes
    offsets: tuple[int, ...]
    sector: int

    def place(self, position: int) -> int:
        """Return the offset in the file of a byte of the stream."""
        number, rest = divmod(position, self.sector)
        return self.offsets[number] + rest


def examine(path: Path) -> tuple[bytes, dict[str, Notices]]:
    """Verify that the workbook is whole, open and of sane extent, and return its content and the errors in each sheet.

    The extents that sheets declare are set to A1: calamine makes room for whatever is declared and aborts
    where that is too much, though it needs no more than the cells themselves.
    Raises Encrypted, FarCell, or ValueError where the file is damaged.
    """
    if path.stat().st_size > _MAX_FILE:
        raise ValueError("too large for an .xls")
    content = bytearray(path.read_bytes())
    noticed: dict[str, Notices] = {}
    try:
        stream = _workbook_stream(bytes(content))
        for position, length in _scan(stream.content, noticed):
            declared = _ONE_CELL[length]
            for index, byte in enumerate(declared):
                content[stream.place(position + index)] = byte
    except (struct.error, IndexError, KeyError) as error:
        raise ValueError("truncated") from error
    return bytes(content), noticed


def _workbook_stream(data: bytes) -> _Stream:
    shift, mini_shift = struct.unpack_from("<HH", data, 30)
    if shift not in (9, 12) or mini_shift != 6:
        raise ValueError("sector size")
    first_directory, cutoff, first_mini = struct.unpack_from("<I4xII", data, 48)
    table = _sector_table(data, shift)
    names = _directory_entries(_chain(data, table, first_directory, shift).content)
    if "EncryptedPackage" in names:
        raise Encrypted
    start, size = names["Workbook"] if "Workbook" in names else names["Book"]
    if size >= cutoff:
        whole = _chain(data, table, start, shift)
        return whole._replace(content=whole.content[:size])
    root = _chain(data, table, names["Root Entry"][0], shift)
    raw = _chain(data, table, first_mini, shift).content
    mini_table = struct.unpack(f"<{len(raw) // 4}I", raw)
    small = _chain(b"\0" * 64 + root.content, mini_table, start, 6)
    return _Stream(small.content[:size], tuple(root.place(offset - 64) for offset in small.offsets), 64)


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


def _chain(data: bytes, table: tuple[int, ...], sector: int, shift: int) -> _Stream:
    size = 1 << shift
    offsets: list[int] = []
    while sector < _END:
        offset = (sector + 1) * size
        if len(offsets) > len(table):
            raise ValueError("circular chain")
        if offset >= len(data):
            raise ValueError("sector past the end")
        offsets.append(offset)
        sector = table[sector]
    return _Stream(b"".join(data[offset : offset + size] for offset in offsets), tuple(offsets), size)


def _directory_entries(directory: bytes) -> dict[str, tuple[int, int]]:
    if len(directory) % 128:
        raise ValueError("half a directory entry")
    entries: dict[str, tuple[int, int]] = {}
    for offset in range(0, len(directory), 128):
        length = struct.unpack_from("<H", directory, offset + 64)[0]
        if 2 <= length <= 64:
            name = directory[offset : offset + length - 2].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<II", directory, offset + 116)
            entries.setdefault(name, (start, size))
    return entries


def _scan(stream: bytes, noticed: dict[str, Notices]) -> Iterator[tuple[int, int]]:
    """Go through the records of all sheets; yield place and length of the extents that they declare, gather errors."""
    titles: dict[int, str] = {}
    extent = Extent("", len(stream))
    position, end = 0, len(stream)
    unpack = struct.unpack_from
    while position + 4 <= end:
        kind, length = unpack("<HH", stream, position)
        body = position + 4
        if kind in _VALUES:
            row, column = unpack("<HH", stream, body)
            extent.include(row + 1, column + 1)
            if kind in _MAY_BE_ERRORS and (text := _error(stream[body + 6 : body + 14], kind)):
                noticed.setdefault(extent.sheet, Notices()).error(row, column, text)
        elif kind == _MULRK:
            row = unpack("<H", stream, body)[0]
            extent.include(row + 1, unpack("<H", stream, body + length - 2)[0] + 1)
        elif kind == _DIMENSIONS:
            yield body, length
        elif kind == _STRINGS and unpack("<4xI", stream, body)[0] > end:
            raise ValueError("more shared strings than bytes")
        elif kind in _BOF:
            extent = extent.renewed(titles.get(position, ""))
        elif kind == _FILEPASS:
            raise Encrypted
        elif kind == _BOUNDSHEET and length > 8:
            titles[unpack("<I", stream, body)[0]] = _title(stream[body + 6 : body + length])
        position = body + length


def _error(value: bytes, kind: int) -> str:
    """Return the error that a cell or the result of a formula is, or ''."""
    if kind == _BOOLERR:
        return ERRORS_OF_XLS.get(value[0], "") if value[1] == 1 else ""
    return ERRORS_OF_XLS.get(value[2], "") if value[6:8] == b"\xff\xff" and value[0] == 2 else ""


def _title(raw: bytes) -> str:
    wide = raw[1] & 1
    return raw[2:].decode("utf-16-le" if wide else "latin-1", "replace")
