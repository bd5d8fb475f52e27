"""Undo against a model: whatever was done, an undo restores the exact rows or refuses and changes nothing."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests.properties import examples
from zoufang_cli.app import history
from zoufang_cli.errors import UndoBlocked
from zoufang_cli.store.actor import Actor
from zoufang_cli.store.check import check_store
from zoufang_cli.store.connection import open_store
from zoufang_cli.store.history import changes_of
from zoufang_cli.store.operations import operation

ACTOR = Actor("张三", date(2020, 3, 5))
TABLES = ("person", "operator", "activity", "issue")
State = dict[tuple[str, int], dict[str, Any]]


class UndoMachine(RuleBasedStateMachine):
    """People, operators, visits and issues that come, change and go, with undo of any operation in between."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "zoufang.db"
        shutil.copy(self.template, path)
        self.store = open_store(path)
        self.serial = 0

    def teardown(self) -> None:
        assert check_store(self.store) == []
        self.store.connection.close()
        self.folder.cleanup()

    def state(self) -> State:
        """Return every row of the tables at hand."""
        return {(table, row["id"]): dict(row) for table in TABLES for row in self.store.all(f"SELECT * FROM {table}")}

    def ids(self, table: str) -> list[int]:
        return [row["id"] for row in self.store.all(f"SELECT id FROM {table} ORDER BY id")]

    def next(self) -> str:
        self.serial += 1
        return f"{self.serial:04d}"

    @rule(name=st.sampled_from(["甲", "乙"]))
    def add_person(self, name: str) -> None:
        with operation(self.store, ACTOR, "person add"):
            self.store.insert("person", {"name": name})

    @rule(names=st.lists(st.sampled_from(["顺达", "宏运"]), min_size=1, max_size=3))
    def add_enterprises(self, names: list[str]) -> None:
        with operation(self.store, ACTOR, "enterprise import"):
            for name in names:
                row = {"number": f"YH-{self.next()}", "name": name, "normalized_name": name, "listed_on": "2019-11-18"}
                self.store.insert("operator", row)

    @precondition(lambda self: self.ids("operator"))
    @rule(data=st.data(), field=st.sampled_from(["name", "address", "remark"]), value=st.sampled_from(["一", "二"]))
    def edit_enterprise(self, data: st.DataObject, field: str, value: str) -> None:
        with operation(self.store, ACTOR, "enterprise edit"):
            self.store.update("operator", data.draw(st.sampled_from(self.ids("operator"))), {field: value})

    @precondition(lambda self: self.ids("operator"))
    @rule(data=st.data())
    def visit(self, data: st.DataObject) -> None:
        with operation(self.store, ACTOR, "visit add"):
            number = f"ZF-{self.next()}"
            visit = {"number": number, "trip": number, "kind": "visit", "form": "F5", "held_on": "2020-03-05",
                     "operator_id": data.draw(st.sampled_from(self.ids("operator"))), "state": "done"}  # fmt: skip
            activity_id = self.store.insert("activity", visit)
            issue = {"number": f"WT-{self.next()}", "source": "visit", "text": "问题", "reported_on": "2020-03-05",
                     "activity_id": activity_id, "state": "pending"}  # fmt: skip
            self.store.insert("issue", issue)

    @precondition(lambda self: self.ids("issue"))
    @rule(data=st.data(), measure=st.sampled_from(["增开", "协调"]))
    def change_issue(self, data: st.DataObject, measure: str) -> None:
        with operation(self.store, ACTOR, "issue progress"):
            self.store.update("issue", data.draw(st.sampled_from(self.ids("issue"))), {"measure": measure})

    @precondition(lambda self: self.ids("person"))
    @rule(data=st.data())
    def delete_person(self, data: st.DataObject) -> None:
        with operation(self.store, ACTOR, "person delete"):
            self.store.run("DELETE FROM person WHERE id = :id", id=data.draw(st.sampled_from(self.ids("person"))))

    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        """Undo any operation that stands; then undo the undo; then leave it undone."""
        standing = [
            logged
            for logged in history.log_of(self.store, None)
            if not logged.undone and logged.change_count and logged.command != "init"
        ]
        if not standing:
            return
        target = data.draw(st.sampled_from(standing))
        before = self.state()
        expected = self.expected(before, target.id)
        try:
            history.undo(self.store, ACTOR, target, partial=False)
        except UndoBlocked:
            assert self.state() == before
            return
        assert self.state() == expected
        history.undo(self.store, ACTOR, history.log_of(self.store, 1)[0], partial=False)
        assert self.state() == before
        history.undo(self.store, ACTOR, history.log_of(self.store, 1)[0], partial=False)
        assert self.state() == expected

    def expected(self, before: State, operation_id: int) -> State:
        """Return the state with the operation's changes taken back by hand."""
        rows = {key: dict(row) for key, row in before.items()}
        for change in reversed(changes_of(self.store, operation_id)):
            key = (change.table, change.row_id)
            if change.table not in TABLES:
                continue
            if change.before is None:
                rows.pop(key, None)
            elif change.after is None:
                rows[key] = {"id": change.row_id, **change.before}
            elif key in rows:
                rows[key] |= change.before
        return rows

    @invariant()
    def references_hold(self) -> None:
        assert self.store.all("PRAGMA foreign_key_check") == []


@pytest.mark.usefixtures("template")
@pytest.mark.hypothesis
def test_undo_restores_exactly_or_refuses(template: Path) -> None:
    UndoMachine.template = template
    run_state_machine_as_test(UndoMachine, settings=settings(max_examples=examples(25), stateful_step_count=12))
