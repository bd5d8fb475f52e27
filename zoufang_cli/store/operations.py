"""The operation log: one command, one transaction, one sealed operation in this computer's hash chain.

Triggers write the changes (see triggers.py); an operation is open while its `hash` is NULL, and at most one is.
Sealing: content = sha256(salt, changes), hash = sha256(previous hash, header, content).
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from zoufang_cli.errors import StrangeSchema, earlier_day, unexplained_rows
from zoufang_cli.store.actor import Actor
from zoufang_cli.store.connection import Store, utc_now
from zoufang_cli.store.ids import new_id
from zoufang_cli.store.schema import schema_differences

HEADER = "id, device, seq, clock, seen, at, today_on, who, command, undoes"


@dataclass(slots=True)
class Operation:
    """An open operation; `cite` adds the numbers of the records it touches to its command."""

    id: int
    command: str
    cited: list[str] = field(default_factory=list)

    def cite(self, *numbers: str) -> None:
        """Name records in the log line of this operation."""
        self.cited.extend(number for number in numbers if number not in self.cited)

    @property
    def line(self) -> str:
        """Return the command with what it touched, at most six records by name."""
        more = f" …共{len(self.cited)}条" if len(self.cited) > 6 else ""
        return " ".join([self.command, *self.cited[:6]]) + more


@contextmanager
def operation(store: Store, actor: Actor, command: str, undoes: int | None = None) -> Iterator[Operation]:
    """Run a transaction as one operation: sealed and committed at the end, rolled back on any error.

    `command` is the canonical command, e.g. `visit add`. It must hold no personal data: it is never purged.
    """
    with writing(store):
        require_own_schema(store)
        verified = warn_of_unexplained(store)
        warn_of_an_earlier_day(store, actor.today)
        with sealed(store, actor, command, undoes) as opened:
            yield opened
        store.commit(verified)


@contextmanager
def writing(store: Store) -> Iterator[None]:
    """Run a transaction; what does not end with `store.commit` is rolled back."""
    store.begin()
    try:
        store.run("PRAGMA defer_foreign_keys = ON")
        yield
    finally:
        if store.connection.in_transaction:
            store.run("ROLLBACK")


def require_own_schema(store: Store) -> None:
    """Raise StrangeSchema where a table, index, view or trigger is not as this program makes it."""
    differences = schema_differences(store.connection)
    if differences:
        raise StrangeSchema(store.path, differences)


def warn_of_an_earlier_day(store: Store, today: date) -> None:
    """Say when the day of work lies before that of the last operation: a clock that is wrong, or a --today forgotten."""
    last = store.value("SELECT today_on FROM operation WHERE hash IS NOT NULL ORDER BY clock DESC, device DESC LIMIT 1")
    if last is not None and today.isoformat() < last:
        store.notify(earlier_day(today, date.fromisoformat(last)))


def warn_of_unexplained(store: Store) -> bool:
    """Tell the user of rows that another program changed; return whether all rows were compared and none was."""
    if not store.written_elsewhere:
        return False
    from zoufang_cli.store.check import unexplained

    changed = {(fault.place, fault.what) for fault in unexplained(store)}
    if changed:
        store.notify(unexplained_rows(len(changed)))
    return not changed


def record_view(store: Store, actor: Actor, command: str) -> None:
    """Put on record that something was shown or exported in full; changes nothing."""
    with operation(store, actor, command):
        pass


@contextmanager
def sealed(store: Store, actor: Actor, command: str, undoes: int | None = None) -> Iterator[Operation]:
    """Open an operation in the transaction at hand, and seal it at the end."""
    opened = _begin(store, actor, command, undoes)
    yield opened
    _seal(store, opened)


def _begin(store: Store, actor: Actor, command: str, undoes: int | None) -> Operation:
    seen = heads(store)
    device = int(store.device["id"])
    opened = Operation(new_id(), command)
    store.insert(
        "operation",
        {
            "id": opened.id,
            "device": device,
            "seq": seen.get(device, 0) + 1,
            "clock": store.value("SELECT coalesce(max(clock), 0) + 1 FROM operation"),
            "seen": json.dumps({str(key): value for key, value in sorted(seen.items())}),
            "at": utc_now(),
            "today_on": actor.today,
            "who": actor.who,
            "command": command,
            "undoes": undoes,
        },
    )
    return opened


def _seal(store: Store, opened: Operation) -> None:
    store.update("operation", opened.id, {"command": opened.line})
    header = store.one(f"SELECT {HEADER} FROM operation WHERE id = :id", id=opened.id)
    assert header is not None
    previous = (
        store.value(
            "SELECT hash FROM operation WHERE device = :device AND seq = :seq",
            device=header["device"],
            seq=header["seq"] - 1,
        )
        or ""
    )
    salt = os.urandom(16).hex()
    content = content_hash(store, opened.id, salt)
    sealed = {"salt": salt, "content": content, "previous": previous, "hash": chain_hash(previous, header, content)}
    store.update("operation", opened.id, sealed)


def reseal(store: Store) -> None:
    """Seal every operation anew after its changes were rewritten, as a migration does."""
    previous: dict[int, str] = {}
    for header in store.all(f"SELECT {HEADER} FROM operation ORDER BY device, seq"):
        salt = store.value("SELECT salt FROM operation WHERE id = :id", id=header["id"])
        head = previous.get(header["device"], "")
        content = content_hash(store, header["id"], salt)
        digest = previous[header["device"]] = chain_hash(head, header, content)
        store.update("operation", header["id"], {"content": content, "previous": head, "hash": digest})


def heads(store: Store) -> dict[int, int]:
    """Return the last sealed sequence number of every device."""
    rows = store.all("SELECT device, max(seq) AS seq FROM operation WHERE hash IS NOT NULL GROUP BY device")
    return {row["device"]: row["seq"] for row in rows}


def head_digest(store: Store) -> str:
    """Return the digest of all devices' newest hashes: 16 hex digits that stand for the whole log."""
    rows = store.all(
        """SELECT o.device, o.hash
        FROM operation o
        WHERE o.hash IS NOT NULL
          AND o.seq = (SELECT max(seq) FROM operation WHERE device = o.device AND hash IS NOT NULL)
        ORDER BY o.device"""
    )
    return hashlib.sha256("\n".join(row["hash"] for row in rows).encode()).hexdigest()[:16]


def content_hash(store: Store, operation_id: int, salt: str) -> str:
    """Return the hash over the changes of one operation."""
    digest = hashlib.sha256(salt.encode())
    for (change,) in store.connection.execute(_CHANGES, (operation_id,)):
        digest.update(change)
    return digest.hexdigest()


# JSON escapes control characters, so the separators cannot stand inside a part; a missing part is a NUL.
_CHANGES = """SELECT CAST(
        tbl || x'1f' || row_id || x'1f'
        || coalesce(nullif(before, ''), x'00') || x'1f' || coalesce(nullif(after, ''), x'00') || x'1e' AS BLOB)
    FROM change
    WHERE operation_id = ?
    ORDER BY id"""


def chain_hash(previous: str, header: sqlite3.Row, content: str) -> str:
    """Return the hash that links an operation to the one before it on its device."""
    parts = [previous, *("" if value is None else str(value) for value in header), content]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
