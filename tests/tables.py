"""Rows of a table as a reader hands them over, written as short texts."""

from __future__ import annotations

from typing import NamedTuple

from zoufang_cli.roster.rows.outcomes import Cell


class Row(NamedTuple):
    """A row of a table."""

    line: int
    cells: tuple[Cell, ...]
    fault: str = ""


def table(*rows: str | tuple[Cell, ...]) -> list[Row]:
    """Number rows from 1; a text is divided at |."""
    return [Row(line, tuple(row.split("|")) if isinstance(row, str) else row) for line, row in enumerate(rows, 1)]
