"""Any sequence of verbs on a real store: the balance holds, the steps chain, the dates never fall."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.properties import examples
from zoufang_cli.errors import Refused
from zoufang_cli.issues.actions import moving as moves
from zoufang_cli.issues.actions.moving import Answer
from zoufang_cli.issues.actions.raising import IssueDraft, add_issue
from zoufang_cli.issues.rules import MOVES, OPEN_STATES, Issue, Move, State, Step
from zoufang_cli.issues.table import IssueFilter, issues_where, show_issue
from zoufang_cli.store.actor import Actor
from zoufang_cli.store.connection import open_store
from zoufang_cli.store.operations import operation

START = date(2020, 3, 1)
PICK = st.integers(0, 50)
LATE = st.sampled_from([0, 0, 0, 0, 0, 0, 1, 3, -1])  # days before today on which a move is dated
AHEAD = st.sampled_from([0, 1, 5, 10, 30, 90, -1])  # days from today to a deadline
REOPENED = (State.CLOSED, State.ASSIGNED)


def possible(move: Move) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Let a rule run only while some issue allows the move; `try_what_is_not_possible` tries the others."""
    return precondition(lambda walk: bool(walk.fitting(move)))


class IssueWalk(RuleBasedStateMachine):
    """Verbs with good and bad arguments; a model of the state of each issue says what a verb must have done."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "zoufang.db"
        shutil.copy(self.template, path)
        self.store = open_store(path)
        self.store.run("PRAGMA synchronous = OFF")
        self.today = START
        self.model: dict[str, State] = {}

    def teardown(self) -> None:
        self.store.connection.close()
        self.folder.cleanup()

    @property
    def actor(self) -> Actor:
        return Actor("测试", self.today)

    @initialize()
    def people(self) -> None:
        with operation(self.store, self.actor, "test"):
            self.person, self.other = (self.store.insert("person", {"name": name}) for name in ("张三", "李四"))
            row = {"number": "YH-00001", "name": "顺达", "normalized_name": "顺达", "listed_on": "2019-11-18"}
            self.operator = self.store.insert("operator", row)

    @rule(days=st.integers(0, 20))
    def time_passes(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule(late=LATE, spot=st.booleans(), complete=st.sampled_from([True, True, False]))
    def raise_one(self, late: int, spot: bool, complete: bool) -> None:
        draft = IssueDraft(
            "问题",
            self.today - timedelta(days=late),
            (self.operator,),
            measure="措施" if spot or complete else "",
            responsible_id=self.person if complete else None,
            due_on=self.today + timedelta(days=20) if complete and not spot else None,
            on_the_spot=spot,
            evidence="照片" if spot else "",
        )
        try:
            issue = add_issue(self.store, self.actor, draft)
        except Refused:
            assert late < 0
        else:
            assert late >= 0
            self.model[issue.number] = State.CLOSED if spot else State.ASSIGNED if complete else State.PENDING

    def fitting(self, move: Move) -> list[str]:
        return sorted(number for number, state in self.model.items() if (state, move) in MOVES)

    def move(self, pick: int, move: Move, late: int, act: Callable[[str, date], Issue]) -> None:
        """Try a verb: it succeeds only where the table allows, and a refusal leaves the issue as it was."""
        number = self.fitting(move)[pick % len(self.fitting(move))]
        before = show_issue(self.store, number)
        try:
            issue = act(number, self.today - timedelta(days=late))
        except Refused:
            assert show_issue(self.store, number) == before
        else:
            assert late >= 0
            self.model[number] = MOVES[self.model[number], move]
            assert len(show_issue(self.store, number).steps) == len(before.steps) + 1
            assert issue.state == self.model[number]

    @possible(Move.ASSIGN)
    @rule(pick=PICK, late=LATE, due=st.none() | AHEAD, complete=st.sampled_from([True, True, False]))
    def assign(self, pick: int, late: int, due: int | None, complete: bool) -> None:
        due_on = None if due is None else self.today + timedelta(days=due)
        terms = moves.Terms("措施" if complete else "", self.person if complete else None, due_on=due_on)
        self.move(pick, Move.ASSIGN, late, lambda number, on: moves.assign(self.store, self.actor, number, terms, on))

    @possible(Move.STAND)
    @rule(pick=PICK, late=LATE, review=AHEAD)
    def stand(self, pick: int, late: int, review: int) -> None:
        terms = moves.Terms("措施", self.person, review_on=self.today + timedelta(days=review))
        self.move(pick, Move.STAND, late, lambda number, on: moves.assign(self.store, self.actor, number, terms, on))

    @possible(Move.EXTEND)
    @rule(pick=PICK, late=LATE, due=st.integers(0, 60))
    def extend(self, pick: int, late: int, due: int) -> None:
        day = self.today + timedelta(days=due)
        self.move(
            pick, Move.EXTEND, late, lambda number, on: moves.extend(self.store, self.actor, number, day, "原因", on)
        )

    @possible(Move.PROGRESS)
    @rule(pick=PICK, late=LATE)
    def progress(self, pick: int, late: int) -> None:
        self.move(
            pick,
            Move.PROGRESS,
            late,
            lambda number, on: moves.report_progress(self.store, self.actor, number, "好", on),
        )

    @possible(Move.RESOLVE)
    @rule(pick=PICK, late=LATE, proof=st.sampled_from(["照片", "照片", ""]))
    def resolve(self, pick: int, late: int, proof: str) -> None:
        resolution = moves.Resolution("完成", proof)
        self.move(
            pick, Move.RESOLVE, late, lambda number, on: moves.resolve(self.store, self.actor, number, resolution, on)
        )

    @possible(Move.VERIFY)
    @rule(pick=PICK, late=LATE, own=st.booleans())
    def verify(self, pick: int, late: int, own: bool) -> None:
        person = self.person if own else self.other
        self.move(pick, Move.VERIFY, late, lambda number, on: moves.verify(self.store, self.actor, number, person, on))

    @possible(Move.RETURN)
    @rule(pick=PICK, late=LATE, due=st.none() | AHEAD)
    def send_back(self, pick: int, late: int, due: int | None) -> None:
        day = None if due is None else self.today + timedelta(days=due)
        self.move(
            pick, Move.RETURN, late, lambda number, on: moves.send_back(self.store, self.actor, number, "原因", day, on)
        )

    @possible(Move.CLOSE)
    @rule(
        pick=PICK, late=LATE, proof=st.sampled_from(["照片", "照片", ""]), answered=st.sampled_from([True, True, False])
    )
    def close(self, pick: int, late: int, proof: str, answered: bool) -> None:
        answers = {self.operator: Answer("好")} if answered else {}
        closing = moves.Closing(self.other, proof, answers)
        self.move(pick, Move.CLOSE, late, lambda number, on: moves.close(self.store, self.actor, number, closing, on))

    @possible(Move.REOPEN)
    @rule(pick=PICK, late=LATE, due=st.none() | AHEAD)
    def reopen(self, pick: int, late: int, due: int | None) -> None:
        terms = moves.Terms("措施", self.person, due_on=None if due is None else self.today + timedelta(days=due))
        self.move(
            pick, Move.REOPEN, late, lambda number, on: moves.reopen(self.store, self.actor, number, "原因", terms, on)
        )

    @possible(Move.VOID)
    @rule(pick=PICK, late=LATE, sure=st.sampled_from([False, False, True]))
    def void(self, pick: int, late: int, sure: bool) -> None:
        if not sure:  # or few issues would live long
            return
        self.move(pick, Move.VOID, late, lambda number, on: moves.void(self.store, self.actor, number, "原因", on))

    @rule(pick=PICK, verb=st.sampled_from(["progress", "resolve", "verify", "reopen", "void"]))
    def try_what_is_not_possible(self, pick: int, verb: str) -> None:
        stuck = sorted(number for number, state in self.model.items() if (state, Move(verb)) not in MOVES)
        if not stuck:
            return
        number, on = stuck[pick % len(stuck)], self.today
        acts: dict[str, Callable[[], Issue]] = {
            "progress": lambda: moves.report_progress(self.store, self.actor, number, "好", on),
            "resolve": lambda: moves.resolve(self.store, self.actor, number, moves.Resolution("完成"), on),
            "verify": lambda: moves.verify(self.store, self.actor, number, self.other, on),
            "reopen": lambda: moves.reopen(self.store, self.actor, number, "原因", moves.Terms(), on),
            "void": lambda: moves.void(self.store, self.actor, number, "原因", on),
        }
        before = show_issue(self.store, number)
        with pytest.raises(Refused, match=f"{number} 现为"):
            acts[verb]()
        assert show_issue(self.store, number) == before

    @invariant()
    def the_balance_holds(self) -> None:
        issues = issues_where(self.store, IssueFilter())
        steps = [step for issue in issues for step in show_issue(self.store, issue.number).steps]
        raised = sum(step.from_state is None for step in steps)
        reopened = sum((step.from_state, step.to_state) == REOPENED for step in steps)
        closed = sum(step.to_state is State.CLOSED for step in steps)
        voided = sum(step.to_state is State.VOIDED for step in steps)
        assert raised + reopened - closed - voided == sum(issue.open for issue in issues)
        assert {issue.number: issue.state for issue in issues} == self.model

    @invariant()
    def every_history_is_sound(self) -> None:
        for issue in issues_where(self.store, IssueFilter()):
            steps = show_issue(self.store, issue.number).steps
            assert_chained(issue, steps)
            assert_rules_kept(issue)
            assert all((step.outcome is not None) == (step.to_state is State.CLOSED) for step in steps)
            deadlines = [step for step in steps if step.due_on or step.to_state is State.STANDING]
            if issue.state in OPEN_STATES and deadlines:
                assert deadlines[-1].due_on == issue.due_on


def assert_chained(issue: Issue, steps: tuple[Step, ...]) -> None:
    before: State | None = None
    day = issue.reported_on
    for step in steps:
        assert step.from_state == before
        assert step.on >= day
        before, day = step.to_state, step.on
    assert before == issue.state


def assert_rules_kept(issue: Issue) -> None:
    """clause R3, whatever way the issue came."""
    on_the_spot = issue.outcome == "on_the_spot"
    if issue.state in (State.ASSIGNED, State.STANDING, State.RESOLVED) or (
        issue.state is State.CLOSED and not on_the_spot
    ):
        assert issue.measure
        assert issue.responsible_id
        assert issue.due_on or issue.review_on
    if issue.state is State.CLOSED:
        assert issue.evidence
        assert issue.closed_on
        assert on_the_spot or issue.verifier_id not in (None, issue.responsible_id)
        assert on_the_spot or all(party.answered for party in issue.parties)


@pytest.mark.usefixtures("template")
@pytest.mark.hypothesis
def test_any_walk_keeps_the_rules(template: Path) -> None:
    IssueWalk.template = template
    run_state_machine_as_test(
        IssueWalk,
        settings=settings(
            max_examples=examples(40), stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
