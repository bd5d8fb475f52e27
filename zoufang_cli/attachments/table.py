"""Attachments in the store; the files themselves lie in a folder beside it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from zoufang_cli.attachments.rules import Attachment
from zoufang_cli.store.connection import Store


@dataclass(frozen=True, slots=True)
class AttachedRecord:
    """The record that attachments belong to."""

    table: str
    row_id: int
    number: str
    title: str


def record_numbered(store: Store, number: str) -> AttachedRecord | None:
    """Return the visit, event, issue or register entry with a number."""
    row = store.one(
        """SELECT 'activity' AS tbl, a.id, a.number, coalesce(e.name, a.title) AS title
        FROM activity a
        LEFT JOIN operator e ON e.id = a.operator_id
        WHERE a.number = :number
        UNION ALL
        SELECT 'issue', id, number, text
        FROM issue
        WHERE number = :number
        UNION ALL
        SELECT 'register', id, number, title
        FROM register
        WHERE number = :number""",
        number=number,
    )
    return None if row is None else AttachedRecord(*row)


def attachments_of(store: Store, record: AttachedRecord) -> list[Attachment]:
    """Return what is attached to a record, in the order of attaching."""
    rows = store.all(
        f"""{_ATTACHMENTS}
        WHERE tbl = :tbl
          AND row_id = :row_id
        ORDER BY id""",
        tbl=record.table,
        row_id=record.row_id,
    )
    return [_attachment(row) for row in rows]


def all_attachments(store: Store) -> list[tuple[str, Attachment]]:
    """Return every attachment with the number of its record, in the order of the numbers."""
    return [(row["number"], _attachment(row)) for row in store.all(f"{_ATTACHMENTS} ORDER BY number, id")]


_ATTACHMENTS = """SELECT number, name, path, sha256, size_bytes, note, added_on
FROM attachment"""


def _attachment(row: sqlite3.Row) -> Attachment:
    return Attachment(
        row["name"], row["path"], row["sha256"], row["size_bytes"], row["note"], date.fromisoformat(row["added_on"])
    )


def replace_or_insert(store: Store, record: AttachedRecord, file: Attachment) -> None:
    """Record an attached file; a record of the same content, whose own file was lost, points at the new one."""
    old = store.value(
        """SELECT id
        FROM attachment
        WHERE tbl = :tbl
          AND row_id = :row_id
          AND sha256 = :sha256""",
        tbl=record.table,
        row_id=record.row_id,
        sha256=file.sha256,
    )
    if old is not None:
        store.update("attachment", old, {"path": file.path})
        return
    store.insert(
        "attachment",
        {
            "tbl": record.table,
            "row_id": record.row_id,
            "number": record.number,
            "name": file.name,
            "path": file.path,
            "sha256": file.sha256,
            "size_bytes": file.size_bytes,
            "note": file.note,
            "added_on": file.added_on,
        },
    )
