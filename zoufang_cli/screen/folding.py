"""Text of cells, folded as Chinese is set: no line begins with a mark that closes what stands before it."""

from __future__ import annotations

from typing import Any, Final

from rich.cells import cell_len
from rich.console import Console
from rich.containers import Lines
from rich.text import Text

from zoufang_cli.screen.lines import harmless

_CLOSING: Final = frozenset("，。、；：？！）》」』】”’…")


class CellText(Text):
    """Text printed literally; where a line would begin with a closing mark, what stands before it comes along."""

    def __init__(self, text: str) -> None:
        super().__init__(harmless(text))

    def wrap(self, console: Console, width: int, **how: Any) -> Lines:
        """Fold the text to lines of at most this width."""
        folded = super().wrap(console, width, **how)
        lines = [line.plain.rstrip() for line in folded]  # those of a column are padded
        if not any(line and line[0] in _CLOSING for line in lines[1:]):
            return folded
        place = 1
        while place < len(lines):
            before, line = lines[place - 1], lines[place]
            while line and line[0] in _CLOSING and len(before) > 1 and cell_len(before[-1]) > 1:
                before, line = before[:-1], before[-1] + line
            lines[place - 1], lines[place] = before, line
            _push(lines, place, width)
            place += 1
        return Lines(Text(line) for line in lines)


def _push(lines: list[str], place: int, width: int) -> None:
    """Move what a line is too long by to the next one, which is made where there is none."""
    while place < len(lines) and cell_len(lines[place]) > width:
        line, rest = lines[place], ""
        while cell_len(line) > width:
            line, rest = line[:-1], line[-1] + rest
        lines[place] = line
        if place + 1 == len(lines):
            lines.append("")
        lines[place + 1] = rest + lines[place + 1]
        place += 1
