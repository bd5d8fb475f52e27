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

COLUMNS = (
    "id, number, name, operator_type, credit_code, registration_no, organisation_code, licence, legal_person, legal_phone,"
    " contact, phone, address, district, scope, kinds, status, valid_from, valid_to, economic_type, vehicle_count,"
    " tags, remark, extra, hand_edited, listed_on"
)


def operator_by_id(store: Store, operator_id: int) -> Operator:
    """Return one operator."""
    row = store.one(f"SELECT {COLUMNS} FROM operator WHERE id = :id", id=operator_id)
    assert row is not None
    return _record(row)


def list_operators(store: Store, conditions: OperatorFilter, limit: int | None) -> tuple[list[ListedOperator], int]:
    """Return the operators that a filter lets through, in the order of their numbers, and how many there are."""
    where, values = _conditions(conditions)
    total = int(store.value(f"SELECT count(*) FROM operator e WHERE {where}", **values))
    rows = store.all(
        f"""SELECT e.number, e.name, e.operator_type, e.credit_code, e.licence, e.district, e.kinds, e.status, e.phone,
            e.legal_phone, e.tags, {_VISITS.format(what="count(*)")} AS visit_count,
            {_VISITS.format(what="max(a.held_on)")} AS last_visited_on
        FROM operator e
        WHERE {where}
        ORDER BY e.number
        LIMIT :limit""",
        limit=-1 if limit is None else limit,
        **values,
    )
    return [_listed(row) for row in rows], total


def operator_details(store: Store, operator_id: int) -> OperatorDetails:
    """Return everything about one operator."""
    return OperatorDetails(
        operator_by_id(store, operator_id),
        tuple(status_changes(store, operator_id)),
        tuple(records_of(store, operator_id)),
        tuple(merged_into(store, operator_id)),
    )


def unknown_value(store: Store, asked: OperatorFilter) -> UnknownValue | None:
    """Return the first value of a filter that no operator of the roster has, with those that there are."""
    for option, column, value, always in (
        ("district", "district", asked.district, ()),
        ("kind", "kinds", asked.kind, tuple(Kind)),
        ("tag", "tags", asked.tag, ()),
    ):
        if not value:
            continue
        known = [*dict.fromkeys((*always, *_values_in_use(store, column)))]
        if not any(value in text for text in known):
            listed = "、".join(known[:KNOWN_SHOWN]) + ("等" if len(known) > KNOWN_SHOWN else "")
            expected = f"应为{listed}之一。" if known else "名册中还没有填写这一项的业户。"
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


_DONE = "a.kind = 'visit' AND a.state = 'done' AND a.way = 'on_site' AND a.counted = 1 AND a.held_on <= :today"
_VISITS = f"(SELECT {{what}} FROM activity a WHERE a.operator_id = e.id AND {_DONE})"


def _conditions(asked: OperatorFilter) -> tuple[str, dict[str, object]]:
    conditions = ["e.merged_into_id IS NULL"]
    values: dict[str, object] = {"today": asked.today.isoformat()}
    if asked.search:
        conditions.append(
            "(instr(e.name, :search) > 0 OR instr(e.initials, lower(:search)) > 0 OR e.credit_code = upper(:search)"
            " OR e.number = upper(:search) OR instr(e.licence, :search) > 0 OR instr(e.legal_person, :search) > 0"
            " OR e.id IN (SELECT m.merged_into_id FROM operator m"
            " WHERE m.merged_into_id IS NOT NULL AND (instr(m.name, :search) > 0 OR m.number = upper(:search))))"
        )
        values["search"] = asked.search
    for column, text in (("district", asked.district), ("operator_type", asked.operator_type)):
        if text:
            test = f"instr(e.{column}, :{column}) > 0" if column == "district" else f"e.{column} = :{column}"
            conditions.append(test)
            values[column] = text
    for column, text in (("kinds", asked.kind), ("tags", asked.tag)):
        if text:
            conditions.append(f"EXISTS (SELECT 1 FROM json_each(e.{column}) j WHERE instr(j.value, :{column}) > 0)")
            values[column] = text
    if asked.status is not None:
        conditions.append("e.status = :status")
        values["status"] = asked.status
    if asked.unvisited:
        conditions.append(f"NOT EXISTS (SELECT 1 FROM activity a WHERE a.operator_id = e.id AND {_DONE})")
    return " AND ".join(conditions), values


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _record(row: sqlite3.Row) -> Operator:
    values: dict[str, Any] = dict(row)
    for key in ("legal_phone", "phone", "scope", "kinds", "tags", "hand_edited"):
        values[key] = tuple(json.loads(values[key]))
    for key in ("valid_from", "valid_to", "listed_on"):
        values[key] = _day(values[key])
    values["operator_type"] = OperatorType(values["operator_type"])
    values["extra"] = json.loads(values["extra"])
    return Operator(**values)


def _listed(row: sqlite3.Row) -> ListedOperator:
    return ListedOperator(
        row["number"],
        row["name"],
        OperatorType(row["operator_type"]),
        row["credit_code"],
        row["licence"],
        row["district"],
        tuple(json.loads(row["kinds"])),
        row["status"],
        tuple(json.loads(row["phone"])) or tuple(json.loads(row["legal_phone"])),
        tuple(json.loads(row["tags"])),
        row["visit_count"],
        _day(row["last_visited_on"]),
    )
