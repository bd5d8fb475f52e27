"""People and their appointments in the store."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from zoufang_cli.people.rules import Appointment, Person, Role
from zoufang_cli.store.connection import Store

_COLUMNS = "id, name, post, badge_no, unit, phone, remark, state"


def all_people(store: Store, with_left: bool = False) -> list[Person]:
    """Return the people in office, and on request those who left, by name."""
    rows = store.all(
        f"""SELECT {_COLUMNS}
        FROM person
        WHERE state = 'active' OR :with_left
        ORDER BY state, name, badge_no, id""",
        with_left=with_left,
    )
    return _people(store, rows)


def list_people(
    store: Store, with_left: bool = False, role: Role | None = None, today: date | None = None
) -> list[Person]:
    """Return the people in office; `role` keeps those who hold it on `today`."""
    people = all_people(store, with_left)
    if role is None or today is None:
        return people
    return [person for person in people if role in person.roles_on(today)]


def people_called(store: Store, name: str) -> list[Person]:
    """Return everybody with exactly this name, those who left included."""
    rows = store.all(f"SELECT {_COLUMNS} FROM person WHERE name = :name ORDER BY id", name=name)
    return _people(store, rows)


def person_with_badge(store: Store, badge_no: str) -> Person | None:
    """Return the person with a badge number."""
    rows = store.all(f"SELECT {_COLUMNS} FROM person WHERE badge_no = :badge_no AND badge_no <> ''", badge_no=badge_no)
    return _people(store, rows)[0] if rows else None


def person_of(store: Store, person_id: int) -> Person:
    """Return the person with an id; raise LookupError."""
    rows = store.all(f"SELECT {_COLUMNS} FROM person WHERE id = :id", id=person_id)
    if not rows:
        raise LookupError(f"no person {person_id}")
    return _people(store, rows)[0]


def insert_person(store: Store, fields: Mapping[str, object]) -> int:
    """Insert a person and return the id."""
    return store.insert("person", fields)


def update_person(store: Store, person_id: int, fields: Mapping[str, object]) -> None:
    """Set columns of a person."""
    if fields:
        store.update("person", person_id, fields)


def appoint(store: Store, person_id: int, role: Role, from_on: date | None) -> None:
    """Give a person a role from a day on (None: always)."""
    store.insert("appointment", {"person_id": person_id, "role": role.value, "from_on": from_on})


def end_appointment(store: Store, appointment_id: int, to_on: date) -> None:
    """Set the last day of an appointment."""
    store.update("appointment", appointment_id, {"to_on": to_on})


def backdate_appointment(store: Store, appointment_id: int, from_on: date) -> None:
    """Correct the first day of an appointment."""
    store.update("appointment", appointment_id, {"from_on": from_on})


def _people(store: Store, rows: Sequence[sqlite3.Row]) -> list[Person]:
    held: dict[int, list[Appointment]] = defaultdict(list)
    query = "SELECT id, person_id, role, from_on, to_on FROM appointment ORDER BY coalesce(from_on, ''), id"
    for row in store.all(query) if rows else []:
        held[row["person_id"]].append(
            Appointment(row["id"], Role(row["role"]), _day(row["from_on"]), _day(row["to_on"]))
        )
    return [
        Person(
            row["id"],
            row["name"],
            row["post"],
            row["badge_no"],
            row["unit"],
            row["phone"],
            row["remark"],
            row["state"] == "left",
            tuple(held[row["id"]]),
        )
        for row in rows
    ]


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
