"""Consoles that neither fail on a GBK pipe nor interpret what stands in a name."""

from __future__ import annotations

import re
from typing import TextIO

from rich.console import Console
from rich.text import Text

PIPE_WIDTH = 160

# C0 and C1 controls, escape, bidirectional overrides and isolates, zero-width joiners, line separators
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


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
    return Text(_UNSAFE.sub("\ufffd", text), style=style)


def _columns() -> int:
    import os

    try:
        return max(40, int(os.environ["COLUMNS"]))
    except (KeyError, ValueError):
        return PIPE_WIDTH
