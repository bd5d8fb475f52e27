"""Merge one operator (the duplicate) into another (the survivor) with all its records, inside an open transaction.

The row of the duplicate stays, with its keys and former keys, by which rosters and people find the survivor, and with
its changes of status, so that figures of past months stay as they are.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from zoufang_cli.roster.duplicates.rules.fields import MergedFields, MergedOperator, fold_fields
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


def merge_into(store: Store, survivor_id: int, duplicate_id: int, on: date) -> MergedOperator:
    """Merge one operator into another; neither may be merged already, nor the two be on record as not the same."""
    survivor, duplicate = _row(store, survivor_id), _row(store, duplicate_id)
    fields = fold_fields(survivor, duplicate)
    _set_fields(store, survivor, duplicate, fields, on)
    shared_issues = _merge_parties(store, survivor_id, duplicate_id)
    settled_conflicts = _merge_conflicts(store, survivor_id, duplicate_id, on)
    moved = {
        "issue_party": _move(store, "issue_party", "operator_id", survivor_id, duplicate_id),
        "distinct_pair": _move_pairs(store, survivor_id, duplicate_id),
        "attachment": _move_attachments(store, survivor, duplicate_id),
    }
    for column in ("operator_id", "other_id"):
        moved["conflict"] = moved.get("conflict", 0) + _move_conflicts(store, column, survivor_id, duplicate_id)
    for table, column in MOVED:
        moved[table] = _move(store, table, column, survivor_id, duplicate_id)
    store.update("operator", duplicate_id, {"merged_into_id": survivor_id})
    return MergedOperator(
        number=duplicate["number"],
        name=duplicate["name"],
        fields=fields,
        moved={table: count for table, count in moved.items() if count},
        shared_issues=shared_issues,
        settled_conflicts=settled_conflicts,
        status_changes=store.value("SELECT count(*) FROM status_change WHERE operator_id = :id", id=duplicate_id),
    )


def _row(store: Store, operator_id: int) -> dict[str, Any]:
    row = store.one("SELECT * FROM operator WHERE id = :id", id=operator_id)
    assert row is not None
    return dict(row)


def _set_fields(
    store: Store, survivor: dict[str, Any], duplicate: dict[str, Any], fields: MergedFields, on: date
) -> None:
    """Write the fields taken over; a status taken over holds from this day on."""
    if not fields.changes:
        return
    if "status" in fields.changes:
        change = {"changed_on": on, "from_status": survivor["status"], "to_status": duplicate["status"]}
        store.insert("status_change", {"operator_id": survivor["id"], **change, "note": f"并入 {duplicate['number']}"})
    store.update("operator", survivor["id"], fields.changes)


def _move(store: Store, table: str, column: str, survivor_id: int, duplicate_id: int) -> int:
    return store.run(
        f"UPDATE {table} SET {column} = :survivor WHERE {column} = :duplicate",
        survivor=survivor_id,
        duplicate=duplicate_id,
    )


def _merge_parties(store: Store, survivor_id: int, duplicate_id: int) -> int:
    """Remove the duplicate from the issues that both raised; return how many they are."""
    return store.run(
        """DELETE FROM issue_party
        WHERE operator_id = :duplicate
          AND issue_id IN (SELECT issue_id FROM issue_party WHERE operator_id = :survivor)""",
        survivor=survivor_id,
        duplicate=duplicate_id,
    )


def _merge_conflicts(store: Store, survivor_id: int, duplicate_id: int, on: date) -> int:
    """Settle the open conflicts between the two in favour of the survivor; they go on naming both."""
    return store.run(
        """UPDATE conflict
        SET state = iif(operator_id = :survivor, 'kept', 'taken'), settled_on = :on
        WHERE state = 'open'
          AND (operator_id = :survivor AND other_id = :duplicate OR operator_id = :duplicate AND other_id = :survivor)""",
        survivor=survivor_id,
        duplicate=duplicate_id,
        on=on.isoformat(),
    )


def _move_conflicts(store: Store, column: str, survivor_id: int, duplicate_id: int) -> int:
    """Move the conflicts with others, open or settled."""
    partner = "other_id" if column == "operator_id" else "operator_id"
    return store.run(
        f"UPDATE conflict SET {column} = :survivor WHERE {column} = :duplicate AND {partner} IS NOT :survivor",
        survivor=survivor_id,
        duplicate=duplicate_id,
    )


def _move_pairs(store: Store, survivor_id: int, duplicate_id: int) -> int:
    """Move the pairs recorded as not the same; a pair that the survivor has too is deleted."""
    rows = store.all(
        "SELECT id, one_id + other_id - :duplicate AS third_id FROM distinct_pair WHERE :duplicate IN (one_id, other_id) ORDER BY id",
        duplicate=duplicate_id,
    )
    for row in rows:
        low_id, high_id = sorted((survivor_id, row["third_id"]))
        recorded = "SELECT 1 FROM distinct_pair WHERE one_id = :low AND other_id = :high"
        if store.value(recorded, low=low_id, high=high_id) is None:
            store.update("distinct_pair", row["id"], {"one_id": low_id, "other_id": high_id})
        else:
            store.run("DELETE FROM distinct_pair WHERE id = :id", id=row["id"])
    return len(rows)


def _move_attachments(store: Store, survivor: dict[str, Any], duplicate_id: int) -> int:
    return store.run(
        "UPDATE attachment SET row_id = :survivor, number = :number WHERE tbl = 'operator' AND row_id = :duplicate",
        survivor=survivor["id"],
        number=survivor["number"],
        duplicate=duplicate_id,
    )
