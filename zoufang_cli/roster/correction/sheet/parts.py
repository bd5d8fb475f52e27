"""Write rows of text into the parts of a saved .xlsx, streaming."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Final, NamedTuple
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl.utils import get_column_letter

from zoufang_cli.roster.correction.sheet.lines import OWN, Line
from zoufang_cli.roster.correction.sheet.pile import Pile
from zoufang_cli.screen.workbook import MAX_HEIGHT, height_of, line_count

_END_OF_ROWS: Final = "</sheetData>"
_END_OF_SHEET: Final = "</worksheet>"
_LEAST_HEIGHT: Final = 19.0  # points
_MOST_LINES: Final = 6
"""Lines for which a row makes room on account of a cell that is not marked; 问题, 建议 and marked cells are shown whole."""

EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The time that everything is dated with, so that the same content gives the same bytes."""

_LARGE: Final = 128 << 20
"""Bytes of packed rows from which the part may pass 2 GB, where an entry of a zip needs another form."""


class SheetRows(NamedTuple):
    """The rows of one sheet: room in each column, and the styles of 行号 and of every other cell."""

    pile: Pile
    rooms: Sequence[float]
    plain: Sequence[int]
    wrong: Sequence[int]
    doubtful: Sequence[int]

    @property
    def area(self) -> str:
        """Return the range of all cells, the header among them."""
        return f"A1:{get_column_letter(len(self.rooms))}{self.pile.count + 1}"

    def xml(self) -> Iterator[str]:
        """Yield the rows under the header."""
        letters = [get_column_letter(column) for column in range(1, len(self.rooms) + 1)]
        for number, line in enumerate(self.pile.lines(), 2):
            styles = [self.plain[place > 0] for place in range(len(line.texts))]
            for place, wrong in line.marks.items():
                styles[place] = (self.wrong if wrong else self.doubtful)[place > 0]
            cells = "".join(
                _cell(f"{letter}{number}", style, text)
                for letter, style, text in zip(letters, styles, line.texts, strict=False)
            )
            yield f'<row r="{number}" {self._height(line)}>{cells}</row>'

    def _height(self, line: Line) -> str:
        """Return the height that the texts need; one that is held down must be fixed, the others may grow."""
        shown = others = 1
        for place, (text, room) in enumerate(zip(line.texts, self.rooms, strict=False)):
            if len(text) * (2 - text.isascii()) > room or "\n" in text:
                count = line_count(text, room)
                if place < OWN or place in line.marks:
                    shown = max(shown, count)
                else:
                    others = max(others, count)
        height = max(_LEAST_HEIGHT, height_of(max(shown, min(others, _MOST_LINES))))
        fixed = ' customHeight="1"' if others > max(shown, _MOST_LINES) or height > MAX_HEIGHT else ""
        return f'ht="{min(height, MAX_HEIGHT):.1f}"{fixed}'


def repacked(content: bytes, sheets: Mapping[int, SheetRows]) -> bytes:
    """Return the workbook with the rows of its sheets (numbered from 1), no time of day in it."""
    result = BytesIO()
    named = {f"xl/worksheets/sheet{number}.xml": rows for number, rows in sheets.items()}
    with ZipFile(BytesIO(content)) as old, ZipFile(result, "w") as new:
        for name in old.namelist():
            entry = ZipInfo(name, EPOCH)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 0  # the same on every system
            rows = named.get(name)
            with new.open(entry, "w", force_zip64=rows is not None and rows.pile.size > _LARGE) as part:
                if rows is None:
                    part.write(old.read(name))
                    continue
                for piece in _with_rows(old.read(name).decode("utf-8"), rows):
                    part.write(piece.encode("utf-8"))
    return result.getvalue()


def _with_rows(sheet: str, rows: SheetRows) -> Iterator[str]:
    """Yield the part of a sheet whose only row is its header, with the others after it."""
    head, end, tail = sheet.partition(_END_OF_ROWS)
    header_only = f'<dimension ref="A1:{get_column_letter(len(rows.rooms))}1"'
    yield head.replace(header_only, f'<dimension ref="{rows.area}"', 1)
    yield from rows.xml()
    # Codes and phones are text on purpose: no green corner at each of them.
    quiet = f'<ignoredErrors><ignoredError sqref="{rows.area}" numberStoredAsText="1"/></ignoredErrors>'
    yield end + tail.replace(_END_OF_SHEET, quiet + _END_OF_SHEET)


def _cell(place: str, style: int, text: str) -> str:
    if not text:
        return f'<c r="{place}" s="{style}"/>'
    keep = ' xml:space="preserve"' if "\n" in text or text != text.strip() else ""
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t{keep}>{escape(text)}</t></is></c>'
