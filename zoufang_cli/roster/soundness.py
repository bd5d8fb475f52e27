"""What an undo must leave true of operators: each has its own code, records stand under those not merged away."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from zoufang_cli.roster.duplicates.table.merging import MOVED
from zoufang_cli.store.connection import Store


class Reason(StrEnum):
    """Why an operator, or a record of one, cannot be as it was."""

    CODE = "code"  # another one has its credit code
    INTO_MERGED = "into_merged"  # the one that it would be merged into was merged away itself
    HAS_MERGED = "has_merged"  # another one was merged into it, which would be merged away
    HAS_RECORDS = "has_records"  # it would be merged away, and records stand under it
    OF_MERGED = "of_merged"  # a record: its operator was merged away


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stands in the way of a row: an operator, or how many records."""

    reason: Reason
    other_id: int | None = None
    count: int = 0


def obstacles(store: Store, operation_id: int) -> dict[tuple[str, int], Obstacle]:
    """Return the (table, id) that are not sound since the changes of an operation were written back, and why."""
    found: dict[tuple[str, int], Obstacle] = {}
    for query in (_OTHERS, _RECORDS, _OF_MERGED):
        for row in store.all(query, operation=operation_id):
            obstacle = Obstacle(Reason(row["reason"]), row["other_id"], row["count"])
            found.setdefault((row["tbl"], row["id"]), obstacle)
    return found


# Records that move with an operator when it is merged (store/merging.py).
_HELD = (
    *((table, column) for table, column in MOVED if table != "operator"),
    ("issue_party", "operator_id"),
    ("distinct_pair", "one_id"),
    ("distinct_pair", "other_id"),
    ("attachment", "row_id"),
)
_OF_OPERATORS = {"attachment": "r.tbl = 'operator'"}

# The operators that may have come to stand for themselves, to be merged, or to have another code.
_TOUCHED = """WITH touched (id) AS (
    SELECT DISTINCT row_id
    FROM change
    WHERE operation_id = :operation AND tbl = 'operator'
      AND (after IS NULL
        OR json_type(before, '$.credit_code') IS NOT NULL
        OR json_type(before, '$.merged_into_id') IS NOT NULL))"""

# CROSS: from the few to the many, whatever SQLite makes of them.
_OTHERS = f"""{_TOUCHED}
SELECT 'operator' AS tbl, e.id, '{Reason.CODE}' AS reason, min(o.id) AS other_id, 0 AS count
FROM touched
CROSS JOIN operator e USING (id)
CROSS JOIN operator o ON o.credit_code = e.credit_code AND o.credit_code <> '' AND o.id <> e.id
WHERE e.merged_into_id IS NULL AND o.merged_into_id IS NULL
GROUP BY e.id
UNION ALL
SELECT 'operator', e.id, '{Reason.INTO_MERGED}', k.id, 0
FROM touched
CROSS JOIN operator e USING (id)
CROSS JOIN operator k ON k.id = e.merged_into_id
WHERE k.merged_into_id IS NOT NULL
UNION ALL
SELECT 'operator', e.id, '{Reason.HAS_MERGED}', min(m.id), 0
FROM touched
CROSS JOIN operator e USING (id)
CROSS JOIN operator m ON m.merged_into_id = e.id
WHERE e.merged_into_id IS NOT NULL
GROUP BY e.id
ORDER BY 2, 3"""

_RECORDS = f"""{_TOUCHED}
SELECT 'operator' AS tbl, e.id, '{Reason.HAS_RECORDS}' AS reason, NULL AS other_id, count(*) AS count
FROM touched
CROSS JOIN operator e USING (id)
CROSS JOIN ({
    " UNION ALL ".join(
        f"SELECT r.{column} AS operator_id FROM {table} r WHERE {_OF_OPERATORS.get(table, 'true')}"
        for table, column in _HELD
    )
}) r ON r.operator_id = e.id
WHERE e.merged_into_id IS NOT NULL
GROUP BY e.id
ORDER BY e.id"""

_OF_MERGED = " UNION ALL".join(
    f"""
SELECT c.tbl, r.id, '{Reason.OF_MERGED}' AS reason, e.id AS other_id, 0 AS count
FROM change c
CROSS JOIN {table} r ON r.id = c.row_id
CROSS JOIN operator e ON e.id = r.{column} AND {_OF_OPERATORS.get(table, "true")}
WHERE c.operation_id = :operation AND c.tbl = '{table}' AND e.merged_into_id IS NOT NULL
  AND (c.after IS NULL OR json_type(c.before, '$.{column}') IS NOT NULL)"""
    for table, column in _HELD
)
