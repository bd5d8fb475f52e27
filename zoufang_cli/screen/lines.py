"""Single lines, which need no Rich."""

from __future__ import annotations

import re
from collections.abc import Iterable

# C0 and C1 controls, escape, bidirectional overrides and isolates, zero-width joiners, line separators
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def harmless(text: str) -> str:
    """Return text without what a terminal would obey: escape sequences, control characters, direction overrides."""
    return _UNSAFE.sub("\ufffd", text)


def joined_sentences(parts: Iterable[tuple[str, str]]) -> str:
    """Join (column, sentence) into one, each after the name of its column unless it names it, none of them twice."""
    texts = [text if not field or field in text else f"{field}：{text}" for field, text in parts if text]
    once = list(dict.fromkeys(texts))
    return "；".join([*(text.rstrip("。") for text in once[:-1]), *once[-1:]])


def print_line(sentence: str) -> None:
    """Print one sentence to stdout as it is, never folded."""
    print(harmless(sentence))
