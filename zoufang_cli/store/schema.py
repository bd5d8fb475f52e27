"""The schema of a store: what schema.sql states, and the triggers of the operation log made from its tables.

A table marked `/* logged */` is logged by three triggers. An insert and a delete are logged with the full row (a JSON
list in the order of the columns: half the size of an object), an update with the changed fields only (a JSON object),
an update that changes nothing not at all. store/changes.py reads both.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from functools import cache

from zoufang_cli import resources

_LOGGED = re.compile(r'CREATE TABLE "?(\w+)"? \( /\* logged \*/')
_OBJECTS = "SELECT type || ' ' || name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND sql IS NOT NULL"


OLDER = {1: "474ae0e6ad57bc370bbeee89f6256e886d5e75d8bd29bad7d0dcbb0d3c70bb86"}
"""The digest of the whole schema of every older version, by which a store that may be migrated is known."""

RENAMED_TABLES = {"enterprise": "operator"}
"""What tables of older versions are called today."""


def logged_tables(schema: str) -> tuple[str, ...]:
    """Return the names of the logged tables in the order of a schema text."""
    return tuple(_LOGGED.findall(schema))


@cache
def known_logged_tables() -> tuple[str, ...]:
    """Return the logged tables that this program knows."""
    return logged_tables(resources.schema_sql())


def create_schema(connection: sqlite3.Connection) -> None:
    """Create every table, index, view and trigger in an empty database."""
    schema = resources.schema_sql()
    connection.executescript(schema)
    create_triggers(connection, logged_tables(schema))


def create_triggers(connection: sqlite3.Connection, tables: Sequence[str]) -> None:
    """Put tables under the operation log."""
    for table in tables:
        for sql in _triggers_of(connection, table):
            connection.execute(sql)


def _triggers_of(connection: sqlite3.Connection, table: str) -> tuple[str, str, str]:
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[1] != "id"]
    open_operation = "(SELECT id FROM operation WHERE hash IS NULL)"
    head = "INSERT INTO change (operation_id, tbl, row_id, before, after)"
    pairs = "\n    UNION ALL ".join(
        f"SELECT '{column}'{' AS k' if first else ''}, OLD.\"{column}\"{' AS o' if first else ''},"
        f' NEW."{column}"{" AS n" if first else ""}'
        for first, column in ((index == 0, column) for index, column in enumerate(columns))
    )
    return (
        f"""CREATE TRIGGER {table}_inserted AFTER INSERT ON {table} BEGIN
  {head}
  VALUES ({open_operation}, '{table}', NEW.id, NULL, {full_row("NEW", columns)});
END""",
        f"""CREATE TRIGGER {table}_updated AFTER UPDATE ON {table} BEGIN
  {head}
  SELECT {open_operation}, '{table}', NEW.id, json_group_object(k, o), json_group_object(k, n)
  FROM ({pairs})
  WHERE o IS NOT n
  HAVING count(*) > 0;
END""",
        f"""CREATE TRIGGER {table}_deleted AFTER DELETE ON {table} BEGIN
  {head}
  VALUES ({open_operation}, '{table}', OLD.id, {full_row("OLD", columns)}, NULL);
END""",
    )


def full_row(alias: str, columns: Sequence[str]) -> str:
    """Return the SQL of a row as the log writes it: a JSON list of all columns but the id."""
    return "json_array(" + ", ".join(f'{alias}."{column}"' for column in columns) + ")"


@cache
def known_objects() -> dict[str, str]:
    """Return the SQL of every object of a store of this program, by type and name: `table person`."""
    known = sqlite3.connect(":memory:")
    try:
        create_schema(known)
        return schema_objects(known)
    finally:
        known.close()


def schema_objects(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the SQL of every table, index, view and trigger of a database, by type and name: `table person`."""
    return dict(connection.execute(_OBJECTS).fetchall())


def schema_differences(connection: sqlite3.Connection) -> list[str]:
    """Return the objects that are missing, added or other than this program makes them.

    Of the schema of an older version only its digest is known: it is named as a whole.
    """
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version in OLDER:
        return [] if schema_digest(connection) == OLDER[version] else [f"version {version}"]
    known, present = known_objects(), schema_objects(connection)
    return sorted(name for name in known.keys() | present.keys() if known.get(name) != present.get(name))


def schema_digest(connection: sqlite3.Connection) -> str:
    """Return the digest of the whole schema of a database."""
    import hashlib

    objects = sorted(schema_objects(connection).items())
    return hashlib.sha256("\n".join(f"{name} {sql}" for name, sql in objects).encode()).hexdigest()
