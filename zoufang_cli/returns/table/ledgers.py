"""The rows of a return's ledgers: visits of the period, issues open at its start or moved in it, operators unvisited.

The bases of figures must be staged (figures/table/bases.py): the ledgers hold exactly the records that were counted.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import date

from zoufang_cli.figures.table.bases import Parameters
from zoufang_cli.issues.rules import OUTCOME_LABELS, SOURCE_LABELS, STATE_LABELS, Outcome, Source, State
from zoufang_cli.returns.rules import IssueRow, Signers, Unvisited, VisitRow
from zoufang_cli.roster.rules import OperatorType
from zoufang_cli.store.connection import Store
from zoufang_cli.visits.rules import Way


def visits(
    store: Store, values: Parameters, forms: Mapping[str, str], levels: Mapping[str, str]
) -> tuple[VisitRow, ...]:
    """Return the visits of the period; `forms` and `levels` give the names of the plan's keys."""
    store.run("DROP TABLE IF EXISTS temp.month_visit")
    store.run(_MONTH_VISIT, **values)
    texts = {
        name: dict(store.connection.execute(sql).fetchall())
        for name, sql in (
            ("officers", _OFFICERS),
            ("policies", _POLICIES),
            ("issues", _ISSUES),
            ("opinions", _OPINIONS),
        )
    }
    rows = store.all(
        """SELECT v.*
        FROM temp.month_visit r
        JOIN visit_row v ON v.id = r.id
        ORDER BY v.held_on, v.number"""
    )
    return tuple(
        VisitRow(
            row["number"],
            date.fromisoformat(row["held_on"]),
            forms.get(row["form"], row["form"]),
            row["operator"],
            row["address"],
            row["received_by"],
            row["received_phone"],
            texts["officers"].get(row["id"], ""),
            row["leader"] or "",
            texts["policies"].get(row["id"], ""),
            row["material_count"],
            texts["issues"].get(row["id"], ""),
            texts["opinions"].get(row["id"], ""),
            row["reply"],
            row["follow_up"],
            levels.get(row["satisfaction"], row["satisfaction"]),
            _joined(_remote(Way(row["way"])), row["few_reason"], row["remark"]),
        )
        for row in rows
    )


_MONTH_VISIT = """CREATE TEMP TABLE month_visit AS
SELECT id FROM temp.base_activity WHERE visit AND "on" BETWEEN :from AND :to"""

_OFFICERS = """SELECT id, group_concat(who, char(10)) FROM (
    SELECT r.id, trim(p.name || ' ' || p.badge_no) AS who
    FROM temp.month_visit r
    JOIN participant c ON c.activity_id = r.id AND c.role = 'officer'
    JOIN person p ON p.id = c.person_id
    ORDER BY r.id, c.id
) GROUP BY id"""

_POLICIES = """SELECT id, group_concat(key, '、') FROM (
    SELECT r.id, t.key
    FROM temp.month_visit r
    JOIN activity_item t ON t.activity_id = r.id AND t.kind = 'policy'
    ORDER BY r.id, t.id
) GROUP BY id"""

_ISSUES = """SELECT id, group_concat(what, char(10)) FROM (
    SELECT r.id, i.number || ' ' || i.text AS what
    FROM temp.month_visit r
    JOIN issue i ON i.activity_id = r.id
    ORDER BY r.id, i.number
) GROUP BY id"""

_OPINIONS = """SELECT id, group_concat(text, char(10)) FROM (
    SELECT r.id, o.text
    FROM temp.month_visit r
    JOIN opinion o ON o.activity_id = r.id AND o.kind = 'opinion'
    ORDER BY r.id, o.number
) GROUP BY id"""


def issues(store: Store, values: Parameters, categories: Mapping[str, str]) -> tuple[IssueRow, ...]:
    """Return the issues that were open when the period began, or raised or moved in it."""
    rows = store.all(
        """SELECT i.number, i.source, i.reported_on, i.text, i.category, i.measure, i.responsible_unit, i.responsible,
            i.operators, r.due_on AS open_due_on, i.due_on, i.review_on, r.state, r.outcome, r.overdue, i.result,
            i.referred_to, i.remark, l."on" AS state_on,
            (SELECT s."on" || ' ' || s.text FROM issue_step s
                WHERE s.issue_id = i.id AND s.text <> '' AND s."on" <= :to
                ORDER BY s."on" DESC, s.id DESC LIMIT 1) AS progress
        FROM temp.base_issue r
        JOIN issue_row i ON i.id = r.id
        LEFT JOIN temp.base_step l ON l.issue_id = r.id AND l.next_on IS NULL
        WHERE r.open_before OR r."on" BETWEEN :from AND :to
           OR r.id IN (SELECT issue_id FROM issue_step WHERE "on" BETWEEN :from AND :to)
        ORDER BY i.reported_on, i.number""",
        **values,
    )
    return tuple(_issue(row, categories) for row in rows)


def _issue(row: sqlite3.Row, categories: Mapping[str, str]) -> IssueRow:
    ended = row["state"] == "closed"
    state = STATE_LABELS[State(row["state"])]
    if ended and row["outcome"]:
        state = f"{state}（{OUTCOME_LABELS[Outcome(row['outcome'])]}）"
    due = row["open_due_on"] or row["due_on"]
    remark = _joined(
        f"转办单位：{row['referred_to']}" if row["referred_to"] else "",
        f"下次检视：{row['review_on']}" if row["state"] == State.STANDING and row["review_on"] else "",
        "逾期" if row["overdue"] else "",
        row["remark"],
    )
    return IssueRow(
        row["number"],
        SOURCE_LABELS[Source(row["source"])],
        date.fromisoformat(row["reported_on"]),
        row["operators"],
        row["text"],
        categories.get(row["category"], row["category"]),
        row["measure"],
        row["responsible_unit"],
        row["responsible"],
        date.fromisoformat(due) if due else None,
        state,
        row["progress"] or "",
        row["result"],
        date.fromisoformat(row["state_on"]) if ended and row["state_on"] else None,
        remark,
        bool(row["overdue"]),
    )


def _remote(way: Way) -> str:
    return "" if way is Way.ON_SITE else f"{way.label}联系，不计家次"


def _joined(*parts: str) -> str:
    return "；".join(part for part in parts if part)


def unvisited(store: Store) -> tuple[Unvisited, ...]:
    """Return the operators due a visit that were not visited since the start, by district."""
    rows = store.all(
        """SELECT e.number, e.name, e.district, e.operator_type, e.kinds, e.address,
            iif(e.contact <> '', e.contact, e.legal_person) AS contact,
            iif(e.phone <> '[]', e.phone, e.legal_phone) AS phone
        FROM temp.base_operator r
        JOIN operator e ON e.id = r.id
        WHERE r.listed AND r.due AND r.first_on IS NULL
        ORDER BY e.district = '', e.district, e.number"""
    )
    return tuple(
        Unvisited(
            row["number"],
            row["name"],
            row["district"],
            OperatorType(row["operator_type"]).label,
            "、".join(json.loads(row["kinds"])),
            row["address"],
            row["contact"],
            tuple(json.loads(row["phone"])),
        )
        for row in rows
    )


def signers(store: Store, day: date) -> Signers:
    """Return who signs a return on a day: of several in office the one appointed last; a 联络员 files without a 填报人."""
    by_role = {
        row["role"]: row
        for row in store.all(
            """SELECT t.role, p.name, p.phone
            FROM appointment t
            JOIN person p ON p.id = t.person_id
            WHERE t.role IN ('head', 'reviewer', 'filer', 'liaison') AND p.state = 'active'
              AND (t.from_on IS NULL OR t.from_on <= :day) AND (t.to_on IS NULL OR t.to_on >= :day)
            ORDER BY t.from_on, t.id""",
            day=day.isoformat(),
        )
    }
    filer = by_role.get("filer") or by_role.get("liaison")
    name = {role: str(row["name"]) for role, row in by_role.items()}
    return Signers(
        name.get("head", ""),
        name.get("reviewer", ""),
        str(filer["name"]) if filer else "",
        str(filer["phone"]) if filer else "",
    )
