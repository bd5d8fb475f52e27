"""What readers hand over: tables of a file, their rows, and what makes a file unreadable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, TypeAlias

from zoufang_cli.errors import Refused

Cell: TypeAlias = str | int | float | bool | date | datetime | None

MAX_CELL = 32_767
"""Characters that a cell of a workbook can hold; a longer field of a CSV is a fault of its row."""


class RowFault(StrEnum):
    """Why the text of a row cannot be trusted; the values are problem codes of the roster."""

    STRAY_QUOTE = "stray_quote"
    NUL = "nul"
    TOO_LONG = "too_long"
    LITERAL_QUOTE = "literal_quote"  # the only one with which the row is read: its quotes are text


class Row(NamedTuple):
    """One record of a table.

    `line` is 1-based: in a CSV the physical line on which the record starts, in a workbook or web page the row
    number of the sheet or table. A row with a `fault` (of a CSV) holds the fields of its own line only, split
    without regard to quotes; where the fault is LITERAL_QUOTE it is read as it was meant, and to be checked.
    (A named tuple and not a dataclass: one is made for each of a million rows.)
    """

    line: int
    cells: tuple[Cell, ...]
    fault: str = ""


class FileKind(StrEnum):
    """What a file is by its content."""

    CSV = "csv"
    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class FileInfo:
    """A file as it was read: `encoding` is empty for workbooks, `delimiter` for all but text."""

    file: Path
    sha256: str
    kind: FileKind
    size: int
    encoding: str = ""
    delimiter: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of a workbook, one table of a web page, or the only table of a CSV.

    `sheet` is empty for a CSV and for the only table of a page; `line_count` is how many lines are to come, for
    progress (0: not known); `rows` can be gone through once. `valueless` counts the formulas whose result was never
    stored, so that their cells read as blank; `hidden_rows` are the lines of rows that are hidden, by a filter or by hand.
    """

    sheet: str
    rows: Iterator[Row] = field(repr=False)
    line_count: int = 0
    hidden: bool = False
    valueless: int = 0
    hidden_rows: tuple[int, ...] = ()


class Unreadable(Refused):
    """The file as a whole cannot be read: says why, and what to do."""

    def __init__(self, file: Path, why: str) -> None:
        super().__init__(f"无法读取 {file.name or file.resolve()}：{why}")
        self.file = file
        self.why = why


class DoubtfulText(Unreadable):
    """A text whose encoding only a person can tell; `candidates` are (codec, how the text begins when read by it)."""

    def __init__(self, file: Path, why: str, candidates: Sequence[tuple[str, str]]) -> None:
        super().__init__(file, why)
        self.candidates = tuple(candidates)
