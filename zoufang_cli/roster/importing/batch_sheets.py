"""The sheets of imported files: their headers, where those come from, and what their columns were taken for."""

from __future__ import annotations

import json
from collections.abc import Collection

from zoufang_cli.roster.importing.batch import BatchSheet
from zoufang_cli.store.connection import Store
from zoufang_cli.text.compact import compact


def keep(store: Store, batch_id: int, source_id: int, sheet: BatchSheet) -> None:
    """Keep a sheet with its batch, inside an open operation."""
    row = {
        "batch_id": batch_id,
        "source_id": source_id,
        "sheet": sheet.sheet,
        "title": sheet.title,
        "header_row": sheet.header_row,
        "header": compact(list(sheet.header)),
        "mapping": compact(sheet.mapping),
        "how": compact(sheet.how),
    }
    store.insert("batch_sheet", row)


def sheets_of(store: Store, batch_id: int) -> tuple[BatchSheet, ...]:
    """Return the sheets of a batch in the order of the file."""
    rows = store.all(
        """SELECT sheet, title, header_row, header, mapping, how
        FROM batch_sheet
        WHERE batch_id = :id
        ORDER BY id""",
        id=batch_id,
    )
    return tuple(
        BatchSheet(
            row["sheet"],
            row["title"],
            row["header_row"],
            tuple(json.loads(row["header"])),
            json.loads(row["mapping"]),
            json.loads(row["how"]),
        )
        for row in rows
    )


def lists_from(store: Store, source_ids: Collection[int]) -> list[int]:
    """Return the batches, newest first, that are no corrections and all of whose sheets come from these sources."""
    rows = store.all(
        """SELECT b.id
        FROM batch b
        WHERE b.corrects_id IS NULL
          AND EXISTS (SELECT 1 FROM batch_sheet s WHERE s.batch_id = b.id)
          AND NOT EXISTS (
            SELECT 1
            FROM batch_sheet s
            WHERE s.batch_id = b.id AND s.source_id NOT IN (SELECT value FROM json_each(:sources)))
        ORDER BY b.id DESC""",
        sources=compact(sorted(source_ids)),
    )
    return [row["id"] for row in rows]
