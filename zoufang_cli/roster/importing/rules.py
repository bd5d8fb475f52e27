"""Imported files: what became of every line, what is left to correct, and where rosters come from."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from zoufang_cli.roster.columns.names import EXPORTED, HEADER_NAMES, Field
from zoufang_cli.roster.matching.matcher import Mode
from zoufang_cli.roster.rows.outcomes import SkipReason
from zoufang_cli.roster.rows.problems import SheetLeftOut
from zoufang_cli.text.problem import Problem

NOTES_TITLE, SKIPPED_TITLE = "说明", "略过的行"
"""The worksheets of a correction sheet that say what to do with it and which rows were no records; they hold no roster."""

MOST_SKIPPED = 5_000
"""Skipped rows that are listed; all are counted."""
SKIP_NAMES = {
    SkipReason.REPEATED: "重复的表头，或单位、列号行",
    SkipReason.TITLE: "标题行",
    SkipReason.SECTION: "分组行",
    SkipReason.TOTAL: "合计行",
    SkipReason.FOOTER: "表尾",
}
"""Why a row that holds something is no record of an operator."""


@dataclass(frozen=True, slots=True)
class SkippedLine:
    """A row that is no record: `sheet` is '' for a text file, `text` its cells."""

    sheet: str
    line: int
    reason: SkipReason
    text: str


MOST_PROBLEMS = 2_000
"""Problems that are kept with the result of an import: all are counted, and all are kept with the batch."""


@dataclass(frozen=True, slots=True)
class SheetImport:
    """One sheet of a file, or the only table of a text: lines = header_rows + skipped + rows.

    `header_row` is the 1-based line of the header's last row; `columns` maps file column -> field, the others are
    kept as extra fields; `settled` has them too, as `extra`;
    `how` says by what a column was settled: `map`, `remembered`, `name` or `values`.
    """

    sheet: str
    header_row: int
    header_rows: int
    lines: int
    skipped: int
    rows: int
    columns: dict[str, str]
    settled: dict[str, str]
    how: dict[str, str]


@dataclass(slots=True)
class Findings:
    """The problems of a file, counted by their codes; the first ones are kept, rejected rows before the others.

    `general` are those of the file itself, its sheets and headers, all of them.
    """

    general: list[Problem] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    warning_count: int = 0  # of rows

    def add(self, *problems: Problem) -> None:
        """Count problems, and keep them as long as there are not too many."""
        for problem in problems:
            if problem.severity == "note":
                self.notes[str(problem.code)] += 1
                continue
            self.counts[str(problem.code)] += 1
            self.warning_count += problem.severity == "warning"
            kept = self.errors if problem.severity == "error" else self.warnings
            if len(kept) < MOST_PROBLEMS:
                kept.append(problem)

    def say(self, *problems: Problem) -> None:
        """Count problems of the file itself, a sheet or a header, and keep them all."""
        for problem in problems:
            if problem.severity == "note":
                self.notes[str(problem.code)] += 1
            else:
                self.counts[str(problem.code)] += 1
                self.general.append(problem)

    def take(self, late: Findings) -> None:
        """Add what was found later."""
        for kept, more in ((self.errors, late.errors), (self.warnings, late.warnings)):
            kept.extend(more[: MOST_PROBLEMS - len(kept)])
        self.counts.update(late.counts)
        self.warning_count += late.warning_count
        self.notes.update(late.notes)


@dataclass(frozen=True, slots=True)
class Vanishing:
    """Operators of a source's previous list (`batch`, of `held` operators) that this one does not name."""

    batch: str
    held: int
    count: int
    first: tuple[str, ...]  # number and name of the first ones


@dataclass(frozen=True, slots=True)
class SheetOutcome:
    """What became of the correction sheet of an import.

    It was written to `path`, or it could not be, and `failure` says why. `kept_name` is a file that stands under the
    wanted name and stays, `kept_edited` or else that of another roster. `left_out` counts rows beyond its size.
    """

    path: Path | None
    failure: str = ""
    kept_name: str = ""
    kept_edited: bool = False
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file, called `label` among those of its command: rows = added + updated + unchanged + rejected.

    `doubtful` rows are among the first three; `batch` is the number of the import, '' when nothing was stored, and
    that of the earlier import when the same file is `repeated` and brought nothing new; `held_back` of its rows are
    of operators that were changed since, and change nothing; `repeats` rows are of an operator that an earlier row of
    the file is of. `listed_on` is the day from which new operators count;
    `sole_traders` of the new ones are 个体, so many of them `guessed` by their name alone; `skipped` counts blank,
    title, section, total and foot rows.
    `kept_by_hand` are values (operator's number, column) that stay because an officer edited them.
    `not_compared`: the source has lists of earlier commands, but none that this one continues.
    `corrects` is the batch whose rows come back in this file, `confirmed` of them unchanged; `given_up` others were
    deleted from the correction sheet. `left_out` are sheets that were not imported, `skipped_lines` the rows that hold
    something and are no records, `safety_copy` is where the store as it was before lies.
    """

    file: Path
    label: str
    sha256: str
    encoding: str
    mode: Mode
    sheets: tuple[SheetImport, ...]
    added: int
    updated: int
    unchanged: int
    rejected: int
    doubtful: int
    findings: Findings
    listed_on: date
    sole_traders: int
    sole_traders_guessed: int
    kept_by_hand: tuple[tuple[str, str], ...] = ()
    vanishing: Vanishing | None = None
    not_compared: bool = False
    batch: str = ""
    repeated: bool = False
    held_back: int = 0
    repeats: int = 0
    corrects: str = ""
    confirmed: int = 0
    given_up: int = 0
    left_out: tuple[SheetLeftOut, ...] = ()
    skipped_lines: tuple[SkippedLine, ...] = ()
    safety_copy: Path | None = None
    preview: tuple[dict[str, object], ...] = ()
    dry_run: bool = False

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return the problems that were kept: those of the file itself, then errors, then doubts."""
        return (*self.findings.general, *self.findings.errors, *self.findings.warnings)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Return the doubts about the file itself and about rows that were taken."""
        return tuple(problem for problem in self.problems if problem.severity == "warning")

    @property
    def partial(self) -> bool:
        """Tell whether something in the file that may be an operator was not taken."""
        return self.rejected > 0 or any(sheet.has_records for sheet in self.left_out)

    @property
    def extra_columns(self) -> tuple[str, ...]:
        """Return the columns that are kept as extra information, over all sheets."""
        return tuple(
            dict.fromkeys(name for sheet in self.sheets for name, key in sheet.settled.items() if key in ("", "extra"))
        )

    @property
    def sheet(self) -> str:
        """Return the names of the sheets."""
        return "、".join(sheet.sheet for sheet in self.sheets)

    @property
    def header_row(self) -> int:
        """Return the line of the first header."""
        return self.sheets[0].header_row

    @property
    def lines(self) -> int:
        """Return how many lines the file has."""
        return sum(sheet.lines for sheet in self.sheets)

    @property
    def header_rows(self) -> int:
        """Return how many lines are headers."""
        return sum(sheet.header_rows for sheet in self.sheets)

    @property
    def skipped(self) -> int:
        """Return how many lines are no records."""
        return sum(sheet.skipped for sheet in self.sheets)

    @property
    def rows(self) -> int:
        """Return how many lines are records."""
        return sum(sheet.rows for sheet in self.sheets)

    @property
    def columns(self) -> dict[str, str]:
        """Return file column -> field, over all sheets."""
        return {name: key for sheet in self.sheets for name, key in sheet.columns.items()}


MODE_NAMES = {"update": "更新（取较新的值）", "fill": "补空（只填空白）", "new": "只增（只收新业户）"}

HOW_NAMES = {"map": "--map 指定", "remembered": "沿用以前", "name": "列名", "values": "内容"}
"""By what it was settled what a column is."""


@dataclass(frozen=True, slots=True)
class Batch:
    """An imported file. `operation` is its number in the log; `counts` are those of the import itself.

    `open_count` is the number of rows that are still to be corrected or checked, `corrects` the number of the batch whose
    rows this file brings corrected, or ''.
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
        held = (name for sheet in self.sheets for name, key in sheet.mapping.items() if key in ("", "extra"))
        return tuple(dict.fromkeys(held))

    @property
    def titles(self) -> str:
        """Return the names of the sheets."""
        return "、".join(sheet.title for sheet in self.sheets if sheet.title)


EXTRA = "附加信息"
_NOT_KEPT = (Field.SERIAL, Field.ID_NUMBER, Field.TAGS)


@dataclass(frozen=True, slots=True)
class Source:
    """A header that was met: `place` is its number on the list, `mapping` column -> field key, '' for none.

    The mapping is empty once it was forgotten.
    """

    id: int
    place: int
    name: str
    header: tuple[str, ...]
    mapping: dict[str, str]
    batch_count: int
    last_on: date | None

    @property
    def recognised(self) -> tuple[str, ...]:
        """Return the columns that hold a field."""
        return tuple(column for column, key in self.mapping.items() if holds_field(key))

    @property
    def extra(self) -> tuple[str, ...]:
        """Return the columns that are kept as they are."""
        return tuple(column for column, key in self.mapping.items() if not holds_field(key))


def holds_field(key: str) -> bool:
    """Tell whether a mapping's value names a field."""
    return key not in ("", "extra")


def field_label(key: str) -> str:
    """Return what a mapping's value is called on screen."""
    if not holds_field(key):
        return EXTRA
    names = {str(field): names for field, names in HEADER_NAMES.items()}
    names |= {str(field): name for name, field in EXPORTED.items()}
    label = names.get(key, key).split()[0]
    return f"{label}（不导入）" if key in _NOT_KEPT else label
