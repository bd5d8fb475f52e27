"""Imported files as people look back on them: what each brought, what is left to correct, who is no longer listed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zoufang_cli.text.problem import Problem

MODE_NAMES = {"update": "更新（取较新的值）", "fill": "补空（只填空白）", "new": "只增（只收新业户）"}

HOW_NAMES = {"map": "--map 指定", "remembered": "沿用以前", "name": "列名", "values": "内容"}
"""By what it was settled what a column is."""


@dataclass(frozen=True, slots=True)
class Batch:
    """An imported file. `operation` is its number in the log; `counts` are those of the import itself.

    `open_count` is the number of rows that are still to be corrected or checked, `corrects` the number of the batch whose
    rows this file gives back corrected, or ''.
    """

    id: int
    number: str
    operation: str
    imported_on: date
    file: str
    mode: str
    counts: dict[str, int]
    open_count: int
    corrects: str


@dataclass(frozen=True, slots=True)
class BatchSheet:
    """One sheet of an imported file: `sheet` is '' where it is the only one, `title` what it is called.

    `header` are the user's own columns; `mapping` is column -> field key (`extra` for none), `how` says by what a column
    was settled: `map`, `remembered`, `name` or `values`.
    """

    sheet: str
    title: str
    header_row: int
    header: tuple[str, ...]
    mapping: dict[str, str]
    how: dict[str, str]


@dataclass(frozen=True, slots=True)
class OpenRow:
    """A row that was rejected, or else taken and doubtful, and that is not settled; `sheet` is '' for a text file."""

    sheet: str
    line: int
    rejected: bool
    problems: tuple[Problem, ...]

    @property
    def serious(self) -> tuple[Problem, ...]:
        """The problems that are to be mended or checked."""
        return tuple(problem for problem in self.problems if problem.severity != "note")


@dataclass(frozen=True, slots=True)
class Vanished:
    """An operator of the previous list of a source that the next one does not name."""

    number: str
    name: str
    district: str
    status: int | None


@dataclass(frozen=True, slots=True)
class BatchCard:
    """Everything about one imported file.

    `sheets` says what the columns were taken for; `previous` is the list of the same sources before it and `corrected_by` the batches
    that brought corrected rows of it, by their numbers; `conflict_count` counts its conflicts that are open; `problems` are those of
    the file itself, its sheets and headers.
    """

    batch: Batch
    sha256: str
    encoding: str
    sheets: tuple[BatchSheet, ...]
    previous: str
    corrected_by: tuple[str, ...]
    conflict_count: int
    open_rows: tuple[OpenRow, ...]
    vanished: tuple[Vanished, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def extra_columns(self) -> tuple[str, ...]:
        """Return the columns that are kept as extra information, over all sheets."""
        held = (name for one in self.sheets for name, key in one.mapping.items() if key in ("", "extra"))
        return tuple(dict.fromkeys(held))

    @property
    def titles(self) -> str:
        """Return the names of the sheets."""
        return "、".join(one.title for one in self.sheets if one.title)
