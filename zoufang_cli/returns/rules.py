"""The monthly return as a whole: its figures, the rows of its ledgers, and who signs it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zoufang_cli.figures.rules.month import MonthFigures
from zoufang_cli.registers.rules import Ledger

NAMED = 10
"""Records that a return names where the log does not explain them."""


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A row of 走访台账; people, policies and issues are written out; the phone is in full."""

    number: str
    held_on: date
    form: str
    operator: str
    address: str
    received_by: str
    phone: str
    officers: str
    leader: str
    policies: str
    material_count: int
    issues: str
    opinions: str
    reply: str
    follow_up: str
    satisfaction: str
    remark: str


@dataclass(frozen=True, slots=True)
class IssueRow:
    """A row of 问题台账: the issue as it stands at the end of the period."""

    number: str
    source: str
    reported_on: date
    operators: str
    text: str
    category: str
    measure: str
    unit: str
    responsible: str
    due_on: date | None
    state: str
    progress: str
    result: str
    closed_on: date | None
    remark: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class Unvisited:
    """An operator due a visit and not visited yet; phones are in full."""

    number: str
    name: str
    district: str
    operator_type: str
    kinds: str
    address: str
    contact: str
    phones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signers:
    """The people at the foot of the return; the filer's phone is in full."""

    head: str = ""
    reviewer: str = ""
    filer: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class MonthReturn:
    """Everything that a return prints. `reason` is the 零报告原因, '' when none was given.

    `unexplained` names the records that another program changed: what they say is not what the log explains.
    """

    campaign: str
    unit: str
    document: str
    started_on: date
    scope: str
    filed_on: date
    figures: MonthFigures
    reason: str
    signers: Signers
    visits: tuple[VisitRow, ...]
    issues: tuple[IssueRow, ...]
    unvisited: tuple[Unvisited, ...]
    digest: str
    registers: tuple[Ledger, ...] = ()
    unexplained: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The title of the return, which also names its file."""
        return f"{self.campaign}进展情况统计表({self.figures.period.month.label})"

    @property
    def unexplained_words(self) -> str:
        """What a return says of records that the log does not explain, '' where it explains them all."""
        if not self.unexplained:
            return ""
        named = "、".join(self.unexplained[:NAMED]) + ("等" if len(self.unexplained) > NAMED else "")
        return f"{len(self.unexplained)}条记录被其他程序改动过（{named}），与留痕不一致，本期数字未经证明"

    @property
    def zero_words(self) -> str:
        """What a return without activity says, '' for any other."""
        if not self.figures.zero:
            return ""
        return f"零报告，原因：{self.reason}" if self.reason else "零报告（未说明原因）"
