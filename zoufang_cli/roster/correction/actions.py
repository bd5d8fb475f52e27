"""Write the rows of an import that are to be corrected or checked into a correction sheet."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path, PurePath

from zoufang_cli.errors import ZoufangError, of_system
from zoufang_cli.roster.correction.rules import MOST_ROWS, SheetRows, sheet_reference
from zoufang_cli.roster.correction.table import open_rows, open_sheets
from zoufang_cli.roster.importing.rules import ImportReport, SheetOutcome, SkippedLine
from zoufang_cli.roster.importing.table.batches import batch_numbered, sheets_of
from zoufang_cli.store import outputs
from zoufang_cli.store.connection import Store
from zoufang_cli.store.outputs import NewFile, require_folder, shortened, target_for

OPTION = "--corrections"

MOST_BYTES = 150
"""Bytes of the roster's name in that of its correction sheet: with a number and the name of a lock file any system takes it."""

_SHEET_OF = re.compile(r"-需更正(\(\d+\))?$")


Make = Callable[[str, Iterator[SheetRows], Sequence[SkippedLine]], bytes]
Write = Callable[[Path, bytes], None]


def require_sheet_folder(folder: Path) -> None:
    """See, before anything is imported, that correction sheets can be written. Raises UsageError or StoreTrouble."""
    require_folder(folder, OPTION)


def write_correction_sheet(
    store: Store, result: ImportReport, folder: Path, make: Make, write: Write
) -> SheetOutcome | None:
    """Write the rows of an import that are not settled into a correction sheet; None where there are none.

    `make` puts a batch's rows together, `write` writes a file whole. The import itself is stored: what goes wrong
    here is said in the result and not raised. The same file imported again brings the sheet again.
    """
    try:
        batch_id = batch_numbered(store, result.batch)
        waiting = [] if batch_id is None else open_sheets(store, batch_id)
        if batch_id is None or not waiting:
            return None
        file = NewFile(_sheet_name(result.label), result.sha256, OPTION)
        target = target_for(store, folder, file)
        content = make(
            sheet_reference(result.batch, result.sha256), _sheets(store, batch_id, waiting), result.skipped_lines
        )
        write(target.path, content)
        _remember(store, target.path, content, result.sha256)
    except ZoufangError as error:
        return SheetOutcome(None, str(error))
    except OSError as error:
        return SheetOutcome(None, str(of_system(error)))
    except MemoryError:
        return SheetOutcome(None, "内存不足。")
    except sqlite3.Error:
        return SheetOutcome(None, "活动库暂时不能读写。")
    left_out = max(sum(count for _, count in waiting) - MOST_ROWS, 0)
    return SheetOutcome(target.path, "", target.kept_name, target.kept_edited, left_out)


def is_untouched_sheet(store: Store, path: Path) -> bool:
    """Tell whether a file is a correction sheet that was written here and that nobody has changed since."""
    try:
        return outputs.is_copy(store, hashlib.sha256(path.read_bytes()).hexdigest())
    except OSError:  # reading it for the import says why
        return False


def _sheets(store: Store, batch_id: int, waiting: list[tuple[str, int]]) -> Iterator[SheetRows]:
    """Yield the sheets that have open rows, as many rows as a correction sheet holds."""
    headers = {sheet.sheet: sheet.header for sheet in sheets_of(store, batch_id)}
    left = MOST_ROWS
    for sheet, count in waiting:
        if left:
            yield SheetRows(sheet, headers[sheet], islice(open_rows(store, batch_id, sheet), left))
        left = max(left - count, 0)


def _sheet_name(label: str) -> str:
    return f"{shortened(_SHEET_OF.sub('', PurePath(label).stem), MOST_BYTES)}-需更正.xlsx"


def _remember(store: Store, path: Path, content: bytes, roster: str) -> None:
    """Remember the sheet, so that an edit of it is seen; one that is not would pass for corrected."""
    try:
        outputs.record(store, str(path), hashlib.sha256(content).hexdigest(), copy_of=roster)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
