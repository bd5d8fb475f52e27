"""Keys that an operator was known by and no longer has: later rosters still find it by them."""

from __future__ import annotations

from collections.abc import Mapping

from zoufang_cli.store.connection import Store

FIELDS = ("credit_code", "registration_no", "licence_digits", "normalized_name", "district")


def keys_of(store: Store, operator_id: int) -> dict[str, str]:
    """Return the present keys of an operator, '' for those that it has not."""
    row = store.one(f"SELECT {', '.join(FIELDS)} FROM operator WHERE id = :id", id=operator_id)
    assert row is not None
    return dict(row)


def remember_former(store: Store, operator_id: int, before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """Remember the keys that another one replaced; a key that is the present one again is no former one.

    `before` and `after` are keys as `keys_of` returns them. A key that was merely taken away is not remembered: the
    number was not the operator's. Runs inside an open operation.
    """
    for field in FIELDS:
        if after[field] == before[field] or not after[field]:
            continue
        known = "FROM former_key WHERE operator_id = :id AND field = :field AND value = :value"
        store.run(f"DELETE {known}", id=operator_id, field=field, value=after[field])
        if before[field] and store.value(f"SELECT 1 {known}", id=operator_id, field=field, value=before[field]) is None:
            row = {"operator_id": operator_id, "field": field, "value": before[field]}
            store.insert("former_key", row)


def drop_present(store: Store, operation_id: int) -> None:
    """Forget the former keys that are present ones again of the operators that an operation changed.

    Runs inside an open operation that undoes it.
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
