"""An undo that would leave the roster unsound is refused with the list; in part it does the rest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.roster.importing.test_roster_import import ACTOR, code, roster, row, take
from tests.roster.records import TODAY
from tests.roster.worlds import doubled_codes, present_former_keys
from zoufang_cli.app import history
from zoufang_cli.app.history import Undone
from zoufang_cli.errors import UndoBlocked
from zoufang_cli.roster import actions
from zoufang_cli.roster.duplicates import actions as enterprise_doubles
from zoufang_cli.roster.importing.actions.importing import ImportOptions, import_roster
from zoufang_cli.roster.matching.matcher import Mode, Rules
from zoufang_cli.store.check import check_store
from zoufang_cli.store.connection import Store
from zoufang_cli.store.naming import Candidate
from zoufang_cli.store.operations import operation

FIRST, SECOND = "440100151081", "440100151082"


@pytest.fixture(autouse=True)
def _sound(store: Store) -> Iterator[None]:
    yield
    assert (doubled_codes(store), present_former_keys(store), check_store(store)) == ([], [], [])


def undo_newest(store: Store, partial: bool = False, nth: int = 0) -> Undone:
    """Undo one of the newest operations, an undo or not."""
    return history.undo(store, ACTOR, history.log_of(store, None)[nth], partial)


def refused(store: Store, operation_number: str) -> tuple[str, ...]:
    """Return what stands in the way of undoing an operation."""
    before = store.connection.serialize()
    with pytest.raises(UndoBlocked) as blocked:
        history.undo(store, ACTOR, history.operation_named(store, operation_number), partial=False)
    assert store.connection.serialize() == before
    return blocked.value.details


def newest(store: Store) -> str:
    return history.log_of(store, 1)[0].short


def named(store: Store, name: str) -> Candidate:
    (record,) = store.all("SELECT id, number FROM operator WHERE name = :name", name=name)
    return Candidate(record["id"], record["number"], name, "")


def merge(store: Store, survivor: str, duplicate: str) -> str:
    enterprise_doubles.merge(store, ACTOR, named(store, survivor), [named(store, duplicate)])
    return newest(store)


def visit(store: Store, name: str) -> str:
    with operation(store, ACTOR, "visit add"):
        number = store.next_number("ZF", 2020)
        row = {"number": number, "trip": number, "kind": "visit", "form": "F1", "held_on": TODAY}
        store.insert("activity", {**row, "state": "done", "operator_id": named(store, name).id})
    return newest(store)


def names(store: Store) -> list[str]:
    return [
        record["name"] for record in store.all("SELECT name FROM operator WHERE merged_into_id IS NULL ORDER BY number")
    ]


def test_an_import_does_not_come_back_beside_another_operator_with_the_code(store: Store, tmp_path: Path) -> None:
    take(store, roster(tmp_path / "a.csv", [row("甲公司", uscc=code(1)), row("乙公司", uscc=code(2))]))
    undo_newest(store)
    undone = newest(store)
    take(store, roster(tmp_path / "b.csv", [row("丙公司", uscc=code(1))]))
    assert refused(store, undone) == ("业户 YH-00001：它的统一社会信用代码此后已属于业户 YH-00003",)
    assert history.undo(store, ACTOR, history.operation_named(store, undone), partial=True).blocked_count == 1
    assert names(store) == ["乙公司", "丙公司"]


def test_what_belongs_to_an_operator_that_does_not_come_back_stays_away(store: Store, tmp_path: Path) -> None:
    rows = [row("甲公司", uscc=code(1), licence=FIRST), row("甲公司", uscc=code(1), licence=SECOND), row("乙公司")]
    take(store, roster(tmp_path / "a.csv", rows))
    undo_newest(store)
    take(store, roster(tmp_path / "b.csv", [row("丙公司", uscc=code(1))]))
    done = undo_newest(store, partial=True, nth=1)
    assert done.blocked == (
        "业户 YH-00001：它的统一社会信用代码此后已属于业户 YH-00003",
        f"曾用号码 {FIRST}：所属的业户没有恢复",
        "未采用或存疑的行：所属的业户没有恢复",
        "未采用或存疑的行：所属的业户没有恢复",
    )
    assert names(store) == ["乙公司", "丙公司"]
    undo_newest(store)
    assert names(store) == ["丙公司"]


def test_a_cleared_code_that_another_operator_has_by_now_does_not_come_back(store: Store, tmp_path: Path) -> None:
    take(store, roster(tmp_path / "a.csv", [row("甲公司", uscc=code(1), phone="19900000001")]))
    edit = {"credit_code": "", "phone": "19900000002"}
    actions.edit(store, ACTOR, named(store, "甲公司").id, edit)
    edited = newest(store)
    take(store, roster(tmp_path / "b.csv", [row("乙公司", uscc=code(1))]))
    assert refused(store, edited) == ("业户 YH-00001：它的统一社会信用代码此后已属于业户 YH-00002",)
    with pytest.raises(UndoBlocked, match="没有其余部分可以撤销"):  # the row stays whole, its telephone too
        history.undo(store, ACTOR, history.operation_named(store, edited), partial=True)
    record = store.one("SELECT credit_code, phone FROM operator WHERE number = 'YH-00001'")
    assert tuple(record or ()) == ("", '["19900000002"]')


def test_a_code_stays_away_whatever_else_was_changed_since(store: Store, tmp_path: Path) -> None:
    take(store, roster(tmp_path / "a.csv", [row("甲公司", uscc=code(1))]))
    actions.edit(store, ACTOR, named(store, "甲公司").id, {"credit_code": "", "phone": "19900000001"})
    edited = newest(store)
    take(store, roster(tmp_path / "b.csv", [row("乙公司", uscc=code(1))]))
    actions.edit(store, ACTOR, named(store, "甲公司").id, {"phone": "19900000002"})
    assert refused(store, edited) == ("业户 YH-00001：此后又改过联系电话",)
    assert store.value("SELECT credit_code || phone FROM operator WHERE number = 'YH-00001'") == '["19900000002"]'


def test_operators_are_not_parted_when_the_one_left_took_the_others_code(store: Store, tmp_path: Path) -> None:
    take(store, roster(tmp_path / "a.csv", [row("甲公司"), row("乙公司", uscc=code(2))]))
    visit(store, "乙公司")
    actions.edit(store, ACTOR, named(store, "甲公司").id, {"credit_code": code(1)})
    merged = merge(store, "甲公司", "乙公司")
    actions.edit(store, ACTOR, named(store, "甲公司").id, {"credit_code": code(2)})
    assert refused(store, merged) == (
        "业户 YH-00002：它的统一社会信用代码此后已属于业户 YH-00001",
        "走访 ZF-2020-0001：所属的业户没有恢复",
    )
    with pytest.raises(UndoBlocked):
        history.undo(store, ACTOR, history.operation_named(store, merged), partial=True)
    assert store.value("SELECT operator_id FROM activity") == named(store, "甲公司").id


def test_two_operators_are_not_merged_into_each_other(store: Store, tmp_path: Path) -> None:
    take(store, roster(tmp_path / "a.csv", [row("甲公司"), row("乙公司")]))
    merge(store, "甲公司", "乙公司")
    undo_newest(store)
    undone = newest(store)
    merge(store, "乙公司", "甲公司")
    assert refused(store, undone) == ("业户 YH-00002：此后业户 YH-00001 又并入了它",)
    assert names(store) == ["乙公司"]


def test_an_operator_is_not_merged_again_into_one_that_was_merged_away(store: Store, tmp_path: Path) -> None:
    take(store, roster(tmp_path / "a.csv", [row("甲公司"), row("乙公司"), row("丙公司")]))
    merge(store, "甲公司", "乙公司")
    undo_newest(store)
    undone = newest(store)
    merge(store, "丙公司", "甲公司")
    assert refused(store, undone) == ("业户 YH-00002：它要并入的业户 YH-00001 此后已并入别家",)


def test_an_operator_that_others_joined_is_not_merged_away_again(store: Store, tmp_path: Path) -> None:
    take(store, roster(tmp_path / "a.csv", [row("甲公司"), row("乙公司"), row("丙公司")]))
    merge(store, "甲公司", "乙公司")
    undo_newest(store)
    undone = newest(store)
    merge(store, "乙公司", "丙公司")
    assert refused(store, undone) == ("业户 YH-00002：此后业户 YH-00003 又并入了它",)


def test_an_operator_that_was_visited_since_is_not_merged_away_again(store: Store, tmp_path: Path) -> None:
    take(store, roster(tmp_path / "a.csv", [row("甲公司"), row("乙公司")]))
    merge(store, "甲公司", "乙公司")
    undo_newest(store)
    undone = newest(store)
    visit(store, "乙公司")
    assert refused(store, undone) == ("业户 YH-00002：此后又有1条记录归在它名下",)


def test_a_visit_does_not_come_back_to_an_operator_that_was_merged_away(store: Store, tmp_path: Path) -> None:
    take(store, roster(tmp_path / "a.csv", [row("甲公司"), row("乙公司")]))
    visit(store, "乙公司")
    undo_newest(store)
    undone = newest(store)
    merge(store, "甲公司", "乙公司")
    assert refused(store, undone) == ("走访 ZF-2020-0001：它所属的业户 YH-00002 此后已并入别家",)


def test_a_former_key_is_forgotten_when_an_undo_makes_it_the_present_one(store: Store, tmp_path: Path) -> None:
    take(store, roster(tmp_path / "a.csv", [row("甲公司", uscc=code(1), licence=FIRST)]))
    take(store, roster(tmp_path / "b.csv", [row("甲公司", uscc=code(1), licence=SECOND)]))
    undo_newest(store)
    undone = newest(store)
    path = roster(tmp_path / "c.csv", [row("甲公司", uscc=code(1), licence=SECOND, phone="19900000001")])
    import_roster(store, ACTOR, path, ImportOptions(rules=Rules(Mode.FILL)))
    assert former(store) == [SECOND]
    history.undo(store, ACTOR, history.operation_named(store, undone), partial=False)
    assert (store.value("SELECT licence_digits FROM operator"), former(store)) == (SECOND, [FIRST])
    assert refused(store, "DR-00003") == (f"曾用号码 YH-00001 {SECOND}：此后已被删除",)
    undo_newest(store)
    assert (store.value("SELECT licence_digits FROM operator"), former(store)) == (FIRST, [SECOND])


def test_a_roster_that_brings_a_former_key_back_makes_it_the_present_one(store: Store, tmp_path: Path) -> None:
    for name, district in zip("123", ("东屏区", "西岭区", "东屏区"), strict=True):
        rows = [row("甲公司", uscc=code(1), district=district, phone=f"1990000000{name}")]
        take(store, roster(tmp_path / f"{name}.csv", rows))
    assert former(store) == ["西岭区"]


def former(store: Store) -> list[str]:
    return [record["value"] for record in store.all("SELECT value FROM former_key ORDER BY value")]
