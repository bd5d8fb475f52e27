"""Bring a store of an older version to this one: after a verified backup, in one transaction, wholly or not at all.

A step states what its version renamed (RENAMED_TABLES, RENAMED_COLUMNS, REVALUED); tables, columns with a default,
indexes, views and triggers that are merely new need no word: every table whose text differs is made anew and filled.
The last step makes the schema that schema.sql states. Whoever writes the next version freezes the text of version 2
beside this module, lets `to_version_2` read it, and adds a step and the digest of version 2 to `schema.OLDER`.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sqlite_utils import Database, Migrations

from zoufang_cli import resources
from zoufang_cli.errors import FaultyOldStore, StoreTrouble
from zoufang_cli.store.actor import Actor
from zoufang_cli.store.backup import back_up, free_name
from zoufang_cli.store.changes import fields_of, logged_columns
from zoufang_cli.store.check import check_store
from zoufang_cli.store.connection import SCHEMA_VERSION, Store, connect
from zoufang_cli.store.operations import head_digest, reseal, sealed
from zoufang_cli.store.schema import RENAMED_TABLES, create_triggers, logged_tables
from zoufang_cli.text.compact import compact

RENAMED_COLUMNS = {"enterprise_id": "operator_id", "norm": "normalized_name", "holder": "operator_type"}


def _renamed_value(value: str) -> str:
    return RENAMED_COLUMNS.get(value, value)


def _renamed_mark(marks: str) -> str:
    return marks.replace('"holder"', '"operator_type"')


def _renamed_field(mapping: str) -> str:
    """Rename the fields of column -> field; the columns are what the user's file says."""
    if '"holder"' not in mapping:
        return mapping
    fields = {column: "operator_type" if field == "holder" else field for column, field in json.loads(mapping).items()}
    return compact(fields)


REVALUED: Mapping[tuple[str, str], Callable[[str], str]] = {
    ("former_key", "field"): _renamed_value,
    ("operator", "hand_edited"): _renamed_mark,
    ("source", "mapping"): _renamed_field,
    ("batch_sheet", "mapping"): _renamed_field,
}
"""Columns, by their new names, whose values name a table or column."""


def migrate(store: Store) -> Path | None:
    """Bring an open store to the present version; its connection is of no further use. Return the backup.

    Raises FaultyOldStore when its file, schema, references or chains have a fault; nothing is changed then.
    """
    connection = store.connection
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA legacy_alter_table = ON")  # renaming a table leaves the others as they are
    store.begin()
    backup: Path | None = None
    try:
        version = store.version
        if version == SCHEMA_VERSION:  # another process was faster
            connection.execute("ROLLBACK")
            return None
        faults = check_store(store)
        if any(fault.code not in ("state", "outside") for fault in faults):
            raise FaultyOldStore(store.path)
        backup = free_name(store.path, f"升级前备份-版本{version}")
        reading = connect(store.path)
        try:
            back_up(reading, backup)
        finally:
            reading.close()
        _steps_after(version).apply(Database(connection, execute_plugins=False))
        connection.execute("DROP TABLE _sqlite_migrations")  # user_version says it
        renamed = {(fault.code, RENAMED_TABLES.get(fault.place, fault.place), fault.what) for fault in faults}
        if {(fault.code, fault.place, fault.what) for fault in check_store(store)} != renamed:
            raise StoreTrouble(f"{store.path} 升级后核对不符，没有改动该文件，请把它交给维护人员。")
        store.commit(verified=not faults)
        return backup
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
            if backup is not None:
                backup.unlink(missing_ok=True)
        raise


def _steps_after(version: int) -> Migrations:
    """Return the steps that a store of a version needs; what was applied is said by user_version alone."""
    migrations = Migrations("zoufang")
    for step in STEPS[version - 1 :]:
        migrations(name=step.__name__)(step)
    return migrations


def to_version_2(db: Database) -> None:
    """Rename enterprise to operator, norm to normalized_name, holder to operator_type; make the triggers from the tables."""
    store = Store(db.conn, Path())
    digest = head_digest(store)
    columns_before = _columns(store)
    _rebuild(db.conn, resources.schema_sql())
    _rewrite_log(store, columns_before)
    reseal(store)
    row = store.one("SELECT who, today_on FROM operation ORDER BY clock DESC, device DESC LIMIT 1")
    last = Actor("", date.today()) if row is None else Actor("", date.fromisoformat(row["today_on"]))
    with sealed(store, last, f"migrate 1-2 {digest}"):
        pass
    store.run("INSERT INTO last_write (id, file_counter) VALUES (1, 0)")
    create_triggers(db.conn, logged_tables(resources.schema_sql()))


STEPS = (to_version_2,)


def _columns(store: Store) -> dict[str, tuple[str, ...]]:
    """Return the columns of every logged table as its rows are logged."""
    tables = store.all("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    return {table: tuple(logged_columns(store, table)) for row in tables for table in logged_tables(row["sql"])}


_STATEMENT = re.compile(r"^(?:CREATE (?:UNIQUE )?(TABLE|INDEX|VIEW) (\w+)|PRAGMA user_version)")


def _statements(schema: str) -> dict[str, str]:
    """Return the statements of a schema by the name of what they make, in order."""
    text, statements = "", {}
    for line in schema.splitlines(keepends=True):
        text = text + line if text or _STATEMENT.match(line) else ""
        if text and sqlite3.complete_statement(text):
            match = _STATEMENT.match(text)
            assert match is not None
            statements[match[2] or ""] = text.strip()
            text = ""
    return statements


def _rebuild(connection: sqlite3.Connection, schema: str) -> None:
    """Make the tables anew whose text differs, fill them with what the old ones hold, and make all the rest anew."""
    present = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    for kind, name, _ in present:
        if kind in ("trigger", "view", "index"):
            connection.execute(f"DROP {kind} {name}")
    statements = _statements(schema)
    old = {}
    for kind, name, sql in present:
        same = f"{sql};" == statements.get(name) and name not in (table for table, _ in REVALUED)
        if kind == "table" and name != "_sqlite_migrations" and not same:
            connection.execute(f'ALTER TABLE "{name}" RENAME TO "old {name}"')
            old[RENAMED_TABLES.get(name, name)] = f"old {name}"
    kept = {name for kind, name, _ in present if kind == "table"} - {name.removeprefix("old ") for name in old.values()}
    for name, sql in statements.items():
        if name not in kept:
            connection.execute(sql)
            if name in old:
                _fill(connection, name, old.pop(name))
    for name in old.values():  # a table that the new version does without
        _require_empty(connection, name)
        connection.execute(f'DROP TABLE "{name}"')


def _require_empty(connection: sqlite3.Connection, table: str) -> None:
    if connection.execute(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone() is not None:
        raise LookupError(f"{table} holds rows that go nowhere")


def _fill(connection: sqlite3.Connection, table: str, old: str) -> None:
    """Move the rows of an old table to the new one; one with columns that go nowhere must be empty."""
    columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{old}")')]
    values = []
    for column in columns:
        renamed = REVALUED.get((table, RENAMED_COLUMNS.get(column, column)))
        if renamed is not None:
            connection.create_function(f"renamed_{table}_{column}", 1, renamed, deterministic=True)
        values.append(f'"{column}"' if renamed is None else f'renamed_{table}_{column}("{column}")')
    targets = [RENAMED_COLUMNS.get(column, column) for column in columns]
    if set(targets) <= {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}:
        into = ", ".join(f'"{column}"' for column in targets)
        connection.execute(f'INSERT INTO {table} ({into}) SELECT {", ".join(values)} FROM "{old}" ORDER BY 1')
    else:
        _require_empty(connection, old)
    connection.execute(f'DROP TABLE "{old}"')


def _rewrite_log(store: Store, columns_before: Mapping[str, tuple[str, ...]]) -> None:
    """Rewrite the log as if every operation had run on the new version: new table and column names, new columns."""
    for table_before, columns in columns_before.items():
        table = RENAMED_TABLES.get(table_before, table_before)
        if table != table_before:
            store.run("UPDATE change SET tbl = :table WHERE tbl = :before", table=table, before=table_before)
        after = logged_columns(store, table)
        renamed = tuple(RENAMED_COLUMNS.get(column, column) for column in columns)
        moved = tuple(after)[: len(renamed)] != renamed
        if columns == renamed and not moved and not any(revalued == table for revalued, _ in REVALUED):
            continue
        rows = store.all("SELECT id, before, after FROM change WHERE tbl = :table ORDER BY id", table=table)
        changed = [
            (*texts, row["id"])
            for row in rows
            if (texts := tuple(_rewritten(row[side], table, columns, after, moved) for side in ("before", "after")))
            != (row["before"], row["after"])
        ]
        store.connection.executemany("UPDATE change SET before = ?, after = ? WHERE id = ?", changed)


def _rewritten(
    text: str | None, table: str, columns_before: tuple[str, ...], columns: Mapping[str, Any], moved: bool
) -> str | None:
    """Return the `before` or `after` of a change as the new version writes it; unchanged where nothing was renamed."""
    if text is None:
        return None
    before = fields_of(dict.fromkeys(columns_before), text)
    assert before is not None
    fields = {RENAMED_COLUMNS.get(column, column): value for column, value in before.items()}
    for column in fields:
        if (table, column) in REVALUED:
            fields[column] = REVALUED[table, column](fields[column])
    if text.startswith("{"):
        return text if fields == before else compact(fields)
    if not moved and list(fields.values()) == list(before.values()):
        return text
    row = {**columns, **fields} if moved else fields
    return compact(list(row.values()))
