"""Write minimal .xls files byte by byte, honest and hostile, since no library here writes them."""

from __future__ import annotations

import struct
from pathlib import Path

SECTOR = 512
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def record(kind: int, body: bytes = b"") -> bytes:
    """Build one BIFF record."""
    return struct.pack("<HH", kind, len(body)) + body


def label(row: int, column: int, text: str) -> bytes:
    """Build a LABEL record with UTF-16 text (0-based place)."""
    return record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le"))


def number(row: int, column: int, value: float) -> bytes:
    """Build a NUMBER record."""
    return record(0x0203, struct.pack("<HHHd", row, column, 0, value))


def merged(top: int, bottom: int, left: int, right: int) -> bytes:
    """Build a MERGEDCELLS record of one rectangle."""
    return record(0x00E5, struct.pack("<HHHHH", 1, top, bottom, left, right))


def make_xls(
    path: Path,
    *cells: bytes,
    sheet: str = "名册",
    password: bool = False,
    declared: tuple[int, int] = (1, 1),
    state: int = 0,
) -> Path:
    """Write a workbook of one sheet that declares so many rows and columns, whatever it holds.

    `state` is 1 for a hidden sheet and 2 for a very hidden one.
    """
    bof = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)
    secret = record(0x002F, b"\0" * 6) if password else b""
    name = struct.pack("<BB", len(sheet), 1) + sheet.encode("utf-16-le")
    globals_size = len(record(0x0809, bof) + secret) + 4 + 6 + len(name) + 4
    bound = record(0x0085, struct.pack("<IBB", globals_size, state, 0) + name)
    book = record(0x0809, bof) + secret + bound + record(0x000A)
    assert len(book) == globals_size
    sheet_bof = struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)
    dimensions = record(0x0200, struct.pack("<IIHHH", 0, declared[0], 0, declared[1], 0))
    stream = book + record(0x0809, sheet_bof) + dimensions + b"".join(cells) + record(0x000A)
    path.write_bytes(compound("Workbook", stream))
    return path


def compound(name: str, stream: bytes) -> bytes:
    """Wrap one stream in an OLE2 container."""
    stream = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    count = len(stream) // SECTOR
    fat = [FAT, END, *(range(3, count + 2)), END]
    assert len(fat) <= 128
    fat += [FREE] * (128 - len(fat))
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        bytes.fromhex("D0CF11E0A1B11AE1"),
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        1,
        1,
        0,
        4096,
        END,
        0,
        END,
        0,
    ) + struct.pack("<109I", 0, *[FREE] * 108)
    directory = _entry("Root Entry", 5, END, 0, child=1) + _entry(name, 2, 2, len(stream)) + b"\0" * 256
    return header + struct.pack("<128I", *fat) + directory + stream


def _entry(name: str, kind: int, start: int, size: int, child: int = FREE) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    head = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, FREE, FREE, child)
    return head + b"\0" * 36 + struct.pack("<IQ", start, size)
