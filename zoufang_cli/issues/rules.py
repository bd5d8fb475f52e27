"""An issue (问题) and its states: what may happen to it next, what it lacks, whether it is overdue (clause R3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from zoufang_cli.text.typed import BadEntry, typed_text


class State(StrEnum):
    """Where an issue stands."""

    PENDING = "pending"
    ASSIGNED = "assigned"
    STANDING = "standing"  # no deadline but a next date of review
    RESOLVED = "resolved"
    CLOSED = "closed"
    VOIDED = "voided"


class Outcome(StrEnum):
    """How an issue ended; only the first two count as 已解决 (docs/figures.md)."""

    SOLVED = "solved"
    ON_THE_SPOT = "on_the_spot"
    EXPLAINED = "explained"
    REFERRED = "referred"


class Source(StrEnum):
    """Where an issue comes from."""

    VISIT = "visit"
    MEETING = "meeting"
    REVIEW = "review"
    OPEN_DAY = "open_day"
    HOTLINE = "hotline"
    SELF_CHECK = "self_check"
    INSPECTION = "inspection"


class Nature(StrEnum):
    """Whose matter it is: the operator's difficulty, our own fault, or a reminder to the operator (clause M1a)."""

    DIFFICULTY = "difficulty"
    OWN_FAULT = "own_fault"
    REMINDER = "reminder"


class Move(StrEnum):
    """What can be done to an issue: the verbs of the command, and two that other verbs imply."""

    ASSIGN = "assign"
    STAND = "stand"  # assign with a date of review in place of a deadline
    PROGRESS = "progress"
    EXTEND = "extend"
    RESOLVE = "resolve"
    VERIFY = "verify"
    RETURN = "return"
    CLOSE = "close"
    REOPEN = "reopen"
    VOID = "void"
    SPOT = "spot"  # raised and closed on the spot (立行立改), in one command


STATE_LABELS: Mapping[State, str] = {
    State.PENDING: "待交办",
    State.ASSIGNED: "办理中",
    State.STANDING: "长期坚持",
    State.RESOLVED: "已办结(待核验)",
    State.CLOSED: "已销号",
    State.VOIDED: "已作废",
}
OUTCOME_LABELS: Mapping[Outcome, str] = {
    Outcome.SOLVED: "解决",
    Outcome.ON_THE_SPOT: "立行立改",
    Outcome.EXPLAINED: "解释说明",
    Outcome.REFERRED: "转办(上报)",
}
SOURCE_LABELS: Mapping[Source, str] = {
    Source.VISIT: "走访",
    Source.MEETING: "座谈",
    Source.REVIEW: "评议",
    Source.OPEN_DAY: "开放日",
    Source.HOTLINE: "12328",
    Source.SELF_CHECK: "自查",
    Source.INSPECTION: "明察暗访",
}
NATURE_LABELS: Mapping[Nature, str] = {
    Nature.DIFFICULTY: "业户困难诉求",
    Nature.OWN_FAULT: "自身问题",
    Nature.REMINDER: "合规提醒",
}
MOVE_LABELS: Mapping[Move, str] = {
    Move.ASSIGN: "交办",
    Move.STAND: "列为长期坚持",
    Move.PROGRESS: "登记进展",
    Move.EXTEND: "延期",
    Move.RESOLVE: "办结",
    Move.VERIFY: "核验",
    Move.RETURN: "退回",
    Move.CLOSE: "销号",
    Move.REOPEN: "重新交办",
    Move.VOID: "作废",
    Move.SPOT: "立行立改",
}

# The whole state machine: what is not written here cannot be done.
MOVES: Mapping[tuple[State, Move], State] = {
    (State.PENDING, Move.ASSIGN): State.ASSIGNED,
    (State.PENDING, Move.STAND): State.STANDING,
    (State.PENDING, Move.SPOT): State.CLOSED,
    (State.PENDING, Move.VOID): State.VOIDED,
    (State.ASSIGNED, Move.ASSIGN): State.ASSIGNED,  # another person or measure; the deadline moves by `extend` only
    (State.ASSIGNED, Move.STAND): State.STANDING,
    (State.ASSIGNED, Move.PROGRESS): State.ASSIGNED,
    (State.ASSIGNED, Move.EXTEND): State.ASSIGNED,
    (State.ASSIGNED, Move.RESOLVE): State.RESOLVED,
    (State.ASSIGNED, Move.VOID): State.VOIDED,
    (State.STANDING, Move.ASSIGN): State.ASSIGNED,
    (State.STANDING, Move.STAND): State.STANDING,  # reviewed, with the next date of review
    (State.STANDING, Move.PROGRESS): State.STANDING,
    (State.STANDING, Move.RESOLVE): State.RESOLVED,
    (State.STANDING, Move.VOID): State.VOIDED,
    (State.RESOLVED, Move.VERIFY): State.RESOLVED,
    (State.RESOLVED, Move.RETURN): State.ASSIGNED,
    (State.RESOLVED, Move.CLOSE): State.CLOSED,
    (State.RESOLVED, Move.VOID): State.VOIDED,
    (State.CLOSED, Move.REOPEN): State.ASSIGNED,
}

Label = TypeVar("Label", bound=StrEnum)

OPEN_STATES = frozenset({State.PENDING, State.ASSIGNED, State.STANDING, State.RESOLVED})

# People outside name no operator at a review, an open day or on the hotline (a deputy, a caller without a name).
OPERATORS_NEEDED = frozenset({Source.VISIT, Source.MEETING})


def moves_from(state: State) -> tuple[Move, ...]:
    """Return the verbs that are possible in a state, in the order of the work."""
    possible = {move for at, move in MOVES if at == state}
    return tuple(move for move in Move if move in possible and move is not Move.SPOT)


@dataclass(frozen=True, slots=True)
class Party:
    """An operator who raised the issue, and its newest answer since the issue was last reopened.

    `satisfaction` is a key of the plan.
    """

    id: int
    operator_id: int
    number: str
    name: str
    called_back_on: date | None = None
    feedback: str = ""
    satisfaction: str = ""

    @property
    def answered(self) -> bool:
        """Whether the operator has answered."""
        return bool(self.feedback or self.satisfaction)


@dataclass(frozen=True, slots=True)
class CallBack:
    """What an operator answered when called back (回访); not `current`: the issue was reopened after it."""

    on: date
    name: str
    feedback: str
    satisfaction: str
    current: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the issue's history; `from_state` None: newly raised; `due_on` set when the deadline was."""

    on: date
    from_state: State | None
    to_state: State
    outcome: Outcome | None
    due_on: date | None
    text: str
    person: str


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue as stored; `activity` is the number of the visit or event it came from, people are names."""

    id: int
    number: str
    source: Source
    nature: Nature
    category: str
    text: str
    reported_on: date
    activity: str
    state: State
    outcome: Outcome | None
    measure: str
    responsible_id: int | None
    responsible: str
    responsible_unit: str
    due_on: date | None
    original_due_on: date | None
    review_on: date | None
    result: str
    referred_to: str
    evidence: str
    resolved_on: date | None
    verifier_id: int | None
    verifier: str
    verified_on: date | None
    closed_on: date | None
    remark: str
    parties: tuple[Party, ...]

    @property
    def open(self) -> bool:
        """Whether it is neither closed nor voided."""
        return self.state in OPEN_STATES

    def days_overdue(self, today: date) -> int:
        """Return how many days the deadline has passed by; 0 for what is not overdue, closed or voided."""
        if not self.open or self.due_on is None:
            return 0
        return max(0, (today - self.due_on).days)


@dataclass(frozen=True, slots=True)
class SolvedText:
    """A problem solved on the spot as typed: 问题|措施[|业户]."""

    text: str
    measure: str
    operator: str


@dataclass(frozen=True, slots=True)
class IssueText:
    """A problem to be dealt with as typed: 问题[|措施|责任人|时限[|业户]]; absent parts are ''."""

    text: str
    measure: str
    responsible: str
    due: str
    operator: str

    @property
    def missing(self) -> tuple[str, ...]:
        """What R3 still asks for before the issue can be handed to somebody."""
        demands = (("措施", self.measure), ("责任人", self.responsible), ("时限", self.due))
        return tuple(name for name, value in demands if not value)


def parse_solved(text: str) -> SolvedText:
    """Read 问题|措施[|业户]; raise BadEntry."""
    parts = parts_of(text)
    if not 2 <= len(parts) <= 3 or not parts[0] or not parts[1]:
        raise BadEntry(f"--solved“{text}”应写成“问题|措施”，多户时再加“|业户”。")
    return SolvedText(parts[0], parts[1], _at(parts, 2))


def parse_issue(text: str) -> IssueText:
    """Read 问题[|措施|责任人|时限[|业户]]; raise BadEntry."""
    parts = parts_of(text)
    if len(parts) > 5 or not parts[0]:
        raise BadEntry(f"--issue“{text}”应写成“问题|措施|责任人|时限”，未定的可以不写，多户时再加“|业户”。")
    return IssueText(parts[0], *(_at(parts, index) for index in range(1, 5)))


def parts_of(text: str) -> list[str]:
    """Return the parts of a text that stand between | marks."""
    return [typed_text("内容", part) for part in re.split(r"[|｜]", text)]


def _at(parts: Sequence[str], index: int) -> str:
    return parts[index] if index < len(parts) else ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem that came up; `operator` '' means the only operator of the visit.

    `on_the_spot`: it was solved at once by `measure` (立行立改).
    """

    text: str
    operator: str = ""
    measure: str = ""
    responsible_id: int | None = None
    due_on: date | None = None
    on_the_spot: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """What R3 still asks for before the issue counts as handed out."""
        demands = (("具体措施", self.measure), ("责任人员", self.responsible_id), ("完成时限", self.due_on))
        return () if self.on_the_spot else tuple(name for name, value in demands if not value)


def missing_terms(measure: str, responsible_id: int | None, due_on: date | None, review_on: date | None) -> list[str]:
    """Return which of the three (具体措施、责任人员、具体时间, clause R3) are not stated."""
    stated = (
        ("具体措施", bool(measure)),
        ("责任人员", responsible_id is not None),
        ("完成时限", due_on is not None or review_on is not None),
    )
    return [name for name, value in stated if not value]


def missing_for_closing(issue: Issue, has_attachment: bool) -> list[str]:
    """Return what an issue lacks to be closed: evidence, another person's verification, the operators' answers."""
    missing = []
    if not issue.evidence and not has_attachment:
        missing.append("佐证材料")
    if issue.verifier_id is None:
        missing.append("核验人")
    elif issue.verifier_id == issue.responsible_id:
        missing.append("责任人以外的核验人")
    silent = [party.name for party in issue.parties if not party.answered]
    if silent:
        missing.append(f"业户反馈（{'、'.join(silent)}）")
    return missing


def label_of(value: Label | None, labels: Mapping[Label, str]) -> str:
    """Return the Chinese label of a code, '' for none."""
    return "" if value is None else labels[value]


def joined(names: Iterable[str]) -> str:
    """Return names as a Chinese enumeration."""
    return "、".join(names)
