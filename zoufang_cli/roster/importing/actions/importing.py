"""Take a roster file into the store: read, clean and match without a lock, then one short transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path, PurePath

from zoufang_cli.errors import OpenQuestion, Refused, UsageError
from zoufang_cli.plan.table import start_of
from zoufang_cli.roster import table as enterprises
from zoufang_cli.roster.columns.header_rows import header_key
from zoufang_cli.roster.conflicts.table import withdraw_conflict
from zoufang_cli.roster.correction.rules import own_names
from zoufang_cli.roster.correction.table import (
    PlannedCorrection,
    apply_corrections,
    count_rows,
    drop_row_tables,
    join_late_rows,
    keep_rows,
    make_row_tables,
    plan_corrections,
    settle_rows,
)
from zoufang_cli.roster.importing.actions.reading import ColumnHints, FileContents, FileReader, Progress, named_tables
from zoufang_cli.roster.importing.actions.warnings import ImportWarnings
from zoufang_cli.roster.importing.rules import BatchSheet, ImportReport, Vanishing
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
from zoufang_cli.roster.importing.table.contradictions import contested_operators, count_repeats, count_unrecorded
from zoufang_cli.roster.importing.table.outcome import (
    OutcomeCounts,
    link_correction_rows,
    match_rows,
    matched_ids,
    preview_rows,
    sole_traders_added,
    write_outcome,
)
from zoufang_cli.roster.importing.table.staging import drop_staged, name_columns, stage_rows, store_version
from zoufang_cli.roster.matching.folding import kept_by_hand
from zoufang_cli.roster.matching.matching import Mode, Rules
from zoufang_cli.roster.reading.files import read_tables
from zoufang_cli.roster.reading.tables import DoubtfulText, FileInfo, FileKind, Row, Table
from zoufang_cli.store.actor import Actor
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


@dataclass(frozen=True, slots=True)
class ImportSession:
    """What the files of one command share: the day from which their operators count, and the newest batch before them."""

    listed_from: date
    newest_batch_id: int


def start_session(store: Store, actor: Actor) -> ImportSession:
    """Return what the files of a command share: the first ones of all count from the campaign's start, later ones from today."""
    start = start_of(store)
    first = not enterprises.any_listed(store)
    return ImportSession(start if first and start <= actor.today else actor.today, newest_batch_id(store))


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
    store: Store, header_keys: Iterable[str], named: Ranges, added: int, newest_batch_id: int
) -> ListComparison:
    """Compare the operators that a matched file names, and the new ones that it adds, with the list before it.

    Lists after `newest_batch_id` come from the same command: that they differ from this one is not worth a word.
    """
    source_ids = known_sources(store, header_keys)
    if not source_ids:
        return ListComparison()
    with_new = joined(named, [[_BEYOND, added]] if added else [])
    previous_id, _ = previous_list(store, source_ids, with_new)
    if previous_id is None:
        lists = lists_from(store, source_ids)
        return ListComparison(other_lists=any(batch_id <= newest_batch_id for batch_id in lists))
    missing = missing_from(store, previous_id, joined(named, ranges(contested_operators(store))))
    gone = operators_in(store, missing)
    number = batch_number(store, previous_id)
    held = size(members_of(store, previous_id))
    first = tuple(f"{operator.number} {operator.name}" for operator in gone[:NAMED])
    return ListComparison(previous_id, Vanishing(number, held, len(gone), first) if gone else None)


RETRIES = 5
_BUSY = "活动库正被其他程序频繁写入，名册没有导入，请稍后再试。"
PREVIEWED = 5


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
    def __init__(
        self, store: Store, actor: Actor, path: Path, label: str, options: ImportOptions, session: ImportSession
    ) -> None:
        self.store, self.actor, self.path, self.label = store, actor, path, label
        self.options, self.session = options, session
        self.reading = FileContents()
        self.rules = options.rules
        self.planned: list[PlannedCorrection] = []
        self.held_back = 0  # rows of a file that was imported before, whose content has changed since
        self.started = store_version(store)
        self.repeated = False
        self.given_up = 0
        self.batch = ""  # the number of the batch that was written, or of the earlier one that brought the same

    def run(self, progress: Progress | None) -> ImportReport:
        store, options = self.store, self.options
        if options.listed_on is not None and options.listed_on > self.actor.today:
            raise UsageError(f"名册日期 {options.listed_on} 晚于今天。")
        info, tables = self._tables()
        understanding = ColumnHints(options.mapping, remembered_mappings(store), options.elsewhere)
        pass_over = FileReader(store, self.label, understanding, progress)
        self.reading = pass_over.reading
        try:
            make_row_tables(store)
            stage_rows(store, pass_over.rows(tables))
            name_columns(store, pass_over.column_names())
            on = options.listed_on or self._listed_from()
            counts, compared = self._commit(info, on)
            return self._result(info, on, counts, compared)
        finally:
            drop_staged(store)
            drop_row_tables(store)

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

    def _listed_from(self) -> date:
        """Return the day from which the roster counts; corrected rows count with the others of their roster."""
        correction_sheet = self.reading.correction_sheet
        return self.session.listed_from if correction_sheet is None else correction_sheet.listed_on

    def _commit(self, info: FileInfo, on: date) -> tuple[OutcomeCounts, ListComparison]:
        """Match and write; when another program wrote in between, match again."""
        doubts = ImportWarnings(self.store, self.reading.headers, self._read_again)
        if self.reading.correction_sheet is not None and self.options.rules.mode is not Mode.UPDATE:
            raise UsageError("更正表按更正的内容导入，不能用 --mode。")
        for _ in range(RETRIES):
            version = store_version(self.store)
            if self.reading.correction_sheet is not None and version != self.started:
                raise _WrittenMeanwhile  # the sheet whose rows came in is to be looked up again
            known = self._known(info)
            counts = self._match(self.options.rules)
            if known is not None and counts.updated and not self.options.rules.force:
                self.held_back = counts.updated
                counts = self._match(Rules(Mode.NEW))
            compared = self._compared(counts)
            late = doubts.gather(known is not None, self.planned)
            if self.options.dry_run or not self._brings_something(counts, known):
                self.batch, self.repeated = known or "", known is not None
                join_late_rows(self.store)
            else:
                try:
                    self._write(info, on, counts, compared, version)
                except _WrittenMeanwhile:
                    continue
            self.reading.findings.take(late)
            return counts, compared
        raise Refused(_BUSY)

    def _match(self, rules: Rules) -> OutcomeCounts:
        """Match the rows, and count those with them that are not matched anew: corrections, and confirmed rows."""
        self.rules = rules
        counts = match_rows(self.store, rules)
        corrections = [] if rules.mode is Mode.NEW else self.reading.corrections
        self.planned = plan_corrections(self.store, corrections, rules.force)
        changed = sum(bool(correction.values) for correction in self.planned)
        left_alone = self.reading.correction_sheet.left_alone if self.reading.correction_sheet else 0
        same = len(self.reading.corrections) - changed + left_alone
        return replace(counts, updated=counts.updated + changed, unchanged=counts.unchanged + same)

    def _known(self, info: FileInfo) -> str | None:
        """Return the number of the newest import of the same file, if it was understood and taken as it is now.

        What a file brought once it does not bring again: it would take later corrections and lists back.
        """
        batch = newest_of_file(self.store, info.sha256)
        if batch is None or batch.mode != self.options.rules.mode:
            return None
        before = [(sheet.title, sheet.mapping) for sheet in sheets_of(self.store, batch.id)]
        now = [
            (read.sheet, header.settled())
            for read, header in zip(self.reading.sheets, self.reading.headers.values(), strict=True)
        ]
        return batch.number if before == now else None

    def _brings_something(self, counts: OutcomeCounts, known: str | None) -> bool:
        if not any(sheet.rows for sheet in self.reading.sheets) and self.reading.correction_sheet is None:
            return False
        if (
            known is None
            or counts.added
            or counts.updated
            or (self.reading.correction_sheet and self.reading.correction_sheet.settled)
        ):
            return True
        return count_unrecorded(self.store) > 0

    def _compared(self, counts: OutcomeCounts) -> ListComparison:
        """Compare the file with the list of the same sources before it; corrected rows are part of one."""
        if self.reading.correction_sheet is not None:
            return ListComparison()
        keys = (header_key(header.names) for header in self.reading.headers.values())
        return compare_lists(self.store, keys, self._named(), counts.added, self.session.newest_batch_id)

    def _named(self) -> list[list[int]]:
        """Return the operators of the store that the file names."""
        return joined(
            ranges(matched_ids(self.store)), ranges(correction.correction.operator_id for correction in self.planned)
        )

    def _read_again(self) -> Iterator[tuple[str, Row]]:
        for sheet, table in named_tables(self._tables()[1]):
            for row in table.rows:
                yield sheet, row

    def _write(
        self,
        info: FileInfo,
        on: date,
        counts: OutcomeCounts,
        compared: ListComparison,
        version: int,
    ) -> None:
        store, reading = self.store, self.reading
        with operation(store, self.actor, f"enterprise import {self.label}") as opened:
            if store_version(store) != version:
                raise _WrittenMeanwhile
            join_late_rows(store)
            number = store.next_number("DR", 0)
            batch_id = store.insert("batch", {**self._batch(info, on, counts, compared), "number": number})
            self._keep_sheets(batch_id)
            written = write_outcome(store, on=on, batch_id=batch_id)
            apply_corrections(store, self.planned, self.actor.today)
            new = [[written.first_id, written.count]] if written.count else []
            store.update("batch", batch_id, {"members": compact(joined(self._named(), new))})
            link_correction_rows(store, written)
            keep_rows(store, batch_id)
            if reading.correction_sheet is not None:
                for row in reading.correction_sheet.reconsidered:
                    withdraw_conflict(store, reading.correction_sheet.batch_id, row, self.actor.today)
                given_up = reading.correction_sheet.given_up()
                self.given_up = len(given_up)
                settle_rows(store, reading.correction_sheet.batch_id, [*reading.correction_sheet.settled, *given_up])
            opened.cite(number, *written.numbers)
        self.batch = number

    def _keep_sheets(self, batch_id: int) -> None:
        """Remember what the columns of every sheet were taken for, and keep the sheets with the batch."""
        store = self.store
        for (sheet, header), read in zip(self.reading.headers.items(), self.reading.sheets, strict=True):
            own, settled = own_names(header), header.settled()
            source_id = remember_source(store, header_key(header.names), own, settled, PurePath(self.label).stem)
            kept = BatchSheet(sheet, read.sheet, read.header_row, own, settled, read.how)
            keep_sheet(store, batch_id, source_id, kept)

    def _batch(self, info: FileInfo, on: date, counts: OutcomeCounts, compared: ListComparison) -> dict[str, object]:
        sheets = self.reading.sheets
        rejected, doubtful = count_rows(self.store)
        brought = {
            "lines": sum(sheet.lines for sheet in sheets),
            "skipped": sum(sheet.skipped for sheet in sheets),
            "rows": sum(sheet.rows for sheet in sheets),
            "added": counts.added,
            "updated": counts.updated,
            "unchanged": counts.unchanged,
            "rejected": rejected,
            "doubtful": doubtful,
            "vanished": compared.vanishing.count if compared.vanishing else 0,
        }
        return {
            "previous_id": compared.previous_id,
            "corrects_id": self.reading.correction_sheet.batch_id if self.reading.correction_sheet else None,
            "file": self.label,
            "sha256": info.sha256,
            "encoding": info.encoding,
            "mode": self.options.rules.mode.value,
            "members": "[]",
            "counts": compact(brought),
            "imported_on": self.actor.today,
            "listed_on": on,
            "problems": problems_json(self.reading.findings.general),
        }

    def _result(self, info: FileInfo, on: date, counts: OutcomeCounts, compared: ListComparison) -> ImportReport:
        store, reading, options = self.store, self.reading, self.options
        rejected, doubtful = count_rows(store)
        sole_traders, guessed = sole_traders_added(store)
        return ImportReport(
            file=self.path,
            label=self.label,
            sha256=info.sha256,
            encoding=info.encoding,
            mode=options.rules.mode,
            sheets=tuple(reading.sheets),
            added=counts.added,
            updated=counts.updated,
            unchanged=counts.unchanged,
            rejected=rejected,
            doubtful=doubtful,
            findings=reading.findings,
            listed_on=on,
            sole_traders=sole_traders,
            sole_traders_guessed=guessed,
            kept_by_hand=(
                *kept_by_hand(store, options.rules),
                *(kept for correction in self.planned for kept in correction.kept),
            ),
            vanishing=compared.vanishing,
            not_compared=compared.other_lists,
            batch=self.batch,
            repeated=self.repeated,
            held_back=self.held_back,
            repeats=count_repeats(store),
            corrects=reading.correction_sheet.number if reading.correction_sheet else "",
            confirmed=reading.correction_sheet.confirmed if reading.correction_sheet else 0,
            given_up=self.given_up,
            left_out=tuple(reading.left_out),
            preview=self._preview() if options.dry_run else (),
            dry_run=options.dry_run,
        )

    def _preview(self) -> tuple[dict[str, object], ...]:
        """Return the first rows as they would be stored, corrected ones first."""
        corrections = [
            {
                **correction.stored,
                "sheet": correction.correction.sheet,
                "line": correction.correction.line,
                "outcome": "updated" if correction.values else "unchanged",
                "number": correction.held["number"],
            }
            for correction in self.planned[:PREVIEWED]
        ]
        return (*corrections, *preview_rows(self.store, PREVIEWED - len(corrections)))
