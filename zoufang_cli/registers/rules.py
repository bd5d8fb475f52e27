"""A register of the plan (宣传报道, 沟通协商机制 …): what is only dated and described, one declaration each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from zoufang_cli.plan.rules.plan import Plan
from zoufang_cli.records.rules import COUNT, DAY, FILE, TEXT, Field, Values
from zoufang_cli.screen.masking import shown
from zoufang_cli.text.dates import format_day

COLUMNS = ("on", "decided_on", "ended_on", "title", "remark")
"""Fields that have a column of their own in table register; the others stand in its detail."""


NUMBER_TERM, PROBLEM_TERM, REQUIRED_MARK = "编号", "问题", "（必填）"
"""Columns of a sheet beside the fields, and what stands behind the name of a column that must be filled."""


HIDDEN = "（不公开）"
"""What stands for a private value."""


class State(StrEnum):
    """States of an entry."""

    STANDING = "standing"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """What lists say of the state."""
        return "" if self is State.STANDING else "已取消"


class Counting(StrEnum):
    """How a figure counts entries (docs/figures.md)."""

    FLOW = "flow"  # those whose day lies in the period
    STOCK = "stock"  # those in force on the last day of the period


@dataclass(frozen=True, slots=True)
class RegisterFigure:
    """A figure of the return that a register feeds.

    `day` is the column of the day that decides: a FLOW counts entries whose day lies in the period, a STOCK those
    whose day has come and that have not ended. Cancelled entries count nowhere.
    """

    key: str
    label: str
    unit: str
    counting: Counting
    definition: str
    day: str = "on"


@dataclass(frozen=True, slots=True)
class Register:
    """The declaration of a register.

    `key` names it in the store and on the command line, `kinds` are the kinds of the plan that it carries out: what
    these require is required beside what the fields say. Every register has the fields `on` and `title`. `raises` is
    the source of the issues that an entry may give rise to (issues.rules.Source), '' when it raises none.
    """

    key: str
    term: str
    clause: str
    unit: str
    series: str
    help: str
    fields: tuple[Field, ...]
    kinds: tuple[str, ...] = ()
    figures: tuple[RegisterFigure, ...] = ()
    raises: str = ""

    def field(self, key: str) -> Field:
        """Return a field of the register."""
        return next(field for field in self.fields if field.key == key)

    @property
    def stored(self) -> tuple[Field, ...]:
        """The fields that an entry holds: all but files, which are attached to it."""
        return tuple(field for field in self.fields if not field.kind.stored_apart)

    def fields_under(self, plan: Plan) -> tuple[Field, ...]:
        """Return the fields with what a plan requires of this register."""
        from dataclasses import replace

        required = {name.value for kind in plan.registers if kind.key in self.kinds for name in kind.required}
        return tuple(replace(field, required=field.required or field.key in required) for field in self.fields)


@dataclass(frozen=True, slots=True)
class RaisedIssue:
    """An issue that an entry gave rise to."""

    number: str
    text: str
    state: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a register; `values` by key of field, links as Refs."""

    id: int
    number: str
    values: Mapping[str, object]
    state: State
    cancelled_on: date | None
    cancel_reason: str

    @property
    def title(self) -> str:
        """What the entry is called."""
        return str(self.values.get("title", ""))


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row of a sheet was not taken in; `term` is the column at fault, '' when it is the row as a whole."""

    line: int
    term: str
    reason: str
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SheetTaken:
    """What became of a sheet: every row of it is added, updated, unchanged, refused or blank."""

    file: Path
    rows: int
    added: tuple[str, ...]
    updated: tuple[str, ...]
    unchanged: int
    refused: tuple[Fault, ...]
    blank: int
    unread_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """Entries of a register as a table: its columns and the texts (or counts) of its rows."""

    name: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


def ledger(register: Register, entries: Sequence[Entry], plan: Plan, full: bool = False) -> Ledger:
    """Return entries as the return and the export print them: every field that they hold."""
    fields = [field for field in register.stored if full or not field.private]
    rows = tuple((entry.number, *(cell_of(field, entry, plan, full) for field in fields)) for entry in entries)
    return Ledger(register.term, (NUMBER_TERM, *(field.term for field in fields)), rows)


def cell_of(field: Field, entry: Entry, plan: Plan, full: bool) -> str | int:
    """Return the text of one field of an entry, a count as it is; what is private is hidden unless `full`."""
    value = entry.values.get(field.key, "")
    if isinstance(value, int) and field.kind is COUNT:
        return value
    text = field.show(value, plan)
    if full or not text:
        return text
    return HIDDEN if field.private else shown(text)


def value_fault(register: Register, values: Values, today: date) -> str:
    """Say in a sentence what contradicts itself in the days of an entry, or ''."""
    for field in register.fields:
        day = values.get(field.key)
        if field.kind is DAY and not field.ahead and isinstance(day, date) and day > today:
            return f"{field.term}{format_day(day)}还没有到（今天是{format_day(today)}），不能登记。"
    began, ended = values.get("on"), values.get("ended_on")
    if isinstance(began, date) and isinstance(ended, date) and ended < began:
        first, last = register.field("on").term, register.field("ended_on").term
        return f"{last}{format_day(ended)}早于{first}{format_day(began)}。"
    return ""


def title_field(term: str, help: str, example: str) -> Field:
    """Return the field that every register has for what an entry is called."""
    return Field("title", term, help, TEXT, required=True, listed=True, example=example)


def day_field(term: str, help: str, required: bool = True, ahead: bool = False, example: str = "2020-03-05") -> Field:
    """Return the field that every register has for its day."""
    return Field("on", term, help, DAY, required=required, listed=True, ahead=ahead, option="--date", example=example)


REMARK = Field("remark", "备注", "备注。", TEXT)
FILES = Field("files", "附件", "佐证材料，复制到活动库旁的附件文件夹。", FILE, many=True, option="--file")
