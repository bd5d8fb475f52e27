"""Visits in the store: one `activity` row for each operator of a trip."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zoufang_cli.attachments.table import attachments_of, record_numbered
from zoufang_cli.errors import NotFound
from zoufang_cli.roster.coverage import is_working
from zoufang_cli.store.connection import Store
from zoufang_cli.store.naming import Ref, clean_number
from zoufang_cli.text.compact import compact
from zoufang_cli.visits.fields import COLUMNS, ITEMS
from zoufang_cli.visits.rules import RaisedIssue, Visit, VisitDetails, VisitState

CHUNK = 500


@dataclass(frozen=True, slots=True)
class VisitFilter:
    """What a list of visits is narrowed to; None leaves a part open."""

    from_on: date | None = None
    to_on: date | None = None
    operator_id: int | None = None
    form: str | None = None
    officer_id: int | None = None
    with_cancelled: bool = False


def visits_where(store: Store, conditions: VisitFilter) -> list[Visit]:
    """Return the visits that a filter lets through, by date and number."""
    clauses, values = ["SELECT * FROM visit_row a WHERE 1"], {}
    for name, value, clause in (
        ("from_on", conditions.from_on and conditions.from_on.isoformat(), "a.held_on >= :from_on"),
        ("to_on", conditions.to_on and conditions.to_on.isoformat(), "a.held_on <= :to_on"),
        ("operator_id", conditions.operator_id, "a.operator_id = :operator_id"),
        ("form", conditions.form, "a.form = :form"),
        (
            "officer_id",
            conditions.officer_id,
            """(a.leader_id = :officer_id
                OR a.id IN (SELECT activity_id FROM participant WHERE person_id = :officer_id AND role = 'officer'))""",
        ),
    ):
        if value is not None:
            clauses.append(f"AND {clause}")
            values[name] = value
    if not conditions.with_cancelled:
        clauses.append("AND a.state <> 'cancelled'")
    return _visits(store, store.all("\n".join([*clauses, "ORDER BY a.held_on, a.number"]), **values))


def visit_numbered(store: Store, number: str) -> Visit:
    """Return the visit with this number. Raises NotFound."""
    cleaned = clean_number(number)
    visits = _visits(store, store.all("SELECT * FROM visit_row WHERE number = :number", number=cleaned))
    if not visits:
        raise NotFound(f"没有编号为“{cleaned}”的走访，可用 zoufang visit list 查看编号。")
    return visits[0]


def visit_details(store: Store, number: str) -> VisitDetails:
    """Return a visit with its trip, issues and attachments. Raises NotFound."""
    visit = visit_numbered(store, number)
    trip = visits_of_trip(store, visit.trip)
    attached = [
        (visit.number, file)
        for visit in trip
        if (record := record_numbered(store, visit.number))
        for file in attachments_of(store, record)
    ]
    return VisitDetails(visit, tuple(trip), tuple(issues_of(store, [visit.id for visit in trip])), tuple(attached))


def visits_of_trip(store: Store, trip: str) -> list[Visit]:
    """Return every visit of a trip, cancelled ones included."""
    return _visits(store, store.all("SELECT * FROM visit_row WHERE trip = :trip ORDER BY number", trip=trip))


def last_visit(store: Store) -> Visit:
    """Return the visit that was typed last and stands, for `--same`. Raises NotFound."""
    visits = _visits(store, store.all("SELECT * FROM visit_row WHERE state = 'done' ORDER BY id DESC LIMIT 1"))
    if not visits:
        raise NotFound("还没有登记过走访，--same 没有可以沿用的内容。")
    return visits[0]


def done_on(store: Store, operator_id: int, day: date, trip: str = "") -> str | None:
    """Return the number of a done visit to an operator on a day, of another trip than `trip`."""
    number: str | None = store.value(
        """SELECT number
        FROM activity
        WHERE kind = 'visit'
          AND state = 'done'
          AND operator_id = :operator_id
          AND held_on = :day
          AND trip <> :trip
        ORDER BY number
        LIMIT 1""",
        operator_id=operator_id,
        day=day.isoformat(),
        trip=trip,
    )
    return number


def closed_operators(store: Store, operator_ids: Sequence[int]) -> list[tuple[str, int]]:
    """Return (name, status) of those operators whose status is neither 营业, 整改 nor blank."""
    rows = store.all(
        f"""SELECT name, status
        FROM operator
        WHERE NOT {is_working("status")} AND id IN (SELECT value FROM json_each(:ids))
        ORDER BY number""",
        ids=json.dumps(list(operator_ids)),
    )
    return [(row["name"], row["status"]) for row in rows]


def insert_visit(store: Store, fields: Mapping[str, object]) -> int:
    """Insert the row of one visit and return its id."""
    return store.insert("activity", {"kind": "visit", "state": VisitState.DONE.value, **_stored(fields)})


def update_visit(store: Store, visit_id: int, fields: Mapping[str, object]) -> None:
    """Set columns of one visit; lists are stored as JSON."""
    if fields:
        store.update("activity", visit_id, _stored(fields))


def set_officers(store: Store, visit_id: int, person_ids: Sequence[int]) -> None:
    """Make these people, in this order, the officers of a visit."""
    store.run("DELETE FROM participant WHERE activity_id = :id AND role = 'officer'", id=visit_id)
    for person_id in person_ids:
        store.insert("participant", {"activity_id": visit_id, "role": "officer", "person_id": person_id})


def set_items(store: Store, visit_id: int, kind: str, keys: Sequence[str]) -> None:
    """Make these keys the items of a kind (area, policy, list) of a visit."""
    store.run("DELETE FROM activity_item WHERE activity_id = :id AND kind = :kind", id=visit_id, kind=kind)
    for key in keys:
        store.insert("activity_item", {"activity_id": visit_id, "kind": kind, "key": key})


def issues_of(store: Store, visit_ids: Sequence[int]) -> list[RaisedIssue]:
    """Return the issues that visits brought, by number."""
    rows = [
        row
        for part in _chunks(visit_ids)
        for row in store.all(
            """SELECT number, activity_id, text, state, outcome, reported_on, due_on
            FROM issue
            WHERE activity_id IN (SELECT value FROM json_each(:ids))""",
            ids=part,
        )
    ]
    return [
        RaisedIssue(
            row["number"],
            row["activity_id"],
            row["text"],
            row["state"],
            row["outcome"],
            date.fromisoformat(row["reported_on"]),
            _day(row["due_on"]),
        )
        for row in sorted(rows, key=lambda row: str(row["number"]))
    ]


def issues_by_visit(store: Store, visits: Sequence[Visit]) -> dict[int, list[RaisedIssue]]:
    """Return the issues of each visit by its id."""
    issues: dict[int, list[RaisedIssue]] = {}
    for issue in issues_of(store, [visit.id for visit in visits]):
        issues.setdefault(issue.activity_id, []).append(issue)
    return issues


def _stored(fields: Mapping[str, object]) -> dict[str, object]:
    return {key: compact(value) if isinstance(value, tuple) else value for key, value in fields.items()}


def _chunks(ids: Sequence[int]) -> list[str]:
    return [json.dumps(list(ids[start : start + CHUNK])) for start in range(0, len(ids), CHUNK)]


def _visits(store: Store, rows: Sequence[sqlite3.Row]) -> list[Visit]:
    officers: dict[int, list[Ref]] = defaultdict(list)
    items: dict[tuple[int, str], list[str]] = defaultdict(list)
    for part in _chunks([row["id"] for row in rows]):
        for row in store.all(
            """SELECT t.activity_id, p.id, p.badge_no, p.name
            FROM participant t
            JOIN person p ON p.id = t.person_id
            WHERE t.role = 'officer'
              AND t.activity_id IN (SELECT value FROM json_each(:ids))
            ORDER BY t.id""",
            ids=part,
        ):
            officers[row["activity_id"]].append(Ref(row["id"], row["badge_no"], row["name"]))
        for row in store.all(
            """SELECT activity_id, kind, key
            FROM activity_item
            WHERE activity_id IN (SELECT value FROM json_each(:ids))
            ORDER BY id""",
            ids=part,
        ):
            items[row["activity_id"], row["kind"]].append(row["key"])
    return [_visit(row, officers, items) for row in rows]


def _visit(row: sqlite3.Row, officers: Mapping[int, list[Ref]], items: Mapping[tuple[int, str], list[str]]) -> Visit:
    key = row["id"]
    leader = None if row["leader_id"] is None else Ref(row["leader_id"], row["leader_badge"], row["leader"])
    return Visit(
        id=key,
        number=row["number"],
        trip=row["trip"],
        form=row["form"],
        tags=tuple(json.loads(row["tags"])),
        held_on=date.fromisoformat(row["held_on"]),
        operator=Ref(row["operator_id"], row["operator_number"], row["operator"]),
        leader=leader,
        officers=tuple(officers.get(key, ())),
        few_reason=row["few_reason"],
        material_count=row["material_count"],
        state=VisitState(row["state"]),
        cancelled_on=_day(row["cancelled_on"]),
        cancel_reason=row["cancel_reason"],
        values={
            **{field.key: tuple(json.loads(row[field.key])) if field.many else row[field.key] for field in COLUMNS},
            **{field.key: tuple(items.get((key, kind), ())) for kind, field in ITEMS.items()},
            "material_count": row["material_count"],
        },
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
