"""Settling contradictions between rosters and the store."""

from __future__ import annotations

from typing import Any

import pytest

from tests.roster.records import ACTOR, TODAY, put_batch, put_conflict, put_operator, put_source
from zoufang_cli.app import history
from zoufang_cli.errors import NotFound, Refused
from zoufang_cli.roster.conflicts import actions as conflicts
from zoufang_cli.roster.conflicts.rules import Choice, ConflictState
from zoufang_cli.roster.conflicts.table import list_conflicts
from zoufang_cli.roster.duplicates.table.pairs import record_distinct_pair
from zoufang_cli.store.check import check_store
from zoufang_cli.store.connection import Store
from zoufang_cli.store.operations import operation

OLD, NEW = "顺达运输有限公司", "宏运物流有限公司"
CODES = ("91990100MA0000001A", "91990100MA0000002B")
TABLES = ("operator", "conflict", "former_key", "distinct_pair")


@pytest.fixture
def name(store: Store) -> str:
    """Return the number of an open conflict of names."""
    with operation(store, ACTOR, "x"):
        batch_id = put_batch(store, put_source(store))
        return put_conflict(store, put_operator(store, OLD), "name", (OLD, NEW), batch_id=batch_id)


@pytest.fixture
def code(store: Store) -> str:
    """Return the number of an open conflict of two operators with one licence."""
    with operation(store, ACTOR, "x"):
        first, second = (
            put_operator(store, name, credit_code=code) for name, code in zip((OLD, NEW), CODES, strict=True)
        )
        return put_conflict(store, first, "credit_code", CODES, other_id=second)


def state(store: Store) -> dict[str, list[dict[str, Any]]]:
    return {table: [dict(row) for row in store.all(f"SELECT * FROM {table} ORDER BY id")] for table in TABLES}


def operator(store: Store, number: str = "YH-00001") -> dict[str, Any]:
    row = store.one("SELECT * FROM operator WHERE number = :number", number=number)
    assert row is not None
    return dict(row)


def test_an_open_conflict_is_listed_with_both_values_and_its_file(store: Store, name: str) -> None:
    (conflict,) = list_conflicts(store, settled=False)
    assert (conflict.number, conflict.field, conflict.held, conflict.offered) == (name, "name", OLD, NEW)
    assert (conflict.operator_number, conflict.batch, conflict.file) == ("YH-00001", "DR-00001", "东屏区名册.csv")


def test_the_held_value_is_what_the_store_holds_now_until_it_is_settled(store: Store, name: str) -> None:
    with operation(store, ACTOR, "enterprise edit"):
        store.update("operator", operator(store)["id"], {"name": "改过的公司"})
    assert list_conflicts(store, settled=False)[0].held == "改过的公司"
    conflicts.settle(store, ACTOR, [name], Choice.KEEP)
    assert list_conflicts(store, settled=False) == []
    assert list_conflicts(store, settled=True)[0].held == OLD


def test_keeping_a_name_changes_nothing_but_the_conflict(store: Store, name: str) -> None:
    before = state(store)
    conflicts.settle(store, ACTOR, [name], Choice.KEEP)
    after = state(store)
    assert after["operator"] == before["operator"]
    assert after["former_key"] == []
    assert [(row["state"], row["settled_on"]) for row in after["conflict"]] == [("kept", TODAY.isoformat())]


def test_taking_a_name_renames_by_hand_and_remembers_the_former_one(store: Store, name: str) -> None:
    (settled,) = conflicts.settle(store, ACTOR, [name], Choice.TAKE).conflicts
    row = operator(store)
    assert (row["name"], row["normalized_name"], row["initials"], row["hand_edited"]) == (
        NEW,
        NEW,
        "hywlyxgs",
        '["name"]',
    )
    assert [(key["field"], key["value"]) for key in state(store)["former_key"]] == [("normalized_name", OLD)]
    assert (settled.state, settled.operator_name) == (ConflictState.TAKEN, OLD)
    assert check_store(store) == []


def test_keeping_two_codes_records_two_operators_once(store: Store, code: str) -> None:
    conflicts.settle(store, ACTOR, [code], Choice.KEEP)
    (pair,) = state(store)["distinct_pair"]
    assert (pair["one_id"], pair["other_id"]) == (operator(store)["id"], operator(store, "YH-00002")["id"])
    with operation(store, ACTOR, "x"):
        again = put_conflict(store, pair["other_id"], "credit_code", CODES[::-1], other_id=pair["one_id"])
    conflicts.settle(store, ACTOR, [again], Choice.KEEP)
    assert len(state(store)["distinct_pair"]) == 1


@pytest.mark.parametrize(
    ("kind", "choice"),
    [("name", Choice.KEEP), ("name", Choice.TAKE), ("code", Choice.KEEP), ("code", Choice.TAKE)],
    ids=str,
)
def test_undo_restores_the_exact_rows(store: Store, request: pytest.FixtureRequest, kind: str, choice: Choice) -> None:
    number = request.getfixturevalue(kind)
    before = state(store)
    settled = conflicts.settle(store, ACTOR, [number], choice)
    history.undo(store, ACTOR, history.operation_named(store, settled.operation), partial=False)
    assert state(store) == before
    conflicts.settle(store, ACTOR, [number], choice)


def test_taking_a_code_merges_the_rosters_operator_and_takes_its_code(store: Store, code: str) -> None:
    with operation(store, ACTOR, "visit add"):
        other_id = operator(store, "YH-00002")["id"]
        number = store.next_number("ZF", 2020)
        row = {"number": number, "trip": number, "kind": "visit", "form": "F1", "held_on": TODAY}
        store.insert("activity", {**row, "operator_id": other_id, "state": "done"})
    conflicts.settle(store, ACTOR, [code], Choice.TAKE)
    left, gone = operator(store), operator(store, "YH-00002")
    assert (left["name"], left["credit_code"], gone["merged_into_id"]) == (OLD, CODES[1], left["id"])
    assert store.value("SELECT operator_id FROM activity") == left["id"]
    assert [(row["field"], row["value"]) for row in state(store)["former_key"]] == [("credit_code", CODES[0])]
    (conflict,) = list_conflicts(store, settled=True)
    assert (conflict.state, conflict.operator_number, conflict.other_number) == (
        ConflictState.TAKEN,
        "YH-00001",
        "YH-00002",
    )
    assert check_store(store) == []


def test_operators_on_record_as_two_are_not_merged(store: Store, code: str) -> None:
    with operation(store, ACTOR, "enterprise distinct"):
        record_distinct_pair(store, operator(store)["id"], operator(store, "YH-00002")["id"], "", TODAY)
    before = state(store)
    with pytest.raises(Refused, match="已于2020年3月5日登记为不是同一业户"):
        conflicts.settle(store, ACTOR, [code], Choice.TAKE)
    assert state(store) == before


def test_several_are_settled_in_one_operation(store: Store, name: str, code: str) -> None:
    settled = conflicts.settle(store, ACTOR, [name, code, name], Choice.KEEP)
    assert [conflict.number for conflict in settled.conflicts] == [name, code]
    newest = history.log_of(store, 1)[0]
    assert (newest.short, newest.command) == (settled.operation, f"enterprise settle --keep {name} {code}")


@pytest.mark.parametrize(
    ("numbers", "error", "words"),
    [
        (["CT-00009"], NotFound, "没有冲突“CT-00009”"),
        (["CT-00001"], Refused, "已于2020年3月5日裁定（保留）"),
        (["CT-00002", "CT-00001"], Refused, "CT-00001"),
    ],
    ids=["unknown", "settled already", "one of two settled already"],
)
def test_refusals_change_nothing(
    store: Store, name: str, numbers: list[str], error: type[Exception], words: str
) -> None:
    conflicts.settle(store, ACTOR, [name], Choice.KEEP)
    with operation(store, ACTOR, "x"):
        put_conflict(store, operator(store)["id"], "name", (OLD, "第三家公司"))
    before = state(store)
    with pytest.raises(error, match=words):
        conflicts.settle(store, ACTOR, numbers, Choice.TAKE)
    assert state(store) == before


def test_an_operator_takes_one_name_at_a_time(store: Store, name: str) -> None:
    with operation(store, ACTOR, "x"):
        second = put_conflict(store, operator(store)["id"], "name", (OLD, "第三家公司"))
    with pytest.raises(Refused, match="只能采用其中一个"):
        conflicts.settle(store, ACTOR, [name, second], Choice.TAKE)
    conflicts.settle(store, ACTOR, [name, second], Choice.KEEP)


def test_the_conflict_of_a_merged_operator_is_that_of_the_one_left(store: Store, name: str) -> None:
    with operation(store, ACTOR, "enterprise merge"):
        left = put_operator(store, "总公司")
        store.update("operator", operator(store)["id"], {"merged_into_id": left})
    assert list_conflicts(store, settled=False)[0].operator_number == "YH-00002"
    conflicts.settle(store, ACTOR, [name], Choice.TAKE)
    assert (operator(store)["name"], operator(store, "YH-00002")["name"]) == (OLD, NEW)


def test_two_operators_that_were_merged_are_not_kept_apart(store: Store, code: str) -> None:
    with operation(store, ACTOR, "enterprise merge"):
        store.update("operator", operator(store, "YH-00002")["id"], {"merged_into_id": operator(store)["id"]})
    with pytest.raises(Refused, match="已经合并为 YH-00001"):
        conflicts.settle(store, ACTOR, [code], Choice.KEEP)


def test_a_code_that_a_third_operator_has_by_now_is_not_taken(store: Store, code: str) -> None:
    with operation(store, ACTOR, "enterprise edit"):
        store.update("operator", operator(store, "YH-00002")["id"], {"credit_code": ""})
        put_operator(store, "第三家公司", credit_code=CODES[1])
    before = state(store)
    with pytest.raises(Refused, match=f"{CODES[1]} 已属于 YH-00003 第三家公司"):
        conflicts.settle(store, ACTOR, [code], Choice.TAKE)
    assert state(store) == before
