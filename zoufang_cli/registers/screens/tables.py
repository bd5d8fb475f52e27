"""Entries of registers on the terminal and as JSON: every column comes from the declaration. Loads Rich."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import RenderableType

from zoufang_cli.plan.rules.plan import Plan
from zoufang_cli.records.rules import Field
from zoufang_cli.registers.rules import HIDDEN, Entry, RaisedIssue, Register, SheetTaken, State, cell_of
from zoufang_cli.screen.masking import shown
from zoufang_cli.screen.tables import pairs, table
from zoufang_cli.store.naming import Ref
from zoufang_cli.text.dates import format_day


def entries_table(register: Register, entries: Sequence[Entry], total: int, plan: Plan, full: bool) -> RenderableType:
    """Return the list of entries; `total` of them passed the filter."""
    fields = [field for field in register.stored if field.listed]
    count = f"{len(entries)}条" if len(entries) == total else f"前{len(entries)}条，共{total}条"
    rows = (
        (entry.number, *(cell_of(field, entry, plan, full) for field in fields), entry.state.label) for entry in entries
    )
    headers = ("编号", *(field.term for field in fields), "状态")
    minor = tuple(field.term for field in fields if field.key not in ("on", "title"))
    return table(f"{register.term}（{count}）", headers, rows, minor=(*minor, "状态"))


def entry_card(
    register: Register,
    entry: Entry,
    issues: Sequence[RaisedIssue],
    files: Sequence[tuple[str, str]],
    plan: Plan,
    full: bool,
) -> list[RenderableType]:
    """Return one entry in full, the issues that it raised and its files (name, day)."""
    cancelled = ""
    if entry.state is State.CANCELLED and entry.cancelled_on:
        cancelled = f"已取消（{format_day(entry.cancelled_on)}，{entry.cancel_reason}）"
    own = [(field.term, cell_of(field, entry, plan, full)) for field in register.stored]
    parts: list[RenderableType] = [pairs(f"{register.term} {entry.number}", (("状态", cancelled), *own))]
    if issues:
        parts.append(table("问题", ("编号", "问题"), ((issue.number, issue.text) for issue in issues)))
    if files:
        parts.append(table("附件", ("文件", "登记日期"), files))
    return parts


def entry_json(register: Register, entry: Entry, plan: Plan, full: bool) -> dict[str, object]:
    """Return one entry as a value for JSON: choices by name, linked records as number and name."""
    values = {field.key: _json(field, entry.values.get(field.key, ""), plan, full) for field in register.stored}
    return {
        "number": entry.number,
        "state": entry.state,
        **values,
        "cancelled_on": entry.cancelled_on,
        "cancel_reason": entry.cancel_reason,
    }


def _json(field: Field, value: object, plan: Plan, full: bool) -> object:
    if value in ("", None):
        return None
    if field.private and not full:
        return HIDDEN
    if isinstance(value, tuple):
        return [_json(field, item, plan, full) for item in value]
    if isinstance(value, Ref):
        return {"number": value.number, "name": value.name}
    if isinstance(value, str):
        text = field.kind.show(field, value, plan)
        return text if full else shown(text)
    return value


def taken_lines(register: Register, taken: SheetTaken, corrections: Path | None) -> list[str]:
    """Return what became of a filled sheet: the balance of its rows, each refused one, and what to do next."""
    balance = f"新登记{len(taken.added)}条，修改{len(taken.updated)}条，没有变化{taken.unchanged}条，没有采用{len(taken.refused)}条"
    lines = [f"{taken.file.name}：共{taken.rows}条，{balance}；空白行{taken.blank}行。"]
    if taken.added:
        lines.append(f"  编号 {taken.added[0]}" + (f" 至 {taken.added[-1]}。" if len(taken.added) > 1 else "。"))
    lines += [f"  第{fault.line}行：{fault.reason}" for fault in taken.refused]
    if taken.unread_columns:
        lines.append(f"  不是{register.term}登记表的列，没有读取：{'、'.join(taken.unread_columns)}。")
    if corrections:
        lines.append(f"  没有采用的行写在 {corrections}，更正后再导入。")
    return lines
