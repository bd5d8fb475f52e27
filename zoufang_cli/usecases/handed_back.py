"""Rows of an import that go back to the office: which they are, and where the copy is written."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from zoufang_cli.domain.file_import import FileImport
from zoufang_cli.store import batches, outputs, returned
from zoufang_cli.store.batch_sheets import sheets_of
from zoufang_cli.store.connection import Store
from zoufang_cli.store.returned import ReturnedRow
from zoufang_cli.usecases.corrections import MOST_ROWS, reference_of
from zoufang_cli.usecases.outputs import Target, target_for

__all__ = ["HandingBack", "ReturnedRow", "ReturnedSheet", "Target", "is_own_copy"]


_COPY_OF = re.compile(r"-需更正(\(\d+\))?$")


@dataclass(frozen=True, slots=True)
class ReturnedSheet:
    """The rows of one sheet that are to be corrected or checked, under the user's own column names."""

    title: str
    names: tuple[str, ...]
    rows: Iterator[ReturnedRow]


@dataclass(frozen=True, slots=True)
class HandingBack:
    """The faulty rows of an import on their way back, into a copy in `folder`."""

    store: Store
    result: FileImport
    folder: Path

    def sheets(self) -> Iterator[ReturnedSheet]:
        """Yield the sheets that have open rows; none where every row is settled or nothing was stored."""
        batch_id = batches.batch_numbered(self.store, self.result.batch)
        if batch_id is None:
            return
        headers = {one.sheet: one.header for one in sheets_of(self.store, batch_id)}
        left = MOST_ROWS
        for sheet, count in returned.open_sheets(self.store, batch_id):
            if left:
                rows = islice(returned.open_rows(self.store, batch_id, sheet), left)
                yield ReturnedSheet(sheet, headers[sheet], rows)
            left = max(left - count, 0)

    @property
    def reference(self) -> str:
        """Return what the copy is recognised by when it comes in again."""
        return reference_of(self.result.batch, self.result.sha256)

    @property
    def left_out(self) -> int:
        """Return how many rows do not fit into the copy."""
        return max(self.result.rejected + self.result.doubtful - MOST_ROWS, 0)

    def target(self) -> Target:
        """Return where the copy may be written: never over somebody's edits."""
        stem = _COPY_OF.sub("", self.result.file.stem)
        return target_for(self.store, self.folder, f"{stem}-需更正.xlsx", force=False)

    def remember(self, path: Path, content: bytes) -> None:
        """Remember the copy, so that an edit of it is seen."""
        outputs.record(self.store, str(path), "", hashlib.sha256(content).hexdigest())


def is_own_copy(store: Store, path: Path) -> bool:
    """Tell whether a file is a copy that was written here and that nobody has changed since."""
    known = outputs.recorded(store, str(path.resolve()))
    return known is not None and known == hashlib.sha256(path.read_bytes()).hexdigest()
