"""Lay out help in Chinese: sections, columns aligned by display width, lines folded to the terminal."""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Callable, Iterable, Iterator

GAP = 2
LEFT_MOST = 32  # a longer left column stands on a line of its own


def span(bounds: str) -> str:
    """Put the bounds of a number (`x>=1`, `0<=x<=9`) into words."""
    low, high = re.search(r"(\d+)<=x|x>=(\d+)", bounds), re.search(r"x<=(\d+)", bounds)
    words = [f"不小于{low[1] or low[2]}" if low else "", f"不大于{high[1]}" if high else ""]
    return "、".join(word for word in words if word)


_WORDS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"\[required\]"), "[必填]"),
    (re.compile(r"\[default: (.*?)\]"), r"[默认：\1]"),
    (re.compile(r"; required\]"), "；必填]"),
    (re.compile(r"\[env var: (.*?)\]"), r"[环境变量：\1]"),
    (re.compile(r"\[(\d+<=x<=\d+|x[<>]=\d+)\]"), lambda match: f"[{span(match[1])}]"),
    (re.compile(r"\bINTEGER RANGE\b|\bINTEGER\b|<int>|<int range>"), "整数"),
    (re.compile(r"\bTEXT\b|<str>"), "文字"),
)


def width(text: str) -> int:
    """Return how many columns a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def chinese(text: str) -> str:
    """Put the words that Typer adds to an option's help into Chinese."""
    for pattern, word in _WORDS:
        text = pattern.sub(word, text)
    return text


def page(usage: str, summary: str, sections: Iterable[tuple[str, list[tuple[str, str]]]], tail: list[str]) -> str:
    """Return a help page; `tail` are lines that stand at its end as they are (examples)."""
    columns = max(40, min(shutil.get_terminal_size().columns, 100))
    lines = [f"用法：{usage}", "", *_fold(summary, columns - GAP, "  ")]
    for title, rows in sections:
        if rows:
            lines += ["", f"{title}：", *_rows(rows, columns)]
    if tail:
        lines += ["", *tail]
    return "\n".join(lines)


def _rows(rows: list[tuple[str, str]], columns: int) -> Iterator[str]:
    left = min(LEFT_MOST, max(width(label) for label, _ in rows))
    indent = " " * (2 + left + GAP)
    for label, text in rows:
        folded = list(_fold(chinese(text), columns - len(indent), ""))
        label = chinese(label)
        if width(label) > left:
            yield f"  {label}"
            start = indent
        else:
            start = f"  {label}{' ' * (left - width(label) + GAP)}"
        yield (start + (folded[0] if folded else "")).rstrip()
        yield from (indent + line for line in folded[1:])


def _fold(text: str, columns: int, indent: str) -> Iterator[str]:
    """Fold at spaces, or between Chinese characters but not before closing punctuation."""
    line, used = "", 0
    for piece in re.findall(r"[\x21-\x7e]+|.", text):
        size = width(piece)
        if used + size > columns and line and piece not in "，。；：、）”！？ ":
            yield indent + line.rstrip()
            line, used = "", 0
            if piece == " ":
                continue
        line += piece
        used += size
    if line:
        yield indent + line.rstrip()
