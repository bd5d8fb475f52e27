"""Read delimited text strictly: a stray quote costs its own row and never the rows after it.

`csv.reader` takes everything up to the next quote as one field, be it 900 rows away, and reports nothing. Here a
field that goes on over line ends is believed only if the record that results has the width of the table and none
of the lines inside it is a whole row by itself.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from zoufang_cli.roster.reading.encoding import errors_of
from zoufang_cli.roster.reading.tables import MAX_CELL, Row, RowFault, Unreadable

_DELIMITERS: Final = (",", "\t", ";", "|")
WIDE_DELIMITERS: Final = {"，": ",", "；": ";", "｜": "|"}
"""Marks that people type in place of a delimiter; they stand inside values too, so no text is divided by them."""
_SAMPLE_LINES: Final = 200
_LINES_AHEAD: Final = 400
_QUOTED: Final = re.compile(r'"[^"]*"')


class Layout(NamedTuple):
    """How a text is divided: its delimiter, and how many fields most of its rows have."""

    delimiter: str
    width: int


def find_layout(lines: Iterable[str]) -> Layout:
    """Choose the delimiter that gives most rows the same, larger number of fields.

    Where rows go on over line ends their lines look like rows of another width: both readings are then tried.
    """
    sample = list(lines)
    by_lines = _likeliest(sample)
    if all(line.count('"') % 2 == 0 for line in sample):
        return by_lines
    return max(by_lines, _likeliest(_joined(sample)), key=lambda layout: _sound_share(sample, layout))


def _likeliest(lines: Iterable[str]) -> Layout:
    sample = [_QUOTED.sub("", line) for line in lines if line.strip()]
    best, best_score = Layout(",", 1), 0.0
    for delimiter in _DELIMITERS:
        widths = Counter(line.count(delimiter) + 1 for line in sample)
        width, times = max(widths.items(), key=lambda item: (item[1] * (item[0] - 1), item[0]), default=(1, 0))
        score = times * (width - 1) / max(len(sample), 1)
        if score > best_score:
            best, best_score = Layout(delimiter, width), score
    return best


def _joined(lines: Iterable[str]) -> Iterator[str]:
    """Put the lines together between which a quote is open."""
    held: list[str] = []
    inside = 0
    for line in lines:
        held.append(line)
        inside ^= line.count('"') % 2
        if not inside:
            yield "".join(held)
            held.clear()


def _sound_share(lines: Sequence[str], layout: Layout) -> float:
    """Measure which share of the rows are sound and as wide as the table."""
    rows = [row for row in records(lines, layout) if any(row.cells)]
    return sum(not row.fault and len(row.cells) == layout.width for row in rows) / max(len(rows), 1)


def sniff(path: Path, encoding: str) -> Layout:
    """Find the layout of a file from its first lines."""
    with path.open(encoding=encoding, errors=errors_of(encoding)) as stream:
        return find_layout(islice(_bounded(stream), _SAMPLE_LINES))


def wide_delimiter(path: Path, encoding: str, layout: Layout) -> str:
    """Return the full-width mark that divides more lines alike than the delimiter of the layout does, else ''."""
    with path.open(encoding=encoding, errors=errors_of(encoding)) as stream:
        sample = [line for line in islice(_bounded(stream), _SAMPLE_LINES) if line.strip()]
    divided = sum(line.count(layout.delimiter) + 1 == layout.width for line in sample) if layout.width > 1 else 0
    for mark in WIDE_DELIMITERS:
        counts = Counter(line.count(mark) for line in sample if mark in line)
        alike = max(counts.values(), default=0)
        if alike > divided and 2 * alike > len(sample):
            return mark
    return ""


def _bounded(stream: Iterable[str]) -> Iterator[str]:
    return (line[: 4 * MAX_CELL] for line in stream)


def read_rows(path: Path, encoding: str, layout: Layout) -> Iterator[Row]:
    """Yield the records of a file, streaming; raise Unreadable if it changed since it was examined."""
    try:
        with path.open(encoding=encoding, errors=errors_of(encoding)) as stream:
            yield from records(stream, layout)
    except (UnicodeError, OSError) as error:
        raise Unreadable(path, "读到一半时文件发生变化或无法继续读取，请重试。") from error


def records(lines: Iterable[str], layout: Layout) -> Iterator[Row]:
    """Divide lines (each but perhaps the last ending in a line feed) into records."""
    source = iter(lines)
    delimiter = layout.delimiter
    parser = _Parser(layout)
    number = 0
    for line in source:
        number += 1
        if '"' not in line and "\0" not in line and len(line) <= MAX_CELL:
            yield Row(number, tuple(line.rstrip("\n").split(delimiter)))
            continue
        ahead = deque([line])
        while ahead:
            fields, fault, used = parser.record(ahead, source)
            yield Row(number, fields, fault)
            number += used
            for _ in range(used):
                ahead.popleft()
        number -= 1


class _Record(NamedTuple):
    fields: tuple[str, ...]
    fault: str
    used: int


class _Fields(NamedTuple):
    """Fields of a text; `open_at` is where a quoted field starts that has no end.

    `bad`: a quoted field goes on behind its closing quote; `literal`: a quote stands within a field that begins without one.
    """

    fields: list[str]
    open_at: int = -1
    bad: bool = False
    literal: bool = False


class _Parser:
    def __init__(self, layout: Layout) -> None:
        self.delimiter = layout.delimiter
        self.width = layout.width
        mark = re.escape(layout.delimiter)
        self._plain = re.compile(rf'[^"{mark}]*(?={mark}|\Z)')
        self._literal = re.compile(rf"[^{mark}\n]*(?={mark}|\Z)")
        self._quoted = re.compile(rf'"([^"]*(?:""[^"]*)*)"(?={mark}|\Z)')
        self._formula = re.compile(rf'="[^"\n]*"(?={mark}|\Z)')  # ="00123", how some exports keep zeros
        self._unended = re.compile(r'"[^"]*(?:""[^"]*)*\Z')

    def record(self, ahead: deque[str], source: Iterator[str]) -> _Record:
        """Read the record at the head of `ahead`, drawing further lines into it where a field goes on."""
        first = ahead[0].rstrip("\n")
        if "\0" in first:
            return self._faulty(first, RowFault.NUL)
        parsed = self._parse(first)
        if parsed.bad:
            return self._faulty(first, RowFault.STRAY_QUOTE)
        if parsed.open_at < 0:
            return self._sized(parsed, 1) or self._faulty(first, RowFault.STRAY_QUOTE)
        tail = first[parsed.open_at :].count(self.delimiter)
        if tail and len(parsed.fields) + 1 + tail == self.width:
            return self._faulty(first, RowFault.STRAY_QUOTE)
        return self._continued(ahead, source) or self._faulty(first, RowFault.STRAY_QUOTE)

    def _continued(self, ahead: deque[str], source: Iterator[str]) -> _Record | None:
        """Join lines until the open field ends; None where that cannot be what was meant."""
        text = ahead[0]
        for count in range(2, _LINES_AHEAD + 2):
            if len(ahead) < count:
                line = next(source, None)
                if line is None:
                    return None
                ahead.append(line)
            line = ahead[count - 1]
            text += line
            if len(text) > 2 * MAX_CELL or "\0" in line:
                return None
            if '"' not in line:
                if line.count(self.delimiter) + 1 == self.width:
                    return None
                continue
            parsed = self._parse(text.rstrip("\n"))
            if parsed.bad:
                return None
            if parsed.open_at < 0:
                return None if self._swallows(parsed.fields, line) else self._sized(parsed, count)
            if self._is_row(line):
                return None
        return None

    def _swallows(self, fields: list[str], last: str) -> bool:
        """Tell whether the last line of a joined record was rather a row of its own."""
        if len(fields) != self.width:
            return True
        inside = last.split('"', 1)[0].count(self.delimiter)
        return inside > 0 and last.count(self.delimiter) + 1 == self.width

    def _is_row(self, line: str) -> bool:
        parsed = self._parse(line.rstrip("\n"))
        return not parsed.bad and parsed.open_at < 0 and len(parsed.fields) == self.width

    def _parse(self, text: str) -> _Fields:
        fields: list[str] = []
        position, literal = 0, False
        while True:
            if text.startswith('"', position):
                match = self._quoted.match(text, position)
                if match is None:
                    is_open = self._unended.match(text, position) is not None
                    return _Fields(fields, position if is_open else -1, not is_open, literal)
                fields.append(match[1].replace('""', '"'))
            else:
                match = self._plain.match(text, position) or self._formula.match(text, position)
                if match is None:
                    match, literal = self._literal.match(text, position), True
                if match is None:
                    return _Fields(fields, bad=True)
                fields.append(match[0])
            position = match.end() + 1
            if position > len(text):
                return _Fields(fields, literal=literal)

    def _sized(self, parsed: _Fields, used: int) -> _Record | None:
        """Return a record; None where quotes were taken for text and the number of fields says otherwise."""
        fault = RowFault.TOO_LONG if any(len(field) > MAX_CELL for field in parsed.fields) else ""
        if parsed.literal and len(parsed.fields) != self.width:
            return None
        return _Record(tuple(parsed.fields), fault or (RowFault.LITERAL_QUOTE if parsed.literal else ""), used)

    def _faulty(self, line: str, fault: RowFault) -> _Record:
        return _Record(tuple(line.split(self.delimiter)), fault, 1)
