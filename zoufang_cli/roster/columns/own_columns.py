"""The user's own columns of a table: without those that we put in front of a copy which is handed back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from zoufang_cli.roster.columns.fields import MARKERS
from zoufang_cli.roster.columns.headers import Header
from zoufang_cli.roster.rows.outcomes import Cell
from zoufang_cli.roster.values.cells import cell_text
from zoufang_cli.text.cleaning import tidy
from zoufang_cli.text.codes import clean_code, is_like_id_number
from zoufang_cli.text.privacy import SHORTEST_ID, without_id_numbers
from zoufang_cli.text.problem import Problem

REJECTED_MARK: Final = "【未采用】"
DOUBTFUL_MARK: Final = "【请核对】"
"""How the column 问题 of a copy begins."""
_SAID: Final = ("问题", "建议")


def own_names(header: Header) -> tuple[str, ...]:
    """Return the user's column names, without ours in front and those of surplus fields (第13列) at the end."""
    own = list(header.names[_ours(header) :])
    while header.reference and own and own[-1] == f"第{len(own)}列":
        own.pop()
    return tuple(own)


def own_texts(header: Header, cells: Sequence[Cell]) -> tuple[str, ...]:
    """Return a row's own cells as they are handed back; ID numbers are not collected."""
    return tuple(_kept(cell_text(cell)) for cell in cells[_ours(header) :])


def own_problem(header: Header, problem: Problem) -> Problem:
    """Return a problem with its column counted in the user's own columns."""
    ours = _ours(header)
    return problem if problem.column < 0 or not ours else replace(problem, column=problem.column - ours)


def lost_copy_column(header: Header) -> int:
    """Return where 问题 stands in a table that may be a copy without its column 行号, -1 in all others."""
    return -1 if header.reference or not set(_SAID) <= set(header.names) else header.names.index(_SAID[0])


def is_of_copy(said: str) -> bool:
    """Tell whether a cell of 问题 is of our writing."""
    return said.startswith((REJECTED_MARK, DOUBTFUL_MARK))


def trimmed(texts: Sequence[str]) -> list[str]:
    """Return cells without the empty ones at the end, with which a copy gives all rows one width."""
    kept = list(texts)
    while kept and not kept[-1]:
        kept.pop()
    return kept


def _ours(header: Header) -> int:
    return sum(key in MARKERS for key in header.columns.values())


def _kept(text: str) -> str:
    if len(text) < SHORTEST_ID:
        return text
    tidied = tidy(text)
    left = "" if is_like_id_number(clean_code(tidied)) else without_id_numbers(tidied)
    return text if left == tidied else left
