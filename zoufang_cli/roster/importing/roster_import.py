"""Take a roster file into the store: read, clean and match without a lock, then one short transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePath

from zoufang_cli.errors import OpenQuestion, Refused, UsageError
from zoufang_cli.roster.columns.headers import header_key
from zoufang_cli.roster.columns.own_columns import own_names
from zoufang_cli.roster.conflicts import table as conflicts
from zoufang_cli.roster.correction import returned
from zoufang_cli.roster.correction import table as corrected
from zoufang_cli.roster.correction.copy_rows import Reading
from zoufang_cli.roster.importing import batch_sheets, batches, clashes, intake, repeats, sources, staging
from zoufang_cli.roster.importing.batch import BatchSheet
from zoufang_cli.roster.importing.file_import import FileImport
from zoufang_cli.roster.importing.roster_compared import Compared, compare
from zoufang_cli.roster.importing.roster_doubts import Doubts
from zoufang_cli.roster.importing.roster_reading import Progress, RosterReading, Understanding, named
from zoufang_cli.roster.importing.roster_wishes import Shared, Wishes, shared_by_files
from zoufang_cli.roster.matching.folding import kept_by_hand
from zoufang_cli.roster.matching.matching import Mode, Rules
from zoufang_cli.roster.reading import DoubtfulText, FileInfo, FileKind, Row, Table, read_tables
from zoufang_cli.store.actor import Actor
from zoufang_cli.store.connection import Store
from zoufang_cli.store.id_ranges import joined, ranges
from zoufang_cli.store.operations import operation
from zoufang_cli.text.compact import compact

__all__ = ["Progress", "Shared", "Wishes", "import_roster", "shared_by_files"]

RETRIES = 5
_BUSY = "活动库正被其他程序频繁写入，名册没有导入，请稍后再试。"
PREVIEWED = 5


class _WrittenMeanwhile(Exception):
    """Another program wrote to the store after the rows were matched."""


def import_roster(
    store: Store,
    actor: Actor,
    path: Path,
    wishes: Wishes | None = None,
    progress: Progress | None = None,
    *,
    label: str = "",
    shared: Shared | None = None,
) -> FileImport:
    """Import one roster file; a file imported twice changes nothing.

    `label` is what the file is called in messages and in the store, its name where nothing else is said; `shared` is
    what it has in common with the other files of the command. New operators are listed from the day that is shared,
    unless `wishes` name one. Raises Unreadable, NotFound, UsageError or Refused for the file as a whole, OpenQuestion for
    what only a person can decide; faulty rows are in the result.
    """
    shared = shared or shared_by_files(store, actor)
    for _ in range(RETRIES):
        with suppress(_WrittenMeanwhile):
            return _Import(store, actor, path, label or path.name, wishes or Wishes(), shared).run(progress)
    raise Refused(_BUSY)


class _Import:
    def __init__(self, store: Store, actor: Actor, path: Path, label: str, wishes: Wishes, shared: Shared) -> None:
        self.store, self.actor, self.path, self.label = store, actor, path, label
        self.wishes, self.shared = wishes, shared
        self.reading = Reading()
        self.rules = wishes.rules
        self.planned: list[corrected.Planned] = []
        self.held_back = 0  # rows of a file that was imported before, whose content has changed since
        self.started = staging.version(store)
        self.repeated = False
        self.given_up = 0
        self.batch = ""  # the number of the batch that was written, or of the earlier one that brought the same

    def run(self, progress: Progress | None) -> FileImport:
        store, wishes = self.store, self.wishes
        if wishes.listed_on is not None and wishes.listed_on > self.actor.today:
            raise UsageError(f"名册日期 {wishes.listed_on} 晚于今天。")
        info, tables = self._tables()
        understanding = Understanding(wishes.mapping, sources.remembered(store), wishes.elsewhere)
        pass_over = RosterReading(store, self.label, understanding, progress)
        self.reading = pass_over.reading
        try:
            returned.start(store)
            staging.stage(store, pass_over.rows(tables))
            staging.name_columns(store, pass_over.column_names())
            on = wishes.listed_on or self._listed_from()
            counts, compared = self._commit(info, on)
            return self._result(info, on, counts, compared)
        finally:
            staging.drop(store)
            returned.drop(store)

    def _tables(self) -> tuple[FileInfo, list[Table]]:
        try:
            info, tables = read_tables(self.path, self.wishes.encoding, self.wishes.sheet)
        except DoubtfulText as error:
            shown = [f"{codec}：{sample}" for codec, sample in error.candidates]
            codecs = [codec for codec, _ in error.candidates]
            question = f"{self.label} 的文字编码不能确定，哪一种读得通"
            raise OpenQuestion(
                str(error), shown, question=question, topic="encoding", answers=codecs, lines=shown
            ) from None
        if self.wishes.sheet is not None and info.kind is FileKind.CSV:
            raise UsageError(f"{self.label} 是文本文件，没有工作表，不能用 --sheet。")
        if self.wishes.encoding is not None and not info.encoding:
            raise UsageError(f"{self.label} 是工作簿，文字编码不用指明，不能用 --encoding。")
        return info, tables

    def _listed_from(self) -> date:
        """Return the day from which the roster counts; corrected rows count with the others of their roster."""
        handed_back = self.reading.handed_back
        return self.shared.listed_from if handed_back is None else handed_back.listed_on

    def _commit(self, info: FileInfo, on: date) -> tuple[intake.Counts, Compared]:
        """Match and write; when another program wrote in between, match again."""
        doubts = Doubts(self.store, self.reading.headers, self._read_again)
        if self.reading.handed_back is not None and self.wishes.rules.mode is not Mode.UPDATE:
            raise UsageError("更正表按更正的内容导入，不能用 --mode。")
        for _ in range(RETRIES):
            version = staging.version(self.store)
            if self.reading.handed_back is not None and version != self.started:
                raise _WrittenMeanwhile  # whose rows came back is to be looked up again
            known = self._known(info)
            counts = self._match(self.wishes.rules)
            if known is not None and counts.updated and not self.wishes.rules.force:
                self.held_back = counts.updated
                counts = self._match(Rules(Mode.NEW))
            compared = self._compared(counts)
            late = doubts.gather(known is not None, self.planned)
            if self.wishes.dry_run or not self._brings_something(counts, known):
                self.batch, self.repeated = known or "", known is not None
                returned.join_late(self.store)
            else:
                try:
                    self._write(info, on, counts, compared, version)
                except _WrittenMeanwhile:
                    continue
            self.reading.findings.take(late)
            return counts, compared
        raise Refused(_BUSY)

    def _match(self, rules: Rules) -> intake.Counts:
        """Match the rows, and count those with them that are not matched anew: corrections, and rows that came back."""
        self.rules = rules
        counts = intake.match(self.store, rules)
        corrections = [] if rules.mode is Mode.NEW else self.reading.corrections
        self.planned = corrected.plan(self.store, corrections, rules.force)
        changed = sum(bool(one.values) for one in self.planned)
        same = len(self.reading.corrections) - changed + self.reading.left_alone
        return replace(counts, updated=counts.updated + changed, unchanged=counts.unchanged + same)

    def _known(self, info: FileInfo) -> str | None:
        """Return the number of the newest import of the same file, if it was understood and taken as it is now.

        What a file brought once it does not bring again: it would take later corrections and lists back.
        """
        batch = batches.newest_of_file(self.store, info.sha256)
        if batch is None or batch.mode != self.wishes.rules.mode:
            return None
        before = [(one.title, one.mapping) for one in batch_sheets.sheets_of(self.store, batch.id)]
        now = [
            (read.sheet, header.settled())
            for read, header in zip(self.reading.sheets, self.reading.headers.values(), strict=True)
        ]
        return batch.number if before == now else None

    def _brings_something(self, counts: intake.Counts, known: str | None) -> bool:
        if not any(one.rows for one in self.reading.sheets) and self.reading.handed_back is None:
            return False
        if (
            known is None
            or counts.added
            or counts.updated
            or (self.reading.handed_back and self.reading.handed_back.settled)
        ):
            return True
        return clashes.unrecorded(self.store) > 0

    def _compared(self, counts: intake.Counts) -> Compared:
        """Compare the file with the list of the same sources before it; corrected rows are part of one."""
        if self.reading.handed_back is not None:
            return Compared()
        keys = (header_key(one.names) for one in self.reading.headers.values())
        return compare(self.store, keys, self._named(), counts.added, self.shared.newest_batch_id)

    def _named(self) -> list[list[int]]:
        """Return the operators of the store that the file names."""
        return joined(ranges(intake.targets(self.store)), ranges(one.correction.operator_id for one in self.planned))

    def _read_again(self) -> Iterator[tuple[str, Row]]:
        for sheet, table in named(self._tables()[1]):
            for row in table.rows:
                yield sheet, row

    def _write(
        self,
        info: FileInfo,
        on: date,
        counts: intake.Counts,
        compared: Compared,
        version: int,
    ) -> None:
        store, reading = self.store, self.reading
        with operation(store, self.actor, f"enterprise import {self.label}") as opened:
            if staging.version(store) != version:
                raise _WrittenMeanwhile
            returned.join_late(store)
            number = store.next_number("DR", 0)
            batch_id = store.insert("batch", {**self._batch(info, on, counts, compared), "number": number})
            self._keep_sheets(batch_id)
            written = intake.write(store, on=on, batch_id=batch_id)
            corrected.apply(store, self.planned, self.actor.today)
            new = [[written.first_id, written.count]] if written.count else []
            store.update("batch", batch_id, {"members": compact(joined(self._named(), new))})
            intake.link_returned(store, written)
            returned.keep(store, batch_id)
            if reading.handed_back is not None:
                for row in reading.reconsidered:
                    conflicts.withdraw(store, reading.handed_back.batch_id, row, self.actor.today)
                given_up = reading.handed_back.given_up()
                self.given_up = len(given_up)
                returned.settle(store, reading.handed_back.batch_id, [*reading.handed_back.settled, *given_up])
            opened.cite(number, *written.numbers)
        self.batch = number

    def _keep_sheets(self, batch_id: int) -> None:
        """Remember what the columns of every sheet were taken for, and keep the sheets with the batch."""
        store = self.store
        for (sheet, header), read in zip(self.reading.headers.items(), self.reading.sheets, strict=True):
            own, settled = own_names(header), header.settled()
            source_id = sources.remember(store, header_key(header.names), own, settled, PurePath(self.label).stem)
            kept = BatchSheet(sheet, read.sheet, read.header_row, own, settled, read.how)
            batch_sheets.keep(store, batch_id, source_id, kept)

    def _batch(self, info: FileInfo, on: date, counts: intake.Counts, compared: Compared) -> dict[str, object]:
        sheets = self.reading.sheets
        rejected, doubtful = returned.counted(self.store)
        brought = {
            "lines": sum(one.lines for one in sheets),
            "skipped": sum(one.skipped for one in sheets),
            "rows": sum(one.rows for one in sheets),
            "added": counts.added,
            "updated": counts.updated,
            "unchanged": counts.unchanged,
            "rejected": rejected,
            "doubtful": doubtful,
            "vanished": compared.vanishing.count if compared.vanishing else 0,
        }
        return {
            "previous_id": compared.previous_id,
            "corrects_id": self.reading.handed_back.batch_id if self.reading.handed_back else None,
            "file": self.label,
            "sha256": info.sha256,
            "encoding": info.encoding,
            "mode": self.wishes.rules.mode.value,
            "members": "[]",
            "counts": compact(brought),
            "imported_on": self.actor.today,
            "listed_on": on,
            "problems": returned.packed(self.reading.findings.general),
        }

    def _result(self, info: FileInfo, on: date, counts: intake.Counts, compared: Compared) -> FileImport:
        store, reading, wishes = self.store, self.reading, self.wishes
        rejected, doubtful = returned.counted(store)
        sole_traders, guessed = intake.sole_traders_added(store)
        return FileImport(
            file=self.path,
            label=self.label,
            sha256=info.sha256,
            encoding=info.encoding,
            mode=wishes.rules.mode,
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
            kept_by_hand=(*kept_by_hand(store, wishes.rules), *(kept for one in self.planned for kept in one.kept)),
            vanishing=compared.vanishing,
            not_compared=compared.other_lists,
            batch=self.batch,
            repeated=self.repeated,
            held_back=self.held_back,
            repeats=repeats.count(store),
            corrects=reading.corrects,
            confirmed=reading.confirmed,
            given_up=self.given_up,
            left_out=tuple(reading.left_out),
            preview=self._preview() if wishes.dry_run else (),
            dry_run=wishes.dry_run,
        )

    def _preview(self) -> tuple[dict[str, object], ...]:
        """Return the first rows as they would be stored, corrected ones first."""
        corrections = [
            {
                **one.stored,
                "sheet": one.correction.sheet,
                "line": one.correction.line,
                "outcome": "updated" if one.values else "unchanged",
                "number": one.held["number"],
            }
            for one in self.planned[:PREVIEWED]
        ]
        return (*corrections, *intake.preview(self.store, PREVIEWED - len(corrections)))
