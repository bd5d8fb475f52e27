"""Look back on imported files."""

from __future__ import annotations

from zoufang_cli.errors import NotFound
from zoufang_cli.roster.importing import batches as stored
from zoufang_cli.roster.importing.batch import Batch, BatchCard
from zoufang_cli.store.connection import Store


def listed(store: Store) -> list[Batch]:
    """Return the imported files, newest first; those that were undone are not among them."""
    return stored.batches(store)


def shown(store: Store, number: str) -> BatchCard:
    """Return everything about the batch with this number. Raises NotFound."""
    found = stored.batch_numbered(store, number.strip())
    if found is None:
        raise NotFound(f"没有批次“{number.strip()}”（撤销过的不再列出），请用 zoufang enterprise imports 查看。")
    return stored.card(store, found)
