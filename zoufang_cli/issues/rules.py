"""An issue (问题) and its states: what may happen to it next, what it lacks, whether it is overdue (clause R3)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from zoufang_cli.text.problem import BadText


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


def missing_terms(measure: str, responsible_id: int | None, due_on: date | None, review_on: date | None) -> list[str]:
    """Return which of the three (具体措施、责任人员、具体时间, clause R3) are not stated."""
    stated = (
        ("具体措施", bool(measure)),
        ("责任人员", responsible_id is not None),
        ("完成时限", due_on is not None or review_on is not None),
    )
    return [name for name, given in stated if not given]


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


Code = TypeVar("Code", bound=StrEnum)


def read_code(what: str, text: str, labels: Mapping[Code, str]) -> Code:
    """Return the code that a word means: the code itself, its Chinese label or a part that fits one label only.

    Raises BadText with the words that would do.
    """
    wanted = _plain(text)
    for code, label in labels.items():
        if wanted in (code.value, _plain(label)):
            return code
    fitting = [code for code, label in labels.items() if wanted and wanted in _plain(label)]
    if len(fitting) == 1:
        return fitting[0]
    raise BadText(f"{what}“{text.strip()}”无法识别：应为{'、'.join(labels.values())}之一。")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def label_of(value: Code | None, labels: Mapping[Code, str]) -> str:
    """Return the Chinese label of a code, '' for none."""
    return "" if value is None else labels[value]


def joined(names: Iterable[str]) -> str:
    """Return names as a Chinese enumeration."""
    return "、".join(names)
