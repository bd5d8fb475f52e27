"""Take the tables out of a web page while it is read, piece by piece."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final, TypeAlias

from zoufang_cli.roster.reading.extent import Extent, TooBig
from zoufang_cli.roster.reading.merges import Cells, Merge

Attributes: TypeAlias = list[tuple[str, str | None]]

_MAX_TAG: Final = 1 << 20
_MAX_SCRIPT: Final = 8 << 20
_MAX_ROWS: Final = 2_000_000
_MAX_COLUMNS: Final = 16_384
_MAX_TABLES: Final = 1_000
_MAX_COLSPAN: Final = 1_000  # as browsers clamp them (HTML standard, 4.9.11)
_MAX_ROWSPAN: Final = 65_534

_BREAK: Final = "\x1e"
_BETWEEN: Final = "\x1f"
_BREAKING: Final = frozenset(("br", "p", "div", "li"))
_CELL: Final = re.compile(
    r"""<(t[dh])(?=[ \t\n\r\f>])((?:[^<>"'=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+)>([^<&]*+)</\1>\s*+""", re.IGNORECASE
)
_MATTERS: Final = re.compile("span|x:num|/$", re.IGNORECASE)
_SPAN: Final = re.compile(r"\s*(\d{1,9})")
_NOT_SHOWN: Final = re.compile(r"[-+]?\d(?:\.\d+)?E[-+]?\d+|#+", re.IGNORECASE)
"""What a spreadsheet shows of a number that does not fit; the attribute x:num holds the number then."""


class Grid:
    """The cells of one table, each row packed into one string."""

    def __init__(self, size: int) -> None:
        self.rows: list[str] = []
        self.merges: dict[int, list[Merge]] = {}
        self.width = 0
        self.filled = 0
        self.nested: list[Grid] = []
        self._extent = Extent("", size)
        self._covered: dict[int, int] = {}  # column -> last row that a cell further up reaches down to
        self._row: list[str] | None = None
        self._next = 0
        self._text: list[str] | None = None
        self._spans = (1, 1)
        self._number = ""

    def cells(self) -> Iterator[Cells]:
        """Yield the rows, each as wide as the table."""
        for row in self.rows:
            texts = row.split(_BETWEEN)
            yield (*texts, *("",) * (self.width - len(texts)))

    def start_row(self) -> None:
        """Begin a row, ending the one before."""
        self.end_row()
        if len(self.rows) >= _MAX_ROWS:
            raise TooBig
        self._row, self._next = [], 0

    def end_row(self) -> None:
        """End the row, and the cell in it."""
        self.end_cell()
        if self._row is not None:
            self.rows.append(_BETWEEN.join(self._row))
            self._row = None

    def start_cell(self, attributes: Attributes) -> None:
        """Begin a cell in the first column that no cell above reaches into; raises FarCell or TooBig."""
        self.end_cell()
        if self._row is None:
            self.start_row()
        while self._covered.get(self._next, -1) >= len(self.rows):
            self._next += 1
        if self._next >= _MAX_COLUMNS:
            raise TooBig
        self._extent.include(len(self.rows) + 1, self._next + 1)
        self._text, self._spans, self._number = [], (1, 1), ""
        if attributes:
            by_name = dict(attributes)
            self._spans = (_span(by_name.get("colspan"), _MAX_COLSPAN), _span(by_name.get("rowspan"), _MAX_ROWSPAN))
            self._number = by_name.get("x:num") or ""

    def end_cell(self) -> None:
        """Put the cell in its place."""
        if self._text is None or self._row is None:
            return
        text = _collapsed(self._text)
        if self._number and _NOT_SHOWN.fullmatch(text):
            text = self._number
        self._text = None
        left, (columns, rows) = self._next, self._spans
        top = len(self.rows)
        self._next += columns
        if rows > 1:
            self._covered.update(dict.fromkeys(range(left, left + columns), top + rows - 1))
        if text:
            self._row += [""] * (left - len(self._row))
            self._row.append(text)
            self.filled += 1
            self.width = max(self.width, left + 1)
            if rows > 1 or columns > 1:
                self.merges.setdefault(top, []).append(Merge(top + rows - 1, left, left + columns - 1))

    def add(self, text: str) -> None:
        """Add text to the open cell; what stands between cells is none."""
        if self._text is not None:
            self._text.append(text)

    def kept(self) -> list[Grid]:
        """Return the table, or those nested in it where it only lays them out: one of them holds more."""
        if max((grid.filled for grid in self.nested), default=0) > self.filled:
            return self.nested
        self.nested = []
        return [self] if self.filled else []


class SheetWriter(HTMLParser):
    """Gathers the tables of a page; `size` is that of the page in bytes.

    Raises FarCell or TooBig where a table has more rows, columns or merged cells than its text can account for.
    """

    def __init__(self, size: int) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[Grid] = []
        self._size = size
        self._open: list[Grid] = []
        self._count = 0

    @property
    def is_unfinished(self) -> bool:
        """Tell whether a table has not been closed."""
        return bool(self._open)

    def feed(self, data: str) -> None:
        """Read the next piece of the page."""
        super().feed(data)
        if len(self.rawdata) > (_MAX_TAG if self.cdata_elem is None else _MAX_SCRIPT):
            raise TooBig  # without an end, it would be read again with every piece

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Begin a table, a row, a cell or a line."""
        if tag == "table":
            self._start_table()
        elif self._open:
            if tag in ("td", "th"):
                self._open[-1].start_cell(attrs)
            elif tag == "tr":
                self._open[-1].start_row()
            elif tag in _BREAKING:
                self._open[-1].add(_BREAK)

    def handle_endtag(self, tag: str) -> None:
        """End a cell, a row or a table."""
        if not self._open:
            return
        if tag in ("td", "th"):
            self._open[-1].end_cell()
        elif tag == "tr":
            self._open[-1].end_row()
        elif tag == "table":
            grid = self._open.pop()
            grid.end_row()
            (self._open[-1].nested if self._open else self.tables).extend(grid.kept())

    def handle_data(self, data: str) -> None:
        """Take text that is no script and no style."""
        if self._open and self.cdata_elem is None:
            self._open[-1].add(data)

    def parse_starttag(self, i: int) -> int:
        """Read the cells of plain text from here on at once, five times faster, and all else as usual."""
        end = i
        if self._open:
            grid = self._open[-1]
            while (match := _CELL.match(self.rawdata, end)) and not _MATTERS.search(match[2]):
                grid.start_cell([])
                grid.add(match[3])
                grid.end_cell()
                end = match.end()
        return end if end > i else super().parse_starttag(i)

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        """Pass over <![if …]> of Excel and Word as browsers do; the library raises at those it does not know."""
        return self.parse_bogus_comment(i)

    def _start_table(self) -> None:
        self._count += 1
        if self._count > _MAX_TABLES:
            raise TooBig
        self._open.append(Grid(self._size))


def _span(span_text: str | None, largest: int) -> int:
    """Read a colspan or rowspan; 0 stands for the rest of the table."""
    match = _SPAN.match(span_text or "")
    return min(int(match[1]) or largest, largest) if match else 1


def _collapsed(parts: list[str]) -> str:
    """Write the text of a cell with single spaces, and line ends where it has line breaks."""
    lines = "".join(parts).split(_BREAK)
    return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))
