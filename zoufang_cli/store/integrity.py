"""Check a store: the file, its references, the hash chains, and that every row equals the fold of its log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from zoufang_cli.store.connection import Store
from zoufang_cli.store.operations import HEADER, chain_hash, content_hash
from zoufang_cli.store.triggers import logged_tables


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault found by `check`: a stable code, the table or operation, and what it is about."""

    code: str  # file | reference | chain | content | state | outside | open
    place: str
    what: str


def check_store(store: Store) -> list[Fault]:
    """Return every fault of the store; an empty list means that it is intact."""
    faults = [Fault("file", "", str(row[0])) for row in store.all("PRAGMA integrity_check(20)") if str(row[0]) != "ok"]
    if faults:
        return faults
    faults += [
        Fault("reference", str(row["table"]), f"{row['rowid']} -> {row['parent']}")
        for row in store.all("PRAGMA foreign_key_check")
    ]
    faults += _chains(store)
    faults += [
        Fault("outside", row["tbl"], str(row["row_id"]))
        for row in store.all("SELECT tbl, row_id FROM change WHERE operation_id IS NULL ORDER BY id LIMIT 100")
    ]
    for table in logged_tables(_schema(store)):
        faults += _rows(store, table)
    return faults


def counted(store: Store) -> dict[str, int]:
    """Return the number of rows of every logged table that has any, and of operations."""
    counts = {table: store.value(f"SELECT count(*) FROM {table}") for table in logged_tables(_schema(store))}
    counts["operation"] = store.value("SELECT count(*) FROM operation")
    return {table: count for table, count in counts.items() if count}


def _schema(store: Store) -> str:
    return "\n".join(
        row["sql"] for row in store.all("SELECT sql FROM sqlite_master WHERE type = 'table' ORDER BY rowid")
    )


def _chains(store: Store) -> Iterator[Fault]:
    previous: dict[int, tuple[int, str]] = {}
    operations = store.all(f"SELECT {HEADER}, salt, content, previous, hash FROM operation ORDER BY device, seq")
    headers = store.all(f"SELECT {HEADER} FROM operation ORDER BY device, seq")
    for row, header in zip(operations, headers, strict=True):
        place = f"{row['command']} ({row['at']})"
        if row["hash"] is None:
            yield Fault("open", place, str(row["id"]))
            continue
        seq, head = previous.get(row["device"], (0, ""))
        if (
            row["seq"] != seq + 1
            or row["previous"] != head
            or row["hash"] != chain_hash(row["previous"], header, row["content"])
        ):
            yield Fault("chain", place, str(row["id"]))
        elif row["content"] != content_hash(store, row["id"], row["salt"]):
            yield Fault("content", place, str(row["id"]))
        previous[row["device"]] = (row["seq"], row["hash"])


def _rows(store: Store, table: str) -> Iterator[Fault]:
    """Compare the rows of one table with the fold of the log, both read in the order of their ids."""
    folded = _folds(store, table)
    actual = _actual(store, table)
    left, right = next(folded, None), next(actual, None)
    while left or right:
        if right is None or (left and left[0] < right[0]):
            assert left is not None
            if left[1] is not None:
                yield Fault("state", table, str(left[0]))
            left = next(folded, None)
        elif left is None or right[0] < left[0]:
            yield Fault("state", table, str(right[0]))
            right = next(actual, None)
        else:
            if left[1] != right[1]:
                yield Fault("state", table, str(left[0]))
            left, right = next(folded, None), next(actual, None)


def _folds(store: Store, table: str) -> Iterator[tuple[int, dict[str, Any] | None]]:
    changes = store.connection.execute(
        """SELECT c.row_id, c.after
        FROM change c
        JOIN operation o ON o.id = c.operation_id
        WHERE c.tbl = ?
        ORDER BY c.row_id, o.clock, o.device, c.id""",
        (table,),
    )
    for row_id, group in groupby(changes, key=lambda change: int(change["row_id"])):
        state: dict[str, Any] | None = None
        for change in group:
            state = None if change["after"] is None else {**(state or {}), **json.loads(change["after"])}
        yield row_id, state


def _actual(store: Store, table: str) -> Iterator[tuple[int, dict[str, Any]]]:
    rows = store.connection.execute(f"SELECT * FROM {table} ORDER BY id")
    names = [column[0] for column in rows.description]
    for row in rows:
        yield row["id"], {name: row[name] for name in names if name != "id"}
