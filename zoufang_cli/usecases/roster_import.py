"""Take a roster file into the store: read, clean and match without a lock, then one short transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from zoufang_cli.domain.actor import Actor
from zoufang_cli.domain.cells import cell_text
from zoufang_cli.domain.codes import clean_code, is_id_number
from zoufang_cli.domain.compact import compact
from zoufang_cli.domain.entries import Cell, Entry, Operator, Rejected, SkipReason
from zoufang_cli.domain.file_import import FileImport, RejectedRow, SheetImport
from zoufang_cli.domain.headers import BadMapping, Header, NoNameColumn
from zoufang_cli.domain.problem import Problem
from zoufang_cli.domain.roster import read_roster
from zoufang_cli.errors import Refused, UsageError
from zoufang_cli.readers import FileKind, Row, Table, read_tables
from zoufang_cli.store import clashes, intake, staging
from zoufang_cli.store.connection import Store
from zoufang_cli.store.folding import Rules
from zoufang_cli.store.operations import operation
from zoufang_cli.usecases.campaign import start_of

Progress = Callable[[int, int], None]  # lines read so far, lines expected (0: unknown)

PROGRESS_STEP = 500
RETRIES = 5


@dataclass(slots=True)
class _Gathered:
    """What the pass over the file collects beside the rows that go straight into the staging table."""

    sheets: list[SheetImport] = field(default_factory=list)
    names: tuple[str, ...] = ()
    problems: list[Problem] = field(default_factory=list)
    rejects: list[RejectedRow] = field(default_factory=list)
    lines_read: int = 0


class _WrittenMeanwhile(Exception):
    """Another program wrote to the store after the rows were matched."""


def import_roster(
    store: Store,
    actor: Actor,
    path: Path,
    *,
    encoding: str | None = None,
    sheet: str | None = None,
    mapping: Mapping[str, str] | None = None,
    listed_on: date | None = None,
    progress: Progress | None = None,
) -> FileImport:
    """Import one roster file; a file imported twice changes nothing.

    `listed_on` is the day from which new operators count as listed (default: the campaign's start for the
    first roster of all, then the actor's today). Raises
    Unreadable, NotFound, UsageError for the file or mapping as a whole; faulty rows are in the result.
    """
    on = listed_on or _listed_from(store, actor)
    if on > actor.today:
        raise UsageError(f"名册日期 {on} 晚于今天。")
    info, tables = read_tables(path, encoding, sheet)
    if sheet is not None and info.kind is FileKind.CSV:
        raise UsageError(f"{path.name} 是文本文件，没有工作表，不能用 --sheet。")
    gathered = _Gathered()
    try:
        staging.stage(store, _staged(path, tables, mapping, gathered, progress))
        counts = _commit(store, actor, path, info.sha256, info.encoding, on, gathered)
        sole_traders, guessed = intake.sole_traders_added(store)
    finally:
        staging.drop(store)
    first = gathered.sheets[0]
    return FileImport(
        file=path,
        sha256=info.sha256,
        encoding=info.encoding,
        sheet="、".join(one.sheet for one in gathered.sheets),
        header_row=first.header_row,
        lines=sum(one.lines for one in gathered.sheets),
        skipped=sum(one.skipped for one in gathered.sheets),
        rows=sum(one.rows for one in gathered.sheets),
        added=counts.added,
        updated=counts.updated,
        unchanged=counts.unchanged,
        rejected=len(gathered.rejects),
        columns={name: key for one in gathered.sheets for name, key in one.columns.items()},
        problems=tuple(gathered.problems),
        sheets=tuple(gathered.sheets),
        names=gathered.names,
        rejects=tuple(gathered.rejects),
        listed_on=on,
        sole_traders=sole_traders,
        sole_traders_guessed=guessed,
    )


def _listed_from(store: Store, actor: Actor) -> date:
    """Return the day from which a roster counts: the first one from the campaign's start, further ones from today."""
    start = start_of(store)
    first = store.value("SELECT 1 FROM enterprise LIMIT 1") is None
    return start if first and start <= actor.today else actor.today


def _staged(
    path: Path,
    tables: Iterable[Table],
    mapping: Mapping[str, str] | None,
    gathered: _Gathered,
    progress: Progress | None,
) -> Iterator[staging.StagedRow]:
    """Yield the rows to stage, table after table, and gather everything else."""
    headless: list[tuple[str, NoNameColumn]] = []
    found = list(tables)
    expected = sum(table.line_count for table in found)
    several = len(found) > 1
    for table in found:
        counted = _Counted(table.rows, gathered, expected, progress)
        try:
            roster = read_roster(counted, sheet=table.sheet if several else "", mapping=mapping)
        except NoNameColumn as error:
            for _ in counted:
                pass
            headless.append((table.sheet, error))
            continue
        except BadMapping as error:
            raise UsageError(str(error)) from None
        gathered.names = gathered.names or roster.header.names
        gathered.problems += roster.header.problems
        skipped = rows = 0
        for outcome in roster.outcomes:
            if isinstance(outcome, Entry):
                rows += 1
                gathered.problems += outcome.warnings
                yield staged_row(roster.sheet, outcome.line, outcome.operator)
            elif isinstance(outcome, Rejected):
                rows += 1
                gathered.problems += outcome.problems
                gathered.rejects.append(RejectedRow(roster.sheet, outcome.line, outcome.cells, outcome.problems))
            elif outcome.reason is not SkipReason.HEADER:
                skipped += 1
        gathered.sheets.append(_sheet(table.sheet, roster.header, counted.count, skipped, rows))
    if not gathered.sheets:
        if headless:
            raise Refused(f"{path.name}：{headless[0][1]}")
        raise Refused(f"{path.name} 中没有内容。")
    gathered.problems += [
        Problem(sheet, "", "", "no_header", f"工作表“{sheet}”没有业户名称列，未导入。", "warning")
        for sheet, _ in headless
    ]


class _Counted:
    """The rows of a table, counted as they pass."""

    def __init__(self, rows: Iterator[Row], gathered: _Gathered, expected: int, progress: Progress | None) -> None:
        self._rows, self._gathered, self._expected, self._progress = rows, gathered, expected, progress
        self.count = 0

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self.count += 1
            self._gathered.lines_read += 1
            if self._progress and self._gathered.lines_read % PROGRESS_STEP == 0:
                self._progress(self._gathered.lines_read, self._expected)
            yield row


def _sheet(name: str, header: Header, lines: int, skipped: int, rows: int) -> SheetImport:
    return SheetImport(name, header.line, lines, skipped, rows, header.mapping())


def _commit(
    store: Store, actor: Actor, path: Path, sha256: str, encoding: str, on: date, gathered: _Gathered
) -> intake.Counts:
    """Match and write; when another program wrote in between, match again."""
    for _ in range(RETRIES):
        version = staging.version(store)
        counts = intake.match(store, Rules())
        conflicts = clashes.found(store)
        known = _known(store, sha256)
        doubtful = [] if known else intake.doubtful_rows(store)
        changes = counts.added or counts.updated or clashes.unrecorded(store)
        if not changes and (known or not gathered.rejects):
            break
        try:
            _write(store, actor, path, sha256, encoding, on, gathered, counts, version)
        except _WrittenMeanwhile:
            continue
        break
    else:
        raise Refused("活动库正被其他程序频繁写入，名册没有导入，请稍后再试。")
    column = next((name for name, key in gathered.sheets[0].columns.items() if key == "name"), "")
    gathered.problems += [_conflict(one, column) for one in conflicts]
    gathered.problems += [_by_name_only(_place(sheet, line), column, name) for sheet, line, name in doubtful]
    return counts


def _write(
    store: Store,
    actor: Actor,
    path: Path,
    sha256: str,
    encoding: str,
    on: date,
    gathered: _Gathered,
    counts: intake.Counts,
    version: int,
) -> None:
    with operation(store, actor, f"enterprise import {path.name}") as opened:
        if staging.version(store) != version:
            raise _WrittenMeanwhile
        source_id = _source(store, path, gathered)
        batch_id = _batch(store, path, sha256, encoding, on, gathered, source_id, counts)
        opened.cite(*intake.write(store, on=on, batch_id=batch_id).numbers)


def _by_name_only(place: str, column: str, name: str) -> Problem:
    message = "没有证照号码，区县也不全，仅按名称相同视为同一业户，请核对。"
    return Problem(place, column, name, "name_only", message, "warning")


def _conflict(one: clashes.Clash, column: str) -> Problem:
    return Problem(
        _place(one.sheet, one.line),
        column,
        one.offered,
        "name_conflict",
        f"与库中 {one.number}“{one.held}”证照号码相同而名称为“{one.offered}”，保留库中名称，已列入待核对冲突。",
        "warning",
    )


def _known(store: Store, sha256: str) -> bool:
    return store.value("SELECT 1 FROM batch WHERE sha256 = :sha256", sha256=sha256) is not None


def _source(store: Store, path: Path, gathered: _Gathered) -> int:
    """Return the source that a file's header belongs to, registered when it is met first."""
    header = hashlib.sha256("\x1f".join(gathered.names).encode("utf-8", "surrogatepass")).hexdigest()
    known = store.value("SELECT id FROM source WHERE header_hash = :hash", hash=header)
    if known is not None:
        return int(known)
    mapping = compact(gathered.sheets[0].columns)
    return store.insert(
        "source", {"name": path.stem, "header_hash": header, "header": compact(gathered.names), "mapping": mapping}
    )


def _batch(
    store: Store,
    path: Path,
    sha256: str,
    encoding: str,
    on: date,
    gathered: _Gathered,
    source_id: int,
    counts: intake.Counts,
) -> int:
    sheets = gathered.sheets
    batch_id = store.insert(
        "batch",
        {
            "number": store.next_number("DR", 0),
            "source_id": source_id,
            "mode": "update",
            "members": "[]",
            "file": path.name,
            "sha256": sha256,
            "encoding": encoding,
            "sheet": "、".join(one.sheet for one in sheets),
            "header_row": sheets[0].header_row,
            "mapping": compact(sheets[0].columns),
            "counts": compact(
                {
                    "added": counts.added,
                    "updated": counts.updated,
                    "unchanged": counts.unchanged,
                    "rejected": len(gathered.rejects),
                }
            ),
            "imported_on": on,
        },
    )
    for row in gathered.rejects:
        problems = [{"field": p.field, "value": p.value, "code": p.code, "message": p.message} for p in row.problems]
        raw = [_kept(cell) for cell in row.cells]
        values = {
            "batch_id": batch_id,
            "sheet": row.sheet,
            "line": row.line,
            "raw": compact(raw),
            "problems": compact(problems),
        }
        store.insert("import_row", {**values, "state": "rejected"})
    return batch_id


def _kept(cell: Cell) -> str:
    """Return a cell of a rejected row as it is stored; ID numbers are not collected."""
    text = cell_text(cell)
    return "" if is_id_number(clean_code(text)) else text


def _place(sheet: str, line: int) -> str:
    return f"{sheet}!第{line}行" if sheet else f"第{line}行"


def staged_row(sheet: str, line: int, operator: Operator) -> staging.StagedRow:
    """Return a cleaned operator as a row to stage, with its place in the file."""
    return (
        sheet,
        line,
        operator.district_derived,
        operator.name,
        operator.norm,
        operator.initials,
        operator.credit_code,
        operator.registration_no,
        operator.organisation_code,
        operator.licence_digits,
        operator.legal_person,
        operator.contact,
        operator.address,
        operator.district,
        operator.economic_type,
        operator.remark,
        _list(operator.legal_phone),
        _list(operator.phone),
        _list(operator.scope),
        _list(operator.kinds),
        operator.status,
        operator.valid_from.isoformat() if operator.valid_from else None,
        operator.valid_to.isoformat() if operator.valid_to else None,
        operator.vehicle_count,
        operator.holder,
        operator.licence,
        compact(operator.extra) if operator.extra else "{}",
    )


@lru_cache(maxsize=8192)
def _list(values: tuple[str, ...]) -> str:
    return compact(values) if values else "[]"
