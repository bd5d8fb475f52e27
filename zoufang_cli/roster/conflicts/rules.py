"""Conflicts between rosters and the store: both values are kept until a person chooses."""

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
    """One conflict: `field` is `name` (one operator, two names) or `credit_code` (one licence, two operators).

    `held` is the value of the store, `offered` that of the roster, `other_…` the operator that came with the roster's
    code. Of an open conflict `held` is the present value, and merged operators are replaced by their survivors; a settled
    one stays as it was settled.
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
    """A corrected row whose name was in conflict: its place in the correction sheet, the operator, the name offered."""

    sheet: str
    line: int
    operator_id: int
    offered: str
