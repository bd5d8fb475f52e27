"""Files to (place, row): CSV text and workbooks, told apart by their content."""

from __future__ import annotations

from zoufang_cli.readers.files import read_tables
from zoufang_cli.readers.table import Cell, FileInfo, FileKind, Row, RowFault, Table, Unreadable

__all__ = ["Cell", "FileInfo", "FileKind", "Row", "RowFault", "Table", "Unreadable", "read_tables"]
