"""Read what the triggers of the operation log wrote: full rows as lists in the order of the columns, updates as objects."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from zoufang_cli.store.connection import Store

Fields = dict[str, Any]


def fields_of(columns: Mapping[str, Any], text: str | None) -> Fields | None:
    """Return the fields in the `before` or `after` of a change; None where the row did not exist on that side.

    `columns` are those that `logged_columns` returns. A list shorter than they are was written before the last columns
    were added, and stands for a row with their defaults. Raises ValueError for a text that is no change of such a table.
    """
    if text is None:
        return None
    values = json.loads(text)
    if isinstance(values, list) and len(values) <= len(columns):
        return {**columns, **dict(zip(columns, values, strict=False))}
    if isinstance(values, dict):
        return values
    raise ValueError("not a change of this table")


def logged_columns(store: Store, table: str) -> Mapping[str, Any]:
    """Return the columns of a logged table, all but the id, in the order in which full rows are written, with defaults."""
    return _columns(tuple((row["name"], row["dflt_value"]) for row in store.all(f"PRAGMA table_info({table})")))


@lru_cache(maxsize=64)
def _columns(columns: tuple[tuple[str, str | None], ...]) -> Mapping[str, Any]:
    return {name: _literal(default) for name, default in columns if name != "id"}


def _literal(default: str | None) -> int | str | None:
    """Return the value of a DEFAULT of schema.sql: a text, a number, or none."""
    if default is None:
        return None
    return default[1:-1].replace("''", "'") if default.startswith("'") else int(default)
