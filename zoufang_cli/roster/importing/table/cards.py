"""Everything about one imported file."""

from __future__ import annotations

from zoufang_cli.errors import NotFound
from zoufang_cli.roster.correction.table import open_rows
from zoufang_cli.roster.importing.rules import BatchCard, OpenRow
from zoufang_cli.roster.importing.table.batches import (
    _BATCH,
    _batch,
    batch_numbered,
    problems_of_json,
    sheets_of,
    vanished_operators,
)
from zoufang_cli.store.connection import Store


def batch_named(store: Store, number: str) -> BatchCard:
    """Return everything about the batch with this number. Raises NotFound."""
    batch_id = batch_numbered(store, number.strip())
    if batch_id is None:
        raise NotFound(f"没有批次“{number.strip()}”（撤销过的不再列出），请用 zoufang enterprise imports 查看。")
    return batch_card(store, batch_id)


def batch_card(store: Store, batch_id: int) -> BatchCard:
    """Return everything about one batch."""
    row = store.one(f"{_BATCH} WHERE b.id = :id", id=batch_id)
    assert row is not None
    corrections = store.all("SELECT number FROM batch WHERE corrects_id = :id ORDER BY id", id=batch_id)
    conflicts = "SELECT count(*) FROM conflict WHERE batch_id = :id AND state = 'open'"
    return BatchCard(
        _batch(row),
        row["sha256"],
        row["encoding"],
        sheets_of(store, batch_id),
        row["previous"],
        tuple(correction["number"] for correction in corrections),
        int(store.value(conflicts, id=batch_id)),
        tuple(OpenRow(row.sheet, row.line, row.rejected, row.problems) for row in open_rows(store, batch_id)),
        tuple(vanished_operators(store, batch_id)),
        problems_of_json(row["problems"]),
    )
