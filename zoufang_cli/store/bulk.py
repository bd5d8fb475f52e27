"""Write many rows of a logged table: their changes are logged by one statement in place of a trigger for each row.

Inside an open operation. What is logged is the same, in the same order, as if every row had been written by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from zoufang_cli.store.connection import Store
from zoufang_cli.store.schema import full_row
from zoufang_cli.text.compact import compact

MANY = 20_000
"""Rows from which on indexes are built at the end."""
_LOG = "INSERT INTO change (operation_id, tbl, row_id, before, after)"
_OPEN = "(SELECT id FROM operation WHERE hash IS NULL)"


def insert_many(
    store: Store, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]], first_id: int, count: int
) -> None:
    """Insert `count` rows whose ids are `first_id` and the following; `columns` begin with `id`."""
    marks = ", ".join("?" * len(columns))
    every = [row["name"] for row in store.all(f"PRAGMA table_info({table})") if row["name"] != "id"]
    with _set_aside(store, table, "trigger", f"{table}_inserted"), _without_indexes(store, table, count):
        store.connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
        store.run(
            f"""{_LOG}
            SELECT {_OPEN}, '{table}', new.id, NULL, {full_row("new", every)}
            FROM {table} new
            WHERE new.id BETWEEN :first AND :last
            ORDER BY new.id""",
            first=first_id,
            last=first_id + count - 1,
        )


def update_many(
    store: Store,
    table: str,
    columns: Sequence[str],
    rows: Iterable[tuple[int, Sequence[object], Sequence[object]]],
) -> None:
    """Update rows, each given as (id, present values, new values) of `columns`; only what differs is written and logged."""
    by_column: dict[tuple[str, ...], list[tuple[object, ...]]] = {}
    changes = []
    for row_id, before, after in rows:
        pairs = zip(columns, before, after, strict=True)
        different = [(column, old, new) for column, old, new in pairs if old != new]
        if different:
            names = tuple(column for column, _, _ in different)
            by_column.setdefault(names, []).append((*(new for _, _, new in different), row_id))
            old, new = ({column: pair[at] for column, *pair in different} for at in (0, 1))
            changes.append((table, row_id, compact(old), compact(new)))
    if not changes:
        return
    with _set_aside(store, table, "trigger", f"{table}_updated"):
        for names, values in by_column.items():
            settings = ", ".join(f'"{name}" = ?' for name in names)
            store.connection.executemany(f"UPDATE {table} SET {settings} WHERE id = ?", values)
        store.connection.executemany(f"{_LOG} VALUES ({_OPEN}, ?, ?, ?, ?)", changes)


@contextmanager
def _without_indexes(store: Store, table: str, count: int) -> Iterator[None]:
    """Put indexes aside while many rows come in: built at the end they cost a third. Only where more come in than are there."""
    names = []
    if count >= MANY and count > store.value(f"SELECT count(*) FROM {table}"):
        names = store.all(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = :table AND sql IS NOT NULL", table=table
        )
    with _set_aside(store, table, "index", *(row["name"] for row in names)):
        yield


@contextmanager
def _set_aside(store: Store, table: str, kind: str, *names: str) -> Iterator[None]:
    """Drop triggers or indexes of a table and create them again at the end, within the open transaction."""
    statements = [
        store.value("SELECT sql FROM sqlite_master WHERE name = :name AND tbl_name = :table", name=name, table=table)
        for name in names
    ]
    for name in names:
        store.run(f"DROP {kind.upper()} {name}")
    yield
    for sql in statements:
        store.run(sql)
