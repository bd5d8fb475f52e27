"""Undo an operation by writing its `before` values back, newest change first, as a new operation.

A row goes back whole, or stays whole and is listed. The log knows no subject: what one adds is passed in (UndoRules).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from zoufang_cli.store.changes import fields_of, logged_columns
from zoufang_cli.store.connection import Store
from zoufang_cli.store.schema import full_row, known_logged_tables

Row = dict[str, Any]
RowKey = tuple[str, int]
"""A table and the id of a row in it."""

BULK = 200
"""Rows inserted in one go from which on they are deleted in one go."""

SHOWN_CHILDREN = 20
"""Records that stand in the way of one row and are named."""


def _nothing(store: Store, operation_id: int) -> Mapping[RowKey, str]:
    return {}


def _no_tidying(store: Store, operation_id: int) -> None:
    pass


@dataclass(frozen=True, slots=True)
class UndoRules:
    """What a subject adds to the undoing of an operation.

    `check` is asked once the changes are written back: which rows cannot stand as they are now, each with a sentence;
    they are left as they were, with what depends on them. `tidy` then mends what follows from the rows. `learnt` are
    tables of what was learnt on the way: a row of theirs takes these values, is never deleted and stands in no way.
    """

    check: Callable[[Store, int], Mapping[RowKey, str]] = _nothing
    tidy: Callable[[Store, int], None] = _no_tidying
    learnt: Mapping[str, Row] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Blocked:
    """One row that stays as it is: what the operation left, what stands there now, and what is in the way.

    `children` point at the row. `obstacle`: the row could not stand, in words. `waits`: it would go to, or leave, a row
    that stays as it is. `edited` fields were changed since, though they may hold the same again.
    """

    table: str
    row_id: int
    left: Row | None
    now: Row | None
    children: tuple[RowKey, ...] = ()
    obstacle: str = ""
    waits: bool = False
    edited: frozenset[str] = frozenset()


def undo_changes(store: Store, operation_id: int, rules: UndoRules) -> tuple[int, list[Blocked]]:
    """Write back what one operation changed, inside an open operation.

    Returns the number of changes undone and the rows that stay whole: one that was edited since, is gone or there again,
    that others point at, or that would not be sound (`rules`), and whatever goes with such a row. Nothing is raised:
    the caller rolls back unless a partial undo was asked for.
    """
    staying: dict[RowKey, Blocked] = {}
    while True:
        store.run("SAVEPOINT undoing")
        undoing = _Undoing(store, operation_id, rules, staying)
        undoing.run()
        more = {
            key: Blocked(*key, None, _read(store, *key), obstacle=sentence)
            for key, sentence in rules.check(store, operation_id).items()
            if key not in staying
        }
        more |= undoing.torn
        if not more:
            rules.tidy(store, operation_id)
            store.run("RELEASE undoing")
            return undoing.undone, undoing.blocked
        store.run("ROLLBACK TO undoing")
        store.run("RELEASE undoing")
        staying |= more


def dangling(store: Store) -> int:
    """Return the number of references that point at nothing."""
    return len(store.all("PRAGMA foreign_key_check"))


class _Undoing:
    """One way through the changes; rows of `staying` stay as they are, which is known from a way before."""

    def __init__(self, store: Store, operation_id: int, rules: UndoRules, staying: Mapping[RowKey, Blocked]) -> None:
        self.store, self.operation_id, self.rules, self.staying = store, operation_id, rules, staying
        self.references = _references(store)
        self.parents = _parents(self.references)
        self.columns: dict[str, Mapping[str, Any]] = {}
        self.undone = 0
        self.blocked: list[Blocked] = []
        self.decided: set[RowKey] = set()  # rows that stay
        self.touched: set[RowKey] = set()  # rows of which a change was written back
        self.torn: dict[RowKey, Blocked] = {}  # touched rows that turn out to stay
        self.kept = {key for key in staying if not self._was_inserted(key)}  # rows that others cannot come back to

    def run(self) -> None:
        for run in _runs(self.store, self.operation_id):
            self.columns.setdefault(run.table, logged_columns(self.store, run.table))
            at_once = run.inserted and run.count >= BULK and run.table not in self.rules.learnt
            done = self._delete_at_once(run) if at_once else set()
            for change in self._changes(run):
                if change["row_id"] not in done:
                    self._undo(change)

    def _was_inserted(self, key: RowKey) -> bool:
        return bool(
            self.store.value(
                """SELECT 1
                FROM change
                WHERE operation_id = :operation AND tbl = :table AND row_id = :row AND before IS NULL""",
                operation=self.operation_id,
                table=key[0],
                row=key[1],
            )
        )

    def _changes(self, run: _Run) -> list[sqlite3.Row]:
        return self.store.connection.execute(
            """SELECT id, tbl, row_id, before, after
            FROM change
            WHERE operation_id = ? AND id BETWEEN ? AND ?
            ORDER BY id DESC""",
            (self.operation_id, run.first, run.last),
        ).fetchall()

    def _delete_at_once(self, run: _Run) -> set[int]:
        """Delete the inserted rows of a run that stand as they were left and that nothing needs; return their ids."""
        free = [
            f'NOT EXISTS (SELECT 1 FROM {table} r WHERE r."{column}" = t.id)'
            for table, column in self.references.get(run.table, [])
        ]
        rows = self.store.all(
            f"""SELECT t.id
            FROM change c
            JOIN {run.table} t ON t.id = c.row_id
            WHERE c.operation_id = :operation AND c.id BETWEEN :first AND :last
              AND {" AND ".join([f"c.after = {full_row('t', tuple(self.columns[run.table]))}", *free])}""",
            operation=self.operation_id,
            first=run.first,
            last=run.last,
        )
        done = {row["id"] for row in rows if (run.table, row["id"]) not in self.staying}
        self.store.connection.executemany(f"DELETE FROM {run.table} WHERE id = ?", ((row_id,) for row_id in done))
        self.undone += len(done)
        return done

    def _undo(self, change: sqlite3.Row) -> None:
        """Write one change back, or note what stands in the way of its row."""
        table, row_id = change["tbl"], change["row_id"]
        key = (table, row_id)
        if key in self.decided:
            return
        before = fields_of(self.columns[table], change["before"])
        left = fields_of(self.columns[table], change["after"])
        now = _read(self.store, table, row_id)
        later = since(self.store, self.operation_id, change["id"], table, row_id)
        if WHOLE in later.undone or (before and left and later.undone.issuperset(before)):
            return  # an undo that left other rows standing wrote it back
        values = before if left is None else left
        if key in self.staying:
            known = self.staying[key]
            self._stay(replace(known, left=values, now=now) if known.obstacle else known, before, now)
            return
        children = _children(self.store, self.references.get(table, []), row_id) if before is None else ()
        if table in self.rules.learnt:
            self._forget(table, row_id, before, left, now, bool(children))
            return
        edited = frozenset(name for name in left or () if name in later.changed) if before else frozenset()
        if before is not None and self._waits(table, before, now):
            self._stay(Blocked(table, row_id, values, now, waits=True), before, now)
        elif children or edited or not _still(left, now):
            self._stay(Blocked(table, row_id, left, now, children, edited=edited), before, now)
        else:
            self._write_back(key, before, left, now)

    def _write_back(self, key: RowKey, before: Row | None, left: Row | None, now: Row | None) -> None:
        try:
            _write(self.store, *key, before, now)
        except sqlite3.IntegrityError:  # what must be unique belongs to another row by now
            self._stay(Blocked(*key, left, now), before, now)
            return
        self.touched.add(key)
        self.undone += 1

    def _stay(self, blocked: Blocked, before: Row | None, now: Row | None) -> None:
        """Leave a row as it is and list it. If newer changes of it were already written back, it is `torn`: the undo starts again without it."""
        key = (blocked.table, blocked.row_id)
        self.decided.add(key)
        self.blocked.append(blocked)
        if key in self.touched:
            self.torn[key] = blocked
        own = {column for column, parent in self.parents.get(blocked.table, ()) if parent == blocked.table}
        if before is not None and (now is None or not own.isdisjoint(before)):
            self.kept.add(key)  # it does not come back, or does not part from the row that it was joined to

    def _waits(self, table: str, before: Row, now: Row | None) -> bool:
        """Tell whether writing a change back would refer to a row that stays, or remove one that a staying row refers to."""
        pointing = self.parents.get(table, [])
        both = {**(now or {}), **before}
        if {"tbl", "row_id"} <= both.keys():  # a row that says of which table the row is that it points at
            pointing = [*pointing, ("row_id", both["tbl"])]
        ends = [
            (parent, row[column])
            for column, parent in pointing
            if column in before
            for row in (before, now or {})
            if column in row
        ]
        return any(end in self.kept for end in ends)

    def _forget(
        self, table: str, row_id: int, before: Row | None, left: Row | None, now: Row | None, needed: bool
    ) -> None:
        """Empty what was learnt, unless others go by it: the row itself stays, and comes to life with the undo's undo."""
        if before is None:
            if not needed and left is not None and _still(left, now):
                self.store.update(table, row_id, self.rules.learnt[table])
                self.undone += 1
        elif now is not None and not _still(before, now) and _still(left, now):
            self._write_back((table, row_id), before, left, now)


@dataclass(frozen=True, slots=True)
class _Run:
    """Consecutive changes of one operation to one table, all of them insertions or none."""

    table: str
    inserted: bool
    first: int
    last: int
    count: int


def _runs(store: Store, operation_id: int) -> list[_Run]:
    """Return the runs of an operation, newest first."""
    changes = store.connection.execute(
        "SELECT id, tbl, before IS NULL FROM change WHERE operation_id = ? ORDER BY id DESC", (operation_id,)
    )
    runs = []
    for (table, inserted), group in groupby(changes, key=lambda change: (change[1], bool(change[2]))):
        ids = [change[0] for change in group]
        runs.append(_Run(table, inserted, ids[-1], ids[0], len(ids)))
    return runs


def _still(left: Row | None, now: Row | None) -> bool:
    if left is None or now is None:
        return left is None and now is None
    return all(now[name] == value for name, value in left.items())


def _read(store: Store, table: str, row_id: int) -> Row | None:
    row = store.one(f"SELECT * FROM {table} WHERE id = :id", id=row_id)
    return None if row is None else {name: row[name] for name in row.keys() if name != "id"}  # noqa: SIM118 - sqlite3.Row


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
    references: dict[str, list[tuple[str, str]]] = {}
    for table in known_logged_tables():
        for key in store.all(f"PRAGMA foreign_key_list({table})"):
            references.setdefault(key["table"], []).append((table, key["from"]))
    return references


def _parents(references: Mapping[str, Sequence[tuple[str, str]]]) -> dict[str, list[tuple[str, str]]]:
    """Return for every table the (column, table) pairs that it points by."""
    parents: dict[str, list[tuple[str, str]]] = {}
    for parent, pointing in references.items():
        for table, column in pointing:
            parents.setdefault(table, []).append((column, parent))
    return parents


def _children(store: Store, references: list[tuple[str, str]], row_id: int) -> tuple[RowKey, ...]:
    """Return the rows that point at a row, a few more than are named at the most."""
    return tuple(
        (table, row["id"])
        for table, column in references
        for row in store.all(
            f'SELECT id FROM {table} WHERE "{column}" = :id ORDER BY id LIMIT {SHOWN_CHILDREN + 1}', id=row_id
        )
    )


_LATER = """SELECT c.operation_id, o.undoes, c.before, c.after
    FROM change c
    JOIN operation o ON o.id = c.operation_id
    WHERE c.row_id = :row AND c.tbl = :table AND c.id > :change AND c.operation_id <> :operation AND o.hash IS NOT NULL
    ORDER BY c.id"""

WHOLE = "*"
"""Stands for a row that was made or removed, not for one field of it."""


@dataclass(slots=True)
class _Standing:
    """The operations that changed a field and stand, oldest first."""

    operations: list[int] = field(default_factory=list)

    def take(self, operation_id: int, undoes: int | None) -> None:
        """Append an operation; an undo instead removes the operation that it undoes."""
        if undoes in self.operations:
            self.operations.remove(undoes)
        else:
            self.operations.append(operation_id)


@dataclass(frozen=True, slots=True)
class Since:
    """What happened to a row after a change: `changed` fields (or WHOLE) by later operations, `undone` ones already written back."""

    changed: frozenset[str]
    undone: frozenset[str]


def since(store: Store, operation_id: int, change_id: int, table: str, row_id: int) -> Since:
    """Return what became of a row since a change of an operation; an operation and its undo cancel each other."""
    standing: dict[str, _Standing] = {}
    undoing: set[int] = set()
    for row in store.connection.execute(
        _LATER, {"row": row_id, "table": table, "change": change_id, "operation": operation_id}
    ):
        if row["undoes"] == operation_id:
            undoing.add(row["operation_id"])
        for name in _fields(row["before"], row["after"]):
            standing.setdefault(name, _Standing()).take(row["operation_id"], row["undoes"])
    changed = {name for name, change in standing.items() if set(change.operations) - undoing}
    undone = {name for name, change in standing.items() if change.operations and set(change.operations) <= undoing}
    return Since(frozenset(changed), frozenset(undone))


def _fields(before: str | None, after: str | None) -> frozenset[str]:
    if before is None or after is None:
        return frozenset((WHOLE,))
    fields = json.loads(after)
    return frozenset(fields) if isinstance(fields, dict) else frozenset((WHOLE,))
