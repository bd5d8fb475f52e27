"""Generate the triggers of the operation log from the tables that schema.sql marks as logged.

`python -m zoufang_cli.store.triggers schema.sql` rewrites the part below MARKER. An insert and a delete are
logged with the full row (a JSON list in the order of the columns: half the size of an object, and a later version of
the schema only ever appends columns), an update with the changed fields only (a JSON object), an update that changes
nothing not at all. store/changes.py reads both.
"""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path

MARKER = "-- " + "-" * 64 + " generated: triggers of the operation log\n"
LOGGED = re.compile(r'CREATE TABLE "?(\w+)"? \( /\* logged \*/')


def logged_tables(schema: str) -> tuple[str, ...]:
    """Return the names of the logged tables in the order of the schema."""
    return tuple(LOGGED.findall(schema))


def base_of(schema: str) -> str:
    """Return the hand-written part of a schema text."""
    return schema.split(MARKER)[0].rstrip("\n") + "\n"


def with_triggers(schema: str) -> str:
    """Return the schema text with its generated part made anew."""
    base = base_of(schema)
    connection = sqlite3.connect(":memory:")
    try:
        connection.executescript(base)
        parts = [_triggers_of(connection, table) for table in logged_tables(base)]
    finally:
        connection.close()
    return base + "\n" + MARKER + "".join(parts)


def _triggers_of(connection: sqlite3.Connection, table: str) -> str:
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[1] != "id"]
    open_operation = "(SELECT id FROM operation WHERE hash IS NULL)"
    head = "INSERT INTO change (operation_id, tbl, row_id, before, after)"
    pairs = "\n    UNION ALL ".join(
        f"SELECT '{column}'{' AS k' if first else ''}, OLD.\"{column}\"{' AS o' if first else ''},"
        f' NEW."{column}"{" AS n" if first else ""}'
        for first, column in ((index == 0, column) for index, column in enumerate(columns))
    )
    return f"""
CREATE TRIGGER {table}_inserted AFTER INSERT ON {table} BEGIN
  {head}
  VALUES ({open_operation}, '{table}', NEW.id, NULL, {full_row("NEW", columns)});
END;
CREATE TRIGGER {table}_updated AFTER UPDATE ON {table} BEGIN
  {head}
  SELECT {open_operation}, '{table}', NEW.id, json_group_object(k, o), json_group_object(k, n)
  FROM ({pairs})
  WHERE o IS NOT n
  HAVING count(*) > 0;
END;
CREATE TRIGGER {table}_deleted AFTER DELETE ON {table} BEGIN
  {head}
  VALUES ({open_operation}, '{table}', OLD.id, {full_row("OLD", columns)}, NULL);
END;
"""


def full_row(alias: str, columns: Sequence[str]) -> str:
    """Return the SQL of a row as the log writes it: a JSON list of all columns but the id."""
    return "json_array(" + ", ".join(f'{alias}."{column}"' for column in columns) + ")"


def main(path: Path) -> None:
    """Rewrite the generated part of the schema file in place."""
    path.write_text(with_triggers(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
