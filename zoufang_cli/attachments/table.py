"""Attachments in the store; the files themselves lie in a folder beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zoufang_cli.attachments.rules import Attachment
from zoufang_cli.store.connection import Store


@dataclass(frozen=True, slots=True)
class Holder:
    """The record that attachments belong to."""

    table: str
    row_id: int
    number: str
    title: str


def holder_numbered(store: Store, number: str) -> Holder | None:
    """Return the visit, event or issue with a number, in either case."""
    row = store.one(
        """SELECT 'activity' AS tbl, a.id, a.number, coalesce(e.name, a.title) AS title
        FROM activity a
        LEFT JOIN operator e ON e.id = a.operator_id
        WHERE a.number = :number
        UNION ALL
        SELECT 'issue', id, number, text
        FROM issue
        WHERE number = :number""",
        number=number.upper(),
    )
    return None if row is None else Holder(*row)


def attachments_of(store: Store, holder: Holder) -> list[Attachment]:
    """Return what is attached to a record, in the order of attaching."""
    rows = store.all(
        """SELECT name, path, sha256, size_bytes, note, added_on
        FROM attachment
        WHERE tbl = :tbl
          AND row_id = :row_id
        ORDER BY id""",
        tbl=holder.table,
        row_id=holder.row_id,
    )
    return [
        Attachment(
            row["name"],
            row["path"],
            row["sha256"],
            row["size_bytes"],
            row["note"],
            date.fromisoformat(row["added_on"]),
        )
        for row in rows
    ]


def replace_or_insert(store: Store, holder: Holder, file: Attachment) -> None:
    """Record an attached file; a record of the same content, whose own file was lost, points at the new one."""
    old = store.value(
        """SELECT id
        FROM attachment
        WHERE tbl = :tbl
          AND row_id = :row_id
          AND sha256 = :sha256""",
        tbl=holder.table,
        row_id=holder.row_id,
        sha256=file.sha256,
    )
    if old is not None:
        store.update("attachment", old, {"path": file.path})
        return
    store.insert(
        "attachment",
        {
            "tbl": holder.table,
            "row_id": holder.row_id,
            "number": holder.number,
            "name": file.name,
            "path": file.path,
            "sha256": file.sha256,
            "size_bytes": file.size_bytes,
            "note": file.note,
            "added_on": file.added_on,
        },
    )
