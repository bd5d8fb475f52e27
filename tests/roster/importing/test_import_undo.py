"""Taking an import back: every value restored, or the list of what stands in the way."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.roster.importing.test_roster_import import ACTOR, code, roster, roster_of, row, take
from zoufang_cli.app.history import operation_named, undo
from zoufang_cli.errors import UndoBlocked
from zoufang_cli.roster import actions
from zoufang_cli.store import undo as undoing
from zoufang_cli.store.check import check_store
from zoufang_cli.store.connection import Store


@pytest.fixture(params=["one by one", "at once"], autouse=True)
def bulk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Undo small runs both ways."""
    monkeypatch.setattr(undoing, "BULK", 1 if request.param == "at once" else 10**9)


def test_an_import_is_undone_by_its_batch_number(store: Store, tmp_path: Path) -> None:
    take(store, roster(tmp_path / "a.csv", [row("甲公司", uscc=code(1), phone="19900000001")]))
    before = roster_of(store)
    rows = [row("甲公司", uscc=code(1), phone="19900000002"), row("乙公司", uscc=code(2)), row("", uscc=code(3))]
    take(store, roster(tmp_path / "b.csv", rows))
    undo(store, ACTOR, operation_named(store, "DR-00002"), partial=False)
    assert roster_of(store) == before
    assert store.value("SELECT count(*) FROM import_row") == 0
    assert check_store(store) == []


def test_an_undone_import_comes_back(store: Store, tmp_path: Path) -> None:
    take(store, roster(tmp_path / "a.csv", [row(f"第{n}公司", uscc=code(n)) for n in range(5)]))
    after = roster_of(store)
    done = undo(store, ACTOR, operation_named(store, "DR-00001"), partial=False)
    assert roster_of(store) == []
    undo(store, ACTOR, operation_named(store, done.number), partial=False)
    assert roster_of(store) == after
    assert check_store(store) == []


def test_an_import_whose_operators_a_later_roster_lists_is_not_undone(store: Store, tmp_path: Path) -> None:
    take(store, roster(tmp_path / "a.csv", [row("甲公司", uscc=code(1)), row("乙公司", uscc=code(2))]))
    take(store, roster(tmp_path / "b.csv", [row("甲公司", uscc=code(1))]))
    with pytest.raises(UndoBlocked) as refused:
        undo(store, ACTOR, operation_named(store, "DR-00001"), partial=False)
    assert refused.value.details == ("业户 YH-00001：其他批次的名册也列有这家业户",)
    done = undo(store, ACTOR, operation_named(store, "DR-00001"), partial=True)
    assert done.blocked_count == 1
    assert [one["name"] for one in store.all("SELECT name FROM operator")] == ["甲公司"]
    assert check_store(store) == []


def test_a_partial_undo_leaves_an_edited_row_whole_and_restores_the_others(store: Store, tmp_path: Path) -> None:
    def listed(phone: str, scope: str) -> list[dict[str, str]]:
        return [row(name, uscc=code(n), phone=phone, scope=scope) for n, name in enumerate(("甲公司", "乙公司"), 1)]

    take(store, roster(tmp_path / "a.csv", listed("19900000001", "普货")))
    take(store, roster(tmp_path / "b.csv", listed("19900000002", "包车客运")))
    edited = store.value("SELECT id FROM operator WHERE name = '甲公司'")
    actions.edit(store, ACTOR, edited, {"phone": "19900000003"})
    with pytest.raises(UndoBlocked, match="1处此后有变化"):
        undo(store, ACTOR, operation_named(store, "DR-00002"), partial=False)
    done = undo(store, ACTOR, operation_named(store, "DR-00002"), partial=True)
    assert done.blocked == ("业户 YH-00001：此后又改过联系电话",)
    assert [tuple(held) for held in store.all("SELECT phone, scope FROM operator ORDER BY number")] == [
        ('["19900000003"]', '["包车客运"]'),
        ('["19900000001"]', '["普货"]'),
    ]
    assert check_store(store) == []


def test_an_operator_that_was_visited_since_keeps_its_place(store: Store, tmp_path: Path) -> None:
    take(store, roster(tmp_path / "a.csv", [row("甲公司", uscc=code(1)), row("乙公司", uscc=code(2))]))
    one = store.value("SELECT id FROM operator WHERE name = '甲公司'")
    actions.edit(store, ACTOR, one, {"status": "注销"}, status_on=date(2019, 11, 20))
    done = undo(store, ACTOR, operation_named(store, "DR-00001"), partial=True)
    assert [one["name"] for one in store.all("SELECT name FROM operator")] == ["甲公司"]
    assert done.blocked_count == 1
    assert check_store(store) == []


def test_what_a_header_taught_outlives_the_undo_where_others_need_it(store: Store, tmp_path: Path) -> None:
    take(store, roster(tmp_path / "a.csv", [row("甲公司", uscc=code(1))]))
    take(store, roster(tmp_path / "b.csv", [row("乙公司", uscc=code(2))]))
    done = undo(store, ACTOR, operation_named(store, "DR-00001"), partial=False)
    assert done.blocked_count == 0
    assert store.value("SELECT count(*) FROM source") == 1


def test_an_undo_is_undone_after_the_same_header_came_again(store: Store, tmp_path: Path) -> None:
    take(store, roster(tmp_path / "a.csv", [row("甲公司", uscc=code(1))]))
    done = undo(store, ACTOR, operation_named(store, "DR-00001"), partial=False)
    assert store.value("SELECT mapping FROM source") == "{}"
    take(store, roster(tmp_path / "b.csv", [row("乙公司", uscc=code(2))]))
    assert undo(store, ACTOR, operation_named(store, done.number), partial=True).undone_count > 0
    assert {one["name"] for one in store.all("SELECT name FROM operator")} == {"甲公司", "乙公司"}
    assert check_store(store) == []


def test_what_a_header_taught_and_teaches_again_stands_in_no_way(store: Store, tmp_path: Path) -> None:
    take(store, roster(tmp_path / "a.csv", [row("甲公司", uscc=code(1))]))
    done = undo(store, ACTOR, operation_named(store, "DR-00001"), partial=False)
    take(store, roster(tmp_path / "b.csv", [row("乙公司", uscc=code(2))]))
    assert undo(store, ACTOR, operation_named(store, done.number), partial=False).blocked_count == 0
    assert {one["name"] for one in store.all("SELECT name FROM operator")} == {"甲公司", "乙公司"}
    assert check_store(store) == []
