"""Compare the schema of a store with the one that this program knows."""

from __future__ import annotations

import sqlite3

from zoufang_cli import resources
from zoufang_cli.store.connection import Store

_OBJECTS = "SELECT type || ' ' || name AS name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"


def schema_differences(store: Store) -> list[str]:
    """Return the tables, indexes and triggers that are missing, added or other than schema.sql states."""
    known = sqlite3.connect(":memory:")
    try:
        known.executescript(resources.schema_sql())
        expected = dict(known.execute(_OBJECTS).fetchall())
    finally:
        known.close()
    found = {row["name"]: row["sql"] for row in store.all(_OBJECTS)}
    return sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))
