"""Check what an undo leaves of operators, and name the rows that cannot go back.

Two operators that are not merged never share a credit code, and no record stands under a merged one. An undo that gives
YH-00001 a code which YH-00009 has got since is refused for that row.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum

from zoufang_cli.roster.duplicates.table.merging import MOVED
from zoufang_cli.roster.former_keys import forget_present_keys
from zoufang_cli.store.connection import Store
from zoufang_cli.store.history import row_label
from zoufang_cli.store.id_ranges import Ranges, inside, joined
from zoufang_cli.store.undo import RowKey, UndoRules


class Reason(StrEnum):
    """Why an operator, or a record of one, cannot go back."""

    CODE = "code"  # another one has its credit code
    INTO_MERGED = "into_merged"  # the one that it would be merged into was merged away itself
    HAS_MERGED = "has_merged"  # another one was merged into it, which would be merged away
    HAS_RECORDS = "has_records"  # it would be merged away, and records stand under it
    OF_MERGED = "of_merged"  # a record: its operator was merged away


_SENTENCES = {
    Reason.CODE: "它的统一社会信用代码此后已属于业户 {other}",
    Reason.INTO_MERGED: "它要并入的业户 {other} 此后已并入别家",
    Reason.HAS_MERGED: "此后业户 {other} 又并入了它",
    Reason.HAS_RECORDS: "此后又有{count}条记录归在它名下",
    Reason.OF_MERGED: "它所属的业户 {other} 此后已并入别家",
}
_LISTED_ELSEWHERE = "其他批次的名册也列有这家业户"


def check(store: Store, operation_id: int) -> dict[RowKey, str]:
    """Return the rows of an undone operation that contradict the rest of the roster, each with the reason in Chinese.

    Runs once the changes were written back.
    """
    unsound: dict[RowKey, str] = {}
    for query in (_CONTRADICTED_OPERATORS, _MERGED_WITH_RECORDS, _RECORDS_OF_MERGED):
        for row in store.all(query, operation=operation_id):
            other_label = "" if row["other_id"] is None else row_label(store, "operator", row["other_id"])
            sentence = _SENTENCES[Reason(row["reason"])].format(other=other_label, count=row["count"])
            unsound.setdefault((row["tbl"], row["id"]), sentence)
    for operator_id in _listed_elsewhere(store, operation_id):
        unsound.setdefault(("operator", operator_id), _LISTED_ELSEWHERE)
    return unsound


def _listed_elsewhere(store: Store, operation_id: int) -> list[int]:
    """Return the operators that an undo took away though rosters of other batches list them."""
    removed_ids = [
        row["row_id"]
        for row in store.all(
            """SELECT c.row_id
            FROM change c
            WHERE c.operation_id = :operation AND c.tbl = 'operator' AND c.before IS NULL
              AND NOT EXISTS (SELECT 1 FROM operator o WHERE o.id = c.row_id)""",
            operation=operation_id,
        )
    ]
    listed_ids: Ranges = []
    for row in store.all("SELECT members FROM batch ORDER BY id") if removed_ids else ():
        listed_ids = joined(listed_ids, json.loads(row["members"]))
    return [operator_id for operator_id in removed_ids if inside(listed_ids, operator_id)]


@dataclass(frozen=True, slots=True)
class RecordSince:
    """A record written for an operator while another one was merged into it."""

    table: str
    number: str
    on: str
    text: str
    operator: str


def written_since(store: Store, operation_id: int) -> list[RecordSince]:
    """Return the records written for the survivors of a merge before it was undone.

    Each may belong to the operator that comes back: a visit to YH-00001 may have been one to YH-00002. A person decides.
    """
    return [RecordSince(*row) for row in store.all(_WRITTEN_SINCE, operation=operation_id)]


_WRITTEN_SINCE = """WITH merged (keep_id, since) AS (
    SELECT CAST(json_extract(after, '$.merged_into_id') AS INTEGER), max(id)
    FROM change
    WHERE operation_id = :operation AND tbl = 'operator' AND json_type(after, '$.merged_into_id') = 'integer'
      AND json_type(before, '$.merged_into_id') = 'null'
    GROUP BY 1)
SELECT r.tbl, r.number, r."on", r.text, e.number || ' ' || e.name AS operator
FROM merged m
JOIN operator e ON e.id = m.keep_id
JOIN (
    SELECT 'activity' AS tbl, id, operator_id, number, held_on AS "on", title || said AS text
    FROM activity
    WHERE state <> 'cancelled'
    UNION ALL
    SELECT 'issue', i.id, p.operator_id, i.number, i.reported_on, i.text
    FROM issue_party p
    JOIN issue i ON i.id = p.issue_id
    UNION ALL
    SELECT 'register', g.id, l.operator_id, g.number, coalesce(g."on", ''), g.title
    FROM register_link l
    JOIN register g ON g.id = l.register_id
    UNION ALL
    SELECT 'opinion', id, operator_id, number, given_on, text
    FROM opinion
    UNION ALL
    SELECT 'ticket', id, operator_id, number, received_on, text
    FROM ticket
) r ON r.operator_id = m.keep_id
WHERE EXISTS (
    SELECT 1 FROM change c WHERE c.tbl = r.tbl AND c.row_id = r.id AND c.before IS NULL AND c.id > m.since)
ORDER BY r."on", r.number"""

# Records that move with an operator when it is merged (duplicates/table/merging.py).
_RECORD_COLUMNS = (
    *((table, column) for table, column in MOVED if table != "operator"),
    ("issue_party", "operator_id"),
    ("distinct_pair", "one_id"),
    ("distinct_pair", "other_id"),
    ("attachment", "row_id"),
)
_RECORD_CONDITIONS = {"attachment": "r.tbl = 'operator'"}

# Operators that the undo may have brought back, unmerged, merged again, or given another code.
_CHANGED_OPERATORS = """WITH touched (id) AS (
    SELECT DISTINCT row_id
    FROM change
    WHERE operation_id = :operation AND tbl = 'operator'
      AND (after IS NULL
        OR json_type(before, '$.credit_code') IS NOT NULL
        OR json_type(before, '$.merged_into_id') IS NOT NULL))"""

# CROSS: from the few to the many, whatever SQLite makes of them.
_CONTRADICTED_OPERATORS = f"""{_CHANGED_OPERATORS}
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

_MERGED_WITH_RECORDS = f"""{_CHANGED_OPERATORS}
SELECT 'operator' AS tbl, e.id, '{Reason.HAS_RECORDS}' AS reason, NULL AS other_id, count(*) AS count
FROM touched
CROSS JOIN operator e USING (id)
CROSS JOIN ({
    " UNION ALL ".join(
        f"SELECT r.{column} AS operator_id FROM {table} r WHERE {_RECORD_CONDITIONS.get(table, 'true')}"
        for table, column in _RECORD_COLUMNS
    )
}) r ON r.operator_id = e.id
WHERE e.merged_into_id IS NOT NULL
GROUP BY e.id
ORDER BY e.id"""

_RECORDS_OF_MERGED = " UNION ALL".join(
    f"""
SELECT c.tbl, r.id, '{Reason.OF_MERGED}' AS reason, e.id AS other_id, 0 AS count
FROM change c
CROSS JOIN {table} r ON r.id = c.row_id
CROSS JOIN operator e ON e.id = r.{column} AND {_RECORD_CONDITIONS.get(table, "true")}
WHERE c.operation_id = :operation AND c.tbl = '{table}' AND e.merged_into_id IS NOT NULL
  AND (c.after IS NULL OR json_type(c.before, '$.{column}') IS NOT NULL)"""
    for table, column in _RECORD_COLUMNS
)

UNDOING = UndoRules(check=check, tidy=forget_present_keys, learnt={"source": {"mapping": "{}"}})
"""What operators add to the undoing of an operation."""
