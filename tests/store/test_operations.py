"""The operation log: what is written, sealed, undone and found by `check`."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from zoufang_cli.app import history
from zoufang_cli.errors import UndoBlocked
from zoufang_cli.store.actor import Actor
from zoufang_cli.store.check import check_store
from zoufang_cli.store.connection import Store, open_store
from zoufang_cli.store.history import changes_of
from zoufang_cli.store.operations import operation

ACTOR = Actor("张三", date(2020, 3, 5))


def add_person(store: Store, name: str) -> int:
    with operation(store, ACTOR, "person add"):
        return store.insert("person", {"name": name})


def rename(store: Store, person_id: int, name: str) -> None:
    with operation(store, ACTOR, "person edit"):
        store.update("person", person_id, {"name": name})


def last(store: Store) -> int:
    return int(store.value("SELECT id FROM operation ORDER BY clock DESC LIMIT 1"))


def state(store: Store) -> list[tuple[object, ...]]:
    return [tuple(row) for row in store.all("SELECT * FROM person ORDER BY id")]


def test_insert_and_delete_log_the_whole_row_update_only_what_changed(store: Store) -> None:
    person_id = add_person(store, "李四")
    (inserted,) = changes_of(store, last(store))
    assert inserted.before is None
    assert inserted.after is not None
    assert set(inserted.after) == {"name", "post", "badge_no", "unit", "phone", "remark", "state"}
    rename(store, person_id, "王五")
    (updated,) = changes_of(store, last(store))
    assert (updated.before, updated.after) == ({"name": "李四"}, {"name": "王五"})
    with operation(store, ACTOR, "person delete"):
        store.run("DELETE FROM person WHERE id = :id", id=person_id)
    (deleted,) = changes_of(store, last(store))
    assert deleted.after is None
    assert deleted.before == {**inserted.after, "name": "王五"}


def test_an_update_that_changes_nothing_is_not_logged(store: Store) -> None:
    rename(store, add_person(store, "李四"), "李四")
    assert changes_of(store, last(store)) == []


def test_replacing_a_row_is_logged_as_delete_and_insert(store: Store) -> None:
    person_id = add_person(store, "李四")
    with operation(store, ACTOR, "x"):
        store.run("INSERT OR REPLACE INTO person (id, name) VALUES (:id, '王五')", id=person_id)
    assert [change.after is None for change in changes_of(store, last(store))] == [True, False]
    assert check_store(store) == []


def test_an_error_rolls_everything_back(store: Store) -> None:
    before = store.value("SELECT count(*) FROM operation")

    def fail() -> None:
        with operation(store, ACTOR, "person add"):
            store.insert("person", {"name": "李四"})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert state(store) == []
    assert store.value("SELECT count(*) FROM operation") == before


def test_work_and_real_day_stand_side_by_side(store: Store) -> None:
    add_person(store, "李四")
    row = store.one("SELECT at, today_on, who FROM operation WHERE id = :id", id=last(store))
    assert row is not None
    assert row["today_on"] == "2020-03-05"
    assert row["who"] == "张三"
    assert row["at"] > "2020-03-06"


def test_undo_and_undo_of_undo(store: Store) -> None:
    person_id = add_person(store, "李四")
    rename(store, person_id, "王五")
    after = state(store)
    done = history.undo(store, ACTOR, history.operation_named(store, None), partial=False)
    assert done.undone_count == 1
    assert state(store)[0][1] == "李四"
    history.undo(store, ACTOR, history.log_of(store, 1)[0], partial=False)
    assert state(store) == after
    assert check_store(store) == []


def test_undo_refuses_what_changed_since_and_lists_it(store: Store) -> None:
    person_id = add_person(store, "李四")
    rename(store, person_id, "王五")
    target = history.log_of(store, 1)[0]
    rename(store, person_id, "赵六")
    before = state(store)
    with pytest.raises(UndoBlocked) as refused:
        history.undo(store, ACTOR, target, partial=False)
    assert "此后又改过姓名" in refused.value.details[0]
    assert state(store) == before


def test_undo_refuses_an_insert_that_others_point_at(store: Store) -> None:
    person_id = add_person(store, "李四")
    target = history.log_of(store, 1)[0]
    with operation(store, ACTOR, "x"):
        store.insert("appointment", {"person_id": person_id, "role": "leader"})
    with pytest.raises(UndoBlocked, match="不能整个撤销"):
        history.undo(store, ACTOR, target, partial=False)


def test_partial_undo_takes_back_the_rest(store: Store) -> None:
    with operation(store, ACTOR, "people"):
        first = store.insert("person", {"name": "甲"})
        store.insert("person", {"name": "乙"})
    target = history.log_of(store, 1)[0]
    rename(store, first, "丙")
    done = history.undo(store, ACTOR, target, partial=True)
    assert (done.undone_count, len(done.blocked)) == (1, 1)
    assert [row[1] for row in state(store)] == ["丙"]


def tamper(db: Path, *statements: str) -> list[str]:
    with open_store(db) as store:
        for statement in statements:
            store.run(statement)
        return [fault.code for fault in check_store(store)]


@pytest.mark.parametrize(
    ("statements", "codes"),
    [
        (["UPDATE person SET name = '改'"], {"outside", "state"}),
        (["DROP TRIGGER person_updated", "UPDATE person SET name = '改'"], {"state", "schema"}),
        (["UPDATE operation SET who = '别人' WHERE command = 'person add'"], {"chain"}),
        (["DELETE FROM operation WHERE command = 'person add'"], {"state"}),
        (["UPDATE change SET after = json_set(after, '$[0]', '改')"], {"content", "state"}),
        (["DROP TRIGGER person_deleted", "DELETE FROM person"], {"state", "schema"}),
    ],
    ids=["other client", "triggers dropped", "header edited", "operation removed", "change edited", "row removed"],
)
def test_check_finds_what_was_tampered_with(db: Path, statements: list[str], codes: set[str]) -> None:
    with open_store(db) as store:
        add_person(store, "李四")
        assert check_store(store) == []
    assert set(tamper(db, *statements)) == codes


def test_removing_an_operation_in_the_middle_breaks_the_chain(db: Path) -> None:
    with open_store(db) as store:
        add_person(store, "李四")
        rename(store, int(store.value("SELECT id FROM person")), "王五")
    assert "chain" in tamper(db, "DELETE FROM operation WHERE command = 'person add'")


def test_log_lists_newest_first_with_what_is_undone(zf) -> None:  # type: ignore[no-untyped-def]
    zf("person add 李四")
    zf("undo")
    listed = zf("log --json").json
    assert [(one["command"].split()[0], one["undone"]) for one in listed] == [
        ("undo", False), ("person", True), ("init", False)
    ]  # fmt: skip
    assert json.dumps(listed)
