"""Whatever is imported, merged, settled, edited, undone and done again: the roster stays sound."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.properties import examples
from tests.roster.records import ACTOR, TODAY
from tests.roster.worlds import (
    CODES,
    DISTRICTS,
    LICENCES,
    NAMES,
    TYPES,
    Step,
    do,
    doubled_codes,
    edited,
    in_memory,
    present_former_keys,
    state,
)
from zoufang_cli.app import history
from zoufang_cli.errors import Refused, UndoBlocked
from zoufang_cli.roster.conflicts.rules import Choice
from zoufang_cli.roster.importing.actions.importing import ImportOptions, import_roster
from zoufang_cli.roster.matching.matcher import Mode, Rules
from zoufang_cli.store.check import check_store
from zoufang_cli.store.history import Logged
from zoufang_cli.store.operations import operation

EXAMPLES = int(os.environ.get("EXAMPLES", "15"))
STEPS = int(os.environ.get("STEPS", "14"))

HEADER = ("业户名称", "统一社会信用代码", "经营许可证号", "所属区县", "经济类型")
VALUES = {"credit_code": ("", *CODES[:2]), "licence": ("", *LICENCES[:2]), "district": ("", *DISTRICTS[:2])}
places = st.integers(0, 2)
rosters = st.lists(
    st.tuples(*map(st.sampled_from, (NAMES, *VALUES.values(), ("", *TYPES)))), min_size=1, max_size=3
)  # fmt: skip
edits = st.sampled_from([(key, value) for key, values in (("name", NAMES), *VALUES.items()) for value in values])


class RosterWalk(RuleBasedStateMachine):
    """A store that people and rosters work on, in memory."""

    template: bytes

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = in_memory(self.template)
        self.serial = 0

    def teardown(self) -> None:
        assert check_store(self.store) == []
        self.store.connection.close()
        self.folder.cleanup()

    @initialize(rows=rosters)
    def begin(self, rows: Sequence[Sequence[str]]) -> None:
        self.take_roster(rows, Rules())

    @rule(rows=rosters, rules=st.sampled_from([Rules(), Rules(), Rules(force=True), Rules(Mode.FILL), Rules(Mode.NEW)]))
    def take_roster(self, rows: Sequence[Sequence[str]], rules: Rules) -> None:
        self.serial += 1
        path = Path(self.folder.name) / f"{self.serial}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADER, *rows])
        import_roster(self.store, ACTOR, path, ImportOptions(rules=rules))

    @rule(one=places, other=places)
    def merge(self, one: int, other: int) -> None:
        self.attempt(Step("merge", (one, other)))

    @rule(one=places, value=edits)
    def edit(self, one: int, value: tuple[str, str]) -> None:
        self.attempt(edited(one, **dict([value])))

    @rule(one=places)
    def visit(self, one: int) -> None:
        alive = self.store.all("SELECT id FROM operator WHERE merged_into_id IS NULL ORDER BY number")
        if not alive:
            return
        with operation(self.store, ACTOR, "visit add"):
            number = self.store.next_number("ZF", 2020)
            row = {"number": number, "trip": number, "kind": "visit", "form": "F1", "held_on": TODAY, "state": "done"}
            self.store.insert("activity", {**row, "operator_id": alive[one % len(alive)]["id"]})

    @rule(one=places, choice=st.sampled_from(Choice))
    def settle(self, one: int, choice: Choice) -> None:
        self.attempt(Step("settle", (one,), (("choice", choice),)))

    @rule(nth=st.integers(0, 3), partial=st.booleans())
    def undo(self, nth: int, partial: bool) -> None:
        """Undo one of the newest operations that stand: all, or nothing unless in part."""
        self.take_back([one for one in self.standing() if one.undoes is None], nth, partial)

    @rule(nth=st.integers(0, 1), partial=st.booleans())
    def undo_an_undo(self, nth: int, partial: bool) -> None:
        """Do one of the newest operations again that were undone."""
        self.take_back([one for one in self.standing() if one.undoes is not None], nth, partial)

    @rule()
    def undo_thrice(self) -> None:
        """Undo the newest operation, undo that, and that again."""
        before = state(self.store)
        if not self.take_back(self.standing(), 0, False):
            return
        after = state(self.store)
        for expected in (before, after):
            assert self.take_back(self.standing(), 0, False)
            assert state(self.store) == expected

    def standing(self) -> list[Logged]:
        return [
            one
            for one in history.log_of(self.store, None)
            if not one.undone and one.change_count and one.command != "init"
        ]

    def take_back(self, standing: Sequence[Logged], nth: int, partial: bool) -> bool:
        if nth >= len(standing):
            return False
        before = state(self.store)
        try:
            history.undo(self.store, ACTOR, standing[nth], partial)
        except UndoBlocked:
            assert state(self.store) == before
            return False
        return True

    def attempt(self, step: Step) -> None:
        """Do what a person wants, or be refused."""
        before = state(self.store)
        try:
            do(self.store, step)
        except Refused:
            assert state(self.store) == before

    @invariant()
    def the_roster_is_sound(self) -> None:
        assert doubled_codes(self.store) == []
        assert present_former_keys(self.store) == []
        assert self.store.all("PRAGMA foreign_key_check") == []
        of_merged = """SELECT a.number
            FROM activity a
            JOIN operator e ON e.id = a.operator_id
            WHERE e.merged_into_id IS NOT NULL"""
        assert self.store.all(of_merged) == []
        merged_twice = """SELECT m.number
            FROM operator m
            JOIN operator k ON k.id = m.merged_into_id
            WHERE k.merged_into_id IS NOT NULL"""
        assert self.store.all(merged_twice) == []


@pytest.mark.hypothesis
def test_a_roster_stays_sound(template: Path) -> None:
    RosterWalk.template = template.read_bytes()
    run_state_machine_as_test(
        RosterWalk, settings=settings(max_examples=examples(EXAMPLES), stateful_step_count=STEPS, print_blob=True)
    )
