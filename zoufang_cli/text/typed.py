"""Texts that somebody typed: cleaned, split into lists, refused where they cannot be kept."""

from __future__ import annotations

import re
from collections.abc import Iterable

from zoufang_cli.text.problem import BadText


class BadEntry(BadText):
    """A typed text that does not have its shape."""


def typed_text(term: str, text: str) -> str:
    """Clean a text that somebody typed for a term: no control characters, one line.

    Raises BadEntry for what cannot be kept.
    """
    from zoufang_cli.text.cleaning import fault, tidy

    match fault(text):
        case "too_long":
            raise BadEntry(f"{term}太长（{len(text)}字），请精简。")
        case "":
            return tidy(text)
        case _:
            raise BadEntry(f"{term}含有无法识别的字符，请重新输入。")


def split_list(texts: Iterable[str]) -> list[str]:
    """Return the items of texts that hold a list with 、 or commas, each once."""
    items = (part.strip() for text in texts for part in re.split("[,，、;；]", text))
    return list(dict.fromkeys(part for part in items if part))
