"""Files to (place, row): CSV text and workbooks, told apart by their content."""

from __future__ import annotations

from zoufang_cli.roster.reading.files import read_tables
from zoufang_cli.roster.reading.folders import is_hidden, roster_files
from zoufang_cli.roster.reading.table import Cell, DoubtfulText, FileInfo, FileKind, Row, RowFault, Table, Unreadable

__all__ = [
    "Cell",
    "DoubtfulText",
    "FileInfo",
    "FileKind",
    "Row",
    "RowFault",
    "Table",
    "Unreadable",
    "is_hidden",
    "read_tables",
    "roster_files",
]
