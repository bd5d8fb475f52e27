"""Former keys: codes, licences and names that an operator had before, by which later rosters still find it.

顺达运输 becomes 宏达运输: a list of next month that says 顺达运输 is still matched with the same operator.
"""

from __future__ import annotations

from collections.abc import Mapping

from zoufang_cli.store.connection import Store

FIELDS = ("credit_code", "registration_no", "licence_digits", "normalized_name", "district")


def keys_of(store: Store, operator_id: int) -> dict[str, str]:
    """Return the present keys of an operator, '' for a key that it lacks."""
    row = store.one(f"SELECT {', '.join(FIELDS)} FROM operator WHERE id = :id", id=operator_id)
    assert row is not None
    return dict(row)


def remember_former(store: Store, operator_id: int, before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """Store each key in `before` that has another value in `after`; both are what `keys_of` returns.

    A key that was only cleared is not stored: the number was not the operator's. A former key that is the present one
    again is deleted. Runs inside an open operation.
    """
    for field in FIELDS:
        if after[field] == before[field] or not after[field]:
            continue
        key_row = "FROM former_key WHERE operator_id = :id AND field = :field AND value = :value"
        store.run(f"DELETE {key_row}", id=operator_id, field=field, value=after[field])
        if (
            before[field]
            and store.value(f"SELECT 1 {key_row}", id=operator_id, field=field, value=before[field]) is None
        ):
            row = {"operator_id": operator_id, "field": field, "value": before[field]}
            store.insert("former_key", row)


def forget_present_keys(store: Store, operation_id: int) -> None:
    """Delete former keys that are present ones again, of the operators that an operation changed.

    Runs inside the open operation that undoes it.
    """
    if store.value("SELECT 1 FROM former_key LIMIT 1") is None:
        return
    for field in FIELDS:
        store.run(
            f"""DELETE FROM former_key
            WHERE id IN (
                SELECT f.id
                FROM change c
                CROSS JOIN operator e ON e.id = c.row_id
                CROSS JOIN former_key f ON f.operator_id = e.id AND f.field = :field AND f.value = e.{field}
                WHERE c.operation_id = :operation AND c.tbl = 'operator'
                UNION
                SELECT f.id
                FROM change c
                CROSS JOIN former_key f ON f.id = c.row_id AND f.field = :field
                CROSS JOIN operator e ON e.id = f.operator_id AND f.value = e.{field}
                WHERE c.operation_id = :operation AND c.tbl = 'former_key')""",
            field=field,
            operation=operation_id,
        )
