"""What became of the rows of an operation since: which fields others changed, and which were written back already.

A value alone does not tell: it may have been changed and typed again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from zoufang_cli.store.connection import Store

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
        """Add an operation, or take away the one that it undoes."""
        if undoes in self.operations:
            self.operations.remove(undoes)
        else:
            self.operations.append(operation_id)


@dataclass(frozen=True, slots=True)
class Since:
    """Fields (or WHOLE) of a row that others changed since a change, and those that were written back already."""

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
    changed = {name for name, one in standing.items() if set(one.operations) - undoing}
    undone = {name for name, one in standing.items() if one.operations and set(one.operations) <= undoing}
    return Since(frozenset(changed), frozenset(undone))


def _fields(before: str | None, after: str | None) -> frozenset[str]:
    if before is None or after is None:
        return frozenset((WHOLE,))
    found = json.loads(after)
    return frozenset(found) if isinstance(found, dict) else frozenset((WHOLE,))
