"""Operators of the roster: one record, and lists of them."""

from __future__ import annotations

import json
import sqlite3
from datetime import date
from typing import Any

from zoufang_cli.roster.rules import (
    ListedOperator,
    Operator,
    OperatorDetails,
    OperatorFilter,
    OperatorType,
    StatusChange,
    UnknownValue,
)
from zoufang_cli.roster.values.scope import Kind
from zoufang_cli.store.connection import Store

KNOWN_SHOWN = 20
_LISTS = frozenset(("legal_phone", "phone", "scope", "kinds", "tags", "hand_edited"))
_DAYS = frozenset(("valid_from", "valid_to", "listed_on", "last_visited_on"))

COLUMNS = (
    "id, number, name, operator_type, credit_code, registration_no, organisation_code, licence, legal_person, legal_phone,"
    " contact, phone, address, district, scope, kinds, status, valid_from, valid_to, economic_type, vehicle_count,"
    " tags, remark, extra, hand_edited, listed_on"
)


def operator_by_id(store: Store, operator_id: int) -> Operator:
    """Return one operator."""
    row = store.one(f"SELECT {COLUMNS} FROM operator WHERE id = :id", id=operator_id)
    assert row is not None
    values = _values(row)
    return Operator(**values | {"extra": json.loads(values["extra"])})


def list_operators(store: Store, conditions: OperatorFilter, limit: int | None) -> tuple[list[ListedOperator], int]:
    """Return the operators that a filter lets through, in the order of their numbers, and how many there are."""
    where, values = _conditions(conditions)
    total = int(store.value(f"SELECT count(*) FROM operator e WHERE {where}", **values))
    rows = store.all(
        f"""SELECT e.number, e.name, e.operator_type, e.credit_code, e.licence, e.district, e.kinds, e.status,
            iif(json_array_length(e.phone) > 0, e.phone, e.legal_phone) AS phone, e.tags,
            {_VISIT_VALUE.format(value="count(*)")} AS visit_count,
            {_VISIT_VALUE.format(value="max(a.held_on)")} AS last_visited_on
        FROM operator e
        WHERE {where}
        ORDER BY e.number
        LIMIT :limit""",
        limit=-1 if limit is None else limit,
        **values,
    )
    return [ListedOperator(**_values(row)) for row in rows], total


def operator_details(store: Store, operator_id: int) -> OperatorDetails:
    """Return everything about one operator."""
    return OperatorDetails(
        operator_by_id(store, operator_id),
        tuple(status_changes(store, operator_id)),
        tuple(records_of(store, operator_id)),
        tuple(merged_into(store, operator_id)),
    )


def unknown_value(store: Store, conditions: OperatorFilter) -> UnknownValue | None:
    """Return the first value of a filter that no operator of the roster has, with those that there are."""
    for option, column, value, standard_values in (
        ("district", "district", conditions.district, ()),
        ("kind", "kinds", conditions.kind, tuple(Kind)),
        ("tag", "tags", conditions.tag, ()),
    ):
        if not value:
            continue
        known_values = [*dict.fromkeys((*standard_values, *_values_in_use(store, column)))]
        if not any(value in text for text in known_values):
            examples = "、".join(known_values[:KNOWN_SHOWN]) + ("等" if len(known_values) > KNOWN_SHOWN else "")
            expected = f"应为{examples}之一。" if known_values else "名册中还没有填写这一项的业户。"
            return UnknownValue(option, value, expected)
    return None


def _values_in_use(store: Store, column: str) -> list[str]:
    """Return the values of a column (of a list: its items), the most frequent first."""
    value, source = (
        ("e.district", "operator e") if column == "district" else ("j.value", f"operator e, json_each(e.{column}) j")
    )
    rows = store.all(
        f"""SELECT {value} AS value
        FROM {source}
        WHERE e.merged_into_id IS NULL AND {value} <> ''
        GROUP BY 1
        ORDER BY count(*) DESC, 1"""
    )
    return [row["value"] for row in rows]


def any_listed(store: Store) -> bool:
    """Tell whether the roster has an operator."""
    return store.value("SELECT 1 FROM operator LIMIT 1") is not None


def holder_of_code(store: Store, code: str) -> tuple[int, str] | None:
    """Return (id, number and name) of the operator with this credit code, its own or of one merged into it, or None."""
    row = store.one(
        """SELECT k.id, k.number || ' ' || k.name AS label
        FROM operator e
        JOIN operator k ON k.id = coalesce(e.merged_into_id, e.id)
        WHERE e.credit_code <> '' AND e.credit_code = :code
        ORDER BY e.merged_into_id IS NOT NULL, e.id
        LIMIT 1""",
        code=code,
    )
    return None if row is None else (row["id"], row["label"])


def status_changes(store: Store, operator_id: int) -> list[StatusChange]:
    """Return the changes of status, oldest first, with those of operators merged into it, whose numbers are noted."""
    rows = store.all(
        """SELECT s.changed_on, s.from_status, s.to_status, trim(iif(e.id = :id, '', e.number) || ' ' || s.note) AS note
        FROM operator e
        JOIN status_change s ON s.operator_id = e.id
        WHERE e.id = :id OR e.merged_into_id = :id
        ORDER BY s.changed_on, s.id""",
        id=operator_id,
    )
    return [
        StatusChange(date.fromisoformat(row["changed_on"]), row["from_status"], row["to_status"], row["note"])
        for row in rows
    ]


def merged_into(store: Store, operator_id: int) -> list[tuple[str, str]]:
    """Return (number, name) of the operators that were merged into this one."""
    rows = store.all("SELECT number, name FROM operator WHERE merged_into_id = :id ORDER BY number", id=operator_id)
    return [(row["number"], row["name"]) for row in rows]


def records_of(store: Store, operator_id: int) -> list[tuple[str, date, str]]:
    """Return (number, date, what) of an operator's visits and issues, newest first."""
    rows = store.all(
        """SELECT number, held_on AS day, iif(state = 'done', '走访', iif(state = 'planned', '计划走访', '已取消走访')) AS what
        FROM activity
        WHERE operator_id = :id AND kind = 'visit'
        UNION ALL
        SELECT i.number, i.reported_on, i.text
        FROM issue i
        JOIN issue_party p ON p.issue_id = i.id
        WHERE p.operator_id = :id
        ORDER BY day DESC, number DESC""",
        id=operator_id,
    )
    return [(row["number"], date.fromisoformat(row["day"]), row["what"]) for row in rows]


_COUNTED_VISIT = "a.kind = 'visit' AND a.state = 'done' AND a.way = 'on_site' AND a.counted = 1 AND a.held_on <= :today"
_VISIT_VALUE = f"(SELECT {{value}} FROM activity a WHERE a.operator_id = e.id AND {_COUNTED_VISIT})"


def _conditions(conditions: OperatorFilter) -> tuple[str, dict[str, object]]:
    clauses = ["e.merged_into_id IS NULL"]
    values: dict[str, object] = {"today": conditions.today.isoformat()}
    if conditions.search:
        clauses.append(
            "(instr(e.name, :search) > 0 OR instr(e.initials, lower(:search)) > 0 OR e.credit_code = upper(:search)"
            " OR e.number = upper(:search) OR instr(e.licence, :search) > 0 OR instr(e.legal_person, :search) > 0"
            " OR e.id IN (SELECT m.merged_into_id FROM operator m"
            " WHERE m.merged_into_id IS NOT NULL AND (instr(m.name, :search) > 0 OR m.number = upper(:search))))"
        )
        values["search"] = conditions.search
    for column, text in (("district", conditions.district), ("operator_type", conditions.operator_type)):
        if text:
            test = f"instr(e.{column}, :{column}) > 0" if column == "district" else f"e.{column} = :{column}"
            clauses.append(test)
            values[column] = text
    for column, text in (("kinds", conditions.kind), ("tags", conditions.tag)):
        if text:
            clauses.append(f"EXISTS (SELECT 1 FROM json_each(e.{column}) j WHERE instr(j.value, :{column}) > 0)")
            values[column] = text
    if conditions.status is not None:
        clauses.append("e.status = :status")
        values["status"] = conditions.status
    if conditions.unvisited:
        clauses.append(f"NOT EXISTS (SELECT 1 FROM activity a WHERE a.operator_id = e.id AND {_COUNTED_VISIT})")
    return " AND ".join(clauses), values


def _values(row: sqlite3.Row) -> dict[str, Any]:
    """Return the columns of an operator as Python values: lists as tuples, days as dates."""
    values: dict[str, Any] = dict(row)
    for key in _LISTS & values.keys():
        values[key] = tuple(json.loads(values[key]))
    for key in _DAYS & values.keys():
        values[key] = date.fromisoformat(values[key]) if values[key] else None
    return values | {"operator_type": OperatorType(values["operator_type"])}
