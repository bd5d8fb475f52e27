"""The states of an issue: every pair of state and move, overdue days, what is missing, words read as codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum

import pytest

from zoufang_cli.errors import BadValue
from zoufang_cli.issues.fields import choices_of
from zoufang_cli.issues.rules import (
    MOVE_LABELS,
    MOVES,
    NATURE_LABELS,
    OPEN_STATES,
    OUTCOME_LABELS,
    SOURCE_LABELS,
    STATE_LABELS,
    Issue,
    Move,
    Nature,
    Outcome,
    Party,
    Source,
    State,
    missing_for_closing,
    missing_terms,
    moves_from,
)
from zoufang_cli.records.rules import choice_named

# One row per state, one column per move: where it leads, "." where it cannot be done.
GRID = """
          assign   stand    progress extend   resolve  verify   return   close    reopen   void     spot
pending   assigned standing .        .        .        .        .        .        .        voided   closed
assigned  assigned standing assigned assigned resolved .        .        .        .        voided   .
standing  assigned standing standing .        resolved .        .        .        .        voided   .
resolved  .        .        .        .        .        resolved assigned closed   .        voided   .
closed    .        .        .        .        .        .        .        .        assigned .        .
voided    .        .        .        .        .        .        .        .        .        .        .
"""


def grid() -> list[tuple[State, Move, State | None]]:
    header, *lines = (line.split() for line in GRID.strip().splitlines())
    return [
        (State(line[0]), Move(verb), None if target == "." else State(target))
        for line in lines
        for verb, target in zip(header, line[1:], strict=True)
    ]


ISSUE = Issue(
    id=1,
    number="WT-2020-0001",
    source=Source.VISIT,
    nature=Nature.DIFFICULTY,
    category="",
    text="检测排队时间长",
    reported_on=date(2020, 3, 1),
    activity="",
    state=State.RESOLVED,
    outcome=Outcome.SOLVED,
    measure="增开周六检测",
    responsible_id=7,
    responsible="张三",
    responsible_unit="",
    due_on=date(2020, 3, 20),
    original_due_on=date(2020, 3, 20),
    review_on=None,
    result="已增开",
    referred_to="",
    evidence="公告照片",
    resolved_on=date(2020, 3, 10),
    verifier_id=8,
    verifier="李四",
    verified_on=date(2020, 3, 11),
    closed_on=None,
    remark="",
    parties=(
        Party(1, 11, "YH-00001", "顺达公司", date(2020, 3, 11), "好", ""),
        Party(2, 12, "YH-00002", "宏运公司", date(2020, 3, 11), "", "satisfied"),
    ),
)


def test_the_grid_covers_every_pair() -> None:
    assert {(state, move) for state, move, _ in grid()} == {(state, move) for state in State for move in Move}


@pytest.mark.parametrize(("state", "move", "target"), grid(), ids=lambda value: str(value))
def test_move(state: State, move: Move, target: State | None) -> None:
    assert MOVES.get((state, move)) == target


def test_what_is_possible_is_named_in_the_order_of_the_work() -> None:
    assert moves_from(State.RESOLVED) == (Move.VERIFY, Move.RETURN, Move.CLOSE, Move.VOID)
    assert moves_from(State.VOIDED) == ()
    assert all(Move.SPOT not in moves_from(state) for state in State)


def test_an_issue_is_open_until_closed_or_voided() -> None:
    assert set(State) - OPEN_STATES == {State.CLOSED, State.VOIDED}


@pytest.mark.parametrize(
    ("state", "due_on", "today", "days"),
    [
        (State.ASSIGNED, date(2020, 3, 20), date(2020, 3, 19), 0),
        (State.ASSIGNED, date(2020, 3, 20), date(2020, 3, 20), 0),
        (State.ASSIGNED, date(2020, 3, 20), date(2020, 3, 21), 1),
        (State.ASSIGNED, date(2020, 2, 28), date(2020, 3, 1), 2),
        (State.RESOLVED, date(2020, 3, 20), date(2020, 3, 25), 5),
        (State.PENDING, date(2020, 3, 20), date(2020, 3, 25), 5),
        (State.STANDING, None, date(2020, 3, 25), 0),
        (State.CLOSED, date(2020, 3, 20), date(2020, 3, 25), 0),
        (State.VOIDED, date(2020, 3, 20), date(2020, 3, 25), 0),
    ],
    ids=["before", "on the day", "one day", "leap day", "resolved is open", "pending", "standing", "closed", "voided"],
)
def test_days_overdue(state: State, due_on: date | None, today: date, days: int) -> None:
    assert replace(ISSUE, state=state, due_on=due_on).days_overdue(today) == days


@pytest.mark.parametrize(
    ("terms", "missing"),
    [
        (("增开", 7, date(2020, 3, 20), None), []),
        (("增开", 7, None, date(2020, 6, 30)), []),
        (("", 7, date(2020, 3, 20), None), ["具体措施"]),
        (("增开", None, date(2020, 3, 20), None), ["责任人员"]),
        (("增开", 7, None, None), ["完成时限"]),
        (("", None, None, None), ["具体措施", "责任人员", "完成时限"]),
    ],
    ids=["all", "review", "measure", "person", "deadline", "nothing"],
)
def test_missing_terms(terms: tuple[str, int | None, date | None, date | None], missing: list[str]) -> None:
    assert missing_terms(*terms) == missing


SILENT = (replace(ISSUE.parties[0], feedback=""), ISSUE.parties[1])


@pytest.mark.parametrize(
    ("issue", "attached", "missing"),
    [
        (ISSUE, False, []),
        (replace(ISSUE, evidence=""), True, []),
        (replace(ISSUE, evidence=""), False, ["佐证材料"]),
        (replace(ISSUE, verifier_id=None), False, ["核验人"]),
        (replace(ISSUE, verifier_id=7), False, ["责任人以外的核验人"]),
        (replace(ISSUE, parties=SILENT), False, ["业户反馈（顺达公司）"]),
        (replace(ISSUE, parties=()), False, []),
        (
            replace(ISSUE, evidence="", verifier_id=None, parties=SILENT),
            False,
            ["佐证材料", "核验人", "业户反馈（顺达公司）"],
        ),
    ],
    ids=["ready", "file", "evidence", "verifier", "same person", "answer", "no operator", "everything"],
)
def test_missing_for_closing(issue: Issue, attached: bool, missing: list[str]) -> None:
    assert missing_for_closing(issue, attached) == missing


@pytest.mark.parametrize(
    ("labels", "text", "code"),
    [
        (STATE_LABELS, "办理中", State.ASSIGNED),
        (STATE_LABELS, "已办结", State.RESOLVED),
        (STATE_LABELS, "已办结（待核验）", State.RESOLVED),
        (STATE_LABELS, " Closed ", State.CLOSED),
        (SOURCE_LABELS, "１２３２８", Source.HOTLINE),
        (SOURCE_LABELS, "明察", Source.INSPECTION),
        (NATURE_LABELS, "own_fault", Nature.OWN_FAULT),
        (OUTCOME_LABELS, "上报", Outcome.REFERRED),
    ],
)
def test_codes_are_chosen_by_name_or_part_of_it(labels: Mapping[StrEnum, str], text: str, code: StrEnum) -> None:
    assert choice_named("词", text, choices_of(labels)).key == code


@pytest.mark.parametrize("text", ["", "  ", "办", "结案"], ids=["empty", "blank", "fits several", "unknown"])
def test_an_unknown_code_names_what_would_do(text: str) -> None:
    with pytest.raises(BadValue, match=r"状态“.*”无法识别：应为待交办、办理中、长期坚持、.*之一。"):
        choice_named("状态", text, choices_of(STATE_LABELS))


@pytest.mark.parametrize(
    ("codes", "labels"),
    [
        (State, STATE_LABELS),
        (Outcome, OUTCOME_LABELS),
        (Source, SOURCE_LABELS),
        (Nature, NATURE_LABELS),
        (Move, MOVE_LABELS),
    ],
    ids=["state", "outcome", "source", "nature", "move"],
)
def test_every_code_has_a_label_of_its_own(codes: type[StrEnum], labels: Mapping[StrEnum, str]) -> None:
    assert set(labels) == set(codes)
    assert len(set(labels.values())) == len(labels)
