"""Consoles that neither fail on a GBK pipe nor interpret what stands in a name."""

from __future__ import annotations

from typing import TextIO

from rich.console import Console
from rich.text import Text

from zoufang_cli.screen.lines import harmless

PIPE_WIDTH = 160


def make_console(stream: TextIO) -> Console:
    """Return a console on a stream: full terminal width, a fixed wide page when piped."""
    terminal = stream.isatty()
    return Console(
        file=stream,
        width=None if terminal else _columns(),
        highlight=False,
        markup=False,
        emoji=False,
        safe_box=True,
    )


def plain(text: str, style: str = "") -> Text:
    """Return text that is printed literally: no markup, no escape sequences, no direction overrides."""
    return Text(harmless(text), style=style)


def _columns() -> int:
    import os

    try:
        return max(40, int(os.environ["COLUMNS"]))
    except (KeyError, ValueError):
        return PIPE_WIDTH
