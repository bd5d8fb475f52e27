"""The log, undo of any operation, and the check of the whole store."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zoufang_cli.errors import NotFound, Refused, UndoBlocked
from zoufang_cli.roster.soundness import UNDOING, RecordSince, written_since
from zoufang_cli.store import history
from zoufang_cli.store.actor import Actor
from zoufang_cli.store.connection import Store
from zoufang_cli.store.glossary import column_term, table_term
from zoufang_cli.store.history import Logged
from zoufang_cli.store.operations import operation
from zoufang_cli.store.undo import SHOWN_CHILDREN, Blocked, dangling, undo_changes

SHOWN = 50
_IMPORT = re.compile(r"enterprise import (.+?) (DR-\S+)")
NEVER_UNDONE = ("init", "purge", "restore")


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did: its own number in the log, the operation undone, the changes written back, what stood in the way.

    `blocked` has the first SHOWN of the `blocked_count`, in words. `since` are the records that were written, while a
    merge of operators stood that is undone now, for the one that was left: each may belong to the one that comes back.
    """

    number: str
    command: str
    at: str
    undone_count: int
    blocked_count: int
    blocked: tuple[str, ...]
    since: tuple[RecordSince, ...] = ()

    @property
    def what(self) -> str:
        """What was undone, in words."""
        return _what(self.command)


def log_of(store: Store, limit: int | None) -> list[Logged]:
    """Return the operations, newest first."""
    return history.operations(store, limit)


def operation_named(store: Store, text: str | None) -> Logged:
    """Return the operation with this number of the log, or that brought in this batch (DR-00001).

    Without a number: the newest that stands, is no undo and changed something (a list shown in full is logged too).
    Raises NotFound.
    """
    operations = history.operations(store)
    if text is None:
        for entry in operations:
            undone = entry.undoes is not None or entry.undone or not entry.change_count
            if not undone and not entry.command.startswith(NEVER_UNDONE):
                return entry
        raise NotFound("没有可以撤销的操作。")
    imported = history.operation_of_batch(store, text)
    for logged in operations:
        if text in (logged.short, str(logged.id)) or logged.id == imported:
            return logged
    if text.upper().startswith("DR-"):
        raise NotFound(f"没有批次“{text}”（撤销过的不再列出），请用 zoufang enterprise imports 查看。")
    raise NotFound(f"留痕中没有编号为“{text}”的操作，请用 zoufang log 查看编号。")


def undo(store: Store, actor: Actor, target: Logged, partial: bool) -> Undone:
    """Take back what one operation did, as a new operation; all or nothing unless `partial`.

    What an earlier, partial undo of it left standing can be undone by another one. Raises UndoBlocked with the list
    of what was changed since, Refused for operations that are never undone or are undone already.
    """
    if target.command.startswith(NEVER_UNDONE):
        raise Refused(f"操作“{target.command}”不能撤销。")
    if not target.change_count:
        raise Refused(f"操作“{target.command}”没有改动任何内容，不用撤销。")
    with operation(store, actor, f"undo {target.short}", undoes=target.id) as opened:
        count, blocked = undo_changes(store, target.id, UNDOING)
        lines = tuple(_in_words(store, row) for row in blocked[:SHOWN])
        if target.undone and not count and not blocked:
            raise Refused(f"操作 {target.short}（{target.command}）已经撤销过；要恢复它，请撤销那次撤销。")
        if blocked and not (partial and count):
            raise UndoBlocked(_what(target.command), lines, len(blocked), partial)
        if dangling(store):
            raise UndoBlocked(_what(target.command), ["其他记录仍在引用这次操作所建的记录"], 1)
        opened.command = f"undo {target.short} {target.command}"
    own = history.operations(store, 1)[0].short
    since = tuple(written_since(store, target.id)) if target.undoes is None else ()
    return Undone(own, target.command, target.at, count, len(blocked), lines, since)


def _what(command: str) -> str:
    """Name an operation: an import by its batch and file, any other by its command."""
    match = _IMPORT.match(command)
    return f"批次 {match[2]}（{match[1]}）" if match else f"“{command}”"


def _in_words(store: Store, blocked: Blocked) -> str:
    table = table_term(blocked.table)
    where = f"{table} {_label(store, blocked)}".strip()
    if blocked.children:
        named = [_child(store, table, row_id) for table, row_id in blocked.children[:SHOWN_CHILDREN]]
        more = "等" if len(blocked.children) > SHOWN_CHILDREN else ""
        return f"{where}：此后有记录引用它（{'、'.join(dict.fromkeys(named))}{more}）"
    if blocked.obstacle:
        return f"{where}：{blocked.obstacle}"
    if blocked.waits:
        return f"{where}：所属的业户没有恢复"
    if blocked.now is None:
        return f"{where}：此后已被删除"
    if blocked.left is None:
        return f"{where}：此后又被建立"
    changed = (name for name, value in blocked.left.items() if blocked.now[name] != value)
    names = dict.fromkeys((*changed, *sorted(blocked.edited)))
    return f"{where}：此后又改过{'、'.join(column_term(blocked.table, name) for name in names)}"


def _child(store: Store, table: str, row_id: int) -> str:
    """Return what people call a record that points at another one; a part of a record by the record itself."""
    label = history.row_label(store, table, row_id)
    if label:
        return f"{table_term(table)} {label}"
    for column, parent in (("activity_id", "activity"), ("issue_id", "issue"), ("register_id", "register")):
        whole = store.one(f"SELECT * FROM {table} WHERE id = :id", id=row_id)
        if whole is not None and column in whole.keys() and whole[column] is not None:  # noqa: SIM118 - sqlite3.Row
            return f"{table_term(parent)} {history.row_label(store, parent, whole[column])}"
    return table_term(table)


def _label(store: Store, blocked: Blocked) -> str:
    """Return what people call a row, which may be gone; a former key by its operator and value."""
    label = history.row_label(store, blocked.table, blocked.row_id)
    row = blocked.left or blocked.now or {}
    if blocked.table == "former_key" and "value" in row:
        number = history.row_label(store, "operator", row["operator_id"])
        return f"{number} {row['value']}".strip()
    return label or str(row.get("number") or row.get("name") or "")
