"""Single lines, which need no Rich."""

from __future__ import annotations

import re

# C0 and C1 controls, escape, bidirectional overrides and isolates, zero-width joiners, line separators
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def harmless(text: str) -> str:
    """Return text without what a terminal would obey: escape sequences, control characters, direction overrides."""
    return _UNSAFE.sub("\ufffd", text)


def print_line(sentence: str) -> None:
    """Print one sentence to stdout as it is, never folded."""
    print(harmless(sentence))
