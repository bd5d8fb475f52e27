"""The one look of every list on the terminal. Import this module lazily: it loads Rich."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Literal

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table

from zoufang_cli.screen.console import plain
from zoufang_cli.screen.folding import CellText

WIDEST_TITLE = 76
"""Columns to which a table is widened for its title: what every terminal has."""

PADDING = 3
NARROW_TEXT = 16
"""Columns that running text needs at the least."""

_TOKEN = re.compile(r"[!-~]{1,20}|\d{4}-\d\d-\d\d \d\d:\d\d|[\u4e00-\u9fff]{1,4}|逾期\d+天")

Cell = str | int | float | None


class Fitting:
    """A table that drops its minor columns, the last named first, until the page holds the others unbroken."""

    def __init__(
        self, title: str, headers: Sequence[str], body: Sequence[Sequence[Cell]], minor: Sequence[str]
    ) -> None:
        self.title, self.headers, self.body, self.minor = title, tuple(headers), body, tuple(minor)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        shown = list(range(len(self.headers)))
        hidden: list[str] = []
        columns = {index: [row[index] for row in self.body] for index in shown}
        for header in reversed(self.minor):
            if self._width(shown, columns) <= options.max_width:
                break
            shown.remove(self.headers.index(header))
            hidden.append(header)
        rich_table = _empty(self.title)
        unbroken = {index for index in shown if _unbroken(columns[index])}
        if len(unbroken) == len(shown) and self._width(shown, columns) > options.max_width:
            unbroken.discard(max(shown, key=lambda index: _least(self.headers[index], columns[index])))
        for index in shown:
            rich_table.add_column(
                plain(self.headers[index]),
                justify=_justify(columns[index]),
                overflow="fold",
                no_wrap=index in unbroken,
            )
        for row in self.body:
            rich_table.add_row(*(CellText("" if row[index] is None else str(row[index])) for index in shown))
        if hidden:
            rich_table.caption = plain(f"页面较窄，没有显示的列：{'、'.join(reversed(hidden))}。")
            rich_table.caption_justify = "left"
        yield rich_table

    def _width(self, shown: Sequence[int], columns: Mapping[int, Sequence[Cell]]) -> int:
        """Return the columns of the page that these columns need at the least."""
        return 1 + sum(_least(self.headers[index], columns[index]) + PADDING for index in shown)


def table(title: str, headers: Sequence[str], rows: Iterable[Sequence[Cell]], minor: Sequence[str] = ()) -> Fitting:
    """Return a table whose every cell is printed literally; None is an empty cell.

    Columns that hold numbers only are right-aligned; numbers and dates are never broken, long text is folded,
    never cut off. `minor` names the columns that a narrow page can do without, the most useful first.
    """
    return Fitting(title, headers, [tuple(row) for row in rows], minor)


def china_time(instant: str) -> str:
    """Return an instant of the log (ISO, UTC) as the time in China, to the minute."""
    return datetime.fromisoformat(instant).astimezone(timezone(timedelta(hours=8))).strftime("%Y-%m-%d %H:%M")


def pairs(title: str, fields: Iterable[tuple[str, Cell]]) -> Table:
    """Return a table of labels and values for one record; fields without a value are left out."""
    rich_table = _empty(title)
    rich_table.show_header = False
    rich_table.add_column(no_wrap=True, style="bold")
    rich_table.add_column(overflow="fold")
    for label, value in fields:
        if value not in (None, ""):
            rich_table.add_row(plain(label), CellText(str(value)))
    return rich_table


def _empty(title: str) -> Table:
    heading = plain(title) if title else None
    rich_table = Table(title=heading, box=box.SIMPLE, title_justify="left", title_style="bold")
    if heading is not None:  # a title is folded at the width of its table
        rich_table.min_width = min(heading.cell_len + 2, WIDEST_TITLE)
    return rich_table


def _justify(cells: Sequence[Cell]) -> Literal["left", "right"]:
    numbers = [isinstance(cell, (int, float)) for cell in cells if cell not in (None, "")]
    return "right" if numbers and all(numbers) else "left"


def _unbroken(cells: Sequence[Cell]) -> bool:
    """Tell whether a column holds short tokens only: numbers, dates, codes, states."""
    return all(_TOKEN.fullmatch(str(cell)) for cell in cells if cell not in (None, ""))


def _least(header: str, cells: Sequence[Cell]) -> int:
    """Return the columns that a table column needs at the least."""
    widest = max((cell_len(str(cell)) for cell in cells if cell is not None), default=0)
    return max(cell_len(header), widest if _unbroken(cells) else min(widest, NARROW_TEXT))
