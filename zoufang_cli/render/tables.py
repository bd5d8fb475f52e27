"""The one look of every list on the terminal. Import this module lazily: it loads Rich."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from rich import box
from rich.table import Table

from zoufang_cli.render.console import plain

WIDEST_TITLE = 76
"""Columns to which a table is widened for its title: what every terminal has."""

Cell = str | int | float | None


def table(title: str, headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Table:
    """Return a table whose every cell is printed literally; None is an empty cell.

    Columns that hold numbers only are right-aligned; long text is folded, never cut off.
    """
    body = [tuple(row) for row in rows]
    made = _empty(title)
    for index, header in enumerate(headers):
        made.add_column(plain(header), justify=_justify([row[index] for row in body]), overflow="fold")
    for row in body:
        made.add_row(*(plain("" if cell is None else str(cell)) for cell in row))
    return made


def pairs(title: str, fields: Iterable[tuple[str, Cell]]) -> Table:
    """Return a table of labels and values for one record; fields without a value are left out."""
    made = _empty(title)
    made.show_header = False
    made.add_column(no_wrap=True, style="bold")
    made.add_column(overflow="fold")
    for label, value in fields:
        if value not in (None, ""):
            made.add_row(plain(label), plain(str(value)))
    return made


def _empty(title: str) -> Table:
    heading = plain(title) if title else None
    made = Table(title=heading, box=box.SIMPLE, title_justify="left", title_style="bold")
    if heading is not None:  # a title is folded at the width of its table
        made.min_width = min(heading.cell_len + 2, WIDEST_TITLE)
    return made


def _justify(cells: Sequence[Cell]) -> Literal["left", "right"]:
    numbers = [isinstance(cell, (int, float)) for cell in cells if cell not in (None, "")]
    return "right" if numbers and all(numbers) else "left"
