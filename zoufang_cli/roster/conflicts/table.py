"""Conflicts between rosters and the store, open and settled.

A settled conflict stays on record, so that nobody is asked again. An import (importing/table/contradictions.py) opens
none about a name that a conflict of the operator holds or offers already, and none between two operators that are merged,
a distinct pair, or in a conflict already.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import date

from zoufang_cli.roster.conflicts.rules import Conflict, ConflictState
from zoufang_cli.roster.former_keys import keys_of, remember_former
from zoufang_cli.store.connection import Store
from zoufang_cli.text.compact import compact
from zoufang_cli.text.names import normalize_name
from zoufang_cli.text.pinyin import initials

_CONFLICT = """SELECT c.number, c.field, e.id AS operator_id, e.number AS operator_number, e.name AS operator_name,
    o.id AS other_id, coalesce(o.number, '') AS other_number, coalesce(o.name, '') AS other_name,
    iif(c.state <> 'open', c.held, iif(c.field = 'name', e.name, e.credit_code)) AS held, c.offered,
    coalesce(b.number, '') AS batch, coalesce(b.file, '') AS file, c.state, c.settled_on
FROM conflict c
JOIN operator f ON f.id = c.operator_id
JOIN operator e ON e.id = iif(c.state = 'open', coalesce(f.merged_into_id, f.id), f.id)
LEFT JOIN operator g ON g.id = c.other_id
LEFT JOIN operator o ON o.id = iif(c.state = 'open', coalesce(g.merged_into_id, g.id), g.id)
LEFT JOIN batch b ON b.id = c.batch_id"""


def list_conflicts(store: Store, settled: bool) -> list[Conflict]:
    """Return the open conflicts in the order of their numbers; `settled`: the settled ones too."""
    where = "" if settled else "WHERE c.state = 'open'"
    return [_conflict(row) for row in store.all(f"{_CONFLICT} {where} ORDER BY c.number")]


def conflict_numbered(store: Store, number: str) -> Conflict | None:
    """Return the conflict with this number, or None."""
    row = store.one(f"{_CONFLICT} WHERE c.number = :number COLLATE NOCASE", number=number)
    return None if row is None else _conflict(row)


def set_state(store: Store, number: str, state: ConflictState, on: date) -> None:
    """Put on record how a conflict was settled, inside an open operation."""
    store.run(
        "UPDATE conflict SET state = :state, settled_on = :on WHERE number = :number",
        state=str(state),
        on=on.isoformat(),
        number=number,
    )


def withdraw_conflict(store: Store, batch_id: int, operator_id: int, offered: str, on: date) -> None:
    """Settle a conflict of names that has no ground any more, inside an open operation."""
    store.run(
        """UPDATE conflict
        SET state = 'kept', settled_on = :on
        WHERE batch_id = :batch AND operator_id = :operator AND field = 'name' AND offered = :offered AND state = 'open'""",
        on=on.isoformat(),
        batch=batch_id,
        operator=operator_id,
        offered=offered,
    )


def settle_rows(store: Store, number: str) -> None:
    """Settle the doubtful rows whose only problems were conflicts, all settled by now, inside an open operation."""
    store.run(
        """UPDATE import_row AS r
        SET state = 'settled'
        FROM conflict c
        WHERE c.number = :number AND r.batch_id = c.batch_id AND r.state = 'doubtful'
          AND r.operator_id IN (c.operator_id, c.other_id)
          AND NOT EXISTS (
                SELECT 1 FROM json_each(r.problems) p
                WHERE json_extract(p.value, '$.code') NOT IN ('name_conflict', 'code_conflict'))
          AND NOT EXISTS (
                SELECT 1 FROM conflict o
                WHERE o.batch_id = r.batch_id AND o.state = 'open'
                  AND (o.operator_id = r.operator_id OR o.other_id = r.operator_id))""",
        number=number,
    )


def rename(store: Store, operator_id: int, name: str) -> None:
    """Give an operator another name by hand, inside an open operation; rosters go on finding it by the former one."""
    edited = store.value("SELECT hand_edited FROM operator WHERE id = :id", id=operator_id)
    marks = compact(sorted({*json.loads(edited), "name"}))
    values = {"name": name, "normalized_name": normalize_name(name), "initials": initials(name), "hand_edited": marks}
    _set_keys(store, operator_id, values)


def give_code(store: Store, operator_id: int, code: str) -> None:
    """Give an operator another credit code, inside an open operation; rosters go on finding it by the former one."""
    _set_keys(store, operator_id, {"credit_code": code})


def _set_keys(store: Store, operator_id: int, values: Mapping[str, str]) -> None:
    before = keys_of(store, operator_id)
    store.update("operator", operator_id, values)
    remember_former(store, operator_id, before, keys_of(store, operator_id))


def _conflict(row: sqlite3.Row) -> Conflict:
    values = dict(row)
    values["state"] = ConflictState(values["state"])
    values["settled_on"] = date.fromisoformat(values["settled_on"]) if values["settled_on"] else None
    return Conflict(**values)
