"""Entries of the registers: one row each in table register, with the operators and people they name in register_link."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zoufang_cli.records.rules import DAY, Field, Values
from zoufang_cli.registers.rules import COLUMNS, Entry, RaisedIssue, Register, State
from zoufang_cli.store.connection import Store
from zoufang_cli.store.naming import Ref
from zoufang_cli.text.compact import compact


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Which entries a list shows: those of a span of days, with a text in some field, cancelled ones on request."""

    first: date | None = None
    last: date | None = None
    text: str = ""
    operator_id: int | None = None
    with_cancelled: bool = False


_SELECT = """SELECT r.id, r.number, r."on", r.decided_on, r.ended_on, r.title, r.remark, r.detail, r.state,
    r.cancelled_on, r.cancel_reason
FROM register r
WHERE r.kind = :kind"""


def entries_where(store: Store, register: Register, conditions: EntryFilter) -> list[Entry]:
    """Return the entries that pass a filter, by day and number; undated ones last."""
    clauses = [_SELECT]
    values: dict[str, object] = {"kind": register.key}
    if not conditions.with_cancelled:
        clauses.append(f"AND r.state <> '{State.CANCELLED}'")
    for name, test in (("first", 'r."on" >= :first'), ("last", 'r."on" <= :last')):
        day = getattr(conditions, name)
        if day is not None:
            clauses.append(f"AND {test}")
            values[name] = day.isoformat()
    if conditions.text:
        clauses.append("AND (instr(r.title, :text) > 0 OR instr(r.remark, :text) > 0 OR instr(r.detail, :text) > 0)")
        values["text"] = conditions.text
    if conditions.operator_id is not None:
        clauses.append("AND r.id IN (SELECT register_id FROM register_link WHERE operator_id = :operator_id)")
        values["operator_id"] = conditions.operator_id
    clauses.append('ORDER BY r."on" IS NULL, r."on", r.number')
    return _entries(store, register, store.all("\n".join(clauses), **values))


def entry_numbered(store: Store, register: Register, number: str) -> Entry | None:
    """Return the entry with a number."""
    entries = _entries(
        store, register, store.all(f"{_SELECT} AND r.number = :number", kind=register.key, number=number)
    )
    return entries[0] if entries else None


def same_entry(store: Store, register: Register, title: str, on: date | None) -> str | None:
    """Return the number of a standing entry with this title on this day."""
    number: str | None = store.value(
        f"""SELECT number
        FROM register
        WHERE kind = :kind AND title = :title AND "on" IS :on AND state <> '{State.CANCELLED}'
        ORDER BY number
        LIMIT 1""",
        kind=register.key,
        title=title,
        on=None if on is None else on.isoformat(),
    )
    return number


def insert_entry(store: Store, register: Register, number: str, values: Values) -> int:
    """Insert an entry and return its id."""
    row = {"number": number, "kind": register.key, "state": State.STANDING.value, **_row(register, values)}
    entry_id = store.insert("register", row)
    _set_links(store, register, entry_id, values)
    return entry_id


def update_entry(store: Store, register: Register, entry_id: int, values: Values) -> None:
    """Set all fields of an entry; the log keeps what changed."""
    store.update("register", entry_id, _row(register, values))
    _set_links(store, register, entry_id, values)


def cancel_entry(store: Store, entry_id: int, on: date, reason: str) -> None:
    """Take an entry out of the count; its number stays taken."""
    store.update("register", entry_id, {"state": State.CANCELLED.value, "cancelled_on": on, "cancel_reason": reason})


def issues_of(store: Store, entry_id: int) -> list[RaisedIssue]:
    """Return the issues that an entry gave rise to."""
    rows = store.all("SELECT number, text, state FROM issue WHERE register_id = :id ORDER BY number", id=entry_id)
    return [RaisedIssue(*row) for row in rows]


def _row(register: Register, values: Values) -> dict[str, object]:
    """Return the columns of an entry: empty days are NULL, empty texts ''."""
    row: dict[str, object] = {}
    detail: dict[str, object] = {}
    for field in register.stored:
        value = values.get(field.key, "")
        if field.kind.linked:
            continue
        if field.key in COLUMNS:
            row[field.key] = None if field.kind is DAY and value == "" else value
        elif value not in ("", ()):
            detail[field.key] = value.isoformat() if isinstance(value, date) else value
    return {**row, "detail": compact(detail)}


def _set_links(store: Store, register: Register, entry_id: int, values: Values) -> None:
    for field in register.stored:
        if not field.kind.linked:
            continue
        linked_ids = _ids(values.get(field.key, ""))
        held = [
            row[0]
            for row in store.all(
                f"SELECT {field.kind.linked} FROM register_link WHERE register_id = :id AND field = :field ORDER BY id",
                id=entry_id,
                field=field.key,
            )
        ]
        if linked_ids == held:
            continue
        store.run("DELETE FROM register_link WHERE register_id = :id AND field = :field", id=entry_id, field=field.key)
        for linked_id in linked_ids:
            store.insert("register_link", {"register_id": entry_id, "field": field.key, field.kind.linked: linked_id})


def _ids(value: object) -> list[int]:
    refs = value if isinstance(value, tuple) else (value,)
    return [ref.id for ref in refs if isinstance(ref, Ref)]


def _entries(store: Store, register: Register, rows: Sequence[sqlite3.Row]) -> list[Entry]:
    links: dict[tuple[int, str], list[Ref]] = defaultdict(list)
    if any(field.kind.linked for field in register.stored):
        for row in store.all(
            """SELECT l.register_id, l.field, coalesce(o.id, p.id) AS id, coalesce(o.number, p.badge_no) AS number,
                coalesce(o.name, p.name) AS name
            FROM register_link l
            LEFT JOIN operator o ON o.id = l.operator_id
            LEFT JOIN person p ON p.id = l.person_id
            WHERE l.register_id IN (SELECT value FROM json_each(:ids))
            ORDER BY l.id""",
            ids=json.dumps([row["id"] for row in rows]),
        ):
            links[row["register_id"], row["field"]].append(Ref(row["id"], row["number"], row["name"]))
    return [_entry(register, row, links) for row in rows]


def _entry(register: Register, row: sqlite3.Row, links: dict[tuple[int, str], list[Ref]]) -> Entry:
    detail = json.loads(row["detail"])
    values = {field.key: _value(field, row, detail, links) for field in register.stored}
    cancelled_on = None if row["cancelled_on"] is None else date.fromisoformat(row["cancelled_on"])
    return Entry(row["id"], row["number"], values, State(row["state"]), cancelled_on, row["cancel_reason"])


def _value(
    field: Field, row: sqlite3.Row, detail: dict[str, object], links: dict[tuple[int, str], list[Ref]]
) -> object:
    """Return the value of a field as `Field.read` makes it."""
    if field.kind.linked:
        refs = tuple(links.get((row["id"], field.key), ()))
        return refs if field.many else (refs[0] if refs else "")
    stored = row[field.key] if field.key in COLUMNS else detail.get(field.key)
    if stored in (None, ""):
        return () if field.many else ""
    if field.kind is DAY:
        return date.fromisoformat(str(stored))
    return tuple(stored) if isinstance(stored, list) else stored
