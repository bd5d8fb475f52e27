"""Contradictions between rosters and the store, both values of which are kept until a person chooses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ConflictState(StrEnum):
    """Open, or settled one way or the other."""

    OPEN = "open"
    KEPT = "kept"
    TAKEN = "taken"


class Choice(StrEnum):
    """How a conflict is settled: the store's value stays, or the roster's is taken."""

    KEEP = "keep"
    TAKE = "take"


STATE_NAMES = {ConflictState.OPEN: "待裁定", ConflictState.KEPT: "保留", ConflictState.TAKEN: "采用"}
SETTLED_AS = {Choice.KEEP: ConflictState.KEPT, Choice.TAKE: ConflictState.TAKEN}


@dataclass(frozen=True, slots=True)
class Conflict:
    """One contradiction. `field` is `name` (one operator, two names) or `credit_code` (one licence, two operators).

    `other_…` is the operator that came in with the roster's code. While a conflict is open `held` is what the store holds
    now, and operators that were merged away are given as those they were merged into; afterwards all is as it was.
    """

    number: str
    field: str
    operator_id: int
    operator_number: str
    operator_name: str
    other_id: int | None
    other_number: str
    other_name: str
    held: str
    offered: str
    batch: str
    file: str
    state: ConflictState
    settled_on: date | None

    @property
    def one_operator(self) -> bool:
        """Tell whether the two operators of a licence have become one since."""
        return self.field == "credit_code" and self.operator_id == self.other_id


@dataclass(frozen=True, slots=True)
class ReconsideredConflict:
    """A row of another name whose numbers or name were corrected: its place in the correction sheet, and what had been in conflict."""

    sheet: str
    line: int
    operator_id: int
    offered: str
