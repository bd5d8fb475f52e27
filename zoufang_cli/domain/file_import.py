"""What became of a roster file: every line of it accounted for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from zoufang_cli.domain.entries import Cell
from zoufang_cli.domain.problem import Problem


@dataclass(frozen=True, slots=True)
class SheetImport:
    """One sheet of a file, or the only table of a CSV: lines = 1 (header) + skipped + rows."""

    sheet: str
    header_row: int
    lines: int
    skipped: int
    rows: int
    columns: dict[str, str]


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was not taken, as it stood in the file, with its problems."""

    sheet: str
    line: int
    cells: tuple[Cell, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class FileImport:
    """What became of a file: rows = added + updated + unchanged + rejected.

    `header_row` is the 1-based line of the header (of the first sheet), `columns` file column -> field,
    `listed_on` is the day from which new operators count; `sole_traders` of the new ones are 个体, so many of
    them `guessed` by their name alone; `skipped` counts blank, title, section, total and foot rows, `problems` hold errors and warnings.
    """

    file: Path
    sha256: str
    encoding: str
    sheet: str
    header_row: int
    lines: int
    skipped: int
    rows: int
    added: int
    updated: int
    unchanged: int
    rejected: int
    columns: dict[str, str]
    problems: tuple[Problem, ...]
    sheets: tuple[SheetImport, ...]
    names: tuple[str, ...]
    rejects: tuple[RejectedRow, ...]
    listed_on: date
    sole_traders: int
    sole_traders_guessed: int

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Return the doubts about rows that were kept."""
        return tuple(problem for problem in self.problems if problem.severity == "warning")
