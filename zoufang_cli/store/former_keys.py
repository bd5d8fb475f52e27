"""Keys that an operator was known by and no longer has: later rosters still find it by them."""

from __future__ import annotations

from collections.abc import Mapping

from zoufang_cli.store.connection import Store

FIELDS = ("credit_code", "registration_no", "licence_digits", "norm", "district")


def keys_of(store: Store, enterprise_id: int) -> dict[str, str]:
    """Return the present keys of an operator, '' for those that it has not."""
    row = store.one(f"SELECT {', '.join(FIELDS)} FROM enterprise WHERE id = :id", id=enterprise_id)
    assert row is not None
    return dict(row)


def remember_former(store: Store, enterprise_id: int, before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """Remember the keys that another one replaced; a key that is the present one again is no former one.

    `before` and `after` are keys as `keys_of` returns them. A key that was merely taken away is not remembered: the
    number was not the operator's. Runs inside an open operation.
    """
    for field in FIELDS:
        if after[field] == before[field] or not after[field]:
            continue
        known = "FROM former_key WHERE enterprise_id = :id AND field = :field AND value = :value"
        store.run(f"DELETE {known}", id=enterprise_id, field=field, value=after[field])
        if (
            before[field]
            and store.value(f"SELECT 1 {known}", id=enterprise_id, field=field, value=before[field]) is None
        ):
            row = {"enterprise_id": enterprise_id, "field": field, "value": before[field]}
            store.insert("former_key", row)
