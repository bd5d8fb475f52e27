"""One row of the copy: its texts as a workbook can hold them, and which of its cells are marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from zoufang_cli.roster.columns.own_columns import DOUBTFUL_MARK, REJECTED_MARK
from zoufang_cli.roster.correction.sheet import CopyRow
from zoufang_cli.roster.values.cells import cell_text
from zoufang_cli.screen.lines import joined_sentences
from zoufang_cli.text.cleaning import MAX_CELL, REPLACEMENT
from zoufang_cli.text.problem import Problem

ADDED: Final = ("问题", "建议")
"""What stands after 行号, before the user's own columns."""

OWN: Final = 1 + len(ADDED)
"""Index of the first of the user's own columns."""

_MOST_COLUMNS: Final = 16_384 - OWN
_MOST_SURPLUS: Final = 50
"""Cells beyond the header that get columns of their own: a row split at the wrong mark has thousands."""

_LONGEST_NAME: Final = 255
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_NO_CHARACTER: Final = re.compile("[\ufffe\uffff]")
_ESCAPE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_CUT_END: Final = "…" + REPLACEMENT
_CUT_SAID: Final = "有的单元格内容过长，本表放不下，只列出前一部分，请以原文件为准"


class Line(NamedTuple):
    """A row ready to be written: `marks` maps the index of a cell to whether it is wrong (else doubtful)."""

    texts: list[str]
    marks: dict[int, bool]


def header_names(names: Sequence[str]) -> list[str]:
    """Return the user's column names as the copy shows them."""
    return [stored(name[:_LONGEST_NAME]) for name in names[:_MOST_COLUMNS]]


def surplus_name(column: int) -> str:
    """Name a column that has cells but no header, by its 0-based place in the user's file."""
    return f"第{column + 1}列"


def line_of(row: CopyRow, width: int) -> Line:
    """Prepare a row for a header of `width` columns."""
    own = _own_cells(row, width)
    marks = _marks(row.problems, len(own))
    problems = [problem for problem in row.problems if problem.severity != "note"]
    said = REJECTED_MARK if row.rejected else DOUBTFUL_MARK
    said += joined_sentences((problem.field, problem.message) for problem in problems)
    if any(text.endswith(_CUT_END) for text in own):
        said = f"{said.rstrip('。')}；{_CUT_SAID}。"
    advice = joined_sentences((problem.field, problem.suggestion) for problem in problems)
    return Line([str(row.line), stored(said), stored(advice), *own], marks)


def stored(text: str) -> str:
    """Return a text as a workbook can hold it.

    Line breaks become LF, characters that XML forbids go, lone surrogates become U+FFFD. What is longer than a cell
    may be is cut and ends in … and U+FFFD: fed in again unmended, the row is rejected and never taken for whole.
    """
    if len(text) <= MAX_CELL // 2 and "_x" not in text and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _NO_CHARACTER.sub("", _SURROGATE.sub(REPLACEMENT, ILLEGAL_CHARACTERS_RE.sub("", text)))
    units = text.encode("utf-16-le")
    if len(units) > 2 * MAX_CELL:
        text = units[: 2 * (MAX_CELL - len(_CUT_END))].decode("utf-16-le", "ignore") + _CUT_END
    return _ESCAPE.sub("_x005F_", text)


def _own_cells(row: CopyRow, width: int) -> list[str]:
    """Return the cells of the user's row, at least `width`, empty ones beyond left out.

    What goes too far beyond the header is put together in the last cell.
    """
    texts = [cell_text(cell) for cell in row.cells]
    while len(texts) > width and not texts[-1]:
        texts.pop()
    most = min(width + _MOST_SURPLUS, _MOST_COLUMNS)
    if len(texts) > most:
        texts[most - 1 :] = [" | ".join(texts[most - 1 :])]
    texts = [stored(text) for text in texts]
    return texts + [""] * (width - len(texts))


def _marks(problems: Iterable[Problem], width: int) -> dict[int, bool]:
    """Say which cells to colour: that of the problem, 行号 where it concerns the whole row."""
    marks: dict[int, bool] = {}
    for problem in problems:
        if problem.severity != "note":
            place = OWN + problem.column if 0 <= problem.column < width else 0
            marks[place] = marks.get(place, False) or problem.severity == "error"
    return marks
