"""What operators are compared by, and the pairs that people recorded as not the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zoufang_cli.roster.duplicates.rules.names import learn_regions
from zoufang_cli.roster.duplicates.rules.pairs import Label
from zoufang_cli.roster.duplicates.rules.scores import Facts, Profile, profile
from zoufang_cli.store.connection import Store


@dataclass(frozen=True, slots=True)
class Decision:
    """That two operators are not the same: when it was decided, why, and the operation that recorded it."""

    operator_ids: tuple[int, int]
    decided_on: date
    reason: str
    operation_id: int | None


def load_profiles(store: Store) -> list[Profile]:
    """Return every operator that was not merged away, in the order of the ids."""
    regions = learn_regions(
        store.connection.execute("SELECT name, address, district FROM operator WHERE merged_into_id IS NULL")
    )
    rows = store.connection.execute(
        """SELECT id, normalized_name, operator_type,
            iif(credit_code <> '' OR economic_type <> '' OR instr(hand_edited, '"operator_type"') > 0, operator_type, ''),
            credit_code, registration_no, organisation_code, licence_digits, legal_person, address, district,
            phone, legal_phone
        FROM operator
        WHERE merged_into_id IS NULL
        ORDER BY id"""
    )
    return [
        profile(Facts._make([*columns, tuple(json.loads(phone) + json.loads(legal_phone))]), regions)
        for *columns, phone, legal_phone in rows
    ]


def distinct_pairs(store: Store) -> frozenset[tuple[int, int]]:
    """Return the pairs that are on record as two operators, each with the lower id first."""
    return frozenset(
        (row["one_id"], row["other_id"]) for row in store.all("SELECT one_id, other_id FROM distinct_pair")
    )


def decision_among(store: Store, operator_ids: Sequence[int]) -> Decision | None:
    """Return the first record that says of two of these operators that they are not the same, or None."""
    row = store.one(
        """SELECT d.one_id, d.other_id, d.decided_on, d.reason, (
            SELECT max(c.operation_id) FROM change c
            WHERE c.tbl = 'distinct_pair' AND c.row_id = d.id AND c.before IS NULL) AS operation_id
        FROM distinct_pair d
        WHERE d.one_id IN (SELECT value FROM json_each(:ids)) AND d.other_id IN (SELECT value FROM json_each(:ids))
        ORDER BY d.id""",
        ids=json.dumps(list(operator_ids)),
    )
    if row is None:
        return None
    operator_ids = (row["one_id"], row["other_id"])
    return Decision(operator_ids, date.fromisoformat(row["decided_on"]), row["reason"], row["operation_id"])


def record_distinct_pair(store: Store, left_id: int, right_id: int, reason: str, on: date) -> None:
    """Put on record, inside an open operation, that two operators are not the same; a pair on record stays as it is."""
    low_id, high_id = sorted((left_id, right_id))
    if decision_among(store, (low_id, high_id)) is None:
        store.insert("distinct_pair", {"one_id": low_id, "other_id": high_id, "reason": reason, "decided_on": on})


def labels(store: Store, operator_ids: set[int]) -> dict[int, Label]:
    """Return what names operators on a list."""
    rows = store.all(
        """SELECT id, number, name, district, credit_code <> '' AS has_code
        FROM operator
        WHERE id IN (SELECT value FROM json_each(:ids))""",
        ids=json.dumps(sorted(operator_ids)),
    )
    return {row["id"]: Label(row["number"], row["name"], row["district"], bool(row["has_code"])) for row in rows}
