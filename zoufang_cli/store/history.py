"""Read the operation log: its list, and which operations are undone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from zoufang_cli.store.changes import fields_of, logged_columns
from zoufang_cli.store.connection import Store


@dataclass(frozen=True, slots=True)
class Logged:
    """One operation of the log. `short` is its number on this list, `undone` whether an undo of it stands."""

    id: int
    short: str
    at: str
    today_on: str
    who: str
    command: str
    undoes: int | None
    change_count: int
    undone: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One changed row: only the fields that changed, or the whole row when it was made or removed."""

    table: str
    row_id: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None


_LIST = """SELECT o.id, o.seq, o.at, o.today_on, o.who, o.command, o.undoes, d.letter,
    (SELECT count(*) FROM change c WHERE c.operation_id = o.id) AS change_count
FROM operation o
LEFT JOIN device d ON d.id = o.device
WHERE o.hash IS NOT NULL
ORDER BY o.clock DESC, o.device DESC"""


def operations(store: Store, limit: int | None = None) -> list[Logged]:
    """Return the operations, newest first, at most `limit`."""
    rows = store.all(_LIST + (" LIMIT :limit" if limit is not None else ""), limit=limit)
    undone = undone_ids(store)
    return [
        Logged(
            row["id"],
            f"{row['letter'] or ''}{row['seq']}",
            row["at"],
            row["today_on"],
            row["who"],
            row["command"],
            row["undoes"],
            row["change_count"],
            row["id"] in undone,
        )
        for row in rows
    ]


def undone_ids(store: Store) -> set[int]:
    """Return the ids of operations that stand undone; an undo that was itself undone does not count."""
    undone: set[int] = set()
    rows = store.all("SELECT id, undoes FROM operation WHERE undoes IS NOT NULL ORDER BY clock DESC, device DESC")
    for row in rows:
        if row["id"] not in undone:
            undone.add(row["undoes"])
    return undone


def operation_of_batch(store: Store, number: str) -> int | None:
    """Return the operation that brought in the batch with this number, undone or not; None for no such batch."""
    place = list(logged_columns(store, "batch")).index("number")
    operation_id: int | None = store.value(
        f"""SELECT c.operation_id
        FROM change c
        JOIN operation o ON o.id = c.operation_id
        WHERE c.tbl = 'batch' AND c.before IS NULL AND o.undoes IS NULL
          AND json_extract(c.after, '$[{place}]') = :number COLLATE NOCASE
        ORDER BY c.id DESC
        LIMIT 1""",
        number=number,
    )
    return operation_id


def changes_of(store: Store, operation_id: int) -> list[Change]:
    """Return the changes of one operation in the order they were made."""
    rows = store.all(
        "SELECT tbl, row_id, before, after FROM change WHERE operation_id = :id ORDER BY id", id=operation_id
    )
    columns = {table: logged_columns(store, table) for table in {row["tbl"] for row in rows}}
    return [
        Change(
            row["tbl"],
            row["row_id"],
            fields_of(columns[row["tbl"]], row["before"]),
            fields_of(columns[row["tbl"]], row["after"]),
        )
        for row in rows
    ]


def row_label(store: Store, table: str, row_id: int) -> str:
    """Return what people call a row: its number, or its name; '' where it has neither or is gone."""
    columns = {row["name"] for row in store.all(f"PRAGMA table_info({table})")}
    label = "number" if "number" in columns else "name" if "name" in columns else ""
    if not label:
        return ""
    return str(store.value(f'SELECT "{label}" FROM {table} WHERE id = :id', id=row_id) or "")
