"""Undo an operation by writing its `before` values back, newest change first, as a new operation."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from zoufang_cli.roster.former_keys import drop_present
from zoufang_cli.roster.soundness import Obstacle, obstacles
from zoufang_cli.store.changes import fields_of, logged_columns
from zoufang_cli.store.connection import Store
from zoufang_cli.store.id_ranges import Ranges, inside, joined
from zoufang_cli.store.later_changes import WHOLE, since
from zoufang_cli.store.schema import full_row, known_logged_tables

Row = dict[str, Any]

BULK = 200
"""Rows inserted in one go from which on they are deleted in one go."""

POINTING = frozenset(["credit_code", "merged_into_id", "operator_id", "one_id", "other_id", "row_id"])
"""Fields by which a row may be unsound."""

REMEMBERED = ("source",)
"""Tables of what was learnt on the way: their rows are emptied and not deleted."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """One change that cannot be undone: what the operation left, and what stands there now.

    `listed`: a later roster names the operator too. `obstacle`: the row would not be sound. `waits`: the row would
    go to, or leave, one that stays as it is. `edited` fields were changed since, though they may hold the same again.
    """

    table: str
    row_id: int
    left: Row | None
    now: Row | None
    children: int = 0
    listed: bool = False
    obstacle: Obstacle | None = None
    waits: bool = False
    edited: frozenset[str] = frozenset()


def undo_changes(store: Store, operation_id: int, partial: bool = False) -> tuple[int, list[Blocked]]:
    """Write back what one operation changed, inside an open operation.

    Returns the number of changes undone and those that are blocked: a field that no longer holds what the
    operation left, a row that is gone or there again, an inserted row that others point at, an operator that a later
    roster names or that would not be sound any more (store/soundness.py). With `partial` the other fields of a blocked
    row are written back, but nothing that goes with a row which stays as it is. Nothing is raised: the caller rolls
    back unless a partial undo was asked for.
    """
    known: dict[tuple[str, int], Obstacle] = {}
    while True:
        store.run("SAVEPOINT undoing")
        found = _Undoing(store, operation_id, partial, known).run()
        more = {one: why for one, why in obstacles(store, operation_id).items() if one not in known}
        if not more:
            drop_present(store, operation_id)
            store.run("RELEASE undoing")
            return found
        store.run("ROLLBACK TO undoing")
        store.run("RELEASE undoing")
        known |= more


def dangling(store: Store) -> int:
    """Return the number of references that point at nothing."""
    return len(store.all("PRAGMA foreign_key_check"))


class _Undoing:
    """One way through the changes; rows that would not be sound stay as they are."""

    def __init__(
        self, store: Store, operation_id: int, partial: bool, unsound: Mapping[tuple[str, int], Obstacle]
    ) -> None:
        self.store, self.operation_id, self.partial, self.unsound = store, operation_id, partial, unsound
        self.kept = set(unsound)
        self.references = _references(store)
        self.parents = _parents(self.references)
        self.listed = _listed_elsewhere(store, operation_id)
        self.columns: dict[str, Mapping[str, Any]] = {}
        self.undone = 0
        self.blocked: list[Blocked] = []

    def run(self) -> tuple[int, list[Blocked]]:
        for run in _runs(self.store, self.operation_id):
            self.columns.setdefault(run.table, logged_columns(self.store, run.table))
            at_once = run.inserted and run.count >= BULK and run.table not in REMEMBERED
            done = self._delete_at_once(run) if at_once else set()
            for change in self._changes(run):
                if change["row_id"] not in done:
                    self._undo(change)
        return self.undone, self.blocked

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
        done = {row["id"] for row in rows if not self._is_listed(run.table, row["id"])}
        self.store.connection.executemany(f"DELETE FROM {run.table} WHERE id = ?", ((one,) for one in done))
        self.undone += len(done)
        return done

    def _undo(self, change: sqlite3.Row) -> None:
        """Write one change back, or note what stands in the way."""
        table, row_id = change["tbl"], change["row_id"]
        before = fields_of(self.columns[table], change["before"])
        left = fields_of(self.columns[table], change["after"])
        now = _read(self.store, table, row_id)
        later = since(self.store, self.operation_id, change["id"], table, row_id)
        if WHOLE in later.undone or (before and left and later.undone.issuperset(before)):
            return  # an undo that left other changes standing wrote it back
        if before and left:
            before = {key: value for key, value in before.items() if key not in later.undone}
            left = {key: value for key, value in left.items() if key not in later.undone}
        children = _children(self.store, self.references.get(table, []), row_id) if before is None else 0
        if before is None and table in REMEMBERED:
            self._forget(table, row_id, left, now, children)
            return
        if table in REMEMBERED and before is not None and now is not None and _still(before, now):
            return  # it was learnt again
        edited = frozenset(key for key in left or () if key in later.changed) if before else frozenset()
        blocked = self._blocked(table, row_id, before, left, now, children, edited)
        if blocked is not None:
            self.blocked.append(blocked)
            if not (self.partial and before and left and now) or blocked.waits:
                self._keep(table, row_id, before, now)
                return
            stays = POINTING if blocked.obstacle else ()
            free = {
                key: value
                for key, value in before.items()
                if now[key] == left[key] and key not in stays and key not in edited
            }
            self._keep(table, row_id, {key: value for key, value in before.items() if key not in free}, now)
            before = free
            if not before:
                return
        try:
            _write(self.store, table, row_id, before, now)
        except sqlite3.IntegrityError:  # what must be unique belongs to another row by now
            self.blocked.append(Blocked(table, row_id, left, now))
            self._keep(table, row_id, before, now)
            return
        self.undone += 1

    def _blocked(
        self,
        table: str,
        row_id: int,
        before: Row | None,
        left: Row | None,
        now: Row | None,
        children: int,
        edited: frozenset[str],
    ) -> Blocked | None:
        """Return what stands in the way of writing a change back as a whole, or None."""
        told = before if left is None else left
        obstacle = self.unsound.get((table, row_id))
        if before is not None and obstacle is not None and (left is None or not POINTING.isdisjoint(before)):
            return Blocked(table, row_id, told, now, obstacle=obstacle)
        if before is not None and self._waits(table, before, now):
            return Blocked(table, row_id, told, now, waits=True)
        if children or edited or not _still(left, now):
            return Blocked(table, row_id, left, now, children, edited=edited)
        listed = before is None and self._is_listed(table, row_id)
        return Blocked(table, row_id, left, now, listed=True) if listed else None

    def _waits(self, table: str, before: Row, now: Row | None) -> bool:
        """Tell whether a change would point at a row that stays as it is, or take something away from it."""
        pointing = self.parents.get(table, [])
        if table == "attachment":
            pointing = [*pointing, ("row_id", {**(now or {}), **before}["tbl"])]
        ends = [
            (parent, row[column])
            for column, parent in pointing
            if column in before
            for row in (before, now or {})
            if column in row
        ]
        return any(one in self.kept for one in ends)

    def _keep(self, table: str, row_id: int, before: Row | None, now: Row | None) -> None:
        """Note a row that does not come back, or is not merged or parted again."""
        if before is not None and (now is None or "merged_into_id" in before):
            self.kept.add((table, row_id))

    def _forget(self, table: str, row_id: int, left: Row | None, now: Row | None, children: int) -> None:
        """Empty what was learnt, unless others go by it: the row itself stays, and comes to life with the undo's undo."""
        if not children and left is not None and _still(left, now):
            self.store.update(table, row_id, {"mapping": "{}"})
            self.undone += 1

    def _is_listed(self, table: str, row_id: int) -> bool:
        return table == "operator" and inside(self.listed, row_id)


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


def _listed_elsewhere(store: Store, operation_id: int) -> Ranges:
    """Return the operators that rosters name which this operation did not bring in, as ranges of ids."""
    found: Ranges = []
    for row in store.all(
        """SELECT members
        FROM batch
        WHERE id NOT IN (SELECT row_id FROM change WHERE operation_id = :operation AND tbl = 'batch')
        ORDER BY id""",
        operation=operation_id,
    ):
        found = joined(found, json.loads(row["members"]))
    return found


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
    for table in known_logged_tables():
        for key in store.all(f"PRAGMA foreign_key_list({table})"):
            found.setdefault(key["table"], []).append((table, key["from"]))
    return found


def _parents(references: Mapping[str, Sequence[tuple[str, str]]]) -> dict[str, list[tuple[str, str]]]:
    """Return for every table the (column, table) pairs that it points by."""
    found: dict[str, list[tuple[str, str]]] = {}
    for parent, pointing in references.items():
        for table, column in pointing:
            found.setdefault(table, []).append((column, parent))
    return found


def _children(store: Store, references: list[tuple[str, str]], row_id: int) -> int:
    return sum(
        store.value(f'SELECT count(*) FROM {table} WHERE "{column}" = :id', id=row_id) for table, column in references
    )
