"""Enter, change and cancel entries of registers, each in one operation; take in a filled sheet as one operation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from zoufang_cli.attachments.actions import attach_within
from zoufang_cli.attachments.table import AttachedRecord
from zoufang_cli.errors import NotFound, Refused, UsageError
from zoufang_cli.issues.actions.raising import IssueDraft, raise_issue
from zoufang_cli.issues.rules import OPEN_STATES, Finding
from zoufang_cli.plan.rules.plan import Campaign
from zoufang_cli.records.reading import changed
from zoufang_cli.records.rules import Values
from zoufang_cli.registers import table
from zoufang_cli.registers.rules import Entry, Register, State, value_fault
from zoufang_cli.store.actor import Actor
from zoufang_cli.store.connection import Store
from zoufang_cli.store.naming import Ref, clean_number
from zoufang_cli.store.operations import Operation, operation
from zoufang_cli.text.dates import format_day


@dataclass(frozen=True, slots=True)
class Saved:
    """An entry as it now stands, the numbers of the issues that it raised, and notes to be said to the user."""

    entry: Entry
    issues: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of a filled sheet as read: `number` '' for a new entry."""

    line: int
    number: str
    values: Values


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the rows of a sheet; `refused` maps the line of a row to the sentence that says why."""

    added: tuple[str, ...]
    updated: tuple[str, ...]
    unchanged: int
    refused: Mapping[int, str]


def find_entry(store: Store, register: Register, number: str) -> Entry:
    """Return the entry with this number. Raises NotFound."""
    cleaned = clean_number(number)
    entry = table.entry_numbered(store, register, cleaned)
    if entry is None:
        raise NotFound(f"{register.term}中没有编号为“{cleaned}”的一条，可用 zoufang {register.key} list 查看。")
    return entry


def add_entry(
    store: Store,
    actor: Actor,
    campaign: Campaign,
    register: Register,
    values: Values,
    *,
    files: Sequence[Path] = (),
    findings: Sequence[Finding] = (),
    again: bool = False,
) -> Saved:
    """Enter one entry with its files and the issues that it raises: all of it in one operation, or nothing.

    Raises Refused for days that contradict each other or lie ahead, and for an entry of the same title and day
    unless `again`.
    """
    with operation(store, actor, f"{register.key} add") as op:
        number = _insert(store, op, actor, register, values, again)
        entry = find_entry(store, register, number)
        if files:
            attach_within(store, actor, AttachedRecord("register", entry.id, number, entry.title), files)
        issues = tuple(_raise(store, op, actor, register, entry, finding) for finding in findings)
    return Saved(entry, issues, _outside(campaign, register, values))


def edit_entry(
    store: Store, actor: Actor, campaign: Campaign, register: Register, number: str, values: Values
) -> Saved:
    """Change what `values` holds of an entry; an empty value clears a field that may be empty.

    Raises UsageError when nothing is given, Refused for a cancelled entry, a required field emptied, or days that
    contradict each other.
    """
    if not values:
        raise UsageError("没有给出要修改的内容，请用 --help 查看可以修改哪些项目。")
    with operation(store, actor, f"{register.key} edit") as op:
        entry = _standing(store, register, number)
        op.cite(entry.number)
        _update(store, actor, register, entry, values)
    return Saved(find_entry(store, register, entry.number), (), _outside(campaign, register, values))


def cancel_entry(store: Store, actor: Actor, register: Register, number: str, reason: str) -> Entry:
    """Take an entry out of the count; its number stays taken.

    Raises Refused for one cancelled already, and while issues that it raised are open.
    """
    with operation(store, actor, f"{register.key} cancel") as op:
        entry = _standing(store, register, number)
        op.cite(entry.number)
        standing = [issue for issue in table.issues_of(store, entry.id) if issue.state in OPEN_STATES]
        if standing:
            raise Refused(
                f"{entry.number} 带出的{len(standing)}个问题尚未销号，不能取消；请先办结销号，登记有误的请作废：",
                [f"{issue.number}  {issue.text}" for issue in standing],
            )
        table.cancel_entry(store, entry.id, actor.today, reason)
    return find_entry(store, register, entry.number)


def take_rows(store: Store, actor: Actor, register: Register, rows: Sequence[SheetRow]) -> Taken:
    """Enter the rows of a sheet as one operation: those with a number change their entry, the others are added.

    A row that says nothing new changes nothing; one that a rule forbids is refused alone. Without any change no
    operation is recorded.
    """
    added: list[str] = []
    updated: list[str] = []
    refused: dict[int, str] = {}
    unchanged = 0
    with operation(store, actor, f"{register.key} import") as op:
        for row in rows:
            try:
                if row.number:
                    entry = _standing(store, register, row.number)
                    op.cite(entry.number)
                    if _update(store, actor, register, entry, row.values):
                        updated.append(entry.number)
                    else:
                        unchanged += 1
                elif _same(store, register, row.values):
                    unchanged += 1
                else:
                    added.append(_insert(store, op, actor, register, row.values, again=False))
            except (Refused, NotFound) as error:
                refused[row.line] = str(error)
    return Taken(tuple(added), tuple(updated), unchanged, refused)


def _insert(store: Store, op: Operation, actor: Actor, register: Register, values: Values, again: bool) -> str:
    _require_sound(register, values, actor.today)
    on = _day(values)
    known = None if again else table.same_entry(store, register, str(values["title"]), on)
    if known is not None:
        raise Refused(
            f"{register.term}“{values['title']}”已登记为 {known}；确是另一条的，请加 --again，"
            f"要修改或补充请用 zoufang {register.key} edit {known}。"
        )
    number = store.next_number(register.series, (on or actor.today).year)
    op.cite(number)
    table.insert_entry(store, register, number, values)
    return number


def _update(store: Store, actor: Actor, register: Register, entry: Entry, values: Values) -> bool:
    """Change an entry; False when that says nothing new."""
    changes = changed(entry.values, values)
    if not changes:
        return False
    after = {**entry.values, **changes}
    empty = [field.term for field in register.fields if field.required and after.get(field.key, "") in ("", None, ())]
    if empty:
        raise Refused(f"{entry.number} 的{'、'.join(empty)}不能为空，没有修改。")
    _require_sound(register, after, actor.today)
    table.update_entry(store, register, entry.id, after)
    return True


def _same(store: Store, register: Register, values: Values) -> bool:
    """Tell whether an entry says all of this already."""
    number = table.same_entry(store, register, str(values.get("title", "")), _day(values))
    entry = None if number is None else table.entry_numbered(store, register, number)
    return entry is not None and not changed(entry.values, values)


def _standing(store: Store, register: Register, number: str) -> Entry:
    entry = find_entry(store, register, number)
    if entry.state is State.CANCELLED:
        raise Refused(f"{register.term} {entry.number} 已取消，不能再改。")
    return entry


def _require_sound(register: Register, values: Values, today: date) -> None:
    fault = value_fault(register, values, today)
    if fault:
        raise Refused(fault)


def _raise(store: Store, op: Operation, actor: Actor, register: Register, entry: Entry, finding: Finding) -> str:
    on = entry.values.get("on")
    operators = entry.values.get("operators", ())
    return raise_issue(
        store,
        op,
        actor,
        IssueDraft(
            text=finding.text,
            source=register.raises,
            reported_on=on if isinstance(on, date) else actor.today,
            register_id=entry.id,
            operator_ids=tuple(ref.id for ref in operators if isinstance(ref, Ref))
            if isinstance(operators, tuple)
            else (),
            measure=finding.measure,
            responsible_id=finding.responsible_id,
            due_on=finding.due_on,
        ),
    )


def _outside(campaign: Campaign, register: Register, values: Values) -> tuple[str, ...]:
    """Say that a day lies outside the campaign: it is kept, and counts in no month of it."""
    on = _day(values)
    if on is None or campaign.start <= on <= campaign.dates.end:
        return ()
    span = f"{format_day(campaign.start)}至{format_day(campaign.dates.end)}"
    return (f"提醒：{register.field('on').term}{format_day(on)}不在活动期间（{span}），请核对。",)


def _day(values: Values) -> date | None:
    on = values.get("on")
    return on if isinstance(on, date) else None
