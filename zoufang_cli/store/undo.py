"""Undo an operation by writing its `before` values back, newest change first, as a new operation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from zoufang_cli import resources
from zoufang_cli.store.changes import fields_of, logged_columns
from zoufang_cli.store.connection import Store
from zoufang_cli.store.triggers import logged_tables

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Blocked:
    """One change that cannot be undone: what the operation left, and what stands there now."""

    table: str
    row_id: int
    left: Row | None
    now: Row | None
    children: int


def undo_changes(store: Store, operation_id: int) -> tuple[int, list[Blocked]]:
    """Write back what one operation changed, inside an open operation.

    Returns the number of changes undone and those that are blocked: a field that no longer holds what the
    operation left, a row that is gone or there again, an inserted row that others point at. Nothing is raised:
    the caller rolls back unless a partial undo was asked for.
    """
    references = _references(store)
    columns = {table: logged_columns(store, table) for table in logged_tables(resources.schema_sql())}
    undone, blocked = 0, []
    changes = store.connection.execute(
        "SELECT tbl, row_id, before, after FROM change WHERE operation_id = ? ORDER BY id DESC", (operation_id,)
    ).fetchall()
    for change in changes:
        table, row_id = change["tbl"], change["row_id"]
        before = fields_of(columns[table], change["before"])
        left = fields_of(columns[table], change["after"])
        now = _read(store, table, row_id)
        children = _children(store, references.get(table, []), row_id) if before is None else 0
        if children or not _still(left, now):
            blocked.append(Blocked(table, row_id, left, now, children))
            continue
        _write(store, table, row_id, before, now)
        undone += 1
    return undone, blocked


def dangling(store: Store) -> int:
    """Return the number of references that point at nothing."""
    return len(store.all("PRAGMA foreign_key_check"))


def _still(left: Row | None, now: Row | None) -> bool:
    if left is None or now is None:
        return left is None and now is None
    return all(now[key] == value for key, value in left.items())


def _read(store: Store, table: str, row_id: int) -> Row | None:
    row = store.one(f"SELECT * FROM {table} WHERE id = :id", id=row_id)
    return None if row is None else {key: row[key] for key in row.keys() if key != "id"}  # noqa: SIM118 - sqlite3.Row


def _write(store: Store, table: str, row_id: int, before: Row | None, now: Row | None) -> None:
    if before is None:
        store.run(f"DELETE FROM {table} WHERE id = :id", id=row_id)
    elif now is None:
        columns = ", ".join(f'"{column}"' for column in before)
        store.run(
            f"INSERT INTO {table} (id, {columns}) VALUES (:id, {', '.join(':' + column for column in before)})",
            id=row_id,
            **before,
        )
    else:
        store.update(table, row_id, before)


def _references(store: Store) -> dict[str, list[tuple[str, str]]]:
    """Return for every table the (table, column) pairs that point at it."""
    found: dict[str, list[tuple[str, str]]] = {}
    for table in logged_tables(resources.schema_sql()):
        for key in store.all(f"PRAGMA foreign_key_list({table})"):
            found.setdefault(key["table"], []).append((table, key["from"]))
    return found


def _children(store: Store, references: list[tuple[str, str]], row_id: int) -> int:
    return sum(
        store.value(f'SELECT count(*) FROM {table} WHERE "{column}" = :id', id=row_id) for table, column in references
    )
