"""A partial undo works on whole rows: a row goes back whole, or stays whole and is listed."""

from __future__ import annotations

from datetime import date

import pytest

from zoufang_cli.app import history
from zoufang_cli.errors import UndoBlocked
from zoufang_cli.store.actor import Actor
from zoufang_cli.store.connection import Store
from zoufang_cli.store.operations import operation

ME = Actor("测试", date(2020, 3, 5))


@pytest.fixture
def changed(store: Store) -> tuple[int, int]:
    """Two people, both changed twice by one operation, one of them once more since."""
    with operation(store, ME, "person add"):
        first, second = (
            store.insert("person", {"name": name, "post": "甲", "phone": "1"}) for name in ("张三", "李四")
        )
    with operation(store, ME, "person edit"):
        for person in (first, second):
            store.update("person", person, {"post": "乙"})
        for person in (first, second):
            store.update("person", person, {"phone": "2"})
    with operation(store, ME, "person edit again"):
        store.update("person", first, {"post": "丙"})
    return first, second


def rows(store: Store) -> list[tuple[str, str]]:
    return [tuple(row) for row in store.all("SELECT post, phone FROM person ORDER BY id")]


def edit_of(store: Store) -> history.Logged:
    return next(one for one in history.log_of(store, None) if one.command == "person edit")


def test_a_row_of_which_a_part_was_edited_since_stays_whole(store: Store, changed: tuple[int, int]) -> None:
    done = history.undo(store, ME, edit_of(store), partial=True)
    assert rows(store) == [("丙", "2"), ("甲", "1")]
    assert done.blocked == ("人员 张三：此后又改过职务",)


def test_what_stayed_can_be_undone_once_nothing_is_in_the_way(store: Store, changed: tuple[int, int]) -> None:
    history.undo(store, ME, edit_of(store), partial=True)
    again = next(one for one in history.log_of(store, None) if one.command == "person edit again")
    history.undo(store, ME, again, partial=False)
    history.undo(store, ME, edit_of(store), partial=False)
    assert rows(store) == [("甲", "1"), ("甲", "1")]


def test_without_partial_nothing_is_changed(store: Store, changed: tuple[int, int]) -> None:
    with pytest.raises(UndoBlocked, match="1处此后有变化"):
        history.undo(store, ME, edit_of(store), partial=False)
    assert rows(store) == [("丙", "2"), ("乙", "2")]
