"""Every table and column of the log has a name that people know."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from zoufang_cli import resources
from zoufang_cli.store.glossary import FIELDS, TABLES
from zoufang_cli.store.schema import logged_tables


def test_every_logged_table_and_column_has_a_chinese_name() -> None:
    schema = resources.schema_sql()
    tables = logged_tables(schema)
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(schema)
        columns = {row[1] for table in tables for row in connection.execute(f"PRAGMA table_info({table})")}
    assert set(tables) - set(TABLES) == set()
    assert columns - set(FIELDS) - {"id"} == set()
