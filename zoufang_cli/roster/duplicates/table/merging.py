"""Fold one operator of the roster into another with all its records, inside an open transaction.

The operator that is merged away keeps its row with all its keys and former keys, by which rosters and people find the
other one, and its changes of status, so that the months that were counted stay as they are.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from zoufang_cli.roster.duplicates.rules.fields import Merge, MergedFields, fold_fields
from zoufang_cli.store.connection import Store

# The columns that point at an operator and are moved as they are; merge_into moves the others with care.
MOVED = (
    ("activity", "operator_id"),
    ("participant", "operator_id"),
    ("call_back", "operator_id"),
    ("opinion", "operator_id"),
    ("ticket", "operator_id"),
    ("register_link", "operator_id"),
    ("operator", "merged_into_id"),
)


def merge_into(store: Store, keep_id: int, other_id: int, on: date) -> Merge:
    """Fold one operator into another; both must stand for themselves, and not be on record as two."""
    keep, other = _row(store, keep_id), _row(store, other_id)
    fields = fold_fields(keep, other)
    _set_fields(store, keep, other, fields, on)
    shared = _merge_parties(store, keep_id, other_id)
    settled = _merge_conflicts(store, keep_id, other_id, on)
    moved = {
        "issue_party": _move(store, "issue_party", "operator_id", keep_id, other_id),
        "distinct_pair": _move_pairs(store, keep_id, other_id),
        "attachment": _move_attachments(store, keep, other_id),
    }
    for column in ("operator_id", "other_id"):
        moved["conflict"] = moved.get("conflict", 0) + _move_conflicts(store, column, keep_id, other_id)
    for table, column in MOVED:
        moved[table] = _move(store, table, column, keep_id, other_id)
    store.update("operator", other_id, {"merged_into_id": keep_id})
    changes = int(store.value("SELECT count(*) FROM status_change WHERE operator_id = :id", id=other_id))
    moved_counts = {table: count for table, count in moved.items() if count}
    return Merge(other["number"], other["name"], fields, moved_counts, shared, settled, changes)


def _row(store: Store, operator_id: int) -> dict[str, Any]:
    row = store.one("SELECT * FROM operator WHERE id = :id", id=operator_id)
    assert row is not None
    return dict(row)


def _set_fields(store: Store, keep: dict[str, Any], other: dict[str, Any], fields: MergedFields, on: date) -> None:
    """Write the fields taken over; a status taken over holds from this day on."""
    if not fields.changes:
        return
    if "status" in fields.changes:
        change = {"changed_on": on, "from_status": keep["status"], "to_status": other["status"]}
        store.insert("status_change", {"operator_id": keep["id"], **change, "note": f"并入 {other['number']}"})
    store.update("operator", keep["id"], fields.changes)


def _move(store: Store, table: str, column: str, keep_id: int, other_id: int) -> int:
    return store.run(f"UPDATE {table} SET {column} = :keep WHERE {column} = :other", keep=keep_id, other=other_id)


def _merge_parties(store: Store, keep_id: int, other_id: int) -> int:
    """Take the operator out of the issues that both raised; return how many they are."""
    return store.run(
        """DELETE FROM issue_party
        WHERE operator_id = :other
          AND issue_id IN (SELECT issue_id FROM issue_party WHERE operator_id = :keep)""",
        keep=keep_id,
        other=other_id,
    )


def _merge_conflicts(store: Store, keep_id: int, other_id: int, on: date) -> int:
    """Settle the open conflicts between the two, which go on naming both: the value of the one that stays is chosen."""
    return store.run(
        """UPDATE conflict
        SET state = iif(operator_id = :keep, 'kept', 'taken'), settled_on = :on
        WHERE state = 'open'
          AND (operator_id = :keep AND other_id = :other OR operator_id = :other AND other_id = :keep)""",
        keep=keep_id,
        other=other_id,
        on=on.isoformat(),
    )


def _move_conflicts(store: Store, column: str, keep_id: int, other_id: int) -> int:
    """Move the conflicts with others, open or settled."""
    partner = "other_id" if column == "operator_id" else "operator_id"
    return store.run(
        f"UPDATE conflict SET {column} = :keep WHERE {column} = :other AND {partner} IS NOT :keep",
        keep=keep_id,
        other=other_id,
    )


def _move_pairs(store: Store, keep_id: int, other_id: int) -> int:
    """Move what is on record about being another operator; what both have is kept once."""
    rows = store.all(
        "SELECT id, one_id + other_id - :other AS third FROM distinct_pair WHERE :other IN (one_id, other_id) ORDER BY id",
        other=other_id,
    )
    for row in rows:
        first, second = sorted((keep_id, row["third"]))
        known = "SELECT 1 FROM distinct_pair WHERE one_id = :one AND other_id = :other"
        if store.value(known, one=first, other=second) is None:
            store.update("distinct_pair", row["id"], {"one_id": first, "other_id": second})
        else:
            store.run("DELETE FROM distinct_pair WHERE id = :id", id=row["id"])
    return len(rows)


def _move_attachments(store: Store, keep: dict[str, Any], other_id: int) -> int:
    return store.run(
        "UPDATE attachment SET row_id = :keep, number = :number WHERE tbl = 'operator' AND row_id = :other",
        keep=keep["id"],
        number=keep["number"],
        other=other_id,
    )
