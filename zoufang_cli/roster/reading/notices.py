"""Cells that hold no value and are not blank: errors such as #N/A, and formulas whose result was never stored.

calamine reads both as blank cells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from zoufang_cli.roster.reading.extent import column_number

_MOST: Final = 100_000
_LONGEST_REST: Final = 1 << 20
_OTHER: Final = "#VALUE!"
_KNOWN: Final = {text.encode(): text for text in ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")}

_ROW: Final = re.compile(rb"<(?:\w+:)?row\s[^>]*>")
_HIDDEN: Final = re.compile(rb"""\shidden=["'](?:1|true)["']""")
_NUMBER: Final = re.compile(rb"""\sr=["'](\d{1,7})["']""")
_ERROR: Final = re.compile(rb"""\st=["']e["']""")
_CELL: Final = re.compile(rb"<(?:\w+:)?c\s")
_PLACE: Final = re.compile(rb"""(?<![\w:])r=["']([A-Za-z]{1,3})(\d{1,7})["']""")
_FORMULA: Final = rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
_VALUE: Final = re.compile(rb"\s*(?:" + _FORMULA + rb")?<(?:\w+:)?v>\s*([^<]{1,20}?)\s*</")
_VALUELESS: Final = re.compile(_FORMULA + rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>|</(?:\w+:)?c>)")
_TEXT: Final = re.compile(rb"""\st=["']str["']""")


@dataclass(slots=True)
class Notices:
    """What is noticed in a sheet: errors by row and column from 0, how many formulas have no value, which rows are hidden.

    Up to 100,000 errors are kept; a sheet with more is beyond mending by hand.
    """

    errors: dict[int, dict[int, str]] = field(default_factory=dict)
    valueless: int = 0
    hidden_rows: list[int] = field(default_factory=list)  # from 1
    _count: int = 0
    _plain: bool | None = None  # written as nearly every program does: tags without prefix, double quotes
    _rest: bytes = b""

    def error(self, row: int, column: int, text: str) -> None:
        """Take in an error cell; what is no usual error is one of value."""
        if self._count < _MOST:
            self.errors.setdefault(row, {})[column] = text if text in _KNOWN.values() else _OTHER
            self._count += 1

    def take(self, piece: bytes) -> None:
        """Take in a piece of the XML of an .xlsx sheet, which overlaps the next one by two bytes (readers.xml_parts).

        The result "" of a formula is stored as a text (t="str") without characters, and is a value.
        """
        if b"hidden=" in piece:
            rows = (row[0] for row in _ROW.finditer(piece) if _HIDDEN.search(row[0]))
            self.hidden_rows += (int(number[1]) for number in map(_NUMBER.search, rows) if number)
        if self._plain is None:
            self._plain = b"<worksheet" in piece and b" r='" not in piece
        if not self._rest and self._plain and b"<f" not in piece and b'"e"' not in piece:
            return
        text = self._rest + piece
        end = max(text.rfind(b"</c>"), text.rfind(b":c>")) + 4
        self._rest = text[end:-2] if len(text) - end < _LONGEST_REST else b""
        for match in _ERROR.finditer(text, 0, end):
            start, close = text.rfind(b"<", 0, match.start()), text.find(b">", match.end())
            place = _PLACE.search(text, start, close)
            if place and _CELL.match(text, start):
                value = _VALUE.match(text, close + 1)
                row, column = int(place[2]) - 1, column_number(place[1].decode()) - 1
                self.error(row, column, _KNOWN.get(value[1], _OTHER) if value else _OTHER)
        for match in _VALUELESS.finditer(text, 0, end):
            start = text.rfind(b"<", 0, match.start())
            self.valueless += _TEXT.search(text, start, match.start()) is None
