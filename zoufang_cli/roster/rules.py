"""Operators as the store holds them, and what their status is called (JT/T 415-2006)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

STATUS_NAMES = {1: "营业", 2: "停业", 3: "整改", 4: "停业整顿", 5: "歇业", 6: "注销", 9: "其他"}


class OperatorType(StrEnum):
    """Whether an operator is a 企业 or a 个体工商户; a 个体 is no 企业."""

    ENTERPRISE = "enterprise"
    SOLE_TRADER = "sole_trader"

    @property
    def label(self) -> str:
        """The word of lists, ledgers and rosters."""
        return "企业" if self is OperatorType.ENTERPRISE else "个体"

    @classmethod
    def parse(cls, text: str) -> OperatorType | None:
        """Read the word or the code; None for anything else."""
        text = text.strip()
        return next((member for member in cls if text in (member, member.label)), None)


def status_name(status: int | None) -> str:
    """Return the word of a status code; '' for none."""
    return "" if status is None else STATUS_NAMES[status]


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator as the store holds it; lists are tuples, `extra` holds the roster's other columns."""

    id: int
    number: str
    name: str
    operator_type: OperatorType
    credit_code: str
    registration_no: str
    organisation_code: str
    licence: str
    legal_person: str
    legal_phone: tuple[str, ...]
    contact: str
    phone: tuple[str, ...]
    address: str
    district: str
    scope: tuple[str, ...]
    kinds: tuple[str, ...]
    status: int | None
    valid_from: date | None
    valid_to: date | None
    economic_type: str
    vehicle_count: int | None
    tags: tuple[str, ...]
    remark: str
    extra: dict[str, str]
    hand_edited: tuple[str, ...]
    listed_on: date


@dataclass(frozen=True, slots=True)
class ListedOperator:
    """An operator on a list, with the day of its last visit."""

    number: str
    name: str
    operator_type: OperatorType
    credit_code: str
    licence: str
    district: str
    kinds: tuple[str, ...]
    status: int | None
    phone: tuple[str, ...]
    tags: tuple[str, ...]
    visit_count: int
    last_visited_on: date | None


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A change of the operating status and its day."""

    changed_on: date
    from_status: int | None
    to_status: int | None
    note: str


@dataclass(frozen=True, slots=True)
class OperatorFilter:
    """What a list is narrowed to; '' and None leave a condition out. `today` bounds the visits."""

    today: date
    search: str = ""
    district: str = ""
    operator_type: OperatorType | None = None
    kind: str = ""
    tag: str = ""
    status: int | None = None
    unvisited: bool = False


@dataclass(frozen=True, slots=True)
class OperatorDetails:
    """An operator with its history: status changes, (number, date, what) of visits and issues.

    `merged` has (number, name) of the operators that were merged into it.
    """

    operator: Operator
    status_changes: tuple[StatusChange, ...]
    records: tuple[tuple[str, date, str], ...]
    merged: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class UnknownValue:
    """A value of a filter that no operator has: its option, and what it should have been."""

    option: str
    value: str
    expected: str
