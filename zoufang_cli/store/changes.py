"""Read what the triggers of the operation log wrote: full rows as lists in the order of the columns, updates as objects."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from zoufang_cli.store.connection import Store

Fields = dict[str, Any]


def fields_of(columns: tuple[str, ...], text: str | None) -> Fields | None:
    """Return the fields that one side of a change holds, None where there is no row.

    A list shorter than the columns was written before the last columns were added: it says nothing of them.
    Raises ValueError for a text that is no change of such a table.
    """
    if text is None:
        return None
    found = json.loads(text)
    if isinstance(found, list) and len(found) <= len(columns):
        return dict(zip(columns, found, strict=False))
    if isinstance(found, dict):
        return found
    raise ValueError("not a change of this table")


def logged_columns(store: Store, table: str) -> tuple[str, ...]:
    """Return the columns of a logged table in the order in which full rows are written: all but the id."""
    return _columns(table, tuple(row["name"] for row in store.all(f"PRAGMA table_info({table})")))


@lru_cache(maxsize=64)
def _columns(table: str, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name != "id")
