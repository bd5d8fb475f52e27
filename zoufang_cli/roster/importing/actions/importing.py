"""Take a roster file into the store: read, clean and match without a lock, then one short transaction."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path, PurePath

from zoufang_cli.errors import OpenQuestion, Refused, UsageError
from zoufang_cli.plan.table import start_of
from zoufang_cli.roster import table as enterprises
from zoufang_cli.roster.columns.header_rows import header_key
from zoufang_cli.roster.conflicts.table import withdraw_conflict
from zoufang_cli.roster.correction.rules import CorrectionSheet, own_names
from zoufang_cli.roster.correction.table import (
    GatheredRows,
    PlannedCorrection,
    apply_corrections,
    corrected_operators,
    plan_corrections,
    settle_rows,
)
from zoufang_cli.roster.importing.actions.reading import ColumnHints, FileContents, FileReader, Progress, named_tables
from zoufang_cli.roster.importing.actions.warnings import ImportWarnings
from zoufang_cli.roster.importing.rules import BatchSheet, Findings, ImportReport, Vanishing
from zoufang_cli.roster.importing.table.batches import (
    batch_number,
    keep_sheet,
    known_sources,
    lists_from,
    members_of,
    missing_from,
    newest_batch_id,
    newest_of_file,
    operators_in,
    previous_list,
    problems_json,
    remember_source,
    remembered_mappings,
    sheets_of,
)
from zoufang_cli.roster.importing.table.contradictions import Contradiction, contradictions
from zoufang_cli.roster.importing.table.outcome import OutcomeWriter
from zoufang_cli.roster.matching.matched import FIRST, CodeClash, MatchedRows, match_rows
from zoufang_cli.roster.matching.matcher import Mode, Outcome, Rules
from zoufang_cli.roster.reading.files import read_tables
from zoufang_cli.roster.reading.tables import DoubtfulText, FileInfo, FileKind, Row, Table
from zoufang_cli.roster.rows.stored import LISTS, FileRows
from zoufang_cli.store.actor import Actor
from zoufang_cli.store.backup import back_up
from zoufang_cli.store.connection import Store
from zoufang_cli.store.id_ranges import Ranges, joined, ranges, size
from zoufang_cli.store.operations import operation
from zoufang_cli.text.compact import compact


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What a person says of a file: how to read it, what it may change, and the day from which new operators count.

    `elsewhere`: a column of the mapping may be in another file of the command.
    """

    encoding: str | None = None
    sheet: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    listed_on: date | None = None
    rules: Rules = field(default_factory=Rules)
    dry_run: bool = False
    elsewhere: bool = False


@dataclass(slots=True)
class ImportSession:
    """What the files of one command share: the day from which their operators count, and the newest batch before them.

    `rehearsal`: the store is a copy, in which the files of a dry run come one after the other. `wants_copy`: there is a roster,
    and no safety copy of it was made yet.
    """

    listed_from: date
    newest_batch_id: int
    rehearsal: bool = False
    wants_copy: bool = False


def start_session(store: Store, actor: Actor, *, rehearsal: bool = False) -> ImportSession:
    """Return what the files of a command share: the first ones of all count from the campaign's start, later ones from today."""
    start = start_of(store)
    first = not enterprises.any_listed(store)
    return ImportSession(
        start if first and start <= actor.today else actor.today,
        newest_batch_id(store),
        rehearsal,
        not (first or rehearsal),
    )


def safety_copy_of(store: Store) -> Path:
    """Return where the copy of a store lies that is made before many of its operators are changed."""
    return store.path.with_name(f"{store.path.stem}-导入前备份{store.path.suffix}")


NAMED = 5
_BEYOND = 2**62
"""Stands for the ids of operators that are new in a file, when it is compared with an earlier one."""


@dataclass(frozen=True, slots=True)
class ListComparison:
    """The list of the same sources before this one, and who is missing here; `other_lists`: there are only others."""

    previous_id: int | None = None
    vanishing: Vanishing | None = None
    other_lists: bool = False


def compare_lists(
    store: Store,
    header_keys: Iterable[str],
    named: Ranges,
    contested: Collection[int],
    rejected_texts: Collection[str],
    added: int,
    newest_batch_id: int,
) -> ListComparison:
    """Compare the operators that a matched file names, and the new ones that it adds, with the list before it.

    `contested` operators may be named under another code, and those that rejected rows became when they were corrected
    are named again by the same rows (`rejected_texts`): they are not missing. Lists after `newest_batch_id` come from the same command: that they differ from this one is not worth a word.
    """
    source_ids = known_sources(store, header_keys)
    if not source_ids:
        return ListComparison()
    with_new = joined(named, [[_BEYOND, added]] if added else [])
    previous_id, _ = previous_list(store, source_ids, with_new)
    if previous_id is None:
        lists = lists_from(store, source_ids)
        return ListComparison(other_lists=any(batch_id <= newest_batch_id for batch_id in lists))
    named_otherwise = corrected_operators(store, previous_id, rejected_texts).union(contested)
    missing = missing_from(store, previous_id, joined(named, ranges(sorted(named_otherwise))))
    gone = operators_in(store, missing)
    number = batch_number(store, previous_id)
    held = size(members_of(store, previous_id))
    first = tuple(f"{operator.number} {operator.name}" for operator in gone[:NAMED])
    return ListComparison(previous_id, Vanishing(number, held, len(gone), first) if gone else None)


RETRIES = 5
SCREENFUL = 20
"""Operators that an import may change without a safety copy of the store."""
_BUSY = "活动库正被其他程序频繁写入，名册没有导入，请稍后再试。"


class _WrittenMeanwhile(Exception):
    """Another program wrote to the store after the rows were matched."""


def import_roster(
    store: Store,
    actor: Actor,
    path: Path,
    options: ImportOptions | None = None,
    progress: Progress | None = None,
    *,
    label: str = "",
    session: ImportSession | None = None,
) -> ImportReport:
    """Import one roster file; a file imported twice changes nothing.

    `label` is what the file is called in messages and in the store, its name where nothing else is said; `session` is
    what it has in common with the other files of the command. New operators are listed from the day of the session,
    unless `options` name one. Raises Unreadable, NotFound, UsageError or Refused for the file as a whole, OpenQuestion for
    what only a person can decide; faulty rows are in the result.
    """
    session = session or start_session(store, actor)
    for _ in range(RETRIES):
        with suppress(_WrittenMeanwhile):
            return _Import(store, actor, path, label or path.name, options or ImportOptions(), session).run(progress)
    raise Refused(_BUSY)


class _Import:
    """One attempt to take a file in: read and match without a lock, then write in one short transaction."""

    def __init__(
        self, store: Store, actor: Actor, path: Path, label: str, options: ImportOptions, session: ImportSession
    ) -> None:
        self.store, self.actor, self.path, self.label = store, actor, path, label
        self.options, self.session = options, session
        self.version = store.data_version

    def run(self, progress: Progress | None) -> ImportReport:
        if self.options.listed_on is not None and self.options.listed_on > self.actor.today:
            raise UsageError(f"名册日期 {self.options.listed_on} 晚于今天。")
        info, tables = self._tables()
        hints = ColumnHints(self.options.mapping, remembered_mappings(self.store), self.options.elsewhere)
        reader = FileReader(self.store, self.label, hints, progress)
        rows = FileRows(reader.rows(tables))
        matched = match_rows(self.store, rows, self.options.rules, reader.reading.kept_names)
        for _ in range(RETRIES):
            try:
                return self._settled(info, reader.reading, matched)
            except _WrittenMeanwhile:
                if reader.reading.correction_sheet is not None:
                    raise  # the batch whose rows came in is to be looked up again
                self.version = self.store.data_version
                matched = match_rows(self.store, rows, self.options.rules, reader.reading.kept_names)
        raise Refused(_BUSY)

    def _tables(self) -> tuple[FileInfo, list[Table]]:
        try:
            info, tables = read_tables(self.path, self.options.encoding, self.options.sheet)
        except DoubtfulText as error:
            shown = [f"{codec}：{sample}" for codec, sample in error.candidates]
            codecs = [codec for codec, _ in error.candidates]
            question = f"{self.label} 的文字编码不能确定，哪一种读得通"
            raise OpenQuestion(
                str(error), shown, question=question, topic="encoding", answers=codecs, lines=shown
            ) from None
        if self.options.sheet is not None and info.kind is FileKind.CSV:
            raise UsageError(f"{self.label} 是文本文件，没有工作表，不能用 --sheet。")
        if self.options.encoding is not None and not info.encoding:
            raise UsageError(f"{self.label} 是工作簿，文字编码不用指明，不能用 --encoding。")
        return info, tables

    def _read_again(self) -> Iterator[tuple[str, Row]]:
        for sheet, table in named_tables(self._tables()[1]):
            for row in table.rows:
                yield sheet, row

    def _settled(self, info: FileInfo, reading: FileContents, matched: MatchedRows) -> ImportReport:
        """Find out what is new about the file, and write it."""
        sheet = reading.correction_sheet
        if sheet is not None and self.options.rules.mode is not Mode.UPDATE:
            raise UsageError("更正表按更正的内容导入，不能用 --mode。")
        known_batch = self._known_batch(info, reading)
        held_back = 0
        if known_batch and matched.counts[Outcome.UPDATED] and not self.options.rules.force:
            held_back = matched.counts[Outcome.UPDATED]
            matched = match_rows(self.store, matched.rows, Rules(Mode.NEW), reading.kept_names)
        corrections = reading.corrections if matched.matcher.rules.mode is not Mode.NEW else ()
        planned = plan_corrections(self.store, corrections, matched, self.options.rules.force)
        clashes = contradictions(self.store, matched)
        late = Findings()
        warnings = ImportWarnings(reading.headers, self._read_again, known_batch is not None)
        gathered = reading.gathered.joined(warnings.gather(matched, clashes, planned, late))
        result = _Result(reading, matched, planned, clashes, gathered, self._listed_on(sheet))
        result.compare(self.store, self.session.newest_batch_id)
        batch = known_batch or ""
        if (not self.options.dry_run or self.session.rehearsal) and result.brings_something(known_batch):
            self._copy_store(result)
            number = self._write(info, result)
            if not self.options.dry_run:
                batch, known_batch = number, None
        reading.findings.take(late)
        return self._report(info, result, batch, repeated=known_batch is not None, held_back=held_back)

    def _listed_on(self, sheet: CorrectionSheet | None) -> date:
        """Return the day from which the roster counts; corrected rows count with the others of their roster."""
        return self.options.listed_on or (self.session.listed_from if sheet is None else sheet.listed_on)

    def _known_batch(self, info: FileInfo, reading: FileContents) -> str | None:
        """Return the number of the newest import of the same file, if it was understood and taken as it is now.

        What a file brought once it does not bring again: it would take later corrections and lists back.
        """
        batch = newest_of_file(self.store, info.sha256)
        if batch is None or batch.mode != self.options.rules.mode:
            return None
        before = [(sheet.title, sheet.mapping) for sheet in sheets_of(self.store, batch.id)]
        now = [
            (read.sheet, header.settled())
            for read, header in zip(reading.sheets, reading.headers.values(), strict=True)
        ]
        return batch.number if before == now else None

    def _copy_store(self, result: _Result) -> None:
        """Make a safety copy before a command changes many operators; the newest takes the place of the one before it."""
        counts = result.counts()
        if self.session.wants_copy and counts["added"] + counts["updated"] > SCREENFUL:
            result.safety_copy = safety_copy_of(self.store)
            back_up(self.store.connection, result.safety_copy)
            self.session.wants_copy = False

    def _write(self, info: FileInfo, result: _Result) -> str:
        """Write all of it as one operation and return the number of the batch."""
        store, reading, matched = self.store, result.reading, result.matched
        with operation(store, self.actor, f"enterprise import {self.label}") as opened:
            if store.data_version != self.version:
                raise _WrittenMeanwhile
            number = store.next_number("DR", 0)
            batch_id = store.insert("batch", {**self._batch(info, result), "number": number})
            self._keep_sheets(batch_id, reading)
            written = OutcomeWriter(store, matched, result.listed_on)
            written.write_conflicts(result.contradictions, batch_id)
            apply_corrections(store, result.planned, self.actor.today)
            new = [[written.new.first_id, written.new.count]] if written.new.count else []
            store.update("batch", batch_id, {"members": compact(joined(result.named(), new))})
            result.gathered.keep(store, batch_id, list(reading.headers), partial(_operator_of, matched, written))
            if reading.correction_sheet is not None:
                _withdraw_conflicts(store, reading.correction_sheet, matched, self.actor.today)
                result.given_up = reading.correction_sheet.given_up()
                settled = [*reading.correction_sheet.settled, *result.given_up]
                became = {
                    place: written.final_id(matched.operator_ids[seq - 1])
                    for place, seq in reading.correction_sheet.became.items()
                }
                settle_rows(store, reading.correction_sheet.batch_id, settled, became)
            opened.cite(number, *written.new.numbers)
        return number

    def _keep_sheets(self, batch_id: int, reading: FileContents) -> None:
        """Remember what the columns of every sheet were taken for, and keep the sheets with the batch."""
        store = self.store
        for (sheet, header), read in zip(reading.headers.items(), reading.sheets, strict=True):
            own, settled = own_names(header), header.settled()
            source_id = remember_source(store, header_key(header.names), own, settled, PurePath(self.label).stem)
            kept = BatchSheet(sheet, read.sheet, read.header_row, own, settled, read.how)
            keep_sheet(store, batch_id, source_id, kept)

    def _batch(self, info: FileInfo, result: _Result) -> dict[str, object]:
        sheets, sheet = result.reading.sheets, result.reading.correction_sheet
        brought = {
            "lines": sum(sheet.lines for sheet in sheets),
            "skipped": sum(sheet.skipped for sheet in sheets),
            "rows": sum(sheet.rows for sheet in sheets),
            **result.counts(),
            "vanished": result.compared.vanishing.count if result.compared.vanishing else 0,
        }
        return {
            "previous_id": result.compared.previous_id,
            "corrects_id": sheet.batch_id if sheet else None,
            "file": self.label,
            "sha256": info.sha256,
            "encoding": info.encoding,
            "mode": self.options.rules.mode.value,
            "members": "[]",
            "counts": compact(brought),
            "imported_on": self.actor.today,
            "listed_on": result.listed_on,
            "problems": problems_json(result.reading.findings.general),
        }

    def _report(self, info: FileInfo, result: _Result, batch: str, *, repeated: bool, held_back: int) -> ImportReport:
        reading, matched, sheet = result.reading, result.matched, result.reading.correction_sheet
        sole_traders, guessed = matched.new_sole_traders()
        kept = (kept for correction in result.planned for kept in correction.kept)
        return ImportReport(
            file=self.path,
            label=self.label,
            sha256=info.sha256,
            encoding=info.encoding,
            mode=self.options.rules.mode,
            sheets=tuple(reading.sheets),
            **result.counts(),
            findings=reading.findings,
            listed_on=result.listed_on,
            sole_traders=sole_traders,
            sole_traders_guessed=guessed,
            kept_by_hand=(*sorted(matched.kept), *kept),
            vanishing=result.compared.vanishing,
            not_compared=result.compared.other_lists,
            batch=batch,
            repeated=repeated,
            held_back=held_back,
            repeats=matched.repeated_count,
            corrects=sheet.number if sheet else "",
            confirmed=sheet.confirmed if sheet else 0,
            given_up=len(result.given_up),
            left_out=tuple(reading.left_out),
            skipped_lines=tuple(reading.skipped_lines),
            safety_copy=result.safety_copy,
            preview=result.preview(self.store) if self.options.dry_run else (),
            dry_run=self.options.dry_run,
        )


@dataclass(slots=True)
class _Result:
    """What is to be written of a file."""

    reading: FileContents
    matched: MatchedRows
    planned: list[PlannedCorrection]
    contradictions: list[Contradiction]
    gathered: GatheredRows
    listed_on: date
    compared: ListComparison = field(default_factory=ListComparison)
    given_up: list[tuple[str, int]] = field(default_factory=list)
    safety_copy: Path | None = None

    def counts(self) -> dict[str, int]:
        """Return what became of the rows, with those that are not matched: corrections, and confirmed rows."""
        counts, sheet = self.matched.counts, self.reading.correction_sheet
        changed = sum(bool(correction.values) for correction in self.planned)
        left_alone = sheet.left_alone if sheet else 0
        return {
            "added": counts[Outcome.ADDED],
            "updated": counts[Outcome.UPDATED] + changed,
            "unchanged": counts[Outcome.UNCHANGED] + len(self.reading.corrections) - changed + left_alone,
            "rejected": self.gathered.count(rejected=True),
            "doubtful": self.gathered.count(rejected=False),
        }

    def named(self) -> list[list[int]]:
        """Return the operators of the store that the file names."""
        corrected = (correction.correction.operator_id for correction in self.planned)
        return ranges(sorted(self.matched.stored_ids().union(corrected)))

    def compare(self, store: Store, newest_batch_id: int) -> None:
        """Compare the file with the list of the same sources before it; corrected rows are part of one."""
        if self.reading.correction_sheet is None:
            keys = (header_key(header.names) for header in self.reading.headers.values())
            clashes = (contradiction.clash for contradiction in self.contradictions)
            contested = {clash.first_id for clash in clashes if isinstance(clash, CodeClash) and clash.first_id > 0}
            added = self.matched.counts[Outcome.ADDED]
            texts = self.gathered.rejected_texts()
            self.compared = compare_lists(store, keys, self.named(), contested, texts, added, newest_batch_id)

    def brings_something(self, known_batch: str | None) -> bool:
        """Tell whether there is anything to be stored."""
        sheet = self.reading.correction_sheet
        if sheet is None and not any(read.rows for read in self.reading.sheets):
            return False
        counts = self.counts()
        unrecorded = any(not contradiction.recorded for contradiction in self.contradictions)
        return bool(
            known_batch is None or counts["added"] or counts["updated"] or (sheet and sheet.settled) or unrecorded
        )

    def preview(self, store: Store) -> tuple[dict[str, object], ...]:
        """Return the first rows as they would be stored, corrected ones first."""
        shown = [
            {
                **correction.stored,
                "sheet": correction.correction.sheet,
                "line": correction.correction.line,
                "outcome": "updated" if correction.values else "unchanged",
                "number": correction.held["number"],
            }
            for correction in self.planned[:FIRST]
        ]
        for row in islice(self.matched.rows, max(FIRST - len(shown), 0)):
            sheet, line = self.matched.rows.place(row.seq)
            operator_id = self.matched.operator_ids[row.seq - 1]
            number = store.value("SELECT number FROM operator WHERE id = :id", id=operator_id)
            values = {
                column: json.loads(value) if column in (*LISTS, "extra") else value
                for column, value in row.values._asdict().items()
            }
            outcome = self.matched.first_outcomes[row.seq - 1]
            shown.append({"sheet": sheet, "line": line, "outcome": outcome.value, "number": number, **values})
        return tuple(shown)


def _operator_of(matched: MatchedRows, written: OutcomeWriter, seq: int) -> tuple[int, bool]:
    operator_id = matched.operator_ids[seq - 1]
    return written.final_id(operator_id), operator_id == -seq


def _withdraw_conflicts(store: Store, sheet: CorrectionSheet, matched: MatchedRows, on: date) -> None:
    """Settle the conflicts of corrected rows that are another operator's by now, or say the name that the operator has."""
    for row in sheet.reconsidered:
        seq = matched.rows.find(row.sheet, row.line)
        if seq and matched.operator_ids[seq - 1] == row.operator_id:
            name = store.value("SELECT normalized_name FROM operator WHERE id = :id", id=row.operator_id)
            if matched.rows.row(seq).values.normalized_name != name:
                continue
        withdraw_conflict(store, sheet.batch_id, row.operator_id, row.offered, on)
