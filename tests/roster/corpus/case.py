"""One kind of mess and what must become of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from tests.roster.corpus import files
from tests.roster.corpus.truth import COLUMN, Cell, Grid, Operator, grid_of, operators

Maker: TypeAlias = Callable[[Path], Path]
"""Writes the file into a folder and returns its path."""

Edit: TypeAlias = Callable[[Grid], object]
"""Makes the mess in the grid of a clean roster: header, then the operators."""

Found: TypeAlias = tuple[tuple[int, str], ...]
"""(line, code) of problems, 0 for those of a sheet or file."""

FOUR = operators(4)


@dataclass(frozen=True)
class Case:
    """A file that is taken: every operator of `taken` as it is, but for the columns in `changes` (by place from 1).

    `rejected` and `doubts` are all problems of severity error and warning that may be said; `rows` is how many
    records the file has where that is not one for each operator and each rejected line. `waits` says what is not
    built yet.
    """

    name: str
    make: Maker
    taken: tuple[Operator, ...] = FOUR
    changes: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    rejected: Found = ()
    doubts: Found = ()
    skipped: int = 0
    header_rows: int = 1
    rows: int | None = None
    options: tuple[str, ...] = ()
    waits: str = ""

    @property
    def record_count(self) -> int:
        """Return how many records the file has."""
        return len(self.taken) + len(self.rejected) if self.rows is None else self.rows

    def stored(self) -> dict[str, dict[str, Any]]:
        """Return what the store must hold, by names."""
        expected = [one.stored() | self.changes.get(place, {}) for place, one in enumerate(self.taken, 1)]
        return {columns["name"]: columns for columns in expected}


@dataclass(frozen=True)
class Refusal:
    """A file of which nothing is stored: `said` is a pattern that the sentence or its details must hold."""

    name: str
    make: Maker
    said: str
    options: tuple[str, ...] = ()
    code: int = 4
    waits: str = ""


def no_edit(grid: Grid) -> None:
    """Leave the roster clean."""


def edited(edit: Edit, some: tuple[Operator, ...] = FOUR) -> Grid:
    """Return the grid of a clean roster with a mess made in it."""
    grid = grid_of(some)
    edit(grid)
    return grid


def text(edit: Edit = no_edit, name: str = "名册.csv", encoding: str = "utf-8", **how: str) -> Maker:
    """Write the mess as delimited text."""
    return lambda folder: files.put(folder / name, files.csv_text(edited(edit), **how), encoding)


def raw(change: Callable[[str], str], encoding: str = "utf-8") -> Maker:
    """Write delimited text that no writer of CSV would write."""
    return lambda folder: files.put(folder / "名册.csv", change(files.csv_text(edited(no_edit))), encoding)


def book(edit: Edit = no_edit, name: str = "名册.xlsx", **how: Any) -> Maker:
    """Write the mess as a workbook of one sheet."""
    return lambda folder: files.xlsx(folder / name, {"名册": edited(edit)}, **how)


def put(place: int, column: str, value: Cell) -> Edit:
    """Write one value into the row of an operator (from 1)."""

    def edit(grid: Grid) -> None:
        grid[place][COLUMN[column]] = value

    return edit


def column(name: str, *values: Cell) -> Edit:
    """Write a column, one value for each operator."""

    def edit(grid: Grid) -> None:
        for row, value in zip(grid[1:], values, strict=True):
            row[COLUMN[name]] = value

    return edit


def all_of(*edits: Edit) -> Edit:
    """Make several edits."""

    def edit(grid: Grid) -> None:
        for one in edits:
            one(grid)

    return edit


def rename(old: str, new: str) -> Edit:
    """Give a column another name."""

    def edit(grid: Grid) -> None:
        grid[0][COLUMN[old]] = new

    return edit


def blank(*cells: Cell, width: int = len(COLUMN)) -> list[Cell]:
    """Return a row of these cells and blanks to the width of the roster."""
    return [*cells, *[None] * (width - len(cells))]
