"""The workbook in which rejected and doubtful rows of a roster go back to the office that sent it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from zoufang_cli.roster.importing.file_import import NOTES_TITLE
from zoufang_cli.roster.rows.outcomes import Cell
from zoufang_cli.text.problem import Problem

__all__ = ["NOTES_TITLE", "CopyRow", "CopySheet", "copy_bytes"]


class CopyRow(NamedTuple):
    """A row as it stood in the user's file (`line` there), with what is wrong with it."""

    line: int
    cells: Sequence[Cell]
    problems: Sequence[Problem]
    rejected: bool


class CopySheet(NamedTuple):
    """One table of the user's file: its sheet, its own column names, and the rows that go back."""

    title: str
    names: Sequence[str]
    rows: Iterable[CopyRow]


def copy_bytes(reference: str, sheets: Iterable[CopySheet]) -> bytes:
    """Return the .xlsx: the user's columns after 行号, 问题 and 建议, faulty cells coloured, then a sheet of notes.

    `reference` is the number of the batch, by which the copy is known when it is fed in again. Rows are gone
    through once and never held as a whole; a sheet without rows is left out. The same content gives the same bytes.
    """
    from zoufang_cli.roster.correction.sheet.book import build

    return build(reference, sheets)
